-- Tokens that code hosts find and report (ADR 0037).

-- What happens to such a token: it ends, or those who look after its system user are warned.
ALTER TABLE account ADD COLUMN partner_finds TEXT NOT NULL DEFAULT 'end' CHECK (partner_finds IN ('end', 'warn'));

-- Where a token was found that goes on. What was put aside stays: it is known and not told again.
CREATE TABLE token_find (
  token_id TEXT NOT NULL REFERENCES token (id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  source TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES account (id),
  system_user_id TEXT NOT NULL,
  found_at INTEGER NOT NULL,
  dismissed_at INTEGER,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  PRIMARY KEY (token_id, url, source),
  FOREIGN KEY (account_id, system_user_id) REFERENCES system_user (account_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX token_find_by_system_user ON token_find (account_id, system_user_id);

CREATE INDEX token_find_by_event ON token_find (event_id);

-- Whoever reports many places of one token fills nothing.
CREATE TRIGGER token_find_limit BEFORE INSERT ON token_find
WHEN (SELECT count(*) FROM token_find WHERE token_id = NEW.token_id) >= 20
  OR NOT EXISTS (SELECT 1 FROM token WHERE id = NEW.token_id AND account_id = NEW.account_id AND system_user_id = NEW.system_user_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:token_find_limit');
END;

-- What nobody has put aside, for what needs attention.
CREATE INDEX token_find_open ON token_find (account_id, found_at, token_id, url, source) WHERE dismissed_at IS NULL;

-- ── Is a system user still needed? ──────────────────────────────────────────────────────────────────────────────

-- How many days a confirmation counts; null: nobody is asked. How many days later one is switched off that nobody confirms. And since
-- when the account asks that: its first reviews are due when there was time to say so.
ALTER TABLE account ADD COLUMN attestation_days INTEGER CHECK (attestation_days BETWEEN 30 AND 365);

ALTER TABLE account ADD COLUMN attestation_grace_days INTEGER NOT NULL DEFAULT 30 CHECK (attestation_grace_days BETWEEN 14 AND 365);

ALTER TABLE account ADD COLUMN attestation_since INTEGER CHECK ((attestation_since IS NULL) = (attestation_days IS NULL));

-- The few that ask.
CREATE INDEX account_attesting ON account (id) WHERE attestation_days IS NOT NULL;

-- What it is for; empty where nobody said.
ALTER TABLE system_user ADD COLUMN purpose TEXT NOT NULL DEFAULT '';

-- When somebody last said that it is still needed, or switched it on.
ALTER TABLE system_user ADD COLUMN attested_at INTEGER;

CREATE INDEX system_user_by_attested ON system_user (account_id, coalesce(attested_at, created_at), id) WHERE status = 'active';

-- Whoever decided by what there was hears of it: what is confirmed is not switched off.
CREATE TRIGGER system_user_attested_version AFTER UPDATE OF purpose, attested_at ON system_user
WHEN NEW.version <= OLD.version
BEGIN
  SELECT RAISE(ABORT, 'invariant:version');
END;

CREATE TRIGGER account_attestation_version AFTER UPDATE OF attestation_days, attestation_grace_days, attestation_since ON account
WHEN NEW.version <= OLD.version
BEGIN
  SELECT RAISE(ABORT, 'invariant:version');
END;

-- Whoever was told that a review is due then: the how-manieth time, and when.
CREATE TABLE attestation_notice (
  system_user_id TEXT NOT NULL REFERENCES system_user (id) ON DELETE CASCADE,
  due_at INTEGER NOT NULL,
  n INTEGER NOT NULL,
  sent_at INTEGER NOT NULL,
  PRIMARY KEY (system_user_id, due_at, n)
) STRICT, WITHOUT ROWID;

-- ── Lists of tokens that have not ended ─────────────────────────────────────────────────────────────────────────

-- Whether it has ended, as the clock has marked it: never before it did.
ALTER TABLE token ADD COLUMN is_over INTEGER NOT NULL DEFAULT 0 CHECK (is_over IN (0, 1));

CREATE INDEX token_open_by_account ON token (account_id, id) WHERE is_over = 0;

CREATE INDEX token_open_by_holder ON token (account_id, holder_key, id) WHERE is_over = 0;

CREATE INDEX token_open_by_creator ON token (account_id, created_by, id) WHERE is_over = 0;

CREATE INDEX token_open_by_end ON token (min(coalesce(revoked_at, 9007199254740991), coalesce(expires_at, 9007199254740991))) WHERE is_over = 0;

-- What ends for no reason has not ended, and what has ended does not begin again.
CREATE TRIGGER token_is_over BEFORE UPDATE OF is_over ON token
WHEN OLD.is_over = 1 OR (NEW.revoked_at IS NULL AND NEW.expires_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'invariant:token_is_over');
END;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER account_audit_update;

CREATE TRIGGER account_audit_update BEFORE UPDATE OF id, name, locale, owner_id, system_user_limit, version, created_at, event_id, email_domain, attribution_hours, message_days, hold_seconds, audit_days, two_factor_from, mail_codes, restrict_people, restrict_system_users, session_idle_minutes, session_hours, token_default_days, token_max_days, token_never, token_scopes, partner_finds, attestation_days, attestation_grace_days, attestation_since ON account
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

DROP TRIGGER system_user_audit_update;

CREATE TRIGGER system_user_audit_update BEFORE UPDATE OF id, account_id, subaccount_id, username, status, generation, created_by, created_by_name, version, created_at, event_id, purpose, attested_at ON system_user
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_find_audit_insert BEFORE INSERT ON token_find
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_find_audit_update BEFORE UPDATE OF token_id, url, source, account_id, system_user_id, found_at, dismissed_at, event_id ON token_find
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_find_audit_delete BEFORE DELETE ON token_find
WHEN NOT ((NOT EXISTS (SELECT 1 FROM system_user WHERE id = OLD.system_user_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.system_user_id AND action = 'system_user.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_find_immutable BEFORE UPDATE ON token_find
WHEN NEW.token_id IS NOT OLD.token_id OR NEW.url IS NOT OLD.url OR NEW.source IS NOT OLD.source OR NEW.account_id IS NOT OLD.account_id OR NEW.system_user_id IS NOT OLD.system_user_id OR NEW.found_at IS NOT OLD.found_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER token_find_replace_insert BEFORE INSERT ON token_find
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: token_find.token_id, token_find.url, token_find.source')
  WHERE EXISTS (SELECT 1 FROM token_find WHERE token_id = NEW.token_id AND url = NEW.url AND source = NEW.source);
END;
