//! The words of the pages without a script: sign-in, settings, administration, failures.

super::texts! {
    /// The product.
    SUDA: "수다", "Suda";

    SIGN_IN: "로그인", "Sign in";
    SIGN_UP: "가입하기", "Sign up";
    SIGN_OUT: "로그아웃", "Sign out";
    /// The slogan's two lines.
    SLOGAN_1: "우리끼리 편하게,", "Among ourselves,";
    SLOGAN_2: "우리 서버에서.", "on our own server.";
    LEAD: "여기서 나눈 말은 이 서버에만 남아요.", "What is said here stays on this server.";
    /// The sample conversation beside the form.
    ART_SKY: "하늘", "Sky";
    ART_WALK: "밥 먹고 산책 갈 사람 🍂", "Who is up for a walk after lunch? 🍂";
    ART_ME: "저요! 10분만요", "Me! Give me 10 minutes";
    ART_COFFEE: "Me too. 커피는 제가 살게요", "Me too. 커피는 제가 살게요";
    ROOM_AFTERWARDS: "초대받은 방이 기다려요. 로그인하거나 가입하면 바로 들어갈 수 있어요.", "You are invited to a room. Sign in or sign up, and you can go in.";
    WELCOME_BACK: "다시 만나서 반가워요", "Good to see you again";
    NAME: "이름", "Name";
    PASSWORD: "비밀번호", "Password";
    FORGOTTEN: "비밀번호를 잊었다면 관리자에게 재설정 링크를 받으세요.", "Forgot your password? Ask an administrator for a reset link.";
    NAME_FIRST: "이름부터 알려 주세요", "First, your name";
    FIRST_ACCOUNT: "첫 계정을 만들어요", "Make the first account";
    FIRST_ACCOUNT_HELP: "첫 계정이 이 서버의 관리자가 돼요.", "The first account administers this server.";
    SHOWN_NAME: "보여 줄 이름", "Name to show";
    SHOWN_NAME_HELP: "나중에 바꿀 수 있어요.", "You can change it later.";
    PASSWORD_TIP: "기억하기 쉬운 문장이면 더 좋아요.", "A sentence that is easy to remember is best.";
    INVITE_CODE: "초대 코드", "Invite code";
    INVITE_CODE_HELP: "이 서버는 초대받은 사람만 가입해요.", "On this server, sign-up needs an invite.";
    JOIN: "가입하고 들어가기", "Sign up and enter";
    CLOSED_TITLE: "지금은 가입을 받지 않아요", "Sign-up is closed";
    CLOSED_LINE: "계정이 필요하면 이 서버의 관리자에게 물어보세요.", "If you need an account, ask this server's administrator.";
    RESET_TITLE: "새 비밀번호 정하기", "Set a new password";
    NEW_PASSWORD: "새 비밀번호", "New password";
    RESET_SAVE: "비밀번호 바꾸고 들어가기", "Set the password and enter";
    RESET_GONE_TITLE: "쓸 수 없는 링크예요", "This link does not work any more";
    RESET_GONE_LINE: "이미 썼거나 기한이 지났어요. 관리자에게 새 링크를 받으세요.", "It was used or is too old. Ask an administrator for a new one.";
    TO_SIGN_IN: "로그인하러 가기", "Go to sign-in";

    SEARCH_FOR: "찾을 말", "Look for";
    SEARCH_WORDS: "두 글자든 초성이든 괜찮아요. 보낸이:이름, 방:이름, 이전:2026-11, 이후:어제로 좁힐 수 있어요.", "Any part of a word, or initials. Narrow with from:name, in:room, before:2026-11, after:yesterday.";
    SEARCH: "찾기", "Search";
    SEARCH_CUT: "시간이 모자라 끝까지 보지 못했어요. 찾을 말을 더 적어 보세요.", "There was no time to look everywhere. Try a longer query.";

    API: "프로그램을 위한 HTTP API", "HTTP API for programs";

    BACK_TO_CHAT: "대화로 돌아가기", "Back to the conversation";
    SETTINGS: "설정", "Settings";
    GROUP_ME: "나", "Me";
    GROUP_SAFETY: "안전", "Safety";
    GROUP_SERVER: "이 서버", "This server";
    PROFILE: "프로필", "Profile";
    SCREEN: "화면", "Screen";
    SIGN_INS: "로그인과 기기", "Sign-ins and devices";
    PEOPLE_AND_INVITES: "사람과 초대", "People and invites";
    SAVED: "저장했어요", "Saved";
    SAVE: "저장", "Save";
    CHANGE_NAME: "이름 바꾸기", "Change name";
    NAME_LOGIN_HELP: "로그인할 때도 이 이름을 써요.", "You also sign in with this name.";
    BRIGHTNESS: "밝기", "Theme";
    THEME_SYSTEM: "시스템에 맞춤", "Match system";
    THEME_LIGHT: "밝게", "Light";
    THEME_DARK: "어둡게", "Dark";
    OWN_MESSAGES: "내 메시지", "My messages";
    OWN_RIGHT: "오른쪽 말풍선", "Bubbles on the right";
    OWN_LEFT: "모두 왼쪽", "All on the left";
    READING: "읽기", "Reading";
    TEXT_SIZE: "글자 크기", "Text size";
    TEXT_SIZE_LINE: "메시지와 입력창에만 적용돼요. 휴대폰에서는 16보다 작아지지 않아요.", "For messages and the field they are written in. Never less than 16 on a phone.";
    ROOM_ROWS: "방 목록", "Room list";
    ROOM_ROWS_LINE: "한 줄로 하면 마지막 메시지를 숨겨요.", "One line hides the last message.";
    TWO_LINES: "두 줄", "Two lines";
    ONE_LINE: "한 줄", "One line";
    STILL: "움직임 줄이기", "Less motion";
    STILL_LINE: "꺼 두면 시스템 설정을 따라요.", "While it is off, as the system says.";
    WRITING: "쓰기", "Writing";
    ENTER_SENDS: "Enter로 보내기", "Send with Enter";
    ENTER_SENDS_LINE: "끄면 Ctrl+Enter로 보내고, Enter는 줄을 바꿔요.", "While it is off, Ctrl+Enter sends and Enter starts a new line.";
    TYPING: "입력 중 표시", "Typing notice";
    TYPING_LINE: "쓰는 동안 다른 사람에게 보여요.", "Others see it while you write.";
    LANGUAGE: "언어", "Language";
    LANGUAGE_AUTO: "브라우저에 맞춤", "Match browser";
    /// In its own language, everywhere.
    KOREAN: "한국어", "한국어";
    /// In its own language, everywhere.
    ENGLISH: "English", "English";
    CHANGE_PASSWORD: "비밀번호 바꾸기", "Change password";
    CURRENT_PASSWORD: "지금 비밀번호", "Current password";
    PASSWORD_SIGNS_OUT: "바꾸면 다른 기기에서는 로그아웃되고, 액세스 토큰도 쓸 수 없게 돼요.", "Changing it signs out your other devices, and ends your access tokens.";
    DEVICES: "로그인한 기기", "Signed-in devices";
    THIS_DEVICE: "이 기기", "This device";
    TOKENS: "액세스 토큰", "Access tokens";
    TOKENS_LINE: "봇이나 다른 프로그램이 나 대신 수다를 쓸 때 비밀번호 대신 써요.", "Bots and other programs use one instead of your password, to act as you.";
    TOKEN_NAME: "용도", "What it is for";
    TOKEN_NAME_HELP: "예: 집 서버 알림", "For example: alerts of the home server";
    MAKE_TOKEN: "토큰 만들기", "Make a token";
    NO_TOKENS: "아직 토큰이 없어요", "No tokens yet";
    FRESH_TOKEN_ONCE: "이 토큰은 지금 한 번만 보여요. 복사해서 안전한 곳에 두세요.", "This token is shown only now. Copy it, and keep it in a safe place.";
    BOTS: "봇", "Bots";
    BOTS_LINE: "봇은 비밀번호 없이 토큰으로만 들어오는 계정이에요.", "A bot is an account without a password, which only tokens open.";
    BOT_NAME: "봇 이름", "The bot's name";
    MAKE_BOT: "봇 만들기", "Make a bot";
    NEW_TOKEN: "새 토큰", "New token";
    JOIN_TITLE: "방 초대", "Invitation";
    JOIN_ROOM: "방에 들어가기", "Join the room";
    LINK_OVER: "이 초대 링크는 더 쓸 수 없어요", "This invite link does not work any more";
    LINK_OVER_LINE: "기한이 지났거나, 인원이 찼거나, 누가 거두었어요. 새 링크를 부탁해 보세요.", "It is too old, used up, or revoked. Ask for a new one.";
    TO_ROOMS: "방 목록으로", "To the rooms";
    NAMELESS_ROOM: "이름 없는 방", "A room without a name";
    EMBED_TITLE: "이야기 나누기", "Talk with us";
    EMBED_WINDOW: "새 창에서 로그인하기", "Sign in in a new window";
    GUEST_TITLE: "계정 없이 둘러보기", "Without an account";
    GUEST_LINE: "이름만 적으면 들어가요. 나가고 나면 그 이름을 다른 사람이 쓸 수 있어요.", "Your name is enough. After you leave, somebody else may use that name.";
    GUEST_ENTER: "손님으로 들어가기", "Come in as a guest";
    UNKNOWN_DEVICE: "알 수 없는 기기", "Unknown device";
    LAST_USED: "마지막 사용", "Last used";
    END_SESSION: "로그아웃하기", "Sign it out";

    ADMIN: "관리", "Administration";
    PEOPLE: "사람", "People";
    INVITES: "초대", "Invites";
    ADMINISTRATOR: "관리자", "administrator";
    CLOSED: "닫힌 계정", "closed";
    YOU: "나", "you";
    SINCE: "가입", "Joined";
    RESET_LINK: "재설정 링크", "Reset link";
    CLOSE_ACCOUNT: "계정 닫기", "Close account";
    CLOSE_WARNING: "로그인할 수 없게 되고, 되돌릴 수 없어요. 남긴 말은 그대로 있어요.", "They cannot sign in any more, and this cannot be undone. What they said stays.";
    CLOSE_REALLY: "네, 닫을게요", "Yes, close it";
    MORE_PEOPLE: "다음 사람들", "More people";
    REGISTRATION_OPEN: "누구나 가입할 수 있어요.", "Anyone may sign up.";
    REGISTRATION_INVITE: "초대받은 사람만 가입할 수 있어요.", "Only people with an invite may sign up.";
    REGISTRATION_CLOSED: "가입을 받지 않고 있어요.", "Sign-up is closed.";
    INVITE_USES: "가입할 수 있는 사람 수", "Accounts it may make";
    INVITE_DAYS: "유효 기간(일)", "Days until it ends";
    MAKE_INVITE: "초대 링크 만들기", "Make an invite link";
    REVOKE: "거두기", "Revoke";
    NO_INVITES: "쓸 수 있는 초대가 없어요", "No invites that can be used";
    NO_INVITES_LINE: "위에서 만들면 여기에 보여요.", "Make one above, and it shows here.";
    BY_COMMAND_LINE: "명령줄에서 만듦", "Made on the command line";
    FRESH_ONCE: "이 링크는 지금 한 번만 보여요. 복사해서 전해 주세요.", "This link is shown only now. Copy it and pass it on.";
    FRESH_INVITE: "초대 링크를 만들었어요", "The invite link is made";

    TO_START: "처음으로", "To the start";
    NOT_FOUND: "여기에는 아무것도 없어요", "There is nothing here";
    NOT_FOUND_LINE: "주소가 바뀌었거나, 들어갈 수 없는 방이에요.", "The address has changed, or it is a room that you are not in.";
    FORBIDDEN: "들어올 수 없는 곳이에요", "You may not come in here";
    FORBIDDEN_LINE: "권한이 없거나, 다른 곳에서 보낸 양식이에요.", "It is not for you, or the form came from another site.";
    TOO_MANY: "조금 천천히 해 주세요", "A little slower, please";
    UNAVAILABLE: "저장소가 잠시 쉬고 있어요", "Storage is away for a moment";
    UNAVAILABLE_LINE: "적은 것은 저장되지 않았어요. 뒤로 가면 그대로 있으니, 잠시 뒤에 다시 보내 주세요.", "What you typed was not stored. Go back, it is still there, and send it again in a moment.";
    INTERNAL: "우리 쪽에서 잘못됐어요", "Something went wrong on our side";
    INTERNAL_LINE: "기록해 두었어요. 잠시 뒤에 다시 해 보세요.", "It was logged. Try again in a moment.";
}
