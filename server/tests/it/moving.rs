//! Moving house: `suda export` and `suda import` carry everything that lasts from either store into the other.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Output;

use protocol::ids::Limit;
use protocol::messages::{Cursor, Entry, History, Read};
use protocol::presence::PresenceState;
use protocol::rooms::{CreateRoom, JoinRoom, LeaveRoom, Member, Members, MembersPage, PublicRooms, RoomKind, RoomSummary};
use protocol::session::Sync;
use protocol::{ClientId, RoomId, RoomName, Seq, UserId};
use store::conformance::redis::Server;
use suda::identity::mint_client_id;
use tempfile::TempDir;

use crate::support::person::message;
use crate::support::process::{program, run};
use crate::support::{Net, Person, Process, in_time};

/// What the program said, which succeeded.
fn said(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).expect("text");
    assert!(output.status.success(), "{said}");
    said
}

/// The one line that the program says before it gives up.
async fn complaint(dir: &Path, arguments: &[&str]) -> String {
    let output = run(dir, arguments).await;
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(!output.status.success() && said.lines().count() == 1 && !said.contains("panicked"), "{said}");
    said
}

/// What somebody sees of everything.
type Seen = Vec<(RoomSummary, Vec<Entry>, MembersPage)>;

async fn seen_by(person: &Person) -> Seen {
    let mut seen = Vec::new();
    for room in person.call(Sync::default()).await.expect("sync").rooms {
        let limit = Limit::new(100).expect("a limit");
        let history = person.call(History::new(room.id.clone(), Cursor::Latest, limit)).await.expect("history");
        let members = person.call(Members { room_id: room.id.clone(), cursor: None, limit }).await.expect("members");
        // Who is there depends on who looks.
        let members = MembersPage { members: members.members.into_iter().map(offline).collect(), ..members };
        seen.push((room, history.entries, members));
    }
    seen
}

fn offline(member: Member) -> Member {
    Member { state: PresenceState::Offline, seen_at: None, ..member }
}

fn room(kind: RoomKind, name: Option<&str>, participants: &[&Person]) -> CreateRoom {
    CreateRoom {
        client_id: Some(mint_client_id()),
        name: name.map(|name| RoomName::new(name).expect("a room's name")),
        kind,
        participants: participants.iter().map(|person| person.id()).collect(),
    }
}

/// People who have talked for a while, and a message of 민준 as it was sent.
struct Life {
    names: [&'static str; 3],
    seen: Vec<Seen>,
    sent: (RoomId, ClientId, Seq),
    direct: (RoomId, UserId),
}

async fn live(address: SocketAddr) -> Life {
    let names = ["서연", "민준", "하윤"];
    let seoyeon = Person::sign_up(address, names[0]).await;
    let minjun = Person::sign_up(address, names[1]).await;
    let hayun = Person::sign_up(address, names[2]).await;
    let team = seoyeon.call(room(RoomKind::Private, Some("디자인"), &[&minjun, &hayun])).await.expect("a room").id;
    let square = minjun.call(room(RoomKind::Public, Some("광장"), &[])).await.expect("a room").id;
    let direct = seoyeon.call(room(RoomKind::Direct, None, &[&hayun])).await.expect("a room").id;
    hayun.call(JoinRoom { room_id: square.clone(), code: None }).await.expect("joined");
    let (client_id, text) = (mint_client_id(), "@하윤 시안은 \"세 시\"까지예요\n늦지 않게! 🙂");
    let sent = minjun.call(message(&team, client_id.clone(), text)).await.expect("said").seq;
    for number in 0..30 {
        minjun.say(&team, &format!("{number}번째 의견입니다")).await.expect("said");
    }
    seoyeon.say(&direct, "잠깐 시간 되세요?").await.expect("said");
    hayun.call(Read { room_id: team.clone(), seq: Seq(12) }).await.expect("read");
    seoyeon.call(LeaveRoom { room_id: team.clone() }).await.expect("left");
    let mut seen = Vec::new();
    for person in [&seoyeon, &minjun, &hayun] {
        seen.push(seen_by(person).await);
    }
    let unread: Vec<u32> = seen[2].iter().map(|(room, ..)| room.unread).collect();
    assert_eq!(unread, [22, 1, 0], "the rooms of 하윤, the newest first");
    Life { names, seen, sent: (team, client_id, sent), direct: (direct, hayun.id()) }
}

/// The same people come to another server, and see the same.
async fn sees_the_same(address: SocketAddr, life: &Life) {
    for (name, seen) in life.names.iter().zip(&life.seen) {
        let person = Person::sign_in(address, name).await;
        assert_eq!(seen_by(&person).await, *seen, "{name}");
    }
}

#[tokio::test]
async fn a_house_moves_to_redis_and_back() {
    let mut old = Process::start().await;
    let life = live(old.address).await;
    // Beside the running server, into a file; and once more as it is piped.
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("house.jsonl");
    let path = file.to_str().expect("text");
    let told = said(&run(&old.dir(), &["export", "--to", path]).await);
    assert_eq!(told, "suda: exported 3 people, 3 rooms, 40 entries\n");
    let house = fs::read_to_string(&file).expect("a file");
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).expect("a file").permissions()) & 0o777, 0o600);
    assert!(house.starts_with("{\"suda\":{\"format\":1}}\n") && house.ends_with("{\"end\":{\"people\":3,\"rooms\":3,\"entries\":40}}\n"));
    let piped = run(&old.dir(), &["export"]).await;
    assert_eq!(String::from_utf8(piped.stdout).expect("text"), house);
    assert!(complaint(&old.dir(), &["export", "--to", path]).await.contains("is there already: choose another name, or remove it"));
    assert!(old.terminate().await.success());

    let redis = Server::start();
    let into_redis = ["import", "--from", path, "--redis", &redis.url()];
    let told = said(&run(dir.path(), &into_redis).await);
    assert_eq!(told, "suda: imported 3 people, 3 rooms, 40 entries; new here: 3 people, 3 rooms, 40 entries\n");
    let out_of_redis = ["export", "--redis", &redis.url()];
    assert_eq!(String::from_utf8(run(dir.path(), &out_of_redis).await.stdout).expect("text"), house);
    let new = Process::start_with(&["--redis", &redis.url()]).await;
    sees_the_same(new.address, &life).await;

    // A retry of what was sent before the move, and the direct room of two people, are found.
    let seoyeon = Person::sign_in(new.address, "서연").await;
    let (direct, other) = &life.direct;
    let again = CreateRoom { client_id: None, name: None, kind: RoomKind::Direct, participants: vec![other.clone()] };
    assert_eq!(seoyeon.call(again).await.expect("a room").id, *direct);
    let minjun = Person::sign_in(new.address, "민준").await;
    let (team, client_id, seq) = life.sent;
    assert_eq!(minjun.call(message(&team, client_id, "다시 보내요")).await.expect("found").seq, seq);
    let public = minjun.call(PublicRooms::default()).await.expect("public rooms").rooms;
    assert_eq!(public.iter().map(|room| (room.name.as_str(), room.members)).collect::<Vec<_>>(), [("광장", 2)]);

    // Life goes on; the same file again changes nothing.
    seoyeon.say(direct, "새집은 어때요?").await.expect("said");
    let moved_on = String::from_utf8(run(dir.path(), &out_of_redis).await.stdout).expect("text");
    assert_ne!(moved_on, house);
    let told = said(&run(dir.path(), &into_redis).await);
    assert!(told.ends_with("new here: 0 people, 0 rooms, 0 entries\n"), "{told}");
    assert_eq!(String::from_utf8(run(dir.path(), &out_of_redis).await.stdout).expect("text"), moved_on);

    // And back, by a pipe.
    let lines = dir.path().join("back.jsonl");
    fs::write(&lines, &moved_on).expect("a file");
    let mut back = Process::start().await;
    assert!(back.terminate().await.success());
    let mut import = program(&back.dir(), &["import"]);
    said(&in_time("the import ends", import.stdin(File::open(&lines).expect("a file")).output()).await.expect("the program starts"));
    assert_eq!(String::from_utf8(run(&back.dir(), &["export"]).await.stdout).expect("text"), moved_on);
    back.start_again().await;
    let hayun = Person::sign_in(back.address, "하윤").await;
    let rooms = hayun.call(Sync::default()).await.expect("sync").rooms;
    assert_eq!((&rooms[0].id, rooms[0].unread), (direct, 2));
    hayun.say(direct, "옛집도 좋네요").await.expect("said");
}

/// A file of a house, and a directory to import it in.
async fn exported() -> (TempDir, String) {
    let process = Process::start().await;
    live(process.address).await;
    let house = String::from_utf8(run(&process.dir(), &["export"]).await.stdout).expect("text");
    (tempfile::tempdir().expect("a directory"), house)
}

#[tokio::test]
async fn a_file_that_is_not_in_order_is_refused_with_its_line() {
    let (dir, house) = exported().await;
    let path = dir.path().join("house.jsonl");
    let lines: Vec<&str> = house.lines().collect();
    let at = |kind: &str| lines.iter().position(|line| line.starts_with(&format!("{{\"{kind}\""))).expect("a line");
    let changed = |line: usize, change: &dyn Fn(&str) -> String| -> String {
        let changed = |(index, text): (usize, &&str)| if index == line { change(text) } else { (*text).to_owned() };
        lines.iter().enumerate().map(changed).map(|line| line + "\n").collect()
    };
    let without =
        |line: usize| lines.iter().enumerate().filter(|(index, _)| *index != line).map(|(_, line)| (*line).to_owned() + "\n").collect();
    let (person, entry, member) = (at("person"), at("entry"), at("member"));
    let cases: Vec<(String, String)> = vec![
        (String::new(), "line 1: this is no export of Suda, which begins with {\"suda\":{\"format\":1}}".into()),
        ("{\"suda\":{\"format\":2}}\n".into(), "line 1: this file has format 2, and this program knows 1: run a newer program".into()),
        (
            house[..house.rfind("\"type\"").expect("an entry")].into(),
            "the file is cut off here: export or copy it again, and import the whole of it".into(),
        ),
        (without(lines.len() - 1), format!("line {}: the file is cut off here", lines.len())),
        (house.clone() + "{}\n", format!("line {}: something follows the end", lines.len() + 1)),
        (house.clone().replacen("\"people\":3", "\"people\":4", 1), format!("line {}: the end counts", lines.len())),
        (changed(entry, &|_| "수다".into()), format!("line {}, column 1: expected value", entry + 1)),
        (changed(entry, &|line| line.replacen("entry", "entri", 1)), format!("line {}, column 8: unknown variant `entri`", entry + 1)),
        (changed(entry, &|line| line.replacen("\"by\"", "\"bye\"", 1)), format!("line {}, column", entry + 1)),
        (changed(entry, &|line| line.replacen("\"by\"", "\"bye\"", 1)), "missing field `by`".into()),
        (changed(person, &|line| line.replacen("\"name\":\"", "\"name\":\"\u{202e}", 1)), "name must not contain U+202E".into()),
        (changed(person, &|line| line.replacen("\"role\"", "\"rule\"", 1)), "unknown field `rule`".into()),
        (changed(member, &|line| "가".repeat(400_000) + line), format!("line {}: is longer than 1048576 bytes", member + 1)),
        (without(entry), "seq 2 stands where 1 should".into()),
        (without(person), "of whom no line before it says who they are".into()),
        (without(member - 1), "does not stand after its last entry".into()),
        (changed(member, &|line| line.replacen("\"read\":", "\"read\":9", 1)), "read is 9".into()),
    ];
    for (number, (text, said)) in cases.into_iter().enumerate() {
        fs::write(&path, text).expect("a file");
        let data = format!("data{number}");
        let line = complaint(dir.path(), &["import", "--from", "house.jsonl", "--data", &data]).await;
        assert!(line.starts_with("suda: line ") && line.contains(&said), "{said}: {line}");
        // What is in order then is imported over what came until there.
        fs::write(&path, &house).expect("a file");
        said_in(&dir, &["import", "--from", "house.jsonl", "--data", &data]).await;
        let again = run(dir.path(), &["export", "--data", &data]).await;
        assert_eq!(String::from_utf8(again.stdout).expect("text"), house, "after: {said}");
    }
}

async fn said_in(dir: &TempDir, arguments: &[&str]) -> String {
    said(&run(dir.path(), arguments).await)
}

#[tokio::test]
async fn what_cannot_be_moved_is_told_in_one_line() {
    let (dir, house) = exported().await;
    fs::write(dir.path().join("house.jsonl"), house).expect("a file");
    let nothing = complaint(dir.path(), &["export", "--data", "dtaa"]).await;
    assert!(nothing.contains("there is nothing in the data directory dtaa: choose the one that holds suda.db"), "{nothing}");
    assert!(!dir.path().join("dtaa").exists(), "nothing was made");
    assert!(complaint(dir.path(), &["import", "--from", "hosue.jsonl"]).await.contains("cannot read hosue.jsonl: No such file"));
    assert!(complaint(dir.path(), &["export", "--redis", "redis://127.0.0.1:1"]).await.starts_with("suda: redis: "));

    // A server has the directory for itself; and one of its people has a name that comes again.
    let mut running = Process::start().await;
    Person::sign_up(running.address, "민준").await;
    let file = dir.path().join("house.jsonl");
    let import = ["import", "--from", file.to_str().expect("text")];
    let in_use = complaint(&running.dir(), &import).await;
    assert!(in_use.contains("is used by another process; stop that one"), "{in_use}");
    assert!(running.terminate().await.success());
    let taken = complaint(&running.dir(), &import).await;
    assert!(taken.contains(": the name 민준 is somebody else's here, or looks like it: one of the two must take another name"), "{taken}");

    let redis = Server::start();
    redis.say("SET suda:version 99").expect("Redis answers");
    for what in ["export", "import"] {
        let newer = complaint(dir.path(), &[what, "--redis", &redis.url()]).await;
        assert!(newer.contains("redis: what is stored has version 99"), "{newer}");
    }
}

#[tokio::test]
async fn a_house_full_of_people_can_be_exported() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    let square = ann.call(room(RoomKind::Public, Some("광장"), &[])).await.expect("a room").id;
    let data = net.dir().join("data");
    let data = data.to_str().expect("text");
    let dir = tempfile::tempdir().expect("a directory");
    let talking = async {
        for number in 0.. {
            let new = net.person(&format!("손님{number}")).await;
            new.call(JoinRoom { room_id: square.clone(), code: None }).await.expect("joined");
            ann.say(&square, &format!("@손님{number} 어서 오세요")).await.expect("said");
            new.say(&square, "안녕하세요").await.expect("said");
        }
    };
    let moving = async {
        for number in 0..6 {
            let file = format!("{number}.jsonl");
            said_in(&dir, &["export", "--data", data, "--to", &file]).await;
            said_in(&dir, &["import", "--from", &file, "--data", &number.to_string()]).await;
            let again = run(dir.path(), &["export", "--data", &number.to_string()]).await;
            let records = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
            let (first, again) = (fs::read_to_string(dir.path().join(&file)).expect("a file"), String::from_utf8(again.stdout));
            // Who signed up meanwhile may stand further down in the first.
            assert_eq!(records(&first), records(&again.expect("text")));
        }
    };
    tokio::select! {
        () = talking => unreachable!("they talk for ever"),
        () = moving => {}
    }
}
