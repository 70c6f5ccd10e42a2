-- Meta's business assets: roles and levels of system users, apps, WhatsApp accounts, and the numbers by which Graph paths name
-- them all (ADR 0044).

-- ── Names on Graph paths ────────────────────────────────────────────────────────────────────────────────────────────

-- Decimal digits for each account, system user, app, WhatsApp account and phone number. Random, so that nobody counts our rows
-- by them, and below 2^53, so that no client rounds them.
CREATE TABLE graph_node (
  graph_id INTEGER PRIMARY KEY CHECK (graph_id BETWEEN 1000000000000000 AND 1999999999999999),
  account_id TEXT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TRIGGER graph_node_fixed BEFORE UPDATE ON graph_node
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

INSERT INTO graph_node (graph_id, account_id, id)
  SELECT 1000000000000000 + (random() & 9007199254740991) % 1000000000000000, id, id FROM account;

INSERT INTO graph_node (graph_id, account_id, id)
  SELECT 1000000000000000 + (random() & 9007199254740991) % 1000000000000000, account_id, id FROM system_user;

-- Whoever adds a row without one gets one: the Worker before this migration, too.
CREATE TRIGGER account_graph_node AFTER INSERT ON account
WHEN NOT EXISTS (SELECT 1 FROM graph_node WHERE id = NEW.id)
BEGIN
  INSERT INTO graph_node (graph_id, account_id, id)
    VALUES (1000000000000000 + (random() & 9007199254740991) % 1000000000000000, NEW.id, NEW.id);
END;

CREATE TRIGGER system_user_graph_node AFTER INSERT ON system_user
WHEN NOT EXISTS (SELECT 1 FROM graph_node WHERE id = NEW.id)
BEGIN
  INSERT INTO graph_node (graph_id, account_id, id)
    VALUES (1000000000000000 + (random() & 9007199254740991) % 1000000000000000, NEW.account_id, NEW.id);
END;

CREATE TRIGGER system_user_graph_node_gone AFTER DELETE ON system_user
BEGIN
  DELETE FROM graph_node WHERE id = OLD.id;
END;

-- ── Roles of system users, and how many there may be (product 2.3, T11) ───────────────────────────────────────────────

-- standard: one account-wide system user; advanced: as many as the account's limit says. And one Admin at either level.
ALTER TABLE account ADD COLUMN access_level TEXT NOT NULL DEFAULT 'advanced' CHECK (access_level IN ('standard', 'advanced'));

-- 1: Admin; null: Employee. Nulls are never the same, so that the unique rule is about the one.
ALTER TABLE system_user ADD COLUMN admin INTEGER CHECK (admin = 1);

CREATE UNIQUE INDEX one_admin_system_user ON system_user (account_id, admin);

DROP TRIGGER system_user_limit;

CREATE TRIGGER system_user_limit BEFORE INSERT ON system_user
WHEN NEW.subaccount_id IS NULL AND NEW.admin IS NULL
  AND (SELECT count(*) FROM system_user WHERE account_id = NEW.account_id AND subaccount_id IS NULL AND admin IS NULL)
    >= (SELECT min(system_user_limit, iif(access_level = 'standard', 1, system_user_limit)) FROM account WHERE id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:system_user_limit');
END;

-- Whoever is no Admin any more counts among the others.
CREATE TRIGGER system_user_limit_update BEFORE UPDATE OF admin ON system_user
WHEN NEW.subaccount_id IS NULL AND OLD.admin = 1 AND NEW.admin IS NULL
  AND (SELECT count(*) FROM system_user WHERE account_id = NEW.account_id AND subaccount_id IS NULL AND admin IS NULL)
    >= (SELECT min(system_user_limit, iif(access_level = 'standard', 1, system_user_limit)) FROM account WHERE id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:system_user_limit');
END;

CREATE TRIGGER account_level BEFORE UPDATE OF access_level, system_user_limit ON account
WHEN (NEW.access_level IS NOT OLD.access_level OR NEW.system_user_limit < OLD.system_user_limit)
  AND (SELECT count(*) FROM system_user WHERE account_id = NEW.id AND subaccount_id IS NULL AND admin IS NULL)
    > min(NEW.system_user_limit, iif(NEW.access_level = 'standard', 1, NEW.system_user_limit))
BEGIN
  SELECT RAISE(ABORT, 'invariant:system_user_limit');
END;

-- An Admin manages the whole business, after somebody of it accepted what that means.
CREATE TRIGGER system_user_admin_insert BEFORE INSERT ON system_user
WHEN NEW.admin = 1 AND NEW.subaccount_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'invariant:admin_account_wide');
END;

CREATE TRIGGER system_user_admin_update BEFORE UPDATE OF admin ON system_user
WHEN NEW.admin = 1 AND NEW.subaccount_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'invariant:admin_account_wide');
END;

CREATE TRIGGER system_user_policy_insert BEFORE INSERT ON system_user
WHEN NEW.admin = 1 AND NOT EXISTS (SELECT 1 FROM policy_acceptance WHERE account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:policy');
END;

CREATE TRIGGER system_user_policy_update BEFORE UPDATE OF admin ON system_user
WHEN NEW.admin = 1 AND OLD.admin IS NULL AND NOT EXISTS (SELECT 1 FROM policy_acceptance WHERE account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:policy');
END;

-- Another role counts everywhere only if the generation rose in the same change.
CREATE TRIGGER system_user_admin_generation BEFORE UPDATE OF admin ON system_user
WHEN NEW.generation <= OLD.generation
BEGIN
  SELECT RAISE(ABORT, 'invariant:generation');
END;

-- ── The policy ──────────────────────────────────────────────────────────────────────────────────────────────────────

-- Who accepted which text, in which language, and when.
CREATE TABLE policy_acceptance (
  account_id TEXT NOT NULL REFERENCES account (id),
  policy TEXT NOT NULL,
  -- Which text: counts up when it changes.
  text_version INTEGER NOT NULL CHECK (text_version > 0),
  locale TEXT NOT NULL CHECK (locale IN ('en', 'es', 'pt')),
  -- History, not a reference.
  accepted_by TEXT NOT NULL,
  accepted_by_name TEXT NOT NULL,
  accepted_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  PRIMARY KEY (account_id, policy, text_version)
) STRICT, WITHOUT ROWID;

CREATE INDEX policy_acceptance_by_event ON policy_acceptance (event_id);

-- ── Apps ────────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE app (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  -- Sealed: the app secret.
  sealed TEXT NOT NULL,
  -- The key of the secret's tag: without it the secret is nobody's.
  kid TEXT NOT NULL CHECK (kid <> ''),
  -- Must calls with tokens of this app prove the secret (appsecret_proof)?
  require_proof INTEGER NOT NULL DEFAULT 0 CHECK (require_proof IN (0, 1)),
  version INTEGER NOT NULL DEFAULT 1,
  -- History, not a reference.
  created_by TEXT NOT NULL,
  created_by_name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- When the secret was made.
  secret_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  UNIQUE (account_id, id)
) STRICT;

CREATE INDEX app_by_name ON app (account_id, name_key, id);

CREATE INDEX app_by_event ON app (event_id);

-- All of them are read at once.
CREATE TRIGGER app_limit BEFORE INSERT ON app
WHEN (SELECT count(*) FROM app WHERE account_id = NEW.account_id) >= 50
BEGIN
  SELECT RAISE(ABORT, 'invariant:app_limit');
END;

CREATE TRIGGER app_graph_node AFTER INSERT ON app
WHEN NOT EXISTS (SELECT 1 FROM graph_node WHERE id = NEW.id)
BEGIN
  INSERT INTO graph_node (graph_id, account_id, id)
    VALUES (1000000000000000 + (random() & 9007199254740991) % 1000000000000000, NEW.account_id, NEW.id);
END;

CREATE TRIGGER app_graph_node_gone AFTER DELETE ON app
BEGIN
  DELETE FROM graph_node WHERE id = OLD.id;
END;

-- For which system users an app is installed.
CREATE TABLE app_install (
  account_id TEXT NOT NULL,
  app_id TEXT NOT NULL,
  system_user_id TEXT NOT NULL,
  installed_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  PRIMARY KEY (app_id, system_user_id),
  FOREIGN KEY (account_id, app_id) REFERENCES app (account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, system_user_id) REFERENCES system_user (account_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX app_install_by_system_user ON app_install (account_id, system_user_id, app_id);

CREATE INDEX app_install_by_event ON app_install (event_id);

CREATE INDEX token_by_app ON token (app_id, system_user_id) WHERE app_id IS NOT NULL;

-- Whose place it took: it is let go after that one.
CREATE INDEX token_by_successor ON token (successor_id) WHERE successor_id IS NOT NULL;

-- A token belongs to an app that is installed, or to none.
CREATE TRIGGER token_app BEFORE INSERT ON token
WHEN NEW.app_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM app_install
  WHERE account_id = NEW.account_id AND app_id = NEW.app_id AND system_user_id = NEW.system_user_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:app_not_installed');
END;

-- No token goes on whose app is not there for it: they end first, in the same change.
CREATE TRIGGER app_install_delete BEFORE DELETE ON app_install
WHEN EXISTS (SELECT 1 FROM system_user WHERE id = OLD.system_user_id)
  AND EXISTS (SELECT 1 FROM token WHERE app_id = OLD.app_id AND system_user_id = OLD.system_user_id
    AND min(coalesce(revoked_at, 9007199254740991), coalesce(expires_at, 9007199254740991))
      > coalesce((SELECT max(at) FROM open_audit_event WHERE account_id = OLD.account_id), 0))
BEGIN
  SELECT RAISE(ABORT, 'invariant:app_in_use');
END;

CREATE TRIGGER app_delete BEFORE DELETE ON app
WHEN EXISTS (SELECT 1 FROM token WHERE app_id = OLD.id
    AND min(coalesce(revoked_at, 9007199254740991), coalesce(expires_at, 9007199254740991))
      > coalesce((SELECT max(at) FROM open_audit_event WHERE account_id = OLD.account_id), 0))
BEGIN
  SELECT RAISE(ABORT, 'invariant:app_in_use');
END;

-- ── WhatsApp accounts, their numbers, and who may do what with them ──────────────────────────────────────────────────

CREATE TABLE whatsapp_account (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  -- History, not a reference.
  created_by TEXT NOT NULL,
  created_by_name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  UNIQUE (account_id, id)
) STRICT;

CREATE INDEX whatsapp_account_by_name ON whatsapp_account (account_id, name_key, id);

CREATE INDEX whatsapp_account_by_event ON whatsapp_account (event_id);

CREATE TRIGGER whatsapp_account_limit BEFORE INSERT ON whatsapp_account
WHEN (SELECT count(*) FROM whatsapp_account WHERE account_id = NEW.account_id) >= 50
BEGIN
  SELECT RAISE(ABORT, 'invariant:whatsapp_account_limit');
END;

CREATE TRIGGER whatsapp_account_graph_node AFTER INSERT ON whatsapp_account
WHEN NOT EXISTS (SELECT 1 FROM graph_node WHERE id = NEW.id)
BEGIN
  INSERT INTO graph_node (graph_id, account_id, id)
    VALUES (1000000000000000 + (random() & 9007199254740991) % 1000000000000000, NEW.account_id, NEW.id);
END;

CREATE TRIGGER whatsapp_account_graph_node_gone AFTER DELETE ON whatsapp_account
BEGIN
  DELETE FROM graph_node WHERE id = OLD.id;
END;

CREATE TABLE whatsapp_number (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  whatsapp_account_id TEXT NOT NULL,
  -- Digits alone, as a channel's own number.
  number TEXT NOT NULL,
  -- As people see it.
  display_number TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  -- A number belongs to one WhatsApp account.
  UNIQUE (account_id, number),
  FOREIGN KEY (account_id, whatsapp_account_id) REFERENCES whatsapp_account (account_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX whatsapp_number_by_account ON whatsapp_number (account_id, whatsapp_account_id, id);

CREATE INDEX whatsapp_number_by_event ON whatsapp_number (event_id);

CREATE TRIGGER whatsapp_number_limit BEFORE INSERT ON whatsapp_number
WHEN (SELECT count(*) FROM whatsapp_number WHERE account_id = NEW.account_id AND whatsapp_account_id = NEW.whatsapp_account_id) >= 50
BEGIN
  SELECT RAISE(ABORT, 'invariant:whatsapp_number_limit');
END;

CREATE TRIGGER whatsapp_number_graph_node AFTER INSERT ON whatsapp_number
WHEN NOT EXISTS (SELECT 1 FROM graph_node WHERE id = NEW.id)
BEGIN
  INSERT INTO graph_node (graph_id, account_id, id)
    VALUES (1000000000000000 + (random() & 9007199254740991) % 1000000000000000, NEW.account_id, NEW.id);
END;

CREATE TRIGGER whatsapp_number_graph_node_gone AFTER DELETE ON whatsapp_number
BEGIN
  DELETE FROM graph_node WHERE id = OLD.id;
END;

-- Which system user may do what with a WhatsApp account.
CREATE TABLE whatsapp_assignment (
  account_id TEXT NOT NULL,
  whatsapp_account_id TEXT NOT NULL,
  system_user_id TEXT NOT NULL,
  -- Tasks in Meta's words, each once; MANAGE is full control.
  tasks TEXT NOT NULL CHECK (json_type(tasks) = 'array' AND json_array_length(tasks) > 0),
  assigned_at INTEGER NOT NULL,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  PRIMARY KEY (whatsapp_account_id, system_user_id),
  FOREIGN KEY (account_id, whatsapp_account_id) REFERENCES whatsapp_account (account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, system_user_id) REFERENCES system_user (account_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX whatsapp_assignment_by_system_user ON whatsapp_assignment (account_id, system_user_id, whatsapp_account_id);

CREATE INDEX whatsapp_assignment_by_event ON whatsapp_assignment (event_id);

-- All of them are read at once.
CREATE TRIGGER whatsapp_assignment_limit BEFORE INSERT ON whatsapp_assignment
WHEN (SELECT count(*) FROM whatsapp_assignment WHERE whatsapp_account_id = NEW.whatsapp_account_id) >= 200
BEGIN
  SELECT RAISE(ABORT, 'invariant:whatsapp_assignment_limit');
END;

-- ── Subscriptions of apps to WhatsApp accounts (ADR 0042) ───────────────────────────────────────────────────────────

-- A webhook that an app has subscribed takes what is about the numbers of the WhatsApp account, whoever's it is, and is signed with
-- the app's secret. By subaccount it takes nothing: the Worker before this migration tells it nothing.
ALTER TABLE webhook ADD COLUMN app_id TEXT REFERENCES app (id) ON DELETE CASCADE;
ALTER TABLE webhook ADD COLUMN whatsapp_account_id TEXT REFERENCES whatsapp_account (id) ON DELETE CASCADE;

-- One address a kind. Nulls are never the same, so that the rule is about subscriptions alone.
CREATE UNIQUE INDEX webhook_subscription ON webhook (whatsapp_account_id, app_id, environment, kind);
CREATE INDEX webhook_by_app ON webhook (app_id) WHERE app_id IS NOT NULL;

CREATE TRIGGER webhook_subscription_insert BEFORE INSERT ON webhook
WHEN (NEW.app_id IS NULL) <> (NEW.whatsapp_account_id IS NULL)
  OR (NEW.app_id IS NOT NULL AND (NEW.format <> 'meta' OR NEW.topic IS NOT NULL OR NEW.all_subaccounts = 1 OR NEW.accept_null = 1
    OR NOT EXISTS (SELECT 1 FROM app WHERE id = NEW.app_id AND account_id = NEW.account_id)
    OR NOT EXISTS (SELECT 1 FROM whatsapp_account WHERE id = NEW.whatsapp_account_id AND account_id = NEW.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'invariant:subscription');
END;

CREATE TRIGGER webhook_subscription_update BEFORE UPDATE OF format, all_subaccounts, accept_null ON webhook
WHEN NEW.app_id IS NOT NULL AND (NEW.format <> 'meta' OR NEW.all_subaccounts = 1 OR NEW.accept_null = 1)
BEGIN
  SELECT RAISE(ABORT, 'invariant:subscription');
END;

CREATE TRIGGER webhook_subscription_subaccount BEFORE INSERT ON webhook_subaccount
WHEN (SELECT app_id FROM webhook WHERE id = NEW.webhook_id) IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'invariant:subscription');
END;

CREATE TRIGGER webhook_subscription_secret BEFORE INSERT ON webhook_secret
WHEN (SELECT app_id FROM webhook WHERE id = NEW.webhook_id) IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'invariant:subscription');
END;

-- An app's own callback, at which it is told where its subscription names no other.
ALTER TABLE app ADD COLUMN callback_url TEXT;
ALTER TABLE webhook ADD COLUMN app_callback INTEGER NOT NULL DEFAULT 0 CHECK (app_callback IN (0, 1));

CREATE TRIGGER webhook_app_callback_insert BEFORE INSERT ON webhook
WHEN NEW.app_callback = 1 AND NEW.url IS NOT (SELECT callback_url FROM app WHERE id = NEW.app_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:app_callback');
END;

CREATE TRIGGER webhook_app_callback_update BEFORE UPDATE OF url, app_callback ON webhook
WHEN NEW.app_callback = 1 AND NEW.url IS NOT (SELECT callback_url FROM app WHERE id = NEW.app_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:app_callback');
END;

CREATE TRIGGER app_callback_taken BEFORE UPDATE OF callback_url ON app
WHEN NEW.callback_url IS NULL AND EXISTS (SELECT 1 FROM webhook WHERE app_id = NEW.id AND app_callback = 1)
BEGIN
  SELECT RAISE(ABORT, 'invariant:callback_in_use');
END;

-- What is told there goes on at the next one; what was disabled for failing, too: that one has just answered.
CREATE TRIGGER app_callback_moves AFTER UPDATE OF callback_url ON app
BEGIN
  UPDATE webhook SET url = NEW.callback_url, status = iif(status = 'disabled', 'active', status), failing_since = NULL,
    version = version + 1, event_id = NEW.event_id
  WHERE app_id = NEW.id AND app_callback = 1;
END;

-- Whoever has read the webhook with the app's old secret reads it anew.
CREATE TRIGGER app_secret_signs AFTER UPDATE OF secret_at ON app
BEGIN
  UPDATE webhook SET version = version + 1, event_id = NEW.event_id WHERE app_id = NEW.id;
END;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER account_audit_update;

CREATE TRIGGER account_audit_update BEFORE UPDATE OF id, name, locale, owner_id, system_user_limit, version, created_at, event_id, email_domain, attribution_hours, message_days, hold_seconds, audit_days, two_factor_from, mail_codes, restrict_people, restrict_system_users, session_idle_minutes, session_hours, token_default_days, token_max_days, token_never, token_scopes, partner_finds, attestation_days, attestation_grace_days, attestation_since, access_level ON account
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

DROP TRIGGER system_user_audit_update;

DROP TRIGGER system_user_replace_insert;

CREATE TRIGGER system_user_audit_update BEFORE UPDATE OF id, account_id, subaccount_id, username, status, generation, created_by, created_by_name, version, created_at, event_id, environment, rate_calls, rate_seconds, purpose, attested_at, secretless, admin ON system_user
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER system_user_replace_insert BEFORE INSERT ON system_user
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: system_user.rowid') WHERE EXISTS (SELECT 1 FROM system_user WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: system_user.id')
  WHERE EXISTS (SELECT 1 FROM system_user WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: system_user.account_id, system_user.id')
  WHERE EXISTS (SELECT 1 FROM system_user WHERE account_id = NEW.account_id AND id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: system_user.account_id, system_user.subaccount_id')
  WHERE EXISTS (SELECT 1 FROM system_user WHERE account_id = NEW.account_id AND subaccount_id = NEW.subaccount_id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: system_user.account_id, system_user.admin')
  WHERE EXISTS (SELECT 1 FROM system_user WHERE account_id = NEW.account_id AND admin = NEW.admin);
END;

CREATE TRIGGER system_user_replace_update BEFORE UPDATE OF admin ON system_user
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: system_user.account_id, system_user.admin')
  WHERE EXISTS (SELECT 1 FROM system_user WHERE account_id = NEW.account_id AND admin = NEW.admin AND (id IS NOT OLD.id));
END;

CREATE TRIGGER policy_acceptance_audit_insert BEFORE INSERT ON policy_acceptance
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER policy_acceptance_audit_delete BEFORE DELETE ON policy_acceptance
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER policy_acceptance_immutable BEFORE UPDATE ON policy_acceptance
WHEN NEW.account_id IS NOT OLD.account_id OR NEW.policy IS NOT OLD.policy OR NEW.text_version IS NOT OLD.text_version OR NEW.locale IS NOT OLD.locale OR NEW.accepted_by IS NOT OLD.accepted_by OR NEW.accepted_by_name IS NOT OLD.accepted_by_name OR NEW.accepted_at IS NOT OLD.accepted_at OR NEW.event_id IS NOT OLD.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER policy_acceptance_replace_insert BEFORE INSERT ON policy_acceptance
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: policy_acceptance.account_id, policy_acceptance.policy, policy_acceptance.text_version')
  WHERE EXISTS (SELECT 1 FROM policy_acceptance WHERE account_id = NEW.account_id AND policy = NEW.policy AND text_version = NEW.text_version);
END;

CREATE TRIGGER app_audit_insert BEFORE INSERT ON app
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER app_audit_update BEFORE UPDATE OF id, account_id, name, name_key, sealed, kid, require_proof, version, created_by, created_by_name, created_at, secret_at, event_id, callback_url ON app
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER app_audit_delete BEFORE DELETE ON app
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('app.deleted') AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER app_immutable BEFORE UPDATE ON app
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER app_replace_insert BEFORE INSERT ON app
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: app.rowid') WHERE EXISTS (SELECT 1 FROM app WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: app.id')
  WHERE EXISTS (SELECT 1 FROM app WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: app.account_id, app.id')
  WHERE EXISTS (SELECT 1 FROM app WHERE account_id = NEW.account_id AND id = NEW.id);
END;

CREATE TRIGGER app_install_audit_insert BEFORE INSERT ON app_install
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER app_install_audit_delete BEFORE DELETE ON app_install
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.system_user_id AND action IN ('system_user.app_uninstalled') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM app WHERE id = OLD.app_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.app_id AND action = 'app.deleted' AND account_id = OLD.account_id))
  OR (NOT EXISTS (SELECT 1 FROM system_user WHERE id = OLD.system_user_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.system_user_id AND action = 'system_user.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER app_install_immutable BEFORE UPDATE ON app_install
WHEN NEW.account_id IS NOT OLD.account_id OR NEW.app_id IS NOT OLD.app_id OR NEW.system_user_id IS NOT OLD.system_user_id OR NEW.installed_at IS NOT OLD.installed_at OR NEW.event_id IS NOT OLD.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER app_install_replace_insert BEFORE INSERT ON app_install
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: app_install.app_id, app_install.system_user_id')
  WHERE EXISTS (SELECT 1 FROM app_install WHERE app_id = NEW.app_id AND system_user_id = NEW.system_user_id);
END;

CREATE TRIGGER whatsapp_account_audit_insert BEFORE INSERT ON whatsapp_account
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER whatsapp_account_audit_update BEFORE UPDATE OF id, account_id, name, name_key, version, created_by, created_by_name, created_at, event_id ON whatsapp_account
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER whatsapp_account_audit_delete BEFORE DELETE ON whatsapp_account
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('whatsapp_account.deleted') AND account_id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER whatsapp_account_immutable BEFORE UPDATE ON whatsapp_account
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER whatsapp_account_replace_insert BEFORE INSERT ON whatsapp_account
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: whatsapp_account.rowid') WHERE EXISTS (SELECT 1 FROM whatsapp_account WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: whatsapp_account.id')
  WHERE EXISTS (SELECT 1 FROM whatsapp_account WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: whatsapp_account.account_id, whatsapp_account.id')
  WHERE EXISTS (SELECT 1 FROM whatsapp_account WHERE account_id = NEW.account_id AND id = NEW.id);
END;

CREATE TRIGGER whatsapp_number_audit_insert BEFORE INSERT ON whatsapp_number
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER whatsapp_number_audit_delete BEFORE DELETE ON whatsapp_number
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.whatsapp_account_id AND action IN ('whatsapp_account.updated') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM whatsapp_account WHERE id = OLD.whatsapp_account_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.whatsapp_account_id AND action = 'whatsapp_account.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER whatsapp_number_immutable BEFORE UPDATE ON whatsapp_number
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.whatsapp_account_id IS NOT OLD.whatsapp_account_id OR NEW.number IS NOT OLD.number OR NEW.display_number IS NOT OLD.display_number OR NEW.created_at IS NOT OLD.created_at OR NEW.event_id IS NOT OLD.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER whatsapp_number_replace_insert BEFORE INSERT ON whatsapp_number
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: whatsapp_number.rowid') WHERE EXISTS (SELECT 1 FROM whatsapp_number WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: whatsapp_number.id')
  WHERE EXISTS (SELECT 1 FROM whatsapp_number WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: whatsapp_number.account_id, whatsapp_number.number')
  WHERE EXISTS (SELECT 1 FROM whatsapp_number WHERE account_id = NEW.account_id AND number = NEW.number);
END;

CREATE TRIGGER whatsapp_assignment_audit_insert BEFORE INSERT ON whatsapp_assignment
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER whatsapp_assignment_audit_update BEFORE UPDATE OF account_id, whatsapp_account_id, system_user_id, tasks, assigned_at, event_id ON whatsapp_assignment
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER whatsapp_assignment_audit_delete BEFORE DELETE ON whatsapp_assignment
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.system_user_id AND action IN ('system_user.whatsapp_account_unassigned') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM whatsapp_account WHERE id = OLD.whatsapp_account_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.whatsapp_account_id AND action = 'whatsapp_account.deleted' AND account_id = OLD.account_id))
  OR (NOT EXISTS (SELECT 1 FROM system_user WHERE id = OLD.system_user_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.system_user_id AND action = 'system_user.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER whatsapp_assignment_immutable BEFORE UPDATE ON whatsapp_assignment
WHEN NEW.account_id IS NOT OLD.account_id OR NEW.whatsapp_account_id IS NOT OLD.whatsapp_account_id OR NEW.system_user_id IS NOT OLD.system_user_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER whatsapp_assignment_replace_insert BEFORE INSERT ON whatsapp_assignment
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: whatsapp_assignment.whatsapp_account_id, whatsapp_assignment.system_user_id')
  WHERE EXISTS (SELECT 1 FROM whatsapp_assignment WHERE whatsapp_account_id = NEW.whatsapp_account_id AND system_user_id = NEW.system_user_id);
END;

DROP TRIGGER webhook_audit_delete;

DROP TRIGGER webhook_audit_update;

DROP TRIGGER webhook_immutable;

DROP TRIGGER webhook_replace_insert;

CREATE TRIGGER webhook_audit_update BEFORE UPDATE OF id, account_id, name, kind, url, format, all_subaccounts, accept_null, headers, status, paused_at, version, created_by, created_by_name, created_at, event_id, environment, topic, app_id, whatsapp_account_id, app_callback ON webhook
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER webhook_audit_delete BEFORE DELETE ON webhook
WHEN NOT (EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.id AND action IN ('webhook.deleted') AND account_id = OLD.account_id)
  OR (NOT EXISTS (SELECT 1 FROM app WHERE id = OLD.app_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.app_id AND action = 'app.deleted' AND account_id = OLD.account_id))
  OR (NOT EXISTS (SELECT 1 FROM whatsapp_account WHERE id = OLD.whatsapp_account_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.whatsapp_account_id AND action = 'whatsapp_account.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER webhook_immutable BEFORE UPDATE ON webhook
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.kind IS NOT OLD.kind OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at OR NEW.environment IS NOT OLD.environment OR NEW.topic IS NOT OLD.topic OR NEW.app_id IS NOT OLD.app_id OR NEW.whatsapp_account_id IS NOT OLD.whatsapp_account_id
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
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: webhook.whatsapp_account_id, webhook.app_id, webhook.environment, webhook.kind')
  WHERE EXISTS (SELECT 1 FROM webhook WHERE whatsapp_account_id = NEW.whatsapp_account_id AND app_id = NEW.app_id AND environment = NEW.environment AND kind = NEW.kind);
END;
