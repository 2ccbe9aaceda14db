//! `portcullis range`: the simulated GitLab by itself.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use range::attack::Scenario;
use range::traffic::day::{Day, DayConfig, TRUTH, stage};
use range::{Destination, Range, RangeConfig};
use serde_json::json;
use server::clock::Clock;
use tokio::sync::mpsc;
use url::Url;

use super::serve::stop_asked;
use crate::global::Global;
use crate::say::Values;
use crate::{Outcome, print};

/// A simulated GitLab: stateful, over real HTTP, on loopback only.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// Run it until Ctrl-C.
    #[command(after_help = "Examples:
  portcullis range serve
  portcullis range serve --listen 127.0.0.1:8080 --logs ./gitlab-logs
  portcullis range serve --stream http://127.0.0.1:8470/collect/stream/main --stream-token-file stream.token")]
    Serve {
        /// Loopback address to listen on; port 0 takes any free one.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: SocketAddr,
        /// Write the two log files of GitLab (audit and API) into this folder.
        #[arg(long, value_name = "DIR")]
        logs: Option<PathBuf>,
        /// Stream audit events to this address.
        #[arg(long, value_name = "URL", requires = "stream_token_file")]
        stream: Option<Url>,
        /// File with that stream's verification token.
        #[arg(long, value_name = "FILE")]
        stream_token_file: Option<PathBuf>,
        /// Names, tokens and ids follow from this number.
        #[arg(long, default_value_t = 7)]
        seed: u64,
    },
    /// Attack a running range and print each call.
    #[command(
        after_help = "Example:\n  portcullis range attack leaked-token http://127.0.0.1:8080"
    )]
    Attack {
        /// leaked-token, compromised-user, compromised-bot, exposed-job-token,
        /// ci-secret-exposure, compromised-instance or misconfigured-settings.
        scenario: Scenario,
        /// The range's address.
        url: Url,
    },
    /// Write a day of a busy instance as log files, with attacks hidden in it.
    #[command(after_help = "Example:\n  portcullis range traffic --out ./day --people 200")]
    Traffic {
        /// Folder to write into; attacks.jsonl tells which lines belong to which attack.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// How many people work there; 2,000 make about a million records.
        #[arg(long, default_value_t = 2_000)]
        people: usize,
        /// The day, in UTC.
        #[arg(long, value_name = "DATE", default_value = "2026-03-10")]
        day: jiff::civil::Date,
        /// Days before it that are written as well, without attacks.
        #[arg(long, default_value_t = 0)]
        learning_days: u32,
        /// Everything follows from this number.
        #[arg(long, default_value_t = 7)]
        seed: u64,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Serve { listen, logs, stream, stream_token_file, seed } => {
            let clock = Clock::System;
            let mut config = RangeConfig::new(seed, Arc::new(move || clock.now()));
            config.address = listen;
            if let Some(folder) = &logs {
                std::fs::create_dir_all(folder)?;
            }
            config.log_dir = logs;
            if let (Some(url), Some(file)) = (stream, stream_token_file) {
                let verification_token = std::fs::read_to_string(file)?.trim().to_owned();
                config.destinations.push(Destination {
                    url,
                    verification_token,
                    headers: Vec::new(),
                });
            }
            serve(config, global).await
        }
        Args::Attack { scenario, url } => attack(scenario, url, global).await,
        Args::Traffic { out, people, day, learning_days, seed } => {
            let starts = day.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp();
            let config = DayConfig { people, starts, learning_days, ..DayConfig::new(seed) };
            let global = global.clone();
            tokio::task::spawn_blocking(move || traffic(config, &out, &global)).await?
        }
    }
}

/// Plays the attacks on a range, and writes the day around them.
fn traffic(mut config: DayConfig, out: &Path, global: &Global) -> anyhow::Result<Outcome> {
    let words = global.words();
    config.staged = stage(config.seed, config.starts)?;
    let written = range::traffic::day::write(Day::new(config), out)?;
    if global.json {
        print::document(
            &json!({ "format": "portcullis.traffic/1", "files": written.files, "attacks": written.attacks }),
        );
        return Ok(Outcome::Clean);
    }
    for (file, lines) in &written.files {
        print::line(format_args!("{lines:>10}  {}", out.join(file).display()));
    }
    let truth = out.join(TRUTH);
    let values: Values<'_> = &[("count", &written.attacks.len()), ("file", &truth.display())];
    print::line(words.told("cli-range-attacks", values));
    Ok(Outcome::Clean)
}

async fn serve(config: RangeConfig, global: &Global) -> anyhow::Result<Outcome> {
    let range = Range::start(config).await?;
    let (url, token) = (range.base_url(), range.admin_token());
    if global.json {
        print::document(
            &json!({ "format": "portcullis.range/1", "url": url, "admin_token": token, "leaked_token": range.leaked_token() }),
        );
    } else {
        let words = global.words();
        print::line(words.told("cli-range-url", &[("url", &url)]));
        print::line(words.told("cli-range-token", &[("token", &token)]));
    }
    stop_asked().await;
    range.shutdown().await;
    Ok(Outcome::Clean)
}

async fn attack(scenario: Scenario, url: Url, global: &Global) -> anyhow::Result<Outcome> {
    let (steps, mut told) = mpsc::unbounded_channel();
    let attack =
        tokio::spawn(
            async move { scenario.run(&url, steps).await.map(|loot| loot.credentials.len()) },
        );
    let mut calls = Vec::new();
    while let Some(step) = told.recv().await {
        if !global.json {
            print::line(format_args!("{:3}  {}  ({})", step.status, step.title, step.request));
        }
        calls.push(json!({ "title": step.title, "request": step.request, "status": step.status }));
    }
    let credentials = attack.await??;
    if global.json {
        print::document(
            &json!({ "format": "portcullis.attack/1", "scenario": scenario.name(), "calls": calls, "credentials": credentials }),
        );
    } else {
        print::line(global.words().told("cli-range-holds", &[("count", &credentials)]));
    }
    Ok(Outcome::Clean)
}
