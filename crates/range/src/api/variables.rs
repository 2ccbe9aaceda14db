//! CI/CD variables of projects, groups and the instance.
//!
//! Reading them is told to the stream only (`variable_viewed_api`): a list is
//! one event that names the place, a single one names the variable.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post, put};
use crate::world::{Audit, Entity, Level, Place, Variable};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/variables", |call| list(call, Where::in_project(call)?)),
    get("/projects/:id/variables/:key", |call| one(call, Where::in_project(call)?)),
    post("/projects/:id/variables", |call| add(call, Where::in_project(call)?)),
    put("/projects/:id/variables/:key", |call| change(call, Where::in_project(call)?)),
    delete("/projects/:id/variables/:key", |call| remove(call, Where::in_project(call)?)),
    get("/groups/:id/variables", |call| list(call, Where::in_group(call)?)),
    get("/groups/:id/variables/:key", |call| one(call, Where::in_group(call)?)),
    post("/groups/:id/variables", |call| add(call, Where::in_group(call)?)),
    put("/groups/:id/variables/:key", |call| change(call, Where::in_group(call)?)),
    delete("/groups/:id/variables/:key", |call| remove(call, Where::in_group(call)?)),
    get("/admin/ci/variables", |call| list(call, Where::in_instance(call)?)),
    get("/admin/ci/variables/:key", |call| one(call, Where::in_instance(call)?)),
    post("/admin/ci/variables", |call| add(call, Where::in_instance(call)?)),
    put("/admin/ci/variables/:key", |call| change(call, Where::in_instance(call)?)),
    delete("/admin/ci/variables/:key", |call| remove(call, Where::in_instance(call)?)),
];

/// Where variables are; having one means that the caller may manage them.
#[derive(Debug, Clone, Copy)]
enum Where {
    Instance,
    Place(Place),
}

impl Where {
    fn in_project(call: &Call<'_>) -> Result<Self, Answer> {
        call.place_as(Kind::Project, Level::MAINTAINER).map(Self::Place)
    }

    fn in_group(call: &Call<'_>) -> Result<Self, Answer> {
        call.place_as(Kind::Group, Level::OWNER).map(Self::Place)
    }

    fn in_instance(call: &Call<'_>) -> Result<Self, Answer> {
        call.admin().map(|_| Self::Instance)
    }

    fn entity(self) -> Entity {
        match self {
            Self::Instance => Entity::Instance,
            Self::Place(place) => Entity::Place(place),
        }
    }

    /// Event types of adding, changing and removing; and GitLab's class and noun.
    fn words(self) -> ([&'static str; 3], &'static str, &'static str) {
        match self {
            Self::Instance => (
                [
                    "ci_instance_variable_created",
                    "ci_instance_variable_updated",
                    "ci_instance_variable_deleted",
                ],
                "Ci::InstanceVariable",
                "ci instance variable",
            ),
            Self::Place(Place::Group(_)) => (
                [
                    "ci_group_variable_created",
                    "ci_group_variable_updated",
                    "ci_group_variable_deleted",
                ],
                "Ci::GroupVariable",
                "ci group variable",
            ),
            Self::Place(Place::Project(_)) => (
                ["ci_variable_created", "ci_variable_updated", "ci_variable_deleted"],
                "Ci::Variable",
                "ci variable",
            ),
        }
    }
}

/// A variable as lists show it.
pub(super) fn row(variable: &Variable) -> Value {
    json!({
        "variable_type": variable.variable_type,
        "key": variable.key,
        "value": if variable.is_hidden { Value::Null } else { json!(variable.value) },
        "hidden": variable.is_hidden,
        "protected": variable.is_protected,
        "masked": variable.is_masked,
        "raw": variable.is_raw,
        "environment_scope": variable.environment_scope,
        "description": variable.description,
    })
}

fn variables<'a>(call: &'a mut Call<'_>, at: Where) -> Result<&'a mut Vec<Variable>, Answer> {
    match at {
        Where::Instance => Ok(&mut call.world.variables),
        Where::Place(place) => call.world.variables_of(place).ok_or_else(Answer::not_found_at_all),
    }
}

/// Index of the variable that the path names, within the asked environment scope.
fn position(call: &mut Call<'_>, at: Where) -> Result<usize, Answer> {
    let key = call.value("key").to_owned();
    let params = call.params();
    let scope = params.text("filter[environment_scope]").or_else(|| {
        let filter = params.0.get("filter")?;
        filter.get("environment_scope")?.as_str().map(str::to_owned)
    });
    let wanted = |variable: &Variable| {
        variable.key == key
            && scope.as_ref().is_none_or(|scope| *scope == variable.environment_scope)
    };
    let all = variables(call, at)?;
    if all.iter().filter(|variable| wanted(variable)).count() > 1 {
        let why = "There are multiple variables with provided parameters. Please use 'filter[environment_scope]'";
        return Err(Answer::conflict(why));
    }
    let found = all.iter().position(wanted);
    found.ok_or_else(|| {
        Answer::not_found(match at {
            Where::Instance => "Instance Variable",
            Where::Place(Place::Group(_)) => "Group Variable",
            Where::Place(Place::Project(_)) => "Variable",
        })
    })
}

fn list(call: &mut Call<'_>, at: Where) -> Outcome {
    let rows: Vec<Value> = variables(call, at)?.iter().map(row).collect();
    if let Where::Place(place) = at {
        let path = call.world.path_of(place);
        let audit = Audit::new("variable_viewed_api", at.entity())
            .target(place.class(), place.id(), path)
            .message("CI/CD variables accessed with the API");
        call.tell(audit);
    }
    page::by_offset(call, &rows, Value::clone)
}

fn one(call: &mut Call<'_>, at: Where) -> Outcome {
    let index = position(call, at)?;
    let found = variables(call, at)?.get(index).map(|v| (v.key.clone(), v.is_hidden, row(v)));
    let (key, is_hidden, row) = found.ok_or_else(Answer::not_found_at_all)?;
    let mut text = format!("CI/CD variable '{key}' accessed with the API");
    if is_hidden {
        text.push_str(" (hidden variable, no value shown)");
    }
    let audit = Audit::new("variable_viewed_api", at.entity())
        .target(at.words().1, number(index), key)
        .message(text);
    call.tell(audit);
    Ok(Answer::ok(row))
}

fn add(call: &mut Call<'_>, at: Where) -> Outcome {
    let params = call.params();
    params.require(&["key", "value"])?;
    let hides = params.flag("masked_and_hidden") == Some(true);
    let variable = Variable {
        key: params.text("key").unwrap_or_default(),
        value: params.text("value").unwrap_or_default(),
        variable_type: params.text("variable_type").unwrap_or_else(|| "env_var".to_owned()),
        is_raw: params.flag("raw") == Some(true),
        is_protected: params.flag("protected") == Some(true),
        is_masked: hides || params.flag("masked") == Some(true),
        is_hidden: hides,
        environment_scope: params.text("environment_scope").unwrap_or_else(|| "*".to_owned()),
        description: params.text("description"),
    };
    refuse(&variable)?;
    let all = variables(call, at)?;
    let is_taken = all.iter().any(|known| {
        known.key == variable.key && known.environment_scope == variable.environment_scope
    });
    if is_taken {
        let why = format!("({}) has already been taken", variable.key);
        return Err(Answer::wrong("key", &why));
    }
    let answer = Answer::created(row(&variable));
    let key = variable.key.clone();
    all.push(variable);
    let id = number(all.len());
    let (names, class, noun) = at.words();
    let audit =
        Audit::new(names[0], at.entity()).target(class, id, key).message(format!("Added {noun}"));
    call.tell(audit);
    Ok(answer)
}

fn change(call: &mut Call<'_>, at: Where) -> Outcome {
    let index = position(call, at)?;
    let params = &call.request.params;
    let (value, description) = (params.text("value"), params.text("description"));
    let (protected, masked) = (params.flag("protected"), params.flag("masked"));
    let (raw, kind) = (params.flag("raw"), params.text("variable_type"));
    let scope = params.text("environment_scope");
    let Some(variable) = variables(call, at)?.get_mut(index) else {
        return Err(Answer::not_found("Variable"));
    };
    let mut next = variable.clone();
    next.value = value.unwrap_or(next.value);
    next.description = description.or(next.description);
    next.is_protected = protected.unwrap_or(next.is_protected);
    // A hidden one stays masked: GitLab refuses to show it again.
    if next.is_hidden && masked == Some(false) {
        let why = "The visibility setting cannot be changed for masked and hidden variables.";
        return Err(Answer::wrong("base", why));
    }
    next.is_masked = masked.unwrap_or(next.is_masked);
    next.is_raw = raw.unwrap_or(next.is_raw);
    next.variable_type = kind.unwrap_or(next.variable_type);
    next.environment_scope = scope.unwrap_or(next.environment_scope);
    refuse(&next)?;
    let what =
        if next.is_protected == variable.is_protected { "value" } else { "variable protection" };
    let (from, to) = (variable.is_protected, next.is_protected);
    *variable = next;
    let (key, answer) = (variable.key.clone(), Answer::ok(row(variable)));
    let (names, class, noun) = at.words();
    let mut audit = Audit::new(names[1], at.entity()).target(class, number(index), key);
    audit = if from == to {
        audit.message(format!("Updated {noun} {what}"))
    } else {
        audit.change(what, &from.to_string(), &to.to_string())
    };
    call.tell(audit);
    Ok(answer)
}

fn remove(call: &mut Call<'_>, at: Where) -> Outcome {
    let index = position(call, at)?;
    let key = variables(call, at)?.remove(index).key;
    let (names, class, noun) = at.words();
    let audit = Audit::new(names[2], at.entity())
        .target(class, number(index), key)
        .message(format!("Removed {noun}"));
    call.tell(audit);
    Ok(Answer::no_content())
}

/// What GitLab refuses: names that no shell takes, and values that cannot be masked.
///
/// Source: GitLab docs, `ci/variables`, mask a CI/CD variable: one line, no
/// spaces, at least eight characters.
fn refuse(variable: &Variable) -> Result<(), Answer> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let length = variable.key.chars().count();
    if length == 0 || length > 255 || !variable.key.chars().all(is_name) {
        let why = "can contain only letters, digits and '_'.";
        return Err(Answer::wrong("key", why));
    }
    if !matches!(variable.variable_type.as_str(), "env_var" | "file") {
        return Err(Answer::invalid("variable_type does not have a valid value"));
    }
    let is_maskable =
        variable.value.chars().count() >= 8 && !variable.value.contains(char::is_whitespace);
    if variable.is_masked && !is_maskable {
        return Err(Answer::wrong("value", "is invalid"));
    }
    Ok(())
}

fn number(index: usize) -> u64 {
    u64::try_from(index).unwrap_or(u64::MAX)
}
