//! Receiving a file piece by piece, to say how far it is, and giving it to the reader when it is whole. A file that was cut off is
//! never given to anybody.
//!
//! On the server: not to be called.

use std::time::Duration;

use js_sys::{Array, Reflect, Uint8Array};
use leptos::prelude::{document, set_timeout, window};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Blob, BlobPropertyBag, HtmlAnchorElement, ReadableStreamDefaultReader, RequestInit, RequestRedirect, Response, Url,
};

/// Why there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DownloadError {
    /// The server answers, and not with a file: its status, 0 when it sends elsewhere.
    Refused(u16),
    /// No answer came.
    Away,
    /// The file began and did not end.
    Cut,
}

/// A file on its way. Dropped before it is whole, it is not fetched any further.
pub struct Download {
    _stop: Stop,
    reader: ReadableStreamDefaultReader,
    pieces: Array,
    kind: String,
    /// As the server calls it.
    pub name: String,
}

impl Download {
    /// Asks for a file.
    pub async fn begin(address: &str) -> Result<Self, DownloadError> {
        let stop = Stop(AbortController::new().map_err(|_| DownloadError::Away)?);
        let how = RequestInit::new();
        how.set_signal(Some(&stop.0.signal()));
        // A page to sign in with is no file.
        how.set_redirect(RequestRedirect::Manual);
        let answer = JsFuture::from(window().fetch_with_str_and_init(address, &how)).await.map_err(|_| DownloadError::Away)?;
        let answer: Response = answer.unchecked_into();
        let said = answer.headers().get("content-disposition").ok().flatten();
        let name = said.as_deref().and_then(file_name).filter(|_| answer.ok()).ok_or(DownloadError::Refused(answer.status()))?;
        let kind = answer.headers().get("content-type").ok().flatten().unwrap_or_default();
        let body = answer.body().ok_or(DownloadError::Cut)?;
        Ok(Self { _stop: stop, reader: body.get_reader().unchecked_into(), pieces: Array::new(), kind, name })
    }

    /// The next piece; `None` when the file is whole.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, DownloadError> {
        let read = JsFuture::from(self.reader.read()).await.map_err(|_| DownloadError::Cut)?;
        match Reflect::get(&read, &JsValue::from_str("value")) {
            Ok(piece) if piece.is_instance_of::<Uint8Array>() => {
                self.pieces.push(&piece);
                Ok(Some(piece.unchecked_into::<Uint8Array>().to_vec()))
            }
            _ => Ok(None),
        }
    }

    /// Gives the whole file to the reader, as a link does that they follow.
    pub fn save(self) -> Result<(), DownloadError> {
        self.give().map_err(|_| DownloadError::Cut)
    }

    fn give(&self) -> Result<(), JsValue> {
        let kind = BlobPropertyBag::new();
        kind.set_type(&self.kind);
        let address = Url::create_object_url_with_blob(&Blob::new_with_u8_array_sequence_and_options(&self.pieces, &kind)?)?;
        let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
        link.set_href(&address);
        link.set_download(&self.name);
        link.click();
        // The browser may not have begun to read it when this returns.
        let forget = move || drop(Url::revoke_object_url(&address));
        set_timeout(forget, Duration::from_mins(1));
        Ok(())
    }
}

/// Stops the fetch when it is dropped; after its end there is nothing to stop.
struct Stop(AbortController);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The name in a `Content-Disposition`, as RFC 8187 writes it.
fn file_name(said: &str) -> Option<String> {
    let (_, encoded) = said.split_once("filename*=UTF-8''")?;
    js_sys::decode_uri_component(encoded).ok().map(String::from)
}
