//! Zaken that ran elsewhere go on here (go-live), one by one, each in a command of its own; and one zaak of the bureau
//! about what was past by then.
//!
//! ```text
//!  row ──▶ known? the zaak it became │ faults │ what it would be ──▶ Command::Overname
//!  all rows done ──▶ what is past, read from the zaken themselves ──▶ one zaak `overname-nalopen`
//! ```
//! Easy to get wrong: a run that was broken off. Another does what is left; what was past in the zaken of the first
//! is told then, whatever file that is given, and what was told is not told twice.

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::intake::{Voorwerp, stands_apart};
use super::knowledge::{Knowledge, no_bureau};
use super::{Engine, EngineFout, Gedaan, POGINGEN};
use crate::catalog::Catalog;
use crate::decide::{OvernameFout, Overnameplan, Voorbij, overnameplan, voorbij};
use crate::definition::bureau::Bureau;
use crate::kalender::datum_kort;
use crate::store::{Ontvangst, Persoonvraag, Store, Teller, ZaakFilter};
use crate::zaak::melding::Gemelde;
use crate::zaak::overname::{Overname, Overneming};
use crate::zaak::{
    Command, Digest, Envelope, Gebeurtenis, JongereId, MedewerkerId, MeldingId, Refusal, Status,
    ZaakId,
};

/// The procedure by which the leidinggevende looks after what was past.
const NALOPEN: &str = "overname-nalopen";
/// The field of it that lists them.
const LIJST: &str = "lijst";

/// How many zaken about a namesake are told.
const NAAMGENOTEN: u32 = 5;

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Overnamelot {
    /// A zaak like this.
    Nieuw(Box<Overnameplan>),
    /// It was taken over before, and is this zaak.
    Gedaan {
        zaak: ZaakId,
        /// What the row now says otherwise, in Dutch; the zaak does not change by it.
        anders: Vec<&'static str>,
    },
    /// Everything that does not fit.
    Geweigerd(Vec<OvernameFout>),
}

/// A zaak in which something was past when it was taken over.
struct Nalopen {
    zaak: ZaakId,
    voorbij: Vec<Voorbij>,
}

/// The cause of taking a row over.
fn oorzaak(bureau: &str, overname: &Overname) -> String {
    let melding = &overname.melding;
    format!("overname:{bureau}:{}:{}", melding.bron, melding.kenmerk)
}

fn refused(waarom: impl Into<String>) -> Overnamelot {
    Overnamelot::Geweigerd(vec![OvernameFout::new("", waarom)])
}

impl<S: Store> Engine<S> {
    /// What taking a zaak over would do now. Nothing is written.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn overnamelot(&self, overname: &Overname) -> Result<Overnamelot, EngineFout> {
        match self.lot(overname).await {
            Err(EngineFout::Refusal(Refusal::MeldingOnbruikbaar(waarom))) => {
                let fouten = waarom.into_iter().map(|een| OvernameFout::new("", een));
                Ok(Overnamelot::Geweigerd(fouten.collect()))
            }
            Err(fout @ (EngineFout::Refusal(_) | EngineFout::Kalender(_))) => {
                Ok(refused(fout.to_string()))
            }
            other => other,
        }
    }

    async fn lot(&self, overname: &Overname) -> Result<Overnamelot, EngineFout> {
        let catalog = self.catalog();
        let melding = &overname.melding;
        let bureau = bureau_of(&catalog, overname)?;
        if let Some(lot) = self.known(&catalog, bureau, overname).await? {
            return Ok(lot);
        }
        let gemelde = Gemelde {
            id: MeldingId(0),
            jongere: self
                .known_jongere(&bureau.bureau, melding)
                .await?
                .or(melding.jongere.as_ref().map(|_| JongereId(0))),
            melding: melding.clone(),
        };
        let knowledge = self.known_of(&catalog, &gemelde).await?;
        let act = Overneming {
            overname: overname.clone(),
            gemelde,
            door: MedewerkerId(String::new()),
            reden: String::new(),
        };
        let available = |procedure: &str| knowledge.available(procedure);
        let context = knowledge.context(&available);
        Ok(match overnameplan(context, self.clock().now(), &act) {
            Ok(mut plan) => {
                let same = self.namesakes(bureau, overname).await?;
                plan.let_op.extend(same.iter().map(|zaak| {
                    format!("over een jongere met deze naam en geboortedatum loopt hier al {zaak}, ook `{}`; is het dezelfde, laat deze regel dan weg", melding.soort)
                }));
                Overnamelot::Nieuw(Box::new(plan))
            }
            Err(fouten) => Overnamelot::Geweigerd(fouten),
        })
    }

    /// Open zaken of the procedure about a jongere of the same name and date of birth: without a number nobody can tell
    /// whether it is the same.
    async fn namesakes(
        &self,
        bureau: &Bureau,
        overname: &Overname,
    ) -> Result<Vec<ZaakId>, EngineFout> {
        let melding = &overname.melding;
        let Some(jongere) = &melding.jongere else {
            return Ok(Vec::new());
        };
        let known = self.known_jongere(&bureau.bureau, melding).await?;
        if known.is_some() || stands_apart(&self.catalog(), &melding.gemeente, &melding.soort) {
            return Ok(Vec::new());
        }
        let filter = ZaakFilter {
            bureau: Some(bureau.bureau.clone()),
            procedure: Some(melding.soort.clone()),
            status: Some(Status::Open),
            persoon: Some(Persoonvraag {
                naam: Some(jongere.naam.clone()),
                geboortedatum: Some(jongere.geboortedatum),
                ..Persoonvraag::default()
            }),
            limit: NAAMGENOTEN,
            ..ZaakFilter::default()
        };
        let found = self.store().zaken(&filter).await?;
        Ok(found.into_iter().map(|zaak| zaak.id).collect())
    }

    /// What stands in its way here, or that it was done before.
    async fn known(
        &self,
        catalog: &Catalog,
        bureau: &Bureau,
        overname: &Overname,
    ) -> Result<Option<Overnamelot>, EngineFout> {
        let melding = &overname.melding;
        let naam = &bureau.bureau;
        if let Some(zaak) = self.store().gedaan(&oorzaak(naam, overname)).await? {
            let anders = self.changed(zaak, naam, overname).await?;
            return Ok(Some(Overnamelot::Gedaan { zaak, anders }));
        }
        let known = self
            .store()
            .find_melding(naam, &melding.bron, &melding.kenmerk)
            .await?;
        if let Some(known) = known {
            return Ok(Some(refused(format!(
                "melding {} {} is hier al bekend, in {}; laat deze regel weg",
                melding.bron, melding.kenmerk, known.zaak
            ))));
        }
        let Some(jongere) = self.known_jongere(naam, melding).await? else {
            return Ok(None);
        };
        if stands_apart(catalog, &melding.gemeente, &melding.soort) {
            return Ok(None);
        }
        let open = self.store().find_open(jongere, &melding.soort).await?;
        Ok(open.map(|zaak| {
            refused(format!(
                "over deze jongere loopt hier al {zaak}, ook `{}`; ga daarin verder, of trek haar eerst in",
                melding.soort
            ))
        }))
    }

    /// What a row says otherwise than when it was taken over.
    async fn changed(
        &self,
        zaak: ZaakId,
        bureau: &str,
        overname: &Overname,
    ) -> Result<Vec<&'static str>, EngineFout> {
        let (store, melding) = (self.store(), &overname.melding);
        let mut anders = Vec::new();
        let known = store.find_melding(bureau, &melding.bron, &melding.kenmerk);
        if (known.await?).is_some_and(|known| known.digest != melding.digest()) {
            anders.push("de melding");
        }
        let historie = store.historie(zaak).await?;
        let stood = historie.iter().find_map(|regel| match &regel.gebeurtenis {
            Gebeurtenis::Overgenomen(herkomst) => herkomst.stand.as_ref(),
            _ => None,
        });
        if stood.is_some_and(|stood| *stood != overname.stand()) {
            anders.push("hoe de zaak staat (fase, datums, behandelaar of klok)");
        }
        if let Some(notitie) = overname.notitie.as_ref().filter(|t| !t.trim().is_empty()) {
            let kept = store.notities(zaak).await?;
            if !kept.iter().any(|(_, tekst)| tekst == notitie) {
                anders.push("de notitie");
            }
        }
        Ok(anders)
    }

    async fn known_of(
        &self,
        catalog: &Arc<Catalog>,
        gemelde: &Gemelde,
    ) -> Result<Knowledge, EngineFout> {
        let about = Voorwerp {
            gemelde: Some(gemelde.clone()),
            ..Voorwerp::default()
        };
        let melding = &gemelde.melding;
        let mut knowledge = self
            .for_new(catalog, &melding.gemeente, &melding.soort, about)
            .await?;
        knowledge.gemelde = Some(gemelde.clone());
        Ok(knowledge)
    }

    /// Takes a zaak over. Done before, nothing happens.
    ///
    /// # Errors
    /// [`EngineFout::Refusal`] with everything that does not fit; nothing is kept then.
    pub async fn neem_over(
        &self,
        overname: &Overname,
        door: &MedewerkerId,
        reden: &str,
    ) -> Result<Gedaan, EngineFout> {
        let catalog = self.catalog();
        let melding = &overname.melding;
        let bureau = bureau_of(&catalog, overname)?;
        for _ in 0..POGINGEN {
            match self.known(&catalog, bureau, overname).await? {
                Some(Overnamelot::Gedaan { zaak, .. }) => return Ok(Gedaan::Niets(zaak)),
                Some(Overnamelot::Geweigerd(fouten)) => {
                    let told = fouten.iter().map(ToString::to_string).collect();
                    return Err(Refusal::MeldingOnbruikbaar(told).into());
                }
                Some(Overnamelot::Nieuw(_)) | None => {}
            }
            let jongere = match (
                self.known_jongere(&bureau.bureau, melding).await?,
                &melding.jongere,
            ) {
                (Some(known), _) => Some(known),
                (None, Some(_)) => Some(JongereId(self.store().reserve(Teller::Jongere, 1).await?)),
                (None, None) => None,
            };
            let gemelde = Gemelde {
                id: MeldingId(self.store().reserve(Teller::Melding, 1).await?),
                jongere,
                melding: melding.clone(),
            };
            let knowledge = self.known_of(&catalog, &gemelde).await?;
            let act = Overneming {
                overname: overname.clone(),
                gemelde: gemelde.clone(),
                door: door.clone(),
                reden: reden.to_owned(),
            };
            let envelope = Envelope {
                oorzaak: oorzaak(&bureau.bureau, overname),
                op: self.clock().now(),
                command: Command::Overname(Box::new(act)),
            };
            let ontvangst = Ontvangst {
                gemelde,
                bureau: bureau.bureau.clone(),
            };
            let opened = self.open(&knowledge, &envelope, Some(ontvangst), None);
            if let Some(zaak) = opened.await? {
                let zaak = self.store().load(zaak).await?;
                return Ok(Gedaan::Veranderd(Box::new(zaak)));
            }
        }
        Err(EngineFout::Onrustig(ZaakId(0)))
    }

    /// Begins, for each bureau, one zaak about what was past in the zaken that were taken over, as far as it was not told
    /// before and they still run; gives those it began. It asks the store and no file: what a run that was broken off
    /// had done is told by the next one, whatever rows that is given.
    ///
    /// # Errors
    /// [`EngineFout::Refusal`] when a bureau does not run the procedure.
    pub async fn laat_nalopen(&self) -> Result<Vec<ZaakId>, EngineFout> {
        let mut begun = Vec::new();
        for (bureau, past) in self.na_te_lopen().await? {
            let lijst = lijst(&past);
            let oorzaak = format!("{NALOPEN}:{bureau}:{}", Digest::of(&lijst).0);
            let mut gegevens: Map<String, Value> = Map::new();
            gegevens.insert("aantal".to_owned(), json!(past.len()));
            gegevens.insert(LIJST.to_owned(), json!(lijst));
            let over = past.iter().map(|een| een.zaak).collect();
            let gedaan = self.start_over_zaken(&bureau, NALOPEN, &oorzaak, gegevens, over);
            if let Gedaan::Veranderd(zaak) = gedaan.await? {
                begun.push(zaak.id);
            }
        }
        Ok(begun)
    }

    /// Of each bureau, the running zaken in which something was past when they were taken over, and that stand in no
    /// list yet.
    async fn na_te_lopen(&self) -> Result<BTreeMap<String, Vec<Nalopen>>, EngineFout> {
        let mut found: BTreeMap<String, Vec<Nalopen>> = BTreeMap::new();
        let mut told: HashMap<String, BTreeSet<ZaakId>> = HashMap::new();
        let mut na = None;
        loop {
            let filter = ZaakFilter {
                status: Some(Status::Open),
                na,
                ..ZaakFilter::default()
            };
            let page = self.store().zaken(&filter).await?;
            let Some(last) = page.last() else {
                return Ok(found);
            };
            na = Some(last.id);
            for zaak in page {
                let voorbij = voorbij(&self.store().historie(zaak.id).await?);
                if voorbij.is_empty() {
                    continue;
                }
                if !told.contains_key(&zaak.bureau) {
                    let listed = self.nagelopen(&zaak.bureau).await?;
                    told.insert(zaak.bureau.clone(), listed);
                }
                if told
                    .get(&zaak.bureau)
                    .is_some_and(|it| !it.contains(&zaak.id))
                {
                    let all = found.entry(zaak.bureau).or_default();
                    all.push(Nalopen {
                        zaak: zaak.id,
                        voorbij,
                    });
                }
            }
        }
    }

    /// The zaken that stand in a list already.
    async fn nagelopen(&self, bureau: &str) -> Result<BTreeSet<ZaakId>, EngineFout> {
        let mut told = BTreeSet::new();
        let mut na = None;
        loop {
            let filter = ZaakFilter {
                bureau: Some(bureau.to_owned()),
                procedure: Some(NALOPEN.to_owned()),
                na,
                ..ZaakFilter::default()
            };
            let page = self.store().zaken(&filter).await?;
            let Some(last) = page.last() else {
                return Ok(told);
            };
            na = Some(last.id);
            for zaak in &page {
                for regel in self.store().historie(zaak.id).await? {
                    if let Gebeurtenis::Geopend(geboorte) = regel.gebeurtenis {
                        told.extend(geboorte.over);
                    }
                }
            }
        }
    }
}

fn bureau_of<'a>(catalog: &'a Catalog, overname: &Overname) -> Result<&'a Bureau, EngineFout> {
    let gemeente = &overname.melding.gemeente;
    let found = catalog.bureau_van(gemeente);
    found.map(AsRef::as_ref).ok_or_else(|| no_bureau(gemeente))
}

/// A line for each zaak: its number and what is past since when, never a name.
fn lijst(past: &[Nalopen]) -> String {
    let line = |een: &Nalopen| {
        let told = een.voorbij.iter();
        let told: Vec<String> = told
            .map(|voorbij| format!("{}, sinds {}", voorbij.uitleg, datum_kort(voorbij.sinds)))
            .collect();
        format!("{}: {}", een.zaak, told.join("; "))
    };
    past.iter().map(line).collect::<Vec<_>>().join("\n")
}
