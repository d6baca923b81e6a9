//! What a page shows, as plain data: an axum route fills it, [`crate::render`] draws it.

use protocol::messages::Page as LogPage;
use protocol::presence::Presence;
use protocol::rooms::RoomSummary;
use protocol::search::Hits;
use protocol::session::{Display, Language, Me, Theme};
use protocol::{ClientId, RoomId, Seq, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// What every page knows of its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// From the preferences, else from `Accept-Language`.
    pub language: Language,
    /// From the preferences.
    pub theme: Theme,
    /// From the preferences.
    pub display: Display,
}

/// A page of the program.
#[derive(Clone, Debug)]
pub enum Page {
    /// `/` and `/rooms/{roomId}`: the chat screen, which is the island.
    Chat(Box<Initial>),
    /// `/sign-in`
    SignIn(SignInPage),
    /// `/sign-up`
    SignUp(SignUpPage),
    /// `/reset/{link}`
    Reset(ResetPage),
    /// `/embed/{roomId}`
    Embed(EmbedPage),
    /// `/join/{code}`
    Join(JoinPage),
    /// `/search`
    Search(Box<SearchPage>),
    /// `/settings`
    Settings(SettingsPage),
    /// `/admin`
    Admin(AdminPage),
    /// `/api`
    Api(ApiPage),
    /// `/offline`: what the service worker shows when the server is away. For anybody.
    Offline,
    /// `/styleguide`: every component and token, for whoever changes one. In debug builds only.
    #[cfg(debug_assertions)]
    Styleguide,
    /// Anything that went wrong as a whole: not found, forbidden, an outage.
    Failure(FailurePage),
}

/// What the chat screen begins with. The server renders it, and ships it once as JSON for the island to begin with the
/// same; made of `protocol` types only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Initial {
    /// The reader.
    pub me: Me,
    /// The language that the page was rendered in.
    pub language: Language,
    /// All rooms of the reader, by last activity, newest first.
    pub rooms: Vec<RoomSummary>,
    /// Who of those that the rooms show is not offline; and of direct rooms, who is and was there before.
    pub present: Vec<Presence>,
    /// The room that is open; `None`: the empty state.
    pub room: Option<OpenRoom>,
}

/// The room that is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenRoom {
    /// Which of `rooms`.
    pub id: RoomId,
    /// What the reader will see: around the first unread, else the last, else around `focus`.
    pub page: LogPage,
    /// The read mark before this page was opened: the divider stands after it.
    pub read: Seq,
    /// The entry that the address asked for (`?at=`), centred and marked.
    pub focus: Option<Seq>,
    /// For the form that sends without JavaScript: minted by the server, so that a reload sends nothing twice.
    pub form_client_id: ClientId,
    /// Why the form's last message was refused, and what it said: nothing typed is lost.
    pub form_error: Option<FormError>,
}

/// Fewest characters of a password.
pub const PASSWORD_MIN_CHARS: usize = 8;
/// Most characters of a password: more than anybody types, and cheap to hash.
pub const PASSWORD_MAX_CHARS: usize = 256;

/// Which field of a form was refused, so that the words stand under it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FormField {
    /// The form as a whole: said above its fields.
    #[default]
    Form,
    /// A person's name.
    Name,
    /// A password that is chosen.
    Password,
    /// The password that was asked for as a proof.
    Current,
    /// The invite code.
    Invite,
}

/// A form that was refused: said in place, with what was typed still in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FormError {
    /// Where it is said.
    #[serde(default)]
    pub field: FormField,
    /// In the reader's language: what to do, with the field and the bound.
    pub message: String,
    /// What was typed (never a password).
    pub typed: String,
}

/// `/sign-in`: `POST /sign-in` with `name`, `password`, `next`.
#[derive(Clone, Debug, Default)]
pub struct SignInPage {
    /// Why the last try failed, and the name that was typed.
    pub error: Option<FormError>,
    /// Where to go afterwards: a path of ours.
    pub next: String,
    /// Why the form for guests (`POST /guest` with `name`, `next`) was refused.
    pub guest_error: Option<FormError>,
    /// Whether to offer `/sign-up`.
    pub can_sign_up: bool,
    /// Whether guests are admitted.
    pub guests: bool,
}

/// `/sign-up`: `POST /sign-up` with `name`, `password`, `invite`, `next`.
#[derive(Clone, Debug, Default)]
pub struct SignUpPage {
    /// Why the last try failed, and the name that was typed.
    pub error: Option<FormError>,
    /// Whether an invite code is asked for, and the one in the address (`?invite=`).
    pub invite: Option<String>,
    /// Where to go afterwards; the server has made sure that it is a path of ours. Empty: home.
    pub next: String,
    /// Whether this will be the first account, the administrator.
    pub first: bool,
    /// Registration is closed: the page says so and has no form.
    pub closed: bool,
}

/// `/reset/{link}`: `POST` to the same path with `password`.
#[derive(Clone, Debug, Default)]
pub struct ResetPage {
    /// The secret of the address.
    pub link: String,
    /// Whose password; `None`: the link is not valid any more.
    pub name: Option<String>,
    /// Why the last try failed.
    pub error: Option<FormError>,
}

/// `/embed/{roomId}`, in a frame of another site: `POST` to the same path with `name`.
#[derive(Clone, Debug)]
pub struct EmbedPage {
    /// Which room.
    pub room_id: RoomId,
    /// The reader's name; `None`: nobody is signed in.
    pub me: Option<String>,
    /// Whether guests may come in here.
    pub guests: bool,
    /// Why the last try failed, and the name that was typed.
    pub error: Option<FormError>,
}

/// `/join/{code}`: `POST` to the same path.
#[derive(Clone, Debug)]
pub struct JoinPage {
    /// The code of the address.
    pub code: String,
    /// What the room is called, and how many people are in it; `None`: the link leads nowhere any more.
    pub room: Option<(Option<String>, u32)>,
    /// Why the last try failed.
    pub error: Option<FormError>,
}

/// `/search`: `POST /search` with `query` and, for the next page, `cursor`.
#[derive(Clone, Debug)]
pub struct SearchPage {
    /// The reader.
    pub me: Me,
    /// What was typed.
    pub query: String,
    /// What was found; `None`: nothing was looked for.
    pub hits: Option<Hits>,
    /// Why nothing was looked for.
    pub error: Option<String>,
}

/// `/settings`: `POST /settings/name` (`name`), `/settings/password` (`current`, `password`), `/settings/preferences`
/// (`language`: `ko`, `en` or empty; `theme`: `system`, `light`, `dark`; `own`, `text`, `rooms`: as `protocol::session::Display` writes them; `still`, `enter`,
/// `typing`: `on` or nothing), `/settings/sessions/end` (`id`), `/settings/tokens` (`name`), `/settings/tokens/revoke` (`id`), `/settings/notifications` (`endpoint`, `key`, `auth`, `hideText`),
/// `/settings/notifications/off`, `/sign-out`.
#[derive(Clone, Debug)]
pub struct SettingsPage {
    /// The reader.
    pub me: Me,
    /// Their sessions.
    pub sessions: Vec<SessionRow>,
    /// Their access tokens.
    pub tokens: Vec<SessionRow>,
    /// A token that was just made, shown once.
    pub fresh: Option<FreshToken>,
    /// Notifications on this device.
    pub notifications: NotificationsSection,
    /// Which form was refused (`name`, `password`), and why.
    pub error: Option<(&'static str, FormError)>,
    /// Which form was taken (`name`, `password`, `preferences`, `notifications`, `sessions`, `tokens`, `revoked`): said once.
    pub done: Option<&'static str>,
}

/// Notifications, as far as the server knows of them.
#[derive(Clone, Debug, Default)]
pub struct NotificationsSection {
    /// The key that browsers subscribe for; empty: nobody is pushed to.
    pub push_key: String,
    /// Whether the browser of this session is pushed to.
    pub reached: bool,
    /// Whether it is told that somebody wrote, and not what.
    pub hides_text: bool,
}

/// An access token that was just made.
#[derive(Clone, Debug)]
pub struct FreshToken {
    /// The token itself.
    pub token: String,
    /// What it is called, or whose it is.
    pub name: String,
}

/// A session or an access token in the list.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// The handle to end it by.
    pub id: i64,
    /// The browser, or what the token is called.
    pub label: String,
    /// Last used.
    pub seen_at: Timestamp,
    /// Whether it is this one.
    pub current: bool,
}

/// `/admin`: `POST /admin/invites` (`uses`: 1 to 100, `days`: 1 to 90), `/admin/invites/revoke` (`id`),
/// `/admin/people/reset` (`userId`), `/admin/people/close` (`userId`), `/admin/bots` (`name`), `/admin/bots/renew` (`userId`).
#[derive(Clone, Debug)]
pub struct AdminPage {
    /// The reader, an administrator.
    pub me: Me,
    /// A page of all accounts, by name.
    pub people: Vec<PersonRow>,
    /// `?cursor=` of the next page.
    pub next: Option<String>,
    /// Codes that can still be used.
    pub invites: Vec<InviteRow>,
    /// A link that was just made, shown once: an invite or a reset link.
    pub fresh: Option<FreshLink>,
    /// A form that was refused.
    pub error: Option<FormError>,
    /// How registration is configured: `open`, `invite` or `closed`.
    pub registration: &'static str,
}

/// An account in the list.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// Who.
    pub id: UserId,
    /// What they are called.
    pub name: String,
    /// Whether they administer.
    pub admin: bool,
    /// Whether the account is closed.
    pub closed: bool,
    /// Since when.
    pub created_at: Timestamp,
}

/// An invite code in the list.
#[derive(Clone, Debug)]
pub struct InviteRow {
    /// The handle to revoke it by.
    pub id: i64,
    /// Who made it; empty: the command line.
    pub by: String,
    /// How many accounts it may still make.
    pub uses_left: u32,
    /// Until when.
    pub expires_at: Timestamp,
}

/// A link that was just made.
#[derive(Clone, Debug)]
pub enum FreshLink {
    /// To `/sign-up?invite=…`.
    Invite(String),
    /// To `/reset/…`, and for whom.
    Reset {
        /// The whole address.
        link: String,
        /// Whose password.
        name: String,
    },
    /// A bot's access token.
    Bot(FreshToken),
}

/// `/api`: the HTTP API for programs, as it describes itself. In English, like the description.
#[derive(Clone, Debug, Default)]
pub struct ApiPage {
    /// What it is for.
    pub about: String,
    /// Its calls, by what they are about.
    pub groups: Vec<ApiGroup>,
    /// What is sent and answered, by name.
    pub shapes: Vec<ApiShape>,
}

/// Calls that are about one thing.
#[derive(Clone, Debug)]
pub struct ApiGroup {
    /// What they are about.
    pub about: String,
    /// In the order of their paths.
    pub calls: Vec<ApiCall>,
}

/// A call.
#[derive(Clone, Debug)]
pub struct ApiCall {
    /// `GET`, `POST`, …
    pub method: String,
    /// With the names of its parameters: `/api/rooms/{roomId}`.
    pub path: String,
    /// What it does.
    pub about: String,
    /// Its parameters and its body.
    pub fields: Vec<ApiField>,
    /// Each status, and when it comes.
    pub answers: Vec<ApiField>,
}

/// An object or a value that is sent or answered.
#[derive(Clone, Debug)]
pub struct ApiShape {
    /// Its name, by which others refer to it.
    pub name: String,
    /// What it is.
    pub about: String,
    /// Its fields; none where it is one value.
    pub fields: Vec<ApiField>,
}

/// One of several: a field, a parameter, a status.
#[derive(Clone, Debug)]
pub struct ApiField {
    /// Its name.
    pub name: String,
    /// Its type and bounds.
    pub kind: String,
    /// The shape that it has, if that has a name.
    pub shape: Option<String>,
    /// What it means.
    pub about: String,
}

/// Something that went wrong as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailurePage {
    /// 404: no such page, or a room that one is not in.
    NotFound,
    /// 403: not for this reader, or a form from another site.
    Forbidden,
    /// 429, and after how many seconds to try again.
    TooMany(u32),
    /// 503: storage is away; what was typed is still in the browser's form.
    Unavailable,
    /// 500: a fault of ours, logged.
    Internal,
}
