//! The shipped definitions, loaded as the program does.

use super::*;

#[test]
fn what_is_shipped_has_no_faults_and_no_warnings_in_any_gemeente() {
    match Catalog::load(&Bronnen::ingebed()) {
        Err(fouten) => {
            for fout in &fouten {
                eprintln!("{fout}\n");
            }
            panic!("{} faults", fouten.len());
        }
        Ok(geladen) => {
            for fout in &geladen.waarschuwingen {
                eprintln!("{fout}\n");
            }
            assert_eq!(geladen.waarschuwingen, []);
            let gemeenten: Vec<&str> = geladen.catalog.gemeenten().collect();
            assert_eq!(
                gemeenten,
                [
                    "aalten",
                    "amersfoort",
                    "berkelland",
                    "bronckhorst",
                    "de-ronde-venen",
                    "doesburg",
                    "doetinchem",
                    "hillegom",
                    "kaag-en-braassem",
                    "katwijk",
                    "leiden",
                    "leiderdorp",
                    "lisse",
                    "montferland",
                    "montfoort",
                    "noordwijk",
                    "oegstgeest",
                    "oost-gelre",
                    "oude-ijsselstreek",
                    "oudewater",
                    "stichtse-vecht",
                    "teylingen",
                    "voorschoten",
                    "winterswijk",
                    "woerden",
                    "zoeterwoude"
                ]
            );
            for gemeente in gemeenten {
                let slugs: Vec<&str> = geladen
                    .catalog
                    .procedures(gemeente)
                    .map(|(_, procedure)| procedure.slug.as_str())
                    .collect();
                // Whose sources know no school visits has them off.
                let bureau = geladen.catalog.bureau_van(gemeente).unwrap();
                let visits = !["achterhoek", "amersfoort"].contains(&bureau.bureau.as_str());
                let wanted: Vec<&str> = [
                    "aanlevering-herstellen",
                    "absoluut-verzuim",
                    "definities-herstellen",
                    "halt",
                    "jaarcijfers",
                    "kalender-aanvullen",
                    "levering-uitgebleven",
                    "overname-nalopen",
                    "proces-verbaal",
                    "proces-verbaal-volgen",
                    "relatief-verzuim",
                    "schoolbezoek",
                    "svb-melding",
                    "verlof",
                    "vervangende-leerplicht",
                    "vrijstelling-artikel-15",
                    "vrijstelling-artikel-5",
                    "vrijstelling-verlengen",
                    "weekoverzicht",
                ]
                .into_iter()
                .filter(|slug| visits || *slug != "schoolbezoek")
                .collect();
                assert_eq!(slugs, wanted, "{gemeente}");
            }
        }
    }
}

/// What is shipped of one bureau: these tests spoil its files and count what is there.
fn een_bureau() -> Bronnen {
    Bronnen::ingebed().alleen("utrecht-noordwest")
}

/// All that is told of the shipped definitions with one file replaced or added.
fn told(pad: &str, tekst: &str) -> String {
    let bronnen = een_bureau().met_workflow(pad, tekst);
    let told = match Catalog::load(&bronnen) {
        Ok(geladen) => geladen.waarschuwingen,
        Err(fouten) => fouten,
    };
    told.iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// The shipped text of a file with one thing replaced.
fn shipped(pad: &str, van: &str, naar: &str) -> String {
    let bronnen = een_bureau();
    let tekst = &bronnen.workflows[pad].tekst;
    assert!(tekst.contains(van), "{pad} has no `{van}`");
    tekst.replacen(van, naar, 1)
}

#[test]
fn gemeenten_without_a_rule_of_their_own_share_one_definition() {
    let catalog = Catalog::load(&een_bureau()).unwrap().catalog;
    let digests: Vec<&Digest> = catalog
        .gemeenten()
        .filter_map(|gemeente| Some(catalog.procedure(gemeente, "absoluut-verzuim")?.0))
        .collect();
    assert_eq!(digests.len(), 5);
    assert!(digests.windows(2).all(|pair| pair[0] == pair[1]));
    let procedures = catalog
        .blobs()
        .into_iter()
        .filter(|blob| blob.soort == BlobSoort::Procedure);
    assert_eq!(procedures.count(), 19);
}

#[test]
fn every_blob_is_what_its_digest_says() {
    let catalog = Catalog::load(&een_bureau()).unwrap().catalog;
    for blob in catalog.blobs() {
        assert_eq!(Digest::of(&blob.inhoud), blob.digest);
    }
    for (_, procedure) in catalog.procedures("woerden") {
        assert!(
            procedure
                .teksten
                .values()
                .all(|digest| catalog.tekst(digest).is_some())
        );
        assert!(
            procedure
                .scripts
                .values()
                .all(|digest| catalog.script(digest).is_some())
        );
    }
}

#[test]
fn a_bureau_can_only_give_the_address_of_a_party_that_exists() {
    let bronnen = een_bureau();
    let pad = "utrecht-noordwest/bureau.yaml";
    let own = &bronnen.workflows[pad].tekst;
    assert!(own.contains("\n  halt: "));
    let with = |naam: &str| own.replacen("\n  halt: ", &format!("\n  {naam}: "), 1);
    let fouten = Catalog::load(&een_bureau().met_workflow(pad, &with("holt"))).unwrap_err();
    assert_eq!(fouten.len(), 1);
    assert_eq!(
        fouten[0].melding,
        "`holt` is geen ketenpartner die een brief kan krijgen"
    );
    assert_eq!(fouten[0].hint.as_deref(), Some("bedoelde u `halt`?"));
}

#[test]
fn a_gemeente_without_an_agreement_has_no_svb_procedure_and_whoever_starts_it_is_told() {
    let bronnen = een_bureau().met_workflow(
        "utrecht-noordwest/woerden/svb-melding.yaml",
        "procedure: svb-melding\nbreidt_uit: utrecht-noordwest/svb-melding\nuit: geen overeenkomst met de SVB\n",
    );
    let geladen = Catalog::load(&bronnen).unwrap();
    let catalog = &geladen.catalog;
    assert!(catalog.procedure("woerden", "svb-melding").is_none());
    assert_eq!(
        catalog.uit("woerden", "svb-melding"),
        Some("geen overeenkomst met de SVB")
    );
    assert!(catalog.procedure("montfoort", "svb-melding").is_some());
    assert!(
        geladen
            .waarschuwingen
            .iter()
            .all(|told| told.code == crate::definition::diagnostic::Code::W104)
    );
}

#[test]
fn a_gemeente_changes_one_term_and_only_its_own_definition_differs() {
    let bronnen = een_bureau().met_workflow(
        "utrecht-noordwest/woerden/absoluut-verzuim.yaml",
        "procedure: absoluut-verzuim\nbreidt_uit: utrecht-noordwest/absoluut-verzuim\nfasen:\n  aanschrijven:\n    taken:\n      eerste-brief:\n        termijn: {binnen: 3 schooldagen}\n",
    );
    let catalog = Catalog::load(&bronnen).unwrap().catalog;
    let (own, procedure) = catalog.procedure("woerden", "absoluut-verzuim").unwrap();
    let (other, _) = catalog.procedure("montfoort", "absoluut-verzuim").unwrap();
    assert_ne!(own, other);
    let termijn = procedure
        .taak("eerste-brief")
        .unwrap()
        .1
        .termijn
        .as_ref()
        .unwrap();
    assert_eq!(termijn.laag, "woerden");
    assert_eq!(
        procedure.lagen,
        ["landelijk", "utrecht-noordwest", "woerden"]
    );
}

#[test]
fn a_letter_that_names_a_term_the_procedure_does_not_have() {
    let pad = "landelijk/brieven/absoluut-verzuim-tweede.md";
    let tekst = shipped(pad, "tweede-antwoordtermijn", "tweede-antwoordtermijnen");
    insta::assert_snapshot!(told(pad, &tekst), @"
    fout[F510]: tekst `absoluut-verzuim-tweede` noemt termijn `tweede-antwoordtermijnen`, maar procedure `absoluut-verzuim` kent dat niet
      --> workflows/landelijk/brieven/absoluut-verzuim-tweede.md:17:12
    hint: bedoelde u `tweede-antwoordtermijn`? (HANDLEIDING 8.4)
    ");
}

#[test]
fn a_letter_may_ask_for_a_verzuimoverzicht_but_not_write_it_out() {
    let pad = "landelijk/absoluut-verzuim.yaml";
    let veld = "gegevens:\n  overzicht: {soort: verzuimoverzicht, verplicht: nee}\n";
    let procedure = shipped(pad, "gegevens:\n", veld);
    let brief = "landelijk/brieven/absoluut-verzuim-tweede.md";
    let asked = "{% if gegevens.overzicht is defined %}De school stuurde een overzicht.{% endif %}\n{{ gegevens.overzicht|length }}\n\n";
    let tekst = shipped(brief, "{{ aanhef }}", &format!("{asked}{{{{ aanhef }}}}"));
    let bronnen = een_bureau()
        .met_workflow(pad, &procedure)
        .met_workflow(brief, &tekst);
    let fouten = Catalog::load(&bronnen).err().unwrap_or_default();
    let told: Vec<String> = fouten.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n\n"), @"
    fout[F511]: tekst `absoluut-verzuim-tweede` noemt gegeven `overzicht`, een heel verzuimoverzicht
      --> workflows/landelijk/brieven/absoluut-verzuim-tweede.md:12:4
    hint: laat een medewerker invullen wat in de brief moet staan; het overzicht zelf hoort niet in een brief (HANDLEIDING 8.1)
    ");
}

#[test]
fn a_letter_asks_first_for_what_nobody_has_to_fill_in() {
    let pad = "landelijk/absoluut-verzuim.yaml";
    let veld = "gegevens:\n  bijzonder: {soort: tekst, verplicht: nee}\n";
    let procedure = shipped(pad, "gegevens:\n", veld);
    let brief = "landelijk/brieven/absoluut-verzuim-tweede.md";
    let asked = "{% if gegevens.bijzonder is defined and gegevens.bijzonder %}Let op: {{ gegevens.bijzonder }}.{% endif %}\n{{ gegevens.bijzonder|default(\"niets\") }}\n{{ gegevens.bijzonder }}\n\n";
    let tekst = shipped(brief, "{{ aanhef }}", &format!("{asked}{{{{ aanhef }}}}"));
    let bronnen = een_bureau()
        .met_workflow(pad, &procedure)
        .met_workflow(brief, &tekst);
    let told = Catalog::load(&bronnen).unwrap().waarschuwingen;
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n\n"), @"
    waarschuwing[W501]: tekst `absoluut-verzuim-tweede` noemt gegeven `bijzonder`, dat nergens verplicht is, zonder te vragen of het er is
      --> workflows/landelijk/brieven/absoluut-verzuim-tweede.md:13:4
    hint: schrijf `{% if gegevens.bijzonder is defined %}…{% endif %}`; zonder waarde gaat de brief niet uit (HANDLEIDING 8.1)
    ");
}

#[test]
fn a_letter_asks_first_whether_the_school_is_known() {
    let brief = "landelijk/brieven/absoluut-verzuim-tweede.md";
    let asked = "{% if school.naam is defined %}{{ school.naam }}{% endif %}";
    let bare = format!("{asked} {{{{ school.naam|default('') }}}} {{{{ school.naam }}}}");
    let tekst = shipped(brief, "{{ aanhef }}", &format!("{bare} {{{{ aanhef }}}}"));
    let tekst = tekst.replacen("onderwerp: ", "onderwerp: '{{ school.naam }}' #", 1);
    insta::assert_snapshot!(told(brief, &tekst), @"
    waarschuwing[W501]: deze tekst noemt `school.naam` zonder te vragen of de school bekend is
      --> workflows/landelijk/brieven/absoluut-verzuim-tweede.md:2:12
    hint: schrijf `{% if school.naam is defined %}{{ school.naam }}{% else %}de school{% endif %}`; een school die niet in `bureau.yaml` staat heeft geen naam (HANDLEIDING 8.1)

    waarschuwing[W501]: deze tekst noemt `school.naam` zonder te vragen of de school bekend is
      --> workflows/landelijk/brieven/absoluut-verzuim-tweede.md:11:94
    hint: schrijf `{% if school.naam is defined %}{{ school.naam }}{% else %}de school{% endif %}`; een school die niet in `bureau.yaml` staat heeft geen naam (HANDLEIDING 8.1)
    ");
}

#[test]
fn a_letter_for_one_parent_needs_a_field_that_says_which() {
    let procedure = "landelijk/absoluut-verzuim.yaml";
    let brief = "landelijk/brieven/absoluut-verzuim-tweede.md";
    let tekst = shipped(brief, "aan: ouders\n", "aan: ouders\nalleen: voor_wie\n");
    let with = |soort: &str| {
        let veld = format!("gegevens:\n  voor_wie: {{soort: {soort}, verplicht: nee}}\n");
        let veld = if soort.is_empty() {
            "gegevens:\n"
        } else {
            &veld
        };
        let bronnen = Bronnen::ingebed()
            .met_workflow(procedure, &shipped(procedure, "gegevens:\n", veld))
            .met_workflow(brief, &tekst);
        let fouten = Catalog::load(&bronnen).err().unwrap_or_default();
        let told: Vec<String> = fouten.iter().map(ToString::to_string).collect();
        told.join("\n\n")
    };
    assert_eq!(with("[eerste-ouder, tweede-ouder, beide-ouders]"), "");
    let told = [with(""), with("tekst"), with("[eerste-ouder, jongere]")];
    insta::assert_snapshot!(told.join("\n\n"), @"
    fout[F512]: brief `absoluut-verzuim-tweede` is `alleen` voor wie gegeven `voor_wie` noemt, maar procedure `absoluut-verzuim` kent dat niet
      --> workflows/landelijk/brieven/absoluut-verzuim-tweede.md:4:9
    hint: zie HANDLEIDING 8.1

    fout[F512]: brief `absoluut-verzuim-tweede` is `alleen` voor wie gegeven `voor_wie` noemt, maar dat zegt niet voor welke ouder
      --> workflows/landelijk/brieven/absoluut-verzuim-tweede.md:4:9
    hint: maak er een keuze van: `[eerste-ouder, tweede-ouder, beide-ouders]` (HANDLEIDING 8.1)

    fout[F512]: brief `absoluut-verzuim-tweede` is `alleen` voor wie gegeven `voor_wie` noemt, maar dat zegt niet voor welke ouder
      --> workflows/landelijk/brieven/absoluut-verzuim-tweede.md:4:9
    hint: maak er een keuze van: `[eerste-ouder, tweede-ouder, beide-ouders]` (HANDLEIDING 8.1)
    ");
}

#[test]
fn a_letter_to_a_school_is_for_no_parent() {
    let brief = "landelijk/brieven/absoluut-verzuim-inspectie.md";
    let bron = &Bronnen::ingebed().workflows[brief].tekst;
    let tekst = bron.replacen("aan: inspectie\n", "aan: inspectie\nalleen: voor_wie\n", 1);
    insta::assert_snapshot!(told(brief, &tekst), @"
    fout[F512]: `alleen` kiest een ouder, maar deze brief gaat niet naar ouders
      --> workflows/landelijk/brieven/absoluut-verzuim-inspectie.md:4:9
    hint: haal `alleen` weg, of schrijf `aan: ouders` of `aan: ouders-en-jongere` (HANDLEIDING 8.1)
    ");
}

#[test]
fn a_column_cannot_hold_a_verzuimoverzicht() {
    let pad = "landelijk/absoluut-verzuim.yaml";
    let veld = "gegevens:\n  overzicht: {soort: verzuimoverzicht, verplicht: nee}\n";
    let procedure = shipped(pad, "gegevens:\n", veld);
    let bureau = "utrecht-noordwest/bureau.yaml";
    let tekst = shipped(
        bureau,
        "      gegevens.vermoeden:",
        "      gegevens.overzicht: Verzuim\n      gegevens.vermoeden:",
    );
    let bronnen = een_bureau()
        .met_workflow(pad, &procedure)
        .met_workflow(bureau, &tekst);
    let fouten = Catalog::load(&bronnen).err().unwrap_or_default();
    let told: Vec<String> = fouten.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n\n"), @"
    fout[F313]: `gegevens.overzicht` is een verzuimoverzicht; dat past niet in een kolom
      --> workflows/utrecht-noordwest/bureau.yaml:133:7
    hint: haal de kolom weg; een verzuimoverzicht komt met een melding in JSON, of een medewerker vult het in (HANDLEIDING 10.1)
    ");
}

#[test]
fn a_bureau_with_names_that_do_not_exist() {
    let pad = "utrecht-noordwest/bureau.yaml";
    let tekst = shipped(pad, "vervanger: ambt-2", "vervanger: ambt-22")
        .replacen(
            "montfoort, oudewater, stichtse-vecht, woerden]",
            "monfoort, oudewater, stichtse-vecht, woerden]",
            1,
        )
        .replacen("s.belhaj@rbl-unw.example", "s.belhaj.rbl-unw.example", 1)
        .replacen("scholen: [99AD-00]", "scholen: [99AD-01]", 1)
        .replacen(
            "rollen: [leidinggevende]}",
            "rollen: [leidinggevende], gemeenten: [woerden]}",
            1,
        );
    insta::assert_snapshot!(told(pad, &tekst), @"
    fout[F305]: in `de-ronde-venen` heeft niemand de rol `leidinggevende`
      --> workflows/utrecht-noordwest/bureau.yaml:6:13
    hint: geef een medewerker deze rol, voor deze gemeente of voor alle (HANDLEIDING 10)

    fout[F200]: onbekende gemeente `monfoort`
      --> workflows/utrecht-noordwest/bureau.yaml:6:29
    hint: bedoelde u `montfoort`? (HANDLEIDING 4.3)

    fout[F301]: er is geen gemeente `monfoort`
      --> workflows/utrecht-noordwest/bureau.yaml:6:29
    hint: bedoelde u `montfoort`? (HANDLEIDING 10)

    fout[F305]: in `oudewater` heeft niemand de rol `leidinggevende`
      --> workflows/utrecht-noordwest/bureau.yaml:6:39
    hint: geef een medewerker deze rol, voor deze gemeente of voor alle (HANDLEIDING 10)

    fout[F305]: in `stichtse-vecht` heeft niemand de rol `leidinggevende`
      --> workflows/utrecht-noordwest/bureau.yaml:6:50
    hint: geef een medewerker deze rol, voor deze gemeente of voor alle (HANDLEIDING 10)

    fout[F304]: vervanger `ambt-22` van `ambt-1` bestaat niet
      --> workflows/utrecht-noordwest/bureau.yaml:35:16
    hint: bedoelde u `ambt-2`? (HANDLEIDING 10)

    fout[F306]: `s.belhaj.rbl-unw.example` kan geen mailadres zijn
      --> workflows/utrecht-noordwest/bureau.yaml:46:11
    hint: schrijf een adres zoals `naam@bureau.nl`: één `@`, en een punt in wat erachter staat (HANDLEIDING 10)

    fout[F308]: school `99AD-01` staat niet onder `scholen`
      --> workflows/utrecht-noordwest/bureau.yaml:59:15
    hint: bedoelde u `99AA-01`? (HANDLEIDING 10)

    fout[F303]: `montfoort` is geen gemeente van dit bureau
      --> workflows/utrecht-noordwest/bureau.yaml:73:17
    hint: zie HANDLEIDING 10
    ");
}

#[test]
fn a_folder_that_is_no_gemeente_of_the_bureau() {
    let tekst = "procedure: svb-melding\nbreidt_uit: utrecht-noordwest/svb-melding\nuit: nee\n";
    insta::assert_snapshot!(told("utrecht-noordwest/woerdn/svb-melding.yaml", tekst), @"
    fout[F310]: map `woerdn` hoort bij geen gemeente van bureau `utrecht-noordwest`
      --> workflows/utrecht-noordwest/woerdn/svb-melding.yaml:1:1
    hint: bedoelde u `woerden`? (HANDLEIDING 1.2)
    ");
}

#[test]
fn a_holiday_that_ends_before_it_begins_is_told_at_its_line() {
    let pad = "landelijk/kalender/schoolvakanties.yaml";
    let tekst = shipped(
        pad,
        "{van: 2024-10-26, tot: 2024-11-03}",
        "{van: 2024-10-26, tot: 2024-10-03}",
    );
    insta::assert_snapshot!(told(pad, &tekst), @"
    fout[F200]: de herfstvakantie eindigt (do 3 okt 2024) voordat zij begint (za 26 okt 2024)
      --> workflows/landelijk/kalender/schoolvakanties.yaml:16:15
    hint: verwissel `van` en `tot` (HANDLEIDING 4.3)
    ");
}

#[test]
fn the_example_of_the_manual_is_a_good_procedure() {
    let manual = &Bronnen::ingebed().workflows["HANDLEIDING.md"].tekst;
    let whole = manual
        .split("### Het geheel")
        .nth(1)
        .unwrap()
        .split("### Stap 7")
        .next()
        .unwrap();
    let block = |begin: &str| {
        whole
            .split(begin)
            .nth(1)
            .unwrap()
            .split("```")
            .next()
            .unwrap()
    };
    let procedure = block("```yaml\n");
    let letter = whole
        .split("```")
        .map(|block| block.trim_start_matches("markdown"))
        .map(str::trim_start)
        .find(|block| block.starts_with("---"));
    let bronnen = een_bureau()
        .met_workflow("utrecht-noordwest/advies-aan-school.yaml", procedure)
        .met_workflow(
            "utrecht-noordwest/brieven/advies-aan-school.md",
            letter.unwrap(),
        );
    let told =
        Catalog::load(&bronnen).map_or_else(|fouten| fouten, |geladen| geladen.waarschuwingen);
    assert_eq!(
        told.iter().map(ToString::to_string).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
}

#[test]
fn an_aanlevering_names_fields_and_values_that_exist() {
    let pad = "utrecht-noordwest/bureau.yaml";
    let mut tekst = shipped(pad, "datum: dd-mm-jjjj", "datum: dd-mm-yyyy");
    for (van, naar) in [
        ("gegevens.vermoeden: Datum", "gegevens.vermoden: Datum"),
        (
            "jongere.geboortedatum: Geboorte",
            "jongere.geboortedatm: Geboorte",
        ),
        ("soort: absoluut-verzuim", "soort: absoluut-verzuum"),
        ("kenmerk: Kenmerk", "bron: Kenmerk"),
        (
            "ingetrokken: {ingetrokken: ja,",
            "ingetrokken: {ingetrokken: jawel,",
        ),
    ] {
        assert!(tekst.contains(van), "{van}");
        tekst = tekst.replacen(van, naar, 1);
    }
    insta::assert_snapshot!(told(pad, &tekst), @"
    fout[F312]: aanlevering `duo-absoluut-verzuim` vult `jongere.geboortedatum` niet
      --> workflows/utrecht-noordwest/bureau.yaml:119:3
    hint: noem de kolom onder `kolommen`, of zet onder `vast` een waarde: `jongere.geboortedatum: …` (HANDLEIDING 10.1)

    fout[F312]: aanlevering `duo-absoluut-verzuim` vult `kenmerk` niet
      --> workflows/utrecht-noordwest/bureau.yaml:119:3
    hint: noem de kolom onder `kolommen`, of zet onder `vast` een waarde: `kenmerk: …` (HANDLEIDING 10.1)

    fout[F313]: `dd-mm-yyyy` is geen schrijfwijze van een datum
      --> workflows/utrecht-noordwest/bureau.yaml:123:12
    hint: noem dag, maand en jaar, zoals `dd-mm-jjjj`, `d/m/jjjj` of `jjjjmmdd` (HANDLEIDING 10.1)

    fout[F314]: veld `bron` staat onder `kolommen` en onder `vast`
      --> workflows/utrecht-noordwest/bureau.yaml:126:7
    hint: haal een van beide weg (HANDLEIDING 10.1)

    fout[F313]: `soort` is `absoluut-verzuum`; verwacht een procedure van dit bureau: `absoluut-verzuim`, `halt`, `proces-verbaal`, `proces-verbaal-volgen`, `relatief-verzuim`, `schoolbezoek`, `svb-melding`, `verlof`, `vervangende-leerplicht`, `vrijstelling-artikel-15`, `vrijstelling-artikel-5` of `vrijstelling-verlengen`
      --> workflows/utrecht-noordwest/bureau.yaml:127:14
    hint: bedoelde u `absoluut-verzuim`? (HANDLEIDING 10.1)

    fout[F311]: een melding heeft geen veld `gegevens.vermoden`
      --> workflows/utrecht-noordwest/bureau.yaml:133:7
    hint: bedoelde u `gegevens.vermoeden`? (HANDLEIDING 10.1)

    fout[F311]: een melding heeft geen veld `jongere.geboortedatm`
      --> workflows/utrecht-noordwest/bureau.yaml:137:7
    hint: bedoelde u `jongere.geboortedatum`? (HANDLEIDING 10.1)

    fout[F313]: `ingetrokken` is `jawel`; verwacht `ja` of `nee`
      --> workflows/utrecht-noordwest/bureau.yaml:151:34
    hint: zie HANDLEIDING 10.1
    ");
}

#[test]
fn a_letter_that_tells_of_a_verdaging_goes_with_one_only() {
    let pad = "landelijk/brieven/absoluut-verzuim-tweede.md";
    let tekst = shipped(pad, "{{ aanhef }}", "{{ verdaging.reden }}\n\n{{ aanhef }}");
    insta::assert_snapshot!(told(pad, &tekst), @"
    fout[F510]: tekst `absoluut-verzuim-tweede` noemt de verdaging, maar gaat ook uit waar niets wordt verdaagd
      --> workflows/landelijk/brieven/absoluut-verzuim-tweede.md:11:4
    hint: noem de brief alleen onder `bij_verdagen`, of schrijf er `{% if verdaging.reden is defined %}…{% endif %}` om (HANDLEIDING 8.4)
    ");
    let asked =
        "{% if verdaging.reden is defined %}{{ verdaging.reden }}{% endif %}\n\n{{ aanhef }}";
    assert_eq!(told(pad, &shipped(pad, "{{ aanhef }}", asked)), "");
}

mod gemeenten;
mod lader;
mod namen;
mod rest;
mod scripts;
mod voorbeelden;
mod vooruitzicht;
