//! The words of the style guide, a page of debug builds: a release has none of them.

super::texts! {
    TITLE: "스타일 가이드", "Style guide";
    /// Under the title.
    ABOUT: "화면을 이루는 색과 크기, 부품을 밝은 화면과 어두운 화면에서 나란히 보여 드려요. 개발용 빌드에만 있는 페이지예요.", "The colours, sizes and parts that screens are made of, in light and in dark. A page of debug builds only.";
    /// The label of the links to the sections.
    SECTIONS: "차례", "Sections";
    LIGHT: "밝게", "Light";
    DARK: "어둡게", "Dark";

    COLOURS: "색", "Colours";
    SURFACES: "바탕", "Surfaces";
    WORDS: "글자와 선", "Text and lines";
    ACCENT: "강조", "Accent";
    OWN: "내 말풍선", "Own bubble";
    STATES: "상태", "States";
    PEOPLE: "사람", "People";
    SIZES: "크기", "Sizes";
    TYPE: "글자 크기", "Type";
    /// Said in every size of type.
    SPECIMEN: "오늘 저녁 7시에 만나요", "Let us meet at 7 tonight";
    RADII: "모서리", "Radii";
    ELEVATION: "높이", "Elevation";
    BUTTONS: "버튼", "Buttons";
    PRIMARY: "주된 일", "Primary";
    SECONDARY: "다른 일", "Secondary";
    PLAIN: "테두리 없이", "Plain";
    DANGER: "되돌릴 수 없는 일", "Danger";
    SMALL: "작게", "Small";
    MEDIUM: "보통", "Medium";
    BIG: "크게", "Big";
    ICON_BUTTONS: "아이콘 버튼", "Icon buttons";

    REST: "평소", "Rest";
    HOVER: "가리킬 때", "Hover";
    FOCUS: "초점", "Focus";
    DISABLED: "못 쓸 때", "Disabled";
    PRESSED: "눌린 채", "Pressed";
    EXPANDED: "펼친 채", "Expanded";
    HELPED: "도움말과 함께", "With help";
    REFUSED: "틀렸을 때", "With an error";
    READ_ONLY: "읽기만", "Read only";
    EMPTY: "비었을 때", "Empty";
    ON: "켬", "On";
    OFF: "끔", "Off";

    FIELDS: "입력란", "Fields";
    NAME: "이름", "Name";
    NAME_HELP: "대화에서 이 이름으로 보여요.", "People see you by this name.";
    NAME_TYPED: "김지민", "Jimin Kim";
    NAME_TAKEN: "다른 사람이 쓰는 이름이에요. 다른 이름을 골라 주세요.", "Somebody has this name. Choose another one.";
    ADDRESS: "주소", "Address";
    SEARCH: "찾기", "Search";
    PLACEHOLDER: "이름이나 초성으로 찾기", "Find by name";
    CHOICES: "고르기", "Choices";
    NOTIFY: "알림 받기", "Notify me";
    SCREEN: "화면", "Screen";
    BY_SYSTEM: "시스템", "System";

    MARKS: "표시", "Marks";
    COUNTS: "안 읽은 수, 나를 부른 수", "Unread, and what calls you";
    ROLES: "역할", "Roles";
    CREATOR: "만든 사람", "Creator";
    ADMINISTRATOR: "관리자", "Administrator";
    THIS_DEVICE: "지금 이 기기", "This device";
    FOUND: "찾은 말", "What was found";
    MARKED_TEXT: "오늘 회의는 큰 회의실에서 해요", "The meeting today is in the big meeting room";
    LOGO: "상징", "The mark";
    AVATARS: "사람과 대화방", "People and rooms";
    AVATAR_SIZES: "크기", "Sizes";
    HUES: "여덟 가지 색", "Eight hues";
    PRESENT: "지금 있는지", "Presence";
    ONLINE: "접속 중", "Online";
    AWAY: "자리 비움", "Away";
    TILES: "대화방", "Rooms";
    ROOM: "디자인", "Design";

    FLOATS: "떠 있는 것", "What floats";
    MENU: "메뉴", "Menu";
    REPLY: "답하기", "Reply";
    COPY: "복사", "Copy";
    DELETE: "지우기", "Delete";
    DIALOG: "대화 상자", "Dialog";
    LEAVE: "대화방에서 나갈까요?", "Leave this room?";
    LEAVE_LINE: "다시 초대받기 전까지 이 대화를 볼 수 없어요.", "You cannot see the conversation until somebody invites you again.";
    LEAVE_NOW: "나가기", "Leave";
    CANCEL: "취소", "Cancel";
    NOTICES: "알리는 말", "Notices";
    BANNERS: "띠", "Banners";
    OFFLINE: "연결이 끊겼어요. 다시 연결하고 있어요.", "You are offline. Connecting again.";
    TRY_NOW: "지금 시도", "Try now";
    FAILED: "저장하지 못했어요.", "It was not saved.";
    SAVED: "저장했어요.", "Saved.";
    NOTHING: "아무것도 없을 때", "Nothing here";
    NO_ROOMS: "아직 대화방이 없어요", "No rooms yet";
    NO_ROOMS_LINE: "대화방을 만들고 사람을 초대해 보세요.", "Make a room and invite people.";
    NEW_ROOM: "대화방 만들기", "Make a room";
    LOADING: "불러오는 중", "Loading";
    ICONS: "아이콘", "Icons";
}
