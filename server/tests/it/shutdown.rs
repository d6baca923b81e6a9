//! Stopping: requests finish, connections are closed, the store is closed, and all is there again.

use std::time::Duration;

use axum::http::StatusCode;
use client::Signal;
use suda::config::Options;

use crate::support::{Net, Process, in_time};

#[tokio::test]
async fn a_connection_is_closed_at_once_and_comes_back() {
    let mut net = Net::start().await;
    let mut ann = net.person("서연").await;
    let room = ann.room("디자인", &[]).await;
    ann.say(&room.id, "멈추기 전에").await.expect("sent");
    net.stop().await.expect("it stops without an error");
    net.start_again().await;
    ann.line.connected().await;
    assert!(ann.browser.get("/").await.text().contains("멈추기 전에"));
}

#[tokio::test]
async fn a_connection_is_told_that_the_server_stops() {
    let mut net = Net::start().await;
    let mut ann = net.person("서연").await;
    let served = net.tell_to_stop();
    loop {
        if let Signal::Disconnected { .. } = ann.line.signal().await {
            break;
        }
    }
    in_time("the server stops", served).await.expect("no panic").expect("no error");
}

#[tokio::test]
async fn a_gateway_is_told_while_all_is_served_as_before() {
    let mut net = Net::tuned(Options::default(), |tuning| tuning.notice = Duration::from_hours(1)).await;
    let mut ann = net.person("서연").await;
    let room = ann.room("디자인", &[]).await;
    drop(net.tell_to_stop());
    in_time("it says that it stops", async { while ann.browser.get("/healthz").await.status == StatusCode::OK {} }).await;
    for path in ["/healthz", "/readyz"] {
        let answer = ann.browser.get(path).await;
        assert_eq!((answer.status, answer.text()), (StatusCode::SERVICE_UNAVAILABLE, "stopping\n"), "{path}");
    }
    ann.say(&room.id, "아직 여기 있어요").await.expect("connections are kept");
    assert!(ann.browser.get("/").await.text().contains("아직 여기 있어요"));
}

#[tokio::test]
async fn after_the_notice_it_stops() {
    let mut net = Net::tuned(Options::default(), |tuning| tuning.notice = Duration::from_millis(50)).await;
    net.stop().await.expect("it stops without an error");
}

#[tokio::test]
async fn the_program_stops_on_a_signal_with_success() {
    let mut process = Process::start().await;
    let mut browser = crate::support::Browser::new(process.address);
    assert_eq!(browser.get("/readyz").await.status, StatusCode::OK);
    assert!(process.terminate().await.success());
    process.start_again().await;
    assert_eq!(browser.get("/readyz").await.status, StatusCode::OK);
}

/// Socket.IO closes no session that has not entered its namespace, and the poll of one waited until it was cut.
#[tokio::test]
async fn a_stranger_who_polls_does_not_hold_up_the_stop() {
    let mut net = Net::tuned(Options::default(), |tuning| tuning.drain = Duration::from_hours(1)).await;
    let mut stranger = net.browser();
    let opened = stranger.get("/chat/ws/?EIO=4&transport=polling").await;
    let path = format!("/chat/ws/?EIO=4&transport=polling&sid={}", crate::hostile::sid(opened.text()));
    // The first ping, and then nothing for a while.
    assert_eq!(stranger.get(&path).await.text(), "2");
    let poll = tokio::spawn(async move { stranger.get(&path).await.status });
    net.browser().get("/healthz").await;
    net.stop().await.expect("it stops without an error");
    assert_eq!(poll.await.expect("an answer"), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_request_that_does_not_end_is_cut() {
    use tokio::io::AsyncWriteExt as _;
    let mut net = Net::tuned(Options::default(), |tuning| tuning.drain = Duration::from_millis(300)).await;
    let mut slow = tokio::net::TcpStream::connect(net.address).await.expect("a connection");
    // A form whose body never comes.
    let head = "POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\nname=";
    slow.write_all(head.as_bytes()).await.expect("written");
    net.browser().get("/healthz").await;
    net.stop().await.expect("it stops all the same");
    // Dropping the test's runtime ends what was cut; a process ends with it.
}
