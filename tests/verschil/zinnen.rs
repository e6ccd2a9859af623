//! The sentences, case by case.

use crate::{SHIPPED, edited, load, shipped, told};

const AV: &str = "landelijk/absoluut-verzuim.yaml";
const AV_UNW: &str = "utrecht-noordwest/absoluut-verzuim.yaml";
const BUREAU: &str = "utrecht-noordwest/bureau.yaml";

/// What an edit of the shipped files is told as.
fn case(edits: &[(&str, &str, &str)]) -> String {
    told(&SHIPPED, &load(&edited(edits)))
}

#[test]
fn the_same_files_differ_in_nothing() {
    assert_eq!(case(&[]), "");
    // A comment is no rule.
    assert_eq!(
        case(&[(AV_UNW, "procedure:", "# Nagelezen.\nprocedure:")]),
        ""
    );
}

#[test]
fn a_term_becomes_shorter_for_one_gemeente() {
    let woerden = "procedure: absoluut-verzuim\nbreidt_uit: utrecht-noordwest/absoluut-verzuim\nfasen:\n  aanschrijven:\n    taken:\n      eerste-brief:\n        termijn: {binnen: 3 schooldagen, grondslag: AI art. 3 lid 7}\n";
    let nieuw = shipped().met_workflow("utrecht-noordwest/woerden/absoluut-verzuim.yaml", woerden);
    insta::assert_snapshot!(told(&SHIPPED, &load(&nieuw)), @r#"[termijn-korter] Woerden | Absoluut verzuim | Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen registratiefout is: 5 → 3 schooldagen (AI art. 3 lid 7)"#);
}

#[test]
fn terms_change_in_length_unit_anchor_and_rules() {
    insta::assert_snapshot!(case(&[
        (AV_UNW, "termijn: {binnen: 5 schooldagen, grondslag: AI art. 3 lid 7}", "termijn: {binnen: 2 weken, grondslag: AI art. 3 lid 7}"),
        (AV_UNW, "antwoordtermijn: {binnen: 10 schooldagen,", "antwoordtermijn: {binnen: 12 schooldagen, opschorten: ja,"),
        (AV, "voorbeeld: 3 schooldagen, na: antwoordtermijn}", "voorbeeld: 3 schooldagen, na: vermoeden}"),
    ]), @r#"
    [termijn-langer] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Reactie van de ouders op de eerste brief: 10 → 12 schooldagen (AI art. 3 lid 7)
    [termijn-anders] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen registratiefout is: 5 schooldagen → 2 weken (AI art. 3 lid 7)
    [termijn-anders] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Verstuur de tweede brief en vraag de ouders contact op te nemen: 3 schooldagen na "Reactie van de ouders op de eerste brief" → 3 schooldagen na "Dag waarop bleek dat een inschrijving ontbreekt" (voorbeeld)
    [termijn-regels] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Reactie van de ouders op de eerste brief: kan nu worden opgeschort
    "#);
}

#[test]
fn the_ladder_changes() {
    insta::assert_snapshot!(case(&[(
        AV,
        "        herinner: [2 schooldagen vooraf]\n        escaleer:\n          - {op: de dag, naar: leerplichtambtenaar}\n          - {na: 3 schooldagen, naar: leidinggevende}\n",
        "        herinner: [1 schooldag vooraf]\n        escaleer:\n          - {op: de dag, naar: leidinggevende}\n",
    )]), @r#"
    [ladder] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen registratiefout is: escalatie op de dag: aan leerplichtambtenaar → leidinggevende
    [ladder] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen registratiefout is: geen escalatie 3 schooldagen na het einde aan leidinggevende meer
    [ladder] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen registratiefout is: herinnering aan administratie: 2 schooldagen vooraf → 1 schooldag vooraf
    "#);
}

#[test]
fn a_taak_gets_another_role_condition_letter_and_uitkomst() {
    insta::assert_snapshot!(case(&[
        (AV, "        voor: administratie\n        brief: absoluut-verzuim-eerste\n", "        voor: leerplichtambtenaar\n        als: jongere.leeftijd >= 12\n        brief: absoluut-verzuim-tweede\n"),
        (AV, "          verzonden: {ga_naar: wachten-op-reactie}\n          ingeschreven-gebleken: {ga_naar: inschrijving-controleren}\n", "          verzonden: {ga_naar: wachten-op-reactie}\n          ingeschreven-gebleken: {ga_naar: onderzoek}\n          onbestelbaar: {ga_naar: onderzoek}\n"),
    ]), @r#"
    [ladder] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen registratiefout is: herinnering 2 schooldagen vooraf: aan administratie → leerplichtambtenaar
    [taak] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen registratiefout is: brief `absoluut-verzuim-eerste` → `absoluut-verzuim-tweede`
    [taak] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen registratiefout is: geldt nu alleen als jongere.leeftijd >= 12
    [taak] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen registratiefout is: uitkomst `onbestelbaar` erbij: naar fase "Het vermoeden wordt vastgesteld en het onderzoek begint"
    [taak] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen registratiefout is: voor leerplichtambtenaar (was administratie)
    [gevolg] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen registratiefout is, uitkomst `ingeschreven-gebleken`: naar fase "Het vermoeden wordt vastgesteld en het onderzoek begint" (was: naar fase "Een gemelde inschrijving wordt nagegaan")
    [brief] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Brief `absoluut-verzuim-eerste`: wordt niet meer gebruikt
    "#);
}

#[test]
fn a_fase_with_another_name_is_no_new_one() {
    let mut nieuw = shipped();
    for pad in [AV, AV_UNW] {
        let bestand = nieuw.workflows.get_mut(pad).unwrap();
        bestand.tekst = bestand
            .tekst
            .replace("tweede-keer-aanschrijven", "herinneren");
    }
    insta::assert_snapshot!(told(&SHIPPED, &load(&nieuw)), @r#"[fase] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Fase "De ouders reageerden niet en krijgen een tweede brief" heet nu `herinneren` (was `tweede-keer-aanschrijven`)"#);
}

#[test]
fn gegevens_conditions_and_consequences_change() {
    insta::assert_snapshot!(case(&[
        (AV, "antwoord_school: {soort: tekst, titel: Wat de school antwoordde, verplicht: nee}", "antwoord_school: {soort: tekst, titel: Wat de school antwoordde}\n          gebeld_op: {soort: datum, titel: Dag van het telefoongesprek}"),
        (AV, "als: gegevens.aanleiding == \"uitschrijving\"", "als: gegevens.aanleiding != \"vergelijking\""),
        (AV, "verstreken: {ga_naar: onderzoek}", "verstreken: {ga_naar: inschrijving-controleren}"),
    ]), @r#"
    [taak] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Vraag de school die de jongere uitschreef waar hij nu naar school gaat: voorwaarde gegevens.aanleiding == "uitschrijving" → gegevens.aanleiding != "vergelijking"
    [gevolg] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Reactie van de ouders op de tweede brief, als de termijn verstrijkt: naar fase "Een gemelde inschrijving wordt nagegaan" (was: naar fase "Het vermoeden wordt vastgesteld en het onderzoek begint")
    [gegevens] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Vraag de school die de jongere uitschreef waar hij nu naar school gaat, veld "Wat de school antwoordde": is nu verplicht
    [gegevens] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Vraag de school die de jongere uitschreef waar hij nu naar school gaat: veld "Dag van het telefoongesprek" erbij: een datum, verplicht
    "#);
}

#[test]
fn a_letter_and_a_script_say_something_else() {
    insta::assert_snapshot!(case(&[
        ("utrecht-noordwest/brieven/absoluut-verzuim-eerste.md", "\n---\n", "\n---\nBeste ouder,\n"),
        ("landelijk/luxe_route.rhai", "fn ", "// Nagelezen.\nfn "),
        ("landelijk/mails/incident.md", "Beste", "Dag"),
    ]), @"
    [brief] bureau Utrecht Noordwest, alle gemeenten | Absoluut verzuim | Brief `absoluut-verzuim-eerste`: andere tekst
    [mail] bureau Utrecht Noordwest, alle gemeenten | 19 procedures | Mail `incident`: andere tekst
    [script] bureau Utrecht Noordwest, alle gemeenten | Relatief verzuim | Script `luxe_route` (vraag `luxe-route`): andere tekst
    ");
}

#[test]
fn a_procedure_is_switched_off_with_its_reason() {
    let uit = "procedure: halt\nbreidt_uit: utrecht-noordwest/halt\nuit: Woerden doet niet mee met Halt\n";
    let nieuw = shipped().met_workflow("utrecht-noordwest/woerden/halt.yaml", uit);
    insta::assert_snapshot!(told(&SHIPPED, &load(&nieuw)), @r#"[procedure] Woerden | Verwijzing naar Halt | de procedure staat uit: Woerden doet niet mee met Halt"#);
    insta::assert_snapshot!(told(&load(&nieuw), &SHIPPED), @r#"[procedure] Woerden | Verwijzing naar Halt | de procedure staat weer aan"#);
}

#[test]
fn people_schools_and_mail_change() {
    insta::assert_snapshot!(case(&[
        (BUREAU, "      - {van: 2026-11-02, tot: 2026-11-27}", "      - {van: 2026-11-02, tot: 2026-12-04}"),
        (BUREAU, "    boa: nee\n    gemeenten: [woerden]\n", "    boa: ja\n    gemeenten: [woerden, oudewater]\n"),
        (BUREAU, "  tot: \"17:00\"", "  tot: \"16:00\""),
        (BUREAU, "medewerkers:\n", "medewerkers:\n  admin-3: {naam: Noor Achterberg, mail: n.achterberg@rbl-unw.example, rollen: [administratie]}\n"),
    ]), @"
    [medewerker] bureau Utrecht Noordwest | - | Noor Achterberg (`admin-3`) is nieuw: administratie
    [medewerker] bureau Utrecht Noordwest | - | Daan Verkerk (`ambt-2`), boa: nee → ja
    [medewerker] bureau Utrecht Noordwest | - | Daan Verkerk (`ambt-2`), werkt voor: woerden → woerden en oudewater
    [medewerker] bureau Utrecht Noordwest | - | Samira Belhaj (`ambt-3`), afwezig: ma 2 nov 2026 tot en met vr 27 nov 2026 → ma 2 nov 2026 tot en met vr 4 dec 2026
    [bureau] bureau Utrecht Noordwest | - | Einde van de maildag: 17:00 → 16:00
    ");
}

#[test]
fn days_of_the_calendar_change() {
    let vrij = "kalender:\n  bureau:\n    vrije_dagen:\n      - {van: 2026-10-12, tot: 2026-10-13, reden: studiedagen}\n  gemeenten:\n    woerden:\n      lesdagen:\n        - {van: 2026-10-19, reden: inhaaldag}\n\nmail:\n";
    insta::assert_snapshot!(case(&[(BUREAU, "mail:\n", vrij)]), @r#"
    [kalender] De Ronde Venen | - | kalender van Amstelhoek, De Hoef, Mijdrecht, Vinkeveen, Waverveen en Wilnis: ma 12 okt 2026 tot en met di 13 okt 2026: geen schooldag meer, wegens studiedagen (bureau utrecht-noordwest)
    [kalender] Woerden | - | kalender: ma 19 okt 2026: nu wel schooldag
    [kalender] bureau Utrecht Noordwest, alle gemeenten behalve De Ronde Venen | - | kalender: ma 12 okt 2026 tot en met di 13 okt 2026: geen schooldag meer, wegens studiedagen (bureau utrecht-noordwest)
    "#);
}

#[test]
fn a_gemeente_leaves_the_bureau() {
    insta::assert_snapshot!(case(&[
        (BUREAU, "gemeenten: [de-ronde-venen, montfoort, oudewater,", "gemeenten: [de-ronde-venen, oudewater,"),
        (BUREAU, "    gemeenten: [montfoort, de-ronde-venen]", "    gemeenten: [de-ronde-venen]"),
    ]), @r#"
    [gemeenten] bureau Utrecht Noordwest | - | gemeente Montfoort hoort er niet meer bij
    [medewerker] bureau Utrecht Noordwest | - | Rens Achterberg (`ambt-6`), werkt voor: montfoort en de-ronde-venen → de-ronde-venen
    "#);
}
