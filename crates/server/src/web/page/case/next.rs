//! "Do next": what waits on this case, with the place to do it.

use engine::coordinate::playbook::Derived;
use engine::coordinate::{Case, CaseKind, Phase};

use super::super::now::{DueItem, due_item};
use crate::app::Due;
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::problem::Fault;
use crate::web::words::Words;

pub(super) async fn steps(
    web: &Web,
    words: &Words,
    person: &Person,
    case: &Case,
) -> Result<Vec<DueItem>, Fault> {
    let now = web.app.now(person).await?;
    let mut steps: Vec<DueItem> = now
        .due
        .iter()
        .filter(|due| case_of(due) == case.id)
        .map(|due| due_item(words, due, now.at))
        .collect();
    let here = |key: &str, place: &str| DueItem {
        text: words.t(key),
        address: format!("#{place}"),
        until: None,
    };
    if case.phase == Phase::Closed {
        return Ok(steps);
    }
    if case.kind == CaseKind::AssistanceRequest {
        steps.push(of_request(words, case));
        return Ok(steps);
    }
    if case.survey.is_none() && person.may(Permission::Survey) {
        steps.push(here("next-survey", "survey"));
    } else if case.plans.is_empty() && person.may(Permission::Plan) {
        steps.push(here("next-plan", "plans"));
    }
    for (hash, plan) in &case.plans {
        let is_attested =
            plan.attestations.impact_understood && plan.attestations.guideline.is_some();
        if plan.is_open(now.at) && !is_attested && person.may(Permission::Plan) {
            let address = format!("/plans/{hash}#gate");
            steps.push(DueItem { text: words.t("next-attest"), address, until: None });
        }
    }
    if case.phase == Phase::Recovery && person.may(Permission::WriteCase) {
        steps.push(here("next-close", "move"));
    }
    Ok(steps)
}

/// What comes next for a request for logs, by what the case shows of it.
fn of_request(words: &Words, case: &Case) -> DueItem {
    let first = [
        (Derived::RequestComplete, "complete", "#request"),
        (Derived::OwnersVerified, "owners", "#resources"),
        (Derived::RequestDecided, "decide", "#decision"),
    ];
    let then = [
        (Derived::LogsCollected, "search", "/redaction"),
        (Derived::ReleaseApproved, "release", "/redaction#release"),
        (Derived::HandedOver, "hand-over", "/redaction#release"),
        (Derived::GapSettled, "gap", "#issues"),
    ];
    let is_granted = case.concerns.dive.granted().is_some();
    let further = then.into_iter().filter(|_| is_granted);
    let open = first.into_iter().chain(further).find(|(step, ..)| !step.is_so(case));
    let (_, key, place) = open.unwrap_or((Derived::GapSettled, "close", "#end"));
    let address = format!("/dives/{}{place}", case.id.0);
    DueItem { text: words.t(format!("next-dive-{key}")), address, until: None }
}

fn case_of(due: &Due) -> engine::coordinate::CaseId {
    match due {
        Due::Approval { case, .. }
        | Due::MessageApproval { case, .. }
        | Due::Execution { case, .. }
        | Due::Unknown { case, .. }
        | Due::Duty { case, .. }
        | Due::Severity { case }
        | Due::Leftovers { case, .. }
        | Due::Sweep { case }
        | Due::ExposureTime { case } => *case,
    }
}
