//! Accounts and their names.

use protocol::messages::Change;
use protocol::rooms::RoomKind;
use protocol::session::{Display, Language, OwnMessages, Preferences, Role, RoomRows, TextSize, Theme};

use super::Backend;
use super::world::{World, member, names, nobody, refused};
use crate::{Refusal, StoreError};

pub async fn the_first_account_administers<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    assert!(!store.has_accounts().await.expect("an answer"));
    let first = store.create_account(world.new_account("민지")).await.expect("an account");
    assert_eq!(first.role, Role::Administrator);
    assert!(store.has_accounts().await.expect("an answer"));
    let second = store.create_account(world.new_account("지훈")).await.expect("an account");
    assert_eq!(second.role, Role::Member);
}

pub async fn a_name_is_taken_for_ever<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let ann = world.person("Ann").await;
    assert_eq!(refused(store.create_account(world.new_account("민지")).await), Refusal::NameTaken);
    assert_eq!(refused(store.create_account(world.new_account("ANN")).await), Refusal::NameTaken);
    let (name, key) = names("ann");
    assert_eq!(refused(store.set_name(&minji, name.clone(), key.clone()).await), Refusal::NameTaken);
    // To its owner another case of it is free.
    store.set_name(&ann, name, key).await.expect("one's own name");
    store.close_account(&ann, world.now()).await.expect("closed");
    assert_eq!(refused(store.create_account(world.new_account("Ann")).await), Refusal::NameTaken);
    // What somebody was called before is free again.
    let (name, key) = names("민지2");
    store.set_name(&minji, name, key).await.expect("a free name");
    store.create_account(world.new_account("민지")).await.expect("a free name");
}

pub async fn a_new_name_shows_everywhere<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    world.say(&room, &minji, "안녕하세요").await;
    let (name, key) = names("김민지");
    store.set_name(&minji, name, key.clone()).await.expect("a free name");
    assert_eq!(store.account_by_key(&key).await.expect("an answer").expect("an account").person.id, minji);
    let (_, old) = names("민지");
    assert_eq!(store.account_by_key(&old).await.expect("an answer"), None);
    let log = world.log(&room).await;
    assert!(log.iter().all(|entry| entry.by.name.as_str() == "김민지"), "{log:?}");
    assert_eq!(world.seen(&room, &jihun).await.faces[0].name.as_str(), "김민지");
    assert_eq!(world.seen(&room, &jihun).await.last.expect("a message").by.name.as_str(), "김민지");
}

pub async fn making_an_account_twice_makes_one<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let new = world.new_account("민지");
    let first = store.create_account(new.clone()).await.expect("an account");
    let again = store.create_account(new).await.expect("the same account");
    assert_eq!(first, again);
    assert_eq!(store.accounts(None, 10).await.expect("a page").0.len(), 1);
}

pub async fn accounts_survive_a_restart<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let before = world.store().account(&minji).await.expect("an answer").expect("an account");
    let world = world.reopened().await;
    assert_eq!(world.store().account(&minji).await.expect("an answer"), Some(before));
}

pub async fn accounts_come_in_pages<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    for name in ["하나", "나무", "Bob", "다람쥐", "ann"] {
        world.person(name).await;
    }
    store.close_account(&world.person("가을").await, world.now()).await.expect("closed");
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let (accounts, next) = store.accounts(cursor, 2).await.expect("a page");
        assert!(accounts.len() <= 2);
        seen.extend(accounts.into_iter().map(|account| account.person.name.to_string()));
        cursor = next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["ann", "Bob", "가을", "나무", "다람쥐", "하나"]);
}

pub async fn people_are_found_as_search_finds<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    for name in ["김민지", "이민수", "Minsu", "박지훈"] {
        world.person(name).await;
    }
    store.close_account(&world.person("최민호").await, world.now()).await.expect("closed");
    let found = async |query: &str| -> Vec<String> {
        let (people, _) = store.find_people(query, None, 10).await.expect("a page");
        people.into_iter().map(|person| person.name.to_string()).collect()
    };
    assert_eq!(found("민").await, ["김민지", "이민수"]);
    assert_eq!(found("ㄱㅁㅈ").await, ["김민지"]);
    assert_eq!(found("MIN").await, ["Minsu"]);
    // As macOS sends it: decomposed.
    assert_eq!(found("\u{1107}\u{1161}\u{11A8}").await, ["박지훈"]);
    assert_eq!(found(" ").await, ["Minsu", "김민지", "박지훈", "이민수"]);
    let (first, cursor) = store.find_people("민", None, 1).await.expect("a page");
    let (second, end) = store.find_people("민", cursor, 1).await.expect("a page");
    assert_eq!([&first[0].name, &second[0].name].map(protocol::Name::as_str), ["김민지", "이민수"]);
    assert_eq!(end, None);
}

pub async fn a_cursor_of_nobody_ends_the_list<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Public, &minji, &[]).await;
    let bad = || Some("'; --".to_owned());
    assert_eq!(store.accounts(bad(), 10).await.expect("a page"), (Vec::new(), None));
    assert_eq!(store.find_people("", bad(), 10).await.expect("a page"), (Vec::new(), None));
    assert_eq!(store.public_rooms(&minji, "", bad(), 10).await.expect("a page"), (Vec::new(), None));
    assert_eq!(store.members(&room, &minji, bad(), 10).await.expect("a page"), (Vec::new(), None));
}

pub async fn preferences_are_kept<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let account = world.store().account(&minji).await.expect("an answer").expect("an account");
    assert_eq!(account.preferences, Preferences::default());
    let usual = Display::default();
    let every = Display { own: OwnMessages::Left, text: TextSize::Largest, rooms: RoomRows::OneLine, still: true, enter_breaks: true };
    for preferences in [
        Preferences { language: Some(Language::En), theme: Theme::Dark, hide_typing: true, display: every },
        Preferences { language: Some(Language::Ko), theme: Theme::Light, hide_typing: true, display: usual },
        Preferences { language: None, theme: Theme::System, hide_typing: false, display: Display { text: TextSize::Small, ..every } },
        Preferences { language: None, theme: Theme::System, hide_typing: false, display: usual },
    ] {
        world.store().set_preferences(&minji, preferences).await.expect("set");
        let account = world.store().account(&minji).await.expect("an answer").expect("an account");
        assert_eq!(account.preferences, preferences);
    }
}

pub async fn nobody_is_changed_who_does_not_exist<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let gone = world.person("간사람").await;
    store.close_account(&gone, world.now()).await.expect("closed");
    assert_eq!(store.account(&nobody()).await.expect("an answer"), None);
    assert_eq!(refused(store.close_account(&nobody(), world.now()).await), Refusal::NoSuchPerson);
    for id in [nobody(), gone] {
        let (name, key) = names("새이름");
        assert_eq!(refused(store.set_name(&id, name, key).await), Refusal::NoSuchPerson);
        assert_eq!(refused(store.set_password(&id, "비밀".into(), None).await), Refusal::NoSuchPerson);
        assert_eq!(refused(store.set_preferences(&id, Preferences::default()).await), Refusal::NoSuchPerson);
        assert_eq!(refused(store.start_session(world.new_session(&id)).await), Refusal::NoSuchPerson);
        assert_eq!(refused(store.create_reset(world.digest(), &id, world.now()).await), Refusal::NoSuchPerson);
        let invite = store.create_invite(world.digest(), Some(id.clone()), 1, world.now(), world.now()).await;
        assert_eq!(refused(invite), Refusal::NoSuchPerson);
        let room = store.create_room(world.new_room(RoomKind::Private, &id, &[])).await;
        assert_eq!(refused(room), Refusal::NoSuchPerson);
        assert_eq!(store.rooms_of(&id).await.expect("an answer"), []);
        assert_eq!(store.room_ids_of(&id).await.expect("an answer"), []);
        assert_eq!(store.sessions(&id, world.now()).await.expect("an answer"), []);
    }
}

pub async fn closing_leaves_all_rooms_but_direct_ones<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun, suho) = (world.person("민지").await, world.person("지훈").await, world.person("수호").await);
    let own = world.room(RoomKind::Private, &minji, &[&jihun, &suho]).await;
    let public = world.room(RoomKind::Public, &jihun, &[&minji]).await;
    let direct = world.room(RoomKind::Direct, &minji, &[&jihun]).await;
    let (token, _) = world.signed_in(&minji).await;
    let at = world.now();
    let entries = store.close_account(&minji, at).await.expect("closed");
    assert_eq!(entries.len(), 2);
    assert!(entries.iter().all(|entry| matches!(entry.change, Change::MemberLeft { .. }) && entry.by.id == minji));
    let heir_of = |room| entries.iter().find(|entry| entry.room_id == room).map(|entry| entry.change.clone());
    assert!(matches!(heir_of(own.clone()), Some(Change::MemberLeft { heir: Some(heir) }) if heir.id == jihun));
    assert!(matches!(heir_of(public.clone()), Some(Change::MemberLeft { heir: None })));
    assert_eq!(world.seen(&own, &jihun).await.creator, jihun);
    assert_eq!(world.log(&public).await.last(), entries.iter().find(|entry| entry.room_id == public));
    // What was said between two people stays with the other one.
    assert_eq!(world.seen(&direct, &jihun).await.faces[0].id, minji);
    // Nobody acts any more: not by a session, and not by a command that was under way.
    assert_eq!(store.session(&token, world.now()).await.expect("an answer"), None);
    assert_eq!(refused(store.append(world.message(&direct, &minji, "안녕")).await), Refusal::NotMember);
    let account = store.account(&minji).await.expect("an answer").expect("an account");
    assert_eq!(account.closed_at, Some(at));
    let invited = store.invite(&own, &member(&jihun), std::slice::from_ref(&minji), world.now()).await;
    assert_eq!(refused(invited), Refusal::NoSuchPerson);
}

pub async fn closing_twice_changes_nothing<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &jihun, &[&minji]).await;
    assert_eq!(store.close_account(&minji, world.now()).await.expect("closed").len(), 1);
    let closed = store.account(&minji).await.expect("an answer");
    assert_eq!(store.close_account(&minji, world.now()).await.expect("closed").len(), 0);
    assert_eq!(store.account(&minji).await.expect("an answer"), closed);
    assert_eq!(world.log(&room).await.len(), 3);
    assert!(!matches!(store.room(&room, &minji).await, Err(StoreError::Unavailable(_)) | Ok(_)));
}
