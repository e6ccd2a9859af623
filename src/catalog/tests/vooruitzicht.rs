//! What is told of days to come: a calendar that ends, a text that is saved too early.

use super::*;

#[test]
fn a_calendar_that_ends_is_told_of_a_year_before() {
    let bronnen = een_bureau();
    let catalog = Catalog::load(&bronnen).unwrap().catalog;
    let bureau = catalog.bureau("utrecht-noordwest").unwrap();
    let einde = catalog.kalender_einde(bureau).unwrap();
    let told = |vandaag: chrono::NaiveDate| {
        let told = catalog.vooruitzicht(&bronnen, vandaag);
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        told.join("\n\n")
    };
    assert_eq!(told(einde - VOORAF), "");
    insta::assert_snapshot!(told((einde - VOORAF).succ_opt().unwrap()), @"
    waarschuwing[W201]: de schoolkalender eindigt op 2030-08-25, binnen een jaar
      --> workflows/landelijk/kalender/schoolvakanties.yaml:104:5
    hint: zet het volgende schooljaar erbij; daarna krijgt geen taak van `utrecht-noordwest` nog een datum (HANDLEIDING 10.4)
    ");
    insta::assert_snapshot!(told(einde.succ_opt().unwrap()), @"
    waarschuwing[W201]: de schoolkalender is op 2030-08-25 geëindigd
      --> workflows/landelijk/kalender/schoolvakanties.yaml:104:5
    hint: zet het volgende schooljaar erbij; daarna krijgt geen taak van `utrecht-noordwest` nog een datum (HANDLEIDING 10.4)
    ");
}

#[test]
fn a_text_that_says_it_holds_from_a_later_day_is_told_that_it_holds_at_once() {
    let pad = "utrecht-noordwest/verlof.yaml";
    let tekst = shipped(pad, "geldig_vanaf: 2016-06-17", "geldig_vanaf: 2027-01-01");
    let bronnen = een_bureau().met_workflow(pad, &tekst);
    let catalog = Catalog::load(&bronnen).unwrap().catalog;
    let told = |vandaag: &str| {
        let told = catalog.vooruitzicht(&bronnen, vandaag.parse().unwrap());
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        told.join("\n\n")
    };
    insta::assert_snapshot!(told("2026-12-31"), @"
    waarschuwing[W113]: `geldig_vanaf: 2027-01-01` ligt in de toekomst, maar wat u bewaart geldt meteen
      --> workflows/utrecht-noordwest/verlof.yaml:16:15
    hint: bewaar dit bestand op die dag; leg het tot dan in een eigen map en vergelijk met `termijnwacht diff draait MAP` (HANDLEIDING 3.1)
    ");
    assert_eq!(told("2027-01-01"), "");
}
