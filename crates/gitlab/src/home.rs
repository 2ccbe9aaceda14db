//! The three places where GitLab keeps hooks and CI/CD variables, and rows of
//! which only named fields are kept.

use serde_json::{Map, Value};
use url::Url;

use crate::client::Client;

/// Where a hook or a variable lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// The whole instance.
    Instance,
    /// A group.
    Group(i64),
    /// A project.
    Project(i64),
}

impl Home {
    pub(crate) fn at(self, client: &Client, instance: &[&str], below: &[&str]) -> Url {
        let (resource, id) = match self {
            Self::Instance => {
                return client.at(&[instance, below.get(1..).unwrap_or_default()].concat());
            }
            Self::Group(id) => ("groups", id.to_string()),
            Self::Project(id) => ("projects", id.to_string()),
        };
        client.at(&[&[resource, &id], below].concat())
    }
}

/// Of GitLab's row only these fields: the others may hold secrets.
pub(crate) fn pick(mut row: Map<String, Value>, fields: &[&str]) -> Map<String, Value> {
    row.retain(|field, _| fields.contains(&field.as_str()));
    row
}
