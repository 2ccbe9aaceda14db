//! The tracking issue and the gap issue, as far as they follow by themselves
//! from what the journal says (LD9, LD13, LD17).

use std::collections::BTreeSet;

use super::{DiveState, Entry};
use crate::coordinate::delivery::{self, About, Content, Delivery, DeliveryId, Message, Order};
use crate::coordinate::{Case, CaseKind, What};

/// What follows at once: each finding is one note on the tracking issue once
/// that is there, and the gap issue is on record once GitLab has it. Nothing
/// follows twice.
pub fn follows(case: &Case) -> Option<What> {
    if case.kind != CaseKind::AssistanceRequest {
        return None;
    }
    note(case).or_else(|| gap(case))
}

/// The latest order of that kind.
pub fn ordered<'a>(case: &'a Case, about: &About) -> Option<&'a Delivery> {
    case.concerns.delivery.about(about).pop()
}

/// The first finding that is not noted yet.
fn note(case: &Case) -> Option<What> {
    let tracker = ordered(case, &About::Issue).filter(|one| one.reference().is_some())?;
    let noted: BTreeSet<usize> = case
        .concerns
        .delivery
        .orders
        .values()
        .filter_map(|one| match one.order.about {
            About::DiveFinding { number } => Some(number),
            _ => None,
        })
        .collect();
    let findings = (1..).zip(&case.concerns.dive.findings);
    let (number, finding) = findings.into_iter().find(|(number, _)| !noted.contains(number))?;
    let about = About::DiveFinding { number };
    let language = language(&case.concerns.dive, &tracker.order);
    let message = Message::new(&language, &number.to_string(), &fenced(&finding.text));
    Some(What::Delivery(delivery::Entry::Queued {
        order: Order {
            id: DeliveryId::of(case.id, &about, &tracker.order.channel, ""),
            channel: tracker.order.channel.clone(),
            about,
            to: Vec::new(),
            content: Content::Message { message },
            approved_by: BTreeSet::new(),
        },
    }))
}

fn gap(case: &Case) -> Option<What> {
    if case.concerns.dive.gap.is_some() {
        return None;
    }
    let made = ordered(case, &About::Gap)?;
    let Content::GapIssue { labels, .. } = &made.order.content else { return None };
    let issue = format!("#{}", made.reference()?);
    Some(What::Dive(Entry::GapFiled { issue, labels: labels.clone() }))
}

/// The language of the tracking issue: its notes are in the same.
fn language(state: &DiveState, tracker: &Order) -> String {
    let of_issue = tracker.content.message().map(|message| message.language.clone());
    of_issue.unwrap_or_else(|| state.requester.language.as_str().to_owned())
}

/// A text as a block of code: what somebody wrote in it mentions nobody, so
/// that nobody becomes a participant by it (LD10), and is no quick action.
pub fn fenced(text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}text\n{}\n{fence}", text.trim_end())
}

/// A word or two as code, for the same reason.
pub fn coded(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    format!("`{line}`")
}

/// Labels as they are compared: quotes around them do not count, be they
/// straight or curly (the source's are curly).
pub fn plain_labels<'a>(labels: impl IntoIterator<Item = &'a String>) -> BTreeSet<String> {
    let is_quote = |c: char| matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '`');
    let plain = |label: &String| label.trim().trim_matches(is_quote).trim().to_owned();
    labels.into_iter().map(plain).filter(|label| !label.is_empty()).collect()
}
