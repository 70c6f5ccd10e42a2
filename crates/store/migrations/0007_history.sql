-- What was done to one thing, a page at a time, and who switched it off.

CREATE INDEX audit_event_by_subject_id ON audit_event (subject_id, id);

DROP INDEX audit_event_by_subject;

CREATE INDEX audit_event_by_subject ON audit_event (subject_id, action, id);

-- The tokens that one person saw, the newest first.
CREATE INDEX token_by_creator ON token (account_id, created_by, id);

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER session_audit_delete;

CREATE TRIGGER session_audit_delete BEFORE DELETE ON session
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('session.deleted') AND account_id = OLD.account_id)
  OR EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action IN ('sessions.deleted') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.person_id AND action = 'user.deleted' AND account_id = OLD.account_id))
  OR EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.account_id AND action = 'sessions.purged' AND at > OLD.last_seen_at AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;
