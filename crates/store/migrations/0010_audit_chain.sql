-- The log can't be changed unseen: every event has its place, and is sealed under a key that is not in the database
-- (ADR 0027).

-- ── What an event is bound by ───────────────────────────────────────────────────────────────────────────────────

-- The right under which it was done.
ALTER TABLE audit_event ADD COLUMN permission TEXT;

-- Its place in its account's log, from one and without a gap: given in the batch that writes it.
ALTER TABLE audit_event ADD COLUMN seq INTEGER CHECK (seq > 0);

-- Who wrote it says so, under a deployment key. Of use until it is sealed, and gone then.
ALTER TABLE audit_event ADD COLUMN tag TEXT;

-- Where it came from, as the tag said when it was sealed.
ALTER TABLE audit_event ADD COLUMN origin TEXT CHECK (origin IN ('service', 'batch', 'before', 'unknown'));

-- What it says, with all that was before it; and the seal over that, with the id of its key.
ALTER TABLE audit_event ADD COLUMN hash TEXT;

ALTER TABLE audit_event ADD COLUMN kid TEXT;

ALTER TABLE audit_event ADD COLUMN mac TEXT CHECK ((mac IS NULL) = (hash IS NULL) AND (mac IS NULL) = (kid IS NULL) AND (mac IS NULL) = (origin IS NULL));

DROP TRIGGER audit_event_update;

DROP TRIGGER audit_event_delete;

-- What was there before has the place in which it was written.
UPDATE audit_event SET seq = o.n
FROM (SELECT id, row_number() OVER (PARTITION BY account_id ORDER BY rowid) AS n FROM audit_event) o
WHERE o.id = audit_event.id;

CREATE UNIQUE INDEX audit_event_by_seq ON audit_event (account_id, seq);

CREATE INDEX audit_event_unsealed ON audit_event (account_id, seq) WHERE mac IS NULL;

-- Under which keys there are seals.
CREATE INDEX audit_event_by_kid ON audit_event (kid, account_id, seq);

CREATE INDEX audit_event_by_actor ON audit_event (account_id, actor_id, id);

CREATE INDEX audit_event_by_action ON audit_event (account_id, action, id);

-- ── Added to, placed, sealed; never changed ─────────────────────────────────────────────────────────────────────

CREATE TRIGGER audit_event_bare BEFORE INSERT ON audit_event
WHEN NEW.seq IS NOT NULL OR NEW.mac IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'audit:append_only');
END;

CREATE TRIGGER audit_event_placed AFTER INSERT ON audit_event
BEGIN
  UPDATE audit_event SET seq = 1 + coalesce((SELECT max(seq) FROM audit_event WHERE account_id = NEW.account_id), 0)
  WHERE id = NEW.id;
END;

-- It gets its place, then its seal, and with another deployment key another seal over the same.
CREATE TRIGGER audit_event_update BEFORE UPDATE ON audit_event
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.at IS NOT OLD.at
  OR NEW.actor_kind IS NOT OLD.actor_kind OR NEW.actor_id IS NOT OLD.actor_id OR NEW.actor_name IS NOT OLD.actor_name
  OR NEW.action IS NOT OLD.action OR NEW.subject_id IS NOT OLD.subject_id OR NEW.request_id IS NOT OLD.request_id
  OR NEW.ip IS NOT OLD.ip OR NEW.permission IS NOT OLD.permission OR NEW.detail IS NOT OLD.detail
  OR NOT (
    (OLD.seq IS NULL AND NEW.mac IS NULL AND NEW.tag IS OLD.tag
      AND NEW.seq = 1 + coalesce((SELECT max(seq) FROM audit_event WHERE account_id = OLD.account_id), 0))
    OR (OLD.seq IS NOT NULL AND NEW.seq = OLD.seq AND OLD.mac IS NULL AND NEW.mac IS NOT NULL AND NEW.tag IS NULL)
    OR (OLD.mac IS NOT NULL AND NEW.seq = OLD.seq AND NEW.hash = OLD.hash AND NEW.origin = OLD.origin AND NEW.tag IS NULL
      AND NEW.kid <> OLD.kid AND NEW.mac IS NOT NULL)
  )
BEGIN
  SELECT RAISE(ABORT, 'audit:append_only');
END;

-- ── How long it is kept ─────────────────────────────────────────────────────────────────────────────────────────

-- A hundred years: for ever.
ALTER TABLE account ADD COLUMN audit_days INTEGER NOT NULL DEFAULT 36500 CHECK (audit_days BETWEEN 90 AND 36500);

-- Up to where the log was let go, one row an account: the chain goes on from its hash. Sealed like an event, so that nobody
-- but the deployment lets go. It moves forward only, and never up to the newest event, whose place the next one follows.
CREATE TABLE audit_checkpoint (
  account_id TEXT PRIMARY KEY REFERENCES account (id),
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  kid TEXT NOT NULL,
  mac TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_checkpoint_insert BEFORE INSERT ON audit_checkpoint
WHEN EXISTS (SELECT 1 FROM audit_checkpoint WHERE account_id = NEW.account_id)
  OR NOT EXISTS (SELECT 1 FROM open_audit_event WHERE account_id = NEW.account_id AND action = 'audit.pruned')
  OR NOT EXISTS (SELECT 1 FROM audit_event WHERE account_id = NEW.account_id AND seq = NEW.seq AND hash = NEW.hash)
  OR NOT EXISTS (SELECT 1 FROM audit_event WHERE account_id = NEW.account_id AND seq = NEW.seq + 1 AND mac IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'audit:append_only');
END;

CREATE TRIGGER audit_checkpoint_update BEFORE UPDATE ON audit_checkpoint
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.account_id IS NOT OLD.account_id
  OR NOT (
    (NEW.seq = OLD.seq AND NEW.hash = OLD.hash AND NEW.kid <> OLD.kid)
    OR (NEW.seq > OLD.seq
      AND EXISTS (SELECT 1 FROM open_audit_event WHERE account_id = NEW.account_id AND action = 'audit.pruned')
      AND EXISTS (SELECT 1 FROM audit_event WHERE account_id = NEW.account_id AND seq = NEW.seq AND hash = NEW.hash)
      AND EXISTS (SELECT 1 FROM audit_event WHERE account_id = NEW.account_id AND seq = NEW.seq + 1 AND mac IS NOT NULL))
  )
BEGIN
  SELECT RAISE(ABORT, 'audit:append_only');
END;

CREATE TRIGGER audit_checkpoint_delete BEFORE DELETE ON audit_checkpoint
BEGIN
  SELECT RAISE(ABORT, 'audit:append_only');
END;

CREATE TRIGGER audit_event_delete BEFORE DELETE ON audit_event
WHEN NOT EXISTS (SELECT 1 FROM audit_checkpoint WHERE account_id = OLD.account_id AND OLD.seq <= seq)
BEGIN
  SELECT RAISE(ABORT, 'audit:append_only');
END;

-- What goes may have nothing that refers to it: found by index in each audited table.
CREATE INDEX account_by_event ON account (event_id);

CREATE INDEX person_by_event ON person (event_id);

CREATE INDEX session_by_event ON session (event_id);

CREATE INDEX subaccount_by_event ON subaccount (event_id);

CREATE INDEX system_user_by_event ON system_user (event_id);

CREATE INDEX token_by_event ON token (event_id);

CREATE INDEX custodian_by_event ON custodian (event_id);

CREATE INDEX role_by_event ON role (event_id);

CREATE INDEX person_subaccount_by_event ON person_subaccount (event_id);

CREATE INDEX team_by_event ON team (event_id);

CREATE INDEX team_member_by_event ON team_member (event_id);

CREATE INDEX invitation_by_event ON invitation (event_id);

CREATE INDEX inbound_source_by_event ON inbound_source (event_id);

CREATE INDEX channel_by_event ON channel (event_id);

CREATE INDEX channel_subaccount_by_event ON channel_subaccount (event_id);

CREATE INDEX webhook_by_event ON webhook (event_id);

CREATE INDEX webhook_subaccount_by_event ON webhook_subaccount (event_id);

CREATE INDEX webhook_secret_by_event ON webhook_secret (event_id);

CREATE INDEX one_time_link_by_event ON one_time_link (event_id);

-- ── An event that the schema writes ─────────────────────────────────────────────────────────────────────────────

-- Who is deactivated has no sessions: not even for a moment, whatever else the change does. The event has an id like any
-- other: the moment of its change, and what is random in the session's.
DROP TRIGGER person_deactivated;

CREATE TRIGGER person_deactivated AFTER UPDATE OF status ON person
WHEN NEW.status = 'inactive'
BEGIN
  INSERT INTO audit_event (id, account_id, at, actor_kind, action, subject_id, request_id, ip)
  SELECT substr(NEW.event_id, 1, 14) || substr(s.id, 15), NEW.account_id, e.at, 'deployment', 'session.deleted', s.id, e.request_id, e.ip
  FROM session s, audit_event e WHERE s.person_id = NEW.id AND e.id = NEW.event_id;
  DELETE FROM session WHERE person_id = NEW.id;
  DELETE FROM one_time_link WHERE person_id = NEW.id;
END;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER account_audit_update;

CREATE TRIGGER account_audit_update BEFORE UPDATE OF id, name, locale, owner_id, system_user_limit, version, created_at, event_id, email_domain, attribution_hours, message_days, hold_seconds, audit_days ON account
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;
