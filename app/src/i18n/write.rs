//! The words of the composer, of what helps with writing, and of the keys.

use super::Text;

super::texts! {
    TOOLS: "글 도구", "Writing tools";
    BOLD: "굵게 (Ctrl+B)", "Bold (Ctrl+B)";
    SLANTED: "기울임 (Ctrl+I)", "Italic (Ctrl+I)";
    STRUCK: "취소선 (Ctrl+Shift+X)", "Strikethrough (Ctrl+Shift+X)";
    CODE: "코드 (Ctrl+E)", "Code (Ctrl+E)";
    CODE_LINES: "코드 블록", "Code block";
    LIST: "목록", "List";
    QUOTE: "인용", "Quote";
    LINK: "링크", "Link";
    EMOJI: "이모지", "Emoji";
    FIND_EMOJI: "이모지 찾기", "Find an emoji";
    EMOJI_RECENT: "최근에 쓴 이모지", "Recently used";
    EMOJI_FACES: "표정과 마음", "Smileys and emotion";
    EMOJI_PEOPLE: "사람과 몸", "People and body";
    EMOJI_NATURE: "동물과 자연", "Animals and nature";
    EMOJI_FOOD: "먹을거리", "Food and drink";
    EMOJI_TRAVEL: "여행과 장소", "Travel and places";
    EMOJI_ACTIVITIES: "활동", "Activities";
    EMOJI_OBJECTS: "물건", "Objects";
    EMOJI_SYMBOLS: "기호", "Symbols";
    EMOJI_FLAGS: "깃발", "Flags";
    CALL: "사람 부르기", "Mention somebody";
    /// On the button of a block of code.
    COPY_CODE: "복사", "Copy";
    CODE_COPIED: "복사했어요", "Copied";
    KEYS: "단축키", "Keyboard shortcuts";
    KEY_SEND: "보내기", "Send";
    KEY_SEND_ALWAYS: "항상 보내기", "Send, on any device";
    KEY_BREAK: "줄바꿈", "New line";
    KEY_ROOMS: "방 찾기", "Find a room";
    KEY_EDIT_LAST: "빈 칸에서 내 마지막 메시지 고치기", "In an empty field: edit your last message";
    KEY_REPLY: "고른 메시지에 답하기", "On a message: reply";
    KEY_EDIT: "고른 내 메시지 고치기", "On a message of yours: edit";
    KEY_REACT: "고른 메시지에 반응 남기기", "On a message: react";
    KEY_DELETE: "고른 메시지 지우기", "On a message: delete";
    KEY_STEP_UNREAD: "안 읽은 방으로", "To an unread room";
    KEY_STEP: "이전·다음 방으로", "Room above or below";
    KEY_FIND: "이 방에서 찾기", "Search this room";
    KEY_FIND_ALL: "모든 방에서 찾기", "Search all rooms";
    KEY_END: "모두 읽고 맨 아래로", "Mark read, go to the end";
    KEY_REGIONS: "다음 영역으로", "Next region";
    KEY_BOLD: "굵게", "Bold";
    KEY_SLANTED: "기울임", "Italic";
    KEY_STRUCK: "취소선", "Strikethrough";
    KEY_CODE: "코드", "Code";
    KEY_HELP: "이 목록 보기", "This list";
}

/// The titles of the groups of emoji, in the order of the file.
pub const EMOJI_GROUPS: [Text; 9] =
    [EMOJI_FACES, EMOJI_PEOPLE, EMOJI_NATURE, EMOJI_FOOD, EMOJI_TRAVEL, EMOJI_ACTIVITIES, EMOJI_OBJECTS, EMOJI_SYMBOLS, EMOJI_FLAGS];

/// Every key, and what it does.
pub const ALL_KEYS: &[(&[&str], Text)] = &[
    (&["Enter"], KEY_SEND),
    (&["Ctrl", "Enter"], KEY_SEND_ALWAYS),
    (&["Shift", "Enter"], KEY_BREAK),
    (&["@"], CALL),
    (&["Ctrl", "B"], KEY_BOLD),
    (&["Ctrl", "I"], KEY_SLANTED),
    (&["Ctrl", "Shift", "X"], KEY_STRUCK),
    (&["Ctrl", "E"], KEY_CODE),
    (&["↑"], KEY_EDIT_LAST),
    (&["R"], KEY_REPLY),
    (&["E"], KEY_EDIT),
    (&["+"], KEY_REACT),
    (&["Del"], KEY_DELETE),
    (&["Ctrl", "K"], KEY_ROOMS),
    (&["Alt", "↑", "↓"], KEY_STEP),
    (&["Alt", "Shift", "↑", "↓"], KEY_STEP_UNREAD),
    (&["Ctrl", "F"], KEY_FIND),
    (&["Ctrl", "Shift", "F"], KEY_FIND_ALL),
    (&["Esc"], KEY_END),
    (&["F6"], KEY_REGIONS),
    (&["?"], KEY_HELP),
];
