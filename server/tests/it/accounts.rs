//! Making an account, proving it, changing it.

use axum::http::StatusCode;
use suda::config::Options;

use crate::support::process::run;
use crate::support::{Browser, Net, PASSWORD, Person};

fn registration(how: &str) -> Options {
    Options { registration: Some(how.to_owned()), ..Options::default() }
}

#[tokio::test]
async fn the_first_account_is_the_administrator_and_others_are_not() {
    let net = Net::start().await;
    let mut first = net.browser();
    assert_eq!(first.get("/sign-in").await.leads_to(), "/sign-up", "there is nobody who could sign in");
    let mut ann = net.person("서연").await;
    let mut ben = net.person("지민").await;
    assert_eq!(ann.browser.get("/admin").await.status, StatusCode::OK);
    assert_eq!(ben.browser.get("/admin").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn signing_out_and_in_again_comes_back_to_the_page_that_was_asked_for() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    assert_eq!(ann.browser.post("/sign-out", &[]).await.leads_to(), "/sign-in");
    assert_eq!(ann.browser.get("/settings").await.leads_to(), "/sign-in?next=/settings");
    let page = ann.browser.get("/sign-in?next=/settings").await;
    assert_eq!(page.field("next"), "/settings");
    let fields = [("name", "서연"), ("password", PASSWORD), ("next", "/settings")];
    assert_eq!(ann.browser.post("/sign-in", &fields).await.leads_to(), "/settings");
    assert_eq!(ann.browser.get("/settings").await.status, StatusCode::OK);
}

#[tokio::test]
async fn only_paths_of_ours_are_gone_to() {
    let net = Net::start().await;
    net.person("서연").await;
    for elsewhere in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let fields = [("name", "서연"), ("password", PASSWORD), ("next", elsewhere)];
        assert_eq!(net.browser().post("/sign-in", &fields).await.leads_to(), "/", "{elsewhere}");
    }
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_told_alike_and_keep_the_name() {
    let net = Net::start().await;
    net.person("서연").await;
    for (name, password) in [("서연", "틀린 비밀번호예요"), ("없는 사람", PASSWORD), ("서연", "짧다"), ("서연", &"긴".repeat(5_000))]
    {
        let answer = net.browser().post("/sign-in", &[("name", name), ("password", password)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.text().contains("이름이나 비밀번호가 맞지 않아요."));
        assert_eq!(answer.field("name"), name);
        assert!(!answer.text().contains(password), "a password is never shown again");
    }
}

#[tokio::test]
async fn names_that_look_alike_are_taken() {
    let net = Net::start().await;
    net.person("Ann 서연").await;
    // Another case, another width, Cyrillic А, decomposed Hangul.
    for alike in ["ANN 서연", "Ａｎｎ 서연", "Аnn 서연", "Ann \u{1109}\u{1165}\u{110B}\u{1167}\u{11AB}"] {
        let answer = net.browser().post("/sign-up", &[("name", alike), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{alike}");
        assert!(answer.text().contains("이미 있는 이름이거나, 너무 비슷한 이름이 있어요."));
        assert_eq!(answer.field("name"), alike, "what was typed stays");
    }
    assert!(Person::sign_in(net.address, "ann 서연").await.me.person.name.as_str() == "Ann 서연", "signing in is as forgiving");
}

#[tokio::test]
async fn a_sign_up_out_of_bounds_says_the_bound() {
    let net = Net::start().await;
    let long = "가".repeat(33);
    for (name, password, said) in [
        (long.as_str(), PASSWORD, "이름: 32자까지 쓸 수 있는데, 지금 33자예요."),
        ("  ", PASSWORD, "이름이 비어 있어요."),
        ("서\u{202E}연", PASSWORD, "이름에 쓸 수 없는 글자가 있어요(U+202E)"),
        ("서연", "일곱글자예요", "비밀번호는 8자에서 256자 사이로 해 주세요."),
    ] {
        let answer = net.browser().post("/sign-up", &[("name", name), ("password", password)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains(said), "{said}");
    }
}

#[tokio::test]
async fn closed_registration_takes_the_first_and_nobody_else() {
    let net = Net::with(registration("closed")).await;
    net.person("서연").await;
    let mut browser = net.browser();
    assert!(browser.get("/sign-up").await.text().contains("지금은 가입을 받지 않아요"));
    let answer = browser.post("/sign-up", &[("name", "지민"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(!browser.get("/sign-in").await.text().contains("href=\"/sign-up\""));
}

#[tokio::test]
async fn an_invite_code_opens_as_many_accounts_as_it_says() {
    let net = Net::with(registration("invite")).await;
    net.person("서연").await;
    // Beside the running server, as the operator does.
    let printed = run(net.dir(), &["invite", "--uses", "2", "--public-url", "https://chat.example.org"]).await;
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let link = String::from_utf8(printed.stdout).expect("a line");
    let code = link.trim().strip_prefix("https://chat.example.org/sign-up?invite=").expect("a link");

    let page = net.browser().get(&format!("/sign-up?invite={code}")).await;
    assert_eq!(page.field("invite"), code);
    let without = net.browser().post("/sign-up", &[("name", "지민"), ("password", PASSWORD), ("invite", "")]).await;
    assert_eq!(without.status, StatusCode::FORBIDDEN);
    assert!(without.text().contains("쓸 수 없는 초대 코드예요."));
    for name in ["지민", "민준"] {
        let fields = [("name", name), ("password", PASSWORD), ("invite", code)];
        assert_eq!(net.browser().post("/sign-up", &fields).await.leads_to(), "/");
    }
    let third = net.browser().post("/sign-up", &[("name", "하늘"), ("password", PASSWORD), ("invite", code)]).await;
    assert_eq!(third.status, StatusCode::FORBIDDEN);
    assert_eq!(third.field("name"), "하늘");
}

#[tokio::test]
async fn another_password_ends_the_other_sessions_and_their_connections() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let mut phone = Person::sign_in(net.address, "서연").await;
    let wrong = ann.browser.post("/settings/password", &[("current", "틀린 비밀번호예요"), ("password", "새로운 비밀번호")]).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert!(wrong.text().contains("지금 비밀번호가 맞지 않아요."));
    let changed = ann.browser.post("/settings/password", &[("current", PASSWORD), ("password", "새로운 비밀번호")]).await;
    assert_eq!(changed.leads_to(), "/settings?done=password");
    phone.line.refused().await;
    assert_eq!(phone.browser.get("/settings").await.leads_to(), "/sign-in?next=/settings");
    assert_eq!(ann.browser.get("/settings").await.status, StatusCode::OK);
    let old = net.browser().post("/sign-in", &[("name", "서연"), ("password", PASSWORD)]).await;
    assert_eq!(old.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_session_in_the_list_can_be_ended() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let mut phone = Browser::new(net.address);
    phone.headers.insert("user-agent", "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0".parse().expect("a value"));
    phone.post("/sign-in", &[("name", "서연"), ("password", PASSWORD)]).await.leads_to();
    let page = ann.browser.get("/settings").await;
    assert!(page.text().contains("Firefox · Android"));
    let id = page.field("id").to_owned();
    assert_eq!(ann.browser.post("/settings/sessions/end", &[("id", &id)]).await.leads_to(), "/settings?done=sessions");
    let (here, there) = (ann.browser.get("/settings").await.status, phone.get("/settings").await.status);
    assert_eq!((here, there), (StatusCode::OK, StatusCode::SEE_OTHER));
}

#[tokio::test]
async fn a_name_is_ones_own_and_nobody_elses() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    net.person("지민").await;
    let taken = ann.browser.post("/settings/name", &[("name", "지민")]).await;
    assert_eq!((taken.status, taken.field("name")), (StatusCode::CONFLICT, "지민"));
    assert_eq!(ann.browser.post("/settings/name", &[("name", "서연이")]).await.leads_to(), "/settings?done=name");
    assert!(ann.browser.get("/settings?done=name").await.text().contains("저장했어요"));
    assert_eq!(ann.browser.get("/settings").await.field("name"), "서연이");
}

#[tokio::test]
async fn signing_up_where_somebody_was_signed_in_ends_their_session() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let before = ann.browser.clone();
    ann.browser.post("/sign-up", &[("name", "지민"), ("password", PASSWORD)]).await.leads_to();
    assert_eq!(before.clone().get("/settings").await.status, StatusCode::SEE_OTHER);
    ann.line.refused().await;
}
