//! Whether Redis has written what it answered.
//!
//! With `appendfsync everysec` Redis answers before it writes, for as long as an `fsync` of what was before is under way: up to two
//! seconds on a busy disk. Killed in that moment it loses what it has acknowledged. But it writes before it answers as soon as no
//! `fsync` is under way, so an `INFO` that says so, asked after a change was answered, is answered after that change was written (to the
//! system, which survives the death of the process). All changes that wait share one question. The answer must come from the process
//! that answered the change: one that was started meanwhile knows nothing of it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use redis::{FromRedisValue, Value};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::link::{DEADLINE, Link};
use crate::{StoreError, StoreResult};

/// Changes that wait at most; more wait for a place.
const QUEUE: usize = 4_096;
/// Between two questions while an `fsync` is under way, which takes milliseconds.
const ASK_AGAIN: Duration = Duration::from_millis(1);

/// A question that is not answered in this time is asked anew: the client of a Cluster loses one now and then, when it changes its
/// connections, and everybody who waits would be told that nothing was stored.
const ANSWERED: Duration = Duration::from_millis(400);

/// One run of Redis, or of the masters of a Cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run(u64);

type Waiting = oneshot::Sender<StoreResult<Run>>;

/// The way to ask. Cheap to clone.
#[derive(Clone)]
pub(super) struct Written {
    asks: mpsc::Sender<Waiting>,
    /// The run that answered last; 0: none yet.
    last: Arc<AtomicU64>,
}

impl Written {
    /// Over its own handle of the connection. Must be called inside a runtime.
    pub(super) fn start(link: Link) -> Self {
        let (asks, asked) = mpsc::channel(QUEUE);
        let last = Arc::new(AtomicU64::new(0));
        tokio::spawn(work_off(link, asked, last.clone()));
        Self { asks, last }
    }

    /// To be asked before a change.
    pub(super) async fn run(&self) -> StoreResult<Run> {
        match self.last.load(Ordering::Acquire) {
            0 => self.ask().await,
            run => Ok(Run(run)),
        }
    }

    /// Returns when everything is written that this run had answered before this call. Refuses a run that has ended: then nobody knows.
    pub(super) async fn by(&self, run: Run) -> StoreResult<()> {
        if self.ask().await? == run { Ok(()) } else { Err(StoreError::Unavailable("Redis was started anew meanwhile".into())) }
    }

    async fn ask(&self) -> StoreResult<Run> {
        let gone = || StoreError::Unavailable("the way to Redis is closed".into());
        let (done, answer) = oneshot::channel();
        self.asks.send(done).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

async fn work_off(link: Link, mut asked: mpsc::Receiver<Waiting>, last: Arc<AtomicU64>) {
    let mut waiting = Vec::with_capacity(QUEUE);
    let mut command = redis::cmd("INFO");
    command.arg("persistence").arg("server");
    while asked.recv_many(&mut waiting, QUEUE).await > 0 {
        let mut unanswered = Instant::now();
        let answer = loop {
            match tokio::time::timeout(ANSWERED, link.ask::<Value>(&command)).await.map(|answer| answer.map(|answer| looked_at(&answer))) {
                Ok(Ok((_, true))) => {
                    tokio::time::sleep(ASK_AGAIN).await;
                    unanswered = Instant::now();
                }
                Ok(Ok((run, false))) => {
                    last.store(run.0, Ordering::Release);
                    break Ok(run);
                }
                Ok(Err(error)) => break Err(error.to_string()),
                Err(_) if unanswered.elapsed() < DEADLINE => tracing::debug!("Redis is asked again what it has written"),
                Err(_) => break Err("Redis does not say what it has written".to_owned()),
            }
        };
        for done in waiting.drain(..) {
            // Who asked may have given up.
            let _nobody_waits = done.send(answer.clone().map_err(StoreError::Unavailable));
        }
    }
}

/// Which run answered, and whether an `fsync` is under way, on any node.
fn looked_at(answer: &Value) -> (Run, bool) {
    let mut texts: Vec<String> = match answer {
        Value::Map(nodes) => nodes.iter().filter_map(|(_, text)| String::from_redis_value_ref(text).ok()).collect(),
        text => String::from_redis_value_ref(text).into_iter().collect(),
    };
    texts.sort_by_cached_key(|text| run_id(text).map(str::to_owned));
    let mut hasher = DefaultHasher::new();
    for text in &texts {
        run_id(text).hash(&mut hasher);
    }
    let is_busy = |line: &str| line.strip_prefix("aof_pending_bio_fsync:").is_some_and(|jobs| jobs != "0");
    let is_syncing = texts.iter().any(|text| text.lines().any(is_busy));
    // 0 is for none.
    (Run(hasher.finish() | 1), is_syncing)
}

fn run_id(text: &str) -> Option<&str> {
    text.lines().find_map(|line| line.strip_prefix("run_id:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(run: &str, syncing: u8) -> Value {
        Value::BulkString(format!("# Server\r\nrun_id:{run}\r\n# Persistence\r\naof_pending_bio_fsync:{syncing}\r\n").into_bytes())
    }

    #[test]
    fn a_run_is_told_from_another_and_the_order_of_nodes_is_none() {
        assert_eq!(looked_at(&info("a", 0)), looked_at(&info("a", 0)));
        assert_ne!(looked_at(&info("a", 0)).0, looked_at(&info("b", 0)).0);
        let node = |run: &str, syncing| (Value::BulkString(run.into()), info(run, syncing));
        let one = looked_at(&Value::Map(vec![node("a", 0), node("b", 1)]));
        assert_eq!(one, looked_at(&Value::Map(vec![node("b", 0), node("a", 1)])));
        assert!(one.1, "any node counts");
    }
}
