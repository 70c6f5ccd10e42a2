-- Messages: where they come in, where they leave, what happened to each, and to whom each is told (ADR 0025).

-- ── Configuration: audited ──────────────────────────────────────────────────────────────────────────────────────

-- Where a carrier posts: /in/{id}.
CREATE TABLE inbound_source (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  provider TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
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
  -- Sends for every subaccount that has no channel of its own; otherwise for those of channel_subaccount.
  all_subaccounts INTEGER NOT NULL CHECK (all_subaccounts IN (0, 1)),
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
  FOREIGN KEY (account_id, source_id) REFERENCES inbound_source (account_id, id)
) STRICT;

-- One channel of a medium sends for everybody who has none of their own, …
CREATE UNIQUE INDEX channel_for_all ON channel (account_id, medium) WHERE all_subaccounts = 1;

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
  UNIQUE (account_id, once_key)
) STRICT;

CREATE INDEX message_by_account ON message (account_id, id);
CREATE INDEX message_by_direction ON message (account_id, direction, id);
CREATE INDEX message_by_person ON message (account_id, person_key, id);
CREATE INDEX message_by_correlation ON message (account_id, correlation_id, id) WHERE correlation_id IS NOT NULL;
CREATE INDEX message_by_carrier_id ON message (account_id, carrier_id) WHERE carrier_id IS NOT NULL;
CREATE INDEX message_by_subaccount ON message (account_id, subaccount_id, id);
-- The last message that was sent to a person: to whom an answer belongs.
CREATE INDEX message_sent ON message (account_id, person_key, at) WHERE direction = 'out';

-- One thing that webhooks are told: a message that came in, or a new state of one that was sent.
CREATE TABLE event (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  kind TEXT NOT NULL CHECK (kind IN ('mo', 'status')),
  message_id TEXT NOT NULL,
  subaccount_id TEXT,
  -- Whose order is kept: our number and the person.
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

CREATE INDEX event_by_message ON event (account_id, message_id, id);
CREATE INDEX event_by_age ON event (at);

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
  created_at INTEGER NOT NULL,
  UNIQUE (event_id, webhook_id)
) STRICT;

CREATE INDEX delivery_by_account ON delivery (account_id, id);
CREATE INDEX delivery_by_webhook ON delivery (webhook_id, id);
CREATE INDEX delivery_by_state ON delivery (account_id, state, id);
CREATE INDEX delivery_due ON delivery (webhook_id, next_attempt_at) WHERE state = 'pending';
CREATE INDEX delivery_any_due ON delivery (next_attempt_at) WHERE state = 'pending';
CREATE INDEX delivery_order ON delivery (webhook_id, conversation, sequence) WHERE state = 'pending';

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

