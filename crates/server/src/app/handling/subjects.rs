//! Whose logs are looked for, and whose names are taken out: as the instance
//! and the record know them (LD18, LD26).

use engine::assist::redaction::{Account, AccountKind};
use engine::assist::request::{Resource, ResourceKind};
use engine::assist::scope::Scope;
use engine::coordinate::dive::handling::NameGap;
use engine::coordinate::dive::{Looked, Seen};
use gitlab::GitLabError;
use store::SqlLimits;

use super::super::evidence::refused;
use super::super::{App, AppError};
use crate::work::dive::redact::names_in;

/// Names that the record is asked for, at most: each takes some hundred bytes.
const NAMES_MAX: usize = 50_000;

impl App {
    /// The resources of a request with the numbers and names that they have.
    pub(super) async fn subjects(
        &self,
        resources: &[Resource],
        looked: &[Looked],
    ) -> Result<Vec<Account>, AppError> {
        let mut subjects = Vec::with_capacity(resources.len());
        for resource in resources {
            let seen =
                looked.iter().find(|one| one.kind == resource.kind && one.path == resource.path);
            let id = match seen.map(|one| &one.seen) {
                Some(Seen::Found { id }) => Some(*id),
                Some(Seen::Missing | Seen::Unknown { .. }) | None => None,
            };
            let kind = match resource.kind {
                ResourceKind::Project => AccountKind::Project,
                ResourceKind::Group => AccountKind::Group,
                ResourceKind::User => AccountKind::User,
            };
            let mut account = plain(kind, id, &resource.path);
            if kind == AccountKind::User {
                self.name_user(&mut account).await?;
            }
            subjects.push(account);
        }
        Ok(subjects)
    }

    /// Adds what GitLab tells of a user. Without a GitLab there is nothing to add.
    async fn name_user(&self, account: &mut Account) -> Result<(), AppError> {
        let Some(gitlab) = &self.inner.gitlab else { return Ok(()) };
        let Some(user) = gitlab.user_by_name(&account.path).await? else { return Ok(()) };
        account.id = Some(user.id);
        if !user.name.is_empty() {
            account.names.push(user.name);
        }
        // The addresses are told to administrators only.
        match gitlab.user_emails(user.id).await {
            Ok(emails) => account.emails.extend(emails.into_iter().map(|one| one.email)),
            Err(error) if may_not(&error) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Everybody else whom the instance, the record or the original itself
    /// names: theirs is taken out of free text, too. What cannot be read is told.
    pub(super) async fn others(
        &self,
        scope: &Scope,
        original: &str,
    ) -> Result<(Vec<Account>, Vec<NameGap>), AppError> {
        let (mut others, mut gaps) = (Vec::new(), Vec::new());
        match &self.inner.gitlab {
            None => gaps.push(NameGap::NoGitlab),
            Some(gitlab) => {
                let users = listed(gitlab.users(None).await, NameGap::Users, &mut gaps)?;
                others.extend(users.into_iter().map(|user| {
                    let names = Some(user.name).filter(|name| !name.is_empty());
                    let account = plain(AccountKind::User, Some(user.id), &user.username);
                    Account { names: names.into_iter().collect(), ..account }
                }));
                let projects = listed(gitlab.projects().await, NameGap::Projects, &mut gaps)?;
                others.extend(projects.into_iter().map(|one| {
                    plain(AccountKind::Project, Some(one.id), &one.path_with_namespace)
                }));
                let groups = listed(gitlab.groups().await, NameGap::Groups, &mut gaps)?;
                others.extend(
                    groups
                        .into_iter()
                        .map(|one| plain(AccountKind::Group, Some(one.id), &one.full_path)),
                );
            }
        }
        self.told_by_record(scope, &mut others).await?;
        let file = self.inner.evidence.read(original).await.map_err(refused)?.into_std().await;
        let told = tokio::task::spawn_blocking(move || names_in(file)).await;
        let told = told.map_err(AppError::internal)?.map_err(AppError::internal)?;
        others.extend(told.into_iter().map(|(kind, name)| plain(kind, None, &name)));
        others.retain(|one| !one.path.trim().is_empty());
        others.sort_by(|a, b| (a.kind, &a.path, a.id).cmp(&(b.kind, &b.path, b.id)));
        others.dedup_by(|a, b| a.kind == b.kind && a.path == b.path);
        Ok((others, gaps))
    }

    /// Names in the record's own fields within the window: of users that are
    /// gone from GitLab, or that our token may not see.
    async fn told_by_record(
        &self,
        scope: &Scope,
        others: &mut Vec<Account>,
    ) -> Result<(), AppError> {
        let window = format!(
            "occurred_at >= TIMESTAMP '{}' AND occurred_at <= TIMESTAMP '{}'",
            scope.start, scope.end
        );
        let limits = SqlLimits { rows: NAMES_MAX, ..SqlLimits::default() };
        for (column, only, kind) in [
            ("author_name", "", AccountKind::User),
            ("entity_path", "AND entity_type = 'User'", AccountKind::User),
            ("entity_path", "AND entity_type = 'Group'", AccountKind::Group),
            ("entity_path", "AND entity_type = 'Project'", AccountKind::Project),
        ] {
            let statement = format!(
                "SELECT DISTINCT {column} FROM tellings WHERE {window} AND {column} IS NOT NULL {only} ORDER BY {column}"
            );
            let table =
                self.inner.store.sql(&statement, limits).await.map_err(AppError::internal)?;
            let names = table.rows.iter().filter_map(|row| row.first()?.as_str());
            others.extend(names.map(|name| plain(kind, None, name)));
        }
        Ok(())
    }
}

pub(super) fn plain(kind: AccountKind, id: Option<i64>, path: &str) -> Account {
    let (names, emails, addresses) = (Vec::new(), Vec::new(), Vec::new());
    Account { kind, id, path: path.to_owned(), names, emails, addresses }
}

fn may_not(error: &GitLabError) -> bool {
    matches!(error, GitLabError::Forbidden { .. } | GitLabError::NotFound { .. })
}

/// A list of GitLab's; one that we may not read is a gap, no answer is an error.
fn listed<T>(
    read: Result<Vec<T>, GitLabError>,
    what: NameGap,
    gaps: &mut Vec<NameGap>,
) -> Result<Vec<T>, AppError> {
    match read {
        Ok(all) => Ok(all),
        Err(error) if may_not(&error) => {
            gaps.push(what);
            Ok(Vec::new())
        }
        Err(error) => Err(error.into()),
    }
}
