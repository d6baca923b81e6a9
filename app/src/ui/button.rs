//! Buttons: class lists, for `<button>` and `<a>` alike.

/// What a button is for. One [`Look::Primary`] in a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// What the reader came to do: persimmon.
    Primary,
    /// Anything else.
    Secondary,
    /// Beside others: without an edge.
    Plain,
    /// What cannot be taken back: a word in crimson.
    Danger,
}

/// How high a button is, in pixels: 28, 36, 44; always 44 on a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 28, in a row of its own kind.
    Small,
    /// 36.
    Medium,
    /// 44.
    Big,
}

macro_rules! base {
    () => {
        "inline-flex items-center justify-center gap-2 border font-semibold whitespace-nowrap transition-colors duration-(--d-quick) disabled:cursor-default disabled:border-transparent disabled:bg-surface-sunken disabled:text-text-muted "
    };
}
macro_rules! small {
    () => {
        "h-7 max-tablet:h-11 rounded-sm max-tablet:rounded-md px-2.5 max-tablet:px-3.5 text-13 "
    };
}
macro_rules! medium {
    () => {
        "h-9 max-tablet:h-11 rounded-md px-3.5 text-14 "
    };
}
macro_rules! big {
    () => {
        "h-11 rounded-md px-5 text-15 "
    };
}
macro_rules! primary {
    () => {
        "border-transparent bg-accent text-on-accent hover:bg-accent-hover"
    };
}
macro_rules! secondary {
    () => {
        "border-border bg-surface-raised text-text hover:bg-[linear-gradient(var(--hover),var(--hover))]"
    };
}
macro_rules! plain {
    () => {
        "border-transparent text-text hover:bg-hover"
    };
}
macro_rules! danger {
    () => {
        "border-border bg-surface-raised text-danger hover:bg-danger-soft"
    };
}

/// The class list of a button.
pub const fn button(look: Look, size: Size) -> &'static str {
    match (look, size) {
        (Look::Primary, Size::Small) => concat!(base!(), small!(), primary!()),
        (Look::Primary, Size::Medium) => concat!(base!(), medium!(), primary!()),
        (Look::Primary, Size::Big) => concat!(base!(), big!(), primary!()),
        (Look::Secondary, Size::Small) => concat!(base!(), small!(), secondary!()),
        (Look::Secondary, Size::Medium) => concat!(base!(), medium!(), secondary!()),
        (Look::Secondary, Size::Big) => concat!(base!(), big!(), secondary!()),
        (Look::Plain, Size::Small) => concat!(base!(), small!(), plain!()),
        (Look::Plain, Size::Medium) => concat!(base!(), medium!(), plain!()),
        (Look::Plain, Size::Big) => concat!(base!(), big!(), plain!()),
        (Look::Danger, Size::Small) => concat!(base!(), small!(), danger!()),
        (Look::Danger, Size::Medium) => concat!(base!(), medium!(), danger!()),
        (Look::Danger, Size::Big) => concat!(base!(), big!(), danger!()),
    }
}

/// A button that is an icon, 32 (44 on a phone). Give it an `aria-label` and the same `title`.
pub const ICON_BUTTON: &str = "inline-grid size-8 max-tablet:size-11 flex-none place-items-center rounded-sm text-text-muted transition-colors duration-(--d-quick) hover:bg-hover hover:text-text aria-pressed:bg-hover aria-pressed:text-text aria-expanded:bg-hover aria-expanded:text-text";
