//! The table of routes, put together from those of the resources.

use super::answer::Outcome;
use super::call::Call;
use super::{
    activity, admin_token, agents, applications, approvals, artifacts, audit_events, commits,
    deploy, gpg_keys, graphql, groups, hooks, impersonation, instance, issues, job_token_scope,
    jobs, keys, license, manage, members, moderation, people, personal_tokens, pipelines, projects,
    protected_branches, protected_tags, push_rules, registration, repository, resource_tokens,
    runners, saml, schedules, sign_in, triggers, user_change, users, variables,
};

/// A method and path, what it needs, and what it does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// `/projects/:id`, below `/api/v4`; or below `/` for pages of the site.
    pub(crate) pattern: &'static str,
    pub(crate) need: Need,
    /// Whether a job token opens it; elsewhere such a token is as good as none.
    pub(crate) is_for_jobs: bool,
    pub(crate) run: fn(&mut Call<'_>) -> Outcome,
}

/// What a token must carry for a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// `api`, or `read_api` to read.
    Api,
    /// Also `read_user` to read.
    ReadUser,
    /// Also `read_repository` to read.
    ReadRepository,
    /// `api` or `self_rotate`.
    SelfRotate,
    /// Any token, whatever its scopes.
    AnyToken,
}

pub(crate) const fn get(pattern: &'static str, run: fn(&mut Call<'_>) -> Outcome) -> Route {
    Route { method: "GET", pattern, need: Need::Api, is_for_jobs: false, run }
}

pub(crate) const fn post(pattern: &'static str, run: fn(&mut Call<'_>) -> Outcome) -> Route {
    Route { method: "POST", pattern, need: Need::Api, is_for_jobs: false, run }
}

pub(crate) const fn put(pattern: &'static str, run: fn(&mut Call<'_>) -> Outcome) -> Route {
    Route { method: "PUT", pattern, need: Need::Api, is_for_jobs: false, run }
}

pub(crate) const fn patch(pattern: &'static str, run: fn(&mut Call<'_>) -> Outcome) -> Route {
    Route { method: "PATCH", pattern, need: Need::Api, is_for_jobs: false, run }
}

pub(crate) const fn delete(pattern: &'static str, run: fn(&mut Call<'_>) -> Outcome) -> Route {
    Route { method: "DELETE", pattern, need: Need::Api, is_for_jobs: false, run }
}

impl Route {
    /// The same, for job tokens too.
    pub(crate) const fn for_jobs(mut self) -> Self {
        self.is_for_jobs = true;
        self
    }

    pub(crate) const fn needs(mut self, need: Need) -> Self {
        self.need = need;
        self
    }

    /// The values of the pattern's `:names`, when the pieces match it.
    fn matches(&self, segments: &[String]) -> Option<Vec<(&'static str, String)>> {
        let mut wanted = self.pattern.split('/').filter(|piece| !piece.is_empty());
        let mut values = Vec::new();
        for (index, segment) in segments.iter().enumerate() {
            let piece = wanted.next()?;
            // A star takes all that is left.
            if let Some(name) = piece.strip_prefix('*') {
                values.push((name, segments.get(index..)?.join("/")));
                return Some(values);
            }
            match piece.strip_prefix(':') {
                Some(name) => values.push((name, segment.clone())),
                None if piece == segment => {}
                None => return None,
            }
        }
        wanted.next().is_none().then_some(values)
    }
}

/// Routes of the API. Within a table the literal paths come before those with names.
const TABLES: &[&[Route]] = &[
    instance::ROUTES,
    license::ROUTES,
    users::ROUTES,
    user_change::ROUTES,
    activity::ROUTES,
    saml::ROUTES,
    people::ROUTES,
    moderation::ROUTES,
    keys::ROUTES,
    gpg_keys::ROUTES,
    impersonation::ROUTES,
    personal_tokens::ROUTES,
    resource_tokens::ROUTES,
    admin_token::ROUTES,
    projects::ROUTES,
    groups::ROUTES,
    members::ROUTES,
    variables::ROUTES,
    hooks::ROUTES,
    pipelines::ROUTES,
    artifacts::ROUTES,
    jobs::ROUTES,
    schedules::ROUTES,
    job_token_scope::ROUTES,
    approvals::ROUTES,
    push_rules::ROUTES,
    protected_tags::ROUTES,
    protected_branches::ROUTES,
    deploy::ROUTES,
    applications::ROUTES,
    triggers::ROUTES,
    issues::ROUTES,
    agents::ROUTES,
    manage::ROUTES,
    registration::ROUTES,
    runners::ROUTES,
    repository::ROUTES,
    commits::ROUTES,
    audit_events::ROUTES,
];

/// What was asked for.
pub(crate) enum Found {
    /// A route, with the values of its names; and whether it is of the API.
    Route { route: Route, values: Vec<(&'static str, String)>, is_api: bool },
    /// The path is known, the method is not.
    OtherMethod,
    /// Nothing.
    Nothing,
}

/// Finds the route for a method and the pieces of a path.
pub(crate) fn find(method: &str, segments: &[String]) -> Found {
    let api = segments.strip_prefix(&["api".to_owned(), "v4".to_owned()]);
    let (pieces, is_api) = api.map_or((segments, false), |rest| (rest, true));
    let site = [sign_in::ROUTES, graphql::ROUTES];
    let tables: &[&[Route]] = if is_api { TABLES } else { &site };
    let mut is_known = false;
    for route in tables.iter().copied().flatten() {
        if let Some(values) = route.matches(pieces) {
            if route.method == method {
                return Found::Route { route: *route, values, is_api };
            }
            is_known = true;
        }
    }
    if is_known { Found::OtherMethod } else { Found::Nothing }
}

/// Method and path of each route of the API, as this range writes them.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLES.iter().copied().flatten().map(|route| (route.method, route.pattern))
}
