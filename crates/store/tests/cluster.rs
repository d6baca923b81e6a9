//! The backend on a Cluster of six nodes passes the suite: all cases on one Cluster, each under a prefix of its own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use async_trait::async_trait;
use store::Store;
use store::conformance::Backend;
use store::conformance::redis::Cluster;
use store::redis::Redis;

/// The nodes of the test that runs: it holds them, and they end with it.
static NODES: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

fn start() -> Arc<Cluster> {
    let cluster = Arc::new(Cluster::start());
    *NODES.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(&cluster);
    cluster
}

/// A store of its own on the Cluster.
struct Many {
    prefix: String,
    store: Arc<Redis>,
}

fn open(prefix: &str) -> Arc<Redis> {
    let cluster = NODES.lock().unwrap_or_else(PoisonError::into_inner).upgrade().expect("the test holds the nodes");
    Arc::new(Redis::new(&cluster.address(), prefix).expect("addresses"))
}

#[async_trait]
impl Backend for Many {
    async fn fresh() -> Self {
        static MINTED: AtomicU32 = AtomicU32::new(0);
        let prefix = format!("case{}", MINTED.fetch_add(1, Ordering::Relaxed));
        Self { store: open(&prefix), prefix }
    }

    fn store(&self) -> Arc<dyn Store> {
        self.store.clone()
    }

    async fn reopen(self) -> Self {
        Self { store: open(&self.prefix), prefix: self.prefix }
    }
}

store::conformance!(Many, all_in: six_nodes_pass_the_suite, around: start());
