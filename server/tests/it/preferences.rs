//! What somebody chooses for their screen.

use axum::http::StatusCode;

use crate::support::Net;

/// The form of the screen as the page sends it when nothing was changed, but for these.
fn screen<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("language", ""),
        ("theme", "system"),
        ("own", "right"),
        ("text", "usual"),
        ("rooms", "two_lines"),
        ("enter", "on"),
        ("typing", "on"),
    ];
    let kept = usual.into_iter().filter(|(name, _)| !changed.iter().any(|(other, _)| name == other));
    kept.chain(changed.iter().copied()).collect()
}

#[tokio::test]
async fn the_screen_is_ones_own_and_the_first_bytes_say_how_it_looks() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let bob = net.person("지민").await;
    let room = ann.room("저녁", &[&bob]).await.id;
    ann.say(&room, "오늘은 국수예요").await.expect("said");
    let page = ann.browser.get(&format!("/rooms/{room}")).await;
    assert!(page.text().contains("<html lang=\"ko\">") && !page.text().contains("data-left"), "{}", &page.text()[..200]);

    let chosen = [("theme", "dark"), ("own", "left"), ("text", "largest"), ("rooms", "one_line"), ("still", "on"), ("typing", "on")];
    let chosen: Vec<_> = screen(&chosen).into_iter().filter(|(name, _)| *name != "enter").collect();
    assert_eq!(ann.browser.post("/settings/preferences", &chosen).await.leads_to(), "/settings?done=preferences");
    let page = ann.browser.get(&format!("/rooms/{room}")).await;
    let first = "<html lang=\"ko\" data-theme=\"dark\" data-text=\"largest\" data-rooms=\"one-line\" data-motion=\"none\">";
    assert!(page.text().contains(first), "{}", &page.text()[..300]);
    for drawn in ["data-left", "Ctrl+Enter 보내기", "\"enterBreaks\":true"] {
        assert!(page.text().contains(drawn), "{drawn}");
    }
    let page = ann.browser.get("/settings").await;
    for kept in ["value=\"left\" checked", "value=\"largest\" checked", "value=\"one_line\" checked", "name=\"still\" checked"] {
        assert!(page.text().contains(kept), "{kept}");
    }
    assert!(!page.text().contains("name=\"enter\" checked") && page.text().contains("name=\"typing\" checked"));
    let page = bob.browser.clone().get(&format!("/rooms/{room}")).await;
    assert!(page.text().contains("<html lang=\"ko\">") && !page.text().contains("data-left"), "nobody else notices");
}

#[tokio::test]
async fn a_choice_that_there_is_not_is_named_and_changes_nothing() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let wrong = [
        (("language", "fr"), "언어"),
        (("theme", "sepia"), "밝기"),
        (("own", "middle"), "내 메시지"),
        (("text", "17"), "글자 크기"),
        (("rooms", "three_lines"), "방 목록"),
        (("still", "off"), "움직임 줄이기"),
        (("enter", "maybe"), "Enter로 보내기"),
        (("typing", "loud"), "입력 중 표시"),
    ];
    for (wrong, named) in wrong {
        // With something that there is.
        let other = if wrong.0 == "theme" { ("language", "en") } else { ("theme", "dark") };
        let refused = ann.browser.post("/settings/preferences", &screen(&[other, wrong])).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        assert!(refused.text().contains(&format!(">{named}: 고를 수 없는 값이에요")), "{wrong:?}");
    }
    // A page that was opened before there were as many choices.
    let older = ann.browser.post("/settings/preferences", &[("language", "en"), ("theme", "dark")]).await;
    assert_eq!(older.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(ann.browser.get("/settings").await.text().contains("<html lang=\"ko\">"));
}
