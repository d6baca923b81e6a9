//! The tables of options in the README, in both languages, are the program's: every option, under both of its names, and no other.

use std::path::Path;

use clap::CommandFactory as _;
use suda::config::CommandLine;

#[test]
fn the_readmes_list_every_option_and_no_other() {
    let command = CommandLine::command();
    let options: Vec<(String, String)> = command
        .get_arguments()
        .filter_map(|option| Some((option.get_long()?, option.get_env()?.to_str()?)))
        .map(|(flag, variable)| (format!("--{flag}"), variable.to_owned()))
        .collect();
    assert!(!options.is_empty());
    for readme in ["README.md", "README.ko.md"] {
        assert_eq!(documented(readme), options, "the table in {readme}");
    }
}

/// The rows of the form "| `--flag` | `VARIABLE` | …".
fn documented(readme: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(readme);
    let text = std::fs::read_to_string(path).expect("a README");
    let cell = |cell: &str| cell.trim().trim_matches('`').to_owned();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `--")?.split_once(" | "));
    rows.filter_map(|(flag, rest)| Some((format!("--{}", cell(flag)), cell(rest.split('|').next()?)))).collect()
}
