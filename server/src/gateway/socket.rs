//! One connection: from the handshake to its end.
//!
//! Socket.IO runs each handler as a task of its own, and so does not keep the order of events. Here a handler is a closure that is
//! not async: its body puts the event into the socket's own queue, and one task for each socket works that queue off, in order.

use std::fmt;
use std::sync::{Arc, Mutex, Weak};

use protocol::ErrorCode;
use protocol::error::ErrorBody;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use socketioxide::SocketIo;
use socketioxide::extract::{AckSender, Event, SocketRef, TryData};
use socketioxide::handler::ConnectHandler;
use tokio::sync::{Notify, mpsc};

use super::commands::{self, Answer};
use super::outlet::{SocketOutlet, until_there_is_room};
use super::{Edge, Settings};
use crate::announce::Peer;
use crate::chat::ChatError;
use crate::identity::{Identity, Secret};

/// Refusals that wait for room in a socket's queue out: more than that is nobody who waits for answers.
const MOST_UNSAID: usize = 4_096;

/// An event that waits for its turn. Queues hold boxes: a queue has room for 32 from the beginning, and most sockets are idle.
struct Job {
    event: String,
    payload: Option<Box<RawValue>>,
    reply: ReplyTo,
}

/// The way back to who asked. Sending uses an acknowledgement up even when it fails, so there is a second one to try again with.
struct ReplyTo {
    first: AckSender,
    second: AckSender,
}

/// Refusals for which there was no room, of a socket that sends faster than it reads.
#[derive(Clone, Default)]
struct Unsaid(Arc<Mutex<Vec<AckSender>>>);

/// The first argument of an event, unread: what it should be is known only with the event's name. Further arguments are ignored.
struct Payload(Option<Box<RawValue>>);

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Arguments;
        impl<'de> Visitor<'de> for Arguments {
            type Value = Payload;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the arguments of an event")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut arguments: A) -> Result<Payload, A::Error> {
                let first = arguments.next_element()?;
                while arguments.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Payload(first))
            }
        }
        // A tuple, because that is what the parser hands all arguments to; other types get the first one, and an error when there is none.
        deserializer.deserialize_tuple(1, Arguments)
    }
}

/// What the handshake leaves for the connection.
#[derive(Clone)]
struct Newcomer(Arc<Mutex<Option<Greeted>>>);

/// Who it is, what they send, and what they are still to be told.
type Greeted = (Identity, mpsc::Receiver<Box<Job>>, Unsaid);

/// Where the end of a connection finds its peer. It may come before there is one.
#[derive(Clone, Default)]
struct Lifeline {
    state: Arc<Mutex<Life>>,
    ended: Arc<Notify>,
}

#[derive(Default)]
enum Life {
    #[default]
    Coming,
    Here(Weak<Peer>),
    Gone,
}

/// Why a namespace is refused, as Socket.IO wants it: the text is the error's body as JSON.
pub(super) struct Refused(ErrorBody);

impl Refused {
    pub(super) fn new(error: &ChatError) -> Self {
        Self(error.at_edge("connect"))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(&self.0).map_err(|_| fmt::Error)?)
    }
}

/// Listens on the main namespace.
pub(super) fn listen(io: &SocketIo, edge: Arc<Edge>) {
    let at_door = edge.clone();
    let connect = move |socket: SocketRef| {
        begin(&edge, &socket);
        std::future::ready(())
    };
    let at_door = async move |socket: SocketRef, TryData(auth): TryData<Auth>| greet(&at_door, &socket, auth.unwrap_or_default()).await;
    io.ns("/", connect.with(at_door));
}

/// What a client may say when it connects: an access token, under one of two names. Anything else is not ours.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Auth {
    token: Option<serde_json::Value>,
    access_token: Option<serde_json::Value>,
}

impl Auth {
    /// The access token; what is there and is none is nobody's.
    pub(super) fn secret(&self) -> Option<Secret> {
        let token = self.token.as_ref().or(self.access_token.as_ref())?;
        Some(Secret::from_text(token.as_str().unwrap_or_default()))
    }
}

/// The connect middleware: proves who connects by what the client says or the headers of the handshake, and registers the handlers before the client is told
/// that it is connected. Nothing is done for a stranger before this.
async fn greet(edge: &Arc<Edge>, socket: &SocketRef, auth: Auth) -> Result<(), Refused> {
    let refuse = |error: ChatError| {
        metrics::counter!("suda_connections_refused_total", "code" => error.code().as_str()).increment(1);
        Err(Refused::new(&error))
    };
    let identified = match auth.secret() {
        Some(token) => edge.door.by_token(&token).await,
        None => edge.door.identify(&socket.req_parts().headers).await,
    };
    let identity = match identified {
        Ok(Some(identity)) => identity,
        Ok(None) => return refuse(ChatError::Unauthenticated),
        Err(error) => return refuse(error.into()),
    };
    let Settings { max_sockets, max_commands, .. } = edge.settings;
    if edge.announcer.hub().sockets_of(&identity.person.id) >= max_sockets {
        return refuse(ChatError::Full(format!("a person has at most {max_sockets} connections")));
    }
    let (jobs, queue) = mpsc::channel(max_commands);
    let unsaid = Unsaid::default();
    socket.extensions.insert(Newcomer(Arc::new(Mutex::new(Some((identity, queue, unsaid.clone()))))));
    // One handler for all names: a socket weighs less, and no event is without one.
    socket.on_fallback(move |Event(event): Event, TryData(payload): TryData<Payload>, first: AckSender, second: AckSender| {
        let payload = payload.ok().and_then(|payload| payload.0);
        enqueue(&jobs, &unsaid, Box::new(Job { event, payload, reply: ReplyTo { first, second } }));
        std::future::ready(())
    });
    let lifeline = Lifeline::default();
    socket.extensions.insert(lifeline.clone());
    let edge = edge.clone();
    socket.on_disconnect(move |socket: SocketRef| {
        edge.guard.forget(&socket.id.to_string());
        let last = std::mem::replace(&mut *super::guard::lock(&lifeline.state), Life::Gone);
        if let Life::Here(peer) = last
            && let Some(peer) = peer.upgrade()
        {
            edge.announcer.hub().depart(&peer);
        }
        lifeline.ended.notify_one();
        std::future::ready(())
    });
    metrics::counter!("suda_connections_total").increment(1);
    Ok(())
}

/// The body of every handler: it must not wait, and must be done when it returns.
fn enqueue(jobs: &mpsc::Sender<Box<Job>>, unsaid: &Unsaid, job: Box<Job>) {
    if let Err(refused) = jobs.try_send(job) {
        let (mpsc::error::TrySendError::Full(job) | mpsc::error::TrySendError::Closed(job)) = refused;
        commands::count(commands::label(&job.event), ErrorCode::RateLimited.as_str());
        let ReplyTo { first, second } = job.reply;
        if first.send(&too_many()).is_ok() {
            return;
        }
        // The queue out is full too: the socket's task says it when there is room.
        let mut waiting = super::guard::lock(&unsaid.0);
        if waiting.len() < MOST_UNSAID {
            waiting.push(second);
        } else {
            metrics::counter!("suda_replies_dropped_total").increment(1);
        }
    }
}

fn too_many() -> Answer {
    commands::refusal(ErrorBody { retry_after_ms: Some(1_000), ..ErrorBody::new(ErrorCode::RateLimited, "too many commands are waiting") })
}

/// The client is told that it is connected: the socket gets its task.
fn begin(edge: &Arc<Edge>, socket: &SocketRef) {
    let newcomer = socket.extensions.remove::<Newcomer>().and_then(|newcomer| super::guard::lock(&newcomer.0).take());
    let lifeline = socket.extensions.remove::<Lifeline>();
    let (Some((identity, jobs, unsaid)), Some(lifeline)) = (newcomer, lifeline) else {
        return tracing::error!("a connection without a handshake");
    };
    edge.guard.keep(&socket.id.to_string());
    let peer = Peer::new(identity, Box::new(SocketOutlet(socket.clone())));
    {
        let mut life = super::guard::lock(&lifeline.state);
        if matches!(*life, Life::Gone) {
            return;
        }
        *life = Life::Here(Arc::downgrade(&peer));
    }
    tokio::spawn(work(edge.clone(), socket.clone(), peer, jobs, unsaid, lifeline.ended));
}

/// The socket's task: first it joins what its person hears, then it works off what came, in order. A command that was begun is done to
/// its end, also when the socket goes away meanwhile.
async fn work(edge: Arc<Edge>, socket: SocketRef, peer: Arc<Peer>, mut jobs: mpsc::Receiver<Box<Job>>, unsaid: Unsaid, ended: Arc<Notify>) {
    let hub = edge.announcer.hub();
    // Boxed, here and below: what it needs while it does something, a socket that waits need not carry.
    if let Err(error) = Box::pin(hub.arrive(&peer)).await {
        // It connects again; until then it would hear nothing and believe that nothing was said.
        tracing::warn!(%error, "a socket cannot join its rooms");
        hub.cut(&peer);
    }
    loop {
        let job = tokio::select! {
            biased;
            () = ended.notified() => break,
            job = jobs.recv() => job,
        };
        let Some(job) = job else { break };
        let Job { event, payload, reply } = *job;
        let answer = if peer.has_ended() {
            commands::count(commands::label(&event), ErrorCode::Unauthenticated.as_str());
            commands::refusal(ChatError::Unauthenticated.body())
        } else {
            Box::pin(commands::obey(&edge.chat, &edge.announcer, &peer, &event, payload.as_deref())).await
        };
        deliver(&edge, &socket, &peer, reply, &answer).await;
        // A refusal waits only where commands wait: there is a turn after it.
        for reply in unsaid.take() {
            until_there_is_room(&socket, || !peer.has_ended()).await;
            if reply.send(&too_many()).is_err() {
                metrics::counter!("suda_replies_dropped_total").increment(1);
            }
        }
    }
    hub.depart(&peer);
}

/// Sends a reply. When the queue out is full it waits for room, and takes no further command meanwhile: who does not read does not get
/// more done. A reply that is lost all the same leaves the socket behind, and its client tries again.
async fn deliver(edge: &Edge, socket: &SocketRef, peer: &Arc<Peer>, reply: ReplyTo, answer: &Answer) {
    if reply.first.send(answer).is_ok() {
        return;
    }
    edge.announcer.hub().leave_behind(peer);
    until_there_is_room(socket, || !peer.has_ended()).await;
    if reply.second.send(answer).is_err() {
        metrics::counter!("suda_replies_dropped_total").increment(1);
    }
}

impl Unsaid {
    fn take(&self) -> Vec<AckSender> {
        std::mem::take(&mut super::guard::lock(&self.0))
    }
}
