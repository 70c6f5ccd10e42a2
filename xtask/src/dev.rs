//! `cargo xtask dev`: the whole product on this machine.

use std::io::Write;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::build::{self, Tools};
use crate::sh::step;
use crate::{children, paths};

const PORT: u16 = 8787;

struct Options {
    port: u16,
    data: PathBuf,
    reset: bool,
}

fn options(args: &[String]) -> Result<Options> {
    let mut options = Options { port: PORT, data: paths::root().join(".tenure").join("data"), reset: false };
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
            other => bail!("`dev` knows no option {other}"),
        }
    }
    Ok(options)
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
    let config = serde_json::json!({ "port": options.port, "dataDir": options.data, "reset": options.reset });
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
