//! Questions about jongeren, ouders and meldingen.
//!
//! Persons are put together as JSON by the database, in the shape the pure types read, so that no column is
//! decoded twice. Easy to get wrong: an address that was never told (`geheim` is NULL) is not an empty one.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::{SqliteStore, decode};
use crate::store::commit::BekendeMelding;
use crate::store::fout::StoreFout;
use crate::zaak::geschiedenis::{EerdereMelding, EerdereZaak, Geschiedenis};
use crate::zaak::ids::{Digest, JongereId, MeldingId, ZaakId};
use crate::zaak::melding::{Gemelde, Melding, VerzuimSoort};

const KNOWN_MELDING: &str = "SELECT id, digest, zaak, jongere FROM melding WHERE bureau = ?1 AND bron = ?2 AND kenmerk = ?3";

const KNOWN_JONGERE: &str = "
    SELECT id FROM jongere WHERE bureau = ?1 AND bsn = ?2
    UNION ALL SELECT id FROM jongere WHERE bureau = ?1 AND pgn = ?3 LIMIT 1";

/// The newest melding up the line of ouderzaken, with the persons as known now and the newest known school.
const NEWEST_MELDING: &str = "
    WITH RECURSIVE lijn (zaak, diep) AS (
        SELECT ?1, 0
        UNION ALL
        SELECT z.ouder, diep + 1 FROM lijn JOIN zaak z ON z.id = lijn.zaak WHERE z.ouder IS NOT NULL)
    SELECT m.id, m.jongere,
        iif(json_extract(m.inhoud, '$.school') IS NULL,
            json_set(m.inhoud, '$.school', json((
                SELECT json_extract(s.inhoud, '$.school') FROM melding s
                WHERE s.zaak = m.zaak AND NOT s.ingetrokken AND json_extract(s.inhoud, '$.school') IS NOT NULL
                ORDER BY s.id DESC LIMIT 1))),
            m.inhoud),
        CASE WHEN j.id IS NOT NULL THEN json_object(
            'bsn', j.bsn, 'pgn', j.pgn, 'naam', j.naam, 'geboortedatum', j.geboortedatum, 'plaats', j.plaats,
            'adres', json(iif(j.geheim IS NULL, NULL, json_object(
                'straat', j.straat, 'huisnummer', j.huisnummer, 'postcode', j.postcode, 'plaats', j.woonplaats,
                'geheim', json(iif(j.geheim, 'true', 'false'))))),
            'startkwalificatie', json(iif(j.startkwalificatie, 'true', 'false'))) END,
        (SELECT json_group_array(json_object(
            'naam', o.naam, 'gezag', json(iif(o.gezag, 'true', 'false')),
            'adres', json(iif(o.geheim IS NULL, NULL, json_object(
                'straat', o.straat, 'huisnummer', o.huisnummer, 'postcode', o.postcode, 'plaats', o.woonplaats,
                'geheim', json(iif(o.geheim, 'true', 'false'))))))
            ORDER BY o.nummer) FROM ouder o WHERE o.jongere = m.jongere)
    FROM lijn JOIN melding m ON m.zaak = lijn.zaak LEFT JOIN jongere j ON j.id = m.jongere
    ORDER BY lijn.diep, m.ingetrokken, m.id DESC LIMIT 1";

/// In one statement, so that it is one moment. A key of address or ouder with a 51st jongere is no family's
/// (`GEZIN_MAX`), which also bounds the walk where thousands share one.
pub(super) const GESCHIEDENIS: &str = "
    SELECT
        (SELECT count(*) FROM melding WHERE jongere = ?1 AND soort = ?3 AND NOT ingetrokken),
        (SELECT count(DISTINCT z.jongere) FROM zaak z WHERE z.status = 'open' AND z.jongere IN (
            SELECT b.id FROM jongere ik JOIN jongere b ON b.bureau = ik.bureau AND b.sleutel = ik.sleutel
            WHERE ik.id = ?1 AND b.id <> ?1
              AND NOT EXISTS (SELECT 1 FROM jongere x
                  WHERE x.bureau = ik.bureau AND x.sleutel = ik.sleutel LIMIT 1 OFFSET 50)
            UNION
            SELECT b.id FROM jongere ik
            JOIN ouder mijn ON mijn.jongere = ik.id
            JOIN ouder hun ON hun.sleutel = mijn.sleutel
            JOIN jongere b ON b.id = hun.jongere AND b.bureau = ik.bureau
            WHERE ik.id = ?1 AND b.id <> ?1
              AND NOT EXISTS (SELECT DISTINCT x.jongere FROM ouder x
                  WHERE x.sleutel = mijn.sleutel LIMIT 1 OFFSET 50))),
        (SELECT json_group_array(json_array(z.id, z.procedure, z.begin, z.staat ->> '$.einde', z.uitkomst, (
                SELECT json_group_object(o.value, json(z.staat -> ('$.gegevens.' || o.value)))
                FROM json_each(z.staat, '$.onthouden') o
                WHERE z.staat -> ('$.gegevens.' || o.value) IS NOT NULL)) ORDER BY z.id)
            FROM zaak z WHERE z.jongere = ?1 AND z.id IS NOT ?2),
        (SELECT json_group_array(json_array(id, zaak, soort, ontvangen, inhoud ->> '$.verzuim.soort') ORDER BY id)
            FROM melding WHERE jongere = ?1 AND zaak IS NOT ?2 AND NOT ingetrokken)";

type MeldingColumns = (i64, Option<i64>, String, Option<String>, String);
type ZaakColumns = (
    i64,
    String,
    NaiveDate,
    Option<NaiveDate>,
    Option<String>,
    Map<String, Value>,
);
type EerderColumns = (i64, i64, String, NaiveDate, Option<VerzuimSoort>);

impl SqliteStore {
    pub(super) async fn known_melding(
        &self,
        bureau: &str,
        bron: &str,
        kenmerk: &str,
    ) -> Result<Option<BekendeMelding>, StoreFout> {
        let found: Option<(i64, String, i64, Option<i64>)> = sqlx::query_as(KNOWN_MELDING)
            .bind(bureau)
            .bind(bron)
            .bind(kenmerk)
            .fetch_optional(&self.reader)
            .await
            .map_err(StoreFout::database("look for a melding"))?;
        Ok(found.map(|(id, digest, zaak, jongere)| BekendeMelding {
            id: MeldingId(id),
            digest: Digest(digest),
            zaak: ZaakId(zaak),
            jongere: jongere.map(JongereId),
        }))
    }

    pub(super) async fn known_jongere(
        &self,
        bureau: &str,
        bsn: Option<&str>,
        pgn: Option<&str>,
    ) -> Result<Option<JongereId>, StoreFout> {
        let found: Option<i64> = sqlx::query_scalar(KNOWN_JONGERE)
            .bind(bureau)
            .bind(bsn)
            .bind(pgn)
            .fetch_optional(&self.reader)
            .await
            .map_err(StoreFout::database("look for a jongere"))?;
        Ok(found.map(JongereId))
    }

    pub(super) async fn open_zaak(
        &self,
        jongere: JongereId,
        procedure: &str,
    ) -> Result<Option<ZaakId>, StoreFout> {
        let sql = "SELECT id FROM zaak
                   WHERE status = 'open' AND apart = 0 AND jongere = ?1 AND procedure = ?2";
        let found: Option<i64> = sqlx::query_scalar(sql)
            .bind(jongere.0)
            .bind(procedure)
            .fetch_optional(&self.reader)
            .await
            .map_err(StoreFout::database("look for an open zaak"))?;
        Ok(found.map(ZaakId))
    }

    pub(super) async fn newest_melding(&self, zaak: ZaakId) -> Result<Option<Gemelde>, StoreFout> {
        let found: Option<MeldingColumns> = sqlx::query_as(NEWEST_MELDING)
            .bind(zaak.0)
            .fetch_optional(&self.reader)
            .await
            .map_err(StoreFout::database("read a melding"))?;
        let Some((id, jongere, inhoud, persoon, ouders)) = found else {
            return Ok(None);
        };
        let mut melding: Melding = decode("melding", &inhoud)?;
        if let Some(persoon) = persoon {
            melding.jongere = Some(decode("jongere", &persoon)?);
            melding.ouders = decode("ouders", &ouders)?;
        }
        Ok(Some(Gemelde {
            id: MeldingId(id),
            jongere: jongere.map(JongereId),
            melding,
        }))
    }

    pub(super) async fn read_geschiedenis(
        &self,
        jongere: JongereId,
        zaak: Option<ZaakId>,
        procedure: &str,
    ) -> Result<Geschiedenis, StoreFout> {
        let (meldingen_totaal, broers_zussen_open, zaken, meldingen): (u32, u32, String, String) =
            sqlx::query_as(GESCHIEDENIS)
                .bind(jongere.0)
                .bind(zaak.map(|zaak| zaak.0))
                .bind(procedure)
                .fetch_one(&self.reader)
                .await
                .map_err(StoreFout::database("read what is known of a jongere"))?;
        let zaken: Vec<ZaakColumns> = decode("earlier zaken", &zaken)?;
        let meldingen: Vec<EerderColumns> = decode("earlier meldingen", &meldingen)?;
        let same = zaken.iter().filter(|other| other.1 == procedure).count();
        Ok(Geschiedenis {
            eerdere_zaken: u32::try_from(same).unwrap_or(u32::MAX),
            meldingen_totaal,
            broers_zussen_open,
            zaken: zaken
                .into_iter()
                .map(
                    |(id, procedure, begin, einde, uitkomst, gegevens)| EerdereZaak {
                        zaak: ZaakId(id),
                        procedure,
                        begin,
                        einde,
                        uitkomst,
                        gegevens,
                    },
                )
                .collect(),
            meldingen: meldingen
                .into_iter()
                .map(|(id, zaak, soort, datum, verzuim)| EerdereMelding {
                    melding: MeldingId(id),
                    zaak: ZaakId(zaak),
                    soort,
                    datum,
                    verzuim,
                })
                .collect(),
        })
    }
}
