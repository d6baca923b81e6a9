//! Sessions that are no browser's: access tokens, and guests' leases of their names.

use std::sync::Arc;

use protocol::{Name, Timestamp, UserId};

use super::Backend;
use super::world::{World, at_once, refused};
use crate::Refusal;
use crate::session::{MAX_SESSIONS, MAX_TOKENS, NewGuest, NewSession, SessionKind};

const HOUR: i64 = 3_600_000;

impl<B: Backend> World<B> {
    fn new_token(&self, user_id: &UserId, label: &str) -> NewSession {
        NewSession { kind: SessionKind::Token, label: label.into(), ..self.new_session(user_id) }
    }

    /// Somebody who wants to be called so for an hour.
    fn new_guest(&self, name: &str) -> NewGuest {
        let name = Name::new(name).expect("a name");
        let id = UserId::new(&format!("{}{}", UserId::GUEST, self.mint())).expect("an id");
        let (key, at) = (name.key(str::to_owned), self.now());
        NewGuest { id, key, name, token: self.digest(), at, expires_at: Timestamp(at.0 + HOUR), label: "사파리".into() }
    }
}

pub async fn a_token_is_listed_beside_browsers<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let (browser, _) = world.signed_in(&minji).await;
    let new = world.new_token(&minji, "알림 봇");
    let id = store.start_session(new.clone()).await.expect("a token");
    let proven = store.session(&new.token, world.now()).await.expect("an answer").expect("a token");
    assert_eq!((proven.session, proven.kind, proven.expires_at), (id, SessionKind::Token, new.expires_at));
    assert_eq!(store.session(&browser, world.now()).await.expect("an answer").expect("a session").kind, SessionKind::Browser);
    let listed = store.sessions(&minji, world.now()).await.expect("an answer");
    let mut listed: Vec<_> = listed.iter().map(|session| (session.kind, session.label.as_str())).collect();
    listed.sort_by_key(|(kind, _)| *kind == SessionKind::Token);
    assert_eq!(listed, [(SessionKind::Browser, "크롬"), (SessionKind::Token, "알림 봇")]);
}

pub async fn a_browser_takes_no_place_of_a_token<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let tokens: Vec<NewSession> = (0..MAX_TOKENS).map(|number| world.new_token(&minji, &format!("봇 {number}"))).collect();
    for token in &tokens {
        store.start_session(token.clone()).await.expect("a token");
    }
    assert_eq!(refused(store.start_session(world.new_token(&minji, "하나 더")).await), Refusal::TooManyTokens);
    for _ in 0..=MAX_SESSIONS {
        world.signed_in(&minji).await;
    }
    for token in &tokens {
        assert!(store.session(&token.token, world.now()).await.expect("an answer").is_some());
    }
    assert_eq!(store.sessions(&minji, world.now()).await.expect("an answer").len(), (MAX_SESSIONS + MAX_TOKENS) as usize);
}

pub async fn a_session_can_be_made_longer_but_not_shorter<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let new = world.new_session(&minji);
    let id = store.start_session(new.clone()).await.expect("a session");
    let until = Timestamp(new.expires_at.0 + HOUR);
    store.extend_session(id, until).await.expect("longer");
    store.extend_session(id, new.at).await.expect("nothing to do");
    let proven = store.session(&new.token, new.expires_at).await.expect("an answer").expect("it lasts");
    assert_eq!(proven.expires_at, until);
    store.end_session(&minji, id).await.expect("ended");
    store.extend_session(id, Timestamp(until.0 + HOUR)).await.expect("nothing to do");
    assert_eq!(store.session(&new.token, world.now()).await.expect("an answer"), None);
}

pub async fn a_guests_name_is_theirs_while_the_lease_lasts<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let first = world.new_guest("손님");
    let (guest, lease) = store.admit_guest(first.clone()).await.expect("a guest");
    assert_eq!((&guest.person.id, guest.person.name.as_str()), (&first.id, "손님"));
    assert_eq!(store.admit_guest(first.clone()).await.expect("the same").1, lease);
    let proven = store.session(&first.token, world.now()).await.expect("an answer").expect("a lease");
    assert_eq!((proven.session, proven.kind), (lease, SessionKind::Guest));
    assert_eq!(refused(store.admit_guest(world.new_guest("손님")).await), Refusal::NameTaken);
    assert_eq!(refused(store.admit_guest(world.new_guest("민지")).await), Refusal::NameTaken);
    assert_eq!(refused(store.create_account(world.new_account("손님")).await), Refusal::NameTaken);

    // Whoever has the name next is the same guest, with their rooms.
    let room = world.room(protocol::rooms::RoomKind::Private, &minji, &[&guest.person.id]).await;
    let next = NewGuest { at: first.expires_at, expires_at: Timestamp(first.expires_at.0 + HOUR), ..world.new_guest("손님") };
    let (again, renewed) = store.admit_guest(next.clone()).await.expect("free again");
    assert_eq!(again.person, guest.person);
    assert_ne!(renewed, lease);
    assert_eq!(store.session(&first.token, first.at).await.expect("an answer"), None, "the old lease is over");
    assert!(store.is_member(&room, &again.person.id).await.expect("an answer"));
    store.end_session(&again.person.id, renewed).await.expect("ended");
    assert_eq!(store.admit_guest(NewGuest { at: next.at, ..world.new_guest("손님") }).await.expect("free").0.person, guest.person);
}

pub async fn one_secret_leases_one_name<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let first = world.new_guest("손님");
    let (guest, lease) = store.admit_guest(first.clone()).await.expect("a guest");
    let second = NewGuest { token: first.token, ..world.new_guest("나그네") };
    assert_eq!(refused(store.admit_guest(second.clone()).await), Refusal::NameTaken);
    // Nor does a secret become a lease that opens something else.
    for new in [world.new_session(&minji), world.new_token(&minji, "봇")] {
        store.start_session(new.clone()).await.expect("a session");
        assert_eq!(refused(store.admit_guest(NewGuest { token: new.token, ..world.new_guest("나그네") }).await), Refusal::NameTaken);
        assert!(store.session(&new.token, world.now()).await.expect("an answer").is_some());
    }
    // After the lease is over, another name is another lease.
    store.end_session(&guest.person.id, lease).await.expect("ended");
    store.admit_guest(second).await.expect("another name");
    let later = Timestamp(first.expires_at.0 + HOUR);
    let again = NewGuest { token: first.token, at: later, expires_at: Timestamp(later.0 + HOUR), ..world.new_guest("손님") };
    let (again, _) = store.admit_guest(again).await.expect("the first name once more");
    assert_eq!(again.person, guest.person);
}

pub async fn a_guest_whose_lease_is_over_has_it_again_while_nobody_else_does<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let first = world.new_guest("손님");
    let (guest, lease) = store.admit_guest(first.clone()).await.expect("a guest");
    let (now, until) = (world.now(), Timestamp(first.expires_at.0 + HOUR));
    // One that lasts longer than this is no lease to expire.
    store.expire_guest(lease, now, Timestamp(first.expires_at.0 - 1)).await.expect("nothing to do");
    assert!(store.session(&first.token, now).await.expect("an answer").is_some());
    store.expire_guest(lease, now, first.expires_at).await.expect("over");
    assert_eq!(store.session(&first.token, now).await.expect("an answer"), None);
    let proven = store.renew_guest(&first.token, now, until).await.expect("an answer").expect("the name is free");
    assert_eq!((proven.account.person.id.clone(), proven.session, proven.expires_at), (guest.person.id.clone(), lease, until));

    store.expire_guest(lease, now, until).await.expect("over");
    store.admit_guest(NewGuest { at: now, ..world.new_guest("손님") }).await.expect("somebody else");
    assert_eq!(store.renew_guest(&first.token, now, until).await.expect("an answer"), None);
    let browser = world.new_session(&minji);
    store.start_session(browser.clone()).await.expect("a session");
    assert_eq!(store.renew_guest(&browser.token, browser.expires_at, until).await.expect("an answer"), None, "no guest's");
    assert_eq!(store.renew_guest(&world.digest(), now, until).await.expect("an answer"), None);
}

pub async fn of_guests_at_once_one_gets_the_name<B: Backend>() {
    let world = World::<B>::new().await;
    world.person("민지").await;
    let guests: Vec<NewGuest> = (0..8).map(|_| world.new_guest("손님")).collect();
    let store = world.store();
    let answers = at_once(guests, |new| {
        let store = Arc::clone(&store);
        async move { store.admit_guest(new).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
}
