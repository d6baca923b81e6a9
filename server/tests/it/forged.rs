//! Requests that another site's page makes with the reader's cookie.

use axum::http::{Method, StatusCode};

use crate::support::{Net, PASSWORD};

const FORMS: [&str; 11] = [
    "/sign-in",
    "/sign-up",
    "/sign-out",
    "/settings/name",
    "/settings/password",
    "/settings/preferences",
    "/settings/sessions/end",
    "/admin/invites",
    "/admin/people/close",
    "/rooms/r/messages",
    "/reset/x",
];

#[tokio::test]
async fn no_form_is_taken_from_another_site() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let strangers: [&[(&'static str, &str)]; 5] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[],
    ];
    for path in FORMS {
        for headers in strangers {
            let fields = [("name", "뺏긴 이름"), ("password", PASSWORD)];
            let answer = ann.browser.post_from(headers, path, &fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
            assert!(answer.text().contains("들어올 수 없는 곳이에요"));
            assert_eq!(answer.header("set-cookie"), "");
        }
    }
    assert_eq!(ann.browser.get("/settings").await.field("name"), "서연");
}

#[tokio::test]
async fn our_own_pages_and_allowed_origins_may() {
    let allowed = suda::config::values::List::Text("https://shop.example.org".to_owned());
    let options = suda::config::Options { allowed_origins: Some(allowed), ..Default::default() };
    let net = Net::with(options).await;
    let mut ann = net.person("서연").await;
    let site = ann.browser.site();
    for headers in [
        [("origin", site.as_str())].as_slice(),
        &[("sec-fetch-site", "same-origin")],
        &[("origin", "https://shop.example.org"), ("sec-fetch-site", "cross-site")],
    ] {
        let answer = ann.browser.post_from(headers, "/settings/name", &[("name", "서연")]).await;
        assert_eq!(answer.leads_to(), "/settings?done=name", "{headers:?}");
    }
    let policy = ann.browser.get("/").await;
    assert!(policy.header("content-security-policy").contains("frame-ancestors https://shop.example.org;"));
}

#[tokio::test]
async fn a_program_without_a_cookie_may_sign_in() {
    let net = Net::start().await;
    net.person("서연").await;
    let answer = net.browser().post_from(&[], "/sign-in", &[("name", "서연"), ("password", PASSWORD)]).await;
    assert_eq!(answer.leads_to(), "/");
}

#[tokio::test]
async fn the_gateway_is_closed_to_other_sites_by_polling_too() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let path = "/chat/ws/?EIO=4&transport=polling";
    let site = ann.browser.site();
    let ours = ann.browser.ask(Method::GET, path, &[("origin", &site)], String::new()).await;
    assert_eq!(ours.status, StatusCode::OK);
    let theirs = ann.browser.ask(Method::GET, path, &[("origin", "https://evil.example")], String::new()).await;
    assert_eq!(theirs.status, StatusCode::FORBIDDEN);
}
