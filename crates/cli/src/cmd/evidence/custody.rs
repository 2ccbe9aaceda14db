//! Custody, and the bundle for court and auditor (IN7).

use std::path::{Path, PathBuf};

use evidence::court::{self, CourtChecked, Given};
use futures::StreamExt as _;
use hyper::Method;
use jiff::Timestamp;
use serde_json::{Value, json};
use server::web::words::Words;

use super::super::case::{done, tell};
use super::super::search::text;
use super::super::{ask, problem};
use crate::global::{Global, time};
use crate::say::{OrSay as _, Values, about};
use crate::{Outcome, print};

/// For whom a bundle is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  portcullis evidence export C-1 --out ./C-1-court --to 'District court' --purpose 'case 7 Js 12/26'

It ends with the seal: write it down. Whoever gets the folder checks it offline with
`portcullis evidence verify DIR`, or with contrib/verify-court/verify.py.")]
pub(crate) struct Export {
    /// The case.
    case: String,
    /// The bundle's folder: must not exist.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// To whom it is handed.
    #[arg(long)]
    to: String,
    /// Who may read it there: named, company, customers or public.
    #[arg(long = "for", value_name = "WHO", default_value = "named")]
    reach: String,
    /// Why.
    #[arg(long)]
    purpose: String,
}

/// What is said of all evidence of a case.
#[derive(Debug, clap::Args)]
pub(crate) struct Why {
    /// The case.
    case: String,
    /// Why, or on whose order.
    #[arg(long)]
    reason: String,
}

/// How far something may travel.
#[derive(Debug, clap::Args)]
pub(crate) struct Mark {
    /// The case.
    case: String,
    /// clear, green, amber, `amber_strict` or red (TLP 2.0).
    tlp: String,
    /// One item's SHA-256 [default: the whole case].
    #[arg(long)]
    sha256: Option<String>,
    /// Why.
    #[arg(long)]
    reason: String,
}

/// How long everything is kept.
#[derive(Debug, clap::Args)]
pub(crate) struct Retain {
    /// The case.
    case: String,
    /// Until when at least, such as 2036-11-21T00:00:00Z; never shorter.
    #[arg(long, value_parser = time)]
    until: Timestamp,
    /// Why.
    #[arg(long)]
    reason: String,
}

/// Somebody else has an item.
#[derive(Debug, clap::Args)]
pub(crate) struct Transfer {
    /// The case.
    case: String,
    /// The item's SHA-256.
    sha256: String,
    /// Who: a person or an authority.
    #[arg(long)]
    to: String,
    /// By which means, with its receipt.
    #[arg(long)]
    how: String,
    /// Who may read it there: named, company, customers or public.
    #[arg(long = "for", value_name = "WHO", default_value = "named")]
    reach: String,
    /// Why.
    #[arg(long)]
    reason: String,
}

async fn say(
    global: &Global,
    (case, what): (&str, &str),
    body: Value,
    said: &str,
) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/custody/{what}");
    let answer = ask(global, Method::POST, &path, Some(body)).await?;
    tell(global, &answer, said, &["index"]);
    Ok(Outcome::Clean)
}

pub(super) async fn mark(args: Mark, global: &Global) -> anyhow::Result<Outcome> {
    let body = json!({ "tlp": args.tlp, "sha256": args.sha256, "reason": args.reason });
    say(global, (&args.case, "mark"), body, "cli-custody-marked").await
}

pub(super) async fn hold(args: Why, global: &Global) -> anyhow::Result<Outcome> {
    say(global, (&args.case, "hold"), json!({ "reason": args.reason }), "cli-custody-held").await
}

pub(super) async fn release(args: Why, global: &Global) -> anyhow::Result<Outcome> {
    say(global, (&args.case, "release"), json!({ "reason": args.reason }), "cli-custody-released")
        .await
}

pub(super) async fn retain(args: Retain, global: &Global) -> anyhow::Result<Outcome> {
    let body = json!({ "until": args.until, "reason": args.reason });
    say(global, (&args.case, "retain"), body, "cli-custody-retained").await
}

pub(super) async fn transfer(args: Transfer, global: &Global) -> anyhow::Result<Outcome> {
    let body = json!({
        "sha256": args.sha256, "to": args.to, "how": args.how,
        "reach": args.reach, "reason": args.reason,
    });
    say(global, (&args.case, "transfer"), body, "cli-custody-transferred").await
}

pub(super) async fn take(case: &str, seal: &str, global: &Global) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/evidence/take");
    let answer = ask(global, Method::POST, &path, Some(json!({ "seal": seal }))).await?;
    done(global, &answer, |item| {
        let args: Values<'_> = &[("name", &text(&item["name"])), ("case", &case)];
        global.words().told("cli-custody-taken", args)
    });
    Ok(Outcome::Clean)
}

pub(super) async fn arrivals(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, "/api/v1/evidence/arrivals", None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let words = global.words();
    let row = |one: &Value| {
        let cases = one["cases"].as_array().into_iter().flatten();
        let cases: Vec<_> = cases.map(|case| format!("C-{case}")).collect();
        let fields = ["seal", "host", "sender", "items", "bytes"];
        let mut row: Vec<_> = fields.iter().map(|name| text(&one[*name])).collect();
        row.push(if cases.is_empty() { words.t("cli-in-no-case") } else { cases.join(" ") });
        row
    };
    let rows: Vec<_> = answer["arrivals"].as_array().into_iter().flatten().map(row).collect();
    print::table(words, "seal host sender items bytes case", &rows);
    Ok(Outcome::Clean)
}

pub(super) async fn store(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, "/api/v1/evidence/store", None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let is_locked = answer["is_write_once"] == true;
    let words = global.words();
    let key = if is_locked { "cli-store-locked" } else { "cli-store-open" };
    print::line(about(words, key, &answer, &["place"]));
    let is_object = answer["object_lock"].is_array();
    let key = if is_object { "custody-store-lock" } else { "custody-store-bit" };
    let args: Values<'_> = &[
        ("mode", &text(&answer["object_lock"][0])),
        ("day_count", &text(&answer["object_lock"][1])),
        ("bit", &text(&answer["immutable_bit"])),
    ];
    print::line(words.told(key, args));
    if !answer["problem"].is_null() {
        print::line(about(words, "cli-problem", &answer, &["problem"]));
    }
    Ok(Outcome::Clean)
}

pub(super) async fn show(case: &str, global: &Global) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/custody");
    let answer = ask(global, Method::GET, &path, None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let words = global.words();
    let or = |value: &Value, none: &str| match value {
        Value::Null => words.t(none),
        told => text(told),
    };
    print::fields(&[
        (words.t("custody-marking"), or(&answer["tlp"], "custody-unmarked")),
        (words.t("custody-hold"), or(&answer["hold"]["reason"], "custody-no-hold")),
        (words.t("custody-retain"), or(&answer["retain_until"], "custody-no-retain")),
    ]);
    for item in answer["items"].as_array().into_iter().flatten() {
        let (sha256, name) = (text(&item["sha256"]), text(&item["name"]));
        let held = words.told("custody-custodian", &[("who", &text(&item["custodian"]))]);
        print::line(format_args!("{sha256}  {name}  {held}"));
        if item["lock"].is_object() {
            let lock = about(words, "custody-locked", &item["lock"], &["until", "mode"]);
            print::line(format_args!("  {lock}"));
        }
        for step in item["chain"].as_array().into_iter().flatten() {
            let deed = words.t(format!("cli-deed-{}", text(&step["deed"]).replace('_', "-")));
            let (at, by, index) = (text(&step["at"]), text(&step["by"]), text(&step["index"]));
            let args: Values<'_> = &[("at", &at), ("by", &by), ("index", &index), ("deed", &deed)];
            print::line(words.told("cli-custody-step", args));
        }
    }
    Ok(Outcome::Clean)
}

pub(super) async fn export(args: Export, global: &Global) -> anyhow::Result<Outcome> {
    let above = args.out.parent().filter(|above| !above.as_os_str().is_empty());
    let above = above.unwrap_or(Path::new("."));
    std::fs::create_dir(&args.out)
        .or_say("cli-cannot-make-new", &[("file", &args.out.display())])?;
    let path = format!("/api/v1/cases/{}/court", args.case);
    let body = json!({ "to": args.to, "reach": args.reach, "purpose": args.purpose });
    let door = global.door().await?;
    let fetched = async {
        let mut coming = door.download_asked(&path, &body).await?;
        if coming.status != 200 {
            let answer = coming.whole().await?;
            return Err(problem(answer.status, &answer.json()));
        }
        let mut tar = tempfile::tempfile_in(above)?;
        while let Some(piece) = coming.body.next().await {
            std::io::Write::write_all(&mut tar, &piece?)?;
        }
        std::io::Seek::rewind(&mut tar)?;
        Ok(tar)
    };
    let fetched = fetched.await;
    door.close().await;
    let tar = match fetched {
        Ok(tar) => tar,
        Err(error) => {
            std::fs::remove_dir(&args.out)?;
            return Err(error);
        }
    };
    server::door::unpack(tar, &args.out)
        .or_say("cli-cannot-write", &[("file", &args.out.display())])?;
    // What was written is what was made, or it is not handed on.
    let checked = court::verify(&args.out, Given::default(), &mut |_| {})?;
    if global.json {
        print::document(&checked_document(&checked, &args.out));
    } else if !checked.is_sound() {
        told(global.words(), &checked, true);
    } else {
        let seal = checked.seal.as_deref().unwrap_or_default();
        let words = global.words();
        let told: Values<'_> = &[
            ("file", &args.out.display()),
            ("items", &checked.items),
            ("entries", &checked.entries),
            ("case", &args.case),
        ];
        print::line(words.told("cli-court-exported", told));
        print::line(words.told("cli-court-seal", &[("seal", &seal)]));
        print::note(words.t("cli-court-write-down"));
    }
    Ok(if checked.is_sound() { Outcome::Clean } else { Outcome::Failed })
}

/// What the verifier brings along.
#[derive(Debug, Default)]
pub(super) struct Brought<'a> {
    pub(super) seal: Option<&'a str>,
    pub(super) key: Option<&'a Path>,
    pub(super) tsa_ca: Option<&'a Path>,
}

/// Verifies a court bundle, offline.
pub(super) fn verify(
    dir: &Path,
    brought: &Brought<'_>,
    global: &Global,
) -> anyhow::Result<Outcome> {
    let read =
        |path: &Path| std::fs::read(path).or_say("cli-cannot-read", &[("file", &path.display())]);
    let key = brought.key.map(read).transpose()?;
    let key = key
        .map(|key| String::from_utf8_lossy(&key).parse())
        .transpose()
        .or_say("cli-in-file", &[("file", &"--key")])?;
    let anchors = brought.tsa_ca.map(read).transpose()?;
    let anchors = anchors.map(|pem| evidence::stamp::certificates(&pem)).transpose()?;
    let anchors = anchors.unwrap_or_default();
    let given = Given { seal: brought.seal, key: key.as_ref(), anchors: &anchors };
    let bar = print::spinner();
    let checked = court::verify(dir, given, &mut |bytes| bar.set_position(bytes));
    bar.finish_and_clear();
    let checked = checked.or_say("cli-cannot-read", &[("file", &dir.display())])?;
    if global.json {
        print::document(&checked_document(&checked, dir));
    } else {
        told(global.words(), &checked, brought.seal.is_some());
    }
    Ok(if checked.is_sound() { Outcome::Clean } else { Outcome::Failed })
}

fn told(words: &Words, checked: &CourtChecked, has_seal: bool) {
    for flaw in &checked.flaws {
        let key = format!("host-flaw-{}", flaw.kind.as_str().replace('_', "-"));
        let (item, file) = (print::name(&flaw.item), print::name(&flaw.file));
        print::line(format_args!("{}: {item} ({file})", words.t(key)));
    }
    let (items, entries) = (checked.items.to_string(), checked.entries.to_string());
    let (case, title) = checked.case.clone().unwrap_or_default();
    let flaws = checked.flaws.len().to_string();
    let args = [
        ("case", case.as_str()),
        ("title", &title),
        ("count", &items),
        ("entry_count", &entries),
        ("flaw_count", &flaws),
    ];
    let key = if checked.is_sound() { "court-sound" } else { "court-damaged" };
    print::line(words.sentence(key, args));
    if let (Some(ordered), true) = (&checked.ordered, checked.is_sound()) {
        let count = ordered.entries.to_string();
        let args = [("count", count.as_str()), ("at", ordered.at.as_str())];
        print::line(words.sentence("court-complete", args));
        print::line(words.t("court-unproven"));
    }
    for (witness, at) in &checked.witnesses {
        let at = i64::try_from(*at).ok().and_then(|at| Timestamp::from_second(at).ok());
        let at = at.map(|at| at.to_string()).unwrap_or_default();
        let args = [("witness", witness.as_str()), ("at", at.as_str())];
        print::line(words.sentence("court-witness", args));
    }
    if checked.witnesses.is_empty() {
        print::line(words.t("court-no-witness"));
    }
    for stamp in &checked.stamps {
        let (at, is_anchored) = (stamp.at.to_string(), stamp.is_anchored.to_string());
        let authority = stamp.authority.as_str();
        let args = [("at", at.as_str()), ("authority", authority), ("anchored", &is_anchored)];
        print::line(words.sentence("court-stamp", args));
    }
    if !checked.is_key_given {
        print::line(words.t("court-own-key"));
    }
    if let (Some(seal), false) = (&checked.seal, has_seal) {
        print::line(words.sentence("court-compare-seal", [("seal", seal.as_str())]));
    }
}

fn checked_document(checked: &CourtChecked, dir: &Path) -> Value {
    let flaw = |flaw: &evidence::Flaw| json!({ "item": flaw.item, "file": flaw.file, "kind": flaw.kind.as_str() });
    let stamp = |one: &evidence::stamp::Stamp| json!({ "at": one.at, "authority": one.authority, "is_anchored": one.is_anchored });
    let ordered = checked.ordered.as_ref();
    let ordered = ordered.map(|one| json!({ "entries": one.entries, "at": one.at }));
    let witness = |(name, at): &(String, u64)| json!({ "witness": name, "at_s": at });
    json!({
        "format": "portcullis.court-verification/1",
        "dir": dir,
        "is_sound": checked.is_sound(),
        "seal": checked.seal,
        "case": checked.case.as_ref().map(|(case, _)| case),
        "items": checked.items,
        "entries": checked.entries,
        "ordered": ordered,
        "bytes": checked.bytes,
        "head": checked.head.as_ref().map(|(size, key)| json!({ "size": size, "key": key })),
        "is_key_given": checked.is_key_given,
        "witnesses": checked.witnesses.iter().map(witness).collect::<Vec<_>>(),
        "stamps": checked.stamps.iter().map(stamp).collect::<Vec<_>>(),
        "flaws": checked.flaws.iter().map(flaw).collect::<Vec<_>>(),
    })
}
