//! Running zaken go over to another version of their definition, one by one, each in a command of its own.
//!
//! Which version, and telling people of it, is the caller's. Easy to get wrong: beginning anew. A run that was
//! broken off is run again: a zaak that went over is past the goal already, and nothing happens to it twice.

use std::sync::Arc;

use super::{Engine, EngineFout, Gedaan, blobs};
use crate::catalog::Catalog;
use crate::decide::{Migratieplan, migratieplan};
use crate::store::{Store, ZaakFilter};
use crate::zaak::migratie::{Migratiekeuze, Migreer};
use crate::zaak::{Command, Digest, Envelope, MedewerkerId, Status, Zaak, ZaakId};

/// How many zaken are read at once.
const PAGINA: u32 = 256;

/// Where zaken go over to, and how.
#[derive(Debug, Clone)]
pub struct Overzetting {
    pub naar: Arc<Catalog>,
    /// That catalogue as people call it.
    pub versie: String,
    pub keuze: Migratiekeuze,
}

impl Overzetting {
    /// The definition that a zaak would go over to, or why there is none.
    fn doel(&self, zaak: &Zaak) -> Result<&Digest, String> {
        let (gemeente, slug) = (&zaak.gemeente, &zaak.procedure);
        match (
            self.naar.procedure(gemeente, slug),
            self.naar.uit(gemeente, slug),
        ) {
            (Some((digest, _)), _) => Ok(digest),
            (None, Some(reden)) => Err(format!(
                "{gemeente} voert `{slug}` in de nieuwe versie niet uit: {reden}"
            )),
            (None, None) => Err(format!(
                "de nieuwe versie heeft voor {gemeente} geen procedure `{slug}`"
            )),
        }
    }
}

impl<S: Store> Engine<S> {
    /// The open zaken of a procedure, in order of birth.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn lopende(
        &self,
        procedure: &str,
        gemeente: Option<&str>,
    ) -> Result<Vec<ZaakId>, EngineFout> {
        let mut all = Vec::new();
        loop {
            let filter = ZaakFilter {
                gemeenten: gemeente.map(str::to_owned).into_iter().collect(),
                procedure: Some(procedure.to_owned()),
                status: Some(Status::Open),
                na: all.last().copied(),
                limit: PAGINA,
                ..ZaakFilter::default()
            };
            let page = self.store().zaken(&filter).await?;
            if page.is_empty() {
                return Ok(all);
            }
            all.extend(page.into_iter().map(|zaak| zaak.id));
        }
    }

    /// What going over would do to a zaak now.
    ///
    /// # Errors
    /// When its own definition is lost, its place has no calendar, or the store fails.
    pub async fn migratieplan(
        &self,
        zaak: &Zaak,
        naar: &Overzetting,
    ) -> Result<Migratieplan, EngineFout> {
        let digest = match naar.doel(zaak) {
            Ok(digest) => digest.clone(),
            Err(waarom) => return Ok(Migratieplan::zonder_doel(zaak, &waarom)),
        };
        let mut knowledge = self.knowledge(zaak, true).await?;
        let procedure = self.definitie(&naar.naar, &digest).await?;
        knowledge.doel = Some((digest, procedure));
        let available = |procedure: &str| knowledge.available(procedure);
        let context = knowledge.context(&available);
        let made = migratieplan(context, zaak, self.clock().now(), naar.keuze);
        Ok(made.unwrap_or_else(|| Migratieplan::zonder_doel(zaak, "er is geen doel")))
    }

    /// Keeps all of a catalogue that zaken may need once they have gone over to it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn bewaar(&self, catalog: &Catalog) -> Result<(), EngineFout> {
        Ok(self.store().put_blobs(blobs(catalog, None)).await?)
    }

    /// Takes a zaak along, whole or not at all. What `naar` holds has been kept with [`Engine::bewaar`].
    ///
    /// # Errors
    /// [`EngineFout::Refusal`] when the zaak must stay on its own version, with the reason.
    pub async fn migreer(
        &self,
        zaak: ZaakId,
        naar: &Overzetting,
        door: &MedewerkerId,
        reden: &str,
    ) -> Result<Gedaan, EngineFout> {
        let state = self.find(zaak).await?;
        let Ok(digest) = naar.doel(&state) else {
            return Ok(Gedaan::Niets(zaak));
        };
        let act = Migreer {
            naar: digest.clone(),
            versie: naar.versie.clone(),
            keuze: naar.keuze,
            door: door.clone(),
            reden: reden.to_owned(),
        };
        // Its own version too: a zaak may come back to a definition it left.
        let envelope = Envelope {
            oorzaak: format!("migratie:{zaak}:{}:{}", digest.0, state.versie),
            op: self.clock().now(),
            command: Command::Migreer(Box::new(act)),
        };
        self.run(zaak, &envelope).await
    }
}
