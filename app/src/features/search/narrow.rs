//! What narrows a search beside the words that are typed: this room or all, a person, days. Each is a chip; two of them open a box with
//! a field.

use leptos::html::{Div, Input};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::session::{FindPeople, Person};
use protocol::{Timestamp, UserId};
use wasm_bindgen::JsCast as _;
use web_sys::Node;

use super::{ask, list, panel};
use crate::i18n::{chat as text, phrases};
use crate::socket::Socket;
use crate::state::search::names::people_called;
use crate::state::search::question::{Asking, Question};
use crate::state::search::{Day, Finding};
use crate::state::{Parts, Screen};
use crate::ui::enter::Mode;
use crate::ui::{self, AvatarSize, Erase, Icon, Show, browser};

const CHIP: &str = "inline-flex h-7 items-center gap-1.5 rounded-full border border-border bg-surface px-2.5 text-13 whitespace-nowrap hover:bg-hover chosen:border-accent-line chosen:bg-accent-soft chosen:font-semibold chosen:text-accent-text has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus max-tablet:h-11 max-tablet:px-3.5 [&>.icon]:text-text-muted chosen:[&>.icon]:text-current";
const LIFT: &str = "ml-0.5 inline-grid size-7 flex-none place-items-center rounded-full text-text-muted transition-colors duration-(--d-quick) hover:bg-hover hover:text-text max-tablet:size-11";
const BOX: &str = "absolute top-full left-0 z-10 mt-1 w-72 rounded-lg bg-surface-raised p-3 shadow-2 ring-1 ring-border [--around:var(--surface-raised)] max-tablet:inset-x-2 max-tablet:w-auto";
const OPTION: &str = "flex h-10 cursor-pointer items-center gap-2.5 rounded-sm px-2 hover:bg-hover aria-selected:bg-hover max-tablet:h-11";

/// What a box is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Person,
    Days,
}

#[derive(Clone, Copy)]
struct Narrow {
    screen: Screen,
    socket: Socket,
    /// Which box is open.
    open: RwSignal<Option<About>>,
}

/// All chips.
pub(super) fn chips(screen: Screen, socket: Socket) -> impl IntoView {
    let narrow = Narrow { screen, socket, open: RwSignal::new(None) };
    let language = screen.language;
    let from = Memo::new(move |_| screen.with(Parts::SEARCH, |chat| chat.finding.from.as_ref().map(|person| person.name.to_string())));
    let days = Memo::new(move |_| {
        screen.with(Parts::SEARCH, |chat| {
            let written = |day: &Option<Day>| day.as_ref().map(|day| day.written.clone());
            (written(&chat.finding.after), written(&chat.finding.before))
        })
    });
    let from_word = move || from.get().unwrap_or_else(|| text::FROM.say(language).to_owned());
    let days_word = move || days.with(|(from, to)| phrases::days(language, from.as_deref(), to.as_deref()));
    let any_days = move || days.with(|(from, to)| from.is_some() || to.is_some());
    view! {
        {scope(narrow)}
        {chip(narrow, About::Person, Icon::Person, text::FROM.say(language), from_word, move || from.with(Option::is_some))}
        {chip(narrow, About::Days, Icon::Calendar, text::DAYS.say(language), days_word, any_days)}
    }
}

fn scope(narrow: Narrow) -> impl IntoView {
    let language = narrow.screen.language;
    let any = narrow.screen.open.with_untracked(Option::is_some);
    let choice = move |everywhere, word| {
        let screen = narrow.screen;
        let checked = move || screen.with(Parts::SEARCH, |chat| chat.finding.everywhere == everywhere);
        let choose = move |_| narrow.change(|finding| finding.everywhere = everywhere);
        let icon = if everywhere { None } else { Some(ui::small_icon(Icon::Hash)) };
        view! { <label class=CHIP><input class="sr-only" type="radio" name="search-scope" prop:checked=checked on:change=choose/>{icon}{word}</label> }
    };
    view! {
        <div class="flex flex-none gap-1.5" role="radiogroup" aria-label=text::SEARCH_WHERE.say(language)>
            {any.then(|| choice(false, text::SEARCH_HERE.say(language)))}
            {choice(true, text::SEARCH_ALL.say(language))}
        </div>
    }
}

/// A chip with its box; and beside it, once it narrows, the way to take that away.
fn chip(
    narrow: Narrow,
    about: About,
    icon: Icon,
    name: &'static str,
    word: impl FnMut() -> String + Send + 'static,
    on: impl Fn() -> bool + Copy + Send + Sync + 'static,
) -> ui::Erased {
    let language = narrow.screen.language;
    let node = NodeRef::<Div>::new();
    let is_open = move || narrow.open.get() == Some(about);
    let press = move |_| narrow.open.update(|open| *open = (*open != Some(about)).then_some(about));
    let lift_word = phrases::lift(language, name);
    let lift = move |_| {
        narrow.change(move |finding| match about {
            About::Person => finding.from = None,
            About::Days => (finding.after, finding.before) = (None, None),
        });
        narrow.done();
    };
    let id = if about == About::Person { "narrow-person" } else { "narrow-days" };
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() && narrow.open.get_untracked() == Some(about) {
            event.prevent_default();
            narrow.open.set(None);
            if let Some(chip) = list::element(id) {
                drop(chip.focus());
            }
        }
    };
    // Out of the box by Tab or by a press elsewhere.
    let focus_out = move |event: leptos::ev::FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        if let (Some(to), Some(here)) = (to, node.get_untracked())
            && !here.contains(Some(&to))
            && narrow.open.get_untracked() == Some(about)
        {
            narrow.open.set(None);
        }
    };
    view! {
        <div node_ref=node class="relative inline-flex flex-none items-center max-tablet:static" on:keydown=escape on:focusout=focus_out>
            <button
                type="button" id=id class=CHIP aria-haspopup="dialog" aria-expanded=ui::words(move || is_open().to_string())
                aria-pressed=ui::words(move || on().to_string()) on:click=ui::click(press)
            >
                {ui::small_icon(icon)}
                <Show when=on><span class="sr-only">{name}": "</span></Show>
                {ui::words(word)}
                {ui::small_icon(Icon::ChevronDown)}
            </button>
            <Show when=on>
                <button type="button" class=LIFT aria-label=lift_word.clone() title=lift_word.clone() on:click=ui::click(lift)>{ui::small_icon(Icon::Close)}</button>
            </Show>
            {ui::live(move || {
                is_open().then(|| match about {
                    About::Person => person(narrow),
                    About::Days => days(narrow),
                })
            })}
        </div>
    }
    .erase()
}

impl Narrow {
    fn change(self, change: impl FnOnce(&mut Finding)) {
        ask::changed(self.screen, self.socket, |finding| {
            change(finding);
            finding.chosen = None;
            finding.scroll = 0;
        });
    }

    /// The box closes, and the keys are in the field again.
    fn done(self) {
        self.open.set(None);
        panel::focus_field();
    }

    fn choose(self, person: Person) {
        self.change(|finding| finding.from = Some(person));
        self.done();
    }
}

/// People by name: those of the reader's rooms at once, the others when the server has named them.
#[derive(Clone, Copy)]
struct People {
    narrow: Narrow,
    typed: RwSignal<String>,
    found: RwSignal<Vec<Person>>,
    /// Whom the keys are on.
    at: RwSignal<usize>,
    asking: StoredValue<Asking<String>>,
    answered: StoredValue<Option<String>>,
}

impl People {
    fn offered(self) -> Vec<Person> {
        let screen = self.narrow.screen;
        self.typed.with(|typed| self.found.with(|found| screen.peek(|chat| people_called(chat, typed, found, browser::nfc))))
    }

    fn ask(self) {
        let wanted = Question::typed(&self.typed.get_untracked());
        let wanted = Some(wanted).filter(|wanted| self.answered.with_value(|answered| answered.as_ref() != Some(wanted)));
        let Some(query) = self.asking.try_update_value(|asking| asking.next(wanted)).flatten() else { return };
        let reply = self.narrow.socket.call(FindPeople { query: query.clone(), ..FindPeople::default() });
        spawn_local(async move {
            let found = reply.await.ok();
            // The box may be closed by now.
            if self.asking.try_update_value(|asking| asking.answered(&query, found.is_none())).is_none() {
                return;
            }
            if let Some(page) = found {
                self.answered.set_value(Some(query));
                self.found.set(page.people.into_iter().map(|found| found.person).collect());
            }
            self.ask();
        });
    }
}

fn person(narrow: Narrow) -> ui::Erased {
    let language = narrow.screen.language;
    let people = People {
        narrow,
        typed: RwSignal::new(String::new()),
        found: RwSignal::new(Vec::new()),
        at: RwSignal::new(0),
        asking: StoredValue::new(Asking::default()),
        answered: StoredValue::new(None),
    };
    people.ask();
    let me = narrow.screen.peek(|chat| chat.me.person.id.clone());
    let node = NodeRef::<Input>::new();
    let accept = move || {
        if let Some(person) = untrack(|| people.offered()).into_iter().nth(people.at.get_untracked()) {
            narrow.choose(person);
        }
    };
    ui::once_there(node, move |input| {
        ui::entry::bind(input.clone().into(), || Mode::Line, accept);
        queue_microtask(move || drop(input.focus()));
    });
    let typed = move |event: leptos::ev::Event| {
        people.typed.set(event_target_value(&event));
        people.at.set(0);
        people.ask();
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let by = match event.key().as_str() {
            _ if event.is_composing() => return,
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        event.prevent_default();
        let last = untrack(|| people.offered()).len().saturating_sub(1);
        people.at.update(|at| *at = at.saturating_add_signed(by).min(last));
    };
    let active = move || people.offered().get(people.at.get()).map(|person| option_id(&person.id));
    let label = text::FIND_PEOPLE.say(language);
    view! {
        <div class=BOX role="dialog" aria-label=text::FROM.say(language)>
            <input
                node_ref=node type="text" autocomplete="off" class=ui::INPUT aria-label=label placeholder=label
                role="combobox" aria-expanded="true" aria-controls="narrow-people" aria-autocomplete="list" aria-activedescendant=active
                on:input=typed on:keydown=keys
            />
            <div id="narrow-people" role="listbox" aria-label=text::PEOPLE.say(language) class="mt-2 max-h-60 overflow-y-auto overscroll-contain">
                {ui::list(move || {
                    let offered = people.offered().into_iter();
                    let me = me.clone();
                    let draw = move |person: Person| {
                        let own = person.id == me;
                        ui::item(person.id.to_string(), move || option(people, person, own))
                    };
                    offered.map(draw).collect()
                })}
            </div>
        </div>
    }
    .erase()
}

fn option_id(who: &UserId) -> String {
    format!("narrow-{who}")
}

fn option(people: People, person: Person, own: bool) -> ui::Erased {
    let name = person.name.to_string();
    let face = ui::avatar(ui::hue(person.id.as_str()), ui::person_letter(&name), AvatarSize::Small);
    let shown = if own { phrases::me_behind(people.narrow.screen.language, &name) } else { name };
    let who = person.id.clone();
    let selected = move || people.offered().get(people.at.get()).is_some_and(|person| person.id == who).to_string();
    view! {
        <div
            role="option" id=option_id(&person.id) aria-selected=ui::words(selected) class=OPTION
            on:mousedown=|event| event.prevent_default() on:click=ui::click(move |_| people.narrow.choose(person.clone()))
        >
            {face}<span class="min-w-0 truncate" dir="auto">{shown}</span>
        </div>
    }
    .erase()
}

/// The first day and the last one, as the browser's own fields take them.
fn days(narrow: Narrow) -> ui::Erased {
    let language = narrow.screen.language;
    let field = move |id: &'static str, word: &'static str, last: bool| {
        let node = NodeRef::<Input>::new();
        let written = narrow.screen.peek(|chat| {
            let day = if last { &chat.finding.before } else { &chat.finding.after };
            day.as_ref().map(|day| day.written.clone())
        });
        ui::once_there(node, move |input| {
            if let Some(written) = written {
                input.set_value(&written);
            }
            if !last {
                queue_microtask(move || drop(input.focus()));
            }
        });
        let change = move |event: leptos::ev::Event| {
            let written = event_target_value(&event);
            // The last day belongs to it: the search ends where the day after begins.
            let bound = browser::day_begins(&written, i32::from(last));
            let day = bound.map(|bound| Day { written, bound: Timestamp(bound) });
            narrow.change(move |finding| if last { finding.before = day } else { finding.after = day });
        };
        view! {
            <label class="block text-13 font-semibold" for=id>{word}</label>
            <input node_ref=node id=id type="date" min="2000-01-01" max="9999-12-31" class=format!("{} mt-1 mb-3 last:mb-0", ui::INPUT) on:change=change/>
        }
        .erase()
    };
    view! {
        <div class=BOX role="dialog" aria-label=text::DAYS.say(language)>
            {field("narrow-after", text::FROM_DAY.say(language), false)}
            {field("narrow-before", text::TO_DAY.say(language), true)}
        </div>
    }
    .erase()
}
