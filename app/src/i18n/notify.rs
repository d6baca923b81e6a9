//! The words of notifications, and of the page for when the server is away.

super::texts! {
    NOTIFICATIONS: "알림", "Notifications";
    NOTIFICATIONS_LINE: "수다를 보고 있지 않을 때 새 메시지를 이 기기에서 알려 드려요.", "When you are not looking at Suda, this device tells you of new messages.";
    NEEDS_SCRIPT: "알림을 켜려면 자바스크립트가 필요해요.", "Notifications need JavaScript.";
    UNABLE: "이 브라우저에서는 알림을 켤 수 없어요. 아이폰과 아이패드에서는 수다를 홈 화면에 더한 뒤 그 아이콘으로 열어 주세요.", "This browser cannot show notifications. On an iPhone or iPad, add Suda to the home screen and open it from there.";
    DENIED: "브라우저가 이 사이트의 알림을 막고 있어요. 브라우저의 사이트 설정에서 알림을 허용한 뒤 다시 와 주세요.", "Your browser blocks notifications of this site. Allow them in its settings for this site, and come back.";
    IS_ON: "이 기기에서 알림을 받고 있어요.", "This device tells you.";
    IS_ON_WHILE_OPEN: "수다가 열려 있는 동안에만 이 기기에서 알림을 받고 있어요.", "This device tells you while Suda is open in it.";
    HIDE_TEXT: "메시지 내용 숨기기", "Hide what was said";
    HIDE_TEXT_HELP: "누가 어느 방에서 썼는지만 보여 줘요.", "Only who wrote, and in which room.";
    TURN_ON: "이 기기에서 알림 켜기", "Turn on on this device";
    TURN_OFF: "이 기기에서 알림 끄기", "Turn off on this device";
    SERVICE_UNKNOWN: "이 서버는 이 브라우저의 알림 서비스를 쓰지 않아요. 관리자에게 물어봐 주세요.", "This server does not use the push service of this browser. Ask your administrator.";

    /// What a notification says when the text is hidden.
    NEW_MESSAGE: "새 메시지가 왔어요", "New message";

    OFFLINE: "지금은 수다에 연결할 수 없어요", "Suda cannot be reached now";
    OFFLINE_LINE: "인터넷 연결을 확인해 주세요. 쓰던 메시지는 이 기기에 그대로 있어요.", "Check your internet connection. What you were writing is still on this device.";
    TRY_AGAIN: "다시 해 보기", "Try again";
}
