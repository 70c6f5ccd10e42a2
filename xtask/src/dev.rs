//! `cargo xtask dev`: the whole product on this machine.

use std::io::Write;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::build::{self, Tools};
use crate::sh::step;
use crate::{children, paths};

const PORT: u16 = 8787;

struct Options {
    port: u16,
    data: PathBuf,
    reset: bool,
    client_ip_header: Option<String>,
    clock_offset: Option<i64>,
    allow_webhook_to: Vec<String>,
}

fn options(args: &[String]) -> Result<Options> {
    let mut options = Options {
        port: PORT,
        data: paths::root().join(".tenure").join("data"),
        reset: false,
        client_ip_header: None,
        clock_offset: None,
        allow_webhook_to: Vec::new(),
    };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--port" => {
                let text = args.next().context("--port needs a number")?;
                options.port =
                    text.parse().ok().filter(|port| *port > 0).with_context(|| format!("{text} is no port"))?;
            }
            "--data" => {
                let text = args.next().context("--data needs a folder")?;
                options.data = std::env::current_dir()?.join(text);
            }
            "--reset" => options.reset = true,
            "--client-ip-header" => {
                let name = args.next().context("--client-ip-header needs a name")?;
                if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
                    bail!("{name} is no name of a header");
                }
                options.client_ip_header = Some(name.clone());
            }
            "--clock-offset" => {
                let text = args.next().context("--clock-offset needs a number of seconds")?;
                options.clock_offset = Some(text.parse().with_context(|| format!("{text} is no number of seconds"))?);
            }
            "--allow-webhook-to" => {
                let text = args.next().context("--allow-webhook-to needs HOST:PORT")?;
                let (host, port) = text.rsplit_once(':').unwrap_or_default();
                if host.is_empty() || text.contains([',', ' ', '/']) || port.parse::<u16>().is_err() {
                    bail!("{text} is no HOST:PORT");
                }
                options.allow_webhook_to.push(text.clone());
            }
            other => bail!("`dev` knows no option {other}"),
        }
    }
    Ok(options)
}

impl Options {
    /// As serve.mjs takes them.
    fn for_serve(&self) -> Value {
        let mut vars = serde_json::Map::new();
        if let Some(name) = &self.client_ip_header {
            vars.insert("CLIENT_IP_HEADER".to_owned(), json!(name));
        }
        if let Some(seconds) = self.clock_offset {
            // The Worker takes it for an address of this machine alone, and `dev` has no other.
            vars.insert("CLOCK_OFFSET_SECONDS".to_owned(), json!(seconds.to_string()));
        }
        if !self.allow_webhook_to.is_empty() {
            // Likewise.
            vars.insert("ALLOW_WEBHOOK_TO".to_owned(), json!(self.allow_webhook_to.join(",")));
        }
        json!({ "port": self.port, "dataDir": self.data, "reset": self.reset, "vars": vars })
    }
}

/// Builds, then serves until it is stopped.
pub fn run(args: &[String]) -> Result<()> {
    let options = options(args)?;
    free(options.port)?;
    let tools = Tools::ensure()?;
    build::all(&tools)?;

    let mut serve = tools.node.command();
    serve.arg(paths::xtask().join("serve.mjs")).current_dir(paths::root()).stdin(Stdio::piped());
    let mut child = children::spawn(&mut serve).context("could not start Node")?;
    let mut pipe = child.stdin.take().context("no pipe to Node")?;
    let config = options.for_serve();
    writeln!(pipe, "{config}")?;
    step("Server", "starting (ctrl-C stops it)");
    // Held open: when it closes, for whatever reason, the server stops by itself.
    let status = child.wait()?;
    drop(pipe);
    children::finished(child.id());
    if children::stopping() {
        println!("\n  stopped");
        return Ok(());
    }
    if !status.success() {
        bail!("the server ended ({status})");
    }
    Ok(())
}

fn free(port: u16) -> Result<()> {
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!("port {port} is in use: stop what listens there, or choose another with --port")
        }
        Err(error) => Err(error).with_context(|| format!("cannot listen on port {port}")),
    }
}

#[cfg(test)]
mod tests {
    use super::options;

    fn vars(args: &[&str]) -> anyhow::Result<serde_json::Value> {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        Ok(options(&args)?.for_serve()["vars"].clone())
    }

    #[test]
    fn the_client_address_and_the_clock_become_variables() -> anyhow::Result<()> {
        assert_eq!(vars(&[])?, serde_json::json!({}));
        assert_eq!(
            vars(&["--client-ip-header", "X-Real-IP", "--clock-offset", "-3600"])?,
            serde_json::json!({ "CLIENT_IP_HEADER": "X-Real-IP", "CLOCK_OFFSET_SECONDS": "-3600" })
        );
        assert_eq!(
            vars(&["--allow-webhook-to", "127.0.0.1:9000", "--allow-webhook-to", "[::1]:9001"])?,
            serde_json::json!({ "ALLOW_WEBHOOK_TO": "127.0.0.1:9000,[::1]:9001" })
        );
        for wrong in [
            &["--client-ip-header"][..],
            &["--allow-webhook-to"],
            &["--allow-webhook-to", "localhost"],
            &["--allow-webhook-to", "localhost:x"],
            &["--allow-webhook-to", "a:1,b:2"],
            &["--client-ip-header", "a b"],
            &["--client-ip-header", ""],
            &["--clock-offset"],
            &["--clock-offset", "1h"],
        ] {
            assert!(vars(wrong).is_err(), "{wrong:?}");
        }
        Ok(())
    }
}
