//! Notifications on this device, as a section of the settings. What the browser can, only it knows: all that might be said is here, and
//! `notify.js` shows what is true (`data-when`). Without a script, that one is needed.

use leptos::prelude::*;
use protocol::UserId;
use protocol::session::Language;

use super::frame::{CARD, ROW, SECTION};
use crate::i18n::{notify as text, pages};
use crate::page::NotificationsSection;
use crate::ui::{Look, Size, button, switch};

/// The section. `me` tells whose choice it is where several sign in with one browser.
pub(super) fn notifications(language: Language, me: &UserId, section: &NotificationsSection, refused: Option<String>) -> AnyView {
    let said = |when: &'static str, line: crate::i18n::Text| {
        view! { <p class="py-4 text-13 text-text-muted" data-when=when hidden=true>{line.say(language)}</p> }
    };
    let error = refused.map(|message| view! { <p class="pt-4 text-13 text-danger" role="alert">{message}</p> });
    view! {
        <h2 class=SECTION id="notifications">{text::NOTIFICATIONS.say(language)}</h2>
        <p class="mb-3 text-13 text-text-muted">{text::NOTIFICATIONS_LINE.say(language)}</p>
        <div class=CARD data-notifications=me.to_string() data-push=section.push_key.clone() data-reached=section.reached.then_some("yes")>
            {error}
            <p class="py-4 text-13 text-text-muted" data-when="">{text::NEEDS_SCRIPT.say(language)}</p>
            {said("unable", text::UNABLE)}
            {said("denied", text::DENIED)}
            {said("on", text::IS_ON)}
            {said("open", text::IS_ON_WHILE_OPEN)}
            <form method="post" action="/settings/notifications" data-on="" data-when="off on open" hidden=true class="border-t border-border first-of-type:border-t-0">
                <input r#type="hidden" name="endpoint"/>
                <input r#type="hidden" name="key"/>
                <input r#type="hidden" name="auth"/>
                <label class=ROW>
                    <span class="min-w-0 flex-1">
                        <b class="block font-semibold">{text::HIDE_TEXT.say(language)}</b>
                        <span class="block text-13 text-text-muted">{text::HIDE_TEXT_HELP.say(language)}</span>
                    </span>
                    {switch("hideText", section.hides_text)}
                </label>
                <p class="flex justify-end pb-4">
                    <button r#type="submit" class=button(Look::Secondary, Size::Medium) data-when="off" hidden=true>{text::TURN_ON.say(language)}</button>
                    <button r#type="submit" class=button(Look::Secondary, Size::Medium) data-when="on open" hidden=true>{pages::SAVE.say(language)}</button>
                </p>
            </form>
            <form method="post" action="/settings/notifications/off" data-off="" data-when="on open" hidden=true class="flex justify-end border-t border-border py-3">
                <button r#type="submit" class=button(Look::Danger, Size::Medium)>{text::TURN_OFF.say(language)}</button>
            </form>
        </div>
    }
    .into_any()
}
