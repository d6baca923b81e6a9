//! The arrows of `docs/ARCHITECTURE.md` that Cargo does not hold: who may know whom inside a crate, and which of our crates
//! may stand in whose manifest. Reads the sources as text, so that it says what is wrong even where nothing compiles.

use std::fs;
use std::path::{Path, PathBuf};

/// The files below a folder never name a path. `but` lists the files and folders in it that may.
struct Never {
    folder: &'static str,
    names: &'static [&'static str],
    but: &'static [&'static str],
    because: &'static str,
}

const NEVER: &[Never] = &[
    Never {
        folder: "server/src/chat",
        names: &["axum", "socketioxide", "engineioxide", "leptos", "app", "crate::http", "crate::gateway", "store::embedded"],
        but: &[],
        because: "chat decides, for every door alike and over every store; doors and drawings are not its business",
    },
    Never {
        folder: "server/src",
        names: &["socketioxide", "engineioxide"],
        but: &["gateway"],
        because: "only the gateway knows how a socket is spoken to",
    },
    Never {
        folder: "server/src/announce",
        names: &["axum", "leptos", "app", "crate::http", "crate::gateway"],
        but: &[],
        because: "announce tells the bus; the edges listen to it",
    },
    Never {
        folder: "server/src/identity",
        names: &["crate::chat", "crate::http", "crate::gateway", "crate::announce", "socketioxide", "leptos"],
        but: &[],
        because: "who acts is proven before anything is done",
    },
    Never {
        folder: "app/src/ui",
        names: &["crate::features", "crate::pages", "crate::state", "crate::socket", "crate::page", "protocol", "client", "fold"],
        but: &[],
        because: "a component shows what it is given: it knows nothing of ours",
    },
    Never {
        folder: "app/src/state",
        names: &["crate::features", "crate::pages", "crate::ui", "crate::socket"],
        but: &[],
        because: "state is what is known, whatever shows it and wherever it came from",
    },
    Never {
        folder: "app/src/pages",
        names: &["crate::state", "crate::socket", "client"],
        but: &[],
        because: "pages are plain documents; what lives is inside features",
    },
];

/// Our crates, and which of ours each may depend on. Tests may know more: `[dev-dependencies]` are not looked at.
const CRATES: &[(&str, &[&str])] = &[
    ("crates/protocol", &[]),
    ("crates/fold", &[]),
    ("crates/markup", &[]),
    ("crates/client", &["protocol", "fold"]),
    ("crates/store", &["protocol", "fold"]),
    ("crates/loadgen", &["client", "protocol"]),
    ("app", &["client", "protocol", "fold", "markup"]),
    ("frontend", &["app"]),
    ("server", &["app", "store", "protocol", "fold"]),
];

#[test]
fn nobody_knows_whom_they_should_not() {
    let mut faults = Vec::new();
    for Never { folder, names, but, because } in NEVER {
        for file in sources(&root().join(folder)) {
            let within = file.strip_prefix(root().join(folder)).expect("below the folder");
            if but.iter().any(|but| within.starts_with(but) || within == Path::new(but)) {
                continue;
            }
            for (line, path) in paths(&file) {
                if let Some(name) = names.iter().find(|name| begins(&path, name)) {
                    faults.push(fault(&file, line, &format!("names {name}: {because}")));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn no_feature_knows_another() {
    let folder = root().join("app/src/features");
    let features: Vec<String> = protocol_words().chain(["files", "admin"]).map(|word| format!("crate::features::{word}")).collect();
    let mut faults = Vec::new();
    for file in sources(&folder) {
        // `screen` puts the features together, and `mod` lists them.
        let Some(own) = features.iter().find(|feature| begins(&module(&file), feature)) else { continue };
        for (line, path) in paths(&file) {
            if let Some(other) = features.iter().find(|feature| *feature != own && begins(&path, feature)) {
                faults.push(fault(&file, line, &format!("{own} names {other}: what two features share is state, or stands in the screen")));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn manifests_hold_the_arrows_between_crates() {
    let ours: Vec<&str> = CRATES.iter().map(|(folder, _)| folder.rsplit('/').next().expect("a name")).collect();
    let mut faults = Vec::new();
    for entry in fs::read_dir(root().join("crates")).expect("the crates") {
        let name = entry.expect("a readable folder").file_name();
        if !ours.iter().any(|ours| name == *ours) {
            faults.push(format!("crates/{} stands in no arrow: add it to CRATES", name.display()));
        }
    }
    for (folder, may) in CRATES {
        let manifest = root().join(folder).join("Cargo.toml");
        for (line, dependency) in dependencies(&manifest) {
            if ours.contains(&dependency.as_str()) && !may.contains(&dependency.as_str()) {
                faults.push(fault(&manifest, line, &format!("{folder} depends on {dependency}: no such arrow")));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn paths_are_found_however_they_are_written() {
    let source = "use crate::{features::{rooms, typing::Pulse as P}, ui};\n\nfn f() { super::messages::send(\"axum::x\") } // leptos::y";
    let found: Vec<(usize, String)> = paths_in(source, "crate::features::rooms");
    let has = |line, path: &str| assert!(found.contains(&(line, path.to_owned())), "{path} in {found:?}");
    has(1, "crate::features::rooms");
    has(1, "crate::features::typing::Pulse");
    has(1, "crate::ui");
    has(3, "crate::features::messages::send");
    assert!(!found.iter().any(|(_, path)| begins(path, "axum") || begins(path, "leptos")), "{found:?}");
}

/// The words that slice every layer.
fn protocol_words() -> impl Iterator<Item = &'static str> {
    ["session", "rooms", "messages", "typing", "presence", "search"].into_iter()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

fn fault(file: &Path, line: usize, what: &str) -> String {
    format!("{}:{line} {what}", file.strip_prefix(root()).unwrap_or(file).display())
}

/// Every Rust file below a folder; none when it is not there.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.expect("a readable folder").path()) {
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The path of the module that a file is: `app/src/features/rooms/list.rs` is `crate::features::rooms::list`.
fn module(file: &Path) -> String {
    let text = file.with_extension("").display().to_string().replace('\\', "/");
    let within = text.rsplit_once("/src/").map_or("", |(_, within)| within);
    let parts = within.split('/').filter(|part| !matches!(*part, "" | "mod" | "lib" | "main"));
    parts.fold("crate".to_owned(), |path, part| path + "::" + part)
}

/// Whether a path is `prefix` or inside it.
fn begins(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn paths(file: &Path) -> Vec<(usize, String)> {
    paths_in(&fs::read_to_string(file).expect("a readable source"), &module(file))
}

/// Every path that a source names, with the line that it is on; relative ones from `module`. Braces are opened up.
fn paths_in(source: &str, module: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    // What stands before the braces that are open, and what has been read of the path since.
    let (mut prefixes, mut path): (Vec<String>, String) = (vec![], String::new());
    for (index, line) in source.lines().enumerate() {
        for token in tokens(line) {
            match token.as_str() {
                "{" if path.ends_with("::") => prefixes.push(std::mem::take(&mut path)),
                "{" => prefixes.push(String::new()),
                "::" => path.push_str("::"),
                word if word.starts_with(is_word) && (path.is_empty() || path.ends_with("::")) => path.push_str(word),
                other => {
                    keep(&mut found, index, &prefixes, &path, module);
                    path.clear();
                    if other == "}" {
                        prefixes.pop();
                    } else if other.starts_with(is_word) {
                        other.clone_into(&mut path);
                    }
                }
            }
        }
        if !path.ends_with("::") {
            keep(&mut found, index, &prefixes, &path, module);
            path.clear();
        }
    }
    found
}

fn keep(found: &mut Vec<(usize, String)>, index: usize, prefixes: &[String], path: &str, module: &str) {
    let open = prefixes.iter().rev().take_while(|prefix| !prefix.is_empty());
    let prefix = open.fold(String::new(), |rest, prefix| format!("{prefix}{rest}"));
    let path = format!("{prefix}{path}");
    // A lone word is a name of something here: `iter.fold(…)` does not know our crate `fold`.
    if path.contains("::") {
        found.push((index + 1, absolute(path.trim_matches(':'), module)));
    }
}

/// `super::x` and `self::x`, seen from a module.
fn absolute(path: &str, module: &str) -> String {
    let mut here = module;
    let mut rest = path;
    while let Some(after) = rest.strip_prefix("super::") {
        here = here.rsplit_once("::").map_or("crate", |(parent, _)| parent);
        rest = after;
    }
    match rest.strip_prefix("self::") {
        Some(after) => format!("{here}::{after}"),
        None if rest.len() < path.len() => format!("{here}::{rest}"),
        None => path.to_owned(),
    }
}

const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Words, `::` and single characters of a line; no comments, and nothing of what stands between quotation marks.
fn tokens(line: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let taken = if rest.starts_with("//") {
            break;
        } else if c == '"' {
            rest[1..].find('"').map_or(rest.len(), |end| end + 2)
        } else if is_word(c) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            c.len_utf8()
        };
        if !c.is_whitespace() && c != '"' {
            tokens.push(rest[..taken].to_owned());
        }
        rest = &rest[taken..];
    }
    tokens
}

/// The names under `[dependencies]` and under `[target.….dependencies]`, with their lines.
fn dependencies(manifest: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(manifest).expect("a manifest");
    let mut inside = false;
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            inside = line == "[dependencies]" || (line.starts_with("[target.") && line.ends_with(".dependencies]"));
        } else if inside {
            let name: String = line.chars().take_while(|c| is_word(*c) || *c == '-').collect();
            if !name.is_empty() {
                found.push((index + 1, name));
            }
        }
    }
    found
}
