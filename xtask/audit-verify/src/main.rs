//! `audit-verify --data DIR`: see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    match audit_verify::check(std::env::args().skip(1), &mut |line| println!("{line}")) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(2),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
