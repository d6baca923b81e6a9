//! The program `suda`: see [`suda::launch`].

use std::process::ExitCode;

fn main() -> ExitCode {
    match suda::launch::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("suda: {error:#}");
            ExitCode::FAILURE
        }
    }
}
