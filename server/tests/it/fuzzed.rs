//! The HTTP API under a fuzzer that reads its description: every answer is one that is described, and none is a fault of ours.
//! `scripts/fuzz-api` installs the fuzzer and runs this.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use protocol::rooms::{CreateRoom, RoomKind};
use protocol::{RoomId, RoomName, Seq};
use store::conformance::redis::Server;
use suda::chat::Limits;
use suda::chat::limit::Rate;
use suda::config::Options;
use suda::config::values::List;
use tokio::process::Command;

use crate::keys;
use crate::support::{Net, Person};

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_mins(30);
/// Cases of each route and phase, unless `FUZZ_EXAMPLES` says otherwise.
const EXAMPLES: &str = "100";
/// Rooms of each of two people: some do not survive.
const ROOMS: usize = 20;

/// Deterministic, as far as the server's own ids are: what fails fails again. A text may be refused for what no schema can say of it, so
/// what fits the schema may be answered 422 too, but not 405, 413 or 415. Most of the ids are real ones: others lead nowhere.
/// What a reaction may be no schema can say.
const CONFIGURATION: &str = r#"
continue-on-failure = true
cache.enabled = false
generation.deterministic = true
generation.with-security-parameters = false
checks.positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 404, 409, 422, 429]
warnings = false

[parameters]
"path.roomId" = { dictionary = "rooms", probability = 0.5 }
"path.userId" = { dictionary = "people", probability = 0.5 }
"path.seq" = { dictionary = "seqs", probability = 0.5 }
"path.emoji" = { dictionary = "emoji", probability = 0.9 }
"body.roomId" = { dictionary = "rooms", probability = 0.5 }
"body.from" = { dictionary = "people", probability = 0.5 }
"body.participants[*]" = { dictionary = "people", probability = 0.5 }

[dictionaries]
emoji.values = ["👍", "🎉"]
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs schemathesis: scripts/fuzz-api"]
async fn every_answer_is_one_that_is_described() {
    fuzz(Options::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs schemathesis: scripts/fuzz-api"]
async fn on_redis_too() {
    let redis = Server::start();
    fuzz(Options { redis: Some(List::Text(redis.url())), ..Options::default() }).await;
}

async fn fuzz(options: Options) {
    let fuzzer = std::env::var_os("SCHEMATHESIS").expect("scripts/fuzz-api says where the fuzzer is");
    let plenty = Rate::new(1_000_000, 1_000_000);
    let limits = Limits { send: plenty, rooms: plenty, look: plenty, search: plenty, mark: plenty, typing: plenty, ..Limits::default() };
    let net = Net::tuned(options, |tuning| tuning.limits = limits).await;
    let (mut ann, ben) = (net.person("서연").await, net.person("민준").await);
    let (rooms, seqs) = furnish(&ann, &ben).await;
    let configuration = net.dir().join("schemathesis.toml");
    let token = keys::token(&mut ann.browser, "퍼저").await;
    configure(&configuration, &token, &rooms, &[&ann, &ben], &seqs);

    let mut run = Command::new(fuzzer);
    run.arg("--config-file").arg(configuration).args(["run", &format!("{}/api/openapi.json", ann.browser.site())]);
    run.current_dir(net.dir()).kill_on_drop(true);
    let ended = tokio::time::timeout(LONGEST, run.status()).await.expect("the fuzzer ends").expect("the fuzzer starts");
    let figures = figures(net.browser().get("/metrics").await.text());
    report(&figures);
    assert!(ended.success(), "what the fuzzer found stands above");
    for (route, statuses) in &figures {
        assert!(statuses.keys().any(|status| status.starts_with('2')), "nothing that the fuzzer asked of {route} was done: {statuses:?}");
        assert!(!statuses.keys().any(|status| status.starts_with('5')), "{route}: {statuses:?}");
    }
}

/// Rooms that the fuzzer may find: its own account is the creator of some, a member of others, and may join the rest. And where it has
/// said something itself: what others say it may not change.
async fn furnish(ann: &Person, ben: &Person) -> (Vec<RoomId>, BTreeSet<Seq>) {
    let (mut rooms, mut seqs) = (Vec::new(), BTreeSet::new());
    for number in 0..ROOMS {
        let mine = ann.room(&format!("점심 {number}"), &[ben]).await.id;
        ben.say(&mine, "김치찌개 어때요").await.expect("said");
        for said in ["좋아요", "12시에 봐요"] {
            seqs.insert(ann.say(&mine, said).await.expect("said").seq);
        }
        let name = Some(RoomName::new(&format!("공지 {number}")).expect("a name"));
        let public = CreateRoom { client_id: None, name, kind: RoomKind::Public, participants: Vec::new() };
        rooms.extend([mine, ben.call(public).await.expect("a room").id]);
    }
    (rooms, seqs)
}

fn configure(path: &Path, token: &str, rooms: &[RoomId], people: &[&Person], seqs: &BTreeSet<Seq>) {
    let rooms: Vec<_> = rooms.iter().map(RoomId::as_str).collect();
    let people: Vec<_> = people.iter().map(|person| person.id().to_string()).collect();
    let seqs: Vec<_> = seqs.iter().map(|seq| seq.0).collect();
    let examples = std::env::var("FUZZ_EXAMPLES").unwrap_or_else(|_| EXAMPLES.to_owned());
    let text = format!(
        "auth.openapi.token = {{ bearer = {token:?} }}\ngeneration.max-examples = {examples}\n{CONFIGURATION}rooms.values = {rooms:?}\npeople.values = {people:?}\nseqs.values = {seqs:?}\n"
    );
    std::fs::write(path, text).expect("a file");
}

/// How often each method and route was answered with each status, as this process counts: tests of one run add up.
fn figures(metrics: &str) -> BTreeMap<String, BTreeMap<String, u64>> {
    let mut figures = BTreeMap::<_, BTreeMap<_, _>>::new();
    for line in metrics.lines().filter(|line| line.starts_with("suda_http_requests_total{") && line.contains("route=\"/api/")) {
        let label = |name: &str| line.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).expect("a label");
        let count = line.rsplit(' ').next().and_then(|count| count.parse().ok()).expect("a count");
        // What no route has is not asked for.
        if label("status") != "405" && !label("route").contains('*') {
            let route = format!("{} {}", label("method"), label("route"));
            figures.entry(route).or_default().insert(label("status").to_owned(), count);
        }
    }
    figures
}

fn report(figures: &BTreeMap<String, BTreeMap<String, u64>>) {
    let total = |wanted: &str| -> u64 {
        let counted = figures.values().flatten().filter(|(status, _)| status.starts_with(wanted));
        counted.map(|(_, count)| count).sum()
    };
    for (route, statuses) in figures {
        eprintln!("{route}: {statuses:?}");
    }
    eprintln!("{} calls of {} routes, {} of them answered 2xx", total(""), figures.len(), total("2"));
}
