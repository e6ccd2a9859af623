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
    assert_eq!(
        own.ketenpartners["brp"].naam,
        bureau.ketenpartners["brp"].naam
    );
    assert_eq!(
        own.ketenpartners["brp"].adres,
        ["Postbus 45", "0000 AA Woerden"]
    );
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
    let opened = Catalog::load(&bronnen.met_workflow(PAD, opens))
        .unwrap()
        .catalog;
    assert_eq!(ten_days(&opened, "woerden"), "2026-10-29");
}

#[test]
fn what_is_wrong_in_the_file_of_a_gemeente_is_told_at_its_place() {
    let tekst = "gemeente: oudewater\nbrieven: {telefoon: \"0348 - 00 00 00\", mail: leerplicht.woerden.example}\nketenpartners: {ggt: {adres: [Postbus 00]}}\nkalender: {plaatsen: {Harmele: {schoolvrij: [goede-vrijdag]}}, gemeente: {vrije_dagen: [{van: 2026-10-16, tot: 2026-10-15, reden: markt}]}}\n";
    insta::assert_snapshot!(told(PAD, tekst), @"
    fout[F316]: de gemeente heet `oudewater`, maar haar map `woerden`
      --> workflows/utrecht-noordwest/woerden/gemeente.yaml:1:11
    hint: geef beide dezelfde naam (HANDLEIDING 7.4)

    waarschuwing[W107]: gemeente `woerden` zegt bij `telefoon` van `brieven` wat er al staat
      --> workflows/utrecht-noordwest/woerden/gemeente.yaml:2:11
    hint: haal het weg; workflows/utrecht-noordwest/bureau.yaml:21 zegt het al (HANDLEIDING 7.2)

    fout[F306]: `leerplicht.woerden.example` kan geen mailadres zijn
      --> workflows/utrecht-noordwest/woerden/gemeente.yaml:2:46
    hint: schrijf een adres zoals `naam@bureau.nl`: één `@`, en een punt in wat erachter staat (HANDLEIDING 10)

    fout[F315]: `ggt` is geen ketenpartner die een brief kan krijgen
      --> workflows/utrecht-noordwest/woerden/gemeente.yaml:3:17
    hint: bedoelde u `ggd`? (HANDLEIDING 10)

    fout[F200]: in woerden staat geen school in `Harmele`
      --> workflows/utrecht-noordwest/woerden/gemeente.yaml:4:23
    hint: bedoelde u `Harmelen`? (HANDLEIDING 4.3)

    fout[F200]: vr 16 okt 2026 ligt na do 15 okt 2026
      --> workflows/utrecht-noordwest/woerden/gemeente.yaml:4:89
    hint: verwissel `van` en `tot` (HANDLEIDING 4.3)
    ");
    let stray = "gemeente: woerdn\n";
    insta::assert_snapshot!(told("utrecht-noordwest/woerdn/gemeente.yaml", stray), @"
    fout[F310]: map `woerdn` hoort bij geen gemeente van bureau `utrecht-noordwest`
      --> workflows/utrecht-noordwest/woerdn/gemeente.yaml:1:1
    hint: bedoelde u `woerden`? (HANDLEIDING 1.2)
    ");
}

#[test]
fn a_text_or_script_of_a_gemeente_goes_before_and_an_equal_one_is_told() {
    let brief = "landelijk/brieven/absoluut-verzuim-uitnodiging.md";
    let bronnen = Bronnen::ingebed();
    let same = bronnen.workflows[brief].tekst.clone();
    let own = "utrecht-noordwest/woerden/brieven/absoluut-verzuim-uitnodiging.md";
    insta::assert_snapshot!(told(own, &same), @"
    waarschuwing[W107]: `absoluut-verzuim-uitnodiging` is gelijk aan dezelfde tekst in de laag eronder
      --> workflows/utrecht-noordwest/woerden/brieven/absoluut-verzuim-uitnodiging.md:1:1
    hint: haal het bestand weg; `workflows/landelijk/brieven/absoluut-verzuim-uitnodiging.md` geldt al (HANDLEIDING 7.2)
    ");
    let other = same.replacen("{{ aanhef }}", "{{ aanhef }} in Woerden", 1);
    let mut bronnen = bronnen.met_workflow(own, &other).met_workflow(
        "utrecht-noordwest/woerden/mails/overzicht.md",
        &format!(
            "{}\nWoerden\n",
            Bronnen::ingebed().workflows["landelijk/mails/overzicht.md"].tekst
        ),
    );
    let script = bronnen.scripts["landelijk/verlof_haast.rhai"].clone();
    let changed = format!("// Woerden\n{}", script.tekst);
    let file = crate::bronnen::Bestand {
        toon: "scripts/utrecht-noordwest/woerden/verlof_haast.rhai".to_owned(),
        tekst: changed.clone(),
    };
    bronnen.scripts.insert(
        "utrecht-noordwest/woerden/verlof_haast.rhai".to_owned(),
        file,
    );
    let catalog = Catalog::load(&bronnen).unwrap().catalog;
    let of = |gemeente: &str| {
        catalog
            .procedure(gemeente, "absoluut-verzuim")
            .unwrap()
            .1
            .clone()
    };
    let (woerden, montfoort) = (of("woerden"), of("montfoort"));
    assert_eq!(
        woerden.teksten["absoluut-verzuim-uitnodiging"],
        Digest::of(&other)
    );
    assert_eq!(
        montfoort.teksten["absoluut-verzuim-uitnodiging"],
        Digest::of(&same)
    );
    let script_of = |gemeente: &str| {
        let (_, verlof) = catalog.procedure(gemeente, "verlof")?;
        verlof.scripts.get("verlof_haast")
    };
    assert_eq!(script_of("woerden"), Some(&Digest::of(&changed)));
    assert_eq!(script_of("montfoort"), Some(&Digest::of(&script.tekst)));
    // A mail about one gemeente has its text, a mail about several that of the bureau.
    let mail = |gemeente| {
        catalog
            .mailtekst("utrecht-noordwest", gemeente, "overzicht")
            .unwrap()
            .ends_with("Woerden\n")
    };
    assert!(mail(Some("woerden")));
    assert!(!mail(Some("montfoort")) && !mail(None));
}
