//! Who or what is suspected: tokens recognised and located, users found.

use std::collections::BTreeSet;

use engine::coordinate::{CaseId, Fact, FactKind, What};
use engine::investigate::suspect::suspect;
use engine::respond::token::{self, Identified};
use engine::respond::{Subject, TokenHandle, TokenScope};
use event::{Event, TokenId, UserId};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;

use super::cases::{case_for, known_case};
use super::error::allow;
use super::{App, AppError};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::read;

/// Records of a case's findings that are looked at for a token.
const RECORDS_MAX: usize = 500;

/// How to ask GitLab about a token whose cleartext we were shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InspectAs {
    /// By our own administrator's token (`POST /admin/token`): leaves no trace
    /// of the exposed one.
    Administrator,
    /// By the token itself (CE3a): works without administrator rights, but it
    /// is a use of the exposed credential and shows in the logs.
    Itself {
        /// Why that is right here; journalled.
        reason: String,
    },
}

/// What GitLab says a token is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Located {
    /// Which token.
    pub token: TokenHandle,
    /// Its name.
    pub name: String,
    /// Its scopes.
    pub scopes: Vec<String>,
    /// Whether it still works.
    pub is_active: bool,
    /// The user it acts as.
    pub user: Option<UserId>,
}

impl App {
    /// Recognises a token offline (CE1): nothing is sent anywhere, the cleartext
    /// is not kept. With a case, the fact is stated there.
    pub async fn identify_token(
        &self,
        person: &Person,
        case: Option<CaseId>,
        token: SecretString,
    ) -> Result<Identified, AppError> {
        allow(person, Permission::Survey)?;
        let prefix = self.inner.config.gitlab.as_ref().and_then(|g| g.token_prefix.as_deref());
        let identified = token::identify(token.expose_secret(), prefix);
        if let Some(case) = case {
            self.inner.journal.read(|cases| case_for(cases, person, case).map(drop))?;
            let kind = FactKind::TokenIdentified {
                token_kind: identified.kind.as_str().to_owned(),
                last_four: identified.last_four.clone(),
                fingerprint: token::fingerprint(token.expose_secret(), &self.inner.fingerprint_key),
            };
            let fact = Fact { kind, source: "offline".to_owned() };
            self.inner
                .journal
                .say(&person.name, vec![(Some(case), What::FactStated { fact })])
                .await?;
        }
        Ok(identified)
    }

    /// Asks GitLab what a token is and whose (CE2, CE3), by our own rights or,
    /// with a reason, by the token itself (`CE3a`).
    pub async fn locate_token(
        &self,
        person: &Person,
        case: CaseId,
        token: SecretString,
        inspect_as: InspectAs,
    ) -> Result<Located, AppError> {
        allow(person, Permission::Survey)?;
        self.inner.journal.read(|cases| case_for(cases, person, case).map(drop))?;
        let client = self.gitlab()?;
        let located = match inspect_as {
            InspectAs::Administrator => {
                let record = client.admin_lookup_token(&token).await?;
                let id = record.id.ok_or_else(|| AppError::not_found("id of this token"))?;
                let is_active = record.revoked.is_some_and(|revoked| !revoked);
                let name = record.name.unwrap_or_default();
                (id, name, record.scopes, is_active, record.user_id)
            }
            InspectAs::Itself { reason } => {
                if reason.trim().is_empty() {
                    return Err(AppError::invalid("reason", input::why("token-use-reason")));
                }
                let text = format!("The exposed token is used to ask what it is: {reason}");
                let note = What::NoteAdded { text, occurred_at: None };
                self.inner.journal.say(&person.name, vec![(Some(case), note)]).await?;
                let record = client.self_inspect(&token).await?;
                let is_active = record.is_active();
                (record.id, record.name, record.scopes, is_active, record.user_id)
            }
        };
        let (id, name, scopes, is_active, user) = located;
        let handle = self.place_token(id, user).await?;
        let subject = Subject::Token { token: handle };
        let source = format!("{} in GitLab", if name.is_empty() { "token" } else { &name });
        let fact = Fact { kind: FactKind::Subject { subject }, source };
        self.inner.journal.say(&person.name, vec![(Some(case), What::FactStated { fact })]).await?;
        Ok(Located { token: handle, name, scopes, is_active, user: user.map(UserId) })
    }

    /// Where a token belongs: a bot's is a project's or a group's, and only
    /// its one membership tells which.
    async fn place_token(&self, id: i64, user: Option<i64>) -> Result<TokenHandle, AppError> {
        let handle = |scope| TokenHandle { id: TokenId(id), scope };
        let Some(user) = user else { return Ok(handle(TokenScope::Personal)) };
        let client = self.gitlab()?;
        if !client.user(user).await?.bot {
            // Only its own listing tells a token by which an administrator acts as the user.
            let is_impersonation = client.impersonation_token(user, id).await.is_ok();
            let impersonation = TokenScope::Impersonation { user: UserId(user) };
            return Ok(handle(if is_impersonation { impersonation } else { TokenScope::Personal }));
        }
        let memberships = client.user_memberships(user).await?;
        let scope = memberships.first().map(|place| match place.source_type.as_str() {
            "Project" => TokenScope::Project { project: event::ProjectId(place.source_id) },
            _group => TokenScope::Group { group: event::GroupId(place.source_id) },
        });
        Ok(handle(scope.unwrap_or(TokenScope::Personal)))
    }

    /// Finds a user's id by name.
    pub async fn find_user(&self, person: &Person, name: &str) -> Result<UserId, AppError> {
        allow(person, Permission::Survey)?;
        let user = self.gitlab()?.user_by_name(name).await?;
        user.map(|user| UserId(user.id)).ok_or_else(|| AppError::not_found(format!("user {name}")))
    }

    /// Whom the case is about: as stated, else as its findings' events tell.
    /// `None` = ask a person.
    pub async fn suspect(
        &self,
        person: &Person,
        case: CaseId,
    ) -> Result<Option<Subject>, AppError> {
        allow(person, Permission::ReadCases)?;
        let stated = self
            .inner
            .journal
            .read(|cases| Ok::<_, AppError>(case_for(cases, person, case)?.subject().cloned()))?;
        if stated.is_some() {
            return Ok(stated);
        }
        Ok(suspect(&self.finding_events(case).await?))
    }

    /// The events behind a case's findings; whoever asks was let in before.
    pub(super) async fn finding_events(&self, case: CaseId) -> Result<Vec<Event>, AppError> {
        let records = self.inner.journal.read(|cases| {
            let findings = known_case(cases, case)?.findings.iter();
            let findings = findings.filter_map(|id| cases.findings.get(id));
            let records = findings.flat_map(|finding| &finding.records);
            let records: BTreeSet<u64> =
                records.map(|record| record.index).take(RECORDS_MAX).collect();
            Ok::<_, AppError>(records)
        })?;
        let reader = self.inner.events.reader().clone();
        let reading = tokio::task::spawn_blocking(move || {
            let records = records.iter().filter_map(|index| reader.read(*index).ok());
            records.map(|record| read::event(&record)).collect::<Vec<Event>>()
        });
        reading.await.map_err(AppError::internal)
    }
}
