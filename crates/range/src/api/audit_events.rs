//! `/audit_events` of the instance, a group or a project.
//!
//! Source: GitLab docs, `api/audit_events`: at most 30 days a query; owners of
//! a group and maintainers of a project see all, others from Developer only
//! what they did themselves.

use jiff::SignedDuration;

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, get};
use crate::Tier;
use crate::world::{AuditEvent, AuditId, Level, Place};

pub(super) const ROUTES: &[Route] = &[
    get("/audit_events", all),
    get("/audit_events/:event_id", one_of_all),
    get("/groups/:id/audit_events", |call| of_place(call, Kind::Group)),
    get("/groups/:id/audit_events/:event_id", |call| one_of_place(call, Kind::Group)),
    get("/projects/:id/audit_events", |call| of_place(call, Kind::Project)),
    get("/projects/:id/audit_events/:event_id", |call| one_of_place(call, Kind::Project)),
];

const DAYS_MAX: i64 = 30;

fn id(event: &AuditEvent) -> u64 {
    match event.id {
        AuditId::Saved(id) => id,
        AuditId::Streamed(_) => 0,
    }
}

fn list(call: &Call<'_>, is_wanted: impl Fn(&AuditEvent) -> bool) -> Outcome {
    // Source: GitLab docs, `api/audit_events`: Premium and above; EE answers 403 without.
    if call.rules.tier < Tier::Premium {
        return Err(Answer::forbidden());
    }
    let after = call.params().instant("created_after")?;
    let before = call.params().instant("created_before")?;
    let window = SignedDuration::from_hours(24 * DAYS_MAX);
    if let (Some(after), Some(before)) = (after, before)
        && before.duration_since(after) > window
    {
        return Err(Answer::bad_request("Date range limited to 30 days"));
    }
    let rows: Vec<&AuditEvent> = call
        .world
        .audit
        .iter()
        .rev()
        .filter(|event| after.is_none_or(|at| event.created_at >= at))
        .filter(|event| before.is_none_or(|at| event.created_at <= at))
        .filter(|event| is_wanted(event))
        .collect();
    page::by_key_or_offset(call, rows, |event| id(event), |event| event.rest_row())
}

fn one(call: &Call<'_>, is_wanted: impl Fn(&AuditEvent) -> bool) -> Outcome {
    let wanted = call.id("event_id")?;
    let mut events = call.world.audit.iter();
    let found = events.find(|event| id(event) == wanted && is_wanted(event));
    found.map(|event| Answer::ok(event.rest_row())).ok_or_else(|| Answer::not_found("Audit Event"))
}

fn all(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let entity_type = call.params().text("entity_type");
    let entity_id = call.params().number("entity_id");
    if entity_id.is_some() && entity_type.is_none() {
        return Err(Answer::invalid("entity_type is missing"));
    }
    list(call, |event| {
        entity_type.as_ref().is_none_or(|wanted| *wanted == event.entity_type)
            && entity_id.is_none_or(|wanted| wanted == event.entity_id)
    })
}

fn one_of_all(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    one(call, |_| true)
}

/// Which events of a place the caller may see: all, or those of the author returned.
fn reach(call: &Call<'_>, kind: Kind) -> Result<(Place, Option<u64>), Answer> {
    let place = call.place_as(kind, Level::DEVELOPER)?;
    let sees_all = match kind {
        Kind::Group => Level::OWNER,
        Kind::Project => Level::MAINTAINER,
    };
    let only = if call.level(place) >= sees_all { None } else { Some(call.me()?) };
    Ok((place, only))
}

fn is_within(event: &AuditEvent, place: Place, only: Option<u64>) -> bool {
    event.entity_type == place.class()
        && event.entity_id == place.id()
        && only.is_none_or(|author| i64::try_from(author) == Ok(event.author_id))
}

fn of_place(call: &Call<'_>, kind: Kind) -> Outcome {
    let (place, only) = reach(call, kind)?;
    list(call, |event| is_within(event, place, only))
}

fn one_of_place(call: &Call<'_>, kind: Kind) -> Outcome {
    let (place, only) = reach(call, kind)?;
    one(call, |event| is_within(event, place, only))
}
