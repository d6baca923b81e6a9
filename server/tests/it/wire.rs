//! Bare frames, for what a well-behaved client never sends, and for what it hides.

use std::net::SocketAddr;

use futures::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::Response;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::support::in_time;

/// A websocket that speaks frames of Engine.IO.
pub(crate) struct Wire {
    socket: WebSocketStream<TcpStream>,
}

/// Opens a websocket with these headers; the error is what the server answered instead.
pub(crate) async fn open(address: SocketAddr, query: &str, headers: &[(&'static str, &str)]) -> Result<Wire, Error> {
    open_on(TcpSocket::new_v4().expect("a socket"), address, query, headers).await
}

/// The same, with the cookie that the handshake sets, if it does.
pub(crate) async fn open_and_cookie(address: SocketAddr, query: &str, headers: &[(&'static str, &str)]) -> (Wire, String) {
    let (wire, answer) = shake_hands(TcpSocket::new_v4().expect("a socket"), address, query, headers).await.expect("a websocket");
    let cookie = answer.headers().get("set-cookie").map_or("", |cookie| cookie.to_str().expect("ASCII"));
    (wire, cookie.split(';').next().unwrap_or_default().to_owned())
}

/// The same on a socket that was prepared.
pub(crate) async fn open_on(tcp: TcpSocket, address: SocketAddr, query: &str, headers: &[(&'static str, &str)]) -> Result<Wire, Error> {
    Ok(shake_hands(tcp, address, query, headers).await?.0)
}

async fn shake_hands(
    tcp: TcpSocket,
    address: SocketAddr,
    query: &str,
    headers: &[(&'static str, &str)],
) -> Result<(Wire, Response<Option<Vec<u8>>>), Error> {
    let uri = format!("ws://{address}/chat/ws/?EIO=4&transport=websocket{query}");
    let mut request = uri.into_client_request().expect("a request");
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().expect("a value"));
    }
    let stream = in_time("a connection", tcp.connect(address)).await.expect("the server listens");
    let (socket, response) = in_time("a websocket", client_async(request, stream)).await?;
    Ok((Wire { socket }, response))
}

impl Wire {
    /// Opens a websocket and the namespace with this cookie.
    pub(crate) async fn connect(address: SocketAddr, cookie: &str) -> Self {
        Self::connect_on(TcpSocket::new_v4().expect("a socket"), address, cookie).await
    }

    /// The same on a socket that was prepared.
    pub(crate) async fn connect_on(tcp: TcpSocket, address: SocketAddr, cookie: &str) -> Self {
        let mut wire = open_on(tcp, address, "", &[("cookie", cookie)]).await.expect("a websocket");
        assert!(wire.next().await.expect("a handshake").starts_with("0{"));
        wire.send("40").await;
        let answer = wire.next().await.expect("an answer");
        assert!(answer.starts_with("40{"), "{answer}");
        wire
    }

    /// Sends a frame. Whether the server still takes it, what comes back says.
    pub(crate) async fn send(&mut self, frame: &str) {
        let sent = self.socket.send(Message::text(frame)).await;
        drop(sent);
    }

    /// Sends many frames at once.
    pub(crate) async fn send_all(&mut self, frames: impl IntoIterator<Item = String>) {
        for frame in frames {
            self.socket.feed(Message::text(frame)).await.expect("the server takes it");
        }
        self.socket.flush().await.expect("the server takes it");
    }

    /// The next frame but pings, which it answers; `None` when the server has closed.
    pub(crate) async fn next(&mut self) -> Option<String> {
        loop {
            let frame = in_time("a frame", self.socket.next()).await?.ok()?;
            match frame {
                Message::Text(text) if text.as_str() == "2" => self.send("3").await,
                Message::Text(text) => return Some(text.to_string()),
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }

    /// Waits for the next ping, and answers it.
    pub(crate) async fn pinged(&mut self) {
        loop {
            match in_time("a ping", self.socket.next()).await {
                Some(Ok(Message::Text(text))) if text.as_str() == "2" => return self.send("3").await,
                Some(Ok(_)) => {}
                ended => panic!("no ping: {ended:?}"),
            }
        }
    }

    /// The payload of the acknowledgement of this number; what comes before it is skipped.
    pub(crate) async fn ack(&mut self, number: u32) -> Option<serde_json::Value> {
        let head = format!("43{number}");
        loop {
            let frame = self.next().await?;
            if let Some(data) = frame.strip_prefix(&head).filter(|data| data.starts_with('[')) {
                let mut arguments: Vec<serde_json::Value> = serde_json::from_str(data).expect("JSON");
                return Some(arguments.remove(0));
            }
        }
    }
}

/// A command as a frame that asks for an acknowledgement.
pub(crate) fn command(number: u32, name: &str, payload: &serde_json::Value) -> String {
    format!("42{number}{}", serde_json::json!([name, payload]))
}
