//! `aanlevering` in `bureau.yaml`: that every melding can be made, of fields and values that exist.
//!
//! Which columns a file has is seen only when it comes. Easy to get wrong: faults that follow from another.
//! While a procedure is faulty, nothing is said of its gegevens.

use std::sync::Arc;

use indexmap::IndexMap;

use super::definities::{Definities, Keuze};
use super::landkaart::Bomen;
use crate::definition::aanlevering::{Aanlevering, Datumvorm, Kennis, Lezing, Veldpad, Veldsoort};
use crate::definition::boom::{Knoop, Plek};
use crate::definition::bureau::Bureau;
use crate::definition::diagnostic::{Code, Diagnostic, Ernst, dichtstbij};

/// What every melding has.
const NODIG: [&str; 5] = ["bron", "kenmerk", "soort", "ontvangen", "gemeente"];
/// What a jongere has, when one is named.
const VAN_JONGERE: [&str; 2] = ["jongere.naam", "jongere.geboortedatum"];

/// What a bureau can be told.
pub(super) fn kennis(bureau: &Bureau, definities: &Definities) -> Kennis {
    let keuzes = bureau
        .gemeenten
        .iter()
        .filter_map(|gemeente| definities.keuzes.get(gemeente));
    let digests = keuzes
        .flat_map(|keuzes| keuzes.values())
        .filter_map(|keuze| match keuze {
            Keuze::Aan(digest) => Some(digest),
            Keuze::Uit(_) => None,
        });
    let procedures = digests.filter_map(|digest| definities.procedures.get(digest));
    Kennis::van(&bureau.gemeenten, procedures.map(AsRef::as_ref))
}

/// Checks every aanlevering of every bureau.
pub(super) fn toets(
    bureaus: &[Arc<Bureau>],
    definities: &Definities,
    bomen: &Bomen,
    fouten: &mut Vec<Diagnostic>,
) {
    let whole = fouten.iter().all(|fout| fout.ernst != Ernst::Fout);
    for bureau in bureaus {
        let Some(boom) = bomen.get(&format!("{}/bureau.yaml", bureau.bureau)) else {
            continue;
        };
        let kennis = kennis(bureau, definities);
        let mut taken: IndexMap<&str, &str> = IndexMap::new();
        for (naam, aanlevering) in &bureau.aanlevering {
            let lezing = Lezing::van_auteur(kennis.gemeenten.clone(), kennis.slugs());
            let mut toets = Toets {
                naam,
                aanlevering,
                boom,
                kennis: &kennis,
                lezing,
                whole,
                fouten,
            };
            toets.bestanden(&mut taken);
            toets.velden();
            toets.compleet();
            toets.waarden();
        }
    }
}

struct Toets<'t, 'f> {
    naam: &'t str,
    aanlevering: &'t Aanlevering,
    boom: &'t Knoop,
    kennis: &'t Kennis,
    lezing: Lezing,
    /// Whether the definitions have no faults, so that what they declare is all there is.
    whole: bool,
    fouten: &'f mut Vec<Diagnostic>,
}

impl<'t> Toets<'t, '_> {
    fn plek(&self, pad: &[&str]) -> &'t Plek {
        self.boom
            .plek_op(&[&["aanlevering", self.naam], pad].concat())
    }

    fn sleutel(&self, pad: &[&str]) -> &'t Plek {
        let whole = [&["aanlevering", self.naam], pad].concat();
        self.boom
            .sleutel_op(&whole)
            .unwrap_or_else(|| self.boom.plek_op(&whole))
    }

    fn bestanden(&mut self, taken: &mut IndexMap<&'t str, &'t str>) {
        if Datumvorm::lees(&self.aanlevering.datum).is_none() {
            let melding = format!(
                "`{}` is geen schrijfwijze van een datum",
                self.aanlevering.datum
            );
            let fout = Diagnostic::new(Code::F313, self.plek(&["datum"]), melding);
            self.fouten.push(
                fout.met_hint(
                    "noem dag, maand en jaar, zoals `dd-mm-jjjj`, `d/m/jjjj` of `jjjjmmdd`",
                ),
            );
        }
        if self.aanlevering.bestanden.0.is_empty() {
            let fout = Diagnostic::new(
                Code::F312,
                self.sleutel(&["bestanden"]),
                format!("aanlevering `{}` geldt voor geen enkel bestand", self.naam),
            );
            self.fouten
                .push(fout.met_hint("noem een patroon, zoals `duo-*.csv`"));
        }
        for patroon in &self.aanlevering.bestanden.0 {
            if let Some(other) = taken.insert(patroon, self.naam) {
                let melding = format!("bestanden `{patroon}` horen al bij aanlevering `{other}`");
                let fout = Diagnostic::new(Code::F314, self.plek(&["bestanden"]), melding);
                self.fouten
                    .push(fout.met_hint("geef elk soort bestand een eigen begin van de naam"));
            }
        }
    }

    /// The procedure, where all rows are of one.
    fn procedure(&self) -> Option<&'t str> {
        let aanlevering = self.aanlevering;
        aanlevering
            .vast
            .get("soort")
            .map(String::as_str)
            .filter(|soort| self.kennis.procedures.contains_key(*soort))
    }

    /// What a field holds; tells when there is no such field.
    fn soort(&mut self, blok: &str, veld: &str) -> Option<Veldsoort> {
        let found = match Veldpad::vind(veld) {
            Some(Veldpad::Vast(soort)) => Some(soort),
            Some(Veldpad::Gegeven(naam)) => {
                let found = self.kennis.gegeven(self.procedure(), naam).cloned();
                if found.is_none() && !self.whole {
                    return None;
                }
                found
            }
            None => None,
        };
        if found.is_none() {
            let melding = match self.procedure().filter(|_| veld.starts_with("gegevens.")) {
                Some(procedure) => format!("procedure `{procedure}` kent geen `{veld}`"),
                None => format!("een melding heeft geen veld `{veld}`"),
            };
            let plek = self.sleutel(&[blok, veld]);
            let near = Veldpad::dichtstbij(veld, &self.kennis.paden(self.procedure()));
            let fout = Diagnostic::new(Code::F311, plek, melding);
            self.fouten.push(match near {
                Some(near) => fout.met_hint(format!("bedoelde u `{near}`?")),
                None => fout.met_hint("hoofdstuk 10.1 van de handleiding noemt alle velden"),
            });
        }
        found
    }

    fn velden(&mut self) {
        for (veld, kolommen) in &self.aanlevering.kolommen {
            if self.soort("kolommen", veld) == Some(Veldsoort::Verzuimoverzicht) {
                let melding =
                    format!("`{veld}` is een verzuimoverzicht; dat past niet in een kolom");
                let plek = self.sleutel(&["kolommen", veld]);
                let fout = Diagnostic::new(Code::F313, plek, melding);
                self.fouten.push(fout.met_hint(
                    "haal de kolom weg; een verzuimoverzicht komt met een melding in JSON, of een medewerker vult het in",
                ));
            }
            let empty =
                kolommen.0.is_empty() || kolommen.0.iter().any(|naam| naam.trim().is_empty());
            if empty {
                let melding = format!("veld `{veld}` heeft geen kolom");
                let plek = self.sleutel(&["kolommen", veld]);
                self.fouten.push(Diagnostic::new(Code::F312, plek, melding));
            }
            if self.aanlevering.vast.contains_key(veld) {
                let melding = format!("veld `{veld}` staat onder `kolommen` en onder `vast`");
                let plek = self.sleutel(&["vast", veld]);
                let fout = Diagnostic::new(Code::F314, plek, melding);
                self.fouten.push(fout.met_hint("haal een van beide weg"));
            }
        }
        let has = |pad: &str| self.has(pad);
        if has("school") && (has("school.brin") || has("school.vestiging")) {
            let plek = self.sleutel(&["kolommen", "school"]);
            let melding = "`school` is BRIN met vestiging; `school.brin` en `school.vestiging` zijn hetzelfde nog eens";
            let fout = Diagnostic::new(Code::F314, plek, melding);
            self.fouten.push(fout.met_hint("kies een van beide"));
        }
    }

    fn has(&self, veld: &str) -> bool {
        self.aanlevering.kolommen.contains_key(veld) || self.aanlevering.vast.contains_key(veld)
    }

    fn compleet(&mut self) {
        let about_jongere = self
            .aanlevering
            .kolommen
            .keys()
            .any(|veld| veld.starts_with("jongere."));
        let needed = NODIG
            .into_iter()
            .chain(VAN_JONGERE.into_iter().filter(|_| about_jongere));
        for veld in needed.filter(|veld| !self.has(veld)).collect::<Vec<_>>() {
            let melding = format!("aanlevering `{}` vult `{veld}` niet", self.naam);
            let fout = Diagnostic::new(Code::F312, self.sleutel(&[]), melding);
            self.fouten.push(fout.met_hint(format!(
                "noem de kolom onder `kolommen`, of zet onder `vast` een waarde: `{veld}: …`"
            )));
        }
    }

    fn waarden(&mut self) {
        for (veld, tekst) in &self.aanlevering.vast {
            if let Some(soort) = self.soort("vast", veld) {
                self.waarde(&soort, veld, tekst, &["vast", veld]);
            }
        }
        for (veld, woorden) in &self.aanlevering.vertaal {
            let Some(soort) = self.soort("vertaal", veld) else {
                continue;
            };
            if !self.aanlevering.kolommen.contains_key(veld) {
                let melding = format!("`{veld}` wordt vertaald, maar heeft geen kolom");
                let fout = Diagnostic::new(Code::F314, self.sleutel(&["vertaal", veld]), melding);
                let columns = self.aanlevering.kolommen.keys().map(String::as_str);
                self.fouten.push(match dichtstbij(veld, columns) {
                    Some(near) => fout.met_hint(format!("bedoelde u `{near}`?")),
                    None => fout.met_hint("noem de kolom onder `kolommen`, of haal dit blok weg"),
                });
            }
            for (van, naar) in woorden.iter().filter(|(_, naar)| !naar.is_empty()) {
                self.waarde(&soort, veld, naar, &["vertaal", veld, van]);
            }
        }
    }

    fn waarde(&mut self, soort: &Veldsoort, veld: &str, tekst: &str, pad: &[&str]) {
        // Without its procedure a faulty definition would make every name here a fault.
        if *soort == Veldsoort::Procedure && !self.whole {
            return;
        }
        if let Err(fout) = self.lezing.waarde(soort, tekst) {
            let melding = format!("`{veld}` is `{tekst}`; verwacht {}", fout.verwacht);
            let told = Diagnostic::new(Code::F313, self.plek(pad), melding);
            self.fouten.push(match fout.hint {
                Some(hint) => told.met_hint(hint),
                None => told,
            });
        }
    }
}
