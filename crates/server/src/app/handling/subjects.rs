//! Whose logs are looked for, and whose names are taken out: as the instance
//! and the record know them (LD18, LD26).

use engine::assist::redaction::{Account, AccountKind, NAMES_MAX, Rules, Told};
use engine::assist::request::{Resource, ResourceKind};
use engine::assist::scope::Scope;
use engine::coordinate::dive::gate::refusal;
use engine::coordinate::dive::handling::{NameGap, Run};
use engine::coordinate::dive::{Looked, Seen};
use gitlab::GitLabError;
use store::SqlLimits;

use super::super::evidence::refused;
use super::super::{App, AppError};
use crate::work::dive::redact::{names_in, names_in_bundle};

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

    /// Adds everybody else whom the instance, the record, the original itself
    /// and the bundles name: theirs is taken out of free text, too. Told is what
    /// cannot be read.
    ///
    /// # Errors
    /// So many are named that not all could be looked for.
    pub(super) async fn know_others(
        &self,
        rules: &mut Rules,
        (run, original): (&Run, &str),
    ) -> Result<Vec<NameGap>, AppError> {
        let mut gaps = Vec::new();
        self.listed_by_instance(&mut rules.others, &mut gaps).await?;
        let mut told = Told::new(rules).map_err(|why| AppError::invalid("rules", why.text()))?;
        self.told_by_record(&run.order.scope, &mut told).await?;
        let store = &self.inner.evidence;
        let file = store.read(original).await.map_err(refused)?.into_std().await;
        let mut bundles = Vec::new();
        for bundle in &run.order.bundles {
            bundles.push(store.read(&bundle.sha256).await.map_err(refused)?.into_std().await);
        }
        let reading = move || {
            names_in(file, &mut told).map_err(AppError::internal)?;
            for bundle in bundles {
                names_in_bundle(bundle, &mut told).map_err(AppError::internal)?;
            }
            Ok::<_, AppError>(told)
        };
        let told = tokio::task::spawn_blocking(reading).await.map_err(AppError::internal)??;
        if told.is_full() {
            return Err(too_many());
        }
        let (others, hosts) = told.names();
        rules.others.extend(others);
        rules.hosts.others = hosts;
        let others = &mut rules.others;
        others.retain(|one| !one.path.trim().is_empty());
        // Of two with one name the instance's stays, which has a number.
        others.sort_by(|a, b| (a.kind, &a.path, b.id).cmp(&(b.kind, &b.path, a.id)));
        others.dedup_by(|a, b| a.kind == b.kind && a.path == b.path);
        Ok(gaps)
    }

    /// Users, projects and groups as GitLab lists them.
    async fn listed_by_instance(
        &self,
        others: &mut Vec<Account>,
        gaps: &mut Vec<NameGap>,
    ) -> Result<(), AppError> {
        let Some(gitlab) = &self.inner.gitlab else {
            gaps.push(NameGap::NoGitlab);
            return Ok(());
        };
        let users = listed(gitlab.users(None).await, NameGap::Users, gaps)?;
        others.extend(users.into_iter().map(|user| {
            let names = Some(user.name).filter(|name| !name.is_empty());
            let account = plain(AccountKind::User, Some(user.id), &user.username);
            Account { names: names.into_iter().collect(), ..account }
        }));
        let projects = listed(gitlab.projects().await, NameGap::Projects, gaps)?;
        let project = |one: gitlab::Project| {
            plain(AccountKind::Project, Some(one.id), &one.path_with_namespace)
        };
        others.extend(projects.into_iter().map(project));
        let groups = listed(gitlab.groups().await, NameGap::Groups, gaps)?;
        let group = |one: gitlab::Group| plain(AccountKind::Group, Some(one.id), &one.full_path);
        others.extend(groups.into_iter().map(group));
        Ok(())
    }

    /// Names in the record's own fields within the window: of users that are
    /// gone from GitLab, or that our token may not see.
    async fn told_by_record(&self, scope: &Scope, told: &mut Told) -> Result<(), AppError> {
        let window = format!(
            "occurred_at >= TIMESTAMP '{}' AND occurred_at <= TIMESTAMP '{}'",
            scope.start, scope.end
        );
        let limits = SqlLimits { rows: NAMES_MAX, ..SqlLimits::default() };
        for (column, only, kind) in [
            ("author_name", "", AccountKind::User),
            ("impersonated_by", "", AccountKind::User),
            ("entity_path", "AND entity_type = 'User'", AccountKind::User),
            ("entity_path", "AND entity_type = 'Group'", AccountKind::Group),
            ("entity_path", "AND entity_type = 'Project'", AccountKind::Project),
            ("target_details", "AND target_type = 'User'", AccountKind::User),
        ] {
            let statement = format!(
                "SELECT DISTINCT {column} FROM tellings WHERE {window} AND {column} IS NOT NULL {only} ORDER BY {column}"
            );
            let table =
                self.inner.store.sql(&statement, limits).await.map_err(AppError::internal)?;
            if table.truncated {
                return Err(too_many());
            }
            for name in table.rows.iter().filter_map(|row| row.first()?.as_str()) {
                told.add(kind, name);
            }
        }
        Ok(())
    }
}

/// What is not known cannot be taken out: nothing is made, instead of less.
fn too_many() -> AppError {
    refusal("dive.too_many_names", &["LD26"], [("most", NAMES_MAX.to_string())]).into()
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
