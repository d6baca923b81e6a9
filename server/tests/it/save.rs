//! Saving a conversation: all of it, for members, as a file that is whole or shows that it is not.

use std::net::SocketAddr;
use std::num::NonZeroUsize;

use axum::http::StatusCode;
use protocol::Seq;
use protocol::ids::Limit;
use protocol::messages::{Cursor, Entry, History};
use protocol::rooms::{CreateRoom, RemoveMember, RenameRoom, RoomKind, RoomSummary};
use protocol::session::Person as Somebody;
use protocol::{RoomId, RoomName, Timestamp};
use serde_json::Value;
use suda::clock::Clock;
use suda::config::{Options, Tuning};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::{Browser, Net, Person, in_time};

/// 2026-11-23, 23:30 in Seoul.
const EVENING: Timestamp = Timestamp(1_795_444_200_000);

fn path(room: &RoomId, ending: &str) -> String {
    format!("/rooms/{room}/conversation.{ending}")
}

/// Many messages are no flood here.
fn talkative(tuning: &mut Tuning) {
    tuning.limits.send = suda::chat::limit::Rate::new(100_000, 100_000);
}

/// The whole log, by `history`.
async fn log(person: &Person, room: &RoomId) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    loop {
        let after = entries.last().map_or(Seq::ZERO, |entry| entry.seq);
        let limit = Limit::new(Limit::MAX).expect("within the bounds");
        let page = person.call(History::new(room.clone(), Cursor::After(after), limit)).await.expect("a page");
        if page.entries.is_empty() {
            return entries;
        }
        entries.extend(page.entries);
    }
}

/// A room of more than three pages: messages of two people, one that answers, notices among them.
async fn long_talk(ann: &Person, ben: &Person) -> RoomSummary {
    let room = ann.room("점심", &[ben]).await;
    for number in 1..=330 {
        let who = if number % 3 == 0 { ben } else { ann };
        who.say(&room.id, &format!("{number}번째: 닭갈비 <b>먹자</b> & \"둘\"")).await.expect("said");
        if number == 150 {
            let name = RoomName::new("점심/저녁: \"어디\"").expect("a name");
            ben.call(RenameRoom { room_id: room.id.clone(), name }).await.expect("renamed");
        }
    }
    ann.say(&room.id, "שלום <script>alert(1)</script>").await.expect("said");
    room
}

#[tokio::test]
async fn all_of_a_room_is_saved_as_history_tells_it() {
    let net = Net::tuned(Options::default(), |tuning| {
        talkative(tuning);
        tuning.clock = Clock::from_fn(|| EVENING);
    })
    .await;
    let (mut ann, ben) = (net.person("서연").await, net.person("지민").await);
    let room = long_talk(&ann, &ben).await.id;
    let answer = ann.browser.get(&path(&room, "json")).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    assert_eq!(answer.header("cache-control"), "no-store");
    let file = "attachment; filename=\"conversation 2026-11-23.json\"; filename*=UTF-8''\
                %EC%A0%90%EC%8B%AC_%EC%A0%80%EB%85%81_%20_%EC%96%B4%EB%94%94_%202026-11-23.json";
    assert_eq!(answer.header("content-disposition"), file);
    let log = log(&ann, &room).await;
    assert_eq!(answer.header("x-suda-entries"), log.len().to_string());
    let document: Value = serde_json::from_slice(&answer.bytes).expect("JSON");
    let entries: Vec<Entry> = serde_json::from_value(document["entries"].clone()).expect("entries as on the wire");
    assert_eq!(entries, log);
    assert!(log.len() > 330 && log.iter().any(|entry| !entry.change.is_message()));
    let summary: RoomSummary = serde_json::from_value(document["room"].clone()).expect("a room as on the wire");
    assert_eq!((summary.id, summary.head), (room, log.last().expect("not empty").seq));
    let by: Somebody = serde_json::from_value(document["savedBy"].clone()).expect("a person");
    assert_eq!((by, &document["savedAt"]), (ann.me.person.clone(), &Value::from(EVENING.0)));
    assert_eq!(answer.text().lines().count(), log.len() + 2, "an entry a line");
}

#[tokio::test]
async fn the_page_stands_alone_and_says_the_same() {
    let net = Net::tuned(Options::default(), |tuning| {
        talkative(tuning);
        tuning.clock = Clock::from_fn(|| EVENING);
    })
    .await;
    let (mut ann, ben) = (net.person("서연").await, net.person("지민").await);
    let room = long_talk(&ann, &ben).await.id;
    let answer = ann.browser.get(&format!("{}?zone=540", path(&room, "html"))).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    assert!(answer.header("content-disposition").ends_with("%202026-11-23.html"));
    assert!(answer.header("content-security-policy").contains("script-src 'none'"));
    let page = answer.text();
    for number in [1, 100, 101, 200, 330] {
        assert!(page.contains(&format!("{number}번째: 닭갈비 &lt;b&gt;먹자&lt;/b&gt; &amp; &quot;둘&quot;")), "{number}");
    }
    assert!(page.contains("שלום &lt;script&gt;alert(1)&lt;/script&gt;"));
    for tag in ["<script", "<b>", "http://", "https://", "src="] {
        assert!(!page.contains(tag), "{tag}");
    }
    assert!(page.contains("초대했어요") && page.contains("방 이름을 ‘점심/저녁: &quot;어디&quot;’로 바꿨어요"));
    assert!(page.contains("<time datetime=\"2026-11-23T23:30:00+09:00\">23:30</time>") && page.contains("2026-11-23 월요일"));
    assert!(page.contains("서연님이 2026-11-23 23:30 (UTC+09:00)에 저장한 대화예요."));
    let entries = log(&ann, &room).await.len();
    assert!(page.contains(&format!("여기까지 모두 {entries}개예요.</footer></body></html>\n")));
    assert_eq!(page.lines().count(), entries + 2, "an entry a line");

    ann.browser.headers.insert("accept-language", "en".parse().expect("a value"));
    let day_later = ann.browser.get(&format!("{}?zone=600", path(&room, "html"))).await;
    assert!(day_later.header("content-disposition").ends_with("%202026-11-24.html"), "a day later, further east");
    assert!(day_later.text().contains("renamed the room to") && day_later.text().contains("2026-11-24 Tuesday"));
    for nonsense in ["x", "99999", "1081", ""] {
        let utc = ann.browser.get(&format!("{}?zone={nonsense}", path(&room, "html"))).await;
        assert!(utc.text().contains("2026-11-23 14:30 (UTC)"), "{nonsense}");
    }
}

#[tokio::test]
async fn only_members_save_a_conversation() {
    let net = Net::start().await;
    let (ann, ben) = (net.person("서연").await, net.person("지민").await);
    let (mut admin, mut stranger) = (net.person("관리자").await, net.person("남").await);
    let mut removed = net.person("지우").await;
    let room = ann.room("비밀 모임", &[&ben, &removed]).await.id;
    ann.say(&room, "비밀이야").await.expect("said");
    ann.call(RemoveMember { room_id: room.clone(), user_id: removed.id() }).await.expect("removed");
    for ending in ["json", "html"] {
        for person in [&mut admin, &mut stranger, &mut removed] {
            for path in [path(&room, ending), format!("/rooms/none/conversation.{ending}"), format!("/rooms/!/conversation.{ending}")] {
                let answer = person.browser.get(&path).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path} by {}", person.name);
                assert!(!answer.text().contains("비밀") && answer.header("content-disposition").is_empty());
            }
        }
        let answer = net.browser().get(&path(&room, ending)).await;
        assert_eq!(answer.leads_to(), format!("/sign-in?next={}", path(&room, ending)), "who is not signed in comes back afterwards");
    }
}

#[tokio::test]
async fn a_program_saves_with_its_token() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let room = ann.room("점심", &[]).await.id;
    ann.browser.post("/settings/tokens", &[("name", "백업")]).await;
    let token =
        ann.browser.get("/settings?done=tokens").await.text().split('"').find(|value| value.starts_with("suda_")).map(str::to_owned);
    for (token, status) in [(token.expect("the token is shown"), StatusCode::OK), ("suda_wrong".to_owned(), StatusCode::UNAUTHORIZED)] {
        let mut program = net.browser();
        program.headers.insert("authorization", format!("Bearer {token}").parse().expect("a value"));
        assert_eq!(program.get(&path(&room, "json")).await.status, status);
    }
}

#[tokio::test]
async fn a_room_without_a_name_is_named_after_its_people() {
    let net = Net::tuned(Options::default(), |tuning| tuning.clock = Clock::from_fn(|| EVENING)).await;
    let (mut ann, ben) = (net.person("Ann").await, net.person("Ben").await);
    let direct = CreateRoom { client_id: None, name: None, kind: RoomKind::Direct, participants: vec![ben.id()] };
    let room = ann.call(direct).await.expect("a room").id;
    let answer = ann.browser.get(&path(&room, "json")).await;
    assert!(answer.header("content-disposition").contains("filename=\"Ben 2026-11-23.json\""));
}

/// A download that nobody reads on: the socket takes little, so the server has to wait.
struct Download(TcpStream);

impl Download {
    async fn begin(address: SocketAddr, browser: &Browser, path: &str, encoding: &str) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(16 * 1024).expect("a small buffer");
        let mut stream = socket.connect(address).await.expect("the server listens");
        let (cookie, accept) = (browser.cookie(), format!("Accept-Encoding: {encoding}"));
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n{accept}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut first = [0; 15];
        in_time("the status", stream.read_exact(&mut first)).await.expect("an answer");
        assert_eq!(&first, b"HTTP/1.1 200 OK");
        Self(stream)
    }

    /// How much came of it, and whether it was whole: then the last chunk says so.
    async fn finish(mut self) -> (usize, bool) {
        let (mut piece, mut end, mut length) = (vec![0; 256 * 1024], Vec::new(), 0);
        loop {
            let read = in_time("more of it", self.0.read(&mut piece)).await.unwrap_or(0);
            length += read;
            end.extend_from_slice(&piece[..read]);
            end.drain(..end.len().saturating_sub(5));
            let whole = end == b"0\r\n\r\n";
            if read == 0 || whole {
                return (length, whole);
            }
        }
    }
}

/// More than what waits on its way: the kernel holds some megabytes for a reader who does not read.
async fn much_talk(ann: &Person, room: &RoomId, messages: usize) -> usize {
    let (mut random, mut bytes) = (1_u32, 0);
    for _ in 0..messages {
        // No compression makes much less of it: Chinese characters of four bytes, as they come.
        let text: String = (0..4_000)
            .map(|_| {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                char::from_u32(0x20000 + (random >> 16) % 0xA6D0).expect("one of 42,704 characters")
            })
            .collect();
        bytes += text.len();
        ann.say(room, &text).await.expect("said");
    }
    bytes
}

#[tokio::test]
async fn who_is_removed_or_signed_out_meanwhile_gets_a_file_that_is_cut_off() {
    let net = Net::tuned(Options::default(), talkative).await;
    let (ann, mut ben) = (net.person("서연").await, net.person("지민").await);
    let room = ann.room("큰 방", &[&ben]).await.id;
    let all = much_talk(&ann, &room, 600).await;
    for (ending, encoding) in [("json", "identity"), ("html", "gzip")] {
        let path = path(&room, ending);
        let whole = Download::begin(net.address, &ann.browser, &path, "identity").await;
        let signed_out = Download::begin(net.address, &ben.browser, &path, encoding).await;
        let elsewhere = Person::sign_in(net.address, "지민").await;
        ben.browser.post("/sign-out", &[]).await;
        let removed = Download::begin(net.address, &elsewhere.browser, &path, encoding).await;
        ann.call(RemoveMember { room_id: room.clone(), user_id: ben.id() }).await.expect("removed");
        for (who, cut) in [("removed", removed), ("signed out", signed_out)] {
            let (length, is_whole) = cut.finish().await;
            assert!(!is_whole && length < all, "{who}: {length} of {all}");
        }
        let (length, is_whole) = whole.finish().await;
        assert!(is_whole && length > all, "the others' is whole: {length} of {all}");
        ann.call(protocol::rooms::Invite { room_id: room.clone(), participants: vec![ben.id()] }).await.expect("invited again");
        ben = elsewhere;
    }
}

#[tokio::test]
async fn one_person_saves_so_many_at_once() {
    let net = Net::tuned(Options::default(), |tuning| {
        talkative(tuning);
        tuning.limits.saves = NonZeroUsize::new(1).expect("not 0");
    })
    .await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("지민").await);
    let room = ann.room("큰 방", &[&ben]).await.id;
    much_talk(&ann, &room, 300).await;
    let path = path(&room, "json");
    let under_way = Download::begin(net.address, &ann.browser, &path, "identity").await;
    let refused = ann.browser.get(&path).await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "5"));
    assert_eq!(ben.browser.get(&path).await.status, StatusCode::OK, "others are not in the way");
    assert!(under_way.finish().await.1);
    assert_eq!(ann.browser.get(&path).await.status, StatusCode::OK, "and then the next one");
}

#[tokio::test]
async fn a_compressed_file_is_the_same() {
    let net = Net::tuned(Options::default(), talkative).await;
    let (mut ann, ben) = (net.person("서연").await, net.person("지민").await);
    let room = long_talk(&ann, &ben).await.id;
    let plain = ann.browser.get(&path(&room, "html")).await.bytes.len();
    ann.browser.headers.insert("accept-encoding", "br".parse().expect("a value"));
    let packed = ann.browser.get(&path(&room, "html")).await;
    assert_eq!(packed.header("content-encoding"), "br");
    assert!(packed.bytes.len() * 4 < plain, "{} of {plain}", packed.bytes.len());
    assert!(!packed.header("x-suda-entries").is_empty());
}
