//! From fields to the text that is sent: one neutral text, headings in the
//! reader's language, nothing but what was approved.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::message::{Draft, Language};
use super::policy::Policy;
use crate::coordinate::circumstance::Share;
use crate::coordinate::update::StatusUpdate;
use crate::respond::plan::canonical_json;

/// A text, ready for any channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composed {
    /// The subject line or heading.
    pub title: String,
    /// The text: lines, no markup.
    pub body: String,
}

/// Between two languages of one message.
const RULE: &str = "\n\n----------------------------------------\n\n";

/// The message in one language; `None` where it was not written in it.
pub fn message(draft: &Draft, language: Language, policy: &Policy) -> Option<Composed> {
    let wording = draft.texts.get(&language)?;
    let fields = policy.kinds.get(&draft.kind).map(|kind| kind.fields.as_slice());
    let fields = fields.unwrap_or_default();
    let is_headed = fields.len() > 1;
    let mut blocks: Vec<String> = Vec::new();
    for field in fields {
        let Some(text) = wording.fields.get(field).map(|text| text.trim()) else { continue };
        if text.is_empty() {
            continue;
        }
        blocks.push(if is_headed {
            format!("{}\n\n{text}", policy.heading(field, language))
        } else {
            text.to_owned()
        });
    }
    if let Some(url) = &draft.blog_url {
        blocks.push(if is_headed {
            format!("{}\n\n{url}", policy.heading("read_more", language))
        } else {
            url.clone()
        });
    }
    if let Some(name) = &draft.signatory {
        blocks.push(format!("{}: {name}", policy.heading("signed", language)));
    }
    Some(Composed { title: wording.title.trim().to_owned(), body: blocks.join("\n\n") })
}

/// The message as it goes out: the language of record first, the others below.
pub fn whole(draft: &Draft, policy: &Policy) -> Option<Composed> {
    let mut first = message(draft, draft.language, policy)?;
    for language in draft.texts.keys().filter(|language| **language != draft.language) {
        if let Some(other) = message(draft, *language, policy) {
            for part in [RULE, &other.title, "\n\n", &other.body] {
                first.body.push_str(part);
            }
        }
    }
    Some(first)
}

/// Names exactly this message: SHA-256 of the canonical JSON of what was
/// drafted and of the text that comes of it, in hex. Whoever changes a word, an
/// addressee or a heading needs new approvals.
pub fn hash(draft: &Draft, policy: &Policy) -> String {
    let composed: BTreeMap<Language, Composed> = draft
        .texts
        .keys()
        .filter_map(|language| Some((*language, message(draft, *language, policy)?)))
        .collect();
    let named = serde_json::json!({
        "draft": draft,
        "composed": composed,
        "from": policy.from,
        "reply_to": policy.reply_to,
    });
    hex::encode(Sha256::digest(canonical_json(&named)))
}

/// Names an exception from a rule for exactly this message.
pub fn exception_hash(draft: &Draft, rule: &str, policy: &Policy) -> String {
    hex::encode(Sha256::digest(format!("{rule}\n{}", hash(draft, policy))))
}

/// A status update in one language, its headings in that language. Where it was
/// not written in it, the texts are those of the language of record.
pub fn status(update: &StatusUpdate, name: &str, language: Language, policy: &Policy) -> Composed {
    let texts = update.texts.get(&language).or_else(|| update.texts.get(&update.language));
    let texts = texts.cloned().unwrap_or_default();
    let share = match update.users {
        Share::Some => "users_some",
        Share::Many => "users_many",
        Share::All => "users_all",
    };
    let mut blocks = Vec::new();
    for (field, text) in texts.fields() {
        blocks.push(format!("{}\n{}", policy.heading(field, language), text.trim()));
        if field == "current_risk" {
            let users = policy.heading(share, language);
            blocks.push(format!("{}\n{users}", policy.heading("users", language)));
        }
    }
    blocks.push(match update.next_at {
        Some(at) => {
            let when = at.strftime("%Y-%m-%d %H:%M UTC");
            format!("{}\n{when}", policy.heading("next_at", language))
        }
        None => policy.heading("all_clear", language).to_owned(),
    });
    Composed { title: name.to_owned(), body: blocks.join("\n\n") }
}

/// The same text, marked as one of an exercise at its top and bottom; twice is once.
#[must_use]
pub fn watermark(composed: Composed, language: Language) -> Composed {
    let mark = exercise_mark(language);
    if composed.title.starts_with(mark) {
        return composed;
    }
    Composed {
        title: format!("{mark} {}", composed.title),
        body: format!("{mark}\n\n{}\n\n{mark}", composed.body),
    }
}

/// What every text of an exercise carries.
pub fn exercise_mark(language: Language) -> &'static str {
    match language {
        Language::En => "[EXERCISE]",
        Language::Ja => "【訓練】",
    }
}
