//! `portcullis case`: incidents from opening to closing.

use hyper::Method;
use jiff::Timestamp;
use serde_json::{Value, json};
use server::web::words::Words;

use super::{ask, search::text};
use crate::global::{Global, time};
use crate::say::{self, Values, about};
use crate::{Outcome, print};

/// Cases. `7` and `C-7` name the same one.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis case list
  portcullis case open 'Token of the release bot leaked' --kind credential-exposure
  portcullis case fact exposed-at C-1 2026-11-20T21:14:00Z --certainty not-after --source 'commit 1f3c…'
  portcullis case state C-1 data-breach --class personal --source 'log of the export'
  portcullis case survey C-1 --who token:42
  portcullis case sweep C-1")]
pub(crate) enum Args {
    /// All cases, latest first.
    List,
    /// One case with its timeline.
    Show {
        /// The case.
        case: String,
    },
    /// Open a case by hand.
    Open {
        /// Title for people.
        title: String,
        /// credential-exposure, third-party-credential, compromised-user, exposed-job-token, ci-secret-exposure, compromised-instance, misconfigured-settings or assistance-request.
        #[arg(long)]
        kind: String,
        /// Id of the finding that it comes from.
        #[arg(long)]
        finding: Option<String>,
    },
    /// Say that a finding belongs to a case.
    Attach {
        /// The case.
        case: String,
        /// Id of the finding.
        finding: String,
    },
    /// Add a note to the timeline.
    Note {
        /// The case.
        case: String,
        /// The text.
        text: String,
        /// When what it tells of happened (RFC 3339).
        #[arg(long, value_parser = time)]
        at: Option<Timestamp>,
    },
    /// State a fact.
    #[command(subcommand)]
    Fact(Fact),
    /// State something about the incident as a whole, or take it back (CM15 to CM17).
    State(super::severity::State),
    /// Read everything about the suspect from GitLab; changes nothing there.
    Survey {
        /// The case.
        case: String,
        /// user:7, token:12, token:12@project:3, token:12@group:4, project:3, group:4, job:70@project:3, instance or a user's name [default: whom the case is about].
        #[arg(long)]
        who: Option<String>,
    },
    /// Who may see the case while it is confidential (CM24).
    Access(super::access::Args),
    /// The case beside its playbook.
    #[command(flatten)]
    Playbook(super::case_steps::Args),
    /// What was changed and can go back to what it was, from the audit events (MS1 to MS8).
    Revert(super::case_revert::Args),
    /// What the CI/CD of the case's job or project shows; reads only.
    Ci(super::ci::Place),
    /// Look for what the suspect left behind and still lives (CE9).
    Sweep {
        /// The case.
        case: String,
    },
    /// Move the case on: triage, containment, eradication, recovery, closed.
    Phase {
        /// The case.
        case: String,
        /// The phase.
        phase: String,
    },
}

/// The facts that a person can state.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Fact {
    /// When the credential was exposed (CE6).
    ExposedAt(Stated),
    /// When the credential stopped working, if that was not done here (CE6).
    RevokedAt(Stated),
}

/// A time that somebody stands in for.
#[derive(Debug, clap::Args)]
pub(crate) struct Stated {
    /// The case.
    case: String,
    /// The time (RFC 3339).
    #[arg(value_parser = time)]
    at: Timestamp,
    /// exact, not-before or not-after.
    #[arg(long, default_value = "exact")]
    certainty: String,
    /// Where it is known from: a commit, a URL, a person.
    #[arg(long)]
    source: String,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::List => return list(global).await,
        Args::Show { case } => return show(&case, global).await,
        Args::Playbook(args) => return super::case_steps::run(args, global).await,
        Args::Revert(args) => return super::case_revert::run(args, global).await,
        Args::State(args) => return super::severity::state(args, global).await,
        Args::Ci(place) => return super::ci::show(&place, global).await,
        Args::Access(args) => return super::access::run(args, global).await,
        Args::Sweep { case } => return sweep(&case, global).await,
        Args::Open { title, kind, finding } => {
            let body =
                json!({ "title": title, "kind": kind.replace('-', "_"), "finding": finding });
            let answer = ask(global, Method::POST, "/api/v1/cases", Some(body)).await?;
            tell(global, &answer, "cli-case-open", &["name"]);
        }
        Args::Attach { case, finding } => {
            post(global, &case, "findings", json!({ "finding": finding }), "cli-attached").await?;
        }
        Args::Note { case, text, at } => {
            let body = json!({ "text": text, "occurred_at": at });
            post(global, &case, "notes", body, "cli-noted").await?;
        }
        Args::Fact(fact) => state(global, fact).await?,
        Args::Survey { case, who } => {
            let answer = ask(
                global,
                Method::POST,
                &format!("/api/v1/cases/{case}/survey"),
                Some(json!({ "who": who })),
            )
            .await?;
            done(global, &answer, |answer| survey(answer, global.words()));
        }
        Args::Phase { case, phase } => {
            post(global, &case, "phase", json!({ "phase": phase }), "cli-moved-on").await?;
        }
    }
    Ok(Outcome::Clean)
}

/// Prints the document, or a line made from it.
pub(super) fn done(global: &Global, answer: &Value, line: impl FnOnce(&Value) -> String) {
    if global.json {
        print::document(answer);
    } else {
        print::line(line(answer));
    }
}

/// Prints the document, or a message about it: see [`about`].
pub(super) fn tell(global: &Global, answer: &Value, key: &str, names: &[&str]) {
    done(global, answer, |answer| about(global.words(), key, answer, names));
}

/// Says as which entry it is on record.
pub(super) fn recorded(global: &Global, answer: &Value) {
    tell(global, answer, "cli-on-record", &["index"]);
}

/// Posts to a case.
async fn post(
    global: &Global,
    case: &str,
    noun: &str,
    body: Value,
    said: &str,
) -> anyhow::Result<()> {
    let answer =
        ask(global, Method::POST, &format!("/api/v1/cases/{case}/{noun}"), Some(body)).await?;
    tell(global, &answer, said, &[]);
    Ok(())
}

async fn state(global: &Global, fact: Fact) -> anyhow::Result<()> {
    let (name, stated) = match fact {
        Fact::ExposedAt(stated) => ("exposed_at", stated),
        Fact::RevokedAt(stated) => ("revoked_at", stated),
    };
    let Stated { case, at, certainty, source } = stated;
    let certainty = certainty.replace('-', "_");
    let body = json!({ "fact": name, "at": at, "certainty": certainty, "source": source });
    post(global, &case, "facts", body, "cli-stated").await
}

async fn list(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, "/api/v1/cases", None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let row = |case: &Value| {
        let columns = [
            "phase",
            "severity",
            "level",
            "title",
            "findings",
            "exposure_window_s",
            "leftovers",
            "opened_at",
        ];
        let name = format!("C-{}", text(&case["id"]));
        std::iter::once(name).chain(columns.iter().map(|column| text(&case[*column]))).collect()
    };
    let rows: Vec<Vec<String>> =
        answer["cases"].as_array().into_iter().flatten().map(row).collect();
    let columns = "case phase severity level title findings exposed-s left opened-utc";
    print::table(global.words(), columns, &rows);
    Ok(Outcome::Clean)
}

async fn show(case: &str, global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, &format!("/api/v1/cases/{case}"), None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let case = &answer["case"];
    print::line(format_args!(
        "C-{}  {}  [{}]",
        text(&case["id"]),
        text(&case["title"]),
        text(&case["phase"])
    ));
    let words = global.words();
    let opened = ["case/opened_at", "case/opened_by", "exposure_window_s"];
    print::line(about(words, "cli-case-opened", &answer, &opened));
    for hash in case["plans"].as_object().into_iter().flatten().map(|(hash, _)| hash) {
        print::line(words.told("cli-plan", &[("hash", hash)]));
    }
    let row = |line: &Value| {
        vec![text(&line["occurred_at"]), text(&line["by"]), say::sentence(words, line)]
    };
    let rows: Vec<Vec<String>> =
        case["timeline"].as_array().into_iter().flatten().map(row).collect();
    print::table(words, "occurred-utc by what", &rows);
    Ok(Outcome::Clean)
}

/// A survey in lines.
fn survey(answer: &Value, words: &Words) -> String {
    let survey = &answer["survey"];
    let count = |name: &str| survey[name].as_array().map_or(0, Vec::len);
    let (tokens, keys, webhooks) = (count("tokens"), count("keys"), count("webhooks"));
    let reach: Values<'_> = &[("tokens", &tokens), ("keys", &keys), ("webhooks", &webhooks)];
    let mut lines = vec![
        about(words, "cli-survey-user", survey, &["username", "user", "state"]),
        words.told("cli-survey-reach", reach),
    ];
    for member in survey["memberships"].as_array().into_iter().flatten() {
        let variables: Vec<String> =
            member["variables"].as_array().into_iter().flatten().map(text).collect();
        let (path, level) = (text(&member["path"]), text(&member["access_level"]));
        let variables = variables.join(", ");
        let args: Values<'_> = &[("path", &path), ("level", &level), ("variables", &variables)];
        lines.push(words.told("cli-survey-member", args));
    }
    for one in survey["uses"].as_array().into_iter().flatten() {
        lines.push(about(
            words,
            "cli-survey-used",
            one,
            &["credential", "address", "count", "last"],
        ));
    }
    for thing in survey["things"].as_array().into_iter().flatten() {
        lines.push(format!(
            "  {} {} {}",
            text(&thing["kind"]),
            text(&thing["path"]),
            text(&thing["name"])
        ));
    }
    let gaps = survey["gaps"].as_array().into_iter().flatten();
    lines.extend(gaps.map(|gap| format!("  {}", not_known(words, gap))));
    lines.join("\n")
}

/// What could not be seen, as the server tells it.
pub(super) fn not_known(words: &Words, gap: &Value) -> String {
    words.told("cli-not-known", &[("what", &text(gap))])
}

async fn sweep(case: &str, global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::POST, &format!("/api/v1/cases/{case}/sweep"), None).await?;
    let left = answer["leftovers"].as_array().map(Vec::as_slice).unwrap_or_default();
    if global.json {
        print::document(&answer);
    } else if left.is_empty() {
        print::line(global.words().t("cli-nothing-left"));
    } else {
        let row = |item: &Value| {
            vec![
                text(&item["kind"]),
                text(&item["id"]),
                text(&item["name"]),
                text(&item["created_at"]),
            ]
        };
        let rows: Vec<Vec<String>> = left.iter().map(row).collect();
        print::table(global.words(), "kind id name made-utc", &rows);
        print::next(global.words(), &format!("portcullis plan propose {case} --wish remedies"));
    }
    Ok(if left.is_empty() { Outcome::Clean } else { Outcome::Found })
}
