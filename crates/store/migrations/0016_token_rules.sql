-- What an account allows its tokens: how long they live, and what they may do at the most (ADR 0034).

-- How many days a token lives of which nobody says when it ends; null: it never ends.
ALTER TABLE account ADD COLUMN token_default_days INTEGER CHECK (token_default_days BETWEEN 1 AND 3650);

-- How many days a token that ends lives at the most; null: there is no such bound.
ALTER TABLE account ADD COLUMN token_max_days INTEGER
  CHECK (token_max_days BETWEEN 1 AND 3650 AND token_default_days <= token_max_days);

-- May a token never end: as its maker likes, with a reason, or not at all? Where it is not as they like, what nobody says
-- anything of has an end; and a longest life means nothing where "never" is free.
ALTER TABLE account ADD COLUMN token_never TEXT NOT NULL DEFAULT 'allowed'
  CHECK (token_never IN ('allowed', 'with_reason', 'forbidden')
    AND (token_never = 'allowed' OR token_default_days IS NOT NULL) AND (token_never <> 'allowed' OR token_max_days IS NULL));

-- The scopes that a token can have; null: all of them.
ALTER TABLE account ADD COLUMN token_scopes TEXT CHECK (token_scopes IS NULL OR json_type(token_scopes) = 'array');

-- What decides about new tokens raises the version: whoever read it relies on that.
CREATE TRIGGER account_token_rules_version AFTER UPDATE OF token_default_days, token_max_days, token_never, token_scopes ON account
WHEN NEW.version <= OLD.version
BEGIN
  SELECT RAISE(ABORT, 'invariant:version');
END;

-- Why it never ends; empty where nobody said.
ALTER TABLE token ADD COLUMN reason TEXT NOT NULL DEFAULT '' CHECK (reason = '' OR expires_at IS NULL);

-- The rules of the day on which a token is made; those that there are stay as they are.
CREATE TRIGGER token_rules BEFORE INSERT ON token
WHEN EXISTS (
  SELECT 1 FROM account a WHERE a.id = NEW.account_id AND (
    (NEW.expires_at IS NULL AND (a.token_never = 'forbidden' OR (a.token_never = 'with_reason' AND NEW.reason = '')))
    OR NEW.expires_at > NEW.created_at + a.token_max_days * 86400000
    OR EXISTS (SELECT 1 FROM json_each(NEW.scopes) s WHERE a.token_scopes IS NOT NULL AND s.value NOT IN (SELECT value FROM json_each(a.token_scopes)))))
BEGIN
  SELECT RAISE(ABORT, 'invariant:token_rules');
END;

-- The ends that are near. What was given way to ends for another reason, which somebody chose.
CREATE INDEX token_by_end ON token (expires_at) WHERE expires_at IS NOT NULL AND revoked_at IS NULL;

-- Of which tokens it was said how many days before that they end.
CREATE TABLE token_reminder (
  token_id TEXT NOT NULL REFERENCES token (id) ON DELETE CASCADE,
  days INTEGER NOT NULL,
  PRIMARY KEY (token_id, days)
) STRICT, WITHOUT ROWID;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER account_audit_update;

CREATE TRIGGER account_audit_update BEFORE UPDATE OF id, name, locale, owner_id, system_user_limit, version, created_at, event_id, email_domain, attribution_hours, message_days, hold_seconds, audit_days, two_factor_from, mail_codes, restrict_people, restrict_system_users, session_idle_minutes, session_hours, token_default_days, token_max_days, token_never, token_scopes ON account
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

DROP TRIGGER token_audit_update;

DROP TRIGGER token_immutable;

CREATE TRIGGER token_audit_update BEFORE UPDATE OF id, account_id, system_user_id, app_id, digest, kid, tail, scopes, created_by, created_at, expires_at, revoked_at, event_id, name, holder, holder_key, networks, successor_id, ends_when_silent, version, reason ON token
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_immutable BEFORE UPDATE ON token
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.system_user_id IS NOT OLD.system_user_id OR NEW.app_id IS NOT OLD.app_id OR NEW.digest IS NOT OLD.digest OR NEW.kid IS NOT OLD.kid OR NEW.tail IS NOT OLD.tail OR NEW.scopes IS NOT OLD.scopes OR NEW.created_by IS NOT OLD.created_by OR NEW.created_at IS NOT OLD.created_at OR NEW.expires_at IS NOT OLD.expires_at OR NEW.reason IS NOT OLD.reason
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;
