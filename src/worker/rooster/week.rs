//! The weekly overviews: what each officer has open, lapsed and waiting, and the bureau's numbers for its head.
//!
//! What is gathered here goes as the content of mails into one zaak of the bureau, which closes by itself; so
//! an overview is recorded, and leaves by the outbox like every mail. Easy to get wrong: an officer who is
//! away. His zaken are told to whoever takes his place, as his reminders are.

use chrono::{DateTime, Days, NaiveDate, Utc};
use std::collections::BTreeMap;

use super::{Ronde, RoosterFout, oorzaak};
use crate::catalog::Catalog;
use crate::decide::over;
use crate::definition::bureau::{Bureau, Zoek};
use crate::engine::Engine;
use crate::rooster::wandtijd;
use crate::store::{Store, ZaakFilter};
use crate::zaak::staat::{Aan, Betrokkene};
use crate::zaak::week::{Weekcijfer, Weekdeel, Weekoverzicht, Weekpost, Weekregel, Weeksoort};
use crate::zaak::{MedewerkerId, Rol, Status, Termijn, TermijnStatus, Zaak};

/// How many zaken are read at a time.
const BLADZIJDE: u32 = 500;
/// How many lines of one kind one person is told; the rest is counted.
const VOLUIT: usize = 25;
/// How many days the part about this week holds, today included.
const WEEK: Days = Days::new(6);

impl<S: Store> Ronde<'_, S> {
    /// Sends the overviews of a bureau.
    pub(super) async fn week(
        &mut self,
        bureau: &str,
        moment: DateTime<Utc>,
    ) -> Result<bool, RoosterFout> {
        let oorzaak = oorzaak(&[bureau, "weekoverzicht"], moment, None);
        if self.engine.store().gedaan(&oorzaak).await?.is_some() {
            return Ok(true);
        }
        let post = gather(self.engine, bureau, self.now).await?;
        if post.is_empty() {
            return Ok(true);
        }
        let begun = self
            .engine
            .start_weekoverzicht(bureau, &oorzaak, post)
            .await;
        self.began(begun, &oorzaak)
    }
}

/// One line before it is put in a part, with the term that tells how much is left.
struct Punt {
    soort: Weeksoort,
    regel: Weekregel,
    termijn: Option<u32>,
}

/// What is being gathered for one bureau.
struct Oogst<'a> {
    catalog: &'a Catalog,
    bureau: &'a Bureau,
    dag: NaiveDate,
    punten: BTreeMap<Option<MedewerkerId>, (Aan, Vec<Punt>)>,
    hoofden: Vec<Aan>,
    cijfers: Cijfers,
}

/// The numbers of a bureau.
#[derive(Default)]
struct Cijfers {
    alle: (u32, u32, u32),
    incidenten: u32,
    procedures: BTreeMap<String, (u32, u32, u32)>,
    ambtenaren: BTreeMap<String, (u32, u32, u32)>,
}

async fn gather<S: Store>(
    engine: &Engine<S>,
    slug: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Weekpost>, RoosterFout> {
    let catalog = engine.catalog();
    let Some(bureau) = catalog.bureau(slug).cloned() else {
        return Ok(Vec::new());
    };
    let dag = wandtijd(now).date();
    let seat = catalog.zetel(&bureau);
    let mut oogst = Oogst {
        catalog: &catalog,
        bureau: &bureau,
        dag,
        punten: BTreeMap::new(),
        hoofden: bureau.wie(Zoek {
            rol: Rol::Leidinggevende,
            gemeente: &seat,
            school: None,
            boa: false,
            behandelaar: None,
            dag,
        }),
        cijfers: Cijfers::default(),
    };
    let mut filter = ZaakFilter {
        bureau: Some(slug.to_owned()),
        status: Some(Status::Open),
        limit: BLADZIJDE,
        ..ZaakFilter::default()
    };
    loop {
        let page = engine.store().zaken(&filter).await?;
        let Some(last) = page.last().map(|zaak| zaak.id) else {
            break;
        };
        for zaak in &page {
            oogst.zaak(zaak);
        }
        filter.na = Some(last);
    }
    let mut post = Vec::new();
    for (aan, punten, cijfers) in oogst.verdeel() {
        let inhoud = Weekoverzicht {
            delen: delen(engine, punten, dag).await?,
            cijfers,
        };
        post.push(Weekpost { aan, inhoud });
    }
    Ok(post)
}

impl Oogst<'_> {
    fn zaak(&mut self, zaak: &Zaak) {
        let titel = self
            .catalog
            .definitie(&zaak.definitie)
            .map_or_else(|| zaak.procedure.clone(), |found| found.titel.clone());
        self.tel(zaak, &titel);
        let mut punten: Vec<(Rol, Punt)> = zaak
            .open_taken()
            .map(|taak| {
                let termijn = zaak.termijn_van(taak.nummer);
                let punt = self.punt(zaak, &titel, &taak.titel, termijn);
                (taak.voor, punt)
            })
            .collect();
        if punten.is_empty() {
            punten.push((Rol::Leerplichtambtenaar, self.wacht(zaak, &titel)));
        }
        if let Some(punt) = self.dwangsom(zaak, &titel) {
            self.voor_hoofden(&punt);
            punten.push((Rol::Leerplichtambtenaar, punt));
        }
        let of_bureau = zaak.betrokkene == Betrokkene::Bureau;
        for (rol, punt) in punten {
            if rol == Rol::Leidinggevende {
                self.voor_hoofden(&punt);
            }
            if !of_bureau {
                self.voor_ambtenaar(zaak, rol, punt);
            }
        }
    }

    fn punt(&self, zaak: &Zaak, procedure: &str, titel: &str, termijn: Option<&Termijn>) -> Punt {
        let einde = termijn.and_then(|termijn| termijn.einde);
        let soort = match einde {
            None => Weeksoort::ZonderDatum,
            Some(einde) if einde < self.dag => Weeksoort::TeLaat,
            Some(einde) if einde <= self.dag + WEEK => Weeksoort::DezeWeek,
            Some(_) => Weeksoort::Later,
        };
        Punt {
            soort,
            regel: Weekregel {
                zaak: zaak.id,
                procedure: procedure.to_owned(),
                gemeente: zaak.gemeente.clone(),
                titel: titel.to_owned(),
                einde,
                over: String::new(),
                wie: None,
            },
            termijn: termijn.map(|termijn| termijn.nummer),
        }
    }

    /// What deciding too late costs, where the bureau was told so.
    fn dwangsom(&self, zaak: &Zaak, procedure: &str) -> Option<Punt> {
        let def = self.catalog.definitie(&zaak.definitie)?;
        let (running, dwangsom) = def.lopende_dwangsom(zaak)?;
        let told = dwangsom.in_woorden(running.einde?, self.dag);
        let titel = format!("In gebreke gesteld: {told}");
        Some(self.punt(zaak, procedure, &titel, Some(running)))
    }

    /// A zaak in which nobody of the bureau has to act.
    fn wacht(&self, zaak: &Zaak, procedure: &str) -> Punt {
        let standing = |termijn: &&Termijn| {
            matches!(
                termijn.status,
                TermijnStatus::Loopt | TermijnStatus::Opgeschort
            )
        };
        let waits = zaak.termijnen.iter().filter(standing);
        let termijn = waits.min_by_key(|termijn| termijn.einde.unwrap_or(NaiveDate::MAX));
        let known = termijn.and_then(|termijn| {
            let procedure = self.catalog.definitie(&zaak.definitie)?;
            procedure
                .termijn(&termijn.naam)
                .map(|def| def.titel.clone())
        });
        let titel = known
            .or_else(|| termijn.map(|termijn| termijn.naam.clone()))
            .unwrap_or_else(|| "Geen taak en geen termijn".to_owned());
        let mut punt = self.punt(zaak, procedure, &titel, termijn);
        punt.soort = Weeksoort::Wacht;
        if termijn.is_some_and(|termijn| termijn.status == TermijnStatus::Opgeschort) {
            punt.regel.wie = Some("staat stil".to_owned());
        }
        punt
    }

    fn voor_ambtenaar(&mut self, zaak: &Zaak, rol: Rol, mut punt: Punt) {
        let school = match &zaak.betrokkene {
            Betrokkene::School(code) => Some(code.as_str()),
            _ => None,
        };
        let behandelaar = zaak.behandelaar.as_ref();
        let found = self.bureau.wie(Zoek {
            rol: Rol::Leerplichtambtenaar,
            gemeente: &zaak.gemeente,
            school,
            boa: false,
            behandelaar,
            dag: self.dag,
        });
        let Some(aan) = found.into_iter().next() else {
            return;
        };
        if rol != Rol::Leerplichtambtenaar {
            punt.regel.wie = Some(format!("voor {}", met_lidwoord(rol)));
        }
        let own = behandelaar.and_then(|id| self.bureau.medewerker(&id.0));
        if let Some(own) = own.filter(|_| aan.medewerker.as_ref() != behandelaar) {
            punt.regel.wie = Some(format!("u neemt waar voor {}", own.naam));
        }
        self.put(aan, punt);
    }

    fn voor_hoofden(&mut self, punt: &Punt) {
        for aan in self.hoofden.clone() {
            let copy = Punt {
                regel: punt.regel.clone(),
                ..*punt
            };
            self.put(aan, copy);
        }
    }

    fn put(&mut self, aan: Aan, punt: Punt) {
        let (_, punten) = self
            .punten
            .entry(aan.medewerker.clone())
            .or_insert_with(|| (aan, Vec::new()));
        // The head may be told of one taak in two ways: as his own, and in the place of an officer.
        let told = |known: &Punt| {
            known.regel.zaak == punt.regel.zaak && known.regel.titel == punt.regel.titel
        };
        if !punten.iter().any(told) {
            punten.push(punt);
        }
    }

    fn tel(&mut self, zaak: &Zaak, titel: &str) {
        let taken: Vec<_> = zaak.open_taken().collect();
        let late = |nummer: u32| {
            let einde = zaak.termijn_van(nummer).and_then(|termijn| termijn.einde);
            einde.is_some_and(|einde| einde < self.dag)
        };
        let te_laat = taken.iter().filter(|taak| late(taak.nummer)).count();
        let more = (1, small(taken.len()), small(te_laat));
        let cijfers = &mut self.cijfers;
        add(&mut cijfers.alle, more);
        add(
            cijfers.procedures.entry(titel.to_owned()).or_default(),
            more,
        );
        if zaak.incidenten.iter().any(|incident| !incident.opgelost) {
            cijfers.incidenten += 1;
        }
        let own = zaak
            .behandelaar
            .as_ref()
            .filter(|_| zaak.betrokkene != Betrokkene::Bureau);
        if let Some(who) = own.and_then(|id| self.bureau.medewerker(&id.0)) {
            add(
                cijfers.ambtenaren.entry(who.naam.clone()).or_default(),
                more,
            );
        }
    }

    /// Who is told what; the head gets the numbers too, also when nothing waits for him.
    fn verdeel(mut self) -> Vec<(Aan, Vec<Punt>, Vec<Weekcijfer>)> {
        let cijfers = self.cijfers.rijen();
        if !cijfers.is_empty() {
            for aan in &self.hoofden {
                self.punten
                    .entry(aan.medewerker.clone())
                    .or_insert_with(|| (aan.clone(), Vec::new()));
            }
        }
        let hoofden: Vec<_> = self
            .hoofden
            .iter()
            .map(|aan| aan.medewerker.clone())
            .collect();
        self.punten
            .into_iter()
            .map(|(wie, (aan, punten))| {
                let numbers = hoofden.contains(&wie).then(|| cijfers.clone());
                (aan, punten, numbers.unwrap_or_default())
            })
            .collect()
    }
}

impl Cijfers {
    fn rijen(&self) -> Vec<Weekcijfer> {
        if self.alle.0 == 0 {
            return Vec::new();
        }
        let rij = |titel: String, (zaken, taken, te_laat): (u32, u32, u32)| Weekcijfer {
            titel,
            zaken,
            taken,
            te_laat,
        };
        let mut found = vec![rij("Het hele bureau".to_owned(), self.alle)];
        let procedures = self.procedures.iter();
        found.extend(procedures.map(|(titel, getal)| rij(titel.clone(), *getal)));
        let ambtenaren = self.ambtenaren.iter();
        found.extend(ambtenaren.map(|(naam, getal)| rij(format!("Zaken van {naam}"), *getal)));
        if self.incidenten > 0 {
            found.push(rij("Met een incident".to_owned(), (self.incidenten, 0, 0)));
        }
        found
    }
}

/// Sorts lines into parts, keeps the first of each and says of those how much is left.
async fn delen<S: Store>(
    engine: &Engine<S>,
    punten: Vec<Punt>,
    dag: NaiveDate,
) -> Result<Vec<Weekdeel>, RoosterFout> {
    let mut soorten: BTreeMap<Weeksoort, Vec<Punt>> = BTreeMap::new();
    for punt in punten {
        soorten.entry(punt.soort).or_default().push(punt);
    }
    let mut found = Vec::new();
    for (soort, mut punten) in soorten {
        punten.sort_by_key(|punt| {
            let einde = punt.regel.einde.unwrap_or(NaiveDate::MAX);
            (einde, punt.regel.zaak)
        });
        let meer = small(punten.len().saturating_sub(VOLUIT));
        let mut regels = Vec::new();
        for mut punt in punten.into_iter().take(VOLUIT) {
            if let (Some(_), Some(nummer)) = (punt.regel.einde, punt.termijn) {
                let zaak = engine.store().load(punt.regel.zaak).await?;
                // A place that is not known has no calendar; the date itself is told.
                let kalender = engine.kalender_van(&zaak).await.ok();
                punt.regel.over = zaak
                    .termijn(nummer)
                    .zip(kalender)
                    .map(|(termijn, kalender)| over(termijn, dag, &kalender))
                    .unwrap_or_default();
            }
            regels.push(punt.regel);
        }
        found.push(Weekdeel {
            soort,
            regels,
            meer,
        });
    }
    Ok(found)
}

const fn met_lidwoord(rol: Rol) -> &'static str {
    match rol {
        Rol::Administratie => "de administratie",
        Rol::Leerplichtambtenaar => "de leerplichtambtenaar",
        Rol::Leidinggevende => "de leidinggevende",
        Rol::Beheerder => "de beheerder",
    }
}

fn add(to: &mut (u32, u32, u32), more: (u32, u32, u32)) {
    to.0 += more.0;
    to.1 += more.1;
    to.2 += more.2;
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
