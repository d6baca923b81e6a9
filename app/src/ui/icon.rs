//! The icons: a box of 20, a stroke of 1.5 (1.75 at 16 px), round ends, no fills. And the mark.

use leptos::prelude::*;

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $paths:literal,)*) => {
        /// What an icon shows. Each is a constant of its own: one that only the rare code shows comes with that code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Icon(&'static str);

        #[expect(non_upper_case_globals, reason = "they are called like the cases of one thing")]
        impl Icon {
            $($(#[$doc])* pub const $name: Self = Self($paths);)*

            /// Every icon.
            pub const ALL: &[(&'static str, Self)] = &[$((stringify!($name), Self::$name),)*];
        }
    };
}

icons! {
    /// Something is wrong.
    Alert = "<circle cx='10' cy='10' r='7'/><path d='M10 6.4v4.2M10 13.5v.01'/>",
    /// To the end.
    ArrowDown = "<path d='M10 4v12M5 11l5 5 5-5'/>",
    /// Send.
    ArrowUp = "<path d='M10 16V4M5 9l5-5 5 5'/>",
    /// A mention.
    At = "<circle cx='10' cy='10' r='3.2'/><path d='M13.2 6.8v4.4c0 1.4.8 2.3 1.9 2.3 1.2 0 1.9-1.2 1.9-3.5a7 7 0 1 0-2.8 5.6'/>",
    /// Back, and the phone's way to the list.
    Back = "<path d='M12.3 4.5 6.8 10l5.5 5.5'/>",
    /// Bold.
    Bold = "<path d='M6.5 4.5h4.2a2.7 2.7 0 0 1 0 5.4H6.5zM6.5 9.9h4.9a2.8 2.8 0 0 1 0 5.6H6.5z'/>",
    /// Notifications.
    Bell = "<path d='M4.5 14h11c-1.1-1.2-1.6-2.4-1.6-5a3.9 3.9 0 0 0-7.8 0c0 2.6-.5 3.8-1.6 5zM8.3 16.5c.4.5 1 .8 1.7.8s1.3-.3 1.7-.8'/>",
    /// Days.
    Calendar = "<rect x='3.5' y='4.5' width='13' height='12' rx='2'/><path d='M3.5 8.5h13M7 3v3M13 3v3'/>",
    /// Done, chosen.
    Check = "<path d='m4.5 10.6 3.7 3.7 7.3-8.3'/>",
    /// There is more below.
    ChevronDown = "<path d='m5.2 7.6 4.8 4.8 4.8-4.8'/>",
    /// There is more above.
    ChevronUp = "<path d='m5.2 12.4 4.8-4.8 4.8 4.8'/>",
    /// A muted room.
    BellOff = "<path d='M6.2 8.6c0 2.9-.5 4.3-1.5 5.4h9.1M13.8 10.6V9a3.8 3.8 0 0 0-5.9-3.1M8.4 16.5c.4.5 1 .8 1.6.8s1.2-.3 1.6-.8M4 4l12 12'/>",
    /// Waiting.
    Clock = "<circle cx='10' cy='10' r='7'/><path d='M10 6v4.3l2.8 1.7'/>",
    /// Close, take away.
    Close = "<path d='m5 5 10 10M15 5 5 15'/>",
    /// A word of code.
    Code = "<path d='m7 6-4 4 4 4M13 6l4 4-4 4'/>",
    /// Copy.
    Copy = "<rect x='7' y='7' width='9.5' height='9.5' rx='2'/><path d='M13 4.8A1.8 1.8 0 0 0 11.2 3.5H5.3a1.8 1.8 0 0 0-1.8 1.8v5.9A1.8 1.8 0 0 0 4.8 13'/>",
    /// Leave a room.
    Door = "<path d='M4 16.5h12M6 16.5V5a1.5 1.5 0 0 1 1.5-1.5h5A1.5 1.5 0 0 1 14 5v11.5M11.3 10v.01'/>",
    /// Into a file.
    Download = "<path d='M10 3.5v9M5.8 8.5l4.2 4.2 4.2-4.2M3.8 16.5h12.4'/>",
    /// Forward, into.
    Forward = "<path d='m7.7 4.5 5.5 5.5-5.5 5.5'/>",
    /// Languages.
    Globe = "<circle cx='10' cy='10' r='7'/><path d='M3 10h14M10 3c4.3 4.3 4.3 9.7 0 14-4.3-4.3-4.3-9.7 0-14z'/>",
    /// A room.
    Hash = "<path d='M8.2 3.5 6.3 16.5M13.7 3.5l-1.9 13M3.8 7.7h13M3.2 12.3h13'/>",
    /// A password.
    Key = "<circle cx='6.8' cy='13.2' r='3.3'/><path d='m9.2 10.8 6.8-6.8M13 7l2.2 2.2'/>",
    /// Lines of code.
    Lines = "<rect x='3' y='4' width='14' height='12' rx='2'/><path d='m7.6 8-2 2 2 2M12.4 8l2 2-2 2'/>",
    /// An address to send on.
    Link = "<path d='M8.5 11.5a3 3 0 0 0 4.3.2l2.6-2.6a3 3 0 0 0-4.3-4.3l-.9.9M11.5 8.5a3 3 0 0 0-4.3-.2l-2.6 2.6a3 3 0 0 0 4.3 4.3l.9-.9'/>",
    /// Items after each other.
    List = "<path d='M7.5 5.5h9M7.5 10h9M7.5 14.5h9M3.8 5.5h.01M3.8 10h.01M3.8 14.5h.01'/>",
    /// A private room.
    Lock = "<rect x='4.5' y='9' width='11' height='7.5' rx='2'/><path d='M7 9V6.5a3 3 0 0 1 6 0V9'/>",
    /// What else there is to do.
    More = "<path d='M5 10h.01M10 10h.01M15 10h.01' stroke-width='2.2'/>",
    /// The details beside the conversation.
    Panel = "<rect x='3' y='4' width='14' height='12' rx='2'/><path d='M12.2 4v12'/>",
    /// Change a word.
    Pencil = "<path d='m4 16 .8-3.6 8.5-8.5a1.7 1.7 0 0 1 2.4 0l.4.4a1.7 1.7 0 0 1 0 2.4L7.6 15.2zM11.8 5.4l2.8 2.8'/>",
    /// People.
    People = "<circle cx='7.4' cy='7' r='2.8'/><path d='M2.4 16.2c.4-2.9 2.3-4.4 5-4.4s4.6 1.5 5 4.4M12.8 4.3a2.8 2.8 0 0 1 0 5.4M14.6 12.2c1.7.5 2.7 1.9 3 4'/>",
    /// A person.
    Person = "<circle cx='10' cy='6.9' r='3.1'/><path d='M3.9 16.5c.5-3.2 2.8-4.9 6.1-4.9s5.6 1.7 6.1 4.9'/>",
    /// Ask somebody in.
    PersonPlus = "<circle cx='8' cy='7' r='2.9'/><path d='M2.6 16.3c.5-3 2.5-4.5 5.4-4.5 1.6 0 2.9.4 3.8 1.3M15 11.5v5M12.5 14h5'/>",
    /// Make one.
    Plus = "<path d='M10 4.3v11.4M4.3 10h11.4'/>",
    /// What somebody else said.
    Quote = "<path d='M4 5v10M8 6.5h8M8 10h8M8 13.5h5'/>",
    /// Answer a message.
    Reply = "<path d='M8 5 3.8 9.2 8 13.4M4 9.2h6.8c3 0 5.2 2 5.2 5.3v1'/>",
    /// Try again.
    Retry = "<path d='M15.8 8.2A6.2 6.2 0 1 0 16 12M16 4.3v4h-4'/>",
    /// Find.
    Search = "<circle cx='8.9' cy='8.9' r='5.4'/><path d='m12.9 12.9 3.8 3.8'/>",
    /// The server that it runs on.
    Server = "<rect x='3.3' y='3.8' width='13.4' height='5.2' rx='1.6'/><rect x='3.3' y='11' width='13.4' height='5.2' rx='1.6'/><path d='M6.3 6.4h.01M6.3 13.6h.01'/>",
    /// Safety.
    Shield = "<path d='m10 3 6 2.2v4.5c0 3.5-2.3 6-6 7.3-3.7-1.3-6-3.8-6-7.3V5.2z'/>",
    /// End the session.
    SignOut = "<path d='M8 3.8H5.8A1.8 1.8 0 0 0 4 5.6v8.8a1.8 1.8 0 0 0 1.8 1.8H8M12.3 6.3 16 10l-3.7 3.7M16 10H8'/>",
    /// Settings.
    Sliders = "<path d='M3.3 6.5h5.9M13.8 6.5h2.9M3.3 13.5h2.9M10.8 13.5h5.9'/><circle cx='11.5' cy='6.5' r='2.2'/><circle cx='8.5' cy='13.5' r='2.2'/>",
    /// Slanted.
    Slanted = "<path d='M8.5 4.5h5M6.5 15.5h5M11.3 4.5 8.7 15.5'/>",
    /// A feeling.
    Smile = "<circle cx='10' cy='10' r='7'/><path d='M7 11.8c.7 1.1 1.7 1.7 3 1.7s2.3-.6 3-1.7M7.5 8v.01M12.5 8v.01'/>",
    /// Before the others.
    Star = "<path d='m10 3.4 2 4.2 4.6.6-3.4 3.2.9 4.6L10 13.7 5.9 16l.9-4.6-3.4-3.2 4.6-.6z'/>",
    /// Struck out.
    Struck = "<path d='M13.6 6.4c-.5-1.2-1.8-1.9-3.5-1.9-2.1 0-3.6 1-3.6 2.6 0 1 .6 1.7 1.7 2.2M6.3 13.4c.5 1.3 1.9 2.1 3.8 2.1 2.2 0 3.7-1 3.7-2.7 0-.8-.3-1.4-.9-1.9M4 10h12'/>",
    /// The rooms.
    Talk = "<path d='M3.5 6A1.8 1.8 0 0 1 5.3 4.2h9.4A1.8 1.8 0 0 1 16.5 6v5.8a1.8 1.8 0 0 1-1.8 1.8H9.4l-3.6 2.9v-2.9h-.5a1.8 1.8 0 0 1-1.8-1.8z'/>",
    /// Delete.
    Trash = "<path d='M3.8 5.5h12.4M8 5.5V4.3c0-.5.4-.8.8-.8h2.4c.4 0 .8.3.8.8v1.2M5.3 5.5l.7 9.6c.1.8.7 1.4 1.5 1.4h5c.8 0 1.4-.6 1.5-1.4l.7-9.6'/>",
    /// Not read yet.
    Unread = "<path d='M16.2 9.3V14a1.8 1.8 0 0 1-1.8 1.8H5.6A1.8 1.8 0 0 1 3.8 14V7.2a1.8 1.8 0 0 1 1.8-1.8h5'/><circle cx='15' cy='5' r='2'/>",
}

/// An icon of 20 px. For the eye only: its button has the name.
pub fn icon(which: Icon) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" inner_html=which.0></svg> }
}

/// An icon of 16 px, beside words.
pub fn small_icon(which: Icon) -> impl IntoView {
    view! { <svg class="icon icon-small" viewBox="0 0 20 20" aria-hidden="true" inner_html=which.0></svg> }
}

/// The mark: a round of talk with a ㅅ in it, `size` px wide and high; for the eye only. The same drawing as
/// `public/favicon.svg`.
pub fn mark(size: &'static str) -> impl IntoView {
    const PATHS: &str = "<path fill='var(--accent)' d='M16 2.8c7.5 0 13.2 5 13.2 11.7S23.5 26.2 16 26.2c-1.1 0-2.1-.1-3.1-.3l-5.3 3.2c-.7.4-1.5-.1-1.5-.9v-5.2C4 20.9 2.8 17.9 2.8 14.5 2.8 7.8 8.5 2.8 16 2.8z'/><path d='M16.6 8.2c-.8 4.7-3.2 8.4-7.1 11.1M15.1 13.1c1.7 2.9 4 4.9 7.2 6.2' fill='none' stroke='var(--on-accent)' stroke-width='2.75' stroke-linecap='round' stroke-linejoin='round'/>";
    view! { <svg class="block flex-none" width=size height=size viewBox="0 0 32 32" aria-hidden="true" inner_html=PATHS></svg> }
}
