//! Acts: the kinds that a plan can hold.

use axum::extract::State;
use axum::routing::get;
use engine::respond::{View, act};
use serde_json::{Value, json};

use super::{Answer, list};
use crate::web::Web;
use crate::web::route::{Access, Route};
use crate::web::visitor::Visitor;

pub(super) const ROUTES: &[Route] = &[Route::get("/api/v1/acts", Access::SignedIn, || get(many))
    .says("Every kind of act: its name, what it does, an example, whether it can be undone")];

async fn many(State(_web): State<Web>, visitor: Visitor) -> Answer {
    let words = &visitor.words;
    let kinds: Vec<Value> = act::examples()
        .iter()
        .map(|example| {
            let rules = example.rules();
            let impact: Vec<String> =
                rules.impact(View::default()).iter().map(|text| words.say(text)).collect();
            json!({
                "kind": rules.kind(),
                "label": words.say(&rules.label()),
                "does": impact,
                "example": example,
                "is_reversible": act::is_reversible(example),
                "undo_note": rules.undo_note().map(|note| words.say(&note)),
                "needs_input": rules.needs_input().map(|input| words.say(&input)),
            })
        })
        .collect();
    list("acts", &kinds)
}
