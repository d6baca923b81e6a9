//! Puts the front end into a release: writes the list of the site's files for `src/http/assets.rs` to include.
//!
//! A release without its front end would start and show pages that do nothing, so it is refused here. Other builds read the
//! site's directory while they run.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() {
    println!("cargo::rustc-check-cfg=cfg(embedded_site)");
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    let site = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo says where the package is")).join("../target/site");
    println!("cargo::rerun-if-changed={}", site.display());
    let mut files = Vec::new();
    let listed = list(&site, "", &mut files);
    // Without `--split` the script would import a file that is not there.
    if listed.is_err() || !files.iter().any(|(name, _)| name.starts_with("/pkg/__wasm_split.")) {
        println!(
            "cargo::error=the front end is not built: run `make run`, or `cargo leptos build --release --split --precompress` which builds both"
        );
        return;
    }
    files.sort();
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo says where to write")).join("site.rs");
    fs::write(out, source(&files)).expect("cargo's directory can be written to");
    println!("cargo::rustc-cfg=embedded_site");
}

/// The files below a directory, each with its path in the site.
fn list(dir: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &name, files)?;
        } else if !is_types(&name) {
            files.push((name, entry.path()));
        }
    }
    Ok(())
}

/// Whether a file is for TypeScript only: `suda.d.<hash>.ts`, and its compressed forms.
fn is_types(name: &str) -> bool {
    [".ts", ".ts.br", ".ts.gz"].iter().any(|ending| name.ends_with(ending))
}

/// `(path, bytes)` of every file; the compressed ones stand under their own names, as they lie in the directory.
fn source(files: &[(String, PathBuf)]) -> String {
    let mut source = String::from("&[\n");
    for (name, path) in files {
        let path = fs::canonicalize(path).expect("the file was listed a moment ago");
        let path = path.to_str().expect("cargo builds below a path of UTF-8");
        writeln!(source, "    ({name:?}, include_bytes!({path:?})),").expect("a String takes everything");
    }
    source + "]\n"
}
