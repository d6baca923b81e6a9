//! People, picked by typing: every keystroke asks, and only the answer to the last one is shown.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::UserId;
use protocol::rooms::MAX_PARTICIPANTS;
use protocol::search::MAX_QUERY_CHARS;
use protocol::session::{FindPeople, FoundPerson, Person};

use crate::i18n::chat as text;
use crate::socket::Socket;
use crate::state::Screen;
use crate::state::presence::mark;
use crate::ui::enter::Mode;
use crate::ui::{self, AvatarSize, Icon, Show};

/// People who were picked, and those who are offered.
#[derive(Clone, Copy)]
pub struct Picker {
    /// Who was picked, in that order.
    pub picked: RwSignal<Vec<Person>>,
    found: RwSignal<Vec<FoundPerson>>,
    asked: StoredValue<u32>,
    screen: Screen,
    socket: Socket,
}

impl Picker {
    /// Nobody is picked; everybody is offered.
    pub fn new(screen: Screen, socket: Socket) -> Self {
        let picker =
            Self { picked: RwSignal::new(Vec::new()), found: RwSignal::new(Vec::new()), asked: StoredValue::new(0), screen, socket };
        picker.ask("");
        picker
    }

    /// Who was picked, as commands name them.
    pub fn ids(&self) -> Vec<UserId> {
        self.picked.with_untracked(|picked| picked.iter().map(|person| person.id.clone()).collect())
    }

    fn ask(self, query: &str) {
        let number = self.asked.get_value() + 1;
        self.asked.set_value(number);
        let query = query.trim().chars().take(MAX_QUERY_CHARS).collect();
        let reply = self.socket.call(FindPeople { query, ..FindPeople::default() });
        spawn_local(async move {
            let Ok(page) = reply.await else { return };
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            let me = self.screen.peek(|chat| chat.me.person.id.clone());
            self.found.set(page.people.into_iter().filter(|found| found.person.id != me).collect());
        });
    }

    fn is_picked(self, who: &UserId) -> bool {
        self.picked.with(|picked| picked.iter().any(|person| person.id == *who))
    }

    fn toggle(self, who: &Person) {
        self.picked.update(|picked| {
            let before = picked.len();
            picked.retain(|person| person.id != who.id);
            if picked.len() == before && before < MAX_PARTICIPANTS {
                picked.push(who.clone());
            }
        });
    }
}

/// The field, who was picked, and who is offered. `choose` is told of everybody who is picked.
pub fn view(picker: Picker, choose: impl Fn(&Person) + Clone + Send + Sync + 'static) -> impl IntoView {
    let language = picker.screen.language;
    let node = NodeRef::<Input>::new();
    let pick = move |person: &Person| {
        picker.toggle(person);
        choose(person);
        if let Some(input) = node.get_untracked() {
            input.set_value("");
            drop(input.focus());
            picker.ask("");
        }
    };
    let first = pick.clone();
    let accept = move || {
        let found = picker.found.with_untracked(|found| found.first().map(|found| found.person.clone()));
        if let Some(person) = found {
            first(&person);
        }
    };
    ui::once_there(node, move |input| ui::entry::bind(input.into(), || Mode::Line, accept));
    let placeholder = text::FIND_PEOPLE.say(language);
    view! {
        <div class="flex min-h-0 flex-col gap-2">
            {chips(picker)}
            <input
                node_ref=node type="text" autocomplete="off" autofocus=true class=ui::INPUT aria-label=placeholder placeholder=placeholder
                role="combobox" aria-expanded="true" aria-controls="people-found" aria-autocomplete="list"
                on:input=move |event| picker.ask(&event_target_value(&event))
            />
            <ul id="people-found" role="listbox" aria-multiselectable="true" aria-label=text::PEOPLE.say(language) class="max-h-44 overflow-y-auto overscroll-contain">
                {ui::list(move || {
                    let found = picker.found.get().into_iter();
                    let draw = |found: FoundPerson| {
                        let pick = pick.clone();
                        ui::item(format!("{} {}", found.person.id, found.person.name), move || option(picker, found, pick))
                    };
                    found.map(draw).collect()
                })}
            </ul>
        </div>
    }
}

/// Who was picked, each with a way to take them off.
fn chips(picker: Picker) -> impl IntoView {
    let each = move || {
        let people = picker.picked.get().into_iter();
        people.map(|person| ui::item(person.id.to_string(), move || chip(picker, person))).collect()
    };
    view! { <div class="flex flex-wrap gap-1.5 empty:hidden">{ui::list(each)}</div> }
}

fn chip(picker: Picker, person: Person) -> impl IntoView {
    let name = person.name.to_string();
    view! {
        <button
            type="button" on:click=ui::click(move |_| picker.toggle(&person))
            class="inline-flex h-7 items-center gap-1.5 rounded-full border border-accent-line bg-accent-soft px-2.5 text-13 font-semibold text-accent-text max-tablet:h-11"
        >
            {name}
            {ui::small_icon(Icon::Close)}
        </button>
    }
}

fn option(picker: Picker, found: FoundPerson, pick: impl Fn(&Person) + 'static) -> impl IntoView {
    let person = found.person;
    let (id, name) = (person.id.clone(), person.name.to_string());
    let face = ui::avatar(ui::hue(id.as_str()), ui::person_letter(&name), AvatarSize::Small);
    let kind = text::kind(&id).map(|word| ui::role(word.say(picker.screen.language)));
    let online = mark(found.state).map(ui::dot);
    let chosen = Memo::new(move |_| picker.is_picked(&id));
    view! {
        <li
            role="option" aria-selected=ui::words(move || chosen.get().to_string())
            class="flex h-11 cursor-pointer items-center gap-3 rounded-md px-2 hover:bg-hover aria-selected:bg-accent-soft"
            on:click=ui::click(move |_| pick(&person))
        >
            <span class="relative flex-none" aria-hidden="true">{face}{online}</span>
            <span class="min-w-0 flex-1 truncate">{name}</span>
            {kind}
            <Show when=move || chosen.get()>{ui::small_icon(Icon::Check)}</Show>
        </li>
    }
}
