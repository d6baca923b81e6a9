//! Echoes behind the layers that the chat is served through, for the test suites of the protocols (socketio/engine.io-protocol and
//! socketio/socket.io-protocol, `test-suite/`). They expect times and bounds of their own, which the defaults here are:
//! `cargo run -p server --example echo`.
//!
//! - Socket.IO on `--path`, namespaces `/` and `/custom`: `auth` comes back upon connecting, `message` as `message-back`,
//!   `message-with-ack` as its acknowledgement.
//! - Engine.IO alone on `--engine-path`: messages come back as they are.
//!
//! Engineioxide pings as soon as a session is open, and the suites expect the first ping after an interval: what they do meanwhile fails
//! there. With that ping answered before they look, all of it passes.
//!
//! For tests only: no part of `suda`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::serve::{Listener as _, ListenerExt as _};
use clap::Parser;
use engineioxide::config::EngineIoConfig;
use engineioxide::handler::EngineIoHandler;
use engineioxide::service::EngineIoService;
use engineioxide::{DisconnectReason, Socket, Str};
use serde::de::{SeqAccess, Visitor};
use serde::ser::SerializeTuple as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};
use socketioxide::extract::{AckSender, Data, SocketRef, TryData};
use suda::Config;
use suda::config::Options;
use suda::gateway::layers::Layers;
use suda::gateway::{Requests, Settings};
use suda::http::{origin, visitor};
use tokio::net::TcpListener;

/// Between what says that a namespace is entered, and the first event in it.
const APART: Duration = Duration::from_millis(20);

/// Echoes for the test suites of Engine.IO and Socket.IO.
#[derive(Parser)]
struct Flags {
    /// The address and port to listen on; 0 is a free port, which the first line on standard error says
    #[arg(long, default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Where Socket.IO listens
    #[arg(long, default_value = "/socket.io/")]
    path: String,
    /// Where Engine.IO listens by itself
    #[arg(long, default_value = "/engine.io/")]
    engine_path: String,
    /// Milliseconds between two pings
    #[arg(long, default_value_t = 300)]
    ping_interval: u64,
    /// Milliseconds until a ping must be answered
    #[arg(long, default_value_t = 200)]
    ping_timeout: u64,
    /// Milliseconds until a connection must have entered a namespace
    #[arg(long, default_value_t = 1_000)]
    connect_timeout: u64,
    /// The largest packet in bytes; the chat has 65536
    #[arg(long, default_value_t = 1_000_000)]
    max_payload: usize,
    /// Binary attachments that a packet may have; the chat has 0
    #[arg(long, default_value_t = 10)]
    max_attachments: usize,
}

// One thread: the suites send two requests at once and expect them to be taken in that order.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let flags = Flags::parse();
    let settings = Settings {
        max_payload: flags.max_payload,
        max_attachments: flags.max_attachments,
        ping_interval: Duration::from_millis(flags.ping_interval),
        ping_timeout: Duration::from_millis(flags.ping_timeout),
        connect_timeout: Duration::from_millis(flags.connect_timeout),
        ..Settings::default()
    };
    let config = Arc::new(Config::new(&Options::default())?);
    let asked = config.clone();
    let requests = Requests {
        may_come: Arc::new(move |parts| origin::may_connect(&asked, &parts.headers)),
        client: Arc::new(move |parts| visitor::client(&config, parts)),
    };
    let (routes, layers) = Layers::new(flags.path.trim_end_matches('/'), requests, None, settings);
    layers.io.ns("/", connected);
    layers.io.ns("/custom", connected);
    let engine_path = flags.engine_path.trim_end_matches('/').to_owned();
    let engine = EngineIoConfig { req_path: engine_path.clone().into(), ..layers.io.config().engine_config.clone() };
    let engine = layers.around(&engine_path, EngineIoService::with_config(Arc::new(Echo), engine));
    let listener = TcpListener::bind(flags.listen).await?.tap_io(|tcp| {
        if let Err(error) = tcp.set_nodelay(true) {
            eprintln!("a connection may be slow: {error}");
        }
    });
    eprintln!("echo listens on {}", listener.local_addr()?);
    axum::serve(listener, routes.merge(engine)).await?;
    Ok(())
}

/// What comes is answered at once. A socket that is gone meanwhile, or whose queue is full, gets nothing.
async fn connected(socket: SocketRef, TryData(auth): TryData<Value>) {
    // The suites begin to wait for one packet when they have the one before, and miss it when both come in one piece.
    tokio::time::sleep(APART).await;
    drop(socket.emit("auth", &auth.unwrap_or_else(|_| json!({}))));
    socket.on("message", async |socket: SocketRef, Data(arguments): Data<Arguments>| drop(socket.emit("message-back", &arguments)));
    socket.on("message-with-ack", async |Data(arguments): Data<Arguments>, reply: AckSender| drop(reply.send(&arguments)));
}

/// All arguments of an event. They are a tuple, because only that is handed all of them by the parser, and written as all of them.
struct Arguments(Vec<Argument>);

impl<'de> Deserialize<'de> for Arguments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Arguments;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the arguments of an event")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut arguments: A) -> Result<Arguments, A::Error> {
                let mut all = Vec::new();
                while let Some(argument) = arguments.next_element()? {
                    all.push(argument);
                }
                Ok(Arguments(all))
            }
        }
        deserializer.deserialize_tuple(1, All)
    }
}

impl Serialize for Arguments {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(self.0.len())?;
        self.0.iter().try_for_each(|argument| tuple.serialize_element(argument))?;
        tuple.end()
    }
}

/// JSON, or a binary attachment.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Argument {
    Json(Value),
    Attachment(Attachment),
}

struct Attachment(Vec<u8>);

impl<'de> Deserialize<'de> for Attachment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Octets;
        impl Visitor<'_> for Octets {
            type Value = Attachment;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a binary attachment")
            }

            fn visit_bytes<E: serde::de::Error>(self, octets: &[u8]) -> Result<Attachment, E> {
                Ok(Attachment(octets.to_vec()))
            }
        }
        deserializer.deserialize_byte_buf(Octets)
    }
}

impl Serialize for Attachment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

/// Engine.IO without Socket.IO in it.
#[derive(Debug)]
struct Echo;

impl EngineIoHandler for Echo {
    type Data = ();

    fn on_connect(self: Arc<Self>, _socket: Arc<Socket<()>>) {}

    fn on_disconnect(&self, _socket: Arc<Socket<()>>, _reason: DisconnectReason) {}

    fn on_message(self: &Arc<Self>, message: Str, socket: Arc<Socket<()>>) {
        drop(socket.emit(message));
    }

    fn on_binary(self: &Arc<Self>, data: Bytes, socket: Arc<Socket<()>>) {
        drop(socket.emit_binary(data));
    }
}
