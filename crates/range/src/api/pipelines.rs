//! `/projects/:id/pipelines`.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post};
use super::users::{basic, extend};
use super::variables;
use crate::world::{Audit, Entity, Level, Pipeline, Place, Variable, Visibility, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/pipelines", list),
    post("/projects/:id/pipeline", start),
    get("/projects/:id/pipelines/:pipeline_id", one),
    post("/projects/:id/pipelines/:pipeline_id/cancel", cancel),
    delete("/projects/:id/pipelines/:pipeline_id", remove),
    get("/projects/:id/pipelines/:pipeline_id/variables", given),
    get("/projects/:id/pipelines/:pipeline_id/bridges", bridges),
];

/// A pipeline as lists show it.
pub(super) fn row(call: &Call<'_>, pipeline: &Pipeline) -> Value {
    let path = call.world.path_of(Place::Project(pipeline.project));
    json!({
        "id": pipeline.id,
        "iid": pipeline.iid,
        "project_id": pipeline.project,
        "sha": pipeline.sha,
        "ref": pipeline.branch,
        "status": pipeline.status,
        "source": pipeline.source,
        "created_at": millis(pipeline.created_at),
        "updated_at": millis(pipeline.updated_at),
        "web_url": format!("http://{}/{path}/-/pipelines/{}", call.request.host, pipeline.id),
        "name": null,
    })
}

fn full(call: &Call<'_>, pipeline: &Pipeline) -> Value {
    let mut row = row(call, pipeline);
    let user = call.world.users.get(&pipeline.user);
    extend(
        &mut row,
        json!({
            "before_sha": "0000000000000000000000000000000000000000",
            "tag": false,
            "yaml_errors": null,
            "user": user.map(|user| basic(user, &call.request.host)),
            "started_at": millis(pipeline.created_at),
            "finished_at": null,
            "duration": null,
            "coverage": null,
        }),
    );
    row
}

fn list(call: &mut Call<'_>) -> Outcome {
    let place = readable(call)?;
    let params = call.params();
    let (status, source) = (params.text("status"), params.text("source"));
    let username = params.text("username");
    let after = params.instant("updated_after")?;
    let before = params.instant("updated_before")?;
    let rows: Vec<&Pipeline> = call
        .world
        .pipelines
        .values()
        .rev()
        .filter(|pipeline| {
            let user = call.world.users.get(&pipeline.user);
            pipeline.project == place.id()
                && status.as_ref().is_none_or(|wanted| *wanted == pipeline.status)
                && source.as_ref().is_none_or(|wanted| *wanted == pipeline.source)
                && username.as_ref().is_none_or(|name| user.is_some_and(|u| u.username == *name))
                && after.is_none_or(|at| pipeline.updated_at >= at)
                && before.is_none_or(|at| pipeline.updated_at <= at)
        })
        .collect();
    page::by_offset(call, &rows, |pipeline| row(call, pipeline))
}

/// Pipelines are for members from Reporter; where they are public, for all who see the project.
///
/// Source: GitLab docs, `ci/pipelines/settings`, change which users can view your pipelines.
pub(super) fn readable(call: &Call<'_>) -> Result<Place, Answer> {
    let place = call.place(Kind::Project)?;
    let project = call.world.projects.get(&place.id()).ok_or_else(Answer::not_found_at_all)?;
    let has = |name: &str, wanted: Value| project.settings.get(name) == Some(&wanted);
    let is_public = has("public_jobs", json!(true))
        && has("builds_access_level", json!("enabled"))
        && project.visibility != Visibility::Private;
    if is_public || call.level(place) >= Level::REPORTER {
        return Ok(place);
    }
    call.me()?;
    Err(Answer::forbidden())
}

/// Logs and artifacts are for all who see the project's pipelines only while it
/// says so (`public_jobs`, "project-based pipeline visibility" on the page).
///
/// Source: GitLab docs, `ci/pipelines/settings`.
pub(super) fn logs_readable(call: &Call<'_>) -> Result<Place, Answer> {
    let place = readable(call)?;
    let project = call.world.projects.get(&place.id());
    let is_open = project.and_then(|project| project.settings.get("public_jobs"));
    if is_open != Some(&Value::Bool(false)) || call.level(place) >= Level::REPORTER {
        return Ok(place);
    }
    call.me()?;
    Err(Answer::forbidden())
}

fn find(call: &Call<'_>, place: Place) -> Result<u64, Answer> {
    let id = call.id("pipeline_id")?;
    let found = call.world.pipelines.get(&id).filter(|p| p.project == place.id());
    found.map(|pipeline| pipeline.id).ok_or_else(|| Answer::not_found("Pipeline"))
}

fn show(call: &Call<'_>, id: u64, status: u16) -> Outcome {
    let pipeline = call.world.pipelines.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::json(status, full(call, pipeline)))
}

fn one(call: &mut Call<'_>) -> Outcome {
    let place = readable(call)?;
    let id = find(call, place)?;
    show(call, id, 200)
}

fn start(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    call.params().require(&["ref"])?;
    let branch = call.params().text("ref").unwrap_or_default();
    let me = call.me()?;
    let variables = wanted_variables(call);
    if !variables.is_empty() && !may_give_variables(call, place) {
        return Err(Answer::wrong("base", "Insufficient permissions to set pipeline variables"));
    }
    let answer = begin(call, (place.id(), me), "api", branch)?;
    if let Some((_, pipeline)) = call.world.pipelines.iter_mut().next_back() {
        pipeline.variables = variables;
    }
    Ok(answer)
}

fn wanted_variables(call: &Call<'_>) -> Vec<Variable> {
    let rows = call.params().0.get("variables").and_then(Value::as_array);
    let text = |row: &Value, name: &str| row.get(name)?.as_str().map(str::to_owned);
    let variable = |row: &Value| {
        Some(Variable {
            key: text(row, "key")?,
            value: text(row, "value").unwrap_or_default(),
            variable_type: text(row, "variable_type").unwrap_or_else(|| "env_var".to_owned()),
            is_raw: false,
            is_protected: false,
            is_masked: false,
            is_hidden: false,
            environment_scope: "*".to_owned(),
            description: None,
        })
    };
    rows.into_iter().flatten().filter_map(variable).collect()
}

/// Who may set variables for a pipeline is a setting of the project.
///
/// Source: GitLab docs, `ci/variables`, restrict pipeline variables.
fn may_give_variables(call: &Call<'_>, place: Place) -> bool {
    let project = call.world.projects.get(&place.id());
    let setting = |name: &str| project.and_then(|project| project.settings.get(name));
    if setting("restrict_user_defined_variables").and_then(Value::as_bool) != Some(true) {
        return true;
    }
    let role = setting("ci_pipeline_variables_minimum_override_role").and_then(Value::as_str);
    let least = match role {
        Some("no_one_allowed") => return false,
        Some("owner") => Level::OWNER,
        Some("developer") => Level::DEVELOPER,
        _ => Level::MAINTAINER,
    };
    call.level(place) >= least
}

/// The variables that were given along, for those who may change the pipeline.
fn given(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    let id = find(call, place)?;
    let pipeline = call.world.pipelines.get(&id).ok_or_else(Answer::not_found_at_all)?;
    let rows: Vec<Value> = pipeline.variables.iter().map(variables::row).collect();
    page::by_offset(call, &rows, Value::clone)
}

/// Pipelines of the range start no others.
fn bridges(call: &mut Call<'_>) -> Outcome {
    let place = readable(call)?;
    find(call, place)?;
    page::by_offset::<Value>(call, &[], Value::clone)
}

/// Starts a pipeline as that user.
pub(super) fn begin(
    call: &mut Call<'_>,
    (project, user): (u64, u64),
    source: &str,
    branch: String,
) -> Outcome {
    // Without a log of its own a job prints what the project's configuration says.
    let id = call.world.add_pipeline((project, user), source, &[("test", "checks", "")], call.now);
    if let Some(pipeline) = call.world.pipelines.get_mut(&id) {
        pipeline.branch = branch;
    }
    show(call, id, 201)
}

fn cancel(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    let id = find(call, place)?;
    let is_running = call.world.pipelines.get(&id).is_some_and(|p| p.status == "running");
    if is_running {
        call.world.finish_pipeline(id, "canceled", call.now);
    }
    show(call, id, 201)
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::OWNER)?;
    let id = find(call, place)?;
    call.world.pipelines.remove(&id);
    call.world.jobs.retain(|_, job| job.pipeline != id);
    let audit = Audit::new("destroy_pipeline", Entity::Place(place))
        .target("Ci::Pipeline", id, id.to_string())
        .message("Deleted pipeline");
    call.tell(audit);
    Ok(Answer::no_content())
}
