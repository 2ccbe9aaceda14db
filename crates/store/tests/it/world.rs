//! A ledger with a few events, and what a plain reading of it says.

use std::collections::BTreeMap;

use event::{Way, field, normalise};
use jiff::Timestamp;
use ledger::{Entry, Ledger, Options};
use serde_json::{Map, Value, json};
use store::{Answer, Page, Query, Store, StoreOptions};
use tempfile::TempDir;

/// 2026-01-10T00:00:00Z.
pub(crate) const START_MS: i64 = 1_768_003_200_000;
pub(crate) const DAY_MS: i64 = 86_400_000;

/// Memory and files so small that few events fill many of them.
pub(crate) const SMALL: StoreOptions = StoreOptions { memory_rows: 5, files_a_day_max: 2 };

/// A ledger and an index over it, in a folder of their own.
pub(crate) struct World {
    pub(crate) dir: TempDir,
    pub(crate) ledger: Ledger,
}

impl World {
    pub(crate) fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let (ledger, _) = Ledger::open(&dir.path().join("ledger"), Options::new("test")).unwrap();
        Self { dir, ledger }
    }

    pub(crate) fn with(tellings: &[Telling]) -> Self {
        let mut world = Self::new();
        world.append(tellings);
        world
    }

    pub(crate) fn append(&mut self, tellings: &[Telling]) {
        let entries: Vec<Entry<'_>> = tellings
            .iter()
            .map(|telling| Entry {
                source: telling.source,
                received_ms: u64::try_from(START_MS + 5 * DAY_MS).unwrap(),
                raw: &telling.raw,
            })
            .collect();
        self.ledger.append(&entries).unwrap();
    }

    /// Opens the index and brings it up to date.
    pub(crate) async fn store(&self, options: StoreOptions) -> Store {
        let store = Store::open(&self.dir.path().join("index"), options).await.unwrap();
        self.catch_up(&store).await;
        store
    }

    pub(crate) async fn catch_up(&self, store: &Store) {
        let indexed = store.catch_up(&self.ledger.reader(), &mut |_, _| {}).await.unwrap();
        assert_eq!(indexed, self.ledger.size());
    }

    /// The events that `wanted` takes, read from the ledger one by one: each
    /// once, newest first, as `(ledger index, fields, told)`.
    pub(crate) fn scan(&self, wanted: impl Fn(&Map<String, Value>) -> bool) -> Vec<Shown> {
        let mut events: BTreeMap<(Timestamp, String), (u32, Option<Shown>)> = BTreeMap::new();
        for record in self.ledger.reader().iter(0) {
            let record = record.unwrap();
            let received =
                Timestamp::from_millisecond(i64::try_from(record.received_ms).unwrap()).unwrap();
            let way = match record.source.split('/').next().unwrap() {
                "stream" => Way::Stream,
                "rest" => Way::Rest,
                _ => Way::Import,
            };
            let event = normalise::read(way, received, &record.raw);
            let fields = field::flat(&event);
            let (told, shown) = events.entry((event.occurred_at, event.key.0)).or_default();
            *told += 1;
            if shown.is_none() && wanted(&fields) {
                *shown = Some((record.index, fields, 0));
            }
        }
        let mut shown: Vec<_> = events
            .into_iter()
            .filter_map(|((time, _), (told, shown))| {
                shown.map(|(index, fields, _)| (time, (index, fields, told)))
            })
            .collect();
        shown.sort_by_key(|(time, (index, ..))| std::cmp::Reverse((*time, *index)));
        shown.into_iter().map(|(_, shown)| shown).collect()
    }
}

pub(crate) type Shown = (u64, Map<String, Value>, u32);

/// One telling of an event.
#[derive(Debug, Clone)]
pub(crate) struct Telling {
    pub(crate) source: &'static str,
    pub(crate) raw: Vec<u8>,
}

/// What an event is about; each part picks from a short list.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Facts {
    pub(crate) id: usize,
    pub(crate) ms: i64,
    pub(crate) actor: usize,
    pub(crate) kind: usize,
    pub(crate) ip: usize,
    pub(crate) project: usize,
}

pub(crate) const ACTORS: &[&str] = &["Alice", "bob", "Björk Ångström", "deploy-bot"];
pub(crate) const TYPES: &[&str] =
    &["user_created", "personal_access_token_issued", "deploy_token_revoked", "member_removed"];
pub(crate) const IPS: &[&str] = &["203.0.113.7", "203.0.113.200", "198.51.100.1", "2001:db8::7"];
pub(crate) const PROJECTS: &[&str] = &["acme/web", "acme/infra", "beta/tools"];

impl Facts {
    /// As GitLab streams it.
    pub(crate) fn streamed(self) -> Telling {
        let mut event = self.common();
        event["event_type"] = json!(pick(TYPES, self.kind));
        Telling { source: "stream/main", raw: event.to_string().into_bytes() }
    }

    /// As the REST rows have it.
    pub(crate) fn as_row(self) -> Telling {
        let all = self.common();
        let mut row = json!({});
        for name in ["id", "author_id", "entity_id", "entity_type", "created_at", "details"] {
            row[name] = all[name].clone();
        }
        Telling { source: "rest/instance", raw: row.to_string().into_bytes() }
    }

    fn common(self) -> Value {
        let time = Timestamp::from_millisecond(START_MS + self.ms).unwrap();
        let (actor, ip, project) =
            (pick(ACTORS, self.actor), pick(IPS, self.ip), pick(PROJECTS, self.project));
        json!({
            "id": self.id,
            "author_id": self.actor + 10,
            "author_name": actor,
            "entity_id": self.project + 100,
            "entity_type": "Project",
            "entity_path": project,
            "target_type": "Project",
            "target_id": self.project + 100,
            "target_details": "Näme of project",
            "ip_address": ip,
            "created_at": format!("{time:.3}"),
            "details": {
                "author_name": actor,
                "author_class": "User",
                "target_id": self.project + 100,
                "target_type": "Project",
                "target_details": "Näme of project",
                "custom_message": format!("Did {} things", self.id),
                "ip_address": ip,
                "entity_path": project,
            },
        })
    }
}

fn pick<'a>(list: &[&'a str], at: usize) -> &'a str {
    list[at % list.len()]
}

/// A request, as `api_json.log` has it.
pub(crate) fn request(ms: i64, token_id: i64, status: u16) -> Telling {
    let time = Timestamp::from_millisecond(START_MS + ms).unwrap();
    let raw = json!({
        "time": format!("{time:.3}"), "severity": "INFO", "duration_s": 0.1, "status": status,
        "method": "GET", "path": "/api/v4/projects", "params": [], "host": "gitlab.example.com",
        "remote_ip": "203.0.113.7", "ua": "curl/8", "route": "/api/:version/projects",
        "user_id": 10, "username": "alice", "token_type": "PersonalAccessToken", "token_id": token_id,
        "correlation_id": format!("req-{ms}"),
    });
    Telling { source: "import/api_json.log", raw: raw.to_string().into_bytes() }
}

/// All pages of an answer, joined.
pub(crate) async fn all_pages(store: &Store, query: &Query, limit: usize) -> Vec<Shown> {
    let mut shown = Vec::new();
    let mut before = None;
    loop {
        let Answer { rows, next, .. } = store.search(query, Page { limit, before }).await.unwrap();
        assert!(rows.len() <= limit);
        shown.extend(rows.into_iter().map(|row| (row.index, row.fields, row.told)));
        match next {
            Some(next) => before = Some(next),
            None => return shown,
        }
    }
}

/// The query, as of a day after the events.
pub(crate) fn query(text: &str) -> Query {
    let now = Timestamp::from_millisecond(START_MS + 4 * DAY_MS).unwrap();
    Query::parse(text, now).unwrap_or_else(|error| panic!("{error}"))
}
