-- Use counted by its kind, and a revocation log of one row a system user.

-- ── Use ─────────────────────────────────────────────────────────────────────────────────────────────────────────

-- How often another service asked about a token of it and was told that it is active (RFC 7662). `calls` stays what
-- it was: calls to this API that were answered without a refusal.
ALTER TABLE activity ADD COLUMN introspections INTEGER NOT NULL DEFAULT 0;

-- ── Revocation log ──────────────────────────────────────────────────────────────────────────────────────────────

-- Only the newest row of a system user says something: generations only rise. AUTOINCREMENT never gives a position
-- twice, so whoever read up to a position finds the newer row after it.
DELETE FROM revocation WHERE rev NOT IN (SELECT max(rev) FROM revocation GROUP BY system_user_id);

CREATE UNIQUE INDEX revocation_by_system_user ON revocation (system_user_id);

DROP TRIGGER system_user_revoked;

DROP TRIGGER system_user_deleted;

CREATE TRIGGER system_user_revoked AFTER UPDATE OF generation ON system_user
BEGIN
  DELETE FROM revocation WHERE system_user_id = NEW.id;
  INSERT INTO revocation (system_user_id, min_generation, at)
  VALUES (NEW.id, NEW.generation, (SELECT at FROM audit_event WHERE id = NEW.event_id));
END;

-- No generation reaches 2^53 - 1: every cached record of a deleted system user is void.
CREATE TRIGGER system_user_deleted AFTER DELETE ON system_user
BEGIN
  DELETE FROM revocation WHERE system_user_id = OLD.id;
  INSERT INTO revocation (system_user_id, min_generation, at)
  VALUES (OLD.id, 9007199254740991, (SELECT max(at) FROM audit_event WHERE subject_id = OLD.id AND action = 'system_user.deleted'));
END;
