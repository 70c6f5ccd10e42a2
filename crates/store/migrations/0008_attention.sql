-- What needs attention, found by index: whose calls were refused lately, who is looked after by one person alone, which
-- invitations end soon, which mails were given up.

-- Calls with a token of it that were refused: known, and inactive, ended, revoked, or under another username.
ALTER TABLE activity ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;

ALTER TABLE system_user ADD COLUMN last_refused_key INTEGER NOT NULL DEFAULT 0;

-- How many people look after it: a copy that triggers keep.
ALTER TABLE system_user ADD COLUMN custodian_count INTEGER NOT NULL DEFAULT 0;

UPDATE system_user SET custodian_count = (SELECT count(*) FROM custodian c WHERE c.system_user_id = system_user.id);

CREATE TRIGGER custodian_counted_insert AFTER INSERT ON custodian
BEGIN
  UPDATE system_user SET custodian_count = (SELECT count(*) FROM custodian c WHERE c.system_user_id = NEW.system_user_id)
  WHERE id = NEW.system_user_id;
END;

CREATE TRIGGER custodian_counted_delete AFTER DELETE ON custodian
BEGIN
  UPDATE system_user SET custodian_count = (SELECT count(*) FROM custodian c WHERE c.system_user_id = OLD.system_user_id)
  WHERE id = OLD.system_user_id;
END;

CREATE INDEX system_user_by_last_refused ON system_user (account_id, status, last_refused_key, id);
CREATE INDEX system_user_by_custodians ON system_user (account_id, status, custodian_count, id);
CREATE INDEX invitation_by_end ON invitation (account_id, expires_at, id);
CREATE INDEX mail_failed ON mail (account_id, id) WHERE status = 'failed';
