//! The island: the whole chat screen. Rendered by the server, brought to life in the browser.

use std::sync::Arc;

use leptos::prelude::*;

use crate::page::Initial;

/// What the screen begins with. On the server: from the context, where the page put an [`Arc<Initial>`].
/// In the browser: from the one `<script type="application/json" id="initial">`.
fn initial() -> Arc<Initial> {
    #[cfg(feature = "ssr")]
    return expect_context::<Arc<Initial>>();
    #[cfg(not(feature = "ssr"))]
    {
        let json = document().get_element_by_id("initial").and_then(|script| script.text_content()).unwrap_or_default();
        Arc::new(serde_json::from_str(&json).expect("the server wrote it with the same types"))
    }
}

/// The chat screen.
#[island]
pub fn ChatScreen() -> impl IntoView {
    let initial = initial();
    let rooms = initial.rooms.iter().map(|room| {
        let name = room.name.as_ref().map(ToString::to_string).unwrap_or_default();
        view! { <li><a href=format!("/rooms/{}", room.id)>{name}</a></li> }
    });
    let entries = initial.room.iter().flat_map(|room| &room.page.entries).map(|entry| {
        let content = match &entry.change {
            protocol::messages::Change::NewMessage { content, .. } => content.to_string(),
            _ => String::new(),
        };
        view! { <article><b>{entry.by.name.to_string()}</b><p>{content}</p></article> }
    });
    view! {
        <div>
            <nav><ul>{rooms.collect_view()}</ul></nav>
            <main><div role="log">{entries.collect_view()}</div></main>
        </div>
    }
}
