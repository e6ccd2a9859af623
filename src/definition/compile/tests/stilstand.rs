//! Terms that a gevolg suspends, resumes and ends; fields asked with some uitkomsten only.

use super::{GOED, gecompileerd, met, told};

/// The good procedure with an answer term that may stand still.
fn still(gevolg: &str) -> String {
    let may = GOED.replacen(
        "grondslag: voorbeeld,",
        "grondslag: voorbeeld, opschorten: ja,",
        1,
    );
    told(&[&may.replacen(
        "verzonden: {ga_naar",
        &format!("verzonden: {{{gevolg}, ga_naar"),
        1,
    )])
}

#[test]
fn a_gevolg_may_name_one_term_or_several() {
    assert_eq!(still("schort_op: antwoord"), "");
    assert_eq!(still("hervat: [antwoord]"), "");
    assert_eq!(still("stopt: antwoord"), "");
}

#[test]
fn a_term_that_does_not_exist() {
    insta::assert_snapshot!(still("schort_op: antword"), @"
    fout[F117]: taak `brief-sturen`: `schort_op` noemt onbekende termijn `antword`
      --> landelijk/proef.yaml:20:34
    hint: bedoelde u `antwoord`? (HANDLEIDING 4.5)
    ");
}

#[test]
fn a_term_that_may_not_stand_still() {
    insta::assert_snapshot!(met("verzonden: {", "verzonden: {schort_op: antwoord, "), @"
    fout[F138]: taak `brief-sturen`: `schort_op` noemt `antwoord`, maar die termijn kan niet stilstaan
      --> landelijk/proef.yaml:20:34
    hint: mag het volgens de wet, zet dan `opschorten: ja` bij de termijn (HANDLEIDING 4.5)
    ");
    insta::assert_snapshot!(met("verzonden: {", "verzonden: {hervat: brief-sturen, "), @"
    fout[F138]: taak `brief-sturen`: `hervat` noemt `brief-sturen`, maar die termijn kan niet stilstaan
      --> landelijk/proef.yaml:20:31
    hint: mag het volgens de wet, zet dan `opschorten: ja` bij de termijn (HANDLEIDING 4.5)
    ");
}

#[test]
fn the_term_of_a_taak_ends_with_its_taak() {
    insta::assert_snapshot!(met("verzonden: {", "verzonden: {stopt: brief-sturen, "), @"
    fout[F138]: taak `brief-sturen` stopt `brief-sturen`, maar dat is de termijn van een taak
      --> landelijk/proef.yaml:20:30
    hint: een taak is klaar met een van haar uitkomsten; `stopt` is voor een termijn van een fase (HANDLEIDING 4.5)
    ");
}

#[test]
fn a_gevolg_cannot_suspend_and_resume_at_once() {
    insta::assert_snapshot!(still("schort_op: antwoord, hervat: antwoord"), @"
    fout[F127]: taak `brief-sturen` doet twee dingen tegelijk met termijn `antwoord`
      --> landelijk/proef.yaml:20:52
    hint: kies `schort_op`, `hervat` of `stopt` (HANDLEIDING 3.5)
    ");
}

const UITKOMSTEN: &str = "        uitkomsten:\n          verzonden:";

fn with_field(verplicht: &str) -> String {
    let fields = format!("        gegevens: {{reden: {{soort: tekst, verplicht: {verplicht}}}}}\n");
    GOED.replacen(UITKOMSTEN, &format!("{fields}{UITKOMSTEN}"), 1)
}

#[test]
fn a_field_is_asked_with_the_uitkomsten_it_names() {
    let made = gecompileerd(&[&with_field("[niet-nodig]")]);
    assert_eq!(made.diagnostics, []);
    let procedure = made.procedure.unwrap();
    let veld = &procedure.taak("brief-sturen").unwrap().1.gegevens["reden"];
    assert!(veld.is_asked("niet-nodig"));
    assert!(!veld.is_asked("verzonden"));
}

#[test]
fn an_uitkomst_that_the_taak_does_not_have() {
    insta::assert_snapshot!(told(&[&with_field("[niet-nodg]")]), @"
    fout[F104]: veld `reden` is verplicht bij onbekende uitkomst `niet-nodg` van zijn taak
      --> landelijk/proef.yaml:19:54
    hint: bedoelde u `niet-nodig`? (HANDLEIDING 3.9)
    ");
    insta::assert_snapshot!(told(&[&with_field("[]")]), @"
    fout[F116]: veld `reden` noemt geen uitkomst waarbij het verplicht is
      --> landelijk/proef.yaml:19:53
    hint: noem er minstens één, of schrijf `verplicht: nee` (HANDLEIDING 3.2)
    ");
}

#[test]
fn without_a_taak_there_is_no_uitkomst_to_ask_it_with() {
    insta::assert_snapshot!(met("verplicht: nee", "verplicht: [verzonden]"), @"
    fout[F116]: veld `soort` noemt uitkomsten, maar hoort niet bij een taak
      --> landelijk/proef.yaml:5:37
    hint: schrijf `verplicht: nee`; alleen bij een taak kan het van de uitkomst afhangen (HANDLEIDING 3.2)
    ");
}

#[test]
fn a_step_of_the_mas_and_a_party_that_do_not_exist() {
    let good = GOED.replacen("  schrijven:\n", "  schrijven:\n    mas: handelen\n", 1);
    let procedure = gecompileerd(&[&good]).procedure.unwrap();
    assert_eq!(
        procedure.mas("schrijven").map(|mas| mas.naam()),
        Some("handelen")
    );
    assert_eq!(procedure.mas("wachten"), None);
    insta::assert_snapshot!(told(&[&good.replacen("handelen", "doen", 1)]), @"
    fout[F006]: `doen` is geen keuze voor `mas`
      --> landelijk/proef.yaml:9:10
    hint: toegestaan: `waarnemen`, `analyseren`, `plannen`, `handelen` of `evalueren` (HANDLEIDING 3)
    ");
    assert_eq!(met("verzonden: {", "verzonden: {melding_uit: brp, "), "");
    insta::assert_snapshot!(met("verzonden: {", "verzonden: {melding_uit: deskundige, "), @"
    fout[F105]: taak `brief-sturen` meldt aan onbekende partij `deskundige`
      --> landelijk/proef.yaml:20:36
    hint: bekend zijn `svb`, `duo`, `halt`, `openbaar-ministerie`, `raad-voor-de-kinderbescherming`, `ggd`, `samenwerkingsverband`, `inspectie`, `arbeidsinspectie`, `brp` en `doorstroompunt` (HANDLEIDING 3.5)
    ");
}

#[test]
fn neither_yes_nor_a_list() {
    insta::assert_snapshot!(told(&[&with_field("soms")]), @"
    fout[F005]: `verplicht` heeft de verkeerde vorm: gevonden: tekst `soms`, verwacht: `ja` of `nee` of lijst
      --> landelijk/proef.yaml:19:53
    hint: schrijf `ja` of `nee` (HANDLEIDING 1.4)
    ");
}
