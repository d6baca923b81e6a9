//! The style guide: every component of [`crate::ui`] in each of its states and every token, in light beside dark. A page of debug
//! builds, for whoever changes one of them; a release has neither it nor its words.
//!
//! What it shows are the components themselves. Its own layout stands in `style/styleguide.css`, which only this page loads, so that
//! the stylesheet of a release is the same with and without it.
//!
//! | module | shows |
//! |---|---|
//! | `tokens` | colours, sizes of type, radii, elevation |
//! | `controls` | what is pressed, typed into, chosen |
//! | `shown` | what is looked at: marks, people, what floats, notices, icons |

mod controls;
mod shown;
mod tokens;

use leptos::prelude::*;
use protocol::session::Language;

use crate::i18n::{Text, pages as text, styleguide as guide};
use crate::ui::mark;

const TOKENS: &str = include_str!("../../../style/tokens.css");
const LAYOUT: &str = include_str!("../../../style/styleguide.css");

/// `/styleguide.css`: the layout of the page, and the tokens once more for a part of a page. The tokens of the document hold for all of
/// it in one theme, because a build resolves `light-dark()` where they are declared.
pub fn stylesheet() -> String {
    TOKENS.replace(":root", ".guide-theme") + LAYOUT
}

/// One half of a pair: what a section is drawn with.
#[derive(Clone, Copy)]
struct Half {
    language: Language,
    dark: bool,
}

impl Half {
    fn say(self, text: Text) -> &'static str {
        text.say(self.language)
    }

    /// An id, or the name of a group of radio buttons: unique in the document, of which each half has one.
    const fn id(self, light: &'static str, dark: &'static str) -> &'static str {
        if self.dark { dark } else { light }
    }
}

/// A section: its heading, the address within the page, and what each half shows.
type Section = (Text, &'static str, fn(Half) -> AnyView);

const SECTIONS: &[Section] = &[
    (guide::COLOURS, "colours", tokens::colours),
    (guide::SIZES, "sizes", tokens::sizes),
    (guide::BUTTONS, "buttons", controls::buttons),
    (guide::ICON_BUTTONS, "icon-buttons", controls::icon_buttons),
    (guide::FIELDS, "fields", controls::fields),
    (guide::CHOICES, "choices", controls::choices),
    (guide::MARKS, "marks", shown::marks),
    (guide::AVATARS, "people", shown::people),
    (guide::FLOATS, "floats", shown::floats),
    (guide::NOTICES, "notices", shown::notices),
    (guide::ICONS, "icons", shown::icons),
];

/// `/styleguide`
pub(crate) fn styleguide(language: Language) -> AnyView {
    let links = SECTIONS.iter().map(|(title, id, _)| view! { <a href=format!("#{id}")>{title.say(language)}</a> }.into_any());
    let sections = SECTIONS.iter().map(|section| pair(language, section));
    view! {
        <link rel="stylesheet" href="/styleguide.css"/>
        <main class="guide">
            <header>
                {mark("48")}
                <h1>{guide::TITLE.say(language)}</h1>
                <p>{guide::ABOUT.say(language)}</p>
                <p class="guide-languages">
                    <a href="?lang=ko" lang="ko">{text::KOREAN.say(language)}</a>
                    <a href="?lang=en" lang="en">{text::ENGLISH.say(language)}</a>
                </p>
                <nav aria-label=guide::SECTIONS.say(language)>{links.collect_view()}</nav>
            </header>
            {sections.collect_view()}
        </main>
    }
    .into_any()
}

/// A section in light beside the same in dark.
fn pair(language: Language, (title, id, draw): &Section) -> AnyView {
    let halves = [(false, "light", guide::LIGHT), (true, "dark", guide::DARK)].map(|(dark, theme, word)| {
        view! {
            <div class="guide-theme" data-theme=theme>
                <p class="guide-which">{word.say(language)}</p>
                {draw(Half { language, dark })}
            </div>
        }
        .into_any()
    });
    view! {
        <section id=*id>
            <h2>{title.say(language)}</h2>
            <div class="guide-pair">{halves.into_iter().collect_view()}</div>
        </section>
    }
    .into_any()
}

/// Examples of one kind under a heading.
fn group(title: &'static str, examples: impl IntoView + 'static) -> AnyView {
    view! { <h3>{title}</h3><div class="guide-row">{examples.into_any()}</div> }.into_any()
}

/// Examples of one kind that want the whole width.
fn wide(title: &'static str, examples: impl IntoView + 'static) -> AnyView {
    view! { <h3>{title}</h3><div class="guide-wide">{examples.into_any()}</div> }.into_any()
}

/// A part with the word for its state under it. `state` is `hover` or `focus` where the part is to look as it does then; the rules are in
/// the page's stylesheet, by the names of the classes that say it.
fn example(state: &'static str, word: &'static str, part: impl IntoView + 'static) -> AnyView {
    view! { <div class="guide-example"><span data-state=state>{part.into_any()}</span><small>{word}</small></div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> String {
        let owner = Owner::new();
        owner.with(|| styleguide(Language::En).to_html())
    }

    #[test]
    fn every_colour_is_shown_once_for_each_theme() {
        let page = page();
        let colours: Vec<&str> = TOKENS.lines().filter_map(tokens::colour).map(|(name, ..)| name).collect();
        assert!(colours.len() > 40, "the tokens are read");
        for name in colours {
            assert_eq!(page.matches(&format!("fill=\"var(--{name})\"")).count(), 2, "{name}");
        }
    }

    #[test]
    fn every_size_of_the_styles_is_shown() {
        let (page, styles) = (page(), include_str!("../../../style/tailwind.css"));
        let tokens_of = |prefix: &str| {
            let names = styles.lines().filter_map(|line| line.trim().strip_prefix(prefix)?.split(':').next());
            names.filter(|name| !name.contains("--") && !name.contains('*')).map(str::to_owned).collect::<Vec<_>>()
        };
        for (prefix, class) in [("--text-", "text-"), ("--radius-", "rounded-"), ("--shadow-", "shadow-")] {
            let names = tokens_of(prefix);
            assert!(!names.is_empty(), "{prefix}");
            for name in names {
                assert!(page.contains(&format!("<code>{class}{name}</code>")), "{class}{name}");
            }
        }
    }

    /// What a part says of itself under the pointer and with the focus is said again by the page's stylesheet.
    #[test]
    fn every_state_that_is_shown_has_its_rules() {
        let page = page();
        for state in ["hover", "focus"] {
            let begin = format!("data-state=\"{state}\">");
            let shown = page.split(&begin).skip(1).filter_map(|rest| rest.split("</span><small>").next());
            let classes: Vec<&str> = shown.flat_map(|part| part.split([' ', '"'])).collect();
            for class in classes
                .into_iter()
                .filter(|class| class.starts_with(&format!("{state}:")) || class.starts_with(&format!("{state}-visible:")))
            {
                assert!(LAYOUT.contains(&format!("[data-state=\"{state}\"] [class~=\"{class}\"]")), "{class}");
            }
        }
    }

    #[test]
    fn no_id_stands_twice() {
        let page = page();
        let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}
