//! The connection to GitLab: what it can do (P3), where GitLab streams to, how a
//! stream is set up, and whether its events arrive.

use std::time::Duration;

use engine::coordinate::What;
use engine::detect::record::{self, DestinationSeen};
use engine::respond::plan::Text;
use gitlab::{NewStream, StreamApi, StreamScope, stream_graphql};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use super::error::{Refusal, allow};
use super::{App, AppError};
use crate::app::input;
use crate::config::{GitLab, Stream, read_secret};
use crate::person::{Permission, Person};
use crate::work::probe::{self, Probe, StreamsReport};
use crate::work::standing;

/// Where the last probe is kept.
const KEPT: &str = "connection";

/// A test waits so long at most.
const TEST_WAIT_MAX: Duration = Duration::from_mins(10);

/// How often a test looks.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The connection as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Connection {
    /// GitLab's address; none when no GitLab is configured.
    pub url: Option<String>,
    /// What it can do, as read last.
    pub probe: Option<Probe>,
    /// Our streams.
    pub streams: Vec<StreamLine>,
}

/// One of our streams, and whether GitLab streams to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StreamLine {
    /// Its name in our settings.
    pub name: String,
    /// Where GitLab is to post to.
    pub address: String,
    /// Whose events the destination gets; none = the instance's.
    pub group: Option<String>,
    /// The destination in GitLab, by the last probe; none = there is none.
    pub destination: Option<DestinationSeen>,
}

/// A destination to be made in GitLab.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StreamOrder {
    /// Which of our streams; may be left out when there is one.
    pub stream: Option<String>,
    /// Path of the top-level group whose events it gets; none = the whole instance.
    pub group: Option<String>,
    /// Under which address GitLab reaches us; none = `server.public_url`.
    #[schema(value_type = Option<String>)]
    pub url: Option<Url>,
    /// The destination's name in GitLab; none = `portcullis-<stream>`.
    pub name: Option<String>,
    /// Only events of these types; none = of all.
    pub event_types: Vec<String>,
    /// Custom headers, `Name: value`.
    pub headers: Vec<String>,
    /// Make it now; else only what to run is answered.
    pub create: bool,
}

/// How a stream is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StreamSetup {
    /// What to run in GitLab's GraphQL explorer, in this order. Holds no secret:
    /// `TOKEN` and `DESTINATION_ID` are put in by hand.
    pub graphql: Vec<String>,
    /// Where: GitLab's explorer.
    pub explorer: Option<String>,
    /// Where the token is that takes the place of TOKEN.
    pub token_file: String,
    /// Where GitLab will post to.
    pub address: String,
    /// GitLab's id of the destination that was made.
    pub created: Option<String>,
}

/// A test of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TestOrder {
    /// Which of our streams; may be left out when there is one.
    pub stream: Option<String>,
    /// Make an event: the destination is given another name and its old one again.
    pub poke: bool,
    /// How long to wait, in seconds, at most 600.
    pub wait_s: u32,
}

impl Default for TestOrder {
    fn default() -> Self {
        Self { stream: None, poke: false, wait_s: 60 }
    }
}

/// What a test found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestReport {
    /// The source that was waited for.
    pub source: String,
    /// Whether an event arrived.
    pub has_arrived: bool,
    /// Its record.
    pub record: Option<u64>,
    /// How long it took, in milliseconds.
    pub waited_ms: u64,
    /// Whether we made an event.
    pub was_poked: bool,
}

/// Whether these settings reach a GitLab, and what they can do there: before
/// anything is written down.
pub async fn try_connection(settings: &GitLab, now: Timestamp) -> Result<Probe, AppError> {
    let client = super::open::client_of(settings).map_err(AppError::internal)?;
    let standing = standing::read(&client, settings.deployment, now).await?;
    Ok(probe::probe(&client, standing, now).await)
}

impl App {
    /// The connection as it stands; asks GitLab nothing.
    pub async fn connection(&self, person: &Person) -> Result<Connection, AppError> {
        allow(person, Permission::ReadCases)?;
        let probe = self.kept_probe().await?;
        let streams = self.inner.config.stream.iter();
        Ok(Connection {
            url: self.inner.config.gitlab.as_ref().map(|gitlab| gitlab.url.to_string()),
            streams: streams.map(|stream| self.stream_line(stream, probe.as_ref())).collect(),
            probe,
        })
    }

    fn stream_line(&self, stream: &Stream, probe: Option<&Probe>) -> StreamLine {
        let found = probe.into_iter().flat_map(|probe| &probe.streams).find_map(|report| {
            let ours = report.destinations.iter().find(|one| leads_to(one, &stream.name))?;
            Some((report, ours))
        });
        StreamLine {
            name: stream.name.clone(),
            address: self.stream_address(&stream.name, None),
            group: found.and_then(|(report, _)| match &report.scope {
                StreamScope::Instance => None,
                StreamScope::Group(path) => Some(path.clone()),
            }),
            destination: found.map(|(_, destination)| destination.clone()),
        }
    }

    fn stream_address(&self, name: &str, base: Option<&Url>) -> String {
        let server = &self.inner.config.server;
        let base = base.or(server.public_url.as_ref()).map(ToString::to_string);
        let base = base.unwrap_or_else(|| format!("http://{}", server.listen));
        format!("{}/collect/stream/{name}", base.trim_end_matches('/'))
    }

    /// Finds out what the connection can do, keeps it, and journals what became of
    /// stream destinations since the last time.
    pub async fn probe_connection(&self, person: &Person) -> Result<Probe, AppError> {
        allow(person, Permission::Survey)?;
        self.probe_now().await
    }

    pub(crate) async fn probe_now(&self) -> Result<Probe, AppError> {
        self.forget_standing().await;
        let standing = self.our_standing().await?;
        let probe = probe::probe(self.gitlab()?, standing, self.inner.clock.now()).await;
        self.keep_probe(probe.clone()).await?;
        Ok(probe)
    }

    /// Looks again at the destinations that the last probe saw; probes when there was none.
    pub(crate) async fn look_at_destinations(&self) -> Result<(), AppError> {
        let Some(mut probe) = self.kept_probe().await? else {
            return self.probe_now().await.map(drop);
        };
        for report in &mut probe.streams {
            let now = probe::destinations(self.gitlab()?, report.scope.clone()).await;
            // What could not be read this time stays as it was seen last.
            if now.api.is_some() {
                *report = now;
            }
        }
        self.keep_probe(probe).await
    }

    async fn kept_probe(&self) -> Result<Option<Probe>, AppError> {
        let text = self.with_state(|state| state.setting(KEPT)).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    async fn keep_probe(&self, mut probe: Probe) -> Result<(), AppError> {
        if let Some(before) = self.kept_probe().await? {
            let now = self.inner.clock.now();
            for report in &mut probe.streams {
                let old = before.streams.iter().find(|old| old.scope == report.scope);
                let Some(old) = old.filter(|old| old.api.is_some()) else { continue };
                if report.api.is_none() {
                    // What may not be seen now was perhaps not taken away.
                    report.destinations.clone_from(&old.destinations);
                    continue;
                }
                let found = record::changes(&old.destinations, &report.destinations, now);
                self.journal_found(&found).await?;
            }
        }
        let text = serde_json::to_string(&probe).map_err(AppError::internal)?;
        self.with_state(move |state| state.set_setting(KEPT, &text)).await
    }

    /// How a stream is set up in GitLab; makes its destination when the order says so.
    ///
    /// # Errors
    /// [`AppError::GitLab`] as GitLab refuses; where it has only the older fields,
    /// the error says to run what is printed.
    pub async fn set_up_stream(
        &self,
        person: &Person,
        order: StreamOrder,
    ) -> Result<StreamSetup, AppError> {
        allow(person, Permission::ReadCases)?;
        let stream = self.stream_of(order.stream.as_deref())?.clone();
        let scope = order.group.clone().map_or(StreamScope::Instance, StreamScope::Group);
        let address = self.stream_address(&stream.name, order.url.as_ref());
        let name = order.name.clone().unwrap_or_else(|| format!("portcullis-{}", stream.name));
        let headers = headers(&order.headers)?;
        let names: Vec<String> = headers.iter().map(|(name, _)| name.clone()).collect();
        let api = self.stream_api(&scope).await;
        let token_file = stream.token_files.first();
        let mut setup = StreamSetup {
            graphql: stream_graphql(&scope, api, &name, &address, (&names, &order.event_types)),
            explorer: self.inner.config.gitlab.as_ref().and_then(|gitlab| {
                gitlab.url.join("-/graphql-explorer").ok().map(|url| url.to_string())
            }),
            token_file: token_file.map(|file| file.display().to_string()).unwrap_or_default(),
            address: address.clone(),
            created: None,
        };
        if order.create {
            self.allow_now(person, Permission::Execute).await?;
            let token = stream_token(&stream)?;
            let new = NewStream { name, url: address, token, headers };
            let client = self.gitlab()?;
            let id = client.create_stream_destination(&scope, &new).await?;
            if !order.event_types.is_empty() {
                client.filter_stream_destination(&scope, &id, &order.event_types).await?;
            }
            setup.created = Some(id);
            self.probe_now().await?;
        }
        Ok(setup)
    }

    /// The generation of fields that the last probe found.
    async fn stream_api(&self, scope: &StreamScope) -> StreamApi {
        let probe = self.kept_probe().await.ok().flatten();
        let reports = probe.iter().flat_map(|probe| &probe.streams);
        let of_scope = |report: &&StreamsReport| report.scope == *scope;
        reports.filter(of_scope).find_map(|report| report.api).unwrap_or(StreamApi::Current)
    }

    fn stream_of(&self, name: Option<&str>) -> Result<&Stream, AppError> {
        let streams = &self.inner.config.stream;
        match (name, streams.as_slice()) {
            (None, [only]) => Ok(only),
            (None, _) => {
                let names: Vec<&str> = streams.iter().map(|one| one.name.as_str()).collect();
                Err(AppError::invalid("stream", input::name_one(&names)))
            }
            (Some(name), _) => {
                let found = streams.iter().find(|one| one.name == name);
                found.ok_or_else(|| AppError::not_found(format!("stream {name}")))
            }
        }
    }

    /// Waits for an event of a stream; makes one before, when the order says so.
    pub async fn test_stream(
        &self,
        person: &Person,
        order: &TestOrder,
    ) -> Result<TestReport, AppError> {
        allow(person, Permission::Survey)?;
        let stream = self.stream_of(order.stream.as_deref())?.clone();
        let source = format!("stream/{}", stream.name);
        let reader = self.inner.events.reader().clone();
        let mut at = reader.size();
        let begun = std::time::Instant::now();
        if order.poke {
            self.poke(person, &stream).await?;
        }
        let wait = Duration::from_secs(u64::from(order.wait_s)).min(TEST_WAIT_MAX);
        let mut record = None;
        while record.is_none() && begun.elapsed() < wait && !self.inner.is_stopping() {
            while at < reader.size() && record.is_none() {
                let (reading, index) = (reader.clone(), at);
                let read = tokio::task::spawn_blocking(move || reading.read(index)).await;
                let read = read.map_err(AppError::internal)?.map_err(AppError::internal)?;
                record = (read.source == source).then_some(index);
                at = at.saturating_add(1);
            }
            if record.is_none() {
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
        Ok(TestReport {
            source,
            has_arrived: record.is_some(),
            record,
            waited_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            was_poked: order.poke,
        })
    }

    /// The harmless act that makes an audit event: the destination gets another
    /// name, and its own back.
    async fn poke(&self, person: &Person, stream: &Stream) -> Result<(), AppError> {
        self.allow_now(person, Permission::Execute).await?;
        let probe = self.probe_now().await?;
        let found = probe.streams.iter().find_map(|report| {
            let ours = report.destinations.iter().find(|one| leads_to(one, &stream.name))?;
            Some((report.scope.clone(), ours.clone()))
        });
        let Some((scope, ours)) = found else {
            let refusal =
                Refusal::by("connection.no_destination", 409, [("stream", stream.name.clone())]);
            return Err(refusal.into());
        };
        let client = self.gitlab()?;
        let user = self.our_standing().await?.standing.user.0;
        let destination = ours.id.rsplit('/').next().and_then(|number| number.parse().ok());
        // A name that nobody else gives, so that what GitLab tells of it is known for ours.
        let mark = self.inner.clock.now_ms();
        let other: String =
            ours.name.chars().take(60).chain(format!(" (test {mark})").chars()).collect();
        let said = What::StreamTested {
            user,
            destination: destination.unwrap_or_default(),
            name: other.clone(),
        };
        // Durable before the call: else the event would be a stranger's.
        self.inner
            .journal
            .decide(&person.name, |_cases, _now| Ok((vec![(None, said.clone())], ())))
            .await?;
        client.rename_stream_destination(&scope, &ours.id, &other).await?;
        client.rename_stream_destination(&scope, &ours.id, &ours.name).await?;
        Ok(())
    }
}

/// Whether a destination leads to our stream of that name, under whatever host.
fn leads_to(destination: &DestinationSeen, stream: &str) -> bool {
    destination.url.trim_end_matches('/').ends_with(&format!("/collect/stream/{stream}"))
}

/// `Name: value` as pairs.
fn headers(lines: &[String]) -> Result<Vec<(String, String)>, AppError> {
    let pair = |line: &String| {
        let (name, value) = line.split_once(':')?;
        let (name, value) = (name.trim(), value.trim());
        let is_name = !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        is_name.then(|| (name.to_owned(), value.to_owned()))
    };
    let read = lines.iter().map(|line| {
        pair(line).ok_or_else(|| AppError::invalid("headers", input::given("header", line)))
    });
    read.collect()
}

/// The token that GitLab is to show: 16 to 24 characters, else GitLab refuses it.
///
/// Source: GitLab docs, `api/graphql/audit_event_streaming_groups`.
fn stream_token(stream: &Stream) -> Result<SecretString, AppError> {
    let file = stream.token_files.first();
    let file = file.ok_or_else(|| AppError::invalid("stream", input::why("stream-no-file")))?;
    let token =
        read_secret(file).map_err(|error| AppError::invalid("stream", input::said(error)))?;
    let length = token.expose_secret().chars().count();
    if (16..=24).contains(&length) {
        return Ok(token);
    }
    let args = [("file", file.display().to_string()), ("length", length.to_string())];
    Err(Refusal::by("connection.token_length", 409, args).into())
}

/// What the words of a capability's absence are: the step to take instead (P3).
pub fn alternative(path: &str) -> Option<Text> {
    let key = match path.rsplit('/').next()? {
        "audit_events" => "audit-events",
        "license" | "settings" | "hooks" | "applications" | "all" => "administrator",
        "users" | "personal_access_tokens" => "people",
        "access_tokens" => "owner",
        _other => return None,
    };
    Some(Text::of::<0>(&format!("connection-instead-{key}"), []))
}
