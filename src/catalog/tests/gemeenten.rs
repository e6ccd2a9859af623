//! What a gemeente says for itself: free days, letterhead, organisations, texts and scripts, over those of its bureau.

use super::*;
use crate::kalender::{Duur, Eenheid, Vraag};

const PAD: &str = "utrecht-noordwest/woerden/gemeente.yaml";

fn loaded(tekst: &str) -> Catalog {
    let geladen = Catalog::load(&Bronnen::ingebed().met_workflow(PAD, tekst)).unwrap();
    assert_eq!(geladen.waarschuwingen, []);
    geladen.catalog
}

#[test]
fn a_gemeente_signs_its_own_letters_and_the_rest_stays_that_of_the_bureau() {
    let catalog = loaded(
        "gemeente: woerden\nbrieven: {ondertekening: Namens het college van Woerden, telefoon: \"0348 - 11 11 11\"}\nketenpartners:\n  brp: {adres: [Postbus 45, 0000 AA Woerden]}\n",
    );
    let bureau = catalog.bureau("utrecht-noordwest").unwrap();
    let (own, other) = (bureau.voor("woerden"), bureau.voor("montfoort"));
    assert_eq!(own.brieven.ondertekening, "Namens het college van Woerden");
    assert_eq!(own.brieven.adres, bureau.brieven.adres);
    assert_eq!(own.naam, bureau.naam);
    // A party keeps its name and gets another address.
    assert_eq!(own.ketenpartners["brp"].naam, bureau.ketenpartners["brp"].naam);
    assert_eq!(own.ketenpartners["brp"].adres, ["Postbus 45", "0000 AA Woerden"]);
    assert_eq!(*other, **bureau);
}

/// The day ten schooldagen after Thursday 8 October 2026 in a gemeente.
fn ten_days(catalog: &Catalog, gemeente: &str) -> String {
    let kalender = catalog.kalenders().voor(gemeente, None, None).unwrap();
    let vanaf = "2026-10-08".parse().unwrap();
    let vraag = Vraag::new(vanaf, Duur::new(10, Eenheid::Schooldagen));
    kalender.bereken(&vraag).unwrap().einde.to_string()
}

#[test]
fn a_free_day_of_a_gemeente_goes_before_what_its_bureau_says_of_it() {
    let free = "gemeente: woerden\nkalender: {gemeente: {vrije_dagen: [{van: 2026-10-14, reden: koeienmarkt}]}}\n";
    let catalog = loaded(free);
    let without = Catalog::load(&Bronnen::ingebed()).unwrap().catalog;
    assert_eq!(ten_days(&without, "woerden"), "2026-10-29");
    assert_eq!(ten_days(&catalog, "woerden"), "2026-10-30");
    assert_eq!(ten_days(&catalog, "montfoort"), "2026-10-29");
    // The bureau closes the schools that day, the gemeente opens them again.
    let bureau = shipped(
        "utrecht-noordwest/bureau.yaml",
        "\nketenpartners:",
        "\nkalender: {gemeenten: {woerden: {vrije_dagen: [{van: 2026-10-14, reden: markt}]}}}\nketenpartners:",
    );
    let bronnen = Bronnen::ingebed().met_workflow("utrecht-noordwest/bureau.yaml", &bureau);
    let closed = Catalog::load(&bronnen).unwrap().catalog;
    assert_eq!(ten_days(&closed, "woerden"), "2026-10-30");
    let opens = "gemeente: woerden\nkalender: {gemeente: {lesdagen: [{van: 2026-10-14, reden: geen markt dit jaar}]}}\n";
    let opened = Catalog::load(&bronnen.met_workflow(PAD, opens)).unwrap().catalog;
    assert_eq!(ten_days(&opened, "woerden"), "2026-10-29");
}

#[test]
fn what_is_wrong_in_the_file_of_a_gemeente_is_told_at_its_place() {
    let tekst = "gemeente: oudewater\nbrieven: {telefoon: \"0348 - 00 00 00\", mail: leerplicht.woerden.example}\nketenpartners: {ggt: {adres: [Postbus 00]}}\nkalender: {plaatsen: {Harmele: {schoolvrij: [goede-vrijdag]}}, gemeente: {vrije_dagen: [{van: 2026-10-16, tot: 2026-10-15, reden: markt}]}}\n";
    insta::assert_snapshot!(told(PAD, tekst), @"");
    let stray = "gemeente: woerdn\n";
    insta::assert_snapshot!(told("utrecht-noordwest/woerdn/gemeente.yaml", stray), @"");
}

#[test]
fn a_text_or_script_of_a_gemeente_goes_before_and_an_equal_one_is_told() {
    let brief = "landelijk/brieven/absoluut-verzuim-eerste.md";
    let bronnen = Bronnen::ingebed();
    let same = bronnen.workflows[brief].tekst.clone();
    let own = "utrecht-noordwest/woerden/brieven/absoluut-verzuim-eerste.md";
    insta::assert_snapshot!(told(own, &same), @"");
    let other = same.replacen("{{ aanhef }}", "{{ aanhef }} in Woerden", 1);
    let mut bronnen = bronnen
        .met_workflow(own, &other)
        .met_workflow("utrecht-noordwest/woerden/mails/overzicht.md", &format!("{}\nWoerden\n", Bronnen::ingebed().workflows["landelijk/mails/overzicht.md"].tekst));
    let script = bronnen.scripts["landelijk/absoluut_brief.rhai"].clone();
    let changed = format!("// Woerden\n{}", script.tekst);
    let file = crate::bronnen::Bestand { toon: "scripts/utrecht-noordwest/woerden/absoluut_brief.rhai".to_owned(), tekst: changed.clone() };
    bronnen.scripts.insert("utrecht-noordwest/woerden/absoluut_brief.rhai".to_owned(), file);
    let catalog = Catalog::load(&bronnen).unwrap().catalog;
    let of = |gemeente: &str| catalog.procedure(gemeente, "absoluut-verzuim").unwrap().1.clone();
    let (woerden, montfoort) = (of("woerden"), of("montfoort"));
    assert_eq!(woerden.teksten["absoluut-verzuim-eerste"], Digest::of(&other));
    assert_eq!(montfoort.teksten["absoluut-verzuim-eerste"], Digest::of(&same));
    assert_eq!(woerden.scripts.get("absoluut_brief"), Some(&Digest::of(&changed)));
    assert_eq!(montfoort.scripts.get("absoluut_brief"), Some(&Digest::of(&script.tekst)));
    // A mail about one gemeente has its text, a mail about several that of the bureau.
    let mail = |gemeente| catalog.mailtekst("utrecht-noordwest", gemeente, "overzicht").unwrap().ends_with("Woerden\n");
    assert!(mail(Some("woerden")));
    assert!(!mail(Some("montfoort")) && !mail(None));
}
