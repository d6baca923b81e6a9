//! A connection that listens and counts, as a task of its own.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use client::socket::{self, Body};
use protocol::error::Reply;
use serde_json::value::RawValue;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::{Instant, timeout};

use super::socket::{Came, Socket, packet};

/// What all seats of a scenario have counted together.
#[derive(Debug)]
pub(super) struct Tally {
    began: Instant,
    /// Messages that were heard, those of [`WARM_UP`] not among them.
    pub(super) heard: AtomicU64,
    pub(super) acknowledged: AtomicU64,
    pub(super) refused: AtomicU64,
    /// Seats that have heard a message at all.
    pub(super) awake: AtomicU64,
    changed: Notify,
}

/// In the place of a stamp: this message is not counted.
const WARM_UP: u64 = 0;

impl Tally {
    pub(super) fn new() -> Arc<Self> {
        let zero = AtomicU64::default;
        Arc::new(Self {
            began: Instant::now(),
            heard: zero(),
            acknowledged: zero(),
            refused: zero(),
            awake: zero(),
            changed: Notify::new(),
        })
    }

    fn micros(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX).max(1)
    }

    fn add(&self, to: &AtomicU64) {
        to.fetch_add(1, Ordering::Relaxed);
        self.changed.notify_one();
    }

    /// Waits until something has been counted, as long as it goes on counting: `false` when nothing came for `quiet`.
    pub(super) async fn until(&self, quiet: Duration, is_done: impl Fn() -> bool) -> bool {
        while !is_done() {
            if timeout(quiet, self.changed.notified()).await.is_err() {
                return is_done();
            }
        }
        true
    }
}

/// What one seat measured, in microseconds.
#[derive(Debug, Default)]
pub(super) struct Measured {
    /// From when a message was sent until it was heard here.
    pub(super) deliveries: Vec<u64>,
    /// From when a message was sent from here until it was acknowledged.
    pub(super) acknowledgements: Vec<u64>,
}

enum Order {
    Call { name: &'static str, payload: String, reply: oneshot::Sender<String> },
    Say { room_id: String, client_id: String, counts: bool },
    Leave,
}

enum Waiting {
    Call(oneshot::Sender<String>),
    Said(u64),
    WarmUp,
}

/// The near end of a seat.
pub(super) struct Seat {
    orders: mpsc::UnboundedSender<Order>,
    measured: tokio::task::JoinHandle<Measured>,
}

impl Seat {
    pub(super) fn take(socket: Socket, tally: Arc<Tally>) -> Self {
        let (orders, told) = mpsc::unbounded_channel();
        let sitting = Sitting { socket, tally, next: 0, waiting: HashMap::new(), is_awake: false, measured: Measured::default() };
        Self { orders, measured: tokio::spawn(sitting.sit(told)) }
    }

    /// Sends a command; what was acknowledged, as JSON text.
    pub(super) async fn call(&self, name: &'static str, payload: String) -> Option<String> {
        let (reply, replied) = oneshot::channel();
        self.orders.send(Order::Call { name, payload, reply }).ok()?;
        replied.await.ok()
    }

    /// Says something, now. A seat that is gone does not: its message gets no acknowledgement.
    pub(super) fn say(&self, room_id: &str, client_id: String, counts: bool) {
        let _gone = self.orders.send(Order::Say { room_id: room_id.to_owned(), client_id, counts });
    }

    /// Closes the connection.
    pub(super) async fn leave(self) -> Measured {
        let _gone = self.orders.send(Order::Leave);
        self.measured.await.unwrap_or_default()
    }
}

/// The far end.
struct Sitting {
    socket: Socket,
    tally: Arc<Tally>,
    next: u64,
    waiting: HashMap<u64, Waiting>,
    is_awake: bool,
    measured: Measured,
}

impl Sitting {
    async fn sit(mut self, mut told: mpsc::UnboundedReceiver<Order>) -> Measured {
        loop {
            tokio::select! {
                came = self.socket.next() => match came {
                    Came::Packet(text) => self.came(&text),
                    // Where the connection is gone, the next thing that comes is its end.
                    Came::Ping(of) => _ = self.socket.pong(&of).await,
                    Came::Nothing => {}
                    Came::End => return self.measured,
                },
                order = told.recv() => match order {
                    Some(Order::Call { name, payload, reply }) => self.emit(name, &payload, Waiting::Call(reply)).await,
                    Some(Order::Say { room_id, client_id, counts }) => self.say(&room_id, &client_id, counts).await,
                    Some(Order::Leave) | None => {
                        self.socket.close().await;
                        return self.measured;
                    }
                },
            }
        }
    }

    async fn say(&mut self, room_id: &str, client_id: &str, counts: bool) {
        let stamp = if counts { self.tally.micros() } else { WARM_UP };
        let content = format!("오늘 회의는 3시에 시작합니다, 늦지 마세요. 자료는 미리 올려 두었으니 한번씩 봐 주세요 🙏 @{stamp}@");
        let payload = serde_json::json!({ "roomId": room_id, "clientId": client_id, "content": content }).to_string();
        self.emit("send_message", &payload, if counts { Waiting::Said(stamp) } else { Waiting::WarmUp }).await;
    }

    /// Where the connection is gone, so is the reply: who waits for it sees its sender dropped at the end of the task.
    async fn emit(&mut self, name: &str, payload: &str, waiting: Waiting) {
        let (ack, data) = (self.next, socket::event_data(name, payload));
        self.next += 1;
        self.waiting.insert(ack, waiting);
        let _gone = self.socket.send(&Body::Event { ack: Some(ack), data: &data }).await;
    }

    fn came(&mut self, text: &str) {
        match packet(text) {
            // Not parsed: thousands of these come in a second, and all that matters is the stamp.
            Some(Body::Event { data, .. }) if data.starts_with("[\"room_event\",") => self.heard(data),
            Some(Body::Ack { id, data }) => self.answered(id, data),
            _ => {}
        }
    }

    fn heard(&mut self, data: &str) {
        let Some(stamp) = data.split('@').nth(1).and_then(|stamp| stamp.parse().ok()) else { return };
        if !self.is_awake {
            self.is_awake = true;
            self.tally.add(&self.tally.awake);
        }
        if stamp != WARM_UP {
            self.measured.deliveries.push(self.tally.micros().saturating_sub(stamp));
            self.tally.add(&self.tally.heard);
        }
    }

    fn answered(&mut self, id: u64, data: &str) {
        let Some(waiting) = self.waiting.remove(&id) else { return };
        let reply = socket::first(data).unwrap_or("null");
        match waiting {
            // Who asked may have given up.
            Waiting::Call(call) => drop(call.send(reply.to_owned())),
            Waiting::WarmUp => {}
            Waiting::Said(stamp) => {
                let is_ok = matches!(serde_json::from_str::<Reply<&RawValue>>(reply), Ok(Reply::Ok(_)));
                if is_ok {
                    self.measured.acknowledgements.push(self.tally.micros().saturating_sub(stamp));
                }
                self.tally.add(if is_ok { &self.tally.acknowledged } else { &self.tally.refused });
            }
        }
    }
}
