//! What floats. A dialog is a `<dialog>` that its owner opens with `show_modal()`: the browser traps the focus, gives it back,
//! and closes on Escape.

use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

/// The class list of a dialog: at most 600 wide, or 400 where it says `data-small`, 104 from the top; on a phone the whole width, at the foot.
pub const DIALOG: &str = "m-0 mx-auto mt-[104px] max-h-[calc(100dvh-128px)] w-[min(600px,calc(100vw-32px))] max-w-none data-small:w-[min(400px,calc(100vw-32px))] flex-col overflow-hidden rounded-xl bg-surface-raised p-0 text-text shadow-3 ring-1 ring-border [--around:var(--surface-raised)] backdrop:bg-scrim open:flex max-tablet:mt-auto max-tablet:max-h-[calc(100dvh-32px)] max-tablet:w-full! max-tablet:rounded-b-none";

/// A dialog with a heading. `label_id` is the id of the heading, unique in the document. The caller gives `node` to open it,
/// and closes it from within with a `<form method="dialog">` or `close()`.
pub fn dialog(node: NodeRef<Dialog>, label_id: &'static str, title: impl IntoView, body: impl IntoView) -> impl IntoView {
    view! {
        <dialog node_ref=node class=DIALOG aria-labelledby=label_id>
            <h2 id=label_id class="flex-none px-5 pt-4 pb-3 text-16 font-bold tracking-[-.01em]">{title}</h2>
            {body}
        </dialog>
    }
}

/// Nothing has the focus, because what had it is gone: it goes to what says that it takes it then, with `data-home`.
pub fn rescue_focus() {
    let lost = document().active_element().is_none_or(|focused| focused.tag_name() == "BODY");
    let home = document().query_selector("[data-home]").ok().flatten();
    if let Some(home) = home.and_then(|home| home.dyn_into::<HtmlElement>().ok()).filter(|_| lost) {
        drop(home.focus());
    }
}

/// The class list of a menu's box: 200 wide; place it yourself.
pub const MENU: &str = "w-50 rounded-lg bg-surface-raised p-1 shadow-2 ring-1 ring-border";

/// The class list of a menu's item: icon, then word.
pub const MENU_ITEM: &str = "flex h-8 max-tablet:h-11 w-full items-center gap-2.5 rounded-sm px-2 text-left hover:bg-hover focus-visible:bg-hover [&>.icon]:text-text-muted";

/// The class list of an item that cannot be taken back.
pub const MENU_DANGER: &str =
    "flex h-8 max-tablet:h-11 w-full items-center gap-2.5 rounded-sm px-2 text-left text-danger hover:bg-hover focus-visible:bg-hover";

/// The class list of the line between groups of items.
pub const MENU_RULE: &str = "m-1 border-t border-border";

/// A menu's box around its items (`role="menuitem"`).
pub fn menu(label: &'static str, items: impl IntoView) -> impl IntoView {
    view! { <div class=MENU role="menu" aria-label=label>{items}</div> }
}

/// Arrow keys, Home and End move through the items of the menu that hears them.
pub fn step_through(event: &leptos::ev::KeyboardEvent) {
    let Some(menu) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let Ok(items) = menu.query_selector_all("[role^=menuitem]") else { return };
    let items: Vec<HtmlElement> = (0..items.length()).filter_map(|at| items.item(at)?.dyn_into().ok()).collect();
    let focused = document().active_element();
    let at = items.iter().position(|item| focused.as_ref() == Some(item.as_ref()));
    let next = match event.key().as_str() {
        "ArrowDown" => at.map_or(0, |at| (at + 1) % items.len()),
        "ArrowUp" => at.unwrap_or(0).checked_sub(1).unwrap_or(items.len().saturating_sub(1)),
        "Home" => 0,
        "End" => items.len().saturating_sub(1),
        _ => return,
    };
    event.prevent_default();
    if let Some(item) = items.get(next) {
        drop(item.focus());
    }
}
