-- The audit promise, as wide as it is written: every table with an event id is held to it, an event serves its own batch
-- alone, and nothing is replaced behind the triggers' back (ADR 0003).

-- ── A guard's name is the caller's ──────────────────────────────────────────────────────────────────────────────

DROP TRIGGER guard_check;

CREATE TRIGGER guard_check BEFORE INSERT ON guard
BEGIN
  SELECT CASE WHEN NEW.ok = 1 THEN RAISE(IGNORE) ELSE RAISE(ABORT, 'guard:' || NEW.label) END;
END;

-- ── An event is open within its own batch, and nowhere else ─────────────────────────────────────────────────────

-- Never holds a row: what refers to it can't be committed.
CREATE TABLE never (id INTEGER PRIMARY KEY CHECK (0)) STRICT;

-- One row, once the Worker that runs ends its batches with DELETE FROM open_event. Until then the one from before this
-- migration goes on working, with what it was held to before. Where there is no account yet there is no such Worker.
CREATE TABLE closing (id INTEGER PRIMARY KEY CHECK (id = 1)) STRICT;

INSERT INTO closing (id) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM audit_event);

CREATE TRIGGER closing_update BEFORE UPDATE ON closing
BEGIN
  SELECT RAISE(ABORT, 'audit:append_only');
END;

CREATE TRIGGER closing_delete BEFORE DELETE ON closing
BEGIN
  SELECT RAISE(ABORT, 'audit:append_only');
END;

-- The events of the batch that is being written. The deferred key is looked at when it is committed, and never holds: a
-- batch that leaves a row here is refused as a whole.
CREATE TABLE open_event (
  event_id TEXT PRIMARY KEY,
  closes_with_the_batch INTEGER DEFAULT 1 REFERENCES never (id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

-- An event that is written already is never opened again.
CREATE TRIGGER open_event_insert BEFORE INSERT ON open_event
WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id)
  OR (NEW.closes_with_the_batch IS NULL AND EXISTS (SELECT 1 FROM closing))
BEGIN
  SELECT RAISE(ABORT, 'audit:append_only');
END;

CREATE TRIGGER open_event_update BEFORE UPDATE ON open_event
BEGIN
  SELECT RAISE(ABORT, 'audit:append_only');
END;

CREATE TRIGGER open_event_closed AFTER DELETE ON open_event
WHEN NOT EXISTS (SELECT 1 FROM closing)
BEGIN
  INSERT INTO closing (id) VALUES (1);
END;

-- Before the event's own row, because afterwards it is an old one. INSERT OR REPLACE would take an event out of the log
-- without a delete that a trigger sees.
CREATE TRIGGER audit_event_insert BEFORE INSERT ON audit_event
BEGIN
  SELECT RAISE(ABORT, 'audit:append_only')
  WHERE EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM audit_event WHERE rowid = NEW.rowid);
  INSERT OR IGNORE INTO open_event (event_id, closes_with_the_batch)
  SELECT NEW.id, CASE WHEN EXISTS (SELECT 1 FROM closing) THEN 1 END;
END;

-- CROSS JOIN: the few open ones first, however long the log is.
CREATE VIEW open_audit_event (id, account_id, action, subject_id, at) AS
  SELECT e.id, e.account_id, e.action, e.subject_id, e.at FROM open_event o CROSS JOIN audit_event e ON e.id = o.event_id;

-- Tokens go only with their system user: now one of the generated rules.
DROP TRIGGER token_delete;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER account_audit_insert;

DROP TRIGGER account_audit_update;

CREATE TRIGGER account_audit_insert BEFORE INSERT ON account
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER account_audit_update BEFORE UPDATE OF id, name, locale, owner_id, system_user_limit, version, created_at, event_id, email_domain ON account
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER account_immutable BEFORE UPDATE ON account
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER account_replace_insert BEFORE INSERT ON account
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: account.rowid') WHERE EXISTS (SELECT 1 FROM account WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: account.id')
  WHERE EXISTS (SELECT 1 FROM account WHERE id = NEW.id);
END;

DROP TRIGGER person_audit_delete;

DROP TRIGGER person_audit_insert;

DROP TRIGGER person_audit_update;

DROP TRIGGER person_immutable;

CREATE TRIGGER person_audit_insert BEFORE INSERT ON person
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER person_audit_update BEFORE UPDATE OF id, account_id, email, email_key, name, role, status, password_phc, locale, version, created_at, event_id, must_change_password, time_zone, two_factor, capacity ON person
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER person_audit_delete BEFORE DELETE ON person
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('user.deleted') AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER person_immutable BEFORE UPDATE ON person
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.email IS NOT OLD.email OR NEW.email_key IS NOT OLD.email_key OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER person_replace_insert BEFORE INSERT ON person
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: person.rowid') WHERE EXISTS (SELECT 1 FROM person WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: person.id')
  WHERE EXISTS (SELECT 1 FROM person WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: person.email_key')
  WHERE EXISTS (SELECT 1 FROM person WHERE email_key = NEW.email_key);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: person.account_id, person.id')
  WHERE EXISTS (SELECT 1 FROM person WHERE account_id = NEW.account_id AND id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: person.number')
  WHERE EXISTS (SELECT 1 FROM person WHERE number = NEW.number);
END;

CREATE TRIGGER person_replace_update BEFORE UPDATE OF number ON person
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: person.number')
  WHERE EXISTS (SELECT 1 FROM person WHERE number = NEW.number AND (id IS NOT OLD.id));
END;

DROP TRIGGER session_audit_delete;

DROP TRIGGER session_audit_insert;

DROP TRIGGER session_immutable;

CREATE TRIGGER session_audit_insert BEFORE INSERT ON session
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER session_audit_delete BEFORE DELETE ON session
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('session.deleted') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action = 'user.deleted' AND account_id = OLD.account_id))
  OR EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.account_id AND action = 'sessions.purged' AND at > OLD.last_seen_at AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER session_immutable BEFORE UPDATE ON session
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.person_id IS NOT OLD.person_id OR NEW.digest IS NOT OLD.digest OR NEW.created_at IS NOT OLD.created_at OR NEW.ip IS NOT OLD.ip OR NEW.user_agent IS NOT OLD.user_agent OR NEW.event_id IS NOT OLD.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER session_replace_insert BEFORE INSERT ON session
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: session.rowid') WHERE EXISTS (SELECT 1 FROM session WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: session.id')
  WHERE EXISTS (SELECT 1 FROM session WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: session.digest')
  WHERE EXISTS (SELECT 1 FROM session WHERE digest = NEW.digest);
END;

DROP TRIGGER subaccount_audit_delete;

DROP TRIGGER subaccount_audit_insert;

DROP TRIGGER subaccount_audit_update;

DROP TRIGGER subaccount_immutable;

CREATE TRIGGER subaccount_audit_insert BEFORE INSERT ON subaccount
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER subaccount_audit_update BEFORE UPDATE OF id, account_id, name, reference_name, version, created_at, event_id ON subaccount
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER subaccount_audit_delete BEFORE DELETE ON subaccount
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('subaccount.deleted') AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER subaccount_immutable BEFORE UPDATE ON subaccount
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER subaccount_replace_insert BEFORE INSERT ON subaccount
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: subaccount.rowid') WHERE EXISTS (SELECT 1 FROM subaccount WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: subaccount.id')
  WHERE EXISTS (SELECT 1 FROM subaccount WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: subaccount.account_id, subaccount.id')
  WHERE EXISTS (SELECT 1 FROM subaccount WHERE account_id = NEW.account_id AND id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: subaccount.account_id, subaccount.reference_name')
  WHERE EXISTS (SELECT 1 FROM subaccount WHERE account_id = NEW.account_id AND reference_name = NEW.reference_name COLLATE NOCASE);
END;

CREATE TRIGGER subaccount_replace_update BEFORE UPDATE OF reference_name ON subaccount
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: subaccount.account_id, subaccount.reference_name')
  WHERE EXISTS (SELECT 1 FROM subaccount WHERE account_id = NEW.account_id AND reference_name = NEW.reference_name COLLATE NOCASE AND (id IS NOT OLD.id));
END;

DROP TRIGGER system_user_audit_delete;

DROP TRIGGER system_user_audit_insert;

DROP TRIGGER system_user_audit_update;

DROP TRIGGER system_user_immutable;

CREATE TRIGGER system_user_audit_insert BEFORE INSERT ON system_user
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER system_user_audit_update BEFORE UPDATE OF id, account_id, subaccount_id, username, status, generation, created_by, created_by_name, version, created_at, event_id ON system_user
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER system_user_audit_delete BEFORE DELETE ON system_user
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('system_user.deleted') AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER system_user_immutable BEFORE UPDATE ON system_user
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.subaccount_id IS NOT OLD.subaccount_id OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER system_user_replace_insert BEFORE INSERT ON system_user
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: system_user.rowid') WHERE EXISTS (SELECT 1 FROM system_user WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: system_user.id')
  WHERE EXISTS (SELECT 1 FROM system_user WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: system_user.account_id, system_user.id')
  WHERE EXISTS (SELECT 1 FROM system_user WHERE account_id = NEW.account_id AND id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: system_user.account_id, system_user.subaccount_id')
  WHERE EXISTS (SELECT 1 FROM system_user WHERE account_id = NEW.account_id AND subaccount_id = NEW.subaccount_id);
END;

DROP TRIGGER token_audit_insert;

DROP TRIGGER token_audit_update;

DROP TRIGGER token_immutable;

CREATE TRIGGER token_audit_insert BEFORE INSERT ON token
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_audit_update BEFORE UPDATE OF id, account_id, system_user_id, app_id, digest, kid, tail, scopes, created_by, created_at, expires_at, revoked_at, event_id ON token
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_audit_delete BEFORE DELETE ON token
WHEN NOT ((NOT EXISTS (SELECT 1 FROM system_user WHERE id = OLD.system_user_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.system_user_id AND action = 'system_user.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_immutable BEFORE UPDATE ON token
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.system_user_id IS NOT OLD.system_user_id OR NEW.app_id IS NOT OLD.app_id OR NEW.digest IS NOT OLD.digest OR NEW.kid IS NOT OLD.kid OR NEW.tail IS NOT OLD.tail OR NEW.created_by IS NOT OLD.created_by OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER token_replace_insert BEFORE INSERT ON token
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: token.rowid') WHERE EXISTS (SELECT 1 FROM token WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: token.id')
  WHERE EXISTS (SELECT 1 FROM token WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: token.digest')
  WHERE EXISTS (SELECT 1 FROM token WHERE digest = NEW.digest);
END;

DROP TRIGGER custodian_immutable;

CREATE TRIGGER custodian_audit_insert BEFORE INSERT ON custodian
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER custodian_audit_delete BEFORE DELETE ON custodian
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.system_user_id AND action IN ('system_user.custodians_changed') AND account_id = OLD.account_id)
  OR EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action IN ('user.deactivated', 'user.deleted') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM system_user WHERE id = OLD.system_user_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.system_user_id AND action = 'system_user.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER custodian_immutable BEFORE UPDATE ON custodian
WHEN NEW.account_id IS NOT OLD.account_id OR NEW.system_user_id IS NOT OLD.system_user_id OR NEW.person_id IS NOT OLD.person_id OR NEW.event_id IS NOT OLD.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER custodian_replace_insert BEFORE INSERT ON custodian
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: custodian.system_user_id, custodian.person_id')
  WHERE EXISTS (SELECT 1 FROM custodian WHERE system_user_id = NEW.system_user_id AND person_id = NEW.person_id);
END;

DROP TRIGGER role_audit_delete;

DROP TRIGGER role_audit_insert;

DROP TRIGGER role_audit_update;

CREATE TRIGGER role_audit_insert BEFORE INSERT ON role
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER role_audit_update BEFORE UPDATE OF id, account_id, name, description, grants, version, created_at, event_id ON role
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER role_audit_delete BEFORE DELETE ON role
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('role.deleted') AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER role_immutable BEFORE UPDATE ON role
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER role_replace_insert BEFORE INSERT ON role
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: role.rowid') WHERE EXISTS (SELECT 1 FROM role WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: role.id')
  WHERE EXISTS (SELECT 1 FROM role WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: role.account_id, role.name')
  WHERE EXISTS (SELECT 1 FROM role WHERE account_id = NEW.account_id AND name = NEW.name COLLATE NOCASE);
END;

CREATE TRIGGER role_replace_update BEFORE UPDATE OF name ON role
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: role.account_id, role.name')
  WHERE EXISTS (SELECT 1 FROM role WHERE account_id = NEW.account_id AND name = NEW.name COLLATE NOCASE AND (id IS NOT OLD.id));
END;

CREATE TRIGGER person_subaccount_audit_insert BEFORE INSERT ON person_subaccount
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER person_subaccount_audit_delete BEFORE DELETE ON person_subaccount
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action IN ('user.updated') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action = 'user.deleted' AND account_id = OLD.account_id))
  OR (NOT EXISTS (SELECT 1 FROM subaccount WHERE id = OLD.subaccount_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.subaccount_id AND action = 'subaccount.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER person_subaccount_immutable BEFORE UPDATE ON person_subaccount
WHEN NEW.account_id IS NOT OLD.account_id OR NEW.person_id IS NOT OLD.person_id OR NEW.subaccount_id IS NOT OLD.subaccount_id OR NEW.event_id IS NOT OLD.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER person_subaccount_replace_insert BEFORE INSERT ON person_subaccount
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: person_subaccount.person_id, person_subaccount.subaccount_id')
  WHERE EXISTS (SELECT 1 FROM person_subaccount WHERE person_id = NEW.person_id AND subaccount_id = NEW.subaccount_id);
END;

DROP TRIGGER team_audit_delete;

DROP TRIGGER team_audit_insert;

DROP TRIGGER team_audit_update;

CREATE TRIGGER team_audit_insert BEFORE INSERT ON team
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER team_audit_update BEFORE UPDATE OF id, account_id, name, version, created_at, event_id ON team
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER team_audit_delete BEFORE DELETE ON team
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('team.deleted') AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER team_immutable BEFORE UPDATE ON team
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER team_replace_insert BEFORE INSERT ON team
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: team.rowid') WHERE EXISTS (SELECT 1 FROM team WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: team.id')
  WHERE EXISTS (SELECT 1 FROM team WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: team.account_id, team.id')
  WHERE EXISTS (SELECT 1 FROM team WHERE account_id = NEW.account_id AND id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: team.account_id, team.name')
  WHERE EXISTS (SELECT 1 FROM team WHERE account_id = NEW.account_id AND name = NEW.name COLLATE NOCASE);
END;

CREATE TRIGGER team_replace_update BEFORE UPDATE OF name ON team
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: team.account_id, team.name')
  WHERE EXISTS (SELECT 1 FROM team WHERE account_id = NEW.account_id AND name = NEW.name COLLATE NOCASE AND (id IS NOT OLD.id));
END;

CREATE TRIGGER team_member_audit_insert BEFORE INSERT ON team_member
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER team_member_audit_update BEFORE UPDATE OF account_id, team_id, person_id, supervisor, event_id ON team_member
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER team_member_audit_delete BEFORE DELETE ON team_member
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.team_id AND action IN ('team.updated') AND account_id = OLD.account_id)
  OR EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action IN ('user.updated') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action = 'user.deleted' AND account_id = OLD.account_id))
  OR (NOT EXISTS (SELECT 1 FROM team WHERE id = OLD.team_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.team_id AND action = 'team.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER team_member_immutable BEFORE UPDATE ON team_member
WHEN NEW.account_id IS NOT OLD.account_id OR NEW.team_id IS NOT OLD.team_id OR NEW.person_id IS NOT OLD.person_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER team_member_replace_insert BEFORE INSERT ON team_member
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: team_member.team_id, team_member.person_id')
  WHERE EXISTS (SELECT 1 FROM team_member WHERE team_id = NEW.team_id AND person_id = NEW.person_id);
END;

DROP TRIGGER invitation_audit_delete;

DROP TRIGGER invitation_audit_insert;

DROP TRIGGER invitation_audit_update;

CREATE TRIGGER invitation_audit_insert BEFORE INSERT ON invitation
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER invitation_audit_update BEFORE UPDATE OF id, account_id, email, email_key, name, role, team_ids, subaccount_ids, locale, digest, invited_by, invited_by_name, sent_count, created_at, expires_at, event_id ON invitation
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER invitation_audit_delete BEFORE DELETE ON invitation
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('invitation.revoked', 'invitation.accepted') AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER invitation_immutable BEFORE UPDATE ON invitation
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.email IS NOT OLD.email OR NEW.email_key IS NOT OLD.email_key OR NEW.invited_by IS NOT OLD.invited_by OR NEW.invited_by_name IS NOT OLD.invited_by_name OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER invitation_replace_insert BEFORE INSERT ON invitation
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: invitation.rowid') WHERE EXISTS (SELECT 1 FROM invitation WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: invitation.id')
  WHERE EXISTS (SELECT 1 FROM invitation WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: invitation.digest')
  WHERE EXISTS (SELECT 1 FROM invitation WHERE digest = NEW.digest);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: invitation.account_id, invitation.email_key')
  WHERE EXISTS (SELECT 1 FROM invitation WHERE account_id = NEW.account_id AND email_key = NEW.email_key);
END;

CREATE TRIGGER invitation_replace_update BEFORE UPDATE OF digest ON invitation
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: invitation.digest')
  WHERE EXISTS (SELECT 1 FROM invitation WHERE digest = NEW.digest AND (id IS NOT OLD.id));
END;

CREATE TRIGGER one_time_link_audit_insert BEFORE INSERT ON one_time_link
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = (SELECT account_id FROM person WHERE id = NEW.person_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER one_time_link_audit_update BEFORE UPDATE OF person_id, digest, created_at, expires_at, event_id ON one_time_link
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = (SELECT account_id FROM person WHERE id = OLD.person_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER one_time_link_audit_delete BEFORE DELETE ON one_time_link
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action IN ('user.password_changed', 'user.temporary_password_set', 'user.deactivated'))
  OR (NOT EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action = 'user.deleted')))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER one_time_link_immutable BEFORE UPDATE ON one_time_link
WHEN NEW.person_id IS NOT OLD.person_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER one_time_link_replace_insert BEFORE INSERT ON one_time_link
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: one_time_link.person_id')
  WHERE EXISTS (SELECT 1 FROM one_time_link WHERE person_id = NEW.person_id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: one_time_link.digest')
  WHERE EXISTS (SELECT 1 FROM one_time_link WHERE digest = NEW.digest);
END;

CREATE TRIGGER one_time_link_replace_update BEFORE UPDATE OF digest ON one_time_link
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: one_time_link.digest')
  WHERE EXISTS (SELECT 1 FROM one_time_link WHERE digest = NEW.digest AND (person_id IS NOT OLD.person_id));
END;
