//! Somebody at a case: what nearly every handler of a case begins with.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use engine::coordinate::CaseId;

use super::Web;
use super::form::Place;
use super::page::case_id;
use super::problem::Fault;
use super::visitor::SignedIn;
use crate::person::Person;

/// Whoever is signed in, and the case that the address names by `{id}`. Whether
/// they may see it is the app's to say.
#[derive(Debug)]
pub(crate) struct AtCase {
    /// The app, and all that pages need.
    pub(crate) web: Web,
    /// Who.
    pub(crate) person: Person,
    /// Which case.
    pub(crate) case: CaseId,
}

impl FromRequestParts<Web> for AtCase {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Fault> {
        let SignedIn(person) = SignedIn::from_request_parts(parts, web).await?;
        let Place(id) = Place::<String>::from_request_parts(parts, web).await?;
        Ok(Self { web: web.clone(), person, case: case_id(&id)? })
    }
}
