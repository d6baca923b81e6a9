//! A room in a page of another site: what its frame is given. What browsers make of it is tested in `end2end/tests/widget.spec.ts`.

use axum::http::{Method, StatusCode};
use protocol::rooms::{CreateRoom, RoomKind};
use protocol::{RoomId, RoomName};
use suda::config::Options;
use suda::config::values::List;

use crate::support::{Net, Person};

const SHOP: &str = "https://shop.example.org";

async fn net(guests: Option<&str>) -> (Net, Person, RoomId) {
    let list = |text: &str| List::Text(text.into());
    let options = Options { allowed_origins: Some(list(SHOP)), guests: guests.map(list), ..Options::default() };
    let net = Net::with(options).await;
    let ann = net.person("서연").await;
    let command = CreateRoom {
        client_id: None,
        name: Some(RoomName::new("상담 창구").expect("a name")),
        kind: RoomKind::Public,
        participants: Vec::new(),
    };
    let room = ann.call(command).await.expect("a room").id;
    (net, ann, room)
}

#[tokio::test]
async fn the_script_has_its_words_and_only_allowed_pages_may_build() {
    let (net, ..) = net(Some("on")).await;
    let script = net.browser().get("/widget.js").await;
    assert_eq!(script.status, StatusCode::OK);
    assert!(script.header("content-type").starts_with("text/javascript"));
    assert!(script.text().contains("수다 열기") && script.text().contains("Open the chat") && !script.text().contains("= WORDS;"));
    for (origin, allowed) in [(SHOP, SHOP), ("https://evil.example", "")] {
        let answer = net.browser().ask(Method::GET, "/embed", &[("origin", origin)], String::new()).await;
        assert_eq!(answer.header("access-control-allow-origin"), allowed);
    }
    let page = net.browser().get("/embed/r1").await;
    assert!(page.header("content-security-policy").contains(&format!("frame-ancestors {SHOP};")));
    assert_eq!(page.header("x-frame-options"), "");
}

#[tokio::test]
async fn a_guest_comes_into_the_room_with_a_cookie_of_the_frame() {
    let (net, mut ann, room) = net(Some("public-rooms")).await;
    let path = format!("/embed/{room}");
    let mut guest = net.browser();
    assert!(guest.get(&path).await.text().contains(&format!("action=\"{path}\"")));
    let taken = guest.post(&path, &[("name", "서연")]).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    assert_eq!(taken.field("name"), "서연", "what was typed is kept");
    let came = guest.post(&path, &[("name", "손님")]).await;
    assert_eq!(came.leads_to(), format!("/rooms/{room}"));
    let cookie = came.header("set-cookie");
    assert!(cookie.starts_with("suda-guest=") && cookie.ends_with("; HttpOnly; SameSite=None; Secure; Partitioned"), "{cookie}");
    assert!(guest.get(&format!("/rooms/{room}")).await.text().contains("상담 창구"));
    assert_eq!(guest.get(&path).await.leads_to(), format!("/rooms/{room}"), "and no name is asked for again");
    let sent = guest.post(&format!("/rooms/{room}/messages"), &[("clientId", "c1"), ("content", "문의드려요")]).await;
    assert_eq!(sent.leads_to(), format!("/rooms/{room}"));
    ann.hears("문의드려요").await;
}

#[tokio::test]
async fn a_link_that_leads_there_changes_nothing() {
    let (net, ann, room) = net(Some("on")).await;
    let mut ben = net.person("민준").await;
    let path = format!("/embed/{room}");
    let page = ben.browser.ask(Method::GET, &path, &[("sec-fetch-site", "cross-site")], String::new()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("민준 이름으로 들어가기"));
    let members = protocol::rooms::Members { room_id: room.clone(), cursor: None, limit: protocol::ids::Limit::default() };
    assert_eq!(ann.call(members.clone()).await.expect("a page").members.len(), 1, "who follows a link is made no member");
    assert_eq!(ben.browser.post(&path, &[]).await.leads_to(), format!("/rooms/{room}"));
    assert_eq!(ann.call(members).await.expect("a page").members.len(), 2);
}

#[tokio::test]
async fn what_is_left_of_an_old_session_hides_no_guest() {
    let (net, _, room) = net(Some("on")).await;
    let mut guest = net.browser();
    guest.headers.insert("accept-language", "ko".parse().expect("a value"));
    let came = guest.post(&format!("/embed/{room}"), &[("name", "손님")]).await;
    let mine = came.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    let both = format!("suda=dead; {mine}");
    let page = net.browser().ask(Method::GET, &format!("/rooms/{room}"), &[("cookie", &both)], String::new()).await;
    assert!(page.text().contains("상담 창구"));
    guest.post("/sign-out", &[]).await;
    assert_eq!(guest.cookie(), "", "signing out takes every cookie away");
}

#[tokio::test]
async fn only_into_a_room_that_is_open() {
    let (net, ann, _) = net(Some("on")).await;
    let shut = ann.room("우리끼리", &[]).await.id;
    for room in [shut.as_str(), "no-such-room"] {
        let refused = net.browser().post(&format!("/embed/{room}"), &[("name", "손님")]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{room}");
    }
    assert_eq!(net.browser().post("/guest", &[("name", "손님")]).await.leads_to(), "/", "the name was not kept from others");
}

#[tokio::test]
async fn without_guests_a_window_of_our_own_is_the_way_in() {
    for guests in [None, Some("invited")] {
        let (net, _, room) = net(guests).await;
        let page = net.browser().get(&format!("/embed/{room}")).await;
        assert!(page.text().contains("target=\"_blank\"") && !page.text().contains("<form"), "{guests:?}");
        let refused = net.browser().post(&format!("/embed/{room}"), &[("name", "손님")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{guests:?}");
    }
}
