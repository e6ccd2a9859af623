-- Zaken and what belongs to them. Instants are whole microseconds UTC, dates are text.
-- A zaak's `staat` is the truth; taak, termijn and timer are drawn from it at each commit, to be searched.

-- Tells a database of this program from one of another: "TWdb".
PRAGMA application_id = 1415012450;

-- Personal data: only in jongere, ouder, melding and notitie; everything else holds ids.

CREATE TABLE jongere (
    id                INTEGER PRIMARY KEY,
    bureau            TEXT NOT NULL,
    bsn               TEXT,
    pgn               TEXT,
    naam              TEXT NOT NULL,
    zoeknaam          TEXT NOT NULL,                     -- without capitals and accents
    geboortedatum     TEXT NOT NULL,
    plaats            TEXT,
    straat            TEXT,
    huisnummer        TEXT,
    postcode          TEXT,
    woonplaats        TEXT,
    geheim            INTEGER CHECK (geheim IN (0, 1)),  -- NULL: no address was told
    sleutel           TEXT,                              -- comparable spelling; NULL when secret
    startkwalificatie INTEGER NOT NULL CHECK (startkwalificatie IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX jongere_bsn ON jongere (bureau, bsn) WHERE bsn IS NOT NULL;
CREATE UNIQUE INDEX jongere_pgn ON jongere (bureau, pgn) WHERE pgn IS NOT NULL;
CREATE INDEX jongere_sleutel ON jongere (bureau, sleutel) WHERE sleutel IS NOT NULL;

CREATE TABLE ouder (
    jongere    INTEGER NOT NULL REFERENCES jongere (id),
    nummer     INTEGER NOT NULL,
    naam       TEXT NOT NULL,
    gezag      INTEGER NOT NULL CHECK (gezag IN (0, 1)),
    straat     TEXT,
    huisnummer TEXT,
    postcode   TEXT,
    woonplaats TEXT,
    geheim     INTEGER CHECK (geheim IN (0, 1)),
    sleutel    TEXT,
    PRIMARY KEY (jongere, nummer)
) STRICT, WITHOUT ROWID;
CREATE INDEX ouder_sleutel ON ouder (sleutel) WHERE sleutel IS NOT NULL;

CREATE TABLE zaak (
    id          INTEGER PRIMARY KEY,
    versie      INTEGER NOT NULL CHECK (versie > 0),
    regels      INTEGER NOT NULL CHECK (regels > 0),
    procedure   TEXT NOT NULL,
    bureau      TEXT NOT NULL,
    gemeente    TEXT NOT NULL,
    jongere     INTEGER REFERENCES jongere (id),
    ouder       INTEGER REFERENCES zaak (id),
    apart       INTEGER NOT NULL DEFAULT 0 CHECK (apart IN (0, 1)),  -- beside others of its procedure
    status      TEXT NOT NULL CHECK (status IN ('open', 'gesloten')),
    fase        TEXT NOT NULL,
    uitkomst    TEXT,
    begin       TEXT NOT NULL,
    behandelaar TEXT,
    incidenten  INTEGER NOT NULL CHECK (incidenten >= 0),  -- those not solved
    staat       TEXT NOT NULL
) STRICT;
CREATE INDEX zaak_open ON zaak (id) WHERE status = 'open';
CREATE INDEX zaak_incident ON zaak (id, incidenten) WHERE incidenten > 0;
CREATE INDEX zaak_jongere ON zaak (jongere) WHERE jongere IS NOT NULL;
-- A second melding joins the open zaak (AI art. 6 lid 1); two processes cannot open two.
CREATE UNIQUE INDEX zaak_een_open ON zaak (jongere, procedure)
    WHERE status = 'open' AND apart = 0 AND jongere IS NOT NULL;

CREATE TABLE melding (
    id          INTEGER PRIMARY KEY,
    bureau      TEXT NOT NULL,
    bron        TEXT NOT NULL,
    kenmerk     TEXT NOT NULL,
    digest      TEXT NOT NULL,
    zaak        INTEGER NOT NULL REFERENCES zaak (id),
    jongere     INTEGER REFERENCES jongere (id),
    soort       TEXT NOT NULL,
    ontvangen   TEXT NOT NULL,
    ingetrokken INTEGER NOT NULL CHECK (ingetrokken IN (0, 1)),
    inhoud      TEXT NOT NULL,                           -- without the persons
    UNIQUE (bureau, bron, kenmerk)
) STRICT;
CREATE INDEX melding_zaak ON melding (zaak);
CREATE INDEX melding_jongere ON melding (jongere) WHERE jongere IS NOT NULL;

-- With rowids: a line is often over a kilobyte, and in a table without them each such line takes a page more.
CREATE TABLE historie (
    zaak    INTEGER NOT NULL REFERENCES zaak (id),
    nummer  INTEGER NOT NULL,
    versie  INTEGER NOT NULL,
    op      INTEGER NOT NULL,
    datum   TEXT NOT NULL,
    oorzaak TEXT,                                        -- on the first line of a command
    inhoud  TEXT NOT NULL,
    PRIMARY KEY (zaak, nummer)
) STRICT;
CREATE UNIQUE INDEX historie_oorzaak ON historie (oorzaak) WHERE oorzaak IS NOT NULL;
CREATE INDEX historie_op ON historie (op, zaak, nummer);

CREATE TRIGGER historie_blijft BEFORE UPDATE ON historie
BEGIN
    SELECT raise(ABORT, 'history is append-only');
END;
CREATE TRIGGER historie_verdwijnt_niet BEFORE DELETE ON historie
BEGIN
    SELECT raise(ABORT, 'history is append-only');
END;

CREATE TABLE notitie (
    zaak   INTEGER NOT NULL REFERENCES zaak (id),
    nummer INTEGER NOT NULL,
    tekst  TEXT NOT NULL,
    PRIMARY KEY (zaak, nummer)
) STRICT, WITHOUT ROWID;

CREATE TABLE taak (
    zaak   INTEGER NOT NULL REFERENCES zaak (id),
    nummer INTEGER NOT NULL,
    naam   TEXT NOT NULL,
    voor   TEXT NOT NULL CHECK (voor IN ('administratie', 'leerplichtambtenaar', 'leidinggevende', 'beheerder')),
    status TEXT NOT NULL CHECK (status IN ('open', 'gereed', 'vervallen')),
    einde  TEXT,                                         -- of the termijn that guards it
    inhoud TEXT NOT NULL,
    PRIMARY KEY (zaak, nummer)
) STRICT, WITHOUT ROWID;
CREATE INDEX taak_open ON taak (einde, zaak, nummer) WHERE status = 'open';

CREATE TABLE termijn (
    zaak          INTEGER NOT NULL REFERENCES zaak (id),
    nummer        INTEGER NOT NULL,
    naam          TEXT NOT NULL,
    taak          INTEGER,                               -- NULL: a term of the fase
    tijd          TEXT NOT NULL,                         -- how it is counted, with its `duur`
    wettelijk     INTEGER NOT NULL CHECK (wettelijk IN (0, 1)),
    begin         TEXT NOT NULL,
    einde         TEXT,
    verdagingen   TEXT NOT NULL,
    opschortingen TEXT NOT NULL,
    status        TEXT NOT NULL CHECK (status IN ('loopt', 'opgeschort', 'verstreken', 'gehaald', 'vervallen')),
    PRIMARY KEY (zaak, nummer)
) STRICT, WITHOUT ROWID;

CREATE TABLE timer (
    zaak    INTEGER NOT NULL REFERENCES zaak (id),
    termijn INTEGER NOT NULL,                            -- 0, with rung 0: the 18th birthday
    rung    INTEGER NOT NULL,
    due_at  INTEGER NOT NULL,
    PRIMARY KEY (zaak, termijn, rung)
) STRICT, WITHOUT ROWID;
CREATE INDEX timer_due ON timer (due_at, zaak);

CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY,
    zaak       INTEGER NOT NULL REFERENCES zaak (id),
    nummer     INTEGER NOT NULL,                         -- the line that asked
    soort      TEXT NOT NULL CHECK (soort IN ('mail', 'brief', 'melding-uit')),
    bureau     TEXT NOT NULL,
    medewerker TEXT NOT NULL,                            -- whom a mail is to; '': the bureau's mailbox, or no mail
    status     TEXT NOT NULL CHECK (status IN ('wacht', 'bezig', 'verzonden', 'mislukt', 'vervallen')),
    next_at    INTEGER NOT NULL,                         -- its own moment, or the end of a lease
    pogingen   INTEGER NOT NULL,
    klaar_at   INTEGER,
    reden      TEXT,
    inhoud     TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_zaak ON outbox (zaak, nummer);
-- Mail goes by recipient, all of him at once; the rest goes row by row.
CREATE INDEX outbox_mail ON outbox (bureau, medewerker, next_at, id, status)
    WHERE soort = 'mail' AND status IN ('wacht', 'bezig');
CREATE INDEX outbox_mail_bezig ON outbox (bureau, medewerker, next_at) WHERE soort = 'mail' AND status = 'bezig';
CREATE INDEX outbox_stuk ON outbox (next_at, id, soort, status)
    WHERE soort <> 'mail' AND status IN ('wacht', 'bezig');
CREATE INDEX outbox_mislukt ON outbox (id, soort, next_at) WHERE status = 'mislukt';

-- Everyone who was ever asked to be mailed, and the end of the clock hour in which he last was.
CREATE TABLE mailuur (
    bureau     TEXT NOT NULL,
    medewerker TEXT NOT NULL,
    tot_at     INTEGER NOT NULL,
    PRIMARY KEY (bureau, medewerker)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
    id     INTEGER PRIMARY KEY,
    zaak   INTEGER NOT NULL REFERENCES zaak (id),
    nummer INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('wacht', 'gedaan', 'vervallen')),
    inhoud TEXT NOT NULL
) STRICT;
CREATE INDEX inbox_wacht ON inbox (id, zaak, nummer) WHERE status = 'wacht';
CREATE INDEX inbox_zaak ON inbox (zaak, nummer) WHERE status = 'wacht';

CREATE TABLE blob (
    digest TEXT PRIMARY KEY,
    soort  TEXT NOT NULL,
    tekst  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The highest number ever used, so that an erased jongere's id is not given to another.
CREATE TABLE teller (
    naam    TEXT PRIMARY KEY CHECK (naam IN ('zaak', 'melding', 'jongere')),
    hoogste INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO teller (naam, hoogste) VALUES ('zaak', 0), ('melding', 0), ('jongere', 0);
