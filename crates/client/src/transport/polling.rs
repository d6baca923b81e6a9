//! Long polling: a request that hangs until the server has something to say, and one for each batch that we say.

use std::pin::pin;

use futures::future::{self, Either};

use super::platform::Http;
use super::{Events, Outgoing, address, random};
use crate::connection::MAX_PACKET;
use crate::engine::{self, Frame, SEPARATOR};
use crate::handle::Options;

/// Runs a session until it ends; `None` and `Some` only tell at which step, and nobody asks.
pub(super) async fn run(options: &Options, outgoing: Outgoing, mut events: Events) -> Option<()> {
    let http = Http::new(options);
    let first = http.request(&url(options, None), None).await?;
    let sid = sid(&first)?;
    for frame in engine::split(&first) {
        events.frame(frame).await;
    }
    let receive = async {
        loop {
            let payload = http.request(&url(options, Some(&sid)), None).await?;
            for frame in engine::split(&payload) {
                events.frame(frame).await;
            }
        }
    };
    // Whichever ends first ends the session: the server went, or we have said goodbye.
    match future::select(pin!(receive), pin!(say(options, &http, &sid, outgoing))).await {
        Either::Left((end, _)) | Either::Right((end, _)) => end,
    }
}

/// Says what is queued, one request at a time: so it keeps its order.
async fn say(options: &Options, http: &Http, sid: &str, mut outgoing: Outgoing) -> Option<()> {
    let mut kept = None;
    loop {
        let mut payload = match kept.take() {
            Some(frame) => frame,
            None => outgoing.next().await?,
        };
        while let Some(frame) = outgoing.next_now() {
            if payload.len() + frame.len() >= MAX_PACKET {
                kept = Some(frame);
                break;
            }
            payload.push(SEPARATOR);
            payload.push_str(&frame);
        }
        http.request(&url(options, Some(sid)), Some(payload)).await?;
    }
}

fn url(options: &Options, sid: Option<&str>) -> String {
    // The number keeps caches from answering in the server's place.
    let query = format!("transport=polling&t={:x}", random());
    let query = sid.map_or_else(|| query.clone(), |sid| format!("{query}&sid={sid}"));
    address(&options.server, options, &query)
}

fn sid(payload: &str) -> Option<String> {
    let Ok(Frame::Open(handshake)) = engine::decode(engine::split(payload).next()?) else { return None };
    // It goes into an address as it is.
    let plain = handshake.sid.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~'));
    plain.then_some(handshake.sid)
}
