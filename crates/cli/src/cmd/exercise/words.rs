//! What the people of an exercise write, in both languages at once.

use serde_json::{Value, json};
use server::web::words::{Lang, Words};

/// Texts in both languages.
pub(super) struct Texts {
    words: [(Lang, Words); 2],
    /// The language of record (JA1).
    lang: &'static str,
}

impl Texts {
    pub(super) fn new(lang: Lang) -> anyhow::Result<Self> {
        let words = [(Lang::En, Words::of(Lang::En)?), (Lang::Ja, Words::of(Lang::Ja)?)];
        Ok(Self { words, lang: lang.as_str() })
    }

    /// A draft of a message. Its fields are worded under `exercise-<what>-<field>`.
    pub(super) fn draft(&self, what: &str, kind: &str, audience: &str, fields: &[&str]) -> Value {
        let texts = self.both(|words| {
            let worded = |field: &&str| {
                let key = format!("exercise-{what}-{}", field.replace('_', "-"));
                ((*field).to_owned(), Value::from(words.t(key)))
            };
            let fields: serde_json::Map<String, Value> = fields.iter().map(worded).collect();
            json!({ "title": words.t(format!("exercise-{what}-title")), "fields": fields })
        });
        json!({ "kind": kind, "audience": audience, "language": self.lang, "texts": texts })
    }

    /// A status update (CM12); without a next time it is the last one.
    pub(super) fn update(&self, next_at: Option<jiff::Timestamp>) -> Value {
        let what = if next_at.is_some() { "update" } else { "final" };
        let texts = self.both(|words| {
            let t = |field: &str| words.t(format!("exercise-{what}-{field}"));
            json!({
                "current_risk": t("risk"),
                "timeline": [t("timeline")],
                "mitigation": t("mitigation"),
                "status": t("status"),
                "next_steps": t("next-steps"),
            })
        });
        json!({
            "users": "many",
            "next_at": next_at,
            "is_final": next_at.is_none(),
            "language": self.lang,
            "texts": texts,
        })
    }

    fn both(&self, of: impl Fn(&Words) -> Value) -> Value {
        let both = self.words.iter().map(|(lang, words)| (lang.as_str().to_owned(), of(words)));
        Value::Object(both.collect())
    }
}
