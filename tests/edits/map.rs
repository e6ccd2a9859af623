//! The files of a small bureau as they stand after some edits.
//!
//! Easy to get wrong: an edit that edits nothing. Each choice other than the first gives other text.

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Amsterdam;
use serde_json::json;
use termijnwacht::bronnen::{Bestand, Bronnen};
use termijnwacht::catalog::Catalog;
use termijnwacht::zaak::Melding;

pub const PROEF: &str = include_str!("proef.yaml");
const MENSEN: &str = include_str!("../scenarios/conformance/workflows/proefbureau/bureau.yaml");

/// Calendars and mails as they are shipped, of the two gemeenten alone: a load is then a fifth of the work.
static MEEGELEVERD: LazyLock<Bronnen> = LazyLock::new(|| {
    let mut bronnen = Bronnen::default();
    for (pad, mut bron) in Bronnen::ingebed().workflows {
        if pad.ends_with("/regios.yaml") {
            let ours = |line: &str| {
                ["aalten", "doesburg"]
                    .iter()
                    .any(|one| line.starts_with(&format!("  {one}: ")))
            };
            let kept = |line: &&str| !line.contains(": {naam: ") || ours(line);
            bron.tekst = bron.tekst.split_inclusive('\n').filter(kept).collect();
        }
        if pad.starts_with("landelijk/kalender/") || pad.starts_with("landelijk/mails/") {
            bronnen.workflows.insert(pad, bron);
        }
    }
    bronnen
});

/// What a bureau or gemeente says that is other than below it; 0 is nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Laag {
    pub uit: bool,
    pub titel: u8,
    pub binnen: u8,
    pub ladder: u8,
    pub rol: u8,
    /// `bellen` switched off, or changed.
    pub bellen: u8,
    /// A taak more.
    pub erbij: u8,
    pub antwoord: u8,
    pub wet: u8,
}

/// All that can be edited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Stand {
    pub bureau: Laag,
    pub gemeente: Laag,
    pub brief: u8,
    pub script: u8,
    /// Live.
    pub mensen: u8,
    /// Live.
    pub kalender: u8,
}

impl Laag {
    pub const LEEG: Self = Self {
        uit: false,
        titel: 0,
        binnen: 0,
        ladder: 0,
        rol: 0,
        bellen: 0,
        erbij: 0,
        antwoord: 0,
        wet: 0,
    };

    /// The text of the layer; none when it says nothing.
    fn tekst(&self, onder: &str) -> Option<String> {
        if *self == Self::default() {
            return None;
        }
        let head = format!("procedure: proef\nbreidt_uit: {onder}/proef\n");
        if self.uit {
            return Some(format!("{head}uit: \"doet een ander\"\n"));
        }
        let mut brief = Vec::new();
        let mut schrijven = Vec::new();
        let mut wachten = Vec::new();
        let mut rest = String::new();
        if self.titel > 0 {
            rest += &format!("titel: Een proef, versie {}\n", self.titel);
            brief.push(format!("titel: Verstuur brief {}", self.titel));
        }
        if self.binnen > 0 {
            let dagen = 1 + self.binnen;
            brief.push(format!(
                "termijn: {{binnen: {dagen} schooldagen, grondslag: voorbeeld}}"
            ));
        }
        match self.ladder {
            0 => {}
            1 => brief.push("herinner: [op de dag]".into()),
            2 => brief.push(
                "escaleer: [{op: de dag, naar: leerplichtambtenaar}, {na: 3 schooldagen, naar: leidinggevende}]"
                    .into(),
            ),
            _ => brief.push(
                "herinner: [1 schooldag vooraf, op de dag], escaleer: [{na: 1 werkdag, naar: leidinggevende}]"
                    .into(),
            ),
        }
        match self.rol {
            0 => {}
            1 => brief.push("voor: leerplichtambtenaar".into()),
            _ => brief.push("voor: leidinggevende".into()),
        }
        match self.bellen {
            0 => {}
            1 => schrijven.push("bellen: {uit: \"doet de school\"}".to_owned()),
            n => schrijven.push(format!(
                "bellen: {{titel: Bel nog eens, termijn: {{binnen: {n} werkdagen, grondslag: voorbeeld}}}}"
            )),
        }
        if self.erbij > 0 {
            wachten.push(format!(
                "taken: {{nabellen: {{titel: Bel na, voor: administratie, grondslag: voorbeeld, \
                 termijn: {{binnen: {} schooldagen, na: brief, grondslag: voorbeeld}}, herinner: [op de dag], \
                 escaleer: [{{na: 1 schooldag, naar: leidinggevende}}], \
                 uitkomsten: {{gebeld: {{}}, klaar: {{sluit: klaar}}}}}}}}",
                self.erbij
            ));
        }
        match self.antwoord {
            0 => {}
            n => {
                // The way to a term of law stays; what is told on it may differ.
                let mail = [
                    ", verstreken: {mail: {tekst: overzicht, naar: leidinggevende}}",
                    "",
                ][usize::from(n % 2)];
                wachten.push(format!(
                    "termijnen: {{antwoord: {{binnen: {} schooldagen, grondslag: voorbeeld{mail}}}}}",
                    4 + n
                ));
            }
        }
        if !brief.is_empty() {
            schrijven.push(format!("brief: {{{}}}", brief.join(", ")));
        }
        let mut fasen = Vec::new();
        if !schrijven.is_empty() {
            fasen.push(format!(
                "  aanschrijven: {{taken: {{{}}}}}\n",
                schrijven.join(", ")
            ));
        }
        if !wachten.is_empty() {
            fasen.push(format!("  wachten: {{{}}}\n", wachten.join(", ")));
        }
        if self.wet > 0 {
            let weken = 8 - self.wet;
            fasen.push(format!(
                "  beslissen: {{taken: {{beslis: {{termijn: {{binnen: {weken} weken, grondslag: [\"Awb art. 4:13\", voorbeeld]}}}}}}}}\n"
            ));
        }
        if !fasen.is_empty() {
            rest += &format!("fasen:\n{}", fasen.concat());
        }
        Some(head + rest.as_str())
    }
}

/// A letter; each variant has other words.
fn letter(onderwerp: &str, variant: u8) -> String {
    format!(
        "---\nonderwerp: {onderwerp}\naan: ouders\ngrondslag: voorbeeld\n---\n{{{{ aanhef }}}},\n\nDit is tekst {variant}.\n"
    )
}

impl Stand {
    /// The files.
    pub fn bronnen(&self) -> Bronnen {
        let mut bronnen = MEEGELEVERD.clone();
        let mut put = |pad: &str, tekst: String| {
            let bestand = Bestand {
                toon: pad.to_owned(),
                tekst,
            };
            match (pad.strip_prefix("workflows/"), pad.strip_prefix("scripts/")) {
                (Some(below), _) => bronnen.workflows.insert(below.to_owned(), bestand),
                (_, Some(below)) => bronnen.scripts.insert(below.to_owned(), bestand),
                _ => panic!("{pad}"),
            };
        };
        put("workflows/landelijk/proef.yaml", PROEF.to_owned());
        for naam in ["aanschrijving", "later"] {
            put(
                &format!("workflows/landelijk/brieven/{naam}.md"),
                letter(naam, 0),
            );
        }
        put("scripts/landelijk/welke_kant.rhai", script(0));
        if self.brief > 0 {
            for naam in ["aanschrijving", "later"] {
                let pad = format!("workflows/proefbureau/brieven/{naam}.md");
                put(&pad, letter(naam, self.brief));
            }
        }
        if self.script > 0 {
            put("scripts/proefbureau/welke_kant.rhai", script(self.script));
        }
        put("workflows/proefbureau/bureau.yaml", self.people());
        if let Some(tekst) = self.bureau.tekst("landelijk") {
            put("workflows/proefbureau/proef.yaml", tekst);
        }
        let onder = if self.bureau == Laag::default() {
            "landelijk"
        } else {
            "proefbureau"
        };
        if let Some(tekst) = self.gemeente.tekst(onder) {
            put("workflows/proefbureau/aalten/proef.yaml", tekst);
        }
        if self.kalender > 0 {
            let pad = "landelijk/kalender/schoolvakanties.yaml";
            let bron = bronnen.workflows.get_mut(pad).expect("school holidays");
            bron.tekst = moved(&bron.tekst, self.kalender);
        }
        bronnen
    }

    fn people(&self) -> String {
        let (van, naar) = match self.mensen {
            0 => return MENSEN.to_owned(),
            1 => (
                "rollen: [administratie]",
                "rollen: [administratie, leerplichtambtenaar]",
            ),
            2 => ("c@proef.example", "hoofd@proef.example"),
            _ => (
                "{van: 2026-11-02, tot: 2026-11-06}",
                "{van: 2026-11-16, tot: 2026-12-04}",
            ),
        };
        assert!(MENSEN.contains(van), "{van}");
        MENSEN.replacen(van, naar, 1)
    }

    /// The catalogue, or all that is wrong with it.
    pub fn laad(&self) -> Result<Arc<Catalog>, String> {
        match Catalog::load(&self.bronnen()) {
            Ok(geladen) => Ok(Arc::new(geladen.catalog)),
            Err(fouten) => Err(fouten
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")),
        }
    }

    /// As it is now, with the people and calendar of another.
    pub fn met_levend(self, live: Self) -> Self {
        Self {
            mensen: live.mensen,
            kalender: live.kalender,
            ..self
        }
    }
}

fn script(variant: u8) -> String {
    match variant {
        0 => {
            "fn welke_kant(zaak) {\n    #{ antwoord: \"links\", reden: \"altijd\" }\n}\n".to_owned()
        }
        1 => "fn welke_kant(zaak) {\n    #{ antwoord: \"rechts\", reden: \"voortaan\" }\n}\n"
            .to_owned(),
        _ => "fn welke_kant(zaak) {\n    throw \"dit script is stuk\";\n}\n".to_owned(),
    }
}

/// A week later or earlier for every region.
fn moved(tekst: &str, variant: u8) -> String {
    let (van, naar) = match variant {
        1 => (
            "kerst:\n      alle:   {van: 2026-12-19, tot: 2027-01-03}",
            "kerst:\n      alle:   {van: 2026-12-12, tot: 2026-12-27}",
        ),
        _ => (
            "midden: {van: 2026-10-17, tot: 2026-10-25}\n      zuid:   {van: 2026-10-17, tot: 2026-10-25}\n    kerst:\n      alle:   {van: 2026-12-19",
            "midden: {van: 2026-10-24, tot: 2026-11-01}\n      zuid:   {van: 2026-10-10, tot: 2026-10-18}\n    kerst:\n      alle:   {van: 2026-12-19",
        ),
    };
    assert!(tekst.contains(van), "{van}");
    tekst.replacen(van, naar, 1)
}

/// The melding of a jongere, one for each number; every second one in the gemeente with a layer of its own.
pub fn melding(nummer: usize, op: DateTime<Utc>) -> Melding {
    let dag = op.with_timezone(&Amsterdam).date_naive();
    let melding = json!({
        "bron": "proef", "kenmerk": format!("P-{nummer}"), "soort": "proef", "ontvangen": dag,
        "gemeente": if nummer.is_multiple_of(2) { "aalten" } else { "doesburg" },
        "jongere": {"naam": format!("Jip Voorbeeldnaam {nummer}"), "geboortedatum": format!("2012-03-{:02}", 1 + nummer % 28),
            "adres": {"straat": "Voorbeeldlaan", "huisnummer": nummer.to_string(), "postcode": "0000 AA", "plaats": "Voorbeeldstad"}},
        "ouders": [{"naam": format!("Kim Voorbeeldnaam {nummer}"), "gezag": true}], "gegevens": {},
    });
    serde_json::from_value(melding).expect("a melding")
}

pub fn at(op: &str) -> DateTime<Utc> {
    let local: chrono::NaiveDateTime = format!("{op}:00")
        .replace(' ', "T")
        .parse()
        .expect("a time");
    local.and_local_timezone(Amsterdam).unwrap().to_utc()
}

/// A folder in memory where there is such a place: what is written here need not outlive anything.
pub fn folder() -> tempfile::TempDir {
    let memory = tempfile::tempdir_in("/dev/shm");
    memory.unwrap_or_else(|_| tempfile::tempdir().expect("a folder"))
}
