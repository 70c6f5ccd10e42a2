-- Test and live, and what crosses from one to the other: nothing (ADR 0035). And tokens of account-wide system users that
-- reach some subaccounts alone (ADR 0034).

-- ── Which one each is: chosen when it is made, never changed ────────────────────────────────────────────────────

ALTER TABLE subaccount ADD COLUMN environment TEXT NOT NULL DEFAULT 'live' CHECK (environment IN ('test', 'live'));

ALTER TABLE system_user ADD COLUMN environment TEXT NOT NULL DEFAULT 'live' CHECK (environment IN ('test', 'live'));

ALTER TABLE inbound_source ADD COLUMN environment TEXT NOT NULL DEFAULT 'live' CHECK (environment IN ('test', 'live'));

ALTER TABLE webhook ADD COLUMN environment TEXT NOT NULL DEFAULT 'live' CHECK (environment IN ('test', 'live'));

-- One channel of a medium sends for all live subaccounts that have none of their own (all_subaccounts), and one for all test ones.
ALTER TABLE channel ADD COLUMN all_test_subaccounts INTEGER CHECK (all_test_subaccounts = 1);

ALTER TABLE channel ADD COLUMN environment TEXT NOT NULL DEFAULT 'live' CHECK (environment IN ('test', 'live'));

CREATE UNIQUE INDEX one_test_channel_for_all ON channel (account_id, medium, all_test_subaccounts);

-- By where it came in or left.
ALTER TABLE message ADD COLUMN environment TEXT NOT NULL DEFAULT 'live' CHECK (environment IN ('test', 'live'));

-- ── Nothing links the two ───────────────────────────────────────────────────────────────────────────────────────

CREATE TRIGGER system_user_environment BEFORE INSERT ON system_user
WHEN (SELECT environment FROM subaccount WHERE id = NEW.subaccount_id) <> NEW.environment
BEGIN
  SELECT RAISE(ABORT, 'invariant:environment');
END;

CREATE TRIGGER channel_subaccount_environment BEFORE INSERT ON channel_subaccount
WHEN (SELECT environment FROM subaccount WHERE id = NEW.subaccount_id) <> (SELECT environment FROM channel WHERE id = NEW.channel_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:environment');
END;

CREATE TRIGGER webhook_subaccount_environment BEFORE INSERT ON webhook_subaccount
WHEN (SELECT environment FROM subaccount WHERE id = NEW.subaccount_id) <> (SELECT environment FROM webhook WHERE id = NEW.webhook_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:environment');
END;

CREATE TRIGGER channel_for_all_insert BEFORE INSERT ON channel
WHEN (NEW.all_subaccounts = 1 AND NEW.environment <> 'live') OR (NEW.all_test_subaccounts = 1 AND NEW.environment <> 'test')
BEGIN
  SELECT RAISE(ABORT, 'invariant:environment');
END;

CREATE TRIGGER channel_for_all_update BEFORE UPDATE OF all_subaccounts, all_test_subaccounts ON channel
WHEN (NEW.all_subaccounts = 1 AND NEW.environment <> 'live') OR (NEW.all_test_subaccounts = 1 AND NEW.environment <> 'test')
BEGIN
  SELECT RAISE(ABORT, 'invariant:environment');
END;

CREATE TRIGGER channel_environment_insert BEFORE INSERT ON channel
WHEN (SELECT environment FROM inbound_source WHERE id = NEW.source_id) <> NEW.environment
BEGIN
  SELECT RAISE(ABORT, 'invariant:environment');
END;

CREATE TRIGGER channel_environment_update BEFORE UPDATE OF source_id ON channel
WHEN (SELECT environment FROM inbound_source WHERE id = NEW.source_id) <> NEW.environment
BEGIN
  SELECT RAISE(ABORT, 'invariant:environment');
END;

CREATE TRIGGER inbound_source_environment_insert BEFORE INSERT ON inbound_source
WHEN (SELECT environment FROM system_user WHERE id = NEW.system_user_id) <> NEW.environment
BEGIN
  SELECT RAISE(ABORT, 'invariant:environment');
END;

CREATE TRIGGER inbound_source_environment_update BEFORE UPDATE OF system_user_id ON inbound_source
WHEN (SELECT environment FROM system_user WHERE id = NEW.system_user_id) <> NEW.environment
BEGIN
  SELECT RAISE(ABORT, 'invariant:environment');
END;

CREATE TRIGGER message_environment BEFORE INSERT ON message
WHEN (SELECT environment FROM channel WHERE id = NEW.channel_id) <> NEW.environment
  OR (SELECT environment FROM inbound_source WHERE id = NEW.source_id) <> NEW.environment
  OR (SELECT environment FROM subaccount WHERE id = NEW.subaccount_id) <> NEW.environment
  OR (SELECT environment FROM system_user WHERE id = NEW.system_user_id) <> NEW.environment
BEGIN
  SELECT RAISE(ABORT, 'invariant:environment');
END;

CREATE TRIGGER message_environment_fixed BEFORE UPDATE OF environment, channel_id, source_id, subaccount_id, system_user_id ON message
WHEN NEW.environment <> OLD.environment OR NEW.channel_id IS NOT OLD.channel_id OR NEW.source_id IS NOT OLD.source_id
  OR NEW.subaccount_id IS NOT OLD.subaccount_id OR NEW.system_user_id IS NOT OLD.system_user_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER delivery_environment BEFORE INSERT ON delivery
WHEN (SELECT environment FROM message WHERE id = NEW.message_id) <> (SELECT environment FROM webhook WHERE id = NEW.webhook_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:environment');
END;

-- ── Tokens that reach some subaccounts alone ────────────────────────────────────────────────────────────────────

-- Null: all that its system user reaches. Never changed; ids of subaccounts that are gone mean nothing any more.
ALTER TABLE token ADD COLUMN subaccounts TEXT
  CHECK (subaccounts IS NULL OR (json_type(subaccounts) = 'array' AND json_array_length(subaccounts) <= 50));

CREATE INDEX token_by_limited ON token (account_id, system_user_id) WHERE subaccounts IS NOT NULL;

CREATE TRIGGER token_subaccounts BEFORE INSERT ON token
WHEN NEW.subaccounts IS NOT NULL AND EXISTS (
  SELECT 1 FROM system_user u WHERE u.id = NEW.system_user_id AND (u.subaccount_id IS NOT NULL
    OR EXISTS (SELECT 1 FROM json_each(NEW.subaccounts) j WHERE NOT EXISTS (
      SELECT 1 FROM subaccount s WHERE s.id = j.value AND s.account_id = u.account_id AND s.environment = u.environment))))
BEGIN
  SELECT RAISE(ABORT, 'invariant:token_subaccounts');
END;

-- A subaccount that goes takes itself out of them: what is cached of these tokens is void.
CREATE TRIGGER subaccount_out_of_tokens AFTER DELETE ON subaccount
BEGIN
  UPDATE system_user SET generation = generation + 1, version = version + 1,
    event_id = (SELECT id FROM open_audit_event WHERE subject_id = OLD.id AND action = 'subaccount.deleted')
  WHERE id IN (SELECT t.system_user_id FROM token t INDEXED BY token_by_limited WHERE t.account_id = OLD.account_id
    AND t.subaccounts IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(t.subaccounts) j WHERE j.value = OLD.id));
END;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER subaccount_audit_update;

DROP TRIGGER subaccount_immutable;

CREATE TRIGGER subaccount_audit_update BEFORE UPDATE OF id, account_id, name, reference_name, version, created_at, event_id, environment ON subaccount
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER subaccount_immutable BEFORE UPDATE ON subaccount
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.created_at IS NOT OLD.created_at OR NEW.environment IS NOT OLD.environment
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

DROP TRIGGER system_user_audit_update;

DROP TRIGGER system_user_immutable;

CREATE TRIGGER system_user_audit_update BEFORE UPDATE OF id, account_id, subaccount_id, username, status, generation, created_by, created_by_name, version, created_at, event_id, environment ON system_user
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER system_user_immutable BEFORE UPDATE ON system_user
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.subaccount_id IS NOT OLD.subaccount_id OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at OR NEW.environment IS NOT OLD.environment
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

DROP TRIGGER token_audit_update;

DROP TRIGGER token_immutable;

CREATE TRIGGER token_audit_update BEFORE UPDATE OF id, account_id, system_user_id, app_id, digest, kid, tail, scopes, created_by, created_at, expires_at, revoked_at, event_id, name, holder, holder_key, networks, successor_id, ends_when_silent, version, reason, subaccounts ON token
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_immutable BEFORE UPDATE ON token
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.system_user_id IS NOT OLD.system_user_id OR NEW.app_id IS NOT OLD.app_id OR NEW.digest IS NOT OLD.digest OR NEW.kid IS NOT OLD.kid OR NEW.tail IS NOT OLD.tail OR NEW.scopes IS NOT OLD.scopes OR NEW.created_by IS NOT OLD.created_by OR NEW.created_at IS NOT OLD.created_at OR NEW.expires_at IS NOT OLD.expires_at OR NEW.reason IS NOT OLD.reason OR NEW.subaccounts IS NOT OLD.subaccounts
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

DROP TRIGGER inbound_source_audit_update;

DROP TRIGGER inbound_source_immutable;

CREATE TRIGGER inbound_source_audit_update BEFORE UPDATE OF id, account_id, provider, name, medium, authentication, system_user_id, sealed, networks, mapping, status, version, created_by, created_by_name, created_at, event_id, environment ON inbound_source
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER inbound_source_immutable BEFORE UPDATE ON inbound_source
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.provider IS NOT OLD.provider OR NEW.medium IS NOT OLD.medium OR NEW.authentication IS NOT OLD.authentication OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at OR NEW.environment IS NOT OLD.environment
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

DROP TRIGGER channel_audit_update;

DROP TRIGGER channel_immutable;

DROP TRIGGER channel_replace_insert;

DROP TRIGGER channel_replace_update;

CREATE TRIGGER channel_audit_update BEFORE UPDATE OF id, account_id, kind, name, medium, all_subaccounts, origin, address, settings, sealed, source_id, status, version, created_by, created_by_name, created_at, event_id, all_test_subaccounts, environment ON channel
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER channel_immutable BEFORE UPDATE ON channel
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.kind IS NOT OLD.kind OR NEW.medium IS NOT OLD.medium OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at OR NEW.environment IS NOT OLD.environment
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER channel_replace_insert BEFORE INSERT ON channel
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: channel.rowid') WHERE EXISTS (SELECT 1 FROM channel WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: channel.id')
  WHERE EXISTS (SELECT 1 FROM channel WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: channel.account_id, channel.id')
  WHERE EXISTS (SELECT 1 FROM channel WHERE account_id = NEW.account_id AND id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: channel.account_id, channel.id, channel.medium')
  WHERE EXISTS (SELECT 1 FROM channel WHERE account_id = NEW.account_id AND id = NEW.id AND medium = NEW.medium);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: channel.account_id, channel.medium, channel.all_subaccounts')
  WHERE EXISTS (SELECT 1 FROM channel WHERE account_id = NEW.account_id AND medium = NEW.medium AND all_subaccounts = NEW.all_subaccounts);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: channel.account_id, channel.medium, channel.all_test_subaccounts')
  WHERE EXISTS (SELECT 1 FROM channel WHERE account_id = NEW.account_id AND medium = NEW.medium AND all_test_subaccounts = NEW.all_test_subaccounts);
END;

CREATE TRIGGER channel_replace_update BEFORE UPDATE OF all_subaccounts, all_test_subaccounts ON channel
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: channel.account_id, channel.medium, channel.all_subaccounts')
  WHERE EXISTS (SELECT 1 FROM channel WHERE account_id = NEW.account_id AND medium = NEW.medium AND all_subaccounts = NEW.all_subaccounts AND (id IS NOT OLD.id));
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: channel.account_id, channel.medium, channel.all_test_subaccounts')
  WHERE EXISTS (SELECT 1 FROM channel WHERE account_id = NEW.account_id AND medium = NEW.medium AND all_test_subaccounts = NEW.all_test_subaccounts AND (id IS NOT OLD.id));
END;

DROP TRIGGER webhook_audit_update;

DROP TRIGGER webhook_immutable;

CREATE TRIGGER webhook_audit_update BEFORE UPDATE OF id, account_id, name, kind, url, format, all_subaccounts, accept_null, headers, status, paused_at, version, created_by, created_by_name, created_at, event_id, environment ON webhook
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER webhook_immutable BEFORE UPDATE ON webhook
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.kind IS NOT OLD.kind OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at OR NEW.environment IS NOT OLD.environment
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;
