//! Behind the gateway as it is deployed: what reaches which replica, and what does not get through.
//!
//! Replicas here have a store each, so what one knows another does not; where that matters, a session of Engine.IO stands for a
//! person: it too lives in the replica that opened it.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use client::connection::Transports;
use futures::future::join_all;
use protocol::session::Sync;
use suda::config::values::List;
use suda::config::{Options, Tuning};
use suda::identity::limits::Allowance;
use suda::identity::mint_client_id;

use crate::support::haproxy::{checked, deployed};
use crate::support::person::{Line, message};
use crate::support::{Browser, Haproxy, Net, PASSWORD, Person, Process};
use crate::wire::{Wire, open};

fn behind_a_gateway() -> Options {
    Options { trusted_proxies: Some(List::Text("127.0.0.1".to_owned())), ..Options::default() }
}

/// Sessions of Engine.IO are pinged often, and need not become anybody's.
fn bare_sessions(tuning: &mut Tuning) {
    tuning.gateway.ping_interval = Duration::from_millis(100);
    tuning.gateway.connect_timeout = Duration::from_mins(10);
}

/// The cookie of a stranger of this number: the gateway tells them apart by it.
fn stranger(number: usize) -> String {
    format!("theme=dark; suda=stranger-{number}")
}

/// A websocket that ended up at this replica, and the cookie that led there.
async fn somebody_at(gateway: &Haproxy, replica: usize) -> (Wire, String) {
    for number in 0..100 {
        let before = gateway.replica(replica).await.total;
        let cookie = stranger(number);
        let mut wire = open(gateway.address, "", &[("cookie", &cookie)]).await.expect("a websocket");
        assert!(wire.next().await.expect("a handshake").starts_with("0{"));
        if gateway.replica(replica).await.total > before {
            return (wire, cookie);
        }
    }
    panic!("nobody comes to replica {replica}");
}

#[tokio::test]
async fn people_talk_through_it_by_websocket_and_by_polling() {
    let net = Net::with(behind_a_gateway()).await;
    let gateway = Haproxy::start(&[net.address]).await;
    let ann = Person::sign_up(gateway.address, "서연").await;
    let bob = Person::sign_up(gateway.address, "지민").await;
    let room = ann.room("디자인", &[&bob]).await;
    for (from, to) in [
        (Transports::WebsocketOnly, Transports::PollingOnly),
        (Transports::PollingOnly, Transports::WebsocketOnly),
        (Transports::PollingOnly, Transports::PollingOnly),
    ] {
        let (from, mut to) = (Line::connect_by(&ann.browser, from).await, Line::connect_by(&bob.browser, to).await);
        to.call(Sync::default()).await.expect("sync is answered");
        for number in 1..=20 {
            let text = format!("{number}번째 말이에요");
            from.call(message(&room.id, mint_client_id(), &text)).await.expect("sent");
            to.hears(&text).await;
        }
    }
}

#[tokio::test]
async fn a_polling_session_stays_with_the_replica_that_opened_it() {
    let (first, second) = (Net::tuned(behind_a_gateway(), bare_sessions).await, Net::tuned(behind_a_gateway(), bare_sessions).await);
    let gateway = Haproxy::start(&[first.address, second.address]).await;
    let address = gateway.address;
    join_all((0..16).map(|number| async move {
        let mut browser = Browser::new(address);
        let cookie = stranger(number);
        let headers = [("cookie", cookie.as_str()), ("content-type", "text/plain;charset=UTF-8")];
        let path = "/chat/ws/?EIO=4&transport=polling";
        let opened = browser.ask(Method::GET, path, &headers, String::new()).await;
        let open: serde_json::Value = serde_json::from_str(opened.text().strip_prefix('0').expect("a handshake")).expect("JSON");
        let path = format!("{path}&sid={}", open["sid"].as_str().expect("an id"));
        for round in 1..=20 {
            // Each on a connection of its own, as a browser may do it.
            let mut browser = Browser::new(address);
            let poll = browser.ask(Method::GET, &path, &headers, String::new()).await;
            assert_eq!((poll.status, poll.text()), (StatusCode::OK, "2"), "round {round} of {number}");
            let pong = browser.ask(Method::POST, &path, &headers, "3".to_owned()).await;
            assert_eq!((pong.status, pong.text()), (StatusCode::OK, "ok"), "round {round} of {number}");
        }
    }))
    .await;
    for index in 0..2 {
        assert!(gateway.replica(index).await.total >= 41, "both have their share");
    }
}

#[tokio::test]
async fn a_client_cannot_say_where_it_comes_from() {
    let net = Net::tuned(behind_a_gateway(), |tuning| {
        tuning.allowances.sign_in_per_address = Allowance::new(NonZeroU32::new(3).expect("not 0"), Duration::from_hours(1));
    })
    .await;
    let gateway = Haproxy::start(&[net.address]).await;
    for number in 1..=4 {
        let mut browser = Browser::new(gateway.address);
        browser.headers.insert("x-forwarded-for", format!("192.0.2.{number}").parse().expect("a value"));
        let answer = browser.post("/sign-in", &[("name", "서연"), ("password", "틀린 비밀번호예요")]).await;
        let expected = if number <= 3 { StatusCode::FORBIDDEN } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(answer.status, expected, "try {number}");
    }
    // Whoever believes the gateway believes what it passes on: so it must not.
    let sign_up = |address, name: &'static str| async move {
        let mut browser = Browser::new(address);
        browser.headers.insert("x-forwarded-proto", "https".parse().expect("a value"));
        browser.post("/sign-up", &[("name", name), ("password", PASSWORD)]).await.header("set-cookie").to_owned()
    };
    assert!(sign_up(net.address, "지민").await.starts_with("__Host-suda="), "the replica believes it");
    assert!(sign_up(gateway.address, "민준").await.starts_with("suda="), "and the gateway does not pass it on");
}

#[tokio::test]
async fn a_replica_that_is_about_to_stop_keeps_its_connections_and_gets_no_new_ones() {
    let tune = |tuning: &mut Tuning| {
        bare_sessions(tuning);
        tuning.notice = Duration::from_hours(1);
    };
    let (mut first, second) = (Net::tuned(behind_a_gateway(), tune).await, Net::tuned(behind_a_gateway(), tune).await);
    let gateway = Haproxy::start(&[first.address, second.address]).await;
    let (mut wire, cookie) = somebody_at(&gateway, 0).await;
    drop(first.tell_to_stop());
    gateway.until(0, "is about to stop", |replica| replica.status == "NOLB").await;
    let before = gateway.replica(0).await.total;
    let mut others = Vec::new();
    for cookie in (0..10).map(stranger).chain([cookie]) {
        others.push(open(gateway.address, "", &[("cookie", &cookie)]).await.expect("a websocket"));
    }
    assert_eq!(gateway.replica(0).await.total, before, "all of them came to the other one");
    for _ in 0..2 {
        wire.pinged().await;
    }
}

#[tokio::test]
async fn a_killed_replica_takes_no_request_with_it() {
    let (mut first, second) = (Process::start().await, Process::start().await);
    let gateway = Haproxy::start(&[first.address, second.address]).await;
    let (mut wire, cookie) = somebody_at(&gateway, 0).await;
    let ask = || async {
        let mut browser = Browser::new(gateway.address);
        browser.ask(Method::GET, "/robots.txt", &[("cookie", &cookie)], String::new()).await.status
    };
    let answer = ask().await;
    first.kill().await;
    assert_eq!(wire.next().await, None, "the client is told at once");
    assert_eq!(ask().await, answer, "the gateway asks the other one");
    // Whoever is being connected to it in the very moment when it is given up is cut like those who were.
    let mut cut = 0;
    while gateway.replica(0).await.status != "DOWN" {
        let again = open(gateway.address, "", &[("cookie", &cookie)]).await;
        let greeted = match again {
            Ok(mut again) => again.next().await.is_some(),
            Err(_) => false,
        };
        cut += u32::from(!greeted);
    }
    assert!(cut <= 1, "{cut} could not come back");
    first.start_again().await;
    gateway.until(0, "is back", |replica| replica.status == "UP").await;
    let before = gateway.replica(0).await.total;
    ask().await;
    assert_eq!(gateway.replica(0).await.total, before + 1, "and has its people again");
}

#[tokio::test]
async fn the_people_of_a_frozen_replica_are_sent_away_long_before_they_notice() {
    let (first, second) = (Process::start().await, Process::start().await);
    let gateway = Haproxy::start(&[first.address, second.address]).await;
    let (mut wire, cookie) = somebody_at(&gateway, 0).await;
    first.freeze().await;
    // By themselves they would notice after 45 s.
    assert_eq!(wire.next().await, None);
    assert!(open(gateway.address, "", &[("cookie", &cookie)]).await.is_ok());
}

#[tokio::test]
async fn one_address_opens_so_many_connections() {
    let net = Net::with(behind_a_gateway()).await;
    let gateway = Haproxy::with(&[net.address], &[("GATEWAY_NEW_CONNECTIONS", "20")]).await;
    let mut early = Browser::new(gateway.address);
    assert_eq!(early.get("/healthz").await.status, StatusCode::OK);
    for _ in 1..20 {
        assert_eq!(Browser::new(gateway.address).get("/healthz").await.status, StatusCode::OK);
    }
    let refused = Browser::new(gateway.address).get("/healthz").await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "10"));
    assert!(refused.text().contains("이 주소에서 연결이 너무 많아요."));
    assert!(open(gateway.address, "", &[]).await.is_err(), "nor a websocket");
    assert_eq!(early.get("/healthz").await.status, StatusCode::OK, "who is there may stay");
}

#[tokio::test]
async fn the_figures_are_not_for_everybody() {
    let net = Net::with(behind_a_gateway()).await;
    let gateway = Haproxy::start(&[net.address]).await;
    assert_eq!(net.browser().get("/metrics").await.status, StatusCode::OK);
    assert_eq!(Browser::new(gateway.address).get("/metrics").await.status, StatusCode::NOT_FOUND);

    assert_eq!(Browser::new(gateway.dashboard).get("/").await.status, StatusCode::UNAUTHORIZED);
    let dashboard = gateway.administrator().get("/").await;
    assert_eq!(dashboard.status, StatusCode::OK);
    assert!(dashboard.text().contains("replica0") && dashboard.text().contains("people"));

    let ours = deployed("replicas.cfg");
    let replicas = ("GATEWAY_REPLICAS", "replica:3000");
    for variables in [[replicas].as_slice(), &[replicas, ("GATEWAY_PASSWORD", "")]] {
        let refused = checked(&ours, variables).await;
        assert!(!refused.status.success(), "without a password it does not start");
        assert!(String::from_utf8_lossy(&refused.stderr).contains("GATEWAY_PASSWORD is not set"));
    }
    let accepted = checked(&ours, &[replicas, ("GATEWAY_PASSWORD", "x")]).await;
    assert!(accepted.status.success() && !String::from_utf8_lossy(&accepted.stderr).contains("WARNING"), "{accepted:?}");
}

#[tokio::test]
async fn without_a_replica_it_asks_for_patience() {
    let mut net = Net::with(behind_a_gateway()).await;
    let gateway = Haproxy::start(&[net.address]).await;
    net.stop().await.expect("it stops");
    gateway.until(0, "is down", |replica| replica.status == "DOWN").await;
    let answer = Browser::new(gateway.address).get("/reset/a-secret?sid=another").await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "2"));
    assert!(answer.text().starts_with("잠시 뒤에 다시 와 주세요."));
    let log = gateway.says("GET /reset 503").await;
    assert!(!log.contains("secret") && !log.contains("another"), "{log}");
    net.start_again().await;
    gateway.until(0, "is back", |replica| replica.status == "UP").await;
    assert_eq!(Browser::new(gateway.address).get("/healthz").await.status, StatusCode::OK);
}
