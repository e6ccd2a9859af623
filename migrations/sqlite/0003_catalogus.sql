-- The versions of the catalogue that were in force. The texts of their files are blobs.

CREATE TABLE catalogus (
    nummer    INTEGER PRIMARY KEY,
    digest    TEXT NOT NULL,                             -- of the manifest below
    at        INTEGER NOT NULL,
    auteur    TEXT,
    reden     TEXT NOT NULL,
    aantal    INTEGER NOT NULL CHECK (aantal >= 0),
    bestanden TEXT NOT NULL                              -- JSON: path to digest
) STRICT;
