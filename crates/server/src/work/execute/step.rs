//! One step: look, write the intent, call, look again, write the outcome.

use engine::coordinate::{ActOutcome, CaseId, What};
use engine::respond::plan::{Conflict, Text, conflict};
use engine::respond::{Act, Seen, Verdict};
use gitlab::{Client, GitLabError, Problem};
use secrecy::SecretString;

use super::{Order, Place};
use crate::app::{Ahead, AppError, StepReport};
use crate::work::act;
use crate::work::journal::{Journal, Said};
use crate::work::writer::full_text;

/// One step to do or to undo.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// Position in the plan, from 0.
    pub(crate) number: u32,
    /// The act to do: for an undo the inverse.
    pub(crate) act: Act,
    /// On what, in words.
    pub(crate) target: String,
    /// Whether it undoes the step.
    pub(crate) is_undo: bool,
    /// Whether an intent without outcome is on record: it may be done already.
    pub(crate) was_begun: bool,
}

/// How a step went.
pub(super) struct Taken {
    pub(super) outcome: ActOutcome,
    pub(super) secret: Option<SecretString>,
    /// What to do next, where something went wrong.
    pub(super) next: Option<Text>,
    /// GitLab does not answer us any more: why, and what to do.
    pub(super) lost: Option<(String, Text)>,
}

impl Taken {
    fn so(outcome: ActOutcome) -> Self {
        Self { outcome, secret: None, next: None, lost: None }
    }
}

pub(super) fn report(step: Step, outcome: ActOutcome, next: Option<Text>) -> StepReport {
    StepReport { step: step.number, act: step.act, target: step.target, outcome, next }
}

/// Undoes one step by its inverse.
pub(crate) async fn undo(
    place: Place<'_>,
    order: &Order,
    step: Step,
) -> Result<StepReport, AppError> {
    let taken = take(place, order, &step, None).await?;
    Ok(report(step, taken.outcome, taken.next))
}

/// What somebody changed since a step was done; `None` = nothing, or the undo
/// has nothing to do.
pub(crate) async fn changed_since(
    client: &Client,
    done: &Act,
    inverse: &Act,
    after: &Seen,
) -> Result<Option<Conflict>, GitLabError> {
    let now = act::look(client, done).await?;
    let Some(found) = conflict(after, &now) else { return Ok(None) };
    let of_inverse = act::look(client, inverse).await?;
    Ok(Some(found).filter(|_| !inverse.is_already_so(&of_inverse)))
}

pub(super) async fn take(
    place: Place<'_>,
    order: &Order,
    step: &Step,
    input: Option<&SecretString>,
) -> Result<Taken, AppError> {
    let Place { client, journal } = place;
    let before = match act::look(client, &step.act).await {
        Ok(before) => before,
        Err(error) => return not_read(place, order, step, &error).await,
    };
    if step.act.is_already_so(&before) {
        return already_so(journal, order, step, before).await;
    }
    if let Some(refusal) = step.act.rules().obstacle(&before) {
        let outcome = ActOutcome::Failed {
            error: format!("not tried, refused by {}", refusal.rule),
            rule: Some(refusal.rule.clone()),
            verdict: step.act.verify(&before),
        };
        let refused = What::Refused { hash: Some(order.plan.clone()), rule: refusal.rule };
        let said: Said =
            vec![(Some(order.case), refused), ended(order, step, &outcome, Some(before))];
        journal.say(&order.by, said).await?;
        return Ok(Taken { next: Some(refusal.text), ..Taken::so(outcome) });
    }
    journal.say(&order.by, vec![intended(order, step, before)]).await?;
    let called = act::call(client, &step.act, input).await;
    let (verdict, after) = act::read_back(client, &step.act).await;
    let taken = match called {
        Ok(secret) => Taken { secret, ..Taken::so(ActOutcome::Done { verdict }) },
        Err(error) => failed(client, &error, verdict).await,
    };
    journal.say(&order.by, vec![ended(order, step, &taken.outcome, after)]).await?;
    Ok(taken)
}

async fn not_read(
    place: Place<'_>,
    order: &Order,
    step: &Step,
    error: &GitLabError,
) -> Result<Taken, AppError> {
    let why = "what is there could not be read, nothing was tried".to_owned();
    let taken = failed(place.client, error, Verdict::Unknown { why }).await;
    if step.was_begun {
        // Its outcome stays unknown: no entry may say that nothing was done.
        return Ok(taken);
    }
    place.journal.say(&order.by, vec![ended(order, step, &taken.outcome, None)]).await?;
    Ok(taken)
}

/// Nothing to do. If we had begun it and broken off, the secret that it made is
/// lost: that is no success.
async fn already_so(
    journal: &Journal,
    order: &Order,
    step: &Step,
    before: Seen,
) -> Result<Taken, AppError> {
    let verdict = step.act.verify(&before);
    let is_secret_lost = step.was_begun && step.act.rules().makes_secret();
    let taken = if is_secret_lost {
        let outcome = ActOutcome::Failed {
            error: "it was done before we broke off, and its new secret never reached us"
                .to_owned(),
            rule: Some("execute.secret_lost".to_owned()),
            verdict,
        };
        Taken { next: Some(Text::of("execute-secret-lost-next", [])), ..Taken::so(outcome) }
    } else {
        Taken::so(ActOutcome::AlreadySo { verdict })
    };
    let after = Some(before.clone());
    let said: Said = vec![intended(order, step, before), ended(order, step, &taken.outcome, after)];
    journal.say(&order.by, said).await?;
    Ok(taken)
}

async fn failed(client: &Client, error: &GitLabError, verdict: Verdict) -> Taken {
    let next = next_of(error);
    let said = error.said().map(|said| format!(" ({said})")).unwrap_or_default();
    let outcome = ActOutcome::Failed {
        error: format!("{}{said}", full_text(error)),
        rule: Some(error.problem().as_str().to_owned()),
        verdict,
    };
    let lost = is_lost(client, error).await.then(|| (full_text(error), next.clone()));
    Taken { next: Some(next), lost, ..Taken::so(outcome) }
}

/// What to do after an error of this class, in the words of `error.ftl`.
fn next_of(error: &GitLabError) -> Text {
    let key = format!("error-{}-next", error.problem().as_str().replace(['.', '_'], "-"));
    Text::of(&key, [("seconds", "60".to_owned()), ("why", error.to_string())])
}

/// Whether GitLab would refuse every other call as well: our token is dead, or
/// nobody answers. One call may fail for reasons of its own, so another is asked.
async fn is_lost(client: &Client, error: &GitLabError) -> bool {
    match error.problem() {
        Problem::NotConfigured | Problem::Down | Problem::TokenExpired | Problem::TokenRevoked => {
            true
        }
        Problem::Unreachable | Problem::Slow | Problem::TokenUnknown | Problem::Failed => {
            client.current_user().await.is_err()
        }
        Problem::AdminModeMissing
        | Problem::ScopeMissing
        | Problem::Forbidden
        | Problem::NotFound
        | Problem::NotOffered
        | Problem::Changed
        | Problem::Rejected
        | Problem::Busy
        | Problem::PageRepeats
        | Problem::Unexpected => false,
    }
}

/// What would become of a step, without doing it.
pub(crate) async fn look_ahead(client: &Client, act: &Act) -> (Ahead, Option<Seen>) {
    let now = match act::look(client, act).await {
        Ok(now) => now,
        Err(error) => {
            let next = next_of(&error);
            let rule = error.problem().as_str().to_owned();
            return (Ahead::NotReadable { error: full_text(&error), rule, next }, None);
        }
    };
    let ahead = if act.is_already_so(&now) {
        Ahead::AlreadySo
    } else if let Some(refusal) = act.rules().obstacle(&now) {
        Ahead::Obstacle { rule: refusal.rule, text: refusal.text }
    } else {
        Ahead::WouldDo
    };
    (ahead, Some(now))
}

pub(super) async fn skip(
    journal: &Journal,
    order: &Order,
    step: &Step,
) -> Result<ActOutcome, AppError> {
    let outcome = ActOutcome::Skipped;
    journal.say(&order.by, vec![ended(order, step, &outcome, None)]).await?;
    Ok(outcome)
}

fn intended(order: &Order, step: &Step, before: Seen) -> (Option<CaseId>, What) {
    let what = What::ActIntended {
        hash: order.plan.clone(),
        step: step.number,
        act: step.act.clone(),
        is_undo: step.is_undo,
        before,
    };
    (Some(order.case), what)
}

fn ended(
    order: &Order,
    step: &Step,
    outcome: &ActOutcome,
    after: Option<Seen>,
) -> (Option<CaseId>, What) {
    let what = What::ActEnded {
        hash: order.plan.clone(),
        step: step.number,
        act: step.act.clone(),
        is_undo: step.is_undo,
        outcome: outcome.clone(),
        after,
    };
    (Some(order.case), what)
}
