//! What the people of an exercise write, in both languages at once.

use serde_json::{Value, json};
use server::web::words::{Lang, Words};

/// Texts in both languages.
pub(super) struct Texts {
    words: [(Lang, Words); 2],
    /// The language of record (JA1).
    lang: &'static str,
    /// The scenario, which has words of its own for what happened.
    scenario: String,
}

impl Texts {
    pub(super) fn new(lang: Lang, scenario: &str) -> anyhow::Result<Self> {
        let words = [(Lang::En, Words::of(Lang::En)?), (Lang::Ja, Words::of(Lang::Ja)?)];
        Ok(Self { words, lang: lang.as_str(), scenario: scenario.to_owned() })
    }

    /// A draft of a message: which text, which kind of message, who reads it.
    /// Fields are worded under `exercise-<what>-<field>`; what happened, what it
    /// means and what is to be done, in the scenario's own words.
    pub(super) fn draft(
        &self,
        (what, kind, audience): (&str, &str, &str),
        fields: &[&str],
    ) -> Value {
        let texts = self.both(|words| {
            let worded =
                |field: &&str| ((*field).to_owned(), Value::from(self.field(words, what, field)));
            let fields: serde_json::Map<String, Value> = fields.iter().map(worded).collect();
            json!({ "title": words.t(format!("exercise-{what}-title")), "fields": fields })
        });
        json!({ "kind": kind, "audience": audience, "language": self.lang, "texts": texts })
    }

    fn field(&self, words: &Words, what: &str, field: &str) -> String {
        let own = |part: &str| words.t(format!("exercise-{}-text-{part}", self.scenario));
        match (what, field) {
            ("mail" | "blog", "background") => own("background"),
            ("mail", "potential_impact") => own("impact"),
            ("mail", "follow_up_actions") => own("advice"),
            ("faq", "questions") => ["background", "impact", "advice"]
                .map(|part| format!("{}\n{}", words.t(format!("exercise-faq-{part}")), own(part)))
                .join("\n\n"),
            (what, field) => words.t(format!("exercise-{what}-{}", field.replace('_', "-"))),
        }
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
