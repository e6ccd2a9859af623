//! Stories of the folder, on a clock that moves only when told.

use chrono::TimeDelta;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use termijnwacht::clock::Clock;
use termijnwacht::engine::Engine;
use termijnwacht::intake::{Gezien, Inbak};
use termijnwacht::store::{MemoryStore, Store, TaakFilter, ZaakFilter};
use termijnwacht::zaak::Zaak;

use super::{KOP, engine, klok, rij};

/// A bureau with a folder.
struct Verhaal {
    _folder: TempDir,
    map: PathBuf,
    engine: Arc<Engine<MemoryStore>>,
    klok: Arc<Clock>,
    inbak: Inbak<MemoryStore>,
}

impl Verhaal {
    async fn begin() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let map = folder.path().join("utrecht-noordwest");
        fs::create_dir(&map).expect("a folder");
        let (engine, klok) = (engine().await, klok("2026-10-08T07:00:00Z"));
        let inbak = Inbak::new(
            Arc::clone(&engine),
            folder.path().to_path_buf(),
            Arc::clone(&klok),
        );
        Self {
            _folder: folder,
            map,
            engine,
            klok,
            inbak,
        }
    }

    fn leg(&self, naam: &str, inhoud: &str) {
        fs::write(self.map.join(naam), inhoud).expect("written");
    }

    async fn kijk(&mut self) -> Gezien {
        self.inbak.kijk(&HashSet::new()).await
    }

    /// Some seconds pass, and it looks again.
    async fn later(&mut self) -> Gezien {
        self.klok
            .advance_to(self.klok.now() + TimeDelta::seconds(5));
        self.kijk().await
    }

    async fn zaken(&self) -> Vec<Zaak> {
        self.engine
            .store()
            .zaken(&ZaakFilter {
                limit: 1_000,
                ..ZaakFilter::default()
            })
            .await
            .expect("zaken")
    }

    /// The names in a folder, in order.
    fn in_map(&self, map: &str) -> Vec<String> {
        let Ok(found) = fs::read_dir(self.map.join(map)) else {
            return Vec::new();
        };
        let mut names: Vec<String> = found
            .map(|one| one.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn lees(&self, pad: &str) -> String {
        fs::read_to_string(self.map.join(pad)).expect(pad)
    }
}

fn tabel(rijen: &[String]) -> String {
    format!("{KOP}\n{}\n", rijen.join("\n"))
}

#[tokio::test]
async fn a_folder_told_from_where_the_program_stands_is_watched_by_its_whole_path() {
    // The watcher tells whole paths; a file renamed into place would else wait until it stands still.
    let inbak = Inbak::new(
        engine().await,
        PathBuf::from("in"),
        klok("2026-10-08T07:00:00Z"),
    );
    let mappen = inbak.mappen();
    assert!(!mappen.is_empty());
    assert!(mappen.iter().all(|map| map.is_absolute()), "{mappen:?}");
}

#[tokio::test]
async fn a_file_is_taken_in_when_it_stands_still_and_put_away() {
    let mut verhaal = Verhaal::begin().await;
    verhaal.leg("duo-absoluut-41.csv", &tabel(&[rij(1)]));
    assert!(
        verhaal.kijk().await.bestanden.is_empty(),
        "seen for the first time"
    );
    verhaal.leg("duo-absoluut-41.csv", &tabel(&[rij(1), rij(2)]));
    assert!(verhaal.later().await.bestanden.is_empty(), "it grew");
    assert!(verhaal.kijk().await.bestanden.is_empty(), "no time passed");
    let gezien = verhaal.later().await;
    assert_eq!(gezien.bestanden[0].telling.geopend, 2);
    assert_eq!(
        verhaal.in_map("verwerkt"),
        [
            "2026-10-08 duo-absoluut-41.csv",
            "2026-10-08 duo-absoluut-41.csv.verslag.txt"
        ]
    );
    assert_eq!(verhaal.in_map(""), ["verwerkt"]);
    insta::assert_snapshot!(verhaal.lees("verwerkt/2026-10-08 duo-absoluut-41.csv.verslag.txt"));
    let leveringen = verhaal.engine.store().leveringen().await.unwrap();
    assert_eq!(
        leveringen
            .iter()
            .map(|one| one.bron.as_str())
            .collect::<Vec<_>>(),
        ["duo"]
    );
}

#[tokio::test]
async fn half_a_file_waits_and_one_renamed_into_place_does_not() {
    let mut verhaal = Verhaal::begin().await;
    for naam in [
        "duo-absoluut-1.csv.part",
        ".duo-absoluut-2.csv",
        "duo-absoluut-3.csv.filepart",
        "x.tmp",
    ] {
        verhaal.leg(naam, &tabel(&[rij(1)]));
    }
    verhaal.kijk().await;
    assert!(verhaal.later().await.bestanden.is_empty());
    let whole = verhaal.map.join("duo-absoluut-1.csv");
    fs::rename(verhaal.map.join("duo-absoluut-1.csv.part"), &whole).unwrap();
    let gezien = verhaal.inbak.kijk(&HashSet::from([whole])).await;
    assert_eq!(gezien.bestanden.len(), 1, "taken at once");
}

#[tokio::test]
async fn refused_rows_become_a_file_a_report_and_one_zaak_and_can_be_put_back() {
    let mut verhaal = Verhaal::begin().await;
    let bad = rij(2).replace("02-03-2013", "31-02-2013");
    let text = tabel(&[rij(1), bad.clone(), rij(3)]);
    verhaal.leg("duo-absoluut-41.csv", &text);
    verhaal.kijk().await;
    let gezien = verhaal.later().await;
    assert_eq!(
        (
            gezien.bestanden[0].telling.geopend,
            gezien.bestanden[0].telling.geweigerd
        ),
        (2, 1)
    );
    assert_eq!(
        verhaal.lees("afgekeurd/duo-absoluut-41.csv"),
        format!("{KOP}\n{bad}\n")
    );
    assert_eq!(
        verhaal.in_map("verwerkt"),
        ["2026-10-08 duo-absoluut-41.csv"]
    );
    let verslag = verhaal.lees("afgekeurd/duo-absoluut-41.csv.verslag.txt");
    assert!(
        !verslag.contains("Voorbeeld") && !verslag.contains("2013"),
        "{verslag}"
    );
    insta::assert_snapshot!(verslag);

    let taken = verhaal
        .engine
        .store()
        .taken(&TaakFilter {
            limit: 100,
            ..TaakFilter::default()
        })
        .await
        .unwrap();
    let mend: Vec<_> = taken
        .iter()
        .filter(|rij| rij.taak.naam == "rijen-herstellen")
        .collect();
    assert_eq!(mend.len(), 1);

    // The same file again: known meldingen, the same refused row, no second zaak.
    let before = verhaal.zaken().await.len();
    verhaal.leg("duo-absoluut-41.csv", &text);
    verhaal.kijk().await;
    let gezien = verhaal.later().await;
    assert_eq!(
        (
            gezien.bestanden[0].telling.bekend,
            gezien.bestanden[0].telling.geweigerd
        ),
        (2, 1)
    );
    assert_eq!(verhaal.zaken().await.len(), before);
    assert!(
        !verhaal
            .in_map("afgekeurd")
            .contains(&"duo-absoluut-41 (2).csv".to_owned())
    );

    // Mended and put back.
    let mended = verhaal
        .lees("afgekeurd/duo-absoluut-41.csv")
        .replace("31-02-2013", "28-02-2013");
    verhaal.leg("duo-absoluut-41.csv", &mended);
    verhaal.kijk().await;
    assert_eq!(verhaal.later().await.bestanden[0].telling.geopend, 1);
}

#[tokio::test]
async fn a_file_nobody_can_read_is_refused_whole_with_a_zaak() {
    let mut verhaal = Verhaal::begin().await;
    verhaal.leg("meldingen.xlsx", "PK");
    verhaal.leg("las-week.csv", "a;b\n1;2\n");
    verhaal.leg("meldingen.json", "hallo");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", verhaal.map.join("koppeling.json")).unwrap();
    fs::create_dir(verhaal.map.join("oud")).unwrap();
    verhaal.kijk().await;
    verhaal.later().await;
    assert_eq!(verhaal.in_map(""), ["afgekeurd", "oud"]);
    let reports: Vec<String> = verhaal
        .in_map("afgekeurd")
        .into_iter()
        .filter(|naam| naam.ends_with(".verslag.txt"))
        .map(|naam| verhaal.lees(&format!("afgekeurd/{naam}")))
        .collect();
    insta::assert_snapshot!(reports.join("\n----\n"));
    assert_eq!(verhaal.zaken().await.len(), reports.len());
}

#[tokio::test]
async fn a_list_that_breaks_off_is_put_back_whole() {
    let mut verhaal = Verhaal::begin().await;
    let melding = r#"{"bron":"duo","kenmerk":"A-1","soort":"absoluut-verzuim","ontvangen":"2026-10-08","gemeente":"woerden","jongere":{"naam":"Jip Voorbeeld","geboortedatum":"2013-03-02","plaats":"Woerden"},"gegevens":{"vermoeden":"2026-10-08"}}"#;
    let text = format!("[{melding},\n{{\"bron\":");
    verhaal.leg("meldingen.json", &text);
    verhaal.kijk().await;
    let gezien = verhaal.later().await;
    assert_eq!(
        (
            gezien.bestanden[0].telling.geopend,
            gezien.bestanden[0].telling.geweigerd
        ),
        (1, 1)
    );
    assert_eq!(verhaal.lees("afgekeurd/meldingen.json"), text);
    assert!(verhaal.in_map("verwerkt").is_empty());
}

#[tokio::test]
async fn a_file_of_the_same_name_gets_a_number_when_it_is_put_away() {
    let mut verhaal = Verhaal::begin().await;
    for nummer in 1..=2 {
        verhaal.leg("duo-absoluut.csv", "niet deze naam");
        verhaal.leg("duo-absoluut-41.csv", &tabel(&[rij(nummer)]));
        verhaal.kijk().await;
        verhaal.later().await;
    }
    let names = verhaal.in_map("verwerkt");
    assert!(
        names.contains(&"2026-10-08 duo-absoluut-41.csv".to_owned()),
        "{names:?}"
    );
    assert!(
        names.contains(&"2026-10-08 duo-absoluut-41 (2).csv".to_owned()),
        "{names:?}"
    );
}

#[tokio::test]
async fn a_file_that_cannot_be_put_away_is_taken_in_once() {
    let mut verhaal = Verhaal::begin().await;
    // A file stands where the folder should be.
    verhaal.leg("duo-absoluut-41.csv", &tabel(&[rij(1)]));
    fs::write(verhaal.map.join("verwerkt"), "in de weg").unwrap();
    verhaal.kijk().await;
    let gezien = verhaal.later().await;
    assert!(
        gezien
            .bestanden
            .iter()
            .all(|one| one.bestand != "duo-absoluut-41.csv"),
        "the report could not be written"
    );
    assert_eq!(
        verhaal
            .zaken()
            .await
            .iter()
            .filter(|zaak| zaak.procedure == "absoluut-verzuim")
            .count(),
        1
    );
    fs::remove_file(verhaal.map.join("verwerkt")).ok();
    verhaal
        .klok
        .advance_to(verhaal.klok.now() + TimeDelta::minutes(10));
    verhaal.kijk().await;
    verhaal.later().await;
    assert!(
        verhaal
            .in_map("verwerkt")
            .contains(&"2026-10-08 duo-absoluut-41.csv".to_owned()),
        "{:?}",
        verhaal.in_map("verwerkt")
    );
    assert_eq!(
        verhaal
            .zaken()
            .await
            .iter()
            .filter(|zaak| zaak.procedure == "absoluut-verzuim")
            .count(),
        1
    );
}

#[tokio::test]
async fn what_lies_in_the_wrong_place_is_left_alone() {
    let mut verhaal = Verhaal::begin().await;
    let above = verhaal.map.parent().map(Path::to_path_buf).unwrap();
    fs::write(above.join("los.json"), "{}").unwrap();
    fs::create_dir(above.join("onbekend-bureau")).unwrap();
    fs::write(above.join("onbekend-bureau/m.json"), "{}").unwrap();
    verhaal.kijk().await;
    assert!(verhaal.later().await.bestanden.is_empty());
    assert!(above.join("los.json").exists() && above.join("onbekend-bureau/m.json").exists());
}
