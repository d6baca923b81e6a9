//! What Enter means in a text field while input methods are at work: a state machine without a browser.
//!
//! The input method decides who owns Enter. It is ours only if a real Enter arrives outside a composition, or if the browser
//! tries to insert a line break. Neither `isComposing` nor `keyCode` 229 tells: each platform tells something else, and
//! `tests/data/ime-traces.json` holds what they tell.
//!
//! This module must not know the DOM, the reactive layer or what is sent. One [`Enter`] belongs to one field, of any kind:
//! [`Mode`] says which. Whoever binds it to a field does this:
//!
//! - Listen for `keydown`, `keyup`, `beforeinput`, `input`, `compositionstart`, `compositionend` and `blur`; hand each over as
//!   a [`FieldEvent`], with the event's `timeStamp`. `beforeinput` counts only when its `inputType` is `insertLineBreak` or
//!   `insertParagraph`. A click on the send button is [`FieldEvent::Button`].
//! - Do what comes back, in order and at once, but only after the borrow of the machine has ended: `blur()` runs the handlers
//!   of `compositionend` and `blur` before it returns.
//!
//! ```
//! # use app::ui::enter::{Effect, Enter, FieldEvent};
//! # let (mut machine, event, now) = (Enter::default(), FieldEvent::Input, 0.0);
//! for effect in machine.handle(event, now) {
//!     match effect {
//!         Effect::Prevent => { /* event.prevent_default() */ }
//!         Effect::Send => { /* read the field's live value; nothing when it is blank; else send it and clear the field */ }
//!         Effect::BlurAndFocus => { /* field.blur(); field.focus() */ }
//!         Effect::StartTimer { ms, timer } => { /* after ms, hand over FieldEvent::Timer(timer); never needs to be cancelled */ }
//!     }
//! }
//! ```
//!
//! - Never write the field's value while [`Enter::is_composing`]: it doubles syllables. [`Effect::Send`] never comes then.
//! - A field inside a form also refuses the form's `submit`, which browsers make of Enter in an `<input>`.

/// What Enter means in a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// A message at a keyboard: Enter sends, Shift+Enter breaks the line.
    #[default]
    Message,
    /// A message on a touch screen, or of who wants it so: Enter breaks the line; a button sends, and Ctrl or Cmd with Enter.
    Breaks,
    /// One line (search, a name): Enter is taken, with or without Shift.
    Line,
}

/// What happened to the field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FieldEvent {
    /// `keydown`
    KeyDown(Key),
    /// `keyup`
    KeyUp(Key),
    /// `beforeinput` of a line break or a paragraph.
    LineBreak,
    /// `input`
    Input,
    /// `compositionstart`
    CompositionStart,
    /// `compositionend`
    CompositionEnd,
    /// `blur`
    Blur,
    /// The send button, or a menu that means the same.
    Button,
    /// The time of [`Effect::StartTimer`] has passed.
    Timer(Timer),
}

/// A key, as far as Enter is concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the browser's event has them all, and each independent of the others")]
pub struct Key {
    /// It is Enter, on the letters or on the number pad.
    pub enter: bool,
    /// The input method has it: what it does is not known yet.
    pub taken: bool,
    /// With Shift.
    pub shift: bool,
    /// With Ctrl or Cmd.
    pub command: bool,
    /// It is held down.
    pub repeat: bool,
    /// The browser says that a composition is going on.
    pub composing: bool,
}

impl Key {
    /// A key without modifiers, from the browser's `key`, `code` and `keyCode`.
    pub fn new(key: &str, code: &str, key_code: u32) -> Self {
        let enter = key == "Enter" || key_code == ENTER || matches!(code, "Enter" | "NumpadEnter");
        Self { enter, taken: key_code == TAKEN || key == "Process", ..Self::default() }
    }
}

/// `keyCode` of Enter.
const ENTER: u32 = 13;
/// `keyCode` of a key that the input method has taken (UI Events, section "keyCode").
const TAKEN: u32 = 229;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    /// Prevent the default action of the event.
    Prevent,
    /// Send what the field holds now. Nothing is being composed.
    Send,
    /// Take the focus away and give it back: every input method commits.
    BlurAndFocus,
    /// Hand over [`FieldEvent::Timer`] after `ms` milliseconds.
    StartTimer {
        /// How long.
        ms: u32,
        /// Which: an older one that still comes is ignored.
        timer: Timer,
    },
}

/// One start of the timer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timer(u32);

/// How long an input method may take to commit after an Enter that it did not take, in milliseconds.
pub const WAIT_MS: u32 = 150;
/// How long the field must be quiet after a commit, in milliseconds: some input methods delete and insert again.
pub const SETTLE_MS: u32 = 30;
/// An Enter this soon after a commit belongs to it, in milliseconds.
pub const COMMIT_MS: f64 = 50.0;

/// The state of one field.
#[derive(Clone, Debug, Default)]
pub struct Enter {
    /// What Enter means. May change at any time.
    pub mode: Mode,
    /// Between `compositionstart` and `compositionend`: our own, because `isComposing` differs between browsers.
    composing: bool,
    /// When the last composition ended.
    ended: Option<f64>,
    /// The last key that went down, until Enter goes up: a line break that follows is its doing.
    last: Option<Key>,
    phase: Phase,
    timer: Timer,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Idle,
    /// Enter was pressed while something is composed; the input method has not committed yet.
    Wait,
    /// It has committed, and may still be correcting itself.
    Settle,
}

impl Enter {
    /// A field in which Enter means what `mode` says.
    pub fn new(mode: Mode) -> Self {
        Self { mode, ..Self::default() }
    }

    /// Whether an input method is composing: the field's value must not be written.
    pub fn is_composing(&self) -> bool {
        self.composing
    }

    /// Takes one event. `now` is its time in milliseconds, on any clock that all events share (`event.timeStamp`).
    pub fn handle(&mut self, event: FieldEvent, now: f64) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            FieldEvent::CompositionStart => {
                self.send_if_settling(&mut effects);
                self.composing = true;
            }
            FieldEvent::CompositionEnd => {
                self.composing = false;
                self.ended = Some(now);
                if self.phase == Phase::Wait {
                    self.start(Phase::Settle, &mut effects);
                }
            }
            FieldEvent::KeyDown(key) => {
                self.send_if_settling(&mut effects);
                self.key_down(key, now, &mut effects);
            }
            FieldEvent::KeyUp(key) if key.enter => self.last = None,
            FieldEvent::LineBreak if self.may_break() => {}
            FieldEvent::LineBreak => {
                effects.push(Effect::Prevent);
                self.accept(now, &mut effects);
            }
            FieldEvent::Input if self.phase == Phase::Settle => self.start(Phase::Settle, &mut effects),
            FieldEvent::Blur => {
                // No composition survives it, even where its end is not told.
                self.composing = false;
                self.send_if_settling(&mut effects);
            }
            // On a phone something is being composed all the time, and the finger has already said what it wants.
            FieldEvent::Button if self.composing => self.force(&mut effects),
            FieldEvent::Button => self.accept(now, &mut effects),
            FieldEvent::Timer(timer) if timer == self.timer => self.timer_fired(&mut effects),
            FieldEvent::KeyUp(_) | FieldEvent::Input | FieldEvent::Timer(_) => {}
        }
        effects
    }

    fn key_down(&mut self, key: Key, now: f64, effects: &mut Vec<Effect>) {
        self.last = Some(key);
        if key.taken || !key.enter {
            return;
        }
        if key.command {
            // No browser makes a line break of it that could tell later, so a composition is waited for from here.
            effects.push(Effect::Prevent);
            if !key.repeat {
                self.accept(now, effects);
            }
        } else if self.means_line_break(key) || self.composing || key.composing {
            // Let it happen; or let the input method have it: if it does not, a line break will tell.
        } else {
            effects.push(Effect::Prevent);
            if !key.repeat {
                self.accept(now, effects);
            }
        }
    }

    fn means_line_break(&self, key: Key) -> bool {
        match self.mode {
            Mode::Message => key.shift,
            Mode::Breaks => true,
            Mode::Line => false,
        }
    }

    /// Whether a line break is what the person wants.
    fn may_break(&self) -> bool {
        match self.last {
            Some(key) if key.enter && !key.command => self.means_line_break(key),
            // Without a key: a soft keyboard.
            _ => self.mode == Mode::Breaks,
        }
    }

    fn accept(&mut self, now: f64, effects: &mut Vec<Effect>) {
        if self.composing {
            if self.phase != Phase::Wait {
                self.start(Phase::Wait, effects);
            }
        } else if self.ended.is_some_and(|ended| now - ended <= COMMIT_MS) {
            self.start(Phase::Settle, effects);
        } else {
            self.phase = Phase::Idle;
            effects.push(Effect::Send);
        }
    }

    fn timer_fired(&mut self, effects: &mut Vec<Effect>) {
        match self.phase {
            Phase::Idle => {}
            Phase::Wait => self.force(effects),
            Phase::Settle => {
                // After a blur that nobody told of: the field had lost the focus already.
                self.composing = false;
                self.send_if_settling(effects);
            }
        }
    }

    /// Makes the input method commit; the blur that follows sends.
    fn force(&mut self, effects: &mut Vec<Effect>) {
        self.start(Phase::Settle, effects);
        effects.push(Effect::BlurAndFocus);
    }

    fn send_if_settling(&mut self, effects: &mut Vec<Effect>) {
        if self.phase == Phase::Settle && !self.composing {
            self.phase = Phase::Idle;
            effects.push(Effect::Send);
        }
    }

    fn start(&mut self, phase: Phase, effects: &mut Vec<Effect>) {
        self.phase = phase;
        self.timer = Timer(self.timer.0.wrapping_add(1));
        let ms = if phase == Phase::Wait { WAIT_MS } else { SETTLE_MS };
        effects.push(Effect::StartTimer { ms, timer: self.timer });
    }
}
