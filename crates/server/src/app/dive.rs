//! Requests for logs: filed by support, looked up, owners verified, split (LD4, LD8, LD18, LD23, LD24).
//!
//! By file: here (filing), `work` (deciding, finding, telling, closing),
//! `issues` (tracking and gap issue), `view` (values returned).

mod issues;
mod view;
mod work;

use std::collections::BTreeSet;

use engine::assist::Part;
use engine::assist::request::{Exception, Request, Resource, ResourceKind};
use engine::coordinate::dive::{DiveState, Entry, Looked, Ownership, Requester, Seen, boundary};
use engine::coordinate::journal::Relation;
use engine::coordinate::{Case, CaseId, CaseKind, Cases, What};
use jiff::Timestamp;

pub use issues::GapRecord;
pub use view::{DiveSummary, DiveView};
pub(super) use work::allow_team;

use super::cases::{bounded, case_for, known_case};
use super::error::allow;
use super::{App, AppError};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::journal::Said;

/// A text is a page at most; a name is one line.
const TEXT_CHARS_MAX: usize = 20_000;
const LINE_CHARS_MAX: usize = 300;

/// More than any policy lets through, so that too many is decided on, not cut (V13).
const NAMED_MAX: usize = 2_000;

/// People of a requester at most.
const IDENTITIES_MAX: usize = 100;

/// Resources that GitLab is asked about at once: one request each.
const LOOKUPS_AT_ONCE: usize = 8;

/// How an event is written that the catalogue of audit events does not have:
/// this is what dives are for (LD1, LD24).
const OTHER: &str = "other:";

impl App {
    /// Files a request for logs, complete or not: a case of its own (LD8).
    pub async fn file_dive(
        &self,
        person: &Person,
        request: Request,
        requester: Requester,
    ) -> Result<CaseId, AppError> {
        allow(person, Permission::FileRequests)?;
        let (request, requester) = self.checked_request(request, requester)?;
        if requester.is(&person.name) {
            return Err(boundary::refusal(&person.name).into());
        }
        let looked = self.look_up(&request).await;
        let filing = |cases: &Cases, _now| {
            let id = cases.next_id();
            Ok((opening(id, request, requester, looked), id))
        };
        self.inner.journal.decide(&person.name, filing).await.map(|(_, id)| id)
    }

    /// Files the same request anew: what was decided counts no more, what is
    /// known of owners still does. Without identities those of before stay:
    /// nobody is let in by being left out (LD7).
    pub async fn edit_dive(
        &self,
        person: &Person,
        case: CaseId,
        request: Request,
        requester: Requester,
    ) -> Result<u64, AppError> {
        allow(person, Permission::FileRequests)?;
        let (request, requester) = self.checked_request(request, requester)?;
        let looked = self.look_up(&request).await;
        self.say_dive(person, case, |known, _| {
            let (request, mut requester) = (Box::new(request), requester);
            if requester.identities.is_empty() {
                requester.identities.clone_from(&known.concerns.dive.requester.identities);
            }
            Ok(vec![Entry::Filed { request, requester }, Entry::LookedUp { looked }])
        })
        .await
    }

    /// Asks GitLab again which of the resources it knows (LD23).
    pub async fn look_up_dive(&self, person: &Person, case: CaseId) -> Result<u64, AppError> {
        allow(person, Permission::WorkRequests)?;
        let request = self.inner.journal.read(|cases| {
            known_dive(cases, person, case).map(|case| case.concerns.dive.request.clone())
        })?;
        let looked = match &request {
            Some(request) => self.look_up(request).await,
            None => Vec::new(),
        };
        self.say_dive(person, case, |_, _| Ok(vec![Entry::LookedUp { looked }])).await
    }

    /// Says whose a resource of the request is, and how that is known (LD18).
    pub async fn verify_ownership(
        &self,
        person: &Person,
        case: CaseId,
        (resource, path): (ResourceKind, &str),
        (is_owned, how): (bool, &str),
    ) -> Result<u64, AppError> {
        allow(person, Permission::WorkRequests)?;
        let how = bounded("how", how, LINE_CHARS_MAX)?;
        let path = path.trim().to_owned();
        self.say_dive(person, case, |known, _| {
            let resources = known.concerns.dive.request.iter().flat_map(|one| &one.resources);
            let mut of_request = resources.map(|one| (one.kind, one.path.as_str()));
            if !of_request.any(|one| one == (resource, path.as_str())) {
                let what = format!("{} {path} in the request", resource.as_str());
                return Err(AppError::not_found(what));
            }
            Ok(vec![Entry::OwnershipVerified { resource, path, is_owned, how }])
        })
        .await
    }

    /// Makes a part that the last decision offered a request of its own (V10).
    pub async fn split_dive(
        &self,
        person: &Person,
        case: CaseId,
        part: Part,
    ) -> Result<CaseId, AppError> {
        allow(person, Permission::FileRequests)?;
        let splitting = |cases: &Cases, _now| {
            let known = known_dive(cases, person, case)?;
            let state = &known.concerns.dive;
            let offered = state.decided().and_then(|decided| {
                decided.decision.splits.iter().find(|split| split.part == part)
            });
            let split = offered
                .ok_or_else(|| AppError::not_found(format!("part {:?} on offer", part.as_str())))?;
            let into = cases.next_id();
            let mut said =
                opening(into, split.request.clone(), state.requester.clone(), state.looked.clone());
            said.extend(owners(state, &split.request).map(|one| (Some(into), one)));
            let link = |other, relation| What::CaseLinked { other, relation, about: None };
            said.push((Some(case), What::Dive(Entry::SplitOff { part, into })));
            said.push((Some(case), link(into, Relation::LeadsTo)));
            said.push((Some(into), link(case, Relation::ComesFrom)));
            Ok((said, into))
        };
        self.inner.journal.decide(&person.name, splitting).await.map(|(_, into)| into)
    }

    /// What was asked for, if it can be kept: bounded, typed, and without words
    /// that are others' to say.
    fn checked_request(
        &self,
        request: Request,
        requester: Requester,
    ) -> Result<(Request, Requester), AppError> {
        if request.requested_at > Some(self.inner.clock.now()) {
            return Err(AppError::invalid("requested_at", input::why("future")));
        }
        if matches!(request.exception, Exception::Approved | Exception::Denied) {
            return Err(AppError::invalid("exception", input::why("legal-only")));
        }
        for (field, length) in
            [("resources", request.resources.len()), ("events", request.events.len())]
        {
            if length > NAMED_MAX {
                return Err(AppError::invalid(field, input::up_to("too-many", NAMED_MAX)));
            }
        }
        for one in &request.resources {
            bounded("resources", &one.path, LINE_CHARS_MAX)?;
        }
        for event in &request.events {
            known_event(event)?;
        }
        if let Some(gap) = request.gap.as_deref().filter(|text| !text.trim().is_empty()) {
            bounded("gap", gap, TEXT_CHARS_MAX)?;
        }
        if requester.identities.len() > IDENTITIES_MAX {
            let why = input::up_to("too-many", IDENTITIES_MAX);
            return Err(AppError::invalid("identities", why));
        }
        if let Some(identity) = requester.no_identity() {
            return Err(AppError::invalid("identities", input::given("identity", identity)));
        }
        let identities: Result<BTreeSet<String>, AppError> = requester
            .identities
            .iter()
            .map(|identity| bounded("identities", identity, LINE_CHARS_MAX))
            .collect();
        let organisation = bounded("organisation", &requester.organisation, LINE_CHARS_MAX)?;
        Ok((request, Requester { identities: identities?, organisation, ..requester }))
    }

    /// Which of the resources GitLab knows, all that the request names. What
    /// nobody could ask is unknown.
    async fn look_up(&self, request: &Request) -> Vec<Looked> {
        let client = self.inner.gitlab.as_ref();
        let mut all = Vec::with_capacity(request.resources.len());
        for some in request.resources.chunks(LOOKUPS_AT_ONCE) {
            let looking: Vec<_> = some.iter().map(|one| looked(client, one)).collect();
            all.extend(futures::future::join_all(looking).await);
        }
        all
    }

    /// Says entries on a request that is there.
    async fn say_dive(
        &self,
        person: &Person,
        case: CaseId,
        decide: impl FnOnce(&Case, Timestamp) -> Result<Vec<Entry>, AppError>,
    ) -> Result<u64, AppError> {
        let saying = |cases: &Cases, now| {
            let known = known_dive(cases, person, case)?;
            let said: Said = decide(known, now)?
                .into_iter()
                .map(|entry| (Some(case), What::Dive(entry)))
                .collect();
            Ok((said, ()))
        };
        self.inner.journal.decide(&person.name, saying).await.map(|(index, ())| index)
    }
}

/// The request of that number, for anybody but whoever asked (LD7). Other
/// cases are not there: support sees requests only (LD4).
pub(super) fn known_dive<'a>(
    cases: &'a Cases,
    person: &Person,
    id: CaseId,
) -> Result<&'a Case, AppError> {
    if known_case(cases, id)?.kind != CaseKind::AssistanceRequest {
        return Err(AppError::not_found(format!("request {id}")));
    }
    case_for(cases, person, id)
}

/// What opens a request.
fn opening(id: CaseId, request: Request, requester: Requester, looked: Vec<Looked>) -> Said {
    let title = requester.organisation.clone();
    let opened = What::CaseOpened { title, kind: CaseKind::AssistanceRequest, finding: None };
    let filed = Entry::Filed { request: Box::new(request), requester };
    [opened, What::Dive(filed), What::Dive(Entry::LookedUp { looked })]
        .into_iter()
        .map(|what| (Some(id), what))
        .collect()
}

/// What is known of the owners of a part's resources.
fn owners<'a>(state: &'a DiveState, part: &'a Request) -> impl Iterator<Item = What> + 'a {
    let of_part = |one: &&Ownership| {
        part.resources.iter().any(|other| (other.kind, &other.path) == (one.kind, &one.path))
    };
    state.ownership.iter().filter(of_part).map(|one| {
        What::Dive(Entry::OwnershipVerified {
            resource: one.kind,
            path: one.path.clone(),
            is_owned: one.is_owned,
            how: one.how.clone(),
        })
    })
}

/// An event of the catalogue, or one that is said not to be (LD24).
fn known_event(name: &str) -> Result<(), AppError> {
    if event::catalogue::find(name).is_some()
        || name.strip_prefix(OTHER).is_some_and(|rest| !rest.trim().is_empty())
    {
        return bounded("events", name, LINE_CHARS_MAX).map(drop);
    }
    let known = event::catalogue::all().iter().map(|kind| kind.name);
    let close: Vec<&str> = known.filter(|known| is_close(known, name)).take(5).collect();
    let mut why = input::given("event", name);
    why.args.insert("other".to_owned(), OTHER.to_owned());
    if !close.is_empty() {
        why.key.push_str("-near");
        why.args.insert("near".to_owned(), close.join(", "));
    }
    Err(AppError::invalid("events", why))
}

/// Whether one name holds a longer word of the other.
fn is_close(known: &str, name: &str) -> bool {
    let is_word = |word: &str| word.len() >= 4 && known.contains(word);
    name.split(|c: char| !c.is_ascii_alphanumeric()).any(is_word)
}

async fn looked(client: Option<&gitlab::Client>, resource: &Resource) -> Looked {
    let seen = match client {
        Some(client) => seen(client, resource).await,
        None => Seen::Unknown { why: "no GitLab is configured".to_owned() },
    };
    Looked { kind: resource.kind, path: resource.path.clone(), seen }
}

async fn seen(client: &gitlab::Client, resource: &Resource) -> Seen {
    let path = resource.path.as_str();
    let found = match resource.kind {
        ResourceKind::Project => client.project_by_path(path).await.map(|one| Some(one.id)),
        ResourceKind::Group => client.group_by_path(path).await.map(|one| Some(one.id)),
        ResourceKind::User => {
            let name = path.trim_start_matches('@');
            client.user_by_name(name).await.map(|one| one.map(|user| user.id))
        }
    };
    match found {
        Ok(Some(id)) => Seen::Found { id },
        Ok(None) => Seen::Missing,
        Err(error) if error.problem() == gitlab::Problem::NotFound => Seen::Missing,
        Err(error) => Seen::Unknown { why: error.problem().as_str().to_owned() },
    }
}
