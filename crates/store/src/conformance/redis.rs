//! A real Redis for tests: started on a free port in a directory of its own, killed and started again, and stopped when it is
//! dropped.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::redis::Address;

/// How long a Redis may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks at whether it answers.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// A Redis of one's own, with an append-only file.
pub struct Server {
    dir: TempDir,
    port: u16,
    options: Vec<String>,
    child: Option<Child>,
}

impl Server {
    /// On a free port, with an empty directory.
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// The same with further options, as on the command line.
    pub fn with(options: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let options = options.iter().map(|&option| option.to_owned()).collect();
        let mut server = Self { dir, port: free_port(), options, child: None };
        server.start_again();
        server
    }

    /// The same with a second port, on which it speaks TLS; the options name its certificate. Clients need none.
    pub fn with_tls(options: &[&str]) -> (Self, u16) {
        let port = free_port();
        let text = port.to_string();
        let options = [options, &["--tls-port", &text, "--tls-auth-clients", "no"]].concat();
        (Self::with(&options), port)
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// As `--redis` is written.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// As the store takes it.
    pub fn address(&self) -> Address {
        Address::new(vec![self.url()]).expect("an address")
    }

    /// As a power cut would: no time to put anything in order.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("Redis can be killed");
            child.wait().expect("Redis can be waited for");
        }
    }

    /// After [`Server::kill`], on the same port, over the same data. Returns when it answers.
    pub fn start_again(&mut self) {
        self.kill();
        self.child = Some(self.command().spawn().expect("redis-server can be started: `make test` installs it"));
        let started = Instant::now();
        // While it loads its file it answers, but not with this.
        while self.say("PING").as_deref() != Some("+PONG") {
            assert!(started.elapsed() < PATIENCE, "Redis does not answer");
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new("redis-server");
        command.args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--dir"]).arg(self.dir.path());
        command.args(["--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--loglevel", "warning"]);
        command.args(["--maxmemory-policy", "noeviction"]).args(&self.options);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Sends a command that has no blanks in its arguments, and returns the first line of the answer; `None` when there is none.
    pub fn say(&self, command: &str) -> Option<String> {
        self.ask(command).and_then(|answer| answer.lines().next().map(str::to_owned))
    }

    /// The same; returns the answer as it comes in one piece.
    pub fn ask(&self, command: &str) -> Option<String> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.write_all(format!("{command}\r\n").as_bytes()).ok()?;
        let mut answer = vec![0; 65_536];
        let length = stream.read(&mut answer).ok()?;
        Some(String::from_utf8_lossy(&answer[..length]).into_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Six nodes: three that hold the slots, and one that follows each.
pub struct Cluster {
    nodes: Vec<Server>,
}

impl Cluster {
    /// Returns when every node says that all slots are served, and has its follower up to date.
    pub fn start() -> Self {
        let options = ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--repl-diskless-sync-delay", "0"];
        let nodes: Vec<Server> = (0..6).map(|_| Server::with(&options)).collect();
        let mut create = Command::new("redis-cli");
        create.args(["--cluster", "create"]).args(nodes.iter().map(|node| format!("127.0.0.1:{}", node.port)));
        create.args(["--cluster-replicas", "1", "--cluster-yes"]);
        let created = create.stdin(Stdio::null()).output().expect("redis-cli can be started");
        assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stdout));
        let started = Instant::now();
        let is_ready = |node: &Server| {
            let says =
                |command: &str, what: [&str; 2]| node.ask(command).is_some_and(|answer| what.iter().any(|what| answer.contains(what)));
            says("CLUSTER INFO", ["cluster_state:ok"; 2]) && says("INFO replication", ["master_link_status:up", "state=online"])
        };
        while !nodes.iter().all(is_ready) {
            assert!(started.elapsed() < PATIENCE, "the Cluster does not come together");
            std::thread::sleep(LOOK_AGAIN);
        }
        Self { nodes }
    }

    /// Kills one of the three that hold slots: its follower takes over.
    pub fn kill_a_master(&mut self) {
        let masters = |node: &&mut Server| node.ask("ROLE").is_some_and(|role| role.contains("master"));
        self.nodes.iter_mut().find(masters).expect("a Cluster has masters").kill();
    }

    /// Kills all nodes.
    pub fn kill(&mut self) {
        self.nodes.iter_mut().for_each(Server::kill);
    }

    /// Starts again what was killed.
    pub fn start_again(&mut self) {
        self.nodes.iter_mut().filter(|node| node.child.is_none()).for_each(Server::start_again);
    }

    /// As `--redis` is written.
    pub fn url(&self) -> String {
        self.nodes.iter().map(Server::url).collect::<Vec<_>>().join(",")
    }

    /// As the store takes it.
    pub fn address(&self) -> Address {
        Address::new(self.nodes.iter().map(Server::url).collect()).expect("addresses")
    }
}

/// A port on which nobody listens, nor on the one 10,000 above, where nodes of a Cluster talk to each other. Ports are drawn below
/// those that the system gives to connections, and each process has some of its own, so that none is taken between here and its use.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    const FIRST: u16 = 12_000;
    const COUNT: u16 = 8_000;
    const OF_A_PROCESS: u32 = 16;
    let begin = u16::try_from(std::process::id().wrapping_mul(OF_A_PROCESS) % u32::from(COUNT)).expect("a small number");
    loop {
        let port = FIRST + (begin + NEXT.fetch_add(1, Ordering::Relaxed)) % COUNT;
        let is_free = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
        if is_free(port) && is_free(port + 10_000) {
            return port;
        }
    }
}
