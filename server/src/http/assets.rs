//! Scripts, styles, pictures: out of the binary in a release, out of the site's directory in other builds.
//!
//! A file with a hash in its name never changes, so browsers keep it for a year without asking; others they keep for a while and then
//! ask again by `ETag`. What the build has compressed goes out as it is.
//!
//! Code has the name of its build in its path too, `/pkg/<build>/suda.<hash>.js`. It comes in parts that name each other, and the
//! build tool writes these names into the parts after it has hashed them: two builds can have one name for two contents. A browser
//! that kept the older one would be left with parts that do not fit.

use std::collections::HashMap;
use std::fs::DirEntry;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

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
        /// Of all files together.
        build: String,
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
        let files: HashMap<_, _> =
            plain.map(|path| (path, File::new(by_path[path].clone(), beside(path, ".br"), beside(path, ".gz")))).collect();
        let mut tags: Vec<_> = files.iter().map(|(path, file)| (*path, file.etag.as_bytes())).collect();
        tags.sort_unstable();
        let build = build_name(tags.iter().flat_map(|(path, tag)| [path.as_bytes(), tag]));
        let names = names(EMBEDDED.iter().map(|&(path, _)| path.to_owned()), &build);
        Self::Embedded { files, build, names }
    }

    /// What pages load, under the names of this build.
    pub fn names(&self) -> Assets {
        match self {
            Self::Embedded { names, .. } => names.clone(),
            Self::Directory(dir) => {
                let found = newest_first(dir);
                names(found.iter().map(|(_, path)| path.clone()), &build_of(&found))
            }
        }
    }

    /// Whether this is what the files of code are together.
    fn is_build(&self, name: &str) -> bool {
        match self {
            Self::Embedded { build, .. } => build == name,
            Self::Directory(dir) => build_of(&newest_first(dir)) == name,
        }
    }

    fn file(&self, path: &str) -> Option<File> {
        let within = path.strip_prefix("/pkg/").and_then(|rest| rest.split_once('/'));
        let unbuilt = within.filter(|(build, _)| self.is_build(build)).map(|(_, name)| format!("/pkg/{name}"));
        let path = unbuilt.as_deref().unwrap_or(path);
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

/// The files below `pkg` in a directory, with the moment of their last change. A build tool that watches leaves older ones behind.
fn newest_first(dir: &Path) -> Vec<(Option<SystemTime>, String)> {
    let entries = std::fs::read_dir(dir.join("pkg")).into_iter().flatten().flatten();
    let modified = |entry: &DirEntry| entry.metadata().and_then(|data| data.modified()).ok();
    let mut found: Vec<_> = entries.map(|entry| (modified(&entry), format!("/pkg/{}", entry.file_name().to_string_lossy()))).collect();
    found.sort_unstable_by(|one, other| other.cmp(one));
    found
}

/// The name of the build that lies in a directory.
fn build_of(found: &[(Option<SystemTime>, String)]) -> String {
    let seen: Vec<_> = found.iter().map(|file| format!("{file:?}")).collect();
    build_name(seen.iter().map(String::as_bytes))
}

/// The name of a build, from what tells it from others. As long as a hash.
fn build_name<'a>(parts: impl Iterator<Item = &'a [u8]>) -> String {
    let digest = parts.fold(Sha256::new(), Sha256::chain_update).finalize();
    URL_SAFE_NO_PAD.encode(&digest[..16])
}

/// The first of each kind among these paths; names without hash when there are none (a test without a front end).
fn names(paths: impl Iterator<Item = String>, build: &str) -> Assets {
    let paths: Vec<String> = paths.collect();
    let find = |stem: &str, ending: &str| {
        let wanted = |path: &&str| path.starts_with(stem) && path[stem.len()..].starts_with('.') && path.ends_with(ending);
        let found = paths.iter().filter_map(|path| path.strip_prefix("/pkg/")).find(wanted);
        found.map_or_else(|| format!("{stem}{ending}"), str::to_owned)
    };
    let code = |stem, ending| format!("/pkg/{build}/{}", find(stem, ending));
    Assets {
        stylesheet: format!("/pkg/{}", find("suda", ".css")),
        script: code("suda", ".js"),
        parts: code("__wasm_split", ".js"),
        wasm: code("suda", ".wasm"),
    }
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
            ("pkg/suda.abcdefghijklmnopqrstuv.wasm", "the first page"),
            ("pkg/__wasm_split.abcdefghijklmnopqrstuv.js", "what fetches the next"),
            ("pkg/split_rare.abcdefghijklmnopqrstuv.wasm", "what comes when it is wanted"),
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
        let Assets { stylesheet, script, parts, wasm } = site.names();
        assert_eq!(stylesheet, "/pkg/suda.css");
        let (directory, name) = script.rsplit_once('/').expect("a path");
        assert_eq!(name, "suda.abcdefghijklmnopqrstuv.js");
        assert_eq!(parts, format!("{directory}/__wasm_split.abcdefghijklmnopqrstuv.js"));
        assert_eq!(wasm, format!("{directory}/suda.abcdefghijklmnopqrstuv.wasm"));
        let later = format!("{directory}/split_rare.abcdefghijklmnopqrstuv.wasm");
        for path in [&script, &parts, &wasm, &later] {
            assert!(site.file(path).is_some() && is_hashed(path), "{path}");
        }
    }

    #[test]
    fn code_of_another_build_is_not_there_whatever_its_name() {
        let (dir, site) = site();
        let before = site.names();
        // As the build tool does: a part changed, and with it what the script says, but not what the script is called.
        std::fs::write(dir.path().join("pkg/split_rare.abcdefghijklmnopqrstuw.wasm"), "changed").expect("a file");
        std::fs::write(dir.path().join("pkg/suda.abcdefghijklmnopqrstuv.js"), "names the changed part").expect("a file");
        let now = site.names();
        assert_ne!(before.script, now.script);
        assert!(site.file(&before.script).is_none() && site.file(&now.script).is_some());
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
