//! CI/CD under investigation: what a job's token, log and configuration show,
//! and what to do about it (CI1–CI14).

use std::collections::BTreeSet;

use engine::coordinate::{
    Case, CaseId, CaseKind, Cases, EvidenceItem, EvidenceSource, Fact, FactKind, What,
};
use engine::investigate::ci_report::{CiReport, Copies, SecretReport, acts};
use engine::investigate::cloud_audit::Window;
use engine::investigate::secret::{Scan, SecretKind};
use engine::respond::act::{self, Act};
use engine::respond::plan::Text;
use engine::respond::{GateRefusal, Subject};
use event::ProjectId;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::cases::case_for;
use super::error::allow;
use super::plans::Proposed;
use super::playbooks::LinkOrder;
use super::{App, AppError};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::ci;
use crate::work::journal::Said;

/// How far back is looked where the time of exposure is not known.
const WITHOUT_EXPOSURE: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Where to look: a project, and a job of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CiPlace {
    /// The project.
    pub project: i64,
    /// The job that it is about.
    pub job: Option<i64>,
}

/// What a plan for CI/CD should hold besides what the report says by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CiWish {
    /// Copy the logs and artifacts that show secrets first, so that they can be
    /// deleted (CI12).
    pub keep: bool,
    /// Projects whose jobs shall not enter any more (CI13).
    pub disallow: Vec<i64>,
}

/// A secret with the case that was opened for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SecretCase {
    /// The secret's fingerprint.
    pub fingerprint: String,
    /// What it is.
    pub about: String,
    /// The case.
    pub case: CaseId,
}

impl App {
    /// Looks at the CI/CD of the case's job or project, or of another place.
    /// Reads only.
    pub async fn inspect_ci(
        &self,
        person: &Person,
        case: CaseId,
        place: Option<CiPlace>,
    ) -> Result<CiReport, AppError> {
        allow(person, Permission::Survey)?;
        let place = match place {
            Some(place) => place,
            None => self.ci_place(person, case).await?,
        };
        let now = self.inner.clock.now();
        let (window, copies) = self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            Ok::<_, AppError>((window(known, now), copies(known, place.project)))
        })?;
        let order = ci::Order {
            client: self.gitlab()?,
            project: place.project,
            job: place.job,
            window,
            now,
            scan: self.scan(),
        };
        let mut report = ci::inspect(order).await?;
        for row in &mut report.artifacts.artifacts {
            row.copy = copies.artifacts.get(&row.job).cloned();
        }
        Ok(report)
    }

    /// How secrets are recognised and told apart here.
    pub(super) fn scan(&self) -> Scan<'_> {
        let settings = self.inner.config.gitlab.as_ref();
        let custom_prefix = settings.and_then(|settings| settings.token_prefix.as_deref());
        Scan { key: &self.inner.fingerprint_key, custom_prefix }
    }

    /// The job or project that the case is about.
    pub(super) async fn ci_place(
        &self,
        person: &Person,
        case: CaseId,
    ) -> Result<CiPlace, AppError> {
        match self.suspect(person, case).await? {
            Some(Subject::Job { project, job }) => {
                Ok(CiPlace { project: project.0, job: Some(job) })
            }
            Some(Subject::Project { project }) => Ok(CiPlace { project: project.0, job: None }),
            Some(
                Subject::User { .. }
                | Subject::Token { .. }
                | Subject::Group { .. }
                | Subject::Instance,
            )
            | None => {
                let text = Text::of("refusal-ci-place-missing", []);
                Err(GateRefusal::new("ci.place_missing", &["CI1"], text).into())
            }
        }
    }

    /// Asks GitLab which job a job token is of, by that token itself: a use of
    /// the exposed credential, so only with a reason, which is journalled first
    /// (`CE3a`). The case is then about that job.
    pub async fn locate_job_token(
        &self,
        person: &Person,
        case: CaseId,
        token: SecretString,
        reason: &str,
    ) -> Result<CiPlace, AppError> {
        allow(person, Permission::Survey)?;
        if reason.trim().is_empty() {
            return Err(AppError::invalid("reason", input::why("token-use-reason")));
        }
        if token.expose_secret().trim().is_empty() {
            return Err(AppError::invalid("token", input::empty()));
        }
        let client = self.gitlab()?;
        let text = format!("The exposed job token is used to ask which job it is of: {reason}");
        self.note(person, case, &text, None).await?;
        let job = client.job_of_token(&token).await?;
        let project = job.pipeline.as_ref().and_then(|pipeline| pipeline.project_id);
        let Some(project) = project else {
            let why = Text::of("input-job-without-project", [("job", job.id.to_string())]);
            return Err(AppError::invalid("token", why));
        };
        let subject = Subject::Job { project: ProjectId(project), job: job.id };
        let source = "the job token itself".to_owned();
        let fact = Fact { kind: FactKind::Subject { subject }, source };
        self.inner.journal.say(&person.name, vec![(Some(case), What::FactStated { fact })]).await?;
        Ok(CiPlace { project, job: Some(job.id) })
    }

    /// Proposes what ends and closes the exposure (CI1, CI9–CI13); says in the
    /// journal who could read it (CI7).
    pub async fn propose_ci(
        &self,
        person: &Person,
        case: CaseId,
        place: Option<CiPlace>,
        wish: CiWish,
    ) -> Result<Proposed, AppError> {
        allow(person, Permission::Plan)?;
        let report = self.inspect_ci(person, case, place).await?;
        self.state_exposure(person, case, &report).await?;
        if wish.keep {
            self.keep_what_shows(person, case, &report).await?;
        }
        let kept = self.inner.journal.read(|cases| {
            Ok::<_, AppError>(copies(case_for(cases, person, case)?, report.project.0))
        })?;
        let mut wanted = acts(&report, &kept);
        wanted.extend(wish.disallow.iter().map(|project| {
            let guest = act::Guest::Project { target_project_id: ProjectId(*project) };
            Act::DisallowJobTokens(act::DisallowJobTokens { project: report.project, guest })
        }));
        if wanted.is_empty() {
            let text = Text::of("refusal-ci-nothing-to-do", []);
            return Err(GateRefusal::new("ci.nothing_to_do", &["CI1"], text).into());
        }
        self.propose_acts(person, case, wanted).await
    }

    async fn state_exposure(
        &self,
        person: &Person,
        case: CaseId,
        report: &CiReport,
    ) -> Result<(), AppError> {
        let reach = report.exposure.reach;
        let source = format!("settings of {}", report.path);
        let stating = |cases: &Cases, _now| {
            if case_for(cases, person, case)?.exposed_to() == Some(reach) {
                return Ok((Said::new(), ()));
            }
            let fact = Fact { kind: FactKind::ExposedTo { reach }, source };
            Ok((vec![(Some(case), What::FactStated { fact })], ()))
        };
        self.inner.journal.decide(&person.name, stating).await.map(drop)
    }

    /// Opens a case for each secret of the report (CI8), once each, linked to
    /// this one. What only names a credential gets none beside its secret.
    pub async fn open_secret_cases(
        &self,
        person: &Person,
        case: CaseId,
        place: Option<CiPlace>,
    ) -> Result<Vec<SecretCase>, AppError> {
        allow(person, Permission::OpenCase)?;
        let report = self.inspect_ci(person, case, place).await?;
        self.state_exposure(person, case, &report).await?;
        let mut opened = Vec::new();
        for secret in with_own_case(&report.secrets) {
            let about = about(secret);
            let order = LinkOrder {
                kind: kind_of_case(secret.kind),
                about: Some(about.clone()),
                title: Some(format!("{about} ({})", report.path)),
            };
            let linked = self.open_linked(person, case, order).await?;
            self.state_secret(person, linked, secret, &report).await?;
            let fingerprint = secret.fingerprint.clone();
            opened.push(SecretCase { fingerprint, about, case: linked });
        }
        Ok(opened)
    }

    /// Says in the linked case which secret it is about, and who could read it.
    async fn state_secret(
        &self,
        person: &Person,
        linked: CaseId,
        secret: &SecretReport,
        report: &CiReport,
    ) -> Result<(), AppError> {
        let stating = |cases: &Cases, _now| {
            let known = case_for(cases, person, linked)?;
            let is_stated = known.facts.iter().any(|fact| {
                matches!(&fact.kind, FactKind::TokenIdentified { fingerprint, .. }
                    if *fingerprint == secret.fingerprint)
            });
            if is_stated {
                return Ok((Said::new(), ()));
            }
            let identified = FactKind::TokenIdentified {
                token_kind: secret.kind.as_str().to_owned(),
                last_four: secret.last_four.clone(),
                fingerprint: secret.fingerprint.clone(),
            };
            let exposed = FactKind::ExposedTo { reach: report.exposure.reach };
            let said = [identified, exposed].map(|kind| {
                let fact = Fact { kind, source: format!("CI/CD of {}", report.path) };
                (Some(linked), What::FactStated { fact })
            });
            Ok((said.into(), ()))
        };
        self.inner.journal.decide(&person.name, stating).await.map(drop)
    }
}

/// From the exposure to the revocation; where these are not known, from some
/// weeks ago, and until now.
pub(super) fn window(case: &Case, now: Timestamp) -> Window {
    let since = case.known_for_sweep().since;
    let from = since.or_else(|| now.checked_sub(WITHOUT_EXPOSURE).ok()).unwrap_or(now);
    let to = case.revoked_at().map_or(now, |(at, _)| at).max(from);
    Window { from, to }
}

/// The copies among the case's evidence, of one project.
fn copies(case: &Case, project: i64) -> Copies {
    let mut found = Copies::default();
    for EvidenceItem { sha256, source, .. } in &case.evidence {
        match source {
            EvidenceSource::JobLog { project: of, job, is_complete: true } if of.0 == project => {
                found.logs.insert(*job, sha256.clone());
            }
            EvidenceSource::JobArtifacts { project: of, job } if of.0 == project => {
                found.artifacts.insert(*job, sha256.clone());
            }
            EvidenceSource::JobLog { .. }
            | EvidenceSource::JobArtifacts { .. }
            | EvidenceSource::Person
            | EvidenceSource::CloudAudit
            | EvidenceSource::Dive
            | EvidenceSource::Delivery { .. }
            | EvidenceSource::Bundle { .. } => {}
        }
    }
    found
}

/// The secrets that get a case of their own.
fn with_own_case(secrets: &[SecretReport]) -> Vec<&SecretReport> {
    let kinds: BTreeSet<SecretKind> = secrets.iter().map(|secret| secret.kind).collect();
    let has_secret = kinds.contains(&SecretKind::AwsSecretKey);
    let is_named_only = |kind| kind == SecretKind::AwsAccessKeyId && has_secret;
    secrets.iter().filter(|secret| !is_named_only(secret.kind)).collect()
}

/// What a secret is called where it must not be told: kind, name, a few digits
/// of its fingerprint.
fn about(secret: &SecretReport) -> String {
    let name = secret.name.as_deref().or(secret.identity.as_deref());
    let mark: String = secret.fingerprint.chars().take(8).collect();
    match name {
        Some(name) => format!("{} {name} [{mark}]", secret.kind.as_str()),
        None => format!("{} [{mark}]", secret.kind.as_str()),
    }
}

fn kind_of_case(kind: SecretKind) -> CaseKind {
    match kind {
        SecretKind::Gitlab(_) => CaseKind::CredentialExposure,
        SecretKind::AwsAccessKeyId
        | SecretKind::AwsSecretKey
        | SecretKind::GoogleServiceAccountKey
        | SecretKind::PrivateKey
        | SecretKind::Vendor(_)
        | SecretKind::AddressPassword
        | SecretKind::Assigned => CaseKind::ThirdPartyCredential,
    }
}
