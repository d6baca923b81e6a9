//! What is said in place: banners under a header, empty states, the shape of what is still coming.

use leptos::prelude::*;

use super::avatar::tile;
use super::icon::{Icon, icon, small_icon};

/// How urgent a banner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something waits: amber.
    Warning,
    /// Something failed: crimson.
    Danger,
    /// Something was done: green words on the page.
    Success,
}

/// A line across a region: what is wrong or was done, and at its end what to do about it.
pub fn banner(tone: Tone, words: impl IntoView, action: impl IntoView) -> impl IntoView {
    let (class, which, live) = match tone {
        Tone::Warning => (
            "flex min-h-9 flex-none items-center gap-2 bg-warning-soft px-6 max-tablet:px-4 py-2 text-13 font-semibold text-warning",
            Icon::Alert,
            "status",
        ),
        Tone::Danger => (
            "flex min-h-9 flex-none items-center gap-2 bg-danger-soft px-6 max-tablet:px-4 py-2 text-13 font-semibold text-danger",
            Icon::Alert,
            "alert",
        ),
        Tone::Success => (
            "flex min-h-9 flex-none items-center gap-2 px-6 max-tablet:px-4 py-2 text-13 font-semibold text-success",
            Icon::Check,
            "status",
        ),
    };
    view! { <div class=class role=live>{small_icon(which)}<span class="min-w-0 flex-1">{words}</span>{action}</div> }
}

/// Nothing is here: what would be, one line about it, and what to do.
pub fn empty(which: Icon, title: &'static str, line: &'static str, actions: impl IntoView) -> impl IntoView {
    view! {
        <div class="grid content-center justify-items-center gap-1 px-6 py-16 text-center text-13 text-text-muted">
            <span class="mb-2">{tile(icon(which))}</span>
            <b class="text-15 text-text">{title}</b>
            <p>{line}</p>
            {actions}
        </div>
    }
}

/// Three messages that are still coming. Show it after 300 ms, never over a log that is there.
pub fn skeleton_log() -> impl IntoView {
    const LINES: [&str; 3] = ["skeleton h-3 w-3/4", "skeleton h-3 w-1/2", "skeleton h-3 w-2/3"];
    let rows = LINES.map(|line| {
        view! {
            <div class="flex gap-3 px-6 max-tablet:px-4 py-1">
                <span class="skeleton size-9 rounded-full"></span>
                <span class="flex-1 space-y-2 pt-1"><span class="skeleton h-3 w-24"></span><span class=line></span></span>
            </div>
        }
    });
    view! { <div class="space-y-2" aria-hidden="true">{rows.collect_view()}</div> }
}
