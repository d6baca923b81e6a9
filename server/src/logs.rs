//! The log: one line for each event, to standard error; JSON when nobody is looking.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts the log of this process. `RUST_LOG` says how much, `info` when it is not set.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        log.init();
    } else {
        log.json().flatten_event(true).with_ansi(false).init();
    }
}
