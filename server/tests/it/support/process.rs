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
    options: Vec<String>,
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
        Self::start_with(&[]).await
    }

    /// Serves on a free port, with these options.
    pub(crate) async fn start_with(options: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let options: Vec<String> = options.iter().map(|&option| option.to_owned()).collect();
        let (child, address) = serve(dir.path(), "127.0.0.1:0", &options).await;
        Self { dir, options, child, address }
    }

    /// Starts a program, and returns its log up to the line that contains this; then it is killed.
    pub(crate) async fn log_until(mut program: Command, what: &str) -> String {
        let mut child = program.spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("its log is a pipe")).lines();
        let mut seen = String::new();
        in_time(what, async {
            while let Some(line) = lines.next_line().await.expect("the log is text") {
                seen += &line;
                seen.push('\n');
                if line.contains(what) {
                    return;
                }
            }
            panic!("the program ended: {seen}");
        })
        .await;
        child.kill().await.expect("the process can be killed");
        seen
    }

    /// Where it runs; its data is in `data` below.
    pub(crate) fn dir(&self) -> PathBuf {
        self.dir.path().to_owned()
    }

    /// Ends it without a chance to put anything in order, and starts it again on the same port, over the same data.
    pub(crate) async fn kill_and_start_again(&mut self) {
        self.kill().await;
        self.start_again().await;
    }

    /// Ends it without a chance to put anything in order.
    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.expect("the process can be killed");
    }

    /// As if its machine hung: it keeps its connections and says nothing any more.
    pub(crate) async fn freeze(&self) {
        self.signal("-STOP").await;
    }

    /// Starts it again on the same port, over the same data.
    pub(crate) async fn start_again(&mut self) {
        (self.child, _) = serve(self.dir.path(), &self.address.to_string(), &self.options).await;
    }

    /// As `kill -TERM`; how it ended.
    pub(crate) async fn terminate(&mut self) -> ExitStatus {
        self.signal("-TERM").await;
        in_time("the process ends", self.child.wait()).await.expect("the process can be waited for")
    }

    async fn signal(&self, signal: &str) {
        let id = self.child.id().expect("the process runs").to_string();
        let sent = Command::new("kill").args([signal, &id]).status().await.expect("kill is a program");
        assert!(sent.success());
    }
}

/// Starts the program, and waits for the line of its log that says where it serves.
async fn serve(dir: &Path, listen: &str, options: &[String]) -> (Child, SocketAddr) {
    let mut child = program(dir, &["--listen", listen]).args(options).spawn().expect("the program starts");
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
