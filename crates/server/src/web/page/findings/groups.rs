//! Findings as they are to be looked at: groups, whom they point at, what may wait.

use askama::Template;
use axum::extract::State;
use engine::coordinate::CaseId;
use engine::detect::Level;
use engine::investigate::triage::{Entity, EntityKind, Policy, Risk};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::super::frame::{Frame, Nav};
use super::super::{Answer, done, render};
use super::{LevelView, level, open_cases};
use crate::app::input;
use crate::app::{FindingFilter, GroupView, Triage};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Ask, Form, Place, filled};
use crate::web::moment::Moment;
use crate::web::problem::Fault;
use crate::web::route::Access;
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const LIST: Access = Access::Needs(Permission::ReadCases);

/// Whom to look at first: so many are shown.
const RISKS_SHOWN: usize = 8;

/// Groups of one standing on a page; a filter finds the others.
const GROUPS_SHOWN: usize = 100;

/// Findings of a group that the page links to.
const FINDINGS_SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "findings.html")]
struct FindingsPage {
    w: Words,
    frame: Frame,
    asked: Asked,
    levels: Vec<(&'static str, String, bool)>,
    risks: Vec<RiskRow>,
    sections: Vec<Section>,
    told: String,
    open_cases: Vec<(u32, String)>,
    may_open: bool,
    may_write: bool,
    days: u16,
}

/// Groups of one standing.
struct Section {
    /// `open`, `suppressed`, `own`.
    name: &'static str,
    title: String,
    hint: String,
    none: String,
    groups: Vec<GroupRow>,
    /// Groups that are not shown.
    more: Option<String>,
}

struct GroupRow {
    id: String,
    address: String,
    level: LevelView,
    title: String,
    summary: String,
    entity: String,
    entity_key: String,
    entity_address: String,
    rule: String,
    count: String,
    first: Moment,
    last: Moment,
    cases: Vec<(String, String)>,
    loose: usize,
    findings: Vec<String>,
}

struct RiskRow {
    entity: String,
    address: String,
    points: String,
    parts: Vec<PartRow>,
}

struct PartRow {
    level: LevelView,
    title: String,
    address: String,
    sum: String,
}

/// The filter, as it stands in the address.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    level: String,
    entity: String,
    rule: String,
    loose: String,
    /// Which fold is open: `suppressed`, `own`.
    show: String,
}

pub(super) async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Ask(asked): Ask<Asked>,
) -> Answer {
    let filter = FindingFilter {
        level: filled(&asked.level).map(level_of).transpose()?,
        entity: filled(&asked.entity).map(str::to_owned),
        rule: filled(&asked.rule).map(str::to_owned),
        is_loose: filled(&asked.loose).is_some(),
    };
    let found = web.app.triage(&person, &filter).await?;
    let words = &visitor.words;
    let now = web.app.clock().now();
    let page = FindingsPage {
        frame: Frame::of(&visitor, Nav::Findings),
        levels: levels(words, &asked.level),
        risks: found.risks.iter().take(RISKS_SHOWN).map(|risk| risk_row(words, risk)).collect(),
        told: told(words, &found),
        sections: sections(words, &found, now),
        open_cases: open_cases(&web, &person)?,
        may_open: person.may(Permission::OpenCase),
        may_write: person.may(Permission::WriteCase),
        days: days(web.app.triage_policy()),
        asked,
        w: visitor.words.clone(),
    };
    render(&page)
}

/// What the form for a suppression offers: a month, or what the policy lets.
fn days(policy: &Policy) -> u16 {
    policy.suppression_days_max.min(30)
}

/// Levels for a filter, with whether each is chosen.
fn levels(words: &Words, chosen: &str) -> Vec<(&'static str, String, bool)> {
    let all =
        [Level::Informational, Level::Low, Level::Medium, Level::High, Level::Critical].into_iter();
    all.map(|one| (one.as_str(), level(words, one).word, one.as_str() == chosen)).collect()
}

pub(super) fn level_of(name: &str) -> Result<Level, Fault> {
    serde_json::from_value(serde_json::Value::String(name.to_owned()))
        .ok()
        .ok_or_else(|| Fault::invalid("level", input::given("unknown", name)))
}

fn told(words: &Words, found: &Triage) -> String {
    let key = if found.is_cut { "triage-told-cut" } else { "triage-told" };
    words.t1(key, "count", found.findings)
}

fn sections(words: &Words, found: &Triage, now: Timestamp) -> Vec<Section> {
    let section = |name: &'static str, groups: &[GroupView]| Section {
        name,
        title: words.t(format!("triage-{name}")),
        hint: words.t(format!("triage-{name}-hint")),
        none: words.t(format!("triage-{name}-none")),
        groups: groups.iter().take(GROUPS_SHOWN).map(|one| group_row(words, one, now)).collect(),
        more: groups
            .len()
            .checked_sub(GROUPS_SHOWN)
            .filter(|left| *left > 0)
            .map(|left| words.t1("triage-more", "count", left)),
    };
    vec![
        section("open", &found.open),
        section("suppressed", &found.suppressed),
        section("own", &found.own),
    ]
}

/// An entity in words.
pub(super) fn entity(words: &Words, entity: &Entity) -> String {
    match entity.kind {
        EntityKind::Instance => words.t("entity-instance"),
        EntityKind::User | EntityKind::Address | EntityKind::Place => entity.name.clone(),
        EntityKind::Credential => words.t1("entity-credential", "name", entity.name.clone()),
    }
}

/// The page with everything about an entity.
pub(super) fn entity_address(entity: &Entity) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("entity", &entity.key());
    format!("/findings?{}", query.finish())
}

fn group_row(words: &Words, view: &GroupView, now: Timestamp) -> GroupRow {
    let group = &view.group;
    GroupRow {
        id: group.id.to_string(),
        address: group.findings.first().map_or_else(String::new, |id| format!("/findings/{id}")),
        level: level(words, group.level),
        title: group.title.clone(),
        summary: group.summary.clone(),
        entity: entity(words, &group.entity),
        entity_key: group.entity.key(),
        entity_address: entity_address(&group.entity),
        rule: group.rule.clone(),
        count: words.t1("count-findings", "count", group.findings.len()),
        first: Moment::of(words, group.first_at, now),
        last: Moment::of(words, group.last_at, now),
        cases: view.cases.iter().map(|id| (id.to_string(), format!("/cases/{}", id.0))).collect(),
        loose: view.loose,
        findings: group.findings.iter().take(FINDINGS_SHOWN).map(ToString::to_string).collect(),
    }
}

/// Points to the half: nobody compares tenths.
pub(super) fn points(points: f64) -> String {
    format!("{points:.0}")
}

fn risk_row(words: &Words, risk: &Risk) -> RiskRow {
    let part = |part: &engine::investigate::triage::Part| PartRow {
        level: level(words, part.level),
        title: part.title.clone(),
        address: format!("/findings/{}", part.group),
        sum: sum(words, part),
    };
    RiskRow {
        entity: entity(words, &risk.entity),
        address: entity_address(&risk.entity),
        points: points(risk.points),
        parts: risk.parts.iter().map(part).collect(),
    }
}

/// `40 × 2.0 (3 findings) × 0.5 (age) = 40`.
fn sum(words: &Words, part: &engine::investigate::triage::Part) -> String {
    let count = i64::try_from(part.findings).unwrap_or(i64::MAX).to_string();
    let args = [
        ("weight", part.weight.to_string()),
        ("repeats", format!("{:.1}", part.repeats)),
        ("decay", format!("{:.2}", part.decay)),
        ("points", points(part.points)),
        ("count", count),
    ];
    words.sentence("risk-part", args.iter().map(|(name, value)| (*name, value.as_str())))
}

/// What makes up a risk, one line each.
pub(super) fn parts(words: &Words, risk: &Risk) -> Vec<String> {
    risk.parts.iter().map(|part| format!("{}: {}", part.title, sum(words, part))).collect()
}

#[derive(Deserialize)]
pub(super) struct IntoForm {
    /// `group` = with all of its group.
    #[serde(default)]
    with: String,
    /// Number of the case; none = the open one of the same actor, or a new one.
    #[serde(default)]
    case: String,
}

pub(super) async fn into_case(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<IntoForm>,
) -> Answer {
    let chosen = match filled(&form.case) {
        Some(text) => Some(
            text.parse::<CaseId>()
                .ok()
                .ok_or_else(|| Fault::invalid("case", input::given("case", text)))?,
        ),
        None => None,
    };
    let into = web.app.findings_to_case(&person, &id, form.with == "group", chosen).await?;
    let what = if into.is_new { "opened" } else { "attached" };
    Ok(done(&format!("/cases/{}", into.case.0), what))
}

/// A time so many days from now.
pub(super) fn in_days(now: Timestamp, text: &str) -> Result<Timestamp, Fault> {
    let wrong = || Fault::invalid("days", input::given("number", text));
    let days = text.trim().parse::<i64>().map_err(|_no_number| wrong())?;
    let hours = days.checked_mul(24).unwrap_or(i64::MAX / 3_600);
    now.checked_add(SignedDuration::from_hours(hours.clamp(0, 1_000_000)))
        .map_err(|_too_far| wrong())
}
