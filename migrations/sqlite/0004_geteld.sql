-- By which calendars everything in a zaak was counted: a digest, NULL when by none of them wholly. What was counted
-- by others is counted again, so that an open zaak whose digest is another is work that waits.

ALTER TABLE zaak ADD COLUMN kalender TEXT;

DROP INDEX zaak_open;
CREATE INDEX zaak_open ON zaak (id, kalender) WHERE status = 'open';

-- It was kept for the database as a whole.
DELETE FROM instelling WHERE naam = 'kalenders_geteld';
