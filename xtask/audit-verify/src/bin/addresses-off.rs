//! `addresses-off --data DIR`: see the library's `addresses`.

use std::process::ExitCode;

fn main() -> ExitCode {
    match audit_verify::addresses::off(std::env::args().skip(1), &mut |line| println!("{line}")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
