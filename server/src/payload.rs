//! A payload as JSON text: how the gateway and the HTTP API read what strangers send.

use protocol::error::{ErrorBody, ErrorCode};
use serde::de::DeserializeOwned;

/// Longest that the parser's complaint may be, in bytes: it may quote what was sent.
const MAX_COMPLAINT: usize = 200;

/// Reads an object. Refuses `invalid`, and names the field and the bound.
pub fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, ErrorBody> {
    // A parser that is asked for a struct would take an array of its fields, too.
    if !json.trim_ascii_start().starts_with(b"{") {
        return Err(ErrorBody::new(ErrorCode::Invalid, "the payload must be an object"));
    }
    serde_json::from_slice(json).map_err(|error| invalid(error.to_string()))
}

/// What a parser complains of.
pub fn invalid(mut complaint: String) -> ErrorBody {
    complaint.truncate(complaint.floor_char_boundary(MAX_COMPLAINT));
    ErrorBody::new(ErrorCode::Invalid, complaint)
}
