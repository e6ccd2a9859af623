//! What every procedure knows without saying so: a few taken and the events of life.
//!
//! Their terms are no law and no instructie's: they are marked `voorbeeld` and short, because each of them
//! means that a jongere waits. Easy to get wrong: a built-in name that an author uses too; `check` refuses it.

use indexmap::IndexMap;

use crate::definition::procedure::{Gevolg, RungDef, TaakDef, TermijnDef, Veld, VeldSoort};
use crate::kalender::{Duur, Eenheid};
use crate::zaak::termijn::RungSoort;
use crate::zaak::{Rol, Tijd, Wanneer};

/// Incomplete at intake: administratie completes it.
pub const AANVULLEN: &str = "gegevens-aanvullen";
/// The zaak leaves the bureau: warm handover (AI art. 3 lid 10, toelichting 2.3).
pub const OVERDRAGEN: &str = "overdragen-nieuwe-gemeente";
/// The jongere is 18 or over: on to the Doorstroompunt.
pub const DOORSTROOMPUNT: &str = "overdragen-doorstroompunt";
/// The family says it emigrates: check that the BRP knows.
pub const EMIGRATIE: &str = "emigratie-controleren";
/// A term stands still: someone must see to it that it does not do so for ever (Awb 4:15: until the
/// completion, or until the chance for it has passed).
pub const OPSCHORTING: &str = "opschorting-bewaken";
/// The event that one more melding is, in a procedure that has it.
pub const NIEUWE_MELDING: &str = "nieuwe-melding";
/// Too many appointments were not kept: the officer chooses another route (MAS).
pub const VERVOLGROUTE: &str = "vervolgroute-kiezen";
/// The fase of a zaak that is being handed over.
pub const OVERDRACHT: &str = "overdracht";

/// Built-in taken with a fixed name.
pub const ALTIJD: [&str; 6] = [
    AANVULLEN,
    OVERDRAGEN,
    DOORSTROOMPUNT,
    EMIGRATIE,
    OPSCHORTING,
    VERVOLGROUTE,
];
/// Events that every procedure knows, in every fase.
pub const GEBEURTENISSEN: [&str; 5] = [
    "verhuizing",
    "overlijden",
    "achttien",
    "startkwalificatie",
    "emigratie",
];

const BUITEN: &str = "buiten-";

/// The taak that stands in for a procedure nobody has written yet.
pub fn buiten(procedure: &str) -> String {
    format!("{BUITEN}{procedure}")
}

/// The procedure a stand-in taak stands for.
pub fn is_buiten(taak: &str) -> Option<&str> {
    taak.strip_prefix(BUITEN)
}

/// The definition of a built-in taak.
pub fn taak(naam: &str) -> Option<TaakDef> {
    if let Some(procedure) = is_buiten(naam) {
        let titel = format!("Behandel {procedure} buiten Termijnwacht en leg de uitkomst vast");
        let mut def = of(&titel, Rol::Leerplichtambtenaar, 20, "afgehandeld", None);
        let veld = Veld {
            titel: "Hoe het is afgelopen".into(),
            soort: VeldSoort::Tekst,
            verplicht: true,
            verplicht_bij: Vec::new(),
        };
        def.gegevens.insert("uitkomst".into(), veld);
        def.boa = procedure == "proces-verbaal" || procedure == "halt";
        return Some(def);
    }
    match naam {
        OPSCHORTING => Some(of(
            "Ga na of de opschorting kan eindigen, en hervat de termijn",
            Rol::Leerplichtambtenaar,
            10,
            "bekeken",
            None,
        )),
        VERVOLGROUTE => Some(of(
            "Kies de vervolgroute, want afspraken zijn niet nagekomen",
            Rol::Leerplichtambtenaar,
            5,
            "gekozen",
            None,
        ))
        .map(|mut def| {
            let veld = Veld {
                titel: "Gekozen route, zoals een huisbezoek, Halt of een proces-verbaal".into(),
                soort: VeldSoort::Tekst,
                verplicht: true,
                verplicht_bij: Vec::new(),
            };
            def.gegevens.insert("route".into(), veld);
            def
        }),
        AANVULLEN => Some(of(
            "Vul de gegevens van de melding aan",
            Rol::Administratie,
            1,
            "aangevuld",
            None,
        )),
        OVERDRAGEN => Some(of(
            "Draag de zaak warm over aan de nieuwe gemeente en stuur op verzoek de schoolhistorie",
            Rol::Leerplichtambtenaar,
            5,
            "overgedragen",
            Some("overgedragen"),
        )),
        DOORSTROOMPUNT => Some(of(
            "Draag de jongere over aan het Doorstroompunt; hij is 18",
            Rol::Leerplichtambtenaar,
            5,
            "overgedragen",
            Some("overgedragen-doorstroompunt"),
        )),
        EMIGRATIE => Some(of(
            "Controleer of de jongere uit de BRP is uitgeschreven",
            Rol::Administratie,
            5,
            "uitgeschreven",
            Some("geemigreerd"),
        ))
        .map(|mut def| {
            def.uitkomsten
                .insert("niet-uitgeschreven".into(), Vec::new());
            def
        }),
        _ => None,
    }
}

fn of(titel: &str, voor: Rol, schooldagen: u32, uitkomst: &str, sluit: Option<&str>) -> TaakDef {
    let duur = |aantal| Duur::new(aantal, Eenheid::Schooldagen);
    let rung = |soort, wanneer, naar| RungDef {
        soort,
        wanneer,
        naar: vec![naar],
    };
    let termijn = TermijnDef {
        titel: String::new(),
        tijd: Tijd::Binnen {
            duur: duur(schooldagen),
            na: "begin".into(),
        },
        wettelijk: false,
        grondslag: vec!["voorbeeld".into()],
        rungs: vec![
            rung(RungSoort::Herinnering, Wanneer::OpDeDag, voor),
            rung(
                RungSoort::Escalatie,
                Wanneer::Na(duur(1)),
                Rol::Leerplichtambtenaar,
            ),
            rung(
                RungSoort::Escalatie,
                Wanneer::Na(duur(3)),
                Rol::Leidinggevende,
            ),
        ],
        verstreken: Vec::new(),
        opschorten: false,
        verdagen: None,
        bij_verdagen: Vec::new(),
        blijft: false,
        dwangsom: None,
        laag: LAAG.into(),
    };
    let gevolg = sluit.map(|sluit| Gevolg {
        sluit: Some(sluit.to_owned()),
        ..Gevolg::default()
    });
    TaakDef {
        titel: titel.to_owned(),
        voor,
        boa: false,
        als: None,
        direct: false,
        blijft: true,
        brief: None,
        termijn: Some(termijn),
        voorstel: None,
        gegevens: IndexMap::new(),
        uitkomsten: IndexMap::from([(uitkomst.to_owned(), gevolg.into_iter().collect())]),
        grondslag: vec!["voorbeeld".into()],
        laag: LAAG.into(),
    }
}

/// The layer of what no author wrote.
pub const LAAG: &str = "termijnwacht";
