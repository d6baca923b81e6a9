//! The Enter rule over what browsers and input methods really do: each trace is played into a field with the rule attached,
//! and what was sent and what stands in the field is compared with what a person expects.

use app::ui::enter::{Effect, Enter, FieldEvent, Key, Mode, Timer};
use serde::Deserialize;

#[derive(Deserialize)]
struct Trace {
    id: String,
    platform: String,
    events: Vec<Row>,
    expect: Expectation,
}

/// One event as it was logged; `value` is what stood in the field of the recording.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    t: f64,
    #[serde(rename = "type")]
    kind: String,
    value: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    key_code: u32,
    #[serde(default)]
    shift_key: bool,
    #[serde(default)]
    repeat: bool,
    #[serde(default)]
    is_composing: bool,
    #[serde(default)]
    input_type: String,
    id: Option<String>,
    /// The row whose default action this one is: it does not happen when that one was prevented.
    #[serde(rename = "default_of")]
    default_of: Option<String>,
}

#[derive(Deserialize)]
struct Expectation {
    sent: Vec<String>,
    field: String,
    #[serde(default)]
    checkpoints: Vec<Checkpoint>,
}

/// What must hold before the person goes on.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Checkpoint {
    /// The index of a row.
    after_event: usize,
    sent: Vec<String>,
    field: String,
}

/// A text field in a browser, with the rule attached to it.
struct Browser {
    rule: Enter,
    field: String,
    sent: Vec<String>,
    timer: Option<(f64, Timer)>,
    prevented: Vec<String>,
}

impl Browser {
    fn new(mode: Mode) -> Self {
        Self { rule: Enter::new(mode), field: String::new(), sent: Vec::new(), timer: None, prevented: Vec::new() }
    }

    /// Hands an event to the rule and does what it says; tells whether the default action was prevented.
    fn dispatch(&mut self, event: FieldEvent, now: f64) -> bool {
        let mut prevented = false;
        for effect in self.rule.handle(event, now) {
            match effect {
                Effect::Prevent => prevented = true,
                Effect::Send => {
                    assert!(!self.rule.is_composing(), "a field that is composing must not be cleared");
                    if !self.field.trim().is_empty() {
                        self.sent.push(std::mem::take(&mut self.field));
                    }
                }
                Effect::BlurAndFocus => {
                    if self.rule.is_composing() {
                        self.dispatch(FieldEvent::CompositionEnd, now);
                    }
                    self.dispatch(FieldEvent::Blur, now);
                }
                Effect::StartTimer { ms, timer } => self.timer = Some((now + f64::from(ms), timer)),
            }
        }
        prevented
    }

    fn let_time_pass(&mut self, until: f64) {
        while let Some((at, timer)) = self.timer.take_if(|(at, _)| *at <= until) {
            self.dispatch(FieldEvent::Timer(timer), at);
        }
    }

    /// Changes the field as the recording's field changed: what was cut from the end, and what was put there.
    fn change(&mut self, before: &str, after: &str) {
        let same = before.chars().zip(after.chars()).take_while(|(a, b)| a == b).count();
        for _ in before.chars().skip(same) {
            self.field.pop();
        }
        self.field.extend(after.chars().skip(same));
    }

    fn row(&mut self, row: &Row, before: &str) {
        self.let_time_pass(row.t);
        if row.default_of.as_ref().is_some_and(|cause| self.prevented.contains(cause)) {
            // Nothing comes of it, nor of what would have come of it.
            self.prevented.extend(row.id.clone());
            return;
        }
        if row.kind == "input" {
            self.change(before, &row.value);
        }
        let prevented = event(row).is_some_and(|event| self.dispatch(event, row.t));
        if prevented {
            self.prevented.extend(row.id.clone());
        }
    }
}

fn event(row: &Row) -> Option<FieldEvent> {
    let key = || {
        let key = Key::new(&row.key, &row.code, row.key_code);
        Key { shift: row.shift_key, repeat: row.repeat, composing: row.is_composing, ..key }
    };
    Some(match row.kind.as_str() {
        "keydown" => FieldEvent::KeyDown(key()),
        "keyup" => FieldEvent::KeyUp(key()),
        "beforeinput" if matches!(row.input_type.as_str(), "insertLineBreak" | "insertParagraph") => FieldEvent::LineBreak,
        "input" => FieldEvent::Input,
        "compositionstart" => FieldEvent::CompositionStart,
        "compositionend" => FieldEvent::CompositionEnd,
        "blur" => FieldEvent::Blur,
        "beforeinput" | "compositionupdate" | "keypress" | "mousedown" => return None,
        other => panic!("a trace holds the unknown event {other}"),
    })
}

fn traces() -> Vec<Trace> {
    serde_json::from_str(include_str!("data/ime-traces.json")).expect("the traces are JSON")
}

/// Plays a trace to its end and lets a second pass; what went wrong at a checkpoint is added to `faults`.
fn play(trace: &Trace, mode: Mode, faults: &mut Vec<String>) -> Browser {
    let mut browser = Browser::new(mode);
    let mut before = "";
    for (index, row) in trace.events.iter().enumerate() {
        browser.row(row, before);
        before = &row.value;
        for checkpoint in trace.expect.checkpoints.iter().filter(|checkpoint| checkpoint.after_event == index) {
            // Whoever looks at the screen here has time to look: until just before the next event.
            browser.let_time_pass(trace.events.get(index + 1).map_or(f64::MAX, |next| next.t));
            if (&browser.sent, &browser.field) != (&checkpoint.sent, &checkpoint.field) {
                faults.push(format!("{} after row {index}: sent {:?}, field {:?}", trace.id, browser.sent, browser.field));
            }
        }
    }
    browser.let_time_pass(f64::MAX);
    browser
}

#[test]
fn every_trace_gives_what_a_person_expects() {
    let traces = traces();
    assert_eq!(traces.len(), 63);
    let mut faults = Vec::new();
    for trace in &traces {
        let browser = play(trace, Mode::Message, &mut faults);
        let Expectation { sent, field, .. } = &trace.expect;
        if (&browser.sent, &browser.field) != (sent, field) {
            faults.push(format!("{}: sent {:?}, field {:?}; expected {sent:?}, {field:?}", trace.id, browser.sent, browser.field));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The harness can tell right from wrong: naive rules fail on many of the same traces.
#[test]
fn without_the_rule_many_traces_go_wrong() {
    let mut wrong = 0;
    for trace in &traces() {
        let mut browser = Browser::new(Mode::Breaks);
        let mut before = "";
        for row in &trace.events {
            let naive = row.kind == "keydown" && row.key == "Enter" && !row.is_composing && row.key_code != 229 && !row.shift_key;
            browser.row(row, before);
            before = &row.value;
            if naive {
                browser.prevented.extend(row.id.clone());
                browser.sent.extend((!browser.field.is_empty()).then(|| std::mem::take(&mut browser.field)));
            }
        }
        wrong += usize::from((&browser.sent, &browser.field) != (&trace.expect.sent, &trace.expect.field));
    }
    assert!(wrong >= 10, "{wrong}");
}

#[test]
fn where_enter_is_a_new_line_no_input_method_makes_it_send() {
    for trace in &traces() {
        let browser = play(trace, Mode::Breaks, &mut Vec::new());
        assert!(browser.sent.is_empty(), "{}: {:?}", trace.id, browser.sent);
        // On touch. Elsewhere the traces hold what came after a line break was prevented.
        if !matches!(trace.platform.as_str(), "iOS" | "Android") {
            continue;
        }
        let expected = trace.events.last().expect("a trace has rows").value.clone();
        assert_eq!(browser.field, expected, "{}", trace.id);
    }
}

/// A field in which 안녕 is being composed.
fn composing(mode: Mode) -> Browser {
    let mut browser = Browser::new(mode);
    browser.dispatch(FieldEvent::CompositionStart, 0.0);
    browser.field = String::from("안녕");
    browser.dispatch(FieldEvent::Input, 1.0);
    browser
}

fn enter() -> Key {
    Key::new("Enter", "Enter", 13)
}

#[test]
fn the_send_button_takes_what_is_being_composed() {
    for mode in [Mode::Breaks, Mode::Message] {
        let mut browser = composing(mode);
        browser.dispatch(FieldEvent::Button, 1_000.0);
        browser.let_time_pass(2_000.0);
        assert_eq!((browser.sent, browser.field), (vec![String::from("안녕")], String::new()));
    }
}

#[test]
fn ctrl_enter_sends_everywhere_and_once() {
    for mode in [Mode::Breaks, Mode::Message, Mode::Line] {
        let mut browser = composing(mode);
        assert!(browser.dispatch(FieldEvent::KeyDown(Key { command: true, composing: true, ..enter() }), 500.0));
        assert!(browser.dispatch(FieldEvent::KeyDown(Key { command: true, repeat: true, composing: true, ..enter() }), 550.0));
        browser.let_time_pass(2_000.0);
        assert_eq!((browser.sent, browser.field), (vec![String::from("안녕")], String::new()), "{mode:?}");
    }
}

#[test]
fn shift_breaks_the_line_of_a_message_and_not_of_a_single_line() {
    let shift = FieldEvent::KeyDown(Key { shift: true, ..enter() });
    let mut message = Enter::new(Mode::Message);
    assert_eq!(message.handle(shift, 0.0), []);
    assert_eq!(message.handle(FieldEvent::LineBreak, 1.0), []);
    assert_eq!(Enter::new(Mode::Line).handle(shift, 0.0), [Effect::Prevent, Effect::Send]);
}

#[test]
fn who_types_on_at_once_loses_nothing() {
    let mut browser = composing(Mode::Message);
    browser.dispatch(FieldEvent::CompositionEnd, 100.0);
    assert!(browser.dispatch(FieldEvent::KeyDown(enter()), 100.2));
    assert!(browser.sent.is_empty(), "the input method may still correct itself");
    browser.dispatch(FieldEvent::KeyDown(Key::new("Process", "KeyS", 229)), 110.0);
    assert_eq!(browser.sent, ["안녕"]);
    browser.dispatch(FieldEvent::CompositionStart, 110.1);
    browser.field = String::from("ㄴ");
    browser.let_time_pass(2_000.0);
    assert_eq!((browser.sent.len(), browser.field.as_str()), (1, "ㄴ"));
}

#[test]
fn an_enter_that_is_older_than_the_commit_it_caused_belongs_to_it() {
    // Times of keys are those of the hardware: they may lie before the end of the composition.
    let mut browser = composing(Mode::Message);
    browser.dispatch(FieldEvent::CompositionEnd, 100.0);
    browser.dispatch(FieldEvent::KeyDown(enter()), 92.0);
    assert!(browser.sent.is_empty());
    browser.let_time_pass(200.0);
    assert_eq!(browser.sent, ["안녕"]);
}

#[test]
fn a_field_that_loses_the_focus_while_it_waits_sends() {
    let mut browser = composing(Mode::Message);
    assert!(browser.dispatch(FieldEvent::LineBreak, 100.0));
    browser.dispatch(FieldEvent::CompositionEnd, 120.0);
    browser.dispatch(FieldEvent::Blur, 121.0);
    browser.let_time_pass(2_000.0);
    assert_eq!(browser.sent, ["안녕"]);
}

/// Every text field of the screen has the rule: where one is drawn, it is bound.
#[test]
fn every_text_field_is_bound() {
    fn look(folder: &std::path::Path, faults: &mut Vec<String>) -> usize {
        let mut fields = 0;
        for path in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path()) {
            if path.is_dir() {
                fields += look(&path, faults);
                continue;
            }
            let source = std::fs::read_to_string(&path).expect("sources are UTF-8");
            // Nothing can be typed into one that is only read.
            let read = source.matches("type=\"text\" readonly").count();
            let drawn = source.matches("type=\"text\"").count() - read + source.matches("<textarea").count();
            let bound = source.matches("entry::bind(").count();
            fields += drawn;
            if drawn != bound {
                faults.push(format!("{}: {drawn} text fields, {bound} bound", path.display()));
            }
        }
        fields
    }
    let mut faults = Vec::new();
    assert!(look(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/features"), &mut faults) >= 8);
    assert!(faults.is_empty(), "{faults:?}");
}
