//! Administration: invites, reset links, closing accounts.

use axum::http::StatusCode;

use crate::support::{Net, PASSWORD, Person};

/// The first link on a page that begins so, from there to the quote.
fn link_in<'a>(page: &'a str, start: &str) -> &'a str {
    let at = page.find(start).unwrap_or_else(|| panic!("no {start} in {page}"));
    page[at..].split(['"', '<', '&']).next().expect("a first part")
}

#[tokio::test]
async fn a_fresh_link_is_shown_once() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    assert_eq!(ann.browser.post("/admin/invites", &[("uses", "3"), ("days", "7")]).await.leads_to(), "/admin");
    let page = ann.browser.get("/admin").await;
    let link = link_in(page.text(), &format!("{}/sign-up?invite=", ann.browser.site())).to_owned();
    assert!(link.len() > 60, "{link}");
    assert!(!ann.browser.get("/admin").await.text().contains(&link), "not a second time");
}

#[tokio::test]
async fn numbers_out_of_bounds_are_told() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    for (uses, days) in [("0", "7"), ("101", "7"), ("1", "91"), ("-1", "7"), ("많이", "7")] {
        let answer = ann.browser.post("/admin/invites", &[("uses", uses), ("days", days)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{uses} {days}");
        assert!(answer.text().contains("사람 수는 1에서 100"));
    }
}

#[tokio::test]
async fn an_invite_can_be_revoked() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    ann.browser.post("/admin/invites", &[("uses", "1"), ("days", "1")]).await.leads_to();
    let page = ann.browser.get("/admin").await;
    let id = page.field("id").to_owned();
    assert_eq!(ann.browser.post("/admin/invites/revoke", &[("id", &id)]).await.leads_to(), "/admin");
    assert!(ann.browser.get("/admin").await.text().contains("쓸 수 있는 초대가 없어요"));
}

#[tokio::test]
async fn a_reset_link_sets_a_password_once_and_ends_every_session() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let mut ben = net.person("지민").await;
    let ben_id = ben.id();
    ann.browser.post("/admin/people/reset", &[("userId", ben_id.as_str())]).await.leads_to();
    let page = ann.browser.get("/admin").await;
    let link = link_in(page.text(), &format!("{}/reset/", ann.browser.site())).to_owned();
    let path = link.strip_prefix(&ann.browser.site()).expect("a link of ours");

    let mut phone = net.browser();
    assert!(phone.get(path).await.text().contains("지민"));
    let short = phone.post(path, &[("password", "짧아요")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(phone.post(path, &[("password", "아주 새로운 비밀번호")]).await.leads_to(), "/");
    assert_eq!(phone.get("/settings").await.status, StatusCode::OK, "the new password signs in");
    ben.line.refused().await;
    assert_eq!(ben.browser.get("/settings").await.status, StatusCode::SEE_OTHER);
    assert_eq!(net.browser().get(path).await.status, StatusCode::NOT_FOUND, "not a second time");
    let again = net.browser().post(path, &[("password", "다시 한 번 바꾸기")]).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_closed_account_is_out_at_once_and_leaves_its_rooms() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let mut ben = net.person("지민").await;
    let room = ann.room("디자인", &[&ben]).await;
    ben.say(&room.id, "안녕하세요").await.expect("sent");
    ann.hears("안녕하세요").await;
    let ben_id = ben.id();
    assert_eq!(ann.browser.post("/admin/people/close", &[("userId", ben_id.as_str())]).await.leads_to(), "/admin");
    ben.line.refused().await;
    assert_eq!(ben.browser.get("/").await.status, StatusCode::SEE_OTHER);
    let again = net.browser().post("/sign-in", &[("name", "지민"), ("password", PASSWORD)]).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
    let taken = net.browser().post("/sign-up", &[("name", "지민"), ("password", PASSWORD)]).await;
    assert_eq!(taken.status, StatusCode::CONFLICT, "the name stays taken");
    let page = ann.browser.get(&format!("/rooms/{}", room.id)).await;
    assert!(page.text().contains("안녕하세요"), "what was said stays");
}

#[tokio::test]
async fn the_only_administrator_stays() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let id = ann.id();
    let answer = ann.browser.post("/admin/people/close", &[("userId", id.as_str())]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text().contains("관리자는 한 명 이상 있어야 해요."));
}

#[tokio::test]
async fn nobody_else_administers() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    let mut ben = net.person("지민").await;
    let id = ann.id();
    for (path, fields) in [
        ("/admin/invites", vec![("uses", "1"), ("days", "1")]),
        ("/admin/invites/revoke", vec![("id", "1")]),
        ("/admin/people/reset", vec![("userId", id.as_str())]),
        ("/admin/people/close", vec![("userId", id.as_str())]),
    ] {
        assert_eq!(ben.browser.post(path, &fields).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(net.browser().post(path, &fields).await.leads_to(), "/sign-in", "{path}");
    }
    Person::sign_in(net.address, "서연").await;
}
