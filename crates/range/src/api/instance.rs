//! `/version`, `/metadata`, `/application/settings`.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::route::{Need, Route, get, put};
use crate::world::{Audit, Entity};

pub(super) const ROUTES: &[Route] = &[
    get("/version", version).needs(Need::ReadUser),
    get("/metadata", metadata).needs(Need::ReadUser),
    get("/application/settings", settings),
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

fn settings(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    Ok(Answer::ok(Value::Object(call.world.settings.clone())))
}

fn set(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let wanted: Vec<_> =
        call.params().0.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    for (name, to) in wanted {
        let Some(from) = call.world.settings.get(&name).cloned() else { continue };
        if from == to || name == "id" {
            continue;
        }
        call.world.settings.insert(name.clone(), to.clone());
        let audit = Audit::new("application_setting_updated", Entity::Instance)
            .target("ApplicationSetting", 1, "Application settings")
            .change(&name, &plain(&from), &plain(&to));
        call.tell(audit);
    }
    settings(call)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
