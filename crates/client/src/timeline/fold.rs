//! Folds what changes a message into it.

use protocol::messages::{Change, Entry, MAX_REACTORS, Reaction};
use protocol::session::Person;
use protocol::{Emoji, UserId};

/// Folds a change into the message that it is about, once: what the message was read with already changes nothing.
pub(super) fn fold(message: &mut Entry, by: &Entry, me: &UserId) {
    let Change::NewMessage { content, edited_at, changed, reactions, .. } = &mut message.change else { return };
    if changed.is_some_and(|changed| changed >= by.seq) {
        return;
    }
    *changed = Some(by.seq);
    match &by.change {
        Change::MessageEdited { content: now, .. } => {
            *content = now.clone();
            *edited_at = Some(by.at);
        }
        Change::ReactionAdded { emoji, .. } => add(reactions, emoji, &by.by, me),
        Change::ReactionRemoved { emoji, .. } => take_back(reactions, emoji, &by.by, me),
        Change::MessageDeleted { .. } => message.change = Change::Tombstone,
        _ => {}
    }
}

fn add(reactions: &mut Vec<Reaction>, emoji: &Emoji, who: &Person, me: &UserId) {
    let at = reactions.iter().position(|reaction| reaction.emoji == *emoji).unwrap_or_else(|| {
        reactions.push(Reaction { emoji: emoji.clone(), count: 0, mine: false, people: Vec::new() });
        reactions.len() - 1
    });
    let reaction = &mut reactions[at];
    reaction.count += 1;
    reaction.mine |= who.id == *me;
    if reaction.people.len() < MAX_REACTORS && reaction.people.iter().all(|person| person.id != who.id) {
        reaction.people.push(who.clone());
    }
}

fn take_back(reactions: &mut Vec<Reaction>, emoji: &Emoji, who: &Person, me: &UserId) {
    for reaction in reactions.iter_mut().filter(|reaction| reaction.emoji == *emoji) {
        reaction.count = reaction.count.saturating_sub(1);
        reaction.mine &= who.id != *me;
        reaction.people.retain(|person| person.id != who.id);
    }
    reactions.retain(|reaction| reaction.count > 0);
}
