//! One connection of such a client. It has one task, which does in order what the client asks, and tells in order what is to be told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::i18n::notices::{BAD_NAME, REGISTERED_ALREADY};
use protocol::error::Reply;
use protocol::event::{EventPayload, ReadPayload, read_event};
use protocol::session::Language;
use protocol::{Event, Name};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use socketioxide::SocketIo;
use socketioxide::extract::{AckSender, Event as Called, SocketRef, TryData};
use socketioxide::handler::ConnectHandler;
use tokio::sync::{Notify, mpsc};

use super::super::guard::{Client, Lent, lock};
use super::super::outlet::{SocketOutlet, until_there_is_room};
use super::super::socket::{Auth, Refused};
use super::commands;
use super::events::Teller;
use super::nameless::{NAMELESS_FOR, Nameless};
use super::roster::NAMED;
use super::{NAMESPACE, Reference};
use crate::announce::{Outlet, OutletError, Peer};
use crate::chat::ChatError;
use crate::chat::session::AccountError;
use crate::chat::session::keys::{GuestArrival, LEASE_SECONDS};
use crate::identity::{Identity, Secret};

/// A guest's lease is renewed three times before it ends.
const RENEW: Duration = Duration::from_secs(LEASE_SECONDS.unsigned_abs() / 3);

/// Refusals that wait to be told at most; more than that is nobody who waits for answers.
const MOST_REFUSED: usize = 4_096;

/// What was asked while too much waited already, and what is to be said of it. The data is not kept.
type Refusals = Arc<Mutex<Vec<Job>>>;

/// Something that a client asked for, and the way back for those who want an answer.
struct Job {
    event: String,
    data: Value,
    ack: AckSender,
}

/// What the handshake leaves for the task.
#[derive(Clone)]
struct Newcomer(Arc<Mutex<Option<Coming>>>);

struct Coming {
    /// `None`: nobody yet.
    identity: Option<Identity>,
    /// What proves a guest who comes back.
    token: Secret,
    /// Their place among those who are nobody yet.
    nameless: Option<Nameless>,
    jobs: mpsc::Receiver<Job>,
    refused: Refusals,
    ended: Arc<Notify>,
}

/// What is to be told, as the hub hands it out: the task translates it.
struct Frames {
    events: mpsc::Sender<Event>,
    socket: SocketOutlet,
}

struct Payload<'p>(&'p RawValue);

impl ReadPayload for Payload<'_> {
    type Error = serde_json::Error;

    fn read<T: EventPayload>(self) -> Result<T, Self::Error> {
        serde_json::from_str(self.0.get())
    }
}

impl Outlet for Frames {
    fn emit(&self, event: &'static str, payload: &RawValue) -> Result<(), OutletError> {
        let Some(Ok(event)) = read_event(event, Payload(payload)) else {
            tracing::error!(event, "an event of ours cannot be read");
            return Ok(());
        };
        self.events.try_send(event).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => OutletError::Full,
            mpsc::error::TrySendError::Closed(_) => OutletError::Closed,
        })
    }

    fn cut(&self) -> Result<(), OutletError> {
        self.socket.cut()
    }
}

/// Listens on the namespace.
pub(super) fn listen(io: &SocketIo, reference: Arc<Reference>) {
    let at_door = reference.clone();
    let connect = move |socket: SocketRef| {
        let coming = socket.extensions.remove::<Newcomer>().and_then(|newcomer| lock(&newcomer.0).take());
        if let Some(coming) = coming {
            tokio::spawn(work(reference.clone(), socket, coming));
        } else {
            tracing::error!("a connection without a handshake");
        }
        std::future::ready(())
    };
    let at_door = async move |socket: SocketRef, TryData(auth): TryData<Auth>| greet(&at_door, &socket, auth.unwrap_or_default()).await;
    io.ns(NAMESPACE, connect.with(at_door));
}

/// The connect middleware. Who proves nothing may come in all the same, nameless, where guests are admitted.
async fn greet(reference: &Reference, socket: &SocketRef, auth: Auth) -> Result<(), Refused> {
    let edge = &reference.edge;
    let refuse = |error: ChatError| {
        metrics::counter!("suda_connections_refused_total", "code" => error.code().as_str()).increment(1);
        Err(Refused::new(&error))
    };
    let headers = &socket.req_parts().headers;
    let (identified, must) = match auth.secret() {
        Some(token) => (edge.door.by_token(&token).await, true),
        None => (edge.door.identify(headers).await, false),
    };
    let identity = match identified {
        Ok(None) if must || reference.accounts.guests().is_none() => return refuse(ChatError::Unauthenticated),
        Ok(identity) => identity,
        Err(error) => return refuse(error.into()),
    };
    let max = edge.settings.max_sockets;
    match &identity {
        Some(identity) if edge.announcer.hub().sockets_of(&identity.person.id) >= max => {
            return refuse(ChatError::Full(format!("a person has at most {max} connections")));
        }
        _ => {}
    }
    let client = socket.req_parts().extensions.get::<Client>().copied();
    let nameless = match (&identity, client) {
        (None, Some(client)) => match reference.nameless.take(client.address) {
            Some(nameless) => Some(nameless),
            None => return refuse(ChatError::Full("too many connections are nobody yet".to_owned())),
        },
        _ => None,
    };
    let (sender, jobs) = mpsc::channel(edge.settings.max_commands);
    let refused = Refusals::default();
    let too_much = refused.clone();
    socket.on_fallback(move |Called(event): Called, TryData(data): TryData<Value>, ack: AckSender| {
        enqueue(&sender, &too_much, Job { event, data: data.unwrap_or_default(), ack });
        std::future::ready(())
    });
    let ended = Arc::new(Notify::new());
    let (gone, guard) = (ended.clone(), edge.guard.clone());
    socket.on_disconnect(move |socket: SocketRef| {
        guard.forget(&socket.id.to_string());
        gone.notify_one();
        std::future::ready(())
    });
    // Never a secret that came along and proves nothing: somebody may have planted it.
    let token = socket.req_parts().extensions.get::<Lent>().map_or_else(Secret::mint, |Lent(token)| token.clone());
    let coming = Coming { identity, token, nameless, jobs, refused, ended };
    socket.extensions.insert(Newcomer(Arc::new(Mutex::new(Some(coming)))));
    metrics::counter!("suda_connections_total").increment(1);
    Ok(())
}

/// The body of the handler: it must not wait. A key stroke gives way before anything that is missed.
fn enqueue(jobs: &mpsc::Sender<Job>, refused: &Mutex<Vec<Job>>, job: Job) {
    if job.event == "typing" && jobs.capacity() < jobs.max_capacity() / 2 {
        return;
    }
    let Err(mpsc::error::TrySendError::Full(job)) = jobs.try_send(job) else { return };
    let mut refused = lock(refused);
    if refused.len() < MOST_REFUSED {
        refused.push(Job { data: Value::Null, ..job });
    } else {
        metrics::counter!("suda_replies_dropped_total").increment(1);
    }
}

/// The socket's task.
async fn work(reference: Arc<Reference>, socket: SocketRef, coming: Coming) {
    let Coming { identity, token, nameless, mut jobs, refused, ended } = coming;
    reference.edge.guard.keep(&socket.id.to_string());
    let (sender, mut events) = mpsc::channel(reference.edge.settings.max_waiting);
    let mut line = Line {
        reference: &reference,
        socket: &socket,
        teller: Teller::new(&reference.edge.chat, &reference.roster, &socket),
        sender,
        token,
        peer: None,
        nameless,
        leases: false,
    };
    if let Some(identity) = identity {
        line.enter(identity).await;
    }
    let mut renew = tokio::time::interval(RENEW);
    let long_enough = tokio::time::sleep(NAMELESS_FOR);
    tokio::pin!(long_enough);
    loop {
        tokio::select! {
            biased;
            () = ended.notified() => break,
            () = reference.edge.guard.is_closing() => {
                // Or the socket would keep its namespace, and that the store.
                drop(socket.clone().disconnect());
                break;
            }
            Some(event) = events.recv() => {
                line.hear(event).await;
                if events.is_empty() {
                    line.teller.tell_changed(line.peer.as_deref()).await;
                }
            }
            Some(job) = jobs.recv() => {
                line.obey(job).await;
                // Said where commands are answered: there is a turn after each refusal.
                let refused = std::mem::take(&mut *lock(&refused));
                for job in refused {
                    line.answer(job, Err(ChatError::RateLimited { retry_after_ms: 1_000 })).await;
                }
            }
            _ = renew.tick(), if line.leases => line.renew().await,
            () = &mut long_enough, if line.nameless.is_some() => {
                drop(socket.clone().disconnect());
                break;
            }
        }
    }
    line.leave().await;
}

/// A connection at work.
struct Line<'r> {
    reference: &'r Reference,
    socket: &'r SocketRef,
    teller: Teller<'r>,
    sender: mpsc::Sender<Event>,
    token: Secret,
    /// `None`: nobody yet.
    peer: Option<Arc<Peer>>,
    /// Held while nobody.
    nameless: Option<Nameless>,
    /// Whether a name is leased by this connection: it has not shown its cookie yet.
    leases: bool,
}

impl Line<'_> {
    /// From now on it hears what its person hears.
    async fn enter(&mut self, identity: Identity) {
        let socket = SocketOutlet(self.socket.clone());
        let peer = Peer::new(identity, Box::new(Frames { events: self.sender.clone(), socket }));
        let hub = self.reference.edge.announcer.hub();
        self.peer = Some(peer.clone());
        self.socket.join(NAMED);
        let entered = match Box::pin(hub.arrive(&peer)).await {
            Ok(()) => self.teller.greet(&peer).await,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = entered {
            // It connects again; until then it would hear nothing and believe that nothing was said.
            tracing::warn!(%error, "a socket cannot join its rooms");
            hub.cut(&peer);
        }
        self.reference.roster.touch();
    }

    async fn hear(&mut self, event: Event) {
        let Some(peer) = self.peer.clone() else { return };
        if let Err(error) = Box::pin(self.teller.tell(&peer, event)).await {
            tracing::warn!(%error, "something that happened cannot be told");
            self.reference.edge.announcer.hub().cut(&peer);
        }
    }

    async fn obey(&mut self, job: Job) {
        let done = match (job.event.as_str(), self.peer.clone()) {
            ("register", _) => self.register(&job.data).await,
            (event, Some(peer)) if !peer.has_ended() => Box::pin(commands::obey(self.reference, &peer, event, &job.data)).await,
            _ => Err(ChatError::Unauthenticated),
        };
        self.answer(job, done).await;
    }

    async fn answer(&self, Job { event, data, ack }: Job, done: Result<(), ChatError>) {
        let reply = match done {
            Ok(()) => Reply::Ok(()),
            Err(error) => {
                let body = error.at_edge(commands::label(&event));
                let exception = json!({ "status": "error", "message": body.message, "cause": { "pattern": event, "data": data } });
                self.teller.say("exception", &exception).await;
                Reply::Error(body)
            }
        };
        // Who asked for no acknowledgement gets none.
        until_there_is_room(self.socket, || true).await;
        drop(ack.send(&reply));
    }

    /// The one time that a socket says who it is.
    async fn register(&mut self, data: &Value) -> Result<(), ChatError> {
        let wanted = commands::text(data, "userId")?;
        if let Some(peer) = &self.peer {
            commands::is_oneself(peer, wanted)?;
            self.reference.roster.touch();
            return Ok(());
        }
        let client = self.socket.req_parts().extensions.get::<Client>().copied();
        client.map_or(Ok(()), |client| self.reference.limits.sign_up(client.address))?;
        let now = self.reference.edge.chat.now();
        let arrived = match Name::new(wanted) {
            Ok(name) => {
                let guest = GuestArrival { name, token: self.token.clone(), label: String::new() };
                self.reference.accounts.arrive(guest, now).await
            }
            Err(error) => Err(AccountError::Name(error)),
        };
        match arrived {
            Ok((identity, _)) => {
                self.leases = true;
                self.nameless = None;
                self.enter(identity).await;
                Ok(())
            }
            Err(AccountError::NameTaken) => self.send_away(REGISTERED_ALREADY.say(Language::Ko)).await,
            Err(AccountError::Name(_)) => self.send_away(BAD_NAME.say(Language::Ko)).await,
            Err(AccountError::Store(error)) => Err(error.into()),
            Err(_) => Err(ChatError::NotForGuests),
        }
    }

    /// Says why, and ends the connection.
    async fn send_away(&self, why: &str) -> Result<(), ChatError> {
        self.teller.say("system", &json!({ "content": why })).await;
        if let Err(error) = self.socket.clone().disconnect() {
            tracing::debug!(%error, "a socket is gone");
        }
        Ok(())
    }

    /// The name stays theirs while they are here.
    async fn renew(&self) {
        let Some(peer) = &self.peer else { return };
        let now = self.reference.edge.chat.now();
        if let Err(error) = self.reference.accounts.keep_guest(peer.identity().session, now).await {
            tracing::warn!(%error, "a guest's lease cannot be renewed");
        }
    }

    /// The connection has ended. A name that nobody could come back for is free.
    async fn leave(self) {
        let Some(peer) = self.peer else { return };
        self.reference.edge.announcer.hub().depart(&peer);
        self.reference.roster.touch();
        // Another tab with the same secret keeps the name.
        let lease = peer.identity().session;
        if self.leases && !self.reference.edge.announcer.hub().is_in_use(peer.user_id(), lease) {
            let now = self.reference.edge.chat.now();
            if let Err(error) = self.reference.accounts.release_guest(lease, now).await {
                tracing::warn!(%error, "a guest's name is free only when its lease ends");
            }
        }
    }
}
