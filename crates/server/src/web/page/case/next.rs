//! "Do next": what waits on this case, with the place to do it.

use engine::coordinate::{Case, Phase};

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
