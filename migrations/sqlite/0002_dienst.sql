-- What the daemon keeps beside the zaken: who may ask, what ran when, what the database is for.

CREATE TABLE token (
    naam           TEXT PRIMARY KEY,
    hash           TEXT NOT NULL UNIQUE,                 -- of the secret, which is nowhere
    bureau         TEXT NOT NULL,
    rol            TEXT NOT NULL CHECK (rol IN ('administratie', 'leerplichtambtenaar', 'leidinggevende', 'beheerder')),
    gemeenten      TEXT NOT NULL,                        -- a JSON list; empty: all of the bureau
    medewerker     TEXT,
    gemaakt_at     INTEGER NOT NULL,
    ingetrokken_at INTEGER
) STRICT, WITHOUT ROWID;

-- Until when each schedule has been dealt with.
CREATE TABLE rooster (
    sleutel TEXT PRIMARY KEY,
    tot_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When each source last delivered.
CREATE TABLE levering (
    bureau TEXT NOT NULL,
    bron   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (bureau, bron)
) STRICT, WITHOUT ROWID;

CREATE TABLE instelling (
    naam   TEXT PRIMARY KEY,
    waarde TEXT NOT NULL
) STRICT, WITHOUT ROWID;
