//! The workspace's tasks: `cargo xtask <task>`.

// A tool on the developer's own machine reads its clock and environment itself.
#![allow(clippy::disallowed_methods)]

use std::process::ExitCode;

use anyhow::{Result, bail};

mod audit_verify;
mod bench;
mod build;
mod bundles;
mod children;
mod chromium;
mod circles;
mod compress;
mod console;
#[cfg(test)]
mod deployment;
mod describe;
mod dev;
mod fuzz;
mod gates;
mod hash;
mod imports;
mod licences;
mod lint_deps;
mod merge;
mod node;
mod openapi;
mod paths;
mod python;
mod rust_target;
mod sh;
mod sizes;
mod soak;
mod stamp;
mod test;
mod wasm;
mod words;
mod workers;

const USAGE: &str = "\
cargo xtask dev [--port P] [--data DIR] [--reset] [--client-ip-header NAME] [--clock-offset SECONDS]
                [--allow-webhook-to HOST:PORT]       build what changed, and run everything on this machine
cargo xtask build                                    make dist/, print its sizes, check the budgets
cargo xtask build workers                            the Workers alone, into the dist/ that is there
cargo xtask test [--only native|workerd|e2e] [NAME]  every check and test, or some
cargo xtask bench                                    a token check beside a noop and the same by hand; messages; long lists
cargo xtask bench --against DIST                     a token check of each kind beside another build's
cargo xtask bench soak [--minutes N]                 ten minutes of load: nothing refused, memory level
cargo xtask soak [--steps N] [--seeds N]               tokens in random steps against their model: 10,000 of 20 seeds
cargo xtask fuzz [TARGET…] [--minutes N]             random texts against the parsers of what comes from outside
cargo xtask audit-verify --data DIR | --db FILE [--heads FILE]
                                                     is every audit event where it was, as it was?
cargo xtask addresses-off --data DIR                 people and system users may come from everywhere again
cargo xtask lint-deps                                the dependency rules of ARCHITECTURE.md
cargo xtask openapi [--check]                        write docs/openapi.json, or compare it with the contract
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match children::end_with_us().map_err(Into::into).and_then(|()| task(&args)) {
        Ok(()) => ExitCode::SUCCESS,
        // The thread that was told to stop ends the process once the children are gone.
        Err(_) if children::stopping() => loop {
            std::thread::park();
        },
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn task(args: &[String]) -> Result<()> {
    let (name, rest) = args.split_first().map_or(("help", args), |(name, rest)| (name.as_str(), rest));
    match name {
        "dev" => dev::run(rest),
        "build" if rest == ["workers"] => build::workers(&build::Tools::ensure()?),
        "build" => {
            build::all(&build::Tools::ensure()?)?;
            sizes::check()
        }
        "test" => test::run_all(rest),
        "bench" => bench::run(rest),
        "fuzz" => fuzz::fuzz(rest),
        "soak" => soak::soak(rest),
        "addresses-off" => audit_verify::addresses_off(rest),
        "audit-verify" => audit_verify::run(rest),
        "lint-deps" => lint_deps::run(),
        "openapi" => openapi::run(rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        other => bail!("there is no task `{other}`\n\n{USAGE}"),
    }
}
