//! The fields of a melding by their path, as a column mapping names them: `jongere.bsn`, `ouders.1.naam`.
//!
//! One table, for `check`, for reading files and for the hint after a slip of the pen. Easy to get wrong: a
//! field added to the melding belongs here too; a test compares.

use std::borrow::Cow;

use crate::definition::diagnostic::dichtstbij;
use crate::definition::procedure::VeldSoort;
use crate::zaak::melding::VerzuimSoort;

/// How many ouders a row can name.
pub const OUDERS: usize = 2;

/// What a field of a melding holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Veldsoort {
    Tekst,
    /// Slug of a procedure.
    Procedure,
    Gemeente,
    Datum,
    Getal,
    /// A whole number, not below zero.
    Aantal,
    JaNee,
    Bsn,
    Brin,
    Vestiging,
    /// BRIN and vestiging in one: `00XX00` or `00XX-00`.
    Schoolcode,
    Keuze(Vec<String>),
    /// Rows of their own; no cell holds it.
    Verzuimoverzicht,
}

impl From<&VeldSoort> for Veldsoort {
    fn from(soort: &VeldSoort) -> Self {
        match soort {
            VeldSoort::Datum => Self::Datum,
            VeldSoort::Tekst => Self::Tekst,
            VeldSoort::Getal => Self::Getal,
            VeldSoort::JaNee => Self::JaNee,
            VeldSoort::Keuze(keuzes) => Self::Keuze(keuzes.clone()),
            VeldSoort::Verzuimoverzicht => Self::Verzuimoverzicht,
        }
    }
}

/// A field of a melding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Veldpad<'a> {
    /// One that every melding has.
    Vast(Veldsoort),
    /// `gegevens.NAAM`: what the procedure declares.
    Gegeven(&'a str),
}

const ADRES: [(&str, Veldsoort); 5] = [
    ("straat", Veldsoort::Tekst),
    ("huisnummer", Veldsoort::Tekst),
    ("postcode", Veldsoort::Tekst),
    ("plaats", Veldsoort::Tekst),
    ("geheim", Veldsoort::JaNee),
];

/// Every path but those of `gegevens`, in the order of a melding.
pub fn paden() -> Vec<(Cow<'static, str>, Veldsoort)> {
    use Veldsoort as V;
    let mut all: Vec<(Cow<'static, str>, Veldsoort)> = Vec::new();
    let mut add = |pad: &'static str, soort| all.push((pad.into(), soort));
    add("bron", V::Tekst);
    add("kenmerk", V::Tekst);
    add("soort", V::Procedure);
    add("ontvangen", V::Datum);
    add("gemeente", V::Gemeente);
    add("ingetrokken", V::JaNee);
    add("jongere.bsn", V::Bsn);
    add("jongere.pgn", V::Tekst);
    add("jongere.naam", V::Tekst);
    add("jongere.geboortedatum", V::Datum);
    add("jongere.plaats", V::Tekst);
    add("jongere.startkwalificatie", V::JaNee);
    add("school", V::Schoolcode);
    add("school.brin", V::Brin);
    add("school.vestiging", V::Vestiging);
    add(
        "verzuim.soort",
        V::Keuze(VerzuimSoort::NAMEN.map(str::to_owned).to_vec()),
    );
    add("verzuim.begin", V::Datum);
    add("verzuim.einde", V::Datum);
    add("verzuim.uren", V::Getal);
    add("verzuim.schooldagen", V::Getal);
    add("verzuim.te_laat", V::Aantal);
    let mut adres = |van: String| {
        for (naam, soort) in ADRES {
            all.push((format!("{van}.adres.{naam}").into(), soort));
        }
    };
    adres("jongere".to_owned());
    for nummer in 1..=OUDERS {
        adres(format!("ouders.{nummer}"));
    }
    for nummer in 1..=OUDERS {
        all.push((format!("ouders.{nummer}.naam").into(), V::Tekst));
        all.push((format!("ouders.{nummer}.gezag").into(), V::JaNee));
    }
    all
}

impl<'a> Veldpad<'a> {
    /// The field with this path.
    pub fn vind(pad: &'a str) -> Option<Self> {
        if let Some(naam) = pad.strip_prefix("gegevens.") {
            return (!naam.is_empty()).then_some(Self::Gegeven(naam));
        }
        let found = paden().into_iter().find(|(known, _)| known == pad);
        found.map(|(_, soort)| Self::Vast(soort))
    }

    /// Whether what such a field holds can tell who a child or parent is; it is then told by its shape only.
    pub fn is_persoonlijk(pad: &str) -> bool {
        let about = pad.starts_with("jongere.") || pad.starts_with("ouders.");
        about && !pad.ends_with(".startkwalificatie") && !pad.ends_with(".gezag")
    }

    /// The path that was probably meant.
    pub fn dichtstbij(pad: &str, gegevens: &[String]) -> Option<String> {
        let known = paden();
        let known = known.iter().map(|(pad, _)| pad.as_ref());
        dichtstbij(pad, known.chain(gegevens.iter().map(String::as_str))).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::lees::schema;
    use crate::zaak::Melding;
    use serde_json::Value;
    use std::collections::BTreeSet;

    /// The leaves of the schema of a melding, as paths.
    fn leaves(schema: &Value, at: &Value, pad: &str, found: &mut BTreeSet<String>) {
        let at = match at["$ref"].as_str() {
            Some(name) => &schema["$defs"][name.rsplit('/').next().unwrap()],
            None => at,
        };
        if let Some(one) = at["anyOf"].as_array().and_then(|any| any.first()) {
            return leaves(schema, one, pad, found);
        }
        let under = |naam: &str| {
            if pad.is_empty() {
                naam.to_owned()
            } else {
                format!("{pad}.{naam}")
            }
        };
        if let Some(properties) = at["properties"].as_object() {
            for (naam, kind) in properties {
                leaves(schema, kind, &under(naam), found);
            }
        } else if at["type"] == "array" {
            leaves(schema, &at["items"], &under("1"), found);
        } else if pad != "gegevens" {
            found.insert(pad.to_owned());
        }
    }

    #[test]
    fn the_table_names_every_field_of_a_melding() {
        let schema = schema::<Melding>();
        let mut of_melding = BTreeSet::new();
        leaves(&schema, &schema, "", &mut of_melding);
        let table: BTreeSet<String> = paden()
            .into_iter()
            .map(|(pad, _)| pad.into_owned())
            .filter(|pad| !pad.starts_with("ouders.2") && pad != "school")
            .collect();
        assert_eq!(table, of_melding);
    }

    #[test]
    fn a_slip_of_the_pen_finds_its_field() {
        let gegevens = ["gegevens.vermoeden".to_owned()];
        let near = |pad| Veldpad::dichtstbij(pad, &gegevens);
        assert_eq!(
            near("jongere.geboortedatm").as_deref(),
            Some("jongere.geboortedatum")
        );
        assert_eq!(
            near("gegevens.vermoden").as_deref(),
            Some("gegevens.vermoeden")
        );
        assert_eq!(near("lievelingskleur"), None);
    }
}
