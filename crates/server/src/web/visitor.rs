//! Who is asking, in which language: put into each request by the guard.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use engine::coordinate::CaseId;
use secrecy::SecretString;
use std::convert::Infallible;

use super::problem::Fault;
use super::words::Words;
use crate::app::AppError;
use crate::person::Person;

/// Whoever asks.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    /// Signed in as; `None` where a route lets anyone pass.
    pub(crate) person: Option<Person>,
    /// Words in the visitor's language.
    pub(crate) words: Words,
    /// Goes into every form; empty when there is no cookie session.
    pub(crate) csrf: String,
    /// The session's token, when signed in by cookie.
    pub(crate) session: Option<SecretString>,
    /// Path and query asked for: where the language links lead back to.
    pub(crate) address: String,
    /// The password was given by somebody else and must be changed first.
    pub(crate) must_change_password: bool,
    /// The exercise that the page is about, for those who may see cases.
    pub(crate) exercise: Option<CaseId>,
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let visitor = parts.extensions.get::<Self>().cloned();
        visitor.ok_or_else(|| Fault(AppError::Internal(anyhow::anyhow!("a route without guard"))))
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

/// Somebody who is signed in; a route that takes this is never for anyone.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn(pub(crate) Person);

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let person = parts.extensions.get::<Visitor>().and_then(|visitor| visitor.person.clone());
        person.map(Self).ok_or(Fault(AppError::NotSignedIn))
    }
}
