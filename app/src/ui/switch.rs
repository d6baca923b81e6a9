//! Choices: on or off, one of a few. Both are inputs of a form, so they work without a script.

use leptos::prelude::*;

/// On or off, 36 by 20, for a row of at least 56 whose `<label>` is the target. A checkbox of the form `name`.
pub fn switch(name: &'static str, on: bool) -> impl IntoView {
    view! {
        <input r#type="checkbox" role="switch" name=name checked=on class=SWITCH/>
    }
}

/// The class list of a switch.
pub const SWITCH: &str = "relative h-5 w-9 flex-none cursor-pointer appearance-none rounded-full bg-border-strong transition-colors duration-(--d-base) after:absolute after:top-0.5 after:left-0.5 after:size-4 after:rounded-full after:bg-surface after:transition-transform after:duration-(--d-base) after:ease-suda checked:bg-accent checked:after:translate-x-4 checked:after:bg-on-accent";

/// The class list of the box around segments.
pub const SEGMENTS: &str = "inline-flex rounded-md border border-border bg-surface-sunken p-0.5";

/// The class list of one segment: chosen when it is `aria-current`, `aria-pressed`, or holds a checked input.
pub const SEGMENT: &str = "inline-grid h-[30px] max-tablet:h-11 max-tablet:min-w-11 flex-1 cursor-pointer place-items-center rounded-sm px-3.5 max-phone:px-2 text-13 font-semibold whitespace-nowrap text-text-muted chosen:bg-surface-raised chosen:text-text chosen:shadow-1 chosen:ring-1 chosen:ring-border has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus";

/// One of a few, as radio buttons of the form `name`: value, word, whether it is the chosen one.
pub fn segments(name: &'static str, label: &'static str, choices: Vec<(&'static str, &'static str, bool)>) -> impl IntoView {
    let segment = |(value, word, on)| {
        view! { <label class=SEGMENT><input class="sr-only" r#type="radio" name=name value=value checked=on/>{word}</label> }
    };
    view! { <div class=SEGMENTS role="radiogroup" aria-label=label>{choices.into_iter().map(segment).collect_view()}</div> }
}
