//! The list of keys: a dialog that comes when it is wanted.

use leptos::prelude::*;

use crate::i18n::write as text;
use crate::state::Screen;
use crate::ui::{self, Erase};

/// What stands in the dialog.
pub fn keys(screen: Screen) -> ui::Erased {
    let language = screen.language;
    let row = |(keys, what): (&'static [&'static str], crate::i18n::Text)| {
        let what = if what == text::KEY_SEND && screen.display.enter_breaks { text::KEY_BREAK } else { what };
        let keys = keys
            .iter()
            .map(|key| view! { <kbd class="rounded-xs border border-border bg-surface-sunken px-1.5 font-sans text-12">{*key}</kbd> });
        view! {
            <div class="flex min-h-9 items-center gap-3 py-1">
                <dt class="min-w-0 flex-1">{what.say(language)}</dt>
                <dd class="flex flex-none items-center gap-1">{keys.collect_view()}</dd>
            </div>
        }
    };
    view! {
        <dl class="min-h-0 divide-y divide-border overflow-y-auto px-5 pb-5" tabindex="0" aria-label=text::KEYS.say(language)>
            {text::ALL_KEYS.iter().copied().map(row).collect_view()}
        </dl>
    }
    .erase()
}
