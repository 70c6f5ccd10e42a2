//! The numbered migrations, and how their files are split into statements.

/// Every migration: file name and text, in order. Applied once each; never edited after a release.
pub const ALL: &[(&str, &str)] = &[
    ("0001_init.sql", include_str!("../migrations/0001_init.sql")),
    ("0002_people.sql", include_str!("../migrations/0002_people.sql")),
    ("0003_audit.sql", include_str!("../migrations/0003_audit.sql")),
    ("0004_conditions.sql", include_str!("../migrations/0004_conditions.sql")),
    ("0005_sort_keys.sql", include_str!("../migrations/0005_sort_keys.sql")),
    ("0006_use.sql", include_str!("../migrations/0006_use.sql")),
    ("0007_history.sql", include_str!("../migrations/0007_history.sql")),
    ("0008_attention.sql", include_str!("../migrations/0008_attention.sql")),
    ("0009_messages.sql", include_str!("../migrations/0009_messages.sql")),
    ("0010_audit_chain.sql", include_str!("../migrations/0010_audit_chain.sql")),
    ("0011_step_up.sql", include_str!("../migrations/0011_step_up.sql")),
    ("0012_two_factor.sql", include_str!("../migrations/0012_two_factor.sql")),
    ("0013_ip_rules.sql", include_str!("../migrations/0013_ip_rules.sql")),
    ("0014_sessions.sql", include_str!("../migrations/0014_sessions.sql")),
    ("0015_tokens.sql", include_str!("../migrations/0015_tokens.sql")),
    ("0016_token_rules.sql", include_str!("../migrations/0016_token_rules.sql")),
    ("0017_environments.sql", include_str!("../migrations/0017_environments.sql")),
    ("0018_rate.sql", include_str!("../migrations/0018_rate.sql")),
    ("0019_attestation.sql", include_str!("../migrations/0019_attestation.sql")),
    ("0020_oauth.sql", include_str!("../migrations/0020_oauth.sql")),
    ("0021_trust_rules.sql", include_str!("../migrations/0021_trust_rules.sql")),
    ("0022_token_events.sql", include_str!("../migrations/0022_token_events.sql")),
    ("0023_meta.sql", include_str!("../migrations/0023_meta.sql")),
    ("0024_renewal.sql", include_str!("../migrations/0024_renewal.sql")),
];

/// Splits a file into statements. A statement ends with `;` at the end of a line; a trigger with a line `END;`.
pub fn statements(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut current = String::new();
    for line in text.lines().filter(|l| !l.trim_start().starts_with("--") && !l.trim().is_empty()) {
        current.push_str(line);
        current.push('\n');
        let in_trigger = current.trim_start().starts_with("CREATE TRIGGER");
        if if in_trigger { line.trim() == "END;" } else { line.trim_end().ends_with(';') } {
            all.push(std::mem::take(&mut current));
        }
    }
    if !current.trim().is_empty() {
        all.push(current);
    }
    all
}
