//! A real socketioxide server on a free port, with the little that these tests need, in a runtime of its own: dropping
//! it ends every connection at once, as `kill -9` does.

use std::future::ready;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use client::{Client, Incoming, Options, Signal};
use futures::StreamExt as _;
use protocol::messages::{Read, SendMessage, Sent};
use protocol::typing::{Typing, TypingPulse};
use protocol::{ErrorBody, ErrorCode, MessageText, Reply, RoomId, Seq, Timestamp};
use socketioxide::SocketIo;
use socketioxide::extract::{AckSender, Data, SocketRef, TryData};
use socketioxide::handler::ConnectHandler as _;
use tokio::runtime::Runtime;

/// A test that waits this long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// How often an eager house pings.
pub(crate) const PING_INTERVAL: Duration = Duration::from_millis(300);
/// How long an eager house waits for a pong.
pub(crate) const PING_TIMEOUT: Duration = Duration::from_millis(700);

/// How the house is built.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Plan {
    /// Refuses whoever asks for a websocket, as some proxies do.
    pub(crate) no_websocket: bool,
    /// Pings each [`PING_INTERVAL`] and grants [`PING_TIMEOUT`]; else as seldom as in production, so that a busy machine
    /// loses nobody.
    pub(crate) eager: bool,
    /// Where to listen; 0: anywhere.
    pub(crate) port: u16,
}

/// The server.
pub(crate) struct House {
    /// Where it listens.
    pub(crate) at: SocketAddr,
    /// The texts of `send_message`, in the order in which they came.
    pub(crate) heard: Arc<Mutex<Vec<String>>>,
    runtime: Option<Runtime>,
}

impl House {
    /// Starts it and returns when it listens.
    pub(crate) fn open(plan: Plan) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let listener = TcpListener::bind(("127.0.0.1", plan.port)).expect("a free port");
        listener.set_nonblocking(true).expect("a listener for tokio");
        let at = listener.local_addr().expect("an address");
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let router = router(plan, heard.clone());
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            axum::serve(listener, router).await.expect("a server serves until it is dropped");
        });
        Self { at, heard, runtime: Some(runtime) }
    }

    /// Options that lead here, as somebody whom the house knows.
    pub(crate) fn options(&self) -> Options {
        Options::new(format!("http://{}", self.at)).with_auth(r#"{"token":"열려라 참깨"}"#)
    }

    /// Ends it and every connection; returns when the port is free again.
    pub(crate) async fn kill(mut self) {
        let runtime = self.runtime.take().expect("a house dies once");
        tokio::task::spawn_blocking(|| runtime.shutdown_timeout(PATIENCE)).await.expect("it comes down");
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn router(plan: Plan, heard: Arc<Mutex<Vec<String>>>) -> Router {
    let (interval, timeout) = if plan.eager { (PING_INTERVAL, PING_TIMEOUT) } else { (Duration::from_secs(25), Duration::from_secs(20)) };
    let (layer, io) = SocketIo::builder()
        .req_path("/chat/ws")
        .ping_interval(interval)
        .ping_timeout(timeout)
        .max_buffer_size(1_024)
        .max_payload(64 * 1_024)
        .ws_max_message_size(64 * 1_024)
        .build_layer();
    let seq = Arc::new(AtomicU64::new(0));
    let welcome = move |socket: SocketRef| {
        furnish(&socket, &heard, &seq);
        ready(())
    };
    io.ns("/", welcome.with(let_in));
    let router = Router::new().layer(layer);
    if plan.no_websocket { router.layer(from_fn(refuse_upgrades)) } else { router }
}

#[derive(serde::Deserialize)]
struct Auth {
    token: String,
}

async fn let_in(TryData(auth): TryData<Auth>) -> Result<(), String> {
    match auth {
        Ok(auth) if auth.token == "열려라 참깨" => Ok(()),
        Ok(auth) if auth.token == "바빠요" => Err(text(&ErrorBody::new(ErrorCode::Unavailable, "잠시만요"))),
        _ => Err(text(&ErrorBody::new(ErrorCode::Unauthenticated, "누구세요"))),
    }
}

fn text(error: &ErrorBody) -> String {
    serde_json::to_string(error).expect("an error is JSON")
}

/// The handlers are plain closures: what they do, they do in the order of the wire (robustness of socketioxide: each
/// future is a task of its own).
fn furnish(socket: &SocketRef, heard: &Arc<Mutex<Vec<String>>>, seq: &Arc<AtomicU64>) {
    let (heard, seq) = (heard.clone(), seq.clone());
    socket.on("send_message", move |Data(message): Data<SendMessage>, ack: AckSender| {
        let text = message.content.as_str();
        heard.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_owned());
        let reply = match text {
            "안 돼요" => Reply::Error(ErrorBody::new(ErrorCode::Forbidden, "금지")),
            _ => Reply::Ok(Sent { seq: Seq(1 + seq.fetch_add(1, Ordering::Relaxed)), created_at: Timestamp(0) }),
        };
        // A message without an answer: the one that tests deadlines.
        if text != "대답하지 마" {
            ack.send(&reply).expect("the socket is there");
        }
        ready(())
    });
    socket.on("typing", |socket: SocketRef, Data(typing): Data<Typing>| {
        let person = protocol::session::Person {
            id: protocol::UserId::new("yuna").expect("an id"),
            name: protocol::Name::new("유나").expect("a name"),
        };
        socket.emit("unknown_event", "새 서버").expect("the socket is there");
        socket.emit("typing", &TypingPulse { room_id: typing.room_id, person, on: typing.on }).expect("the socket is there");
        ready(())
    });
    socket.on("echo", |Data(text): Data<String>, ack: AckSender| {
        ack.send(&text).expect("the socket is there");
        ready(())
    });
    socket.on("flood", |socket: SocketRef, Data(count): Data<u64>, ack: AckSender| {
        for seq in 0..count {
            socket.emit("read", &Read { room_id: room(), seq: Seq(seq) }).expect("the socket takes it");
        }
        ack.send(&()).expect("the socket is there");
        ready(())
    });
    socket.on("bye", |socket: SocketRef| {
        socket.disconnect().expect("the socket is there");
        ready(())
    });
}

async fn refuse_upgrades(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::UPGRADE) { StatusCode::BAD_REQUEST.into_response() } else { next.run(request).await }
}

/// Starts a client and waits until it is let in.
pub(crate) async fn connected(options: Options) -> (Client, Incoming) {
    let (client, mut incoming) = Client::start(options);
    assert_eq!(signal(&mut incoming).await, Signal::Connected);
    (client, incoming)
}

/// The next signal.
pub(crate) async fn signal(incoming: &mut Incoming) -> Signal {
    tokio::time::timeout(PATIENCE, incoming.next()).await.expect("a signal in time").expect("the client is not stopped")
}

/// Waits until it is connected again, and returns why it was not.
pub(crate) async fn until_connected(incoming: &mut Incoming) -> Vec<Signal> {
    let mut before = Vec::new();
    loop {
        match signal(incoming).await {
            Signal::Connected => return before,
            other => before.push(other),
        }
    }
}

/// A message to the one room.
pub(crate) fn message(number: usize, text: &str) -> SendMessage {
    SendMessage {
        room_id: room(),
        client_id: protocol::ClientId::new(&format!("c-{number}")).expect("an id"),
        content: MessageText::new(text).expect("a text"),
        reply_to: None,
    }
}

/// The one room.
pub(crate) fn room() -> RoomId {
    RoomId::new("room-1").expect("an id")
}
