//! What our own record adds to a survey: who made what since the window opened,
//! followed from actor to actor (CE9), and from where credentials were used (CE6).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::investigate::sweep;
use engine::respond::{Made, Spot, Subject, Survey, ThingKind, TokenScope, Use};
use event::{Event, UserId};
use jiff::{SignedDuration, Timestamp};
use ledger::Reader;
use store::{Page, Query, Store};

use super::site::user_thing;
use super::{Order, person};
use crate::work::read;
use crate::work::writer::full_text;

/// Events that are looked at for what was made; the newest, the rest is a gap.
const MADE_MAX: usize = 20_000;

/// Events that are looked at for where a credential was used.
const USES_MAX: usize = 5_000;

/// Rows of one page of a search.
const ROWS: usize = 500;

/// How far back uses are looked for: GitLab keeps its own request logs for about
/// as long.
///
/// Source: GitLab docs, `administration/logs/log_parsing` (rotation, 30 days).
const USES_SINCE: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Rounds of following what made what: a user made by a user made by a user …
const ROUNDS_MAX: usize = 8;

/// Calls that a use names.
const CALLS_SHOWN_MAX: usize = 6;

/// Our own events.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// Where they are found.
    pub(crate) store: Arc<Store>,
    /// Where they are read.
    pub(crate) reader: Reader,
}

impl Record {
    /// The events that a query finds, newest first; whether that is all of them.
    pub(crate) async fn find(
        &self,
        text: &str,
        since: Option<Timestamp>,
        max: usize,
    ) -> Result<(Vec<Event>, bool), anyhow::Error> {
        let mut query = Query::parse(text, Timestamp::UNIX_EPOCH)?;
        query.since = since;
        let (mut events, mut page) = (Vec::new(), Page::first(ROWS));
        loop {
            let answer = self.store.search(&query, page).await?;
            let reader = self.reader.clone();
            let indexes: Vec<u64> = answer.rows.iter().map(|row| row.index).collect();
            let reading = tokio::task::spawn_blocking(move || {
                let records = indexes.iter().filter_map(|index| reader.read(*index).ok());
                records.map(|record| read::event(&record)).collect::<Vec<Event>>()
            });
            events.extend(reading.await?);
            match answer.next {
                None => return Ok((events, true)),
                Some(_) if events.len() >= max => return Ok((events, false)),
                before => page = Page { limit: ROWS, before },
            }
        }
    }
}

/// Adds what the record tells, and what those hold whom it leads to.
pub(super) async fn follow(order: &Order<'_>, survey: &mut Survey) {
    add_made(order, survey).await;
    for _round in 0..ROUNDS_MAX {
        let known = survey.actors.clone();
        let (actors, touched) = next_ones(survey);
        for user in actors.iter().chain(&touched) {
            if survey.things.iter().any(|thing| thing.spot == (Spot::User { user: *user })) {
                continue;
            }
            person::add_other(order.client, *user, survey).await;
            add_user(order, *user, actors.contains(user), survey).await;
        }
        survey.actors.extend(actors);
        if survey.actors == known {
            break;
        }
    }
    sweep::keep_relevant(survey);
    add_uses(order, survey).await;
}

async fn add_made(order: &Order<'_>, survey: &mut Survey) {
    let text = "type:*_created,*_added,add_*,*_registered OR (method:POST status:201)";
    match order.record.find(text, Some(order.window.since), MADE_MAX).await {
        Ok((events, is_all)) => {
            survey.made = events.iter().filter_map(sweep::made).collect();
            if !is_all {
                let gap = format!("record: only the newest {MADE_MAX} events were looked at");
                survey.gaps.push(gap);
            }
        }
        Err(error) => survey.gaps.push(format!("record: {error:#}")),
    }
}

/// Whom the actors' acts brought to life (users, and bots of tokens), and for
/// whom they made credentials.
fn next_ones(survey: &Survey) -> (BTreeSet<UserId>, BTreeSet<UserId>) {
    let is_actors = |made: &&Made| survey.actors.contains(&UserId(made.by));
    let mut actors = sweep::made_users(&survey.made, &survey.actors);
    for token in &survey.tokens {
        let is_made = survey.made.iter().filter(is_actors).any(|made| {
            made.kind == ThingKind::AccessToken && sweep::is_token(made, token, survey)
        });
        let is_bots =
            matches!(token.handle.scope, TokenScope::Project { .. } | TokenScope::Group { .. });
        if is_made && is_bots {
            actors.extend(token.user);
        }
    }
    let touched = survey.made.iter().filter(is_actors).filter_map(|made| {
        let Some(Spot::User { user }) = made.spot else { return None };
        matches!(made.kind, ThingKind::AccessToken | ThingKind::SshKey | ThingKind::GpgKey)
            .then_some(user)
    });
    let mut touched: BTreeSet<UserId> = touched.collect();
    let is_new = |user: &UserId| !survey.actors.contains(user) && *user != survey.standing.user;
    actors.retain(is_new);
    touched.retain(|user| is_new(user) && !actors.contains(user));
    (actors, touched)
}

/// A user whom the suspect made is a door too.
async fn add_user(order: &Order<'_>, user: UserId, is_actor: bool, survey: &mut Survey) {
    let is_there = |survey: &Survey| {
        survey.things.iter().any(|thing| thing.kind == ThingKind::User && thing.id == user.0)
    };
    if !is_actor || is_there(survey) {
        return;
    }
    match order.client.user(user.0).await {
        Ok(found) if !found.bot => survey.things.push(user_thing(&found)),
        Ok(_bot_ends_with_its_token) => {}
        Err(error) => survey.gaps.push(format!("user {user}: {}", full_text(&error))),
    }
}

async fn add_uses(order: &Order<'_>, survey: &mut Survey) {
    let text = match order.subject {
        Subject::Token { token } => format!("token_id:{}", token.id),
        Subject::User { user } => format!("author_id:{user}"),
        Subject::Job { .. }
        | Subject::Project { .. }
        | Subject::Group { .. }
        | Subject::Instance => return,
    };
    let since = order.window.now.checked_sub(USES_SINCE).ok();
    match order.record.find(&text, since, USES_MAX).await {
        Ok((events, is_all)) => {
            survey.uses = uses(&events);
            if !is_all {
                survey.gaps.push(format!("record: only the newest {USES_MAX} uses were looked at"));
            }
        }
        Err(error) => survey.gaps.push(format!("record: {error:#}")),
    }
}

/// Uses by credential, address and program, the most frequent first.
fn uses(events: &[Event]) -> Vec<Use> {
    let mut found: BTreeMap<[Option<String>; 3], Use> = BTreeMap::new();
    for event in events {
        let credential = event.token.as_ref().map(|token| format!("{} {}", token.kind, token.id));
        let address = event.ip.map(|ip| ip.to_string());
        let request = event.request.as_ref();
        let program = request.and_then(|request| request.user_agent.clone());
        let call = request.and_then(|request| {
            let what = request.route.as_deref().or(request.path.as_deref())?;
            Some(format!("{} {what}", request.method.as_deref().unwrap_or("?")))
        });
        let call = call.or_else(|| event.event_type.clone());
        let at = event.occurred_at;
        let one = found
            .entry([credential.clone(), address.clone(), program.clone()])
            .or_insert_with(|| Use {
                credential,
                address,
                program,
                first: at,
                last: at,
                count: 0,
                calls: Vec::new(),
            });
        one.first = one.first.min(at);
        one.last = one.last.max(at);
        one.count = one.count.saturating_add(1);
        if let Some(call) = call
            && one.calls.len() < CALLS_SHOWN_MAX
            && !one.calls.contains(&call)
        {
            one.calls.push(call);
        }
    }
    let mut uses: Vec<Use> = found.into_values().collect();
    uses.sort_by_key(|one| std::cmp::Reverse(one.count));
    uses
}
