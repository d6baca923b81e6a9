//! Subscriptions to push: a list of browsers for each person, under `{people}`.

use std::collections::HashSet;

use async_trait::async_trait;
use protocol::session::Language;
use protocol::{RoomId, Seq, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use super::link::Call;
use super::session::stored::{handle, handle_text};
use super::{Redis, scripts};
use crate::push::{MAX_SUBSCRIPTIONS, Subscribed, Subscription, Subscriptions};
use crate::redis::rooms::choice::choice;
use crate::rooms::Choice;
use crate::session::{SessionId, Sessions as _};
use crate::{StoreError, StoreResult};

/// People of whom one command asks.
const BATCH: usize = 500;

/// A browser as it is stored: as JSON, in the fields that the scripts know.
#[derive(Serialize, Deserialize)]
struct Stored {
    session: String,
    endpoint: String,
    key: String,
    auth: String,
    hides: bool,
    language: Language,
}

impl Stored {
    fn read(list: &[u8]) -> StoreResult<Vec<Self>> {
        serde_json::from_slice(list).map_err(|error| StoreError::Corrupt(format!("a subscription: {error}")))
    }

    fn subscription(self) -> StoreResult<Subscription> {
        let Self { endpoint, key, auth, hides, language, .. } = self;
        Ok(Subscription { endpoint, key: bytes(&key)?, auth: bytes(&auth)?, hides_text: hides, language })
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    })
}

fn bytes(text: &str) -> StoreResult<Vec<u8>> {
    let byte = |at: usize| text.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(byte).collect();
    bytes.ok_or_else(|| StoreError::Corrupt("a key is no hexadecimal number".into()))
}

#[async_trait]
impl Subscriptions for Redis {
    async fn push_key(&self, fresh: Vec<u8>) -> StoreResult<Vec<u8>> {
        let call = Call::new(&scripts::PUSH_KEY, &[self.keys.of_people("push-key")]).arg(hex(&fresh)).repeatable();
        bytes(&self.run::<String>(&call).await?)
    }

    async fn subscribe(&self, user_id: &UserId, session: SessionId, subscription: Subscription, _at: Timestamp) -> StoreResult<()> {
        let Subscription { endpoint, key, auth, hides_text, language } = subscription;
        let stored = Stored { session: handle_text(session.0), endpoint, key: hex(&key), auth: hex(&auth), hides: hides_text, language };
        let json = serde_json::to_string(&stored).expect("texts are JSON");
        let call = self.of_people(&scripts::SUBSCRIBE).arg(user_id.as_str()).arg(stored.session).arg(json).arg(MAX_SUBSCRIPTIONS);
        self.run::<i64>(&call.repeatable()).await.map(drop)
    }

    async fn unsubscribe(&self, user_id: &UserId, session: SessionId, endpoint: Option<&str>) -> StoreResult<()> {
        let call =
            self.of_people(&scripts::UNSUBSCRIBE).arg(user_id.as_str()).arg(handle_text(session.0)).arg(endpoint.unwrap_or_default());
        self.run::<i64>(&call.repeatable()).await.map(drop)
    }

    async fn subscription(&self, user_id: &UserId, session: SessionId) -> StoreResult<Option<Subscription>> {
        let (all, number) = (self.browsers_of(std::slice::from_ref(user_id)).await?, handle_text(session.0));
        let found = all.into_iter().flat_map(|(_, browsers)| browsers).find(|browser| browser.session == number);
        found.map(Stored::subscription).transpose()
    }

    async fn subscribed(&self, room_id: &RoomId, author: &UserId, seq: Seq, now: Timestamp) -> StoreResult<Vec<Subscribed>> {
        let mut any = redis::cmd("EXISTS");
        any.arg(self.keys.of_people("pushed"));
        // Where nobody is pushed to, a message costs no more than this.
        if !self.link.ask::<bool>(&any).await? {
            return Ok(Vec::new());
        }
        let members = self.members_but(room_id, author).await?;
        let browsers = self.browsers_of(&members).await?;
        let called = self.called_among(room_id, seq, browsers.iter().map(|(user_id, _)| user_id)).await?;
        let choices = self.choices_among(room_id, browsers.iter().map(|(user_id, _)| user_id)).await?;
        let mut found = Vec::new();
        for ((user_id, browsers), Choice { notify, .. }) in browsers.into_iter().zip(choices) {
            for browser in browsers {
                let session = SessionId(handle(&browser.session)?);
                let (user_id, mentioned) = (user_id.clone(), called.contains(&user_id));
                found.push(Subscribed { user_id, session, mentioned, notify, subscription: browser.subscription()? });
            }
        }
        let sessions: Vec<SessionId> = found.iter().map(|one| one.session).collect();
        let live = self.live_sessions(&sessions, now).await?;
        found.retain(|one| live.contains(&one.session));
        Ok(found)
    }
}

impl Redis {
    async fn members_but(&self, room_id: &RoomId, author: &UserId) -> StoreResult<Vec<UserId>> {
        let [_, _, members, ..] = self.keys.room(room_id);
        let mut command = redis::cmd("ZRANGE");
        command.arg(members).arg(0).arg(-1);
        let ids: Vec<String> = self.link.ask(&command).await?;
        let ids = ids.into_iter().filter(|id| id != author.as_str());
        ids.map(super::stored::parse).collect()
    }

    /// Those of these people who have any, with their browsers.
    async fn browsers_of(&self, people: &[UserId]) -> StoreResult<Vec<(UserId, Vec<Stored>)>> {
        let asking = |some: &[UserId]| {
            let mut command = redis::cmd("HMGET");
            command.arg(self.keys.of_people("pushed")).arg(some.iter().map(UserId::as_str).collect::<Vec<_>>());
            command
        };
        let commands: Vec<redis::Cmd> = people.chunks(BATCH).map(asking).collect();
        let lists: Vec<Vec<Option<Vec<u8>>>> = self.link.ask_all(&commands).await?;
        let mut found = Vec::new();
        for (user_id, list) in people.iter().zip(lists.into_iter().flatten()) {
            if let Some(list) = list {
                found.push((user_id.clone(), Stored::read(&list)?));
            }
        }
        Ok(found)
    }

    /// What each of these people has chosen for this room.
    async fn choices_among(&self, room_id: &RoomId, people: impl Iterator<Item = &UserId>) -> StoreResult<Vec<Choice>> {
        let fields: Vec<String> = people.map(|id| format!("chosen:{id}")).collect();
        if fields.is_empty() {
            return Ok(Vec::new());
        }
        let [room, ..] = self.keys.room(room_id);
        let mut command = redis::cmd("HMGET");
        command.arg(room).arg(fields);
        let chosen: Vec<Option<String>> = self.link.ask(&command).await?;
        chosen.into_iter().map(|chosen| chosen.map_or(Ok(Choice::default()), |chosen| choice(&chosen))).collect()
    }

    /// Those of these people whom an entry calls.
    async fn called_among(&self, room_id: &RoomId, seq: Seq, people: impl Iterator<Item = &UserId>) -> StoreResult<HashSet<UserId>> {
        let people: Vec<&UserId> = people.collect();
        if people.is_empty() {
            return Ok(HashSet::new());
        }
        let [_, _, _, _, _, mentions, ..] = self.keys.room(room_id);
        let mut command = redis::cmd("ZMSCORE");
        command.arg(mentions).arg(people.iter().map(|id| format!("{id}:{:020}", seq.0)).collect::<Vec<_>>());
        let scores: Vec<Option<f64>> = self.link.ask(&command).await?;
        Ok(people.into_iter().zip(scores).filter(|(_, score)| score.is_some()).map(|(id, _)| id.clone()).collect())
    }
}
