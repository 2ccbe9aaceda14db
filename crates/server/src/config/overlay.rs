//! `PORTCULLIS_SECTION__KEY=value` over the file.

use std::collections::BTreeMap;

use serde::de::Error as _;
use toml::{Table, Value};

use super::{Config, ConfigError};

const PREFIX: &str = "PORTCULLIS_";

/// Lays the environment over the settings, one variable at a time, so that an
/// error names the variable. Variables without `__` are not ours to read.
pub(super) fn apply(
    config: Config,
    environment: &BTreeMap<String, String>,
) -> Result<Config, ConfigError> {
    let mut config = config;
    for (name, text) in environment {
        let Some((section, key)) = name.strip_prefix(PREFIX).and_then(|rest| rest.split_once("__"))
        else {
            continue;
        };
        config = set(&config, &section.to_lowercase(), &key.to_lowercase(), text)
            .map_err(|error| ConfigError::Wrong { place: name.clone(), text: brief(&error) })?;
    }
    Ok(config)
}

/// The value as TOML (`true`, `3`, `["a"]`), else as plain text.
fn set(config: &Config, section: &str, key: &str, text: &str) -> Result<Config, toml::de::Error> {
    let plain = Value::String(text.to_owned());
    match format!("value = {text}").parse::<Table>().ok().and_then(|mut t| t.remove("value")) {
        Some(typed) => with(config, section, key, typed)
            .or_else(|error| with(config, section, key, plain).map_err(|_plain| error)),
        None => with(config, section, key, plain),
    }
}

fn with(
    config: &Config,
    section: &str,
    key: &str,
    value: Value,
) -> Result<Config, toml::de::Error> {
    let mut whole = Table::try_from(config).map_err(toml::de::Error::custom)?;
    let entry = whole.entry(section.to_owned()).or_insert_with(|| Value::Table(Table::new()));
    match entry {
        Value::Table(table) => {
            table.insert(key.to_owned(), value);
        }
        Value::String(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_) => {
            return Err(toml::de::Error::custom(format!(
                "{section} is a list: set it in the file"
            )));
        }
    }
    whole.try_into()
}

fn brief(error: &toml::de::Error) -> String {
    error.message().to_owned()
}
