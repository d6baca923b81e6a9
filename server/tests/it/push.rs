//! Push: who does not look is told, through the service of their browser, once, and of nothing that is not theirs.

use std::time::Duration;

use axum::http::StatusCode;
use protocol::RoomId;
use protocol::presence::Look;
use protocol::rooms::{CreateRoom, LeaveRoom, RoomKind};
use serde_json::Value;
use store::conformance::redis::Server;
use suda::config::Options;
use suda::config::values::List;

use crate::support::push_service::{PushService, Reached};
use crate::support::{Net, Person, in_time};

fn through(service: &PushService) -> Options {
    Options { push_services: Some(List::Text(service.origin.clone())), ..Options::default() }
}

/// A server that pushes through this service, and does not wait long before it tries again.
async fn net(service: &PushService) -> Net {
    Net::tuned(through(service), |tuning| tuning.push.again = Duration::from_millis(1)).await
}

/// Turns notifications on in a person's browser.
async fn turn_on(person: &mut Person, reached: &Reached, hide_text: bool) -> StatusCode {
    let fields = reached.fields();
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if hide_text {
        fields.push(("hideText", "on"));
    }
    person.browser.post("/settings/notifications", &fields).await.status
}

async fn is_reached(person: &mut Person) -> bool {
    person.browser.get("/settings").await.text().contains("data-reached=\"yes\"")
}

fn seconds_of(claims: &Value) -> i64 {
    claims["exp"].as_i64().expect("a number")
}

#[tokio::test]
async fn who_does_not_look_is_told_and_nobody_reads_along() {
    let mut service = PushService::start().await;
    let net = net(&service).await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let (of_ann, of_ben) = (service.reached("ann"), service.reached("ben"));
    assert!(!is_reached(&mut ben).await);
    assert_eq!(turn_on(&mut ann, &of_ann, false).await, StatusCode::SEE_OTHER);
    assert_eq!(turn_on(&mut ben, &of_ben, false).await, StatusCode::SEE_OTHER);
    assert!(is_reached(&mut ben).await);
    let room = ann.room("점심 모임", &[&ben]).await.id;
    let said = ann.say(&room, "오늘 닭갈비 어때요?").await.expect("said");

    let pushed = service.next().await;
    let told = of_ben.reads(&pushed);
    assert_eq!(told["roomId"], room.as_str());
    assert_eq!((&told["name"], &told["author"], &told["text"]), (&"점심 모임".into(), &"서연".into(), &"오늘 닭갈비 어때요?".into()));
    assert_eq!((&told["seq"], &told["language"]), (&said.seq.0.into(), &"ko".into()));
    assert!(!pushed.body.windows(9).any(|bytes| bytes == "닭갈비".as_bytes()));
    assert_eq!((pushed.header("ttl"), pushed.header("urgency")), ("86400", "normal"));
    let topic = pushed.header("topic").to_owned();
    assert!(topic.len() <= 32 && topic.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{topic}");

    let (claims, key) = pushed.claims();
    assert_eq!(claims["aud"], service.origin);
    let now = suda::clock::Clock::system().now().0 / 1_000;
    assert!((now..now + 24 * 60 * 60).contains(&seconds_of(&claims)), "{claims}");
    assert!(claims["sub"].as_str().expect("a text").starts_with("mailto:"));
    assert!(ben.browser.get("/settings").await.text().contains(&key), "browsers subscribe for the key that signs");

    // Answered from the other side: who writes is not told, and the same room has the same topic.
    ben.say(&room, "@서연 좋아요").await.expect("said");
    let pushed = service.next().await;
    assert_eq!(of_ann.reads(&pushed)["text"], "@서연 좋아요");
    assert_eq!((pushed.header("topic"), pushed.header("urgency")), (topic.as_str(), "high"));
    assert!(service.is_quiet());
}

#[tokio::test]
async fn what_was_said_can_be_hidden_and_is_cut() {
    let mut service = PushService::start().await;
    let net = net(&service).await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let of_ben = service.reached("ben");
    turn_on(&mut ben, &of_ben, true).await;
    let kind = CreateRoom { client_id: None, name: None, kind: RoomKind::Direct, participants: vec![ben.id()] };
    let room = ann.call(kind).await.expect("a room").id;
    ann.say(&room, "비밀이에요").await.expect("said");
    let pushed = service.next().await;
    let told = of_ben.reads(&pushed);
    assert_eq!((told.get("text"), told.get("name"), &told["author"]), (None, None, &"서연".into()));
    assert_eq!(pushed.header("urgency"), "high", "said to one person alone");

    turn_on(&mut ben, &of_ben, false).await;
    ann.say(&room, &"길고 긴 이야기 ".repeat(400)).await.expect("said");
    let pushed = service.next().await;
    assert!(pushed.body.len() <= 3_072, "{}", pushed.body.len());
    let told = of_ben.reads(&pushed);
    let text = told["text"].as_str().expect("a text");
    assert!(text.starts_with("길고 긴 이야기") && text.ends_with('…'), "{text}");
}

#[tokio::test]
async fn who_looks_at_any_screen_is_not_told() {
    let mut service = PushService::start().await;
    let net = net(&service).await;
    let (ann, mut ben, mut cho) = (net.person("서연").await, net.person("민준").await, net.person("지우").await);
    // 지우 never looks: when they are told, it was decided who else is.
    turn_on(&mut ben, &service.reached("ben"), false).await;
    turn_on(&mut cho, &service.reached("cho"), false).await;
    let room = ann.room("수다방", &[&ben, &cho]).await.id;
    let tab = ben.second_tab().await;
    tab.call(Look { on: true }).await.expect("seen");
    ann.say(&room, "보고 있죠?").await.expect("said");
    assert_eq!(names(&mut service, 1).await, ["cho"]);
    // From one tab to the other, in either order.
    ben.call(Look { on: true }).await.expect("seen");
    tab.call(Look { on: false }).await.expect("seen");
    ann.say(&room, "아직 보고 있죠?").await.expect("said");
    assert_eq!(names(&mut service, 1).await, ["cho"]);
    ben.call(Look { on: false }).await.expect("seen");
    ann.say(&room, "이제 안 보네요").await.expect("said");
    assert_eq!(names(&mut service, 2).await, ["ben", "cho"]);
    // A screen that goes away is not looked at any more.
    tab.call(Look { on: true }).await.expect("seen");
    drop(tab);
    in_time("told again", async {
        loop {
            ann.say(&room, "화면을 닫았네요").await.expect("said");
            if service.next().await.to == "ben" {
                break;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_subscription_ends_with_its_session_and_with_its_browser() {
    let mut service = PushService::start().await;
    let net = net(&service).await;
    let (ann, mut ben, mut cho) = (net.person("서연").await, net.person("민준").await, net.person("지우").await);
    let mut phone = Person::sign_in(net.address, "민준").await;
    let (of_ben, of_phone, of_cho) = (service.reached("ben"), service.reached("phone"), service.reached("cho"));
    for (person, reached) in [(&mut ben, &of_ben), (&mut phone, &of_phone), (&mut cho, &of_cho)] {
        turn_on(person, reached, false).await;
    }
    let room = ann.room("수다방", &[&ben, &cho]).await.id;
    let all = async |text: &str| {
        ann.say(&room, text).await.expect("said");
    };
    all("모두에게").await;
    assert_eq!(names(&mut service, 3).await, ["ben", "cho", "phone"]);

    assert_eq!(ben.browser.post("/sign-out", &[]).await.leads_to(), "/sign-in");
    // The next one who signs in with the phone is somebody else, and turns it on for themselves.
    let mut dan = net.person("도윤").await;
    turn_on(&mut dan, &of_phone, false).await;
    assert!(!is_reached(&mut phone).await);
    all("둘은 없어요").await;
    assert_eq!(names(&mut service, 1).await, ["cho"]);

    assert_eq!(cho.browser.post("/settings/notifications/off", &[]).await.leads_to(), "/settings?done=notifications");
    turn_on(&mut phone, &of_ben, false).await;
    all("이제 이쪽으로").await;
    assert_eq!(names(&mut service, 1).await, ["ben"]);
    cho.call(LeaveRoom { room_id: room.clone() }).await.expect("left");
    turn_on(&mut cho, &of_cho, false).await;
    all("나간 사람은 듣지 않아요").await;
    assert_eq!(names(&mut service, 1).await, ["ben"]);
    assert!(service.is_quiet());
}

/// To whom the next so many were pushed.
async fn names(service: &mut PushService, count: usize) -> Vec<String> {
    let mut names = Vec::new();
    for _ in 0..count {
        names.push(service.next().await.to);
    }
    names.sort();
    names
}

#[tokio::test]
async fn what_may_pass_is_tried_again_and_what_is_gone_is_forgotten() {
    let mut service = PushService::start().await;
    let net = net(&service).await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let of_ben = service.reached("ben");
    turn_on(&mut ben, &of_ben, false).await;
    let room = ann.room("수다방", &[&ben]).await.id;
    service.answers(&[StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS]);
    ann.say(&room, "세 번 만에").await.expect("said");
    for _ in 0..3 {
        assert_eq!(of_ben.reads(&service.next().await)["text"], "세 번 만에");
    }
    // Not for ever, and a refusal is one.
    service.answers(&[StatusCode::INTERNAL_SERVER_ERROR; 4]);
    ann.say(&room, "네 번까지만").await.expect("said");
    for _ in 0..4 {
        service.next().await;
    }
    service.answers(&[StatusCode::FORBIDDEN]);
    ann.say(&room, "한 번만").await.expect("said");
    service.next().await;
    assert!(is_reached(&mut ben).await);
    service.answers(&[StatusCode::GONE]);
    ann.say(&room, "이제 없어요").await.expect("said");
    assert_eq!(of_ben.reads(&service.next().await)["text"], "이제 없어요");
    in_time("it is forgotten", async { while is_reached(&mut ben).await {} }).await;
    assert!(service.is_quiet());
}

#[tokio::test]
async fn only_services_of_the_list_are_asked() {
    let mut service = PushService::start().await;
    let net = Net::start().await;
    let mut ben = net.person("민준").await;
    let of_ben = service.reached("ben");
    assert_eq!(turn_on(&mut ben, &of_ben, false).await, StatusCode::UNPROCESSABLE_ENTITY, "nobody has named this origin");
    let fields = of_ben.fields();
    let with =
        |endpoint: &str, key: &str, auth: &str| [("endpoint", endpoint.to_owned()), ("key", key.to_owned()), ("auth", auth.to_owned())];
    let known = "https://fcm.googleapis.com/fcm/send/abc";
    for (refused, why) in [
        (with("http://fcm.googleapis.com/fcm/send/abc", &fields[1].1, &fields[2].1), "not encrypted"),
        (with("https://169.254.169.254/latest", &fields[1].1, &fields[2].1), "an address"),
        (with(known, "AAAA", &fields[2].1), "no key"),
        (with(known, &fields[1].1, "AAAA"), "no secret"),
        (with(&format!("{known}{}", "x".repeat(1_024)), &fields[1].1, &fields[2].1), "too long"),
    ] {
        let refused: Vec<(&str, &str)> = refused.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = ben.browser.post("/settings/notifications", &refused).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
    }
    assert!(!is_reached(&mut ben).await && service.is_quiet());
    let off = Net::with(Options { push_services: Some(List::Text("off".into())), ..Options::default() }).await;
    let mut ann = off.person("서연").await;
    assert!(ann.browser.get("/settings").await.text().contains("data-push=\"\""), "nothing to subscribe for");
    assert_eq!(turn_on(&mut ann, &of_ben, false).await, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_fleet_tells_once_with_one_key() {
    let redis = Server::start();
    let mut service = PushService::start().await;
    let over = || Options { redis: Some(List::Text(redis.url())), ..through(&service) };
    let nets = [
        Net::tuned(over(), |tuning| tuning.notice = Duration::ZERO).await,
        Net::tuned(over(), |tuning| tuning.notice = Duration::ZERO).await,
    ];
    let (mut ann, mut ben, mut cho) = (nets[0].person("서연").await, nets[1].person("민준").await, nets[0].person("지우").await);
    turn_on(&mut ben, &service.reached("ben"), false).await;
    turn_on(&mut cho, &service.reached("cho"), false).await;
    let key = |page: &str| page.split("data-push=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a key").to_owned();
    let keys = [key(ann.browser.get("/settings").await.text()), key(ben.browser.get("/settings").await.text())];
    assert_eq!(keys[0], keys[1]);
    let room = ann.room("여러 서버의 방", &[&ben, &cho]).await.id;
    ben.call(Look { on: true }).await.expect("seen");
    ann.say(&room, "저쪽에서 보고 있어요").await.expect("said");
    let pushed = service.next().await;
    assert_eq!((pushed.to.as_str(), pushed.claims().1), ("cho", keys[0].clone()));
    ben.call(Look { on: false }).await.expect("seen");
    for _ in 0..2 {
        ann.say(&room, "이제 안 봐요").await.expect("said");
        assert_eq!(names(&mut service, 2).await, ["ben", "cho"], "each of them once");
    }
    assert!(service.is_quiet());
}

#[tokio::test]
async fn the_worker_is_the_servers_own_and_keeps_nobodys_page() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let worker = ann.browser.get("/sw.js").await;
    assert_eq!(worker.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(worker.header("cache-control"), "no-cache", "an update is seen when it is there");
    assert_eq!(worker.header("content-security-policy"), "default-src 'none'; connect-src 'self'");
    assert!(!worker.text().contains("\"VERSION\"") && worker.text().contains("새 메시지가 왔어요"), "{}", worker.text());
    let (mine, anybodys) = (ann.browser.get("/offline").await, net.browser().get("/offline").await);
    assert!(mine.text().contains("지금은 수다에 연결할 수 없어요") && !mine.text().contains("서연"));
    assert_eq!(mine.text(), anybodys.text());
    let settings = ann.browser.get("/settings").await;
    assert!(settings.header("content-security-policy").contains("worker-src 'self'"));
    assert!(settings.text().contains("src=\"/notify.js\""));
    assert_eq!(net.browser().get("/notify.js").await.status, StatusCode::OK);
}

/// Whatever the service does, whoever sends is answered.
#[tokio::test]
async fn a_service_that_fails_holds_up_nobody() {
    let service = PushService::start().await;
    let net = net(&service).await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    turn_on(&mut ben, &service.reached("ben"), false).await;
    let room: RoomId = ann.room("수다방", &[&ben]).await.id;
    drop(service);
    for number in 0..50 {
        ann.say(&room, &format!("{number}번째")).await.expect("said");
    }
    ben.hears("49번째").await;
}
