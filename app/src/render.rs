//! Draws a [`Page`] as a whole HTML document. It decides nothing: what stands in it was decided by whoever filled the page.
//!
//! Only the chat screen brings a program, and the settings a script for what only a browser can. Its names and its nonce come from the caller, so a page can be drawn by a binary
//! that carries its assets, and in a test.

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use leptos::either::Either;
use leptos::html::meta;
use leptos::prelude::*;
use protocol::session::{Display, Language, RoomRows, TextSize, Theme};

use crate::features::ChatScreen;
use crate::i18n::{pages as text, phrases};
use crate::page::{Initial, Page, Reader};
use crate::pages;
use crate::state::rooms::counted;

/// Where the browser finds what the pages need: paths on this server, with hashed names in a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    /// `/pkg/suda.css`
    pub stylesheet: String,
    /// `/pkg/suda.js`: the glue that loads `wasm`.
    pub script: String,
    /// `/pkg/__wasm_split.js`: what `script` imports, to load the code that is wanted later.
    pub parts: String,
    /// `/pkg/suda.wasm`: the code of the first page.
    pub wasm: String,
}

/// What a document needs beside its page.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The reader: language and colours are in the first bytes, so nothing flashes.
    pub reader: Reader,
    /// Hashed names.
    pub assets: &'a Assets,
    /// The one of the Content-Security-Policy; it stands on the scripts of the chat screen and the settings.
    pub nonce: &'a str,
}

/// The page as an HTML document, from `<!DOCTYPE html>` on. Nothing in it waits for anything: it is whole when this returns.
pub fn render(document_of: Document<'_>, page: Page) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    owner.with(|| document(document_of, page).to_html())
}

/// The page as a view, for [`render`] or for whoever streams views. Wants an [`Owner`] of its own.
pub fn document(of: Document<'_>, page: Page) -> impl IntoView + use<> {
    let Document { reader, assets, nonce } = of;
    let title = title(reader.language, &page);
    let (language, theme) = (language_tag(reader.language), theme_name(reader.theme));
    let Display { text, rooms, still, .. } = reader.display;
    let stylesheet = assets.stylesheet.clone();
    let loader = match page {
        Page::Chat(_) => Some(Either::Left(loader(assets, nonce))),
        Page::Settings(_) => Some(Either::Right(view! { <script type="module" nonce=nonce.to_owned() src="/notify.js"></script> })),
        _ => None,
    };
    view! {
        <!DOCTYPE html>
        <html lang=language data-theme=theme data-text=text_name(text) data-rooms=rooms_name(rooms) data-motion=still.then_some("none")>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"/>
                <title>{title}</title>
                <meta name="color-scheme" content=theme.unwrap_or("light dark")/>
                {theme_colours(reader.theme)}
                <meta name="robots" content="noindex"/>
                <link rel="stylesheet" href=stylesheet/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="icon" href="/favicon-32.png" type="image/png" sizes="32x32"/>
                <link rel="apple-touch-icon" href="/icon-180.png"/>
                <link rel="manifest" href="/site.webmanifest"/>
                {loader}
            </head>
            <body>{body(reader, page)}</body>
        </html>
    }
}

fn body(reader: Reader, page: Page) -> AnyView {
    let language = reader.language;
    match page {
        Page::Chat(initial) => chat(*initial),
        Page::SignIn(page) => pages::sign_in(language, page),
        Page::SignUp(page) => pages::sign_up(language, page),
        Page::Reset(page) => pages::reset(language, page),
        Page::Embed(page) => pages::embed(language, page),
        Page::Join(page) => pages::join(language, page),
        Page::Search(page) => pages::search(language, *page),
        Page::Settings(page) => pages::settings(language, page),
        Page::Admin(page) => pages::admin(language, page),
        Page::Api(page) => pages::api(language, page),
        Page::Offline => pages::offline(language),
        #[cfg(debug_assertions)]
        Page::Styleguide => pages::styleguide(language),
        Page::Failure(page) => pages::failure(language, page),
    }
}

/// The island takes what it begins with from the context here, and from the script in the browser: the same value.
fn chat(initial: Initial) -> AnyView {
    let json = script_json(&initial);
    provide_context(Arc::new(initial));
    view! {
        <ChatScreen/>
        <script type="application/json" id="initial" inner_html=json></script>
    }
    .into_any()
}

/// JSON that can stand inside a script element: without `<` it can neither end the element nor begin a comment.
fn script_json(initial: &Initial) -> String {
    serde_json::to_string(initial).expect("plain data with string keys").replace('<', "\\u003c")
}

/// Loads the browser's code as soon as the document is parsed. Ours instead of `HydrationScripts`, which reads the hashed names
/// from a file beside the binary, waits for an idle moment, and shows the nonce in the DOM.
fn loader(assets: &Assets, nonce: &str) -> impl IntoView + use<> {
    let Assets { script, parts, wasm, .. } = assets.clone();
    let code = format!(
        "const app=await import({script:?});await app.default({{module_or_path:{wasm:?}}});app.hydrate();\
         for(const el of document.querySelectorAll('leptos-island'))app[el.dataset.component](el);import('/notify.js')"
    );
    view! {
        <link rel="modulepreload" href=script nonce=nonce.to_owned()/>
        <link rel="modulepreload" href=parts nonce=nonce.to_owned()/>
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <script type="module" nonce=nonce.to_owned() inner_html=code></script>
    }
}

fn title(language: Language, page: &Page) -> String {
    let about = match page {
        Page::Chat(initial) => return chat_title(language, initial),
        Page::SignIn(_) => text::SIGN_IN,
        Page::SignUp(_) => text::SIGN_UP,
        Page::Reset(_) => text::RESET_TITLE,
        Page::Embed(_) => text::EMBED_TITLE,
        Page::Join(_) => text::JOIN_TITLE,
        Page::Search(_) => crate::i18n::chat::SEARCH,
        Page::Settings(_) => text::SETTINGS,
        Page::Admin(_) => text::ADMIN,
        Page::Api(_) => text::API,
        Page::Offline => crate::i18n::notify::OFFLINE,
        #[cfg(debug_assertions)]
        Page::Styleguide => crate::i18n::styleguide::TITLE,
        Page::Failure(failure) => pages::failure_title(*failure),
    };
    format!("{} · {}", about.say(language), text::SUDA.say(language))
}

fn chat_title(language: Language, initial: &Initial) -> String {
    let unread = initial.rooms.iter().map(counted).sum();
    let open = initial.room.as_ref().and_then(|open| initial.rooms.iter().find(|room| room.id == open.id));
    let name = open.map(|room| phrases::room_name(language, room));
    phrases::chat_title(language, unread, name.as_deref())
}

/// As `lang` wants it.
fn language_tag(language: Language) -> &'static str {
    match language {
        Language::Ko => "ko",
        Language::En => "en",
    }
}

/// As `data-theme` wants it; `None` leaves it to the system.
fn theme_name(theme: Theme) -> Option<&'static str> {
    match theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    }
}

/// As `data-text` wants it: what is usual is not said.
fn text_name(text: TextSize) -> Option<&'static str> {
    match text {
        TextSize::Usual => None,
        TextSize::Small => Some("small"),
        TextSize::Large => Some("large"),
        TextSize::Largest => Some("largest"),
    }
}

/// As `data-rooms` wants it.
fn rooms_name(rooms: RoomRows) -> Option<&'static str> {
    match rooms {
        RoomRows::TwoLines => None,
        RoomRows::OneLine => Some("one-line"),
    }
}

/// The browser's own bars, in the colour of `--canvas`.
fn theme_colours(theme: Theme) -> impl IntoView {
    let bar = |colour| meta().name("theme-color").content(colour);
    let (light, dark) = ("#f5f3f1", "#161412");
    match theme {
        Theme::System => Either::Left((
            bar(light).attr("media", "(prefers-color-scheme: light)"),
            bar(dark).attr("media", "(prefers-color-scheme: dark)"),
        )),
        Theme::Light => Either::Right(bar(light)),
        Theme::Dark => Either::Right(bar(dark)),
    }
}
