//! Sessions, invite codes and reset links.

use std::sync::Arc;

use protocol::Timestamp;

use super::Backend;
use super::world::{World, at_once, refused};
use crate::session::{Digest, MAX_SESSIONS, NewAccount, SessionId};
use crate::{Refusal, StoreError};

const HOUR: i64 = 3_600_000;

fn later(at: Timestamp, by: i64) -> Timestamp {
    Timestamp(at.0 + by)
}

pub async fn a_session_lasts_until_it_expires_or_ends<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let new = world.new_session(&minji);
    let (token, expires_at) = (new.token, new.expires_at);
    let id = store.start_session(new).await.expect("a session");
    let proven = store.session(&token, later(expires_at, -1)).await.expect("an answer").expect("a session");
    assert_eq!((proven.account.person.id, proven.session), (minji.clone(), id));
    assert_eq!(store.session(&token, expires_at).await.expect("an answer"), None);
    assert_eq!(store.sessions(&minji, expires_at).await.expect("an answer"), []);
    assert_eq!(store.session(&world.digest(), world.now()).await.expect("an answer"), None);
    store.end_session(&minji, id).await.expect("ended");
    store.end_session(&minji, id).await.expect("ended already");
    assert_eq!(store.session(&token, world.now()).await.expect("an answer"), None);
}

pub async fn a_session_ends_for_its_owner_only<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let (token, id) = world.signed_in(&minji).await;
    store.end_session(&jihun, id).await.expect("nothing to end");
    assert!(store.session(&token, world.now()).await.expect("an answer").is_some());
    assert_eq!(store.sessions(&jihun, world.now()).await.expect("an answer"), []);
}

pub async fn its_use_is_noted_once_an_hour<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let mut new = world.new_session(&minji);
    new.expires_at = later(new.at, 100 * HOUR);
    let (token, at) = (new.token, new.at);
    store.start_session(new).await.expect("a session");
    let seen = async |now| {
        store.session(&token, now).await.expect("an answer").expect("a session");
        store.sessions(&minji, now).await.expect("an answer")[0].seen_at
    };
    assert_eq!(seen(later(at, HOUR - 1)).await, at);
    assert_eq!(seen(later(at, HOUR)).await, later(at, HOUR));
    assert_eq!(seen(later(at, 2 * HOUR - 1)).await, later(at, HOUR));
    // A clock that was put back.
    assert_eq!(seen(at).await, later(at, HOUR));
}

pub async fn a_new_password_ends_the_other_sessions<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let (old, old_id) = world.signed_in(&minji).await;
    let (kept, kept_id) = world.signed_in(&minji).await;
    let (others, _) = world.signed_in(&jihun).await;
    assert_eq!(store.set_password(&minji, "새비밀".into(), Some(kept_id)).await.expect("set"), [old_id]);
    assert_eq!(store.session(&old, world.now()).await.expect("an answer"), None);
    let kept = store.session(&kept, world.now()).await.expect("an answer").expect("kept");
    assert_eq!(kept.account.password_hash, "새비밀");
    assert!(store.session(&others, world.now()).await.expect("an answer").is_some());
    assert_eq!(store.set_password(&minji, "또".into(), None).await.expect("set"), [kept_id]);
}

pub async fn a_closed_account_is_signed_out_everywhere<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let tokens = [world.signed_in(&minji).await.0, world.signed_in(&minji).await.0];
    store.close_account(&minji, world.now()).await.expect("closed");
    for token in tokens {
        assert_eq!(store.session(&token, world.now()).await.expect("an answer"), None);
    }
    assert_eq!(store.sessions(&minji, world.now()).await.expect("an answer"), []);
}

pub async fn sessions_have_a_bound<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let (oldest, _) = world.signed_in(&minji).await;
    let (second, _) = world.signed_in(&minji).await;
    for _ in 2..=MAX_SESSIONS {
        world.signed_in(&minji).await;
    }
    assert_eq!(store.session(&oldest, world.now()).await.expect("an answer"), None);
    assert!(store.session(&second, world.now()).await.expect("an answer").is_some());
    let sessions = store.sessions(&minji, world.now()).await.expect("an answer");
    assert_eq!(sessions.len(), MAX_SESSIONS as usize);
    assert!(sessions.is_sorted_by_key(|session| std::cmp::Reverse(session.seen_at)), "last used first");
    assert_eq!(sessions[0].label, "크롬");
}

pub async fn starting_a_session_twice_starts_one<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let new = world.new_session(&minji);
    let first = world.store().start_session(new.clone()).await.expect("a session");
    assert_eq!(world.store().start_session(new).await.expect("the same"), first);
    assert_eq!(world.store().sessions(&minji, world.now()).await.expect("an answer").len(), 1);
}

pub async fn many_sessions_are_checked_at_once<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let (_, kept) = world.signed_in(&minji).await;
    let (_, ended) = world.signed_in(&minji).await;
    let new = world.new_session(&jihun);
    let expires_at = new.expires_at;
    let short = store.start_session(new).await.expect("a session");
    store.end_session(&minji, ended).await.expect("ended");
    let unknown = SessionId(i64::from(u32::MAX));
    let live = async |now| store.live_sessions(&[kept, ended, short, unknown], now).await.expect("an answer");
    assert_eq!(live(world.now()).await, [kept, short].into());
    assert!(!live(expires_at).await.contains(&short));
    assert_eq!(store.live_sessions(&[], world.now()).await.expect("an answer"), [].into());
}

/// An invite code for so many accounts, until far away.
async fn invite<B: Backend>(world: &World<B>, uses: u32) -> Digest {
    let (code, at) = (world.digest(), world.now());
    world.store().create_invite(code, None, uses, at, later(at, 1_000 * HOUR)).await.expect("a code");
    code
}

fn invited<B: Backend>(world: &World<B>, name: &str, code: Digest) -> NewAccount {
    NewAccount { invite: Some(code), ..world.new_account(name) }
}

pub async fn an_invite_makes_as_many_accounts_as_it_says<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let code = invite(&world, 3).await;
    let new = (0..16).map(|number| invited(&world, &format!("손님{number}"), code));
    let made = at_once(new, |new| {
        let store = Arc::clone(&store);
        async move { store.create_account(new).await }
    })
    .await;
    assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 3);
    assert!(made.iter().all(|made| matches!(made, Ok(_) | Err(StoreError::Refused(Refusal::CodeInvalid)))));
    assert_eq!(store.accounts(None, 100).await.expect("a page").0.len(), 3);
    assert_eq!(store.invites(world.now()).await.expect("an answer"), []);
}

pub async fn an_invite_that_is_not_valid_makes_none<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let unknown = world.digest();
    let (expired, at) = (world.digest(), world.now());
    store.create_invite(expired, None, 5, at, later(at, 1)).await.expect("a code");
    let revoked = invite(&world, 5).await;
    let id = store.invites(world.now()).await.expect("an answer")[0].id;
    store.revoke_invite(id).await.expect("revoked");
    store.revoke_invite(id).await.expect("revoked already");
    for code in [unknown, expired, revoked] {
        assert_eq!(refused(store.create_account(invited(&world, "손님", code)).await), Refusal::CodeInvalid);
    }
    assert!(!store.has_accounts().await.expect("an answer"));
}

pub async fn a_refused_account_costs_no_use<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    world.person("민지").await;
    let code = invite(&world, 1).await;
    assert_eq!(refused(store.create_account(invited(&world, "민지", code)).await), Refusal::NameTaken);
    let new = invited(&world, "지훈", code);
    store.create_account(new.clone()).await.expect("an account");
    store.create_account(new).await.expect("a retry needs no further use");
}

pub async fn invites_are_listed_while_they_can_be_used<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let (code, at) = (world.digest(), world.now());
    let expires_at = later(at, 1_000_000);
    store.create_invite(code, Some(minji.clone()), 2, at, expires_at).await.expect("a code");
    store.create_invite(code, Some(minji.clone()), 2, at, expires_at).await.expect("the same again");
    invite(&world, 1).await;
    let invites = store.invites(world.now()).await.expect("an answer");
    assert_eq!(invites.len(), 2);
    assert_eq!(invites[0].by, None);
    let by = invites[1].by.as_ref().map(|by| &by.id);
    assert_eq!((by, invites[1].uses_left, invites[1].created_at, invites[1].expires_at), (Some(&minji), 2, at, expires_at));
    store.create_account(invited(&world, "지훈", code)).await.expect("an account");
    assert_eq!(store.invites(world.now()).await.expect("an answer")[1].uses_left, 1);
    assert_eq!(store.invites(expires_at).await.expect("an answer").len(), 1);
}

pub async fn a_reset_link_works_once<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let (token, session) = world.signed_in(&minji).await;
    let (link, now) = (world.digest(), world.now());
    store.create_reset(link, &minji, later(now, HOUR)).await.expect("a link");
    assert_eq!(store.reset(&link, now).await.expect("an answer").expect("valid").id, minji);
    let tries = at_once(0..8, |number| {
        let store = Arc::clone(&store);
        async move { store.take_reset(&link, format!("비밀{number}"), now).await }
    })
    .await;
    let winners: Vec<usize> = (0..8).filter(|&number| tries[number].is_ok()).collect();
    assert_eq!(winners.len(), 1);
    assert!(tries.iter().all(|tried| matches!(tried, Ok(_) | Err(StoreError::Refused(Refusal::CodeInvalid)))));
    let (person, ended) = tries[winners[0]].as_ref().expect("the winner");
    assert_eq!((&person.id, ended.as_slice()), (&minji, [session].as_slice()));
    let account = store.account(&minji).await.expect("an answer").expect("an account");
    assert_eq!(account.password_hash, format!("비밀{}", winners[0]));
    assert_eq!(store.session(&token, world.now()).await.expect("an answer"), None);
    assert_eq!(store.reset(&link, now).await.expect("an answer"), None);
}

pub async fn a_reset_link_that_is_not_valid_changes_nothing<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let now = world.now();
    let (replaced, expired, closed) = (world.digest(), world.digest(), world.digest());
    store.create_reset(replaced, &minji, later(now, HOUR)).await.expect("a link");
    store.create_reset(expired, &minji, now).await.expect("a link");
    store.create_reset(closed, &jihun, later(now, HOUR)).await.expect("a link");
    store.close_account(&jihun, now).await.expect("closed");
    for link in [replaced, expired, closed, world.digest()] {
        assert_eq!(store.reset(&link, now).await.expect("an answer"), None);
        assert_eq!(refused(store.take_reset(&link, "나쁜비밀".into(), now).await), Refusal::CodeInvalid);
    }
    for id in [minji, jihun] {
        assert_eq!(store.account(&id).await.expect("an answer").expect("an account").password_hash, "$argon2id$첫번째");
    }
}

pub async fn codes_survive_a_restart<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let (token, id) = world.signed_in(&minji).await;
    let code = invite(&world, 1).await;
    let link = world.digest();
    world.store().create_reset(link, &minji, later(world.now(), HOUR)).await.expect("a link");
    let world = world.reopened().await;
    let store = world.store();
    assert_eq!(store.session(&token, world.now()).await.expect("an answer").expect("a session").session, id);
    assert_eq!(store.reset(&link, world.now()).await.expect("an answer").expect("valid").id, minji);
    store.create_account(invited(&world, "지훈", code)).await.expect("an account");
}
