//! A zaak that no person and no other zaak asked for: recurring work, a file that was refused, a calendar
//! that ends.
//!
//! Easy to get wrong: the gemeente. A zaak of the bureau runs by the definition and the calendar of the
//! bureau's first gemeente, passing over gemeenten whose school holidays depend on the place.

use chrono::NaiveDate;
use serde_json::{Map, Value};
use std::sync::Arc;

use super::intake::Voorwerp;
use super::{Engine, EngineFout, Gedaan};
use crate::catalog::Catalog;
use crate::definition::bureau::Bureau;
use crate::store::Store;
use crate::zaak::command::{Start, Week};
use crate::zaak::staat::Betrokkene;
use crate::zaak::week::Weekpost;
use crate::zaak::{Command, Envelope, Refusal, ZaakId};

/// The procedure of the weekly overviews.
const WEEKOVERZICHT: &str = "weekoverzicht";

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
        let catalog = self.catalog();
        let gemeente = catalog.zetel(known_bureau(&catalog, bureau)?);
        let about = Betrokkene::Bureau;
        self.start_about(&catalog, &gemeente, procedure, about, oorzaak, gegevens)
            .await
    }

    /// Starts a procedure by which a bureau looks after other zaken; the same `oorzaak` twice is one zaak.
    ///
    /// # Errors
    /// [`EngineFout::Refusal`] when the bureau or the procedure is not there.
    pub(super) async fn start_over_zaken(
        &self,
        bureau: &str,
        procedure: &str,
        oorzaak: &str,
        gegevens: Map<String, Value>,
        over: Vec<ZaakId>,
    ) -> Result<Gedaan, EngineFout> {
        let catalog = self.catalog();
        let gemeente = catalog.zetel(known_bureau(&catalog, bureau)?);
        let about = Betrokkene::Bureau;
        let command = |start| Command::Start(Box::new(Start { over, ..start }));
        self.start_as(
            &catalog, &gemeente, procedure, about, oorzaak, gegevens, command,
        )
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
        let catalog = self.catalog();
        let found = known_bureau(&catalog, bureau)?;
        let known = found.scholen.get(school).ok_or_else(|| {
            Refusal::MeldingOnbruikbaar(vec![format!(
                "bureau `{bureau}` kent geen school `{school}`"
            )])
        })?;
        let about = Betrokkene::School(school.to_owned());
        let gemeente = &known.gemeente;
        self.start_about(&catalog, gemeente, procedure, about, oorzaak, gegevens)
            .await
    }

    /// Starts the zaak that sends a bureau's weekly overviews; it closes by itself.
    ///
    /// # Errors
    /// [`EngineFout::Refusal`] when the bureau or the procedure is not there.
    pub async fn start_weekoverzicht(
        &self,
        bureau: &str,
        oorzaak: &str,
        post: Vec<Weekpost>,
    ) -> Result<Gedaan, EngineFout> {
        let catalog = self.catalog();
        let gemeente = catalog.zetel(known_bureau(&catalog, bureau)?);
        let command = |start| Command::Week(Box::new(Week { start, post }));
        self.start_as(
            &catalog,
            &gemeente,
            WEEKOVERZICHT,
            Betrokkene::Bureau,
            oorzaak,
            Map::new(),
            command,
        )
        .await
    }

    /// Tells a zaak of an event that the machine itself saw.
    ///
    /// # Errors
    /// [`EngineFout::Refusal`] when the zaak knows no such event.
    pub async fn gezien(
        &self,
        zaak: ZaakId,
        gebeurtenis: &str,
        datum: NaiveDate,
        oorzaak: &str,
    ) -> Result<Gedaan, EngineFout> {
        let envelope = Envelope {
            oorzaak: oorzaak.to_owned(),
            op: self.clock().now(),
            command: Command::Gezien {
                gebeurtenis: gebeurtenis.to_owned(),
                datum,
            },
        };
        self.run(zaak, &envelope).await
    }

    async fn start_about(
        &self,
        catalog: &Arc<Catalog>,
        gemeente: &str,
        procedure: &str,
        betrokkene: Betrokkene,
        oorzaak: &str,
        gegevens: Map<String, Value>,
    ) -> Result<Gedaan, EngineFout> {
        let command = |start| Command::Start(Box::new(start));
        self.start_as(
            catalog, gemeente, procedure, betrokkene, oorzaak, gegevens, command,
        )
        .await
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what a start is made of; a struct for it would be named once"
    )]
    async fn start_as(
        &self,
        catalog: &Arc<Catalog>,
        gemeente: &str,
        procedure: &str,
        betrokkene: Betrokkene,
        oorzaak: &str,
        gegevens: Map<String, Value>,
        command: impl FnOnce(Start) -> Command,
    ) -> Result<Gedaan, EngineFout> {
        if let Some(zaak) = self.store().gedaan(oorzaak).await? {
            return Ok(Gedaan::Niets(zaak));
        }
        let about = Voorwerp {
            betrokkene: Some(betrokkene.clone()),
            ..Voorwerp::default()
        };
        let knowledge = self.for_new(catalog, gemeente, procedure, about).await?;
        let start = Start {
            betrokkene: Some(betrokkene),
            ouder: None,
            regel: None,
            procedure: procedure.to_owned(),
            gemeente: gemeente.to_owned(),
            datum: None,
            gemelde: None,
            gegevens,
            over: Vec::new(),
        };
        let envelope = Envelope {
            oorzaak: oorzaak.to_owned(),
            op: self.clock().now(),
            command: command(start),
        };
        let opened = self.open(&knowledge, &envelope, None, None).await?;
        match opened {
            Some(zaak) => Ok(Gedaan::Veranderd(Box::new(self.store().load(zaak).await?))),
            None => Err(EngineFout::Onrustig(ZaakId(0))),
        }
    }
}

fn known_bureau<'a>(catalog: &'a Catalog, bureau: &str) -> Result<&'a Bureau, EngineFout> {
    catalog.bureau(bureau).map(AsRef::as_ref).ok_or_else(|| {
        Refusal::MeldingOnbruikbaar(vec![format!(
            "bureau `{bureau}` staat niet in de definities"
        )])
        .into()
    })
}
