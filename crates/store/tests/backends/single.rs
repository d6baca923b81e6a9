//! The backend on one node of Redis, for tests.

use std::sync::Arc;

use async_trait::async_trait;
use store::Store;
use store::conformance::Backend;
use store::conformance::redis::Server;
use store::redis::{PREFIX, Redis};

/// A store on a Redis that goes with it.
pub(crate) struct Single {
    store: Arc<Redis>,
    server: Server,
}

fn open(server: &Server) -> Arc<Redis> {
    Arc::new(Redis::new(&server.address(), PREFIX).expect("an address"))
}

#[async_trait]
impl Backend for Single {
    async fn fresh() -> Self {
        let server = Server::start();
        Self { store: open(&server), server }
    }

    fn store(&self) -> Arc<dyn Store> {
        self.store.clone()
    }

    /// Of the store's process nothing is left; Redis itself is killed, and reads its file again.
    async fn reopen(self) -> Self {
        let Self { store, mut server } = self;
        drop(store);
        server.kill();
        server.start_again();
        Self { store: open(&server), server }
    }
}
