-- A whole group in one trip to the driver: each parameter is a JSON array with a row per element.
-- `$7` and not `?7`: of a statement that names only `?7` the driver takes the first six for unnamed ones and
-- loses count of what it has bound.
-- Order matters: what is referred to comes first, and rows held back go before rows that are new.
SAVEPOINT lid;

UPDATE inbox SET status = 'gedaan' WHERE id IN (SELECT value FROM json_each($1));

UPDATE outbox SET status = 'vervallen'
WHERE status = 'wacht' AND (zaak, nummer) IN (SELECT value ->> 0, value ->> 1 FROM json_each($2));

UPDATE inbox SET status = 'vervallen'
WHERE status = 'wacht' AND (zaak, nummer) IN (SELECT value ->> 0, value ->> 1 FROM json_each($2));

INSERT INTO jongere (id, bureau, bsn, pgn, naam, geboortedatum, plaats, straat, huisnummer, postcode, woonplaats,
                     geheim, sleutel, startkwalificatie)
SELECT value ->> 0, value ->> 1, value ->> '$[2].bsn', value ->> '$[2].pgn', value ->> '$[2].naam',
       value ->> '$[2].geboortedatum', value ->> '$[2].plaats', value ->> '$[2].adres.straat',
       value ->> '$[2].adres.huisnummer', value ->> '$[2].adres.postcode', value ->> '$[2].adres.plaats',
       CASE json_type(value, '$[2].adres') WHEN 'object' THEN coalesce(value ->> '$[2].adres.geheim', 0) END,
       value ->> 3, value ->> '$[2].startkwalificatie'
FROM json_each($3) WHERE true
ON CONFLICT (id) DO UPDATE SET
    bsn = coalesce(excluded.bsn, bsn),
    pgn = coalesce(excluded.pgn, pgn),
    naam = excluded.naam,
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
SELECT value ->> 0, value ->> 1, value ->> '$[2].naam', value ->> '$[2].gezag', value ->> '$[2].adres.straat',
       value ->> '$[2].adres.huisnummer', value ->> '$[2].adres.postcode', value ->> '$[2].adres.plaats',
       CASE json_type(value, '$[2].adres') WHEN 'object' THEN coalesce(value ->> '$[2].adres.geheim', 0) END,
       value ->> 3
FROM json_each($4);

INSERT INTO zaak (id, versie, regels, procedure, bureau, gemeente, jongere, ouder, status, fase, uitkomst, begin, staat)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
       value ->> 8, value ->> 9, value ->> 10, value ->> 11, value -> 12
FROM json_each($5) WHERE true
ON CONFLICT (id) DO UPDATE SET
    versie = excluded.versie, regels = excluded.regels, gemeente = excluded.gemeente, jongere = excluded.jongere,
    ouder = excluded.ouder, status = excluded.status, fase = excluded.fase, uitkomst = excluded.uitkomst,
    staat = excluded.staat;

INSERT INTO melding (id, bron, kenmerk, digest, zaak, jongere, soort, ontvangen, ingetrokken, inhoud)
SELECT value ->> 0, value ->> '$[4].bron', value ->> '$[4].kenmerk', value ->> 1, value ->> 2, value ->> 3,
       value ->> '$[4].soort', value ->> '$[4].ontvangen', value ->> '$[4].ingetrokken', value -> 4
FROM json_each($6) WHERE true
ON CONFLICT (id) DO UPDATE SET
    bron = excluded.bron, kenmerk = excluded.kenmerk, digest = excluded.digest, zaak = excluded.zaak,
    jongere = excluded.jongere, soort = excluded.soort, ontvangen = excluded.ontvangen,
    ingetrokken = excluded.ingetrokken, inhoud = excluded.inhoud;

INSERT INTO historie (zaak, nummer, versie, op, datum, oorzaak, inhoud)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value -> 6 FROM json_each($7);

INSERT INTO notitie (zaak, nummer, tekst)
SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each($8) WHERE true
ON CONFLICT (zaak, nummer) DO UPDATE SET tekst = excluded.tekst;

DELETE FROM taak WHERE zaak IN (SELECT value FROM json_each($9));
DELETE FROM termijn WHERE zaak IN (SELECT value FROM json_each($9));
DELETE FROM timer WHERE zaak IN (SELECT value FROM json_each($9));

INSERT INTO taak (zaak, nummer, naam, voor, status, einde, inhoud)
SELECT value ->> 0, value ->> '$[2].nummer', value ->> '$[2].naam', value ->> '$[2].voor', value ->> '$[2].status',
       value ->> 1, value -> 2
FROM json_each($10);

INSERT INTO termijn (zaak, nummer, naam, taak, tijd, wettelijk, begin, einde, verdagingen, opschortingen, status)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value -> 4, value ->> 5, value ->> 6, value ->> 7,
       value -> 8, value -> 9, value ->> 10
FROM json_each($11);

INSERT INTO timer (zaak, termijn, rung, due_at)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each($12);

INSERT INTO outbox (zaak, nummer, soort, status, next_at, pogingen, inhoud)
SELECT value ->> 0, value ->> 1, value ->> '$[3].soort', 'wacht', value ->> 2, 0, value -> 3 FROM json_each($13);

INSERT INTO inbox (zaak, nummer, status, inhoud)
SELECT value ->> 0, value ->> 1, 'wacht', value -> 2 FROM json_each($14);

UPDATE teller SET hoogste = $15 ->> naam WHERE hoogste < $15 ->> naam;

RELEASE lid;
