//! From the text of a cell to the value of a field.
//!
//! Easy to get wrong: saying what was found. A fault here names only what was expected; the caller knows
//! whether what was found may be told.

use serde_json::{Value, json};

use super::veld::Veldsoort;
use super::{Datumvorm, Decimaal};
use crate::definition::diagnostic::dichtstbij;
use crate::kalender::slug;
use crate::zaak::persoon::elfproef;
use crate::zaak::refusal::opsomming;

/// Why a text is no value of its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waardefout {
    /// What belongs there, as a Dutch fragment.
    pub verwacht: String,
    pub hint: Option<String>,
}

/// How values are written, and which there are.
#[derive(Debug, Clone)]
pub struct Lezing {
    pub datum: Datumvorm,
    pub decimaal: Decimaal,
    /// Slugs of the gemeenten of the bureau.
    pub gemeenten: Vec<String>,
    /// Slugs of its procedures.
    pub procedures: Vec<String>,
}

impl Lezing {
    /// As author files write values.
    pub fn van_auteur(gemeenten: Vec<String>, procedures: Vec<String>) -> Self {
        Self {
            datum: Datumvorm::iso(),
            decimaal: Decimaal::Punt,
            gemeenten,
            procedures,
        }
    }

    /// The value of a text that is not empty.
    ///
    /// # Errors
    /// When it is no value of this kind.
    pub fn waarde(&self, soort: &Veldsoort, tekst: &str) -> Result<Value, Waardefout> {
        let tekst = tekst.trim();
        match soort {
            Veldsoort::Tekst => plain(tekst),
            Veldsoort::Datum => self
                .datum
                .datum(tekst)
                .map(|datum| json!(datum))
                .ok_or_else(|| fout(format!("een bestaande datum als `{}`", self.datum.tekst()))),
            Veldsoort::Getal => self.number(tekst),
            Veldsoort::Aantal => match tekst.parse::<u32>() {
                Ok(number) => Ok(json!(number)),
                Err(_) => Err(fout("een heel getal, zoals `3`")),
            },
            Veldsoort::JaNee => match tekst.to_lowercase().as_str() {
                "ja" | "j" | "true" | "waar" | "1" => Ok(json!(true)),
                "nee" | "n" | "false" | "onwaar" | "0" => Ok(json!(false)),
                _ => Err(fout("`ja` of `nee`")),
            },
            Veldsoort::Bsn => bsn(tekst),
            Veldsoort::Brin => brin(tekst).map(|brin| json!(brin)),
            Veldsoort::Vestiging => vestiging(tekst).map(|vestiging| json!(vestiging)),
            Veldsoort::Schoolcode => {
                let (first, second) = match tekst.split_once(['-', ' ']) {
                    Some(parts) => parts,
                    None => tekst.split_at_checked(4).unwrap_or((tekst, "")),
                };
                let mut school = json!({"brin": brin(first.trim())?});
                if !second.trim().is_empty() {
                    school["vestiging"] = json!(vestiging(second.trim())?);
                }
                Ok(school)
            }
            Veldsoort::Gemeente => choose(&self.gemeenten, tekst, "een gemeente van dit bureau"),
            Veldsoort::Procedure => choose(&self.procedures, tekst, "een procedure van dit bureau"),
            Veldsoort::Verzuimoverzicht => {
                Err(fout("niets: een verzuimoverzicht past niet in een cel"))
            }
            Veldsoort::Keuze(keuzes) => match keuzes.iter().find(|keuze| *keuze == tekst) {
                Some(keuze) => Ok(json!(keuze)),
                None => choose(keuzes, tekst, "een keuze"),
            },
        }
    }

    fn number(&self, tekst: &str) -> Result<Value, Waardefout> {
        let (sign, sample) = match self.decimaal {
            Decimaal::Punt => ('.', "`18` of `18.5`"),
            Decimaal::Komma => (',', "`18` of `18,5`"),
        };
        let plain = tekst
            .chars()
            .all(|c| c.is_ascii_digit() || c == sign || c == '-');
        let number = tekst.replace(sign, ".").parse::<f64>().ok();
        match number.filter(|number| plain && number.is_finite()) {
            Some(number) => Ok(json!(number)),
            None => Err(fout(format!("een getal als {sample}"))),
        }
    }
}

fn fout(verwacht: impl Into<String>) -> Waardefout {
    Waardefout {
        verwacht: verwacht.into(),
        hint: None,
    }
}

fn plain(tekst: &str) -> Result<Value, Waardefout> {
    // What begins so is worked out by a spreadsheet, also in the file with refused rows.
    if tekst.starts_with(['=', '@', '+', '-']) {
        return Err(Waardefout {
            verwacht: "een gewone tekst".to_owned(),
            hint: Some(
                "dit begint als een formule; zet de echte waarde neer, en open dit bestand liever niet in een rekenblad"
                    .to_owned(),
            ),
        });
    }
    if tekst
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        return Err(fout("een tekst zonder onzichtbare tekens"));
    }
    Ok(json!(tekst))
}

/// Nine digits; dots and spaces between them are left out, and one zero that a spreadsheet lost is put back.
fn bsn(tekst: &str) -> Result<Value, Waardefout> {
    let digits: String = tekst
        .chars()
        .filter(|c| !matches!(c, '.' | ' ' | '-'))
        .collect();
    let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let whole = if digits.len() == 8 {
        format!("0{digits}")
    } else {
        digits
    };
    if all_digits && elfproef(&whole) {
        return Ok(json!(whole));
    }
    let hint = if tekst.to_lowercase().contains("e+") {
        Some(
            "een rekenblad heeft het nummer afgerond; lever het opnieuw aan met deze kolom als tekst",
        )
    } else if all_digits && whole.len() == 9 {
        Some("een cijfer klopt niet; zoek het juiste nummer op")
    } else {
        None
    };
    Err(Waardefout {
        verwacht: "een BSN: negen cijfers die aan de 11-proef voldoen".to_owned(),
        hint: hint.map(str::to_owned),
    })
}

fn brin(tekst: &str) -> Result<String, Waardefout> {
    let good = tekst.len() == 4 && tekst.bytes().all(|b| b.is_ascii_alphanumeric());
    good.then(|| tekst.to_ascii_uppercase())
        .ok_or_else(|| fout("een BRIN van vier letters en cijfers, zoals `00XX`"))
}

fn vestiging(tekst: &str) -> Result<String, Waardefout> {
    let good = matches!(tekst.len(), 1 | 2) && tekst.bytes().all(|b| b.is_ascii_digit());
    good.then(|| format!("{tekst:0>2}"))
        .ok_or_else(|| fout("een vestiging van twee cijfers, zoals `00`"))
}

/// One of these, also when it is written as a name: `De Ronde Venen`.
fn choose(keuzes: &[String], tekst: &str, what: &str) -> Result<Value, Waardefout> {
    let wanted = slug(tekst);
    if let Some(found) = keuzes
        .iter()
        .find(|keuze| **keuze == wanted || slug(keuze) == wanted)
    {
        return Ok(json!(found));
    }
    let words: Vec<&str> = keuzes.iter().map(String::as_str).collect();
    let near = dichtstbij(tekst, words.iter().copied());
    Err(Waardefout {
        verwacht: format!("{what}: {}", opsomming(words.iter().copied())),
        hint: near.map(|near| format!("bedoelde u `{near}`?")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lezing() -> Lezing {
        Lezing {
            datum: Datumvorm::lees("dd-mm-jjjj").unwrap(),
            decimaal: Decimaal::Komma,
            gemeenten: vec!["de-ronde-venen".into(), "woerden".into()],
            procedures: vec!["relatief-verzuim".into()],
        }
    }

    #[test]
    fn a_bsn_gets_its_lost_zero_back_and_is_proofed() {
        let read = |tekst| lezing().waarde(&Veldsoort::Bsn, tekst);
        assert_eq!(read("999990019"), Ok(json!("999990019")));
        assert_eq!(read("9999.90.019"), Ok(json!("999990019")));
        assert_eq!(read("00000012"), Ok(json!("000000012")));
        for wrong in ["999990018", "1234567", "9,9999E+08", "abc", "9999900190"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn values_are_read_as_the_export_writes_them() {
        let read = |soort, tekst| lezing().waarde(&soort, tekst).ok();
        assert_eq!(read(Veldsoort::Getal, "18,5"), Some(json!(18.5)));
        assert_eq!(read(Veldsoort::Getal, "18.5"), None);
        assert_eq!(read(Veldsoort::Getal, "1,2,3"), None);
        assert_eq!(read(Veldsoort::Getal, "inf"), None);
        assert_eq!(read(Veldsoort::Aantal, "3"), Some(json!(3)));
        assert_eq!(read(Veldsoort::JaNee, "J"), Some(json!(true)));
        assert_eq!(
            read(Veldsoort::Gemeente, "De Ronde Venen"),
            Some(json!("de-ronde-venen"))
        );
        assert_eq!(
            read(Veldsoort::Schoolcode, "00xx01"),
            Some(json!({"brin": "00XX", "vestiging": "01"}))
        );
        assert_eq!(
            read(Veldsoort::Schoolcode, "00XX"),
            Some(json!({"brin": "00XX"}))
        );
        assert_eq!(read(Veldsoort::Schoolcode, "é0XX01"), None);
        assert_eq!(read(Veldsoort::Tekst, "=HYPERLINK(1)"), None);
        assert_eq!(
            read(Veldsoort::Tekst, "'s-Gravenhage"),
            Some(json!("'s-Gravenhage"))
        );
    }

    #[test]
    fn a_gemeente_of_elsewhere_is_told_with_those_that_are_here() {
        let fout = lezing().waarde(&Veldsoort::Gemeente, "Woerdn").unwrap_err();
        assert_eq!(
            fout.verwacht,
            "een gemeente van dit bureau: `de-ronde-venen` of `woerden`"
        );
        assert_eq!(fout.hint.as_deref(), Some("bedoelde u `woerden`?"));
    }
}
