//! `portcullis obligation`: who is owed an update by when.

use engine::coordinate::obligation;
use hyper::Method;
use serde_json::{Value, json};

use super::ask;
use super::search::text;
use crate::global::Global;
use crate::say::{about, said};
use crate::{Outcome, print};

/// Who is owed an update by when: the matrix of stakeholders and its clocks.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis obligation matrix
  portcullis obligation matrix --preset gitlab-present
  portcullis obligation list C-1
  portcullis obligation told C-1 security-director --how 'by phone'
  portcullis obligation cadence C-1 security-director --to security_director --every 30m --requested-by Ana --reason 'board meeting'
  portcullis obligation end C-1 legal --reason 'they are in the channel themselves'")]
pub(crate) enum Args {
    /// The matrix: rows, recipients, who sees to it, how often.
    Matrix {
        /// A shipped matrix, in place of the one in effect.
        #[arg(long)]
        preset: Option<String>,
    },
    /// Who is owed what in a case, and what came due.
    List {
        /// The case.
        case: String,
    },
    /// Record that recipients were told by other means than a status update.
    Told {
        /// The case.
        case: String,
        /// The row of the matrix.
        row: String,
        /// Whom [default: all of the row].
        #[arg(long)]
        to: Vec<String>,
        /// How, in words.
        #[arg(long)]
        how: String,
        /// When, RFC 3339 [default: now].
        #[arg(long)]
        at: Option<String>,
    },
    /// Give a recipient another cadence (CM19).
    Cadence {
        /// The case.
        case: String,
        /// The row of the matrix.
        row: String,
        /// The recipient.
        #[arg(long)]
        to: String,
        /// 30m, "2 business days", "continuous 5m", once [default: as the matrix says].
        #[arg(long)]
        every: Option<String>,
        /// Who asked for it.
        #[arg(long)]
        requested_by: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Say that nobody of a row is owed anything any more.
    End {
        /// The case.
        case: String,
        /// The row of the matrix.
        row: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Matrix { preset } => matrix(preset.as_deref(), global).await,
        Args::List { case } => list(&case, global).await,
        Args::Told { case, row, to, how, at } => {
            let body = json!({ "recipients": to, "at": at, "how": how });
            post(&case, (&row, "told"), body, global).await
        }
        Args::Cadence { case, row, to, every, requested_by, reason } => {
            let body = json!({
                "recipient": to,
                "cadence": every,
                "requested_by": requested_by,
                "reason": reason,
            });
            post(&case, (&row, "cadence"), body, global).await
        }
        Args::End { case, row, reason } => {
            post(&case, (&row, "end"), json!({ "reason": reason }), global).await
        }
    }
}

async fn post(
    case: &str,
    (row, verb): (&str, &str),
    body: Value,
    global: &Global,
) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/obligations/{row}/{verb}");
    let answer = ask(global, Method::POST, &path, Some(body)).await?;
    super::case::recorded(global, &answer);
    Ok(Outcome::Clean)
}

async fn matrix(preset: Option<&str>, global: &Global) -> anyhow::Result<Outcome> {
    let answer = match preset {
        None => ask(global, Method::GET, "/api/v1/stakeholders", None).await?,
        Some(name) => {
            let mut known = obligation::Policy::presets().map_err(anyhow::Error::msg)?;
            let names = known.keys().cloned().collect::<Vec<_>>().join(", ");
            let Some(policy) = known.remove(name) else {
                return Err(said("cli-there-is-no", &[("name", &name), ("names", &names)]));
            };
            serde_json::to_value(policy)?
        }
    };
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let row = |one: &Value| {
        let recipients = one["recipients"].as_array().into_iter().flatten().map(text);
        vec![
            text(&one["id"]),
            one["requirements"].as_array().into_iter().flatten().map(text).collect(),
            recipients.collect::<Vec<_>>().join(", "),
            text(&one["responsible"]),
            text(&one["cadence"]),
            text(&one["channel"]),
        ]
    };
    let all = ["rows", "first_actions"].into_iter().filter_map(|name| answer[name].as_array());
    let rows: Vec<Vec<String>> = all.flatten().map(row).collect();
    print::note(text(&answer["version"]));
    print::table(global.words(), "row - who seen-to-by how-often by", &rows);
    Ok(Outcome::Clean)
}

async fn list(case: &str, global: &Global) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/obligations");
    let answer = ask(global, Method::GET, &path, None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let (words, mut rows) = (global.words(), Vec::new());
    for row in answer["rows"].as_array().into_iter().flatten() {
        let state = match (&row["run"], &row["run"]["ended"]) {
            (Value::Null, _) => continue,
            (_, Value::Null) => "since",
            _ended => "ended",
        };
        let label = words.t(format!("cli-owed-{state}"));
        for one in row["recipients"].as_array().into_iter().flatten() {
            let moment =
                if state == "since" { &row["run"]["since"] } else { &row["run"]["ended"]["at"] };
            rows.push(vec![
                text(&row["row"]["id"]),
                text(&one["recipient"]),
                text(&one["cadence"]),
                format!("{label} {}", text(moment)),
                text(&one["next"]["due_at"]),
                text(&one["state"]),
            ]);
        }
    }
    print::table(words, "row who how-often owed next-utc state", &rows);
    let names = ["due", "kept", "late"];
    print::note(about(words, "cli-punctuality", &answer["punctuality"], &names));
    Ok(Outcome::Clean)
}
