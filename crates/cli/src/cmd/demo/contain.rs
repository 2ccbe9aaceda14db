//! What Portcullis does about it: by its HTTP API, as a responder's program would.

use hyper::Method;
use serde_json::{Value, json};

use super::desk::{Problem, rows, text};
use super::script::Strand;
use super::stage::Stage;
use super::tell::Teller;
use super::{drill, evidence};

use crate::say::Values;

/// More rounds than this would mean that the sweep finds what its remedies do not end.
const SWEEP_ROUNDS_MAX: u32 = 6;

/// What was done, and what was refused on purpose.
#[derive(Debug, Default)]
pub(in crate::cmd) struct Work {
    /// The cases that were worked, in order; the first is the scenario's own.
    pub(in crate::cmd) cases: Vec<Value>,
    /// Attempts that had to be refused: what was tried, by which rule it was refused.
    pub(in crate::cmd) refused: Vec<(String, Option<String>)>,
    /// Each act that was carried out.
    pub(in crate::cmd) acts: Vec<Value>,
    /// Whether each is verified by reading back.
    pub(in crate::cmd) is_verified: bool,
    /// Sweeps until nothing was left, and what the last one found.
    pub(super) rounds: u32,
    pub(in crate::cmd) remaining: usize,
    /// How many acts were undone in the drills, and whether the state came back each time.
    pub(super) undone: usize,
    pub(super) is_restored: bool,
    /// Whether the gates were shown to refuse already.
    has_shown_gates: bool,
    /// What a case that is opened by hand is called.
    label: String,
    course: Course,
}

/// How the attacker is contained.
#[derive(Debug, Default, PartialEq, Eq)]
enum Course {
    /// What is to be done, and nothing besides.
    #[default]
    Straight,
    /// What can be undone is done and undone first, to show that it can.
    Drilled,
}

impl Work {
    /// Of a demo: with drills.
    pub(super) fn new() -> Self {
        Self { course: Course::Drilled, ..Self::of_exercise("Demo") }
    }

    /// Of an exercise: what is to be done, and nothing besides.
    pub(in crate::cmd) fn of_exercise(label: &str) -> Self {
        let label = label.to_owned();
        Self { is_verified: true, is_restored: true, label, ..Self::default() }
    }

    /// Notes an attempt that must be refused.
    pub(super) fn must_refuse(
        &mut self,
        teller: Teller<'_>,
        attempt: &str,
        answer: Result<Value, Problem>,
    ) {
        let rule = answer.err().map(|problem| problem.rule);
        let attempt = teller.refused(attempt, rule.as_deref());
        self.refused.push((attempt, rule));
    }
}

/// Works one case of the scenario to its end.
pub(super) async fn work(
    stage: &Stage,
    teller: Teller<'_>,
    strand: &Strand,
    work: &mut Work,
) -> anyhow::Result<()> {
    let case = open(stage, teller, strand, work).await?;
    respond(stage, teller, (&case, strand), work).await
}

/// Contains what an open case is about, and sweeps until nothing is left.
pub(in crate::cmd) async fn respond(
    stage: &Stage,
    teller: Teller<'_>,
    (case, strand): (&str, &Strand),
    work: &mut Work,
) -> anyhow::Result<()> {
    let desk = &stage.responder_desk;
    let path = format!("/api/v1/cases/{case}");
    let subject = match &strand.subject {
        Some(subject) => subject.clone(),
        None => desk.get(&format!("{path}/suspect")).await?["subject"].clone(),
    };
    let surveyed = desk.post(&format!("{path}/survey"), &json!({ "subject": subject })).await?;
    tell_survey(teller, &surveyed["survey"]);
    if work.course == Course::Drilled {
        drill(stage, teller, (&path, strand, &subject), work).await?;
    }
    teller.begin("cli-demo-contain", &[("case", &case)]);
    if let Ok(plan) = propose(stage, &path, &json!({ "wish": "contain" })).await? {
        carry_out(stage, teller, &plan, work).await?;
    }
    for (attempt, acts) in &strand.refused {
        let refused = propose(stage, &path, &json!({ "acts": acts })).await?;
        work.must_refuse(teller, attempt, refused);
    }
    if let Some(by) = strand.reverts {
        revert(stage, teller, (&path, by), work).await?;
    }
    if !strand.acts.is_empty() {
        let plan = propose(stage, &path, &json!({ "acts": strand.acts })).await?;
        let plan = plan.map_err(|problem| anyhow::anyhow!("acts of the scenario: {problem}"))?;
        carry_out(stage, teller, &plan, work).await?;
    }
    refuse_release(stage, teller, (&path, &subject), work).await?;
    keep_evidence(stage, teller, &path, strand, work).await?;
    sweep(stage, teller, &path, work).await?;
    if subject["kind"] == "user" && work.course == Course::Drilled {
        drill::after(stage, teller, &path, work).await?;
    }
    Ok(())
}

/// All that would be done, done and undone before it is done.
async fn drill(
    stage: &Stage,
    teller: Teller<'_>,
    (path, strand, subject): (&str, &Strand, &Value),
    work: &mut Work,
) -> anyhow::Result<()> {
    let desk = &stage.responder_desk;
    let left = rows(&desk.post(&format!("{path}/sweep"), &json!({})).await?, "leftovers").to_vec();
    let wanted = wanted(stage, strand, path, &left).await?;
    drill::before(stage, teller, path, &wanted, work).await?;
    // What the drill put back has new ids.
    desk.post(&format!("{path}/survey"), &json!({ "subject": subject })).await?;
    Ok(())
}

/// The case that the findings opened, when it is of that kind; else a new one.
pub(in crate::cmd) async fn open(
    stage: &Stage,
    teller: Teller<'_>,
    strand: &Strand,
    work: &mut Work,
) -> anyhow::Result<String> {
    let desk = &stage.responder_desk;
    let listed = desk.get("/api/v1/cases").await?;
    let known = rows(&listed, "cases").iter().find(|case| {
        text(case, "kind") == strand.kind
            && !work.cases.iter().any(|done| done["id"] == case["id"])
            && (strand.subject.is_none() || is_about(case, strand))
    });
    let (id, opened) = if let Some(case) = known {
        (text(case, "id"), "by-a-finding")
    } else {
        let title = format!("{}: {}", work.label, strand.kind.replace('_', " "));
        let body = json!({ "title": title, "kind": strand.kind });
        // What the findings opened under another heading leads here (MS7).
        let from = work.cases.first().or_else(|| rows(&listed, "cases").first());
        let (place, opened) = match from {
            Some(case) => (format!("/api/v1/cases/{}/links", case["id"]), "as-a-linked-case"),
            None => ("/api/v1/cases".to_owned(), "by-hand"),
        };
        (text(&desk.post(&place, &body).await?, "id"), opened)
    };
    let (kind, key) = (strand.kind.replace('_', " "), format!("cli-demo-opened-{opened}"));
    teller.begin(&key, &[("case", &id), ("kind", &kind)]);
    let opened = opened.replace('-', " ");
    work.cases.push(json!({ "id": id.parse::<u64>().ok(), "kind": strand.kind, "opened": opened }));
    let began = super::record::first_event(stage).await?;
    let source = "first event of the attacker";
    let fact =
        json!({ "fact": "exposed_at", "at": began, "certainty": "not_after", "source": source });
    desk.post(&format!("/api/v1/cases/{id}/facts"), &fact).await?;
    Ok(id)
}

/// Whether a case that a finding opened is about the strand's user.
fn is_about(case: &Value, strand: &Strand) -> bool {
    let subject = strand.subject.as_ref();
    subject.is_some_and(|subject| case.to_string().contains(&subject.to_string()))
}

fn tell_survey(teller: Teller<'_>, survey: &Value) {
    let count = |name: &str| rows(survey, name).len();
    let values: Values<'_> = &[
        ("username", &text(survey, "username")),
        ("state", &text(survey, "state")),
        ("memberships", &count("memberships")),
        ("tokens", &count("tokens")),
        ("keys", &count("keys")),
    ];
    teller.tell("cli-demo-survey", values);
}

/// A user does not come back before the sweep is clean (UA5).
async fn refuse_release(
    stage: &Stage,
    teller: Teller<'_>,
    (path, subject): (&str, &Value),
    work: &mut Work,
) -> anyhow::Result<()> {
    if subject["kind"] != "user" {
        return Ok(());
    }
    // The survey shows who is locked out now.
    stage.responder_desk.post(&format!("{path}/survey"), &json!({ "subject": subject })).await?;
    let answer = propose(stage, path, &json!({ "wish": "release" })).await?;
    match answer {
        // Nobody is locked out in this case.
        Err(problem) if problem.rule == "plan.empty" => {}
        Err(problem) => {
            work.must_refuse(teller, "cli-attempt-let-in", Err(problem));
        }
        Ok(plan) => {
            let done = approved(stage, &plan).await?;
            work.must_refuse(teller, "cli-attempt-let-in", done);
        }
    }
    Ok(())
}

/// Attests, lets the other one approve, executes: whatever comes of it.
async fn approved(stage: &Stage, plan: &Value) -> anyhow::Result<Result<Value, Problem>> {
    let hash = text(plan, "hash");
    let path = format!("/api/v1/plans/{hash}");
    let attest = json!({
        "impact_understood": true,
        "guideline": "https://example.com/security/incident-response",
    });
    stage.responder_desk.post(&format!("{path}/attest"), &attest).await?;
    let given = stage.approver_desk.try_ask(Method::POST, &format!("{path}/approve"), None).await?;
    if let Err(problem) = given {
        return Ok(Err(problem));
    }
    stage.responder_desk.try_ask(Method::POST, &format!("{path}/execute"), None).await
}

/// A plan, or why there is none.
pub(super) async fn propose(
    stage: &Stage,
    path: &str,
    wish: &Value,
) -> anyhow::Result<Result<Value, Problem>> {
    stage.responder_desk.try_ask(Method::POST, &format!("{path}/plans"), Some(wish)).await
}

/// What the product would do: containment, remedies and the scenario's own acts,
/// as acts that a plan can hold, each with whether it can be undone.
async fn wanted(
    stage: &Stage,
    strand: &Strand,
    path: &str,
    leftovers: &[Value],
) -> anyhow::Result<Vec<Value>> {
    let mut wishes = vec![json!({ "wish": "contain" })];
    if !leftovers.is_empty() {
        wishes.push(json!({ "wish": "remedies" }));
    }
    if !strand.acts.is_empty() {
        wishes.push(json!({ "acts": strand.acts }));
    }
    let mut planned = Vec::new();
    for wish in wishes {
        if let Ok(plan) = propose(stage, path, &wish).await? {
            planned.extend(rows(&plan["plan"], "acts").iter().cloned());
        }
    }
    Ok(planned)
}

/// A plan through its gates; the first of the demo meets its refusals on purpose.
pub(super) async fn carry_out(
    stage: &Stage,
    teller: Teller<'_>,
    plan: &Value,
    work: &mut Work,
) -> anyhow::Result<()> {
    let hash = text(plan, "hash");
    teller.tell("cli-plan", &[("hash", &hash.get(..12).unwrap_or(&hash))]);
    for (number, planned) in (1..).zip(rows(&plan["plan"], "acts")) {
        let is_final = planned["inverse"].is_null();
        let key = if is_final { "cli-demo-act-final" } else { "cli-demo-act" };
        let (kind, target) = (text(&planned["act"], "kind"), text(planned, "target"));
        teller.tell(key, &[("number", &number), ("kind", &kind), ("target", &target)]);
    }
    if !work.has_shown_gates {
        work.has_shown_gates = true;
        show_gates(stage, teller, &hash, work).await?;
    }
    let execution = approved(stage, plan).await?;
    let execution = execution.map_err(|problem| anyhow::anyhow!("plan {hash}: {problem}"))?;
    note(teller, &execution, work);
    Ok(())
}

/// Nothing is executed unattested (CE5), nobody approves what they asked for (P4).
async fn show_gates(
    stage: &Stage,
    teller: Teller<'_>,
    hash: &str,
    work: &mut Work,
) -> anyhow::Result<()> {
    let desk = &stage.responder_desk;
    let path = format!("/api/v1/plans/{hash}");
    let early = desk.try_ask(Method::POST, &format!("{path}/execute"), None).await?;
    work.must_refuse(teller, "cli-attempt-at-once", early);
    let own = desk.try_ask(Method::POST, &format!("{path}/approve"), None).await?;
    work.must_refuse(teller, "cli-attempt-own-approval", own);
    Ok(())
}

/// Writes down how each step went.
pub(super) fn note(teller: Teller<'_>, execution: &Value, work: &mut Work) {
    work.is_verified &= execution["is_contained"] == true;
    for step in rows(execution, "steps") {
        let (kind, target) = (text(&step["act"], "kind"), text(step, "target"));
        let outcome = &step["outcome"];
        teller.line(format_args!("{kind} {target}: {outcome}"));
        work.acts.push(json!({ "kind": kind, "target": target, "outcome": outcome }));
    }
}

/// Puts changed settings back as the audit events say they were, which needs an
/// owner's or maintainer's consent (MS8).
async fn revert(
    stage: &Stage,
    teller: Teller<'_>,
    (path, by): (&str, u64),
    work: &mut Work,
) -> anyhow::Result<()> {
    teller.begin("cli-demo-put-back", &[]);
    let desk = &stage.responder_desk;
    let place = format!("{path}/revert");
    let order = json!({ "by": [by], "propose": true });
    let attempt = "cli-attempt-without-consent";
    let answer = desk.try_ask(Method::POST, &place, Some(&order)).await?;
    let early = match answer {
        Err(problem) => Err(problem),
        Ok(found) => approved(stage, &found["plan"]).await?,
    };
    work.must_refuse(teller, attempt, early);
    consent(stage, path).await?;
    let found = desk.post(&place, &order).await?;
    for change in rows(&found, "changes") {
        teller.line(format_args!("{}: {}", text(change, "target"), change["outcome"]));
    }
    if found["plan"].is_null() {
        teller.tell("cli-demo-nothing-to-put-back", &[]);
        return Ok(());
    }
    carry_out(stage, teller, &found["plan"], work).await
}

async fn consent(stage: &Stage, path: &str) -> anyhow::Result<()> {
    let body = json!({ "person": "Amara Okafor", "role": "owner", "source": "telephone" });
    let given = stage.responder_desk.post(&format!("{path}/consent"), &body).await;
    given.map(drop)
}

/// Copies what will be deleted into the evidence, then deletes it (CI12).
async fn keep_evidence(
    stage: &Stage,
    teller: Teller<'_>,
    path: &str,
    strand: &Strand,
    work: &mut Work,
) -> anyhow::Result<()> {
    if strand.after_evidence.is_empty() {
        return Ok(());
    }
    teller.begin("cli-demo-evidence-first", &[]);
    let acts: Vec<&Value> = strand.after_evidence.iter().map(|(_, act)| act).collect();
    match propose(stage, path, &json!({ "acts": acts })).await? {
        Err(problem) => {
            work.must_refuse(teller, "cli-attempt-delete-first", Err(problem));
        }
        Ok(plan) => {
            let early = approved(stage, &plan).await?;
            work.must_refuse(teller, "cli-attempt-delete-first", early);
        }
    }
    let mut copies = Vec::new();
    for copy in &strand.evidence {
        let sha256 = evidence::keep(stage, path, copy).await?;
        teller.tell("cli-demo-kept", &[("name", &copy.name), ("sha256", &sha256)]);
        copies.push((copy.name, json!(sha256)));
    }
    let acts: Vec<Value> = strand
        .after_evidence
        .iter()
        .map(|(name, act)| {
            let mut act = act.clone();
            let copy = copies.iter().find(|(known, _)| known == name);
            if let (Some(fields), Some((_, sha256))) = (act.as_object_mut(), copy) {
                fields.insert("evidence".to_owned(), sha256.clone());
            }
            act
        })
        .collect();
    let plan = propose(stage, path, &json!({ "acts": acts })).await?;
    let plan = plan.map_err(|problem| anyhow::anyhow!("with evidence kept: {problem}"))?;
    carry_out(stage, teller, &plan, work).await
}

/// Looks for what was left behind, ends it, and looks again until nothing is left (CE9).
async fn sweep(
    stage: &Stage,
    teller: Teller<'_>,
    path: &str,
    work: &mut Work,
) -> anyhow::Result<()> {
    teller.begin("cli-demo-left-behind", &[]);
    let desk = &stage.responder_desk;
    for round in 1..=SWEEP_ROUNDS_MAX {
        work.rounds += 1;
        let swept = desk.post(&format!("{path}/sweep"), &json!({})).await?;
        let left = rows(&swept, "leftovers");
        teller.tell("cli-demo-swept", &[("round", &round), ("left", &left.len())]);
        for item in left {
            teller.line(format_args!("  {} {}", text(item, "kind"), text(item, "name")));
        }
        if left.is_empty() || round == SWEEP_ROUNDS_MAX {
            work.remaining += left.len();
            break;
        }
        let plan = propose(stage, path, &json!({ "wish": "remedies" })).await?;
        let plan = plan.map_err(|problem| anyhow::anyhow!("remedies: {problem}"))?;
        carry_out(stage, teller, &plan, work).await?;
    }
    Ok(())
}
