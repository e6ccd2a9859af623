//! What an author writes: the shape of a procedure file, as serde types that also give the JSON Schema.
//!
//! Only the shape lives here. What it means (names that exist, terms that can be counted, layers that
//! do not loosen the law) is checked by `compile`, which turns this into a `Procedure`.
//! Easy to get wrong: an upper layer says only what differs, so nearly everything is optional here and
//! `compile` asks for what is missing once all layers lie on one another.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dwangsom::Bedrag;
use super::een_of_meer::{EenOfMeer, JaNeeOfNamen};
use super::mas::Mas;

/// Eén procedure in één laag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProcedureTekst {
    /// Slug van de procedure, gelijk aan de bestandsnaam zonder `.yaml`.
    pub procedure: String,
    /// Naam zoals medewerkers hem lezen.
    pub titel: Option<String>,
    /// Vanaf welke dag (JJJJ-MM-DD) deze tekst geldt.
    pub geldig_vanaf: Option<String>,
    /// De laag waarover deze tekst ligt, bijvoorbeeld `landelijk/absoluut-verzuim`.
    pub breidt_uit: Option<String>,
    /// `overnemen` als deze laag de voorbeelden van de lagen eronder laat gelden voor elke termijn die zij openlaat.
    pub voorbeelden: Option<VoorbeeldenTekst>,
    /// Artikelen waarop de procedure rust.
    pub grondslag: Option<EenOfMeer<String>>,
    /// Om wie of wat een zaak draait; zonder opgave een jongere.
    pub betrokkene: Option<BetrokkeneTekst>,
    /// `nee` als elke melding een eigen zaak krijgt, zoals bij een aanvraag; zonder opgave komt een tweede bij de
    /// lopende zaak.
    pub samenvoegen: Option<bool>,
    /// Wat er gebeurt als de jongere 18 wordt; zonder opgave wordt de zaak overgedragen aan het Doorstroompunt.
    pub achttien: Option<AchttienTekst>,
    /// Reden waarom deze laag de hele procedure niet uitvoert.
    pub uit: Option<String>,
    /// Gegevens die een zaak draagt, bij binnenkomst gecontroleerd.
    #[serde(default)]
    pub gegevens: IndexMap<String, VeldTekst>,
    /// Gegevens die een script in een andere zaak van dezelfde jongere mag zien.
    pub onthouden: Option<EenOfMeer<String>>,
    /// Vragen aan een beleidsscript.
    #[serde(default)]
    pub vragen: IndexMap<String, VraagTekst>,
    /// De fase waarin een zaak begint; zonder opgave de eerste.
    pub begin: Option<String>,
    /// De fasen in volgorde.
    #[serde(default)]
    pub fasen: IndexMap<String, FaseTekst>,
    /// Gebeurtenissen die in elke fase kunnen binnenkomen.
    #[serde(default)]
    pub gebeurtenissen: IndexMap<String, GebeurtenisTekst>,
    /// De uitkomsten waarmee een zaak kan sluiten, met hun titel.
    #[serde(default)]
    pub uitkomsten: IndexMap<String, String>,
    /// Terugkerend werk: op welk ogenblik deze procedure vanzelf begint (`min uur dag maand weekdag`).
    #[serde(default)]
    pub rooster: IndexMap<String, RoosterTekst>,
}

/// Wat een laag met de voorbeelden van de lagen eronder doet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VoorbeeldenTekst {
    /// Elke termijn die nog openstaat, krijgt haar voorbeeld, met `grondslag: voorbeeld`.
    Overnemen,
}

/// Om wie of wat een zaak draait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BetrokkeneTekst {
    /// Een jongere.
    Jongere,
    /// Een school.
    School,
    /// Het bureau zelf.
    Bureau,
}

/// Wat er op de achttiende verjaardag gebeurt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AchttienTekst {
    /// Alles stopt; de zaak gaat naar het Doorstroompunt.
    Overdragen,
    /// De zaak gaat door: zij gaat over wat daarvóór gebeurde.
    LooptDoor,
}

/// Een veld: kort (`datum`), een keuze (`[a, b]`) of lang (`{soort: datum, titel: …, verplicht: nee}`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VeldLang {
    /// `datum`, `tekst`, `getal`, `ja-nee`, `verzuimoverzicht`, of een lijst met keuzes.
    pub soort: EenOfMeer<String>,
    /// Zoals de medewerker het leest.
    pub titel: Option<String>,
    /// `nee` als het veld leeg mag blijven; bij een taak ook de uitkomsten waarbij het moet: `[vastgelegd]`.
    /// Zonder opgave `ja`.
    pub verplicht: Option<JaNeeOfNamen>,
    pub uit: Option<String>,
}

/// See [`VeldLang`].
pub type VeldTekst = super::een_of_meer::KortOfLang<EenOfMeer<String>, VeldLang>;

/// Een vraag aan een beleidsscript.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VraagTekst {
    /// Bestandsnaam van het script zonder `.rhai`; zonder opgave de naam van de vraag.
    pub script: Option<String>,
    /// Wat het script mag lezen: `jongere`, `verzuim`, `gegevens`, `geschiedenis`, `datums`.
    pub invoer: Option<Vec<String>>,
    /// De toegestane antwoorden met hun titel.
    #[serde(default)]
    pub antwoorden: IndexMap<String, String>,
    /// `ja` als het antwoord zelf beslist (alleen voor mechanisch werk, zoals een briefkeuze).
    pub beslist: Option<bool>,
    pub grondslag: Option<EenOfMeer<String>>,
    pub uit: Option<String>,
}

/// Eén fase.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaseTekst {
    /// Naam zoals medewerkers hem lezen.
    pub titel: Option<String>,
    /// De stap van de MAS waarin deze fase valt.
    pub mas: Option<Mas>,
    /// Wat bij binnenkomst meteen gebeurt; de eerste regel waarvan `als` klopt.
    pub bij_binnenkomst: Option<EenOfMeer<GevolgTekst>>,
    /// Taken die bij binnenkomst opengaan.
    #[serde(default)]
    pub taken: IndexMap<String, TaakTekst>,
    /// Termijnen die lopen zonder dat er een taak aan vastzit.
    #[serde(default)]
    pub termijnen: IndexMap<String, TermijnTekst>,
    /// Gebeurtenissen die in deze fase kunnen binnenkomen.
    #[serde(default)]
    pub gebeurtenissen: IndexMap<String, GebeurtenisTekst>,
    /// Op de uitkomst van welke gestarte procedure deze fase wacht, en wat daarop volgt.
    #[serde(default)]
    pub wacht_op: IndexMap<String, EenOfMeer<GevolgTekst>>,
    pub uit: Option<String>,
}

/// Eén taak.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaakTekst {
    /// Wat er gedaan moet worden, als zin in de gebiedende wijs.
    pub titel: Option<String>,
    /// De rol die de taak uitvoert.
    pub voor: Option<String>,
    /// `ja` als alleen een boa (of de leidinggevende) deze taak mag afronden.
    pub boa: Option<bool>,
    /// Voorwaarde waaronder de taak opengaat.
    pub als: Option<String>,
    /// `nee` als de taak pas opengaat wanneer een gevolg haar opent (`open: naam`).
    pub direct: Option<bool>,
    /// `ja` als de taak openblijft wanneer de zaak naar een andere fase gaat.
    pub blijft: Option<bool>,
    /// De brief die uitgaat met de uitkomst `verzonden`; `{vraag: naam}` laat een script kiezen.
    pub brief: Option<BriefTekst>,
    pub grondslag: Option<EenOfMeer<String>>,
    pub termijn: Option<TermijnTekst>,
    /// Wanneer wie de taak uitvoert herinnerd wordt: `2 schooldagen vooraf`, `op de dag`, `1 schooldag na`.
    pub herinner: Option<Vec<String>>,
    /// De ladder: wie het wanneer hoort.
    pub escaleer: Option<Vec<EscalatieTekst>>,
    /// De vraag waarop een beleidsscript een voorstel doet zodra de taak opengaat.
    pub voorstel: Option<String>,
    /// Velden die bij het afronden worden ingevuld.
    #[serde(default)]
    pub gegevens: IndexMap<String, VeldTekst>,
    /// De uitkomsten waaruit de medewerker kiest, elk met wat daarop volgt.
    #[serde(default)]
    pub uitkomsten: IndexMap<String, EenOfMeer<GevolgTekst>>,
    pub uit: Option<String>,
}

/// A letter by name or by question.
pub type BriefTekst = super::een_of_meer::KortOfLang<String, BriefVraag>;

/// `{vraag: naam}`: het antwoord van het script is de naam van de brief.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BriefVraag {
    /// Naam van de vraag; haar antwoorden zijn namen van brieven.
    pub vraag: String,
}

/// Een termijn: `binnen … na …`, `uiterlijk … voor …` (teruggeteld), `voor: 1 juli` of `op: datumveld`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermijnTekst {
    /// Naam zoals medewerkers hem lezen.
    pub titel: Option<String>,
    /// Hoe lang: `5 schooldagen`, `6 weken`, `terstond`, of `invullen` (een bovenliggende laag vult het in).
    pub binnen: Option<String>,
    /// Waarna geteld wordt: een taak, gebeurtenis, fase, datumveld, `ontvangst` of `begin`.
    pub na: Option<String>,
    /// Hoeveel vooraf, met `voor`: `uiterlijk: 5 schooldagen`, `voor: aanvang`.
    pub uiterlijk: Option<String>,
    /// Een vaste datum (`1 juli`: uiterlijk 30 juni) of, met `uiterlijk`, het datumveld waarvóór geteld wordt.
    pub voor: Option<String>,
    /// Naast `invullen`: hoe lang een bureau zou kunnen kiezen. Geldt pas als een laag erboven
    /// `voorbeelden: overnemen` zegt.
    pub voorbeeld: Option<String>,
    /// Een datumveld: de termijn eindigt op die dag.
    pub op: Option<String>,
    /// `ja` als de wet de termijn stelt: een laag mag hem verkorten, nooit verlengen of weglaten.
    pub wettelijk: Option<bool>,
    pub grondslag: Option<EenOfMeer<String>>,
    /// `ja` als deze termijn mag worden opgeschort.
    pub opschorten: Option<bool>,
    /// Hoeveel deze termijn hoogstens mag worden verdaagd, bijvoorbeeld `20 schooldagen`; `nee` als het niet mag.
    pub verdagen: Option<String>,
    /// Wat met het verdagen meegaat, zoals de brief die het de ouders laat weten.
    pub bij_verdagen: Option<VerdaagdTekst>,
    /// Alleen bij een termijn zonder taak.
    pub herinner: Option<Vec<String>>,
    /// Alleen bij een termijn zonder taak.
    pub escaleer: Option<Vec<EscalatieTekst>>,
    /// `ja` als te laat beslissen een dwangsom kost (Awb art. 4:17). Zijn de bedragen van de wet veranderd, dan
    /// kunnen zij hier worden genoemd.
    pub dwangsom: Option<DwangsomTekst>,
    /// Wat er gebeurt als de termijn verstrijkt.
    pub verstreken: Option<EenOfMeer<GevolgTekst>>,
    /// `ja` als de termijn doorloopt wanneer de zaak naar een andere fase gaat.
    pub blijft: Option<bool>,
    pub uit: Option<String>,
}

/// Wat er gebeurt zodra een medewerker de termijn verdaagt; in de brief staat al het nieuwe einde.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerdaagdTekst {
    /// Gegevens die de zaak vanaf nu draagt.
    #[serde(default)]
    pub zet: IndexMap<String, String>,
    /// Taken die opengaan.
    pub open: Option<EenOfMeer<String>>,
    /// Brieven die meteen uitgaan, met `verdaging.reden` en `verdaging.met`.
    pub brief: Option<EenOfMeer<String>>,
    /// Mails die meteen uitgaan.
    pub mail: Option<EenOfMeer<MailTekst>>,
}

/// Yes, or the amounts themselves.
pub type DwangsomTekst = super::een_of_meer::KortOfLang<bool, DwangsomLang>;

/// De bedragen van de dwangsom, waar zij niet (meer) die van de wet van 2026 zijn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DwangsomLang {
    /// Op volgorde: zoveel dagen tegen zoveel euro.
    pub bedragen: Vec<Bedrag>,
    /// Waar die bedragen staan.
    pub grondslag: EenOfMeer<String>,
}

/// Eén trede van de ladder: `{op: de dag, naar: leidinggevende}`, `{vooraf: 2 schooldagen, naar: …}`, `{na: …}`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EscalatieTekst {
    /// Altijd `de dag`.
    pub op: Option<String>,
    pub vooraf: Option<String>,
    pub na: Option<String>,
    /// De rol of rollen die het horen.
    pub naar: EenOfMeer<String>,
}

/// Een gebeurtenis van buiten.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GebeurtenisTekst {
    pub titel: Option<String>,
    /// `ja` als alleen een boa (of de leidinggevende) haar mag vastleggen.
    pub boa: Option<bool>,
    #[serde(default)]
    pub gegevens: IndexMap<String, VeldTekst>,
    pub gevolg: Option<EenOfMeer<GevolgTekst>>,
    pub uit: Option<String>,
}

/// Wat er volgt. Van een lijst geldt de eerste regel waarvan `als` klopt; een regel zonder `als` klopt altijd.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GevolgTekst {
    /// Voorwaarde, bijvoorbeeld `gebeurtenis.inhoud == "ingeschreven" en jongere.leeftijd >= 12`.
    pub als: Option<String>,
    /// Gegevens die de zaak vanaf nu draagt: `{evaluatiedatum: gegevens.datum}` of een vaste waarde.
    #[serde(default)]
    pub zet: IndexMap<String, String>,
    /// Taken die opengaan (taken met `direct: nee`, of opnieuw).
    pub open: Option<EenOfMeer<String>>,
    /// Procedures die beginnen.
    pub start: Option<EenOfMeer<String>>,
    /// Brieven die meteen uitgaan.
    pub brief: Option<EenOfMeer<String>>,
    /// Mails die meteen uitgaan.
    pub mail: Option<EenOfMeer<MailTekst>>,
    /// Berichten voor een partij buiten het bureau, klaargezet voor de medewerker: `svb`.
    pub melding_uit: Option<EenOfMeer<String>>,
    /// Termijnen met `opschorten: ja` waarvan de klok stil gaat staan, vanaf de dag erna.
    pub schort_op: Option<EenOfMeer<String>>,
    /// Termijnen die weer lopen; deze dag telt mee.
    pub hervat: Option<EenOfMeer<String>>,
    /// Termijnen die klaar zijn terwijl de zaak verdergaat.
    pub stopt: Option<EenOfMeer<String>>,
    /// De fase waar de zaak heen gaat.
    pub ga_naar: Option<String>,
    /// De uitkomst waarmee de zaak sluit.
    pub sluit: Option<String>,
}

/// Een mail aan een rol.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailTekst {
    /// Naam van de mailtekst.
    pub tekst: String,
    /// De rol of rollen die hem krijgen.
    pub naar: EenOfMeer<String>,
}

/// Recurring work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoosterTekst {
    /// `minuut uur dag maand weekdag`, in Nederlandse tijd; weekdagen als `ma`…`zo`.
    pub wanneer: String,
    /// Voor welke scholen: `po`, `vo`, `mbo`; alleen bij betrokkene school.
    pub scholen: Option<EenOfMeer<String>>,
    pub uit: Option<String>,
}
