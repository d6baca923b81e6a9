//! Finding what was said, in the rooms of the reader.

use protocol::search::Search;
use protocol::{ErrorCode, RoomId};
use serde_json::json;
use suda::config::Options;

use crate::asking::ask;
use crate::support::Net;

fn look(query: &str, room_id: Option<RoomId>) -> Search {
    Search { query: query.to_owned(), room_id, from: None, before: None, after: None, limit: protocol::ids::Limit::default() }
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
