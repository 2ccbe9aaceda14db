//! `/projects/:id/pipeline_schedules`.
//!
//! Source: GitLab docs, `api/pipeline_schedules`. Only its owner changes a
//! schedule's script; a maintainer may take it over, switch it off or delete it.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post, put};
use super::users::{basic, extend};
use super::variables;
use crate::world::{Level, Place, Schedule, Variable, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/pipeline_schedules", list),
    post("/projects/:id/pipeline_schedules", create),
    get("/projects/:id/pipeline_schedules/:schedule_id", one),
    put("/projects/:id/pipeline_schedules/:schedule_id", change),
    delete("/projects/:id/pipeline_schedules/:schedule_id", remove),
    post("/projects/:id/pipeline_schedules/:schedule_id/take_ownership", take),
    post("/projects/:id/pipeline_schedules/:schedule_id/variables", add_variable),
    delete("/projects/:id/pipeline_schedules/:schedule_id/variables/:key", remove_variable),
];

fn row(call: &Call<'_>, schedule: &Schedule) -> Value {
    let owner = call.world.users.get(&schedule.owner);
    json!({
        "id": schedule.id,
        "description": schedule.description,
        "ref": schedule.branch,
        "cron": schedule.cron,
        "cron_timezone": schedule.cron_timezone,
        "next_run_at": millis(call.now),
        "active": schedule.is_active,
        "created_at": millis(schedule.created_at),
        "updated_at": millis(schedule.created_at),
        "owner": owner.map(|user| basic(user, &call.request.host)),
    })
}

fn list(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    let scope = call.params().text("scope");
    let rows: Vec<_> = call
        .world
        .schedules
        .values()
        .filter(|schedule| schedule.project == place.id())
        .filter(|schedule| match scope.as_deref() {
            Some("active") => schedule.is_active,
            Some("inactive") => !schedule.is_active,
            _ => true,
        })
        .collect();
    page::by_offset(call, &rows, |schedule| row(call, schedule))
}

fn find(call: &Call<'_>) -> Result<(Place, u64), Answer> {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    let id = call.id_of("schedule_id", "Pipeline Schedule")?;
    let schedule = call.world.schedules.get(&id).filter(|s| s.project == place.id());
    let id = schedule.map(|schedule| schedule.id);
    id.map(|id| (place, id)).ok_or_else(|| Answer::not_found("Pipeline Schedule"))
}

/// The owner, or a maintainer.
fn managed(call: &Call<'_>) -> Result<u64, Answer> {
    let (place, id) = find(call)?;
    let me = call.me()?;
    let is_own = call.world.schedules.get(&id).is_some_and(|schedule| schedule.owner == me);
    if is_own || call.level(place) >= Level::MAINTAINER { Ok(id) } else { Err(Answer::forbidden()) }
}

fn show(call: &Call<'_>, id: u64, status: u16) -> Outcome {
    let schedule = call.world.schedules.get(&id).ok_or_else(Answer::not_found_at_all)?;
    let mut row = row(call, schedule);
    let variables: Vec<Value> = schedule.variables.iter().map(variables::row).collect();
    extend(&mut row, json!({ "last_pipeline": null, "variables": variables }));
    Ok(Answer::json(status, row))
}

fn one(call: &mut Call<'_>) -> Outcome {
    let (_, id) = find(call)?;
    show(call, id, 200)
}

fn refuse(call: &Call<'_>) -> Result<(), Answer> {
    match call.params().text("cron") {
        Some(cron) if cron.split_whitespace().count() != 5 => {
            Err(Answer::wrong("cron", "is invalid syntax"))
        }
        _ => Ok(()),
    }
}

fn create(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    let me = call.me()?;
    let params = &call.request.params;
    params.require(&["description", "ref", "cron"])?;
    refuse(call)?;
    let id = call.world.next_id("schedule");
    let schedule = Schedule {
        id,
        project: place.id(),
        owner: me,
        description: params.text("description").unwrap_or_default(),
        branch: full_ref(&params.text("ref").unwrap_or_default()),
        cron: params.text("cron").unwrap_or_default(),
        cron_timezone: params.text("cron_timezone").unwrap_or_else(|| "UTC".to_owned()),
        is_active: params.flag("active") != Some(false),
        variables: Vec::new(),
        created_at: call.now,
    };
    call.world.schedules.insert(id, schedule);
    show(call, id, 201)
}

/// GitLab keeps whole names of branches.
fn full_ref(name: &str) -> String {
    if name.starts_with("refs/") { name.to_owned() } else { format!("refs/heads/{name}") }
}

fn change(call: &mut Call<'_>) -> Outcome {
    let id = managed(call)?;
    refuse(call)?;
    let params = &call.request.params;
    if let Some(schedule) = call.world.schedules.get_mut(&id) {
        let text = |name: &str, old: &String| params.text(name).unwrap_or_else(|| old.clone());
        schedule.description = text("description", &schedule.description);
        schedule.branch = full_ref(&text("ref", &schedule.branch));
        schedule.cron = text("cron", &schedule.cron);
        schedule.cron_timezone = text("cron_timezone", &schedule.cron_timezone);
        schedule.is_active = params.flag("active").unwrap_or(schedule.is_active);
    }
    show(call, id, 200)
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let id = managed(call)?;
    call.world.schedules.remove(&id);
    Ok(Answer::no_content())
}

fn take(call: &mut Call<'_>) -> Outcome {
    let (place, id) = find(call)?;
    if call.level(place) < Level::MAINTAINER {
        return Err(Answer::forbidden());
    }
    let me = call.me()?;
    if let Some(schedule) = call.world.schedules.get_mut(&id) {
        schedule.owner = me;
    }
    show(call, id, 201)
}

fn add_variable(call: &mut Call<'_>) -> Outcome {
    let id = managed(call)?;
    call.params().require(&["key", "value"])?;
    let params = &call.request.params;
    let variable = Variable {
        key: params.text("key").unwrap_or_default(),
        value: params.text("value").unwrap_or_default(),
        variable_type: params.text("variable_type").unwrap_or_else(|| "env_var".to_owned()),
        is_raw: false,
        is_protected: false,
        is_masked: false,
        is_hidden: false,
        environment_scope: "*".to_owned(),
        description: None,
    };
    let answer = variables::row(&variable);
    if let Some(schedule) = call.world.schedules.get_mut(&id) {
        schedule.variables.push(variable);
    }
    Ok(Answer::created(answer))
}

fn remove_variable(call: &mut Call<'_>) -> Outcome {
    let id = managed(call)?;
    let key = call.value("key").to_owned();
    let Some(schedule) = call.world.schedules.get_mut(&id) else {
        return Err(Answer::not_found("Pipeline Schedule"));
    };
    let index = schedule.variables.iter().position(|variable| variable.key == key);
    let index = index.ok_or_else(|| Answer::not_found("Variable"))?;
    let row = variables::row(&schedule.variables.remove(index));
    Ok(Answer::accepted_with(row))
}
