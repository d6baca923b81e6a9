//! HTTP with a cookie jar, as a browser without scripts: it names the page that a form comes from.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::in_time;

/// A browser that has been to one server.
#[derive(Clone)]
pub(crate) struct Browser {
    address: SocketAddr,
    http: Client<HttpConnector, Full<Bytes>>,
    cookies: BTreeMap<String, String>,
    /// Sent with every request; a test adds to them.
    pub(crate) headers: HeaderMap,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl Answer {
    /// The body, which is text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).expect("the body is UTF-8")
    }

    /// A header, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// Where a 303 leads.
    #[track_caller]
    pub(crate) fn leads_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        self.header(LOCATION.as_str())
    }

    /// What the chat screen begins with, as the page ships it to its script.
    #[track_caller]
    pub(crate) fn initial(&self) -> app::page::Initial {
        let json = self.text().split("id=\"initial\">").nth(1).and_then(|rest| rest.split("</script>").next()).expect("a chat page");
        serde_json::from_str(json).expect("what the page ships can be read")
    }

    /// The value of the first field of this name.
    #[track_caller]
    pub(crate) fn field(&self, name: &str) -> &str {
        let text = self.text();
        let input = text.split('<').find(|tag| tag.contains(&format!("name=\"{name}\""))).unwrap_or_else(|| panic!("no field {name}"));
        input.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
    }
}

impl Browser {
    /// A browser that has never been there. It asks for Korean.
    pub(crate) fn new(address: SocketAddr) -> Self {
        let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_static("ko-KR,ko;q=0.9"))]);
        Self { address, http: Client::builder(TokioExecutor::new()).build_http(), cookies: BTreeMap::new(), headers }
    }

    /// The server's origin.
    pub(crate) fn site(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The same browser, after the server has moved.
    pub(crate) fn moved(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// The header `Cookie`.
    pub(crate) fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// Reads a page; redirects are not followed.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], String::new()).await
    }

    /// Sends a form from a page of the server.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let site = self.site();
        self.post_from(&[("origin", site.as_str()), ("sec-fetch-site", "same-origin")], path, fields).await
    }

    /// Sends a form with these headers instead of an origin.
    pub(crate) async fn post_from(&mut self, headers: &[(&'static str, &str)], path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect::<Vec<_>>().join("&");
        let form = [("content-type", "application/x-www-form-urlencoded")];
        self.ask(Method::POST, path, &[&form, headers].concat(), body).await
    }

    /// Any request.
    pub(crate) async fn ask(&mut self, method: Method, path: &str, headers: &[(&'static str, &str)], body: String) -> Answer {
        let mut request =
            Request::builder().method(&method).uri(format!("{}{path}", self.site())).body(Full::from(body)).expect("a request");
        request.headers_mut().clone_from(&self.headers);
        if !self.cookies.is_empty() {
            request.headers_mut().insert(COOKIE, self.cookie().parse().expect("a cookie"));
        }
        for (name, value) in headers {
            request.headers_mut().insert(HeaderName::from_static(name), value.parse().expect("a value"));
        }
        let answer = in_time(path, async {
            let response = self.http.request(request).await.expect("the server answers");
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.expect("the whole body comes").to_bytes();
            Answer { status: parts.status, headers: parts.headers, bytes }
        })
        .await;
        self.keep_cookies(&answer.headers);
        answer
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(SET_COOKIE) {
            let line = line.to_str().expect("ASCII");
            let (name, value) = line.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie has a name");
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// Percent-encoded.
pub(crate) fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
