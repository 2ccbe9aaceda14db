//! What is asked of a rule that pipelines have changed: its text is no longer
//! what runs, so the place of a problem is the section.

use event::Service;
use rsigma_parser::{Detection, DetectionItem, Modifier, SigmaRule};

use super::check::{field_names, is_field, is_service};
use crate::detect::RuleProblem;
use crate::detect::document::Document;
use crate::detect::problem::unknown;

/// Its service and every item of its selections.
pub(super) fn check(document: &Document, rule: &SigmaRule) -> Vec<RuleProblem> {
    let mut problems = Vec::new();
    let service = rule.logsource.service.as_deref();
    if let Some(service) = service.filter(|service| !is_service(service)) {
        let what = unknown("service", service, &Service::ALL.map(Service::as_str));
        problems.push(document.problem(&["logsource", "service"], what));
    }
    for (name, detection) in &rule.detection.named {
        let mut refuse = |what: String| {
            let what = format!("{what} (after the pipelines)");
            problems.push(document.problem(&["detection", name], what));
        };
        each_item(detection, &mut |item| match item {
            None => refuse("array matching is not supported".to_owned()),
            Some(item) => {
                let name = item.field.name.as_deref();
                if let Some(name) = name.filter(|name| !name.is_empty() && !is_field(name)) {
                    refuse(unknown("field", name, &field_names()));
                }
                if item.field.modifiers.contains(&Modifier::Expand) {
                    refuse("`expand` has a placeholder that no pipeline filled".to_owned());
                }
            }
        });
    }
    problems
}

/// Each item of a selection; `None` for what only other versions of Sigma know.
fn each_item(detection: &Detection, see: &mut dyn FnMut(Option<&DetectionItem>)) {
    match detection {
        Detection::AllOf(items) => items.iter().for_each(|item| see(Some(item))),
        Detection::And(parts) | Detection::AnyOf(parts) => {
            for part in parts {
                each_item(part, see);
            }
        }
        Detection::Keywords(_) => {}
        Detection::ArrayMatch { .. } | Detection::Conditional { .. } => see(None),
    }
}
