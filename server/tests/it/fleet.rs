//! Several replicas over one Redis: nobody can tell on which of them they are, and an outage of Redis heals by itself.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::http::StatusCode;
use protocol::ids::Limit;
use protocol::messages::{Change, Read};
use protocol::presence::{Presence, PresenceState};
use protocol::rooms::{CreateRoom, DeleteRoom, Invite, RemoveMember, RoomKind};
use protocol::session::{FindPeople, Sync};
use protocol::typing::Typing;
use protocol::{ClientId, ErrorCode, Event, Name, RoomId, RoomName, Timestamp, UserId};
use store::conformance::redis::Server;
use store::redis::{PREFIX, Redis};
use store::rooms::{Actor, NewRoom, Rooms as _};
use store::session::{NewAccount, NewSession, SessionKind, Sessions as _};
use suda::config::values::List;
use suda::config::{Options, Tuning};
use suda::identity::{Secret, mint_user_id};

use crate::support::person::Line;
use crate::support::process::{program, run};
use crate::support::{Net, PASSWORD, Person, Process, in_time};

fn over(redis: &Server) -> Options {
    Options { redis: Some(List::Text(redis.url())), ..Options::default() }
}

/// A replica of this fleet; it stops at once when it is told to.
async fn replica(redis: &Server) -> Net {
    Net::tuned(over(redis), |tuning| tuning.notice = Duration::ZERO).await
}

/// 서연 on one replica and 민준 on another.
async fn two_people(redis: &Server) -> ([Net; 2], Person, Person) {
    let nets = [replica(redis).await, replica(redis).await];
    let (ann, ben) = (nets[0].person("서연").await, nets[1].person("민준").await);
    (nets, ann, ben)
}

#[tokio::test]
async fn two_people_talk_across_replicas() {
    let redis = Server::start();
    let (_nets, mut ann, mut ben) = two_people(&redis).await;
    let room = ann.room("여러 서버의 방", &[&ben]).await.id;
    ann.say(&room, "그쪽에서도 들려요?").await.expect("said");
    ben.hears("그쪽에서도 들려요?").await;
    ben.call(Typing { room_id: room.clone(), on: true }).await.err();
    ann.line.event("typing", |event| matches!(event, Event::Typing(pulse) if pulse.person.name.as_str() == "민준").then_some(())).await;
    ben.say(&room, "네, 잘 들려요").await.expect("said");
    ann.hears("네, 잘 들려요").await;
    let synced = ann.call(Sync::default()).await.expect("sync");
    assert_eq!((synced.rooms[0].unread, synced.present.len()), (1, 1), "one message of theirs, and they are there");
    let tab = ann.second_tab().await;
    ann.call(Read { room_id: room.clone(), seq: synced.rooms[0].head }).await.expect("read");
    drop(tab);
    assert_eq!(ann.call(Sync::default()).await.expect("sync").rooms[0].unread, 0);
}

#[tokio::test]
async fn one_person_on_two_replicas_is_one_person() {
    let redis = Server::start();
    let (nets, ann, mut ben) = two_people(&redis).await;
    let room = ann.room("수다방", &[&ben]).await.id;
    let mut there = Person::sign_in(nets[1].address, "서연").await;
    let head = ann.say(&room, "여기서 말하고").await.expect("said").seq;
    there.hears("여기서 말하고").await;
    there.call(Read { room_id: room.clone(), seq: head }).await.err();
    ben.hears("여기서 말하고").await;
    // One of the two goes: the person stays.
    drop(ann);
    ben.say(&room, "아직 있네요").await.expect("said");
    there.hears("아직 있네요").await;
    assert_eq!(ben.call(Sync::default()).await.expect("sync").present.len(), 1);
}

#[tokio::test]
async fn who_is_removed_on_one_replica_hears_nothing_on_another() {
    let redis = Server::start();
    let (_nets, ann, mut ben) = two_people(&redis).await;
    let room = ann.room("비밀 이야기", &[&ben]).await.id;
    ann.call(RemoveMember { room_id: room.clone(), user_id: ben.id() }).await.expect("removed");
    ann.say(&room, "이제 우리끼리예요").await.expect("said");
    let removed =
        |event: &Event| matches!(event, Event::RoomEvent(entry) if matches!(entry.change, Change::MemberRemoved { .. })).then_some(());
    ben.line.event("the removal", removed).await;
    let other = ann.room("다른 방", &[&ben]).await.id;
    ann.say(&other, "여기는 들려요").await.expect("said");
    ben.hears("여기는 들려요").await;
    let after = |event: &Event| matches!(event, Event::RoomEvent(entry) if entry.room_id == room).then_some(());
    assert!(ben.line.kept(after).is_none(), "nothing after the removal");
    ann.call(DeleteRoom { room_id: other.clone() }).await.expect("deleted");
    ben.line.event("the deletion", |event| matches!(event, Event::RoomDeleted(gone) if gone.room_id == other).then_some(())).await;
}

#[tokio::test]
async fn a_session_that_ends_on_one_replica_ends_on_all() {
    let redis = Server::start();
    let (nets, _ann, mut ben) = two_people(&redis).await;
    ben.browser = ben.browser.moved(nets[0].address);
    let began = Instant::now();
    assert_eq!(ben.browser.post("/sign-out", &[]).await.leads_to(), "/sign-in");
    assert_eq!(ben.line.refused().await.code, ErrorCode::Unauthenticated);
    assert!(began.elapsed() < Duration::from_secs(10), "as soon as it can be said, not when somebody looks");

    let ben = Person::sign_in(nets[1].address, "민준").await;
    let mut admin = Person::sign_in(nets[0].address, "서연").await;
    let (mut line, id) = (ben.line, ben.me.person.id);
    assert_eq!(admin.browser.post("/admin/people/close", &[("userId", id.as_str())]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(line.refused().await.code, ErrorCode::Unauthenticated);
    let again = [("name", "민준"), ("password", PASSWORD), ("next", "/")];
    assert_eq!(nets[1].browser().post("/sign-in", &again).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_repeated_command_tells_what_the_first_try_did_not() {
    let redis = Server::start();
    let (_nets, ann, mut ben) = two_people(&redis).await;
    // As a replica leaves it that dies between storing and saying: the room is there, and nobody was told.
    let store = Redis::new(&redis.address(), PREFIX).expect("an address");
    let new = |number: u8, kind, participants| NewRoom {
        id: RoomId::new(&format!("room{number}")).expect("an id"),
        client_id: Some(ClientId::new(&format!("c{number}")).expect("an id")),
        kind,
        name: Some(RoomName::new("아무도 모르는 방").expect("a name")),
        creator: ann.id(),
        participants,
        at: Timestamp(1_700_000_000_000),
    };
    let untold = new(1, RoomKind::Private, vec![ben.id()]);
    let (client_id, kind, name) = (untold.client_id.clone(), untold.kind, untold.name.clone());
    store.create_room(untold).await.expect("a room");
    let again = CreateRoom { client_id, name, kind, participants: vec![ben.id()] };
    let room = ann.call(again).await.expect("the room that is there").id;
    let invited = |room: RoomId| move |event: &Event| matches!(event, Event::RoomInvite(invite) if invite.room.id == room).then_some(());
    ben.line.event("the invitation", invited(room.clone())).await;
    ann.say(&room, "이제 들려요?").await.expect("said");
    ben.hears("이제 들려요?").await;

    let untold = new(2, RoomKind::Private, Vec::new());
    let room = store.create_room(untold).await.expect("a room").room_id;
    let actor = Actor { id: ann.id(), admin: false };
    store.invite(&room, &actor, &[ben.id()], Timestamp(1_700_000_000_000)).await.expect("invited");
    ann.call(Invite { room_id: room.clone(), participants: vec![ben.id()] }).await.expect("invited already");
    ben.line.event("the invitation", invited(room.clone())).await;
    ann.say(&room, "여기도요").await.expect("said");
    ben.hears("여기도요").await;

    store.remove_member(&room, &actor, &ben.id(), Timestamp(1_700_000_000_000)).await.expect("removed").expect("an entry");
    ann.call(RemoveMember { room_id: room.clone(), user_id: ben.id() }).await.expect("removed already");
    let removed =
        |event: &Event| matches!(event, Event::RoomEvent(entry) if matches!(entry.change, Change::MemberRemoved { .. })).then_some(());
    ben.line.event("the removal", removed).await;
}

#[tokio::test]
async fn an_outage_of_redis_is_said_and_heals() {
    let mut redis = Server::start();
    let (nets, mut ann, mut ben) = two_people(&redis).await;
    let room = ann.room("수다방", &[&ben]).await.id;
    ann.say(&room, "아직은 돼요").await.expect("said");
    ben.hears("아직은 돼요").await;
    redis.kill();
    let began = Instant::now();
    let error = ann.say(&room, "지금은요?").await.expect_err("nothing can be stored");
    assert!(error.code == ErrorCode::Unavailable && error.code.is_retryable(), "{error:?}");
    assert!(began.elapsed() < Duration::from_secs(4), "told soon: {:?}", began.elapsed());
    let mut browser = ann.browser.clone();
    let page = browser.get("/").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.text().contains("<html") && !page.header("retry-after").is_empty(), "a page that says what is wrong");
    assert_eq!(browser.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(browser.get("/healthz").await.status, StatusCode::OK, "an outage that all replicas share takes none of them out");
    redis.start_again();
    in_time("the replica is ready again", async { while browser.get("/readyz").await.status != StatusCode::OK {} }).await;
    in_time("it is stored again", async { while ann.say(&room, "이제는 돼요").await.is_err() {} }).await;
    ben.hears("이제는 돼요").await;
    ben.say(&room, "다시 들려요").await.expect("said");
    ann.hears("다시 들려요").await;
    drop(nets);
}

#[tokio::test]
async fn what_the_bus_lost_is_found_in_the_store() {
    let redis = Server::start();
    let (_nets, ann, mut ben) = two_people(&redis).await;
    let room = ann.room("수다방", &[&ben]).await.id;
    for round in 0..10 {
        redis.say("CLIENT KILL TYPE pubsub").expect("Redis answers");
        let text = format!("{round}번째로 끊긴 사이의 말");
        ann.say(&room, &text).await.expect("said");
        ben.hears(&text).await;
    }
}

#[tokio::test]
async fn whose_replica_is_killed_is_offline_when_the_lease_ends() {
    let redis = Server::start();
    let net = Net::tuned(over(&redis), |tuning| {
        tuning.notice = Duration::ZERO;
        tuning.announce.lease = Duration::from_secs(3);
    })
    .await;
    let mut ann = net.person("서연").await;
    let killed = Process::start_with(&["--redis", &redis.url()]).await;
    let ben = Person::sign_up(killed.address, "민준").await;
    ann.room("수다방", &[&ben]).await;
    let of_ben = |event: &Event| match event {
        Event::Presence(Presence { user_id, state, .. }) if *user_id == ben.me.person.id => Some(*state),
        _ => None,
    };
    assert_eq!(ann.line.event("he is there", of_ben).await, PresenceState::Online);
    drop(killed);
    // His lease is of the usual length: its end is brought near, as if the time had passed.
    let until = redis.ask(&format!("ZADD suda:{{presence}}:until XX 1 {}", ben.me.person.id)).expect("Redis answers");
    assert!(until.starts_with(':'), "{until}");
    assert_eq!(ann.line.event("he is gone", of_ben).await, PresenceState::Offline);
    assert!(ann.call(Sync::default()).await.expect("sync").present.is_empty());
    let find = FindPeople { query: ben.name.clone(), cursor: None, limit: Limit::default() };
    let found = ann.call(find).await.expect("found").people;
    assert!(found[0].seen_at.is_some(), "whoever finds that he is gone notes it: {found:?}");
}

#[tokio::test]
async fn starting_before_redis_just_waits() {
    let mut redis = Server::start();
    redis.kill();
    let net = Net::begun(over(&redis), |tuning| tuning.notice = Duration::ZERO).await;
    let mut browser = net.browser();
    let page = browser.get("/sign-up").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(browser.get("/healthz").await.status, StatusCode::OK);
    redis.start_again();
    in_time("it is ready", async { while browser.get("/readyz").await.status != StatusCode::OK {} }).await;
    let mut ann = net.person("서연").await;
    let room = ann.room("수다방", &[]).await.id;
    ann.say(&room, "늦게 와도 괜찮아요").await.expect("said");
    ann.hears("늦게 와도 괜찮아요").await;
}

/// Many people who are signed in and connected, spread over these replicas; each is in the room of the one before them, too.
async fn crowd(redis: &Server, nets: &[Net], count: usize) -> Vec<Line> {
    let store = Redis::new(&redis.address(), PREFIX).expect("an address");
    let at = Timestamp(
        i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis()).expect("before 292 million"),
    );
    let mut tokens = Vec::with_capacity(count);
    let mut before: Option<UserId> = None;
    for number in 0..count {
        let name = Name::new(&format!("사람{number}")).expect("a name");
        let (id, key) = (mint_user_id(protocol::ids::UserKind::Account), name.key(str::to_owned));
        let new = NewAccount { id: id.clone(), name, key, password_hash: "x".into(), at, invite: None };
        store.create_account(new).await.expect("an account");
        let secret = Secret::mint();
        let expires_at = Timestamp(at.0 + 3_600_000);
        let session =
            NewSession { kind: SessionKind::Browser, token: secret.digest(), user_id: id.clone(), at, expires_at, label: "시험".into() };
        store.start_session(session).await.expect("a session");
        let room = NewRoom {
            id: RoomId::new(&format!("r{number}")).expect("an id"),
            client_id: None,
            kind: RoomKind::Private,
            name: Some(RoomName::new(&format!("{number}번째 방")).expect("a name")),
            creator: id.clone(),
            participants: before.replace(id).into_iter().collect(),
            at,
        };
        store.create_room(room).await.expect("a room");
        tokens.push(secret);
    }
    // When all rooms are there: nobody is told of them.
    let start = |(number, token): (usize, &Secret)| Line::start_as(nets[number % nets.len()].address, token);
    let mut lines: Vec<Line> = tokens.iter().enumerate().map(start).collect();
    for line in &mut lines {
        line.connected().await;
    }
    lines
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_costs_the_same_whatever_else_there_is() {
    const PEOPLE: usize = 1_000;
    let redis = Server::start();
    let mut nets = Vec::new();
    for _ in 0..3 {
        let quiet = |tuning: &mut Tuning| {
            tuning.notice = Duration::ZERO;
            // Nothing that comes round by itself is counted.
            tuning.announce.lease = Duration::from_hours(24);
            tuning.announce.sweep = Duration::from_hours(24);
        };
        nets.push(Net::tuned(over(&redis), quiet).await);
    }
    let (ann, mut ben) = (nets[0].person("서연").await, nets[1].person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    let cost = async |ben: &mut Person, text: &str| {
        let commands = || counted(&redis.ask("INFO commandstats").expect("Redis answers"));
        let before = commands();
        ann.say(&room, text).await.expect("said");
        ben.hears(text).await;
        let of = |name: &str, all: &[(String, u64)]| all.iter().find(|(command, _)| command == name).map_or(0, |(_, calls)| *calls);
        let after = commands();
        ["evalsha", "publish", "xadd", "hmget", "hget", "zrange"].map(|name| of(name, &after) - of(name, &before))
    };
    cost(&mut ben, "첫 마디에는 스크립트도 실려 가요").await;
    let alone = cost(&mut ben, "방이 하나일 때").await;
    let lines = crowd(&redis, &nets, PEOPLE).await;
    let heard = |room: &str| redis.ask(&format!("PUBSUB NUMSUB suda:{{{room}}}:room-says")).expect("Redis answers");
    let last = format!("r{}", PEOPLE - 1);
    in_time("everybody hears their rooms: two people on two replicas", async {
        while !heard(&last).trim_end().ends_with(":2") {
            // The servers run on these threads, too.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    // That a thousand people came is still being told for a moment: that costs something, too.
    in_time("a message costs what it did", async { while cost(&mut ben, "방이 천 개일 때").await != alone {} }).await;
    assert_eq!(alone[..4], [1, 1, 1, 1], "one script, one message on the bus, one entry, one look for names");
    assert!(
        heard(room.as_str()).trim_end().ends_with(":2"),
        "the replica that has nobody in the room does not hear it: {}",
        heard(room.as_str())
    );
    drop(lines);
}

/// From `cmdstat_get:calls=3,…` on each line.
fn counted(info: &str) -> Vec<(String, u64)> {
    let line = |line: &str| {
        let (name, rest) = line.strip_prefix("cmdstat_")?.split_once(":calls=")?;
        Some((name.to_owned(), rest.split(',').next()?.parse().ok()?))
    };
    info.lines().filter_map(line).collect()
}

#[tokio::test]
async fn the_operator_is_told_what_redis_would_lose() {
    let redis = Server::with(&["--appendonly", "no", "--maxmemory-policy", "allkeys-lru"]);
    let dir = tempfile::tempdir().expect("a directory");
    let invite = run(dir.path(), &["invite", "--redis", &redis.url()]).await;
    let link = String::from_utf8(invite.stdout).expect("text");
    assert!(link.starts_with("http://127.0.0.1:3000/sign-up?invite="), "{link}");
    let log =
        Process::log_until(program(dir.path(), &["--listen", "127.0.0.1:0", "--redis", &redis.url()]), "everything is kept in Redis").await;
    assert!(log.contains("a restart of it loses messages; set `appendonly yes`"), "{log}");
    assert!(log.contains("allkeys-lru") && log.contains("set `maxmemory-policy noeviction`"), "{log}");
    redis.say("SET suda:version 99").expect("Redis answers");
    let refused = run(dir.path(), &["--listen", "127.0.0.1:0", "--redis", &redis.url()]).await;
    let said = String::from_utf8(refused.stderr).expect("text");
    assert!(!refused.status.success() && said.contains("suda: redis: what is stored has version 99"), "{said}");
}

/// Runs openssl in a directory.
fn openssl(dir: &std::path::Path, arguments: &str) {
    let ran = std::process::Command::new("openssl").args(arguments.split(' ')).current_dir(dir).output().expect("openssl can be started");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[tokio::test]
async fn redis_is_spoken_to_by_tls() {
    let dir = tempfile::tempdir().expect("a directory");
    openssl(dir.path(), "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=suda -keyout ca.key -out ca.crt");
    openssl(dir.path(), "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=redis -keyout redis.key -out redis.csr");
    std::fs::write(dir.path().join("names"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n").expect("a file");
    openssl(dir.path(), "x509 -req -in redis.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out redis.crt");
    let path = |name: &str| dir.path().join(name).display().to_string();
    let (certificate, key, authority) = (path("redis.crt"), path("redis.key"), path("ca.crt"));
    let (redis, tls_port) = Server::with_tls(&["--tls-cert-file", &certificate, "--tls-key-file", &key, "--tls-ca-cert-file", &authority]);
    let url = format!("rediss://localhost:{tls_port}");
    let suda = |trusted: &str| {
        let mut program = program(dir.path(), &["--listen", "127.0.0.1:0", "--redis", &url]);
        program.env("SSL_CERT_FILE", trusted);
        program
    };
    Process::log_until(suda(&authority), "everything is kept in Redis").await;
    assert!(redis.say("GET suda:version").is_some_and(|length| length == "$1"), "it wrote there");
    // Whom nobody has vouched for is not spoken to.
    openssl(
        dir.path(),
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=other -keyout other.key -out other.crt",
    );
    let log = Process::log_until(suda(&path("other.crt")), "waiting for Redis").await;
    assert!(log.contains("certificate"), "{log}");
}
