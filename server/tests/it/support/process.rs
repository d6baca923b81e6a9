//! The program as a process of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::in_time;

/// The program, running in a directory of its own.
pub(crate) struct Process {
    dir: TempDir,
    child: Child,
    pub(crate) address: SocketAddr,
}

/// The program with these arguments in this directory, and nothing of our environment.
pub(crate) fn program(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suda"));
    command.args(arguments).current_dir(dir).env_clear().kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the program to its end.
pub(crate) async fn run(dir: &Path, arguments: &[&str]) -> Output {
    in_time("the program ends", program(dir, arguments).output()).await.expect("the program starts")
}

impl Process {
    /// Serves on a free port.
    pub(crate) async fn start() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let (child, address) = serve(dir.path(), "127.0.0.1:0").await;
        Self { dir, child, address }
    }

    /// Where it runs; its data is in `data` below.
    pub(crate) fn dir(&self) -> PathBuf {
        self.dir.path().to_owned()
    }

    /// Ends it without a chance to put anything in order, and starts it again on the same port, over the same data.
    pub(crate) async fn kill_and_start_again(&mut self) {
        self.child.kill().await.expect("the process can be killed");
        self.start_again().await;
    }

    /// Starts it again on the same port, over the same data.
    pub(crate) async fn start_again(&mut self) {
        (self.child, _) = serve(self.dir.path(), &self.address.to_string()).await;
    }

    /// As `kill -TERM`; how it ended.
    pub(crate) async fn terminate(&mut self) -> ExitStatus {
        let id = self.child.id().expect("the process runs").to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().await.expect("kill is a program");
        assert!(sent.success());
        in_time("the process ends", self.child.wait()).await.expect("the process can be waited for")
    }
}

/// Starts the program, and waits for the line of its log that says where it serves.
async fn serve(dir: &Path, listen: &str) -> (Child, SocketAddr) {
    let mut child = program(dir, &["--listen", listen]).spawn().expect("the program starts");
    let mut lines = BufReader::new(child.stderr.take().expect("its log is a pipe")).lines();
    let mut seen = String::new();
    let address = in_time("the program serves", async {
        while let Some(line) = lines.next_line().await.expect("the log is text") {
            if let Some(address) = address_in(&line) {
                return address;
            }
            seen += &line;
        }
        panic!("the program does not serve: {seen}");
    })
    .await;
    // Whatever it says later is read, or the pipe would fill.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    (child, address)
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    (line.get("message")? == "suda serves").then(|| line.get("address")?.as_str()?.parse().ok()).flatten()
}
