-- Bots without secrets (ADR 0039): outside issuers that a system user trusts, and the short-lived tokens that these buy.

-- Issuers whose tokens many customers get, with the claims by one of which a customer is told from the others for good.
-- What begins with the address and a slash is meant, too. The same list is in domain::trust; a test compares the two.
CREATE TABLE shared_issuer (
  issuer TEXT PRIMARY KEY,
  pins TEXT NOT NULL CHECK (json_type(pins) = 'array')
) STRICT, WITHOUT ROWID;

INSERT INTO shared_issuer (issuer, pins) VALUES
  ('https://accounts.google.com', '["sub"]'),
  ('https://agent.buildkite.com', '["organization_id","pipeline_id"]'),
  ('https://api.bitbucket.org/2.0/workspaces', '["repositoryUuid","workspaceUuid"]'),
  ('https://app.terraform.io', '["terraform_organization_id","terraform_project_id","terraform_workspace_id"]'),
  ('https://gitlab.com', '["namespace_id","project_id"]'),
  ('https://login.microsoftonline.com', '["oid","sub"]'),
  ('https://oidc.circleci.com', '["oidc.circleci.com/project-id"]'),
  ('https://oidc.codefresh.io', '["account_id"]'),
  ('https://oidc.fly.io', '["app_id","org_id"]'),
  ('https://oidc.vercel.com', '["owner_id","project_id"]'),
  ('https://securetoken.google.com', '["sub"]'),
  ('https://sts.windows.net', '["oid","sub"]'),
  ('https://token.actions.githubusercontent.com', '["repository_id","repository_owner_id"]');

-- Whose word counts for a system user: tokens of this issuer, made for this audience, that say exactly this.
CREATE TABLE trust_rule (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  system_user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- Letter by letter, as its tokens say it.
  issuer TEXT NOT NULL CHECK (issuer GLOB 'http*://?*'),
  audience TEXT NOT NULL CHECK (audience <> ''),
  -- Names and values.
  claims TEXT NOT NULL CHECK (json_type(claims) = 'object'),
  scopes TEXT NOT NULL CHECK (json_type(scopes) = 'array'),
  -- History, not a reference: who made it may leave, the rule stays.
  created_by TEXT NOT NULL,
  created_by_name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- When it was taken away; its row stays, so that it is known why a workload is refused.
  revoked_at INTEGER,
  event_id TEXT NOT NULL REFERENCES audit_event (id),
  FOREIGN KEY (account_id, system_user_id) REFERENCES system_user (account_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX trust_rule_by_system_user ON trust_rule (system_user_id, issuer, id);

CREATE INDEX trust_rule_by_issuer ON trust_rule (issuer, audience, id) WHERE revoked_at IS NULL;

CREATE INDEX trust_rule_by_event ON trust_rule (event_id);

-- All of them are read when a workload shows its token.
CREATE TRIGGER trust_rule_limit BEFORE INSERT ON trust_rule
WHEN (SELECT count(*) FROM trust_rule WHERE system_user_id = NEW.system_user_id AND revoked_at IS NULL) >= 10
BEGIN
  SELECT RAISE(ABORT, 'invariant:trust_rule_limit');
END;

CREATE TRIGGER trust_rule_claims BEFORE INSERT ON trust_rule
WHEN (SELECT count(*) FROM json_each(NEW.claims)) NOT BETWEEN 1 AND 10
  OR EXISTS (SELECT 1 FROM json_each(NEW.claims) WHERE type <> 'text' OR value = '' OR instr(value, '*') > 0
    OR key IN ('iss', 'aud', 'exp', 'nbf', 'iat', 'jti'))
BEGIN
  SELECT RAISE(ABORT, 'invariant:trust_rule_claims');
END;

-- A rule for an issuer that many share names an id that nobody else can get.
CREATE TRIGGER trust_rule_pinned BEFORE INSERT ON trust_rule
WHEN EXISTS (SELECT 1 FROM shared_issuer s
    WHERE substr(lower(NEW.issuer) || '/', 1, length(s.issuer) + 1) = s.issuer || '/'
      AND NOT EXISTS (SELECT 1 FROM json_each(NEW.claims) c JOIN json_each(s.pins) p ON p.value = c.key))
BEGIN
  SELECT RAISE(ABORT, 'invariant:trust_rule_pinned');
END;

-- What the account allows its tokens it allows what is bought.
CREATE TRIGGER trust_rule_scopes BEFORE INSERT ON trust_rule
WHEN EXISTS (SELECT 1 FROM account a, json_each(NEW.scopes) s WHERE a.id = NEW.account_id
    AND a.token_scopes IS NOT NULL AND s.value NOT IN (SELECT value FROM json_each(a.token_scopes)))
BEGIN
  SELECT RAISE(ABORT, 'invariant:trust_rule_scopes');
END;

-- Its end counts everywhere only if the generation of its system user rose in the same change, as with tokens. It does not
-- come back.
CREATE TRIGGER trust_rule_generation BEFORE UPDATE OF revoked_at ON trust_rule
WHEN OLD.revoked_at IS NOT NULL OR (SELECT event_id FROM system_user WHERE id = NEW.system_user_id) IS NOT NEW.event_id
BEGIN
  SELECT RAISE(ABORT, 'invariant:generation');
END;

-- Figures: when it last bought a token, and from where.
CREATE TABLE trust_rule_use (
  rule_id TEXT PRIMARY KEY REFERENCES trust_rule (id) ON DELETE CASCADE,
  last_used_at INTEGER NOT NULL,
  last_used_ip TEXT
) STRICT, WITHOUT ROWID;

-- What was bought: a token of at most fifteen minutes, and the assertion that is used up by it. Cleared away some time after
-- the later end of the two.
CREATE TABLE bought_token (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  system_user_id TEXT NOT NULL,
  rule_id TEXT NOT NULL REFERENCES trust_rule (id) ON DELETE CASCADE,
  digest TEXT NOT NULL UNIQUE,
  kid TEXT NOT NULL,
  tail TEXT NOT NULL,
  scopes TEXT NOT NULL CHECK (json_type(scopes) = 'array'),
  -- A digest of the assertion's issuer and id, or of what was signed where it has none.
  assertion TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL CHECK (expires_at > created_at AND expires_at <= created_at + 900000),
  assertion_ends_at INTEGER NOT NULL CHECK (assertion_ends_at >= expires_at),
  -- When somebody ended it who had it.
  ended_at INTEGER,
  FOREIGN KEY (account_id, system_user_id) REFERENCES system_user (account_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX bought_token_by_system_user ON bought_token (system_user_id, created_at);

CREATE INDEX bought_token_by_rule ON bought_token (rule_id, expires_at);

CREATE INDEX bought_token_by_end ON bought_token (assertion_ends_at);

-- A rule that was taken away buys nothing, whatever was read before; and none buys more than it may do itself.
CREATE TRIGGER bought_token_rule BEFORE INSERT ON bought_token
WHEN NOT EXISTS (SELECT 1 FROM trust_rule r JOIN system_user u ON u.id = r.system_user_id
    WHERE r.id = NEW.rule_id AND r.system_user_id = NEW.system_user_id AND r.account_id = NEW.account_id
      AND r.revoked_at IS NULL AND u.status = 'active'
      AND NOT EXISTS (SELECT 1 FROM json_each(NEW.scopes) WHERE value NOT IN (SELECT value FROM json_each(r.scopes))))
BEGIN
  SELECT RAISE(ABORT, 'invariant:bought_token_rule');
END;

-- Whoever has an issuer's key fills no disk.
CREATE TRIGGER bought_token_limit BEFORE INSERT ON bought_token
WHEN (SELECT count(*) FROM (SELECT 1 FROM bought_token WHERE system_user_id = NEW.system_user_id
    AND created_at > NEW.created_at - 900000 LIMIT 300)) >= 300
BEGIN
  SELECT RAISE(ABORT, 'invariant:bought_token_limit');
END;

CREATE TRIGGER bought_token_immutable BEFORE UPDATE OF id, account_id, system_user_id, rule_id, digest, kid, tail, scopes, assertion, created_at, expires_at, assertion_ends_at ON bought_token
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

-- It ends once, in a change that is told and that raises the generation of its system user.
CREATE TRIGGER bought_token_ended BEFORE UPDATE OF ended_at ON bought_token
WHEN OLD.ended_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM system_user u JOIN open_audit_event e ON e.id = u.event_id WHERE u.id = NEW.system_user_id)
BEGIN
  SELECT RAISE(ABORT, 'invariant:generation');
END;

-- "No secrets for this bot": nobody makes it a token that lasts.
ALTER TABLE system_user ADD COLUMN secretless INTEGER NOT NULL DEFAULT 0 CHECK (secretless IN (0, 1));

CREATE TRIGGER token_secretless BEFORE INSERT ON token
WHEN (SELECT secretless FROM system_user WHERE id = NEW.system_user_id) = 1
BEGIN
  SELECT RAISE(ABORT, 'invariant:secretless');
END;

-- Not while one goes on: a bot that still calls with it would die by surprise.
CREATE TRIGGER system_user_secretless BEFORE UPDATE OF secretless ON system_user
WHEN NEW.secretless = 1 AND EXISTS (SELECT 1 FROM token t JOIN audit_event e ON e.id = NEW.event_id WHERE t.system_user_id = NEW.id
    AND min(coalesce(t.revoked_at, e.at + 1), coalesce(t.expires_at, e.at + 1)) > e.at)
BEGIN
  SELECT RAISE(ABORT, 'invariant:secrets_left');
END;

-- Which claim an assertion lacked, as the rule names it.
ALTER TABLE refusal ADD COLUMN claim TEXT;

-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────

DROP TRIGGER system_user_audit_update;

CREATE TRIGGER system_user_audit_update BEFORE UPDATE OF id, account_id, subaccount_id, username, status, generation, created_by, created_by_name, version, created_at, event_id, environment, rate_calls, rate_seconds, purpose, attested_at, secretless ON system_user
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER trust_rule_audit_insert BEFORE INSERT ON trust_rule
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = NEW.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER trust_rule_audit_update BEFORE UPDATE OF id, account_id, system_user_id, name, issuer, audience, claims, scopes, created_by, created_by_name, created_at, revoked_at, event_id ON trust_rule
WHEN NOT EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = OLD.account_id)
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER trust_rule_audit_delete BEFORE DELETE ON trust_rule
WHEN NOT ((NOT EXISTS (SELECT 1 FROM system_user WHERE id = OLD.system_user_id) AND EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.system_user_id AND action = 'system_user.deleted' AND account_id = OLD.account_id)))
BEGIN
  SELECT RAISE(ABORT, 'audit:missing');
END;

CREATE TRIGGER trust_rule_immutable BEFORE UPDATE ON trust_rule
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.system_user_id IS NOT OLD.system_user_id OR NEW.name IS NOT OLD.name OR NEW.issuer IS NOT OLD.issuer OR NEW.audience IS NOT OLD.audience OR NEW.claims IS NOT OLD.claims OR NEW.scopes IS NOT OLD.scopes OR NEW.created_by IS NOT OLD.created_by OR NEW.created_by_name IS NOT OLD.created_by_name OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'invariant:immutable');
END;

CREATE TRIGGER trust_rule_replace_insert BEFORE INSERT ON trust_rule
WHEN EXISTS (SELECT 1 FROM closing)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: trust_rule.rowid') WHERE EXISTS (SELECT 1 FROM trust_rule WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: trust_rule.id')
  WHERE EXISTS (SELECT 1 FROM trust_rule WHERE id = NEW.id);
END;
