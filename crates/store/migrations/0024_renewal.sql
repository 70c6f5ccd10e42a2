-- When the credential of a Meta channel ends, and what became of renewing it (ADR 0045). The credential itself, the app that it is
-- renewed with among it, is sealed in the channel's own row.

-- Not audited: what a carrier says, and what the clock does next. Another credential and a warning of an end have events.
CREATE TABLE channel_renewal (
  channel_id TEXT PRIMARY KEY REFERENCES channel (id) ON DELETE CASCADE,
  -- 1: the carrier has said when the credential ends.
  said INTEGER NOT NULL DEFAULT 0 CHECK (said IN (0, 1)),
  -- When; null once that was said: never.
  expires_at INTEGER,
  -- When the clock looks at it again; null: not by itself. Who takes it for a try moves it first.
  next_at INTEGER,
  -- When the last try failed and why, in the carrier's words without secrets; null: it did not.
  failed_at INTEGER,
  why TEXT,
  -- The fewest days before the end of which it was told.
  told INTEGER,
  CHECK (said = 1 OR expires_at IS NULL),
  CHECK ((failed_at IS NULL) = (why IS NULL))
) STRICT;

CREATE INDEX channel_renewal_due ON channel_renewal (next_at) WHERE next_at IS NOT NULL;

CREATE INDEX channel_renewal_by_end ON channel_renewal (expires_at) WHERE expires_at IS NOT NULL;

INSERT INTO channel_renewal (channel_id, next_at) SELECT id, 0 FROM channel WHERE kind = 'meta';

CREATE TRIGGER channel_renewal_begins AFTER INSERT ON channel
WHEN NEW.kind = 'meta'
BEGIN
  INSERT INTO channel_renewal (channel_id, next_at) VALUES (NEW.id, 0);
END;

-- A credential that somebody gave is another one, of which nothing is known. What is sealed anew, or renewed, leaves the version
-- as it is: for whoever has a dialog open, and for messages on their way, nothing has changed.
CREATE TRIGGER channel_renewal_begins_anew AFTER UPDATE OF sealed ON channel
WHEN NEW.kind = 'meta' AND NEW.sealed IS NOT OLD.sealed AND NEW.version <> OLD.version
BEGIN
  DELETE FROM channel_renewal WHERE channel_id = NEW.id;
  INSERT INTO channel_renewal (channel_id, next_at) VALUES (NEW.id, 0);
END;
