//! CI/CD variables: flags and names are read, values only ever sent.

use std::collections::BTreeSet;

use engine::respond::act::{Home, VariableFlag, VariableRef};
use engine::respond::{Seen, act};
use gitlab::{Client, GitLabError, ProtectedKind, Variable, VariableFlags, mask_problem};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::{home, thing};

pub(super) async fn look(client: &Client, variable: &VariableRef) -> Result<Seen, GitLabError> {
    Ok(find(client, variable).await?.map_or(Seen::Absent, |found| thing(row(&found))))
}

/// As [`look`], with the branches that would lose the variable (CI10).
pub(super) async fn look_to_change(
    client: &Client,
    act: &act::ChangeVariable,
) -> Result<Seen, GitLabError> {
    let Some(found) = find(client, &act.variable).await? else { return Ok(Seen::Absent) };
    let mut seen = thing(row(&found));
    let protects = act.set.get(&VariableFlag::Protected) == Some(&true) && !found.protected;
    if let (true, Home::Project { project }, Seen::Thing { row }) =
        (protects, act.variable.home, &mut seen)
    {
        let refs = unprotected_refs(client, project.0).await?;
        row.insert("last_unprotected_refs".to_owned(), json!(refs));
    }
    Ok(seen)
}

pub(super) async fn change(client: &Client, act: &act::ChangeVariable) -> Result<(), GitLabError> {
    let flag = |flag| act.set.get(&flag).copied();
    let flags = VariableFlags {
        masked: flag(VariableFlag::Masked),
        protected: flag(VariableFlag::Protected),
    };
    client.change_variable(home(act.variable.home), named(&act.variable), flags).await
}

pub(super) async fn replace(
    client: &Client,
    act: &act::ReplaceVariableValue,
    value: Option<&SecretString>,
) -> Result<(), GitLabError> {
    let value = handed_over(value)?;
    client.replace_variable_value(home(act.variable.home), named(&act.variable), value).await
}

/// The value is judged before the old variable is deleted: GitLab would refuse
/// to mask the new one when it is too late.
pub(super) async fn hide(
    client: &Client,
    act: &act::RecreateVariableHidden,
    value: Option<&SecretString>,
) -> Result<(), GitLabError> {
    let value = handed_over(value)?;
    if let Some(problem) = mask_problem(value.expose_secret()) {
        let what = format!("the new value cannot be masked ({problem:?}); nothing was changed");
        return Err(GitLabError::Config { what });
    }
    let at = home(act.variable.home);
    let found = find(client, &act.variable).await?;
    if found.is_some() {
        client.delete_variable(at, named(&act.variable)).await?;
    }
    let like = found.unwrap_or_else(|| Variable {
        key: act.variable.key.clone(),
        variable_type: None,
        protected: true,
        masked: true,
        hidden: true,
        raw: false,
        environment_scope: Some(act.variable.environment_scope.clone()),
        description: None,
        mask_problem: None,
    });
    client.add_hidden_variable(at, &like, value).await
}

pub(super) async fn delete(client: &Client, variable: &VariableRef) -> Result<(), GitLabError> {
    client.delete_variable(home(variable.home), named(variable)).await
}

fn handed_over(value: Option<&SecretString>) -> Result<&SecretString, GitLabError> {
    let missing = || GitLabError::Config { what: "no value was handed over".to_owned() };
    value.ok_or_else(missing)
}

fn named(variable: &VariableRef) -> (&str, &str) {
    (&variable.key, &variable.environment_scope)
}

async fn find(client: &Client, variable: &VariableRef) -> Result<Option<Variable>, GitLabError> {
    let all = match client.variables(home(variable.home)).await {
        Ok(all) => all,
        Err(error) if error.is_not_found() => return Ok(None),
        Err(error) => return Err(error),
    };
    let scope = variable.environment_scope.as_str();
    Ok(all.into_iter().find(|found| {
        found.key == variable.key && found.environment_scope.as_deref().unwrap_or("*") == scope
    }))
}

fn row(variable: &Variable) -> Value {
    json!({
        "key": variable.key,
        "variable_type": variable.variable_type,
        "protected": variable.protected,
        "masked": variable.masked,
        "hidden": variable.hidden,
        "raw": variable.raw,
        "environment_scope": variable.environment_scope,
        "description": variable.description,
        "mask_problem": variable.mask_problem,
    })
}

/// Branches and tags that had pipelines lately and are not protected.
async fn unprotected_refs(client: &Client, project: i64) -> Result<BTreeSet<String>, GitLabError> {
    let ran = client.latest_pipelines(project).await?;
    let mut patterns = Vec::new();
    for kind in [ProtectedKind::Branch, ProtectedKind::Tag] {
        let rows = match client.protected_refs(project, kind).await {
            Ok(rows) => rows,
            Err(error) if error.is_not_found() => Vec::new(),
            Err(error) => return Err(error),
        };
        patterns.extend(rows.iter().filter_map(|row| Some(row.get("name")?.as_str()?.to_owned())));
    }
    let refs = ran.into_iter().filter_map(|pipeline| pipeline.reference);
    Ok(refs.filter(|name| !patterns.iter().any(|pattern| matches(pattern, name))).collect())
}

/// Whether a name is of a pattern, in which `*` stands for anything.
///
/// Source: GitLab docs, `user/project/repository/branches/protected`, "wildcard rules".
fn matches(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == name };
    name.strip_prefix(head).is_some_and(|name| {
        (0..=name.len()).filter_map(|at| name.get(at..)).any(|tail| matches(rest, tail))
    })
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_in_a_protected_name_stands_for_anything() {
        for (pattern, name, is_match) in [
            ("main", "main", true),
            ("main", "mainly", false),
            ("release/*", "release/1.2", true),
            ("*-stable", "17-2-stable", true),
            ("*-stable", "17-2-stable-ee", false),
            ("v*.*", "v1.2", true),
        ] {
            assert_eq!(matches(pattern, name), is_match, "{pattern} {name}");
        }
    }
}
