//! What a granted request for logs leads to: the search, the redaction, the
//! release (LD5, LD6, LD15, LD16, LD25, LD26). The work is in [`crate::work::dive`].
//!
//! Reading order: here (the search) → `redaction` → `release`.

mod redaction;
mod release;
mod subjects;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use engine::assist::Scope;
use engine::assist::scope::Tally;
use engine::coordinate::dive::gate::refusal;
use engine::coordinate::dive::handling::{
    Artefact, ArtefactKind, Bundle, Entry, HandlingState, Order, RunEnd,
};
use engine::coordinate::dive::{self, DiveState};
use engine::coordinate::{Case, CaseId, CaseKind, Cases, EvidenceItem, EvidenceSource, What};
use futures::Stream;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;

use super::approvals::REASON_CHARS_MAX;
use super::cases::{bounded, known_case};
use super::dive::{allow_team, known_dive};
use super::error::allow;
use super::{App, AppError, NewEvidence};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::dive::{DiveError, Diver, Trail, statement};
use crate::work::evidence::Kept;
use crate::work::journal::PRODUCT;
use crate::work::writer::full_text;

pub use crate::work::dive::redact::{Piece, SideBySide, Taken};
pub use redaction::{EditOrder, Lines, RedactOrder, Redacted, Replayed, Shown};
pub(super) use release::Turnstile;
pub use release::{HandOver, HandedOver, LinkView, Offered};

/// What to search, beside the record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DiveOrder {
    /// Bundles of logs: items of evidence of the case, by SHA-256 in hex; none
    /// said = those that were searched last, so that a search that is repeated
    /// does not lose what an earlier one found.
    pub bundles: Option<Vec<String>>,
    /// Why lines of access logs are let in against LD25; none = they are refused.
    pub access_logs_because: Option<String>,
}

/// How a search goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiveProgress {
    /// How it stands.
    pub state: DiveWord,
    /// Entries of the ledger of events before which it looks.
    pub records: u64,
    /// So many of them are done.
    pub done: u64,
    /// Bundles to be read.
    pub bundles: usize,
    /// So many of them are done.
    pub bundles_done: usize,
    /// Lines of the one under way that are done.
    pub bundle_lines: u64,
    /// Lines that were found.
    pub lines: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Lines that were looked at, by what was said of them.
    pub seen: Tally,
    /// Files of bundles that were left out, with the reason.
    pub left_out: Vec<String>,
    /// What was frozen.
    pub artefact: Option<Artefact>,
    /// Why it could not go on, or was ended.
    pub problem: Option<String>,
    /// Items of evidence that somebody sent in: what can be searched, too.
    pub kept: Vec<Bundle>,
}

/// How a search stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DiveWord {
    /// Nothing was searched yet.
    None,
    /// Under way.
    Running,
    /// Interrupted: taken up again by the next order, or start of the server.
    Waiting,
    /// Over; `artefact` is what there is.
    Done,
    /// Somebody ended it.
    Cancelled,
    /// It could not go on: see `problem`.
    Stuck,
}

impl DiveWord {
    /// The word used in keys and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Stuck => "stuck",
        }
    }
}

/// The searches of this start that are under way.
#[derive(Debug, Default)]
pub(crate) struct Dives(Mutex<BTreeMap<CaseId, (CancellationToken, Trail)>>);

impl Dives {
    fn with<T>(
        &self,
        look: impl FnOnce(&mut BTreeMap<CaseId, (CancellationToken, Trail)>) -> T,
    ) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn trail(&self, case: CaseId) -> Option<Trail> {
        self.with(|all| all.get(&case).map(|(_, trail)| trail.clone()))
    }

    fn tell(&self, case: CaseId, trail: &Trail) {
        self.with(|all| {
            if let Some((_, kept)) = all.get_mut(&case) {
                kept.clone_from(trail);
            }
        });
    }
}

/// The request for logs of a case.
pub(super) fn asked(cases: &Cases, case: CaseId) -> Result<(&Case, &DiveState), AppError> {
    let known = known_case(cases, case)?;
    if known.kind != CaseKind::AssistanceRequest {
        return Err(AppError::not_found(format!("request {case}")));
    }
    Ok((known, &known.concerns.dive))
}

/// The same for this person, who is not the requester (LD7).
pub(super) fn of<'a>(
    cases: &'a Cases,
    person: &Person,
    case: CaseId,
) -> Result<(&'a Case, &'a DiveState), AppError> {
    let known = known_dive(cases, person, case)?;
    Ok((known, &known.concerns.dive))
}

/// The same for who may look into it: support what support handles, the
/// security team all (LD5, LD6).
pub(super) fn worked<'a>(
    cases: &'a Cases,
    person: &Person,
    case: CaseId,
) -> Result<(&'a Case, &'a DiveState), AppError> {
    let (known, state) = of(cases, person, case)?;
    allow_team(person, known)?;
    Ok((known, state))
}

/// Whether a search is under way that looks into what is wished, too.
///
/// # Errors
/// It looks into something else: whoever wishes more would not get it.
fn joins(state: &DiveState, wish: &DiveOrder) -> Result<bool, AppError> {
    let Some(run) = state.handling.open_run() else { return Ok(false) };
    let own: BTreeSet<&String> = run.order.bundles.iter().map(|one| &one.sha256).collect();
    let is_same = wish.bundles.as_ref().is_none_or(|wished| own == wished.iter().collect());
    let wants_more = wish.access_logs_because.is_some() && run.order.access_logs_because.is_none();
    if is_same && !wants_more {
        return Ok(true);
    }
    Err(refusal("dive.search_under_way", &["LD13"], [("by", run.by.clone())]).into())
}

impl App {
    /// Begins the search of a granted request, or goes on with one that was
    /// interrupted; answers at once. See [`Self::dive_progress`].
    ///
    /// # Errors
    /// It is not granted; a bundle is no evidence of the case; GitLab, which
    /// tells the names of what is looked for, does not answer.
    pub async fn begin_dive(
        &self,
        person: &Person,
        case: CaseId,
        wish: DiveOrder,
    ) -> Result<DiveProgress, AppError> {
        let (open, resources) = self.inner.journal.read(|cases| {
            let (_, state) = worked(cases, person, case)?;
            let granted = state.granted();
            let granted = granted.ok_or_else(|| refusal("dive.not_granted", &["LD12"], []))?;
            let is_open = joins(state, &wish)?;
            Ok::<_, AppError>((is_open, (granted.request.clone(), state.looked.clone())))
        })?;
        if !open {
            self.settle().await;
            let (request, looked) = resources;
            let subjects = self.subjects(&request.resources, &looked).await?;
            let scope = Scope::of(&request, subjects)
                .map_err(|missing| AppError::invalid(missing, input::why("not-known")))?;
            self.order_dive(person, case, (request.sha256(), scope), wish).await?;
        }
        self.take_up_dive(case)?;
        self.dive_progress(person, case)
    }

    /// Journals what is going to be searched.
    async fn order_dive(
        &self,
        person: &Person,
        case: CaseId,
        (request, scope): (String, Scope),
        wish: DiveOrder,
    ) -> Result<(), AppError> {
        let because = wish.access_logs_because.as_deref().map(str::trim);
        let because = because.filter(|text| !text.is_empty());
        let because = because.map(|text| bounded("reason", text, REASON_CHARS_MAX)).transpose()?;
        let scope = if because.is_some() { scope.with_access_logs() } else { scope };
        let record_end = self.inner.events.reader().size();
        let ordering = |cases: &Cases, _now| {
            let (known, state) = worked(cases, person, case)?;
            let granted = state.granted().map(|one| one.request.sha256());
            if granted.as_ref() != Some(&request) {
                return Err(refusal("dive.not_granted", &["LD12"], []).into());
            }
            if joins(state, &wish)? {
                return Ok((Vec::new(), ()));
            }
            let bundle = |sha256: &String| {
                let item = known.evidence_item(sha256);
                let item = item.ok_or_else(|| AppError::not_found(format!("evidence {sha256}")))?;
                Ok(Bundle { sha256: sha256.clone(), name: item.name.clone() })
            };
            let bundles = match &wish.bundles {
                Some(named) => named.iter().map(bundle).collect::<Result<_, AppError>>()?,
                None => state.handling.bundles_of_last(),
            };
            let access_logs_because = because;
            let order = Order { request, scope, record_end, bundles, access_logs_because };
            Ok((vec![(Some(case), said(Entry::Begun { order: Box::new(order) }))], ()))
        };
        self.inner.journal.decide(&person.name, ordering).await.map(drop)
    }

    /// Goes on with every search that was interrupted: at the start of the server.
    pub fn take_up_dives(&self) {
        let open = self.inner.journal.read(|cases| {
            let is_open = |case: &&Case| case.concerns.dive.handling.open_run().is_some();
            cases.cases.values().filter(is_open).map(|case| case.id).collect::<Vec<_>>()
        });
        for case in open {
            if let Err(error) = self.take_up_dive(case) {
                tracing::warn!(%case, error = full_text(&error), "A search was not taken up");
            }
        }
    }

    /// Goes on with a search, unless it is under way.
    fn take_up_dive(&self, case: CaseId) -> Result<(), AppError> {
        let found = self.inner.journal.read(|cases| {
            let handling = &asked(cases, case)?.1.handling;
            let order = handling.open_run().map(|run| Arc::new(run.order.clone()));
            Ok::<_, AppError>(order.map(|order| (order, handling.runs.len())))
        })?;
        let Some((order, run)) = found else { return Ok(()) };
        let stop = self.inner.stop.child_token();
        let diver = Diver {
            store: Arc::clone(&self.inner.store),
            reader: self.inner.events.reader().clone(),
            evidence: self.inner.evidence.clone(),
            order,
            place: Diver::place(&self.config().data.dir, case, run),
            stop: stop.clone(),
        };
        let trail = diver.trail();
        let is_new = self.inner.dives.with(|all| {
            let is_new = !all.contains_key(&case);
            if is_new {
                all.insert(case, (stop, trail.clone()));
            }
            is_new
        });
        if is_new {
            let app = self.clone();
            self.inner.spawn(async move { app.run_dive((case, run), diver, trail).await });
        }
        Ok(())
    }

    async fn run_dive(&self, (case, run): (CaseId, usize), diver: Diver, trail: Trail) {
        let app = self.clone();
        let tell = move |trail: &Trail| app.inner.dives.tell(case, trail);
        let done = match diver.run(trail, tell).await {
            Ok(trail) => self.freeze_dive(case, &diver, trail).await,
            Err(DiveError::Stopped) => Ok(()),
            Err(error) => {
                let why = full_text(&error);
                tracing::warn!(%case, why, "A search could not go on");
                let entry = said(Entry::Stuck { why });
                self.inner.journal.say(PRODUCT, vec![(Some(case), entry)]).await.map(drop)
            }
        };
        if let Err(error) = done {
            tracing::error!(%case, error = full_text(&error), "The end of a search was not kept");
        }
        // First of all: whoever orders anew from here on is not told that it is under way.
        self.inner.dives.with(|all| all.remove(&case));
        // Kept only for a search that goes on at the next start.
        let (is_open, runs) = self.inner.journal.read(|cases| {
            let handling = asked(cases, case).map(|(_, state)| &state.handling).ok();
            handling.map_or((false, 0), |one| (one.open_run().is_some(), one.runs.len()))
        });
        let is_over = !is_open || runs != run;
        if is_over {
            diver.forget();
        }
        // Ended and ordered anew meanwhile.
        if is_open && is_over && !self.inner.is_stopping() {
            self.take_up_dive(case).unwrap_or_else(|error| {
                tracing::warn!(%case, error = full_text(&error), "A search was not taken up");
            });
        }
    }

    /// What was found becomes evidence, with the searches that made it.
    async fn freeze_dive(&self, case: CaseId, diver: &Diver, trail: Trail) -> Result<(), AppError> {
        let kept = diver.freeze(&trail).await.map_err(AppError::internal)?;
        let by = self.inner.journal.read(|cases| {
            let run = asked(cases, case)?.1.handling.open_run().map(|run| run.by.clone());
            Ok::<_, AppError>(run)
        })?;
        let Some(by) = by else { return Ok(()) };
        let person = Person::new(by, []);
        let (sha256, bytes) = (kept.sha256.clone(), kept.bytes);
        self.keep_part(&person, case, "original.log", kept).await?;
        let mut queries = diver.order.scope.queries();
        queries.push(statement(&diver.order.scope, 0..diver.order.record_end));
        queries.extend(diver.order.bundles.iter().map(|one| format!("bundle:{}", one.sha256)));
        let (lines, kind) = (trail.lines, ArtefactKind::Original);
        let artefact = Artefact { sha256, bytes, lines, queries, kind };
        let (seen, left_out) = (trail.seen, trail.left_out);
        let entry = said(Entry::Frozen { artefact, seen, left_out });
        let freezing = |cases: &Cases, _now| {
            // Somebody may have ended it meanwhile.
            let is_open = asked(cases, case)?.1.handling.open_run().is_some();
            Ok((if is_open { vec![(Some(case), entry)] } else { Vec::new() }, ()))
        };
        self.inner.journal.decide(&person.name, freezing).await.map(drop)
    }

    /// Says in the journal that a part of the work is kept as evidence.
    async fn keep_part(
        &self,
        person: &Person,
        case: CaseId,
        name: &str,
        kept: Kept,
    ) -> Result<(), AppError> {
        let is_json =
            Path::new(name).extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
        let media_type = if is_json { "application/json" } else { "text/plain" };
        let new = NewEvidence {
            name: format!("{case}-{name}"),
            media_type: media_type.to_owned(),
            source: EvidenceSource::Dive,
        };
        self.say_kept(person, case, new, kept).await.map(drop)
    }

    /// Keeps a bundle of logs as evidence of a request, to be searched.
    pub async fn keep_bundle(
        &self,
        person: &Person,
        case: CaseId,
        new: NewEvidence,
        bytes: impl Stream<Item = Result<Bytes, AppError>>,
    ) -> Result<EvidenceItem, AppError> {
        self.inner.journal.read(|cases| worked(cases, person, case).map(drop))?;
        self.keep_stream(person, case, new, bytes).await
    }

    /// Ends a search before it is done; what was found so far is removed.
    pub async fn cancel_dive(
        &self,
        person: &Person,
        case: CaseId,
        reason: &str,
    ) -> Result<(), AppError> {
        let reason = bounded("reason", reason, REASON_CHARS_MAX)?;
        let ending = |cases: &Cases, _now| {
            let state = worked(cases, person, case)?.1;
            if state.handling.open_run().is_none() {
                return Err(refusal("dive.nothing_under_way", &[], []).into());
            }
            Ok((vec![(Some(case), said(Entry::Cancelled { reason }))], state.handling.runs.len()))
        };
        let (_, run) = self.inner.journal.decide(&person.name, ending).await?;
        let running = self.inner.dives.with(|all| all.get(&case).map(|(stop, _)| stop.clone()));
        match running {
            Some(stop) => stop.cancel(),
            None => {
                let place = Diver::place(&self.config().data.dir, case, run);
                for end in ["json", "log"] {
                    std::fs::remove_file(place.with_extension(end)).unwrap_or(());
                }
            }
        }
        Ok(())
    }

    /// What the request's case is called.
    pub fn dive_title(&self, person: &Person, case: CaseId) -> Result<String, AppError> {
        allow(person, Permission::ReadRequests)?;
        self.inner.journal.read(|cases| Ok(of(cases, person, case)?.0.title.clone()))
    }

    /// How the last search goes.
    pub fn dive_progress(&self, person: &Person, case: CaseId) -> Result<DiveProgress, AppError> {
        allow(person, Permission::ReadRequests)?;
        let live = self.inner.dives.trail(case);
        let data = &self.config().data.dir;
        self.inner.journal.read(|cases| {
            let (known, state) = of(cases, person, case)?;
            let handling = &state.handling;
            let place = Diver::place(data, case, handling.runs.len());
            let sent_in = known.evidence.iter().filter(|one| one.source == EvidenceSource::Person);
            let bundle =
                |one: &EvidenceItem| Bundle { sha256: one.sha256.clone(), name: one.name.clone() };
            let kept = sent_in.map(bundle).collect();
            Ok(DiveProgress { kept, ..progress(handling, live, &place) })
        })
    }
}

fn progress(handling: &HandlingState, live: Option<Trail>, place: &Path) -> DiveProgress {
    let run = handling.runs.last();
    let is_running = live.is_some();
    let (state, artefact, problem) = match run.map(|run| &run.end) {
        None => (DiveWord::None, None, None),
        Some(None) if is_running => (DiveWord::Running, None, None),
        Some(None) => (DiveWord::Waiting, None, None),
        Some(Some(RunEnd::Frozen { artefact, .. })) => (DiveWord::Done, Some(artefact), None),
        Some(Some(RunEnd::Cancelled { reason })) => (DiveWord::Cancelled, None, Some(reason)),
        Some(Some(RunEnd::Stuck { why })) => (DiveWord::Stuck, None, Some(why)),
    };
    let waiting = || {
        let bytes = std::fs::read(place.with_extension("json")).ok()?;
        serde_json::from_slice(&bytes).ok()
    };
    let trail = live.or_else(|| (state == DiveWord::Waiting).then(waiting).flatten());
    let mut trail = trail.unwrap_or_default();
    let order = run.map(|run| &run.order);
    let bundles = order.map_or(0, |order| order.bundles.len());
    let records = order.map_or(0, |order| order.record_end);
    if let Some(RunEnd::Frozen { artefact, seen, left_out }) = run.and_then(|run| run.end.as_ref())
    {
        (trail.next, trail.bundle) = (records, bundles);
        (trail.lines, trail.bytes) = (artefact.lines, artefact.bytes);
        (trail.seen, trail.left_out) = (seen.clone(), left_out.clone());
    }
    DiveProgress {
        state,
        records,
        done: trail.next,
        bundles,
        bundles_done: trail.bundle,
        bundle_lines: trail.bundle_lines,
        lines: trail.lines,
        bytes: trail.bytes,
        seen: trail.seen,
        left_out: trail.left_out,
        artefact: artefact.cloned(),
        problem: problem.cloned(),
        kept: Vec::new(),
    }
}

/// An entry about what was collected, taken out or handed over.
pub(super) fn said(entry: Entry) -> What {
    What::Dive(dive::Entry::Handling { entry })
}
