//! Texts with parameters: counts with their unit, names with their particle.

use protocol::rooms::{RoomKind, RoomSummary};
use protocol::session::Language;

use super::{chat, pages};

/// `지민님`: a Korean name is not said bare.
pub fn called(language: Language, name: &str) -> String {
    match language {
        // Who is called so already, as a guest (손님), is not called it twice.
        Language::Ko if name.ends_with('님') => name.to_owned(),
        Language::Ko => format!("{name}님"),
        Language::En => name.to_owned(),
    }
}

/// Several names after each other, as a room without a name is called.
pub fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// Who is typing: one, two, or several. Empty when nobody is.
pub fn typing(language: Language, people: &[&str]) -> String {
    match (language, people) {
        (_, []) => String::new(),
        (Language::Ko, [one]) => format!("{one}님이 입력 중"),
        (Language::Ko, [one, two]) => format!("{one}님과 {two}님이 입력 중"),
        (Language::En, [one]) => format!("{one} is typing"),
        (Language::En, [one, two]) => format!("{one} and {two} are typing"),
        _ => chat::SEVERAL_TYPING.say(language).to_owned(),
    }
}

/// Makes a room of this name.
pub fn make_room_called(language: Language, name: &str) -> String {
    match language {
        Language::Ko => format!("‘{name}’ 방 만들기"),
        Language::En => format!("Make the room “{name}”"),
    }
}

/// Looks for a text in all messages.
pub fn search_for(language: Language, text: &str) -> String {
    match language {
        Language::Ko => format!("메시지에서 ‘{text}’ 찾기"),
        Language::En => format!("Search messages for “{text}”"),
    }
}

/// The room that was open is gone.
pub fn lost(language: Language, room: &str) -> String {
    match language {
        Language::Ko => format!("‘{room}’에 더는 들어갈 수 없어요"),
        Language::En => format!("You can no longer open “{room}”"),
    }
}

/// Over the button that goes where an invite link leads.
pub fn invited_to(language: Language, room: &str) -> String {
    match language {
        Language::Ko => format!("‘{room}’에 초대받았어요"),
        Language::En => format!("You are invited to “{room}”"),
    }
}

/// How long and for how many an invite link lasts.
pub fn link_lasts(language: Language, days: i64, uses: u32) -> String {
    match language {
        Language::Ko => format!("{days}일 남음, {uses}명까지"),
        Language::En if days == 1 => format!("1 day left, for {uses}"),
        Language::En => format!("{days} days left, for {uses}"),
    }
}

/// The button that revokes an invite link, for who does not see its row.
pub fn revoke_link_of(language: Language, name: &str) -> String {
    match language {
        Language::Ko => format!("{name}님이 만든 링크 거두기"),
        Language::En => format!("Revoke the link of {name}"),
    }
}

/// The button of what can be done with a room.
pub fn menu_of(language: Language, room: &str) -> String {
    match language {
        Language::Ko => format!("{room} 메뉴"),
        Language::En => format!("Menu of {room}"),
    }
}

/// Who reacted alike: some of them by name, then how many more.
pub fn reacted(language: Language, people: &[&str], count: u32) -> String {
    let more = count.saturating_sub(u32::try_from(people.len()).unwrap_or(count));
    let named = names(people.iter().map(|name| called(language, name)).collect::<Vec<_>>().iter().map(String::as_str));
    match (language, more) {
        (_, 0) => named,
        (Language::Ko, more) if named.is_empty() => format!("{more}명"),
        (Language::En, more) if named.is_empty() => format!("{more} people"),
        (Language::Ko, more) => format!("{named} 외 {more}명"),
        (Language::En, more) => format!("{named} and {more} more"),
    }
}

/// The next message answers somebody.
pub fn replying(language: Language, name: &str) -> String {
    match language {
        Language::Ko => format!("{}에게 답하기", called(language, name)),
        Language::En => format!("Replying to {name}"),
    }
}

/// So many people are members.
pub fn members(language: Language, count: u32) -> String {
    match language {
        Language::Ko => format!("{count}명"),
        Language::En if count == 1 => "1 member".to_owned(),
        Language::En => format!("{count} members"),
    }
}

/// So many messages are new, below what is on the screen.
pub fn new_messages(language: Language, count: u32) -> String {
    match language {
        Language::Ko => format!("새 메시지 {}개", capped(count)),
        Language::En if count == 1 => "1 new message".to_owned(),
        Language::En => format!("{} new messages", capped(count)),
    }
}

/// A room's unread count, for who does not see the badge.
pub fn unread(language: Language, count: u32) -> String {
    match language {
        Language::Ko => format!("안 읽은 메시지 {}개", capped(count)),
        Language::En => format!("{} unread", capped(count)),
    }
}

/// The button that removes somebody from a room.
pub fn remove(language: Language, name: &str) -> String {
    match language {
        Language::Ko => format!("{name}님 내보내기"),
        Language::En => format!("Remove {name}"),
    }
}

/// What somebody loses who is removed from a room.
pub fn remove_warning(language: Language, name: &str) -> String {
    match language {
        Language::Ko => format!("{name}님은 이 방의 대화를 더 볼 수 없어요."),
        Language::En => format!("{name} will not see this room's conversation any more."),
    }
}

/// What the badge shows: `99+` from 100 on.
pub fn capped(count: u32) -> String {
    if count > 99 { "99+".to_owned() } else { count.to_string() }
}

/// What stands in the empty composer of a room.
pub fn write_in(language: Language, room: &RoomSummary) -> String {
    let name = room_name(language, room);
    match language {
        Language::Ko if room.kind == RoomKind::Direct => format!("{}에게 이야기하기", called(language, &name)),
        Language::Ko => format!("{name}에 이야기하기"),
        Language::En => format!("Message {name}"),
    }
}

/// How long a text is, of how long it may be.
pub fn length(language: Language, has: usize, max: usize) -> String {
    match language {
        Language::Ko if has > max => format!("{max}자까지 보낼 수 있어요. 지금 {has}자예요."),
        Language::En if has > max => format!("At most {max} characters can be sent. This is {has}."),
        Language::Ko => format!("{has} / {max}자"),
        Language::En => format!("{has} / {max}"),
    }
}

/// So many hits; `more` when there are others that were not looked for.
pub fn hits(language: Language, count: usize, more: bool) -> String {
    let plus = if more { "+" } else { "" };
    match language {
        Language::Ko => format!("{count}{plus}개 찾음"),
        Language::En if count == 1 && !more => "1 hit".to_owned(),
        Language::En => format!("{count}{plus} hits"),
    }
}

/// So many of the messages that are held here, while the server cannot be asked.
pub fn held_hits(language: Language, count: usize) -> String {
    match language {
        Language::Ko => format!("연결이 끊겨 여기 있는 메시지에서만 {count}개 찾음"),
        Language::En => format!("Disconnected: {count} among the messages held here"),
    }
}

/// Which hit of a room: `3 / 14`, or `3 / 14+` when there may be more.
pub fn hit_of(at: usize, count: usize, more: bool) -> String {
    format!("{at} / {count}{}", if more { "+" } else { "" })
}

/// The same for who hears it.
pub fn hit_of_in_words(language: Language, at: usize, count: usize, more: bool) -> String {
    let plus = if more { "+" } else { "" };
    match language {
        Language::Ko => format!("{count}{plus}개 가운데 {at}번째"),
        Language::En => format!("Hit {at} of {count}{plus}"),
    }
}

/// Takes a search off those of late.
pub fn forget(language: Language, query: &str) -> String {
    match language {
        Language::Ko => format!("‘{query}’ 지우기"),
        Language::En => format!("Remove “{query}”"),
    }
}

/// Takes a narrowing of a search away.
pub fn lift(language: Language, what: &str) -> String {
    match language {
        Language::Ko => format!("{what} 거르기 풀기"),
        Language::En => format!("Stop narrowing: {what}"),
    }
}

/// The days that a search is narrowed to.
pub fn days(language: Language, from: Option<&str>, to: Option<&str>) -> String {
    match (language, from, to) {
        (_, None, None) => chat::DAYS.say(language).to_owned(),
        (_, Some(from), Some(to)) if from == to => from.to_owned(),
        (_, Some(from), Some(to)) => format!("{from} – {to}"),
        (Language::Ko, Some(from), None) => format!("{from}부터"),
        (Language::Ko, None, Some(to)) => format!("{to}까지"),
        (Language::En, Some(from), None) => format!("from {from}"),
        (Language::En, None, Some(to)) => format!("to {to}"),
    }
}

/// The window's title over the chat screen: the open room and the product, after the unread messages of all rooms.
pub fn chat_title(language: Language, unread: u32, room: Option<&str>) -> String {
    let suda = pages::SUDA.say(language);
    let count = if unread == 0 { String::new() } else { format!("({}) ", capped(unread)) };
    match room {
        Some(room) => format!("{count}{room} · {suda}"),
        None => format!("{count}{suda}"),
    }
}

/// What a room is called: by its name, else by its people, else (nobody else is left) by a word for it.
pub fn room_name(language: Language, room: &RoomSummary) -> String {
    match &room.name {
        Some(name) => name.to_string(),
        None if room.faces.is_empty() => chat::ALONE.say(language).to_owned(),
        None => names(room.faces.iter().map(|person| person.name.as_str())),
    }
}

/// Ends one session of several.
pub fn sign_out_of(language: Language, device: &str) -> String {
    match language {
        Language::Ko => format!("{device}에서 로그아웃"),
        Language::En => format!("Sign out of {device}"),
    }
}

/// Over a reset link that was just made.
pub fn reset_link_for(language: Language, name: &str) -> String {
    match language {
        Language::Ko => format!("{name}님의 재설정 링크를 만들었어요"),
        Language::En => format!("The reset link for {name} is made"),
    }
}

/// Makes a reset link.
pub fn make_reset_link(language: Language, name: &str) -> String {
    match language {
        Language::Ko => format!("{name}님의 재설정 링크 만들기"),
        Language::En => format!("Make a reset link for {name}"),
    }
}

/// Closes an account.
pub fn close_account_of(language: Language, name: &str) -> String {
    match language {
        Language::Ko => format!("{name}님의 계정 닫기"),
        Language::En => format!("Close the account of {name}"),
    }
}

/// Who made an invite.
pub fn made_by(language: Language, name: &str) -> String {
    match language {
        Language::Ko => format!("{name}님이 만들었어요"),
        Language::En => format!("Made by {name}"),
    }
}

/// How many accounts an invite may still make.
pub fn uses_left(language: Language, count: u32) -> String {
    match language {
        Language::Ko => format!("{count}명 더 가입할 수 있어요"),
        Language::En if count == 1 => "1 more account".to_owned(),
        Language::En => format!("{count} more accounts"),
    }
}

/// The last day of something.
pub fn until(language: Language, day: &str) -> String {
    match language {
        Language::Ko => format!("{day}까지"),
        Language::En => format!("until {day}"),
    }
}

/// The reader's own name in a list of people.
pub fn me_behind(language: Language, name: &str) -> String {
    match language {
        Language::Ko => format!("{name} (나)"),
        Language::En => format!("{name} (you)"),
    }
}

/// Comes into a room under one's own name.
pub fn come_in_as(language: Language, name: &str) -> String {
    match language {
        Language::Ko => format!("{name} 이름으로 들어가기"),
        Language::En => format!("Come in as {name}"),
    }
}

/// Above a token that was just made.
pub fn fresh_token(language: Language, name: &str) -> String {
    match language {
        Language::Ko => format!("‘{name}’ 토큰을 만들었어요"),
        Language::En => format!("The token “{name}” is made"),
    }
}

/// The button that ends a token, for who does not see its row.
pub fn revoke_token(language: Language, name: &str) -> String {
    match language {
        Language::Ko => format!("‘{name}’ 토큰 거두기"),
        Language::En => format!("Revoke the token “{name}”"),
    }
}

/// The button that gives a bot another token, for who does not see its row.
pub fn new_token_for(language: Language, name: &str) -> String {
    match language {
        Language::Ko => format!("{name}의 새 토큰 만들기. 전의 토큰은 쓸 수 없게 돼요."),
        Language::En => format!("Make a new token for {name}. The one before stops working."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_names_one_and_two_and_nobody_beyond() {
        assert_eq!(typing(Language::Ko, &["지민"]), "지민님이 입력 중");
        assert_eq!(typing(Language::Ko, &["지민", "Bob"]), "지민님과 Bob님이 입력 중");
        assert_eq!(typing(Language::Ko, &["지민", "Bob", "하늘"]), "여러 명이 입력 중");
        assert_eq!(typing(Language::En, &["Ann"]), "Ann is typing");
        assert_eq!(typing(Language::En, &["Ann", "Bob"]), "Ann and Bob are typing");
        assert_eq!(typing(Language::En, &[]), "");
    }

    #[test]
    fn counts_have_their_unit_and_an_end() {
        assert_eq!(new_messages(Language::Ko, 3), "새 메시지 3개");
        assert_eq!(new_messages(Language::En, 1), "1 new message");
        assert_eq!(unread(Language::En, 100), "99+ unread");
        assert_eq!(members(Language::Ko, 8), "8명");
        assert_eq!(members(Language::En, 1), "1 member");
        assert_eq!(capped(99), "99");
    }

    #[test]
    fn the_title_counts_what_is_unread() {
        assert_eq!(chat_title(Language::Ko, 0, Some("디자인")), "디자인 · 수다");
        assert_eq!(chat_title(Language::En, 120, None), "(99+) Suda");
    }
}
