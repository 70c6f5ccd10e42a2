//! The child processes of this run: whatever ends xtask ends them too.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Set when a signal told us to stop.
static STOPPING: AtomicBool = AtomicBool::new(false);

/// Process groups that we started and that have not been waited for.
static GROUPS: Mutex<Vec<u32>> = Mutex::new(Vec::new());

fn groups() -> std::sync::MutexGuard<'static, Vec<u32>> {
    GROUPS.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Starts the command in a process group of its own, so that its own children can be ended with it.
pub fn spawn(command: &mut Command) -> io::Result<Child> {
    let child = command.process_group(0).spawn()?;
    groups().push(child.id());
    Ok(child)
}

/// To be called when the child was waited for: ends what it left behind in its group.
pub fn finished(id: u32) {
    signal(id, "KILL");
    groups().retain(|group| *group != id);
}

/// Ends whatever still runs, for who ends before its children do.
pub fn end_all() {
    for group in groups().drain(..) {
        signal(group, "KILL");
    }
}

/// Sends a signal to a process group that `spawn` made.
pub fn signal(group: u32, name: &str) {
    let _ = Command::new("kill")
        .args([&format!("-{name}"), "--", &format!("-{group}")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

fn alive(group: u32) -> bool {
    Command::new("kill")
        .args(["-0", "--", &format!("-{group}")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Whether somebody asked xtask to stop: a child's end is then no failure.
pub fn stopping() -> bool {
    STOPPING.load(Ordering::SeqCst)
}

/// Ends all children when xtask is told to stop, then xtask itself.
pub fn end_with_us() -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    thread::spawn(move || {
        let Some(number) = signals.forever().next() else { return };
        STOPPING.store(true, Ordering::SeqCst);
        let started = groups().clone();
        for group in &started {
            signal(*group, "TERM");
        }
        let deadline = Instant::now() + Duration::from_secs(8);
        // A zombie still answers `kill -0`: the waiting thread reaps it meanwhile.
        while Instant::now() < deadline && started.iter().any(|group| alive(*group)) {
            thread::sleep(Duration::from_millis(50));
        }
        for group in &started {
            signal(*group, "KILL");
        }
        std::process::exit(128 + number);
    });
    Ok(())
}
