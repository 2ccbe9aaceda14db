//! Parts of a request that could be asked for by themselves: what is owned and
//! what is not (LD18), access logs and others (LD25).

use serde::{Deserialize, Serialize};

use super::Decision;
use crate::assist::policy::Policy;
use crate::assist::request::{Request, Resource};

/// Which part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What the requester owns.
    Owned,
    /// What others own.
    NotOwned,
    /// The logs that can be given.
    OtherLogs,
    /// The logs that cannot.
    RefusedLogs,
}

impl Part {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owned => "owned",
            Self::NotOwned => "not_owned",
            Self::OtherLogs => "other_logs",
            Self::RefusedLogs => "refused_logs",
        }
    }
}

/// A part and what would become of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// Which part.
    pub part: Part,
    /// It, as a request of its own.
    pub request: Request,
    /// What would become of it; it may be split further.
    pub decision: Decision,
}

/// A way to take a request apart.
pub(super) type Parts = fn(&Request, &Policy) -> Vec<(Part, Request)>;

/// Both parts, or none where one of them is empty.
pub(super) fn by_owner(request: &Request, _policy: &Policy) -> Vec<(Part, Request)> {
    let is_owned = |one: &Resource| one.owned == Some(true);
    let (mut ours, mut others) = (request.clone(), request.clone());
    ours.resources.retain(is_owned);
    others.resources.retain(|one| !is_owned(one));
    let is_mixed = !ours.resources.is_empty() && !others.resources.is_empty();
    if is_mixed { vec![(Part::Owned, ours), (Part::NotOwned, others)] } else { Vec::new() }
}

/// Both parts, or none where one of them is empty.
pub(super) fn by_log(request: &Request, policy: &Policy) -> Vec<(Part, Request)> {
    let (mut given, mut refused) = (request.clone(), request.clone());
    given.log_kinds.retain(|kind| !policy.logs_refused.contains(kind));
    refused.log_kinds.retain(|kind| policy.logs_refused.contains(kind));
    let is_mixed = !given.log_kinds.is_empty() && !refused.log_kinds.is_empty();
    if is_mixed { vec![(Part::OtherLogs, given), (Part::RefusedLogs, refused)] } else { Vec::new() }
}
