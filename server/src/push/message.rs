//! What a browser is told: which room, who, and the beginning of what; encrypted so that only it can read that (RFC 8291).

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use protocol::messages::{Change, Entry};
use protocol::rooms::{RoomKind, RoomSummary};
use protocol::{RoomId, Seq};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use store::push::Subscription;
use web_push_native::{Auth, encrypt, p256};

/// Most bytes of a text that are sent along.
const LONGEST_TEXT: usize = 1_024;
/// Lengths are rounded up to a multiple of this: how long a message is tells something of it.
const PAD_TO: usize = 512;
/// What every service takes, less what encryption adds.
const LONGEST: usize = 3_072;

/// Browsers write base64url with and without padding.
const LENIENT: GeneralPurpose =
    GeneralPurpose::new(&URL_SAFE, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));

/// The keys of a browser.
pub struct Browser {
    key: p256::PublicKey,
    auth: [u8; 16],
}

impl Browser {
    /// As a browser writes them.
    pub fn parse(key: &str, auth: &str) -> Option<Self> {
        // A few characters more than both have.
        if key.len() > 100 || auth.len() > 32 {
            return None;
        }
        Self::from_bytes(&LENIENT.decode(key).ok()?, &LENIENT.decode(auth).ok()?)
    }

    fn from_bytes(key: &[u8], auth: &[u8]) -> Option<Self> {
        let uncompressed = key.len() == 65;
        let key = p256::PublicKey::from_sec1_bytes(key).ok().filter(|_| uncompressed)?;
        Some(Self { key, auth: auth.try_into().ok()? })
    }

    /// As the store keeps them.
    pub fn into_bytes(self) -> (Vec<u8>, Vec<u8>) {
        use p256::elliptic_curve::sec1::ToEncodedPoint as _;
        (self.key.to_encoded_point(false).as_bytes().to_vec(), self.auth.to_vec())
    }
}

/// A message that is pushed.
#[derive(Clone, Debug)]
pub struct Message {
    /// Where it was said.
    pub room_id: RoomId,
    seq: Seq,
    /// What the room is called; `None`: it is a conversation of two, named by who writes.
    name: Option<String>,
    author: String,
    text: String,
}

/// As `sw.js` reads it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    room_id: &'a RoomId,
    seq: Seq,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    author: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    language: protocol::session::Language,
}

impl Message {
    /// What is told of an entry in a room, as its author sees it; `None`: it is no message.
    pub fn new(entry: &Entry, room: &RoomSummary) -> Option<Self> {
        let Change::NewMessage { content, .. } = &entry.change else { return None };
        Some(Self {
            room_id: entry.room_id.clone(),
            seq: entry.seq,
            name: room.name.as_ref().filter(|_| room.kind != RoomKind::Direct).map(ToString::to_string),
            author: entry.by.name.to_string(),
            text: cut(&app::line(content.as_str())),
        })
    }

    /// Whether it was said to one person alone.
    pub const fn is_direct(&self) -> bool {
        self.name.is_none()
    }

    /// What this browser is told, as JSON, at most 3 kB of it.
    pub fn plain(&self, to: &Subscription) -> String {
        let Self { room_id, seq, name, author, text } = self;
        let text = (!to.hides_text).then_some(text.as_str());
        let told = Told { room_id, seq: *seq, name: name.as_deref(), author, text, language: to.language };
        let mut json = serde_json::to_string(&told).expect("texts and numbers are JSON");
        if json.len() > LONGEST {
            // A text of characters that JSON writes as six.
            json = serde_json::to_string(&Told { text: None, ..told }).expect("texts and numbers are JSON");
        }
        json.push_str(&" ".repeat(json.len().next_multiple_of(PAD_TO) - json.len()));
        json
    }

    /// The same, encrypted for it; `None`: its keys are none.
    pub fn encrypted(&self, to: &Subscription) -> Option<Vec<u8>> {
        let Browser { key, auth } = Browser::from_bytes(&to.key, &to.auth)?;
        encrypt(self.plain(to).into_bytes(), &key, &Auth::from(auth)).ok()
    }

    /// Under which topic: what was not fetched yet is replaced by what is said later in the same room. It says nothing of the room to who
    /// does not know its id.
    pub fn topic(&self) -> String {
        let digest = Sha256::digest(self.room_id.as_str());
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&digest[..18])
    }
}

/// The beginning of a text.
fn cut(text: &str) -> String {
    if text.len() <= LONGEST_TEXT {
        return text.to_owned();
    }
    format!("{}…", text[..text.floor_char_boundary(LONGEST_TEXT)].trim_end())
}
