//! Everything breaks while fifty people talk, two hundred messages a second: replicas, Redis, the bus. What was acknowledged is stored,
//! once and in order, everybody has all of it soon after, and comes back by themselves.
//!
//! `SUDA_STORM` multiplies how often each thing breaks (1), `SUDA_SEED` repeats a run.

use std::time::Duration;

use loadgen::{Crowd, Plan, Verdict};
use store::conformance::redis::Server;
use tokio::time::sleep;

use crate::support::{Haproxy, Process};

const PEOPLE: usize = 50;
const ROOMS: usize = 10;
const PER_SECOND: u32 = 200;
/// Everybody has everything this long after the last thing broke.
const COMPLETE: Duration = Duration::from_secs(5);
/// Longer pauses than this between two things that break find nothing more.
const BREATH: Duration = Duration::from_secs(3);

/// Three replicas over one Redis, behind the gateway.
struct Fleet {
    redis: Server,
    replicas: Vec<Process>,
    gateway: Haproxy,
}

impl Fleet {
    async fn start() -> Self {
        let redis = Server::start();
        let url = redis.url();
        let mut replicas = Vec::new();
        for _ in 0..3 {
            replicas.push(Process::start_with(&["--redis", &url, "--trusted-proxies", "127.0.0.1"]).await);
        }
        let addresses: Vec<_> = replicas.iter().map(|replica| replica.address).collect();
        let gateway = Haproxy::start(&addresses).await;
        Self { redis, replicas, gateway }
    }

    async fn crowd(&self) -> Crowd {
        let plan = Plan { servers: vec![format!("http://{}", self.gateway.address)], people: PEOPLE, rooms: ROOMS, seed: seed() };
        Crowd::gather(plan).await.expect("fifty people sign up and make rooms")
    }
}

fn seed() -> u64 {
    match std::env::var("SUDA_SEED") {
        Ok(seed) => seed.parse().expect("SUDA_SEED is a number"),
        Err(_) => rand::random(),
    }
}

/// How often something breaks.
fn times(usual: u32) -> u32 {
    let factor = std::env::var("SUDA_STORM").map_or(1, |factor| factor.parse().expect("SUDA_STORM is a number"));
    usual * factor
}

/// Waits until everybody has everything, and looks at all of it.
async fn clears(crowd: &Crowd, what: &str) -> Verdict {
    let settled = crowd.settle(COMPLETE).await;
    let verdict = crowd.verdict().await.expect("the logs can be read back");
    // Seen when the test fails, and where nextest is told to show it.
    eprintln!("{what}: settled after {settled:?}\n{verdict}");
    settled.unwrap_or_else(|unsettled| panic!("{what}: not everybody has everything within {COMPLETE:?}: {unsettled}"));
    assert!(verdict.is_clean(), "{what}: {:#?}", verdict.faults());
    verdict
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_are_killed() {
    let mut fleet = Fleet::start().await;
    let mut crowd = fleet.crowd().await;
    let rounds = times(2);
    let storm = async {
        sleep(BREATH).await;
        for round in 0..rounds {
            let replica = &mut fleet.replicas[usize::try_from(round).expect("few") % 3];
            replica.kill_and_start_again().await;
            sleep(Duration::from_secs(5)).await;
        }
    };
    crowd.talk(PER_SECOND, storm).await;
    let verdict = clears(&crowd, "replicas killed").await;
    assert!(verdict.recovery.count > 0, "connections were lost");
    assert!(verdict.recovery.p50 < Duration::from_secs(2), "a replica's death is a blip: {}", verdict.recovery);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_is_killed() {
    let mut fleet = Fleet::start().await;
    let mut crowd = fleet.crowd().await;
    let rounds = times(2);
    let storm = async {
        sleep(BREATH).await;
        for _ in 0..rounds {
            fleet.redis.kill();
            sleep(Duration::from_secs(1)).await;
            fleet.redis.start_again();
            sleep(BREATH).await;
        }
    };
    crowd.talk(PER_SECOND, storm).await;
    clears(&crowd, "Redis killed").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bus_is_cut() {
    let fleet = Fleet::start().await;
    let mut crowd = fleet.crowd().await;
    let rounds = times(5);
    let storm = async {
        sleep(BREATH).await;
        for _ in 0..rounds {
            fleet.redis.say("CLIENT KILL TYPE pubsub").expect("Redis answers");
            sleep(Duration::from_secs(1)).await;
        }
        // The other connections too: what was on its way to be stored or published goes again.
        fleet.redis.say("CLIENT KILL TYPE normal").expect("Redis answers");
        sleep(BREATH).await;
    };
    crowd.talk(PER_SECOND, storm).await;
    clears(&crowd, "bus cut").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_replicas_are_replaced_one_by_one() {
    let mut fleet = Fleet::start().await;
    let mut crowd = fleet.crowd().await;
    let rounds = times(1);
    let storm = async {
        sleep(BREATH).await;
        for _ in 0..rounds {
            for replica in &mut fleet.replicas {
                assert!(replica.terminate().await.success(), "it stops in order");
                replica.start_again().await;
                sleep(BREATH).await;
            }
        }
    };
    crowd.talk(PER_SECOND, storm).await;
    let verdict = clears(&crowd, "rolling restart").await;
    assert!(verdict.recovery.p50 < Duration::from_secs(2), "a restart is a blip: {}", verdict.recovery);
}
