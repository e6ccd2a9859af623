//! The shipped calendar files through the loader, as the program reads them.
//!
//! What the calendar answers is told in the room itself; here only that an administrator's
//! file arrives there unharmed.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use termijnwacht::definition::lees::lees;
use termijnwacht::kalender::{
    Afwijkingen, Duur, Eenheid, Kalenderdata, Kalenders, Schoolvakanties, Vraag,
};

const SCHOOLVAKANTIES: &str = include_str!("../workflows/landelijk/kalender/schoolvakanties.yaml");

fn read<T: DeserializeOwned + JsonSchema>(bestand: &str, tekst: &str) -> T {
    lees::<T>(bestand, tekst)
        .unwrap_or_else(|fouten| panic!("{bestand}: {fouten:?}"))
        .inhoud
}

fn landelijk() -> Kalenderdata {
    Kalenderdata {
        regios: read(
            "regios.yaml",
            include_str!("../workflows/landelijk/kalender/regios.yaml"),
        ),
        schoolvakanties: read("schoolvakanties.yaml", SCHOOLVAKANTIES),
        feestdagen: read(
            "feestdagen.yaml",
            include_str!("../workflows/landelijk/kalender/feestdagen.yaml"),
        ),
    }
}

#[test]
fn the_shipped_files_make_a_calendar_for_the_whole_country() {
    let kalenders = Kalenders::new(&landelijk(), &[]).unwrap();
    assert_eq!(kalenders.gemeenten().count(), 342);
    let abcoude = kalenders
        .voor("de-ronde-venen", Some("Abcoude"), None)
        .unwrap();
    let vraag = Vraag::new(
        "2026-10-08".parse().unwrap(),
        Duur::new(10, Eenheid::Schooldagen),
    );
    assert_eq!(
        abcoude.bereken(&vraag).unwrap().uitleg,
        "10 schooldagen na do 8 okt 2026 = do 29 okt 2026; overgeslagen: weekenden, herfstvakantie Noord 10–18 okt"
    );
}

#[test]
fn a_bureau_s_own_days_read_as_they_are_written() {
    let eigen: Afwijkingen = read(
        "bureau.yaml",
        "bureau:
  schoolvrij: [goede-vrijdag]
gemeenten:
  woerden:
    vrije_dagen:
      - {van: 2026-09-30, reden: studiedag}
scholen:
  00XX-00:
    vakanties:
      - {schooljaar: 2026-2027, vakantie: mei, van: 2027-04-24, tot: 2027-05-09}
",
    );
    assert_eq!(eigen.bureau.schoolvrij.len(), 1);
    assert_eq!(eigen.gemeenten["woerden"].vrije_dagen[0].reden, "studiedag");
    assert_eq!(eigen.scholen["00XX-00"].vakanties.len(), 1);
}

#[test]
fn a_misspelt_key_in_the_holidays_is_refused() {
    let fout = SCHOOLVAKANTIES.replacen("herfst:", "herst:", 1);
    let fouten = lees::<Schoolvakanties>("schoolvakanties.yaml", &fout)
        .map(|gelezen| gelezen.inhoud)
        .unwrap_err();
    assert!(
        fouten[0].melding.contains("onbekende sleutel `herst`"),
        "{fouten:?}"
    );
}
