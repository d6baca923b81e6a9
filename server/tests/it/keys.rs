//! Coming in without a password: access tokens, bots, guests.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::http::StatusCode;
use client::Signal;
use protocol::ids::UserKind;
use protocol::rooms::{CreateRoom, Invite, JoinRoom, PublicRooms, RoomKind};
use protocol::session::{FindPeople, Sync};
use protocol::{ErrorCode, Event, RoomName, Timestamp};
use serde_json::json;
use suda::clock::Clock;
use suda::config::Options;
use suda::config::values::List;

use crate::asking::ask;
use crate::support::person::{Line, message};
use crate::support::{Browser, Net, PASSWORD, Person};
use crate::wire;

fn guests(may: &str) -> Options {
    Options { guests: Some(List::Text(may.into())), ..Options::default() }
}

/// Makes an access token in settings; it stands in a field of the page that comes.
pub(crate) async fn token(browser: &mut Browser, called: &str) -> String {
    let made = browser.post("/settings/tokens", &[("name", called)]).await;
    assert_eq!(made.leads_to(), "/settings?done=tokens");
    let page = browser.get("/settings?done=tokens").await;
    shown(page.text()).expect("the token is shown")
}

fn shown(page: &str) -> Option<String> {
    page.split("value=\"").find_map(|rest| rest.split('"').next().filter(|value| value.starts_with("suda_"))).map(str::to_owned)
}

/// The handle that a form of the list has.
fn handle(page: &str, action: &str) -> String {
    let form = page.split(&format!("action=\"{action}\"")).nth(1).expect("a form");
    form.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a handle").to_owned()
}

async fn connected(line: &mut Line) {
    line.connected().await;
    line.call(Sync::default()).await.expect("sync is answered");
}

/// A guest, come in by the form.
async fn guest(net: &Net, name: &str) -> (Browser, Line) {
    let mut browser = net.browser();
    assert_eq!(browser.post("/guest", &[("name", name)]).await.leads_to(), "/");
    let mut line = Line::start(&browser);
    connected(&mut line).await;
    (browser, line)
}

#[tokio::test]
async fn a_token_is_shown_once_and_opens_a_connection() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let token = token(&mut ann.browser, "집 서버 알림").await;
    assert_eq!(token.len(), "suda_".len() + 43);
    let page = ann.browser.get("/settings").await;
    assert!(page.text().contains("집 서버 알림") && shown(page.text()).is_none(), "shown once");

    let mut program = Line::start_with(net.address, &token);
    connected(&mut program).await;
    let room = ann.room("알림", &[]).await;
    program.call(message(&room.id, suda::identity::mint_client_id(), "🔔 백업이 끝났어요")).await.expect("said");
    ann.hears("🔔 백업이 끝났어요").await;

    // The same with a header, by websocket and in the API; under the other name in the handshake.
    let bearer = format!("Bearer {token}");
    let mut wire = wire::open(net.address, "", &[("authorization", &bearer)]).await.expect("a websocket");
    assert!(wire.next().await.expect("a handshake").starts_with("0{"));
    wire.send("40").await;
    assert!(wire.next().await.expect("an answer").starts_with("40{"));
    let mut wire = wire::open(net.address, "", &[]).await.expect("a websocket");
    wire.next().await.expect("a handshake");
    wire.send(&format!("40{}", json!({ "accessToken": token }))).await;
    assert!(wire.next().await.expect("an answer").starts_with("40{"));
    let body = json!({ "query": "백업" }).to_string();
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let found = net.browser().ask(axum::http::Method::POST, "/api/search", &headers, body).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text());

    // It opens no page, and is nobody's cookie.
    assert_eq!(net.browser().post_from(&[("authorization", &bearer)], "/settings/name", &[("name", "남")]).await.leads_to(), "/sign-in");
    let mut other = net.browser();
    let cookie = format!("suda={token}");
    other.headers.insert("cookie", cookie.parse().expect("a value"));
    assert!(other.get("/settings").await.leads_to().starts_with("/sign-in"));
}

#[tokio::test]
async fn what_is_no_token_is_nobody_whatever_the_cookie_says() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    for auth in [json!({ "token": "suda_nonsense" }), json!({ "token": "" }), json!({ "token": 7 }), json!({ "accessToken": "틀림" })] {
        let cookie = ann.browser.cookie();
        let mut wire = wire::open(net.address, "", &[("cookie", &cookie)]).await.expect("a websocket");
        wire.next().await.expect("a handshake");
        wire.send(&format!("40{auth}")).await;
        let answer = wire.next().await.expect("an answer");
        assert!(answer.starts_with("44") && answer.contains("unauthenticated"), "{auth}: {answer}");
    }
    let none = json!({ "token": null });
    let cookie = ann.browser.cookie();
    let mut wire = wire::open(net.address, "", &[("cookie", &cookie)]).await.expect("a websocket");
    wire.next().await.expect("a handshake");
    wire.send(&format!("40{none}")).await;
    assert!(wire.next().await.expect("an answer").starts_with("40{"), "no token: the cookie counts");
}

#[tokio::test]
async fn a_revoked_token_ends_its_connections() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let token = token(&mut ann.browser, "봇").await;
    let mut program = Line::start_with(net.address, &token);
    connected(&mut program).await;
    let page = ann.browser.get("/settings").await;
    let id = handle(page.text(), "/settings/tokens/revoke");
    assert_eq!(ann.browser.post("/settings/tokens/revoke", &[("id", &id)]).await.leads_to(), "/settings?done=revoked");
    assert_eq!(program.refused().await.code, ErrorCode::Unauthenticated);
    assert!(ask(&ann.line, "public_rooms", &json!({})).await.is_ok(), "the person's own connection stays");

    // A new password ends tokens, too: whoever has got one is out.
    let mut browser = ann.browser.clone();
    let token = self::token(&mut browser, "봇").await;
    let mut program = Line::start_with(net.address, &token);
    connected(&mut program).await;
    let changed = browser.post("/settings/password", &[("current", PASSWORD), ("password", "아주 새로운 비밀번호")]).await;
    assert_eq!(changed.leads_to(), "/settings?done=password");
    assert_eq!(program.refused().await.code, ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn tokens_have_bounds_and_a_name() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let refused = ann.browser.post("/settings/tokens", &[("name", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for number in 0..store::session::MAX_TOKENS {
        ann.browser.post("/settings/tokens", &[("name", &format!("봇 {number}"))]).await.leads_to();
    }
    let refused = ann.browser.post("/settings/tokens", &[("name", "하나 더")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("50개까지") && refused.text().contains("하나 더"), "said, and what was typed is kept");
}

#[tokio::test]
async fn a_bot_has_tokens_and_a_mark_and_no_password() {
    let net = Net::start().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    assert_eq!(ben.browser.post("/admin/bots", &[("name", "알림이")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ann.browser.post("/admin/bots", &[("name", "민준")]).await.status, StatusCode::CONFLICT);
    assert_eq!(ann.browser.post("/admin/bots", &[("name", "알림이")]).await.leads_to(), "/admin");
    let page = ann.browser.get("/admin").await;
    let first = shown(page.text()).expect("the token is shown");
    assert!(page.text().contains("봇"), "marked in the list");
    let mut bot = Line::start_with(net.address, &first);
    connected(&mut bot).await;
    let me = bot.call(Sync::default()).await.expect("sync is answered").me;
    assert_eq!(me.person.id.kind(), UserKind::Bot);
    for password in ["", PASSWORD] {
        let refused = net.browser().post("/sign-in", &[("name", "알림이"), ("password", password)]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
    let reset = ann.browser.post("/admin/people/reset", &[("userId", me.person.id.as_str())]).await;
    assert_eq!(reset.status, StatusCode::NOT_FOUND, "a bot has no password to set");

    assert_eq!(ann.browser.post("/admin/bots/renew", &[("userId", me.person.id.as_str())]).await.leads_to(), "/admin");
    assert_eq!(bot.refused().await.code, ErrorCode::Unauthenticated);
    let second = shown(ann.browser.get("/admin").await.text()).expect("the token is shown");
    connected(&mut Line::start_with(net.address, &second)).await;
    let renewed = ann.browser.post("/admin/bots/renew", &[("userId", ben.id().as_str())]).await;
    assert_eq!(renewed.status, StatusCode::NOT_FOUND, "a person is no bot");
}

#[tokio::test]
async fn guests_are_off_unless_the_operator_wants_them() {
    let net = Net::start().await;
    net.person("서연").await;
    assert!(!net.browser().get("/sign-in").await.text().contains("/guest"));
    assert_eq!(net.browser().post("/guest", &[("name", "손님")]).await.status, StatusCode::FORBIDDEN);

    let net = Net::with(guests("on")).await;
    let refused = net.browser().post("/guest", &[("name", "손님")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "not before somebody administers");
    net.person("서연").await;
    assert!(net.browser().get("/sign-in").await.text().contains("action=\"/guest\""));
}

#[tokio::test]
async fn a_guest_talks_under_a_name_that_is_nobody_elses() {
    let net = Net::with(guests("on")).await;
    let mut ann = net.person("서연").await;
    for taken in ["서연", "서 연 ".trim_end(), "\u{200D}"] {
        let status = net.browser().post("/guest", &[("name", taken)]).await.status;
        assert!(taken == "서 연" || status.is_client_error(), "{taken:?}: {status}");
    }
    let (mut browser, mut line) = guest(&net, "지나가던 손님").await;
    let me = line.call(Sync::default()).await.expect("sync is answered").me;
    assert_eq!(me.person.id.kind(), UserKind::Guest);
    let found = ann.call(FindPeople { query: "지나가던".into(), ..FindPeople::default() }).await.expect("a page");
    assert_eq!(found.people[0].person, me.person);
    let command = CreateRoom { client_id: None, name: None, kind: RoomKind::Direct, participants: vec![me.person.id.clone()] };
    let room = ann.call(command).await.expect("a room");
    ann.line.event("joined_room", |event| matches!(event, Event::JoinedRoom(_)).then_some(())).await;
    line.event("room_invite", |event| matches!(event, Event::RoomInvite(_)).then_some(())).await;
    line.call(message(&room.id, suda::identity::mint_client_id(), "안녕하세요, 손님이에요")).await.expect("said");
    ann.hears("안녕하세요, 손님이에요").await;
    ann.say(&room.id, "어서 오세요").await.expect("said");
    line.hears("어서 오세요").await;

    // The name is theirs, as an account's is: for guests, accounts, and names that look like it.
    for other in ["지나가던 손님", "지나가던\u{3000}손님"] {
        assert_eq!(net.browser().post("/guest", &[("name", other)]).await.status, StatusCode::CONFLICT, "{other:?}");
        let sign_up = net.browser().post("/sign-up", &[("name", other), ("password", PASSWORD)]).await;
        assert_eq!(sign_up.status, StatusCode::CONFLICT, "{other:?}");
    }
    let sign_in = net.browser().post("/sign-in", &[("name", "지나가던 손님"), ("password", PASSWORD)]).await;
    assert_eq!(sign_in.status, StatusCode::FORBIDDEN, "there is no password");
    assert!(browser.get("/settings").await.text().contains("/settings/preferences"));
    assert!(!browser.get("/settings").await.text().contains("/settings/name"), "nothing that needs an account");
    assert_eq!(browser.post("/settings/name", &[("name", "딴 이름")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.post("/settings/tokens", &[("name", "봇")]).await.status, StatusCode::FORBIDDEN);

    // Signing out frees the name.
    assert_eq!(browser.post("/sign-out", &[]).await.leads_to(), "/sign-in");
    let (_, mut again) = guest(&net, "지나가던 손님").await;
    assert_eq!(again.call(Sync::default()).await.expect("sync is answered").me.person, me.person);
    ann.say(&room.id, "또 오셨네요").await.expect("said");
    again.hears("또 오셨네요").await;
}

#[tokio::test]
async fn a_lease_ends_unless_the_browser_comes_back() {
    let now = Arc::new(AtomicI64::new(1_790_000_000_000));
    let hands = now.clone();
    let clock = Clock::from_fn(move || Timestamp(now.load(Ordering::Relaxed)));
    let net = Net::tuned(guests("on"), |tuning| tuning.clock = clock).await;
    net.person("서연").await;
    let mut kept = net.browser();
    assert_eq!(kept.post("/guest", &[("name", "단골")]).await.leads_to(), "/");
    assert_eq!(net.browser().post("/guest", &[("name", "뜨내기")]).await.leads_to(), "/");
    assert!(kept.get("/").await.text().contains("단골"), "the browser has shown its cookie");
    hands.fetch_add(61_000, Ordering::Relaxed);
    assert_eq!(net.browser().post("/guest", &[("name", "뜨내기")]).await.leads_to(), "/", "never seen again: free");
    assert_eq!(net.browser().post("/guest", &[("name", "단골")]).await.status, StatusCode::CONFLICT);
    assert!(kept.get("/").await.text().contains("단골"));
}

#[tokio::test]
async fn what_guests_may_is_configuration() {
    let net = Net::with(guests("public-rooms")).await;
    let ann = net.person("서연").await;
    let (_, line) = guest(&net, "손님").await;
    let me = line.call(Sync::default()).await.expect("sync is answered").me.person;
    let public = CreateRoom {
        client_id: None,
        name: Some(RoomName::new("광장").expect("a name")),
        kind: RoomKind::Public,
        participants: Vec::new(),
    };
    let refused = line.call(public.clone()).await.expect_err("no rooms of guests");
    assert_eq!((refused.code, refused.message.as_str()), (ErrorCode::Forbidden, "guests may not do this here"));
    let room = ann.call(public.clone()).await.expect("a room");
    assert_eq!(line.call(PublicRooms::default()).await.expect("a page").rooms[0].id, room.id);
    line.call(JoinRoom { room_id: room.id.clone(), code: None }).await.expect("joined");
    let (shut, participants) = (ann.room("우리끼리", &[]).await.id, vec![me.id.clone()]);
    let invited = ann.call(Invite { room_id: shut, participants }).await.expect_err("not to be invited");
    assert_eq!(invited.code, ErrorCode::NotFound);
    assert!(ann.call(FindPeople { query: "손님".into(), ..FindPeople::default() }).await.expect("a page").people.is_empty());

    let net = Net::with(guests("create-rooms,invited")).await;
    let ann = net.person("서연").await;
    let (_, line) = guest(&net, "손님").await;
    line.call(public).await.expect("a room of a guest");
    assert_eq!(line.call(PublicRooms::default()).await.expect_err("not to be seen").code, ErrorCode::Forbidden);
    let room = line.call(Sync::default()).await.expect("sync is answered").rooms[0].id.clone();
    line.call(Invite { room_id: room, participants: vec![ann.id()] }).await.expect("invited");
}

#[tokio::test]
async fn a_guest_who_signs_up_is_somebody_new() {
    let net = Net::with(guests("on")).await;
    net.person("서연").await;
    let (mut browser, mut line) = guest(&net, "손님").await;
    let signed_up = browser.post("/sign-up", &[("name", "새 사람"), ("password", PASSWORD)]).await;
    assert_eq!(signed_up.leads_to(), "/");
    loop {
        if let Signal::Refused(error) = line.signal().await {
            break assert_eq!(error.code, ErrorCode::Unauthenticated, "the guest's session has ended");
        }
    }
    let ann: Person = Person::sign_in(net.address, "새 사람").await;
    assert_eq!(ann.id().kind(), UserKind::Account);
}
