//! Finding what was said, in the rooms of the reader.

use axum::http::StatusCode;
use protocol::ids::Limit;
use protocol::messages::Change;
use protocol::search::{Hit, Search};
use protocol::{ErrorCode, RoomId};
use serde_json::json;
use store::conformance::redis::Server;
use suda::config::Options;

use crate::asking::ask;
use crate::support::process::run;
use crate::support::{Browser, Net, Person, Process};

fn look(query: &str, room_id: Option<RoomId>) -> Search {
    Search { room_id, ..Search::of(query) }
}

fn said(hit: &Hit) -> String {
    match &hit.entry.change {
        Change::NewMessage { content, .. } => content.to_string(),
        other => panic!("no message: {other:?}"),
    }
}

#[tokio::test]
async fn what_was_said_is_found_by_those_who_may_read_it() {
    let net = Net::start().await;
    let (ann, ben, stranger) = (net.person("서연").await, net.person("민준").await, net.person("남").await);
    let (lunch, work) = (ann.room("점심", &[&ben]).await.id, ann.room("일", &[]).await.id);
    ann.say(&lunch, "오늘은 김치찌개 어때요").await.expect("said");
    ben.say(&lunch, "좋아요").await.expect("said");
    ann.say(&work, "김치 공장 견학 일정").await.expect("said");
    let hits = ann.call(look("김치", None)).await.expect("hits");
    assert_eq!(hits.hits.len(), 2);
    assert!(hits.complete);
    assert_eq!(hits.hits[0].ranges, [(0, 2)]);
    assert_eq!(ann.call(look("김치", Some(lunch.clone()))).await.expect("hits").hits.len(), 1);
    assert_eq!(ann.call(look("ㄱㅊㅉㄱ", None)).await.expect("hits").hits.len(), 1, "by initials");
    assert_eq!(ben.call(look("김치", None)).await.expect("hits").hits.len(), 1, "one's own rooms only");
    assert!(stranger.call(look("김치", None)).await.expect("hits").hits.is_empty());
    let by_ben = Search { from: Some(ben.id()), ..look("좋", None) };
    assert_eq!(ann.call(by_ben).await.expect("hits").hits.len(), 1);
}

#[tokio::test]
async fn a_query_has_bounds() {
    let net = Net::tuned(Options::default(), |tuning| tuning.limits.search = suda::chat::limit::Rate::new(4, 1)).await;
    let ann = net.person("서연").await;
    for query in ["", " \t ", &"가".repeat(101), &"가".repeat(5_000)] {
        assert_eq!(ask(&ann.line, "search", &json!({"query": query})).await, Err(ErrorCode::Invalid), "{query:?}");
    }
    assert_eq!(ask(&ann.line, "search", &json!({"query": "김치"})).await, Err(ErrorCode::RateLimited));
}

#[tokio::test]
async fn words_in_a_query_narrow_it() {
    let net = Net::start().await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let lunch = ann.room("점심 뭐 먹지", &[&ben]).await.id;
    let work = ann.room("일", &[]).await.id;
    ann.say(&lunch, "김치찌개 어때요").await.expect("said");
    ben.say(&lunch, "김치볶음밥이요").await.expect("said");
    ann.say(&work, "김치 공장 견학").await.expect("said");
    let texts = async |query: &str| {
        let hits = ann.call(look(query, None)).await.expect("hits").hits;
        hits.iter().map(said).collect::<Vec<_>>()
    };
    assert_eq!(texts("김치 from:민준").await, ["김치볶음밥이요"]);
    assert_eq!(texts("보낸이:민 김치").await, ["김치볶음밥이요"], "a name on its way");
    assert_eq!(texts("from:민준").await, ["김치볶음밥이요"], "nothing but a word");
    assert_eq!(texts("김치 from:나 in:\"점심 뭐 먹지\"").await, ["김치찌개 어때요"]);
    assert_eq!(texts("방:일 ㄱㅊ").await, ["김치 공장 견학"]);
    assert_eq!(texts("김치 after:today").await.len(), 3);
    assert_eq!(texts("김치 before:2020").await.len(), 0);
    assert_eq!(texts("김치 from: in:").await.len(), 3, "words without a value are not there yet");
    // 민준 is not in that room: it is no room of theirs.
    for (query, names) in [("in:일 김치", "in:"), ("from:없는사람 김치", "from:"), ("before:내일모레 김치", "before"), ("in:점심", "query")]
    {
        let refused = ben.call(look(query, None)).await.expect_err("refused");
        assert_eq!(refused.code, ErrorCode::Invalid, "{query}");
        assert!(refused.to_string().contains(names), "{query}: {refused}");
    }
}

#[tokio::test]
async fn hits_come_in_pages() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    let room = ann.room("회의", &[]).await.id;
    for number in 0..120 {
        ann.say(&room, &format!("회의 {number}번")).await.expect("said");
    }
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let page = ann.call(Search { cursor, ..look("회의", Some(room.clone())) }).await.expect("a page");
        found.extend(page.hits.into_iter().map(|hit| hit.entry.seq.0));
        cursor = page.cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(found.len(), 120);
    assert!(found.is_sorted_by(|one, other| one > other), "newest first, each once");
    for cursor in ["x", "0.1.1", &"0".repeat(300)] {
        assert_eq!(ask(&ann.line, "search", &json!({"query": "회의", "cursor": cursor})).await, Err(ErrorCode::Invalid), "{cursor}");
    }
}

/// Whatever is asked, and however often at once: an answer in time, and talk goes on meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_queries_are_answered_and_slow_nobody() {
    let net = Net::tuned(Options::default(), |tuning| tuning.limits.search = suda::chat::limit::Rate::new(1_000, 1_000)).await;
    let ann = net.person("서연").await;
    let room = ann.room("수다", &[]).await.id;
    for number in 0..70 {
        ann.say(&room, &format!("e\u{301}\u{302} 회의 *%_? {number}")).await.expect("said");
    }
    let odd = [
        "*",
        "%%%",
        "____",
        "\u{301}\u{302}\u{303}",
        "\u{200D}",
        "?*?*?*",
        "\\",
        "'; --",
        "\"",
        "ㄱㄱㄱㄱㄱㄱㄱㄱ",
        "🏳️‍🌈",
        "from:\"",
        ": : :",
    ];
    let asked =
        futures::future::join_all((0..50).map(async |number| ask(&ann.line, "search", &json!({"query": odd[number % odd.len()]})).await));
    let (answers, said) = futures::join!(asked, ann.say(&room, "그래도 말은 해요"));
    said.expect("said");
    for (number, answer) in answers.into_iter().enumerate() {
        assert!(matches!(answer, Ok(_) | Err(ErrorCode::Invalid)), "{:?}: {answer:?}", odd[number % odd.len()]);
    }
    for long in ["가".repeat(3_500), "*".repeat(10_000), "\u{301}".repeat(5_000)] {
        assert_eq!(ask(&ann.line, "search", &json!({"query": long})).await, Err(ErrorCode::Invalid));
    }
}

#[tokio::test]
async fn the_page_searches_without_a_script() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let room = ann.room("점심 <b>", &[]).await.id;
    for number in 0..60 {
        ann.say(&room, &format!("<i>회의</i> {number}번")).await.expect("said");
    }
    let empty = ann.browser.get("/search").await;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(empty.text().contains("name=\"query\""));
    let found = ann.browser.post("/search", &[("query", "회의")]).await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.text().contains("&lt;i&gt;<mark>회의</mark>&lt;/i&gt; 59번"), "marked, and nobody's HTML");
    assert!(found.text().contains(&format!("/rooms/{room}?at=61")));
    assert!(!found.text().contains(" 4번"), "the first page");
    let cursor = found.field("cursor").to_owned();
    let more = ann.browser.post("/search", &[("query", "회의"), ("cursor", &cursor)]).await;
    assert!(more.text().contains(" 4번") && !more.text().contains(" 59번"));
    for (fields, status) in [
        (&[("query", " ")][..], StatusCode::UNPROCESSABLE_ENTITY),
        (&[("query", "before:어제일까")], StatusCode::UNPROCESSABLE_ENTITY),
        (&[("query", "\u{200B}")], StatusCode::UNPROCESSABLE_ENTITY),
        (&[], StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let refused = ann.browser.post("/search", fields).await;
        assert_eq!(refused.status, status, "{fields:?}");
        assert!(refused.text().contains("role=\"alert\""));
    }
    let mut stranger = Browser::new(net.address);
    assert_eq!(stranger.post("/search", &[("query", "회의")]).await.leads_to(), "/sign-in");
}

/// Beside a running server, on either store; what is found is found meanwhile and afterwards.
#[tokio::test]
async fn an_index_is_made_anew_beside_a_running_server() {
    let redis = Server::start();
    let url = redis.url();
    for (options, more) in [(vec![], vec![]), (vec!["--redis", &url], vec!["--redis", &url])] {
        let running = Process::start_with(&options).await;
        let ann = Person::sign_up(running.address, "서연").await;
        let room = ann.room("회의", &[]).await.id;
        for number in 0..70 {
            ann.say(&room, &format!("회의록 {number}번")).await.expect("said");
        }
        let output = run(&running.dir(), &[&["reindex"][..], &more].concat()).await;
        let told = String::from_utf8(output.stderr).expect("text");
        assert!(output.status.success(), "{told}");
        assert!(told.contains("1 rooms, 64 entries in blocks"), "{told}");
        let hits = ann.call(Search { limit: Limit::new(100).expect("a limit"), ..look("ㅎㅇㄹ", None) }).await.expect("hits");
        assert_eq!((hits.hits.len(), hits.complete), (70, true));
    }
    let nothing = tempfile::tempdir().expect("a directory");
    let output = run(nothing.path(), &["reindex"]).await;
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("there is nothing in the data directory"));
}

/// The index is made beside the log, and a kill may come between the two at any entry.
#[tokio::test]
async fn what_was_said_is_found_after_kill_9() {
    let mut running = Process::start().await;
    let ann = Person::sign_up(running.address, "서연").await;
    let room = ann.room("회의", &[]).await.id;
    let mut said = 0;
    for _ in 0..3 {
        let person = Person::sign_in(running.address, "서연").await;
        for _ in 0..45 {
            person.say(&room, &format!("회의록 {said}번")).await.expect("said");
            said += 1;
        }
        running.kill_and_start_again().await;
        let person = Person::sign_in(running.address, "서연").await;
        let all = Search { limit: Limit::new(100).expect("a limit"), ..look("회의록", Some(room.clone())) };
        let first = person.call(all.clone()).await.expect("hits");
        let rest = match first.cursor {
            Some(cursor) => person.call(Search { cursor: Some(cursor), ..all }).await.expect("hits").hits.len(),
            None => 0,
        };
        assert_eq!(first.hits.len() + rest, said);
    }
}
