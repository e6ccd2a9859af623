//! Versions of the catalogue.
//!
//! Easy to get wrong: listing them. The files of a version are tens of kilobytes and are read of one version
//! only.

use std::collections::BTreeMap;

use super::{SqliteStore, decode, instant, micros};
use crate::store::fout::StoreFout;
use crate::store::versie::{NieuweVersie, Versie, Welke};
use crate::zaak::ids::Digest;

const LIST: &str = "SELECT nummer, digest, at, auteur, reden, aantal FROM catalogus";

#[derive(sqlx::FromRow)]
struct Columns {
    nummer: i64,
    digest: String,
    at: i64,
    auteur: Option<String>,
    reden: String,
    aantal: i64,
}

impl SqliteStore {
    pub(super) async fn keep_versie(&self, versie: &NieuweVersie) -> Result<Versie, StoreFout> {
        let bestanden = serde_json::to_string(&versie.bestanden);
        let aantal = i64::try_from(versie.bestanden.len()).unwrap_or(i64::MAX);
        // One statement, so that two processes do not both find that it is new.
        sqlx::query(
            "INSERT INTO catalogus (digest, at, auteur, reden, aantal, bestanden)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6
             WHERE ?1 IS NOT (SELECT digest FROM catalogus ORDER BY nummer DESC LIMIT 1)",
        )
        .bind(&versie.digest.0)
        .bind(micros(versie.at))
        .bind(&versie.auteur)
        .bind(&versie.reden)
        .bind(aantal)
        .bind(bestanden.map_err(StoreFout::onleesbaar("bestanden of a version"))?)
        .execute(&self.writer)
        .await
        .map_err(StoreFout::database("keep a version"))?;
        let kept = Welke::Digest(versie.digest.0.clone());
        let kept = self.search_versie(&kept).await?;
        kept.ok_or_else(|| StoreFout::Onleesbaar {
            wat: "version",
            waarom: "it is not there after it was kept".to_owned(),
        })
    }

    pub(super) async fn list_versies(&self) -> Result<Vec<Versie>, StoreFout> {
        let sql = sqlx::AssertSqlSafe(format!("{LIST} ORDER BY nummer"));
        let rows: Vec<Columns> = sqlx::query_as(sql)
            .fetch_all(&self.reader)
            .await
            .map_err(StoreFout::database("list versions"))?;
        rows.into_iter().map(read).collect()
    }

    pub(super) async fn search_versie(&self, welke: &Welke) -> Result<Option<Versie>, StoreFout> {
        let (filter, bound) = match welke {
            Welke::Laatste => (
                "nummer = (SELECT max(nummer) FROM catalogus)",
                String::new(),
            ),
            Welke::Nummer(nummer) => ("nummer = CAST(?1 AS INTEGER)", nummer.to_string()),
            Welke::Digest(begin) => ("substr(digest, 1, length(?1)) = ?1", begin.clone()),
        };
        let sql = format!("{LIST} WHERE {filter} ORDER BY nummer");
        let rows: Vec<Columns> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(bound)
            .fetch_all(&self.reader)
            .await
            .map_err(StoreFout::database("look for a version"))?;
        let found: Result<Vec<Versie>, StoreFout> = rows.into_iter().map(read).collect();
        Ok(welke.zoek(found?.into_iter()))
    }

    pub(super) async fn files_of_versie(
        &self,
        nummer: u32,
    ) -> Result<BTreeMap<String, Digest>, StoreFout> {
        let json: Option<String> =
            sqlx::query_scalar("SELECT bestanden FROM catalogus WHERE nummer = ?1")
                .bind(nummer)
                .fetch_optional(&self.reader)
                .await
                .map_err(StoreFout::database("read the files of a version"))?;
        let none = Ok(BTreeMap::new());
        json.map_or(none, |json| decode("bestanden of a version", &json))
    }

    pub(super) async fn texts_of_versie(
        &self,
        nummer: u32,
    ) -> Result<Vec<(String, String)>, StoreFout> {
        sqlx::query_as(
            "SELECT e.key, b.tekst FROM catalogus c, json_each(c.bestanden) e
             JOIN blob b ON b.digest = e.value WHERE c.nummer = ?1",
        )
        .bind(nummer)
        .fetch_all(&self.reader)
        .await
        .map_err(StoreFout::database("read the texts of a version"))
    }
}

fn read(row: Columns) -> Result<Versie, StoreFout> {
    let whole = |number: i64| {
        u32::try_from(number).map_err(|_| StoreFout::Onleesbaar {
            wat: "number of a version",
            waarom: format!("{number} does not fit"),
        })
    };
    Ok(Versie {
        nummer: whole(row.nummer)?,
        digest: Digest(row.digest),
        at: instant(row.at)?,
        auteur: row.auteur,
        reden: row.reden,
        bestanden: whole(row.aantal)?,
    })
}
