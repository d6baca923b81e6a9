//! `docs/PROTOCOL.md` says what the code says: its tables are compared with the constants, its samples are parsed by the types.

use std::collections::{BTreeMap, BTreeSet};

use protocol::command::{COMMANDS, Command};
use protocol::error::{ErrorCode, Reply};
use protocol::event::{EVENTS, EventPayload};
use protocol::ids::{Limit, MAX_CURSOR_BYTES};
use protocol::messages::{
    DeleteMessage, ENTRY_TYPES, EditMessage, Entry, History, MAX_EMOJI, MAX_QUOTE_CHARS, MAX_REACTORS, MAX_SPAN, MarkUnread, React, Read,
    SendMessage, Unread,
};
use protocol::presence::{Look, Presence};
use protocol::rooms::{
    CreateLink, CreateRoom, DeleteRoom, Invite, JoinRoom, JoinedRoom, LINK_DAYS, LINK_USES, LeaveRoom, MAX_FACES, MAX_LINK_DAYS,
    MAX_LINK_USES, MAX_LINKS, MAX_MEMBERS, MAX_PARTICIPANTS, MAX_ROOMS_OF_PERSON, MAX_UNREAD, Members, PublicRooms, RemoveMember,
    RenameRoom, RevokeLink, RoomDeleted, RoomInvite, RoomLinks, RoomSet, SetRoom, SetTopic,
};
use protocol::search::{MAX_QUERY_CHARS, MAX_ZONE_MINUTES, Search};
use protocol::session::{FindPeople, Resync, Sync};
use protocol::typing::{PULSE_EVERY_MS, PULSE_LASTS_MS, Typing, TypingPulse};
use protocol::{ClientId, Emoji, MessageText, Name, RoomId, RoomName, RoomTopic, UserId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

const PAGE: &str = include_str!("../../../docs/PROTOCOL.md");

/// The rows of the first table under a heading, without its head.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    PAGE.lines()
        .skip_while(|line| *line != heading)
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

fn code(cell: &str) -> &str {
    cell.trim_matches('`')
}

/// The fields that a cell names, and whether they may be left out.
fn fields(cell: &str) -> BTreeMap<&str, bool> {
    cell.split_whitespace().map(code).map(|field| (field.trim_end_matches('?'), field.ends_with('?'))).collect()
}

fn names(heading: &str) -> Vec<&'static str> {
    table(heading).iter().map(|row| code(row[0])).collect()
}

#[test]
fn the_lists_are_complete_and_in_order() {
    assert_eq!(names("## Commands"), COMMANDS);
    assert_eq!(names("## Events"), EVENTS);
    assert_eq!(names("## Entries"), ENTRY_TYPES);
    let codes: Vec<_> = table("## Errors").iter().map(|row| (code(row[0]), row[1])).collect();
    let expected: Vec<_> = ErrorCode::ALL.iter().map(|code| (code.as_str(), if code.is_retryable() { "yes" } else { "no" })).collect();
    assert_eq!(codes, expected);
}

#[test]
fn the_bounds_are_those_of_the_code() {
    let documented: Vec<u64> = table("## Bounds").iter().map(|row| row[1].parse().expect("a number")).collect();
    let expected = [
        UserId::MAX,
        RoomId::MAX,
        ClientId::MAX,
        Name::MAX_CHARS,
        Name::MAX_BYTES,
        RoomName::MAX_CHARS,
        RoomName::MAX_BYTES,
        RoomTopic::MAX_CHARS,
        RoomTopic::MAX_BYTES,
        MessageText::MAX_CHARS,
        MessageText::MAX_BYTES,
        Emoji::MAX_CHARS,
        MAX_EMOJI,
        MAX_REACTORS,
        MAX_QUOTE_CHARS,
        MAX_QUERY_CHARS,
        usize::try_from(MAX_ZONE_MINUTES).expect("a positive bound"),
        Limit::MAX.into(),
        Limit::default().get(),
        usize::try_from(MAX_SPAN).expect("a small bound"),
        MAX_CURSOR_BYTES,
        MAX_PARTICIPANTS,
        MAX_MEMBERS,
        MAX_ROOMS_OF_PERSON,
        MAX_LINKS,
        MAX_LINK_USES as usize,
        LINK_USES as usize,
        MAX_LINK_DAYS as usize,
        LINK_DAYS as usize,
        MAX_UNREAD as usize,
        MAX_FACES,
        PULSE_EVERY_MS as usize,
        PULSE_LASTS_MS as usize,
    ];
    assert_eq!(documented, expected.map(|bound| bound as u64));
}

/// Lines of the samples: whether the client sends it, and the frame.
fn frames() -> Vec<(bool, &'static str)> {
    let mut frames = Vec::new();
    for block in PAGE.split("```frames\n").skip(1) {
        let (block, _) = block.split_once("\n```").expect("a block ends");
        for line in block.lines().filter(|line| !line.starts_with("//")) {
            let (arrow, frame) = line.split_once(' ').expect("an arrow and a frame");
            assert!(matches!(arrow, "→" | "←"), "{line}");
            frames.push((arrow == "→", frame));
        }
    }
    frames
}

/// The number of an acknowledgement, if any, and the rest.
fn ack(frame: &str) -> (Option<u32>, Value) {
    let digits = frame.find(|c: char| !c.is_ascii_digit()).expect("something follows");
    (frame[..digits].parse().ok(), serde_json::from_str(&frame[digits..]).expect("JSON"))
}

/// Parses a sample, and sees that each of its fields is one that the type knows and writes in the same way.
fn parse<T: Serialize + DeserializeOwned>(sample: &Value) -> Result<(), String> {
    let parsed: T = serde_json::from_value(sample.clone()).map_err(|error| error.to_string())?;
    let written = serde_json::to_value(parsed).map_err(|error| error.to_string())?;
    known(sample, &written)
}

fn known(sample: &Value, written: &Value) -> Result<(), String> {
    match (sample, written) {
        (Value::Object(sample), Value::Object(written)) => {
            sample.iter().try_for_each(|(key, value)| known(value, written.get(key).ok_or_else(|| format!("unknown field {key}"))?))
        }
        (Value::Array(sample), Value::Array(written)) if sample.len() == written.len() => {
            sample.iter().zip(written).try_for_each(|(sample, written)| known(sample, written))
        }
        _ if sample == written => Ok(()),
        _ => Err(format!("{sample} is written as {written}")),
    }
}

/// How to parse a command's payload and its reply.
struct Types {
    payload: fn(&Value) -> Result<(), String>,
    reply: fn(&Value) -> Result<(), String>,
}

fn types(command: &str) -> Types {
    macro_rules! of {
        ($($payload:ty)*) => {
            match command {
                $(<$payload as Command>::NAME => {
                    Types { payload: parse::<$payload>, reply: parse::<Reply<<$payload as Command>::Reply>> }
                })*
                _ => panic!("no command {command}"),
            }
        };
    }
    of!(Sync CreateRoom Invite JoinRoom LeaveRoom RemoveMember RenameRoom SetTopic DeleteRoom SetRoom CreateLink RoomLinks RevokeLink
        SendMessage EditMessage DeleteMessage React History Read MarkUnread Typing Look FindPeople PublicRooms Members Search)
}

fn event(name: &str) -> fn(&Value) -> Result<(), String> {
    macro_rules! of {
        ($($payload:ty)*) => {
            match name {
                $(<$payload as EventPayload>::NAME => parse::<$payload>,)*
                _ => panic!("no event {name}"),
            }
        };
    }
    of!(Entry RoomInvite JoinedRoom RoomDeleted RoomSet Read Unread TypingPulse Presence Resync)
}

/// What a table says of the fields of a sample: it has no others, and can do without those that may be left out, and no others.
#[track_caller]
fn agrees(sample: &Value, fields: &BTreeMap<&str, bool>, parse: fn(&Value) -> Result<(), String>) {
    for key in sample.as_object().expect("a payload is an object").keys() {
        assert!(fields.contains_key(key.as_str()), "{key} of {sample} is not in the table");
    }
    for (field, may_be_left_out) in fields {
        let mut less = sample.clone();
        less.as_object_mut().expect("a payload is an object").remove(*field);
        assert_eq!(parse(&less).is_ok(), *may_be_left_out, "{field} of {sample}");
    }
}

fn row(heading: &str, name: &str) -> Vec<&'static str> {
    table(heading).into_iter().find(|row| code(row[0]) == name).unwrap_or_else(|| panic!("{name} is not under {heading}"))
}

#[test]
fn the_samples_are_what_the_types_say() {
    let mut asked = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (sent, frame) in frames() {
        match (sent, frame) {
            (true, "40" | "3") | (false, "2") => {}
            (false, _) if frame.starts_with("0{") => drop(serde_json::from_str::<Value>(&frame[1..]).expect("JSON")),
            (_, _) if frame.starts_with("40{") => drop(serde_json::from_str::<Value>(&frame[2..]).expect("JSON")),
            (false, _) if frame.starts_with("44{") => {
                let refusal: Value = serde_json::from_str(&frame[2..]).expect("JSON");
                let body = refusal["message"].as_str().expect("a text");
                parse::<protocol::ErrorBody>(&serde_json::from_str(body).expect("JSON")).expect("an error's body");
            }
            (true, _) if frame.starts_with("42") => {
                let (id, packet) = ack(&frame[2..]);
                let name = packet[0].as_str().expect("a name").to_owned();
                let types = types(&name);
                (types.payload)(&packet[1]).unwrap_or_else(|error| panic!("{frame}: {error}"));
                agrees(&packet[1], &fields(row("## Commands", &name)[1]), types.payload);
                assert_eq!(id.is_none(), name == "typing", "{frame}");
                let before = id.and_then(|id| asked.insert(id, types.reply));
                assert!(before.is_none(), "{frame}: a number is used once");
                seen.insert(name);
            }
            (false, _) if frame.starts_with("43") => {
                let (id, packet) = ack(&frame[2..]);
                let reply = id.and_then(|id| asked.remove(&id)).unwrap_or_else(|| panic!("{frame}: nobody asked"));
                reply(&packet[0]).unwrap_or_else(|error| panic!("{frame}: {error}"));
            }
            (false, _) if frame.starts_with("42") => {
                let (_, packet) = ack(&frame[2..]);
                let name = packet[0].as_str().expect("a name");
                let parse = event(name);
                parse(&packet[1]).unwrap_or_else(|error| panic!("{frame}: {error}"));
                seen.insert(format!("event {name}"));
                if name == Entry::NAME {
                    let kind = packet[1]["type"].as_str().expect("a type");
                    let mut all = fields("`roomId` `seq` `at` `userId` `userName` `type`");
                    all.extend(fields(row("## Entries", kind)[1]));
                    agrees(&packet[1], &all, parse);
                    seen.insert(format!("entry {kind}"));
                } else {
                    agrees(&packet[1], &fields(row("## Events", name)[1]), parse);
                }
            }
            _ => panic!("a frame of no known kind: {frame}"),
        }
    }
    assert!(asked.is_empty(), "every question has an answer");
    for command in COMMANDS {
        assert!(seen.contains(*command), "no sample of {command}");
    }
    for event in EVENTS {
        assert!(seen.contains(&format!("event {event}")), "no sample of the event {event}");
    }
    for kind in ENTRY_TYPES {
        assert!(seen.contains(&format!("entry {kind}")), "no sample of an entry {kind}");
    }
}
