-- Sessions end when their account says, and a sign-in with a device that is new to a person is told to them (ADR 0031).

-- After how many minutes without use a session ends, and how many hours after signing in at the latest.
ALTER TABLE account ADD COLUMN session_idle_minutes INTEGER NOT NULL DEFAULT 120 CHECK (session_idle_minutes BETWEEN 5 AND 1440);

ALTER TABLE account ADD COLUMN session_hours INTEGER NOT NULL DEFAULT 24 CHECK (session_hours BETWEEN 1 AND 168);

-- What somebody signed in with: a keyed digest of browser, system and network. A figure: it decides about a mail alone.
CREATE TABLE seen_device (
  person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  digest TEXT NOT NULL,
  last_seen_at INTEGER NOT NULL,
  PRIMARY KEY (person_id, digest)
) STRICT, WITHOUT ROWID;

CREATE INDEX seen_device_by_last_seen ON seen_device (last_seen_at);

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER account_audit_update;

CREATE TRIGGER account_audit_update BEFORE UPDATE OF id, name, locale, owner_id, system_user_limit, version, created_at, event_id, email_domain, attribution_hours, message_days, hold_seconds, audit_days, two_factor_from, mail_codes, restrict_people, restrict_system_users, session_idle_minutes, session_hours ON account
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;
