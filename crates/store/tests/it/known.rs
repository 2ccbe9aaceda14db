//! By which ways an event was told, asked before it is recorded again.

use std::collections::BTreeSet;

use event::{Event, Way, normalise};
use jiff::Timestamp;

use crate::world::{DAY_MS, Facts, SMALL, START_MS, World};

fn facts(id: usize) -> Facts {
    let ms = i64::try_from(id).unwrap() * DAY_MS / 4;
    Facts { id, ms, ..Facts::default() }
}

fn row(id: usize) -> Event {
    let received = Timestamp::from_millisecond(START_MS).unwrap();
    normalise::read(Way::Rest, received, &facts(id).as_row().raw)
}

fn ways(ways: &[&str]) -> BTreeSet<String> {
    ways.iter().map(|way| (*way).to_owned()).collect()
}

#[tokio::test]
async fn an_event_is_known_by_every_way_it_came_in_memory_and_in_files() {
    let all: Vec<_> = (0..12).map(|id| facts(id).streamed()).collect();
    let mut world = World::with(&all);
    let store = world.store(SMALL).await;
    // Told again by another way, and one that nobody streamed.
    world.append(&[facts(3).as_row(), facts(11).as_row(), facts(20).as_row()]);
    world.catch_up(&store).await;

    let asked: Vec<Event> = [0, 3, 11, 20, 30].into_iter().map(row).collect();
    let expected = [
        ways(&["stream"]),
        ways(&["rest", "stream"]),
        ways(&["rest", "stream"]),
        ways(&["rest"]),
        ways(&[]),
    ];
    assert_eq!(store.ways(&asked).await.unwrap(), expected);
    store.seal().await.unwrap();
    assert_eq!(store.ways(&asked).await.unwrap(), expected);
    assert!(store.ways(&[]).await.unwrap().is_empty());
}
