//! Why a command does not fit: told to the person acting, in Dutch, with what can be done instead.
//!
//! Not a fault of the system and not logged as one. Easy to get wrong: a refusal leaves no trace.

use chrono::NaiveDate;
use thiserror::Error;

use super::ids::{RegelId, ZaakId};

/// One field that was filled in wrongly.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct VeldFout(pub String);

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("er is geen zaak `{0}`; zoek haar op met `termijnwacht zaken`")]
    OnbekendeZaak(String),
    #[error("er zijn {0} zaken; noem er een met `zaak`")]
    ZaakNietGenoemd(usize),
    #[error(
        "{zaak} is gesloten met uitkomst `{uitkomst}`; herstel die sluiting als zij een vergissing was, of open een nieuwe zaak"
    )]
    Gesloten { zaak: ZaakId, uitkomst: String },
    #[error("{0}")]
    Onleesbaar(String),
    #[error("taak `{taak}` staat niet open in fase `{fase}`; {kan}")]
    TaakNietOpen {
        taak: String,
        fase: String,
        kan: String,
    },
    #[error("taak `{taak}` kent geen uitkomst `{uitkomst}`; kies uit {kan}")]
    OnbekendeUitkomst {
        taak: String,
        uitkomst: String,
        kan: String,
    },
    #[error("gebeurtenis `{naam}` past niet in fase `{fase}`; {kan}")]
    GebeurtenisPastNiet {
        naam: String,
        fase: String,
        kan: String,
    },
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Velden(Vec<VeldFout>),
    #[error(
        "in deze zaak loopt geen termijn die mag worden opgeschort; leg met een notitie vast waarop u wacht, of wijk met een reden af"
    )]
    NietOpTeSchorten,
    #[error("er is niets opgeschort; er valt niets te hervatten")]
    NietOpgeschort,
    /// A term that runs and that the instructie does not let anyone extend.
    #[error(
        "termijn `{0}` mag niet worden verdaagd: de instructie geeft geen langere termijn; komt het later, laat dan weten wanneer"
    )]
    VerdagenMagNiet(String),
    #[error("er loopt geen termijn die mag worden verdaagd{0}")]
    NietTeVerdagen(String),
    #[error(
        "termijn `{termijn}` mag hoogstens {hoogstens} worden verdaagd; gevraagd: {gevraagd}, al verdaagd: {al}"
    )]
    TeVerVerdaagd {
        termijn: String,
        hoogstens: String,
        gevraagd: String,
        al: String,
    },
    #[error(
        "termijn `{termijn}` is op {einde} al verstreken; verdagen kan alleen vóór het einde (Awb art. 4:14)"
    )]
    TeLaatVerdaagd { termijn: String, einde: NaiveDate },
    /// Why an ingebrekestelling does not count.
    #[error("{0}")]
    NietInGebreke(String),
    #[error("de procedure heeft geen fase `{fase}`; kies uit {kan}")]
    OnbekendeFase { fase: String, kan: String },
    #[error(
        "datum {datum} ligt na de dag van vastleggen ({op}); leg het vast zodra het gebeurd is"
    )]
    DatumInToekomst { datum: NaiveDate, op: NaiveDate },
    #[error("datum {datum} ligt vóór het begin van deze zaak ({begin}); kies {begin} of later")]
    DatumVoorZaak { datum: NaiveDate, begin: NaiveDate },
    #[error("bureau `{bureau}` kent geen medewerker `{door}`; {kan}")]
    OnbekendeMedewerker {
        door: String,
        bureau: String,
        kan: String,
    },
    #[error(
        "{wat} is voor een boa of de leidinggevende; `{door}` is dat niet. Laat {wie} dit doen"
    )]
    AlleenBoa {
        wat: String,
        door: String,
        wie: String,
    },
    #[error(
        "de zaak is intussen veranderd: u zag versie {gezien}, zij staat op {nu}. Bekijk haar opnieuw en beslis dan"
    )]
    Verouderd { gezien: u32, nu: u32 },
    #[error("regel `{regel}` kan niet worden hersteld: {waarom}")]
    NietTeHerstellen { regel: RegelId, waarom: String },
    #[error("de procedure kent geen uitkomst `{uitkomst}`; kies uit {kan}")]
    OnbekendeZaakuitkomst { uitkomst: String, kan: String },
    #[error("procedure `{procedure}` wordt in {gemeente} niet uitgevoerd: {reden}")]
    ProcedureUit {
        procedure: String,
        gemeente: String,
        reden: String,
    },
    /// Everything that is wrong with it.
    #[error("deze melding kan niet worden verwerkt: {}", .0.join("; "))]
    MeldingOnbruikbaar(Vec<String>),
    #[error(
        "incident {nummer} kan niet worden herhaald: {melding}. Verhelp de oorzaak, of sla het over met een reden"
    )]
    NietTeHerhalen { nummer: u32, melding: String },
    #[error("`{door}` kan dit niet afhandelen; dat doet een beheerder of de leidinggevende")]
    NietBeheer { door: String },
    #[error(
        "wat regel {0} wilde versturen wacht niet meer: het is al uitgegaan, of al eerder tegengehouden"
    )]
    NietsTegenTeHouden(RegelId),
    #[error(
        "wat regel {0} wilde versturen is niet mislukt: het is uitgegaan, of het wacht en gaat vanzelf"
    )]
    NietMislukt(RegelId),
    #[error(
        "het contact van {tijd} ligt na het moment van vastleggen ({op}); leg een afspraak die nog komt vast met `afspraak`"
    )]
    ContactInToekomst { tijd: String, op: String },
    #[error("deze zaak heeft geen afspraak {nummer}; {kan}")]
    OnbekendeAfspraak { nummer: u32, kan: String },
    #[error(
        "afspraak {nummer} is al {status}; herstel dat als het een vergissing was, of maak een nieuwe afspraak"
    )]
    AfspraakVoorbij { nummer: u32, status: &'static str },
    #[error(
        "afspraak {nummer} is pas op {wanneer}; leg daarna vast of zij doorging, of verzet haar"
    )]
    AfspraakNogNiet { nummer: u32, wanneer: String },
    #[error(
        "afspraak {nummer} was al op {wanneer}; zeg met `datum` op welke dag zij werd afgezegd, of leg vast of zij doorging"
    )]
    AfspraakWasAl { nummer: u32, wanneer: String },
    #[error("een afspraak op {wanneer} kan niet: {waarom}")]
    AfspraakOngeloofwaardig { wanneer: String, waarom: String },
    /// Why a running zaak stays on its own version of the definition.
    #[error("{zaak} blijft op haar eigen versie van de definitie: {waarom}")]
    NietMeeTeNemen { zaak: ZaakId, waarom: String },
    #[error("zaak {0} heeft geen incident met dat nummer dat nog openstaat")]
    GeenIncident(ZaakId),
}

/// Words in a sentence: `a`, `a of b`, `a, b of c`.
pub fn opsomming<'a>(woorden: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = woorden
        .into_iter()
        .map(|woord| format!("`{woord}`"))
        .collect();
    match quoted.as_slice() {
        [] => "niets".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} of {last}", rest.join(", ")),
    }
}
