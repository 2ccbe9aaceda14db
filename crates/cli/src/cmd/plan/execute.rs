//! Executing a plan: inputs that are asked for, progress while it runs.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::IsTerminal as _;
use std::time::Duration;

use hyper::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use server::door::Door;
use server::web::words::Words;

use super::super::{problem, search::text};
use super::show::{dry_run, items, step_line};
use super::{path, preview};
use crate::global::Global;
use crate::say::{OrSay as _, Values, about, said};
use crate::{Outcome, print};

/// How often the plan is asked how far it is.
const POLL_EVERY: Duration = Duration::from_millis(500);

/// How to execute a plan.
#[derive(Debug, clap::Args)]
pub(crate) struct Execute {
    /// The plan's hash.
    pub(super) hash: String,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
    /// Only look what would be done, step by step; changes nothing.
    #[arg(long)]
    dry_run: bool,
    /// A secret that a step asks for, as STEP=@FILE, or STEP=- for standard
    /// input; without it you are asked, without echo.
    #[arg(long = "input", value_name = "STEP=@FILE")]
    inputs: Vec<String>,
}

pub(super) async fn run(args: Execute, global: &Global) -> anyhow::Result<Outcome> {
    let door = global.door().await?;
    let ended = through(&door, args, global).await;
    door.close().await;
    ended
}

async fn through(door: &Door, args: Execute, global: &Global) -> anyhow::Result<Outcome> {
    let (place, words) = (path(&args.hash, ""), global.words());
    let plan = asked(door, Method::GET, &place, None).await?;
    if args.dry_run {
        let body = json!({ "dry_run": true });
        let answer = asked(door, Method::POST, &path(&args.hash, "/execute"), Some(body)).await?;
        super::done(global, &answer, |answer| dry_run(answer, words));
        return Ok(Outcome::Clean);
    }
    preview(&plan, args.yes, words)?;
    let inputs = inputs(&plan, &args.inputs, words)?;
    let shown: BTreeMap<&u32, &str> =
        inputs.iter().map(|(step, secret)| (step, secret.expose_secret())).collect();
    let body = json!({ "inputs": shown });
    let executing = path(&args.hash, "/execute");
    let answer = tokio::select! {
        answer = asked(door, Method::POST, &executing, Some(body)) => answer?,
        never = watch(door, &plan, words) => match never {},
    };
    Ok(told(&answer, global))
}

/// Shows how far the plan is, until the other branch ends it.
async fn watch(door: &Door, plan: &Value, words: &Words) -> std::convert::Infallible {
    let total = items(&plan["plan"]["acts"]).count();
    let bar = print::bar(u64::try_from(total).unwrap_or(u64::MAX), false);
    bar.set_message(words.t("cli-executing"));
    let place = path(&text(&plan["hash"]), "");
    loop {
        tokio::time::sleep(POLL_EVERY).await;
        if let Ok(now) = asked(door, Method::GET, &place, None).await {
            let steps = now["steps"].as_object();
            let done = steps.map_or(0, |steps| {
                steps.values().filter(|state| !state["outcome"].is_null()).count()
            });
            bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
        }
    }
}

fn told(answer: &Value, global: &Global) -> Outcome {
    let words = global.words();
    if global.json {
        print::document(answer);
    } else {
        for step in items(&answer["steps"]) {
            print::line(step_line(step, words));
        }
        for secret in items(&answer["secrets"]) {
            print::line(about(words, "cli-new-secret", secret, &["target", "secret"]));
        }
        if !answer["stopped"].is_null() {
            let names = ["error", "next", "left"];
            print::note(about(words, "cli-plan-stopped", &answer["stopped"], &names));
        }
    }
    if answer["is_contained"] == true { Outcome::Clean } else { Outcome::Failed }
}

/// The secrets that steps ask for: given by option, else asked for at the terminal.
fn inputs(
    plan: &Value,
    given: &[String],
    words: &Words,
) -> anyhow::Result<BTreeMap<u32, SecretString>> {
    let mut inputs = BTreeMap::new();
    for option in given {
        let form: Values<'_> = &[("given", option), ("form", &"STEP=@FILE")];
        let (step, source) = option.split_once('=').or_say("cli-no-pair", form)?;
        let step: u32 = step.parse().or_say("cli-no-step", &[("name", &step)])?;
        inputs.insert(step, read(source)?);
    }
    for (step, asks) in plan["asks"].as_object().into_iter().flatten() {
        let step: u32 = step.parse().or_say("cli-no-step", &[("name", step)])?;
        if let Entry::Vacant(missing) = inputs.entry(step) {
            let values: Values<'_> = &[("step", &step), ("asks", &text(asks))];
            missing.insert(prompt(&words.told("cli-step-asks", values))?);
        }
    }
    Ok(inputs)
}

fn read(source: &str) -> anyhow::Result<SecretString> {
    let secret = if source == "-" {
        std::io::read_to_string(std::io::stdin()).or_say("cli-cannot-read-stdin", &[])?
    } else {
        let file = source.strip_prefix('@').or_say("cli-secret-not-here", &[])?;
        std::fs::read_to_string(file).or_say("cli-cannot-read", &[("file", &file)])?
    };
    // Editors end a file with one line break, which is not part of the secret.
    let secret = secret.strip_suffix('\n').unwrap_or(&secret);
    Ok(SecretString::from(secret.strip_suffix('\r').unwrap_or(secret)))
}

/// Asks at the terminal, without echo.
fn prompt(question: &str) -> anyhow::Result<SecretString> {
    if !std::io::stdin().is_terminal() {
        return Err(said("cli-nobody-can-be-asked", &[("question", &question)]));
    }
    print::note(question);
    let secret = console::Term::stderr().read_secure_line().or_say("cli-cannot-read-stdin", &[])?;
    Ok(SecretString::from(secret))
}

async fn asked(
    door: &Door,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> anyhow::Result<Value> {
    let answer = door.ask(method, path, body).await?;
    let document = answer.json();
    if answer.is_success() { Ok(document) } else { Err(problem(answer.status, &document)) }
}
