//! Group commit: one transaction, five trips to the driver however many commits there are.
//!
//! ```text
//! BEGIN IMMEDIATE ─▶ who else writes? ─▶ check all ─▶ write those that fit as one set ─▶ COMMIT (the one sync)
//!                                                          │ a constraint says no
//!                                                          └─▶ back to the savepoint; one after the other
//! ```
//! A set is written table by table, so that it may only be used where that gives what one after the other
//! would give; `must_be_serial` says where not. Easy to get wrong: a fault that is no constraint keeps
//! nothing, also not the members written before it.

use sqlx::{Sqlite, Transaction};
use std::collections::HashSet;

use super::SqliteStore;
use super::rows::{GroupRows, Rows};
use super::tellers::Nieuw;
use crate::store::commit::{Commit, CommitFout, Teller};
use crate::store::fout::StoreFout;
use crate::zaak::effect::Effect;
use crate::zaak::ids::{JongereId, ZaakId};
use crate::zaak::staat::Betrokkene;

const GROUP: &str = include_str!("group.sql");

/// Which members do not fit: cause known, version moved, lines that do not follow, inbox row settled, or a
/// number for someone new that another process used meanwhile.
const CHECK: &str = "
    SELECT e.key, h.zaak, z.versie IS e.value ->> 2, coalesce(z.regels, 0) + 1 = e.value ->> 3,
           (e.value ->> 2 IS NULL AND z.id IS NOT NULL) OR m.id IS NOT NULL OR j.id IS NOT NULL
    FROM json_each(?1) e
    LEFT JOIN historie h ON h.oorzaak = e.value ->> 0
    LEFT JOIN zaak z ON z.id = e.value ->> 1
    LEFT JOIN inbox i ON i.id = e.value ->> 4 AND i.status = 'wacht'
    LEFT JOIN melding m ON m.id = e.value ->> 5
    LEFT JOIN jongere j ON j.id = e.value ->> 6
    WHERE h.zaak IS NOT NULL
       OR z.versie IS NOT e.value ->> 2
       OR coalesce(z.regels, 0) + 1 <> e.value ->> 3
       OR (e.value ->> 4 IS NOT NULL AND i.id IS NULL)
       OR m.id IS NOT NULL OR j.id IS NOT NULL";

type Uitkomst = Result<(), CommitFout>;
pub(super) type Tx = Transaction<'static, Sqlite>;

impl SqliteStore {
    pub(super) async fn commit_group(&self, groep: &[Commit]) -> Vec<Uitkomst> {
        let mut results = first_look(groep);
        match self.write_group(groep, &mut results).await {
            Ok(()) => results,
            Err(fault) => results
                .into_iter()
                .map(|result| match result {
                    // Whatever was said about the state of the database holds no longer.
                    Err(CommitFout::Fout(own)) => Err(own.into()),
                    _ => Err(fault.clone().into()),
                })
                .collect(),
        }
    }

    async fn write_group(
        &self,
        groep: &[Commit],
        results: &mut [Uitkomst],
    ) -> Result<(), StoreFout> {
        let mut tx = self.begin("begin a commit").await?;
        self.tellers.look_for_others(&mut tx).await?;
        let nieuw = self.new_numbers(groep);
        if must_be_serial(groep) || !self.write_as_set(&mut tx, groep, &nieuw, results).await? {
            self.write_one_by_one(&mut tx, groep, &nieuw, results)
                .await?;
        }
        if results.iter().any(Result::is_ok) {
            tx.commit().await.map_err(StoreFout::database("commit"))?;
        } else {
            tx.rollback()
                .await
                .map_err(StoreFout::database("roll back"))?;
        }
        for (commit, _) in groep
            .iter()
            .zip(&*results)
            .filter(|(_, result)| result.is_ok())
        {
            self.tellers.used(commit);
        }
        Ok(())
    }

    /// The numbers that must be free, by member: of several that name one the first, for after that it is used.
    fn new_numbers(&self, groep: &[Commit]) -> Vec<Nieuw> {
        let mut named = HashSet::new();
        let mut first = |nieuw: Nieuw| Nieuw {
            melding: nieuw
                .melding
                .filter(|id| named.insert((Teller::Melding, *id))),
            jongere: nieuw
                .jongere
                .filter(|id| named.insert((Teller::Jongere, *id))),
        };
        groep
            .iter()
            .map(|commit| first(self.tellers.nieuw(commit)))
            .collect()
    }

    /// Writes all that fit at once; `false`, with nothing written, when that cannot be.
    async fn write_as_set(
        &self,
        tx: &mut Tx,
        groep: &[Commit],
        nieuw: &[Nieuw],
        results: &mut [Uitkomst],
    ) -> Result<bool, StoreFout> {
        let mut outcome = results.to_vec();
        self.check(tx, groep, nieuw, &mut outcome).await?;
        let fitting = groep
            .iter()
            .zip(&outcome)
            .filter(|(_, result)| result.is_ok())
            .map(|(commit, _)| commit);
        let written = write(tx, fitting).await?.is_ok();
        if written {
            results.clone_from_slice(&outcome);
        }
        Ok(written)
    }

    async fn write_one_by_one(
        &self,
        tx: &mut Tx,
        groep: &[Commit],
        nieuw: &[Nieuw],
        results: &mut [Uitkomst],
    ) -> Result<(), StoreFout> {
        for ((commit, nieuw), result) in groep.iter().zip(nieuw).zip(results) {
            let one = std::slice::from_mut(result);
            self.check(tx, std::slice::from_ref(commit), &[*nieuw], one)
                .await?;
            if result.is_ok() {
                *result = write(tx, [commit])
                    .await?
                    .map_err(|bezwaar| bezwaar.against(commit.zaak.id));
            }
        }
        Ok(())
    }

    /// Strikes out the members that do not fit, of those that are still in.
    async fn check(
        &self,
        tx: &mut Tx,
        groep: &[Commit],
        nieuw: &[Nieuw],
        results: &mut [Uitkomst],
    ) -> Result<(), StoreFout> {
        let mut rows = Rows::default();
        let mut places = Vec::with_capacity(groep.len());
        for (place, (commit, nieuw)) in groep
            .iter()
            .zip(nieuw)
            .enumerate()
            .filter(|(place, _)| results.get(*place).is_some_and(Result::is_ok))
        {
            let first = commit.regels.first().map(|regel| regel.id.nummer);
            let row = (
                &commit.oorzaak,
                commit.zaak.id.0,
                commit.verwacht,
                first,
                commit.inbox,
                nieuw.melding,
                nieuw.jongere,
            );
            rows.push(&row).map_err(StoreFout::onleesbaar("commit"))?;
            places.push(place);
        }
        if places.is_empty() {
            return Ok(());
        }
        let struck: Vec<(i64, Option<i64>, bool, bool, bool)> = sqlx::query_as(CHECK)
            .bind(rows.finish())
            .fetch_all(&mut **tx)
            .await
            .map_err(StoreFout::database("check a commit"))?;
        for (key, gedaan, version_fits, lines_follow, number_taken) in struck {
            let place = usize::try_from(key)
                .ok()
                .and_then(|key| places.get(key).copied());
            let Some((commit, result)) =
                place.and_then(|place| Some((groep.get(place)?, results.get_mut(place)?)))
            else {
                continue;
            };
            if number_taken {
                self.tellers.share();
            }
            *result = Err(match gedaan {
                Some(zaak) => CommitFout::AlGedaan { zaak: ZaakId(zaak) },
                None if !version_fits || number_taken => CommitFout::Conflict,
                None if !lines_follow => StoreFout::lines_do_not_follow(commit.zaak.id).into(),
                // Its inbox row was settled or held back.
                None => CommitFout::Conflict,
            });
        }
        Ok(())
    }
}

/// What can be said without the database.
fn first_look(groep: &[Commit]) -> Vec<Uitkomst> {
    let mut seen = HashSet::new();
    let mut look = |commit: &Commit| {
        let zaak = commit.zaak.id;
        if !seen.insert(zaak) {
            return Err(StoreFout::ZaakTweemaal(zaak).into());
        }
        commit.check().map_err(Into::into)
    };
    groep.iter().map(&mut look).collect()
}

/// Whether the members lean on one another, so that writing them table by table could give something else
/// than writing them in turn: a cause or inbox row named twice, a row held back or asked for and settled at once, a new
/// zaak that rests on an ouderzaak or a jongere which another member brings.
fn must_be_serial(groep: &[Commit]) -> bool {
    let mut causes = HashSet::new();
    let mut settled = HashSet::new();
    let twice = groep.iter().any(|commit| {
        !causes.insert(commit.oorzaak.as_str())
            || commit.inbox.is_some_and(|inbox| !settled.insert(inbox))
    });
    let held = !settled.is_empty()
        && groep
            .iter()
            .any(|commit| commit.held_back().next().is_some() || asks_another(commit));
    let born: HashSet<ZaakId> = new(groep).map(|commit| commit.zaak.id).collect();
    let brought: HashSet<JongereId> = groep.iter().filter_map(brings).collect();
    let leans = new(groep).any(|commit| {
        let ouder = commit
            .zaak
            .ouder
            .as_ref()
            .is_some_and(|ouder| born.contains(&ouder.zaak));
        let Betrokkene::Jongere(jongere) = commit.zaak.betrokkene else {
            return ouder;
        };
        ouder || (brought.contains(&jongere) && brings(commit) != Some(jongere))
    });
    twice || held || leans
}

/// Whether it puts a row in the inbox, which a later member might name.
fn asks_another(commit: &Commit) -> bool {
    commit.effects.iter().any(|effect| {
        matches!(
            effect,
            Effect::Start { .. } | Effect::Leven { .. } | Effect::Uitkomst { .. }
        )
    })
}

fn new(groep: &[Commit]) -> impl Iterator<Item = &Commit> {
    groep.iter().filter(|commit| commit.verwacht.is_none())
}

fn brings(commit: &Commit) -> Option<JongereId> {
    commit
        .melding
        .as_ref()
        .and_then(|ontvangst| ontvangst.gemelde.jongere)
}

/// What a constraint of the database holds against a write.
enum Bezwaar {
    /// Someone else has the BSN, the melding or the open zaak.
    Uniek,
    /// A jongere or zaak that is not there.
    Verwijzing,
    /// A status or form the tables do not know.
    Vorm(String),
}

impl Bezwaar {
    fn against(self, zaak: ZaakId) -> CommitFout {
        match self {
            Self::Uniek => CommitFout::Conflict,
            Self::Verwijzing => StoreFout::dangling(zaak).into(),
            Self::Vorm(waarom) => StoreFout::Ongeldig { zaak, waarom }.into(),
        }
    }

    fn of(fault: &sqlx::Error) -> Option<Self> {
        use sqlx::error::ErrorKind as Kind;
        let fault = fault.as_database_error()?;
        match fault.kind() {
            Kind::UniqueViolation => Some(Self::Uniek),
            Kind::ForeignKeyViolation => Some(Self::Verwijzing),
            Kind::NotNullViolation | Kind::CheckViolation => {
                Some(Self::Vorm(fault.message().to_owned()))
            }
            _ => None,
        }
    }
}

/// Writes these commits, or nothing of them when a constraint says no.
async fn write<'a>(
    tx: &mut Tx,
    commits: impl IntoIterator<Item = &'a Commit>,
) -> Result<Result<(), Bezwaar>, StoreFout> {
    let rows = GroupRows::of(commits)
        .and_then(GroupRows::parameters)
        .map_err(StoreFout::onleesbaar("commit"))?;
    let mut query = sqlx::query(GROUP);
    for parameter in rows {
        query = query.bind(parameter);
    }
    let Err(fault) = query.execute(&mut **tx).await else {
        return Ok(Ok(()));
    };
    let Some(bezwaar) = Bezwaar::of(&fault) else {
        return Err(StoreFout::database("write a commit")(fault));
    };
    sqlx::query("ROLLBACK TO lid; RELEASE lid")
        .execute(&mut **tx)
        .await
        .map_err(StoreFout::database("undo a part of a commit"))?;
    Ok(Err(bezwaar))
}
