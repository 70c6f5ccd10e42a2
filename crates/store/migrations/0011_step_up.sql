-- When it was last certain that a session is in its person's own hands: when it began, and whenever they proved it. Of a
-- session from before that is not known: it is asked for (ADR 0028).
ALTER TABLE session ADD COLUMN proven_at INTEGER NOT NULL DEFAULT 0;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER session_immutable;

CREATE TRIGGER session_audit_update BEFORE UPDATE OF id, account_id, person_id, digest, created_at, ip, user_agent, event_id, proven_at ON session
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER session_immutable BEFORE UPDATE ON session
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.person_id IS NOT OLD.person_id OR NEW.created_at IS NOT OLD.created_at OR NEW.ip IS NOT OLD.ip OR NEW.user_agent IS NOT OLD.user_agent
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER session_replace_update BEFORE UPDATE OF digest ON session
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: session.digest')
  WHERE EXISTS (SELECT 1 FROM session WHERE digest = NEW.digest AND (id IS NOT OLD.id));
END;
