//! Engine.IO and Socket.IO with the bounds of [`Settings`], and the guard around them, before anybody listens.
//!
//! [`super::Gateway`] listens with the rules of the chat. `server/examples/echo.rs` listens with echoes, so that the suites of both
//! protocols meet what is served.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::IntoResponse;
use socketioxide::{ParserConfig, SocketIo};
use tower::Service;

use super::guard::{self, Guard};
use super::{Requests, Settings};
use crate::identity::Door;

/// What stands between a listener and the handlers of sockets.
pub struct Layers {
    /// Where handlers are registered. Its configuration is that of Engine.IO too.
    pub io: SocketIo,
    pub(super) guard: Arc<Guard>,
}

impl Layers {
    /// The layers, and the routes that lead through them: `path`, which begins with a slash and does not end with one. `guests`: where
    /// they are admitted, who proves nothing gets a cookie.
    pub fn new(path: &str, requests: Requests, guests: Option<Door>, settings: Settings) -> (Router, Self) {
        // MsgPack is not compiled in, and the chat sends nothing with attachments.
        let parser = ParserConfig::common()
            .max_incoming_binaries(settings.max_attachments)
            .max_incoming_binary_buf_size(settings.max_attachments * settings.max_payload);
        let (service, io) = SocketIo::builder()
            .req_path(path.to_owned())
            .max_payload(settings.max_payload as u64)
            // `max_payload` bounds polling only.
            .ws_max_message_size(settings.max_payload)
            .ws_max_frame_size(settings.max_payload)
            // Most of what an idle connection weighs is its buffers.
            .ws_read_buffer_size(512)
            .max_buffer_size(settings.max_waiting)
            .connect_timeout(settings.connect_timeout)
            .ping_interval(settings.ping_interval)
            .ping_timeout(settings.ping_timeout)
            .with_parser(parser)
            .build_svc();
        let layers = Self { io, guard: Arc::new(Guard::new(requests, guests, settings)) };
        (layers.around(path, service), layers)
    }

    /// Routes to a service of Engine.IO that listens on `path`, with the guard around it.
    pub fn around<S>(&self, path: &str, service: S) -> Router
    where
        S: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        S::Response: IntoResponse,
        S::Future: Send + 'static,
    {
        let routes = Router::new().route_service(path, service.clone()).route_service(&format!("{path}/"), service);
        routes.layer(axum::middleware::from_fn_with_state(self.guard.clone(), guard::pass))
    }
}

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Layers")
    }
}
