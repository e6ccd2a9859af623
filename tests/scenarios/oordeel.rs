//! Judging: what a scenario expects against what the store holds, as Dutch sentences.
//!
//! Easy to get wrong: stopping at the first difference. An author mends faster when he sees them all.

use std::collections::BTreeMap;
use termijnwacht::zaak::regel::Lijn;
use termijnwacht::zaak::staat::Aan;
use termijnwacht::zaak::{Gebeurtenis, Regel, RegelId, Zaak};

use super::taal::Verwacht;

/// What is there to be judged.
pub struct Beeld<'a> {
    pub zaak: &'a Zaak,
    pub zaken: &'a [Zaak],
    /// The history of the zaak.
    pub regels: &'a [Regel],
    /// Lines since the last time.
    pub news: &'a [Lijn],
    pub all: &'a [Lijn],
    pub waiting: &'a [RegelId],
}

impl Beeld<'_> {
    /// Everything that differs.
    pub fn differences(&self, verwacht: &Verwacht) -> Vec<String> {
        let mut fouten = Vec::new();
        let zaak = self.zaak;
        let mut same = |wat: &str, wanted: &Option<String>, found: String| {
            if let Some(wanted) = wanted.as_ref().filter(|wanted| **wanted != found) {
                fouten.push(format!("{wat} is `{found}`, verwacht `{wanted}`"));
            }
        };
        same("fase", &verwacht.fase, zaak.fase.clone());
        let uitkomst = zaak.uitkomst.clone().unwrap_or_else(|| "open".into());
        same("uitkomst", &verwacht.uitkomst, uitkomst);
        let behandelaar = zaak.behandelaar.as_ref().map_or("niemand", |id| &id.0);
        same("behandelaar", &verwacht.behandelaar, behandelaar.into());
        same("gemeente", &verwacht.gemeente, zaak.gemeente.clone());
        let mut sets = |wat: &str, wanted: &Option<Vec<String>>, mut found: Vec<String>| {
            let Some(mut wanted) = wanted.clone() else {
                return;
            };
            wanted.sort();
            found.sort();
            if wanted != found {
                fouten.push(format!("{wat}: {found:?}, verwacht {wanted:?}"));
            }
        };
        sets(
            "open taken",
            &verwacht.open,
            zaak.open_taken().map(|taak| taak.naam.clone()).collect(),
        );
        sets("brieven", &verwacht.brieven, self.named("brief"));
        sets(
            "meldingen uit",
            &verwacht.meldingen_uit,
            self.named("melding-uit"),
        );
        let waits = self
            .all
            .iter()
            .filter(|lijn| self.waiting.contains(&lijn.id));
        let waits = waits.map(|lijn| lijn.naam.clone().unwrap_or_default());
        sets("onverzonden", &verwacht.onverzonden, waits.collect());
        let incidents = zaak.incidenten.iter().filter(|incident| !incident.opgelost);
        sets(
            "open incidenten",
            &verwacht.incidenten,
            incidents.map(|i| i.code.clone()).collect(),
        );
        self.termijnen(verwacht, &mut fouten);
        self.fields(verwacht, &mut fouten);
        self.seen_by_script(verwacht, &mut fouten);
        self.mails(verwacht, &mut fouten);
        self.dossier(verwacht, &mut fouten);
        if let Some(wanted) = &verwacht.zaken {
            let found: Vec<(String, String)> = self
                .zaken
                .iter()
                .map(|zaak| (zaak.id.to_string(), zaak.procedure.clone()))
                .collect();
            let wanted: Vec<(String, String)> = wanted
                .iter()
                .map(|(id, procedure)| (id.clone(), procedure.clone()))
                .collect();
            if found != wanted {
                fouten.push(format!("zaken: {found:?}, verwacht {wanted:?}"));
            }
        }
        fouten
    }

    fn termijnen(&self, verwacht: &Verwacht, fouten: &mut Vec<String>) {
        for (naam, wanted) in &verwacht.termijnen {
            let alive = self
                .zaak
                .termijnen
                .iter()
                .rev()
                .find(|t| t.naam == *naam && t.is_alive());
            let found = alive.and_then(|termijn| termijn.einde);
            let found = found.map_or_else(|| "geen".to_owned(), |einde| einde.to_string());
            if found != *wanted {
                let uitleg = alive
                    .map(|termijn| termijn.uitleg.as_str())
                    .unwrap_or_default();
                fouten.push(format!(
                    "termijn `{naam}` loopt tot {found}, verwacht {wanted} ({uitleg})"
                ));
            }
        }
    }

    fn fields(&self, verwacht: &Verwacht, fouten: &mut Vec<String>) {
        for (naam, wanted) in &verwacht.gegevens {
            let found = self.zaak.gegevens.get(naam);
            if found != Some(&wanted.0) {
                fouten.push(format!(
                    "gegeven `{naam}` is {found:?}, verwacht {:?}",
                    wanted.0
                ));
            }
        }
    }

    fn seen_by_script(&self, verwacht: &Verwacht, fouten: &mut Vec<String>) {
        let mut newest = self.regels.iter().rev();
        let newest = newest.find_map(|regel| match &regel.gebeurtenis {
            Gebeurtenis::Voorgesteld {
                vraag, gebruikt, ..
            } => Some((vraag, gebruikt)),
            _ => None,
        });
        for (naam, wanted) in &verwacht.gezien {
            let Some((vraag, gebruikt)) = newest else {
                fouten.push(format!("`gezien` {naam}: er is nog geen voorstel gedaan"));
                continue;
            };
            let found = gebruikt.pointer(&format!("/{}", naam.replace('.', "/")));
            if found != Some(&wanted.0) {
                fouten.push(format!(
                    "voorstel `{vraag}` zag {naam} als {found:?}, verwacht {:?}",
                    wanted.0
                ));
            }
        }
    }

    fn mails(&self, verwacht: &Verwacht, fouten: &mut Vec<String>) {
        let Some(wanted) = &verwacht.gemaild else {
            return;
        };
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for mail in self.news.iter().filter(|lijn| lijn.soort == "mail") {
            let cause = self.all.iter().find(|lijn| Some(lijn.id) == mail.door_id);
            let rung = cause.filter(|lijn| matches!(lijn.soort, "herinnering" | "escalatie"));
            let about = rung
                .and_then(|lijn| lijn.naam.clone())
                .or(mail.naam.clone());
            found
                .entry(about.unwrap_or_default())
                .or_default()
                .extend(mail.aan.iter().map(who));
        }
        let wanted: BTreeMap<String, Vec<String>> = wanted
            .iter()
            .map(|(naam, aan)| (naam.clone(), sorted(aan.clone())))
            .collect();
        let found: BTreeMap<String, Vec<String>> = found
            .into_iter()
            .map(|(naam, aan)| (naam, sorted(aan)))
            .collect();
        if found != wanted {
            fouten.push(format!("gemaild: {found:?}, verwacht {wanted:?}"));
        }
    }

    fn dossier(&self, verwacht: &Verwacht, fouten: &mut Vec<String>) {
        let mut rest = self.news.iter();
        for wanted in &verwacht.dossier {
            if !rest.any(|lijn| shows(lijn, wanted)) {
                let found: Vec<String> = self.news.iter().map(short).collect();
                fouten.push(format!(
                    "dossier: `{wanted}` staat er niet (of niet in deze volgorde); wel: {found:#?}"
                ));
                return;
            }
        }
    }

    fn named(&self, soort: &str) -> Vec<String> {
        let of_kind = self.news.iter().filter(|lijn| lijn.soort == soort);
        of_kind.filter_map(|lijn| lijn.naam.clone()).collect()
    }
}

fn shows(lijn: &Lijn, wanted: &str) -> bool {
    let (head, uitleg) = wanted.split_once(": ").unwrap_or((wanted, ""));
    let (soort, naam) = head.split_once(' ').unwrap_or((head, ""));
    let told = [&lijn.uitleg, &lijn.uitkomst];
    lijn.soort == soort
        && (naam.is_empty() || lijn.naam.as_deref() == Some(naam))
        && (uitleg.is_empty()
            || told
                .iter()
                .any(|text| text.as_ref().is_some_and(|text| text.contains(uitleg))))
}

fn short(lijn: &Lijn) -> String {
    format!(
        "{} {} {}: {}",
        lijn.id,
        lijn.soort,
        lijn.naam.as_deref().unwrap_or_default(),
        lijn.uitleg.as_deref().unwrap_or_default()
    )
}

fn who(aan: &Aan) -> String {
    aan.medewerker
        .as_ref()
        .map_or_else(|| "postbus".to_owned(), |id| id.0.clone())
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list
}
