//! An echo bot with `rust_socketio`, to start from: it repeats what others say in the rooms that it is in.
//!
//! `SUDA_URL=http://localhost:3000 SUDA_TOKEN=suda_… cargo run -p server --example bot-rust-socketio`

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context as _, bail};
use futures::FutureExt as _;
use rust_socketio::asynchronous::{Client, ClientBuilder};
use rust_socketio::{Event, Payload};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

/// An answer that takes longer does not come.
const PATIENCE: Duration = Duration::from_secs(10);
/// Characters of a message.
const LONGEST: usize = 4_000;
const EVENTS: [&str; 5] = ["room_event", "room_invite", "joined_room", "room_deleted", "resync"];

/// What happened: the name of an event and its payload.
type Happened = (&'static str, Value);

struct Bot {
    client: Client,
    me: String,
    /// For each room that we are in, the `seq` up to which everything is answered.
    done: HashMap<String, u64>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let server = std::env::var("SUDA_URL").unwrap_or_else(|_| "http://localhost:3000".into());
    let token = std::env::var("SUDA_TOKEN").context("SUDA_TOKEN is not set")?;
    // Handlers only say what happened: one that waits for an answer would keep the client from reading it.
    let (happens, mut happened) = mpsc::unbounded_channel();
    let builder = ClientBuilder::new(format!("{server}/chat/ws/")).auth(json!({ "token": token })).reconnect_on_disconnect(true);
    // The namespace is entered: the first time, and after each interruption.
    let builder = tell(builder, Event::Connect, "connect", &happens);
    let builder = tell(builder, Event::Error, "error", &happens);
    let builder = EVENTS.into_iter().fold(builder, |builder, name| tell(builder, Event::Custom(name.into()), name, &happens));
    let mut bot = Bot { client: builder.connect().await?, me: String::new(), done: HashMap::new() };
    // What happens is worked off one by one, in the order in which it came.
    while let Some((name, payload)) = happened.recv().await {
        // What fails with the connection is taken up by the next `sync`.
        if let Err(error) = bot.on(name, payload).await {
            eprintln!("{name}: {error}");
        }
    }
    Ok(())
}

/// Puts an event among what happened.
fn tell(builder: ClientBuilder, event: Event, name: &'static str, happens: &mpsc::UnboundedSender<Happened>) -> ClientBuilder {
    let happens = happens.clone();
    builder.on(event, move |payload, _| {
        let payload = match payload {
            Payload::Text(mut arguments) if !arguments.is_empty() => arguments.swap_remove(0),
            _ => Value::Null,
        };
        // The bot may be about to end.
        let _ended = happens.send((name, payload));
        async {}.boxed()
    })
}

impl Bot {
    /// What the bot is for.
    async fn answer(&self, entry: &Value) -> anyhow::Result<()> {
        let (by, content) = (text(entry, "userId"), text(entry, "content"));
        // No bot answers another one: two of them in one room would never end.
        if entry["type"] != "new_message" || by == self.me || by.starts_with("bot-") {
            return Ok(());
        }
        let echo: String = format!("echo: {content}").chars().take(LONGEST).collect();
        // A `clientId` that says what it answers: however often this is sent, it is stored once.
        let client_id = format!("echo-{}", entry["seq"]);
        let message = json!({ "roomId": entry["roomId"], "clientId": client_id, "content": echo, "replyTo": entry["seq"] });
        self.call("send_message", message).await?;
        Ok(())
    }

    async fn on(&mut self, name: &str, payload: Value) -> anyhow::Result<()> {
        match name {
            "connect" | "resync" => self.sync().await,
            "room_event" => self.hear(payload).await,
            "room_invite" | "joined_room" => self.enter(&payload["room"]).await,
            "room_deleted" => {
                self.done.remove(text(&payload, "roomId"));
                Ok(())
            }
            // Among them that the server refuses us: the token is none, or was revoked.
            _ => bail!("{payload}"),
        }
    }

    /// After each connect, and when the server says that we missed something.
    async fn sync(&mut self) -> anyhow::Result<()> {
        let synced = self.call("sync", json!({ "rooms": self.done })).await?;
        text(&synced["me"]["person"], "id").clone_into(&mut self.me);
        let rooms = list(&synced["rooms"]);
        self.done.retain(|room_id, _| rooms.iter().any(|room| room["id"] == **room_id));
        for missed in list(&synced["missed"]).iter().filter(|missed| missed["page"].is_object()) {
            self.take(text(missed, "roomId"), list(&missed["page"]["entries"]), number(&missed["page"], "to")).await?;
        }
        for room in rooms {
            self.enter(room).await?;
        }
        Ok(())
    }

    /// A room that we are in. One that is new to us is taken up where this account has read up to.
    async fn enter(&mut self, room: &Value) -> anyhow::Result<()> {
        let room_id = text(room, "id");
        self.done.entry(room_id.to_owned()).or_insert_with(|| number(room, "read"));
        self.catch_up(room_id, number(room, "head")).await
    }

    /// An event is a hint: it may come twice, and something may be missing before it.
    async fn hear(&mut self, entry: Value) -> anyhow::Result<()> {
        let (room_id, seq) = (text(&entry, "roomId").to_owned(), number(&entry, "seq"));
        match self.done.get(&room_id) {
            None => Ok(()),
            Some(last) if seq <= *last => Ok(()),
            Some(last) if seq > last + 1 => self.catch_up(&room_id, seq).await,
            Some(_) => self.take(&room_id, &[entry], seq).await,
        }
    }

    async fn catch_up(&mut self, room_id: &str, head: u64) -> anyhow::Result<()> {
        while let Some(last) = self.done.get(room_id).filter(|last| **last < head) {
            let page = self.call("history", json!({ "roomId": room_id, "after": last })).await?;
            self.take(room_id, list(&page["entries"]), number(&page, "to")).await?;
        }
        Ok(())
    }

    async fn take(&mut self, room_id: &str, entries: &[Value], to: u64) -> anyhow::Result<()> {
        for entry in entries {
            self.answer(entry).await?;
            self.done.insert(room_id.to_owned(), number(entry, "seq"));
        }
        self.done.insert(room_id.to_owned(), to);
        // The server remembers it for the next time that the bot is started.
        self.call("read", json!({ "roomId": room_id, "seq": to })).await?;
        Ok(())
    }

    /// Sends a command, and again when the server asks for it. Fails when the connection does.
    async fn call(&self, command: &str, payload: Value) -> anyhow::Result<Value> {
        loop {
            let (answered, answer) = oneshot::channel();
            let mut answered = Some(answered);
            let acknowledged = move |payload: Payload, _: Client| {
                if let (Payload::Text(mut arguments), Some(answered)) = (payload, answered.take()) {
                    // Acknowledgements come nested once more than they are on the wire. Nobody may wait any more.
                    let _late = answered.send(arguments.swap_remove(0)[0].take());
                }
                async {}.boxed()
            };
            self.client.emit_with_ack(command, payload.clone(), PATIENCE, acknowledged).await?;
            let mut answer = tokio::time::timeout(PATIENCE, answer).await.context("no answer in time")??;
            let error = &answer["error"];
            match text(error, "code") {
                "rate_limited" | "unavailable" | "internal" => {
                    tokio::time::sleep(Duration::from_millis(error["retryAfterMs"].as_u64().unwrap_or(1_000))).await;
                }
                "" => return Ok(answer["ok"].take()),
                _ => bail!("{command}: {error}"),
            }
        }
    }
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

fn number(value: &Value, field: &str) -> u64 {
    value[field].as_u64().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
