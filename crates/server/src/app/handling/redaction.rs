//! What was found without what is not the requester's business; a reviewer
//! beside it; the same work done again (LD26).

use engine::assist::redaction::{AccountKind, Edit, EditKind, Edits, Hosts, Report, Rules};
use engine::coordinate::dive::gate::refusal;
use engine::coordinate::dive::handling::{
    Artefact, ArtefactKind, Entry, Given, NameGap, Redaction, Run,
};
use engine::coordinate::{CaseId, Cases, What};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::approvals::REASON_CHARS_MAX;
use super::super::cases::bounded;
use super::super::error::allow;
use super::super::evidence::refused;
use super::super::{App, AppError};
use super::subjects::plain;
use super::{SideBySide, of, said, worked};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::dive::redact::{self, By, RedactError, Window, key_of};
use crate::work::journal::Said;

/// Lines that are shown at once.
const LINES_MAX: usize = 500;

/// Whoever reads on in an original is told again after this.
const VIEWED_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// Names of machines, or others, that are given by hand.
const GIVEN_MAX: usize = 1_000;

/// A name that is given by hand has at least so many characters: one alone
/// would take the text apart.
const NAME_CHARS_MIN: usize = 2;

/// The rules of an original are read from the evidence up to this size.
const RULES_BYTES_MAX: u64 = 64 << 20;

/// What the rules cannot know of themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RedactOrder {
    /// Names of machines of the inside: taken out with all below them.
    pub internal_hosts: Vec<String>,
    /// Names of people, projects, things that nobody else told: taken out
    /// wherever they stand, also in encoded forms.
    pub names: Vec<String>,
}

/// A span to be added or lifted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditOrder {
    /// SHA-256 of the original that was read, in hex.
    pub original: String,
    /// `add`: take this out, too. `lift`: leave in what was found.
    #[schema(value_type = String)]
    pub kind: EditKind,
    /// The line, from 1.
    pub line: u64,
    /// The first byte in the original's line, from 0.
    #[serde(default)]
    pub start: usize,
    /// The byte behind the last.
    #[serde(default)]
    pub end: usize,
    /// Instead of bytes, to add: every place in the line where this stands.
    #[serde(default)]
    pub text: Option<String>,
    /// Why.
    pub reason: String,
}

/// A redaction that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Redacted {
    /// The result.
    pub artefact: Artefact,
    /// The proof.
    pub report: Report,
    /// Names that could not be read, and so are not known.
    pub gaps: Vec<NameGap>,
}

/// A redaction that was made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replayed {
    /// SHA-256 of the result, in hex.
    pub sha256: String,
    /// Whether all is the same.
    pub same: bool,
    /// What differs.
    pub differences: Vec<String>,
}

/// Which lines to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    /// The first, from 1.
    pub from: u64,
    /// How many.
    pub count: usize,
    /// Only those from which something was taken out.
    pub only_spans: bool,
}

/// A redaction for its reviewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// What was found.
    pub original: Option<Artefact>,
    /// The redaction that could be handed over; `None` = there is none, or it
    /// must be made again.
    pub redaction: Option<Redaction>,
    /// What reviewers changed.
    pub edits: Vec<Edit>,
    /// Whether the reader may see the original.
    pub sees_original: bool,
    /// The lines.
    pub lines: Vec<SideBySide>,
    /// The line behind them, if there are more.
    pub next: Option<u64>,
}

impl RedactOrder {
    /// Refuses too many names, and names too short to be any.
    fn check(&self) -> Result<(), AppError> {
        for (field, given) in [("internal_hosts", &self.internal_hosts), ("names", &self.names)] {
            if given.len() > GIVEN_MAX {
                return Err(AppError::invalid(field, input::up_to("too-many", GIVEN_MAX)));
            }
        }
        let is_short = |name: &&String| name.trim().chars().count() < NAME_CHARS_MIN;
        match self.names.iter().find(is_short) {
            Some(name) => Err(AppError::invalid("names", input::given("too-short", name))),
            None => Ok(()),
        }
    }
}

impl App {
    /// Redacts what was found last, with what reviewers changed so far. Rules
    /// are made of what the instance and the record know now.
    ///
    /// # Errors
    /// Nothing was found yet; GitLab does not answer, and so names are unknown.
    pub async fn redact_dive(
        &self,
        person: &Person,
        case: CaseId,
        order: RedactOrder,
    ) -> Result<Redacted, AppError> {
        order.check()?;
        let (original, run, edits) = self.found(person, case)?;
        let (rules, given) = self.rules_for(&original, &run, order).await?;
        let work = Work { original, rules, given, before: edits, new: Vec::new() };
        self.redacted(person, case, work).await
    }

    /// Adds or lifts a span, with the rules of the last redaction: a new result
    /// with a hash of its own; whoever approved the old one has approved nothing.
    ///
    /// # Errors
    /// It is of another original, or of nothing in it.
    pub async fn edit_redaction(
        &self,
        person: &Person,
        case: CaseId,
        order: EditOrder,
    ) -> Result<Redacted, AppError> {
        let reason = bounded("reason", &order.reason, REASON_CHARS_MAX)?;
        let (found, _, before) = self.found(person, case)?;
        let last = self.inner.journal.read(|cases| {
            let last = of(cases, person, case)?.1.handling.redactions.iter().rev();
            let mut of_it = last.filter(|one| one.report.original_sha256 == order.original);
            let last = of_it.next().cloned();
            last.ok_or_else(|| AppError::from(refusal("dive.not_redacted", &["LD26"], [])))
        })?;
        let EditOrder { ref original, kind, line, .. } = order;
        let edit = |(start, end)| {
            let (reason, by) = (reason.clone(), person.name.clone());
            Edit { kind, line, start, end, reason, by }
        };
        let new: Vec<Edit> =
            self.places(&order, &last.report).await?.into_iter().map(edit).collect();
        self.inner.journal.read(|cases| {
            let handling = &of(cases, person, case)?.1.handling;
            Ok::<_, AppError>(new.iter().try_for_each(|one| handling.may_edit(original, one))?)
        })?;
        let rules = self.kept_rules(&last.report.rules_sha256).await?;
        let work = Work { original: found, rules, given: last.given, before, new };
        self.redacted(person, case, work).await
    }

    /// Where in the original's line the edit is: as its bytes say, or wherever
    /// its text stands and was not taken out.
    async fn places(
        &self,
        order: &EditOrder,
        report: &Report,
    ) -> Result<Vec<(usize, usize)>, AppError> {
        let Some(text) = order.text.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(vec![(order.start, order.end)]);
        };
        if order.kind == EditKind::Lift {
            return Err(AppError::invalid("text", input::why("lift-whole")));
        }
        let original = self.inner.evidence.read(&report.original_sha256).await.map_err(refused)?;
        let spans = self.inner.evidence.read(&report.spans_sha256).await.map_err(refused)?;
        let files = (original.into_std().await, spans.into_std().await);
        let (line, text) = (order.line, text.to_owned());
        let looking = move || redact::standing(files, line, text.as_bytes());
        let found = tokio::task::spawn_blocking(looking).await.map_err(AppError::internal)?;
        let found = found.map_err(AppError::internal)?;
        if found.is_empty() {
            return Err(refusal("dive.edit_of_nothing", &["LD26"], []).into());
        }
        Ok(found)
    }

    /// What was found last, the search behind it, and its edits.
    fn found(
        &self,
        person: &Person,
        case: CaseId,
    ) -> Result<(Artefact, Run, Option<Edits>), AppError> {
        self.inner.journal.read(|cases| {
            let state = worked(cases, person, case)?.1;
            let handling = &state.handling;
            let missing = || refusal("dive.nothing_found_yet", &["LD26"], []);
            let original = handling.original().cloned().ok_or_else(missing)?;
            let run = handling.run_of(&original.sha256).cloned().ok_or_else(missing)?;
            let edits = handling.edits_of(&original.sha256);
            Ok((original, run, edits))
        })
    }

    async fn rules_for(
        &self,
        original: &Artefact,
        run: &Run,
        order: RedactOrder,
    ) -> Result<(Rules, Given), AppError> {
        let scope = &run.order.scope;
        let gitlab = self.config().gitlab.as_ref();
        let public = gitlab.and_then(|one| one.url.host_str()).map(str::to_owned);
        let mut rules = Rules {
            subjects: scope.subjects.clone(),
            others: order.names.iter().map(|name| plain(AccountKind::User, None, name)).collect(),
            hosts: Hosts {
                public: public.into_iter().collect(),
                internal: order.internal_hosts.clone(),
                others: Vec::new(),
            },
            token_prefix: gitlab.and_then(|one| one.token_prefix.clone()),
            keep_access_logs: scope.keep_access_logs,
        };
        let gaps = self.know_others(&mut rules, (run, &original.sha256)).await?;
        let RedactOrder { internal_hosts, names } = order;
        Ok((rules, Given { internal_hosts, names, gaps }))
    }

    /// The rules that are kept as evidence under their own hash.
    async fn kept_rules(&self, sha256: &str) -> Result<Rules, AppError> {
        let file = self.inner.evidence.read(sha256).await.map_err(refused)?;
        let mut bytes = Vec::new();
        let mut file = tokio::io::AsyncReadExt::take(file, RULES_BYTES_MAX);
        tokio::io::AsyncReadExt::read_to_end(&mut file, &mut bytes)
            .await
            .map_err(AppError::internal)?;
        serde_json::from_slice(&bytes).map_err(AppError::internal)
    }

    /// One redaction at a time: original, rules, list of spans and result
    /// become evidence, each under its hash; the entry ties them together.
    async fn redacted(
        &self,
        person: &Person,
        case: CaseId,
        work: Work,
    ) -> Result<Redacted, AppError> {
        let _turn = self.inner.redacting.lock().await;
        let Work { original, rules, given, before, new } = work;
        let written = serde_json::to_vec(&rules).map_err(AppError::internal)?;
        let key = key_of(&self.inner.fingerprint_key, &original.sha256);
        let by = By { rules, key, edits: with(&original.sha256, before.as_ref(), &new) };
        let made = redact::redact(&self.inner.evidence, &original.sha256, &by).await;
        let made = made.map_err(from_redact)?;
        let report = made.report;
        if !new.is_empty() && !report.edits_unused.is_empty() {
            return Err(refusal("dive.edit_of_nothing", &["LD26"], []).into());
        }
        let mut writing = self.inner.evidence.begin().await.map_err(refused)?;
        writing.push(&written).await.map_err(refused)?;
        let rules = writing.finish().await.map_err(refused)?;
        let artefact = Artefact {
            sha256: made.result.sha256.clone(),
            bytes: made.result.bytes,
            lines: report.lines,
            queries: original.queries.clone(),
            kind: ArtefactKind::Redacted {
                original: original.sha256.clone(),
                rules: rules.sha256.clone(),
                report: made.spans.sha256.clone(),
            },
        };
        self.keep_part(person, case, "rules.json", rules).await?;
        self.keep_part(person, case, "spans.jsonl", made.spans).await?;
        self.keep_part(person, case, "redacted.log", made.result).await?;
        let gaps = given.gaps.clone();
        let told = (artefact.clone(), Box::new(report.clone()));
        let saying = |cases: &Cases, _now| {
            let handling = &of(cases, person, case)?.1.handling;
            let is_last = handling.original().is_some_and(|one| one.sha256 == original.sha256);
            if !is_last || handling.edits_of(&original.sha256) != before {
                // Somebody else changed it meanwhile: look again.
                return Err(refusal("dive.changed_meanwhile", &["LD26"], []).into());
            }
            let edited = |edit| Entry::Edited { original: original.sha256.clone(), edit };
            let mut entries: Said =
                new.into_iter().map(|edit| (Some(case), said(edited(edit)))).collect();
            let (artefact, report) = told;
            entries.push((Some(case), said(Entry::Redacted { artefact, report, given })));
            Ok((entries, ()))
        };
        self.inner.journal.decide(&person.name, saying).await?;
        Ok(Redacted { artefact, report, gaps })
    }

    /// Does the last redaction again, from the evidence, and compares every
    /// hash; says so in the journal.
    ///
    /// # Errors
    /// There is none.
    pub async fn replay_redaction(
        &self,
        person: &Person,
        case: CaseId,
    ) -> Result<Replayed, AppError> {
        allow(person, Permission::ReadRequests)?;
        let (told, edits) = self.inner.journal.read(|cases| {
            let handling = &of(cases, person, case)?.1.handling;
            let last = handling.redactions.last().cloned();
            let last = last.ok_or_else(|| refusal("dive.not_redacted", &["LD26"], []))?;
            let mut edits = handling.edits_of(&last.report.original_sha256);
            if last.report.edits_sha256.is_none() {
                edits = None;
            }
            Ok::<_, AppError>((last, edits))
        })?;
        let (report, store) = (&told.report, &self.inner.evidence);
        let mut differences = Vec::new();
        let items = [
            ("original", &report.original_sha256),
            ("rules", &report.rules_sha256),
            ("spans", &report.spans_sha256),
            ("result", &report.result_sha256),
        ];
        for (name, sha256) in items {
            if let Err(problem) = store.verify(sha256).await {
                differences.push(format!("{name}: {problem}"));
            }
        }
        if differences.is_empty() {
            let key = key_of(&self.inner.fingerprint_key, &report.original_sha256);
            let by = By { rules: self.kept_rules(&report.rules_sha256).await?, key, edits };
            let again = redact::replay(store, &report.original_sha256, &by).await;
            differences = differing(report, &again.map_err(from_redact)?)?;
        }
        let (sha256, same) = (told.artefact.sha256.clone(), differences.is_empty());
        let entry = said(Entry::Verified { sha256: sha256.clone(), is_same: same });
        self.inner.journal.say(&person.name, vec![(Some(case), entry)]).await?;
        Ok(Replayed { sha256, same, differences })
    }

    /// Lines side by side for the reviewer. The original is shown to who may
    /// look into the request; others see what would leave.
    pub async fn shown_redaction(
        &self,
        person: &Person,
        case: CaseId,
        lines: Lines,
    ) -> Result<Shown, AppError> {
        allow(person, Permission::ReadRequests)?;
        let mut shown = self.inner.journal.read(|cases| {
            let handling = &of(cases, person, case)?.1.handling;
            let original = handling.original().cloned();
            let edits = original.as_ref().and_then(|one| handling.edits_of(&one.sha256));
            Ok::<_, AppError>(Shown {
                redaction: handling.redaction().cloned(),
                edits: edits.map(|edits| edits.edits).unwrap_or_default(),
                sees_original: worked(cases, person, case).is_ok(),
                original,
                lines: Vec::new(),
                next: None,
            })
        })?;
        let Some(redaction) = &shown.redaction else { return Ok(shown) };
        let store = &self.inner.evidence;
        let report = &redaction.report;
        let mut files = Vec::new();
        for sha256 in [&report.original_sha256, &report.result_sha256, &report.spans_sha256] {
            files.push(store.read(sha256).await.map_err(refused)?.into_std().await);
        }
        let window = Window {
            from: lines.from.max(1),
            lines: lines.count.clamp(1, LINES_MAX),
            only_spans: lines.only_spans,
        };
        let reading = move || {
            let mut files = files.into_iter();
            let three = files.next().zip(files.next()).zip(files.next());
            let Some(((original, result), spans)) = three else { return Ok((Vec::new(), None)) };
            redact::side_by_side((original, result, spans), window)
        };
        let read = tokio::task::spawn_blocking(reading).await.map_err(AppError::internal)?;
        (shown.lines, shown.next) = read.map_err(AppError::internal)?;
        if shown.sees_original {
            self.say_viewed(person, case, &redaction.report.original_sha256).await?;
        } else {
            for line in &mut shown.lines {
                line.original.clear();
            }
        }
        Ok(shown)
    }

    /// Says that somebody looks into an original, once an hour: a review has
    /// many pages of it (IN7).
    async fn say_viewed(
        &self,
        person: &Person,
        case: CaseId,
        sha256: &str,
    ) -> Result<(), AppError> {
        let viewing = |cases: &Cases, now: Timestamp| {
            let since = now.checked_sub(VIEWED_AGAIN).map_err(AppError::internal)?;
            let custody = &of(cases, person, case)?.0.concerns.custody;
            let is_known = custody.was_viewed(sha256, &person.name, since);
            let viewed = What::EvidenceViewed { sha256: sha256.to_owned() };
            let said = if is_known { Vec::new() } else { vec![(Some(case), viewed)] };
            Ok((said, ()))
        };
        self.inner.journal.decide(&person.name, viewing).await.map(drop)
    }
}

/// A redaction to be made.
struct Work {
    original: Artefact,
    rules: Rules,
    given: Given,
    /// What reviewers changed so far.
    before: Option<Edits>,
    /// What they change now.
    new: Vec<Edit>,
}

/// All edits, the new ones last; none is `None`.
fn with(original: &str, before: Option<&Edits>, new: &[Edit]) -> Option<Edits> {
    let edits = before.iter().flat_map(|before| &before.edits).chain(new);
    let edits: Vec<Edit> = edits.cloned().collect();
    (!edits.is_empty()).then(|| Edits { original_sha256: original.to_owned(), edits })
}

/// Members of two reports that differ, by name.
fn differing(told: &Report, again: &Report) -> Result<Vec<String>, AppError> {
    let of = |report: &Report| serde_json::to_value(report).map_err(AppError::internal);
    let (told, again) = (of(told)?, of(again)?);
    let names = told.as_object().into_iter().chain(again.as_object()).flatten();
    let mut names: Vec<String> = names.map(|(name, _)| name.clone()).collect();
    names.sort();
    names.dedup();
    names.retain(|name| told.get(name) != again.get(name));
    Ok(names)
}

fn from_redact(error: RedactError) -> AppError {
    match error {
        RedactError::Refused(why) => AppError::invalid("rules", why.text()),
        RedactError::Store(error) => refused(error),
        RedactError::Read(error) => AppError::internal(error),
        RedactError::Join(error) => AppError::internal(error),
    }
}
