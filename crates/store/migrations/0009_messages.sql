-- Messages: where they come in, where they leave, what happened to each, and to whom each is told (ADR 0025).

-- ── Configuration: audited ──────────────────────────────────────────────────────────────────────────────────────

-- Where a carrier posts: /in/{id}.
CREATE TABLE inbound_source (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  provider TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  -- What its messages are carried by.
  medium TEXT NOT NULL CHECK (medium IN ('whatsapp', 'sms')),
  -- signature, system_user or address: how a call proves where it is from.
  authentication TEXT NOT NULL,
  -- The system user whose credential is asked for; none: any of the account.
  system_user_id TEXT,
  -- Sealed: an app secret and a verify token. What is only compared is kept as a digest inside.
  sealed TEXT,
  -- JSON: a list of networks; empty: from anywhere.
  networks TEXT NOT NULL DEFAULT '[]',
  -- JSON: where a generic body has its fields.
  mapping TEXT,
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
  -- A figure: when something that it brought was last stored, to the minute.
  last_received_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_by TEXT NOT NULL,
  created_by_name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  UNIQUE (account_id, id)
) STRICT;

CREATE INDEX inbound_source_by_name ON inbound_source (account_id, name_key, id);

-- How messages leave.
CREATE TABLE channel (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  -- What it carries.
  medium TEXT NOT NULL CHECK (medium IN ('whatsapp', 'sms')),
  -- 1: sends for every subaccount that has no channel of its own; null: for those of channel_subaccount. Nulls are never the
  -- same, so that the unique rule below is about the ones.
  all_subaccounts INTEGER CHECK (all_subaccounts = 1),
  -- Our own number, digits alone.
  origin TEXT NOT NULL,
  -- Where the carrier is called; none where the kind says it.
  address TEXT,
  -- JSON: what the kind asks for besides and is no secret.
  settings TEXT NOT NULL DEFAULT '{}',
  -- Sealed: the carrier's credential.
  sealed TEXT,
  -- The source where the carrier's callbacks come in.
  source_id TEXT,
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
  version INTEGER NOT NULL DEFAULT 1,
  created_by TEXT NOT NULL,
  created_by_name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  UNIQUE (account_id, id),
  UNIQUE (account_id, id, medium),
  -- Nobody calls a carrier without its credential, or nowhere.
  CHECK (kind NOT IN ('sinch', 'meta') OR sealed IS NOT NULL),
  CHECK (kind <> 'http' OR address IS NOT NULL),
  -- One channel of a medium sends for everybody who has none of their own, …
  CONSTRAINT one_channel_for_all UNIQUE (account_id, medium, all_subaccounts),
  FOREIGN KEY (account_id, source_id) REFERENCES inbound_source (account_id, id)
) STRICT;

CREATE INDEX channel_by_name ON channel (account_id, name_key, id);
CREATE INDEX channel_by_source ON channel (account_id, source_id);

-- … and one for each subaccount.
CREATE TABLE channel_subaccount (
  account_id TEXT NOT NULL,
  channel_id TEXT NOT NULL,
  subaccount_id TEXT NOT NULL,
  medium TEXT NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  PRIMARY KEY (channel_id, subaccount_id),
  CONSTRAINT one_channel_per_subaccount UNIQUE (account_id, subaccount_id, medium),
  FOREIGN KEY (account_id, channel_id, medium) REFERENCES channel (account_id, id, medium) ON DELETE CASCADE,
  FOREIGN KEY (account_id, subaccount_id) REFERENCES subaccount (account_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Where events are delivered to.
CREATE TABLE webhook (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('mo', 'status')),
  url TEXT NOT NULL,
  -- standard, sinch or meta: body and signature.
  format TEXT NOT NULL,
  -- Takes events of every subaccount; otherwise those of webhook_subaccount.
  all_subaccounts INTEGER NOT NULL CHECK (all_subaccounts IN (0, 1)),
  accept_null INTEGER NOT NULL CHECK (accept_null IN (0, 1)),
  -- Sealed: headers of the receiver's own, which may hold its credential.
  headers TEXT,
  -- active, paused (kept for it) or disabled (by itself, after failures or a 410).
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'disabled')),
  paused_at INTEGER,
  -- Figures of its deliveries: since when nothing succeeds, and the last success.
  failing_since INTEGER,
  last_success_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_by TEXT NOT NULL,
  created_by_name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  UNIQUE (account_id, id)
) STRICT;

CREATE INDEX webhook_by_name ON webhook (account_id, name_key, id);
CREATE INDEX webhook_by_kind ON webhook (account_id, kind);

CREATE TABLE webhook_subaccount (
  account_id TEXT NOT NULL,
  webhook_id TEXT NOT NULL,
  subaccount_id TEXT NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  PRIMARY KEY (webhook_id, subaccount_id),
  FOREIGN KEY (account_id, webhook_id) REFERENCES webhook (account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, subaccount_id) REFERENCES subaccount (account_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_by_subaccount ON webhook_subaccount (account_id, subaccount_id, webhook_id);

-- A webhook signs with each secret that has not ended: several during a rotation.
CREATE TABLE webhook_secret (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  webhook_id TEXT NOT NULL,
  sealed TEXT NOT NULL,
  tail TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ends_at INTEGER,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  FOREIGN KEY (account_id, webhook_id) REFERENCES webhook (account_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX webhook_secret_by_webhook ON webhook_secret (webhook_id, id);

-- The account's settings of messages.
ALTER TABLE account ADD COLUMN attribution_hours INTEGER NOT NULL DEFAULT 24 CHECK (attribution_hours BETWEEN 1 AND 168);
ALTER TABLE account ADD COLUMN message_days INTEGER NOT NULL DEFAULT 30 CHECK (message_days BETWEEN 1 AND 365);
ALTER TABLE account ADD COLUMN hold_seconds INTEGER NOT NULL DEFAULT 300 CHECK (hold_seconds BETWEEN 0 AND 3600);

-- The oldest ones of those who forgot their password are looked after first, and cleared away.
CREATE INDEX reset_request_by_age ON reset_request (asked_at);

-- ── Messages, events, deliveries: their own log, cleared away by age ────────────────────────────────────────────

CREATE TABLE message (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  source_id TEXT,
  channel_id TEXT,
  -- Whose it is; none: Subaccount Null.
  subaccount_id TEXT,
  system_user_id TEXT,
  -- The person as one key, whatever form of the number was written (messaging::phone), and as written.
  person_key TEXT NOT NULL,
  person TEXT NOT NULL,
  origin TEXT NOT NULL,
  -- Whose order is kept: our number and the person, each in one form.
  conversation TEXT NOT NULL,
  -- What makes it the same message as one that came before: source or channel, and the carrier's id.
  once_key TEXT NOT NULL,
  carrier_id TEXT,
  correlation_id TEXT,
  kind TEXT NOT NULL,
  -- JSON: the message in our own form.
  content TEXT NOT NULL,
  -- received; queued, sent, delivered, read, failed: a state never falls back (rank).
  state TEXT NOT NULL,
  rank INTEGER NOT NULL,
  error TEXT,
  -- When it was written, as far as the carrier's word is good, and when it came.
  at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  -- How far old clients have fetched it: its rank then. SMS alone are fetched.
  fetched INTEGER NOT NULL DEFAULT -1,
  UNIQUE (account_id, once_key)
) STRICT;

-- Lists are read by one of these, in and out apart: a page is the head of two runs of an index, whatever it is filtered by.
CREATE INDEX message_by_direction ON message (account_id, direction, id);
CREATE INDEX message_by_person ON message (account_id, person_key, direction, id);
CREATE INDEX message_by_correlation ON message (account_id, correlation_id, direction, id) WHERE correlation_id IS NOT NULL;
CREATE INDEX message_by_carrier_id ON message (account_id, carrier_id, direction, id) WHERE carrier_id IS NOT NULL;
CREATE INDEX message_by_subaccount ON message (account_id, subaccount_id, direction, id);
-- The last message that went out to a person: to whom an answer belongs. What failed nobody got.
CREATE INDEX message_sent ON message (account_id, person_key, at, id, subaccount_id)
WHERE direction = 'out' AND state <> 'failed';

-- Old clients fetch SMS alone.
CREATE INDEX message_sms ON message (account_id, direction, id, subaccount_id) WHERE content ->> '$.service' = 'sms';
CREATE INDEX message_unfetched ON message (account_id, direction, id) WHERE content ->> '$.service' = 'sms' AND fetched < rank;

-- A state of a message that is not known by that id yet: a callback that was faster than the carrier's own answer. Cleared
-- away after a day.
CREATE TABLE early_status (
  account_id TEXT NOT NULL REFERENCES account (id),
  carrier_id TEXT NOT NULL,
  rank INTEGER NOT NULL,
  source_id TEXT,
  state TEXT NOT NULL,
  error TEXT,
  event_id TEXT NOT NULL,
  detail TEXT NOT NULL,
  at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, carrier_id, rank)
) STRICT, WITHOUT ROWID;

CREATE INDEX early_status_by_age ON early_status (received_at);

-- Messages on their way to their carrier, from the batch that stores them until the carrier has answered.
CREATE TABLE sending (
  message_id TEXT PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  account_id TEXT NOT NULL REFERENCES account (id),
  channel_id TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  -- Since when the carrier is called. A row that keeps this is in doubt: its call was cut off, and the carrier may have it.
  calling_at INTEGER,
  tries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sending_due ON sending (channel_id, due_at) WHERE calling_at IS NULL;
CREATE INDEX sending_called ON sending (calling_at) WHERE calling_at IS NOT NULL;

-- Until then a retry is told to wait: its carrier is called, which may come to nothing.
ALTER TABLE idempotency ADD COLUMN open_until INTEGER;

-- What a simulator still has to do: one state of a message, or an answer to it.
CREATE TABLE simulated (
  message_id TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  step TEXT NOT NULL CHECK (step IN ('sent', 'delivered', 'read', 'failed', 'answer')),
  account_id TEXT NOT NULL REFERENCES account (id),
  channel_id TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  -- The failure's name, or what is answered.
  detail TEXT,
  PRIMARY KEY (message_id, step)
) STRICT, WITHOUT ROWID;

CREATE INDEX simulated_due ON simulated (channel_id, due_at);

-- One thing that webhooks are told: a message that came in, or a new state of one that was sent.
CREATE TABLE event (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  kind TEXT NOT NULL CHECK (kind IN ('mo', 'status')),
  message_id TEXT NOT NULL,
  subaccount_id TEXT,
  conversation TEXT NOT NULL,
  -- Counts up within a conversation.
  sequence INTEGER NOT NULL,
  once_key TEXT NOT NULL,
  -- JSON: what a status says; a message's own content is in its row.
  detail TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (account_id, once_key),
  UNIQUE (account_id, conversation, sequence)
) STRICT;

-- Ids of messages sort by time: what is past its use is found here, too.
CREATE INDEX event_by_message ON event (account_id, message_id, id);

CREATE TABLE delivery (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  event_id TEXT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  webhook_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  subaccount_id TEXT,
  conversation TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  -- pending, delivered, or dead: given up, or its webhook is gone.
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  first_attempt_at INTEGER,
  next_attempt_at INTEGER,
  last_attempt_at INTEGER,
  last_status INTEGER,
  last_ms INTEGER,
  last_error TEXT,
  -- A short piece of a text that was answered.
  excerpt TEXT,
  -- The address of the last try.
  sent_to TEXT,
  -- JSON: the newest tries.
  tries TEXT NOT NULL DEFAULT '[]',
  created_at INTEGER NOT NULL,
  UNIQUE (event_id, webhook_id)
) STRICT;

CREATE INDEX delivery_by_account ON delivery (account_id, id);
CREATE INDEX delivery_by_webhook ON delivery (webhook_id, id);
CREATE INDEX delivery_by_webhook_state ON delivery (webhook_id, state, id);
CREATE INDEX delivery_by_state ON delivery (account_id, state, id);
CREATE INDEX delivery_due ON delivery (webhook_id, next_attempt_at, sequence) WHERE state = 'pending';
-- Those that were tried and hold others.
CREATE INDEX delivery_held ON delivery (webhook_id, first_attempt_at) WHERE state = 'pending' AND first_attempt_at IS NOT NULL;
CREATE INDEX delivery_order ON delivery (webhook_id, conversation, sequence) WHERE state = 'pending';

-- Webhooks that are gone or disabled, and for which more waited than is given up at once: a statement that writes for
-- seconds would hold up every call.
CREATE TABLE webhook_closed (
  webhook_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What waits for a webhook that is gone or disabled is given up with it; the clock gives up the rest.
CREATE TRIGGER webhook_gone AFTER DELETE ON webhook
BEGIN
  UPDATE delivery SET state = 'dead', next_attempt_at = NULL, last_error = 'webhook_deleted'
  WHERE id IN (SELECT id FROM delivery INDEXED BY delivery_by_webhook_state
    WHERE webhook_id = OLD.id AND state = 'pending' ORDER BY id LIMIT 10000);
  INSERT INTO webhook_closed (webhook_id) SELECT OLD.id
  WHERE EXISTS (SELECT 1 FROM delivery WHERE webhook_id = OLD.id AND state = 'pending') ON CONFLICT DO NOTHING;
  DELETE FROM webhook_figure WHERE webhook_id = OLD.id;
END;

CREATE TRIGGER webhook_disabled AFTER UPDATE OF status ON webhook
WHEN NEW.status = 'disabled'
BEGIN
  UPDATE delivery SET state = 'dead', next_attempt_at = NULL, last_error = 'webhook_disabled'
  WHERE id IN (SELECT id FROM delivery INDEXED BY delivery_by_webhook_state
    WHERE webhook_id = OLD.id AND state = 'pending' ORDER BY id LIMIT 10000);
  INSERT INTO webhook_closed (webhook_id) SELECT OLD.id
  WHERE EXISTS (SELECT 1 FROM delivery WHERE webhook_id = OLD.id AND state = 'pending') ON CONFLICT DO NOTHING;
END;

-- Every event looks at all of them.
CREATE TRIGGER webhook_limit BEFORE INSERT ON webhook
WHEN (SELECT count(*) FROM webhook WHERE account_id = NEW.account_id) >= 100
BEGIN
  SELECT RAISE(ABORT, 'invariant:webhook_limit');
END;

-- Figures of a webhook by hour, for its chart.
CREATE TABLE webhook_figure (
  webhook_id TEXT NOT NULL,
  hour INTEGER NOT NULL,
  delivered INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  -- Milliseconds of all tries together, and the longest one.
  ms INTEGER NOT NULL DEFAULT 0,
  longest_ms INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (webhook_id, hour)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_figure_by_age ON webhook_figure (hour);

-- What a source was sent and could not be taken: the newest hundred of each.
CREATE TABLE refused_inbound (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  source_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  why TEXT NOT NULL,
  -- The first bytes of what came, as text.
  excerpt TEXT NOT NULL
) STRICT;

CREATE INDEX refused_inbound_by_source ON refused_inbound (source_id, id);
CREATE INDEX refused_inbound_by_account ON refused_inbound (account_id, id);

-- What a source refused goes with it.
CREATE TRIGGER inbound_source_gone AFTER DELETE ON inbound_source
BEGIN
  DELETE FROM refused_inbound WHERE source_id = OLD.id;
END;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER account_audit_update;

CREATE TRIGGER account_audit_update BEFORE UPDATE OF id, name, locale, owner_id, system_user_limit, version, created_at, event_id, email_domain, attribution_hours, message_days, hold_seconds ON account
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER inbound_source_audit_insert BEFORE INSERT ON inbound_source
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER inbound_source_audit_update BEFORE UPDATE OF id, account_id, provider, name, medium, authentication, system_user_id, sealed, networks, mapping, status, version, created_by, created_by_name, created_at, event_id ON inbound_source
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER inbound_source_audit_delete BEFORE DELETE ON inbound_source
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('inbound_source.deleted') AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER inbound_source_immutable BEFORE UPDATE ON inbound_source
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.provider IS NOT OLD.provider OR NEW.medium IS NOT OLD.medium OR NEW.authentication IS NOT OLD.authentication OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER inbound_source_replace_insert BEFORE INSERT ON inbound_source
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: inbound_source.rowid') WHERE EXISTS (SELECT 1 FROM inbound_source WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: inbound_source.id')
  WHERE EXISTS (SELECT 1 FROM inbound_source WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: inbound_source.account_id, inbound_source.id')
  WHERE EXISTS (SELECT 1 FROM inbound_source WHERE account_id = NEW.account_id AND id = NEW.id);
END;

CREATE TRIGGER channel_audit_insert BEFORE INSERT ON channel
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER channel_audit_update BEFORE UPDATE OF id, account_id, kind, name, medium, all_subaccounts, origin, address, settings, sealed, source_id, status, version, created_by, created_by_name, created_at, event_id ON channel
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER channel_audit_delete BEFORE DELETE ON channel
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('channel.deleted') AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER channel_immutable BEFORE UPDATE ON channel
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.kind IS NOT OLD.kind OR NEW.medium IS NOT OLD.medium OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at
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
END;

CREATE TRIGGER channel_replace_update BEFORE UPDATE OF all_subaccounts ON channel
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: channel.account_id, channel.medium, channel.all_subaccounts')
  WHERE EXISTS (SELECT 1 FROM channel WHERE account_id = NEW.account_id AND medium = NEW.medium AND all_subaccounts = NEW.all_subaccounts AND (id IS NOT OLD.id));
END;

CREATE TRIGGER channel_subaccount_audit_insert BEFORE INSERT ON channel_subaccount
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER channel_subaccount_audit_delete BEFORE DELETE ON channel_subaccount
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.channel_id AND action IN ('channel.updated') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM channel WHERE id = OLD.channel_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.channel_id AND action = 'channel.deleted' AND account_id = OLD.account_id))
  OR (NOT EXISTS (SELECT 1 FROM subaccount WHERE id = OLD.subaccount_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.subaccount_id AND action = 'subaccount.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER channel_subaccount_immutable BEFORE UPDATE ON channel_subaccount
WHEN NEW.account_id IS NOT OLD.account_id OR NEW.channel_id IS NOT OLD.channel_id OR NEW.subaccount_id IS NOT OLD.subaccount_id OR NEW.medium IS NOT OLD.medium OR NEW.event_id IS NOT OLD.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER channel_subaccount_replace_insert BEFORE INSERT ON channel_subaccount
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: channel_subaccount.channel_id, channel_subaccount.subaccount_id')
  WHERE EXISTS (SELECT 1 FROM channel_subaccount WHERE channel_id = NEW.channel_id AND subaccount_id = NEW.subaccount_id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: channel_subaccount.account_id, channel_subaccount.subaccount_id, channel_subaccount.medium')
  WHERE EXISTS (SELECT 1 FROM channel_subaccount WHERE account_id = NEW.account_id AND subaccount_id = NEW.subaccount_id AND medium = NEW.medium);
END;

CREATE TRIGGER webhook_audit_insert BEFORE INSERT ON webhook
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER webhook_audit_update BEFORE UPDATE OF id, account_id, name, kind, url, format, all_subaccounts, accept_null, headers, status, paused_at, version, created_by, created_by_name, created_at, event_id ON webhook
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER webhook_audit_delete BEFORE DELETE ON webhook
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('webhook.deleted') AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER webhook_immutable BEFORE UPDATE ON webhook
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.kind IS NOT OLD.kind OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER webhook_replace_insert BEFORE INSERT ON webhook
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: webhook.rowid') WHERE EXISTS (SELECT 1 FROM webhook WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: webhook.id')
  WHERE EXISTS (SELECT 1 FROM webhook WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: webhook.account_id, webhook.id')
  WHERE EXISTS (SELECT 1 FROM webhook WHERE account_id = NEW.account_id AND id = NEW.id);
END;

CREATE TRIGGER webhook_subaccount_audit_insert BEFORE INSERT ON webhook_subaccount
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER webhook_subaccount_audit_delete BEFORE DELETE ON webhook_subaccount
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.webhook_id AND action IN ('webhook.updated') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM webhook WHERE id = OLD.webhook_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.webhook_id AND action = 'webhook.deleted' AND account_id = OLD.account_id))
  OR (NOT EXISTS (SELECT 1 FROM subaccount WHERE id = OLD.subaccount_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.subaccount_id AND action = 'subaccount.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER webhook_subaccount_immutable BEFORE UPDATE ON webhook_subaccount
WHEN NEW.account_id IS NOT OLD.account_id OR NEW.webhook_id IS NOT OLD.webhook_id OR NEW.subaccount_id IS NOT OLD.subaccount_id OR NEW.event_id IS NOT OLD.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER webhook_subaccount_replace_insert BEFORE INSERT ON webhook_subaccount
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: webhook_subaccount.webhook_id, webhook_subaccount.subaccount_id')
  WHERE EXISTS (SELECT 1 FROM webhook_subaccount WHERE webhook_id = NEW.webhook_id AND subaccount_id = NEW.subaccount_id);
END;

CREATE TRIGGER webhook_secret_audit_insert BEFORE INSERT ON webhook_secret
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER webhook_secret_audit_update BEFORE UPDATE OF id, account_id, webhook_id, sealed, tail, created_at, ends_at, event_id ON webhook_secret
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER webhook_secret_audit_delete BEFORE DELETE ON webhook_secret
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.webhook_id AND action IN ('webhook.secret_rotated') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM webhook WHERE id = OLD.webhook_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.webhook_id AND action = 'webhook.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER webhook_secret_immutable BEFORE UPDATE ON webhook_secret
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.webhook_id IS NOT OLD.webhook_id OR NEW.tail IS NOT OLD.tail OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER webhook_secret_replace_insert BEFORE INSERT ON webhook_secret
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: webhook_secret.rowid') WHERE EXISTS (SELECT 1 FROM webhook_secret WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: webhook_secret.id')
  WHERE EXISTS (SELECT 1 FROM webhook_secret WHERE id = NEW.id);
END;
