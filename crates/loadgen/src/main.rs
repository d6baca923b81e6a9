//! The program `loadgen`: a crowd with a verdict, or load with figures.
//!
//! It prints its report; it ends with 1 when something is wrong.

use std::io::{Write as _, stdout};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use loadgen::load::{Report, Scenario, Sizes, Target};
use loadgen::{Crowd, Plan, load};

/// Many users for a server of Suda.
#[derive(Debug, Parser)]
#[command(name = "loadgen", version)]
struct CommandLine {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// People who talk in rooms; says what was lost, doubled or out of order. Kill the server meanwhile
    Crowd(CrowdOptions),
    /// Load over raw sockets, and what it costs the server; beside it the same on another one
    Load(LoadOptions),
}

#[derive(Debug, Args)]
struct CrowdOptions {
    /// Where a server is, `http://host:port`; several times for the servers of one installation. Above 60 people it must trust us as a
    /// proxy (--trusted-proxies)
    #[arg(long, required = true)]
    url: Vec<String>,
    /// How many people
    #[arg(long, default_value_t = 50)]
    people: usize,
    /// How many rooms
    #[arg(long, default_value_t = 10)]
    rooms: usize,
    /// Messages a second, all people together
    #[arg(long, default_value_t = 200)]
    rate: u32,
    /// For how long they talk
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// How long it may take after that until everybody has everything, in seconds
    #[arg(long, default_value_t = 30)]
    settle: u64,
    /// Decides who talks where and when [default: a new one]
    #[arg(long)]
    seed: Option<u64>,
}

#[derive(Debug, Args)]
struct LoadOptions {
    /// room, burst, rooms, sends, idle or churn; without: all of them
    scenarios: Vec<Scenario>,
    /// Where a server of Suda is, `http://host:port`. It must trust us as a proxy (--trusted-proxies)
    #[arg(long)]
    url: String,
    /// Its process on this machine, for what it used
    #[arg(long)]
    pid: Option<u32>,
    /// Where a server without accounts is that does the same
    #[arg(long)]
    peer: Option<String>,
    /// Its process
    #[arg(long)]
    peer_pid: Option<u32>,
    /// Connections that `idle` holds
    #[arg(long, default_value_t = Sizes::default().connections)]
    connections: usize,
    /// In the names of the accounts [default: a new one]
    #[arg(long)]
    seed: Option<u32>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let CommandLine { what } = CommandLine::parse();
    let done = match what {
        What::Crowd(options) => crowd(options).await,
        What::Load(options) => measure(options).await,
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("loadgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether nothing is wrong.
async fn crowd(options: CrowdOptions) -> anyhow::Result<bool> {
    let CrowdOptions { url, people, rooms, rate, seconds, settle, seed } = options;
    let seed = seed.unwrap_or_else(rand::random);
    // At once: who stops it in the middle knows the seed all the same.
    writeln!(stdout(), "seed {seed}")?;
    let plan = Plan { servers: url, people, rooms, seed };
    let mut crowd = Crowd::gather(plan).await.context("the crowd does not come together")?;
    writeln!(stdout(), "{people} people are in {rooms} rooms and talk for {seconds} s")?;
    crowd.talk(rate, tokio::time::sleep(Duration::from_secs(seconds))).await;
    let settled = crowd.settle(Duration::from_secs(settle)).await;
    match &settled {
        Ok(after) => writeln!(stdout(), "everybody has everything, {} ms after the last word", after.as_millis())?,
        Err(unsettled) => writeln!(stdout(), "not settled after {settle} s: {unsettled}")?,
    }
    let verdict = crowd.verdict().await.context("the logs cannot be read back")?;
    writeln!(stdout(), "{verdict}")?;
    Ok(settled.is_ok() && verdict.is_clean())
}

/// Whether nothing was lost.
async fn measure(options: LoadOptions) -> anyhow::Result<bool> {
    let LoadOptions { scenarios, url, pid, peer, peer_pid, connections, seed } = options;
    let seed = seed.unwrap_or_else(rand::random);
    writeln!(stdout(), "seed {seed}")?;
    let target = |name: &str, url: String, pid, accounts| Target { name: name.to_owned(), url, pid, accounts };
    let mut targets = vec![target("suda", url, pid, true)];
    targets.extend(peer.map(|url| target("peer", url, peer_pid, false)));
    let scenarios = if scenarios.is_empty() { Scenario::ALL.to_vec() } else { scenarios };
    let sizes = Sizes { connections, ..Sizes::default() };
    let mut report = Report::default();
    for (number, scenario) in scenarios.into_iter().enumerate() {
        for target in &targets {
            let run = format!("{seed:x}-{number}");
            let figures = load::run(scenario, target, sizes, &run).await.with_context(|| format!("{scenario} on {}", target.name))?;
            report.add(scenario, &target.name, figures);
        }
    }
    writeln!(stdout(), "{report}")?;
    Ok(!report.has_lost())
}
