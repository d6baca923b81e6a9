//! People, rooms and logs as records.

use std::collections::HashMap;

use protocol::rooms::RoomKind;
use protocol::{RoomId, Seq, Timestamp, UserId};
use redis::streams::StreamRangeReply;

use crate::archive::{EntryRecord, MemberRecord, PersonRecord, RoomRecord};
use crate::redis::messages::read_all;
use crate::redis::rooms::changes::kind;
use crate::redis::rooms::choice::choice;
use crate::redis::session::stored::person_record;
use crate::redis::stored::{Stored, parse, parse_optional, seq};
use crate::redis::{Redis, scripts};
use crate::rooms::Choice;
use crate::{StoreError, StoreResult};

/// What `archived.lua` returns.
type Archived = (String, String, String, String, String, i64, i64, Vec<(String, i64, i64, u32, String)>, String);

impl Redis {
    pub(super) async fn person_records(&self, after: Option<&UserId>, limit: usize) -> StoreResult<Vec<PersonRecord>> {
        let people: Vec<UserId> = self.ids_after(&self.keys.of_people("ids"), after.map(UserId::as_str), limit).await?;
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.account_texts(&people).await?;
        let read = |json: Option<Vec<u8>>| person_record(&json.ok_or_else(|| StoreError::Corrupt("a list names nobody".into()))?);
        found.into_iter().map(read).collect()
    }

    /// The next ids of a list of ids.
    pub(super) async fn ids_after<T>(&self, key: &str, after: Option<&str>, limit: usize) -> StoreResult<Vec<T>>
    where
        T: TryFrom<String, Error: std::fmt::Display>,
    {
        let from = after.map_or_else(|| "-".to_owned(), |after| format!("({after}"));
        let mut command = redis::cmd("ZRANGEBYLEX");
        command.arg(key).arg(from).arg("+").arg("LIMIT").arg(0).arg(limit);
        let ids: Vec<String> = self.link.ask(&command).await?;
        ids.into_iter().map(parse).collect()
    }

    pub(super) async fn record_of(&self, room_id: &RoomId) -> StoreResult<Option<(RoomRecord, Vec<MemberRecord>)>> {
        let call = self.in_room(&scripts::ARCHIVED, room_id).repeatable();
        let Some((kind_text, name, made_by, client_id, creator, head, active_at, members, topic)): Option<Archived> =
            self.run(&call).await?
        else {
            return Ok(None);
        };
        let member = |(user, joined, read, own, chosen): (String, i64, i64, u32, String)| {
            let Choice { starred, notify } = choice(&chosen)?;
            Ok(MemberRecord { room: room_id.clone(), user: parse(user)?, joined: seq(joined)?, read: seq(read)?, own, starred, notify })
        };
        let members: Vec<MemberRecord> = members.into_iter().map(member).collect::<Result<_, StoreError>>()?;
        let (kind, made_by): (_, UserId) = (kind(&kind_text)?, parse(made_by)?);
        let mut others = members.iter().map(|member| &member.user).filter(|user| **user != made_by);
        let record = RoomRecord {
            id: room_id.clone(),
            kind,
            name: parse_optional(name)?,
            topic: parse_optional(topic)?,
            client_id: parse_optional(client_id)?,
            with: if kind == RoomKind::Direct { others.next().cloned() } else { None },
            made_by,
            creator: parse(creator)?,
            head: seq(head)?,
            active_at: Timestamp(active_at),
        };
        Ok(Some((record, members)))
    }

    pub(super) async fn entry_records(&self, room_id: &RoomId, after: Seq, limit: usize) -> StoreResult<Vec<EntryRecord>> {
        let call = self.in_room(&scripts::LOGGED, room_id).arg(after.next().0).arg(limit).repeatable();
        let (entries, mentions): (StreamRangeReply, Vec<String>) = self.run(&call).await?;
        let mut called: HashMap<Seq, Vec<UserId>> = HashMap::new();
        for mention in mentions {
            let (who, at) = mention.split_once(':').ok_or_else(|| StoreError::Corrupt(format!("{mention:?} is no mention")))?;
            let at = at.parse().map_err(|_| StoreError::Corrupt(format!("{mention:?} is no mention")))?;
            called.entry(Seq(at)).or_default().push(parse(who)?);
        }
        let record = |(seq, stored): (Seq, Stored)| EntryRecord {
            room: room_id.clone(),
            seq,
            at: stored.at,
            by: stored.by,
            what: stored.what,
            mentions: called.remove(&seq).unwrap_or_default(),
        };
        Ok(read_all(entries)?.into_iter().map(record).collect())
    }
}
