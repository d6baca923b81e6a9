//! What was just done, or why not: said for a moment in the strip, for screen readers too.

use leptos::prelude::*;

use crate::state::Screen;
use crate::ui;

/// In the strip above the composer.
pub fn hint(screen: Screen) -> impl IntoView {
    let word = move || screen.hint.get().map(|hint| hint.say(screen.language)).unwrap_or_default().to_owned();
    view! { <span role="status" class="truncate empty:hidden">{ui::words(word)}</span> }
}
