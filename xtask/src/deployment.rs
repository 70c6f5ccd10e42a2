//! What `worker/wrangler.toml` and `xtask/serve.mjs` both state must be the same.

#[cfg(test)]
mod tests {
    use std::fs;

    use anyhow::{Context, Result};
    use serde_json::Value;

    use crate::paths::root;

    /// The text after `name = ` on its line; a closing semicolon is dropped.
    fn stated<'a>(text: &'a str, name: &str) -> Option<&'a str> {
        text.lines()
            .find_map(|line| line.trim().strip_prefix(name)?.trim_start().strip_prefix('='))
            .map(|rest| rest.trim().trim_end_matches(';'))
    }

    #[test]
    fn deployments_and_local_runs_agree() -> Result<()> {
        let serve = fs::read_to_string(root().join("xtask/serve.mjs"))?;
        let edge = fs::read_to_string(root().join("worker/wrangler.toml"))?;
        let hasher = fs::read_to_string(root().join("worker/hasher/wrangler.toml"))?;
        let paths: Value = serde_json::from_str(stated(&serve, "export const WORKER_PATHS").context("WORKER_PATHS")?)?;
        let first: Value = serde_json::from_str(stated(&edge, "run_worker_first").context("run_worker_first")?)?;
        assert_eq!(paths, first);
        let date = stated(&serve, "export const COMPATIBILITY_DATE").context("COMPATIBILITY_DATE")?;
        assert_eq!(Some(date), stated(&edge, "compatibility_date"));
        assert_eq!(Some(date), stated(&hasher, "compatibility_date"));
        assert_eq!(stated(&serve, "export const CRONS").context("CRONS")?, stated(&edge, "crons").context("crons")?);
        let short = fs::read_to_string(root().join("worker/src/lib.rs"))?;
        let short = stated(&short, "const EVERY_MINUTE: &str").context("EVERY_MINUTE")?;
        assert!(stated(&edge, "crons").is_some_and(|crons| crons.starts_with(&format!("[{short}, "))));
        for binding in ["DB", "TOKENS", "ASSETS", "HASHER"] {
            assert!(edge.contains(&format!("binding = \"{binding}\"")), "{binding}");
            assert!(serve.contains(binding), "{binding}");
        }
        // Its class and how it is stored.
        for (deployed, local) in [
            ("name = \"DRIVER\"", "DRIVER: {"),
            ("class_name = \"Driver\"", "className: \"Driver\", useSQLite: true"),
            ("new_sqlite_classes = [\"Driver\"]", "useSQLite: true"),
            ("name = \"VIEW\"", "VIEW: {"),
            ("class_name = \"ViewTier\"", "className: \"ViewTier\", useSQLite: true"),
            ("new_sqlite_classes = [\"ViewTier\"]", "useSQLite: true"),
        ] {
            assert!(edge.contains(deployed), "{deployed}");
            assert!(serve.contains(local), "{local}");
        }
        Ok(())
    }
}
