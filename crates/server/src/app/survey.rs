//! What is known of the suspect and of ourselves: standing, survey, sweep.

use std::time::{Duration, Instant};

use engine::coordinate::{Case, CaseId, Cases, What};
use engine::investigate::sweep::{Leftover, leftovers};
use engine::respond::{Reach, Standing, Subject, Survey};
use event::UserId;
use gitlab::GitLabError;
use jiff::Timestamp;
use serde::Serialize;

use super::cases::case_for;
use super::error::allow;
use super::plans::subject_missing;
use super::{App, AppError};
use crate::person::{Permission, Person};
use crate::work::standing::{self, StandingReport};
use crate::work::survey::{self, Record};

/// How long our standing is taken as it was read: roles and tokens change
/// seldom, and each act is checked by GitLab anyway.
const STANDING_FOR: Duration = Duration::from_mins(5);

/// Our standing, and when it was read.
pub(crate) type Kept = tokio::sync::Mutex<Option<(Instant, StandingReport)>>;

/// The latest survey of a case, with what it adds up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Surveyed {
    /// What was read.
    pub survey: Survey,
    /// What the suspect can reach (CE2, UA2).
    pub reach: Reach,
}

impl App {
    /// Who we are in GitLab and what we may do there, as read in the last minutes.
    pub async fn standing(&self, person: &Person) -> Result<StandingReport, AppError> {
        allow(person, Permission::ReadCases)?;
        self.our_standing().await
    }

    pub(super) async fn our_standing(&self) -> Result<StandingReport, AppError> {
        let mut kept = self.inner.standing.lock().await;
        if let Some((read_at, report)) = kept.as_ref()
            && read_at.elapsed() < STANDING_FOR
        {
            return Ok(report.clone());
        }
        let deployment = self.inner.config.gitlab.as_ref().and_then(|gitlab| gitlab.deployment);
        let report = standing::read(self.gitlab()?, deployment, self.inner.clock.now()).await?;
        *kept = Some((Instant::now(), report.clone()));
        Ok(report)
    }

    /// The next time our standing is read anew.
    pub(super) async fn forget_standing(&self) {
        *self.inner.standing.lock().await = None;
    }

    /// What the person should be told of GitLab's bare `403`: where our user is an
    /// administrator whose token may not act as one, that is the reason.
    pub(super) async fn explained(&self, error: AppError) -> AppError {
        let AppError::GitLab(GitLabError::Forbidden { call, said }) = error else { return error };
        let kept = self.inner.standing.lock().await;
        let lacks = kept.as_ref().is_some_and(|(_, report)| report.lacks_admin_mode);
        let said = if lacks { Some("the token lacks admin_mode".to_owned()) } else { said };
        AppError::GitLab(GitLabError::Forbidden { call, said })
    }

    /// The latest survey of a case; `None` = none was taken.
    pub fn latest_survey(
        &self,
        person: &Person,
        case: CaseId,
    ) -> Result<Option<Surveyed>, AppError> {
        allow(person, Permission::ReadCases)?;
        let survey = self
            .inner
            .journal
            .read(|cases| Ok::<_, AppError>(case_for(cases, person, case)?.survey.clone()))?;
        Ok(survey.map(|survey| Surveyed { reach: Reach::of(&survey), survey }))
    }

    /// Surveys again and says what still lives that the suspect may have left (CE9).
    pub async fn sweep(&self, person: &Person, case: CaseId) -> Result<Vec<Leftover>, AppError> {
        allow(person, Permission::Survey)?;
        let subject = self.suspect(person, case).await?.ok_or_else(subject_missing)?;
        let survey = self.read_suspect(person, case, &subject).await?;
        let sweeping = |cases: &Cases, _now| {
            let left = leftovers(&survey, &case_for(cases, person, case)?.known_for_sweep());
            let taken = What::SweepTaken { subject, leftovers: left.clone() };
            let surveyed = What::SurveyTaken { survey: survey.clone() };
            Ok((vec![(Some(case), surveyed), (Some(case), taken)], left))
        };
        self.inner.journal.decide(&person.name, sweeping).await.map(|(_, left)| left)
    }

    pub(super) async fn read_suspect(
        &self,
        person: &Person,
        case: CaseId,
        subject: &Subject,
    ) -> Result<Survey, AppError> {
        let known = self
            .inner
            .journal
            .read(|cases| case_for(cases, person, case).map(Case::known_for_sweep))?;
        let standing: Standing = self.our_standing().await?.standing;
        let window = survey::Window {
            now: self.inner.clock.now(),
            since: known.since.unwrap_or(Timestamp::MIN),
        };
        let actors = self.actors_of(case).await?;
        let record = Record {
            store: std::sync::Arc::clone(&self.inner.store),
            reader: self.inner.events.reader().clone(),
        };
        let order = survey::Order { client: self.gitlab()?, record, subject, actors, window };
        match survey::take(order, standing).await {
            Ok(survey) => Ok(survey),
            Err(error) => Err(self.explained(error).await),
        }
    }

    /// Users that the case's findings name as actors: under suspicion where the
    /// case is about a place.
    async fn actors_of(&self, case: CaseId) -> Result<Vec<UserId>, AppError> {
        let events = self.finding_events(case).await?;
        let ids = events.iter().filter_map(|event| event.actor.id).filter(|id| *id > 0);
        let mut users: Vec<UserId> = ids.map(UserId).collect();
        users.sort_unstable();
        users.dedup();
        Ok(users)
    }
}
