//! Where everything is kept: the store and the bus that the configuration asks for.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use store::bus::{Bus, CAPACITY, LocalBus, Signals};
use store::embedded::open::DATABASE;
use store::embedded::{Embedded, OpenError};
use store::redis::check::Unfit;
use store::redis::{Address, AddressError, PREFIX, Redis, RedisBus};
use store::{Store, StoreError};

use crate::config::Config;

/// How often a Redis that is not there is asked for at the start.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// Why there is no store.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The data directory cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The address of Redis cannot be used.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// This Redis will never do.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// Nothing was ever kept there.
    #[error("there is nothing in the data directory {}: choose the one that holds {DATABASE}", .0.display())]
    Nothing(PathBuf),
    /// Redis does not answer, and nobody waits for it.
    #[error("redis: {0}")]
    Away(StoreError),
}

/// A store, and the bus that goes with it.
pub struct Storage {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// What is told.
    pub bus: Arc<dyn Bus>,
    /// What is heard.
    pub signals: Signals,
    /// Where the store is not ours alone.
    pub checked: Option<Check>,
}

/// Redis, to be looked at when it is there.
pub struct Check {
    redis: Redis,
    address: Address,
}

impl Storage {
    /// Opens the embedded store, which may take a moment, or makes ready for Redis, which need not be there yet.
    pub async fn open(config: &Config) -> Result<Self, StorageError> {
        let Some(address) = &config.redis else {
            let dir = config.data.clone();
            let opened = tokio::task::spawn_blocking(move || Embedded::open(&dir)).await;
            let (bus, signals) = LocalBus::new(CAPACITY);
            let store = Arc::new(opened.expect("opening the store does not panic")?);
            return Ok(Self { store, bus, signals, checked: None });
        };
        let redis = Redis::new(address, PREFIX)?;
        let (bus, signals) = RedisBus::start(&redis, address)?;
        let behind = redis.clone();
        tokio::spawn(async move { behind.catch_up_with_searches().await });
        let checked = Some(Check { redis: redis.clone(), address: address.clone() });
        Ok(Self { store: Arc::new(redis), bus, signals, checked })
    }
}

impl Check {
    /// Waits until Redis is there, looks at it, and says in the log what would lose data. Resolves only when it will never do.
    pub async fn unfit(self) -> Unfit {
        let mut waited = false;
        loop {
            match self.redis.check(&self.address).await {
                Ok(Err(unfit)) => return unfit,
                Ok(Ok(checked)) => {
                    for warning in checked.warnings {
                        tracing::error!(redis = %self.address, "{warning}");
                    }
                    tracing::info!(redis = %self.address, "everything is kept in Redis");
                    std::future::pending::<()>().await;
                }
                Err(error) if !std::mem::replace(&mut waited, true) => {
                    tracing::warn!(redis = %self.address, %error, "waiting for Redis: until it is there, everybody is told that storage is away");
                }
                Err(_) => {}
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
    }
}

/// The store alone, for a short errand of the operator beside a running server.
pub async fn for_an_errand(config: &Config) -> Result<Arc<dyn Store>, StorageError> {
    if let Some(address) = &config.redis {
        let redis = Redis::new(address, PREFIX)?;
        return Ok(Arc::new(redis));
    }
    let dir = config.data.clone();
    let opened = tokio::task::spawn_blocking(move || match Embedded::open(&dir) {
        Err(OpenError::InUse(dir)) => Embedded::beside(&dir),
        opened => opened,
    });
    Ok(Arc::new(opened.await.expect("opening the store does not panic")?))
}

/// The store alone, to carry everything out of it; beside a running server, too.
pub async fn to_leave(config: &Config) -> Result<Arc<dyn Store>, StorageError> {
    // A directory that is mistyped would be made, and then be exported as an empty one.
    if config.redis.is_none() && !config.data.join(DATABASE).is_file() {
        return Err(StorageError::Nothing(config.data.clone()));
    }
    look_at_redis(config).await?;
    for_an_errand(config).await
}

/// The store alone, to carry things into it. A directory must not be used by a server meanwhile.
pub async fn to_move_into(config: &Config) -> Result<Arc<dyn Store>, StorageError> {
    look_at_redis(config).await?;
    if config.redis.is_some() {
        return for_an_errand(config).await;
    }
    let dir = config.data.clone();
    let opened = tokio::task::spawn_blocking(move || Embedded::open(&dir)).await;
    Ok(Arc::new(opened.expect("opening the store does not panic")?))
}

/// What is kept in Redis by a newer program is not read, nor added to.
async fn look_at_redis(config: &Config) -> Result<(), StorageError> {
    let Some(address) = &config.redis else { return Ok(()) };
    let checked = Redis::new(address, PREFIX)?.check(address).await.map_err(StorageError::Away)?;
    checked.map(drop).map_err(StorageError::Unfit)
}
