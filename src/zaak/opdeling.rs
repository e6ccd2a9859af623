//! One act over several zaken becomes one act for each.
//!
//! Each is a command of its own, so that one that does not fit holds up no other. Easy to get wrong: the
//! mark of the form. Every zaak gets its own, or the second would pass for a double click on the first.

use std::collections::BTreeSet;

use super::command::Act;

/// The most zaken of one act; more at once is a mistake or an attack.
pub const ZAKEN_MAX: usize = 200;

impl Act {
    /// An act for each zaak it names; itself, where it names one or none.
    ///
    /// # Errors
    /// A Dutch sentence when it says in two ways which zaken, names one twice, or does what belongs to one
    /// zaak alone.
    pub fn per_zaak(&self) -> Result<Vec<Self>, String> {
        let Some(zaken) = &self.zaken else {
            return Ok(vec![self.clone()]);
        };
        if self.zaak.is_some() {
            return Err("noem `zaak` of `zaken`, niet allebei".into());
        }
        if zaken.is_empty() {
            return Err("`zaken` is leeg; noem er minstens één".into());
        }
        if zaken.len() > ZAKEN_MAX {
            return Err(format!(
                "`zaken` noemt {} zaken; hoogstens {ZAKEN_MAX} tegelijk",
                zaken.len()
            ));
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = zaken.iter().find(|zaak| !seen.insert(zaak.as_str())) {
            return Err(format!("`{twice}` staat tweemaal in `zaken`"));
        }
        for (wat, noemt) in [
            ("versie", self.versie.is_some()),
            ("herstel", self.herstel.is_some()),
        ] {
            if noemt {
                return Err(format!(
                    "`{wat}` hoort bij één zaak; leg dit per zaak vast met `zaak`"
                ));
            }
        }
        let one = |zaak: &String| Self {
            zaak: Some(zaak.clone()),
            zaken: None,
            kenmerk: self.kenmerk.as_ref().map(|own| format!("{own}:{zaak}")),
            ..self.clone()
        };
        Ok(zaken.iter().map(one).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn act(with: Value) -> Act {
        let mut act = json!({"op": "2026-11-03T10:00:00+01:00", "door": "ambt-1", "notitie": "x"});
        for (key, value) in with.as_object().unwrap() {
            act[key] = value.clone();
        }
        serde_json::from_value(act).unwrap()
    }

    #[test]
    fn each_zaak_gets_its_own_act_and_its_own_mark() {
        let acts = act(json!({"zaken": ["Z1", "Z2"], "kenmerk": "F"})).per_zaak();
        let acts = acts.unwrap();
        let told: Vec<_> = acts
            .iter()
            .map(|one| (one.zaak.as_deref(), one.oorzaak()))
            .collect();
        assert_eq!(
            told,
            [
                (Some("Z1"), "act:F:Z1".to_owned()),
                (Some("Z2"), "act:F:Z2".to_owned())
            ]
        );
        let bare = act(json!({"zaken": ["Z1", "Z2"]})).per_zaak().unwrap();
        assert_ne!(bare[0].oorzaak(), bare[1].oorzaak());
    }

    #[test]
    fn what_belongs_to_one_zaak_is_not_spread_over_several() {
        let many: Vec<String> = (0..=ZAKEN_MAX).map(|n| format!("Z{n}")).collect();
        for (with, why) in [
            (json!({"zaken": ["Z1"], "zaak": "Z1"}), "niet allebei"),
            (json!({"zaken": []}), "minstens één"),
            (json!({"zaken": ["Z1", "Z2", "Z1"]}), "`Z1` staat tweemaal"),
            (json!({"zaken": ["Z1"], "versie": 3}), "`versie` hoort bij"),
            (
                json!({"zaken": ["Z1"], "herstel": "Z1.2"}),
                "`herstel` hoort bij",
            ),
            (json!({"zaken": many}), "hoogstens 200"),
        ] {
            let told = act(with).per_zaak().unwrap_err();
            assert!(told.contains(why), "{told}");
        }
    }
}
