//! Running programs: with progress, with bounded waits, and with errors that say what was run.

use std::ffi::OsStr;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::children;

/// One line of progress.
pub fn step(what: &str, state: &str) {
    println!("  {what} … {state}");
}

/// A heading between stages, with the seconds since the first: what takes long is seen.
pub fn heading(text: &str) {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    println!("\n== {text} ({} s)", FIRST.get_or_init(Instant::now).elapsed().as_secs());
}

/// The command line as a person would type it (never holds a secret: those go through pipes and files).
pub fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    words.join(" ")
}

/// Runs with our own output; an exit code other than 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let line = shown(command);
    let mut child =
        children::spawn(command.stdin(Stdio::null())).with_context(|| format!("could not start `{line}`"))?;
    let status = child.wait()?;
    children::finished(child.id());
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// Runs quietly; what it printed is shown only if it fails or takes longer than the bound.
pub fn run_quiet(command: &mut Command, bound: Duration) -> Result<String> {
    let line = shown(command);
    let output = output_within(command, bound)?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        bail!("`{line}` failed ({}):\n{}", output.status, text.trim_end());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The output of a command that must end within the bound.
pub fn output_within(command: &mut Command, bound: Duration) -> Result<Output> {
    let line = shown(command);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = children::spawn(command).with_context(|| format!("could not start `{line}`"))?;
    let id = child.id();
    let waiter = thread::spawn(move || child.wait_with_output());
    let deadline = Instant::now() + bound;
    while !waiter.is_finished() {
        if Instant::now() > deadline {
            children::finished(id);
            bail!("`{line}` took longer than {} s", bound.as_secs());
        }
        thread::sleep(Duration::from_millis(10));
    }
    let output = waiter.join().map_err(|_| anyhow::anyhow!("`{line}`: its output could not be read"))??;
    children::finished(id);
    Ok(output)
}

/// Trimmed standard output of a quick command, or nothing when it is missing or fails.
pub fn answer(program: impl AsRef<OsStr>, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Where a program is on the PATH.
pub fn which(program: &str) -> Option<std::path::PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// A command with the rights to change the system: as it is for root, through sudo otherwise.
pub fn privileged(program: &str) -> Result<Command> {
    if answer("id", &["-u"]).as_deref() == Some("0") {
        return Ok(Command::new(program));
    }
    if which("sudo").is_none() {
        bail!("`{program}` needs the rights of root here, and there is no sudo: run this once as root");
    }
    let mut command = Command::new("sudo");
    command.arg(program);
    Ok(command)
}

/// Like `run`, but in our own process group, so that sudo can ask for a password.
pub fn run_privileged(command: &mut Command) -> Result<()> {
    let line = shown(command);
    let status = command.stdout(Stdio::null()).status().with_context(|| format!("could not start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}
