//! Containment: hundreds of tokens revoked under GitLab's documented limits, and
//! how long it takes from an attack event's arrival to the blocked user.
//!
//! Everything goes over real HTTP: events come into the receiver, acts go out to
//! the range. People are as fast as they can be: who asks, who approves and who
//! executes answer at once, so that the figure is the product's own time.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bytes::Bytes;
use engine::coordinate::CaseKind;
use engine::respond::plan::Wish;
use engine::respond::{Act, Attestations, Subject, TokenHandle, TokenScope, act};
use event::{TokenId, UserId};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use range::world::{NewToken, TokenKind, UserKind};
use range::{Range, RangeConfig, RangeHandle};
use server::app::{App, Notice};
use server::clock::Clock;
use server::config::{Config, Data, GitLab, OnOverload, Policy, Stream};
use server::person::{Person, Role};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Args, Row, fresh};

const OWNERS: usize = 100;
const TOKENS_EACH: usize = 5;

/// Attacks measured one after the other.
const ATTACKS: usize = 100;

/// GitLab's documented limits for authenticated API calls, as calls a minute
/// from one start: on GitLab.com 2,000 (docs, `user/gitlab_com`, "Rate limits");
/// self-managed, where switched on, 7,200 in 3,600 s (docs,
/// `administration/settings/user_and_ip_rate_limits`), all of which may come in
/// the first minute.
const LIMITS: [(&str, usize); 2] =
    [("GitLab.com, 2,000 a minute", 2_000), ("self-managed, 7,200 an hour", 7_200)];

const STREAM_TOKEN: &str = "the-verification-token-of-the-bench";

pub(super) fn measure(args: &Args) -> anyhow::Result<Vec<Row>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut rows = Vec::new();
    for (name, limit) in LIMITS {
        let folder = fresh(args, "contain")?;
        rows.push(runtime.block_on(at_scale(&folder, args.seed, (name, limit)))?);
    }
    let folder = fresh(args, "contain")?;
    rows.push(runtime.block_on(attacks(&folder, args.seed))?);
    Ok(rows)
}

/// An installation in front of a range.
struct House {
    app: App,
    range: RangeHandle,
    receiver: SocketAddr,
    _stop: DropGuard,
}

impl House {
    async fn start(folder: &Path, config: RangeConfig) -> anyhow::Result<Self> {
        let range = Range::start(config).await?;
        let file = |name: &str, text: &str| -> anyhow::Result<_> {
            let path = folder.join(name);
            let mut file = std::fs::File::create(&path)?;
            std::io::Write::write_all(&mut file, text.as_bytes())?;
            Ok(path)
        };
        let token_file = file("gitlab.token", range.admin_token())?;
        let config = Config {
            data: Data { dir: folder.join("data") },
            gitlab: Some(GitLab::new(range.base_url().clone(), token_file)),
            stream: vec![Stream {
                name: "bench".to_owned(),
                token_files: vec![file("stream.token", STREAM_TOKEN)?],
                on_overload: OnOverload::Reset,
            }],
            policy: Policy { attach_window_h: 1, ..Policy::default() },
            ..Config::default()
        };
        let app = App::open(config, Clock::System).await?.app;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let receiver = listener.local_addr()?;
        let stop = CancellationToken::new();
        let router = server::collect::router(app.clone());
        tokio::spawn(server::serve::serve(listener, router, stop.clone().cancelled_owned()));
        Ok(Self { app, range, receiver, _stop: stop.drop_guard() })
    }

    /// Attests, approves and executes at once; whether every step is verified.
    async fn carry_out(&self, hash: &engine::respond::PlanHash) -> anyhow::Result<()> {
        let attested =
            Attestations { impact_understood: true, guideline: Some("bench".to_owned()) };
        self.app.attest(&rita(), hash, attested).await?;
        self.app.approve(&otto(), hash).await?;
        let execution = self.app.execute(&rita(), hash).await?;
        anyhow::ensure!(execution.is_contained(), "not contained: {:?}", execution.steps);
        Ok(())
    }
}

fn rita() -> Person {
    Person::new("rita", [Role::Responder])
}

fn otto() -> Person {
    Person::new("otto", [Role::Approver])
}

fn range_config(seed: u64, limit: Option<usize>) -> RangeConfig {
    let clock = Clock::System;
    RangeConfig {
        api_requests_per_minute: limit,
        ..RangeConfig::new(seed, Arc::new(move || clock.now()))
    }
}

/// Every token of a hundred people revoked by one plan.
async fn at_scale(folder: &Path, seed: u64, (name, limit): (&str, usize)) -> anyhow::Result<Row> {
    let house = House::start(folder, range_config(seed, Some(limit))).await?;
    let acts: Vec<Act> = tokens(&house.range).into_iter().map(revoke).collect();
    let count = acts.len();
    let (rita, kind) = (rita(), CaseKind::CredentialExposure);
    let case = house.app.open_case(&rita, "A leak of many", kind, None).await?;
    let calls = count_calls(&house.range);

    let start = Instant::now();
    let proposed = house.app.propose_acts(&rita, case, acts).await?;
    let planned = start.elapsed();
    house.carry_out(&proposed.hash).await?;
    let whole = start.elapsed();

    let live = house.range.with_world(|world| {
        world.tokens.values().filter(|token| token.name == TOKEN_NAME && !token.is_revoked).count()
    });
    anyhow::ensure!(live == 0, "{live} tokens are still alive");
    let calls = calls.count();
    Ok(Row::new(
        "contain",
        format!("{count} tokens of {OWNERS} owners planned, approved, revoked, verified; {name}"),
        format!(
            "{:.1} s (planned after {:.1} s), {calls} calls",
            whole.as_secs_f64(),
            planned.as_secs_f64()
        ),
        "one minute",
    ))
}

const TOKEN_NAME: &str = "bench token";

fn revoke(id: u64) -> Act {
    let id = TokenId(i64::try_from(id).unwrap_or_default());
    Act::RevokeToken(act::RevokeToken { token: TokenHandle { id, scope: TokenScope::Personal } })
}

/// Makes the people and their tokens; answers the tokens' ids.
fn tokens(range: &RangeHandle) -> Vec<u64> {
    let now = Clock::System.now();
    range.with_world(|world| {
        let mut ids = Vec::new();
        for owner in 0..OWNERS {
            let name = format!("person-{owner}");
            let user = world.add_user(&name, &name, UserKind::Human, now);
            for _ in 0..TOKENS_EACH {
                let new = NewToken {
                    kind: TokenKind::Personal,
                    user,
                    name: TOKEN_NAME.to_owned(),
                    description: None,
                    scopes: vec!["api".to_owned()],
                    expires_at: None,
                    family: None,
                    is_routable: true,
                };
                ids.push(world.add_token(new, now).0);
            }
        }
        ids
    })
}

/// Counts what the range writes into `api_json.log`.
struct Calls(tokio::sync::broadcast::Receiver<String>);

fn count_calls(range: &RangeHandle) -> Calls {
    Calls(range.subscribe_api_lines())
}

impl Calls {
    fn count(mut self) -> u64 {
        use tokio::sync::broadcast::error::TryRecvError;
        let mut count = 0u64;
        loop {
            match self.0.try_recv() {
                Ok(_line) => count += 1,
                Err(TryRecvError::Lagged(missed)) => count += missed,
                Err(TryRecvError::Empty | TryRecvError::Closed) => return count,
            }
        }
    }
}

/// One attack after the other, each by another person.
async fn attacks(folder: &Path, seed: u64) -> anyhow::Result<Row> {
    let house = House::start(folder, range_config(seed, None)).await?;
    let now = Clock::System.now();
    let users: Vec<u64> = house.range.with_world(|world| {
        let add = |index| format!("suspect-{index}");
        (0..ATTACKS)
            .map(|index| world.add_user(&add(index), &add(index), UserKind::Human, now))
            .collect()
    });
    let mut times = Vec::new();
    for user in users {
        times.push(attack(&house, user).await?);
    }
    times.sort_unstable();
    let at = |share: usize| {
        let place = times.len().saturating_sub(1) * share / 100;
        times.get(place).copied().unwrap_or_default().as_secs_f64() * 1000.0
    };
    Ok(Row::new(
        "contain",
        format!("from an attack event's arrival to the blocked user, {ATTACKS} attacks"),
        format!("median {:.0} ms, p99 {:.0} ms", at(50), at(99)),
        "seconds, without the people",
    ))
}

/// From the event's arrival to the verified block.
async fn attack(house: &House, user: u64) -> anyhow::Result<Duration> {
    let mut notices = house.app.subscribe();
    let start = Instant::now();
    send(house.receiver, event(user)).await?;
    let case = loop {
        if let Notice::Case { id } = notices.recv().await.context("no case was opened")? {
            break id;
        }
    };
    let subject = Subject::User { user: UserId(i64::try_from(user)?) };
    house.app.survey(&rita(), case, subject).await?;
    let proposed = house.app.propose(&rita(), case, Wish::Contain).await?;
    house.carry_out(&proposed.hash).await?;
    Ok(start.elapsed())
}

/// A project made public, which opens a case by itself.
fn event(user: u64) -> Bytes {
    let now = Clock::System.now();
    let text = serde_json::json!({
        "id": format!("00000000-0000-4000-8000-{user:012}"),
        "author_id": user,
        "author_name": format!("suspect of {user}"),
        "entity_id": 42,
        "entity_type": "Project",
        "entity_path": "group/project",
        "target_id": 42,
        "target_type": "Project",
        "target_details": "group/project",
        "ip_address": "203.0.113.9",
        "created_at": now.to_string(),
        "event_type": "project_visibility_level_updated",
        "details": {
            "author_class": "User", "change": "visibility_level", "from": "Private", "to": "Public"
        },
    });
    Bytes::from(text.to_string())
}

async fn send(receiver: SocketAddr, body: Bytes) -> anyhow::Result<()> {
    let stream = TcpStream::connect(receiver).await.context("cannot connect")?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = Request::post("/collect/stream/bench")
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("X-Gitlab-Event-Streaming-Token", STREAM_TOKEN)
        .body(Full::new(body))?;
    let answer = sender.send_request(request).await?;
    anyhow::ensure!(answer.status().is_success(), "the receiver answered {}", answer.status());
    Ok(())
}
