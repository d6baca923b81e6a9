//! A road to the house that can be blocked: bytes are neither carried nor refused, as when a server freezes.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A forwarder.
pub(crate) struct Road {
    /// Where it begins.
    pub(crate) at: SocketAddr,
    blocked: watch::Sender<bool>,
}

impl Road {
    /// Leads to `house`.
    pub(crate) async fn to(house: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let at = listener.local_addr().expect("an address");
        let (blocked, seen) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let Ok(far) = TcpStream::connect(house).await else { continue };
                let ((near_read, near_write), (far_read, far_write)) = (near.into_split(), far.into_split());
                tokio::spawn(carry(near_read, far_write, seen.clone()));
                tokio::spawn(carry(far_read, near_write, seen.clone()));
            }
        });
        Self { at, blocked }
    }

    /// Blocks it, or opens it again.
    pub(crate) fn block(&self, blocked: bool) {
        self.blocked.send_replace(blocked);
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut blocked: watch::Receiver<bool>) {
    let mut bytes = vec![0; 16 * 1_024];
    while let Ok(length) = from.read(&mut bytes).await {
        if blocked.wait_for(|blocked| !blocked).await.is_err() || length == 0 || to.write_all(&bytes[..length]).await.is_err() {
            return;
        }
    }
}
