//! The table of routes: the only source of the router, of the permission
//! tests and of the OpenAPI document.

use axum::http::Method;
use axum::routing::MethodRouter;
use utoipa::PartialSchema;
use utoipa::openapi::{RefOr, Schema};

use super::{Web, api, assets, live, page};
use crate::person::{Permission, Person};

/// Who may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Whoever asks.
    Anyone,
    /// Whoever is signed in, whatever their roles.
    SignedIn,
    /// Whoever has a role that may do this.
    Needs(Permission),
}

impl Access {
    /// Whether this person may pass; `None` is somebody who is not signed in.
    pub fn lets(self, person: Option<&Person>) -> bool {
        match self {
            Self::Anyone => true,
            Self::SignedIn => person.is_some(),
            Self::Needs(permission) => person.is_some_and(|person| person.may(permission)),
        }
    }
}

/// What others may know of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteInfo {
    /// The method.
    pub method: Method,
    /// The path, with `{names}` of its variable parts.
    pub path: &'static str,
    /// Who may pass.
    pub access: Access,
}

/// One line of the table.
pub(super) struct Route {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) access: Access,
    pub(super) handler: fn() -> MethodRouter<Web>,
    /// What it does, one line, for the OpenAPI document.
    pub(super) summary: &'static str,
    /// Shape of the request body, where there is one.
    pub(super) body: Option<fn() -> RefOr<Schema>>,
    /// Names and meanings of the query's parts.
    pub(super) query: &'static [(&'static str, &'static str)],
    /// The answer is not JSON but this.
    pub(super) answers: &'static str,
}

impl Route {
    pub(super) const fn get(
        path: &'static str,
        access: Access,
        handler: fn() -> MethodRouter<Web>,
    ) -> Self {
        Self::new(Method::GET, path, access, handler)
    }

    pub(super) const fn post(
        path: &'static str,
        access: Access,
        handler: fn() -> MethodRouter<Web>,
    ) -> Self {
        Self::new(Method::POST, path, access, handler)
    }

    pub(super) const fn delete(
        path: &'static str,
        access: Access,
        handler: fn() -> MethodRouter<Web>,
    ) -> Self {
        Self::new(Method::DELETE, path, access, handler)
    }

    const fn new(
        method: Method,
        path: &'static str,
        access: Access,
        handler: fn() -> MethodRouter<Web>,
    ) -> Self {
        let answers = "application/json";
        Self { method, path, access, handler, summary: "", body: None, query: &[], answers }
    }

    pub(super) const fn says(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    pub(super) const fn body<T: PartialSchema>(mut self) -> Self {
        self.body = Some(T::schema);
        self
    }

    pub(super) const fn query(mut self, query: &'static [(&'static str, &'static str)]) -> Self {
        self.query = query;
        self
    }

    pub(super) const fn answers(mut self, media_type: &'static str) -> Self {
        self.answers = media_type;
        self
    }

    pub(super) fn info(&self) -> RouteInfo {
        RouteInfo { method: self.method.clone(), path: self.path, access: self.access }
    }
}

/// The whole table.
pub(super) fn all() -> impl Iterator<Item = &'static Route> {
    page::ROUTES.iter().chain(api::ROUTES).chain(&[assets::ROUTES, live::ROUTES]).copied().flatten()
}
