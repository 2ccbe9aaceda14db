//! Settings by GitLab's names: what each takes, and what it is when nobody set it.
//!
//! The tables are read by the API to refuse what GitLab refuses, and by the
//! world for what a new project, group, hook or instance has.

use serde_json::{Map, Value, json};

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// GitLab's name of it.
    pub name: &'static str,
    /// What it takes.
    pub kind: FieldKind,
    /// The least licence that has it.
    pub tier: crate::Tier,
}

/// What a setting takes, and its default.
#[derive(Debug, Clone, Copy)]
pub enum FieldKind {
    /// True or false.
    Flag(bool),
    /// A whole number within bounds; none is null.
    Number(Option<i64>, i64, i64),
    /// Any text; none is null.
    Text(Option<&'static str>),
    /// One of these words; the first is the default.
    OneOf(&'static [&'static str]),
    /// A list of texts.
    Words,
    /// A list of ids.
    Ids,
    /// Written, and never shown.
    Secret,
}

impl FieldKind {
    /// The value when nobody set it.
    pub fn default(self) -> Value {
        match self {
            Self::Flag(on) => json!(on),
            Self::Number(number, _, _) => json!(number),
            Self::Text(text) => json!(text),
            Self::OneOf(words) => json!(words.first()),
            Self::Words | Self::Ids => json!([]),
            Self::Secret => Value::Null,
        }
    }
}

impl Field {
    const fn new(name: &'static str, kind: FieldKind) -> Self {
        Self { name, kind, tier: crate::Tier::Free }
    }

    /// The same, only from that licence on.
    #[must_use]
    pub const fn from(mut self, tier: crate::Tier) -> Self {
        self.tier = tier;
        self
    }
}

/// On unless switched off.
pub(crate) const fn on(name: &'static str) -> Field {
    Field::new(name, FieldKind::Flag(true))
}

/// Off unless switched on.
pub(crate) const fn off(name: &'static str) -> Field {
    Field::new(name, FieldKind::Flag(false))
}

pub(crate) const fn number(name: &'static str, default: i64, least: i64, most: i64) -> Field {
    Field::new(name, FieldKind::Number(Some(default), least, most))
}

pub(crate) const fn optional_number(name: &'static str, least: i64, most: i64) -> Field {
    Field::new(name, FieldKind::Number(None, least, most))
}

pub(crate) const fn text(name: &'static str, default: &'static str) -> Field {
    Field::new(name, FieldKind::Text(Some(default)))
}

pub(crate) const fn optional_text(name: &'static str) -> Field {
    Field::new(name, FieldKind::Text(None))
}

pub(crate) const fn one_of(name: &'static str, words: &'static [&'static str]) -> Field {
    Field::new(name, FieldKind::OneOf(words))
}

pub(crate) const fn words(name: &'static str) -> Field {
    Field::new(name, FieldKind::Words)
}

pub(crate) const fn ids(name: &'static str) -> Field {
    Field::new(name, FieldKind::Ids)
}

pub(crate) const fn secret(name: &'static str) -> Field {
    Field::new(name, FieldKind::Secret)
}

/// What has not been set by anybody.
pub fn defaults(fields: &[Field]) -> Map<String, Value> {
    fields.iter().map(|field| (field.name.to_owned(), field.kind.default())).collect()
}
