//! The way back, row by row: of each numbered step of the scenario what is done,
//! what is open and what blocks it, then the same of users, credentials, secrets
//! and updates, which have no number but hold recovery up (IN3, IN5, IN6, IN16).
//!
//! Invariant: says nothing of its own. Where a step stands is the playbook's word,
//! what blocks it is what the gates would refuse.

use serde::Serialize;

use super::rotation::Section;
use super::sheet::SheetKind;
use super::{Control, InstanceState, is_rotated, is_saved};
use crate::coordinate::playbook::{Derived, OwnText, Status, StepReport, Where, gate};
use crate::coordinate::{Case, Phase};
use crate::respond::plan::Text;

/// Names that one line tells; the rest stands in its place.
const NAMES_MAX: usize = 5;

/// A step of the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The step's id.
    pub step: String,
    /// Its number in the ordered row; `None` = it may be done at any time.
    pub number: Option<u8>,
    /// Its words, where the organisation wrote it.
    pub text: Option<OwnText>,
    /// Where it stands.
    pub stands: Where,
    /// What is done.
    pub done: Vec<Text>,
    /// What is left to do.
    pub open: Vec<Text>,
    /// What must come first.
    pub blocked: Vec<Text>,
}

/// The row of each step that the case of an instance is made of: the numbered ones
/// in their order, then the others. Steps that do not fit here are left out unless
/// they have a number.
pub fn way(case: &Case, status: &Status) -> Vec<Row> {
    let belongs = |one: &&StepReport| {
        let is_beside = matches!(
            one.step.done_when,
            Some(
                Derived::UsersReviewed
                    | Derived::CredentialsReviewed
                    | Derived::SecretsRotated
                    | Derived::UpdatesPlanned
            )
        );
        one.step.number.is_some() || (is_beside && one.stands != Where::Unfit)
    };
    let mut steps: Vec<&StepReport> = status.steps.iter().filter(belongs).collect();
    steps.sort_by_key(|one| (one.step.number.is_none(), one.step.number));
    steps.into_iter().map(|one| row(case, status, one)).collect()
}

fn row(case: &Case, status: &Status, report: &StepReport) -> Row {
    let (mut done, mut open) = report.step.done_when.map(|of| told(case, of)).unwrap_or_default();
    done.extend(said(report));
    // Secrets that the ledger names stay open, whatever the step was answered (IN5).
    let is_rotation = report.step.done_when == Some(Derived::SecretsRotated);
    if !report.is_unsettled() {
        open.retain(|_| is_rotation && is_rotated(case).is_err());
    } else if let Some(waiver) = &report.held.waiver {
        open.push(Text::of("way-waiver", [("person", waiver.asked_by.clone())]));
    } else if open.is_empty() {
        open.push(Text::of("way-unanswered", []));
    }
    Row {
        step: report.step.id.clone(),
        number: report.step.number,
        text: report.step.text.clone(),
        stands: report.stands,
        done,
        open,
        blocked: if report.is_unsettled() { blocked(status, report) } else { Vec::new() },
    }
}

/// What people answered themselves, or set aside.
fn said(report: &StepReport) -> Option<Text> {
    match report.stands {
        Where::Answered => {
            let by = report.held.answered.as_ref().map(|one| one.by.clone());
            Some(Text::of("way-answered", [("person", by.unwrap_or_default())]))
        }
        Where::Waived => {
            let reason = report.held.waiver.as_ref().map(|one| one.reason.clone());
            Some(Text::of("way-waived", [("reason", reason.unwrap_or_default())]))
        }
        Where::Open | Where::Begun | Where::Derived | Where::Unfit => None,
    }
}

/// What must come first: without exception (IN10), unless a reason is given (IN16),
/// and what recovery waits for (IN3, IN5).
fn blocked(status: &Status, report: &StepReport) -> Vec<Text> {
    let line = |key: &str, steps: Vec<&str>| {
        (!steps.is_empty()).then(|| Text::of(key, [("titles", steps.join(", "))]))
    };
    let needed: Vec<&str> = report.waits_for.iter().map(String::as_str).collect();
    let mut earlier = gate::earlier_open(status, report);
    earlier.retain(|id| !needed.contains(id));
    let is_recovery = report.step.phase >= Phase::Recovery;
    let until = if is_recovery { status.owed_until(Phase::Eradication) } else { Vec::new() };
    let owed = until.into_iter().map(|one| one.step.id.as_str());
    let owed = owed.filter(|id| !needed.contains(id) && !earlier.contains(id)).collect();
    let lines = [
        line("way-needs", needed.clone()),
        line("way-earlier", earlier.clone()),
        line("way-recovery", owed),
    ];
    lines.into_iter().flatten().collect()
}

/// What is done and what is open of what settles a step.
fn told(case: &Case, settles: Derived) -> (Vec<Text>, Vec<Text>) {
    let state = &case.concerns.instance;
    match settles {
        Derived::UsersReviewed => sheets(state, &[SheetKind::Users]),
        Derived::CredentialsReviewed => sheets(state, &[SheetKind::Credentials]),
        Derived::ProcessesReviewed => sheets(state, &[SheetKind::Processes, SheetKind::Host]),
        Derived::PortsReviewed => sheets(state, &[SheetKind::Listeners]),
        Derived::TrafficReviewed => sheets(state, &[SheetKind::Flows]),
        Derived::SecretsRotated => sections(state),
        Derived::StateSaved => saved(case),
        Derived::RebuildDecided => match &state.rebuild {
            None => (Vec::new(), vec![Text::of("way-rebuild-none", [])]),
            Some(one) => {
                let (source, reason) = (&one.what.source, &one.what.known_good_because);
                let args = [("source", source.clone()), ("reason", reason.clone())];
                (vec![Text::of("way-rebuild", args)], Vec::new())
            }
        },
        Derived::ControlsSettled => controls(state),
        Derived::FirewallApproved => firewall(state),
        Derived::LogsRouted => match &state.logs {
            None => (Vec::new(), vec![Text::of("way-logs-none", [])]),
            Some(one) => (vec![Text::of("way-logs", [("to", one.what.to.clone())])], Vec::new()),
        },
        Derived::UpdatesPlanned => updates(state),
        _told_elsewhere => (Vec::new(), Vec::new()),
    }
}

fn sheets(state: &InstanceState, kinds: &[SheetKind]) -> (Vec<Text>, Vec<Text>) {
    let (mut done, mut open) = (Vec::new(), Vec::new());
    for kind in kinds {
        let Some(sheet) = state.sheet(*kind) else { continue };
        let left = sheet.open().count();
        let args =
            |count: usize| [("sheet", kind.as_str().to_owned()), ("count", count.to_string())];
        if left > 0 {
            open.push(Text::of("way-sheet-open", args(left)));
        }
        let judged = sheet.items.len().saturating_sub(left);
        if judged > 0 || left == 0 {
            done.push(Text::of("way-sheet-judged", args(judged)));
        }
    }
    if let (true, true, Some(kind)) = (done.is_empty(), open.is_empty(), kinds.first()) {
        open.push(Text::of("way-sheet-none", [("sheet", kind.as_str().to_owned())]));
    }
    (done, open)
}

fn saved(case: &Case) -> (Vec<Text>, Vec<Text>) {
    let line = |key: &str| {
        let kept = case.concerns.instance.saved.last();
        kept.map(|one| {
            let args = [("place", one.what.place.clone()), ("person", one.what.custodian.clone())];
            Text::of(key, args)
        })
    };
    if is_saved(case) {
        return (line("way-saved").into_iter().collect(), Vec::new());
    }
    // Named, but not kept here, or damaged since (IN7).
    let open = line("way-saved-lost").unwrap_or_else(|| Text::of("way-saved-none", []));
    (Vec::new(), vec![open])
}

fn sections(state: &InstanceState) -> (Vec<Text>, Vec<Text>) {
    let unsettled: Vec<Section> = state.unsettled_sections().collect();
    let (mut done, mut open) = (Vec::new(), Vec::new());
    for section in Section::ALL {
        let own = || ("section", section.as_str().to_owned());
        if !unsettled.contains(&section) {
            done.push(Text::of("way-section", [own()]));
            continue;
        }
        let page = state.rotation.get(&section);
        let left: Vec<&str> = page.into_iter().flat_map(super::rotation::Page::open).collect();
        if left.is_empty() {
            open.push(Text::of("way-section-none", [own()]));
            continue;
        }
        let names = left.iter().take(NAMES_MAX).copied().collect::<Vec<_>>().join(", ");
        let args = [own(), ("count", left.len().to_string()), ("names", names)];
        open.push(Text::of("way-section-open", args));
    }
    (done, open)
}

fn controls(state: &InstanceState) -> (Vec<Text>, Vec<Text>) {
    let word = |control: &Control| Text::of(&format!("control-{}", control.as_str()), []);
    let (done, open): (Vec<_>, Vec<_>) =
        Control::ALL.iter().partition(|control| state.controls.contains_key(control));
    (done.into_iter().map(word).collect(), open.into_iter().map(word).collect())
}

fn firewall(state: &InstanceState) -> (Vec<Text>, Vec<Text>) {
    let told = |person: &str, approver: &str| {
        let args = [("person", person.to_owned()), ("approver", approver.to_owned())];
        Text::of("firewall-told", args)
    };
    match &state.firewall {
        None => (Vec::new(), vec![Text::of("way-firewall-none", [])]),
        Some(wall) => match &wall.approved_by {
            None => (Vec::new(), vec![told(&wall.proposed_by, "nobody")]),
            Some(by) => (vec![told(&wall.proposed_by, by)], Vec::new()),
        },
    }
}

fn updates(state: &InstanceState) -> (Vec<Text>, Vec<Text>) {
    let (mut done, mut open) = (Vec::new(), Vec::new());
    match &state.version {
        None => open.push(Text::of("way-version-none", [])),
        Some(one) => {
            let args = [
                ("installed", one.what.installed.clone()),
                ("latest", one.what.latest.clone()),
                ("missing", one.what.missing_security.join(", ")),
                ("count", one.what.missing_security.len().to_string()),
            ];
            let list = if one.what.is_old() { &mut open } else { &mut done };
            list.push(Text::of("instance-version-told", args));
        }
    }
    match &state.updates {
        None => open.push(Text::of("way-updates-none", [])),
        Some(one) => {
            let days = one.what.every_days.to_string();
            let args = [("owner", one.what.owner.clone()), ("days_count", days)];
            done.push(Text::of("instance-updates-told", args));
        }
    }
    (done, open)
}
