//! Invite links into rooms: for programs by a command, for people by a page with a button.

use axum::http::StatusCode;
use protocol::messages::Change;
use protocol::rooms::{CreateLink, JoinRoom, LinksOfRoom, MAX_LINKS, NewLink, RevokeLink, RoomKind, RoomLinks};
use protocol::session::Sync;
use protocol::{ErrorCode, Event, RoomId};
use serde_json::json;
use suda::config::Options;

use crate::asking::{ask, entry};
use crate::support::{Browser, Net, PASSWORD, Person, escaped};

async fn link(by: &Person, room_id: &RoomId, uses: Option<u32>) -> NewLink {
    by.call(CreateLink { room_id: room_id.clone(), uses, days: None }).await.expect("a link")
}

fn address(room_id: &RoomId, link: &NewLink) -> String {
    format!("/join/{room_id}.{}", link.code)
}

async fn links(of: &Person, room_id: &RoomId) -> LinksOfRoom {
    of.call(RoomLinks { room_id: room_id.clone() }).await.expect("links")
}

#[tokio::test]
async fn a_link_lets_somebody_in_and_is_counted() {
    let net = Net::start().await;
    let (mut ann, mut ben, cho) = (net.person("서연").await, net.person("민준").await, net.person("지우").await);
    let room = ann.room("비밀 이야기", &[]).await;
    assert_eq!(room.kind, RoomKind::Private);
    let room = room.id;
    let made = link(&ann, &room, Some(1)).await;
    assert_eq!((made.code.len(), made.link.uses_left, &made.link.by), (43, 1, &ann.me.person));
    assert_eq!(made.link.expires_at.0 - made.link.created_at.0, 7 * 24 * 60 * 60 * 1_000, "a week, when nobody says");
    assert_eq!(links(&ann, &room).await.links, std::slice::from_ref(&made.link));

    let join = |code: &str| JoinRoom { room_id: room.clone(), code: Some(code.to_owned()) };
    assert_eq!(ask(&ben.line, "join_room", &json!({"roomId": room, "code": "guessed"})).await, Err(ErrorCode::Conflict));
    assert_eq!(ask(&ben.line, "join_room", &json!({"roomId": room, "code": "가".repeat(40)})).await, Err(ErrorCode::Invalid));
    assert_eq!(ben.call(join(&made.code)).await.expect("inside").members, 2);
    let told = |event: &Event| matches!(event, Event::JoinedRoom(joined) if joined.room.id == room).then_some(());
    ben.line.event("my own screen", told).await;
    let joined = loop {
        if let Change::MemberJoined { person } = entry(&mut ann.line, &room).await.change {
            break person;
        }
    };
    assert_eq!(joined.id, ben.id());
    ann.say(&room, "어서 와요").await.expect("said");
    ben.hears("어서 와요").await;
    assert_eq!(ben.call(join(&made.code)).await.expect("inside already").members, 2);
    assert_eq!(ask(&cho.line, "join_room", &json!({"roomId": room, "code": made.code})).await, Err(ErrorCode::Conflict), "used up");
    assert!(links(&ben, &room).await.links.is_empty());
    assert!(cho.call(Sync::default()).await.expect("sync").rooms.is_empty());
}

#[tokio::test]
async fn a_link_has_bounds_and_is_revoked_by_who_may() {
    let net = Net::tuned(Options::default(), |tuning| tuning.limits.rooms = suda::chat::limit::Rate::new(1_000, 100)).await;
    let (ann, ben, cho) = (net.person("서연").await, net.person("민준").await, net.person("지우").await);
    let room = ann.room("회의", &[&ben, &cho]).await.id;
    for bad in [json!({"uses": 0}), json!({"uses": 101}), json!({"days": 0}), json!({"days": 91}), json!({"days": -1})] {
        let mut payload = bad.clone();
        payload["roomId"] = json!(room);
        assert_eq!(ask(&ben.line, "create_link", &payload).await, Err(ErrorCode::Invalid), "{bad}");
    }
    let made = link(&ben, &room, None).await.link;
    let revoke = RevokeLink { room_id: room.clone(), link_id: made.id };
    assert_eq!(ask(&cho.line, "revoke_link", &json!({"roomId": room, "linkId": made.id})).await, Err(ErrorCode::Forbidden));
    ann.call(revoke.clone()).await.expect("the room's owner may");
    ben.call(revoke).await.expect("it is gone already");
    for _ in 0..MAX_LINKS {
        link(&ben, &room, None).await;
    }
    assert_eq!(ask(&ben.line, "create_link", &json!({"roomId": room})).await, Err(ErrorCode::Full));
    ben.call(protocol::rooms::LeaveRoom { room_id: room.clone() }).await.expect("left");
    assert!(links(&ann, &room).await.links.is_empty(), "they went with who made them");
}

#[tokio::test]
async fn the_page_of_a_link_says_where_it_leads_and_joins_nobody_who_looks() {
    let net = Net::start().await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("비밀 이야기", &[]).await.id;
    let made = link(&ann, &room, None).await;
    let path = address(&room, &made);
    // Who is not signed in learns nothing, and comes back afterwards.
    let mut stranger = Browser::new(net.address);
    let answer = stranger.get(&path).await;
    assert_eq!(answer.leads_to(), format!("/sign-in?next={path}"));
    assert!(!answer.text().contains("비밀 이야기"));

    let page = ben.browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("비밀 이야기") && page.text().contains("1명"), "{}", page.text());
    assert!(ben.call(Sync::default()).await.expect("sync").rooms.is_empty());
    let forged = ben.browser.post_from(&[("origin", "https://evil.example")], &path, &[]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert_eq!(links(&ann, &room).await.links[0].uses_left, 25, "nobody used it");

    assert_eq!(ben.browser.post(&path, &[]).await.leads_to(), format!("/rooms/{room}"));
    assert_eq!(ben.call(Sync::default()).await.expect("sync").rooms.len(), 1);
    assert_eq!(links(&ann, &room).await.links[0].uses_left, 24);
    assert_eq!(ben.browser.get(&path).await.leads_to(), format!("/rooms/{room}"), "who is inside goes on");
}

#[tokio::test]
async fn who_signs_up_on_the_way_comes_to_where_the_link_leads() {
    let options = Options { guests: Some(suda::config::values::List::Text("on".into())), ..Options::default() };
    let net = Net::with(options).await;
    let ann = net.person("서연").await;
    let room = ann.room("비밀 이야기", &[]).await.id;
    let path = address(&room, &link(&ann, &room, None).await);
    let mut ben = Browser::new(net.address);
    let door = ben.get(&path).await.leads_to().to_owned();
    // Each of the two doors leads to the other, and on from there.
    let page = ben.get(&door).await;
    let (_, after) = page.text().split_once("href=\"/sign-up?next=").expect("the way to sign up");
    let encoded = after.split_once('"').expect("an end").0.to_owned();
    let page = ben.get(&format!("/sign-up?next={encoded}")).await;
    assert!(page.text().contains(&format!("href=\"/sign-in?next={encoded}\"")), "{}", page.text());
    assert_eq!(page.field("next"), path);
    // A try that is refused forgets nothing.
    let refused = ben.post("/sign-up", &[("name", "민준"), ("password", "짧다"), ("next", &path)]).await;
    assert_eq!(refused.field("next"), path);
    let fields = [("name", "민준"), ("password", PASSWORD), ("next", path.as_str())];
    assert_eq!(ben.post("/sign-up", &fields).await.leads_to(), path);
    assert!(ben.get(&path).await.text().contains("비밀 이야기"));
    assert_eq!(ben.get(&format!("/sign-up?next={encoded}")).await.leads_to(), path, "who is in already goes on");

    let mut guest = Browser::new(net.address);
    assert_eq!(guest.post("/guest", &[("name", "손님"), ("next", &path)]).await.leads_to(), path);

    for (number, elsewhere) in ["https://evil.example/", "//evil.example", "/\\evil.example"].into_iter().enumerate() {
        let mut browser = Browser::new(net.address);
        let page = browser.get(&format!("/sign-up?next={}", escaped(elsewhere))).await;
        assert_eq!(page.field("next"), "/", "{elsewhere}");
        let fields = [("name", ["지우", "하늘", "도윤"][number]), ("password", PASSWORD), ("next", elsewhere)];
        assert_eq!(browser.post("/sign-up", &fields).await.leads_to(), "/", "{elsewhere}");
    }
}

#[tokio::test]
async fn a_link_that_leads_nowhere_tells_nothing() {
    let net = Net::start().await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("비밀 이야기", &[]).await.id;
    let made = link(&ann, &room, None).await;
    ann.call(RevokeLink { room_id: room.clone(), link_id: made.link.id }).await.expect("revoked");
    let guessed = format!("/join/{room}.{}", "A".repeat(43));
    for path in [address(&room, &made), guessed, format!("/join/{room}"), "/join/nowhere.code".to_owned(), "/join/가".to_owned()] {
        for answer in [ben.browser.get(&path).await, ben.browser.post(&path, &[]).await] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(answer.text().contains("더 쓸 수 없어요") && !answer.text().contains("비밀 이야기"), "{path}");
        }
    }
    assert!(ben.call(Sync::default()).await.expect("sync").rooms.is_empty());
}
