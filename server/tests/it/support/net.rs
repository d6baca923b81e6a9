//! A server in this process, in a directory of its own, on a free port.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::Path;
use std::time::Duration;

use suda::config::{Options, Tuning};
use suda::identity::limits::{Allowance, Allowances};
use suda::identity::password::HashCost;
use suda::{Config, ServeError};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Browser, Person, in_time};

/// A server.
pub(crate) struct Net {
    dir: TempDir,
    config: Config,
    running: Option<Running>,
    pub(crate) address: SocketAddr,
}

struct Running {
    stop: oneshot::Sender<()>,
    served: JoinHandle<Result<(), ServeError>>,
}

impl Net {
    /// A server with the usual options.
    pub(crate) async fn start() -> Self {
        Self::with(Options::default()).await
    }

    /// A server with these options; address and directory are its own.
    pub(crate) async fn with(options: Options) -> Self {
        Self::tuned(options, |_| {}).await
    }

    /// A server with these options and other bounds and times.
    pub(crate) async fn tuned(options: Options, tune: impl FnOnce(&mut Tuning)) -> Self {
        let mut net = Self::new(&options, tune);
        net.start_again().await;
        net
    }

    /// The same, of which only its listener is waited for: its store may be away.
    pub(crate) async fn begun(options: Options, tune: impl FnOnce(&mut Tuning)) -> Self {
        let mut net = Self::new(&options, tune);
        drop(net.begin().await);
        net
    }

    fn new(options: &Options, tune: impl FnOnce(&mut Tuning)) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let mut config = Config::new(options).expect("a configuration");
        config.data = dir.path().join("data");
        config.listen = "127.0.0.1:0".parse().expect("an address");
        quick(&mut config.tuning);
        tune(&mut config.tuning);
        Self { dir, address: config.listen, config, running: None }
    }

    /// Where its files are.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// After [`Net::stop`]: on the same port, over the same data.
    pub(crate) async fn start_again(&mut self) {
        let mut browser = self.begin().await;
        let served = &mut self.running.as_mut().expect("the server runs").served;
        tokio::select! {
            ready = browser.get("/readyz") => assert_eq!(ready.text(), "ok\n"),
            ended = served => panic!("the server does not serve: {ended:?}"),
        }
    }

    /// Starts to serve.
    async fn begin(&mut self) -> Browser {
        let listener = TcpListener::bind(self.address).await.expect("a free port");
        self.address = listener.local_addr().expect("a listener has an address");
        let (stop, told) = oneshot::channel();
        let served = tokio::spawn(suda::serve(self.config.clone(), listener, async {
            // A test that ends without stopping its server drops the sender: the server stops then, too.
            let _told_or_dropped = told.await;
        }));
        self.running = Some(Running { stop, served });
        self.browser()
    }

    /// Stops it as a signal would, and waits until it has closed its store.
    pub(crate) async fn stop(&mut self) -> Result<(), ServeError> {
        let Running { stop, served } = self.running.take().expect("the server runs");
        stop.send(()).expect("the server waits for it");
        in_time("the server stops", served).await.expect("the server does not panic")
    }

    /// Tells it to stop, and does not wait.
    pub(crate) fn tell_to_stop(&mut self) -> JoinHandle<Result<(), ServeError>> {
        let Running { stop, served } = self.running.take().expect("the server runs");
        stop.send(()).expect("the server waits for it");
        served
    }

    /// A browser of nobody.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.address)
    }

    /// Somebody who signs up and connects.
    pub(crate) async fn person(&self, name: &str) -> Person {
        Person::sign_up(self.address, name).await
    }
}

/// Cheap hashes, no limits in the way: what tests need, and no option gives.
fn quick(tuning: &mut Tuning) {
    tuning.hash_cost = HashCost { memory_kib: 8, passes: 1 };
    let plenty = Allowance::new(NonZeroU32::new(1_000_000).expect("not 0"), Duration::from_millis(1));
    tuning.allowances = Allowances {
        sign_in_per_address: plenty,
        sign_in_per_name: plenty,
        sign_up_per_address: plenty,
        unproven_search_per_address: plenty,
    };
}
