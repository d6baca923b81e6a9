//! Pages: their status, their headers, and the conversation without a script.

use axum::http::{Method, StatusCode};
use protocol::Seq;
use protocol::messages::Read;

use crate::support::{Net, PASSWORD};

#[tokio::test]
async fn every_answer_has_its_guards() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    for path in ["/", "/sign-up", "/settings", "/nowhere", "/healthz", "/rooms/none"] {
        let answer = ann.browser.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    }
}

#[tokio::test]
async fn each_page_has_a_nonce_of_its_own_and_all_its_scripts_have_it() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let nonce_of = |policy: &str| policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).map(str::to_owned);
    let (one, two) = (ann.browser.get("/").await, ann.browser.get("/").await);
    let nonce = nonce_of(one.header("content-security-policy")).expect("a nonce");
    assert_ne!(Some(&nonce), nonce_of(two.header("content-security-policy")).as_ref());
    let scripts: Vec<&str> = one.text().split("<script").skip(1).filter_map(|rest| rest.split('>').next()).collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        assert!(script.contains("application/json") || script.contains(&format!("nonce=\"{nonce}\"")), "{script}");
    }
}

#[tokio::test]
async fn what_is_not_there_or_not_for_the_reader_is_not_found_alike() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    let mut ben = net.person("지민").await;
    let room = ann.room("비밀 모임", &[]).await;
    for path in [format!("/rooms/{}", room.id), "/rooms/none".to_owned(), "/rooms/가".to_owned(), "/nowhere".to_owned()] {
        let answer = ben.browser.get(&path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains("여기에는 아무것도 없어요"));
        assert!(!answer.text().contains("비밀 모임"));
    }
    let sent = ben.browser.post(&format!("/rooms/{}/messages", room.id), &[("clientId", "c1"), ("content", "안녕")]).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_conversation_is_in_the_page() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    let mut ben = net.person("지민").await;
    assert_eq!(ben.browser.get("/").await.status, StatusCode::OK, "the empty state");
    let room = ann.room("디자인", &[&ben]).await;
    ann.say(&room.id, "<b>굵게</b> & \"따옴표\"").await.expect("sent");
    let page = ben.browser.get("/").await;
    assert!(page.text().contains("&lt;b&gt;굵게&lt;/b&gt; &amp;"), "text stays text");
    assert!(!page.text().contains("<b>굵게</b>"));
    assert!(page.text().contains("디자인"));
}

#[tokio::test]
async fn the_page_opens_where_its_reader_stopped() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    let mut ben = net.person("지민").await;
    let room = ann.room("디자인", &[&ben]).await;
    let mut last = room.head;
    for number in 1..=150 {
        last = ann.say(&room.id, &format!("메시지 {number}번")).await.expect("sent").seq;
    }
    let path = format!("/rooms/{}", room.id);
    let unread = ben.browser.get(&path).await.initial().room.expect("the room is open");
    assert!(unread.page.from <= unread.read && unread.read < unread.page.to && unread.page.to < last, "around the first unread");
    ben.call(Read { room_id: room.id.clone(), seq: last }).await.expect("read");
    let end = ben.browser.get(&path).await;
    assert!(end.text().contains("메시지 150번"));
    let end = end.initial().room.expect("the room is open").page;
    assert!(end.to == last && end.entries.len() == 50, "the end");
    let middle = ben.browser.get(&format!("{path}?at={}", last.0 - 75)).await;
    assert!(middle.text().contains("메시지 75번"));
    let middle = middle.initial().room.expect("the room is open");
    assert_eq!(middle.focus, Some(Seq(last.0 - 75)));
    assert!(middle.page.from < Seq(last.0 - 75) && Seq(last.0 - 75) < middle.page.to && middle.page.to < last);
    for nonsense in ["어디", "0", "-1", "999999"] {
        let room = ben.browser.get(&format!("{path}?at={}", crate::support::escaped(nonsense))).await.initial().room.expect("open");
        assert_eq!((room.focus, room.page.to), (None, last), "{nonsense}");
    }
}

#[tokio::test]
async fn the_plain_form_reaches_open_screens_and_sends_once() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let ben = net.person("지민").await;
    let room = ann.room("디자인", &[&ben]).await;
    let mut plain = ben.browser.clone();
    let path = format!("/rooms/{}", room.id);
    let client_id = plain.get(&path).await.field("clientId").to_owned();
    assert!(!client_id.is_empty());
    let fields = [("clientId", client_id.as_str()), ("content", "스크립트 없이도\r\n한 번에 보내요")];
    for _sent_twice in 0..2 {
        assert_eq!(plain.post(&format!("{path}/messages"), &fields).await.leads_to(), path);
    }
    ann.hears("스크립트 없이도\n한 번에 보내요").await;
    let head = ann.say(&room.id, "다음").await.expect("sent").seq;
    assert_eq!(head.0, room.head.0 + 2, "stored once");
}

#[tokio::test]
async fn a_message_over_the_bound_stays_in_its_form() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let room = ann.room("디자인", &[]).await;
    let long = "가".repeat(4_001);
    let path = format!("/rooms/{}/messages", room.id);
    let answer = ann.browser.post(&path, &[("clientId", "c1"), ("content", &long)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("메시지: 4000자까지 쓸 수 있는데, 지금 4001자예요."));
    assert!(answer.text().contains(&long), "nothing typed is lost");
    assert_eq!(answer.field("clientId"), "c1");
    let blank = ann.browser.post(&path, &[("clientId", "c2"), ("content", " \n ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_form_of_the_wrong_shape_is_told_so() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let missing = ann.browser.post("/settings/name", &[("nom", "서연")]).await;
    assert!(missing.status.is_client_error());
    assert!(missing.text().contains("양식을 읽을 수 없어요."));
    let large = ann.browser.post("/settings/name", &[("name", &"x".repeat(100_000))]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    let mut stranger = net.browser();
    for path in ["/sign-in", "/sign-up"] {
        assert!(stranger.post(path, &[("x", "y")]).await.status.is_client_error(), "{path}");
    }
    let wrong_method = ann.browser.ask(Method::DELETE, "/settings", &[("origin", &net.browser().site())], String::new()).await;
    assert_eq!(wrong_method.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_page_is_in_the_language_that_the_browser_asks_for() {
    let net = Net::start().await;
    let mut browser = net.browser();
    assert!(browser.get("/sign-up").await.text().contains("<html lang=\"ko\""));
    browser.headers.insert("accept-language", "en-GB,en;q=0.8".parse().expect("a value"));
    let page = browser.get("/sign-up").await;
    assert!(page.text().contains("<html lang=\"en\"") && page.text().contains("Make the first account"));
    let short = browser.post("/sign-up", &[("name", "Ann"), ("password", "short")]).await;
    assert!(short.text().contains("Use a password of 8 to 256 characters."));
}

#[tokio::test]
async fn a_page_is_compressed_when_the_browser_reads_that() {
    let net = Net::start().await;
    let mut browser = net.browser();
    browser.headers.insert("accept-encoding", "gzip, br".parse().expect("a value"));
    let page = browser.get("/sign-up").await;
    assert_eq!(page.header("content-encoding"), "br");
    assert_eq!(page.header("vary"), "accept-encoding");
}

#[tokio::test]
async fn health_readiness_and_metrics_answer_anybody() {
    let net = Net::start().await;
    net.person("서연").await;
    let mut browser = net.browser();
    assert_eq!(browser.get("/healthz").await.text(), "ok\n");
    assert_eq!(browser.get("/readyz").await.text(), "ok\n");
    let metrics = browser.get("/metrics").await;
    assert!(metrics.text().contains("suda_http_requests_total{method=\"POST\",route=\"/sign-up\",status=\"303\"}"), "{}", metrics.text());
    assert!(!metrics.text().contains("서연"));
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_and_secure_where_it_can_be() {
    let options = |url: &str| suda::config::Options { public_url: Some(url.to_owned()), ..Default::default() };
    let net = Net::with(options("https://chat.example.org")).await;
    let fields = [("name", "서연"), ("password", PASSWORD)];
    let answer = net.browser().post_from(&[("origin", "https://chat.example.org")], "/sign-up", &fields).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-suda=") && cookie.ends_with("; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    assert!(answer.header("content-security-policy").contains("connect-src 'self' wss://chat.example.org;"));

    let net = Net::start().await;
    let answer = net.browser().post("/sign-up", &fields).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("suda=") && cookie.contains("; Path=/;") && cookie.ends_with("; HttpOnly; SameSite=Lax"), "{cookie}");
}

/// Whoever changes how things look sees all of it at once; who runs a release has no such page.
#[tokio::test]
async fn a_debug_build_has_a_style_guide_and_a_release_has_none() {
    let net = Net::start().await;
    let mut browser = net.browser();
    let page = browser.get("/styleguide").await;
    if cfg!(not(debug_assertions)) {
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get("/styleguide.css").await.status, StatusCode::NOT_FOUND);
        return;
    }
    assert_eq!(page.status, StatusCode::OK);
    for (icon, _) in app::ui::Icon::ALL {
        assert_eq!(page.text().matches(&format!("<code>{icon}</code>")).count(), 2, "{icon} in light and in dark");
    }
    assert!(page.text().contains("data-theme=\"light\"") && page.text().contains("data-theme=\"dark\""));
    assert!(!page.text().contains("<script") && !page.text().contains(" style=") && !page.text().contains(".wasm"));
    assert!(page.text().contains("<html lang=\"ko\"") && page.text().contains("스타일 가이드"));
    let english = browser.get("/styleguide?lang=en").await;
    assert!(english.text().contains("<html lang=\"en\"") && english.text().contains("Style guide"));
    let styles = browser.get("/styleguide.css").await;
    assert_eq!(styles.header("content-type"), "text/css; charset=utf-8");
    assert!(styles.text().contains(".guide-theme[data-theme=\"dark\"]") && !styles.text().contains(":root"));
}
