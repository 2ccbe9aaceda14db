//! Which events the record holds already, and by which ways they came.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use datafusion::{
    arrow::array::{Array as _, AsArray as _},
    prelude::{SessionContext, ident},
};
use event::Event;

use crate::{
    StoreError,
    build::Identity,
    column::{KEY, OCCURRED_AT},
    index::Index,
    query::instant,
    sealed,
    table::{Layout, Rows},
};

/// The ways by which each of `events` was told so far, in their order; an empty
/// set for one that the index does not hold.
///
/// Costs a look at the days of the events: ask for those of one page of a
/// listing at a time, not for a year's.
pub(crate) async fn ways(
    engine: &SessionContext,
    index: &Index,
    events: &[Event],
) -> Result<Vec<BTreeSet<String>>, StoreError> {
    let identities: Vec<Identity> = events.iter().map(Identity::of).collect();
    let times: BTreeSet<i64> = identities.iter().map(|identity| identity.occurred_ms).collect();
    let (Some(oldest), Some(newest)) = (times.first().copied(), times.last().copied()) else {
        return Ok(Vec::new());
    };
    let snapshot = index.snapshot();
    let files = snapshot.manifest.files.iter().filter(|file| file.overlaps(oldest, newest));
    let rows = Rows {
        dir: index.dir().into(),
        chunks: crate::search::all_chunks(&snapshot),
        files: files.cloned().collect(),
        layout: Layout::Spread(2),
    };
    let mut told: BTreeMap<Identity, BTreeSet<String>> = BTreeMap::new();
    if !rows.chunks.is_empty() || !rows.files.is_empty() {
        let times = times.into_iter().map(instant).collect();
        let filter = ident(OCCURRED_AT)
            .between(instant(oldest), instant(newest))
            .and(ident(OCCURRED_AT).in_list(times, false));
        let table = engine.read_table(Arc::new(rows))?.filter(filter)?;
        let columns = vec![ident(OCCURRED_AT), ident(KEY), ident("way")];
        for batch in table.select(columns)?.collect().await? {
            let mut identities = Vec::with_capacity(batch.num_rows());
            sealed::identities_of(&batch, &mut identities);
            let ways = batch.column_by_name("way").and_then(|ways| ways.as_string_view_opt());
            for (at, identity) in identities.into_iter().enumerate() {
                let way = ways.filter(|ways| !ways.is_null(at)).map_or("", |ways| ways.value(at));
                told.entry(identity).or_default().insert(way.to_owned());
            }
        }
    }
    let of = |identity: &Identity| told.get(identity).cloned().unwrap_or_default();
    Ok(identities.iter().map(of).collect())
}
