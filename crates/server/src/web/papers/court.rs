//! `VERIFY`: what a court bundle holds, what it shows, how a stranger checks it.

use engine::coordinate::Case;
use jiff::Timestamp;

use crate::app::CourtOrder;
use crate::paper::{Block, Paper};
use crate::web::words::Words;

/// Parts of the document: each a heading and points, by key.
const PARTS: [(&str, &[&str]); 4] = [
    (
        "court-holds",
        &["court-holds-items", "court-holds-journal", "court-holds-head", "court-holds-stamps"],
    ),
    (
        "court-shows",
        &[
            "court-shows-whole",
            "court-shows-complete",
            "court-shows-evidence",
            "court-shows-then",
            "court-shows-who",
        ],
    ),
    (
        "court-shows-not",
        &["court-not-later", "court-not-true", "court-not-proven", "court-not-key"],
    ),
    ("court-check", &["court-check-seal", "court-check-own", "court-check-hand"]),
];

/// What a stranger types, in the folder.
const COMMANDS: &[&str] = &[
    "portcullis evidence verify . --seal SEAL --key verifier.pub --tsa-ca ca.pem",
    "python3 verify.py . --seal SEAL --key verifier.pub --tsa-ca ca.pem",
    "find items -type f | xargs sha256sum",
    "openssl ts -verify -data stamps/N.head -in stamps/N.tst -token_in -CAfile ca.pem",
];

/// Writes it, in this language.
pub(in crate::web) fn paper(
    words: &Words,
    case: &Case,
    order: &CourtOrder,
    made_at: Timestamp,
) -> Paper {
    let mut blocks = vec![
        Block::Text(words.t("court-lead")),
        Block::Pairs(vec![
            (words.t("court-to"), order.to.clone()),
            (words.t("court-purpose"), order.purpose.clone()),
        ]),
    ];
    for (heading, points) in PARTS {
        blocks.push(Block::Heading(words.t(heading)));
        blocks.push(Block::List(points.iter().map(|key| words.t(key)).collect()));
    }
    blocks.push(Block::Commands(COMMANDS));
    let id = case.id.to_string();
    Paper {
        title: words.t2("court-title", ("case", id.clone()), ("title", case.title.clone())),
        lang: words.lang().as_str(),
        mark: case.concerns.exercise.is_exercise().then(|| words.t("exercise-mark")),
        foot: words.t1("court-foot", "case", id),
        made_at,
        blocks,
    }
}
