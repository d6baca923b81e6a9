//! The machine, driven by hand: every way to lose a connection, without one.

use client::connection::{CallId, Connection, Input, LinkId, MAX_IN_FLIGHT, Output, Pace, Transport, Transports};
use client::{CallError, Reason, Signal};
use proptest::prelude::*;
use protocol::{ErrorCode, Event};

const OPEN: &str = r#"0{"sid":"s","upgrades":[],"pingInterval":300,"pingTimeout":200,"maxPayload":65536}"#;
const JOIN: &str = r#"40{"sid":"t"}"#;
const PACE: Pace = Pace { first_retry_ms: 100, last_retry_ms: 1_000, patient_retry_ms: 9_000, open_ms: 2_000, probe_ms: 5_000 };

/// A connection, its clock, and what it has asked for.
struct Desk {
    connection: Connection,
    now: u64,
    calls: u64,
    link: Option<LinkId>,
}

impl Desk {
    fn with(transports: Transports) -> (Self, Vec<Output>) {
        let connection = Connection::new(Some(r#"{"token":"열쇠"}"#.into()), transports, PACE);
        let mut desk = Self { connection, now: 0, calls: 0, link: None };
        let outputs = desk.put(Input::Start);
        (desk, outputs)
    }

    /// Connected by the transport that was asked for first.
    fn connected(transports: Transports) -> Self {
        let (mut desk, _) = Self::with(transports);
        desk.join();
        desk
    }

    fn put(&mut self, input: Input) -> Vec<Output> {
        self.connection.handle(self.now, 0, input);
        let outputs: Vec<Output> = std::iter::from_fn(|| self.connection.next_output()).collect();
        for output in &outputs {
            if let Output::Open { link, .. } = output {
                self.link = Some(*link);
            }
        }
        outputs
    }

    fn receive(&mut self, frame: &str) -> Vec<Output> {
        let link = self.link.expect("a link was opened");
        self.put(Input::Received { link, frame: frame.into() })
    }

    fn join(&mut self) -> Vec<Output> {
        self.receive(OPEN);
        self.receive(JOIN)
    }

    fn lose(&mut self) -> Vec<Output> {
        let link = self.link.expect("a link was opened");
        self.put(Input::Lost { link })
    }

    fn at(&mut self, now: u64) -> Vec<Output> {
        self.now = now;
        self.put(Input::Tick)
    }

    fn call(&mut self, deadline_ms: u64) -> Vec<Output> {
        self.calls += 1;
        self.put(Input::Call {
            call: CallId(self.calls),
            name: "send_message".into(),
            payload: r#"{"content":"안녕"}"#.into(),
            deadline_ms,
        })
    }
}

fn opened(outputs: &[Output]) -> Vec<Transport> {
    outputs.iter().filter_map(|output| if let Output::Open { transport, .. } = output { Some(*transport) } else { None }).collect()
}

fn sent(outputs: &[Output]) -> Vec<&str> {
    outputs.iter().filter_map(|output| if let Output::Send { frame, .. } = output { Some(frame.as_str()) } else { None }).collect()
}

fn signals(outputs: &[Output]) -> Vec<&Signal> {
    outputs.iter().filter_map(|output| if let Output::Signal(signal) = output { Some(signal) } else { None }).collect()
}

fn resolved(outputs: &[Output]) -> Vec<&Result<String, CallError>> {
    outputs.iter().filter_map(|output| if let Output::Resolve { outcome, .. } = output { Some(outcome) } else { None }).collect()
}

fn disconnected(reason: Reason, retry_in_ms: u32) -> Signal {
    Signal::Disconnected { reason, retry_in_ms }
}

#[test]
fn connecting_says_who_comes_and_answers_pings_before_it_is_let_in() {
    let (mut desk, outputs) = Desk::with(Transports::Any);
    assert_eq!(opened(&outputs), [Transport::Websocket]);
    assert_eq!(sent(&desk.receive("2")), ["3"], "before the open frame");
    assert_eq!(sent(&desk.receive(OPEN)), [r#"40{"token":"열쇠"}"#]);
    assert_eq!(sent(&desk.receive("2")), ["3"], "before the namespace");
    assert_eq!(resolved(&desk.call(1_000)), [&Err(CallError::Disconnected)], "nothing queues here");
    assert_eq!(signals(&desk.receive(JOIN)), [&Signal::Connected]);
    assert_eq!(sent(&desk.receive("2")), ["3"]);
}

#[test]
fn calls_meet_their_replies_and_no_other() {
    let mut desk = Desk::connected(Transports::Any);
    assert_eq!(sent(&desk.call(100)), [r#"420["send_message",{"content":"안녕"}]"#]);
    assert_eq!(sent(&desk.call(900)), [r#"421["send_message",{"content":"안녕"}]"#]);
    assert_eq!(desk.connection.deadline(), Some(100));
    assert_eq!(resolved(&desk.at(100)), [&Err(CallError::TimedOut)]);
    assert_eq!(desk.receive(r#"430[{"ok":null}]"#), [], "too late");
    assert_eq!(resolved(&desk.receive(r#"431[{"ok":"네"}]"#)), [&Ok(r#"{"ok":"네"}"#.to_owned())]);
    desk.call(900);
    assert!(matches!(resolved(&desk.receive("461-2[]"))[..], [Err(CallError::Malformed(_))]), "attachments");
}

#[test]
fn what_is_not_understood_is_skipped_and_what_is_comes_through() {
    let mut desk = Desk::connected(Transports::Any);
    let skipped = [
        r#"42["new_in_version_2",{}]"#,
        r#"42["read",{"seq":"?"}]"#,
        "42{}",
        r#"451-["file",{}]"#,
        "bAQID",
        "4399[]",
        r#"42/chat,["read"]"#,
    ];
    for frame in skipped {
        assert_eq!(desk.receive(frame), [], "{frame}");
    }
    let outputs = desk.receive(r#"42["read",{"roomId":"r","seq":3}]"#);
    assert!(matches!(signals(&outputs)[..], [Signal::Event(Event::Read(_))]));
}

#[test]
fn a_silent_server_is_noticed_and_calls_fail_before_the_signal() {
    let mut desk = Desk::connected(Transports::Any);
    desk.call(60_000);
    assert_eq!(desk.connection.deadline(), Some(500));
    assert_eq!(desk.at(499), []);
    let outputs = desk.at(500);
    let failed = outputs.iter().position(|output| matches!(output, Output::Resolve { outcome: Err(CallError::Disconnected), .. }));
    let told = outputs.iter().position(|output| *output == Output::Signal(disconnected(Reason::Silent, 100)));
    assert!(failed.is_some() && failed < told, "{outputs:?}");
    assert_eq!(desk.connection.deadline(), Some(600));
    assert_eq!(opened(&desk.at(600)), [Transport::Websocket]);
}

#[test]
fn polling_takes_over_at_once_and_delays_grow_when_neither_works() {
    let (mut desk, _) = Desk::with(Transports::Any);
    let mut delays = Vec::new();
    for _ in 0..6 {
        assert_eq!(opened(&desk.lose()), [Transport::Polling]);
        let outputs = desk.lose();
        let [Signal::Disconnected { reason: Reason::Unreachable, retry_in_ms }] = signals(&outputs)[..] else { panic!("{outputs:?}") };
        delays.push(*retry_in_ms);
        let later = desk.now + u64::from(*retry_in_ms);
        assert_eq!(desk.connection.deadline(), Some(later));
        assert_eq!(opened(&desk.at(later)), [Transport::Websocket]);
    }
    assert_eq!(delays, [100, 200, 400, 800, 1_000, 1_000]);
    desk.lose();
    assert_eq!(signals(&desk.join()), [&Signal::Connected], "by polling");
    assert_eq!(desk.connection.transport(), Some(Transport::Polling));
}

#[test]
fn a_transport_that_hangs_is_given_up_in_time() {
    let (mut desk, _) = Desk::with(Transports::Any);
    assert_eq!(opened(&desk.at(2_000)), [Transport::Polling]);
    desk.receive(OPEN);
    // Pings keep it alive, but it must let us in some time.
    for now in (2_000..6_000).step_by(400) {
        desk.now = now;
        desk.receive("2");
    }
    assert_eq!(signals(&desk.at(6_000)), [&disconnected(Reason::Silent, 100)]);
}

#[test]
fn one_transport_only_is_one_transport_only() {
    for (transports, transport) in [(Transports::WebsocketOnly, Transport::Websocket), (Transports::PollingOnly, Transport::Polling)] {
        let (mut desk, outputs) = Desk::with(transports);
        assert_eq!(opened(&outputs), [transport]);
        assert_eq!(signals(&desk.lose()), [&disconnected(Reason::Unreachable, 100)]);
        assert_eq!(opened(&desk.at(100)), [transport]);
        desk.join();
        assert_eq!(opened(&desk.at(599)), [], "no probe");
    }
}

#[test]
fn a_server_that_lets_in_and_drops_is_not_tried_as_if_it_were_well() {
    let mut desk = Desk::connected(Transports::WebsocketOnly);
    for delay in [100, 200, 400] {
        assert_eq!(signals(&desk.lose()), [&disconnected(Reason::Lost, delay)]);
        desk.at(desk.now + u64::from(delay));
        desk.join();
    }
    for _ in 0..4 {
        desk.now += 400;
        desk.receive("2");
    }
    assert_eq!(signals(&desk.lose()), [&disconnected(Reason::Lost, 100)], "it was well for a while");
}

#[test]
fn who_is_not_let_in_stays_out_until_told() {
    let (mut desk, _) = Desk::with(Transports::Any);
    desk.receive(OPEN);
    let outputs = desk.receive(r#"44{"message":"unauthenticated: 누구세요"}"#);
    let [Signal::Refused(error)] = signals(&outputs)[..] else { panic!("{outputs:?}") };
    assert_eq!((error.code, error.message.as_str()), (ErrorCode::Unauthenticated, "누구세요"));
    assert_eq!(desk.connection.deadline(), None);
    assert_eq!(desk.at(1_000_000), []);
    assert_eq!(opened(&desk.put(Input::RetryNow)), [Transport::Websocket]);
}

#[test]
fn a_refusal_that_may_pass_says_when_to_come_again() {
    let (mut desk, _) = Desk::with(Transports::Any);
    desk.receive(OPEN);
    let outputs = desk.receive(r#"44{"message":"","data":{"code":"rate_limited","message":"천천히","retryAfterMs":7000}}"#);
    assert!(matches!(signals(&outputs)[..], [Signal::Disconnected { reason: Reason::Refused(_), retry_in_ms: 7_000 }]), "{outputs:?}");
}

#[test]
fn retry_now_skips_the_delay_and_knows_a_connection_that_died_in_sleep() {
    let mut desk = Desk::connected(Transports::WebsocketOnly);
    assert_eq!(desk.put(Input::RetryNow), [], "all is well");
    desk.lose();
    assert_eq!(opened(&desk.put(Input::RetryNow)), [Transport::Websocket]);
    assert_eq!(desk.put(Input::RetryNow), [], "it is under way");
    desk.join();
    desk.now += 3_600_000;
    let outputs = desk.put(Input::RetryNow);
    assert!(matches!(signals(&outputs)[..], [Signal::Disconnected { reason: Reason::Silent, .. }]));
    assert_eq!(opened(&outputs), [Transport::Websocket]);
}

/// Connected by polling, the websocket having failed; the link of the probe that follows is the desk's.
fn probing() -> (Desk, LinkId) {
    let (mut desk, _) = Desk::with(Transports::Any);
    desk.lose();
    desk.join();
    let polling = desk.link.expect("polling");
    for now in (0..5_000).step_by(400) {
        desk.now = now;
        desk.receive("2");
    }
    assert_eq!(opened(&desk.at(5_000)), [Transport::Websocket], "the probe");
    (desk, polling)
}

#[test]
fn a_websocket_takes_over_from_polling_when_nothing_is_in_flight() {
    let (mut desk, polling) = probing();
    let probe = desk.link.expect("the probe");
    desk.receive(OPEN);
    desk.call(60_000);
    assert_eq!(signals(&desk.receive(JOIN)), Vec::<&Signal>::new(), "a call is in flight");
    assert_eq!(desk.receive(r#"42["read",{"roomId":"r","seq":3}]"#), [], "heard by the other one already");
    let outputs = desk.put(Input::Received { link: polling, frame: "430[null]".into() });
    assert_eq!(resolved(&outputs).len(), 1);
    assert!(outputs.contains(&Output::Close { link: polling }));
    assert_eq!(signals(&outputs), [&Signal::Connected], "so that what fell between the two is fetched");
    assert_eq!(desk.connection.transport(), Some(Transport::Websocket));
    let outputs = desk.call(1_000);
    assert!(matches!(outputs[..], [Output::Send { link, .. }] if link == probe));
}

#[test]
fn a_websocket_that_cannot_be_opened_is_tried_less_and_less_often_and_disturbs_nobody() {
    let (mut desk, polling) = probing();
    let outputs = desk.lose();
    assert_eq!((signals(&outputs).len(), desk.connection.is_connected()), (0, true));
    let mut probes = Vec::new();
    for now in (5_000..80_000).step_by(250) {
        desk.now = now;
        desk.put(Input::Received { link: polling, frame: "2".into() });
        if desk.link != Some(polling) && !opened(&desk.at(now)).is_empty() {
            probes.push(now);
            desk.lose();
        }
    }
    assert!(probes.len() <= 4, "{probes:?}");
}

#[test]
fn a_probe_that_has_joined_steps_in_when_polling_is_lost() {
    let (mut desk, polling) = probing();
    desk.receive(OPEN);
    desk.call(60_000);
    desk.receive(JOIN);
    let outputs = desk.put(Input::Lost { link: polling });
    assert_eq!(resolved(&outputs), [&Err(CallError::Disconnected)]);
    assert_eq!(signals(&outputs), [&Signal::Connected]);
    assert_eq!(desk.connection.transport(), Some(Transport::Websocket));
}

#[test]
fn calls_and_packets_are_bounded() {
    let mut desk = Desk::connected(Transports::Any);
    for _ in 0..MAX_IN_FLIGHT {
        assert_eq!(resolved(&desk.call(1_000)).len(), 0);
    }
    assert_eq!(resolved(&desk.call(1_000)), [&Err(CallError::Busy)]);
    let mut desk = Desk::connected(Transports::Any);
    let payload = format!("\"{}\"", "가".repeat(22_000));
    let outputs = desk.put(Input::Call { call: CallId(1), name: "echo".into(), payload, deadline_ms: 1_000 });
    assert_eq!(resolved(&outputs), [&Err(CallError::TooLarge)]);
}

#[test]
fn stopping_says_goodbye_and_is_final() {
    let mut desk = Desk::connected(Transports::Any);
    desk.call(60_000);
    let outputs = desk.put(Input::Stop);
    assert_eq!((sent(&outputs), resolved(&outputs).len()), (vec!["1"], 1));
    assert_eq!(desk.connection.deadline(), None);
    assert_eq!(desk.put(Input::RetryNow), []);
    assert_eq!(resolved(&desk.call(1)), [&Err(CallError::Disconnected)]);
}

fn frame() -> impl Strategy<Value = String> {
    let known = [
        OPEN,
        JOIN,
        "1",
        "2",
        "3",
        "6",
        "41",
        "44{}",
        r#"44{"message":"unauthenticated"}"#,
        "430[1]",
        "431[2]",
        "461-0[]",
        r#"42["read",{"roomId":"r","seq":3}]"#,
        "bAQ",
        "4",
        "45-",
    ];
    prop_oneof![8 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

#[derive(Clone, Debug)]
enum Step {
    Frame(u8, String),
    Lost(u8),
    Call(u64),
    Say,
    Retry,
    Behind,
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..3_u8, frame()).prop_map(|(back, frame)| Step::Frame(back, frame)),
        1 => (0..3_u8).prop_map(Step::Lost),
        3 => (0..2_000_u64).prop_map(Step::Call),
        1 => Just(Step::Say),
        1 => Just(Step::Retry),
        1 => Just(Step::Behind),
        3 => (0..3_000_u64).prop_map(Step::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn whatever_comes_every_call_is_resolved_once_and_no_link_is_left_open(
        steps in proptest::collection::vec(step(), 0..150),
        transports in proptest::sample::select(vec![Transports::Any, Transports::WebsocketOnly, Transports::PollingOnly]),
    ) {
        let (mut desk, mut outputs) = Desk::with(transports);
        let mut links = Vec::new();
        for step in steps {
            links.extend(outputs.iter().filter_map(|output| if let Output::Open { link, .. } = output { Some(*link) } else { None }));
            let link = |back: u8| links[links.len().saturating_sub(1 + usize::from(back))];
            let next = match step {
                Step::Frame(back, frame) => desk.put(Input::Received { link: link(back), frame }),
                Step::Lost(back) => desk.put(Input::Lost { link: link(back) }),
                Step::Call(deadline) => desk.call(deadline),
                Step::Say => desk.put(Input::Say { name: "typing".into(), payload: "{}".into() }),
                Step::Retry => desk.put(Input::RetryNow),
                Step::Behind => desk.put(Input::Behind),
                Step::Wait(ms) => desk.at(desk.now + ms),
            };
            // Never a deadline in the past, or the driver would spin.
            prop_assert!(desk.connection.deadline().is_none_or(|at| at > desk.now), "{:?} at {}", desk.connection.deadline(), desk.now);
            outputs.extend(next);
        }
        outputs.extend(desk.put(Input::Stop));
        let opened = opened(&outputs).len();
        let closed = outputs.iter().filter(|output| matches!(output, Output::Close { .. })).count();
        prop_assert_eq!(opened, closed);
        let mut calls: Vec<CallId> = outputs.iter().filter_map(|output| if let Output::Resolve { call, .. } = output { Some(*call) } else { None }).collect();
        calls.sort();
        prop_assert_eq!(calls, (1..=desk.calls).map(CallId).collect::<Vec<_>>());
    }
}
