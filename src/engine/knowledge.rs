//! What `decide` may know of one zaak: read before it decides, owned until it has.
//!
//! Easy to get wrong: which is frozen and which is live. The procedure and its scripts are those of the
//! zaak's own digest; people and calendars are those of today's catalogue.

use serde_json::Value;
use std::sync::Arc;

use super::{Engine, EngineFout};
use crate::catalog::Catalog;
use crate::decide::{Beschikbaar, Context, Doel, Policy, PolicyIncident, Voorstel};
use crate::definition::bureau::Bureau;
use crate::definition::procedure::{Procedure, Vraag};
use crate::kalender::Kalender;
use crate::policy::{Host, Script, Vraagstelling};
use crate::store::Store;
use crate::zaak::geschiedenis::Geschiedenis;
use crate::zaak::melding::Gemelde;
use crate::zaak::staat::Betrokkene;
use crate::zaak::{Digest, Refusal, Regel, RegelId, Zaak};

pub(super) struct Knowledge {
    pub catalog: Arc<Catalog>,
    pub gemeente: String,
    pub procedure: Arc<Procedure>,
    pub definitie: Digest,
    pub bureau: Arc<Bureau>,
    pub kalender: Arc<Kalender>,
    pub gemelde: Option<Gemelde>,
    pub geschiedenis: Geschiedenis,
    pub historie: Vec<Regel>,
    pub onverzonden: Vec<RegelId>,
    pub scripts: Vec<(Digest, Arc<Script>)>,
    /// Where a migration leads.
    pub doel: Option<(Digest, Arc<Procedure>)>,
}

impl Knowledge {
    /// Whether a procedure can be started in this gemeente.
    pub fn available(&self, procedure: &str) -> Beschikbaar {
        if let Some(reden) = self.catalog.uit(&self.gemeente, procedure) {
            return Beschikbaar::Uit(reden.to_owned());
        }
        match self.catalog.procedure(&self.gemeente, procedure) {
            Some(_) => Beschikbaar::Ja,
            None => Beschikbaar::Buiten,
        }
    }

    pub fn context<'a>(&'a self, beschikbaar: &'a dyn Fn(&str) -> Beschikbaar) -> Context<'a> {
        Context {
            procedure: &self.procedure,
            definitie: &self.definitie,
            bureau: &self.bureau,
            kalender: &self.kalender,
            policy: self,
            gemelde: self.gemelde.as_ref(),
            geschiedenis: &self.geschiedenis,
            historie: &self.historie,
            onverzonden: &self.onverzonden,
            doel: self.doel.as_ref().map(|(definitie, procedure)| Doel {
                procedure,
                definitie,
            }),
            beschikbaar,
        }
    }
}

impl Policy for Knowledge {
    fn vraag(
        &self,
        naam: &str,
        vraag: &Vraag,
        script: Option<&Digest>,
        feiten: &Value,
    ) -> Result<Voorstel, PolicyIncident> {
        let incident = |melding: String| PolicyIncident { melding };
        let found =
            script.and_then(|digest| self.scripts.iter().find(|(known, _)| known == digest));
        let Some((_, script)) = found else {
            return Err(incident(format!(
                "script `{}` ontbreekt of compileert niet",
                vraag.script
            )));
        };
        let stelling = Vraagstelling {
            naam: naam.to_owned(),
            invoer: vraag.invoer.clone(),
            antwoorden: vraag.antwoorden.keys().cloned().collect(),
        };
        match Host::new().vraag(script, &stelling, feiten) {
            Ok(antwoord) => Ok(Voorstel {
                antwoord: antwoord.antwoord,
                reden: antwoord.reden,
            }),
            Err(fout) => Err(incident(fout.to_string())),
        }
    }
}

impl<S: Store> Engine<S> {
    /// What is known of an existing zaak; its history only when a command may have to look back.
    pub(super) async fn knowledge(
        &self,
        zaak: &Zaak,
        looks_back: bool,
    ) -> Result<Knowledge, EngineFout> {
        self.knowledge_in(self.catalog(), zaak, looks_back).await
    }

    /// The same, by the catalogue that a command took at its beginning.
    pub(super) async fn knowledge_in(
        &self,
        catalog: Arc<Catalog>,
        zaak: &Zaak,
        looks_back: bool,
    ) -> Result<Knowledge, EngineFout> {
        let store = self.store();
        let procedure = self.procedure(&catalog, zaak).await?;
        let gemelde = store.gemelde(zaak.id).await?;
        let geschiedenis = match zaak.betrokkene {
            Betrokkene::Jongere(jongere) => {
                store
                    .geschiedenis(jongere, Some(zaak.id), &zaak.procedure)
                    .await?
            }
            _ => Geschiedenis::default(),
        };
        let (historie, onverzonden) = if looks_back {
            (
                store.historie(zaak.id).await?,
                store.onverzonden(zaak.id).await?,
            )
        } else {
            (Vec::new(), Vec::new())
        };
        let bureau = catalog
            .bureau(&zaak.bureau)
            .cloned()
            .ok_or_else(|| no_bureau(&zaak.gemeente))?;
        let kalender = kalender_of(
            &catalog,
            &zaak.gemeente,
            &zaak.betrokkene,
            gemelde.as_ref(),
            zaak.gegevens.get("woonplaats"),
        )?;
        let scripts = self.scripts(&catalog, &procedure).await?;
        Ok(Knowledge {
            gemeente: zaak.gemeente.clone(),
            definitie: zaak.definitie.clone(),
            catalog,
            procedure,
            bureau,
            kalender,
            gemelde,
            geschiedenis,
            historie,
            onverzonden,
            scripts,
            doel: None,
        })
    }

    /// The definition that a zaak runs on.
    ///
    /// # Errors
    /// When it is neither in the catalogue nor in the store.
    pub async fn procedure_van(&self, zaak: &Zaak) -> Result<Arc<Procedure>, EngineFout> {
        self.procedure(&self.catalog(), zaak).await
    }

    /// The calendar that a zaak goes by today.
    ///
    /// # Errors
    /// When none is known for its place, or the store fails.
    pub async fn kalender_van(&self, zaak: &Zaak) -> Result<Arc<Kalender>, EngineFout> {
        let gemelde = self.store().gemelde(zaak.id).await?;
        let woonplaats = zaak.gegevens.get("woonplaats");
        let about = &zaak.betrokkene;
        kalender_of(
            &self.catalog(),
            &zaak.gemeente,
            about,
            gemelde.as_ref(),
            woonplaats,
        )
    }

    /// The same knowledge with today's scripts and texts in place of those the zaak began with: what failed is
    /// tried again with what was mended.
    pub(super) async fn mended(&self, mut known: Knowledge) -> Result<Knowledge, EngineFout> {
        let catalog = Arc::clone(&known.catalog);
        let Some((_, today)) = catalog.procedure(&known.gemeente, &known.procedure.slug) else {
            return Ok(known);
        };
        let mut procedure = (*known.procedure).clone();
        for (naam, digest) in &mut procedure.scripts {
            if let Some(now) = today.scripts.get(naam) {
                digest.clone_from(now);
            }
        }
        for (naam, digest) in &mut procedure.teksten {
            if let Some(now) = today.teksten.get(naam) {
                digest.clone_from(now);
            }
        }
        known.scripts = self.scripts(&catalog, &procedure).await?;
        known.procedure = Arc::new(procedure);
        Ok(known)
    }

    /// The definition a zaak runs on: today's when that is the same, else the one that was kept.
    pub(super) async fn procedure(
        &self,
        catalog: &Catalog,
        zaak: &Zaak,
    ) -> Result<Arc<Procedure>, EngineFout> {
        self.definitie(catalog, &zaak.definitie).await
    }

    /// A definition: of today, else one that was kept.
    pub(super) async fn definitie(
        &self,
        catalog: &Catalog,
        digest: &Digest,
    ) -> Result<Arc<Procedure>, EngineFout> {
        if let Some(found) = catalog.definitie(digest) {
            return Ok(Arc::clone(found));
        }
        if let Some(found) = self.definities.find(digest) {
            return Ok(found);
        }
        let text = self
            .store
            .blob(digest)
            .await?
            .ok_or_else(|| EngineFout::lost(digest))?;
        let procedure: Procedure =
            serde_json::from_str(&text).map_err(|source| EngineFout::DefinitieOnleesbaar {
                digest: digest.kort().to_owned(),
                source,
            })?;
        Ok(self.definities.keep(digest, procedure))
    }

    /// The compiled scripts of a definition. One that no longer compiles is left out: its question becomes
    /// an incident when it is asked.
    pub(super) async fn scripts(
        &self,
        catalog: &Catalog,
        procedure: &Procedure,
    ) -> Result<Vec<(Digest, Arc<Script>)>, EngineFout> {
        let mut found = Vec::new();
        for (naam, digest) in &procedure.scripts {
            let known = catalog.script(digest).cloned();
            if let Some(script) = known.or_else(|| self.scripts.find(digest)) {
                found.push((digest.clone(), script));
                continue;
            }
            let Some(text) = self.store.blob(digest).await? else {
                continue;
            };
            if let Ok(script) = Script::compile(&format!("{naam}.rhai"), &text) {
                found.push((digest.clone(), self.scripts.keep(digest, script)));
            }
        }
        Ok(found)
    }
}

pub(super) fn no_bureau(gemeente: &str) -> EngineFout {
    Refusal::MeldingOnbruikbaar(vec![format!(
        "gemeente `{gemeente}` hoort bij geen bureau in de definities"
    )])
    .into()
}

/// The calendar of a zaak: of the school's place, whether the zaak is about it or about a pupil of it, else
/// of the jongere's. After a move to a gemeente whose
/// region depends on an unknown place, the calendar of before goes on: terms stand.
pub(super) fn kalender_of(
    catalog: &Catalog,
    gemeente: &str,
    betrokkene: &Betrokkene,
    gemelde: Option<&Gemelde>,
    woonplaats: Option<&Value>,
) -> Result<Arc<Kalender>, EngineFout> {
    let melding = gemelde.map(|gemelde| &gemelde.melding);
    let school = match betrokkene {
        Betrokkene::School(code) => Some(code.clone()),
        _ => melding
            .and_then(|melding| melding.school.as_ref())
            .map(|school| school.code()),
    };
    let first = melding
        .and_then(|melding| melding.jongere.as_ref())
        .and_then(|jongere| jongere.plaats.as_deref());
    let moved = melding.is_some_and(|melding| melding.gemeente != gemeente);
    let plaats = if moved {
        woonplaats.and_then(Value::as_str)
    } else {
        first
    };
    let kalenders = catalog.kalenders();
    match (kalenders.voor(gemeente, plaats, school.as_deref()), melding) {
        (Ok(kalender), _) => Ok(kalender),
        (Err(_), Some(melding)) if moved => {
            Ok(kalenders.voor(&melding.gemeente, first, school.as_deref())?)
        }
        (Err(fout), _) => Err(fout.into()),
    }
}
