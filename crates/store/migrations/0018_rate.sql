-- How often a system user and each token may call, and the permits that isolates took of it (ADR 0036).

ALTER TABLE system_user ADD COLUMN rate_calls INTEGER CHECK (rate_calls BETWEEN 1 AND 1000000);

ALTER TABLE system_user ADD COLUMN rate_seconds INTEGER
  CHECK (rate_seconds BETWEEN 1 AND 3600) CHECK ((rate_seconds IS NULL) = (rate_calls IS NULL));

ALTER TABLE token ADD COLUMN rate_calls INTEGER CHECK (rate_calls BETWEEN 1 AND 1000000);

ALTER TABLE token ADD COLUMN rate_seconds INTEGER
  CHECK (rate_seconds BETWEEN 1 AND 3600) CHECK ((rate_seconds IS NULL) = (rate_calls IS NULL));

-- Another limit counts everywhere only if the generation rose in the same change.
CREATE TRIGGER system_user_rate_generation BEFORE UPDATE OF rate_calls, rate_seconds ON system_user
WHEN NEW.generation <= OLD.generation
BEGIN
  SELECT RAISE(ABORT, 'invariant:generation');
END;

CREATE TRIGGER token_rate_generation BEFORE UPDATE OF rate_calls, rate_seconds ON token
WHEN (SELECT event_id FROM system_user WHERE id = NEW.system_user_id) IS NOT NEW.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:generation');
END;

-- One row a limit and length of window: the newest window that anybody asked for permits of, and how many were taken. Whatever
-- isolates do, a window never has more than the limit has calls.
CREATE TABLE rate_window (
  -- A system user or a token.
  subject TEXT NOT NULL,
  seconds INTEGER NOT NULL,
  -- The end of the window, in seconds since 1970.
  ends INTEGER NOT NULL,
  -- The limit when permits were last taken.
  calls INTEGER NOT NULL,
  granted INTEGER NOT NULL CHECK (granted BETWEEN 1 AND calls),
  -- The permits of the last trip.
  block INTEGER NOT NULL CHECK (block BETWEEN 1 AND granted),
  PRIMARY KEY (subject, seconds)
) STRICT, WITHOUT ROWID;

CREATE INDEX rate_window_by_end ON rate_window (ends);

-- Windows don't go back, and within one nothing is given back.
CREATE TRIGGER rate_window_forward BEFORE UPDATE ON rate_window
WHEN NEW.subject <> OLD.subject OR NEW.seconds <> OLD.seconds OR NEW.ends < OLD.ends OR (NEW.ends = OLD.ends AND NEW.granted < OLD.granted)
BEGIN
  SELECT RAISE(ABORT, 'invariant:rate_window');
END;

-- Figures of an hour that have kinds: refused calls by reason (`refused.`), answered ones by how long they took (`ms.` and the
-- place in `domain::latency`).
CREATE TABLE usage_figure (
  system_user_id TEXT NOT NULL REFERENCES system_user (id) ON DELETE CASCADE,
  hour INTEGER NOT NULL,
  kind TEXT NOT NULL,
  calls INTEGER NOT NULL,
  PRIMARY KEY (system_user_id, hour, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX usage_figure_by_hour ON usage_figure (hour);

-- Whose calls somebody watches, and until when.
CREATE TABLE tail (
  system_user_id TEXT PRIMARY KEY REFERENCES system_user (id) ON DELETE CASCADE,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Calls that were seen meanwhile, for an hour.
CREATE TABLE tail_line (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  system_user_id TEXT NOT NULL REFERENCES system_user (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  line TEXT NOT NULL CHECK (json_valid(line))
) STRICT;

CREATE INDEX tail_line_by_system_user ON tail_line (system_user_id, id);

CREATE INDEX tail_line_by_age ON tail_line (at);

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER system_user_audit_update;

CREATE TRIGGER system_user_audit_update BEFORE UPDATE OF id, account_id, subaccount_id, username, status, generation, created_by, created_by_name, version, created_at, event_id, rate_calls, rate_seconds ON system_user
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

DROP TRIGGER token_audit_update;

CREATE TRIGGER token_audit_update BEFORE UPDATE OF id, account_id, system_user_id, app_id, digest, kid, tail, scopes, created_by, created_at, expires_at, revoked_at, event_id, name, holder, holder_key, networks, successor_id, ends_when_silent, version, reason, rate_calls, rate_seconds ON token
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;
