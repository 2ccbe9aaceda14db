//! `portcullis exercise`: an incident as a tabletop on a simulated GitLab.
//!
//! The product is the real one, in this process, on a clock that is moved by
//! hand; the attack is real on the range; the people are played by a script
//! against the HTTP API. The only channel is a sink: nothing leaves.

mod play;
mod team;
mod words;

use anyhow::Context as _;
use std::path::PathBuf;

use engine::coordinate::exercise::{Inject, Scenario};
use jiff::SignedDuration;
use serde_json::{Value, json};
use server::clock::Clock;
use server::web::words::{Lang, Words};

use super::demo::stage::Stage;
use super::demo::tell::Teller;
use super::serve::stop_asked;
use crate::global::Global;
use crate::{Outcome, print};
use play::Play;

/// Exercises.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis exercise list
  portcullis exercise run data-breach --headless --json       the scorecard; exit 0 only if passed
  portcullis exercise run data-breach --headless --lang ja    messages in Japanese")]
pub(crate) enum Args {
    /// The scenarios, with what is told at which minute.
    List {
        /// en or ja.
        #[arg(long, default_value = "en")]
        lang: String,
    },
    /// Run a scenario: people are played, time is accelerated, nothing leaves the process.
    Run(Run),
}

/// Which, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Run {
    /// The scenario, e.g. data-breach.
    scenario: String,
    /// Do not wait at the end; exit 0 only if the exercise is passed.
    #[arg(long)]
    headless: bool,
    /// Language of record of messages: en or ja. Both languages are always sent.
    #[arg(long, default_value = "en")]
    lang: String,
    /// Where to keep the exercise's data [default: a fresh folder that is removed at the end].
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Names, tokens and ids of the simulated GitLab follow from this number.
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::List { lang } => list(&lang, global),
        Args::Run(args) => exercise(args, global).await,
    }
}

fn words(lang: &str) -> anyhow::Result<Words> {
    let known = Lang::ALL.into_iter().find(|known| known.as_str() == lang);
    let known =
        known.ok_or_else(|| anyhow::anyhow!("{lang:?} is no language: expected en or ja"))?;
    Ok(Words::of(known)?)
}

fn list(lang: &str, global: &Global) -> anyhow::Result<Outcome> {
    if global.json {
        print::document(
            &json!({ "format": "portcullis.exercises/1", "exercises": Scenario::all() }),
        );
        return Ok(Outcome::Clean);
    }
    let words = words(lang)?;
    for scenario in Scenario::all() {
        print::line(format_args!("{}  {}", scenario.name, words.t(scenario.title_key())));
        let row = |inject: &Inject| {
            vec![format!("  {} min", inject.at_min), words.t(scenario.inject_key(inject))]
        };
        let rows: Vec<Vec<String>> = scenario.injects.iter().map(row).collect();
        print::table(&["  when", ""], &rows);
    }
    Ok(Outcome::Clean)
}

async fn exercise(args: Run, global: &Global) -> anyhow::Result<Outcome> {
    let known = || Scenario::all().iter().map(|one| one.name.as_str()).collect::<Vec<_>>();
    let scenario = Scenario::named(&args.scenario).ok_or_else(|| {
        anyhow::anyhow!(
            "there is no exercise {:?}; there are: {}",
            args.scenario,
            known().join(", ")
        )
    })?;
    let words = words(&args.lang)?;
    let teller = Teller::new(global.json);
    let clock = Clock::standing_at(Clock::System.now());
    let stage = Stage::set(args.keep.clone(), args.seed, clock).await?;
    stage.app.deliver().context("cannot start the outbox")?;
    teller.stage(&format!("{}: {}", words.t("exercise-mark"), words.t(scenario.title_key())));
    let mut play = Play::begin(&stage, scenario, (&words, teller)).await?;
    while let Some(minute) = play.next_minute() {
        play.minute(minute).await?;
    }
    let card = play.end().await?;
    let is_passed = card["passed"] == true;
    told(teller, &card);
    if global.json {
        print::document(&card);
    }
    if !args.headless {
        let login = stage.login_url().await?;
        print::note(format_args!(
            "\nThe pages are open until Ctrl-C. Sign in once with:\n  {login}"
        ));
        stop_asked().await;
    }
    stage.clear().await;
    Ok(if is_passed { Outcome::Clean } else { Outcome::Failed })
}

fn told(teller: Teller, card: &Value) {
    teller.stage("Scorecard");
    for (name, value) in card.as_object().into_iter().flatten() {
        if !value.is_array() && !value.is_object() {
            teller.line(format_args!("{}: {value}", name.replace('_', " ")));
        }
    }
}

/// Moves the clock to so many minutes after the beginning.
fn minutes_after(begun: jiff::Timestamp, minutes: u32) -> anyhow::Result<jiff::Timestamp> {
    Ok(begun.checked_add(SignedDuration::from_mins(i64::from(minutes)))?)
}
