//! The whole client against a real socketioxide server.

mod house;
mod road;

use std::time::{Duration, Instant};

use client::connection::Transports;
use client::{CallError, Client, Reason, Signal};
use futures::StreamExt as _;
use futures::future::join_all;
use house::{House, PATIENCE, PING_INTERVAL, PING_TIMEOUT, Plan, connected, message, room, signal, until_connected};
use protocol::typing::Typing;
use protocol::{ErrorCode, Event, Seq};
use road::Road;

#[tokio::test]
async fn calls_are_answered_and_events_come() {
    let house = House::open(Plan::default());
    let (client, mut incoming) = connected(house.options()).await;
    let sent = client.call(message(1, "안녕하세요"), PATIENCE).await.expect("stored");
    assert_eq!(sent.seq, Seq(1));
    client.say(Typing { room_id: room(), on: true });
    let Signal::Event(Event::Typing(pulse)) = signal(&mut incoming).await else { panic!("the unknown event is skipped") };
    assert_eq!(pulse.person.name.as_str(), "유나");
    assert_eq!(client.call_raw("echo", r#""메아리""#, PATIENCE).await.as_deref(), Ok(r#""메아리""#));
    client.stop();
    assert_eq!(tokio::time::timeout(PATIENCE, incoming.next()).await, Ok(None));
    assert_eq!(client.call(message(2, "늦었어요"), PATIENCE).await, Err(CallError::Disconnected));
}

#[tokio::test]
async fn a_refusal_of_who_we_are_is_final_until_told() {
    let house = House::open(Plan::default());
    let (client, mut incoming) = Client::start(house.options().with_auth(r#"{"token":"몰라요"}"#));
    for _ in 0..2 {
        let Signal::Refused(error) = signal(&mut incoming).await else { panic!("a refusal") };
        assert_eq!((error.code, error.message.as_str()), (ErrorCode::Unauthenticated, "누구세요"));
        assert_eq!(client.call(message(1, "들어가도 돼요?"), PATIENCE).await, Err(CallError::Disconnected));
        client.retry_now();
    }
}

#[tokio::test]
async fn any_other_refusal_is_tried_again() {
    let house = House::open(Plan::default());
    let (_client, mut incoming) = Client::start(house.options().with_auth(r#"{"token":"바빠요"}"#));
    for _ in 0..3 {
        let Signal::Disconnected { reason: Reason::Refused(error), .. } = signal(&mut incoming).await else { panic!("a refusal") };
        assert_eq!(error.code, ErrorCode::Unavailable);
    }
}

#[tokio::test]
async fn an_error_reply_is_the_calls_and_a_missing_one_ends_at_its_deadline() {
    let house = House::open(Plan::default());
    let (client, _incoming) = connected(house.options()).await;
    let Err(CallError::Refused(error)) = client.call(message(1, "안 돼요"), PATIENCE).await else { panic!("an error") };
    assert_eq!(error.code, ErrorCode::Forbidden);
    let unanswered = client.call(message(2, "대답하지 마"), Duration::from_millis(50));
    let answered = client.call(message(3, "대답해 줘"), PATIENCE);
    assert_eq!(unanswered.await, Err(CallError::TimedOut));
    assert!(answered.await.is_ok(), "other calls do not notice");
}

#[tokio::test]
async fn two_hundred_pipelined_calls_keep_their_order() {
    for transports in [Transports::WebsocketOnly, Transports::PollingOnly] {
        let house = House::open(Plan::default());
        let mut options = house.options();
        options.transports = transports;
        let (client, _incoming) = connected(options).await;
        let texts: Vec<String> = (0..200).map(|number| format!("{number}번째 말")).collect();
        let calls = texts.iter().enumerate().map(|(number, text)| client.call(message(number, text), PATIENCE)).collect::<Vec<_>>();
        let replies = join_all(calls).await;
        assert_eq!(*house.heard.lock().expect("no handler panics"), texts, "{transports:?}");
        let seqs: Vec<u64> = replies.into_iter().map(|reply| reply.expect("stored").seq.0).collect();
        assert_eq!(seqs, (1..=200).collect::<Vec<_>>(), "{transports:?}");
    }
}

#[tokio::test]
async fn what_is_too_long_for_the_server_is_refused_here_and_the_bound_itself_goes_through() {
    let house = House::open(Plan::default());
    for transports in [Transports::WebsocketOnly, Transports::PollingOnly] {
        let mut options = house.options();
        options.transports = transports;
        let (client, _incoming) = connected(options).await;
        // `420["echo","…"]`: all of it counts.
        let longest = format!(r#""{}""#, "x".repeat(64 * 1_024 - r#"420["echo",""]"#.len()));
        assert_eq!(client.call_raw("echo", &longest, PATIENCE).await, Ok(longest.clone()), "{transports:?}");
        assert_eq!(client.call_raw("echo", &format!("{longest} "), PATIENCE).await, Err(CallError::TooLarge));
        assert!(client.call(message(1, "아직 있어요"), PATIENCE).await.is_ok());
    }
}

#[tokio::test]
async fn a_server_that_was_killed_is_found_again_and_calls_in_flight_say_so() {
    for transports in [Transports::WebsocketOnly, Transports::PollingOnly, Transports::Any] {
        let house = House::open(Plan::default());
        let (port, mut options) = (house.at.port(), house.options());
        options.transports = transports;
        let (client, mut incoming) = connected(options).await;
        let in_flight = client.call(message(1, "대답하지 마"), PATIENCE);
        assert!(client.call(message(2, "들렸어요?"), PATIENCE).await.is_ok());
        house.kill().await;
        assert_eq!(in_flight.await, Err(CallError::Disconnected), "{transports:?}");
        let lost = signal(&mut incoming).await;
        let Signal::Disconnected { reason: Reason::Lost, .. } = lost else { panic!("{transports:?}: {lost:?}") };
        let house = House::open(Plan { port, ..Plan::default() });
        client.retry_now();
        for tried in until_connected(&mut incoming).await {
            let Signal::Disconnected { reason: Reason::Unreachable, .. } = tried else { panic!("{tried:?}") };
        }
        assert!(client.call(message(1, "다시 왔어요"), PATIENCE).await.is_ok());
        drop(house);
    }
}

#[tokio::test]
async fn a_server_that_ends_the_session_is_joined_again() {
    let house = House::open(Plan::default());
    let (client, mut incoming) = connected(house.options()).await;
    drop(client.call_raw("bye", "null", PATIENCE));
    let Signal::Disconnected { reason: Reason::Ended, .. } = signal(&mut incoming).await else { panic!("it was ended") };
    until_connected(&mut incoming).await;
}

#[tokio::test]
async fn heartbeats_hold_an_idle_connection_by_either_transport() {
    let house = House::open(Plan { eager: true, ..Plan::default() });
    for transports in [Transports::WebsocketOnly, Transports::PollingOnly] {
        let mut options = house.options();
        options.transports = transports;
        let (client, mut incoming) = connected(options).await;
        // Twice as long as either side waits for the other: what is waited for is that nothing happens.
        let nothing = tokio::time::timeout(2 * (PING_INTERVAL + PING_TIMEOUT), incoming.next()).await;
        assert!(nothing.is_err(), "{transports:?}: {nothing:?}");
        assert!(client.call(message(1, "아직 있어요"), PATIENCE).await.is_ok());
    }
}

#[tokio::test]
async fn long_polling_takes_over_where_websockets_are_refused() {
    let house = House::open(Plan { no_websocket: true, ..Plan::default() });
    let (client, mut incoming) = connected(house.options()).await;
    assert!(client.call(message(1, "프록시 뒤에서"), PATIENCE).await.is_ok());
    client.say(Typing { room_id: room(), on: true });
    let Signal::Event(Event::Typing(_)) = signal(&mut incoming).await else { panic!("an event by polling") };
    let mut options = house.options();
    options.transports = Transports::WebsocketOnly;
    let (_client, mut incoming) = Client::start(options);
    let Signal::Disconnected { reason: Reason::Unreachable, .. } = signal(&mut incoming).await else { panic!("no way in") };
}

#[tokio::test]
async fn a_frozen_server_is_noticed_and_joined_again_when_it_thaws() {
    let house = House::open(Plan { eager: true, ..Plan::default() });
    for transports in [Transports::WebsocketOnly, Transports::PollingOnly, Transports::Any] {
        let road = Road::to(house.at).await;
        let mut options = house.options();
        options.server = format!("http://{}", road.at);
        options.transports = transports;
        options.pace.open_ms = 200;
        let (client, mut incoming) = connected(options).await;
        let in_flight = client.call(message(1, "대답하지 마"), PATIENCE);
        let frozen = Instant::now();
        road.block(true);
        let Signal::Disconnected { reason: Reason::Silent, .. } = signal(&mut incoming).await else { panic!("it fell silent") };
        // The last ping was at most an interval before the block.
        assert!(frozen.elapsed() >= PING_TIMEOUT && frozen.elapsed() < PATIENCE, "{transports:?}");
        assert_eq!(in_flight.await, Err(CallError::Disconnected));
        let Signal::Disconnected { reason: Reason::Unreachable, .. } = signal(&mut incoming).await else { panic!("still frozen") };
        road.block(false);
        until_connected(&mut incoming).await;
        assert!(client.call(message(1, "다시 흘러요"), PATIENCE).await.is_ok());
    }
}

#[tokio::test]
async fn a_program_that_does_not_take_its_signals_is_cut_off_rather_than_fed() {
    let house = House::open(Plan::default());
    let (client, mut incoming) = connected(house.options()).await;
    for _ in 0..30 {
        if client.call_raw("flood", "200", PATIENCE).await.is_err() {
            break;
        }
    }
    let (mut events, mut told) = (0, None);
    while told.is_none() {
        match signal(&mut incoming).await {
            Signal::Event(_) => events += 1,
            other => told = Some(other),
        }
    }
    assert!(matches!(told, Some(Signal::Disconnected { reason: Reason::Behind, .. })), "{told:?}");
    assert!((4_000..=4_096).contains(&events), "{events}");
    until_connected(&mut incoming).await;
}

#[tokio::test]
async fn a_client_ends_when_nobody_holds_it() {
    let house = House::open(Plan::default());
    let (client, mut incoming) = connected(house.options()).await;
    drop(client);
    assert_eq!(tokio::time::timeout(PATIENCE, incoming.next()).await, Ok(None));
}
