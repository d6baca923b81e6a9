//! Small marks: counts, the dot of who is there, the word for a role.

use leptos::prelude::*;

/// A count. `mine` (it calls the reader) is persimmon, everything else is ink. The caller says the number in words too.
pub fn badge(count: String, mine: bool) -> impl IntoView {
    let class = if mine {
        "inline-grid h-[18px] max-tablet:h-5 min-w-[18px] max-tablet:min-w-5 flex-none place-items-center rounded-full bg-accent px-[5px] text-[11px] leading-none font-bold text-on-accent tabular-nums"
    } else {
        "inline-grid h-[18px] max-tablet:h-5 min-w-[18px] max-tablet:min-w-5 flex-none place-items-center rounded-full bg-ink-fill px-[5px] text-[11px] leading-none font-bold text-on-ink-fill tabular-nums"
    };
    view! { <span class=class aria-hidden="true">{count}</span> }
}

/// The dot at the foot of an avatar, whose parent is `relative`: somebody is there. It is a ring when they are away; nobody there has no dot.
pub fn dot(away: bool) -> impl IntoView {
    let class = if away {
        "absolute -right-0.5 -bottom-0.5 size-3 rounded-full border-2 border-(--around) bg-(--around) inset-ring-2 inset-ring-online"
    } else {
        "absolute -right-0.5 -bottom-0.5 size-3 rounded-full border-2 border-(--around) bg-online"
    };
    view! { <span class=class aria-hidden="true"></span> }
}

/// A word in a hairline box: creator, administrator, this device.
pub fn role(word: &'static str) -> impl IntoView {
    view! { <span class="flex-none rounded-xs border border-border px-1.5 py-px text-12 whitespace-nowrap text-text-muted">{word}</span> }
}
