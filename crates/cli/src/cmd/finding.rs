//! `portcullis finding`: what the rules found, in groups; what may wait; into a case.

use std::collections::BTreeMap;

use hyper::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use server::clock::Clock;
use server::web::words::Words;

use super::case::{done, tell};
use super::{ask, search::text, with_query};
use crate::global::{Global, time};
use crate::say::{OrSay as _, Values, about, said};
use crate::{Outcome, print};

/// Findings: listed in groups, shown, suppressed, taken into cases.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis finding list --level high
  portcullis finding list --suppressed
  portcullis finding show 3f1c
  portcullis finding to-case 3f1c --group
  portcullis finding suppress --rule 5d7f… --entity user:42 --days 30 --reason 'nightly mirror'
  portcullis finding suppress --where 'address=10.0.0.*' --rule 5d7f… --days 7 --reason 'scanner'
  portcullis finding unsuppress 812 --reason 'it was the attacker after all'")]
pub(crate) enum Args {
    /// Findings in groups by entity and rule; ends with 10 when something waits to be looked at.
    List(List),
    /// One finding with its group, its entity's risk and what covers it.
    Show {
        /// Its id, or the beginning of it.
        finding: String,
    },
    /// Say that findings may wait: all that is named must hold.
    Suppress(Suppress),
    /// Take a suppression back.
    Unsuppress {
        /// Its number, as `suppressions` lists it.
        suppression: u64,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Which findings may wait, why and until when; also what has ended.
    Suppressions,
    /// Take a finding into a case: the named one, the actor's open one, or a new one.
    ToCase {
        /// Its id, or the beginning of it.
        finding: String,
        /// The case.
        #[arg(long)]
        case: Option<String>,
        /// With all findings of its group.
        #[arg(long)]
        group: bool,
    },
}

/// Which findings to list.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct List {
    /// At least this grave: informational, low, medium, high, critical.
    #[arg(long, default_value = "")]
    level: String,
    /// About this one: `user:42`, `address:203.0.113.9`, a name.
    #[arg(long, default_value = "")]
    entity: String,
    /// Of this rule: its id, or words of its title.
    #[arg(long, default_value = "")]
    rule: String,
    /// Only groups with findings that belong to no case.
    #[arg(long)]
    loose: bool,
    /// What may wait, instead of what wants to be looked at.
    #[arg(long)]
    suppressed: bool,
    /// What Portcullis caused itself, instead.
    #[arg(long, conflicts_with = "suppressed")]
    own: bool,
    /// Whom the findings point at, with what the risk is made of, instead.
    #[arg(long, conflicts_with_all = ["suppressed", "own"])]
    risk: bool,
}

/// What may wait.
#[derive(Debug, clap::Args)]
pub(crate) struct Suppress {
    /// A rule's id.
    #[arg(long)]
    rule: Option<String>,
    /// An entity: `user:42`, `address:203.0.113.9`, `place:shop/till`, `instance`.
    #[arg(long)]
    entity: Option<String>,
    /// `field=pattern`, several times: actor, address, level, place, requirement, summary, tag, title, token, type.
    #[arg(long = "where", value_name = "FIELD=PATTERN")]
    fields: Vec<String>,
    /// Why.
    #[arg(long)]
    reason: String,
    /// For how many days.
    #[arg(long, conflicts_with = "until")]
    days: Option<u16>,
    /// Until when (RFC 3339).
    #[arg(long, value_parser = time)]
    until: Option<Timestamp>,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::List(args) => list(&args, global).await,
        Args::Show { finding } => show(&finding, global).await,
        Args::Suppress(args) => suppress(args, global).await,
        Args::Unsuppress { suppression, reason } => {
            let path = format!("/api/v1/suppressions/{suppression}/lift");
            let answer =
                ask(global, Method::POST, &path, Some(json!({ "reason": reason }))).await?;
            tell(global, &answer, "cli-taken-back", &[]);
            Ok(Outcome::Clean)
        }
        Args::Suppressions => suppressions(global).await,
        Args::ToCase { finding, case, group } => {
            let case = case.as_deref().map(number).transpose()?;
            let path = format!("/api/v1/findings/{finding}/case");
            let body = json!({ "case": case, "group": group });
            let answer = ask(global, Method::POST, &path, Some(body)).await?;
            let is_new = answer["is_new"] == json!(true);
            let key = if is_new { "cli-finding-opened" } else { "cli-finding-joined" };
            tell(global, &answer, key, &["case", "attached"]);
            Ok(Outcome::Clean)
        }
    }
}

/// `7` and `C-7` name the same case.
fn number(case: &str) -> anyhow::Result<u32> {
    let number = case.trim_start_matches("C-").parse::<u32>();
    number.ok().or_say("cli-no-case", &[("name", &case)])
}

async fn list(args: &List, global: &Global) -> anyhow::Result<Outcome> {
    let loose = if args.loose { "true" } else { "" };
    let path = with_query(
        "/api/v1/findings",
        &[("level", &args.level), ("entity", &args.entity), ("rule", &args.rule), ("loose", loose)],
    );
    let answer = ask(global, Method::GET, &path, None).await?;
    let of = |name: &str| answer[name].as_array().map(Vec::as_slice).unwrap_or_default();
    let (waits, words) = (!of("open").is_empty(), global.words());
    if global.json {
        print::document(&answer);
    } else if args.risk {
        for one in of("risks") {
            risk(one, words);
        }
    } else {
        let name = match (args.suppressed, args.own) {
            (true, _) => "suppressed",
            (false, true) => "own",
            (false, false) => "open",
        };
        let rows: Vec<Vec<String>> = of(name).iter().map(group).collect();
        print::table(words, "latest-utc level findings about title case id", &rows);
        let [open, suppressed, own] = ["open", "suppressed", "own"].map(|name| of(name).len());
        let args: Values<'_> = &[("open", &open), ("suppressed", &suppressed), ("own", &own)];
        print::note(words.told("cli-findings-told", args));
    }
    Ok(if waits { Outcome::Found } else { Outcome::Clean })
}

/// An entity: its name, and its number where that is another word.
fn entity(entity: &Value) -> String {
    let (kind, id, name) = (text(&entity["kind"]), text(&entity["id"]), text(&entity["name"]));
    match (id.is_empty(), id == name) {
        (true, _) => kind,
        (false, true) => format!("{kind}:{id}"),
        (false, false) => format!("{name} ({kind}:{id})"),
    }
}

/// As much of an id as names it, mostly.
fn short(id: &Value) -> String {
    text(id).chars().take(12).collect()
}

fn cases(group: &Value) -> String {
    let cases = group["cases"].as_array().into_iter().flatten();
    cases.map(|case| format!("C-{}", text(case))).collect::<Vec<_>>().join(" ")
}

fn group(group: &Value) -> Vec<String> {
    vec![
        text(&group["last_at"]),
        text(&group["level"]),
        group["findings"].as_array().map_or(0, Vec::len).to_string(),
        entity(&group["entity"]),
        text(&group["title"]),
        cases(group),
        short(&group["id"]),
    ]
}

/// A risk with what it is made of.
fn risk(risk: &Value, words: &Words) {
    let points = |value: &Value| format!("{:.0}", value.as_f64().unwrap_or_default());
    print::line(format_args!("{:>6}  {}", points(&risk["points"]), entity(&risk["entity"])));
    for part in risk["parts"].as_array().into_iter().flatten() {
        let factor = |name: &str| part[name].as_f64().unwrap_or_default();
        let mut part = part.clone();
        part["repeats"] = json!(format!("{:.1}", factor("repeats")));
        part["decay"] = json!(format!("{:.2}", factor("decay")));
        part["points"] = json!(points(&part["points"]));
        let names = ["points", "weight", "repeats", "findings", "decay", "title"];
        print::line(about(words, "cli-risk-part", &part, &names));
    }
}

async fn show(finding: &str, global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, &format!("/api/v1/findings/{finding}"), None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let found = &answer["finding"];
    print::line(format_args!("{}  [{}]", text(&found["title"]), text(&found["level"])));
    print::line(text(&found["summary"]));
    let words = global.words();
    let mut rows = vec![
        ("id", text(&found["id"])),
        ("occurred", text(&found["occurred_at"])),
        ("rule", text(&found["rule"])),
        ("about", entity(&answer["group"]["entity"])),
        ("records", records(found)),
        ("standing", text(&answer["group"]["standing"])),
    ];
    if !answer["case"].is_null() {
        rows.push(("case", format!("C-{}", text(&answer["case"]))));
    }
    let suppression = &answer["suppression"];
    if suppression["reason"].is_string() {
        let held = about(words, "cli-suppressed-by", suppression, &["id", "by", "reason"]);
        rows.push(("suppressed", held));
    }
    if let Some(own) = answer["traits"]["own"].as_object() {
        let own = own.iter().map(|(name, value)| format!("{name}={}", text(value)));
        rows.push(("our-own", own.collect::<Vec<_>>().join(" ")));
    }
    let named = |(name, value)| (format!("  {}", words.t(format!("column-{name}"))), value);
    print::fields(&rows.into_iter().map(named).collect::<Vec<_>>());
    if !answer["risk"].is_null() {
        risk(&answer["risk"], words);
    }
    Ok(Outcome::Clean)
}

fn records(finding: &Value) -> String {
    let records = finding["records"].as_array().into_iter().flatten();
    records.map(|record| text(&record["index"])).collect::<Vec<_>>().join(" ")
}

async fn suppress(args: Suppress, global: &Global) -> anyhow::Result<Outcome> {
    let expires_at = match (args.until, args.days) {
        (Some(until), _) => until,
        (None, Some(days)) => {
            Clock::System.now().checked_add(SignedDuration::from_hours(24 * i64::from(days)))?
        }
        (None, None) => return Err(said("cli-until-when", &[])),
    };
    let field = |pair: &String| {
        let (name, pattern) = pair
            .split_once('=')
            .or_say("cli-no-pair", &[("given", pair), ("form", &"field=pattern")])?;
        Ok((name.trim().to_owned(), pattern.to_owned()))
    };
    let fields: BTreeMap<String, String> =
        args.fields.iter().map(field).collect::<anyhow::Result<_>>()?;
    let body = json!({
        "rule": args.rule,
        "entity": args.entity,
        "fields": fields,
        "reason": args.reason,
        "expires_at": expires_at,
    });
    let answer = ask(global, Method::POST, "/api/v1/suppressions", Some(body)).await?;
    done(global, &answer, |answer| {
        let args: Values<'_> = &[("id", &text(&answer["id"])), ("until", &expires_at)];
        global.words().told("cli-suppression-holds", args)
    });
    Ok(Outcome::Clean)
}

async fn suppressions(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, "/api/v1/suppressions", None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let words = global.words();
    let row = |one: &Value| {
        let state = match (one["lifted"].is_null(), one["is_active"] == json!(true)) {
            (false, _) => "cli-taken-back",
            (true, true) => "cli-holds",
            (true, false) => "cli-expired",
        };
        let fields = one["fields"].as_object().into_iter().flatten();
        let fields = fields.map(|(name, pattern)| format!("{name}={}", text(pattern)));
        let rule = one["rule"].as_str().map(|rule| format!("rule={rule}"));
        let entity = one["entity"].as_str().map(|entity| format!("entity={entity}"));
        let what: Vec<String> = rule.into_iter().chain(entity).chain(fields).collect();
        vec![
            text(&one["id"]),
            words.t(state),
            text(&one["covers"]),
            text(&one["expires_at"]),
            text(&one["by"]),
            what.join(" "),
            text(&one["reason"]),
        ]
    };
    let rows: Vec<Vec<String>> =
        answer["suppressions"].as_array().into_iter().flatten().map(row).collect();
    print::table(words, "number - covers until-utc by what why", &rows);
    Ok(Outcome::Clean)
}
