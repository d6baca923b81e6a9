//! Scripts, styles, pictures: out of the binary in a release, out of the site's directory in other builds.
//!
//! A file with a hash in its name never changes, so browsers keep it for a year without asking; others they keep for a while and then
//! ask again by `ETag`. What the build has compressed goes out as it is.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use app::Assets;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::draw;
use super::state::AppState;
use super::visitor::Visitor;

/// The files of a release, with their paths.
#[cfg(embedded_site)]
const EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/site.rs"));
#[cfg(not(embedded_site))]
const EMBEDDED: &[(&str, &[u8])] = &[];

/// Where a build that embeds nothing finds the site.
const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site");

/// The files of the site.
pub enum Site {
    /// In the binary.
    Embedded {
        /// By path.
        files: HashMap<&'static str, File>,
        /// What pages load.
        names: Assets,
    },
    /// Read from there each time: whoever works on the front end sees it after a reload.
    Directory(PathBuf),
}

/// A file as it is sent.
#[derive(Clone, Debug)]
pub struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    etag: HeaderValue,
}

impl File {
    fn new(plain: Bytes, brotli: Option<Bytes>, gzip: Option<Bytes>) -> Self {
        let digest = Sha256::digest(&plain);
        let etag = format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..12]));
        let etag = HeaderValue::try_from(etag).expect("base64url is ASCII");
        Self { plain, brotli, gzip, etag }
    }
}

impl Site {
    /// What this build embeds, or else `directory`, or else where the build tool puts the site.
    pub fn new(directory: Option<PathBuf>) -> Self {
        if directory.is_some() || EMBEDDED.is_empty() {
            return Self::Directory(directory.unwrap_or_else(|| PathBuf::from(DIRECTORY)));
        }
        let by_path: HashMap<&str, Bytes> = EMBEDDED.iter().map(|&(path, bytes)| (path, Bytes::from_static(bytes))).collect();
        let beside = |path: &str, ending: &str| by_path.get(format!("{path}{ending}").as_str()).cloned();
        let plain = EMBEDDED.iter().map(|&(path, _)| path).filter(|path| !is_compressed(path));
        let files = plain.map(|path| (path, File::new(by_path[path].clone(), beside(path, ".br"), beside(path, ".gz")))).collect();
        Self::Embedded { files, names: names(EMBEDDED.iter().map(|&(path, _)| path.to_owned())) }
    }

    /// What pages load, under the names of this build.
    pub fn names(&self) -> Assets {
        match self {
            Self::Embedded { names, .. } => names.clone(),
            Self::Directory(dir) => {
                let mut found: Vec<_> = std::fs::read_dir(dir.join("pkg")).into_iter().flatten().flatten().collect();
                // A build tool that watches leaves older ones behind: the newest comes first.
                found.sort_by_key(|entry| std::cmp::Reverse(entry.metadata().and_then(|data| data.modified()).ok()));
                names(found.iter().map(|entry| format!("/pkg/{}", entry.file_name().to_string_lossy())))
            }
        }
    }

    fn file(&self, path: &str) -> Option<File> {
        if is_compressed(path) || ending(path) == "ts" {
            return None;
        }
        match self {
            Self::Embedded { files, .. } => files.get(path).cloned(),
            Self::Directory(dir) => {
                let relative = Path::new(path.strip_prefix('/')?);
                let plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
                let read = |ending: &str| std::fs::read(dir.join(format!("{}{ending}", relative.display()))).ok().map(Bytes::from);
                plain.then(|| read("")).flatten().map(|plain| File::new(plain, read(".br"), read(".gz")))
            }
        }
    }
}

fn is_compressed(path: &str) -> bool {
    matches!(ending(path), "br" | "gz")
}

fn ending(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// The first script, style and program among these paths; names without hash when there are none (a test without a front end).
fn names(paths: impl Iterator<Item = String>) -> Assets {
    let paths: Vec<String> = paths.collect();
    let find = |ending: &str| {
        let of_ours = |path: &&String| path.starts_with("/pkg/suda.") && path.ends_with(ending);
        paths.iter().find(of_ours).cloned().unwrap_or_else(|| format!("/pkg/suda{ending}"))
    };
    Assets { stylesheet: find(".css"), script: find(".js"), wasm: find(".wasm") }
}

/// Every path that no route has: a file of the site, or nothing.
pub async fn file_or_not_found(State(state): State<AppState>, request: Request) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if let Some(file) = reads.then(|| state.site.file(request.uri().path())).flatten() {
        return answer(&file, request.uri().path(), request.headers());
    }
    let (mut parts, _body) = request.into_parts();
    match Visitor::from_request_parts(&mut parts, &state).await {
        Ok(visitor) => draw::failure(&state, &visitor, app::page::FailurePage::NotFound),
        Err(response) => response,
    }
}

fn answer(file: &File, path: &str, headers: &HeaderMap) -> Response {
    let (body, encoding) = match (&file.brotli, &file.gzip) {
        (Some(brotli), _) if accepts(headers, "br") => (brotli, Some("br")),
        (_, Some(gzip)) if accepts(headers, "gzip") => (gzip, Some("gzip")),
        _ => (&file.plain, None),
    };
    let known = headers.get(IF_NONE_MATCH).is_some_and(|known| has_tag(known, &file.etag));
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { body.clone().into_response() };
    let out = response.headers_mut();
    out.insert(
        CACHE_CONTROL,
        HeaderValue::from_static(if is_hashed(path) { "public, max-age=31536000, immutable" } else { "public, max-age=3600" }),
    );
    out.insert(ETAG, file.etag.clone());
    out.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if !known {
        out.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
        encoding.map(|encoding| out.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding)));
    }
    response
}

/// Whether `Accept-Encoding` names a coding without forbidding it.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok()).unwrap_or(0.0);
        name.trim().eq_ignore_ascii_case(coding) && weight > 0.0
    })
}

/// Weak comparison: one tag names all codings of a file.
fn has_tag(known: &HeaderValue, etag: &HeaderValue) -> bool {
    let (Ok(known), Ok(etag)) = (known.to_str(), etag.to_str()) else { return false };
    known.split(',').any(|tag| tag.trim() == "*" || tag.trim().trim_start_matches("W/") == etag.trim_start_matches("W/"))
}

/// `suda.<22 characters of base64url>.js`, as the build tool writes them.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let of_hash = |part: &str| part.len() == 22 && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    path.starts_with("/pkg/") && name.split('.').any(of_hash)
}

fn content_type(path: &str) -> &'static str {
    match ending(path) {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> (tempfile::TempDir, Site) {
        let dir = tempfile::tempdir().expect("a directory");
        std::fs::create_dir(dir.path().join("pkg")).expect("a directory");
        for (path, content) in [
            ("pkg/suda.abcdefghijklmnopqrstuv.js", "plain"),
            ("pkg/suda.abcdefghijklmnopqrstuv.js.br", "brotli"),
            ("pkg/suda.abcdefghijklmnopqrstuv.js.gz", "gzip"),
            ("pkg/suda.d.abcdefghijklmnopqrstuv.ts", "types"),
            ("favicon.svg", "<svg/>"),
        ] {
            std::fs::write(dir.path().join(path), content).expect("a file");
        }
        let site = Site::new(Some(dir.path().to_owned()));
        (dir, site)
    }

    #[test]
    fn pages_load_what_this_build_has() {
        let (_dir, site) = site();
        assert_eq!(site.names().script, "/pkg/suda.abcdefghijklmnopqrstuv.js");
        assert_eq!(site.names().stylesheet, "/pkg/suda.css");
    }

    #[test]
    fn nothing_but_the_site_is_sent() {
        let (_dir, site) = site();
        assert!(site.file("/favicon.svg").is_some());
        for path in [
            "/../secret",
            "/pkg/../../x",
            "//etc/passwd",
            "/pkg/suda.d.abcdefghijklmnopqrstuv.ts",
            "/pkg/suda.abcdefghijklmnopqrstuv.js.br",
            "/pkg",
            "/",
        ] {
            assert!(site.file(path).is_none(), "{path}");
        }
    }

    #[test]
    fn the_smallest_that_the_browser_reads_is_sent() {
        let (_dir, site) = site();
        let path = "/pkg/suda.abcdefghijklmnopqrstuv.js";
        let file = site.file(path).expect("a file");
        for (accepted, encoding) in [("gzip, deflate, br", Some("br")), ("gzip, br;q=0", Some("gzip")), ("identity", None), ("", None)] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, accepted.parse().expect("a value"))]);
            let response = answer(&file, path, &headers);
            assert_eq!(response.headers().get(CONTENT_ENCODING).map(|value| value.to_str().expect("ASCII")), encoding, "{accepted}");
            assert_eq!(response.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable");
        }
        let again = HeaderMap::from_iter([(IF_NONE_MATCH, file.etag.clone())]);
        assert_eq!(answer(&file, path, &again).status(), StatusCode::NOT_MODIFIED);
    }
}
