//! Things that go wrong on purpose.

use super::answer::{Answer, Body};
use super::request::Request;
use crate::{Fault, FaultKind};

/// Faults that wait for their request.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<(Fault, u64)>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push((fault, 0));
    }

    /// Counts a request, and returns what happens to it; each fault happens once.
    pub(crate) fn strike(&mut self, request: &Request) -> Option<FaultKind> {
        let mut struck = None;
        for (index, (fault, seen)) in self.0.iter_mut().enumerate() {
            if counts(fault, request) {
                *seen += 1;
                // A page that repeats goes on doing so.
                let is_due =
                    *seen == fault.nth || *seen > fault.nth && fault.kind == FaultKind::PageRepeats;
                if is_due && struck.is_none() {
                    struck = Some((index, fault.kind));
                }
            }
        }
        let (index, kind) = struck?;
        if kind != FaultKind::PageRepeats {
            self.0.remove(index);
        }
        Some(kind)
    }
}

fn counts(fault: &Fault, request: &Request) -> bool {
    let is_method = match &fault.method {
        Some(method) => *method == request.method,
        None => matches!(request.method.as_str(), "POST" | "PUT" | "PATCH" | "DELETE"),
    };
    is_method && request.path.contains(&fault.path)
}

/// What is answered instead, for the faults that answer.
pub(crate) fn answer(kind: FaultKind, now_s: i64) -> Option<Answer> {
    match kind {
        FaultKind::ServerError => Some(Answer::message(500, "500 Internal Server Error")),
        FaultKind::TooManyWithoutHeaders => Some(Answer::too_many()),
        FaultKind::TooManyWithHeaders => Some(retry_later(now_s)),
        FaultKind::Forbidden => Some(Answer::forbidden()),
        FaultKind::CutBefore
        | FaultKind::CutAfter
        | FaultKind::Slow(_)
        | FaultKind::PageRepeats => None,
    }
}

fn retry_later(now_s: i64) -> Answer {
    let reset = now_s.saturating_add(1);
    Answer { status: 429, body: Body::Text("Retry later\n".to_owned()), headers: Vec::new() }
        .with("Retry-After", "1".to_owned())
        .with("RateLimit-Limit", "120".to_owned())
        .with("RateLimit-Name", "throttle_authenticated_api".to_owned())
        .with("RateLimit-Observed", "121".to_owned())
        .with("RateLimit-Remaining", "0".to_owned())
        .with("RateLimit-Reset", reset.to_string())
}
