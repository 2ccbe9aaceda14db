//! What a case's forms do.

use axum::extract::State;
use engine::coordinate::journal::Certainty;
use engine::coordinate::{Case, CaseId, Phase};
use engine::respond::plan::Wish;
use engine::respond::{Subject, TokenHandle, TokenScope};
use event::{GroupId, ProjectId, TokenId, UserId};
use serde::Deserialize;

use super::super::{Answer, done};
use super::{WishView, id_of};
use crate::app::{Proposed, input};
use crate::person::Person;
use crate::web::Web;
use crate::web::form::{Form, Place, filled, time};
use crate::web::naming;
use crate::web::problem::Fault;
use crate::web::visitor::SignedIn;
use crate::web::words::Words;

pub(super) fn certainties(words: &Words) -> Vec<(&'static str, String)> {
    [Certainty::NotBefore, Certainty::Exact, Certainty::NotAfter]
        .map(|sure| (sure.as_str(), naming::certainty(words, sure)))
        .into()
}

/// The wish that ends what the last sweep found.
const REMEDIES: &str = "remedies";

/// What may be wished for on this case: the likeliest first.
pub(super) fn wishes(words: &Words, case: &Case) -> Vec<WishView> {
    let has_leftovers = case.leftovers.as_ref().is_some_and(|left| !left.is_empty());
    let is_blocked = case.survey.as_ref().is_some_and(|survey| survey.state == "blocked");
    let names = [
        has_leftovers.then_some(REMEDIES),
        Some(Wish::Contain.as_str()),
        Some(Wish::Rotate.as_str()),
        is_blocked.then_some(Wish::Release.as_str()),
    ];
    let view = |(place, name): (usize, &'static str)| WishView {
        name,
        word: words.t(format!("wish-{name}")),
        is_default: place == 0,
    };
    names.into_iter().flatten().enumerate().map(view).collect()
}

/// Makes a plan for the wish of that name.
pub(in crate::web) async fn plan_for(
    web: &Web,
    person: &Person,
    case: CaseId,
    wish: &str,
) -> Result<Proposed, Fault> {
    if wish == REMEDIES {
        return Ok(web.app.propose_remedies(person, case).await?);
    }
    let known = [Wish::Contain, Wish::Rotate, Wish::Release];
    let wish = known.into_iter().find(|known| known.as_str() == wish).ok_or_else(|| {
        Fault::invalid("wish", input::one_of(wish, &["contain", "rotate", "release", REMEDIES]))
    })?;
    Ok(web.app.propose(person, case, wish).await?)
}

#[derive(Deserialize)]
pub(super) struct Note {
    text: String,
    #[serde(default)]
    occurred_at: String,
}

pub(super) async fn note(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Note>,
) -> Answer {
    let case = id_of(&id)?;
    let occurred_at = time("occurred_at", &form.occurred_at)?;
    let index = web.app.note(&person, case, &form.text, occurred_at).await?;
    Ok(done(&format!("/cases/{}#entry-{index}", case.0), "note"))
}

#[derive(Deserialize)]
pub(super) struct Correction {
    entry: u64,
    text: String,
}

pub(super) async fn correct(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Correction>,
) -> Answer {
    let case = id_of(&id)?;
    let index = web.app.correct(&person, case, form.entry, &form.text).await?;
    Ok(done(&format!("/cases/{}#entry-{index}", case.0), "corrected"))
}

#[derive(Deserialize)]
pub(super) struct Move {
    phase: String,
}

pub(super) async fn move_phase(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Move>,
) -> Answer {
    let case = id_of(&id)?;
    let phase = Phase::from_name(&form.phase)
        .ok_or_else(|| Fault::invalid("phase", input::given("unknown", &form.phase)))?;
    web.app.move_phase(&person, case, phase).await?;
    Ok(done(&format!("/cases/{}", case.0), "moved"))
}

#[derive(Deserialize)]
pub(super) struct Suspect {
    #[serde(default)]
    subject: String,
}

/// Takes `user:7`, `token:12`, `token:12@project:3`, `token:12@group:4`, or a
/// user's name; nothing = whom the case is about as far as it is known.
pub(super) async fn survey(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Suspect>,
) -> Answer {
    let case = id_of(&id)?;
    let subject = match filled(&form.subject) {
        Some(text) => subject_of(&web, &person, text).await?,
        None => web
            .app
            .suspect(&person, case)
            .await?
            .ok_or_else(|| Fault::invalid("subject", input::why("subject-untold")))?,
    };
    web.app.survey(&person, case, subject).await?;
    Ok(done(&format!("/cases/{}#survey", case.0), "survey"))
}

pub(in crate::web) async fn subject_of(
    web: &Web,
    person: &Person,
    text: &str,
) -> Result<Subject, Fault> {
    let wrong = || Fault::invalid("subject", input::given("subject", text));
    let number = |digits: &str| digits.parse::<i64>().ok().ok_or_else(wrong);
    if let Some(id) = text.strip_prefix("user:") {
        return Ok(Subject::User { user: UserId(number(id)?) });
    }
    if let Some(place) = place_of(text) {
        return Ok(place);
    }
    let Some(token) = text.strip_prefix("token:") else {
        let user = web.app.find_user(person, text.trim_start_matches('@')).await?;
        return Ok(Subject::User { user });
    };
    let (id, place) = token.split_once('@').unwrap_or((token, ""));
    let scope = match place.split_once(':') {
        None if place.is_empty() => TokenScope::Personal,
        Some(("project", id)) => TokenScope::Project { project: ProjectId(number(id)?) },
        Some(("group", id)) => TokenScope::Group { group: GroupId(number(id)?) },
        Some(("user", id)) => TokenScope::Impersonation { user: UserId(number(id)?) },
        Some(("enterprise", id)) => TokenScope::Enterprise { group: GroupId(number(id)?) },
        None | Some(_) => return Err(wrong()),
    };
    Ok(Subject::Token { token: TokenHandle { id: TokenId(number(id)?), scope } })
}

/// `project:3`, `group:4`, `job:70@project:3` or `instance`.
fn place_of(text: &str) -> Option<Subject> {
    if text == "instance" {
        return Some(Subject::Instance);
    }
    let (kind, rest) = text.split_once(':')?;
    match kind {
        "project" => Some(Subject::Project { project: ProjectId(rest.parse().ok()?) }),
        "group" => Some(Subject::Group { group: GroupId(rest.parse().ok()?) }),
        "job" => {
            let (job, project) = rest.split_once("@project:")?;
            let project = ProjectId(project.parse().ok()?);
            Some(Subject::Job { project, job: job.parse().ok()? })
        }
        _other => None,
    }
}

#[derive(Deserialize)]
pub(super) struct Proposal {
    wish: String,
}

pub(super) async fn propose(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Proposal>,
) -> Answer {
    let case = id_of(&id)?;
    let proposed = plan_for(&web, &person, case, &form.wish).await?;
    Ok(done(&format!("/plans/{}", proposed.hash), "proposed"))
}

pub(super) async fn sweep(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.sweep(&person, case).await?;
    Ok(done(&format!("/cases/{}#sweep", case.0), "sweep"))
}
