//! What a search costs over a house of a million messages, and what its index does: a plain program that prints what it measured.
//!
//! `cargo bench -p store --bench search [embedded|redis] [messages]`. 10,000 rooms, one of them with a tenth of all messages; queries are
//! parts of messages, syllables on their way, initials, and pieces that do not stand together. The bar is 50 ms for p99, the goal 10 ms
//! embedded and 20 ms on Redis; 0.8 and 0.5 of the text for the index; 40 µs of CPU for indexing a message.
#![expect(clippy::print_stdout, reason = "printing is what a bench is for")]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use protocol::rooms::{Notify, RoomKind};
use protocol::session::{Display, Role, Theme};
use protocol::{ClientId, MessageText, Name, RoomId, RoomName, Seq, Timestamp, UserId};
use store::Store;
use store::archive::{EntryRecord, MemberRecord, PersonRecord, RoomRecord, What};
use store::conformance::corpus::Corpus;
use store::conformance::redis::Server;
use store::embedded::Embedded;
use store::embedded::open::DATABASE;
use store::redis::{PREFIX, Redis};
use store::search::Query;

const MESSAGES: usize = 1_000_000;
const ROOMS: usize = 10_000;
/// Rooms of the reader who has many.
const MANY: usize = 200;
const QUERIES: usize = 400;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let wanted = |name: &str| arguments.iter().all(|argument| argument.parse::<usize>().is_ok() || argument == name);
    let messages = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(MESSAGES);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    runtime.block_on(async {
        if wanted("embedded") {
            let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("the build's directory can be written to");
            let store = Arc::new(Embedded::open(dir.path()).expect("a fresh directory opens"));
            run("embedded", &*store, messages, || index_bytes(dir.path())).await;
        }
        if wanted("redis") {
            let server = Server::start();
            let store = Redis::new(&server.address(), PREFIX).expect("an address");
            run("redis", &store, messages, || memory_of_index(&server)).await;
        }
    });
}

/// What the index takes in the database.
fn index_bytes(dir: &Path) -> u64 {
    let database = rusqlite::Connection::open(dir.join(DATABASE)).expect("opens");
    let sum = "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name IN ('shelves', 'shelves_by_kind', 'indexed')";
    database.query_row(sum, [], |row| row.get(0)).expect("dbstat is built in")
}

/// What the keys of the index take in Redis, with what Redis needs around them.
fn memory_of_index(server: &Server) -> u64 {
    let mut connection = redis::Client::open(server.url()).and_then(|client| client.get_connection()).expect("Redis is there");
    let script = "local sum, cursor = 0, '0'
        repeat
            local page = redis.call('SCAN', cursor, 'MATCH', '*}:index', 'COUNT', 10000)
            cursor = page[1]
            for _, key in ipairs(page[2]) do sum = sum + redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0) end
        until cursor == '0'
        return sum";
    redis::cmd("EVAL").arg(script).arg(0).query(&mut connection).expect("a sum")
}

async fn run(name: &str, store: &dyn Store, messages: usize, bytes: impl Fn() -> u64) {
    let mut house = House::new(messages);
    let started = Instant::now();
    house.fill(store).await;
    println!("\n{name}: {} messages, {:.0} MB of text, in {ROOMS} rooms, put in {:.0?}", house.said, mb(house.text), started.elapsed());
    let (started, cpu) = (Instant::now(), cpu_seconds());
    for room in &house.rooms {
        store.reindex(room).await.expect("made");
    }
    let micros = (cpu_seconds() - cpu) * 1e6 / real(house.said as u64);
    println!("index made anew in {:.0?}: {micros:.1} µs of CPU a message", started.elapsed());
    let size = bytes();
    println!("index: {:.0} MB, {:.2} of the text", mb(size), real(size) / real(house.text));

    println!("{:<28}{:>10}{:>10}{:>10}{:>10}{:>8}", "p50 / p99 / worst, ms", "p50", "p99", "worst", "hits", "late");
    let scopes = [
        ("big room", "one", Some(house.rooms[0].clone())),
        ("small room", "one", Some(house.rooms[1].clone())),
        ("200 rooms", "many", None),
    ];
    for (scope, reader, room) in scopes {
        for kind in ["1 char", "2 chars", "3 chars", "5 chars", "on the way", "2-4 initials", "pieces"] {
            let reader = UserId::new(reader).expect("an id");
            let mut times = Vec::with_capacity(QUERIES);
            let (mut hits, mut late) = (0, 0);
            for number in 0..QUERIES {
                let text = house.query(kind, number);
                let query = Query { room_id: room.clone(), budget: Duration::from_secs(10), ..Query::everywhere(&reader, &text) };
                let started = Instant::now();
                let found = store.search(query).await.expect("hits");
                times.push(started.elapsed());
                hits += found.hits.len();
                late += usize::from(!found.complete && found.cursor.is_none());
            }
            times.sort();
            let at = |share: usize| times[(times.len() * share / 1_000).min(times.len() - 1)].as_secs_f64() * 1e3;
            let label = format!("{scope}, {kind}");
            println!(
                "{label:<28}{:>10.2}{:>10.2}{:>10.2}{:>10.1}{late:>8}",
                at(500),
                at(990),
                at(1_000),
                real(hits as u64) / real(QUERIES as u64)
            );
        }
    }
}

/// What is put into a store, and what is looked for in it.
struct House {
    corpus: Corpus,
    rooms: Vec<RoomId>,
    messages: usize,
    said: usize,
    text: u64,
    /// Messages that queries are made from.
    samples: Vec<String>,
}

impl House {
    fn new(messages: usize) -> Self {
        let rooms = (0..ROOMS).map(|number| RoomId::new(&format!("r{number}")).expect("an id")).collect();
        Self { corpus: Corpus::new(42), rooms, messages, said: 0, text: 0, samples: Vec::new() }
    }

    async fn fill(&mut self, store: &dyn Store) {
        let authors: Vec<UserId> = (0..50).map(|number| UserId::new(&format!("u{number}")).expect("an id")).collect();
        let readers = ["one", "many"].map(|id| UserId::new(id).expect("an id"));
        let people = authors.iter().chain(&readers).map(person).collect();
        store.put_people(people).await.expect("people");
        let big = self.messages / 10;
        for number in 0..ROOMS {
            // Some are ten times as large as others.
            let share = self.messages.saturating_sub(big) / (ROOMS - 1);
            let length = if number == 0 { big } else { [share / 4, share / 2, share, share * 9 / 4][number % 4].max(1) };
            let mut members = vec![authors[number % authors.len()].clone()];
            if number < 2 {
                members.push(readers[0].clone());
            }
            if number % (ROOMS / MANY) == 3 {
                members.push(readers[1].clone());
            }
            self.fill_room(store, number, length, &members).await;
        }
    }

    async fn fill_room(&mut self, store: &dyn Store, number: usize, length: usize, members: &[UserId]) {
        let (room_id, by) = (self.rooms[number].clone(), members[0].clone());
        let head = Seq(1 + length as u64 + members.len() as u64);
        let offset = i64::try_from(number).expect("few");
        // All rooms were talked in during the same year.
        let at = |seq: u64| Timestamp(1_700_000_000_000 + i64::try_from(seq * 31_536_000_000 / head.0).expect("a year") + offset);
        let record = RoomRecord {
            id: room_id.clone(),
            kind: RoomKind::Private,
            topic: None,
            name: Some(RoomName::new("수다방").expect("a name")),
            made_by: by.clone(),
            client_id: None,
            with: None,
            creator: by.clone(),
            head,
            active_at: at(head.0),
        };
        store.put_room(&record).await.expect("a room");
        let mut entries = Vec::with_capacity(1_000);
        for seq in 1..=head.0 {
            let joined = usize::try_from(seq).expect("few").checked_sub(2).and_then(|index| members.get(index));
            let what = match joined {
                _ if seq == 1 => What::RoomCreated,
                Some(person) => What::MemberJoined { person: person.clone() },
                None => {
                    let text = self.corpus.message();
                    self.said += 1;
                    self.text += text.len() as u64;
                    if self.said.is_multiple_of(97) {
                        self.samples.push(text.clone());
                    }
                    let client = ClientId::new(&format!("c{seq}")).expect("an id");
                    What::NewMessage { client, text: MessageText::new(&text).expect("a message"), reply: None, edited: None }
                }
            };
            entries.push(EntryRecord { room: room_id.clone(), seq: Seq(seq), at: at(seq), by: by.clone(), what, mentions: Vec::new() });
            if entries.len() == 1_000 || seq == head.0 {
                store.put_entries(&room_id, std::mem::take(&mut entries)).await.expect("entries");
            }
        }
        let joined = |(index, user): (usize, &UserId)| MemberRecord {
            room: room_id.clone(),
            user: user.clone(),
            joined: Seq(index as u64 + 2),
            read: Seq::ZERO,
            starred: false,
            notify: Notify::All,
            own: 0,
        };
        store.open_room(&record, members.iter().enumerate().map(joined).collect()).await.expect("open");
    }

    fn query(&mut self, kind: &str, number: usize) -> String {
        let text = self.samples[self.corpus.below(self.samples.len())].clone();
        let query = match kind {
            "1 char" => self.corpus.part(&text, 1),
            "2 chars" => self.corpus.part(&text, 2),
            "3 chars" => self.corpus.part(&text, 3),
            "5 chars" => self.corpus.part(&text, 5),
            "on the way" => self.corpus.on_the_way(&text, number % 4 + 1),
            "pieces" => {
                let other = self.samples[self.corpus.below(self.samples.len())].clone();
                format!("{}{}", self.corpus.part(&text, 2), self.corpus.part(&other, 2))
            }
            _ => self.corpus.initials(&text, number % 3 + 2).unwrap_or(text),
        };
        // Blank ones are no queries.
        if query.trim().is_empty() { self.query(kind, number) } else { query.chars().take(100).collect() }
    }
}

fn person(id: &UserId) -> PersonRecord {
    PersonRecord {
        id: id.clone(),
        name: Name::new(id.as_str()).expect("a name"),
        key: id.as_str().to_owned(),
        password_hash: "$argon2id$".into(),
        role: Role::Member,
        language: None,
        theme: Theme::System,
        hide_typing: false,
        display: Display::default(),
        created_at: Timestamp(0),
        closed_at: None,
    }
}

/// Of what is less than four thousand million.
fn real(number: u64) -> f64 {
    f64::from(u32::try_from(number).expect("small"))
}

fn mb(bytes: u64) -> f64 {
    real(bytes) / 1e6
}

/// Of this process, all threads; 0 where there is no `/proc`.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in parentheses; utime and stime are fields 14 and 15, in ticks of 10 ms.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: f64 = [11, 12].iter().filter_map(|&at| fields.get(at)?.parse::<f64>().ok()).sum();
    ticks / 100.0
}
