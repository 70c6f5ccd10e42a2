-- OAuth for machines (ADR 0038): public keys of system users, and the deployment's own keys for access tokens.

-- What a system user's own program signs with, by its public half.
CREATE TABLE client_key (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  system_user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  algorithm TEXT NOT NULL CHECK (algorithm IN ('ES256', 'EdDSA')),
  -- The members of its JSON Web Key that say which key it is, as RFC 7638 writes them, and the digest of that.
  jwk TEXT NOT NULL CHECK (json_valid(jwk)),
  thumbprint TEXT NOT NULL,
  scopes TEXT NOT NULL CHECK (json_type(scopes) = 'array'),
  -- History, not a reference: who registered it may leave, the key stays.
  created_by TEXT NOT NULL,
  created_by_name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- When it was taken away; its row stays, so that it is known why a client is refused.
  revoked_at INTEGER,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  UNIQUE (system_user_id, thumbprint),
  FOREIGN KEY (account_id, system_user_id) REFERENCES system_user (account_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX client_key_by_system_user ON client_key (system_user_id, id);

CREATE INDEX client_key_by_event ON client_key (event_id);

-- All of them are read when a client names none.
CREATE TRIGGER client_key_limit BEFORE INSERT ON client_key
WHEN (SELECT count(*) FROM client_key WHERE system_user_id = NEW.system_user_id AND revoked_at IS NULL) >= 10
BEGIN
  SELECT RAISE(ABORT, 'invariant:client_key_limit');
END;

-- What the account allows its tokens it allows its keys.
CREATE TRIGGER client_key_scopes BEFORE INSERT ON client_key
WHEN EXISTS (SELECT 1 FROM account a, json_each(NEW.scopes) s WHERE a.id = NEW.account_id
    AND a.token_scopes IS NOT NULL AND s.value NOT IN (SELECT value FROM json_each(a.token_scopes)))
BEGIN
  SELECT RAISE(ABORT, 'invariant:client_key_scopes');
END;

-- Its end counts everywhere only if the generation of its system user rose in the same change, as with tokens. It does not
-- come back.
CREATE TRIGGER client_key_generation BEFORE UPDATE OF revoked_at ON client_key
WHEN OLD.revoked_at IS NOT NULL OR (SELECT event_id FROM system_user WHERE id = NEW.system_user_id) IS NOT NEW.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:generation');
END;

-- Figures: when it was last used, and from where.
CREATE TABLE client_key_use (
  key_id TEXT PRIMARY KEY REFERENCES client_key (id) ON DELETE CASCADE,
  last_used_at INTEGER NOT NULL,
  last_used_ip TEXT
) STRICT, WITHOUT ROWID;

-- Assertions that were used: each counts once (RFC 7523 §3). One is remembered until it has ended by itself.
CREATE TABLE used_assertion (
  key_id TEXT NOT NULL REFERENCES client_key (id) ON DELETE CASCADE,
  -- A digest of its `jti`, which is the client's own text.
  digest TEXT NOT NULL,
  ends_at INTEGER NOT NULL,
  PRIMARY KEY (key_id, digest)
) STRICT, WITHOUT ROWID;

CREATE INDEX used_assertion_by_end ON used_assertion (ends_at);

-- A client needs one in five minutes: whoever has its key fills no disk.
CREATE TRIGGER used_assertion_limit BEFORE INSERT ON used_assertion
WHEN (SELECT count(*) FROM (SELECT 1 FROM used_assertion WHERE key_id = NEW.key_id LIMIT 600)) >= 600
BEGIN
  SELECT RAISE(ABORT, 'invariant:used_assertion_limit');
END;

-- A key that was taken away buys nothing, whatever was read before.
CREATE TRIGGER used_assertion_key BEFORE INSERT ON used_assertion
WHEN NOT EXISTS (SELECT 1 FROM client_key k JOIN system_user u ON u.id = k.system_user_id
    WHERE k.id = NEW.key_id AND k.revoked_at IS NULL AND u.status = 'active')
BEGIN
  SELECT RAISE(ABORT, 'invariant:used_assertion_key');
END;

CREATE TRIGGER used_assertion_immutable BEFORE UPDATE ON used_assertion
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

-- The deployment's keys for access tokens. The private half is sealed under a deployment key; what does not open is used for
-- nothing, and so is a row that somebody else put here.
CREATE TABLE signing_key (
  id TEXT PRIMARY KEY,
  algorithm TEXT NOT NULL CHECK (algorithm IN ('ES256', 'EdDSA')),
  -- Counts up: of two that are made at once one is.
  number INTEGER NOT NULL,
  sealed TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- It is published from its making on, and signs from here on, until the next one does.
  signs_from INTEGER NOT NULL CHECK (signs_from >= created_at),
  UNIQUE (algorithm, number)
) STRICT;

CREATE TRIGGER signing_key_immutable BEFORE UPDATE ON signing_key
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

-- The newest is never cleared away.
CREATE TRIGGER signing_key_delete BEFORE DELETE ON signing_key
WHEN NOT EXISTS (SELECT 1 FROM signing_key n WHERE n.algorithm = OLD.algorithm AND n.number > OLD.number)
BEGIN
  SELECT RAISE(ABORT, 'invariant:signing_key');
END;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER system_user_audit_update;

CREATE TRIGGER system_user_audit_update BEFORE UPDATE OF id, account_id, subaccount_id, username, status, generation, created_by, created_by_name, version, created_at, event_id, environment, rate_calls, rate_seconds, purpose, attested_at ON system_user
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

DROP TRIGGER token_audit_update;

CREATE TRIGGER token_audit_update BEFORE UPDATE OF id, account_id, system_user_id, app_id, digest, kid, tail, scopes, created_by, created_at, expires_at, revoked_at, event_id, name, holder, holder_key, networks, successor_id, ends_when_silent, version, reason, subaccounts, rate_calls, rate_seconds ON token
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER client_key_audit_insert BEFORE INSERT ON client_key
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER client_key_audit_update BEFORE UPDATE OF id, account_id, system_user_id, name, algorithm, jwk, thumbprint, scopes, created_by, created_by_name, created_at, revoked_at, event_id ON client_key
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER client_key_audit_delete BEFORE DELETE ON client_key
WHEN NOT ((NOT EXISTS (SELECT 1 FROM system_user WHERE id = OLD.system_user_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.system_user_id AND action = 'system_user.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER client_key_immutable BEFORE UPDATE ON client_key
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.system_user_id IS NOT OLD.system_user_id OR NEW.name IS NOT OLD.name OR NEW.algorithm IS NOT OLD.algorithm OR NEW.jwk IS NOT OLD.jwk OR NEW.thumbprint IS NOT OLD.thumbprint OR NEW.scopes IS NOT OLD.scopes OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER client_key_replace_insert BEFORE INSERT ON client_key
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: client_key.rowid') WHERE EXISTS (SELECT 1 FROM client_key WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: client_key.id')
  WHERE EXISTS (SELECT 1 FROM client_key WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: client_key.system_user_id, client_key.thumbprint')
  WHERE EXISTS (SELECT 1 FROM client_key WHERE system_user_id = NEW.system_user_id AND thumbprint = NEW.thumbprint);
END;
