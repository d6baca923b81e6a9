//! The image: what it is made of, and what it says of itself.

use std::collections::BTreeMap;

use clap::Parser as _;
use suda::config::{CommandLine, Invocation};

use super::{assert_exists, configured, read};

/// The instructions, in order: `("COPY", "app/ app/")`.
fn instructions() -> Vec<(String, String)> {
    let text = read("Dockerfile").replace("\\\n", " ");
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').expect("an instruction and its words")).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

fn all(instruction: &str) -> Vec<String> {
    instructions().into_iter().filter(|(name, _)| name == instruction).map(|(_, words)| words).collect()
}

#[track_caller]
fn the_one(instruction: &str) -> String {
    let found = all(instruction);
    assert_eq!(found.len(), 1, "{instruction}: {found:?}");
    found[0].clone()
}

/// The words of a `["…", "…"]`.
fn exec(text: &str) -> Vec<String> {
    serde_json::from_str(text).expect("the form of words")
}

/// What is copied from the repository, without a slash at the end.
fn copied() -> Vec<String> {
    let from_here = all("COPY").into_iter().filter(|words| !words.starts_with("--from="));
    let sources = from_here.flat_map(|words| {
        let mut words: Vec<String> = words.split(' ').map(|word| word.trim_end_matches('/').to_owned()).collect();
        words.pop();
        words
    });
    sources.collect()
}

/// What the program is told by the image.
pub(crate) fn variables() -> BTreeMap<String, String> {
    let pair = |word: &str| word.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).expect("NAME=value");
    the_one("ENV").split(' ').map(pair).collect()
}

#[test]
fn what_is_copied_is_there_and_is_let_through() {
    let ignore = read(".dockerignore");
    let mut let_through: Vec<&str> = ignore.lines().filter_map(|line| line.strip_prefix('!')).collect();
    let mut copied = copied();
    for path in &copied {
        assert_exists(path, "Dockerfile");
    }
    let_through.sort_unstable();
    copied.sort();
    assert_eq!(copied, let_through, "COPY and .dockerignore");
}

#[test]
fn the_build_has_its_sources_and_the_scripts_that_make_calls() {
    let build = read("scripts/build");
    let sources = build.split("sources=(").nth(1).and_then(|rest| rest.split(')').next()).expect("the sources of a build");
    for source in sources.split_whitespace() {
        assert!(copied().iter().any(|copied| copied == source), "scripts/build wants {source}");
    }
    let make_run = read("scripts/run");
    assert!(read("Makefile").contains("scripts/run"));
    let (scripts, rest): (Vec<_>, Vec<_>) = all("RUN").into_iter().partition(|run| run.starts_with("scripts/"));
    assert_eq!(scripts, ["scripts/install", "scripts/build"]);
    for script in scripts {
        assert_exists(&script, "Dockerfile");
        assert!(make_run.lines().any(|line| line == script), "make run does not call {script}");
    }
    assert!(rest.iter().all(|run| run.starts_with("install -d ")), "nothing else is done where no test sees it: {rest:?}");
    let installed = "/usr/local/bin/suda";
    assert!(all("COPY").contains(&format!("--from=build /src/target/release/suda {installed}")));
    assert!(build.contains("target/release/suda") && all("WORKDIR") == ["/src"]);
}

#[test]
fn the_toolchain_is_the_projects_and_both_stages_are_of_one_system() {
    let toolchain: toml::Table = read("rust-toolchain.toml").parse().expect("TOML");
    let channel = toolchain["toolchain"]["channel"].as_str().expect("a channel");
    let stages = all("FROM");
    assert!(stages.contains(&format!("rust:{channel}-bookworm AS build")), "{stages:?}");
    assert_eq!(stages.last().expect("stages"), "debian:bookworm-slim", "the C library that it was linked with");
}

#[test]
fn the_image_runs_the_program_as_nobody_in_particular_with_its_data_in_the_volume() {
    let config = configured(&variables());
    assert!(config.listen.ip().is_unspecified(), "reachable from outside the container");
    assert_eq!(the_one("EXPOSE"), config.listen.port().to_string());
    let data = config.data.to_str().expect("UTF-8");
    assert_eq!(the_one("VOLUME"), data);
    let user = the_one("USER");
    let (uid, gid) = user.split_once(':').expect("a user and a group");
    assert!(uid != "0" && gid != "0" && uid.parse::<u32>().is_ok());
    assert!(all("RUN").contains(&format!("install -d -o {uid} -g {gid} -m 700 {data}")), "the directory is theirs");

    let program = exec(&the_one("ENTRYPOINT"));
    assert_eq!(program, ["suda"]);
    let check = the_one("HEALTHCHECK");
    let words = exec(check.split("CMD ").nth(1).expect("a command"));
    let asked = CommandLine::try_parse_from(words).expect("a command of the program").invocation;
    assert_eq!(asked, Some(Invocation::Healthcheck));
}
