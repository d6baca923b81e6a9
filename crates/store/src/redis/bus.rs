//! The bus of a fleet: Redis publish/subscribe, with a channel for each room and each person that this replica has sockets for. On a
//! Cluster the channels are sharded: a message goes to the node that holds its room, and to nobody else.
//!
//! One task publishes: what Redis has not taken is sent again, in order, until it has. Another listens, on a connection of its own: when
//! that was away it subscribes to everything again, and then says that something may be lost; on a Cluster once more a moment later.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use redis::{FromRedisValue, PushInfo, PushKind};
use tokio::sync::{mpsc, oneshot};
use tokio::time::MissedTickBehavior;

use super::keys::Keys;
use super::link::{Address, DEADLINE, Link};
use super::{AddressError, Redis};
use crate::bus::{Bus, CAPACITY, Handover, Heard, Message, Signal, Signals, Topic};
use crate::{StoreError, StoreResult};

/// Messages that are published in one round trip.
const BATCH: usize = 256;
/// Channels that are subscribed to in one command.
const CHANNELS: usize = 500;
/// How often the listening connection is asked whether it is still there.
const ASK_EVERY: Duration = Duration::from_secs(2);
/// Between tries while Redis is away.
const PAUSE: Duration = Duration::from_millis(100);

/// The bus of one replica.
pub struct RedisBus {
    keys: Keys,
    outgoing: mpsc::Sender<Outgoing>,
    /// Something did not even fit into the queue.
    overflowed: Arc<AtomicBool>,
    asks: mpsc::Sender<Ask>,
}

struct Outgoing {
    channel: String,
    payload: String,
    told: oneshot::Sender<()>,
}

enum Ask {
    Subscribe(Vec<String>, oneshot::Sender<StoreResult<()>>),
    Unsubscribe(Vec<String>),
}

impl RedisBus {
    /// A bus beside this store, and what its replica hears. Must be called inside a runtime.
    pub fn start(store: &Redis, address: &Address) -> Result<(Arc<Self>, Signals), AddressError> {
        let keys = store.keys.clone();
        let (outgoing, queue) = mpsc::channel(CAPACITY);
        let (asks, asked) = mpsc::channel(1_024);
        let (heard, signals) = Heard::new(CAPACITY);
        let overflowed = Arc::new(AtomicBool::new(false));
        let (sender, pushes) = mpsc::unbounded_channel();
        let link = Link::hearing(address, sender)?;
        let ear = Ear { link, keys: keys.clone(), channels: HashSet::from([keys.everybody()]), heard };
        tokio::spawn(publish(store.link.clone(), keys.clone(), queue, overflowed.clone()));
        tokio::spawn(ear.listen(pushes, asked));
        Ok((Arc::new(Self { keys, outgoing, overflowed, asks }), signals))
    }
}

#[async_trait]
impl Bus for RedisBus {
    fn publish(&self, message: Message) -> Handover {
        let (told, until) = oneshot::channel();
        // A head is JSON on one line, so the first line break ends it.
        let payload = format!("{}\n{}", message.head, message.frame);
        let outgoing = Outgoing { channel: self.keys.channel(&message.topic), payload, told };
        if self.outgoing.try_send(outgoing).is_err() {
            self.overflowed.store(true, Ordering::Release);
        }
        Handover::until(until)
    }

    async fn subscribe(&self, topics: &[Topic]) -> StoreResult<()> {
        let channels = topics.iter().map(|topic| self.keys.channel(topic)).collect();
        let (done, answer) = oneshot::channel();
        let gone = || StoreError::Unavailable("the bus has stopped".into());
        self.asks.send(Ask::Subscribe(channels, done)).await.map_err(|_| gone())?;
        match tokio::time::timeout(DEADLINE, answer).await {
            Ok(answer) => answer.map_err(|_| gone())?,
            Err(_) => Err(StoreError::Unavailable("the bus takes too long".into())),
        }
    }

    async fn unsubscribe(&self, topics: &[Topic]) {
        let channels = topics.iter().map(|topic| self.keys.channel(topic)).collect();
        if self.asks.send(Ask::Unsubscribe(channels)).await.is_err() {
            tracing::debug!("the bus has stopped already");
        }
    }
}

/// Publishes what waits, as often as it takes. What one part of a Cluster does not take holds up nobody else's.
async fn publish(link: Link, keys: Keys, mut queue: mpsc::Receiver<Outgoing>, overflowed: Arc<AtomicBool>) {
    let mut waiting: Vec<Outgoing> = Vec::with_capacity(BATCH);
    let mut said = false;
    loop {
        if waiting.is_empty() {
            if queue.recv_many(&mut waiting, BATCH).await == 0 {
                return;
            }
        } else {
            tokio::time::sleep(PAUSE).await;
            while let Ok(fresh) = queue.try_recv() {
                waiting.push(fresh);
            }
            if waiting.len() > CAPACITY {
                waiting.drain(..waiting.len() - CAPACITY);
                overflowed.store(true, Ordering::Release);
            }
        }
        if overflowed.swap(false, Ordering::AcqRel) {
            // Whoever would have heard what did not fit must look for it.
            let (told, _nobody_waits) = oneshot::channel();
            waiting.push(Outgoing { channel: keys.everybody(), payload: String::new(), told });
        }
        let commands: Vec<redis::Cmd> = waiting.iter().map(|message| link.publish(&message.channel, &message.payload)).collect();
        let answers = link.try_all::<i64>(&commands).await;
        let fault = answers.iter().find_map(|answer| answer.as_ref().err().map(ToString::to_string));
        // What was taken although its answer was lost is said again: everybody drops what they have.
        let mut taken = answers.into_iter().map(|answer| answer.is_ok());
        for message in waiting.extract_if(.., |_| taken.next().unwrap_or(false)) {
            let _nobody_waits = message.told.send(());
        }
        if let Some(fault) = &fault
            && !said
        {
            tracing::warn!(fault, waiting = waiting.len(), "the bus cannot publish; it goes on trying");
        }
        said = fault.is_some();
    }
}

/// What listens.
struct Ear {
    link: Link,
    keys: Keys,
    /// What should be heard.
    channels: HashSet<String>,
    heard: Heard,
}

impl Ear {
    async fn listen(mut self, mut pushes: mpsc::UnboundedReceiver<PushInfo>, mut asked: mpsc::Receiver<Ask>) {
        let mut ticks = tokio::time::interval(ASK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The first thing to do is what is done after an interruption, too.
        let mut away = true;
        // While it learns where the slots are, the client of a Cluster may connect to a node twice, and drop the connection that was
        // subscribed with: nothing says so. What is subscribed to once it knows them stays.
        let mut doubt = false;
        loop {
            if away {
                away = !self.come_back(&mut pushes).await;
                doubt = self.link.is_cluster();
                ticks.reset();
            }
            tokio::select! {
                push = pushes.recv() => match push {
                    Some(push) => away |= self.take(push),
                    None => return,
                },
                ask = asked.recv() => match ask {
                    Some(ask) => self.obey(ask).await,
                    None => return,
                },
                _ = ticks.tick(), if !away => {
                    away = if std::mem::take(&mut doubt) {
                        !self.come_back(&mut pushes).await
                    } else {
                        self.link.ask::<redis::Value>(&redis::cmd("PING")).await.is_err()
                    };
                }
                () = tokio::time::sleep(PAUSE), if away => {}
            }
        }
    }

    /// Subscribes to everything again, and says that something may be lost. `false`: not yet.
    async fn come_back(&mut self, pushes: &mut mpsc::UnboundedReceiver<PushInfo>) -> bool {
        // Whatever is waiting was said before, or says again what is known.
        while let Ok(push) = pushes.try_recv() {
            self.take(push);
        }
        let channels: Vec<String> = self.channels.iter().cloned().collect();
        for some in channels.chunks(CHANNELS) {
            if let Err(error) = self.link.subscribe(some.to_vec()).await {
                tracing::debug!(%error, "the bus is away");
                return false;
            }
        }
        tracing::info!(channels = channels.len(), "the bus is there");
        self.heard.hear(Signal::Lost);
        true
    }

    /// What Redis says; `true`: something may be missed from now on.
    fn take(&self, push: PushInfo) -> bool {
        match push.kind {
            PushKind::Disconnection => true,
            PushKind::Message | PushKind::SMessage => {
                self.hear(push.data);
                false
            }
            // Not asked for: its slot has moved to another node.
            PushKind::SUnsubscribe => {
                let channel = push.data.into_iter().next().and_then(|channel| String::from_redis_value(channel).ok());
                channel.is_some_and(|channel| self.channels.contains(&channel))
            }
            _ => false,
        }
    }

    fn hear(&self, data: Vec<redis::Value>) {
        let mut data = data.into_iter().map(String::from_redis_value);
        let (Some(Ok(channel)), Some(Ok(payload))) = (data.next(), data.next()) else {
            return tracing::error!("a message of the bus is no text");
        };
        if channel == self.keys.everybody() {
            return self.heard.hear(Signal::Lost);
        }
        let Some((topic, (head, frame))) = self.keys.topic(&channel).zip(payload.split_once('\n')) else {
            return tracing::error!(channel, "a message of the bus is not one of ours");
        };
        self.heard.hear(Signal::Message(Message { topic, head: head.into(), frame: frame.into() }));
    }

    async fn obey(&mut self, ask: Ask) {
        match ask {
            Ask::Subscribe(channels, done) => {
                let fresh: Vec<String> = channels.into_iter().filter(|channel| !self.channels.contains(channel)).collect();
                // Before the answer: an interruption meanwhile subscribes to these, too.
                self.channels.extend(fresh.iter().cloned());
                let mut answer = Ok(());
                for some in fresh.chunks(CHANNELS) {
                    if let Err(error) = self.link.subscribe(some.to_vec()).await {
                        answer = Err(StoreError::Unavailable(format!("the bus is away: {error}")));
                        break;
                    }
                }
                if answer.is_err() {
                    for channel in &fresh {
                        self.channels.remove(channel);
                    }
                }
                // Who asked may have given up.
                drop(done.send(answer));
            }
            Ask::Unsubscribe(channels) => {
                let heard: Vec<String> = channels.into_iter().filter(|channel| self.channels.remove(channel)).collect();
                for some in heard.chunks(CHANNELS) {
                    if let Err(error) = self.link.unsubscribe(some.to_vec()).await {
                        tracing::debug!(%error, "the bus is away, and so are these channels");
                    }
                }
            }
        }
    }
}
