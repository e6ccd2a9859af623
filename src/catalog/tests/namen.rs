//! What a file is called or names, and what follows from one that is wrong: nothing but its own fault.

use super::*;

const BUREAU: &str = "utrecht-noordwest";

/// All that is told.
fn all(bronnen: &Bronnen) -> String {
    let told = Catalog::load(bronnen).map_or_else(|fouten| fouten, |made| made.waarschuwingen);
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    told.join("\n\n")
}

/// The code and place of all that is told, one a line.
fn places(bronnen: &Bronnen) -> String {
    let told = Catalog::load(bronnen).map_or_else(|fouten| fouten, |made| made.waarschuwingen);
    let told = told.iter().map(|one| {
        let (code, bestand, regel) = (one.code, &one.bestand, one.regel);
        format!("{code} {bestand}:{regel} {}", one.melding)
    });
    told.collect::<Vec<_>>().join("\n")
}

fn with_script(mut bronnen: Bronnen, pad: &str, tekst: &str) -> Bronnen {
    let bestand = crate::bronnen::Bestand {
        toon: format!("scripts/{pad}"),
        tekst: tekst.to_owned(),
    };
    bronnen.scripts.insert(pad.to_owned(), bestand);
    bronnen
}

fn met_script(bronnen: Bronnen, pad: &str) -> Bronnen {
    let naam = pad.rsplit('/').next().unwrap().trim_end_matches(".rhai");
    let tekst = &bronnen.scripts["landelijk/verlof_haast.rhai"].tekst;
    let tekst = tekst.replace("fn verlof_haast", &format!("fn {naam}"));
    with_script(bronnen, pad, &tekst)
}

#[test]
fn a_text_or_script_of_an_upper_layer_that_replaces_nothing_and_that_nothing_names() {
    let bronnen = een_bureau();
    let mail = bronnen.workflows["landelijk/mails/incident.md"]
        .tekst
        .clone();
    let brief = "landelijk/brieven/absoluut-verzuim-uitnodiging.md";
    let brief = bronnen.workflows[brief].tekst.clone();
    let bronnen = bronnen
        .met_workflow("utrecht-noordwest/mails/incidnt.md", &mail)
        .met_workflow(
            "utrecht-noordwest/woerden/brieven/absoluut-verzuim-uitnodigin.md",
            &brief,
        )
        .met_workflow("landelijk/mails/bladmail.md", &mail);
    let bronnen = met_script(bronnen, "utrecht-noordwest/verlof_hast.rhai");
    insta::assert_snapshot!(all(&bronnen), @"
    fout[F513]: script `verlof_hast` van laag `utrecht-noordwest` vervangt niets en wordt nergens genoemd
      --> scripts/utrecht-noordwest/verlof_hast.rhai:1:1
    hint: bedoelde u `verlof_haast`? noem het bestand dan zo (HANDLEIDING 7.2)

    waarschuwing[W503]: mail `bladmail` wordt nergens genoemd
      --> workflows/landelijk/mails/bladmail.md:1:1
    hint: noem het in een procedure, of haal het bestand weg (HANDLEIDING 8)

    fout[F513]: mail `incidnt` van laag `utrecht-noordwest` vervangt niets en wordt nergens genoemd
      --> workflows/utrecht-noordwest/mails/incidnt.md:1:1
    hint: bedoelde u `incident`? noem het bestand dan zo (HANDLEIDING 7.2)

    fout[F513]: brief `absoluut-verzuim-uitnodigin` van laag `woerden` vervangt niets en wordt nergens genoemd
      --> workflows/utrecht-noordwest/woerden/brieven/absoluut-verzuim-uitnodigin.md:1:1
    hint: bedoelde u `absoluut-verzuim-uitnodiging`? noem het bestand dan zo (HANDLEIDING 7.2)
    ");
}

#[test]
fn a_text_that_only_another_layer_names_is_used() {
    let bronnen = een_bureau();
    let brief = "landelijk/brieven/absoluut-verzuim-uitnodiging.md";
    let brief = bronnen.workflows[brief].tekst.clone();
    let says = "procedure: absoluut-verzuim\nbreidt_uit: utrecht-noordwest/absoluut-verzuim\nfasen: {aanschrijven: {taken: {eerste-brief: {brief: onze-brief}}}}\n";
    let bronnen = bronnen
        .met_workflow("utrecht-noordwest/brieven/onze-brief.md", &brief)
        .met_workflow("utrecht-noordwest/woerden/absoluut-verzuim.yaml", says);
    assert!(!all(&bronnen).contains("F513"));
    // While that file cannot be read, nobody knows what it names.
    let broken = "utrecht-noordwest/woerden/absoluut-verzuim.yaml";
    let bronnen = bronnen.met_workflow(broken, "fasen: [\n");
    assert!(!all(&bronnen).contains("F513"));
}

#[test]
fn a_new_name_one_letter_away_from_one_that_exists() {
    let says = "procedure: absoluut-verzuim
breidt_uit: utrecht-noordwest/absoluut-verzuim
gegevens:
  vermoedn: datum
fasen:
  wachten-op-reactie:
    termijnen:
      antwoordtermin: {binnen: 8 schooldagen, na: eerste-brief, grondslag: AI art. 3 lid 7}
    gebeurtenissen:
      reactie-oudrs:
        gevolg: [{ga_naar: onderzoek}]
";
    let pad = "utrecht-noordwest/woerden/absoluut-verzuim.yaml";
    insta::assert_snapshot!(told(pad, says), @"
    fout[F154]: laag `woerden` verandert gegeven `vermoedn`, maar dat bestaat in de laag eronder niet
      --> workflows/utrecht-noordwest/woerden/absoluut-verzuim.yaml:4:3
    hint: bedoelde u `vermoeden`? is het iets nieuws, geef het dan een naam die er minder op lijkt (HANDLEIDING 7.2)

    fout[F154]: laag `woerden` verandert termijn `antwoordtermin`, maar die bestaat in de laag eronder niet
      --> workflows/utrecht-noordwest/woerden/absoluut-verzuim.yaml:8:7
    hint: bedoelde u `antwoordtermijn`? is het iets nieuws, geef het dan een naam die er minder op lijkt (HANDLEIDING 7.2)

    fout[F154]: laag `woerden` verandert gebeurtenis `reactie-oudrs`, maar die bestaat in de laag eronder niet
      --> workflows/utrecht-noordwest/woerden/absoluut-verzuim.yaml:10:7
    hint: bedoelde u `reactie-ouders`? is het iets nieuws, geef het dan een naam die er minder op lijkt (HANDLEIDING 7.2)
    ");
}

#[test]
fn a_file_that_is_called_as_no_procedure_below() {
    let says = |naam: &str, onder: &str| {
        format!(
            "procedure: {naam}\nbreidt_uit: {onder}/{naam}\nfasen: {{aanschrijven: {{taken: {{eerste-brief: {{titel: Brief}}}}}}}}\n"
        )
    };
    let pad = "utrecht-noordwest/woerden/absoluut-verzum.yaml";
    let wrong = told(pad, &says("absoluut-verzum", BUREAU));
    // The name of the file alone is wrong.
    let file = told(pad, &says("absoluut-verzuim", BUREAU));
    // The layer of the bureau is passed over.
    let pad = "utrecht-noordwest/woerden/absoluut-verzuim.yaml";
    let over = told(pad, &says("absoluut-verzuim", "landelijk"));
    insta::assert_snapshot!([wrong, file, over].join("\n\n"), @"
    fout[F155]: er is geen procedure `absoluut-verzum` om over te liggen, in geen laag eronder
      --> workflows/utrecht-noordwest/woerden/absoluut-verzum.yaml:2:13
    hint: bedoelde u `absoluut-verzuim`? noem het bestand dan `absoluut-verzuim.yaml` (HANDLEIDING 7.2)

    fout[F155]: er is geen procedure `absoluut-verzum` om over te liggen, in geen laag eronder
      --> workflows/utrecht-noordwest/woerden/absoluut-verzum.yaml:2:13
    hint: bedoelde u `absoluut-verzuim`? noem het bestand dan `absoluut-verzuim.yaml` (HANDLEIDING 7.2)

    fout[F155]: deze laag ligt over `landelijk/absoluut-verzuim`, maar daartussen ligt `utrecht-noordwest/absoluut-verzuim`
      --> workflows/utrecht-noordwest/woerden/absoluut-verzuim.yaml:2:13
    hint: schrijf `breidt_uit: utrecht-noordwest/absoluut-verzuim` (HANDLEIDING 7.2)
    ");
}

#[test]
fn a_bureau_whose_file_cannot_be_read_is_there_all_the_same() {
    let pad = "utrecht-noordwest/bureau.yaml";
    let halt = "utrecht-noordwest/halt.yaml";
    let fasn = shipped(halt, "fasen:", "fasn: {}\nfasen:");
    let bronnen = een_bureau()
        .met_workflow(pad, &shipped(pad, "boa: ja", "boa: jaa"))
        .met_workflow(halt, &fasn);
    insta::assert_snapshot!(places(&bronnen), @"
    F005 workflows/utrecht-noordwest/bureau.yaml:33 `boa` heeft de verkeerde vorm: gevonden: tekst `jaa`, verwacht: `ja` of `nee`
    F003 workflows/utrecht-noordwest/halt.yaml:19 onbekende sleutel `fasn` in het bestand
    ");
}

#[test]
fn of_a_procedure_that_cannot_be_read_nothing_follows() {
    let halt = "utrecht-noordwest/halt.yaml";
    let fasn = shipped(halt, "fasen:", "fasn: {}\nfasen:");
    let bronnen = een_bureau()
        .met_workflow("landelijk/halt.yaml", "procedure: halt\nfasen: [\n")
        .met_workflow(halt, &fasn);
    insta::assert_snapshot!(places(&bronnen), @"
    F001 workflows/landelijk/halt.yaml:2 hier ontbreekt een waarde
    F003 workflows/utrecht-noordwest/halt.yaml:19 onbekende sleutel `fasn` in het bestand
    ");
    // A file that is no text is there as well: a procedure, a letter and a script.
    let mut bronnen = een_bureau();
    for pad in ["landelijk/halt.yaml", "landelijk/brieven/halt-oproep.md"] {
        bronnen.workflows.remove(pad);
        let toon = format!("workflows/{pad}");
        bronnen.naast_workflows.insert(pad.to_owned(), toon);
    }
    let pad = "landelijk/halt_criteria.rhai";
    bronnen.scripts.remove(pad);
    bronnen.naast_scripts.insert(pad.to_owned(), String::new());
    assert_eq!(places(&bronnen), "");
}

#[test]
fn a_letter_tells_of_all_its_names_at_once() {
    let pad = "landelijk/brieven/absoluut-verzuim-tweede.md";
    let wrong = "{{ jongere.nam }} {{ gegevens.vermoedn }} {{ aanhef }}";
    insta::assert_snapshot!(told(pad, &shipped(pad, "{{ aanhef }}", wrong)), @"
    fout[F503]: onbekende naam `jongere.nam`
      --> workflows/landelijk/brieven/absoluut-verzuim-tweede.md:11:4
    hint: bedoelde u `jongere.naam`? (HANDLEIDING 8.4)

    fout[F510]: tekst `absoluut-verzuim-tweede` noemt gegeven `vermoedn`, maar procedure `absoluut-verzuim` kent dat niet
      --> workflows/landelijk/brieven/absoluut-verzuim-tweede.md:11:22
    hint: bedoelde u `vermoeden`? (HANDLEIDING 8.4)
    ");
}

#[test]
fn two_texts_that_say_the_same_are_each_told_of_in_their_own_file() {
    let pad = "landelijk/brieven/absoluut-verzuim-tweede.md";
    let tekst = shipped(pad, "{{ aanhef }}", "{{ gegevens.vermoedn }} {{ aanhef }}");
    let mut bronnen = Bronnen::ingebed();
    for bureau in ["utrecht-noordwest", "amersfoort"] {
        let own = format!("{bureau}/brieven/absoluut-verzuim-tweede.md");
        bronnen = bronnen.met_workflow(&own, &tekst);
    }
    insta::assert_snapshot!(places(&bronnen), @"
    F510 workflows/amersfoort/brieven/absoluut-verzuim-tweede.md:11 tekst `absoluut-verzuim-tweede` noemt gegeven `vermoedn`, maar procedure `absoluut-verzuim` kent dat niet
    F510 workflows/utrecht-noordwest/brieven/absoluut-verzuim-tweede.md:11 tekst `absoluut-verzuim-tweede` noemt gegeven `vermoedn`, maar procedure `absoluut-verzuim` kent dat niet
    ");
}

#[test]
fn the_copy_of_a_bureau_is_told_of_and_the_bureau_is_not() {
    let mut bronnen = Bronnen::ingebed();
    let copies: Vec<(String, String)> = bronnen
        .workflows
        .iter()
        .filter_map(|(pad, bestand)| {
            let rest = pad.strip_prefix("amersfoort/")?;
            Some((format!("amers/{rest}"), bestand.tekst.clone()))
        })
        .collect();
    for (pad, tekst) in copies {
        bronnen = bronnen.met_workflow(&pad, &tekst);
    }
    let own = bronnen.scripts["amersfoort/luxe_route.rhai"].tekst.clone();
    bronnen = with_script(bronnen, "amers/luxe_route.rhai", &own);
    insta::assert_snapshot!(places(&bronnen), @"F300 workflows/amers/bureau.yaml:5 het bureau heet `amersfoort`, maar zijn map `amers`");
    // Once it has a name of its own, both files that name the gemeente are named.
    let pad = "amers/bureau.yaml";
    let tekst = bronnen.workflows[pad].tekst.clone();
    let tekst = tekst.replace("bureau: amersfoort", "bureau: amers");
    insta::assert_snapshot!(all(&bronnen.met_workflow(pad, &tekst)), @"
    fout[F302]: gemeente `amersfoort` staat ook in `workflows/amers/bureau.yaml`
      --> workflows/amersfoort/bureau.yaml:7:13
    hint: een gemeente heeft één bureau; haal haar hier weg, of in workflows/amers/bureau.yaml:7 (HANDLEIDING 10)
    ");
}

#[test]
fn what_lies_in_a_layer_and_is_not_read() {
    let mut bronnen = een_bureau();
    let mut lies = |pad: &str| {
        let toon = format!("workflows/{pad}");
        bronnen.naast_workflows.insert(pad.to_owned(), toon);
    };
    for wrong in [
        "utrecht-noordwest/halt.yml",
        "utrecht-noordwest/verlof.YAML",
        "utrecht-noordwest/schoolbezoek.yaml.txt",
        "utrecht-noordwest/brieven/halt-oproep.MD",
        "utrecht-noordwest/brieven/halt-oproep.md.txt",
        "utrecht-noordwest/brieven/halt-oproep.docx",
        "utrecht-noordwest/woerden/plan.pdf",
    ] {
        lies(wrong);
    }
    for right in [
        "halt.yml",
        "schema/procedure.json",
        "utrecht-noordwest/README.txt",
        "utrecht-noordwest/VERANTWOORDING.docx",
        "utrecht-noordwest/halt.yaml~",
        "utrecht-noordwest/halt.yaml.bak",
        "utrecht-noordwest/#halt.yaml#",
        "utrecht-noordwest/brieven/~$oproep.docx",
        "utrecht-noordwest/Thumbs.db",
    ] {
        lies(right);
    }
    let table = "landelijk/verlof_haast.json".to_owned();
    bronnen.naast_scripts.insert(table.clone(), table);
    let halt = "procedure: halt\n";
    let bronnen = bronnen
        .met_workflow("utrecht-noordwest/Brieven/halt-oproep.md", "tekst")
        .met_workflow("utrecht-noordwest/halt-oproep.md", "tekst")
        .met_workflow("utrecht-noordwest/NOTITIES.md", "tekst")
        .met_workflow("utrecht-noordwest/verlof_haast.rhai", "fn x() {}")
        .met_workflow("utrecht-noordwest/halt - kopie.yaml", halt)
        .met_workflow("utrecht-noordwest/Kopie van halt.yaml", halt)
        .met_workflow("utrecht-noordwest/bureau (1).yaml", halt)
        .met_workflow("utrecht-noordwest/mijn plan.yaml", halt);
    let bronnen = met_script(bronnen, "landelijk/verlof_haast (1).rhai");
    insta::assert_snapshot!(all(&bronnen), @"
    waarschuwing[W901]: `verlof_haast (1).rhai` lijkt een kopie van `verlof_haast.rhai` en wordt niet gelezen
      --> scripts/landelijk/verlof_haast (1).rhai:1:1
    hint: hernoem of verwijder het (HANDLEIDING 1.2)

    waarschuwing[W901]: dit bestand ligt waar het niet wordt gelezen
      --> workflows/utrecht-noordwest/Brieven/halt-oproep.md:1:1
    hint: noem de map `brieven` (HANDLEIDING 1.2)

    waarschuwing[W901]: `Kopie van halt.yaml` lijkt een kopie van `halt.yaml` en wordt niet gelezen
      --> workflows/utrecht-noordwest/Kopie van halt.yaml:1:1
    hint: hernoem of verwijder het (HANDLEIDING 1.2)

    waarschuwing[W901]: `halt-oproep.MD` wordt niet gelezen
      --> workflows/utrecht-noordwest/brieven/halt-oproep.MD:1:1
    hint: noem het bestand `halt-oproep.md` (HANDLEIDING 1.2)

    waarschuwing[W901]: dit bestand ligt waar het niet wordt gelezen
      --> workflows/utrecht-noordwest/brieven/halt-oproep.docx:1:1
    hint: een brief of mail is gewone tekst; schrijf haar in `halt-oproep.md` (HANDLEIDING 1.2)

    waarschuwing[W901]: `halt-oproep.md.txt` wordt niet gelezen
      --> workflows/utrecht-noordwest/brieven/halt-oproep.md.txt:1:1
    hint: noem het bestand `halt-oproep.md` (HANDLEIDING 1.2)

    waarschuwing[W901]: `bureau (1).yaml` lijkt een kopie van `bureau.yaml` en wordt niet gelezen
      --> workflows/utrecht-noordwest/bureau (1).yaml:1:1
    hint: hernoem of verwijder het (HANDLEIDING 1.2)

    waarschuwing[W901]: `halt - kopie.yaml` lijkt een kopie van `halt.yaml` en wordt niet gelezen
      --> workflows/utrecht-noordwest/halt - kopie.yaml:1:1
    hint: hernoem of verwijder het (HANDLEIDING 1.2)

    waarschuwing[W901]: dit bestand ligt waar het niet wordt gelezen
      --> workflows/utrecht-noordwest/halt-oproep.md:1:1
    hint: brieven staan in `brieven/halt-oproep.md` van de laag, mails in `mails/halt-oproep.md` (HANDLEIDING 1.2)

    waarschuwing[W901]: `halt.yml` wordt niet gelezen
      --> workflows/utrecht-noordwest/halt.yml:1:1
    hint: noem het bestand `halt.yaml` (HANDLEIDING 1.2)

    waarschuwing[W901]: `mijn plan.yaml` wordt niet gelezen
      --> workflows/utrecht-noordwest/mijn plan.yaml:1:1
    hint: noem het bestand `mijn-plan.yaml` (HANDLEIDING 1.2)

    waarschuwing[W901]: `schoolbezoek.yaml.txt` wordt niet gelezen
      --> workflows/utrecht-noordwest/schoolbezoek.yaml.txt:1:1
    hint: noem het bestand `schoolbezoek.yaml` (HANDLEIDING 1.2)

    waarschuwing[W901]: `verlof.YAML` wordt niet gelezen
      --> workflows/utrecht-noordwest/verlof.YAML:1:1
    hint: noem het bestand `verlof.yaml` (HANDLEIDING 1.2)

    waarschuwing[W901]: dit bestand ligt waar het niet wordt gelezen
      --> workflows/utrecht-noordwest/verlof_haast.rhai:1:1
    hint: scripts staan in `scripts/<laag>/verlof_haast.rhai` (HANDLEIDING 1.2)

    waarschuwing[W901]: dit bestand ligt waar het niet wordt gelezen
      --> workflows/utrecht-noordwest/woerden/plan.pdf:1:1
    hint: procedures staan in `workflows/<laag>/`, teksten in `brieven` of `mails` daaronder, scripts in `scripts/<laag>/` (HANDLEIDING 1.2)
    ");
}

/// All that is told of the days a bureau and one of its gemeenten name.
fn days(bureau: &str, gemeente: &str) -> String {
    let pad = "utrecht-noordwest/bureau.yaml";
    let own = een_bureau().workflows[pad].tekst.clone();
    let mut bronnen = een_bureau().met_workflow(pad, &format!("{own}\n{bureau}"));
    if !gemeente.is_empty() {
        let tekst = format!("gemeente: woerden\n{gemeente}");
        bronnen = bronnen.met_workflow("utrecht-noordwest/woerden/gemeente.yaml", &tekst);
    }
    places(&bronnen)
}

#[test]
fn days_that_change_no_day_are_told_of_and_those_that_do_are_not() {
    let bureau = "kalender:
  bureau:
    schoolvrij: [koningsdag, goede-vrijdag]
    lesdagen: [{van: 2026-11-10, reden: les}]
  gemeenten:
    woerden:
      vakanties: [{schooljaar: 2026-2027, vakantie: herfst, van: 2026-10-17, tot: 2026-10-25}]
      vrije_dagen:
        - {van: 2026-10-20, reden: in de vakantie}
        - {van: 2026-10-17, reden: zaterdag}
        - {van: 2026-10-14, reden: markt}
        - {van: 2099-10-14, reden: later}
    oudewater: {}
";
    let gemeente = "kalender: {gemeente: {vrije_dagen: [{van: 2026-10-14, reden: markt}, {van: 2026-10-15, reden: kermis}]}}\n";
    insta::assert_snapshot!(days(bureau, gemeente), @"
    W107 workflows/utrecht-noordwest/bureau.yaml:204 Koningsdag bij `schoolvrij` verandert geen enkele schooldag
    W107 workflows/utrecht-noordwest/bureau.yaml:205 les op di 10 nov 2026 verandert geen enkele schooldag
    W107 workflows/utrecht-noordwest/bureau.yaml:208 de eigen herfstvakantie 2026-2027 verandert geen enkele schooldag
    W107 workflows/utrecht-noordwest/bureau.yaml:210 vrij op di 20 okt 2026 verandert geen enkele schooldag
    W107 workflows/utrecht-noordwest/bureau.yaml:211 vrij op za 17 okt 2026 verandert geen enkele schooldag
    W107 workflows/utrecht-noordwest/bureau.yaml:214 dit lege blok verandert geen enkele schooldag
    W107 workflows/utrecht-noordwest/woerden/gemeente.yaml:2 vrij op wo 14 okt 2026 verandert geen enkele schooldag
    ");
}

#[test]
fn days_of_a_gemeente_place_or_school_that_the_bureau_does_not_know() {
    let bureau = "kalender:
  gemeenten:
    leiden:
      schoolvrij: [goede-vrijdag]
    woerdn:
      schoolvrij: [goede-vrijdag]
  plaatsen:
    woerden:
      Harmele:
        schoolvrij: [goede-vrijdag]
      Zegveld:
        schoolvrij: [goede-vrijdag]
  scholen:
    00XX-11:
      schoolvrij: [goede-vrijdag]
    99YY-00:
      schoolvrij: [goede-vrijdag]
";
    insta::assert_snapshot!(days(bureau, ""), @"
    F200 workflows/utrecht-noordwest/bureau.yaml:204 `leiden` is geen gemeente van dit bureau
    F200 workflows/utrecht-noordwest/bureau.yaml:206 onbekende gemeente `woerdn`
    F200 workflows/utrecht-noordwest/bureau.yaml:210 in woerden staat geen school in `Harmele`
    F200 workflows/utrecht-noordwest/bureau.yaml:215 school `00XX-11` staat niet onder `scholen`
    F200 workflows/utrecht-noordwest/bureau.yaml:217 school `99YY-00` staat niet onder `scholen`
    ");
}

#[test]
fn a_new_letter_may_be_there_before_anything_names_it() {
    let bronnen = een_bureau();
    let brief = "landelijk/brieven/absoluut-verzuim-uitnodiging.md";
    let brief = bronnen.workflows[brief].tekst.clone();
    let bronnen = bronnen.met_workflow("utrecht-noordwest/brieven/kennismaking.md", &brief);
    insta::assert_snapshot!(all(&bronnen), @"
    waarschuwing[W503]: brief `kennismaking` wordt nergens genoemd
      --> workflows/utrecht-noordwest/brieven/kennismaking.md:1:1
    hint: bedoelde u `kennisgeving`? noem het bestand dan zo (HANDLEIDING 8)
    ");
}

#[test]
fn a_letter_that_goes_to_another_than_the_one_it_replaces() {
    let bronnen = een_bureau();
    let brief = "landelijk/brieven/absoluut-verzuim-uitnodiging.md";
    let brief = &bronnen.workflows[brief].tekst;
    assert!(brief.contains("aan: ouders\n"));
    let brief = brief.replacen("aan: ouders\n", "aan: svb\n", 1);
    let pad = "utrecht-noordwest/brieven/absoluut-verzuim-uitnodiging.md";
    insta::assert_snapshot!(all(&bronnen.met_workflow(pad, &brief)), @"
    waarschuwing[W502]: brief `absoluut-verzuim-uitnodiging` gaat aan svb, maar in de laag eronder aan ouders
      --> workflows/utrecht-noordwest/brieven/absoluut-verzuim-uitnodiging.md:3:1
    hint: kijk of wie `workflows/landelijk/brieven/absoluut-verzuim-uitnodiging.md` schrijft, het zo nog hoort; geef een brief aan een ander een eigen naam (HANDLEIDING 7.2)
    ");
}
