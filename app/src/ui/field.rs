//! A labelled input with its help and its error, tied together for who cannot see them.

use leptos::prelude::*;

use super::erase::Erase;
use super::icon::{Icon, small_icon};

/// The class list of an input that is its own box: 44 high, 16 px on phones so that iOS does not zoom.
pub const INPUT: &str = "h-11 w-full min-w-0 rounded-md border border-border-strong bg-surface px-3 text-15 max-tablet:text-16 text-text placeholder:text-text-muted placeholder:opacity-100 focus-visible:border-transparent focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-focus aria-invalid:border-danger read-only:bg-surface-sunken";

/// The class list of a label above its input.
pub const LABEL: &str = "mb-1 block text-13 font-semibold";

/// What an input is and says.
#[derive(Clone, Debug)]
pub struct Field {
    /// Unique in the document; the help is `<id>-help`, the error `<id>-error`.
    pub id: &'static str,
    /// As the form sends it.
    pub name: &'static str,
    /// Above it.
    pub label: &'static str,
    /// `text`, `password`, `number`, …
    pub kind: &'static str,
    /// What stands in it: what was typed before it was refused. Never a password.
    pub value: String,
    /// `username`, `current-password`, `new-password`, `off`.
    pub autocomplete: &'static str,
    /// Under it, until there is an error.
    pub help: Option<String>,
    /// Why it was refused: shown instead of the help.
    pub error: Option<String>,
    /// Fewest characters; 0: no bound that the browser should check.
    pub min: usize,
    /// Most characters; 0: no bound that the browser should check.
    pub max: usize,
    /// Whether it may not be empty.
    pub required: bool,
    /// Whether it only shows what stands in it.
    pub readonly: bool,
    /// Whether the page opens with the cursor in it.
    pub focus: bool,
}

impl Default for Field {
    fn default() -> Self {
        Self {
            id: "",
            name: "",
            label: "",
            kind: "text",
            value: String::new(),
            autocomplete: "off",
            help: None,
            error: None,
            min: 0,
            max: 0,
            required: true,
            readonly: false,
            focus: false,
        }
    }
}

/// The label, the input, and the error or the help under it.
pub fn field(field: Field) -> impl IntoView {
    let Field { id, name, label, kind, value, autocomplete, help, error, min, max, required, readonly, focus } = field;
    let bound = |n: usize| (n > 0).then(|| n.to_string());
    let described = error.as_ref().map(|_| format!("{id}-error")).or_else(|| help.as_ref().map(|_| format!("{id}-help")));
    let invalid = error.is_some().then_some("true");
    let under = match (error, help) {
        (Some(error), _) => Some(error_line(format!("{id}-error"), error).erase()),
        (None, Some(help)) => Some(view! { <p id=format!("{id}-help") class="mt-1 text-13 text-text-muted">{help}</p> }.erase()),
        (None, None) => None,
    };
    view! {
        <div>
            <label class=LABEL for=id>{label}</label>
            <input
                class=INPUT id=id name=name r#type=kind value=value autocomplete=autocomplete
                minlength=bound(min) maxlength=bound(max) required=required readonly=readonly autofocus=focus
                aria-describedby=described aria-invalid=invalid
            />
            {under}
        </div>
    }
}

/// An error in words, with its icon.
pub(crate) fn error_line(id: String, message: String) -> impl IntoView {
    view! {
        <p id=id class="mt-1 flex items-start gap-1.5 text-13 text-danger" role="alert">
            <span class="mt-0.5 flex-none">{small_icon(Icon::Alert)}</span>
            <span>{message}</span>
        </p>
    }
}
