//! The dossier as a reader sees it, on paper and on a terminal.

use anstyle::{AnsiColor, Effects};
use chrono::{DateTime, Utc};
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::definition::mas::Mas;
use crate::render::proef::{bureau, dag};
use crate::zaak::{MedewerkerId, Rol};

/// A line recorded at a moment; the rest is filled in by the story.
fn lijn(id: &str, op: &str, soort: &'static str, naam: &str) -> Lijn {
    let id: RegelId = id.parse().unwrap();
    let op: DateTime<Utc> = op.parse().unwrap();
    Lijn {
        id,
        op: op.with_timezone(&chrono_tz::Europe::Amsterdam),
        soort,
        zaak: id.zaak,
        procedure: "absoluut-verzuim".into(),
        fase: Some("aanschrijven".into()),
        naam: Some(naam.into()),
        aan: Vec::new(),
        begin: None,
        einde: None,
        uitkomst: None,
        grondslag: None,
        laag: None,
        uitleg: None,
        door_id: None,
    }
}

fn aan(id: &str, rol: Rol) -> Vec<Aan> {
    vec![Aan {
        rol,
        medewerker: Some(MedewerkerId(id.into())),
    }]
}

fn verhaal() -> Vec<Lijn> {
    let tekst = |tekst: &str| Some(tekst.to_owned());
    vec![
        Lijn {
            uitleg: tekst("Absoluut verzuim, woerden"),
            begin: Some(dag("2026-10-08")),
            ..lijn("Z1.1", "2026-10-08T06:00:00Z", "zaak", "absoluut-verzuim")
        },
        Lijn {
            uitleg: tekst("melding R-1 van duo"),
            ..lijn("Z1.2", "2026-10-08T06:00:00Z", "melding", "")
        },
        Lijn {
            uitleg: tekst(
                "Verstuur de eerste brief aan de ouders en leg vast op welke dag dat is gedaan",
            ),
            aan: aan("admin-1", Rol::Administratie),
            begin: Some(dag("2026-10-08")),
            einde: Some(dag("2026-10-15")),
            grondslag: tekst("AI art. 3 lid 7"),
            laag: tekst("Utrecht Noordwest"),
            ..lijn("Z1.3", "2026-10-08T06:00:00Z", "taak", "eerste-brief")
        },
        Lijn {
            uitleg: tekst(
                "5 schooldagen na do 8 okt 2026 = do 15 okt 2026; overgeslagen: weekenden",
            ),
            begin: Some(dag("2026-10-08")),
            einde: Some(dag("2026-10-15")),
            grondslag: tekst("AI art. 3 lid 7"),
            ..lijn("Z1.4", "2026-10-08T06:00:00Z", "termijn", "eerste-brief")
        },
        Lijn {
            aan: vec![Aan {
                rol: Rol::Leidinggevende,
                medewerker: None,
            }],
            einde: Some(dag("2026-10-15")),
            uitleg: tekst("1 schooldag te laat"),
            ..lijn("Z1.5", "2026-10-16T06:00:00Z", "escalatie", "eerste-brief")
        },
        // Half past eleven in the evening, Dutch time, is the same day.
        Lijn {
            begin: Some(dag("2026-10-14")),
            uitkomst: tekst("verzonden"),
            ..lijn(
                "Z1.6",
                "2026-10-16T21:30:00Z",
                "taak-gereed",
                "eerste-brief",
            )
        },
        Lijn {
            ..lijn("Z1.7", "2026-10-19T08:00:00Z", "gebeurtenis", "notitie")
        },
        Lijn {
            begin: Some(dag("2026-10-19")),
            uitkomst: tekst("voorkomen"),
            uitleg: tekst("Z2 (svb-melding) is afgerond"),
            door_id: "Z2.31".parse().ok(),
            ..lijn(
                "Z1.8",
                "2026-10-19T08:00:00Z",
                "gebeurtenis",
                "uitkomst-svb-melding",
            )
        },
        Lijn {
            uitkomst: tekst("ingeschreven"),
            uitleg: tekst("de inschrijving is nagegaan"),
            ..lijn("Z1.9", "2026-10-19T09:00:00Z", "gesloten", "")
        },
    ]
}

fn op_breedte(breedte: usize, stijlen: Stijlen) -> String {
    let lijnen = verhaal();
    let notitie = (
        "Z1.7".parse().unwrap(),
        "Moeder belde.\nZij stuurt het bewijs van inschrijving morgen.\u{1b}[2J".to_owned(),
    );
    let dossier = Dossier {
        zaak: ZaakId(1),
        lijnen: &lijnen,
        notities: &BTreeMap::from([notitie]),
        bureau: Some(&bureau()),
        mas: Some(Mas::Handelen),
        ouder: Some(ZaakId(7)),
        kinderen: &[(ZaakId(2), "svb-melding".to_owned())],
    };
    dossier.tekst(breedte, stijlen)
}

#[test]
fn a_dossier_reads_at_sixty_columns() {
    insta::assert_snapshot!(op_breedte(60, Stijlen::default()), @"
    Z1 Absoluut verzuim, Woerden
    MAS: handelen
    begonnen vanuit Z7
    startte Z2 (svb-melding)

    do 8 okt 2026
      Z1.1     zaak geopend: absoluut-verzuim
      Z1.2     melding ontvangen
                 melding R-1 van duo
      Z1.3     taak: Verstuur de eerste brief aan de ouders en
               leg vast op welke dag dat is gedaan
               voor Femke Oostrum (administratie), uiterlijk do
               15 okt 2026
                 AI art. 3 lid 7; laag: Utrecht Noordwest
      Z1.4     termijn eerste-brief
               tot en met do 15 okt 2026
                 5 schooldagen na do 8 okt 2026 = do 15 okt
                 2026; overgeslagen: weekenden
                 AI art. 3 lid 7

    vr 16 okt 2026
      Z1.5     escalatie: Verstuur de eerste brief aan de ouders
               en leg vast op welke dag dat is gedaan
               voor de postbus van het bureau (leidinggevende),
               termijn tot en met do 15 okt 2026
                 1 schooldag te laat
      Z1.6     gedaan: Verstuur de eerste brief aan de ouders en
               leg vast op welke dag dat is gedaan → verzonden
               gebeurd op wo 14 okt 2026

    ma 19 okt 2026
      Z1.7     notitie
                 Moeder belde.
                 Zij stuurt het bewijs van inschrijving
                 morgen.[2J
      Z1.8     gebeurtenis: uitkomst-svb-melding → voorkomen
                 Z2 (svb-melding) is afgerond
                 door Z2.31 in zaak Z2
      Z1.9     gesloten: ingeschreven
                 de inschrijving is nagegaan
    ");
}

#[test]
fn a_dossier_reads_at_a_hundred_columns() {
    insta::assert_snapshot!(op_breedte(100, Stijlen::default()), @"
    Z1 Absoluut verzuim, Woerden
    MAS: handelen
    begonnen vanuit Z7
    startte Z2 (svb-melding)

    do 8 okt 2026
      Z1.1     zaak geopend: absoluut-verzuim
      Z1.2     melding ontvangen
                 melding R-1 van duo
      Z1.3     taak: Verstuur de eerste brief aan de ouders en leg vast op welke dag dat is gedaan
               voor Femke Oostrum (administratie), uiterlijk do 15 okt 2026
                 AI art. 3 lid 7; laag: Utrecht Noordwest
      Z1.4     termijn eerste-brief
               tot en met do 15 okt 2026
                 5 schooldagen na do 8 okt 2026 = do 15 okt 2026; overgeslagen: weekenden
                 AI art. 3 lid 7

    vr 16 okt 2026
      Z1.5     escalatie: Verstuur de eerste brief aan de ouders en leg vast op welke dag dat is gedaan
               voor de postbus van het bureau (leidinggevende), termijn tot en met do 15 okt 2026
                 1 schooldag te laat
      Z1.6     gedaan: Verstuur de eerste brief aan de ouders en leg vast op welke dag dat is gedaan →
               verzonden
               gebeurd op wo 14 okt 2026

    ma 19 okt 2026
      Z1.7     notitie
                 Moeder belde.
                 Zij stuurt het bewijs van inschrijving morgen.[2J
      Z1.8     gebeurtenis: uitkomst-svb-melding → voorkomen
                 Z2 (svb-melding) is afgerond
                 door Z2.31 in zaak Z2
      Z1.9     gesloten: ingeschreven
                 de inschrijving is nagegaan
    ");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for breedte in [40, 53, 60, 79, 200] {
        let tekst = op_breedte(breedte, Stijlen::default());
        assert!(
            tekst.lines().all(|regel| regel.width() <= breedte),
            "{breedte}\n{tekst}"
        );
        assert!(!tekst.contains('\u{1b}'), "a note cannot move the cursor");
    }
}

#[test]
fn colour_adds_nothing_but_colour() {
    let stijlen = Stijlen {
        kop: Style::new().effects(Effects::BOLD),
        let_op: AnsiColor::Red.on_default(),
        zacht: Style::new().effects(Effects::DIMMED),
    };
    let kleur = op_breedte(60, stijlen);
    assert!(kleur.contains("\u{1b}[31mescalatie"));
    let kaal: String = kleur
        .split('\u{1b}')
        .map(|deel| {
            deel.strip_prefix('[')
                .and_then(|deel| deel.split_once('m'))
                .map_or(deel, |(_, rest)| rest)
        })
        .collect();
    assert_eq!(kaal, op_breedte(60, Stijlen::default()));
}
