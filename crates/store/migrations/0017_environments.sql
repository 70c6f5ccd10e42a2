-- Test and live, and what crosses from one to the other: nothing (ADR 0035). And tokens of account-wide system users that
-- reach some subaccounts alone (ADR 0034).

-- ── Which one each is: chosen when it is made, never changed ────────────────────────────────────────────────────

ALTER TABLE subaccount ADD COLUMN environment TEXT NOT NULL DEFAULT 'live' CHECK (environment IN ('test', 'live'));

ALTER TABLE system_user ADD COLUMN environment TEXT NOT NULL DEFAULT 'live' CHECK (environment IN ('test', 'live'));

ALTER TABLE inbound_source ADD COLUMN environment TEXT NOT NULL DEFAULT 'live' CHECK (environment IN ('test', 'live'));

ALTER TABLE webhook ADD COLUMN environment TEXT NOT NULL DEFAULT 'live' CHECK (environment IN ('test', 'live'));

-- One channel of a medium sends for all live subaccounts that have none of their own (all_subaccounts), and one for all test ones.
ALTER TABLE channel ADD COLUMN all_test_subaccounts INTEGER CHECK (all_test_subaccounts = 1);

ALTER TABLE channel ADD COLUMN environment TEXT NOT NULL DEFAULT 'live'
  CHECK (environment IN ('test', 'live') AND (all_subaccounts IS NULL OR environment = 'live')
    AND (all_test_subaccounts IS NULL OR environment = 'test'));

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
