-- The ground: accounts, people, sessions, subaccounts, system users, tokens, and the audit log that every change
-- of them leaves a row in. Rules that can live here live here; the names after "invariant:", "audit:" and "guard:"
-- are part of the error contract of crates/store/src/db.rs.

-- ── Guards: a way to make one statement's effect a condition of the whole batch ─────────────────────────────────

-- Nothing is ever stored here. INSERT INTO guard(ok, label) VALUES (changes(), 'stale') lets a batch go on when the
-- statement before it changed exactly one row, and rolls all of it back otherwise.
CREATE TABLE guard (ok INTEGER NOT NULL, label TEXT NOT NULL) STRICT;

CREATE TRIGGER guard_check BEFORE INSERT ON guard
BEGIN
  SELECT CASE
    WHEN NEW.ok = 1 THEN RAISE(IGNORE)
    WHEN NEW.label = 'stale' THEN RAISE(ABORT, 'guard:stale')
    WHEN NEW.label = 'not_found' THEN RAISE(ABORT, 'guard:not_found')
    WHEN NEW.label = 'already_set_up' THEN RAISE(ABORT, 'guard:already_set_up')
    WHEN NEW.label = 'attempts' THEN RAISE(ABORT, 'guard:attempts')
    WHEN NEW.label = 'idempotency' THEN RAISE(ABORT, 'guard:idempotency')
    ELSE RAISE(ABORT, 'guard:unknown') END;
END;

-- ── Audit ───────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE audit_event (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('person', 'system_user', 'deployment')),
  actor_id TEXT,
  actor_name TEXT,
  action TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  ip TEXT,
  detail TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail))
) STRICT;

CREATE INDEX audit_event_by_account ON audit_event (account_id, id);
CREATE INDEX audit_event_by_subject ON audit_event (subject_id, action);

CREATE TRIGGER audit_event_update BEFORE UPDATE ON audit_event
BEGIN
  SELECT RAISE(ABORT, 'audit:append_only');
END;

CREATE TRIGGER audit_event_delete BEFORE DELETE ON audit_event
BEGIN
  SELECT RAISE(ABORT, 'audit:append_only');
END;

-- ── Accounts and people ─────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE person (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  email TEXT NOT NULL,
  -- The address in lower case: one person per address in the whole deployment, because people sign in with it.
  email_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
  -- PHC string of argon2id; null until a password was chosen.
  password_phc TEXT,
  locale TEXT NOT NULL CHECK (locale IN ('en', 'es', 'pt')),
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  UNIQUE (account_id, id)
) STRICT;

CREATE TABLE account (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  locale TEXT NOT NULL CHECK (locale IN ('en', 'es', 'pt')),
  -- Exactly one owner, by construction: a column of the account, and a person of the same account.
  owner_id TEXT NOT NULL,
  system_user_limit INTEGER NOT NULL DEFAULT 10 CHECK (system_user_limit >= 0),
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  FOREIGN KEY (id, owner_id) REFERENCES person (account_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- Triggers and not a CHECK: a later migration can widen them without making the table anew.
CREATE TRIGGER person_role_insert BEFORE INSERT ON person
WHEN NEW.role NOT IN ('admin', 'developer', 'operator')
BEGIN
  SELECT RAISE(ABORT, 'invariant:role');
END;

CREATE TRIGGER person_role_update BEFORE UPDATE OF role ON person
WHEN NEW.role NOT IN ('admin', 'developer', 'operator')
BEGIN
  SELECT RAISE(ABORT, 'invariant:role');
END;

CREATE TRIGGER account_owner_insert BEFORE INSERT ON account
WHEN NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.owner_id AND account_id = NEW.id AND role = 'admin' AND status = 'active')
BEGIN
  SELECT RAISE(ABORT, 'invariant:owner');
END;

CREATE TRIGGER account_owner_update BEFORE UPDATE OF owner_id ON account
WHEN NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.owner_id AND account_id = NEW.id AND role = 'admin' AND status = 'active')
BEGIN
  SELECT RAISE(ABORT, 'invariant:owner');
END;

CREATE TRIGGER person_owner_update BEFORE UPDATE OF role, status, account_id, id ON person
WHEN EXISTS (SELECT 1 FROM account WHERE owner_id = OLD.id)
  AND (NEW.role <> 'admin' OR NEW.status <> 'active' OR NEW.account_id <> OLD.account_id OR NEW.id <> OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:owner');
END;

CREATE TRIGGER person_owner_delete BEFORE DELETE ON person
WHEN EXISTS (SELECT 1 FROM account WHERE owner_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:owner');
END;

CREATE TRIGGER person_last_admin_update BEFORE UPDATE OF role, status, account_id ON person
WHEN OLD.role = 'admin' AND OLD.status = 'active'
  AND (NEW.role <> 'admin' OR NEW.status <> 'active' OR NEW.account_id <> OLD.account_id)
  AND NOT EXISTS (SELECT 1 FROM person WHERE account_id = OLD.account_id AND id <> OLD.id AND role = 'admin' AND status = 'active')
BEGIN
  SELECT RAISE(ABORT, 'invariant:last_admin');
END;

CREATE TRIGGER person_last_admin_delete BEFORE DELETE ON person
WHEN OLD.role = 'admin' AND OLD.status = 'active'
  AND NOT EXISTS (SELECT 1 FROM person WHERE account_id = OLD.account_id AND id <> OLD.id AND role = 'admin' AND status = 'active')
BEGIN
  SELECT RAISE(ABORT, 'invariant:last_admin');
END;

CREATE TRIGGER account_audit_insert BEFORE INSERT ON account
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER account_audit_update BEFORE UPDATE ON account
WHEN NEW.event_id IS OLD.event_id
  OR NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER account_audit_delete BEFORE DELETE ON account
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER person_audit_insert BEFORE INSERT ON person
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER person_audit_update BEFORE UPDATE ON person
WHEN NEW.event_id IS OLD.event_id
  OR NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER person_audit_delete BEFORE DELETE ON person
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE subject_id = OLD.id AND action = 'user.deleted' AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

-- ── Sessions ────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE session (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  -- HMAC-SHA256 of the cookie's value, in hex.
  digest TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  ip TEXT,
  user_agent TEXT,
  event_id TEXT NOT NULL REFERENCES audit_event (id)
) STRICT;

CREATE INDEX session_by_person ON session (person_id, id);
CREATE INDEX session_by_last_seen ON session (last_seen_at);

CREATE TRIGGER session_audit_insert BEFORE INSERT ON session
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

-- Only the time of last use may change.
CREATE TRIGGER session_immutable BEFORE UPDATE OF id, account_id, person_id, digest, created_at, ip, user_agent, event_id ON session
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

-- A session ends by an audited sign-out, with its person, or in an audited clearing away of dead ones.
CREATE TRIGGER session_audit_delete BEFORE DELETE ON session
WHEN EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id)
  AND NOT EXISTS (SELECT 1 FROM audit_event WHERE subject_id = OLD.id AND action = 'session.deleted')
  AND NOT EXISTS (SELECT 1 FROM audit_event WHERE subject_id = OLD.account_id AND action = 'sessions.purged' AND at > OLD.last_seen_at)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

-- ── Subaccounts ─────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE subaccount (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  reference_name TEXT NOT NULL COLLATE NOCASE,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  UNIQUE (account_id, id),
  UNIQUE (account_id, reference_name)
) STRICT;

CREATE INDEX subaccount_by_name ON subaccount (account_id, name COLLATE NOCASE, id);

CREATE TRIGGER subaccount_audit_insert BEFORE INSERT ON subaccount
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER subaccount_audit_update BEFORE UPDATE ON subaccount
WHEN NEW.event_id IS OLD.event_id
  OR NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER subaccount_audit_delete BEFORE DELETE ON subaccount
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE subject_id = OLD.id AND action = 'subaccount.deleted')
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER subaccount_immutable BEFORE UPDATE OF id, account_id, created_at ON subaccount
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

-- ── System users ────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE system_user (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  -- Null: account-wide.
  subaccount_id TEXT,
  username TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
  -- Counts up with every change that a cached token record must not survive (domain::lease).
  generation INTEGER NOT NULL DEFAULT 1,
  -- History, not a reference: the person may leave, the system user stays.
  created_by TEXT NOT NULL,
  created_by_name TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  UNIQUE (account_id, id),
  FOREIGN KEY (account_id, subaccount_id) REFERENCES subaccount (account_id, id)
) STRICT;

-- At most one system user per subaccount, inactive ones included (product T2).
CREATE UNIQUE INDEX one_system_user_per_subaccount ON system_user (account_id, subaccount_id) WHERE subaccount_id IS NOT NULL;

-- NULLs do not collide in a unique index: account-wide ones are counted against the account's limit instead.
CREATE TRIGGER system_user_limit BEFORE INSERT ON system_user
WHEN NEW.subaccount_id IS NULL
  AND (SELECT count(*) FROM system_user WHERE account_id = NEW.account_id AND subaccount_id IS NULL)
    >= (SELECT system_user_limit FROM account WHERE id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:system_user_limit');
END;

CREATE TRIGGER system_user_delete_active BEFORE DELETE ON system_user
WHEN OLD.status = 'active'
BEGIN
  SELECT RAISE(ABORT, 'invariant:system_user_active');
END;

CREATE TRIGGER system_user_immutable BEFORE UPDATE OF id, account_id, subaccount_id, created_by, created_by_name, created_at ON system_user
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER system_user_audit_insert BEFORE INSERT ON system_user
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER system_user_audit_update BEFORE UPDATE ON system_user
WHEN NEW.event_id IS OLD.event_id
  OR NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER system_user_audit_delete BEFORE DELETE ON system_user
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE subject_id = OLD.id AND action = 'system_user.deleted')
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

-- ── Revocation log: what makes stale caches harmless (domain::lease, ADR 0006) ──────────────────────────────────

CREATE TABLE revocation (
  rev INTEGER PRIMARY KEY AUTOINCREMENT,
  system_user_id TEXT NOT NULL,
  min_generation INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER system_user_generation BEFORE UPDATE OF username, status, generation ON system_user
WHEN NEW.generation <= OLD.generation
BEGIN
  SELECT RAISE(ABORT, 'invariant:generation');
END;

CREATE TRIGGER system_user_revoked AFTER UPDATE OF generation ON system_user
BEGIN
  INSERT INTO revocation (system_user_id, min_generation, at)
  VALUES (NEW.id, NEW.generation, (SELECT at FROM audit_event WHERE id = NEW.event_id));
END;

-- No generation reaches 2^53 - 1: every cached record of a deleted system user is void.
CREATE TRIGGER system_user_deleted AFTER DELETE ON system_user
BEGIN
  INSERT INTO revocation (system_user_id, min_generation, at)
  VALUES (OLD.id, 9007199254740991, (SELECT max(at) FROM audit_event WHERE subject_id = OLD.id AND action = 'system_user.deleted'));
END;

-- ── Tokens ──────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE token (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  system_user_id TEXT NOT NULL,
  -- The app that it was issued for; null for a token of the system user itself.
  app_id TEXT,
  -- HMAC-SHA256 of the whole text under the key `kid`, in hex. The text itself is stored nowhere.
  digest TEXT NOT NULL UNIQUE,
  kid TEXT NOT NULL,
  tail TEXT NOT NULL CHECK (length(tail) = 4),
  scopes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(scopes)),
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- The end that it was given; null means never.
  expires_at INTEGER,
  -- When it stops because a newer one took its place; in the future during an overlap.
  revoked_at INTEGER,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  FOREIGN KEY (account_id, system_user_id) REFERENCES system_user (account_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX token_by_system_user ON token (system_user_id, id);

CREATE TRIGGER token_immutable BEFORE UPDATE OF id, account_id, system_user_id, app_id, digest, kid, tail, created_by, created_at ON token
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER token_audit_insert BEFORE INSERT ON token
WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_audit_update BEFORE UPDATE ON token
WHEN NEW.event_id IS OLD.event_id
  OR NOT EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

-- A token's end, scopes or revocation count everywhere only if the generation of its system user rose in the same
-- change: the system user carries the same event.
CREATE TRIGGER token_generation BEFORE UPDATE OF scopes, expires_at, revoked_at ON token
WHEN (SELECT event_id FROM system_user WHERE id = NEW.system_user_id) IS NOT NEW.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:generation');
END;

-- Tokens go only with their system user.
CREATE TRIGGER token_delete BEFORE DELETE ON token
WHEN EXISTS (SELECT 1 FROM system_user WHERE id = OLD.system_user_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

-- ── Use: figures, not changes; written seldom, without audit rows ───────────────────────────────────────────────

CREATE TABLE token_use (
  token_id TEXT PRIMARY KEY REFERENCES token (id) ON DELETE CASCADE,
  last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE system_user_use (
  system_user_id TEXT PRIMARY KEY REFERENCES system_user (id) ON DELETE CASCADE,
  last_used_at INTEGER NOT NULL,
  last_used_ip TEXT
) STRICT, WITHOUT ROWID;

-- Accepted calls by hour since 1970.
CREATE TABLE activity (
  system_user_id TEXT NOT NULL REFERENCES system_user (id) ON DELETE CASCADE,
  hour INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  PRIMARY KEY (system_user_id, hour)
) STRICT, WITHOUT ROWID;

CREATE INDEX activity_by_hour ON activity (hour);

-- ── Attempts and idempotency ────────────────────────────────────────────────────────────────────────────────────

-- How often something guessable was tried in a window of time. The key is a digest: it names nobody.
CREATE TABLE attempt (
  key TEXT NOT NULL,
  window INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (key, window)
) STRICT, WITHOUT ROWID;

CREATE INDEX attempt_by_window ON attempt (window);

-- Answers of creating calls, for a retry with the same Idempotency-Key. Sealed under a key that takes the client's
-- Idempotency-Key to derive, which is stored as a digest only.
CREATE TABLE idempotency (
  account_id TEXT NOT NULL,
  key_digest TEXT NOT NULL,
  request_digest TEXT NOT NULL,
  sealed_reply TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, key_digest)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_by_created_at ON idempotency (created_at);
