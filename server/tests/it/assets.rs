//! Scripts, styles and pictures over HTTP.

use axum::http::{Method, StatusCode};
use suda::config::Options;

use crate::support::Net;

const SCRIPT: &str = "/pkg/suda.abcdefghijklmnopqrstuv.js";

/// A server over a site of a few files.
async fn net_with_a_site() -> (tempfile::TempDir, Net) {
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(dir.path().join("pkg")).expect("a directory");
    for (path, content) in [
        (&SCRIPT[1..], "export const 수다 = 1;"),
        ("pkg/suda.abcdefghijklmnopqrstuv.js.br", "as brotli"),
        ("pkg/suda.abcdefghijklmnopqrstuv.wasm", "\0asm"),
        ("pkg/__wasm_split.abcdefghijklmnopqrstuv.js", "fetch(new URL(…))"),
        ("pkg/split_rare.abcdefghijklmnopqrstuv.wasm", "\0asm later"),
        ("pkg/split_rare.abcdefghijklmnopqrstuv.wasm.br", "later, as brotli"),
        ("pkg/suda.abcdefghijklmnopqrstuv.css", "body{}"),
        ("pkg/suda.d.ts", "declare"),
        ("favicon.svg", "<svg/>"),
    ] {
        std::fs::write(dir.path().join(path), content).expect("a file");
    }
    let site = dir.path().to_owned();
    let net = Net::tuned(Options::default(), |tuning| tuning.site = Some(site)).await;
    (dir, net)
}

#[tokio::test]
async fn hashed_files_are_kept_for_a_year_and_go_out_compressed() {
    let (_dir, net) = net_with_a_site().await;
    let mut browser = net.browser();
    let plain = browser.get(SCRIPT).await;
    assert_eq!(plain.text(), "export const 수다 = 1;");
    assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(plain.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(plain.header("x-content-type-options"), "nosniff");
    browser.headers.insert("accept-encoding", "gzip, deflate, br".parse().expect("a value"));
    let brotli = browser.get(SCRIPT).await;
    assert_eq!((brotli.text(), brotli.header("content-encoding"), brotli.header("vary")), ("as brotli", "br", "accept-encoding"));
    browser.headers.insert("if-none-match", plain.header("etag").parse().expect("a value"));
    let known = browser.get(SCRIPT).await;
    assert_eq!((known.status, known.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn others_are_asked_for_again() {
    let (_dir, net) = net_with_a_site().await;
    let icon = net.browser().get("/favicon.svg").await;
    assert_eq!((icon.header("content-type"), icon.header("cache-control")), ("image/svg+xml", "public, max-age=3600"));
    let head = net.browser().ask(Method::HEAD, "/favicon.svg", &[], String::new()).await;
    assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
}

#[tokio::test]
async fn nothing_else_is_sent() {
    let (_dir, net) = net_with_a_site().await;
    for path in ["/pkg/suda.d.ts", "/pkg/", "/pkg", "/../Cargo.toml", "/pkg/..%2f..%2fCargo.toml", "/pkg/%2e%2e/%2e%2e/Cargo.toml"] {
        assert_eq!(net.browser().get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn pages_load_the_files_of_this_build() {
    let (_dir, net) = net_with_a_site().await;
    let mut ann = net.person("서연").await;
    let page = ann.browser.get("/").await;
    assert!(page.text().contains("\"/pkg/suda.abcdefghijklmnopqrstuv.css\""));
    for (name, kind) in [("suda", "js"), ("suda", "wasm"), ("__wasm_split", "js")] {
        let file = code_of(page.text(), &format!("{name}.abcdefghijklmnopqrstuv.{kind}"));
        assert_eq!(net.browser().get(&file).await.header("cache-control"), "public, max-age=31536000, immutable", "{file}");
    }
}

#[tokio::test]
async fn what_is_wanted_later_lies_beside_the_script() {
    let (dir, net) = net_with_a_site().await;
    let mut ann = net.person("서연").await;
    let script = code_of(ann.browser.get("/").await.text(), "suda.abcdefghijklmnopqrstuv.js");
    let later = script.replace("suda.abcdefghijklmnopqrstuv.js", "split_rare.abcdefghijklmnopqrstuv.wasm");
    ann.browser.headers.insert("accept-encoding", "br".parse().expect("a value"));
    let part = ann.browser.get(&later).await;
    assert_eq!((part.text(), part.header("content-type")), ("later, as brotli", "application/wasm"));
    assert_eq!(part.header("cache-control"), "public, max-age=31536000, immutable");
    // Another build takes its place: what an old page asks for does not fit any more.
    std::fs::write(dir.path().join("pkg/split_rare.abcdefghijklmnopqrstuw.wasm"), "\0asm newer").expect("a file");
    assert_eq!(ann.browser.get(&later).await.status, StatusCode::NOT_FOUND);
}

/// Where a page says that a file of code lies.
fn code_of(page: &str, name: &str) -> String {
    let end = page.find(name).expect("the page names it") + name.len();
    let begin = page[..end].rfind('"').expect("in quotation marks") + 1;
    page[begin..end].to_owned()
}
