//! Moving house: everything that lasts, out of a store into a file, and from there into another store.
//!
//! | module | holds |
//! |---|---|
//! | `export` | from a store into lines |
//! | `import` | from lines into a store |
//! | `lines` | the lines of a file: bounded, and what is wrong with one |
//! | `tally` | how far it has come, for whoever waits |
//!
//! What the lines are stands at [`store::archive`]. Neither way holds more in memory than a few pages, and the ids of all people.

mod export;
mod import;
mod lines;
mod tally;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Context as _;
use tally::Tally;

use crate::config::Config;
use crate::storage;

/// Writes everything into a new file, or to standard output. Works beside a running server.
pub async fn export(config: &Config, to: Option<&Path>) -> anyhow::Result<()> {
    let store = storage::to_leave(config).await?;
    let out = export::Out::open(to)?;
    let tally = Tally::default();
    tally.told_while(export::export(&*store, out, &tally)).await?;
    eprintln!("suda: exported {tally}");
    Ok(())
}

/// Reads what [`export`] wrote, from a file or from standard input. What is there already stays as it is.
pub async fn import(config: &Config, from: Option<&Path>) -> anyhow::Result<()> {
    let file: Box<dyn BufRead + Send> = match from {
        None => Box::new(BufReader::new(std::io::stdin())),
        Some(path) => Box::new(BufReader::new(File::open(path).with_context(|| format!("cannot read {}", path.display()))?)),
    };
    let store = storage::to_move_into(config).await?;
    let tally = Tally::default();
    tally.told_while(import::import(store, file, &tally)).await?;
    eprintln!("suda: imported {tally}; new here: {}", tally.added());
    Ok(())
}
