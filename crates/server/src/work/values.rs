//! New values of CI/CD variables that a secret store hands to the server: files
//! in one folder, or environment variables of one prefix (CI8, CI9).
//!
//! A value goes from there into the one call and is kept nowhere.

use std::path::Path;

use engine::respond::Act;
use engine::respond::act::ValueFrom;
use secrecy::SecretString;

/// GitLab takes no longer value.
///
/// Source: GitLab docs, `ci/variables`, "CI/CD variable validity" (10,000 characters).
const VALUE_BYTES_MAX: u64 = 64 * 1024;

/// Where an act takes a value from, if it takes one.
fn origin(act: &Act) -> Option<&ValueFrom> {
    match act {
        Act::ReplaceVariableValue(act) => Some(&act.value_from),
        Act::RecreateVariableHidden(act) => Some(&act.value_from),
        _takes_none => None,
    }
}

/// The value that an act takes from the server's side; `None` = it takes none, or
/// a person hands it over. The error names the origin, never the value.
pub(crate) fn stored(folder: &Path, act: &Act) -> Result<Option<SecretString>, String> {
    let Some(origin) = origin(act) else { return Ok(None) };
    if origin.problem().is_some() {
        return Err(format!("{origin:?} is no place to take a value from"));
    }
    match origin {
        ValueFrom::Prompt => Ok(None),
        ValueFrom::File(name) => file(&folder.join(name)).map(Some),
        ValueFrom::Environment(name) => environment(name).map(Some),
    }
}

#[expect(clippy::disallowed_methods, reason = "a value is read when it is used, and kept nowhere")]
fn environment(name: &str) -> Result<SecretString, String> {
    let value = std::env::var(name);
    value.map(SecretString::from).map_err(|_unset| format!("the variable {name} is not set"))
}

fn file(path: &Path) -> Result<SecretString, String> {
    let unreadable = |error: std::io::Error| format!("{}: {error}", path.display());
    let about = std::fs::symlink_metadata(path).map_err(unreadable)?;
    if !about.is_file() || about.len() > VALUE_BYTES_MAX {
        return Err(format!("{}: no plain file of at most 64 KiB", path.display()));
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    // Editors and shells end a file with a line break; a value has none.
    Ok(text.trim_end_matches(['\r', '\n']).into())
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::stored;

    fn act(from: &str) -> engine::respond::Act {
        let text = format!(
            r#"{{"kind":"replace_variable_value","project":3,"key":"K","value_from":{from}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test's own folder")]
    fn a_value_is_read_from_its_folder_only() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("deploy-key"), "s3cret-value\n").unwrap();
        let value = stored(folder.path(), &act(r#"{"file":"deploy-key"}"#)).unwrap().unwrap();
        assert_eq!(value.expose_secret(), "s3cret-value");
        assert!(stored(folder.path(), &act(r#""prompt""#)).unwrap().is_none());
        for from in
            [r#"{"file":"../deploy-key"}"#, r#"{"file":"none"}"#, r#"{"environment":"HOME"}"#]
        {
            assert!(stored(folder.path(), &act(from)).is_err(), "{from}");
        }
    }
}
