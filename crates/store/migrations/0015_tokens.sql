-- Several tokens of one system user, told apart: by name, by who holds them, by what they may do and from where (ADR 0034).

-- What it is called, and who holds it: a vendor or a system. Empty where nobody said.
ALTER TABLE token ADD COLUMN name TEXT NOT NULL DEFAULT '';

ALTER TABLE token ADD COLUMN holder TEXT NOT NULL DEFAULT '';

-- The holder as it is compared: one holder however it was typed.
ALTER TABLE token ADD COLUMN holder_key TEXT NOT NULL DEFAULT '';

-- The networks that it may be used from, beside those of its system user; null where it has no list of its own.
ALTER TABLE token ADD COLUMN networks TEXT CHECK (networks IS NULL OR json_array_length(networks) BETWEEN 1 AND 20);

-- The token that took its place, when one did.
ALTER TABLE token ADD COLUMN successor_id TEXT;

-- Does it end by itself when it has been silent while its successor is in use?
ALTER TABLE token ADD COLUMN ends_when_silent INTEGER NOT NULL DEFAULT 0 CHECK (ends_when_silent IN (0, 1));

ALTER TABLE token ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

CREATE INDEX token_by_account ON token (account_id, id);

CREATE INDEX token_by_holder ON token (account_id, holder_key, id);

-- The few whose end is watched.
CREATE INDEX token_ends_when_silent ON token (id) WHERE ends_when_silent = 1;

-- All of them are listed and read together.
CREATE TRIGGER token_limit BEFORE INSERT ON token
WHEN (SELECT count(*) FROM token WHERE system_user_id = NEW.system_user_id
    AND min(coalesce(revoked_at, NEW.created_at + 1), coalesce(expires_at, NEW.created_at + 1)) > NEW.created_at) >= 50
BEGIN
  SELECT RAISE(ABORT, 'invariant:token_limit');
END;

-- When it was first accepted, and the last time from where and by what.
ALTER TABLE token_use ADD COLUMN first_used_at INTEGER;

ALTER TABLE token_use ADD COLUMN last_used_ip TEXT;

ALTER TABLE token_use ADD COLUMN last_used_agent TEXT;

-- Before there were scopes every token could do this, and goes on to.
DROP TRIGGER token_audit_update;

UPDATE token SET scopes = '["introspect","read_messages","send"]';

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER token_immutable;

CREATE TRIGGER token_audit_update BEFORE UPDATE OF id, account_id, system_user_id, app_id, digest, kid, tail, scopes, created_by, created_at, expires_at, revoked_at, event_id, name, holder, holder_key, networks, successor_id, ends_when_silent, version ON token
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_immutable BEFORE UPDATE ON token
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.system_user_id IS NOT OLD.system_user_id OR NEW.app_id IS NOT OLD.app_id OR NEW.digest IS NOT OLD.digest OR NEW.kid IS NOT OLD.kid OR NEW.tail IS NOT OLD.tail OR NEW.scopes IS NOT OLD.scopes OR NEW.created_by IS NOT OLD.created_by OR NEW.created_at IS NOT OLD.created_at OR NEW.expires_at IS NOT OLD.expires_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

DROP TRIGGER second_factor_audit_update;

CREATE TRIGGER second_factor_audit_update BEFORE UPDATE OF person_id, account_id, sealed, totp_step, created_at, confirmed_at, next_sealed, next_at, event_id ON second_factor
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

DROP TRIGGER recovery_code_audit_delete;

CREATE TRIGGER recovery_code_audit_delete BEFORE DELETE ON recovery_code
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action IN ('session.recovery_code_used', 'user.recovery_codes_renewed', 'user.two_factor_replaced', 'user.two_factor_disabled', 'user.two_factor_reset') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action = 'user.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;
