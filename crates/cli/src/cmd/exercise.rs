//! `portcullis exercise`: an incident as a tabletop on a simulated GitLab.
//!
//! The product is the real one, in this process, on a clock that is moved by
//! hand; the attack is real on the range; the people are played by a script
//! against the HTTP API. The only channel is a sink: nothing leaves.

mod notices;
mod own;
mod play;
mod team;
mod words;

use std::path::PathBuf;
use std::time::Duration;

use engine::coordinate::exercise::{Inject, Scenario, Step};
use jiff::SignedDuration;
use serde_json::{Value, json};
use server::clock::Clock;
use server::web::words::Words;

use super::demo::stage::Stage;
use super::demo::tell::Teller;
use super::serve::stop_asked;
use crate::global::Global;
use crate::say::{OrSay as _, Values};
use crate::{Outcome, print};
use play::{Play, STEP_MIN};

/// Exercises.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis exercise list
  portcullis exercise show ci-secret-exposure --lang ja       what is told and expected at which minute
  portcullis exercise run data-breach --headless --json       the scorecard; exit 0 only if passed
  portcullis exercise run leaked-token --pace 30              watch it in the pages: an hour in two minutes
  portcullis exercise begin C-7 leaked-token --pace 1         your own people, your own installation")]
pub(crate) enum Args {
    /// The scenarios.
    List,
    /// A scenario: what is told, and what is expected, at which minute.
    Show {
        /// The scenario, e.g. data-breach.
        scenario: String,
    },
    /// Run a scenario: people are played, time is accelerated, nothing leaves the process.
    Run(Run),
    #[command(flatten)]
    Own(own::Args),
}

/// Which, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Run {
    /// The scenario, e.g. data-breach.
    scenario: String,
    /// Do not wait at the end; exit 0 only if the exercise is passed.
    #[arg(long)]
    headless: bool,
    /// So many minutes of the exercise pass in one, while the pages are open;
    /// without it, nobody waits.
    #[arg(long, value_name = "TIMES", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pace: Option<u32>,
    /// Where to keep the exercise's data [default: a fresh folder that is removed at the end].
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Names, tokens and ids of the simulated GitLab follow from this number.
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::List => {
            list(global.words(), global);
            Ok(Outcome::Clean)
        }
        Args::Show { scenario } => {
            show(known(&scenario)?, global.words(), global);
            Ok(Outcome::Clean)
        }
        Args::Run(args) => exercise(args, global).await,
        Args::Own(args) => own::run(args, global).await,
    }
}

fn known(name: &str) -> anyhow::Result<&'static Scenario> {
    let names: Vec<&str> = Scenario::all().iter().map(|one| one.name.as_str()).collect();
    let values: Values<'_> = &[("name", &name), ("names", &names.join(", "))];
    Scenario::named(name).or_say("cli-there-is-no", values)
}

fn list(words: &Words, global: &Global) {
    if global.json {
        print::document(
            &json!({ "format": "portcullis.exercises/1", "exercises": Scenario::all() }),
        );
        return;
    }
    let row = |one: &Scenario| {
        let takes = words.told("cli-minutes", &[("count", &one.last_min())]);
        vec![one.name.clone(), takes, words.t(one.title_key())]
    };
    let rows: Vec<Vec<String>> = Scenario::all().iter().map(row).collect();
    print::table(words, "exercise takes -", &rows);
}

fn show(scenario: &Scenario, words: &Words, global: &Global) {
    if global.json {
        print::document(&json!({ "format": "portcullis.exercise-plan/1", "exercise": scenario }));
        return;
    }
    print::line(format_args!("{}  {}", scenario.name, words.t(scenario.title_key())));
    let told =
        |one: &Inject| (one.at_min, vec![format!("» {}", words.t(scenario.inject_key(one)))]);
    let done = |one: &Step| (one.at_min, vec![words.t(one.what.key())]);
    let mut lines: Vec<(u32, Vec<String>)> = scenario.injects.iter().map(told).collect();
    lines.extend(scenario.moves.iter().map(done));
    lines.sort_by_key(|(at_min, _)| *at_min);
    let minute = |(at_min, rest): (u32, Vec<String>)| {
        let at = words.told("cli-minutes", &[("count", &at_min)]);
        std::iter::once(at).chain(rest).collect()
    };
    let rows: Vec<Vec<String>> = lines.into_iter().map(minute).collect();
    print::table(words, "when told-or-expected", &rows);
}

async fn exercise(args: Run, global: &Global) -> anyhow::Result<Outcome> {
    let scenario = known(&args.scenario)?;
    let words = global.words();
    let teller = Teller::new(global.json, words);
    let clock = Clock::standing_at(Clock::System.now());
    let stage = Stage::set(args.keep.clone(), args.seed, clock).await?;
    stage.app.deliver().or_say("cli-cannot-start-outbox", &[])?;
    teller.stage(format_args!("{}: {}", words.t("exercise-mark"), words.t(scenario.title_key())));
    let mut play = Play::begin(&stage, scenario, (words, teller)).await?;
    if args.pace.is_some() {
        invite(&stage, "cli-exercise-pages", words).await?;
    }
    while let Some(minute) = play.next_minute() {
        play.minute(minute).await?;
        if let Some(pace) = args.pace
            && !waited(&play, minute, pace).await?
        {
            stage.clear().await;
            return Ok(Outcome::Failed);
        }
    }
    let card = play.end().await?;
    let is_passed = card["passed"] == true;
    told(teller, &card);
    if global.json {
        print::document(&card);
    }
    if !args.headless {
        invite(&stage, "cli-demo-pages", words).await?;
        stop_asked().await;
    }
    stage.clear().await;
    Ok(if is_passed { Outcome::Clean } else { Outcome::Failed })
}

/// How to sign in to the pages.
pub(super) async fn invite(stage: &Stage, key: &str, words: &Words) -> anyhow::Result<()> {
    let login = stage.login_url().await?;
    print::note(format_args!("\n{}", words.told(key, &[("url", &login)])));
    Ok(())
}

/// Lets the minutes until the next step pass at that pace; false = somebody
/// asked to stop.
async fn waited(play: &Play<'_>, minute: u32, pace: u32) -> anyhow::Result<bool> {
    let length = Duration::from_mins(1).checked_div(pace).unwrap_or_default();
    for passed in 1..=STEP_MIN {
        tokio::select! {
            () = stop_asked() => return Ok(false),
            () = tokio::time::sleep(length) => {}
        }
        if passed < STEP_MIN {
            play.set_clock(minute.saturating_add(passed))?;
        }
    }
    Ok(true)
}

fn told(teller: Teller<'_>, card: &Value) {
    teller.begin("cli-scorecard", &[]);
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
