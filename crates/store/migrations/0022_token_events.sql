-- Webhooks that are told of tokens (ADR 0041), beside those that are told of messages. The kinds of 0009 are held by a CHECK,
-- and a table with ON DELETE CASCADE behind it is not made anew under D1: what a row is about stands beside its kind.

-- Null: messages, as `kind` says; 'token': tokens, whatever `kind` says.
ALTER TABLE webhook ADD COLUMN topic TEXT;

ALTER TABLE event ADD COLUMN topic TEXT;

-- Of an event about a token; a message's own is in its row.
ALTER TABLE event ADD COLUMN environment TEXT CHECK (environment IN ('test', 'live'));

CREATE TRIGGER webhook_topic BEFORE INSERT ON webhook
WHEN NEW.topic IS NOT NULL AND (NEW.topic NOT IN ('token') OR NEW.kind <> 'status' OR NEW.format <> 'standard')
BEGIN
  SELECT RAISE(ABORT, 'invariant:webhook_topic');
END;

-- Carriers' own forms have no word for a token.
CREATE TRIGGER webhook_topic_format BEFORE UPDATE OF format ON webhook
WHEN NEW.topic IS NOT NULL AND NEW.format <> 'standard'
BEGIN
  SELECT RAISE(ABORT, 'invariant:webhook_topic');
END;

CREATE TRIGGER event_topic BEFORE INSERT ON event
WHEN (NEW.topic IS NULL) <> (NEW.environment IS NULL) OR NEW.topic NOT IN ('token') OR (NEW.topic IS NOT NULL AND NEW.kind <> 'status')
BEGIN
  SELECT RAISE(ABORT, 'invariant:event_topic');
END;

-- A Worker of before, which knows of no topics, tells no webhook of tokens about messages, and goes on.
CREATE TRIGGER delivery_topic BEFORE INSERT ON delivery
WHEN (SELECT topic FROM event WHERE id = NEW.event_id) IS NOT (SELECT topic FROM webhook WHERE id = NEW.webhook_id)
BEGIN
  SELECT RAISE(IGNORE);
END;

CREATE TRIGGER delivery_token_environment BEFORE INSERT ON delivery
WHEN (SELECT environment FROM event WHERE id = NEW.event_id) <> (SELECT environment FROM webhook WHERE id = NEW.webhook_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:environment');
END;

-- What ended long ago is cleared away; the audit log knows of it as long as its account keeps that.
CREATE INDEX token_over_by_end ON token (min(coalesce(revoked_at, 9007199254740991), coalesce(expires_at, 9007199254740991))) WHERE is_over = 1;

-- Who leaves may have kept the other half of the keys that they registered.
CREATE INDEX client_key_by_creator ON client_key (account_id, created_by, id) WHERE revoked_at IS NULL;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER token_audit_delete;

CREATE TRIGGER token_audit_delete BEFORE DELETE ON token
WHEN NOT ((NOT EXISTS (SELECT 1 FROM system_user WHERE id = OLD.system_user_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.system_user_id AND action = 'system_user.deleted' AND account_id = OLD.account_id))
  OR EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.account_id AND action = 'tokens.purged' AND at >= 7776000000 + min(coalesce(OLD.revoked_at, 9007199254740991), coalesce(OLD.expires_at, 9007199254740991)) AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

DROP TRIGGER token_find_audit_delete;

CREATE TRIGGER token_find_audit_delete BEFORE DELETE ON token_find
WHEN NOT ((NOT EXISTS (SELECT 1 FROM system_user WHERE id = OLD.system_user_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.system_user_id AND action = 'system_user.deleted' AND account_id = OLD.account_id))
  OR (NOT EXISTS (SELECT 1 FROM token WHERE id = OLD.token_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.account_id AND action = 'tokens.purged' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

DROP TRIGGER webhook_audit_update;

DROP TRIGGER webhook_immutable;

CREATE TRIGGER webhook_audit_update BEFORE UPDATE OF id, account_id, name, kind, url, format, all_subaccounts, accept_null, headers, status, paused_at, version, created_by, created_by_name, created_at, event_id, environment, topic ON webhook
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER webhook_immutable BEFORE UPDATE ON webhook
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.kind IS NOT OLD.kind OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at OR NEW.environment IS NOT OLD.environment OR NEW.topic IS NOT OLD.topic
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;
