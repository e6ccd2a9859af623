//! Faults in the files around a procedure that no other story tells: bureaus, files, rings of procedures. Each with
//! the whole text.

use super::*;
use crate::bronnen::Plaatsen;
use crate::definition::diagnostic::Code;

pub(super) fn all(bronnen: &Bronnen) -> Vec<Diagnostic> {
    match Catalog::load(bronnen) {
        Ok(geladen) => geladen.waarschuwingen,
        Err(fouten) => fouten,
    }
}

/// What is told with one of these codes.
fn with_code(bronnen: &Bronnen, codes: &[&str]) -> String {
    let told = all(bronnen).into_iter();
    let told = told.filter(|fout| codes.contains(&fout.code.naam()));
    let told: Vec<String> = told.map(|fout| fout.to_string()).collect();
    told.join("\n\n")
}

#[test]
fn a_bureau_that_contradicts_itself_or_another() {
    let pad = "utrecht-noordwest/bureau.yaml";
    let own = &een_bureau().workflows[pad].tekst;
    let tekst = own
        .replace(
            "{van: 2026-11-02, tot: 2026-11-27}",
            "{van: 2026-11-27, tot: 2026-11-02}",
        )
        .replace("bureau: utrecht-noordwest", "bureau: utrecht")
        .replace("boa: ja", "boa: nee");
    let bronnen = een_bureau().met_workflow(pad, &tekst);
    insta::assert_snapshot!(with_code(&bronnen, &["F300", "F307"]), @"
    fout[F300]: het bureau heet `utrecht`, maar zijn map `utrecht-noordwest`
      --> workflows/utrecht-noordwest/bureau.yaml:4:9
    hint: geef beide dezelfde naam (HANDLEIDING 10)

    fout[F307]: `ambt-3` is terug op 2026-11-02, voor hij weggaat op 2026-11-27
      --> workflows/utrecht-noordwest/bureau.yaml:52:32
    hint: zie HANDLEIDING 10
    ");
    let tekst = tekst.replace("bureau: utrecht\n", "bureau: utrecht-noordwest\n");
    let bronnen = een_bureau().met_workflow(pad, &tekst);
    insta::assert_snapshot!(with_code(&bronnen, &["W301"]), @"
    waarschuwing[W301]: in `de-ronde-venen` kan geen leerplichtambtenaar als boa optreden
      --> workflows/utrecht-noordwest/bureau.yaml:6:13
    hint: taken met `boa: ja` gaan dan naar de leidinggevende (HANDLEIDING 10)

    waarschuwing[W301]: in `montfoort` kan geen leerplichtambtenaar als boa optreden
      --> workflows/utrecht-noordwest/bureau.yaml:6:29
    hint: taken met `boa: ja` gaan dan naar de leidinggevende (HANDLEIDING 10)

    waarschuwing[W301]: in `oudewater` kan geen leerplichtambtenaar als boa optreden
      --> workflows/utrecht-noordwest/bureau.yaml:6:40
    hint: taken met `boa: ja` gaan dan naar de leidinggevende (HANDLEIDING 10)

    waarschuwing[W301]: in `stichtse-vecht` kan geen leerplichtambtenaar als boa optreden
      --> workflows/utrecht-noordwest/bureau.yaml:6:51
    hint: taken met `boa: ja` gaan dan naar de leidinggevende (HANDLEIDING 10)

    waarschuwing[W301]: in `woerden` kan geen leerplichtambtenaar als boa optreden
      --> workflows/utrecht-noordwest/bureau.yaml:6:67
    hint: taken met `boa: ja` gaan dan naar de leidinggevende (HANDLEIDING 10)
    ");

    let other = "amersfoort/bureau.yaml";
    let shared = Bronnen::ingebed().workflows[other]
        .tekst
        .replace("gemeenten: [amersfoort", "gemeenten: [woerden, amersfoort");
    let bronnen = Bronnen::ingebed().met_workflow(other, &shared);
    insta::assert_snapshot!(with_code(&bronnen, &["F302"]), @"
    fout[F302]: gemeente `woerden` staat ook in `workflows/amersfoort/bureau.yaml`
      --> workflows/utrecht-noordwest/bureau.yaml:6:67
    hint: een gemeente heeft één bureau; haal haar hier weg, of in workflows/amersfoort/bureau.yaml:7 (HANDLEIDING 10)
    ");

    let late = own.replace("van: \"08:00\"", "van: \"18:00\"");
    let bronnen = een_bureau().met_workflow(pad, &late);
    insta::assert_snapshot!(with_code(&bronnen, &["F309"]), @"
    fout[F309]: de maildag eindigt om `17:00`, voor of op zijn begin `18:00`
      --> workflows/utrecht-noordwest/bureau.yaml:13:8
    hint: zie HANDLEIDING 10
    ");
}

#[test]
fn files_that_are_missing_lost_too_long_or_no_text() {
    let mut bronnen = een_bureau()
        .met_workflow("landelijk/kalender/vrij.yaml", "a: b\n")
        .met_workflow("landelijk/mails/incident.md", &"lang ".repeat(9000));
    bronnen
        .workflows
        .remove("landelijk/kalender/feestdagen.yaml");
    insta::assert_snapshot!(with_code(&bronnen, &["F201", "W901", "F506"]), @"
    fout[F201]: `feestdagen.yaml` ontbreekt
      --> landelijk/kalender/feestdagen.yaml:1:1
    hint: zonder dit bestand kan geen schooldag worden geteld (HANDLEIDING 4.3)

    waarschuwing[W901]: dit bestand ligt waar het niet wordt gelezen
      --> workflows/landelijk/kalender/vrij.yaml:1:1
    hint: in deze map staan regios.yaml, schoolvakanties.yaml, feestdagen.yaml (HANDLEIDING 1.2)

    fout[F506]: de tekst is 45000 bytes lang; hoogstens 32768
      --> workflows/landelijk/mails/incident.md:1:1
    hint: zie HANDLEIDING 8.4
    ");

    let folder = tempfile::tempdir().unwrap();
    let landelijk = folder.path().join("landelijk");
    std::fs::create_dir(&landelijk).unwrap();
    std::fs::write(landelijk.join("halt.yaml"), b"procedure: h\xff\n").unwrap();
    std::fs::write(landelijk.join("verlof.yaml"), b"\xff\xfep\0r\0o\0c\0").unwrap();
    let plaatsen = Plaatsen {
        workflows: Some(folder.path().to_path_buf()),
        scripts: None,
    };
    let told = with_code(&plaatsen.lees().unwrap(), &["F030"]);
    let told = told.replace(&folder.path().display().to_string(), "workflows");
    insta::assert_snapshot!(told, @"
    fout[F030]: in `procedure: hÿ` staat een teken dat niet te lezen is; het bestand is waarschijnlijk bewaard als Windows-1252 („ANSI”)
      --> workflows/landelijk/halt.yaml:1:13
    hint: bewaar het bestand als UTF-8 (in Kladblok: Opslaan als, Codering: UTF-8) (HANDLEIDING 1.2)

    fout[F030]: het bestand is bewaard als UTF-16 („Unicode”)
      --> workflows/landelijk/verlof.yaml:1:1
    hint: bewaar het bestand als UTF-8 (in Kladblok: Opslaan als, Codering: UTF-8) (HANDLEIDING 1.2)
    ");
}

/// A procedure that on entering begins another.
fn begins(naam: &str, other: &str, als: &str) -> String {
    format!(
        "procedure: {naam}
titel: Proef {naam}
fasen:
  werk:
    bij_binnenkomst:
      - {{{als}start: {other}}}
    taken:
      doen:
        titel: Doe het
        voor: leerplichtambtenaar
        grondslag: voorbeeld
        uitkomsten:
          gedaan: {{sluit: klaar}}
uitkomsten:
  klaar: De zaak is klaar
"
    )
}

fn three(text: impl Fn(&str, &str) -> String) -> Bronnen {
    let ring = [
        ("proef-b", "proef-c"),
        ("proef-c", "proef-a"),
        ("proef-a", "proef-b"),
    ];
    ring.iter().fold(een_bureau(), |bronnen, (naam, other)| {
        bronnen.met_workflow(
            &format!("utrecht-noordwest/{naam}.yaml"),
            &text(naam, other),
        )
    })
}

#[test]
fn procedures_that_begin_each_other_in_a_ring() {
    let ring = three(|naam, other| begins(naam, other, ""));
    insta::assert_snapshot!(with_code(&ring, &["F145", "F146"]), @"
    fout[F145]: procedures beginnen elkaar in een kring: `proef-a` → `proef-b` → `proef-c` → `proef-a`
      --> workflows/utrecht-noordwest/proef-a.yaml:6:17
    hint: elk begint de volgende meteen bij binnenkomst; laat er een wachten op een taak of een termijn, of haal deze `start` weg (HANDLEIDING 3.8)
    ");
    // One of them asks something first: it may end, but nobody has a hand in it.
    let asks = |naam: &str| match naam {
        "proef-b" => "als: 'jongere.leeftijd >= 12', ",
        _ => "",
    };
    let open = three(|naam, other| begins(naam, other, asks(naam)));
    assert_eq!(with_code(&open, &["F145", "F146"]), "");
    insta::assert_snapshot!(with_code(&open, &["W112"]), @"
    waarschuwing[W112]: procedures kunnen elkaar blijven beginnen zonder dat iemand iets doet: `proef-a` → `proef-b` → `proef-c` → `proef-a`
      --> workflows/utrecht-noordwest/proef-a.yaml:6:17
    hint: tussen begin en `start` staat geen taak of gebeurtenis, alleen een termijn of een voorwaarde; laat er een mens over beslissen, of haal deze `start` weg (HANDLEIDING 3.8)
    ");
}

#[test]
fn procedures_that_begin_each_other_by_the_clock() {
    let clock = |naam: &str, other: &str| {
        begins(naam, other, "")
            .replace("    bij_binnenkomst:\n", "    termijnen:\n      wacht:\n        binnen: 1 dag\n        grondslag: voorbeeld\n        verstreken:\n")
            .replace(&format!("      - {{start: {other}}}\n"), &format!("          {{start: {other}, sluit: klaar}}\n"))
            .split("    taken:")
            .next()
            .map(|head| format!("{head}uitkomsten:\n  klaar: De zaak is klaar\n"))
            .unwrap()
    };
    insta::assert_snapshot!(with_code(&three(clock), &["F145", "W112"]), @"
    waarschuwing[W112]: procedures kunnen elkaar blijven beginnen zonder dat iemand iets doet: `proef-a` → `proef-b` → `proef-c` → `proef-a`
      --> workflows/utrecht-noordwest/proef-a.yaml:10:19
    hint: tussen begin en `start` staat geen taak of gebeurtenis, alleen een termijn of een voorwaarde; laat er een mens over beslissen, of haal deze `start` weg (HANDLEIDING 3.8)
    ");
    // Somebody has something to do meanwhile, or something may be heard.
    let taak = "    taken:\n      doen: {titel: Doe het, voor: leerplichtambtenaar, grondslag: voorbeeld, uitkomsten: {gedaan: {sluit: klaar}}}\nuitkomsten:\n";
    let work = three(|naam, other| {
        clock(naam, other).replace("uitkomsten:\n  klaar", &format!("{taak}  klaar"))
    });
    assert_eq!(with_code(&work, &["F145", "W112"]), "");
}

#[test]
fn procedures_that_wait_for_each_other() {
    let waits = |naam: &str, other: &str| {
        format!(
            "procedure: {naam}
titel: Proef {naam}
fasen:
  begin-werk:
    taken:
      doen:
        titel: Doe het
        voor: leerplichtambtenaar
        grondslag: voorbeeld
        uitkomsten:
          gedaan: {{start: {other}, ga_naar: wachten}}
  wachten:
    wacht_op:
      {other}: {{sluit: klaar}}
uitkomsten:
  klaar: De zaak is klaar
"
        )
    };
    let ring = three(waits);
    insta::assert_snapshot!(with_code(&ring, &["F145", "F146"]), @"
    fout[F146]: procedures wachten op elkaar: `proef-a` → `proef-b` → `proef-c` → `proef-a`
      --> workflows/utrecht-noordwest/proef-a.yaml:14:7
    hint: geef een van deze fasen een andere uitweg, zoals een termijn met `verstreken` (HANDLEIDING 3.8)
    ");
    let with_end = |naam: &str, other: &str| {
        let ends = "    termijnen:\n      genoeg: {binnen: 4 weken, grondslag: voorbeeld, verstreken: {sluit: klaar}}\n    wacht_op:\n";
        let tekst = waits(naam, other);
        match naam {
            "proef-c" => tekst.replace("    wacht_op:\n", ends),
            _ => tekst,
        }
    };
    assert_eq!(with_code(&three(with_end), &["F145", "F146"]), "");
}

#[test]
fn what_a_bureau_must_fill_in_names_the_bureau_once() {
    let pad = "landelijk/verlof.yaml";
    let tekst = &Bronnen::ingebed().workflows[pad].tekst;
    let term = "      nieuw:\n        titel: Nieuw werk\n        voor: leerplichtambtenaar\n        grondslag: voorbeeld\n        termijn: {binnen: invullen}\n        herinner: [op de dag]\n        uitkomsten:\n          gedaan: {}\n";
    let at = tekst.find("    taken:\n").unwrap() + "    taken:\n".len();
    let tekst = format!("{}{term}{}", &tekst[..at], &tekst[at..]);
    let everyone = Bronnen::ingebed().met_workflow(pad, &tekst);
    insta::assert_snapshot!(with_code(&everyone, &["F132"]), @"
    fout[F132]: de termijn van taak `nieuw` is niet ingevuld
      --> workflows/landelijk/verlof.yaml:78:27
    hint: zet in de laag van het bureau hoe lang, met de grondslag: `{binnen: 5 schooldagen, grondslag: voorbeeld}`; zo is het bij alle 4 bureaus (HANDLEIDING 7.1)
    ");

    let one = een_bureau().met_workflow(pad, &tekst);
    insta::assert_snapshot!(with_code(&one, &["F132"]), @"
    fout[F132]: de termijn van taak `nieuw` is niet ingevuld
      --> workflows/landelijk/verlof.yaml:78:27
    hint: zet in de laag van het bureau hoe lang, met de grondslag: `{binnen: 5 schooldagen, grondslag: voorbeeld}`; zo is het bij bureau `utrecht-noordwest`, in workflows/utrecht-noordwest/verlof.yaml (HANDLEIDING 7.1)
    ");
    // The path of the bureau has it too.
    let door = all(&one).into_iter().find(|fout| fout.code == Code::F132);
    assert_eq!(door.unwrap().door, ["utrecht-noordwest/verlof.yaml"]);
}

#[test]
fn what_a_gemeente_brings_about_in_a_file_of_others_names_the_gemeente() {
    let pad = "utrecht-noordwest/woerden/absoluut-verzuim.yaml";
    let over = "procedure: absoluut-verzuim\nbreidt_uit: utrecht-noordwest/absoluut-verzuim\nfasen:\n  aanschrijven:\n    taken:\n      eerste-brief:\n        uitkomsten:\n          verzonden: {ga_naar: onderzoek}\n";
    let bronnen = een_bureau().met_workflow(pad, over);
    insta::assert_snapshot!(with_code(&bronnen, &["F120"]), @"
    fout[F120]: fase `wachten-op-reactie` wordt nooit bereikt
      --> workflows/landelijk/absoluut-verzuim.yaml:86:3
    hint: geen gevolg gaat hierheen; zet ergens `ga_naar: wachten-op-reactie`, of haal de fase weg; zo is het bij gemeente `woerden`, in workflows/utrecht-noordwest/woerden/absoluut-verzuim.yaml (HANDLEIDING 3.3)
    ");
    let lost = all(&bronnen)
        .into_iter()
        .find(|fout| fout.code == Code::F120);
    assert_eq!(lost.unwrap().door, [pad]);
}

#[test]
fn what_a_subject_names_is_told_at_the_subject() {
    let pad = "landelijk/brieven/absoluut-verzuim-tweede.md";
    let tekst = &Bronnen::ingebed().workflows[pad].tekst;
    let line = tekst
        .lines()
        .find(|line| line.starts_with("onderwerp: "))
        .unwrap();
    let tekst = tekst.replacen(line, "onderwerp: Over {{ gegevens.vermoedn }}", 1);
    insta::assert_snapshot!(with_code(&een_bureau().met_workflow(pad, &tekst), &["F510"]), @"
    fout[F510]: tekst `absoluut-verzuim-tweede` noemt gegeven `vermoedn`, maar procedure `absoluut-verzuim` kent dat niet
      --> workflows/landelijk/brieven/absoluut-verzuim-tweede.md:2:12
    hint: bedoelde u `vermoeden`? (HANDLEIDING 8.4)
    ");
}

mod handleiding {
    use super::*;

    fn manual() -> String {
        Bronnen::ingebed().workflows["HANDLEIDING.md"].tekst.clone()
    }

    #[test]
    fn the_chapter_of_each_code_exists_once() {
        let manual = manual();
        let chapters: Vec<&str> = manual
            .lines()
            .filter(|line| line.starts_with("## ") || line.starts_with("### "))
            .filter_map(|line| line.trim_start_matches('#').split_whitespace().next())
            .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
            .collect();
        for code in Code::ALLE {
            let hoofdstuk = code.hoofdstuk();
            let number = chapters.iter().filter(|own| **own == hoofdstuk).count();
            assert_eq!(number, 1, "{code}: chapter {hoofdstuk}");
        }
    }

    #[test]
    fn the_manual_tells_of_each_code_or_its_group() {
        let manual = manual();
        let about = manual
            .split("\n## 13 ")
            .nth(1)
            .unwrap()
            .split("\n## ")
            .next()
            .unwrap();
        for code in Code::ALLE {
            let naam = code.naam();
            let group = format!("{}..", &naam[..2]);
            let row = |line: &&str| line.contains(naam) || line.contains(&group);
            let rows: Vec<&str> = about.lines().filter(row).collect();
            assert!(!rows.is_empty(), "{code} is not told of in chapter 13");
        }
    }
}
