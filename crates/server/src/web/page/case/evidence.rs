//! The evidence of a case: what is kept, whether it is sound, copies of it.

use axum::extract::State;
use engine::coordinate::{Case, EvidenceItem};
use jiff::Timestamp;

use super::super::{Answer, done};
use super::id_of;
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::api::evidence::download;
use crate::web::form::Place;
use crate::web::moment::Moment;
use crate::web::visitor::SignedIn;
use crate::web::words::Words;

pub(super) struct ItemView {
    /// Where a copy can be taken, by who may.
    pub(super) copy: Option<String>,
    pub(super) short: String,
    pub(super) name: String,
    pub(super) size: String,
    pub(super) kept: Moment,
    pub(super) state: String,
    /// `good`, `bad` or nothing: beside the word.
    pub(super) mark: &'static str,
}

pub(super) fn items(words: &Words, person: &Person, case: &Case, now: Timestamp) -> Vec<ItemView> {
    let may_copy = person.may(Permission::ReadEvidence);
    let items = case.evidence.iter().rev();
    items
        .map(|item| {
            let copy = may_copy.then(|| format!("/evidence/{}", item.sha256));
            ItemView { copy, ..view(words, item, now) }
        })
        .collect()
}

fn view(words: &Words, item: &EvidenceItem, now: Timestamp) -> ItemView {
    let (state, mark) = match item.verified {
        Some((_, true)) => ("evidence-sound", "good"),
        Some((_, false)) => ("evidence-damaged", "bad"),
        None => ("evidence-not-checked", ""),
    };
    let count = i64::try_from(item.bytes).unwrap_or(i64::MAX);
    ItemView {
        short: item.sha256.chars().take(12).collect(),
        copy: None,
        name: item.name.clone(),
        size: words.t1("evidence-bytes", "count", count),
        kept: Moment::of(words, item.kept_at, now),
        state: words.t(state),
        mark,
    }
}

pub(super) async fn verify(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.verify_evidence(&person, case, None).await?;
    Ok(done(&format!("/cases/{}#evidence", case.0), "evidence-verified"))
}

pub(super) async fn copy(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
) -> Answer {
    Ok(download(web.app.read_evidence(&person, &hash).await?))
}
