//! Dockerfile, compose.yaml and `deploy/` name paths, ports, options and variables of this program and this repository. Where no
//! container engine runs nobody would notice that one of them is gone: here each is looked up.

mod compose;
mod dockerfile;
mod haproxy;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{CommandFactory as _, Parser as _};
use suda::Config;
use suda::config::CommandLine;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file of the repository.
#[track_caller]
fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[track_caller]
fn assert_exists(path: &str, named_in: &str) {
    assert!(root().join(path).exists(), "{named_in} names {path}, which is not there");
}

/// The configuration that the program makes of these variables; one that is none of its own fails.
#[track_caller]
fn configured(variables: &BTreeMap<String, String>) -> Config {
    let command = CommandLine::command();
    let flag_of = |variable: &str| {
        let option = command.get_arguments().find(|option| option.get_env().is_some_and(|name| name == variable));
        option.and_then(|option| option.get_long()).unwrap_or_else(|| panic!("{variable} is no option of the program"))
    };
    let flags = variables.iter().map(|(name, value)| format!("--{}={value}", flag_of(name)));
    let line = CommandLine::try_parse_from(std::iter::once("suda".to_owned()).chain(flags)).expect("options");
    Config::new(&line.options).expect("values that the program understands")
}

/// The variables `GATEWAY_…` that a text uses.
fn gateway_variables(text: &str) -> Vec<String> {
    let uses = text.match_indices("${GATEWAY_").map(|(at, _)| text[at + 2..].chars());
    let mut names: Vec<String> = uses.map(|name| name.take_while(|c| c.is_ascii_uppercase() || *c == '_').collect()).collect();
    names.sort();
    names.dedup();
    names
}
