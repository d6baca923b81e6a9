//! The program: reads its configuration, and serves.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::SUCCESS
}
