-- What was read before a wait is a condition of the write (guard `moved`): the rules that hold even without such guards.

-- Nobody who has no access has a session, whatever was checked before it began.
CREATE TRIGGER session_active BEFORE INSERT ON session
WHEN NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND account_id = NEW.account_id AND status = 'active')
BEGIN
  SELECT RAISE(ABORT, 'invariant:session_active');
END;

-- Whoever must still change a temporary password is known to the one who set it: they can't be handed the account.
CREATE TRIGGER account_owner_password BEFORE UPDATE OF owner_id ON account
WHEN EXISTS (SELECT 1 FROM person WHERE id = NEW.owner_id AND (must_change_password = 1 OR password_phc IS NULL))
BEGIN
  SELECT RAISE(ABORT, 'invariant:owner_password');
END;

-- Nor is a temporary password set for somebody who owns the account.
CREATE TRIGGER person_owner_password BEFORE UPDATE OF must_change_password ON person
WHEN NEW.must_change_password = 1 AND EXISTS (SELECT 1 FROM account WHERE owner_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:owner');
END;

-- A person's rights count only in their own subaccounts where their role says so: which these are is part of the person,
-- so a change of them raises the person's version in the same change.
CREATE TRIGGER person_subaccount_version BEFORE INSERT ON person_subaccount
WHEN (SELECT event_id FROM person WHERE id = NEW.person_id) IS NOT NEW.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:version');
END;

-- What decides something raises the version: whoever relied on the row hears of it.
CREATE TRIGGER person_version AFTER UPDATE OF role, status, password_phc, must_change_password, two_factor ON person
WHEN NEW.version <= OLD.version
BEGIN
  SELECT RAISE(ABORT, 'invariant:version');
END;

CREATE TRIGGER role_version AFTER UPDATE OF grants ON role
WHEN NEW.version <= OLD.version
BEGIN
  SELECT RAISE(ABORT, 'invariant:version');
END;

CREATE TRIGGER system_user_version AFTER UPDATE OF username, status, generation ON system_user
WHEN NEW.version <= OLD.version
BEGIN
  SELECT RAISE(ABORT, 'invariant:version');
END;

CREATE TRIGGER account_version AFTER UPDATE OF name, email_domain, owner_id ON account
WHEN NEW.version <= OLD.version
BEGIN
  SELECT RAISE(ABORT, 'invariant:version');
END;
