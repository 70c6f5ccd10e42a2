-- The second factor: an app's key, recovery codes, codes by mail, and what an account asks of its people (ADR 0029).

-- From when on everybody needs a second factor; null: whoever wants one has one.
ALTER TABLE account ADD COLUMN two_factor_from INTEGER;

-- May it be a code by mail?
ALTER TABLE account ADD COLUMN mail_codes INTEGER NOT NULL DEFAULT 0 CHECK (mail_codes IN (0, 1));

-- What decides who gets in raises the version.
CREATE TRIGGER account_rule_version AFTER UPDATE OF two_factor_from, mail_codes ON account
WHEN NEW.version <= OLD.version
BEGIN
  SELECT RAISE(ABORT, 'invariant:version');
END;

CREATE INDEX account_two_factor_from ON account (two_factor_from) WHERE two_factor_from IS NOT NULL;

-- By what a session has passed its second step: the person's own app or recovery codes, or a code by mail.
ALTER TABLE session ADD COLUMN second_factor TEXT CHECK (second_factor IN ('own', 'mail'));

-- One an account's person. It counts from when a code has confirmed it.
CREATE TABLE second_factor (
  person_id TEXT PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
  account_id TEXT NOT NULL REFERENCES account (id),
  -- The app's key, sealed for this row.
  sealed TEXT NOT NULL,
  -- The last step whose code was taken: no code of it or of an earlier one is taken again.
  totp_step INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  confirmed_at INTEGER,
  -- The key of another app that is to take its place, sealed as it will stand there, and since when; a code of it makes it so.
  next_sealed TEXT,
  next_at INTEGER,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  CHECK ((next_sealed IS NULL) = (next_at IS NULL)),
  CHECK (next_sealed IS NULL OR confirmed_at IS NOT NULL)
) STRICT;

CREATE TRIGGER second_factor_step BEFORE UPDATE OF totp_step ON second_factor
WHEN NEW.totp_step < OLD.totp_step
BEGIN
  SELECT RAISE(ABORT, 'invariant:totp_step');
END;

-- What is confirmed stays so, with whatever key.
CREATE TRIGGER second_factor_confirmed BEFORE UPDATE OF confirmed_at ON second_factor
WHEN OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS NOT OLD.confirmed_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:two_factor');
END;

-- The person's own row says the same, for lists and for whoever relies on it.
CREATE TRIGGER person_two_factor BEFORE UPDATE OF two_factor ON person
WHEN NEW.two_factor = 1 AND NOT EXISTS (SELECT 1 FROM second_factor WHERE person_id = NEW.id AND confirmed_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'invariant:two_factor');
END;

CREATE TRIGGER second_factor_in_use BEFORE DELETE ON second_factor
WHEN EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id AND two_factor = 1)
BEGIN
  SELECT RAISE(ABORT, 'invariant:two_factor');
END;

-- A digest under the app's key: whoever has the database has neither, and a rotation of the deployment's key changes
-- nothing here.
CREATE TABLE recovery_code (
  digest TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  person_id TEXT NOT NULL REFERENCES second_factor (person_id) ON DELETE CASCADE,
  event_id TEXT NOT NULL REFERENCES audit_event (id)
) STRICT;

CREATE INDEX recovery_code_by_person ON recovery_code (person_id);

-- Letting the log go asks who still refers to an event.
CREATE INDEX second_factor_by_event ON second_factor (event_id);

CREATE INDEX recovery_code_by_event ON recovery_code (event_id);

-- A code by mail is of one session: whoever did not give the password has no use for it.
CREATE TABLE mail_code (
  session_id TEXT PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
  digest TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  tries INTEGER NOT NULL
) STRICT;

-- Where the account does not allow it there is none, and never for whoever manages the account (domain::two_factor).
CREATE TRIGGER mail_code_allowed BEFORE INSERT ON mail_code
WHEN NOT EXISTS (
  SELECT 1 FROM session s JOIN person p ON p.id = s.person_id JOIN account a ON a.id = p.account_id
  WHERE s.id = NEW.session_id AND a.mail_codes = 1 AND a.owner_id <> p.id AND p.role NOT IN ('admin', 'developer')
    AND NOT EXISTS (
      SELECT 1 FROM role r, json_each(r.grants) g WHERE r.account_id = p.account_id AND r.id = p.role AND g.value = 'account'
        AND g.key IN ('account:manage', 'users:manage', 'teams:manage', 'roles:manage', 'subaccounts:manage', 'system_users:manage', 'webhooks:manage', 'connections:manage')))
BEGIN
  SELECT RAISE(ABORT, 'invariant:mail_code');
END;

-- Who was reminded of which date, how many days before.
CREATE TABLE two_factor_reminder (
  person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  due_at INTEGER NOT NULL,
  days INTEGER NOT NULL,
  PRIMARY KEY (person_id, due_at, days)
) STRICT, WITHOUT ROWID;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER account_audit_update;

CREATE TRIGGER account_audit_update BEFORE UPDATE OF id, name, locale, owner_id, system_user_limit, version, created_at, event_id, email_domain, attribution_hours, message_days, hold_seconds, audit_days, two_factor_from, mail_codes ON account
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

DROP TRIGGER session_audit_delete;

DROP TRIGGER session_audit_update;

CREATE TRIGGER session_audit_update BEFORE UPDATE OF id, account_id, person_id, digest, created_at, ip, user_agent, event_id, proven_at, second_factor ON session
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER session_audit_delete BEFORE DELETE ON session
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('session.deleted') AND account_id = OLD.account_id)
  OR EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action IN ('sessions.deleted') AND account_id = OLD.account_id)
  OR EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action IN ('session.two_factor_passed', 'session.recovery_code_used', 'session.mail_code_used') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action = 'user.deleted' AND account_id = OLD.account_id))
  OR EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.account_id AND action = 'sessions.purged' AND at > OLD.last_seen_at AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER second_factor_audit_insert BEFORE INSERT ON second_factor
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER second_factor_audit_update BEFORE UPDATE OF person_id, account_id, sealed, totp_step, created_at, confirmed_at, event_id ON second_factor
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER second_factor_audit_delete BEFORE DELETE ON second_factor
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action IN ('user.two_factor_disabled', 'user.two_factor_reset', 'user.two_factor_begun') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action = 'user.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER second_factor_immutable BEFORE UPDATE ON second_factor
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.person_id IS NOT OLD.person_id OR NEW.account_id IS NOT OLD.account_id OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER second_factor_replace_insert BEFORE INSERT ON second_factor
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: second_factor.rowid') WHERE EXISTS (SELECT 1 FROM second_factor WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: second_factor.person_id')
  WHERE EXISTS (SELECT 1 FROM second_factor WHERE person_id = NEW.person_id);
END;

CREATE TRIGGER recovery_code_audit_insert BEFORE INSERT ON recovery_code
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER recovery_code_audit_delete BEFORE DELETE ON recovery_code
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action IN ('session.recovery_code_used', 'user.recovery_codes_renewed', 'user.two_factor_disabled', 'user.two_factor_reset') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action = 'user.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER recovery_code_immutable BEFORE UPDATE ON recovery_code
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.digest IS NOT OLD.digest OR NEW.account_id IS NOT OLD.account_id OR NEW.person_id IS NOT OLD.person_id OR NEW.event_id IS NOT OLD.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER recovery_code_replace_insert BEFORE INSERT ON recovery_code
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: recovery_code.rowid') WHERE EXISTS (SELECT 1 FROM recovery_code WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: recovery_code.digest')
  WHERE EXISTS (SELECT 1 FROM recovery_code WHERE digest = NEW.digest);
END;
