//! An echo bot with our own client, to start from: it repeats what others say in the rooms that it is in.
//!
//! `SUDA_URL=http://localhost:3000 SUDA_TOKEN=suda_… cargo run -p client --example bot`

use std::collections::BTreeMap;
use std::time::Duration;

use client::{CallError, Client, Options, Signal};
use futures::StreamExt as _;
use protocol::ids::{Limit, Seq, UserKind};
use protocol::messages::{Change, Cursor, Entry, History, Page, Read, SendMessage};
use protocol::rooms::RoomSummary;
use protocol::session::Sync;
use protocol::text::MessageText;
use protocol::{ClientId, Command, ErrorCode, Event, RoomId, UserId};

/// An answer that takes longer does not come.
const PATIENCE: Duration = Duration::from_secs(10);
/// Characters of a message.
const LONGEST: usize = 4_000;

struct Bot {
    client: Client,
    me: Option<UserId>,
    /// For each room that we are in, the `seq` up to which everything is answered.
    done: BTreeMap<RoomId, Seq>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let server = std::env::var("SUDA_URL").unwrap_or_else(|_| "http://localhost:3000".into());
    let token = std::env::var("SUDA_TOKEN").unwrap_or_default();
    let auth = serde_json::json!({ "token": token }).to_string();
    let (client, mut incoming) = Client::start(Options::new(server).with_auth(auth));
    let mut bot = Bot { client, me: None, done: BTreeMap::new() };
    // What happens is worked off one by one, in the order in which it came.
    while let Some(signal) = incoming.next().await {
        let worked = match signal {
            Signal::Connected => bot.sync().await,
            Signal::Event(event) => bot.on(event).await,
            Signal::Disconnected { reason, retry_in_ms } => {
                eprintln!("disconnected: {reason}; again in {retry_in_ms} ms");
                Ok(())
            }
            Signal::Refused(error) => return eprintln!("refused: {error}"),
        };
        // What fails with the connection is taken up by the next `sync`.
        if let Err(error) = worked {
            eprintln!("{error}");
        }
    }
}

impl Bot {
    /// What the bot is for.
    async fn answer(&self, entry: &Entry) -> Result<(), CallError> {
        let Change::NewMessage { content, .. } = &entry.change else { return Ok(()) };
        // No bot answers another one: two of them in one room would never end.
        if Some(&entry.by.id) == self.me.as_ref() || entry.by.id.kind() == UserKind::Bot {
            return Ok(());
        }
        let echo: String = format!("echo: {}", content.as_str()).chars().take(LONGEST).collect();
        self.call(SendMessage {
            room_id: entry.room_id.clone(),
            // It says what it answers: however often this is sent, it is stored once.
            client_id: ClientId::new(&format!("echo-{}", entry.seq.0)).expect("letters and digits are an id"),
            content: MessageText::new(&echo).expect("what was a message is one with a word before it"),
            reply_to: Some(entry.seq),
        })
        .await?;
        Ok(())
    }

    async fn on(&mut self, event: Event) -> Result<(), CallError> {
        match event {
            Event::RoomEvent(entry) => self.hear(entry).await,
            Event::RoomInvite(invite) => self.enter(invite.room).await,
            Event::JoinedRoom(joined) => self.enter(joined.room).await,
            Event::Resync(_) => self.sync().await,
            Event::RoomDeleted(deleted) => {
                self.done.remove(&deleted.room_id);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// After each connect, and when the server says that we missed something.
    async fn sync(&mut self) -> Result<(), CallError> {
        let synced = self.call(Sync { rooms: self.done.clone() }).await?;
        self.me = Some(synced.me.person.id);
        self.done.retain(|room_id, _| synced.rooms.iter().any(|room| room.id == *room_id));
        for missed in synced.missed {
            if let Some(page) = missed.page {
                self.take(&missed.room_id, page).await?;
            }
        }
        for room in synced.rooms {
            self.enter(room).await?;
        }
        Ok(())
    }

    /// A room that we are in. One that is new to us is taken up where this account has read up to.
    async fn enter(&mut self, room: RoomSummary) -> Result<(), CallError> {
        self.done.entry(room.id.clone()).or_insert(room.read);
        self.catch_up(&room.id, room.head).await
    }

    /// An event is a hint: it may come twice, and something may be missing before it.
    async fn hear(&mut self, entry: Entry) -> Result<(), CallError> {
        match self.done.get(&entry.room_id) {
            None => Ok(()),
            Some(&last) if entry.seq <= last => Ok(()),
            Some(&last) if entry.seq.0 > last.0 + 1 => self.catch_up(&entry.room_id, entry.seq).await,
            Some(_) => {
                let (room_id, seq) = (entry.room_id.clone(), entry.seq);
                self.take(&room_id, Page { entries: vec![entry], from: seq, to: seq, head: seq }).await
            }
        }
    }

    async fn catch_up(&mut self, room_id: &RoomId, head: Seq) -> Result<(), CallError> {
        while let Some(&last) = self.done.get(room_id).filter(|last| **last < head) {
            let page = self.call(History::new(room_id.clone(), Cursor::After(last), Limit::default())).await?;
            self.take(room_id, page).await?;
        }
        Ok(())
    }

    async fn take(&mut self, room_id: &RoomId, page: Page) -> Result<(), CallError> {
        for entry in &page.entries {
            self.answer(entry).await?;
            self.done.insert(room_id.clone(), entry.seq);
        }
        self.done.insert(room_id.clone(), page.to);
        // The server remembers it for the next time that the bot is started.
        self.call(Read { room_id: room_id.clone(), seq: page.to }).await?;
        Ok(())
    }

    /// Sends a command, and again when the server asks for it. Fails when the connection does.
    async fn call<C: Command + Clone>(&self, command: C) -> Result<C::Reply, CallError> {
        loop {
            match self.client.call(command.clone(), PATIENCE).await {
                Err(CallError::Refused(error)) if is_passing(error.code) => {
                    tokio::time::sleep(Duration::from_millis(error.retry_after_ms.unwrap_or(1_000).into())).await;
                }
                answered => return answered,
            }
        }
    }
}

const fn is_passing(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::RateLimited | ErrorCode::Unavailable | ErrorCode::Internal)
}
