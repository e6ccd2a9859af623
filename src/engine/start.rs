//! A zaak that no person and no other zaak asked for: recurring work, a file that was refused, a calendar
//! that ends.
//!
//! Easy to get wrong: the gemeente. A zaak of the bureau runs by the definition and the calendar of the
//! bureau's first gemeente, passing over gemeenten whose school holidays depend on the place.

use serde_json::{Map, Value};

use super::intake::Voorwerp;
use super::{Engine, EngineFout, Gedaan};
use crate::definition::bureau::Bureau;
use crate::store::Store;
use crate::zaak::command::Start;
use crate::zaak::staat::Betrokkene;
use crate::zaak::{Command, Envelope, Refusal};

impl<S: Store> Engine<S> {
    /// Starts a procedure about the bureau itself; the same `oorzaak` twice is one zaak.
    ///
    /// # Errors
    /// [`EngineFout::Refusal`] when the bureau or the procedure is not there.
    pub async fn start_voor_bureau(
        &self,
        bureau: &str,
        procedure: &str,
        oorzaak: &str,
        gegevens: Map<String, Value>,
    ) -> Result<Gedaan, EngineFout> {
        let found = self.known_bureau(bureau)?;
        let gemeente = self.seat(&found);
        self.start_about(&gemeente, procedure, Betrokkene::Bureau, oorzaak, gegevens)
            .await
    }

    /// Starts a procedure about a school that the bureau knows, by `BRIN-VESTIGING`.
    ///
    /// # Errors
    /// [`EngineFout::Refusal`] when the bureau, the school or the procedure is not there.
    pub async fn start_voor_school(
        &self,
        bureau: &str,
        school: &str,
        procedure: &str,
        oorzaak: &str,
        gegevens: Map<String, Value>,
    ) -> Result<Gedaan, EngineFout> {
        let found = self.known_bureau(bureau)?;
        let known = found.scholen.get(school).ok_or_else(|| {
            Refusal::MeldingOnbruikbaar(format!("bureau `{bureau}` kent geen school `{school}`"))
        })?;
        let about = Betrokkene::School(school.to_owned());
        self.start_about(&known.gemeente, procedure, about, oorzaak, gegevens)
            .await
    }

    async fn start_about(
        &self,
        gemeente: &str,
        procedure: &str,
        betrokkene: Betrokkene,
        oorzaak: &str,
        gegevens: Map<String, Value>,
    ) -> Result<Gedaan, EngineFout> {
        if let Some(zaak) = self.store().gedaan(oorzaak).await? {
            return Ok(Gedaan::Niets(zaak));
        }
        let about = Voorwerp {
            betrokkene: Some(betrokkene.clone()),
            ..Voorwerp::default()
        };
        let knowledge = self.for_new(gemeente, procedure, about).await?;
        let start = Start {
            betrokkene: Some(betrokkene),
            ouder: None,
            regel: None,
            procedure: procedure.to_owned(),
            gemeente: gemeente.to_owned(),
            datum: None,
            gemelde: None,
            gegevens,
        };
        let envelope = Envelope {
            oorzaak: oorzaak.to_owned(),
            op: self.clock().now(),
            command: Command::Start(Box::new(start)),
        };
        let opened = self.open(&knowledge, &envelope, None, None).await?;
        match opened {
            Some(zaak) => Ok(Gedaan::Veranderd(Box::new(self.store().load(zaak).await?))),
            None => Err(EngineFout::Onrustig(crate::zaak::ZaakId(0))),
        }
    }

    fn known_bureau(&self, bureau: &str) -> Result<std::sync::Arc<Bureau>, EngineFout> {
        let catalog = self.catalog();
        catalog.bureau(bureau).cloned().ok_or_else(|| {
            Refusal::MeldingOnbruikbaar(format!("bureau `{bureau}` staat niet in de definities"))
                .into()
        })
    }

    /// The gemeente that a zaak of the bureau itself goes by.
    fn seat(&self, bureau: &Bureau) -> String {
        let catalog = self.catalog();
        let whole = |gemeente: &&String| catalog.kalenders().voor(gemeente, None, None).is_ok();
        let mut gemeenten = bureau.gemeenten.iter();
        gemeenten
            .clone()
            .find(whole)
            .or_else(|| gemeenten.next())
            .cloned()
            .unwrap_or_default()
    }
}
