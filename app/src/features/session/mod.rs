//! The reader and their connection: who they are, whether they are connected, and the one loop that hears the server.
//!
//! | module | holds |
//! |---|---|
//! | [`link`] | connects, compares, applies what is heard |
//! | [`notify`] | what is said outside of the page: notifications, the number on the icon |

use leptos::prelude::*;

use crate::i18n::chat as text;
use crate::socket::Socket;
use crate::state::{Parts, Screen};
use crate::ui::{self, AvatarSize, Icon, Show, Tone};

pub mod link;
pub mod notify;

/// The foot of the room list: who the reader is, and how the connection is. On a phone it has tabs.
pub fn me_bar(screen: Screen) -> impl IntoView {
    let language = screen.language;
    let (id, name) = screen.peek(|chat| (chat.me.person.id.clone(), chat.me.person.name.to_string()));
    let whole = Memo::new(move |_| screen.with(Parts::LINK, |chat| chat.link.is_whole()));
    let word = move || if whole.get() { text::CONNECTED } else { text::CONNECTING }.say(language).to_owned();
    let face = ui::avatar(ui::hue(id.as_str()), ui::person_letter(&name), AvatarSize::List);
    view! {
        <div class="flex h-[61px] flex-none items-center gap-2.5 border-t border-border pr-3 pl-4 max-tablet:hidden">
            <span class="relative flex-none">{face}<Show when=move || whole.get()>{ui::dot(false)}</Show></span>
            <span class="min-w-0 flex-1">
                <b class="block truncate">{name}</b>
                <span class="block truncate text-12 text-text-muted noscript:invisible" role="status">{ui::words(word)}</span>
            </span>
            <a href="/settings" class=ui::ICON_BUTTON aria-label=text::SETTINGS.say(language) title=text::SETTINGS.say(language)>{ui::icon(Icon::Sliders)}</a>
        </div>
    }
}

/// Says that there is no connection, two seconds after it went, and offers to try now; or that there is one, and the server still takes
/// nothing, as while its storage is away.
pub fn trouble_banner(screen: Screen, socket: Socket) -> impl IntoView {
    let language = screen.language;
    let action = move || {
        view! {
            <button type="button" class="ml-auto whitespace-nowrap underline underline-offset-3" on:click=ui::click(move |_| socket.retry_now())>
                {text::TRY_NOW.say(language)}
            </button>
        }
    };
    let put_off = move || !screen.offline.get() && screen.with(Parts::OUTBOX, |chat| chat.outbox.is_put_off());
    view! {
        <Show when=move || screen.offline.get()>{ui::banner(Tone::Warning, text::OFFLINE.say(language), action())}</Show>
        <Show when=put_off>{ui::banner(Tone::Warning, text::PUT_OFF.say(language), ())}</Show>
    }
}
