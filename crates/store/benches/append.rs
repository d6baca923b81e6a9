//! How many messages each store takes, and what reading costs: a plain program that prints what it measured.
//!
//! `cargo bench -p store --bench append` (and an argument to run one part only: `append` or `rooms`). The embedded
//! store's directory is on the disk of the build, because a directory in memory would make every commit free; Redis runs beside it, with
//! `appendfsync everysec`.
#![expect(clippy::print_stdout, reason = "printing is what a bench is for")]

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use protocol::messages::Cursor;
use protocol::rooms::RoomKind;
use protocol::{ClientId, MessageText, Name, RoomId, RoomName, Timestamp, UserId};
use store::Store;
use store::conformance::redis::Server;
use store::embedded::Embedded;
use store::messages::NewMessage;
use store::redis::{PREFIX, Redis};
use store::rooms::NewRoom;
use store::session::NewAccount;

/// 200 bytes of Korean.
const SAID: &str = "오늘 오후 세 시 회의에서 다음 배포 일정을 정합니다. 회의록은 공유 폴더에 올려 둘 테니 못 오시는 분은 나중에 읽어 주세요! 점심은 닭갈비 어때요?";

fn main() {
    let part = std::env::args().nth(1).filter(|part| !part.starts_with('-'));
    let wanted = |name| part.as_deref().is_none_or(|part| part == name);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    runtime.block_on(async {
        for open in [Bench::embedded, Bench::redis] {
            println!("\n{}, messages of {} bytes", open().name, SAID.len());
            if wanted("append") {
                for (writers, each) in [(1, 1_000), (64, 1_500), (256, 800)] {
                    appends(&open(), writers, each).await;
                }
            }
            if wanted("rooms") {
                rooms(&open()).await;
            }
        }
    });
}

/// A store, and what goes with it.
struct Bench {
    name: &'static str,
    store: Arc<dyn Store>,
    _kept: Kept,
}

#[expect(dead_code, reason = "they are held until the store is gone")]
enum Kept {
    Dir(tempfile::TempDir),
    Server(Server),
}

impl Bench {
    fn embedded() -> Self {
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("the build's directory can be written to");
        let store = Arc::new(Embedded::open(dir.path()).expect("a fresh directory opens"));
        Self { name: "embedded", store, _kept: Kept::Dir(dir) }
    }

    fn redis() -> Self {
        let server = Server::start();
        let store = Arc::new(Redis::new(&server.address(), PREFIX).expect("an address"));
        Self { name: "Redis", store, _kept: Kept::Server(server) }
    }

    async fn person(&self, number: usize) -> UserId {
        let name = Name::new(&format!("사람{number}")).expect("a name");
        let id = UserId::new(&format!("person-{number}")).expect("an id");
        let key = name.key(str::to_lowercase);
        let new = NewAccount { id: id.clone(), name, key, password_hash: "-".into(), at: Timestamp(0), invite: None };
        self.store.create_account(new).await.expect("an account");
        id
    }

    async fn room(&self, number: usize, creator: &UserId, participants: Vec<UserId>) -> RoomId {
        let id = RoomId::new(&format!("room-{number}")).expect("an id");
        let name = Some(RoomName::new(&format!("방 {number}")).expect("a name"));
        let new = NewRoom {
            id: id.clone(),
            client_id: None,
            kind: RoomKind::Private,
            name,
            creator: creator.clone(),
            participants,
            at: Timestamp(0),
        };
        self.store.create_room(new).await.expect("a room");
        id
    }
}

async fn say(store: &dyn Store, room_id: &RoomId, author: &UserId, number: usize) {
    let new = NewMessage {
        room_id: room_id.clone(),
        author: author.clone(),
        client_id: ClientId::new(&format!("0192f3c4-5b6a-7d8e-{number:012}")).expect("an id"),
        content: MessageText::new(SAID).expect("a text"),
        reply_to: None,
        at: Timestamp(i64::try_from(number).expect("small")),
    };
    assert!(store.append(new).await.expect("appended").fresh);
}

async fn appends(bench: &Bench, writers: usize, each: usize) {
    let mut authors = Vec::new();
    for number in 0..writers {
        authors.push(bench.person(number).await);
    }
    let mut seats = Vec::new();
    for (number, members) in authors.chunks(16).enumerate() {
        let room = bench.room(number, &members[0], members.to_vec()).await;
        seats.extend(members.iter().map(|author| (room.clone(), author.clone())));
    }
    let (started, cpu) = (Instant::now(), cpu_seconds());
    let tasks: Vec<_> = seats
        .into_iter()
        .map(|(room, author)| {
            let store = Arc::clone(&bench.store);
            tokio::spawn(async move {
                for number in 0..each {
                    say(&*store, &room, &author, number).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a writer finished");
    }
    let (took, cpu, count) =
        (started.elapsed().as_secs_f64(), cpu_seconds() - cpu, f64::from(u32::try_from(writers * each).expect("small")));
    println!("{writers:>4} writers: {:>7.0} appends/s, {:.2} CPU-s per 100,000", count / took, cpu * 100_000.0 / count);
}

async fn rooms(bench: &Bench) {
    const ROOMS: usize = 1_000;
    let (reader, other) = (bench.person(0).await, bench.person(1).await);
    let guests = vec![reader.clone(), bench.person(2).await, bench.person(3).await];
    let mut talked = None;
    for number in 0..ROOMS {
        let room = bench.room(number, &other, guests.clone()).await;
        talked = Some(room.clone());
        futures_of(20, |message| {
            let (store, room, other) = (Arc::clone(&bench.store), room.clone(), other.clone());
            async move { say(&*store, &room, &other, message).await }
        })
        .await;
    }
    let took = median(|| async { assert_eq!(bench.store.rooms_of(&reader).await.expect("rooms").len(), ROOMS) }).await;
    println!("rooms_of, {ROOMS} rooms of 4 with 20 unread: {took:?}");
    let talked = talked.expect("there are rooms");
    let took = median(|| async {
        bench.store.history(&talked, &reader, Cursor::Latest, 20).await.expect("a page");
    })
    .await;
    println!("history, 20 entries: {took:?}");
}

/// Runs so many at once, and waits for all.
async fn futures_of<F: Future<Output = ()> + Send + 'static>(count: usize, of: impl Fn(usize) -> F) {
    let tasks: Vec<_> = (0..count).map(|number| tokio::spawn(of(number))).collect();
    for task in tasks {
        task.await.expect("finished");
    }
}

async fn median<F: Future<Output = ()>>(mut run: impl FnMut() -> F) -> Duration {
    let mut times = Vec::new();
    for _ in 0..9 {
        let started = Instant::now();
        run().await;
        times.push(started.elapsed());
    }
    times.sort();
    times[times.len() / 2]
}

/// Of this process, all threads; 0 where there is no `/proc`.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in parentheses; utime and stime are fields 14 and 15, in ticks of 10 ms.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: f64 = [11, 12].iter().filter_map(|&at| fields.get(at)?.parse::<f64>().ok()).sum();
    ticks / 100.0
}
