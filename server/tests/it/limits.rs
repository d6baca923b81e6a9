//! How often one may try, and from where.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::StatusCode;
use suda::config::Options;
use suda::config::values::List;
use suda::identity::limits::Allowance;

use crate::support::{Browser, Net, PASSWORD};

fn few(times: u32) -> Allowance {
    Allowance::new(NonZeroU32::new(times).expect("not 0"), Duration::from_hours(1))
}

async fn try_as(browser: &mut Browser, name: &str) -> StatusCode {
    browser.post("/sign-in", &[("name", name), ("password", "틀린 비밀번호예요")]).await.status
}

#[tokio::test]
async fn guessing_one_name_ends_wherever_it_comes_from() {
    let proxies = Some(List::Text("127.0.0.0/8".to_owned()));
    let net = Net::tuned(Options { trusted_proxies: proxies, ..Options::default() }, |tuning| {
        tuning.allowances.sign_in_per_name = few(3);
    })
    .await;
    net.person("서연").await;
    for from in 1..=3 {
        let mut browser = net.browser();
        browser.headers.insert("x-forwarded-for", format!("192.0.2.{from}").parse().expect("a value"));
        assert_eq!(try_as(&mut browser, "서연").await, StatusCode::FORBIDDEN);
    }
    let mut browser = net.browser();
    let answer = browser.post("/sign-in", &[("name", "서연"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.text().contains("너무 여러 번 시도했어요."));
    assert_eq!(answer.field("name"), "서연");
    assert_eq!(try_as(&mut browser, "지민").await, StatusCode::FORBIDDEN, "others are not in the way");
}

#[tokio::test]
async fn one_address_tries_so_often_and_cannot_say_that_it_is_another() {
    let net = Net::tuned(Options::default(), |tuning| tuning.allowances.sign_in_per_address = few(3)).await;
    net.person("서연").await;
    for number in 1..=4 {
        let mut browser = net.browser();
        browser.headers.insert("x-forwarded-for", format!("192.0.2.{number}").parse().expect("a value"));
        let expected = if number <= 3 { StatusCode::FORBIDDEN } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(try_as(&mut browser, &format!("사람 {number}")).await, expected);
    }
}

#[tokio::test]
async fn one_address_makes_so_many_accounts() {
    let net = Net::tuned(Options::default(), |tuning| tuning.allowances.sign_up_per_address = few(2)).await;
    for (name, status) in [("서연", 303), ("지민", 303), ("민준", 429)] {
        let answer = net.browser().post("/sign-up", &[("name", name), ("password", PASSWORD)]).await;
        assert_eq!(answer.status.as_u16(), status, "{name}");
    }
}
