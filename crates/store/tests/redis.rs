//! The backend on Redis passes the suite: each case on a Redis of its own.

#[path = "backends/single.rs"]
mod single;

use protocol::rooms::RoomKind;
use protocol::{Name, RoomId, Timestamp, UserId};
use single::Single;
use store::conformance::redis::Server;
use store::redis::{PREFIX, Redis};
use store::rooms::{Actor, NewRoom, Rooms as _};
use store::session::{NewAccount, Sessions as _};

store::conformance!(Single);

/// A replica died after it deleted a room, and before it took it out of where it is found by what made it.
#[tokio::test]
async fn a_deleted_room_that_is_still_found_is_not_made_again() {
    let server = Server::start();
    let store = Redis::new(&server.address(), PREFIX).expect("an address");
    let people: Vec<UserId> = ["minji", "jihun"].map(|id| UserId::new(id).expect("an id")).into();
    for id in &people {
        let name = Name::new(id.as_str()).expect("a name");
        let key = name.key(str::to_lowercase);
        let new = NewAccount { id: id.clone(), name, key, password_hash: "-".into(), at: Timestamp(1), invite: None };
        store.create_account(new).await.expect("an account");
    }
    let direct = |id: &str| NewRoom {
        id: RoomId::new(id).expect("an id"),
        client_id: None,
        kind: RoomKind::Direct,
        name: None,
        creator: people[0].clone(),
        participants: vec![people[1].clone()],
        at: Timestamp(1),
    };
    let old = store.create_room(direct("old")).await.expect("a room").room_id;
    store.delete_room(&old, &Actor { id: people[0].clone(), admin: false }).await.expect("deleted");
    server.say("SET suda:{jihun.minji}:direct old").expect("Redis answers");
    let made = store.create_room(direct("new")).await.expect("a room");
    assert_eq!((made.room_id.as_str(), made.entries.len()), ("new", 2));
    assert_eq!(store.create_room(direct("third")).await.expect("found").room_id.as_str(), "new");
}
