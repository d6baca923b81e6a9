//! Each page is drawn whole, with its forms and labels, in both languages; hostile text stays text.

use protocol::presence::Presence;
use protocol::session::{Display, Language, Me, Person, Preferences, Role, Theme};
use protocol::text::Name;
use protocol::{Timestamp, UserId};

use crate::page::{
    AdminPage, ApiCall, ApiField, ApiGroup, ApiPage, ApiShape, FailurePage, FormError, FormField, FreshLink, Initial, InviteRow,
    NotificationsSection, Page, PersonRow, Reader, ResetPage, SessionRow, SettingsPage, SignInPage, SignUpPage,
};
use crate::{Assets, Document, render};

const NONCE: &str = "bm9uY2U";
/// Ends the element that it stands in, begins a comment, leaves an attribute.
const HOSTILE: &str = "</script><!--\"'><img src=x onerror=alert(1)>";

fn draw(language: Language, page: Page) -> String {
    draw_for(Reader { language, theme: Theme::System, display: Display::default() }, page)
}

fn draw_for(reader: Reader, page: Page) -> String {
    let assets = Assets {
        stylesheet: "/pkg/suda.1.css".into(),
        script: "/pkg/suda.2.js".into(),
        parts: "/pkg/__wasm_split.4.js".into(),
        wasm: "/pkg/suda.3.wasm".into(),
    };
    render(Document { reader, assets: &assets, nonce: NONCE }, page)
}

fn me(name: &str, role: Role) -> Me {
    let person = Person { id: UserId::new("u1").expect("an id"), name: Name::new(name).expect("a name") };
    Me {
        person,
        role,
        preferences: Preferences { language: Some(Language::Ko), theme: Theme::Dark, hide_typing: false, ..Preferences::default() },
    }
}

fn refused(field: FormField, message: &str, typed: &str) -> FormError {
    FormError { field, message: message.to_owned(), typed: typed.to_owned() }
}

fn settings(role: Role) -> SettingsPage {
    let session = |id, label: &str, current| SessionRow { id, label: label.to_owned(), seen_at: Timestamp(1_795_424_999_000), current };
    let sessions = vec![session(7, "Chromium · Linux", true), session(8, "", false)];
    SettingsPage {
        me: me("박서연", role),
        sessions,
        tokens: Vec::new(),
        fresh: None,
        notifications: NotificationsSection::default(),
        error: None,
        done: None,
    }
}

fn admin() -> AdminPage {
    let person = |id: &str, name: &str, admin, closed| PersonRow {
        id: UserId::new(id).expect("an id"),
        name: name.to_owned(),
        admin,
        closed,
        created_at: Timestamp(0),
    };
    AdminPage {
        me: me("박서연", Role::Administrator),
        people: vec![person("u1", "박서연", true, false), person("u2", "김지민", false, false), person("u3", "Bob", false, true)],
        next: Some("a&b=ㄱ".to_owned()),
        invites: vec![InviteRow { id: 5, by: String::new(), uses_left: 3, expires_at: Timestamp(1_795_424_999_000) }],
        fresh: None,
        error: None,
        registration: "invite",
    }
}

/// Every piece stands in the page, in this order.
#[track_caller]
fn assert_in_order(html: &str, pieces: &[&str]) {
    let mut rest = html;
    for piece in pieces {
        let at = rest.find(piece).unwrap_or_else(|| panic!("no {piece:?} (in this place) in:\n{html}"));
        rest = &rest[at + piece.len()..];
    }
}

#[test]
fn sign_in_asks_for_a_name_and_a_password() {
    let page = SignInPage { next: "/rooms/r1".to_owned(), can_sign_up: true, ..SignInPage::default() };
    let html = draw(Language::Ko, Page::SignIn(page.clone()));
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"ko\""), "{html}");
    assert_in_order(
        &html,
        &["<title>로그인 · 수다</title>", "href=\"/sign-up?next=%2Frooms%2Fr1\"", "<form method=\"post\" action=\"/sign-in\""],
    );
    assert_in_order(
        &html,
        &["name=\"next\"", "value=\"/rooms/r1\"", "<label for=\"name\"", ">이름</label>", "<label for=\"password\"", ">비밀번호</label>"],
    );
    assert_in_order(&html, &["<button type=\"submit\"", ">로그인</button>"]);
    let html = draw(Language::En, Page::SignIn(SignInPage { can_sign_up: false, ..page }));
    assert_in_order(&html, &["lang=\"en\"", "<title>Sign in · Suda</title>", ">Name</label>", ">Password</label>", ">Sign in</button>"]);
    assert!(!html.contains("/sign-up"));
}

#[test]
fn a_refused_sign_in_keeps_the_name_and_says_why() {
    let error = Some(refused(FormField::Form, "이름이나 비밀번호가 맞지 않아요.", "지민"));
    let html = draw(Language::Ko, Page::SignIn(SignInPage { error, ..SignInPage::default() }));
    assert_in_order(&html, &["role=\"alert\"", "맞지 않아요.", "<form", "value=\"지민\""]);
}

#[test]
fn an_error_is_tied_to_its_field() {
    let error = Some(refused(FormField::Name, "이미 있는 이름이에요.", "지민"));
    let html = draw(Language::Ko, Page::SignUp(SignUpPage { error, ..SignUpPage::default() }));
    assert_in_order(
        &html,
        &["id=\"name\"", "value=\"지민\"", "aria-describedby=\"name-error\"", "aria-invalid=\"true\"", "id=\"name-error\"", "이미 있는"],
    );
    assert_in_order(&html, &["id=\"password\"", "aria-describedby=\"password-help\"", "id=\"password-help\"", "8자 이상"]);
    assert_eq!(html.matches("aria-invalid=\"").count(), 1);
}

#[test]
fn sign_up_asks_for_an_invite_only_where_one_is_needed() {
    let open = draw(Language::En, Page::SignUp(SignUpPage::default()));
    assert!(!open.contains("name=\"invite\""));
    let error = Some(refused(FormField::Invite, "This code does not work.", "Ann"));
    let invited = draw(Language::En, Page::SignUp(SignUpPage { invite: Some("k3-77".to_owned()), error, ..SignUpPage::default() }));
    assert_in_order(&invited, &["value=\"Ann\"", "name=\"invite\"", "value=\"k3-77\"", "id=\"invite-error\"", "This code does not work."]);
    let first = draw(Language::Ko, Page::SignUp(SignUpPage { first: true, ..SignUpPage::default() }));
    assert_in_order(&first, &["첫 계정", "관리자", "action=\"/sign-up\""]);
    let closed = draw(Language::Ko, Page::SignUp(SignUpPage { closed: true, ..SignUpPage::default() }));
    assert!(closed.contains("지금은 가입을 받지 않아요") && !closed.contains("<form"));
}

#[test]
fn a_reset_link_sets_a_password_or_says_that_it_is_gone() {
    let page = ResetPage { link: "s3cret".to_owned(), name: Some("지민".to_owned()), error: None };
    let html = draw(Language::Ko, Page::Reset(page));
    assert_in_order(&html, &["action=\"/reset/s3cret\"", "value=\"지민\"", "autocomplete=\"new-password\"", "minlength=\"8\""]);
    let gone = draw(Language::En, Page::Reset(ResetPage::default()));
    assert!(gone.contains("does not work any more") && !gone.contains("<form"));
}

#[test]
fn settings_have_a_form_for_each_thing() {
    let html = draw(Language::Ko, Page::Settings(settings(Role::Member)));
    for action in ["/settings/name", "/settings/preferences", "/settings/password", "/settings/sessions/end", "/sign-out"] {
        assert!(html.contains(&format!("action=\"{action}\"")), "{action}");
    }
    assert_in_order(&html, &["value=\"박서연\"", "value=\"system\"", "value=\"light\"", "value=\"dark\" checked"]);
    assert_in_order(&html, &["name=\"language\" value=\"\"", "value=\"ko\" checked", "value=\"en\""]);
    assert_in_order(
        &html,
        &["Chromium · Linux", "2026-11-23T09:09:59Z", "2026-11-23 09:09 UTC", "이 기기", "알 수 없는 기기", "value=\"8\""],
    );
    assert!(!html.contains("href=\"/admin\"") && !html.contains("value=\"7\""));
    assert!(draw(Language::En, Page::Settings(settings(Role::Administrator))).contains("href=\"/admin\""));
}

#[test]
fn settings_say_what_was_refused_and_what_was_taken() {
    let error = Some(("password", refused(FormField::Current, "지금 비밀번호가 맞지 않아요.", "")));
    let html = draw(Language::Ko, Page::Settings(SettingsPage { error, ..settings(Role::Member) }));
    assert_in_order(&html, &["id=\"current\"", "aria-invalid=\"true\"", "id=\"current-error\""]);
    let error = Some(("name", refused(FormField::Name, "이미 있는 이름이에요.", "지민")));
    let html = draw(Language::Ko, Page::Settings(SettingsPage { error, ..settings(Role::Member) }));
    assert_in_order(&html, &["id=\"name\"", "value=\"지민\"", "id=\"name-error\""]);
    let html = draw(Language::En, Page::Settings(SettingsPage { done: Some("name"), ..settings(Role::Member) }));
    assert_in_order(&html, &["role=\"status\"", "Saved"]);
}

#[test]
fn administration_shows_people_and_invites() {
    let html = draw(Language::Ko, Page::Admin(admin()));
    assert_in_order(
        &html,
        &["초대받은 사람만", "action=\"/admin/invites\"", "name=\"uses\"", "max=\"100\"", "name=\"days\"", "max=\"90\""],
    );
    assert_in_order(&html, &["3명 더", "명령줄에서 만듦", "2026-11-23까지", "action=\"/admin/invites/revoke\"", "value=\"5\""]);
    assert_in_order(
        &html,
        &[
            "박서연 (나)",
            "관리자",
            "김지민",
            "action=\"/admin/people/reset\"",
            "value=\"u2\"",
            "action=\"/admin/people/close\"",
            "Bob",
            "닫힌 계정",
        ],
    );
    assert!(!html.contains("name=\"userId\" value=\"u1\"") && !html.contains("value=\"u3\""), "neither oneself nor a closed account");
    assert!(html.contains("href=\"/admin?cursor=a%26b%3D%E3%84%B1#people\""), "{html}");
}

#[test]
fn a_fresh_link_is_shown_to_be_copied() {
    let fresh = Some(FreshLink::Reset { link: "https://suda.example/reset/abc".to_owned(), name: "지민".to_owned() });
    let html = draw(Language::Ko, Page::Admin(AdminPage { fresh, ..admin() }));
    assert_in_order(&html, &["지민님의 재설정 링크", "한 번만", "readonly", "value=\"https://suda.example/reset/abc\""]);
    let fresh = Some(FreshLink::Invite("https://suda.example/sign-up?invite=k3".to_owned()));
    let html = draw(Language::En, Page::Admin(AdminPage { fresh, ..admin() }));
    assert_in_order(&html, &["The invite link is made", "value=\"https://suda.example/sign-up?invite=k3\""]);
}

#[test]
fn every_failure_says_what_it_is_and_leads_on() {
    let failures =
        [FailurePage::NotFound, FailurePage::Forbidden, FailurePage::TooMany(90), FailurePage::Unavailable, FailurePage::Internal];
    for language in [Language::Ko, Language::En] {
        for failure in failures {
            let html = draw(language, Page::Failure(failure));
            assert_in_order(&html, &["<h1", "</h1>", "href=\"/\""]);
        }
    }
    assert!(draw(Language::Ko, Page::Failure(FailurePage::TooMany(90))).contains("2분 뒤에"));
    assert!(draw(Language::En, Page::Failure(FailurePage::TooMany(1))).contains("in 1 second."));
}

#[test]
fn only_the_chat_screen_has_a_program() {
    let pages = [
        Page::SignIn(SignInPage::default()),
        Page::SignUp(SignUpPage::default()),
        Page::Admin(admin()),
        Page::Offline,
        Page::Failure(FailurePage::NotFound),
    ];
    for page in pages {
        let html = draw(Language::Ko, page);
        assert!(!html.contains("<script") && !html.contains(".wasm") && !html.contains(" style="), "{html}");
        assert!(html.contains("href=\"/pkg/suda.1.css\""));
    }
    // For what only a browser can, and nothing else.
    let html = draw(Language::Ko, Page::Settings(settings(Role::Administrator)));
    assert!(html.contains(&format!("<script type=\"module\" nonce=\"{NONCE}\" src=\"/notify.js\">")), "{html}");
    assert!(html.matches("<script").count() == 1 && !html.contains(".wasm") && !html.contains(" style="), "{html}");
    let html = draw(Language::Ko, Page::Chat(Box::new(initial("지민"))));
    assert_in_order(
        &html,
        &[
            "/pkg/suda.2.js",
            "/pkg/__wasm_split.4.js",
            "/pkg/suda.3.wasm",
            &format!("<script type=\"module\" nonce=\"{NONCE}\">"),
            "<leptos-island",
        ],
    );
    assert_eq!(
        html.matches(NONCE).count(),
        3,
        "the nonce stands where it is needed only: on the script, and on the two preloads of scripts"
    );
}

fn initial(name: &str) -> Initial {
    Initial { me: me(name, Role::Member), language: Language::Ko, rooms: Vec::new(), present: Vec::<Presence>::new(), room: None }
}

#[test]
fn what_the_island_begins_with_cannot_end_its_script() {
    let html = draw(Language::Ko, Page::Chat(Box::new(initial("</script><!--"))));
    let json = html.split("id=\"initial\">").nth(1).and_then(|rest| rest.split("</script>").next()).expect("the script");
    assert!(!json.contains('<'), "{json}");
    assert_eq!(serde_json::from_str::<Initial>(json).expect("JSON"), initial("</script><!--"));
}

#[test]
fn hostile_text_stays_text() {
    let error = || Some(refused(FormField::Name, HOSTILE, HOSTILE));
    let mut people = admin();
    people.people[1].name = HOSTILE.to_owned();
    people.invites[0].by = HOSTILE.to_owned();
    people.fresh = Some(FreshLink::Reset { link: HOSTILE.to_owned(), name: HOSTILE.to_owned() });
    let mut mine = settings(Role::Member);
    mine.sessions[1].label = HOSTILE.to_owned();
    let pages = [
        Page::SignIn(SignInPage { error: error(), next: HOSTILE.to_owned(), can_sign_up: true, guests: true, guest_error: error() }),
        Page::SignUp(SignUpPage { error: error(), invite: Some(HOSTILE.to_owned()), ..SignUpPage::default() }),
        Page::Reset(ResetPage { link: HOSTILE.to_owned(), name: Some(HOSTILE.to_owned()), error: error() }),
        Page::Settings(mine),
        Page::Admin(people),
    ];
    for page in pages {
        let html = draw(Language::En, page);
        assert!(html.contains("onerror"), "it is shown");
        assert!(!html.contains("<img") && !html.contains("<!--\"") && !html.contains("\"'><"), "{html}");
    }
}

#[test]
fn the_api_lists_its_calls_and_what_they_refer_to() {
    let field = |name: &str, shape: Option<&str>| ApiField {
        name: name.to_owned(),
        kind: "array of".to_owned(),
        shape: shape.map(str::to_owned),
        about: "Whom".to_owned(),
    };
    let call = ApiCall {
        method: "POST".to_owned(),
        path: "/api/rooms".to_owned(),
        about: "Makes a room.".to_owned(),
        fields: vec![field("body", Some("NewRoom"))],
        answers: vec![field("422", None)],
    };
    let page = ApiPage {
        about: "Group chat over HTTP".to_owned(),
        groups: vec![ApiGroup { about: "Rooms".to_owned(), calls: vec![call] }],
        shapes: vec![ApiShape { name: "NewRoom".to_owned(), about: String::new(), fields: vec![field("participants", Some("UserId"))] }],
    };
    let html = draw(Language::Ko, Page::Api(page));
    assert_in_order(
        &html,
        &[
            "프로그램을 위한 HTTP API",
            "Group chat over HTTP",
            "href=\"/api/openapi.json\"",
            "Rooms",
            "POST",
            "/api/rooms",
            "href=\"#NewRoom\"",
            "422",
            "id=\"NewRoom\"",
            "participants",
            "href=\"#UserId\"",
        ],
    );
    assert!(!html.contains("<script"));
}

#[test]
fn the_first_bytes_say_language_and_colours() {
    let page = || Page::Failure(FailurePage::NotFound);
    let dark = draw_for(Reader { language: Language::Ko, theme: Theme::Dark, display: Display::default() }, page());
    assert_in_order(
        &dark,
        &["<html lang=\"ko\" data-theme=\"dark\">", "interactive-widget=resizes-content", "content=\"dark\"", "#161412"],
    );
    assert!(!dark.contains("prefers-color-scheme"));
    let system = draw_for(Reader { language: Language::En, theme: Theme::System, display: Display::default() }, page());
    assert_in_order(&system, &["<html lang=\"en\">", "content=\"light dark\"", "(prefers-color-scheme: dark)"]);
}
