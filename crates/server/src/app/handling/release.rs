//! Two keys, then a sealed copy behind a link that works once (LD4, LD15, LD16).
//!
//! Security and Legal approve the exact hash by the one mechanism of approval;
//! support hands over. Whoever has the link has no other authority: it opens
//! one sealed file, once, until its time is over.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use engine::coordinate::approval::{self, Bench, Standing, Subject};
use engine::coordinate::custody;
use engine::coordinate::dive::gate::refusal;
use engine::coordinate::dive::handling::{Entry, HandlingState, Released, SealedTo, Way, short};
use engine::coordinate::{Case, CaseId, Cases, EvidenceItem, What};
use engine::respond::GateRefusal;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::approvals::{Barred, REASON_CHARS_MAX};
use super::super::cases::bounded;
use super::super::error::{allow, locked_down};
use super::super::evidence::refused;
use super::super::secrets::{digest, new_secret, one_time_password};
use super::super::{App, AppError, EvidenceBytes, Refusal};
use super::{asked, of, said, worked};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::dive::seal::{self, Seal, SealError};
use crate::work::journal::PRODUCT;

/// A link opens nothing after this, if nothing shorter is said.
const HOURS: u16 = 72;

/// Nor ever after this.
const HOURS_MAX: u16 = 7 * 24;

/// After so many links that are none within a minute, all must wait.
const MISSES_MAX: usize = 20;
const MISSES_TIME: SignedDuration = SignedDuration::from_secs(60);

/// A link that goes on being refused for the same reason is told again after this.
const TOLD_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// What is handed over, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// SHA-256 of the redacted artefact that both approved, in hex.
    pub hash: String,
    /// The recipient's age public key (`age1…`); none = a passphrase is made
    /// and shown once.
    #[serde(default)]
    pub recipient: Option<String>,
    /// Hours until the link opens nothing more: 72 if not said, at most 168.
    #[serde(default)]
    pub hours: Option<u16>,
}

/// A sealed copy behind a link. The link and the passphrase are told here and
/// nowhere else.
#[derive(Debug)]
pub struct HandedOver {
    /// What is kept of it.
    pub released: Released,
    /// The secret of the link.
    pub token: SecretString,
    /// Opens the sealed file, where no key was given.
    pub passphrase: Option<SecretString>,
}

/// A link, for the inside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkView {
    /// What was handed over; its token is a hash.
    #[serde(flatten)]
    pub released: Released,
    /// How it stands.
    pub way: Way,
    /// When it was used.
    pub received_at: Option<Timestamp>,
}

/// What a link offers to whoever has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offered {
    /// SHA-256 of the sealed file, in hex.
    pub sealed: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Who can open it.
    pub to: SealedTo,
    /// After this the link opens nothing.
    pub expires_at: Timestamp,
}

/// Counts links that are none: nobody tries until one fits. And it knows which
/// refusals the journal has already: whoever holds a dead link, or a scanner of
/// mail that follows it, cannot make the journal grow.
#[derive(Debug, Default)]
pub(in crate::app) struct Turnstile {
    misses: Mutex<VecDeque<Timestamp>>,
    /// By the hash of a link that there is, and the rule: when it was told last.
    told: Mutex<BTreeMap<(String, String), Timestamp>>,
}

impl Turnstile {
    fn is_shut(&self, now: Timestamp) -> bool {
        let mut misses = self.misses.lock().unwrap_or_else(PoisonError::into_inner);
        while misses.front().is_some_and(|at| now.duration_since(*at) > MISSES_TIME) {
            misses.pop_front();
        }
        misses.len() >= MISSES_MAX
    }

    fn miss(&self, now: Timestamp) {
        self.misses.lock().unwrap_or_else(PoisonError::into_inner).push_back(now);
    }

    /// Whether this refusal of a link is to be told: the first in an hour is.
    fn is_news(&self, token: &str, rule: &str, now: Timestamp) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (token.to_owned(), rule.to_owned());
        let is_news = told.get(&key).is_none_or(|at| now.duration_since(*at) >= TOLD_AGAIN);
        if is_news {
            told.insert(key, now);
        }
        is_news
    }
}

impl App {
    /// Asks security and Legal to approve exactly this result; answers its hash.
    ///
    /// # Errors
    /// Nothing is redacted, or it changed since: it must be redacted again.
    pub async fn request_release(
        &self,
        person: &Person,
        case: CaseId,
        reason: &str,
    ) -> Result<String, AppError> {
        let reason = bounded("reason", reason, REASON_CHARS_MAX)?;
        let requesting = |cases: &Cases, now: Timestamp| {
            let (known, state) = worked(cases, person, case)?;
            let hash = redacted_hash(&state.handling)?;
            self.marking_lets_leave(known, &hash)?;
            let subject = Subject::Release { release: hash.clone() };
            let bench = Bench::of(known, &subject, self.policies());
            let expires_at = now.checked_add(bench.valid_for).map_err(AppError::internal)?;
            let told = hash.clone();
            let entry = approval::Entry::Requested { subject, hash, reason, expires_at };
            Ok((vec![(Some(case), What::Approval(entry))], told))
        };
        let decided = self.inner.journal.decide(&person.name, requesting).await;
        self.or_tell_refused(person, case, decided.map(|(_, hash)| hash)).await
    }

    /// Seals what both approved and lays it behind a link that works once.
    /// Refused, and journalled, before both approvals, after a change, for
    /// another hash, and while another link is open.
    ///
    /// # Errors
    /// Everything that is missing, at once; 403 for whoever is not support.
    pub async fn hand_over(
        &self,
        person: &Person,
        case: CaseId,
        order: HandOver,
    ) -> Result<HandedOver, AppError> {
        self.allow_now(person, Permission::FaceRequesters).await?;
        let hours = order.hours.unwrap_or(HOURS);
        if hours == 0 || hours > HOURS_MAX {
            return Err(AppError::invalid("hours", input::within(1, HOURS_MAX)));
        }
        let passphrase = order.recipient.is_none().then(one_time_password);
        let seal = match (&order.recipient, &passphrase) {
            (Some(key), _) => Seal::to_key(key).map_err(from_seal)?,
            (None, passphrase) => Seal::Passphrase(passphrase.clone().unwrap_or_default()),
        };
        let barred = self.barred().await?;
        let now = self.inner.clock.now();
        let checked = self.inner.journal.read(|cases| {
            self.may_hand_over(of(cases, person, case)?.0, (&order.hash, now), &barred)
        });
        self.or_tell_refused(person, case, checked).await?;
        // What leaves is what was approved, byte for byte.
        self.inner.evidence.verify(&order.hash).await.map_err(refused)?;
        let to = seal.told();
        let sealed = seal::seal(&self.inner.evidence, &order.hash, seal).await;
        let sealed = sealed.map_err(from_seal)?;
        let token = new_secret("pch");
        let released = Released {
            sha256: order.hash.clone(),
            sealed: sealed.sha256.clone(),
            bytes: sealed.bytes,
            to,
            token: hex::encode(digest(&token)),
            expires_at: now
                .checked_add(SignedDuration::from_hours(i64::from(hours)))
                .map_err(AppError::internal)?,
        };
        self.keep_part(person, case, "sealed.age", sealed).await?;
        let entry = said(Entry::Released { released: released.clone() });
        let releasing = |cases: &Cases, now| {
            let known = of(cases, person, case)?.0;
            self.may_hand_over(known, (&order.hash, now), &barred)?;
            Ok((vec![(Some(case), entry)], ()))
        };
        let decided = self.inner.journal.decide(&person.name, releasing).await.map(drop);
        self.or_tell_refused(person, case, decided).await?;
        Ok(HandedOver { released, token, passphrase })
    }

    /// Whether exactly this may be handed over now.
    fn may_hand_over(
        &self,
        case: &Case,
        (hash, now): (&str, Timestamp),
        barred: &Barred,
    ) -> Result<(), AppError> {
        let handling = &case.concerns.dive.handling;
        let mut refusals: Vec<GateRefusal> = Vec::new();
        if handling.release_hash(hash).is_none() {
            refusals.push(refusal("dive.other_result", &["LD15"], [("hash", short(hash))]));
        }
        refusals.extend(self.marking_lets_leave(case, hash).err());
        let subject = Subject::Release { release: hash.to_owned() };
        let bench = Bench::of(case, &subject, self.policies());
        let request = case.concerns.approval.request(&subject);
        refusals.extend(approval::missing(request, &bench, now, &|name| barred.counts(name)));
        let open = handling.released.iter().find(|one| handling.way(one, now) == Way::Open);
        if let Some(open) = open {
            let args = [("link", short(&open.token))];
            refusals.push(refusal("dive.link_open", &["LD16"], args));
        }
        if refusals.is_empty() { Ok(()) } else { Err(refusals.into()) }
    }

    /// Whether the marking of the case, or of this result, reaches those who ask (IN7).
    fn marking_lets_leave(&self, case: &Case, hash: &str) -> Result<(), GateRefusal> {
        let reach = self.inner.journal.standards().clockwork.desk.requesters;
        custody::may_hand_out(&case.concerns.custody, [hash], reach)
    }

    /// Whether a link may be used now, and what it opens is still what may leave.
    fn still_stands(
        &self,
        case: &Case,
        released: &Released,
        now: Timestamp,
    ) -> Result<(), AppError> {
        case.concerns.dive.handling.may_take(released, now)?;
        Ok(self.marking_lets_leave(case, &released.sha256)?)
    }

    /// Ends a link before it is used; `token` is the hash of its secret, or
    /// the beginning of that.
    ///
    /// # Errors
    /// There is no such link, or it was used.
    pub async fn recall_link(
        &self,
        person: &Person,
        case: CaseId,
        token: &str,
        reason: &str,
    ) -> Result<(), AppError> {
        let reason = bounded("reason", reason, REASON_CHARS_MAX)?;
        let ending = |cases: &Cases, now| {
            let is_support = person.may(Permission::FaceRequesters);
            let (_, state) =
                if is_support { of(cases, person, case)? } else { worked(cases, person, case)? };
            let handling = &state.handling;
            let known = handling
                .released
                .iter()
                .find(|one| token.len() >= short(&one.token).len() && one.token.starts_with(token));
            let known = known.ok_or_else(|| AppError::not_found("such link"))?;
            handling.may_take(known, now)?;
            let token = known.token.clone();
            Ok((vec![(Some(case), said(Entry::Recalled { token, reason }))], ()))
        };
        self.inner.journal.decide(&person.name, ending).await.map(drop)
    }

    /// How the approval of what could be handed over stands; `None` = nobody
    /// was asked, or there is no such thing.
    pub async fn release_standing(
        &self,
        person: &Person,
        case: CaseId,
    ) -> Result<Option<Standing>, AppError> {
        allow(person, Permission::ReadRequests)?;
        let barred = self.barred().await?;
        let now = self.inner.clock.now();
        self.inner.journal.read(|cases| {
            let (known, state) = of(cases, person, case)?;
            let Ok(release) = redacted_hash(&state.handling) else { return Ok(None) };
            let subject = Subject::Release { release };
            let bench = Bench::of(known, &subject, self.policies());
            let request = known.concerns.approval.request(&subject);
            let counts = |name: &str| barred.counts(name);
            Ok(request.map(|request| approval::standing(request, &bench, now, &counts)))
        })
    }

    /// The links of a request, the last one first.
    pub fn links(&self, person: &Person, case: CaseId) -> Result<Vec<LinkView>, AppError> {
        allow(person, Permission::ReadRequests)?;
        let now = self.inner.clock.now();
        self.inner.journal.read(|cases| {
            let handling = &of(cases, person, case)?.1.handling;
            let view = |released: &Released| LinkView {
                way: handling.way(released, now),
                received_at: handling.received.get(&released.token).copied(),
                released: released.clone(),
            };
            Ok(handling.released.iter().rev().map(view).collect())
        })
    }

    /// What a link offers; nothing is used up by looking.
    ///
    /// # Errors
    /// 404 for what is no link; the rule for one that opens nothing any more.
    pub async fn offered(&self, token: &SecretString) -> Result<Offered, AppError> {
        let (case, released) = self.link(token)?;
        self.may_take_now(case, &released).await?;
        let Released { sealed, bytes, to, expires_at, .. } = released;
        Ok(Offered { sealed, bytes, to, expires_at })
    }

    /// Takes the sealed file: the receipt is in the journal before the first
    /// byte leaves, and the link opens nothing from then on.
    ///
    /// # Errors
    /// 404 for what is no link; the rule for one that opens nothing any more.
    pub async fn take_offered(&self, token: &SecretString) -> Result<EvidenceBytes, AppError> {
        let (case, released) = self.link(token)?;
        self.may_take_now(case, &released).await?;
        let file = self.inner.evidence.read(&released.sealed).await.map_err(refused)?;
        let taking = |cases: &Cases, now| {
            let known = asked(cases, case)?.0;
            self.still_stands(known, &released, now)?;
            let item = known.evidence_item(&released.sealed).cloned();
            let item = item.ok_or_else(|| AppError::not_found("such link"))?;
            let token = released.token.clone();
            Ok((vec![(Some(case), said(Entry::Received { token }))], item))
        };
        let decided = self.inner.journal.decide(PRODUCT, taking).await.map(|(_, item)| item);
        let item: EvidenceItem = self.or_tell_refused_link(case, &released, decided).await?;
        Ok(EvidenceBytes { item, file })
    }

    /// The link of that secret. Whoever has a right one gets in whatever others
    /// try; only those that are none are counted.
    fn link(&self, token: &SecretString) -> Result<(CaseId, Released), AppError> {
        let token = hex::encode(digest(token));
        let found = self.inner.journal.read(|cases| {
            cases.cases.values().find_map(|case| {
                let released = case.concerns.dive.handling.by_token(&token)?;
                Some((case.id, released.clone()))
            })
        });
        found.ok_or_else(|| {
            let now = self.inner.clock.now();
            if self.inner.turnstile.is_shut(now) {
                return Refusal::by("dive.too_many_tries", 429, []).into();
            }
            self.inner.turnstile.miss(now);
            AppError::not_found("such link")
        })
    }

    async fn may_take_now(&self, case: CaseId, released: &Released) -> Result<(), AppError> {
        if self.lockdown().await?.is_some() {
            return Err(locked_down(Permission::FaceRequesters));
        }
        let now = self.inner.clock.now();
        let checked = self
            .inner
            .journal
            .read(|cases| self.still_stands(asked(cases, case)?.0, released, now));
        self.or_tell_refused_link(case, released, checked).await
    }

    /// Journals that a link was refused, once an hour, and passes it on.
    async fn or_tell_refused_link<T>(
        &self,
        case: CaseId,
        released: &Released,
        decided: Result<T, AppError>,
    ) -> Result<T, AppError> {
        let now = self.inner.clock.now();
        match &decided {
            Err(error) if self.inner.turnstile.is_news(&released.token, error.rule(), now) => {
                self.or_tell_refused(&Person::new(PRODUCT, []), case, decided).await
            }
            Ok(_) | Err(_) => decided,
        }
    }
}

/// The hash of what may be handed over.
fn redacted_hash(handling: &HandlingState) -> Result<String, AppError> {
    let redaction = handling.redaction().map(|one| one.artefact.sha256.clone());
    Ok(redaction.ok_or_else(|| refusal("dive.not_redacted", &["LD26"], []))?)
}

fn from_seal(error: SealError) -> AppError {
    match error {
        SealError::Recipient(_) => AppError::invalid("recipient", input::said(error)),
        SealError::Store(error) => refused(error),
        SealError::Io(_) | SealError::Age(_) | SealError::Join(_) => AppError::internal(error),
    }
}
