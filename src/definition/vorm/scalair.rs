//! The scalars of the shape pass: which choice, answer, number or text was written, and whether it
//! stays within its limits.
//!
//! Lists, mappings and the choice of a branch are left to [`super`].
//!
//! Easy to get wrong: the order. A listed choice comes first (`nee` can be one), then an answer and
//! a number where the shape has one, and only then text, because every word is also a text.

use serde_json::{Number, Value};

use super::Vorm;
use super::woorden::{Naam, keuzehint};
use crate::definition::boom::{Knoop, Scalair};
use crate::definition::diagnostic::{Code, Diagnostic, dichtstbij, kort};
use crate::definition::ontleed::grens;
use crate::definition::schrijfwijze;
use crate::definition::tak::{self, Tak};

impl<'s> Vorm<'s> {
    pub(super) fn scalair(
        &mut self,
        knoop: &Knoop,
        scalair: &Scalair,
        takken: &[Tak<'s>],
        naam: Naam,
    ) -> Value {
        for tak in takken {
            if let Some(gekozen) = tak.keuze(scalair) {
                return gekozen.clone();
            }
        }
        let vrij = |soort: &str| {
            takken
                .iter()
                .copied()
                .find(|tak| tak.kan(soort) && !tak.heeft_keuzes())
        };
        if let (Some(_), Some(antwoord)) = (vrij("boolean"), scalair.ja_nee()) {
            return Value::Bool(antwoord);
        }
        if let Some(getal) = scalair.getal() {
            let geheel = getal.is_i64() || getal.is_u64();
            let tak = vrij("integer")
                .filter(|_| geheel)
                .or_else(|| vrij("number"));
            if let Some(tak) = tak {
                self.binnen_grenzen(knoop, &getal, tak, naam);
                return Value::Number(getal);
            }
        }
        let teksten = takken
            .iter()
            .filter(|tak| tak.kan("string") && !tak.heeft_keuzes());
        let mut eerste_fout = None;
        for tak in teksten {
            match self.tekst(knoop, &scalair.tekst, *tak, naam) {
                None => return Value::String(scalair.tekst.clone()),
                Some(fout) => eerste_fout = eerste_fout.or(Some(fout)),
            }
        }
        if let Some(fout) = eerste_fout {
            self.fouten.push(fout);
            return Value::Null;
        }
        self.onbekende_keuze(knoop, scalair, takken, naam)
    }

    fn onbekende_keuze(
        &mut self,
        knoop: &Knoop,
        scalair: &Scalair,
        takken: &[Tak],
        naam: Naam,
    ) -> Value {
        let tekst = scalair.tekst.as_str();
        let labels = tak::labels(takken);
        if labels.contains(&tekst) {
            let hint = format!("schrijf `{tekst}: …`");
            return self.fout(
                Code::F005,
                knoop,
                format!("`{tekst}` heeft hier een inhoud nodig"),
                Some(hint),
            );
        }
        let keuzes: Vec<&str> = takken
            .iter()
            .flat_map(|tak| tak.keuzes())
            .chain(labels)
            .collect();
        let andere_vorm = takken
            .iter()
            .any(|tak| tak.is_waarde() && !tak.heeft_keuzes());
        let heeft_woorden = takken.iter().any(|tak| tak.heeft_keuzes());
        if !heeft_woorden || andere_vorm {
            return self.verkeerde_vorm(knoop, takken, naam);
        }
        let melding = format!("`{}` is geen keuze voor {naam}", kort(tekst));
        let bedoeld = match self.fouten.len() < grens::FOUTEN {
            true => dichtstbij(tekst, keuzes.iter().copied()),
            false => None,
        };
        self.fout(
            Code::F006,
            knoop,
            melding,
            Some(keuzehint(bedoeld, &keuzes)),
        )
    }

    /// Returns what is wrong with a text, if anything.
    fn tekst(
        &mut self,
        knoop: &Knoop,
        tekst: &str,
        tak: Tak<'s>,
        naam: Naam,
    ) -> Option<Diagnostic> {
        if let Some(keuring) = tak.woord("format").and_then(schrijfwijze::keuring)
            && let Err(fout) = keuring(tekst)
        {
            let melding = format!("{naam}: {}", fout.melding);
            let diagnostic = Diagnostic::new(fout.code, &knoop.plek, melding);
            return Some(match fout.hint {
                Some(hint) => diagnostic.met_hint(hint),
                None => diagnostic,
            });
        }
        if let Some(patroon) = tak.woord("pattern")
            && !self.past(patroon, tekst)
        {
            let melding = format!("{naam}: `{}` is niet goed geschreven", kort(tekst));
            let example = || match tak.voorbeeld() {
                Some(voorbeeld) => format!("zoiets als `{voorbeeld}`"),
                None => format!("tekst volgens `{patroon}`"),
            };
            let verwacht = tak.verwacht.map_or_else(example, str::to_owned);
            let hint = format!("verwacht: {verwacht}");
            return Some(Diagnostic::new(Code::F010, &knoop.plek, melding).met_hint(hint));
        }
        let lengte = tekst.chars().count() as u64;
        let (min, max) = (tak.aantal("minLength"), tak.aantal("maxLength"));
        let melding = if min.is_some_and(|min| lengte < min) {
            format!(
                "{naam} is te kort: {lengte} tekens, minstens {}",
                min.unwrap_or_default()
            )
        } else if max.is_some_and(|max| lengte > max) {
            format!(
                "{naam} is te lang: {lengte} tekens, hoogstens {}",
                max.unwrap_or_default()
            )
        } else {
            return None;
        };
        Some(Diagnostic::new(Code::F009, &knoop.plek, melding))
    }

    fn binnen_grenzen(&mut self, knoop: &Knoop, getal: &Number, tak: Tak, naam: Naam) {
        let grens = |sleutel: &str| tak.schema.get(sleutel).and_then(Value::as_f64);
        let waarde = getal.as_f64().unwrap_or_default();
        let melding = if let Some(min) = grens("minimum").filter(|min| waarde < *min) {
            format!("{naam} is `{getal}`; verwacht: minstens `{min}`")
        } else if let Some(max) = grens("maximum").filter(|max| waarde > *max) {
            format!("{naam} is `{getal}`; verwacht: hoogstens `{max}`")
        } else if let Some(min) = grens("exclusiveMinimum").filter(|min| waarde <= *min) {
            format!("{naam} is `{getal}`; verwacht: meer dan `{min}`")
        } else if let Some(max) = grens("exclusiveMaximum").filter(|max| waarde >= *max) {
            format!("{naam} is `{getal}`; verwacht: minder dan `{max}`")
        } else {
            return;
        };
        self.fout(Code::F009, knoop, melding, None);
    }
}
