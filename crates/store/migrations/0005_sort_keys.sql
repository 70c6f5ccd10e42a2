-- Lists: the key of each name (domain::sort_key), and an index for every order in which a list is read.
--
-- A key is no decision of anybody's, it follows from the name: its columns are not among those that an audit row is
-- asked for. SQL can't compute it. Until the next round of the clock does, a row that was here before, and one that an
-- older Worker writes, has its name in lower case for a key and is marked as not folded.

-- ── person ──

ALTER TABLE person ADD COLUMN name_key TEXT NOT NULL DEFAULT '';

ALTER TABLE person ADD COLUMN folded INTEGER NOT NULL DEFAULT 0 CHECK (folded IN (0, 1));

UPDATE person SET name_key = lower(name);

CREATE TRIGGER person_key_insert AFTER INSERT ON person
WHEN NEW.folded = 0
BEGIN
  UPDATE person SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;

CREATE TRIGGER person_key_update AFTER UPDATE OF name ON person
WHEN NEW.name IS NOT OLD.name AND NEW.name_key IS OLD.name_key
BEGIN
  UPDATE person SET name_key = lower(NEW.name), folded = 0 WHERE id = NEW.id;
END;

CREATE INDEX person_to_fold ON person (id) WHERE folded = 0;

-- ── subaccount ──

ALTER TABLE subaccount ADD COLUMN name_key TEXT NOT NULL DEFAULT '';

ALTER TABLE subaccount ADD COLUMN reference_name_key TEXT NOT NULL DEFAULT '';

ALTER TABLE subaccount ADD COLUMN folded INTEGER NOT NULL DEFAULT 0 CHECK (folded IN (0, 1));

UPDATE subaccount SET name_key = lower(name), reference_name_key = lower(reference_name);

CREATE TRIGGER subaccount_key_insert AFTER INSERT ON subaccount
WHEN NEW.folded = 0
BEGIN
  UPDATE subaccount SET name_key = lower(NEW.name), reference_name_key = lower(NEW.reference_name) WHERE id = NEW.id;
END;

CREATE TRIGGER subaccount_key_update AFTER UPDATE OF name, reference_name ON subaccount
WHEN (NEW.name IS NOT OLD.name AND NEW.name_key IS OLD.name_key)
  OR (NEW.reference_name IS NOT OLD.reference_name AND NEW.reference_name_key IS OLD.reference_name_key)
BEGIN
  UPDATE subaccount SET name_key = lower(NEW.name), reference_name_key = lower(NEW.reference_name), folded = 0 WHERE id = NEW.id;
END;

CREATE INDEX subaccount_to_fold ON subaccount (id) WHERE folded = 0;

-- ── system_user ──

ALTER TABLE system_user ADD COLUMN username_key TEXT NOT NULL DEFAULT '';

ALTER TABLE system_user ADD COLUMN folded INTEGER NOT NULL DEFAULT 0 CHECK (folded IN (0, 1));

UPDATE system_user SET username_key = lower(username);

CREATE TRIGGER system_user_key_insert AFTER INSERT ON system_user
WHEN NEW.folded = 0
BEGIN
  UPDATE system_user SET username_key = lower(NEW.username) WHERE id = NEW.id;
END;

CREATE TRIGGER system_user_key_update AFTER UPDATE OF username ON system_user
WHEN NEW.username IS NOT OLD.username AND NEW.username_key IS OLD.username_key
BEGIN
  UPDATE system_user SET username_key = lower(NEW.username), folded = 0 WHERE id = NEW.id;
END;

CREATE INDEX system_user_to_fold ON system_user (id) WHERE folded = 0;

-- ── role ──

ALTER TABLE role ADD COLUMN name_key TEXT NOT NULL DEFAULT '';

ALTER TABLE role ADD COLUMN folded INTEGER NOT NULL DEFAULT 0 CHECK (folded IN (0, 1));

UPDATE role SET name_key = lower(name);

CREATE TRIGGER role_key_insert AFTER INSERT ON role
WHEN NEW.folded = 0
BEGIN
  UPDATE role SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;

CREATE TRIGGER role_key_update AFTER UPDATE OF name ON role
WHEN NEW.name IS NOT OLD.name AND NEW.name_key IS OLD.name_key
BEGIN
  UPDATE role SET name_key = lower(NEW.name), folded = 0 WHERE id = NEW.id;
END;

CREATE INDEX role_to_fold ON role (id) WHERE folded = 0;

-- ── team ──

ALTER TABLE team ADD COLUMN name_key TEXT NOT NULL DEFAULT '';

ALTER TABLE team ADD COLUMN folded INTEGER NOT NULL DEFAULT 0 CHECK (folded IN (0, 1));

UPDATE team SET name_key = lower(name);

CREATE TRIGGER team_key_insert AFTER INSERT ON team
WHEN NEW.folded = 0
BEGIN
  UPDATE team SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;

CREATE TRIGGER team_key_update AFTER UPDATE OF name ON team
WHEN NEW.name IS NOT OLD.name AND NEW.name_key IS OLD.name_key
BEGIN
  UPDATE team SET name_key = lower(NEW.name), folded = 0 WHERE id = NEW.id;
END;

CREATE INDEX team_to_fold ON team (id) WHERE folded = 0;

-- ── One name, one team, one role, one reference name ──
-- An account that has twins already keeps them: the later one gets a key of its own (crates/store/src/keys.rs).

CREATE UNIQUE INDEX role_one_name ON role (account_id, name_key) WHERE folded = 1;
CREATE UNIQUE INDEX team_one_name ON team (account_id, name_key) WHERE folded = 1;
CREATE UNIQUE INDEX subaccount_one_reference_name ON subaccount (account_id, reference_name_key) WHERE folded = 1;

-- ── Orders ──
-- The names of the old indexes stay: the Worker that runs until the next one is deployed names them.

DROP INDEX person_by_name;
DROP INDEX person_by_role;
DROP INDEX person_by_status;
DROP INDEX person_by_two_factor;
DROP INDEX person_by_role_status;
DROP INDEX person_by_status_two_factor;
CREATE INDEX person_by_name ON person (account_id, name_key, id);
CREATE INDEX person_by_role ON person (account_id, role, name_key, id);
CREATE INDEX person_by_status ON person (account_id, status, name_key, id);
CREATE INDEX person_by_two_factor ON person (account_id, two_factor, name_key, id);
CREATE INDEX person_by_role_status ON person (account_id, role, status, name_key, id);
CREATE INDEX person_by_status_two_factor ON person (account_id, status, two_factor, name_key, id);

DROP INDEX subaccount_by_name;
CREATE INDEX subaccount_by_name ON subaccount (account_id, name_key, id);
CREATE INDEX role_by_name ON role (account_id, name_key, id);
CREATE INDEX team_by_name ON team (account_id, name_key, id);

-- The people of a team, by the person's key, which triggers keep.
ALTER TABLE team_member ADD COLUMN name_key TEXT NOT NULL DEFAULT '';

UPDATE team_member SET name_key = (SELECT name_key FROM person WHERE person.id = team_member.person_id);

DROP INDEX team_member_by_name;
CREATE INDEX team_member_by_name ON team_member (team_id, name_key, person_id);

CREATE TRIGGER team_member_key AFTER INSERT ON team_member
BEGIN
  UPDATE team_member SET name_key = (SELECT name_key FROM person WHERE id = NEW.person_id)
  WHERE team_id = NEW.team_id AND person_id = NEW.person_id;
END;

CREATE TRIGGER person_team_key AFTER UPDATE OF name_key ON person
WHEN NEW.name_key IS NOT OLD.name_key
BEGIN
  UPDATE team_member SET name_key = NEW.name_key WHERE person_id = NEW.id;
END;

-- System users are also listed by their subaccount's name and by their last use: both are kept beside them.
ALTER TABLE system_user ADD COLUMN subaccount_key TEXT NOT NULL DEFAULT '';

ALTER TABLE system_user ADD COLUMN last_used_key INTEGER NOT NULL DEFAULT 0;

UPDATE system_user SET
  subaccount_key = coalesce((SELECT s.name_key FROM subaccount s WHERE s.id = system_user.subaccount_id), ''),
  last_used_key = coalesce((SELECT u.last_used_at FROM system_user_use u WHERE u.system_user_id = system_user.id), 0);

CREATE TRIGGER system_user_subaccount_key AFTER INSERT ON system_user
WHEN NEW.subaccount_id IS NOT NULL
BEGIN
  UPDATE system_user SET subaccount_key = coalesce((SELECT s.name_key FROM subaccount s WHERE s.id = NEW.subaccount_id), '')
  WHERE id = NEW.id;
END;

CREATE TRIGGER subaccount_key_kept AFTER UPDATE OF name_key ON subaccount
WHEN NEW.name_key IS NOT OLD.name_key
BEGIN
  UPDATE system_user SET subaccount_key = NEW.name_key WHERE account_id = NEW.account_id AND subaccount_id = NEW.id;
END;

CREATE TRIGGER system_user_use_insert AFTER INSERT ON system_user_use
BEGIN
  UPDATE system_user SET last_used_key = NEW.last_used_at WHERE id = NEW.system_user_id;
END;

CREATE TRIGGER system_user_use_update AFTER UPDATE OF last_used_at ON system_user_use
WHEN NEW.last_used_at IS NOT OLD.last_used_at
BEGIN
  UPDATE system_user SET last_used_key = NEW.last_used_at WHERE id = NEW.system_user_id;
END;

-- Ids sort by time, so (account_id, id) is the order of making; that index is there.
CREATE INDEX system_user_by_username ON system_user (account_id, username_key, id);
CREATE INDEX system_user_by_subaccount ON system_user (account_id, subaccount_key, id);
CREATE INDEX system_user_by_last_used ON system_user (account_id, last_used_key, id);
CREATE INDEX system_user_by_status ON system_user (account_id, status, id);
CREATE INDEX system_user_by_status_username ON system_user (account_id, status, username_key, id);
CREATE INDEX system_user_by_status_subaccount ON system_user (account_id, status, subaccount_key, id);
CREATE INDEX system_user_by_status_last_used ON system_user (account_id, status, last_used_key, id);
CREATE INDEX system_user_by_creator ON system_user (account_id, created_by, id);

-- The pending ones, and those that one person sent.
CREATE INDEX invitation_by_account ON invitation (account_id, id);
CREATE INDEX invitation_by_sender ON invitation (account_id, invited_by, id);

-- ── Clearing away ──
-- What is past its use is found by its age.

CREATE INDEX session_by_created_at ON session (created_at);
CREATE INDEX revocation_by_at ON revocation (at);

-- ── Who forgot a password ──
-- One line an address, whether somebody has it or not. The minute's round looks them up together and empties the table.
CREATE TABLE reset_request (
  email_key TEXT PRIMARY KEY,
  asked_at INTEGER NOT NULL,
  request_id TEXT NOT NULL,
  ip TEXT
) STRICT, WITHOUT ROWID;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER subaccount_replace_insert;

DROP TRIGGER subaccount_replace_update;

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
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: subaccount.account_id, subaccount.reference_name_key')
  WHERE EXISTS (SELECT 1 FROM subaccount WHERE account_id = NEW.account_id AND reference_name_key = NEW.reference_name_key);
END;

CREATE TRIGGER subaccount_replace_update BEFORE UPDATE OF reference_name, reference_name_key ON subaccount
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: subaccount.account_id, subaccount.reference_name')
  WHERE EXISTS (SELECT 1 FROM subaccount WHERE account_id = NEW.account_id AND reference_name = NEW.reference_name COLLATE NOCASE AND (id IS NOT OLD.id));
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: subaccount.account_id, subaccount.reference_name_key')
  WHERE EXISTS (SELECT 1 FROM subaccount WHERE account_id = NEW.account_id AND reference_name_key = NEW.reference_name_key AND (id IS NOT OLD.id));
END;

DROP TRIGGER role_replace_insert;

DROP TRIGGER role_replace_update;

CREATE TRIGGER role_replace_insert BEFORE INSERT ON role
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: role.rowid') WHERE EXISTS (SELECT 1 FROM role WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: role.id')
  WHERE EXISTS (SELECT 1 FROM role WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: role.account_id, role.name')
  WHERE EXISTS (SELECT 1 FROM role WHERE account_id = NEW.account_id AND name = NEW.name COLLATE NOCASE);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: role.account_id, role.name_key')
  WHERE EXISTS (SELECT 1 FROM role WHERE account_id = NEW.account_id AND name_key = NEW.name_key);
END;

CREATE TRIGGER role_replace_update BEFORE UPDATE OF name, name_key ON role
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: role.account_id, role.name')
  WHERE EXISTS (SELECT 1 FROM role WHERE account_id = NEW.account_id AND name = NEW.name COLLATE NOCASE AND (id IS NOT OLD.id));
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: role.account_id, role.name_key')
  WHERE EXISTS (SELECT 1 FROM role WHERE account_id = NEW.account_id AND name_key = NEW.name_key AND (id IS NOT OLD.id));
END;

DROP TRIGGER team_replace_insert;

DROP TRIGGER team_replace_update;

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
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: team.account_id, team.name_key')
  WHERE EXISTS (SELECT 1 FROM team WHERE account_id = NEW.account_id AND name_key = NEW.name_key);
END;

CREATE TRIGGER team_replace_update BEFORE UPDATE OF name, name_key ON team
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: team.account_id, team.name')
  WHERE EXISTS (SELECT 1 FROM team WHERE account_id = NEW.account_id AND name = NEW.name COLLATE NOCASE AND (id IS NOT OLD.id));
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: team.account_id, team.name_key')
  WHERE EXISTS (SELECT 1 FROM team WHERE account_id = NEW.account_id AND name_key = NEW.name_key AND (id IS NOT OLD.id));
END;
