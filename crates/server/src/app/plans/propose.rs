//! Plans from acts that somebody names: each object is looked at first.

use engine::coordinate::{Case, CaseId, Cases};
use engine::respond::plan::{self, Draft, DraftAct};
use engine::respond::{Act, Subject, View};
use futures::StreamExt as _;
use gitlab::{Client, GitLabError};

use super::Proposed;
use crate::app::cases::case_for;
use crate::app::error::allow;
use crate::app::input;
use crate::app::{App, AppError};
use crate::person::{Permission, Person};
use crate::work::act;
use crate::work::writer::full_text;

/// Acts in one plan: a person must still be able to approve it as a whole.
const ACTS_MAX: usize = 2_000;

/// Objects looked at at a time: an incident must not overload GitLab.
const LOOKS_AT_ONCE: usize = 8;

impl App {
    /// Makes a plan of these acts. Looks at the object of each; changes nothing
    /// in GitLab.
    pub async fn propose_acts(
        &self,
        person: &Person,
        case: CaseId,
        acts: Vec<Act>,
    ) -> Result<Proposed, AppError> {
        allow(person, Permission::Plan)?;
        if acts.len() > ACTS_MAX {
            return Err(AppError::invalid("acts", input::up_to("too-many", ACTS_MAX)));
        }
        let surveyed = self
            .inner
            .journal
            .read(|cases| case_for(cases, person, case).map(Case::survey_without_legitimate))?;
        let client = self.gitlab()?;
        let standing = self.our_standing().await?.standing;
        let (acts, gaps) = look_at_all(client, acts, surveyed.as_ref()).await?;
        let proposing = |cases: &Cases, now| {
            let known = case_for(cases, person, case)?;
            let survey = known.survey_without_legitimate();
            let draft = Draft {
                subject: known.subject().cloned().unwrap_or(Subject::Instance),
                acts,
                survey: survey.as_ref(),
                standing: &standing,
                notes: Vec::new(),
                gaps,
            };
            Ok(plan::draft(draft, &person.name, now)?)
        };
        self.propose_by(person, case, proposing).await
    }
}

/// What is there of each act's object now. What may not be read is a gap that
/// the plan tells; a GitLab that does not answer at all ends it.
async fn look_at_all(
    client: &Client,
    acts: Vec<Act>,
    survey: Option<&engine::respond::Survey>,
) -> Result<(Vec<DraftAct>, Vec<String>), GitLabError> {
    let looks = acts.into_iter().map(|act| async {
        let seen = act::look(client, &act).await;
        (act, seen)
    });
    let mut looks = futures::stream::iter(looks).buffered(LOOKS_AT_ONCE);
    let (mut acts, mut gaps) = (Vec::new(), Vec::new());
    while let Some((act, seen)) = looks.next().await {
        let seen = match seen {
            Ok(seen) => Some(seen),
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => {
                let target = act.rules().target(View { survey, seen: None });
                gaps.push(format!("{} {target}: {}", act.kind_str(), full_text(&error)));
                None
            }
        };
        acts.push(DraftAct { act, seen });
    }
    Ok((acts, gaps))
}
