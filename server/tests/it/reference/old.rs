//! A client of the replaced service.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use suda::config::Options;

use crate::support::{Browser, Net, in_time};
use crate::wire::{self, Wire};

/// A client of the replaced service.
pub(super) struct Old {
    pub(super) wire: Wire,
    pub(super) name: String,
    /// What came while something else was waited for.
    pub(super) passed: Vec<(String, Vec<Value>)>,
    pub(super) cookie: String,
    /// Who was said to be there when this one came.
    pub(super) users: Value,
}

pub(super) async fn net() -> Net {
    let net = Net::with(Options { reference_clients: Some("on".into()), ..Options::default() }).await;
    // Guests come once somebody administers.
    net.person("관리자").await;
    net
}

impl Old {
    pub(super) async fn open(net: &Net, auth: &Value, cookie: &str) -> Self {
        let headers: &[(&'static str, &str)] = if cookie.is_empty() { &[] } else { &[("cookie", cookie)] };
        let (mut wire, set) = wire::open_and_cookie(net.address, "", headers).await;
        assert!(wire.next().await.expect("a handshake").starts_with("0{"));
        wire.send(&format!("40/chat,{auth}")).await;
        let answer = wire.next().await.expect("an answer");
        assert!(answer.starts_with("40/chat,{"), "{answer}");
        let cookie = if set.is_empty() { cookie.to_owned() } else { set };
        Self { wire, name: String::new(), passed: Vec::new(), cookie, users: Value::Null }
    }

    /// Comes in under a name, as the released clients do.
    pub(super) async fn register(net: &Net, name: &str) -> Self {
        let mut old = Self::open(net, &json!({ "accessToken": null }), "").await;
        old.name = name.to_owned();
        old.send("register", &json!({ "userId": name })).await;
        let came = |users: &[Value]| users[0]["users"].as_array().is_some_and(|users| users.contains(&json!(name)));
        old.users = old.until("get_users", came).await.remove(0);
        old
    }

    pub(super) async fn send(&mut self, event: &str, data: &Value) {
        self.wire.send(&format!("42/chat,{}", json!([event, data]))).await;
    }

    pub(super) async fn next(&mut self) -> Option<(String, Vec<Value>)> {
        let frame = self.wire.next().await.filter(|frame| !frame.starts_with("41"))?;
        let event = frame.strip_prefix("42/chat,").unwrap_or_else(|| panic!("no event: {frame}"));
        let mut arguments: Vec<Value> = serde_json::from_str(event).expect("JSON");
        Some((arguments.remove(0).as_str().expect("a name").to_owned(), arguments))
    }

    /// The first such event, of those that passed and those that come.
    pub(super) async fn until(&mut self, event: &str, is_it: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        if let Some(at) = self.passed.iter().position(|(name, data)| name == event && is_it(data)) {
            return self.passed.remove(at).1;
        }
        in_time(&format!("{event} for {}", self.name), async {
            loop {
                let (name, data) = self.next().await.unwrap_or_else(|| panic!("{event} does not come: the connection has ended"));
                if name == event && is_it(&data) {
                    return data;
                }
                self.passed.push((name, data));
            }
        })
        .await
    }

    pub(super) async fn any(&mut self, event: &str) -> Value {
        self.until(event, |_| true).await.remove(0)
    }

    /// What came before a message of one's own, of this kind: nothing is on its way any more.
    pub(super) async fn none_since(&mut self, room_id: &str, event: &str) {
        let mark = format!("표시 {}", self.passed.len());
        self.say(room_id, &mark).await;
        self.until("receive_message", |message| message[0]["content"] == json!(mark)).await;
        assert!(self.passed.iter().all(|(name, _)| name != event), "{event} came: {:?}", self.passed);
    }

    pub(super) async fn say(&mut self, room_id: &str, content: &str) {
        let message = json!({ "roomId": room_id, "userId": self.name, "content": content });
        self.send("send_message", &message).await;
    }

    pub(super) async fn room(&mut self, participants: &[&str]) -> String {
        let name = self.name.clone();
        self.send("create_room", &json!({ "hostId": name, "participants": participants })).await;
        let room = self.any("room_created").await;
        room["roomId"].as_str().expect("an id").to_owned()
    }

    pub(super) async fn refused(&mut self, event: &str, data: &Value) -> Value {
        self.send(event, data).await;
        let exception = self.any("exception").await;
        assert_eq!(exception["status"], "error");
        assert_eq!(exception["cause"], json!({ "pattern": event, "data": data }));
        exception
    }
}

pub(super) fn names(room: &Value) -> Vec<&str> {
    room["participants"].as_array().expect("a list").iter().map(|name| name.as_str().expect("a name")).collect()
}

pub(super) async fn search(browser: &mut Browser, headers: &[(&'static str, &str)], user: &str, keyword: &str) -> (StatusCode, Value) {
    let headers: Vec<_> = headers.iter().copied().chain([("content-type", "application/json")]).collect();
    let body = json!({ "userId": user, "keyword": keyword }).to_string();
    let answer = browser.ask(Method::POST, "/chat/search", &headers, body).await;
    (answer.status, serde_json::from_str(answer.text()).expect("JSON"))
}
