//! One connection: a websocket of our own, the handshake of Engine.IO and Socket.IO, and pings. Small: thousands of them are held.

use client::engine::{self, Frame, MESSAGE};
use client::socket::{self, Body, MAIN, Packet};
use futures::{SinkExt as _, StreamExt as _};
use hyper::header::{COOKIE, HeaderValue};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use super::LoadError;

/// Bytes of a socket's buffer; the default of 128 KiB would be most of what a client weighs.
const READ_BUFFER: usize = 4_096;

/// A connection to the main namespace.
pub(super) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What came.
pub(super) enum Came {
    /// A Socket.IO packet, with the mark of Engine.IO before it.
    Packet(Utf8Bytes),
    /// A ping: to be answered by [`Socket::pong`].
    Ping(String),
    /// Nothing that matters.
    Nothing,
    /// The end.
    End,
}

impl Socket {
    /// Connects, and joins the namespace.
    pub(super) async fn open(url: &str, cookie: Option<&str>) -> Result<Self, LoadError> {
        let fault = |what: &dyn ToString| LoadError::Socket(what.to_string());
        let server = url.strip_prefix("http").ok_or_else(|| fault(&"an address begins with http://"))?;
        let address = format!("ws{server}{}?EIO=4&transport=websocket", client::handle::DEFAULT_PATH);
        let mut request = address.into_client_request().map_err(|error| fault(&error))?;
        if let Some(cookie) = cookie {
            request.headers_mut().insert(COOKIE, HeaderValue::from_str(cookie).map_err(|error| fault(&error))?);
        }
        let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER);
        let (socket, _) = connect_async_with_config(request, Some(config), true).await.map_err(|error| fault(&error))?;
        let mut socket = Self(socket);
        socket.send(&Body::Connect(None)).await.ok_or_else(|| fault(&"it ended at once"))?;
        loop {
            match socket.next().await {
                Came::Packet(text) => match packet(&text) {
                    Some(Body::Connect(_)) => return Ok(socket),
                    Some(Body::ConnectError(why)) => return Err(fault(&why)),
                    _ => {}
                },
                Came::Ping(of) => _ = socket.pong(&of).await,
                Came::Nothing => {}
                Came::End => return Err(fault(&"it ended before it was let in")),
            }
        }
    }

    /// What comes next. May be dropped while it waits: nothing is lost by it.
    pub(super) async fn next(&mut self) -> Came {
        let text = match self.0.next().await {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(_)) => return Came::Nothing,
            Some(Err(_)) | None => return Came::End,
        };
        match engine::decode(&text) {
            Ok(Frame::Message(_)) => Came::Packet(text),
            Ok(Frame::Ping(of)) => Came::Ping(of.to_owned()),
            Ok(Frame::Close) | Err(_) => Came::End,
            Ok(_) => Came::Nothing,
        }
    }

    /// Answers a ping; `None`: the connection is gone.
    pub(super) async fn pong(&mut self, of: &str) -> Option<()> {
        self.0.send(Message::text(format!("3{of}"))).await.ok()
    }

    /// Sends a packet; `None`: the connection is gone.
    pub(super) async fn send(&mut self, body: &Body<'_>) -> Option<()> {
        let mut frame = socket::encode(&Packet { namespace: MAIN, body: body.clone() });
        frame.insert(0, MESSAGE);
        self.0.send(Message::text(frame)).await.ok()
    }

    /// Leaves the namespace and closes.
    pub(super) async fn close(mut self) {
        // The server may be gone: then there is nobody to say goodbye to.
        let _ = self.send(&Body::Disconnect).await;
        let _ = self.0.close(None).await;
    }
}

/// What a packet of the main namespace says.
pub(super) fn packet(text: &str) -> Option<Body<'_>> {
    let packet = socket::decode(text.strip_prefix(MESSAGE)?).ok()?;
    (packet.namespace == MAIN).then_some(packet.body)
}
