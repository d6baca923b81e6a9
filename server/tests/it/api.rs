//! The HTTP API for programs: what each route does, who hears of it, how it refuses, and that it is described.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use protocol::error::{ErrorBody, Reply};
use protocol::ids::UserKind;
use protocol::messages::{Change, Page, Sent};
use protocol::rooms::{MembersPage, PublicRoomsPage, RoomHead, RoomKind, RoomSummary};
use protocol::search::Hits;
use protocol::session::{Me, PeoplePage, Synced};
use protocol::{ErrorCode, Event, MessageText};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use suda::chat::limit::Rate;
use suda::config::Options;
use suda::config::values::List;
use suda::http::api::answer::status;

use crate::asking::{entry, hears_room};
use crate::keys;
use crate::support::browser::Answer;
use crate::support::{Browser, Net, escaped};

const JSON: (&str, &str) = ("content-type", "application/json");

/// Asks, as a program does: with a cookie, and nothing else of a browser.
async fn ask(browser: &mut Browser, method: Method, path: &str, body: &Value) -> Answer {
    let (headers, body) = if body.is_null() { (&[][..], String::new()) } else { (&[JSON][..], body.to_string()) };
    browser.ask(method, path, headers, body).await
}

/// What stands under `ok`.
pub(crate) async fn done<R: DeserializeOwned>(browser: &mut Browser, method: Method, path: &str, body: Value) -> R {
    let answer = ask(browser, method.clone(), path, &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{method} {path} {body}: {}", answer.text());
    match serde_json::from_str(answer.text()) {
        Ok(Reply::Ok(reply)) => reply,
        other => panic!("{method} {path}: {:?} in {}", other.map(|_: Reply<R>| ()), answer.text()),
    }
}

async fn get<R: DeserializeOwned>(browser: &mut Browser, path: &str) -> R {
    done(browser, Method::GET, path, Value::Null).await
}

/// The error of an answer, which is JSON.
#[track_caller]
fn error(answer: &Answer) -> ErrorBody {
    assert_eq!(answer.header("content-type"), "application/json", "{}", answer.text());
    match serde_json::from_str(answer.text()) {
        Ok(Reply::<Value>::Error(error)) => error,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn refused(browser: &mut Browser, method: Method, path: &str, body: Value) -> (StatusCode, ErrorBody) {
    let answer = ask(browser, method, path, &body).await;
    (answer.status, error(&answer))
}

#[tokio::test]
async fn a_program_makes_a_room_talks_and_reads() {
    let net = Net::start().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let me: Me = get(&mut ann.browser, "/api/me").await;
    assert_eq!(me, ann.me);
    let people: PeoplePage = get(&mut ann.browser, &format!("/api/people?query={}&limit=5", escaped("ㅁㅈ"))).await;
    assert_eq!(people.people.iter().map(|found| found.person.id.clone()).collect::<Vec<_>>(), [ben.id()]);

    let command = json!({"kind": "private", "name": "회의록", "clientId": "room-1", "participants": [ben.id()]});
    let room: RoomSummary = done(&mut ann.browser, Method::POST, "/api/rooms", command.clone()).await;
    hears_room(&mut ben.line, &room.id).await;
    let again: RoomSummary = done(&mut ann.browser, Method::POST, "/api/rooms", command).await;
    assert_eq!(again.id, room.id, "made once");

    let messages = format!("/api/rooms/{}/messages", room.id);
    let message = json!({"clientId": "m-1", "content": "네, 3시에 봬요 👍🏽"});
    let sent: Sent = done(&mut ann.browser, Method::POST, &messages, message.clone()).await;
    let heard = loop {
        let heard = entry(&mut ben.line, &room.id).await;
        if heard.change.is_message() {
            break heard;
        }
    };
    assert_eq!((heard.seq, heard.by.name.as_str()), (sent.seq, "서연"));
    assert!(matches!(&heard.change, Change::NewMessage { content, .. } if content.as_str() == "네, 3시에 봬요 👍🏽"));
    let again: Sent = done(&mut ann.browser, Method::POST, &messages, message).await;
    assert_eq!(again, sent, "stored once");

    let page: Page = get(&mut ben.browser, &format!("{messages}?after={}&limit=1", sent.seq.prev())).await;
    assert_eq!(page.entries, [heard]);
    let page: Page = get(&mut ben.browser, &format!("{messages}?around=1&limit=1")).await;
    assert_eq!((page.from.0, page.to.0, page.head), (1, 1, sent.seq));

    let mine: Synced = get(&mut ben.browser, "/api/rooms").await;
    assert_eq!((mine.rooms[0].id.clone(), mine.rooms[0].unread), (room.id.clone(), 1));
    done::<()>(&mut ben.browser, Method::PUT, &format!("/api/rooms/{}/read", room.id), json!({"seq": sent.seq})).await;
    let read = |event: &Event| if let Event::Read(read) = event { Some(read.seq) } else { None };
    assert_eq!(ben.line.event("that I have read", read).await, sent.seq);
    let mine: Synced = get(&mut ben.browser, "/api/rooms").await;
    assert_eq!(mine.rooms[0].unread, 0);

    done::<()>(&mut ben.browser, Method::PUT, &format!("/api/rooms/{}/settings", room.id), json!({"starred": true})).await;
    let mine: Synced = get(&mut ben.browser, "/api/rooms").await;
    assert!(mine.rooms[0].starred);

    let hits: Hits = done(&mut ben.browser, Method::POST, "/api/search", json!({"query": "3시에 from:서연"})).await;
    assert_eq!(hits.hits.len(), 1);
    let answer = json!({"clientId": "m-2", "content": "저도요", "replyTo": sent.seq});
    let answer: Sent = done(&mut ben.browser, Method::POST, &messages, answer).await;
    assert_eq!(answer.seq, sent.seq.next());
}

#[tokio::test]
async fn a_program_has_people_come_and_go() {
    let net = Net::start().await;
    let (mut ann, mut ben, mut cho) = (net.person("서연").await, net.person("민준").await, net.person("하늘").await);
    let room = ann.room("점심", &[]).await.id;
    let (rooms, members) = (format!("/api/rooms/{room}"), format!("/api/rooms/{room}/members"));
    let named: RoomHead = done(&mut ann.browser, Method::PATCH, &rooms, json!({"name": "저녁"})).await;
    let invited: RoomHead = done(&mut ann.browser, Method::POST, &members, json!({"participants": [ben.id(), cho.id()]})).await;
    assert_eq!(invited.head.0, named.head.0 + 2);
    hears_room(&mut ben.line, &room).await;
    hears_room(&mut cho.line, &room).await;
    let page: MembersPage = get(&mut cho.browser, &format!("{members}?limit=2")).await;
    assert_eq!(page.members.iter().map(|member| member.person.name.as_str()).collect::<Vec<_>>(), ["서연", "민준"]);
    let rest: MembersPage = get(&mut cho.browser, &format!("{members}?cursor={}", escaped(&page.cursor.expect("a next page")))).await;
    assert_eq!(rest.members.len(), 1);

    let forbidden = refused(&mut ben.browser, Method::DELETE, &format!("{members}/{}", cho.id()), Value::Null).await;
    assert_eq!((forbidden.0, forbidden.1.code), (StatusCode::FORBIDDEN, ErrorCode::Forbidden));
    let removed: RoomHead = done(&mut ann.browser, Method::DELETE, &format!("{members}/{}", cho.id()), Value::Null).await;
    let gone = |event: &Event| match event {
        Event::RoomEvent(entry) if entry.seq == removed.head => Some(entry.change.clone()),
        _ => None,
    };
    assert!(matches!(cho.line.event("my removal", gone).await, Change::MemberRemoved { .. }));
    let me = format!("{members}/{}", ben.id());
    let left: RoomHead = done(&mut ben.browser, Method::DELETE, &me, Value::Null).await;
    assert_eq!(left.head, removed.head.next());
    let outside = refused(&mut ben.browser, Method::GET, &members, Value::Null).await;
    assert_eq!((outside.0, outside.1.code), (StatusCode::NOT_FOUND, ErrorCode::NotMember));
    done::<()>(&mut ann.browser, Method::DELETE, &rooms, Value::Null).await;
    assert_eq!(ask(&mut ann.browser, Method::GET, &members, &Value::Null).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn public_rooms_are_found_and_joined() {
    let net = Net::start().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room: RoomSummary = done(&mut ann.browser, Method::POST, "/api/rooms", json!({"kind": "public", "name": "공지사항"})).await;
    assert_eq!(room.kind, RoomKind::Public);
    let found: PublicRoomsPage = get(&mut ben.browser, &format!("/api/public-rooms?query={}", escaped("ㄱㅈ"))).await;
    assert_eq!((found.rooms[0].id.clone(), found.rooms[0].joined), (room.id.clone(), false));
    for _ in 0..2 {
        let joined: RoomSummary = done(&mut ben.browser, Method::POST, &format!("/api/rooms/{}/join", room.id), Value::Null).await;
        assert_eq!((joined.id, joined.members), (room.id.clone(), 2), "a second time changes nothing");
    }
    hears_room(&mut ben.line, &room.id).await;
}

#[tokio::test]
async fn what_is_out_of_bounds_is_named() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let room = ann.room("점심", &[]).await.id;
    let messages = format!("/api/rooms/{room}/messages");
    let long = "가".repeat(MessageText::MAX_CHARS + 1);
    for (method, path, body, named) in [
        (Method::POST, messages.clone(), json!({"clientId": "m", "content": long}), "content must be at most 4000 characters"),
        (Method::POST, messages.clone(), json!({"clientId": "엠", "content": "안녕"}), "clientId must be 1 to 64 characters"),
        (Method::POST, messages.clone(), json!({"clientId": "m"}), "missing field `content`"),
        (Method::POST, messages.clone(), json!(["m", "안녕"]), "the payload must be an object"),
        (Method::GET, format!("{messages}?limit=101"), Value::Null, "limit must be 1 to 100"),
        (Method::GET, format!("{messages}?before=-1"), Value::Null, "before"),
        (Method::GET, format!("{messages}?before=3&after=3"), Value::Null, "at most one of before, after, around and since"),
        (Method::GET, format!("/api/rooms/{}/messages", escaped("방")), Value::Null, "roomId must be 1 to 32 characters"),
        (Method::POST, format!("/api/rooms/{room}/members"), json!({"participants": []}), "participants must be 1 to 100"),
        (Method::GET, format!("/api/people?query={}", "x".repeat(101)), Value::Null, "query must be at most 100 characters"),
    ] {
        let (status, error) = refused(&mut ann.browser, method.clone(), &path, body.clone()).await;
        assert_eq!((status, error.code), (StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::Invalid), "{method} {path} {body}");
        assert!(error.message.contains(named), "{method} {path} {body}: {}", error.message);
    }
    let (status, error) =
        refused(&mut ann.browser, Method::POST, &messages, json!({"clientId": "m", "content": "가".repeat(22_000)})).await;
    assert_eq!((status, error.code), (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::Invalid));
    let (status, error) =
        refused(&mut ann.browser, Method::POST, &messages, json!({"clientId": "m", "content": "응", "replyTo": 99})).await;
    assert_eq!((status, error.code), (StatusCode::NOT_FOUND, ErrorCode::NotFound));
}

#[tokio::test]
async fn http_itself_is_answered_in_json() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let room = ann.room("점심", &[]).await.id;
    for path in ["/api/", "/api/nothing", "/api/rooms/x/y/z"] {
        let (status, error) = refused(&mut ann.browser, Method::GET, path, Value::Null).await;
        assert_eq!((status, error.code), (StatusCode::NOT_FOUND, ErrorCode::NotFound), "{path}");
    }
    let wrong = ask(&mut ann.browser, Method::PUT, "/api/rooms", &json!({})).await;
    assert_eq!((wrong.status, wrong.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD,POST"));
    assert_eq!(error(&wrong).code, ErrorCode::UnknownCommand);
    // What forms of other sites can send, also where nothing is read of it.
    for path in ["/api/rooms".to_owned(), format!("/api/rooms/{room}/join")] {
        for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"] {
            let form = ann.browser.ask(Method::POST, &path, &[("content-type", kind)], "{}".to_owned()).await;
            assert_eq!((form.status, error(&form).code), (StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::Invalid), "{path} {kind}");
        }
    }
    let foreign = [JSON, ("origin", "https://evil.example")];
    let foreign = ann.browser.ask(Method::DELETE, &format!("/api/rooms/{room}"), &foreign, String::new()).await;
    assert_eq!((foreign.status, error(&foreign).code), (StatusCode::FORBIDDEN, ErrorCode::Forbidden));
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let net = Net::tuned(Options::default(), |tuning| tuning.limits.look = Rate::new(2, 1)).await;
    let mut ann = net.person("서연").await;
    // The first one was the `sync` of her connection.
    get::<Synced>(&mut ann.browser, "/api/rooms").await;
    let answer = ask(&mut ann.browser, Method::GET, "/api/rooms", &Value::Null).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(matches!(answer.header("retry-after"), "1" | "2"), "{}", answer.header("retry-after"));
    let error = error(&answer);
    assert!(error.code == ErrorCode::RateLimited && error.retry_after_ms.is_some(), "{error}");
}

#[tokio::test]
async fn a_token_says_who_calls_whatever_the_cookie_says() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let token = format!("Bearer {}", keys::token(&mut ann.browser, "알림 봇").await);
    let mut program = net.browser();
    program.headers.insert("authorization", token.parse().expect("a value"));
    assert_eq!(get::<Me>(&mut program, "/api/me").await, ann.me);
    let room: RoomSummary = done(&mut program, Method::POST, "/api/rooms", json!({"kind": "private", "name": "알림"})).await;
    hears_room(&mut ann.line, &room.id).await;
    ann.browser.headers.insert("authorization", "Bearer suda_nonsense".parse().expect("a value"));
    let (status, error) = refused(&mut ann.browser, Method::GET, "/api/me", Value::Null).await;
    assert_eq!((status, error.code), (StatusCode::UNAUTHORIZED, ErrorCode::Unauthenticated));
}

#[tokio::test]
async fn what_is_not_for_guests_is_not_in_the_api_either() {
    let net = Net::with(Options { guests: Some(List::Text("invited".into())), ..Options::default() }).await;
    let ann = net.person("서연").await;
    let mut guest = net.browser();
    assert_eq!(guest.post("/guest", &[("name", "손님")]).await.leads_to(), "/");
    assert_eq!(get::<Me>(&mut guest, "/api/me").await.person.id.kind(), UserKind::Guest);
    for (method, path, body) in [
        (Method::GET, "/api/public-rooms", Value::Null),
        (Method::POST, "/api/rooms", json!({"kind": "direct", "participants": [ann.id()]})),
    ] {
        let (status, error) = refused(&mut guest, method, path, body).await;
        assert_eq!((status, error.code), (StatusCode::FORBIDDEN, ErrorCode::Forbidden), "{path}");
    }
}

/// Every route that is described exists, asks who calls, and tells nobody more.
#[tokio::test]
async fn every_described_route_asks_who_calls() {
    let net = Net::start().await;
    let mut stranger = net.browser();
    let description = stranger.get("/api/openapi.json").await;
    assert_eq!((description.status, description.header("content-type")), (StatusCode::OK, "application/json"));
    assert!(description.header("cache-control").starts_with("public"), "{}", description.header("cache-control"));
    let description: Value = serde_json::from_str(description.text()).expect("JSON");
    assert_eq!(description["openapi"], "3.1.0");
    for (path, methods) in description["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let method: Method = method.to_uppercase().parse().expect("a method");
            let answer = ask(&mut stranger, method.clone(), &path.replace(['{', '}'], ""), &Value::Null).await;
            assert_eq!((answer.status, answer.header("www-authenticate")), (StatusCode::UNAUTHORIZED, "Bearer"), "{method} {path}");
            assert_eq!(error(&answer).code, ErrorCode::Unauthenticated);
            for status in ["200", "401", "500", "503"] {
                assert!(operation["responses"].get(status).is_some(), "{method} {path} is not said to answer {status}");
            }
        }
    }
    assert_refers_to_what_there_is(&description, &description);
}

const PROTOCOL: &str = include_str!("../../../docs/PROTOCOL.md");

/// The rows of a table of the section "Over HTTP", without its head.
fn table(head: &str) -> Vec<Vec<&'static str>> {
    let section = PROTOCOL.split("\n## Over HTTP\n").nth(1).expect("the section");
    let rows = section.lines().skip_while(|line| *line != head).take_while(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// What a call is asked with beside its path: `limit?` where it may be left out.
fn fields(operation: &Value, whole: &Value) -> BTreeSet<String> {
    let name = |name: &str, required: bool| format!("`{name}{}`", if required { "" } else { "?" });
    let parameters = operation["parameters"].as_array().into_iter().flatten().filter(|parameter| parameter["in"] == "query");
    let query = parameters.map(|it| name(it["name"].as_str().expect("a name"), it["required"] == true));
    let body = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str();
    let body = body.and_then(|body| whole.pointer(body.trim_start_matches('#'))).unwrap_or(&Value::Null);
    let required: Vec<&Value> = body["required"].as_array().into_iter().flatten().collect();
    let body = body["properties"].as_object().into_iter().flatten();
    query.chain(body.map(|(field, _)| name(field, required.iter().any(|it| *it == field)))).collect()
}

#[tokio::test]
async fn the_protocol_lists_the_routes_that_there_are() {
    let net = Net::start().await;
    let description: Value = serde_json::from_str(net.browser().get("/api/openapi.json").await.text()).expect("JSON");
    let mut described = BTreeMap::new();
    for (path, methods) in description["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            described.insert(format!("`{} {path}`", method.to_uppercase()), fields(operation, &description));
        }
    }
    let rows = table("| route | query or body | does |");
    let listed: BTreeMap<_, _> =
        rows.iter().map(|row| (row[0].to_owned(), row[1].split_whitespace().map(str::to_owned).collect())).collect();
    assert_eq!(listed, described);
    let statuses: Vec<_> = table("| code | status |").iter().map(|row| (row[0].trim_matches('`'), row[1].to_owned())).collect();
    let expected: Vec<_> = ErrorCode::ALL.iter().map(|code| (code.as_str(), status(*code).as_str().to_owned())).collect();
    assert_eq!(statuses, expected);
}

/// Every `$ref` leads somewhere.
fn assert_refers_to_what_there_is(value: &Value, whole: &Value) {
    match value {
        Value::Object(fields) => {
            if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
                assert!(whole.pointer(reference.trim_start_matches('#')).is_some(), "{reference} leads nowhere");
            }
            fields.values().for_each(|value| assert_refers_to_what_there_is(value, whole));
        }
        Value::Array(items) => items.iter().for_each(|value| assert_refers_to_what_there_is(value, whole)),
        _ => {}
    }
}

#[tokio::test]
async fn the_description_can_be_read_as_a_page() {
    let net = Net::start().await;
    let page = net.browser().get("/api").await;
    assert_eq!(page.status, StatusCode::OK);
    for piece in
        ["프로그램을 위한 HTTP API", "/api/rooms/{roomId}/messages", "Sends a message.", "id=\"NewMessage\"", "at most 4000 characters"]
    {
        assert!(page.text().contains(piece), "no {piece} in {}", page.text());
    }
    assert!(!page.text().contains("<script"));
}
