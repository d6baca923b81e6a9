//! All of it, on a listener, until it is told to stop.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use socket2::SockRef;
use store::Store;
use store::redis::check::Unfit;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::announce::Announcer;
use crate::chat::Chat;
use crate::chat::session::Accounts;
use crate::config::Config;
use crate::gateway::{Gateway, ReferenceClients, Requests};
use crate::http::assets::Site;
use crate::http::state::{AppState, Parts};
use crate::http::{origin, visitor};
use crate::identity::limits::Limits;
use crate::identity::{Door, Passwords};
use crate::push::Pusher;
use crate::storage::{Check, Storage, StorageError};
use crate::{http, metrics};

/// Why a server does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// There is no store.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The listener gave up.
    #[error("cannot serve on this address: {0}")]
    Listener(#[from] std::io::Error),
}

/// Serves on `listener` until `shutdown` resolves, then drains: `/healthz` and `/readyz` say no, after
/// [`crate::config::Tuning::notice`] there are no new connections and sockets are closed, requests get the time of
/// [`crate::config::Tuning::drain`] to finish, and the store is closed.
pub async fn serve(config: Config, listener: TcpListener, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
    metrics::recorder();
    start_executor();
    let address = listener.local_addr()?;
    let cost = config.tuning.hash_cost;
    // A hash is worked off: it blocks.
    let passwords = tokio::task::spawn_blocking(move || Passwords::new(cost)).await.expect("a hash does not panic");
    let mut storage = Storage::open(&config).await?;
    let (closed, checked) = (Arc::downgrade(&storage.store), storage.checked.take());
    let (tcp_user_timeout, notice, drain) = (config.tuning.tcp_user_timeout, config.tuning.notice, config.tuning.drain);
    let (state, gateway, router) = build(config, storage, passwords);
    tracing::info!(%address, data = %state.config.data.display(), "suda serves");

    let (stop, stopping) = watch::channel(false);
    let told = {
        let state = state.clone();
        async move {
            shutdown.await;
            state.stop_serving();
            if !notice.is_zero() {
                tracing::info!(seconds = notice.as_secs_f32(), "suda is about to stop: all is served until the gateway has noticed");
                tokio::time::sleep(notice).await;
            }
            tracing::info!("suda stops: no new connections, requests under way may finish");
            drop(state);
            gateway.close().await;
            // Whoever waits for it is gone only when the server is.
            let _nobody_waits = stop.send(true);
        }
    };
    let listener = listener.tap_io(move |tcp| tune(tcp, tcp_user_timeout));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(told);
    tokio::select! {
        served = serving => served?,
        unfit = never_fit(checked) => return Err(StorageError::from(unfit).into()),
        () = time_is_up(stopping, drain) => tracing::warn!(seconds = drain.as_secs_f32(), "requests were cut: they took too long to finish"),
    }
    drop(state);
    close(&closed).await;
    Ok(())
}

/// Resolves when Redis turns out to be one that will never do.
async fn never_fit(checked: Option<Check>) -> Unfit {
    match checked {
        Some(checked) => checked.unfit().await,
        None => std::future::pending().await,
    }
}

/// Resolves when the server was told to stop and the time to drain is over.
async fn time_is_up(mut stopping: watch::Receiver<bool>, drain: Duration) {
    if stopping.wait_for(|stopping| *stopping).await.is_err() {
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(drain).await;
}

/// Puts the parts together.
fn build(config: Config, storage: Storage, passwords: Passwords) -> (AppState, Gateway, Router) {
    let tuning = config.tuning.clone();
    let Storage { store, bus, signals, .. } = storage;
    let pusher = Pusher::start(&store, config.push_services.clone(), config.public_url.as_ref(), tuning.clock.clone(), tuning.push);
    let announcer = Announcer::start(store.clone(), bus, signals, tuning.clock.clone(), tuning.announce).with_pusher(pusher.clone());
    let chat = Chat::new(store.clone(), announcer.present(), tuning.clock.clone(), tuning.limits, config.guests);
    let state = AppState::new(Parts {
        accounts: Accounts::new(store.clone(), passwords, config.registration, config.guests),
        door: Door::new(store.clone(), tuning.clock),
        limits: Arc::new(Limits::new(tuning.allowances)),
        site: Site::new(tuning.site),
        serving: AtomicBool::new(true),
        config,
        store,
        chat,
        announcer,
        pusher,
    });
    let (asked, seen) = (state.clone(), state.clone());
    let requests = Requests {
        may_come: Arc::new(move |parts| origin::may_connect(&asked.config, &parts.headers)),
        client: Arc::new(move |parts| visitor::client(&seen.config, parts)),
    };
    let reference = state.config.reference_clients;
    let reference = reference.then(|| ReferenceClients { accounts: state.accounts.clone(), limits: state.limits.clone() });
    let parts = (state.chat.clone(), state.announcer.clone(), state.door.clone());
    let (connections, gateway) = Gateway::new(parts, requests, reference, tuning.gateway);
    let router = http::router(state.clone(), connections);
    (state, gateway, router)
}

/// Without it the first page would panic: views start tasks. Once for the process.
fn start_executor() {
    if any_spawner::Executor::init_tokio().is_err() {
        tracing::debug!("views have their executor already");
    }
}

/// Small frames go out at once; a peer that acknowledges nothing is cut by the kernel, because a writer that waits for it cannot.
fn tune(tcp: &TcpStream, user_timeout: Duration) {
    let set = tcp.set_nodelay(true).and_then(|()| {
        #[cfg(target_os = "linux")]
        SockRef::from(tcp).set_tcp_user_timeout(Some(user_timeout))?;
        #[cfg(not(target_os = "linux"))]
        let _ = (SockRef::from(tcp), user_timeout);
        Ok(())
    });
    if let Err(error) = set {
        // The peer may be gone already.
        tracing::debug!(%error, "a connection could not be tuned");
    }
}

/// Waits until nobody holds the store any more: then its directory is free for the next.
async fn close(store: &Weak<dyn Store>) {
    const PATIENCE: Duration = Duration::from_secs(5);
    let gone = async {
        while store.strong_count() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    if tokio::time::timeout(PATIENCE, gone).await.is_err() {
        tracing::warn!("the store is still in use by a connection that was cut; what was acknowledged is on disk");
    }
}
