//! The program: what the operator asked for on this command line, done.

use std::future::Future;
use std::io::Write as _;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::chat::session::mint_invite;
use crate::config::options::{self, Invocation};
use crate::config::{Config, Origin};
use crate::http::admin::invite_link;
use crate::{archive, healthcheck, logs, reindex, serve, storage};

/// Does what was asked for. The error is one line.
pub fn run() -> anyhow::Result<()> {
    let (invocation, config) = options::read()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the runtime")?;
    runtime.block_on(async {
        match invocation {
            Invocation::Serve => serve_here(config).await,
            Invocation::Invite { uses, days } => invite(&config, uses, days).await,
            Invocation::Export { to } => archive::export(&config, to.as_deref()).await,
            Invocation::Import { from } => archive::import(&config, from.as_deref()).await,
            Invocation::Reindex => reindex::reindex(&config).await,
            Invocation::Healthcheck => healthcheck::check(config.listen).await,
        }
    })
}

async fn serve_here(config: Config) -> anyhow::Result<()> {
    logs::start();
    let address = config.listen;
    let stop = told_to_stop()?;
    let listener = TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            anyhow::anyhow!("listen: {address} is used by another program; stop that one or choose another port")
        }
        std::io::ErrorKind::PermissionDenied => {
            anyhow::anyhow!("listen: this user may not listen on {address}; choose a port from 1024 on, for example {}:3000", address.ip())
        }
        std::io::ErrorKind::AddrNotAvailable => {
            anyhow::anyhow!("listen: {} is no address of this machine; write for example 0.0.0.0:{}", address.ip(), address.port())
        }
        _ => anyhow::anyhow!("listen: cannot listen on {address}: {error}"),
    })?;
    Ok(serve(config, listener, stop).await?)
}

/// Resolves when the process gets SIGTERM or SIGINT.
fn told_to_stop() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Prints the link that opens an account. Beside a running server it works on the same store.
async fn invite(config: &Config, uses: u32, days: u32) -> anyhow::Result<()> {
    let store = storage::for_an_errand(config).await?;
    let code = mint_invite(&*store, None, uses, days, config.tuning.clock.now()).await?;
    let here = || match config.listen {
        // Every address of this machine: the one that its own browsers know.
        all if all.ip().is_unspecified() => format!("localhost:{}", all.port()),
        one => one.to_string(),
    };
    let site = config.public_url.clone().unwrap_or_else(|| Origin::new(false, &here()));
    writeln!(std::io::stdout(), "{}", invite_link(&site, &code)).context("cannot print the link")
}
