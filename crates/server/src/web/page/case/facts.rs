//! A fact stated by a form.

use axum::extract::State;
use engine::coordinate::journal::{Certainty, Fact, FactKind};
use engine::investigate::sweep::LeftoverKind;
use serde::Deserialize;

use super::super::{Answer, done};
use super::id_of;
use crate::app::input;
use crate::web::Web;
use crate::web::form::{Form, Place, time};
use crate::web::problem::Fault;
use crate::web::visitor::SignedIn;

/// The fields of all fact forms; each fact needs some of them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct FactForm {
    fact: String,
    at: String,
    certainty: String,
    source: String,
    reason: String,
    leftover: String,
    id: i64,
}

pub(super) async fn state(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<FactForm>,
) -> Answer {
    let case = id_of(&id)?;
    let kind = kind_of(&form)?;
    let source = match form.source.trim() {
        "" => person.name.clone(),
        named => named.to_owned(),
    };
    web.app.state_fact(&person, case, Fact { kind, source }).await?;
    Ok(done(&format!("/cases/{}", case.0), "fact"))
}

fn kind_of(form: &FactForm) -> Result<FactKind, Fault> {
    let at =
        || time("at", &form.at)?.ok_or_else(|| Fault::invalid("at", input::why("time-needed")));
    let certainty = || {
        Certainty::from_name(&form.certainty)
            .ok_or_else(|| Fault::invalid("certainty", input::given("unknown", &form.certainty)))
    };
    let reason = || match form.reason.trim() {
        "" => Err(Fault::invalid("reason", input::empty())),
        reason => Ok(reason.to_owned()),
    };
    match form.fact.as_str() {
        "exposed_at" => Ok(FactKind::ExposedAt { at: at()?, certainty: certainty()? }),
        "revoked_at" => Ok(FactKind::RevokedAt { at: at()?, certainty: certainty()? }),
        "exposure_unknown" => Ok(FactKind::ExposureUnknown { reason: reason()? }),
        "revocation_unknown" => Ok(FactKind::RevocationUnknown { reason: reason()? }),
        "legitimate" => {
            let leftover = LeftoverKind::from_name(&form.leftover).ok_or_else(|| {
                Fault::invalid("leftover", input::given("unknown", &form.leftover))
            })?;
            Ok(FactKind::Legitimate { leftover, id: form.id, reason: reason()? })
        }
        other => Err(Fault::invalid("fact", input::given("unknown", other))),
    }
}
