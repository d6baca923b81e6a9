//! The machine that keeps one connection up: a function of what happened, when, and a random number.
//!
//! It owns the calls that wait for a reply, the session that carries them, and the decision when to try again and by
//! which transport. It does no input or output: [`Connection::handle`] takes what happened, [`Connection::next_output`]
//! gives what is to be done, [`Connection::deadline`] says when to come back with [`Input::Tick`] at the latest.
//!
//! There is at most one *main* session. While that one is on long polling, a second one may be under way to see
//! whether a websocket can be opened by now (the *probe*); when it has joined and no call is in flight, it becomes the
//! main one. That is a session of its own rather than Engine.IO's upgrade of the first: nothing has to be paused, and
//! [`Signal::Connected`] makes the program fetch what fell between the two.

mod pace;
mod session;
mod step;

use std::collections::VecDeque;

use protocol::event::{EventPayload, ReadPayload, read_event};
use protocol::{ErrorBody, ErrorCode};

pub(crate) use pace::spread;
pub use pace::{PATIENT_AFTER, Pace, Transports};
use session::{News, Session, message};
pub use step::{CallId, Input, LinkId, Output, Transport};

use crate::engine;
use crate::json;
use crate::signal::{CallError, Reason, Signal};
use crate::socket::{self, Body, MAIN, Packet};

/// Most calls that wait for a reply at one time.
pub const MAX_IN_FLIGHT: usize = 1_024;
/// The longest packet that is sent, in bytes: what a server of Suda takes. Less where the server says so.
pub const MAX_PACKET: usize = 64 * 1_024;

/// What is to happen next where there is no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Idle {
    /// Not yet started, refused, or stopped: nothing happens by itself.
    Halted,
    /// The next try.
    RetryAt(u64),
}

struct Waiting {
    ack: u64,
    call: CallId,
    until: u64,
}

/// One connection, kept up.
pub struct Connection {
    auth: Option<String>,
    transports: Transports,
    pace: Pace,
    main: Option<Session>,
    probe: Option<Session>,
    idle: Idle,
    stopped: bool,
    /// What worked last.
    prefer: Transport,
    /// Whether the other transport was already tried in this attempt.
    fell_back: bool,
    tries: u32,
    joined_at: u64,
    probe_at: u64,
    probes_failed: u32,
    links: u64,
    acks: u64,
    // At most MAX_IN_FLIGHT, oldest first.
    waiting: Vec<Waiting>,
    outputs: VecDeque<Output>,
}

impl Connection {
    /// A connection that does nothing before [`Input::Start`]. `auth`: the payload of CONNECT, as JSON text.
    pub fn new(auth: Option<String>, transports: Transports, pace: Pace) -> Self {
        let prefer = if transports == Transports::PollingOnly { Transport::Polling } else { Transport::Websocket };
        Self {
            auth,
            transports,
            pace,
            main: None,
            probe: None,
            idle: Idle::Halted,
            stopped: false,
            prefer,
            fell_back: false,
            tries: 0,
            joined_at: 0,
            probe_at: 0,
            probes_failed: 0,
            links: 0,
            acks: 0,
            waiting: Vec::new(),
            outputs: VecDeque::new(),
        }
    }

    /// Takes in what happened at `now`, in milliseconds on a clock that does not go back.
    pub fn handle(&mut self, now: u64, random: u32, input: Input) {
        match input {
            Input::Start => self.dial(now),
            Input::Call { call, name, payload, deadline_ms } => self.call(now, call, &name, &payload, deadline_ms),
            Input::Say { name, payload } => self.say(&name, &payload),
            Input::RetryNow => self.retry_now(now, random),
            Input::Behind => self.lose(now, random, Reason::Behind, true),
            Input::Stop => self.stop(),
            Input::Received { link, frame } => self.received(now, random, link, &frame),
            Input::Lost { link } => self.lost(now, random, link),
            Input::Tick => {}
        }
        self.look_at_the_clock(now, random);
        self.promote(now);
    }

    /// The next thing to be done. Ask until `None` after each [`Connection::handle`].
    pub fn next_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to call with [`Input::Tick`] at the latest; `None`: nothing happens by itself.
    pub fn deadline(&self) -> Option<u64> {
        let sessions = [&self.main, &self.probe].into_iter().flatten().map(Session::deadline);
        let calls = self.waiting.iter().map(|waiting| waiting.until);
        let retry = match (&self.main, self.idle) {
            (None, Idle::RetryAt(at)) => Some(at),
            _ => None,
        };
        sessions.chain(calls).chain(retry).chain(self.may_probe().then_some(self.probe_at)).min()
    }

    /// Whether commands go through.
    pub fn is_connected(&self) -> bool {
        self.main.as_ref().is_some_and(|main| main.joined)
    }

    /// What carries the frames while connected.
    pub fn transport(&self) -> Option<Transport> {
        self.main.as_ref().filter(|main| main.joined).map(|main| main.transport)
    }

    fn call(&mut self, now: u64, call: CallId, name: &str, payload: &str, deadline_ms: u64) {
        let fail = |error| Output::Resolve { call, outcome: Err(error) };
        let Some(main) = self.main.as_ref().filter(|main| main.joined) else {
            return self.outputs.push_back(fail(CallError::Disconnected));
        };
        if self.waiting.len() >= MAX_IN_FLIGHT {
            return self.outputs.push_back(fail(CallError::Busy));
        }
        let frame = event_frame(Some(self.acks), name, payload);
        if frame.len() > main.engine.max_payload().map_or(MAX_PACKET, |most| most.min(MAX_PACKET)) {
            return self.outputs.push_back(fail(CallError::TooLarge));
        }
        self.waiting.push(Waiting { ack: self.acks, call, until: now.saturating_add(deadline_ms) });
        // Never the same number twice, so that a reply that comes after its deadline meets no other call.
        self.acks += 1;
        self.outputs.push_back(Output::Send { link: main.link, frame, ephemeral: false });
    }

    fn say(&mut self, name: &str, payload: &str) {
        let Some(main) = self.main.as_ref().filter(|main| main.joined) else { return };
        let frame = event_frame(None, name, payload);
        if frame.len() <= MAX_PACKET {
            self.outputs.push_back(Output::Send { link: main.link, frame, ephemeral: true });
        }
    }

    fn retry_now(&mut self, now: u64, random: u32) {
        if self.stopped {
            return;
        }
        // After sleep the clock may know more than the timer did.
        self.look_at_the_clock(now, random);
        if self.main.is_none() {
            self.dial(now);
        }
    }

    fn stop(&mut self) {
        self.stopped = true;
        self.idle = Idle::Halted;
        self.fail_calls();
        for session in [self.main.take(), self.probe.take()].into_iter().flatten() {
            self.close(&session, true);
        }
    }

    /// Begins an attempt with what worked last.
    fn dial(&mut self, now: u64) {
        self.fell_back = false;
        self.main = Some(self.open(now, self.prefer));
    }

    fn open(&mut self, now: u64, transport: Transport) -> Session {
        let link = LinkId(self.links);
        self.links += 1;
        self.outputs.push_back(Output::Open { link, transport });
        Session::new(link, transport, now, self.pace.open_ms)
    }

    fn close(&mut self, session: &Session, polite: bool) {
        if polite && session.engine.is_open() {
            self.outputs.push_back(Output::Send { link: session.link, frame: engine::CLOSE.into(), ephemeral: false });
        }
        self.outputs.push_back(Output::Close { link: session.link });
    }

    fn received(&mut self, now: u64, random: u32, link: LinkId, frame: &str) {
        let is_main = self.main.as_ref().is_some_and(|main| main.link == link);
        let session = if is_main { self.main.as_mut() } else { self.probe.as_mut().filter(|probe| probe.link == link) };
        let Some(session) = session else { return };
        match session.receive(now, frame, self.auth.as_deref()) {
            News::Answer(frame) => self.outputs.push_back(Output::Send { link, frame, ephemeral: false }),
            // The probe's replies and events are not heard: until it is the main session, the other one has them too.
            News::Joined if is_main => self.joined(now),
            News::Ack(id, data) if is_main => self.acknowledged(id, data),
            News::Event(data) if is_main => self.event(data),
            News::Nothing | News::Joined | News::Ack(..) | News::Event(_) => {}
            News::Refused(_) | News::Ended | News::Malformed(_) if !is_main => self.drop_probe(now, true),
            News::Refused(error) => self.refused(now, random, error),
            News::Ended => self.lose(now, random, Reason::Ended, true),
            News::Malformed(what) => self.lose(now, random, Reason::Malformed(what.into()), true),
        }
    }

    fn joined(&mut self, now: u64) {
        let Some(main) = &self.main else { return };
        self.prefer = main.transport;
        self.joined_at = now;
        self.probe_at = now + self.pace.probe(self.probes_failed);
        self.outputs.push_back(Output::Signal(Signal::Connected));
    }

    fn acknowledged(&mut self, id: u64, data: Option<&str>) {
        // Not waiting any more: the reply comes after its deadline.
        let Some(place) = self.waiting.iter().position(|waiting| waiting.ack == id) else { return };
        let waiting = self.waiting.remove(place);
        let outcome = match data.map(socket::first) {
            Some(Ok(text)) => Ok(text.to_owned()),
            Some(Err(fault)) => Err(CallError::Malformed(fault.0.into())),
            None => Err(CallError::Malformed("a reply with attachments".into())),
        };
        self.outputs.push_back(Output::Resolve { call: waiting.call, outcome });
    }

    /// An event that cannot be read, or whose name is not known, is skipped: a newer server may say more than we
    /// understand, and what matters of it shows as a hole in the timeline.
    fn event(&mut self, data: &str) {
        let Ok((name, payload)) = socket::event(data) else { return };
        if let Some(Ok(event)) = read_event(&name, Json(payload.unwrap_or("null"))) {
            self.outputs.push_back(Output::Signal(Signal::Event(event)));
        }
    }

    fn refused(&mut self, now: u64, random: u32, error: ErrorBody) {
        if error.code == ErrorCode::Unauthenticated {
            self.fail_calls();
            if let Some(session) = self.main.take() {
                self.close(&session, true);
            }
            self.idle = Idle::Halted;
            self.drop_probe(now, false);
            self.outputs.push_back(Output::Signal(Signal::Refused(error)));
        } else {
            self.lose(now, random, Reason::Refused(error), true);
        }
    }

    fn lost(&mut self, now: u64, random: u32, link: LinkId) {
        if self.probe.as_ref().is_some_and(|probe| probe.link == link) {
            self.drop_probe(now, true);
        } else if let Some(main) = self.main.as_ref().filter(|main| main.link == link) {
            let reason = if main.engine.is_open() { Reason::Lost } else { Reason::Unreachable };
            self.lose(now, random, reason, false);
        }
    }

    /// The main session is over, or could not be opened: the other transport, the probe, or a delay.
    fn lose(&mut self, now: u64, random: u32, reason: Reason, polite: bool) {
        let Some(session) = self.main.take() else { return };
        self.close(&session, polite);
        self.fail_calls();
        if reason == Reason::Unreachable && self.transports == Transports::Any && !self.fell_back {
            self.fell_back = true;
            let other = match session.transport {
                Transport::Websocket => Transport::Polling,
                Transport::Polling => Transport::Websocket,
            };
            self.main = Some(self.open(now, other));
            return;
        }
        if session.joined {
            if self.probe.as_ref().is_some_and(|probe| probe.joined) {
                return;
            }
            // A server that lets us in and drops us at once is not tried as if it were well.
            if now.saturating_sub(self.joined_at) >= u64::from(self.pace.last_retry_ms) {
                self.tries = 0;
            }
        }
        self.drop_probe(now, false);
        let asked = if let Reason::Refused(error) = &reason { error.retry_after_ms.unwrap_or(0) } else { 0 };
        let retry_in_ms = self.pace.delay(self.tries, random).max(asked);
        self.tries += 1;
        self.idle = Idle::RetryAt(now + u64::from(retry_in_ms));
        self.outputs.push_back(Output::Signal(Signal::Disconnected { reason, retry_in_ms }));
    }

    fn fail_calls(&mut self) {
        for waiting in std::mem::take(&mut self.waiting) {
            self.outputs.push_back(Output::Resolve { call: waiting.call, outcome: Err(CallError::Disconnected) });
        }
    }

    fn look_at_the_clock(&mut self, now: u64, random: u32) {
        for waiting in self.waiting.extract_if(.., |waiting| waiting.until <= now) {
            self.outputs.push_back(Output::Resolve { call: waiting.call, outcome: Err(CallError::TimedOut) });
        }
        if self.probe.as_ref().is_some_and(|probe| probe.deadline() <= now) {
            self.drop_probe(now, true);
        }
        if let Some(main) = self.main.as_ref().filter(|main| main.deadline() <= now) {
            let reason = if main.engine.is_open() { Reason::Silent } else { Reason::Unreachable };
            self.lose(now, random, reason, false);
        }
        match self.idle {
            Idle::RetryAt(at) if self.main.is_none() && at <= now && !self.stopped => {
                self.idle = Idle::Halted;
                self.dial(now);
            }
            _ => {}
        }
        if self.may_probe() && self.probe_at <= now {
            self.probe = Some(self.open(now, Transport::Websocket));
        }
    }

    fn may_probe(&self) -> bool {
        self.transports == Transports::Any && self.probe.is_none() && self.transport() == Some(Transport::Polling)
    }

    fn drop_probe(&mut self, now: u64, failed: bool) {
        let Some(probe) = self.probe.take() else { return };
        self.close(&probe, true);
        self.probes_failed += u32::from(failed);
        self.probe_at = now + self.pace.probe(self.probes_failed);
    }

    /// Makes the probe the main session once it has joined and nothing is in flight on the other one.
    fn promote(&mut self, now: u64) {
        if !self.waiting.is_empty() || !self.probe.as_ref().is_some_and(|probe| probe.joined) {
            return;
        }
        if let Some(old) = self.main.take() {
            self.close(&old, true);
        }
        self.main = self.probe.take();
        self.probes_failed = 0;
        self.joined(now);
    }
}

fn event_frame(ack: Option<u64>, name: &str, payload: &str) -> String {
    let data = socket::event_data(name, payload);
    message(&Packet { namespace: MAIN, body: Body::Event { ack, data: &data } })
}

struct Json<'a>(&'a str);

impl ReadPayload for Json<'_> {
    type Error = json::Malformed;

    fn read<T: EventPayload>(self) -> Result<T, Self::Error> {
        json::read(self.0)
    }
}
