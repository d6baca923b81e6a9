//! The gateway as it is deployed: HAProxy with `deploy/haproxy.cfg`, in front of replicas of the test.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use socket2::{Domain, Socket, Type};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::{Browser, in_time};

/// Of the dashboard.
const GATEWAY_PASSWORD: &str = "시험-비밀번호";

/// HAProxy, running.
pub(crate) struct Haproxy {
    dir: TempDir,
    child: Child,
    /// Nobody else gets its ports.
    _kept: [Socket; 2],
    pub(crate) address: SocketAddr,
    pub(crate) dashboard: SocketAddr,
}

/// What the gateway thinks of a replica.
#[derive(Clone, Debug)]
pub(crate) struct Replica {
    /// `UP`, `NOLB` (stopping), `DOWN`, or on the way to one of them.
    pub(crate) status: String,
    /// Of its last check: `L7OK`.
    pub(crate) check: String,
    /// Requests and websockets that are open.
    pub(crate) open: u64,
    /// All that ever were.
    pub(crate) total: u64,
}

impl Haproxy {
    /// In front of these replicas, when it has found all of them well.
    pub(crate) async fn start(replicas: &[SocketAddr]) -> Self {
        Self::with(replicas, &[]).await
    }

    /// The same with further variables.
    pub(crate) async fn with(replicas: &[SocketAddr], variables: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let servers = replicas.iter().enumerate().map(|(index, address)| format!("    server replica{index} {address}\n"));
        let file = dir.path().join("replicas.cfg");
        std::fs::write(&file, "backend suda from replicas\n".to_owned() + &servers.collect::<String>()).expect("a file");
        let ((people, address), (admin, dashboard)) = (keep_a_port(), keep_a_port());
        let log = File::create(dir.path().join("log")).expect("a file");
        let child = haproxy(&file)
            .arg("-db")
            .env("GATEWAY_LISTEN", address.to_string())
            .env("GATEWAY_DASHBOARD", dashboard.to_string())
            .env("GATEWAY_PASSWORD", GATEWAY_PASSWORD)
            .envs(variables.iter().copied())
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log)
            .spawn()
            .expect("haproxy is installed: scripts/install test does that");
        let mut gateway = Self { dir, child, _kept: [people, admin], address, dashboard };
        gateway.answers().await;
        for index in 0..replicas.len() {
            gateway.until(index, "is well", |replica| replica.check == "L7OK").await;
        }
        gateway
    }

    /// Waits until it listens.
    async fn answers(&mut self) {
        in_time("the gateway listens", async {
            while tokio::net::TcpStream::connect(self.dashboard).await.is_err() {
                if let Some(status) = self.child.try_wait().expect("a child can be asked") {
                    panic!("haproxy ended, {status}: {}", self.log());
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await;
    }

    /// What it has said so far.
    fn log(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    /// Waits until it has said this; all that it has said by then.
    pub(crate) async fn says(&self, what: &str) -> String {
        in_time(what, async {
            while !self.log().contains(what) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await;
        self.log()
    }

    /// A browser of the administrator, for the dashboard.
    pub(crate) fn administrator(&self) -> Browser {
        let mut browser = Browser::new(self.dashboard);
        let password = STANDARD.encode(format!("admin:{GATEWAY_PASSWORD}"));
        browser.headers.insert("authorization", format!("Basic {password}").parse().expect("a value"));
        browser
    }

    /// What it thinks of a replica, as its dashboard says.
    pub(crate) async fn replica(&self, index: usize) -> Replica {
        let answer = self.administrator().get("/;csv").await;
        assert_eq!(answer.status, StatusCode::OK);
        let mut lines = answer.text().lines().map(|line| line.split(',').collect::<Vec<_>>());
        let head = lines.next().expect("a head");
        let name = format!("replica{index}");
        let row = lines.find(|row| row.get(1) == Some(&name.as_str())).unwrap_or_else(|| panic!("no {name}"));
        let cell = |of: &str| row[head.iter().position(|name| *name == of).expect("a column")];
        let number = |of: &str| cell(of).parse().expect("a number");
        Replica {
            status: cell("status").to_owned(),
            check: cell("check_status").trim_start_matches("* ").to_owned(),
            open: number("scur"),
            total: number("stot"),
        }
    }

    /// Waits until it thinks so of a replica.
    pub(crate) async fn until(&self, index: usize, what: &str, is_so: impl Fn(&Replica) -> bool) {
        in_time(&format!("replica {index} {what}"), async {
            while !is_so(&self.replica(index).await) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await;
    }
}

/// HAProxy with the configuration that is deployed and these replicas, and nothing of our environment.
fn haproxy(replicas: &Path) -> Command {
    // Debian puts it where only root looks.
    let path = format!("{}:/usr/local/sbin:/usr/sbin", std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new("haproxy");
    command.arg("-f").arg(deployed("haproxy.cfg")).arg("-f").arg(replicas);
    command.env_clear().env("PATH", path).kill_on_drop(true).stdin(Stdio::null());
    command
}

/// What HAProxy says of the configuration with these variables.
pub(crate) async fn checked(replicas: &Path, variables: &[(&str, &str)]) -> Output {
    let output = haproxy(replicas).arg("-c").envs(variables.iter().copied()).output();
    in_time("haproxy checks", output).await.expect("haproxy is installed: scripts/install test does that")
}

/// A file of `deploy/`.
pub(crate) fn deployed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(name)
}

/// A free port, and the socket that keeps it: bound, but not listening, so that HAProxy (which shares ports) can have it and nobody
/// else does.
fn keep_a_port() -> (Socket, SocketAddr) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    socket.set_reuse_port(true).expect("ports can be shared");
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).expect("a free port");
    let address = socket.local_addr().expect("it is bound").as_socket().expect("an IP address");
    (socket, address)
}
