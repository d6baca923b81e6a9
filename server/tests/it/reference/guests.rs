//! Whose a name is: secrets that come along, come back, or are of another kind; what is too much.

use axum::http::{Method, StatusCode};
use protocol::rooms::{CreateRoom, RoomKind};
use serde_json::json;

use super::old::{Old, net};
use crate::support::in_time;
use crate::support::person::message;

#[tokio::test]
async fn who_was_made_a_member_while_away_is_in_the_room_when_they_come() {
    let net = net().await;
    let ann = net.person("서연").await;
    let alice = Old::register(&net, "alice").await;
    let cookie = alice.cookie.clone();
    let id = ann.call(protocol::session::FindPeople { query: "alice".into(), ..Default::default() }).await.expect("a page").people[0]
        .person
        .id
        .clone();
    let mut back = Old::open(&net, &json!({ "accessToken": null }), &cookie).await;
    back.any("get_users").await;
    drop((alice.wire, back.wire));
    let command = CreateRoom { client_id: None, name: None, kind: RoomKind::Private, participants: vec![id] };
    let room = ann.call(command).await.expect("a room");
    ann.call(message(&room.id, suda::identity::mint_client_id(), "나중에 봐요")).await.expect("said");
    let mut again = Old::open(&net, &json!({ "accessToken": null }), &cookie).await;
    assert_eq!(again.any("room_created").await["roomId"], json!(room.id));
}

#[tokio::test]
async fn who_comes_back_with_the_cookie_is_the_same_guest_also_the_first_time_and_after_a_restart() {
    let mut net = net().await;
    let mut alice = Old::register(&net, "alice").await;
    let room_id = alice.room(&[]).await;
    for restart in [false, true] {
        let cookie = alice.cookie.clone();
        drop(alice.wire);
        if restart {
            net.stop().await.expect("stopped");
            net.start_again().await;
        }
        alice = Old::open(&net, &json!({ "accessToken": null }), &cookie).await;
        alice.name = "alice".to_owned();
        assert_eq!(alice.any("room_created").await["roomId"], json!(room_id), "after a restart: {restart}");
        alice.say(&room_id, "다시 왔어요").await;
        alice.any("receive_message").await;
    }
}

#[tokio::test]
async fn a_name_is_never_leased_to_a_secret_that_came_along() {
    let net = net().await;
    let mut victim = Old::open(&net, &json!({ "accessToken": null }), "suda-guest=planted").await;
    assert!(victim.cookie.starts_with("suda-guest=") && victim.cookie != "suda-guest=planted", "another one is set over it");
    victim.send("register", &json!({ "userId": "희생자" })).await;
    victim.any("get_users").await;
    let mut planter = Old::open(&net, &json!({ "accessToken": null }), "suda-guest=planted").await;
    planter.refused("create_room", &json!({ "hostId": "희생자", "participants": [] })).await;
    // Two tabs with one cookie that has proven nothing yet are two guests, and neither ends what the other has.
    let one = Old::register(&net, "하나").await;
    let mut two = Old::open(&net, &json!({ "accessToken": null }), &victim.cookie).await;
    two.name = "희생자".to_owned();
    let room_id = two.room(&[]).await;
    drop(victim.wire);
    two.say(&room_id, "그대로 있어요").await;
    two.any("receive_message").await;
    let mut other = Old::open(&net, &json!({ "accessToken": null }), "").await;
    other.send("register", &json!({ "userId": "희생자" })).await;
    other.any("system").await;
    assert_ne!(one.cookie, two.cookie);
}

#[tokio::test]
async fn what_is_left_of_an_account_keeps_nobody_from_a_cookie_of_their_own() {
    let net = net().await;
    let mut alice = Old::open(&net, &json!({ "accessToken": null }), "suda=dead").await;
    alice.send("register", &json!({ "userId": "alice" })).await;
    alice.any("get_users").await;
    let both = format!("suda=dead; {}", alice.cookie);
    assert!(alice.cookie.starts_with("suda-guest="));
    drop(alice.wire);
    let mut back = Old::open(&net, &json!({ "accessToken": null }), &both).await;
    back.name = "alice".to_owned();
    back.room(&[]).await;
}

#[tokio::test]
async fn a_secret_of_another_kind_becomes_no_lease() {
    let net = net().await;
    let mut ann = net.person("서연").await;
    ann.browser.post("/settings/tokens", &[("name", "봇")]).await;
    let page = ann.browser.get("/settings").await;
    let token = page.text().split('"').find(|part| part.starts_with("suda_")).expect("a token").to_owned();
    let mut odd = Old::open(&net, &json!({ "accessToken": null }), &format!("suda={token}")).await;
    odd.send("register", &json!({ "userId": "아무개" })).await;
    odd.any("get_users").await;
    let me = net.browser().ask(Method::GET, "/api/me", &[("authorization", &format!("Bearer {token}"))], String::new()).await;
    assert_eq!(me.status, StatusCode::OK, "the token is what it was");
}

#[tokio::test]
async fn what_is_too_much_is_said_and_nothing_vanishes() {
    let net = net().await;
    let mut alice = Old::register(&net, "alice").await;
    let room_id = alice.room(&[]).await;
    let frame = |number: u32| {
        let message = json!({ "roomId": room_id, "userId": "alice", "content": format!("{number}번째") });
        format!("42/chat,{number}{}", json!(["send_message", message]))
    };
    alice.wire.send_all((0..900).map(frame)).await;
    let (mut done, mut refused) = (0, 0);
    in_time("900 answers", async {
        while done + refused < 900 {
            let frame = alice.wire.next().await.expect("a frame");
            if frame.starts_with("43/chat,") {
                if frame.contains("\"ok\"") { done += 1 } else { refused += 1 }
            }
        }
    })
    .await;
    assert!(done > 0, "{done} done, {refused} refused");
}

#[tokio::test]
async fn a_name_is_ones_own_however_it_is_typed() {
    let net = net().await;
    let mut alice = Old::open(&net, &json!({ "accessToken": null }), "").await;
    // Decomposed, with blanks around it: as the client keeps it, and repeats it.
    alice.name = "  두  말 \u{1112}\u{1161}\u{11AB} ".to_owned();
    let name = alice.name.clone();
    alice.send("register", &json!({ "userId": name })).await;
    alice.any("get_users").await;
    let room_id = alice.room(&[]).await;
    alice.say(&room_id, "되네요").await;
    assert_eq!(alice.any("receive_message").await["userId"], "두 말 한");
}
#[tokio::test]
async fn a_nameless_connection_holds_up_no_stop() {
    let mut net = net().await;
    let _nobody = Old::open(&net, &json!({ "accessToken": null }), "").await;
    net.stop().await.expect("stopped");
    // The directory is free for the next.
    net.start_again().await;
}
