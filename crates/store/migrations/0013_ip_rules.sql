-- From where people and system users may come (ADR 0030), and why system users were refused.

-- ── The switches ────────────────────────────────────────────────────────────────────────────────────────────────

ALTER TABLE account ADD COLUMN restrict_people INTEGER NOT NULL DEFAULT 0 CHECK (restrict_people IN (0, 1));

ALTER TABLE account ADD COLUMN restrict_system_users INTEGER NOT NULL DEFAULT 0 CHECK (restrict_system_users IN (0, 1));

-- Count up with whatever changes from where people, or system users, may come: triggers keep them. Whoever decided by what
-- there was before hears of it, and so do cached token records.
ALTER TABLE account ADD COLUMN people_addresses INTEGER NOT NULL DEFAULT 1;

ALTER TABLE account ADD COLUMN token_addresses INTEGER NOT NULL DEFAULT 1;

-- ── The lists ───────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE ip_rule (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  applies_to TEXT NOT NULL,
  person_id TEXT,
  system_user_id TEXT,
  -- Whom it is for: the person, the system user, or the account.
  subject_id TEXT NOT NULL,
  network TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  -- History, not a reference: who added it may leave, the rule stays.
  created_by TEXT NOT NULL,
  created_by_name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  UNIQUE (account_id, applies_to, subject_id, network),
  FOREIGN KEY (account_id, person_id) REFERENCES person (account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, system_user_id) REFERENCES system_user (account_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX ip_rule_by_account ON ip_rule (account_id, id);

CREATE INDEX ip_rule_by_person ON ip_rule (account_id, person_id);

CREATE INDEX ip_rule_by_system_user ON ip_rule (account_id, system_user_id);

CREATE INDEX ip_rule_by_event ON ip_rule (event_id);

-- A trigger and not a CHECK: a later migration can add a kind without making the table anew.
CREATE TRIGGER ip_rule_subject BEFORE INSERT ON ip_rule
WHEN NEW.applies_to NOT IN ('person', 'everybody', 'system_users', 'system_user')
  OR (NEW.applies_to = 'person') <> (NEW.person_id IS NOT NULL)
  OR (NEW.applies_to = 'system_user') <> (NEW.system_user_id IS NOT NULL)
  OR NEW.subject_id <> coalesce(NEW.person_id, NEW.system_user_id, NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:ip_rule_subject');
END;

-- A token's record carries both lists of its system user, and every request reads both of its person's.
CREATE TRIGGER ip_rule_limit BEFORE INSERT ON ip_rule
WHEN (SELECT count(*) FROM ip_rule WHERE account_id = NEW.account_id) >= 2000
  OR (SELECT count(*) FROM ip_rule WHERE account_id = NEW.account_id AND applies_to = NEW.applies_to AND subject_id = NEW.subject_id)
    >= CASE WHEN NEW.applies_to IN ('everybody', 'system_users') THEN 100 ELSE 20 END
BEGIN
  SELECT RAISE(ABORT, 'invariant:ip_rule_limit');
END;

CREATE TRIGGER ip_rule_added AFTER INSERT ON ip_rule
BEGIN
  UPDATE account SET people_addresses = people_addresses + 1 WHERE id = NEW.account_id AND NEW.applies_to IN ('person', 'everybody');
  UPDATE account SET token_addresses = token_addresses + 1 WHERE id = NEW.account_id AND NEW.applies_to = 'system_users';
  UPDATE system_user SET generation = generation + 1, version = version + 1, event_id = NEW.event_id WHERE id = NEW.system_user_id;
END;

-- What goes with its person or its system user has nobody left whom it was for.
CREATE TRIGGER ip_rule_gone AFTER DELETE ON ip_rule
BEGIN
  UPDATE account SET people_addresses = people_addresses + 1 WHERE id = OLD.account_id AND OLD.applies_to IN ('person', 'everybody');
  UPDATE account SET token_addresses = token_addresses + 1 WHERE id = OLD.account_id AND OLD.applies_to = 'system_users';
  UPDATE system_user SET generation = generation + 1, version = version + 1,
    event_id = (SELECT id FROM open_audit_event WHERE subject_id = OLD.id AND action = 'ip_rule.deleted')
  WHERE id = OLD.system_user_id;
END;

CREATE TRIGGER account_restricted AFTER UPDATE OF restrict_people, restrict_system_users ON account
WHEN NEW.restrict_people <> OLD.restrict_people OR NEW.restrict_system_users <> OLD.restrict_system_users
BEGIN
  UPDATE account SET people_addresses = people_addresses + (NEW.restrict_people <> OLD.restrict_people),
    token_addresses = token_addresses + (NEW.restrict_system_users <> OLD.restrict_system_users)
  WHERE id = NEW.id;
END;

CREATE TRIGGER account_addresses BEFORE UPDATE OF people_addresses, token_addresses ON account
WHEN NEW.people_addresses < OLD.people_addresses OR NEW.token_addresses < OLD.token_addresses
BEGIN
  SELECT RAISE(ABORT, 'invariant:generation');
END;

-- One line of the revocation log voids the cached records of all of an account's system users, however many there are.
CREATE TRIGGER account_tokens_revoked AFTER UPDATE OF token_addresses ON account
WHEN NEW.token_addresses > OLD.token_addresses
BEGIN
  DELETE FROM revocation WHERE system_user_id = NEW.id;
  INSERT INTO revocation (system_user_id, min_generation, at)
  VALUES (NEW.id, NEW.token_addresses, (SELECT max(at) FROM open_audit_event WHERE account_id = NEW.id));
END;

-- ── The way back ────────────────────────────────────────────────────────────────────────────────────────────────

-- Accounts whose restriction is to be switched off: written by whoever has the deployment's database, when nobody can come
-- in any more. The clock does it, with an event of its own.
CREATE TABLE address_recovery (account_id TEXT PRIMARY KEY REFERENCES account (id)) STRICT, WITHOUT ROWID;

-- ── Refusals ────────────────────────────────────────────────────────────────────────────────────────────────────

-- Calls with a token that is known, refused for one reason: what one isolate counted in a minute.
CREATE TABLE refusal (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  system_user_id TEXT NOT NULL,
  token_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  -- Of the last one.
  ip TEXT,
  -- The first of them.
  request_ids TEXT NOT NULL CHECK (json_valid(request_ids)),
  FOREIGN KEY (account_id, system_user_id) REFERENCES system_user (account_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX refusal_by_account ON refusal (account_id, id);

CREATE INDEX refusal_by_system_user ON refusal (account_id, system_user_id, id);

CREATE INDEX refusal_by_age ON refusal (last_at);

-- The newest of each system user.
CREATE TRIGGER refusal_kept AFTER INSERT ON refusal
BEGIN
  DELETE FROM refusal WHERE account_id = NEW.account_id AND system_user_id = NEW.system_user_id
    AND id < (SELECT min(id) FROM (SELECT id FROM refusal WHERE account_id = NEW.account_id AND system_user_id = NEW.system_user_id
      ORDER BY id DESC LIMIT 50));
END;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER account_audit_update;

CREATE TRIGGER account_audit_update BEFORE UPDATE OF id, name, locale, owner_id, system_user_limit, version, created_at, event_id, email_domain, attribution_hours, message_days, hold_seconds, audit_days, two_factor_from, mail_codes, restrict_people, restrict_system_users ON account
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER ip_rule_audit_insert BEFORE INSERT ON ip_rule
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER ip_rule_audit_delete BEFORE DELETE ON ip_rule
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('ip_rule.deleted') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action = 'user.deleted' AND account_id = OLD.account_id))
  OR (NOT EXISTS (SELECT 1 FROM system_user WHERE id = OLD.system_user_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.system_user_id AND action = 'system_user.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER ip_rule_immutable BEFORE UPDATE ON ip_rule
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.applies_to IS NOT OLD.applies_to OR NEW.person_id IS NOT OLD.person_id OR NEW.system_user_id IS NOT OLD.system_user_id OR NEW.subject_id IS NOT OLD.subject_id OR NEW.network IS NOT OLD.network OR NEW.note IS NOT OLD.note OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at OR NEW.event_id IS NOT OLD.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER ip_rule_replace_insert BEFORE INSERT ON ip_rule
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: ip_rule.rowid') WHERE EXISTS (SELECT 1 FROM ip_rule WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: ip_rule.id')
  WHERE EXISTS (SELECT 1 FROM ip_rule WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: ip_rule.account_id, ip_rule.applies_to, ip_rule.subject_id, ip_rule.network')
  WHERE EXISTS (SELECT 1 FROM ip_rule WHERE account_id = NEW.account_id AND applies_to = NEW.applies_to AND subject_id = NEW.subject_id AND network = NEW.network);
END;
