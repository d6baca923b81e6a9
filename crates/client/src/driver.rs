//! The one loop that feeds the machine: what the program asks, what the links bring, and the clock. The same natively
//! and in the browser; it decides nothing but what to drop when the program does not take its signals.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::channel::{mpsc, oneshot};
use futures::future::{self, Either};
use futures::{StreamExt as _, stream};
use protocol::Event;

use crate::connection::{CallId, Connection, Input, LinkId, Output};
use crate::handle::{Incoming, Options};
use crate::signal::{CallError, Signal};
use crate::transport::{self, Clock, Link, LinkEvent, Sleep};

/// Signals that wait to be taken before typing and presence are dropped.
const MANY_SIGNALS: usize = 2_048;
/// Signals that wait to be taken before the connection is ended.
const MOST_SIGNALS: usize = 4_096;
/// Frames that wait to be sent before what has no reply is dropped.
const MOST_BACKLOG: usize = 64;
/// Frames that came and wait for this loop: more than that stay in the sockets.
const LINK_EVENTS: usize = 64;

pub(crate) type Outcome = Result<String, CallError>;
pub(crate) type Asks = mpsc::UnboundedSender<Ask>;

/// What a handle posts. Its calls are bounded by the handle.
pub(crate) enum Ask {
    Call { name: String, payload: String, deadline_ms: u64, done: oneshot::Sender<Outcome> },
    Say { name: String, payload: String },
    RetryNow,
    Stop,
}

enum Happened {
    Asked(Ask),
    Came(LinkId, LinkEvent),
}

pub(crate) fn start(options: Options) -> (Asks, Incoming) {
    let (asks, asked) = mpsc::unbounded();
    let (signals, taken) = mpsc::unbounded();
    let waiting = Arc::new(AtomicUsize::new(0));
    let incoming = Incoming::new(taken, waiting.clone());
    let (came, comes) = mpsc::channel(LINK_EVENTS);
    let driver = Driver {
        connection: Connection::new(options.auth.clone(), options.transports, options.pace),
        options: Arc::new(options),
        clock: Clock::start(),
        links: Vec::new(),
        came,
        calls: Vec::new(),
        next_call: 0,
        signals,
        waiting,
        alarm: None,
    };
    transport::spawn(driver.run(asked, comes));
    (asks, incoming)
}

struct Driver {
    connection: Connection,
    options: Arc<Options>,
    clock: Clock,
    // One or two.
    links: Vec<(LinkId, Link)>,
    came: mpsc::Sender<(LinkId, LinkEvent)>,
    // At most MAX_IN_FLIGHT.
    calls: Vec<(CallId, oneshot::Sender<Outcome>)>,
    next_call: u64,
    signals: mpsc::UnboundedSender<Signal>,
    waiting: Arc<AtomicUsize>,
    alarm: Option<(u64, Pin<Box<Sleep>>)>,
}

impl Driver {
    async fn run(mut self, asked: mpsc::UnboundedReceiver<Ask>, comes: mpsc::Receiver<(LinkId, LinkEvent)>) {
        // When the last handle is gone, nobody can ask any more.
        let asked = asked.map(Happened::Asked).chain(stream::iter([Happened::Asked(Ask::Stop)]));
        let comes = comes.map(|(link, event)| Happened::Came(link, event));
        let mut happened = stream::select(asked, comes);
        self.step(Input::Start);
        loop {
            let input = match self.until_alarm(happened.next()).await {
                None => Input::Tick,
                Some(Some(Happened::Came(link, LinkEvent::Frame(frame)))) => Input::Received { link, frame },
                Some(Some(Happened::Came(link, LinkEvent::Lost))) => Input::Lost { link },
                Some(Some(Happened::Asked(ask))) => self.asked(ask),
                Some(None) => Input::Stop,
            };
            let stop = input == Input::Stop;
            self.step(input);
            if stop {
                return;
            }
        }
    }

    /// Waits for `next`, but not beyond the machine's deadline: then `None`.
    async fn until_alarm<F: Future + Unpin>(&mut self, next: F) -> Option<F::Output> {
        let Some(at) = self.connection.deadline() else { return Some(next.await) };
        // A timer that rings too early does no harm; a new one for every frame would.
        if self.alarm.as_ref().is_none_or(|(set, _)| *set > at) {
            let ms = at.saturating_sub(self.clock.now());
            self.alarm = Some((at, Box::pin(transport::sleep(ms))));
        }
        let (_, alarm) = self.alarm.as_mut()?;
        match future::select(next, alarm).await {
            Either::Left((output, _)) => Some(output),
            Either::Right(((), _)) => {
                self.alarm = None;
                None
            }
        }
    }

    fn asked(&mut self, ask: Ask) -> Input {
        match ask {
            Ask::Call { name, payload, deadline_ms, done } => {
                let call = CallId(self.next_call);
                self.next_call += 1;
                self.calls.push((call, done));
                Input::Call { call, name, payload, deadline_ms }
            }
            Ask::Say { name, payload } => Input::Say { name, payload },
            Ask::RetryNow => Input::RetryNow,
            Ask::Stop => Input::Stop,
        }
    }

    fn step(&mut self, input: Input) {
        self.connection.handle(self.clock.now(), transport::random(), input);
        while let Some(output) = self.connection.next_output() {
            match output {
                Output::Open { link, transport } => {
                    let opened = transport::open(transport, link, &self.options, self.came.clone());
                    self.links.push((link, opened));
                }
                Output::Send { link, frame, ephemeral } => self.send(link, frame, ephemeral),
                Output::Close { link } => self.links.retain(|(open, _)| *open != link),
                Output::Signal(signal) => self.tell(signal),
                Output::Resolve { call, outcome } => {
                    // Who does not wait for the reply any more has dropped the receiver.
                    if let Some(place) = self.calls.iter().position(|(asked, _)| *asked == call) {
                        let _ = self.calls.swap_remove(place).1.send(outcome);
                    }
                }
            }
        }
    }

    fn send(&self, link: LinkId, frame: String, ephemeral: bool) {
        if let Some((_, link)) =
            self.links.iter().find(|(open, _)| *open == link).filter(|(_, link)| !ephemeral || link.backlog() < MOST_BACKLOG)
        {
            link.send(frame);
        }
    }

    fn tell(&mut self, signal: Signal) {
        let waiting = self.waiting.load(Ordering::Relaxed);
        if let Signal::Event(event) = &signal {
            let ephemeral = matches!(event, Event::Typing(_) | Event::Presence(_));
            if ephemeral && waiting >= MANY_SIGNALS {
                return;
            }
            if waiting >= MOST_SIGNALS {
                return self.connection.handle(self.clock.now(), transport::random(), Input::Behind);
            }
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        if self.signals.unbounded_send(signal).is_err() {
            // Nobody listens: a client that only calls.
            self.waiting.store(0, Ordering::Relaxed);
        }
    }
}
