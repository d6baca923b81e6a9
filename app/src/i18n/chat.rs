//! The words of the chat screen.

use protocol::ids::UserKind;

super::texts! {
    /// The tabs of a phone.
    PLACES: "이동", "Go to";
    CALLED: "나를 부름", "Mentions";
    FIND: "찾기", "Search";
    YOU: "나", "You";
    ROOM_LIST: "방 목록", "Rooms";
    FIND_ROOM: "방이나 사람 찾기", "Find a room or person";
    NEW_ROOM: "새 방 만들기", "New room";
    NEW_DIRECT: "새 대화 시작하기", "New direct conversation";
    ROOMS: "방", "Rooms";
    PEOPLE: "사람", "People";
    /// Over the rooms that stand before the others.
    STARRED: "고정", "Starred";
    STAR: "위에 고정하기", "Star";
    UNSTAR: "고정 풀기", "Unstar";
    /// Beside a switch.
    STARRED_SWITCH: "목록 위에 고정", "Starred";
    MARK_READ: "읽음으로 표시", "Mark as read";
    NOTIFY: "알림", "Notifications";
    NOTIFY_ALL: "모든 메시지", "All messages";
    NOTIFY_MENTIONS: "부를 때만", "Mentions";
    NOTIFY_NOTHING: "알림 끔", "Muted";
    DRAFT: "초안", "Draft";
    NO_ROOMS: "아직 방이 없어요", "No rooms yet";
    NO_ROOMS_LINE: "방을 만들면 여기에 보여요.", "Rooms you make show here.";
    NOTHING_FOUND: "찾지 못했어요", "Nothing found";
    FIRST_ROOM: "첫 방을 만들어 볼까요?", "Make the first room?";
    FIRST_ROOM_LINE: "방은 하나의 이야깃거리예요. 나중에 이름도 바꾸고 정리할 수 있어요.", "A room is one thing to talk about. You can rename and tidy up later.";
    ROOM_NAME: "방 이름", "Room name";
    ANYONE: "누구나", "Anyone";
    ANYONE_LINE: "서버에 있는 사람은 모두 들어와요", "Everybody on this server may come in";
    INVITED: "초대받은 사람만", "Invited people only";
    INVITED_LINE: "목록에도 보이지 않아요", "It is not even listed";
    MAKE_ROOM: "방 만들기", "Create the room";
    INVITE_PEOPLE: "함께할 사람", "People to bring in";
    FIND_PEOPLE: "이름으로 찾기", "Find by name";
    PUBLIC_ROOMS: "열린 방", "Public rooms";
    BROWSE_ROOMS: "열린 방 둘러보기", "Browse public rooms";
    JOIN: "들어가기", "Join";
    JOINED: "들어와 있음", "Joined";
    CANCEL: "그만두기", "Cancel";
    CLOSE: "닫기", "Close";
    BACK: "방 목록으로", "Back to rooms";
    SEARCH: "메시지 찾기", "Search messages";
    SEARCH_HERE: "이 방에서", "This room";
    SEARCH_ALL: "모든 방에서", "All rooms";
    SEARCH_WHERE: "어디에서", "Where";
    SEARCH_LEAVE: "찾기 닫기", "Close the search";
    SEARCH_EMPTY: "찾을 말 지우기", "Empty the field";
    SEARCH_FOUND: "찾은 것", "Found";
    SEARCH_RECENT: "최근에 찾은 말", "Recent searches";
    FORGET_ALL: "모두 지우기", "Clear all";
    MESSAGES: "메시지", "Messages";
    /// Over hits that only the keys or the initials give.
    CLOSE_MATCHES: "비슷한 메시지", "Close matches";
    THIS_WEEK: "이번 주", "This week";
    SEARCH_LINE: "한 글자든 초성이든, 적는 대로 찾아요.", "It finds as you type: any part of a word, or initials.";
    NOTHING_FOUND_LINE: "다른 말로 찾거나 조건을 지워 보세요.", "Try another word, or narrow it less.";
    FROM: "보낸 사람", "From";
    DAYS: "날짜", "Dates";
    FROM_DAY: "이날부터", "From this day";
    TO_DAY: "이날까지", "To this day";
    KEY_CHOOSE: "고르기", "choose";
    KEY_GO: "그 자리로", "go there";
    KEY_OPEN: "가기", "go";
    /// At the foot of the switcher.
    INITIALS_DO: "초성만 적어도 찾아요", "Korean initials work, too";
    /// Over what can be made of what was typed.
    TO_DO: "할 일", "Do";
    KEY_NARROW: "거르기", "narrow";
    KEY_CLOSE: "닫기", "close";
    EXAMPLE_FROM: "from:지민", "from:ann";
    EXAMPLE_IN: "in:공지", "in:news";
    MAY_BE_TYPED: "처럼 적어도 돼요", "may be typed too";
    /// Beside the number of hits.
    NEWEST_FIRST: "최신순", "newest first";
    NO_SUCH_PERSON: "그런 이름의 사람이 없어요", "Nobody has that name";
    NO_SUCH_ROOM: "그런 이름의 방이 없어요", "None of your rooms is called so";
    NO_SUCH_DAY: "날짜는 2026-11-25, 2026-11, 오늘, 어제처럼 적어 주세요", "Write a day as 2026-11-25, 2026-11, today or yesterday";
    /// There are more, and there was no time to look at them.
    SEARCH_CUT: "더 적으면 나머지도 찾아요", "type more to find the rest";
    PREVIOUS_HIT: "이전 결과", "Previous hit";
    NEXT_HIT: "다음 결과", "Next hit";
    TO_RESULTS: "결과로 돌아가기", "Back to the results";
    END_SEARCH: "찾기 마치기", "End the search";
    WALK: "찾은 메시지 넘겨 보기", "Through the hits";
    DETAILS: "방 정보", "Room details";
    MEMBERS: "구성원", "Members";
    INVITE: "초대하기", "Invite";
    CREATOR: "방장", "owner";
    INVITE_LINK: "초대 링크", "Invite link";
    MAKE_LINK: "초대 링크 만들기", "Make an invite link";
    LINK_ONCE: "이 주소는 지금만 보여요.", "This address is shown only now.";
    COPY_ADDRESS: "복사하기", "Copy";
    REVOKE: "거두기", "Revoke";
    ME: "나", "me";
    RENAME: "이름 바꾸기", "Rename";
    TOPIC: "주제", "Topic";
    CHANGE_TOPIC: "주제 바꾸기", "Set topic";
    NO_TOPIC: "주제가 없어요", "No topic";
    LEAVE: "방 나가기", "Leave the room";
    LEAVE_WARNING: "나가면 이 방의 대화를 더 볼 수 없어요.", "You will not see this room's conversation any more.";
    DELETE_ROOM: "방 지우기", "Delete the room";
    DELETE_WARNING: "모두에게서 사라지고, 되돌릴 수 없어요.", "It is gone for everybody, and this cannot be undone.";
    REMOVE: "내보내기", "Remove";
    SAVE: "저장", "Save";
    CONVERSATION: "대화", "Conversation";
    /// On a message that its author has changed.
    EDITED: "고침", "edited";
    /// In the place of a message that was deleted.
    GONE: "지운 메시지예요", "This message was deleted";
    REACT: "반응 남기기", "React";
    REPLY: "답하기", "Reply";
    EDIT: "고치기", "Edit";
    COPY: "글 복사", "Copy the text";
    COPY_LINK: "링크 복사", "Copy the link";
    MARK_UNREAD: "여기부터 안 읽음으로", "Mark unread from here";
    DELETE_MESSAGE: "메시지 지우기", "Delete the message";
    DELETE_MESSAGE_WARNING: "모두에게서 사라지고, 되돌릴 수 없어요.", "It is gone for everybody, and this cannot be undone.";
    COPIED: "복사했어요", "Copied";
    NOT_COPIED: "복사하지 못했어요", "Could not copy";
    /// The bar over a message that is pointed at.
    MESSAGE_ACTIONS: "메시지 메뉴", "What can be done with this message";
    EDITING: "메시지 고치는 중", "Editing a message";
    STOP_EDITING: "고치기 그만두기", "Stop editing";
    STOP_REPLYING: "답하기 그만두기", "Stop replying";
    TO_QUOTED: "답한 메시지로", "To the message that it answers";
    NEW: "새 메시지", "New";
    LOG_BEGINS: "여기서 시작해요", "The conversation begins here";
    LOST_LINE: "방이 지워졌거나, 구성원에서 빠졌어요.", "It was deleted, or you are no longer a member.";
    LOST_DRAFT: "쓰던 글이에요. 필요하면 옮겨 두세요.", "This is what you were writing. Copy it if you need it.";
    GO_TO_DAY: "날짜로 가기", "Go to a day";
    WHICH_DAY: "어느 날로 갈까요?", "Which day?";
    NO_DAY: "날짜를 골라 주세요", "Choose a day";
    TODAY: "오늘", "Today";
    YESTERDAY: "어제", "Yesterday";
    LOAD_OLDER: "이전 메시지 보기", "Older messages";
    LOAD_NEWER: "다음 메시지 보기", "Newer messages";
    TO_END: "맨 아래로", "To the end";
    PENDING: "보내는 중", "Sending";
    WAITING: "기다리는 중", "Waiting";
    FAILED: "보내지 못했어요", "Not sent";
    SEND_AGAIN: "다시 보내기", "Send again";
    DELETE: "지우기", "Delete";
    WRITE: "메시지 쓰기", "Write a message";
    SEND: "보내기", "Send";
    NEWLINE_HINT: "Shift+Enter 줄바꿈", "Shift+Enter for a new line";
    /// In its place, for whom Enter is a new line.
    SEND_HINT: "Ctrl+Enter 보내기", "Ctrl+Enter to send";
    ONLINE: "접속 중", "Online";
    AWAY: "자리 비움", "Away";
    NOT_THERE: "접속하지 않음", "Not online";
    /// When somebody was there last, as `THE_DAY_BEFORE`.
    JUST_NOW: "방금", "just now";
    THE_DAY_BEFORE: "어제", "yesterday";
    PROFILE: "프로필", "Profile";
    TALK: "메시지 보내기", "Message";
    CONNECTED: "연결됨", "Connected";
    CONNECTING: "연결 중", "Connecting";
    OFFLINE: "연결이 끊겼어요. 보낸 메시지는 다시 연결되면 보내요.", "Disconnected. What you send waits and goes later.";
    PUT_OFF: "서버가 지금은 받지 못해요. 보낸 메시지는 받을 수 있게 되면 보내요.", "The server cannot take messages now. What you send waits and goes later.";
    NOT_LOADED: "여기 쓸 것을 불러오지 못했어요. 계속 안 되면 페이지를 새로 고쳐 주세요.", "This part could not be loaded. If it keeps failing, reload the page.";
    TRY_NOW: "지금 시도", "Try now";
    SETTINGS: "설정", "Settings";
    FILES_LATER: "파일은 아직 보낼 수 없어요.", "Files cannot be sent yet.";
    /// A room without a name that nobody else is in.
    ALONE: "나만 있는 방", "Just me";
    NO_PUBLIC_ROOMS: "아직 열린 방이 없어요.", "No public rooms yet.";
    MORE: "더 보기", "More";
    OPEN: "열기", "Open";
    EMPTY_ROOM_LINE: "첫 마디를 건네거나 사람을 불러 보세요.", "Say the first word, or bring people in.";
    PICK_ROOM: "방을 골라 주세요", "Choose a room";
    PICK_ROOM_LINE: "목록에서 고르거나 새 방을 만들 수 있어요.", "Pick one from the list, or make a new one.";
    /// The button of the room in a page of another site.
    OPEN_CHAT: "수다 열기", "Open the chat";
    CLOSE_CHAT: "수다 닫기", "Close the chat";
    /// Beside a name without an account.
    GUEST: "손님", "Guest";
    /// Beside the name of a program.
    BOT: "봇", "Bot";
    SEVERAL_TYPING: "여러 명이 입력 중", "Several people are typing";
}

/// What stands beside somebody's name, where it is no person with an account.
pub fn kind(id: &protocol::UserId) -> Option<super::Text> {
    match id.kind() {
        UserKind::Account => None,
        UserKind::Bot => Some(BOT),
        UserKind::Guest => Some(GUEST),
    }
}
