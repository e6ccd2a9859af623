//! Lists that people look at: zaken, taken and outgoing rows by filter.
//!
//! A condition is written only where something is asked, so that an index serves it where there is one; the
//! rest is a scan up to the limit. Easy to get wrong: what is asked is always bound, never written into the SQL.

use sqlx::{QueryBuilder, Sqlite};

use super::{SqliteStore, decode, instant, word};
use crate::store::filter::{OutboxFilter, Persoonvraag, TaakFilter, TaakRij, ZaakFilter};
use crate::store::fout::StoreFout;
use crate::store::post::{OutboxRij, UitStatus};
use crate::store::zoeknaam::zoekdelen;
use crate::zaak::ids::{MedewerkerId, RegelId, ZaakId};
use crate::zaak::{Status, TaakStatus, Zaak};

type Query = QueryBuilder<Sqlite>;

type TaakColumns = (
    i64,
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    String,
);

#[derive(sqlx::FromRow)]
struct OutboxColumns {
    id: i64,
    zaak: i64,
    nummer: u32,
    bureau: String,
    gemeente: String,
    inhoud: String,
    status: String,
    next_at: i64,
    pogingen: u32,
    klaar_at: Option<i64>,
    reden: Option<String>,
}

impl SqliteStore {
    pub(super) async fn list_zaken(&self, filter: &ZaakFilter) -> Result<Vec<Zaak>, StoreFout> {
        let staten: Vec<String> = zaken_query(filter)
            .build_query_scalar()
            .fetch_all(&self.reader)
            .await
            .map_err(StoreFout::database("list zaken"))?;
        staten.iter().map(|staat| decode("zaak", staat)).collect()
    }

    pub(super) async fn list_taken(&self, filter: &TaakFilter) -> Result<Vec<TaakRij>, StoreFout> {
        let rows: Vec<TaakColumns> = taken_query(filter)
            .build_query_as()
            .fetch_all(&self.reader)
            .await
            .map_err(StoreFout::database("list taken"))?;
        rows.into_iter().map(read_taak).collect()
    }

    pub(super) async fn list_outbox(
        &self,
        filter: &OutboxFilter,
    ) -> Result<Vec<OutboxRij>, StoreFout> {
        let rows: Vec<OutboxColumns> = outbox_query(filter)
            .build_query_as()
            .fetch_all(&self.reader)
            .await
            .map_err(StoreFout::database("list outgoing rows"))?;
        rows.into_iter().map(read_outgoing).collect()
    }
}

pub(super) fn zaken_query(filter: &ZaakFilter) -> Query {
    let mut query = Query::new("SELECT z.staat FROM zaak z WHERE true");
    of_zaak(&mut query, filter.bureau.as_deref(), &filter.gemeenten);
    equals(&mut query, "z.procedure", filter.procedure.as_deref());
    equals(&mut query, "z.fase", filter.fase.as_deref());
    numbered(
        &mut query,
        "z.jongere",
        filter.jongere.map(|jongere| jongere.0),
    );
    let behandelaar = filter.behandelaar.as_ref().map(|id| id.0.as_str());
    equals(&mut query, "z.behandelaar", behandelaar);
    // Spelled out, because only then an index of some of the rows serves.
    match filter.status {
        Some(Status::Open) => drop(query.push(" AND z.status = 'open'")),
        Some(Status::Gesloten) => drop(query.push(" AND z.status = 'gesloten'")),
        None => {}
    }
    match filter.incident {
        Some(true) => drop(query.push(" AND z.incidenten > 0")),
        Some(false) => drop(query.push(" AND z.incidenten = 0")),
        None => {}
    }
    if let Some(vraag) = &filter.persoon {
        of_persoon(&mut query, vraag);
    }
    if let Some(kalender) = &filter.anders_geteld {
        query.push(" AND z.kalender IS NOT ");
        query.push_bind(kalender.0.clone());
    }
    if let Some(na) = filter.na {
        query.push(" AND z.id > ").push_bind(na.0);
    }
    query.push(" ORDER BY z.id LIMIT ").push_bind(filter.limit);
    query
}

pub(super) fn taken_query(filter: &TaakFilter) -> Query {
    let mut query = Query::new(
        "SELECT t.zaak, z.procedure, z.bureau, z.gemeente, z.behandelaar, t.einde, t.inhoud
         FROM taak t JOIN zaak z ON z.id = t.zaak WHERE true",
    );
    of_zaak(&mut query, filter.bureau.as_deref(), &filter.gemeenten);
    equals(&mut query, "z.procedure", filter.procedure.as_deref());
    equals(&mut query, "t.voor", filter.voor.map(|rol| rol.naam()));
    numbered(&mut query, "t.zaak", filter.zaak.map(|zaak| zaak.0));
    match filter.status {
        Some(TaakStatus::Open) => drop(query.push(" AND t.status = 'open'")),
        other => equals(
            &mut query,
            "t.status",
            other.as_ref().and_then(word).as_deref(),
        ),
    }
    query.push(" ORDER BY t.einde IS NULL, t.einde, t.zaak, t.nummer LIMIT ");
    query.push_bind(filter.limit);
    query
}

pub(super) fn outbox_query(filter: &OutboxFilter) -> Query {
    let mut query = Query::new(
        "SELECT o.id, o.zaak, o.nummer, o.bureau, z.gemeente, o.inhoud, o.status, o.next_at, o.pogingen,
                o.klaar_at, o.reden
         FROM outbox o JOIN zaak z ON z.id = o.zaak WHERE true",
    );
    of_zaak(&mut query, filter.bureau.as_deref(), &filter.gemeenten);
    numbered(&mut query, "o.zaak", filter.zaak.map(|zaak| zaak.0));
    match filter.status {
        Some(UitStatus::Mislukt) => drop(query.push(" AND o.status = 'mislukt'")),
        other => equals(&mut query, "o.status", other.map(UitStatus::naam)),
    }
    if let Some(na) = filter.na {
        query.push(" AND o.id > ").push_bind(na);
    }
    query.push(" ORDER BY o.id LIMIT ").push_bind(filter.limit);
    query
}

/// Whose and where the zaak is.
fn of_zaak(query: &mut Query, bureau: Option<&str>, gemeenten: &[String]) {
    equals(query, "z.bureau", bureau);
    if gemeenten.is_empty() {
        return;
    }
    let mut list = query.push(" AND z.gemeente IN (").separated(", ");
    for gemeente in gemeenten {
        list.push_bind(gemeente.clone());
    }
    query.push(")");
}

fn of_persoon(query: &mut Query, vraag: &Persoonvraag) {
    query.push(" AND z.jongere IN (SELECT j.id FROM jongere j WHERE true");
    for deel in zoekdelen(vraag.naam.as_deref().unwrap_or_default()) {
        query
            .push(" AND instr(j.zoeknaam, ")
            .push_bind(deel)
            .push(") > 0");
    }
    let geboren = vraag.geboortedatum.map(|dag| dag.to_string());
    equals(query, "j.geboortedatum", geboren.as_deref());
    equals(query, "j.bsn", vraag.bsn.as_deref());
    equals(query, "j.pgn", vraag.pgn.as_deref());
    query.push(")");
}

fn equals(query: &mut Query, column: &'static str, asked: Option<&str>) {
    if let Some(asked) = asked {
        let query = query.push(" AND ").push(column).push(" = ");
        query.push_bind(asked.to_owned());
    }
}

fn numbered(query: &mut Query, column: &'static str, asked: Option<i64>) {
    if let Some(asked) = asked {
        query
            .push(" AND ")
            .push(column)
            .push(" = ")
            .push_bind(asked);
    }
}

fn read_taak(row: TaakColumns) -> Result<TaakRij, StoreFout> {
    let (zaak, procedure, bureau, gemeente, behandelaar, einde, inhoud) = row;
    let einde = einde.map(|einde| einde.parse()).transpose();
    let einde = einde.map_err(|_| StoreFout::Onleesbaar {
        wat: "einde of a taak",
        waarom: "no date".into(),
    })?;
    Ok(TaakRij {
        zaak: ZaakId(zaak),
        procedure,
        bureau,
        gemeente,
        behandelaar: behandelaar.map(MedewerkerId),
        einde,
        taak: decode("taak", &inhoud)?,
    })
}

fn read_outgoing(row: OutboxColumns) -> Result<OutboxRij, StoreFout> {
    let status = UitStatus::met_naam(&row.status).ok_or_else(|| StoreFout::Onleesbaar {
        wat: "status of an outgoing row",
        waarom: format!("`{}` is not known", row.status),
    })?;
    Ok(OutboxRij {
        id: row.id,
        regel: RegelId {
            zaak: ZaakId(row.zaak),
            nummer: row.nummer,
        },
        bureau: row.bureau,
        gemeente: row.gemeente,
        effect: decode("outbox row", &row.inhoud)?,
        status,
        next_at: instant(row.next_at)?,
        pogingen: row.pogingen,
        klaar_at: row.klaar_at.map(instant).transpose()?,
        reden: row.reden,
    })
}
