-- Tokens that code hosts find and report (ADR 0037).

-- What happens to such a token: it ends, or those who look after its system user are warned.
ALTER TABLE account ADD COLUMN partner_finds TEXT NOT NULL DEFAULT 'end' CHECK (partner_finds IN ('end', 'warn'));

-- Where a token was found that goes on. What was put aside stays: it is known and not told again.
CREATE TABLE token_find (
  token_id TEXT NOT NULL REFERENCES token (id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  source TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES account (id),
  system_user_id TEXT NOT NULL,
  found_at INTEGER NOT NULL,
  dismissed_at INTEGER,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  PRIMARY KEY (token_id, url, source),
  FOREIGN KEY (account_id, system_user_id) REFERENCES system_user (account_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX token_find_by_system_user ON token_find (account_id, system_user_id);

CREATE INDEX token_find_by_event ON token_find (event_id);

-- Whoever reports many places of one token fills nothing.
CREATE TRIGGER token_find_limit BEFORE INSERT ON token_find
WHEN (SELECT count(*) FROM token_find WHERE token_id = NEW.token_id) >= 20
  OR NOT EXISTS (SELECT 1 FROM token WHERE id = NEW.token_id AND account_id = NEW.account_id AND system_user_id = NEW.system_user_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:token_find_limit');
END;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER account_audit_update;

CREATE TRIGGER account_audit_update BEFORE UPDATE OF id, name, locale, owner_id, system_user_limit, version, created_at, event_id, email_domain, attribution_hours, message_days, hold_seconds, audit_days, two_factor_from, mail_codes, restrict_people, restrict_system_users, session_idle_minutes, session_hours, token_default_days, token_max_days, token_never, token_scopes, partner_finds ON account
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_find_audit_insert BEFORE INSERT ON token_find
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_find_audit_update BEFORE UPDATE OF token_id, url, source, account_id, system_user_id, found_at, dismissed_at, event_id ON token_find
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_find_audit_delete BEFORE DELETE ON token_find
WHEN NOT ((NOT EXISTS (SELECT 1 FROM system_user WHERE id = OLD.system_user_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.system_user_id AND action = 'system_user.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER token_find_immutable BEFORE UPDATE ON token_find
WHEN NEW.token_id IS NOT OLD.token_id OR NEW.url IS NOT OLD.url OR NEW.source IS NOT OLD.source OR NEW.account_id IS NOT OLD.account_id OR NEW.system_user_id IS NOT OLD.system_user_id OR NEW.found_at IS NOT OLD.found_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER token_find_replace_insert BEFORE INSERT ON token_find
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: token_find.token_id, token_find.url, token_find.source')
  WHERE EXISTS (SELECT 1 FROM token_find WHERE token_id = NEW.token_id AND url = NEW.url AND source = NEW.source);
END;
