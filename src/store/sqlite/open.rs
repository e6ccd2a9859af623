//! Opening a database file, and saying plainly why it cannot be.
//!
//! Easy to get wrong: durability. SQLite takes an unknown pragma value in silence and may then mean less, so
//! that what matters is read back, and a database that answers otherwise is not opened.

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Executor, Row};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::store::fout::{StoreFout, sqlite_code};

/// How long a statement waits for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Readers beside the one writer; WAL lets them read while it writes.
pub(super) const READERS: u32 = 4;

/// What a file of this program bears in its head; see the first migration.
const APPLICATION_ID: i64 = 1_415_012_450;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

pub(super) fn quiet(options: SqliteConnectOptions) -> SqliteConnectOptions {
    // Statements carry whole dossiers; none of them belongs in a log.
    options
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .disable_statement_logging()
}

pub(super) fn writing(options: SqliteConnectOptions) -> SqliteConnectOptions {
    quiet(options).synchronous(SqliteSynchronous::Full)
}

pub(super) async fn connect(
    options: SqliteConnectOptions,
    connections: u32,
) -> Result<SqlitePool, StoreFout> {
    // A local file does not go away: no ping before each use, no connection closed for its age.
    SqlitePoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await
        .map_err(StoreFout::database("open the database"))
}

/// Looks whose file it is, makes sure of what it promises and brings it up to date.
pub(super) async fn prepare(
    writer: &SqlitePool,
    path: &Path,
    journal_mode: &'static str,
) -> Result<(), StoreFout> {
    check_owner(writer, path).await?;
    // In this order: nothing is written into a file that is another's.
    let set = format!("PRAGMA journal_mode = {journal_mode}");
    writer
        .execute(sqlx::AssertSqlSafe(set))
        .await
        .map_err(StoreFout::database("set the journal mode"))?;
    let asked = [
        ("journal_mode", "PRAGMA journal_mode", journal_mode),
        ("synchronous", "PRAGMA synchronous", "2"),
        ("foreign_keys", "PRAGMA foreign_keys", "1"),
    ];
    for (pragma, sql, verwacht) in asked {
        let gevonden = read_pragma(writer, sql).await?;
        if gevonden != verwacht {
            return Err(StoreFout::Pragma {
                pragma,
                verwacht,
                gevonden,
            });
        }
    }
    MIGRATIONS.run(writer).await.map_err(migration_fault)
}

/// A database with tables that this program did not make is another's.
async fn check_owner(writer: &SqlitePool, path: &Path) -> Result<(), StoreFout> {
    let sql =
        "SELECT application_id, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id";
    let (owner, tables): (i64, i64) = sqlx::query_as(sql)
        .fetch_one(writer)
        .await
        .map_err(StoreFout::database("open the database"))?;
    if tables > 0 && owner != APPLICATION_ID {
        return Err(StoreFout::GeenDatabase {
            pad: path.to_owned(),
        });
    }
    Ok(())
}

fn migration_fault(fault: MigrateError) -> StoreFout {
    let bekend = MIGRATIONS.iter().map(|known| known.version).max();
    match (fault, bekend) {
        (MigrateError::VersionMissing(versie), Some(bekend)) if versie > bekend => {
            StoreFout::Nieuwer { versie, bekend }
        }
        (fault, _) => StoreFout::Migratie(Arc::new(fault)),
    }
}

/// SQLite makes the file, never its folder.
pub(super) fn check_folder(path: &Path) -> Result<(), StoreFout> {
    let map = path.parent().filter(|map| !map.as_os_str().is_empty());
    match map {
        Some(map) if !map.is_dir() => Err(StoreFout::MapOntbreekt {
            map: map.to_owned(),
        }),
        _ => Ok(()),
    }
}

/// A fault of opening by what the operator can do about it.
pub(super) fn named(fault: StoreFout, path: &Path) -> StoreFout {
    let StoreFout::Database { source, .. } = &fault else {
        return fault;
    };
    let pad = path.to_owned();
    match sqlite_code(source) {
        // NOTADB.
        Some(26) => StoreFout::GeenDatabase { pad },
        // PERM, READONLY, CANTOPEN.
        Some(3 | 8 | 14) => StoreFout::NietTeOpenen {
            pad,
            source: Arc::clone(source),
        },
        _ => fault,
    }
}

/// Some pragmas answer with a word, others with a number.
async fn read_pragma(pool: &SqlitePool, sql: &'static str) -> Result<String, StoreFout> {
    let row = pool
        .fetch_one(sql)
        .await
        .map_err(StoreFout::database("read a pragma"))?;
    let word = row.try_get_unchecked::<String, _>(0);
    word.map_err(StoreFout::database("read a pragma"))
}
