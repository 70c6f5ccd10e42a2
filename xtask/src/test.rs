//! `cargo xtask test`: every check, in the order in which a failure is cheapest to see.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail, ensure};

use crate::build::{self, Tools};
use crate::node::Node;
use crate::sh::{heading, run, shown, step};
use crate::{children, chromium, gates, lint_deps, openapi, paths, python, sizes};

/// Marks the processes of this run, so that one that escaped its process group is found.
const MARK: &str = "TENURE_TEST_RUN";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Only {
    All,
    Native,
    Workerd,
    E2e,
}

#[derive(Default)]
struct Totals {
    passed: u64,
    failed: u64,
}

struct Options {
    only: Only,
    filter: Option<String>,
}

fn options(args: &[String]) -> Result<Options> {
    let mut options = Options { only: Only::All, filter: None };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--only" => {
                options.only = match args.next().map(String::as_str) {
                    Some("native") => Only::Native,
                    Some("workerd") => Only::Workerd,
                    Some("e2e") => Only::E2e,
                    _ => bail!("--only needs native, workerd or e2e"),
                };
            }
            option if option.starts_with('-') => bail!("`test` knows no option {option}"),
            name if options.filter.is_none() => options.filter = Some(name.to_owned()),
            _ => bail!("`test` takes one name to filter by"),
        }
    }
    Ok(options)
}

/// Runs the stages, stops at the first that fails, and prints the totals in any case.
pub fn run_all(args: &[String]) -> Result<()> {
    let options = options(args)?;
    let mut totals = Totals::default();
    let result = stages(&options, &mut totals);
    if let Err(error) = &result {
        children::end_all();
        eprintln!("\nerror: {error:#}");
        // A stage without tests of its own, like a lint, counts as one failure.
        totals.failed = totals.failed.max(1);
    }
    heading("totals");
    println!("{} passed, {} failed", totals.passed, totals.failed);
    if result.is_err() {
        bail!("not everything passed");
    }
    ensure!(totals.passed > 0, "no test ran");
    Ok(())
}

fn stages(options: &Options, totals: &mut Totals) -> Result<()> {
    let tools = if options.only == Only::All {
        quick_lints()?;
        // Side by side: clippy and the native tests end in what one core does, and so does the build.
        let built = thread::spawn(build);
        clippy()?;
        native(options, totals)?;
        heading("the rest of the build");
        let tools = built.join().unwrap_or_else(|_| bail!("the build did not come to its end"))?;
        sizes::check()?;
        openapi::run(&["--check".to_owned()])?;
        tools
    } else {
        if options.only == Only::Native {
            return native(options, totals);
        }
        heading("tools and build");
        let tools = Tools::ensure()?;
        build::all(&tools)?;
        tools
    };
    let tests = paths::root().join("tests");
    tools.node.packages(&tests, "Test tools (npm)")?;
    let wants = |only: Only| options.only == Only::All || options.only == only;
    if wants(Only::Workerd) {
        heading("tests on workerd");
        let oauth = python::ensure("oauth-clients", &tests.join("requirements").join("oauth-clients.txt"))?;
        let fuzzer = python::ensure("schemathesis", &tests.join("requirements").join("schemathesis.txt"))?;
        let hooks = python::ensure("webhook-clients", &tests.join("requirements").join("webhook-clients.txt"))?;
        let graph = python::ensure("graph-clients", &tests.join("requirements").join("graph-clients.txt"))?;
        let scanner = python::ensure("secret-scanner", &tests.join("requirements").join("secret-scanner.txt"))?;
        let given = [
            ("PYTHON_OAUTH", oauth.join("python")),
            ("PYTHON_WEBHOOKS", hooks.join("python")),
            ("PYTHON_GRAPH", graph.join("python")),
            ("DETECT_SECRETS", scanner.join("detect-secrets")),
            ("SCHEMATHESIS", fuzzer.join("schemathesis")),
            ("NGINX", gates::nginx()?),
            ("ENVOY", gates::envoy()?),
            ("TENURE_CHECK", gates::client()?),
        ];
        javascript(&tools.node, &tests.join("workerd"), &given, options, totals)?;
    }
    if wants(Only::E2e) {
        heading("tests in a browser");
        let browser = chromium::ensure(&tools.node)?;
        javascript(&tools.node, &tests.join("e2e"), &[("CHROMIUM_PATH", browser)], options, totals)?;
    }
    Ok(())
}

/// Makes what the tests on workerd and in a browser need, after clippy has read it.
fn build() -> Result<Tools> {
    let tools = Tools::ensure()?;
    let mut clippy = tools.cargo.command();
    clippy.args(["clippy", "--quiet", "--locked", "--target", "wasm32-unknown-unknown", "--target-dir"]);
    clippy.arg(paths::target_web()).args(["-p", "app", "-p", "edge", "-p", "hasher", "--", "-D", "warnings"]);
    run(&mut clippy)?;
    step("clippy, Wasm", "no warnings");
    build::all(&tools)?;
    Ok(tools)
}

fn quick_lints() -> Result<()> {
    heading("format");
    run(cargo().args(["fmt", "--all", "--check"]))?;
    step("rustfmt", "clean");
    heading("dependencies");
    lint_deps::run()
}

fn clippy() -> Result<()> {
    heading("clippy, native");
    run(cargo_aside().args(["clippy", "--quiet", "--locked", "--all-targets", "--", "-D", "warnings"]))?;
    run(cargo_aside().args([
        "clippy",
        "--quiet",
        "--locked",
        "--all-targets",
        "-p",
        "xtask",
        "-p",
        "describe",
        "--",
        "-D",
        "warnings",
    ]))?;
    step("clippy, native", "no warnings");
    Ok(())
}

fn cargo() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(paths::root());
    command
}

/// What compiles beside the build steps back for it: that is one long line of steps, and the tests behind it wait for its end. What
/// is tried in real time does not.
fn cargo_aside() -> Command {
    let mut command = Command::new("nice");
    command.args(["-n", "10", "cargo"]).current_dir(paths::root());
    command
}

fn native(options: &Options, totals: &mut Totals) -> Result<()> {
    heading("tests, native");
    for packages in [&[][..], &["-p", "xtask"][..]] {
        let tests = |mut cargo: Command| {
            cargo.args(["test", "--quiet", "--locked"]).args(packages);
            if packages.is_empty() {
                // The database tests of `store` need its native double.
                cargo.args(["--features", "store/sqlite"]);
            }
            cargo
        };
        run(tests(cargo_aside()).arg("--no-run"))?;
        count(tests(cargo()).args(&options.filter), totals, cargo_line)?;
    }
    Ok(())
}

/// Runs the tests of a folder; `given` are variables that say where their tools are.
fn javascript(
    node: &Node,
    folder: &Path,
    given: &[(&str, PathBuf)],
    options: &Options,
    totals: &mut Totals,
) -> Result<()> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .with_context(|| format!("{} is missing", paths::shown(folder)))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    let all = files.len();
    ensure!(!files.is_empty(), "{} has no tests", paths::shown(folder));
    if let Some(filter) = &options.filter {
        // Node counts a file without such a test as one that passed, after it has begun what its tests need.
        files.retain(|path| fs::read_to_string(path).is_ok_and(|text| may_have(&text, filter)));
        step("files", &format!("{} of {all} may have a test called {filter}", files.len()));
        if files.is_empty() {
            return Ok(());
        }
    }
    let run_id = format!("{}-{all}", std::process::id());
    let mut test = node.command();
    // One file at a time: each starts servers, and the machine may be small.
    test.args(["--test", "--test-concurrency=1", "--test-timeout=600000", "--test-reporter=spec"]);
    if let Some(filter) = &options.filter {
        test.arg(format!("--test-name-pattern={filter}"));
    }
    test.args(files).current_dir(paths::root().join("tests")).env(MARK, &run_id);
    test.envs(given.iter().map(|(name, path)| (name, path)));
    let result = count(&mut test, totals, node_line);
    end_strays(&run_id);
    result
}

/// Can a file have a test whose name has this in it? A name that is put together at run time may be any, but for the
/// words that it is put together from.
fn may_have(text: &str, filter: &str) -> bool {
    text.contains(filter)
        || text.split("test(`").skip(1).filter_map(|rest| rest.split('`').next()).any(|name| {
            let fixed = name.split("${").map(|part| part.rsplit('}').next().unwrap_or_default());
            fixed.flat_map(str::split_whitespace).any(|word| filter.split_whitespace().any(|asked| asked == word))
        })
}

/// Runs a test program, shows what it prints, and adds up the totals that its lines tell.
fn count(command: &mut Command, totals: &mut Totals, read: fn(&str) -> Option<(u64, u64)>) -> Result<()> {
    let line = shown(command);
    let mut child = children::spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()))
        .with_context(|| format!("could not start `{line}`"))?;
    let output = child.stdout.take().context("no pipe from the tests")?;
    for text in BufReader::new(output).lines() {
        let text = text?;
        println!("{text}");
        if let Some((passed, failed)) = read(&text) {
            totals.passed += passed;
            totals.failed += failed;
        }
    }
    let status = child.wait()?;
    children::finished(child.id());
    ensure!(status.success(), "`{line}` failed ({status})");
    Ok(())
}

/// `test result: ok. 12 passed; 0 failed; …`
fn cargo_line(text: &str) -> Option<(u64, u64)> {
    let rest = text.strip_prefix("test result: ")?;
    let number = |word: &str| {
        rest.split(';').find_map(|part| part.trim().strip_suffix(word)?.split_whitespace().last()?.parse().ok())
    };
    Some((number(" passed")?, number(" failed")?))
}

/// `ℹ pass 12`, `ℹ fail 0`
fn node_line(text: &str) -> Option<(u64, u64)> {
    let rest = text.strip_prefix("ℹ ")?;
    if let Some(number) = rest.strip_prefix("pass ") {
        return Some((number.trim().parse().ok()?, 0));
    }
    Some((0, rest.strip_prefix("fail ")?.trim().parse().ok()?))
}

/// Ends processes of this run that left their process group, like a browser; where /proc tells them.
fn end_strays(run_id: &str) {
    let wanted = format!("{MARK}={run_id}");
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let id = entry.file_name().to_string_lossy().into_owned();
        if id.parse::<u32>().is_err() {
            continue;
        }
        let Ok(environment) = fs::read(entry.path().join("environ")) else { continue };
        if environment.split(|byte| *byte == 0).any(|part| part == wanted.as_bytes()) {
            let _ = Command::new("kill").args(["-KILL", &id]).stderr(Stdio::null()).status();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{cargo_line, may_have, node_line};

    #[test]
    fn files_are_chosen_by_the_names_of_their_tests() {
        let text = "test(\"a bot calls\", f);\n  test(`authlib introspects with ${way}`, f);";
        assert!(may_have(text, "bot calls"));
        assert!(may_have(text, "introspects with client_secret_basic"));
        assert!(!may_have(text, "a person leaves"));
    }

    #[test]
    fn totals_are_read() {
        let line = "test result: ok. 12 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(cargo_line(line), Some((12, 1)));
        assert_eq!(cargo_line("running 3 tests"), None);
        assert_eq!(node_line("ℹ pass 7"), Some((7, 0)));
        assert_eq!(node_line("ℹ fail 2"), Some((0, 2)));
        assert_eq!(node_line("ℹ suites 2"), None);
    }
}
