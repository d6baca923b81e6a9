//! Somebody who signed up: a browser with their cookie, and a connection of our own client.

use std::collections::VecDeque;
use std::net::SocketAddr;

use client::connection::Transports;
use client::{CallError, Client, Incoming, Options, Signal};
use futures::StreamExt as _;
use protocol::messages::{Change, SendMessage, Sent};
use protocol::rooms::{CreateRoom, RoomKind, RoomSummary};
use protocol::session::{Me, Sync};
use protocol::{ClientId, Command, ErrorBody, Event, MessageText, RoomId, RoomName, UserId};
use suda::identity::Secret;
use tokio::sync::Mutex;

use super::{Browser, DEADLINE, PASSWORD, in_time};

/// Somebody.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) me: Me,
    pub(crate) browser: Browser,
    pub(crate) line: Line,
}

/// A connection.
pub(crate) struct Line {
    client: Client,
    incoming: Mutex<Incoming>,
    /// Events that came while others were waited for.
    passed: Mutex<VecDeque<Event>>,
}

impl Person {
    /// Signs up with a form, and connects.
    pub(crate) async fn sign_up(address: SocketAddr, name: &str) -> Self {
        let mut browser = Browser::new(address);
        let answer = browser.post("/sign-up", &[("name", name), ("password", PASSWORD)]).await;
        assert_eq!(answer.leads_to(), "/");
        Self::arrive(browser, name).await
    }

    /// Signs in with a form on a further browser, and connects.
    pub(crate) async fn sign_in(address: SocketAddr, name: &str) -> Self {
        let mut browser = Browser::new(address);
        let answer = browser.post("/sign-in", &[("name", name), ("password", PASSWORD), ("next", "/")]).await;
        assert_eq!(answer.leads_to(), "/");
        Self::arrive(browser, name).await
    }

    async fn arrive(browser: Browser, name: &str) -> Self {
        let line = Line::connect(&browser).await;
        let me = line.call(Sync::default()).await.expect("sync is answered").me;
        Self { name: name.to_owned(), me, browser, line }
    }

    /// Who they are.
    pub(crate) fn id(&self) -> UserId {
        self.me.person.id.clone()
    }

    /// Another connection of the same browser: a second tab.
    pub(crate) async fn second_tab(&self) -> Line {
        Line::connect(&self.browser).await
    }

    /// Sends a command; an outage of the connection fails the test.
    pub(crate) async fn call<C: Command>(&self, command: C) -> Result<C::Reply, ErrorBody> {
        self.line.call(command).await
    }

    /// Makes a private room with these people, and waits until all of their connections hear it.
    pub(crate) async fn room(&self, name: &str, with: &[&Self]) -> RoomSummary {
        let command = CreateRoom {
            client_id: None,
            name: Some(RoomName::new(name).expect("a room's name")),
            kind: RoomKind::Private,
            participants: with.iter().map(|person| person.id()).collect(),
        };
        let room = self.call(command).await.expect("the room is made");
        self.line.has_come("joined_room", |event| matches!(event, Event::JoinedRoom(joined) if joined.room.id == room.id)).await;
        for person in with {
            person.line.has_come("room_invite", |event| matches!(event, Event::RoomInvite(invite) if invite.room.id == room.id)).await;
        }
        room
    }

    /// Says something in a room.
    pub(crate) async fn say(&self, room_id: &RoomId, content: &str) -> Result<Sent, ErrorBody> {
        let client_id = suda::identity::mint_client_id();
        self.call(message(room_id, client_id, content)).await
    }

    /// Waits until somebody says this.
    pub(crate) async fn hears(&mut self, content: &str) {
        self.line.hears(content).await;
    }
}

/// A command that says something.
pub(crate) fn message(room_id: &RoomId, client_id: ClientId, content: &str) -> SendMessage {
    let content = MessageText::new(content).expect("a message");
    SendMessage { room_id: room_id.clone(), client_id, content, reply_to: None }
}

impl Line {
    /// Connects with the cookie of a browser.
    pub(crate) async fn connect(browser: &Browser) -> Self {
        let mut line = Self::start(browser);
        line.connected().await;
        line
    }

    /// Connects by some transports only.
    pub(crate) async fn connect_by(browser: &Browser, transports: Transports) -> Self {
        let mut line = Self::start_by(browser, transports);
        line.connected().await;
        line
    }

    /// Starts to connect.
    pub(crate) fn start(browser: &Browser) -> Self {
        Self::start_by(browser, Transports::Any)
    }

    /// Starts to connect with the token of a session.
    pub(crate) fn start_as(address: SocketAddr, token: &Secret) -> Self {
        let site = format!("http://{address}");
        let mut options = Options::new(&site).with_cookie(format!("suda={}", token.as_str()));
        options.origin = Some(site);
        Self::run(options)
    }

    /// Starts to connect with an access token, as a program does: no cookie, no origin.
    pub(crate) fn start_with(address: SocketAddr, token: &str) -> Self {
        Self::run(Options::new(format!("http://{address}")).with_auth(serde_json::json!({ "token": token }).to_string()))
    }

    fn start_by(browser: &Browser, transports: Transports) -> Self {
        let mut options = Options::new(browser.site()).with_cookie(browser.cookie());
        options.transports = transports;
        options.origin = Some(browser.site());
        Self::run(options)
    }

    fn run(options: Options) -> Self {
        let (client, incoming) = Client::start(options);
        Self { client, incoming: Mutex::new(incoming), passed: Mutex::default() }
    }

    /// Sends a command.
    pub(crate) async fn call<C: Command>(&self, command: C) -> Result<C::Reply, ErrorBody> {
        match self.try_call(command).await {
            Ok(reply) => Ok(reply),
            Err(CallError::Refused(error)) => Err(error),
            Err(error) => panic!("{}: {error}", C::NAME),
        }
    }

    /// Sends a command on a connection that may break.
    pub(crate) async fn try_call<C: Command>(&self, command: C) -> Result<C::Reply, CallError> {
        self.client.call(command, DEADLINE).await
    }

    /// The client itself.
    pub(crate) const fn client(&self) -> &Client {
        &self.client
    }

    /// The next signal.
    pub(crate) async fn signal(&mut self) -> Signal {
        in_time("a signal", self.incoming.get_mut().next()).await.expect("the client runs")
    }

    /// Waits until the connection is up (again); events are kept.
    pub(crate) async fn connected(&mut self) {
        loop {
            match self.signal().await {
                Signal::Connected => return,
                Signal::Event(event) => self.passed.get_mut().push_back(event),
                Signal::Refused(error) => panic!("refused: {error}"),
                Signal::Disconnected { .. } => {}
            }
        }
    }

    /// Waits until the server says that this session may not connect any more.
    pub(crate) async fn refused(&mut self) -> ErrorBody {
        loop {
            if let Signal::Refused(error) = self.signal().await {
                return error;
            }
        }
    }

    /// The first event that is looked for, among those that came and those that come; the others are kept.
    pub(crate) async fn event<T>(&mut self, what: &str, mut is_it: impl FnMut(&Event) -> Option<T>) -> T {
        if let Some(found) = self.kept(&mut is_it) {
            return found;
        }
        let (incoming, passed) = (self.incoming.get_mut(), self.passed.get_mut());
        in_time(what, async {
            loop {
                match incoming.next().await.expect("the client runs") {
                    Signal::Event(event) => match is_it(&event) {
                        Some(found) => return found,
                        None => passed.push_back(event),
                    },
                    Signal::Connected | Signal::Disconnected { .. } => {}
                    Signal::Refused(error) => panic!("refused: {error}"),
                }
            }
        })
        .await
    }

    /// The first such event among those that came while others were waited for.
    pub(crate) fn kept<T>(&mut self, mut is_it: impl FnMut(&Event) -> Option<T>) -> Option<T> {
        let passed = self.passed.get_mut();
        let (index, found) = passed.iter().enumerate().find_map(|(index, event)| Some((index, is_it(event)?)))?;
        passed.remove(index);
        Some(found)
    }

    /// Waits until such an event has come; it is kept, with all that came before it.
    async fn has_come(&self, what: &str, is_it: impl Fn(&Event) -> bool) {
        let (mut incoming, mut passed) = (self.incoming.lock().await, self.passed.lock().await);
        in_time(what, async {
            while !passed.iter().any(&is_it) {
                if let Signal::Event(event) = incoming.next().await.expect("the client runs") {
                    passed.push_back(event);
                }
            }
        })
        .await;
    }

    /// Waits until somebody says this.
    pub(crate) async fn hears(&mut self, content: &str) {
        let says = |event: &Event| match event {
            Event::RoomEvent(entry) => match &entry.change {
                Change::NewMessage { content: said, .. } if said.as_str() == content => Some(()),
                _ => None,
            },
            _ => None,
        };
        self.event(content, says).await;
    }
}
