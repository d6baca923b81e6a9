//! Refusals and their envelope.

use protocol::error::{ErrorBody, ErrorCode, Reply};
use protocol::messages::Sent;
use serde_json::json;

use crate::golden;

#[test]
fn every_code() {
    for code in ErrorCode::ALL {
        golden(code, &json!(code.as_str()));
        assert_eq!(code.to_string(), code.as_str());
        let body = ErrorBody::new(*code, "name must not be blank");
        golden(&Reply::<Sent>::Error(body), &json!({ "error": { "code": code.as_str(), "message": "name must not be blank" } }));
    }
    let retryable: Vec<_> = ErrorCode::ALL.iter().filter(|code| code.is_retryable()).map(|code| code.as_str()).collect();
    assert_eq!(retryable, ["rate_limited", "unavailable", "internal"]);
}

#[test]
fn a_limit_says_when_to_try_again() {
    let body = ErrorBody { retry_after_ms: Some(1_500), ..ErrorBody::new(ErrorCode::RateLimited, "too fast") };
    golden(&Reply::<()>::Error(body), &json!({ "error": { "code": "rate_limited", "message": "too fast", "retryAfterMs": 1_500 } }));
}

#[test]
fn a_reply_is_a_result() {
    let refused = || ErrorBody::new(ErrorCode::NotMember, "not a member of this room");
    assert_eq!(Reply::from(Ok(7)), Reply::Ok(7));
    assert_eq!(Result::from(Reply::<u8>::Error(refused())), Err(refused()));
    assert_eq!(refused().to_string(), "not_member: not a member of this room");
}
