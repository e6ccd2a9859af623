//! The weekly overview, read aloud.

use super::*;
use crate::render::proef::{bureau, dag};
use crate::render::verwijzing::namen::MAIL;
use crate::zaak::week::Weekcijfer;
use crate::zaak::{MedewerkerId, Rol, ZaakId};

const TEKST: &str = include_str!("../../../../workflows/landelijk/mails/weekoverzicht.md");

fn aan() -> Aan {
    Aan {
        rol: Rol::Leerplichtambtenaar,
        medewerker: Some(MedewerkerId("ambt-1".to_owned())),
    }
}

fn regel(zaak: i64, titel: &str, einde: Option<&str>, over: &str) -> Weekregel {
    Weekregel {
        zaak: ZaakId(zaak),
        procedure: "Absoluut verzuim".to_owned(),
        gemeente: "de-ronde-venen".to_owned(),
        titel: titel.to_owned(),
        einde: einde.map(dag),
        over: over.to_owned(),
        wie: None,
    }
}

fn week() -> Weekoverzicht {
    let deel = |soort, regels| Weekdeel {
        soort,
        regels,
        meer: 0,
    };
    let mut voor_een_ander = regel(
        9,
        "Begin het onderzoek",
        Some("2026-10-14"),
        "nog 2 schooldagen",
    );
    voor_een_ander.wie = Some("u neemt waar voor Samira Belhaj".to_owned());
    Weekoverzicht {
        delen: vec![
            deel(
                Weeksoort::TeLaat,
                vec![regel(
                    3,
                    "Verstuur de eerste brief aan de ouders",
                    Some("2026-10-08"),
                    "2 schooldagen te laat",
                )],
            ),
            Weekdeel {
                meer: 4,
                ..deel(Weeksoort::DezeWeek, vec![voor_een_ander])
            },
            deel(
                Weeksoort::ZonderDatum,
                vec![regel(5, "Vul de gegevens aan", None, "")],
            ),
            deel(
                Weeksoort::Wacht,
                vec![regel(
                    7,
                    "Antwoord van de ouders",
                    Some("2026-10-29"),
                    "nog 8 schooldagen",
                )],
            ),
        ],
        cijfers: vec![
            Weekcijfer {
                titel: "Het hele bureau".to_owned(),
                zaken: 12,
                taken: 9,
                te_laat: 1,
            },
            Weekcijfer {
                titel: "Met een incident".to_owned(),
                zaken: 1,
                taken: 0,
                te_laat: 0,
            },
        ],
    }
}

pub(in crate::render) fn mail(week: &Weekoverzicht) -> Mail {
    let tekst = Tekst::lees("mails/weekoverzicht.md", TEKST).unwrap();
    let bericht = Weekbericht {
        bureau: &bureau(),
        aan: &aan(),
        regel: "Z40.2".parse().unwrap(),
        week,
    };
    maak(&tekst, bericht).unwrap()
}

#[test]
fn an_overview_reads_well() {
    let mail = mail(&week());
    insta::assert_snapshot!(format!("{}\n\n{}", mail.onderwerp, mail.tekst), @r"
    Uw weekoverzicht: 7 open taken, waarvan 1 te laat

    Beste Marit Hoekstra,

    Dit staat er in uw zaken open.

    Te laat

     - 8 oktober 2026 (2 schooldagen te laat): Verstuur de eerste brief aan
       de ouders. Zaak Z3, Absoluut verzuim, De Ronde Venen.

    Deze week

     - 14 oktober 2026 (nog 2 schooldagen): Begin het onderzoek. Zaak Z9,
       Absoluut verzuim, De Ronde Venen (u neemt waar voor Samira Belhaj).

    En nog 4 andere; die vindt u in Termijnwacht.

    Nog zonder datum

     - Vul de gegevens aan. Zaak Z5, Absoluut verzuim, De Ronde Venen.

    Hier wacht u op anderen

     - Tot en met 29 oktober 2026 (nog 8 schooldagen): Antwoord van de
       ouders. Zaak Z7, Absoluut verzuim, De Ronde Venen.

    Het bureau in cijfers

     - Het hele bureau: 12 open zaken, 9 open taken, waarvan 1 te laat.
     - Met een incident: 1 open zaak.

    Dit bericht is automatisch gemaakt voor Regionaal Bureau Leerplicht. Er
    staan met opzet geen persoonsgegevens in; die vindt u in de zaak.
    ");
}

#[test]
fn a_head_with_nothing_of_his_own_gets_the_numbers() {
    let mut week = week();
    week.delen.clear();
    let mail = mail(&week);
    insta::assert_snapshot!(format!("{}\n\n{}", mail.onderwerp, mail.tekst), @r"
    Uw weekoverzicht: geen open taken, in het bureau 1 te laat

    Beste Marit Hoekstra,

    Er staat op dit moment niets bij u open.

    Het bureau in cijfers

     - Het hele bureau: 12 open zaken, 9 open taken, waarvan 1 te laat.
     - Met een incident: 1 open zaak.

    Dit bericht is automatisch gemaakt voor Regionaal Bureau Leerplicht. Er
    staan met opzet geen persoonsgegevens in; die vindt u in de zaak.
    ");
}

#[test]
fn every_name_of_the_list_is_in_the_context() {
    let aan = Postadres {
        naam: String::new(),
        adres: String::new(),
    };
    let context = context(&aan, &bureau(), &week(), "");
    let own = |naam: &&&str| naam.starts_with("delen") || naam.starts_with("cijfers");
    for naam in MAIL.iter().filter(own) {
        let pad = format!("/{}", naam.replace("[]", "0").replace('.', "/"));
        assert!(context.pointer(&pad).is_some(), "{naam}");
    }
    for sleutel in context.as_object().unwrap().keys() {
        let known = |naam: &&str| naam.split('.').next() == Some(sleutel.as_str());
        assert!(MAIL.iter().any(|naam| known(naam)), "{sleutel}");
    }
}

#[test]
fn the_subject_counts() {
    let told = |te_laat: usize, later: usize, wacht: usize| {
        let lines = |number| {
            (0..number)
                .map(|at| regel(at as i64, "Iets", None, ""))
                .collect()
        };
        let deel = |soort, number| Weekdeel {
            soort,
            regels: lines(number),
            meer: 0,
        };
        samenvatting(&Weekoverzicht {
            delen: vec![
                deel(Weeksoort::TeLaat, te_laat),
                deel(Weeksoort::Later, later),
                deel(Weeksoort::Wacht, wacht),
            ],
            cijfers: Vec::new(),
        })
    };
    assert_eq!(told(0, 0, 0), "geen open taken");
    assert_eq!(told(0, 0, 2), "geen open taken, 2 zaken wachten op anderen");
    assert_eq!(told(1, 0, 0), "1 open taak, en die is te laat");
    assert_eq!(told(2, 0, 0), "2 open taken, allemaal te laat");
    assert_eq!(told(2, 3, 1), "5 open taken, waarvan 2 te laat");
}
