//! The backend on SQLite, for tests.

use std::sync::Arc;

use async_trait::async_trait;
use store::Store;
use store::conformance::Backend;
use store::embedded::Embedded;
use tempfile::TempDir;

/// A store in a directory that goes with it.
pub(crate) struct OnDisk {
    store: Arc<Embedded>,
    dir: TempDir,
}

#[async_trait]
impl Backend for OnDisk {
    async fn fresh() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        Self { store: Arc::new(Embedded::open(dir.path()).expect("a fresh directory opens")), dir }
    }

    fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store) as Arc<dyn Store>
    }

    async fn reopen(self) -> Self {
        let Self { store, dir } = self;
        drop(Arc::into_inner(store).expect("nobody else holds the store"));
        Self { store: Arc::new(Embedded::open(dir.path()).expect("the directory opens again")), dir }
    }
}
