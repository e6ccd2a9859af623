-- A whole group in one trip to the driver: each parameter is a JSON array with a row per element.
-- `$7` and not `?7`: of a statement that names only `?7` the driver takes the first six for unnamed ones and
-- loses count of what it has bound.
-- Order matters: what is referred to comes first, and rows held back go before rows that are new.
SAVEPOINT lid;

UPDATE inbox SET status = 'gedaan' WHERE id IN (SELECT value FROM json_each($1));

UPDATE outbox SET status = 'vervallen'
WHERE status IN ('wacht', 'mislukt') AND (zaak, nummer) IN (SELECT value ->> 0, value ->> 1 FROM json_each($2));

UPDATE inbox SET status = 'vervallen'
WHERE status = 'wacht' AND (zaak, nummer) IN (SELECT value ->> 0, value ->> 1 FROM json_each($2));

UPDATE outbox SET status = 'wacht', pogingen = 0, next_at = r.value ->> 2, klaar_at = NULL, reden = NULL
FROM json_each($16) r
WHERE status = 'mislukt' AND zaak = r.value ->> 0 AND nummer = r.value ->> 1;

INSERT INTO jongere (id, bureau, bsn, pgn, naam, zoeknaam, geboortedatum, plaats, straat, huisnummer, postcode, woonplaats,
                     geheim, sleutel, startkwalificatie)
WITH r (v) AS MATERIALIZED (SELECT value FROM json_each($3))
SELECT v ->> 0, v ->> 1, v ->> '$[2].bsn', v ->> '$[2].pgn', v ->> '$[2].naam', v ->> 4,
       v ->> '$[2].geboortedatum', v ->> '$[2].plaats', v ->> '$[2].adres.straat',
       v ->> '$[2].adres.huisnummer', v ->> '$[2].adres.postcode', v ->> '$[2].adres.plaats',
       CASE json_type(v, '$[2].adres') WHEN 'object' THEN coalesce(v ->> '$[2].adres.geheim', 0) END,
       v ->> 3, v ->> '$[2].startkwalificatie' FROM r WHERE true
ON CONFLICT (id) DO UPDATE SET
    bsn = coalesce(excluded.bsn, bsn),
    pgn = coalesce(excluded.pgn, pgn),
    naam = excluded.naam,
    zoeknaam = excluded.zoeknaam,
    geboortedatum = excluded.geboortedatum,
    plaats = coalesce(excluded.plaats, plaats),
    straat = iif(excluded.geheim IS NULL, straat, excluded.straat),
    huisnummer = iif(excluded.geheim IS NULL, huisnummer, excluded.huisnummer),
    postcode = iif(excluded.geheim IS NULL, postcode, excluded.postcode),
    woonplaats = iif(excluded.geheim IS NULL, woonplaats, excluded.woonplaats),
    sleutel = iif(excluded.geheim IS NULL, sleutel, excluded.sleutel),
    geheim = coalesce(excluded.geheim, geheim),
    startkwalificatie = excluded.startkwalificatie;

DELETE FROM ouder WHERE jongere IN (SELECT value ->> 0 FROM json_each($4));

INSERT INTO ouder (jongere, nummer, naam, gezag, straat, huisnummer, postcode, woonplaats, geheim, sleutel)
WITH r (v) AS MATERIALIZED (SELECT value FROM json_each($4))
SELECT v ->> 0, v ->> 1, v ->> '$[2].naam', v ->> '$[2].gezag', v ->> '$[2].adres.straat',
       v ->> '$[2].adres.huisnummer', v ->> '$[2].adres.postcode', v ->> '$[2].adres.plaats',
       CASE json_type(v, '$[2].adres') WHEN 'object' THEN coalesce(v ->> '$[2].adres.geheim', 0) END,
       v ->> 3 FROM r;

INSERT INTO zaak (id, versie, regels, procedure, bureau, gemeente, jongere, ouder, status, fase, uitkomst, begin,
                  behandelaar, incidenten, staat, apart, kalender)
WITH r (v) AS MATERIALIZED (SELECT value FROM json_each($5))
SELECT v ->> 0, v ->> 1, v ->> 2, v ->> 3, v ->> 4, v ->> 5, v ->> 6, v ->> 7,
       v ->> 8, v ->> 9, v ->> 10, v ->> 11, v ->> 12, v ->> 13, v -> 14,
       v ->> '$[14].apart', v ->> 15 FROM r WHERE true
ON CONFLICT (id) DO UPDATE SET
    versie = excluded.versie, regels = excluded.regels, gemeente = excluded.gemeente, jongere = excluded.jongere,
    ouder = excluded.ouder, status = excluded.status, fase = excluded.fase, uitkomst = excluded.uitkomst,
    behandelaar = excluded.behandelaar, incidenten = excluded.incidenten, staat = excluded.staat,
    -- Decided by other calendars than the rest was counted by: by none of them wholly.
    kalender = iif(kalender = excluded.kalender, kalender, NULL);

INSERT INTO melding (id, bureau, bron, kenmerk, digest, zaak, jongere, soort, ontvangen, ingetrokken, inhoud)
WITH r (v) AS MATERIALIZED (SELECT value FROM json_each($6))
SELECT v ->> 0, v ->> 5, v ->> '$[4].bron', v ->> '$[4].kenmerk', v ->> 1, v ->> 2, v ->> 3,
       v ->> '$[4].soort', v ->> '$[4].ontvangen', v ->> '$[4].ingetrokken', v -> 4 FROM r WHERE true
ON CONFLICT (id) DO UPDATE SET
    bureau = excluded.bureau, bron = excluded.bron, kenmerk = excluded.kenmerk, digest = excluded.digest, zaak = excluded.zaak,
    jongere = excluded.jongere, soort = excluded.soort, ontvangen = excluded.ontvangen,
    ingetrokken = excluded.ingetrokken, inhoud = excluded.inhoud;

INSERT INTO historie (zaak, nummer, versie, op, datum, oorzaak, inhoud)
WITH r (v) AS MATERIALIZED (SELECT value FROM json_each($7))
SELECT v ->> 0, v ->> 1, v ->> 2, v ->> 3, v ->> 4, v ->> 5, v -> 6 FROM r;

INSERT INTO notitie (zaak, nummer, tekst)
WITH r (v) AS MATERIALIZED (SELECT value FROM json_each($8))
SELECT v ->> 0, v ->> 1, v ->> 2 FROM r WHERE true
ON CONFLICT (zaak, nummer) DO UPDATE SET tekst = excluded.tekst;

-- What is drawn from the state is written where it differs: most of a zaak stays as it was. What went is found
-- by one key: a row value that is NOT IN a list costs a walk through all of it, in search of a NULL.
DELETE FROM taak WHERE zaak IN (SELECT value FROM json_each($9))
    AND zaak || '.' || nummer NOT IN (SELECT (value ->> 0) || '.' || (value ->> '$[2].nummer') FROM json_each($10));
DELETE FROM termijn WHERE zaak IN (SELECT value FROM json_each($9))
    AND zaak || '.' || nummer NOT IN (SELECT (value ->> 0) || '.' || (value ->> 1) FROM json_each($11));
DELETE FROM timer WHERE zaak IN (SELECT value FROM json_each($9))
    AND zaak || '.' || termijn || '.' || rung NOT IN (
        SELECT (value ->> 0) || '.' || (value ->> 1) || '.' || (value ->> 2) FROM json_each($12));

INSERT INTO taak (zaak, nummer, naam, voor, status, einde, inhoud)
WITH r (v) AS MATERIALIZED (SELECT value FROM json_each($10))
SELECT v ->> 0, v ->> '$[2].nummer', v ->> '$[2].naam', v ->> '$[2].voor', v ->> '$[2].status',
       v ->> 1, v -> 2 FROM r WHERE true
ON CONFLICT (zaak, nummer) DO UPDATE SET
    naam = excluded.naam, voor = excluded.voor, status = excluded.status, einde = excluded.einde,
    inhoud = excluded.inhoud
WHERE inhoud <> excluded.inhoud OR einde IS NOT excluded.einde;

INSERT INTO termijn (zaak, nummer, naam, taak, tijd, wettelijk, begin, einde, verdagingen, opschortingen, status)
WITH r (v) AS MATERIALIZED (SELECT value FROM json_each($11))
SELECT v ->> 0, v ->> 1, v ->> 2, v ->> 3, v -> 4, v ->> 5, v ->> 6, v ->> 7,
       v -> 8, v -> 9, v ->> 10 FROM r WHERE true
ON CONFLICT (zaak, nummer) DO UPDATE SET
    naam = excluded.naam, taak = excluded.taak, tijd = excluded.tijd, wettelijk = excluded.wettelijk,
    begin = excluded.begin, einde = excluded.einde, verdagingen = excluded.verdagingen,
    opschortingen = excluded.opschortingen, status = excluded.status
WHERE (naam, taak, tijd, wettelijk, begin, einde, verdagingen, opschortingen, status)
    IS NOT (excluded.naam, excluded.taak, excluded.tijd, excluded.wettelijk, excluded.begin, excluded.einde,
            excluded.verdagingen, excluded.opschortingen, excluded.status);

INSERT INTO timer (zaak, termijn, rung, due_at)
WITH r (v) AS MATERIALIZED (SELECT value FROM json_each($12))
SELECT v ->> 0, v ->> 1, v ->> 2, v ->> 3 FROM r WHERE true
ON CONFLICT (zaak, termijn, rung) DO UPDATE SET due_at = excluded.due_at WHERE due_at <> excluded.due_at;

INSERT INTO outbox (zaak, nummer, soort, bureau, medewerker, status, next_at, pogingen, inhoud)
WITH r (v) AS MATERIALIZED (SELECT value FROM json_each($13))
SELECT v ->> 0, v ->> 1, v ->> '$[5].soort', v ->> 3, v ->> 4, 'wacht', v ->> 2, 0, v -> 5 FROM r;

INSERT INTO mailuur (bureau, medewerker, tot_at)
WITH r (v) AS MATERIALIZED (SELECT value FROM json_each($13))
SELECT DISTINCT v ->> 3, v ->> 4, 0 FROM r WHERE v ->> '$[5].soort' = 'mail'
ON CONFLICT DO NOTHING;

INSERT INTO inbox (zaak, nummer, status, inhoud)
WITH r (v) AS MATERIALIZED (SELECT value FROM json_each($14))
SELECT v ->> 0, v ->> 1, 'wacht', v -> 2 FROM r;

UPDATE teller SET hoogste = $15 ->> naam WHERE hoogste < $15 ->> naam;

RELEASE lid;
