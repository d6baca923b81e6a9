//! Who reacted how, under a message. A press adds the reader's own, or takes it back; the last button is for any other.

use leptos::prelude::*;
use protocol::Seq;
use protocol::messages::Reaction;

use super::act;
use crate::i18n::{chat as text, phrases};
use crate::socket::Socket;
use crate::state::Screen;
use crate::state::screen::Dialog;
use crate::ui::{self, Icon};

/// The reactions to a message.
pub fn reactions(screen: Screen, socket: Socket, seq: Seq, reactions: &[Reaction]) -> impl IntoView + use<> {
    let one = |reaction: &Reaction| {
        let Reaction { emoji, count, mine, people } = reaction.clone();
        let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
        let who = phrases::reacted(screen.language, &names, count);
        let label = format!("{emoji} {who}");
        let word = emoji.to_string();
        view! {
            <button
                type="button" aria-pressed=mine.to_string() aria-label=label title=who
                on:click=ui::click(move |_| act::react(screen, socket, seq, emoji.clone(), !mine))
                class="inline-flex h-6 items-center gap-1.5 rounded-full border border-border bg-surface pr-2 pl-1.5 text-12 font-semibold text-text-muted tabular-nums hover:border-border-strong aria-pressed:border-accent-line aria-pressed:bg-accent-soft aria-pressed:text-accent-text max-tablet:h-7"
            >
                <span class="font-emoji text-14" aria-hidden="true">{word}</span>
                {count.to_string()}
            </button>
        }
    };
    let all = reactions.iter().map(one).collect_view();
    let react = text::REACT.say(screen.language);
    (!reactions.is_empty()).then(|| {
        view! {
            <div class="mt-1 mb-0.5 flex flex-wrap gap-1" data-reactions="">
                {all}
                <button
                    type="button" aria-label=react title=react on:click=ui::click(move |_| screen.dialog.set(Some(Dialog::React(seq))))
                    class="inline-grid h-6 w-8 place-items-center rounded-full border border-border bg-surface text-text-muted hover:border-border-strong hover:text-text max-tablet:h-7"
                >
                    {ui::small_icon(Icon::Smile)}
                </button>
            </div>
        }
    })
}
