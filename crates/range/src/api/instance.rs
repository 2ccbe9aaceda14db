//! `/version`, `/metadata`, `/application/settings`.

use serde_json::json;

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::route::{Need, Route, get, put};
use super::settings;
use super::users::extend;
use crate::world::field_instance::APPLICATION;
use crate::world::{Audit, Entity};

pub(super) const ROUTES: &[Route] = &[
    get("/version", version).needs(Need::ReadUser),
    get("/metadata", metadata).needs(Need::ReadUser),
    get("/application/settings", show),
    put("/application/settings", set),
];

const VERSION: &str = "18.7.0-ee";

fn version(call: &mut Call<'_>) -> Outcome {
    call.me()?;
    Ok(Answer::ok(json!({ "version": VERSION, "revision": "a1b2c3d4e5f" })))
}

fn metadata(call: &mut Call<'_>) -> Outcome {
    call.me()?;
    Ok(Answer::ok(json!({
        "version": VERSION,
        "revision": "a1b2c3d4e5f",
        "kas": { "enabled": false, "externalUrl": null, "externalK8sProxyUrl": null, "version": null },
        "enterprise": true,
    })))
}

fn show(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let mut row = json!({ "id": 1 });
    extend(&mut row, settings::shown(call, APPLICATION, &call.world.settings));
    Ok(Answer::ok(row))
}

fn set(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let changes = settings::changes(call, APPLICATION, &call.world.settings)?;
    refuse(call)?;
    settings::apply(&changes, &mut call.world.settings);
    for change in changes {
        let audit = Audit::new("application_setting_updated", Entity::Instance)
            .target("ApplicationSetting", 1, "Application settings")
            .change(change.name, &settings::plain(&change.from), &settings::plain(&change.to));
        call.tell(audit);
    }
    show(call)
}

/// What GitLab's model refuses, field by field.
fn refuse(call: &Call<'_>) -> Result<(), Answer> {
    let params = call.params();
    let visibilities = params.list("restricted_visibility_levels");
    if let Some(wrong) =
        visibilities.iter().find(|word| !matches!(word.as_str(), "private" | "internal" | "public"))
    {
        let why = format!("'{wrong}' is not a valid visibility level");
        return Err(Answer::wrong("restricted_visibility_levels", &why));
    }
    if params.list("git_rate_limit_users_allowlist").len() > 100 {
        return Err(Answer::wrong(
            "git_rate_limit_users_allowlist",
            "is too long (maximum is 100 entries)",
        ));
    }
    let ranges = params.list("globally_allowed_ips");
    if ranges.iter().any(|range| !is_range(range)) {
        return Err(Answer::wrong("globally_allowed_ips", "is invalid IP address range"));
    }
    Ok(())
}

/// Whether a text is an address, or one with a prefix length.
pub(super) fn is_range(text: &str) -> bool {
    let (address, bits) = text.split_once('/').unwrap_or((text, "0"));
    let ip: Option<std::net::IpAddr> = address.trim().parse().ok();
    let most = if ip.is_some_and(|ip| ip.is_ipv6()) { 128 } else { 32 };
    ip.is_some() && bits.trim().parse::<u8>().is_ok_and(|bits| bits <= most)
}
