-- People: custom roles, own subaccounts, teams, invitations, one-time links, custodians of system users, mail.

-- ── Roles ───────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE role (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL COLLATE NOCASE,
  description TEXT NOT NULL DEFAULT '',
  -- [[permission, reach], …], as domain::role::Grants reads it.
  grants TEXT NOT NULL CHECK (json_valid(grants)),
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  UNIQUE (account_id, name)
) STRICT;

CREATE TRIGGER role_audit_insert BEFORE INSERT ON role
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER role_audit_update BEFORE UPDATE ON role
WHEN NEW.event_id IS OLD.event_id
  OR NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER role_audit_delete BEFORE DELETE ON role
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE subject_id = OLD.id AND action = 'role.deleted')
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER role_in_use BEFORE DELETE ON role
WHEN EXISTS (SELECT 1 FROM person WHERE account_id = OLD.account_id AND role = OLD.id)
  OR EXISTS (SELECT 1 FROM invitation WHERE account_id = OLD.account_id AND role = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:role_in_use');
END;

DROP TRIGGER person_role_insert;

DROP TRIGGER person_role_update;

CREATE TRIGGER person_role_insert BEFORE INSERT ON person
WHEN NEW.role NOT IN ('admin', 'operator', 'developer', 'inbox_manager', 'service', 'sale', 'user', 'analyst', 'manager', 'data_analyst')
  AND NOT EXISTS (SELECT 1 FROM role WHERE id = NEW.role AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:role');
END;

CREATE TRIGGER person_role_update BEFORE UPDATE OF role ON person
WHEN NEW.role NOT IN ('admin', 'operator', 'developer', 'inbox_manager', 'service', 'sale', 'user', 'analyst', 'manager', 'data_analyst')
  AND NOT EXISTS (SELECT 1 FROM role WHERE id = NEW.role AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:role');
END;

-- ── People ──────────────────────────────────────────────────────────────────────────────────────────────────────

ALTER TABLE person ADD COLUMN must_change_password INTEGER NOT NULL DEFAULT 0 CHECK (must_change_password IN (0, 1));

ALTER TABLE person ADD COLUMN time_zone TEXT;

ALTER TABLE person ADD COLUMN two_factor INTEGER NOT NULL DEFAULT 0 CHECK (two_factor IN (0, 1));

ALTER TABLE person ADD COLUMN capacity INTEGER CHECK (capacity BETWEEN 0 AND 1000);

-- When the person was last here, in milliseconds: a figure, no decision of anybody's, so it needs no audit row.
ALTER TABLE person ADD COLUMN last_seen_at INTEGER;

DROP TRIGGER person_audit_update;

CREATE TRIGGER person_audit_update BEFORE UPDATE OF id, account_id, email, email_key, name, role, status, password_phc, locale,
  must_change_password, time_zone, two_factor, capacity, version, created_at, event_id ON person
WHEN NEW.event_id IS OLD.event_id
  OR NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

-- The list is read by name, whatever its filter: a page reads its own rows and no others (ADR 0018).
CREATE INDEX person_by_name ON person (account_id, name COLLATE NOCASE, id);
CREATE INDEX person_by_role ON person (account_id, role, name COLLATE NOCASE, id);
CREATE INDEX person_by_status ON person (account_id, status, name COLLATE NOCASE, id);
CREATE INDEX person_by_two_factor ON person (account_id, two_factor, name COLLATE NOCASE, id);
CREATE INDEX person_by_role_status ON person (account_id, role, status, name COLLATE NOCASE, id);
CREATE INDEX person_by_status_two_factor ON person (account_id, status, two_factor, name COLLATE NOCASE, id);

CREATE TRIGGER person_immutable BEFORE UPDATE OF id, account_id, email, email_key, created_at ON person
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

-- The row's number in the index of words; a column of its own, because a rowid that nobody declared may change.
ALTER TABLE person ADD COLUMN number INTEGER;

UPDATE person SET number = rowid;

CREATE UNIQUE INDEX person_by_number ON person (number);

-- Words of the name and the address, for searching by their beginnings, and what the list is filtered by.
CREATE VIRTUAL TABLE person_search USING fts5 (name, email, tags, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3');

INSERT INTO person_search (rowid, name, email, tags)
SELECT number, name, email, 'r' || replace(role, '_', '') || ' s' || status || ' t' || two_factor FROM person;

CREATE TRIGGER person_search_insert AFTER INSERT ON person
BEGIN
  UPDATE person SET number = (SELECT coalesce(max(number), 0) + 1 FROM person) WHERE id = NEW.id;
  INSERT INTO person_search (rowid, name, email, tags)
  SELECT number, name, email, 'r' || replace(role, '_', '') || ' s' || status || ' t' || two_factor FROM person WHERE id = NEW.id;
END;

CREATE TRIGGER person_search_update AFTER UPDATE OF name, role, status, two_factor ON person
WHEN NEW.name IS NOT OLD.name OR NEW.role IS NOT OLD.role OR NEW.status IS NOT OLD.status OR NEW.two_factor IS NOT OLD.two_factor
BEGIN
  UPDATE person_search SET name = NEW.name, tags = 'r' || replace(NEW.role, '_', '') || ' s' || NEW.status || ' t' || NEW.two_factor
  WHERE rowid = NEW.number;
END;

CREATE TRIGGER person_search_delete AFTER DELETE ON person
BEGIN
  DELETE FROM person_search WHERE rowid = OLD.number;
END;

CREATE TRIGGER session_seen_insert AFTER INSERT ON session
BEGIN
  UPDATE person SET last_seen_at = max(coalesce(last_seen_at, 0), NEW.last_seen_at) WHERE id = NEW.person_id;
END;

CREATE TRIGGER session_seen_update AFTER UPDATE OF last_seen_at ON session
BEGIN
  UPDATE person SET last_seen_at = max(coalesce(last_seen_at, 0), NEW.last_seen_at) WHERE id = NEW.person_id;
END;

-- Who is deactivated has no sessions: not even for a moment, whatever else the change does.
CREATE TRIGGER person_deactivated AFTER UPDATE OF status ON person
WHEN NEW.status = 'inactive'
BEGIN
  INSERT INTO audit_event (id, account_id, at, actor_kind, action, subject_id, request_id)
  SELECT NEW.event_id || ':' || s.id, NEW.account_id, e.at, 'deployment', 'session.deleted', s.id, e.request_id
  FROM session s, audit_event e WHERE s.person_id = NEW.id AND e.id = NEW.event_id;
  DELETE FROM session WHERE person_id = NEW.id;
  DELETE FROM one_time_link WHERE person_id = NEW.id;
END;

CREATE TABLE person_subaccount (
  account_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  subaccount_id TEXT NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  PRIMARY KEY (person_id, subaccount_id),
  FOREIGN KEY (account_id, person_id) REFERENCES person (account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, subaccount_id) REFERENCES subaccount (account_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX person_subaccount_by_subaccount ON person_subaccount (subaccount_id);

-- ── The account's e-mail domain ─────────────────────────────────────────────────────────────────────────────────

ALTER TABLE account ADD COLUMN email_domain TEXT NOT NULL DEFAULT '';

-- The first admin fixes the domain. This fill-in is the schema's own doing, not a change by anybody.
DROP TRIGGER account_audit_update;

UPDATE account SET email_domain = (SELECT substr(email_key, instr(email_key, '@') + 1) FROM person WHERE person.id = account.owner_id);

CREATE TRIGGER account_audit_update BEFORE UPDATE ON account
WHEN NEW.event_id IS OLD.event_id
  OR NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

-- The account's first person is added before the account itself: there is no domain yet to compare with.
CREATE TRIGGER person_domain BEFORE INSERT ON person
WHEN substr(NEW.email_key, instr(NEW.email_key, '@') + 1) <> (SELECT email_domain FROM account WHERE id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:email_domain');
END;

-- ── Teams ───────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE team (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL COLLATE NOCASE,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  UNIQUE (account_id, id),
  UNIQUE (account_id, name)
) STRICT;

CREATE TRIGGER team_audit_insert BEFORE INSERT ON team
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER team_audit_update BEFORE UPDATE ON team
WHEN NEW.event_id IS OLD.event_id
  OR NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER team_audit_delete BEFORE DELETE ON team
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE subject_id = OLD.id AND action = 'team.deleted')
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

-- Both keys carry the account: a team can't hold a person of another one.
CREATE TABLE team_member (
  account_id TEXT NOT NULL,
  team_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  supervisor INTEGER NOT NULL DEFAULT 0 CHECK (supervisor IN (0, 1)),
  -- The person's, kept by triggers: the order in which the people of a team are listed.
  name TEXT NOT NULL DEFAULT '',
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  PRIMARY KEY (team_id, person_id),
  FOREIGN KEY (account_id, team_id) REFERENCES team (account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, person_id) REFERENCES person (account_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX team_member_by_person ON team_member (person_id);
CREATE INDEX team_member_by_name ON team_member (team_id, name COLLATE NOCASE, person_id);

CREATE TRIGGER team_member_name AFTER INSERT ON team_member
BEGIN
  UPDATE team_member SET name = (SELECT name FROM person WHERE id = NEW.person_id)
  WHERE team_id = NEW.team_id AND person_id = NEW.person_id;
END;

CREATE TRIGGER person_team_name AFTER UPDATE OF name ON person
WHEN NEW.name IS NOT OLD.name
BEGIN
  UPDATE team_member SET name = NEW.name WHERE person_id = NEW.id;
END;

-- All members of a team are shown and sent at once: so many and no more.
CREATE TRIGGER team_full BEFORE INSERT ON team_member
WHEN (SELECT count(*) FROM team_member WHERE team_id = NEW.team_id) >= 1000
BEGIN
  SELECT RAISE(ABORT, 'invariant:team_full');
END;

-- ── Custodians: nobody takes a bot along ────────────────────────────────────────────────────────────────────────

CREATE TABLE custodian (
  account_id TEXT NOT NULL,
  system_user_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  PRIMARY KEY (system_user_id, person_id),
  FOREIGN KEY (account_id, system_user_id) REFERENCES system_user (account_id, id) ON DELETE CASCADE,
  -- No cascade: who looks after a system user can't be removed before somebody else does.
  FOREIGN KEY (account_id, person_id) REFERENCES person (account_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX custodian_by_person ON custodian (person_id);

CREATE TRIGGER custodian_active BEFORE INSERT ON custodian
WHEN NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND account_id = NEW.account_id AND status = 'active')
BEGIN
  SELECT RAISE(ABORT, 'invariant:custodian_active');
END;

CREATE TRIGGER custodian_immutable BEFORE UPDATE ON custodian
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER custodian_last BEFORE DELETE ON custodian
WHEN EXISTS (SELECT 1 FROM system_user WHERE id = OLD.system_user_id)
  AND NOT EXISTS (SELECT 1 FROM custodian WHERE system_user_id = OLD.system_user_id AND person_id <> OLD.person_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:custodian_last');
END;

CREATE TRIGGER person_custodian_deactivate BEFORE UPDATE OF status ON person
WHEN NEW.status = 'inactive' AND EXISTS (SELECT 1 FROM custodian WHERE person_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:custodian_active');
END;

-- The creator looks after it at first.
CREATE TRIGGER system_user_custodian AFTER INSERT ON system_user
BEGIN
  INSERT INTO custodian (account_id, system_user_id, person_id, event_id)
  SELECT NEW.account_id, NEW.id,
    coalesce((SELECT id FROM person WHERE account_id = NEW.account_id AND id = NEW.created_by AND status = 'active'),
      (SELECT owner_id FROM account WHERE id = NEW.account_id)),
    NEW.event_id;
END;

INSERT INTO custodian (account_id, system_user_id, person_id, event_id)
SELECT u.account_id, u.id,
  coalesce((SELECT p.id FROM person p WHERE p.account_id = u.account_id AND p.id = u.created_by AND p.status = 'active'),
    (SELECT a.owner_id FROM account a WHERE a.id = u.account_id)),
  u.event_id
FROM system_user u;

-- ── Invitations and one-time links ──────────────────────────────────────────────────────────────────────────────

-- A row is an invitation that nobody accepted or took back yet.
CREATE TABLE invitation (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  team_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(team_ids)),
  subaccount_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(subaccount_ids)),
  locale TEXT NOT NULL CHECK (locale IN ('en', 'es', 'pt')),
  -- HMAC-SHA256 of the link's token, in hex: a new link replaces it, and the old one is dead.
  digest TEXT NOT NULL UNIQUE,
  invited_by TEXT NOT NULL,
  invited_by_name TEXT NOT NULL,
  sent_count INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  UNIQUE (account_id, email_key)
) STRICT;

CREATE TRIGGER invitation_audit_insert BEFORE INSERT ON invitation
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER invitation_audit_update BEFORE UPDATE ON invitation
WHEN NEW.event_id IS OLD.event_id
  OR NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER invitation_audit_delete BEFORE DELETE ON invitation
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE subject_id = OLD.id AND action IN ('invitation.revoked', 'invitation.accepted'))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER invitation_domain BEFORE INSERT ON invitation
WHEN substr(NEW.email_key, instr(NEW.email_key, '@') + 1) <> (SELECT email_domain FROM account WHERE id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:email_domain');
END;

CREATE TRIGGER invitation_taken BEFORE INSERT ON invitation
WHEN EXISTS (SELECT 1 FROM person WHERE email_key = NEW.email_key)
BEGIN
  SELECT RAISE(ABORT, 'invariant:email_taken');
END;

-- A link to choose a password. One a person: a new one replaces the old one.
CREATE TABLE one_time_link (
  person_id TEXT PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
  digest TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id)
) STRICT, WITHOUT ROWID;

-- ── Mail ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- The outbox: written in the batch of the change that the mail tells of. The text holds a link, so it is sealed, and
-- gone once the mail was handed over.
CREATE TABLE mail (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  recipient TEXT NOT NULL,
  kind TEXT NOT NULL,
  sealed TEXT,
  status TEXT NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  created_at INTEGER NOT NULL,
  next_attempt_at INTEGER,
  sent_at INTEGER
) STRICT;

CREATE INDEX mail_by_account ON mail (account_id, id);
CREATE INDEX mail_due ON mail (next_attempt_at) WHERE status = 'queued';
