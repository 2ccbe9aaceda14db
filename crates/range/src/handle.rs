//! Starting a range and holding on to it.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::api::{Instance, Site};
use crate::connection::CuttableListener;
use crate::emit::Outlet;
use crate::world::{Example, World};
use crate::{Deployment, Fault, Outage, RangeConfig, RateLimit, StreamTrouble};

/// How long a shutdown waits for open connections and undelivered events.
const SHUTDOWN_WAIT: Duration = Duration::from_secs(5);

/// Why a range did not start.
#[derive(Debug, thiserror::Error)]
pub enum RangeError {
    /// The address is not a loopback one: a range must not be reachable from elsewhere.
    #[error("{0} is not a loopback address")]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// A log file cannot be opened.
    #[error("cannot open {path}")]
    Log {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The client for streams cannot be built.
    #[error("cannot set up the stream's HTTP client")]
    Client(#[source] reqwest::Error),
    /// The base URL cannot be formed.
    #[error("cannot form the base URL")]
    Url(#[from] url::ParseError),
}

/// The simulated GitLab.
#[derive(Debug)]
pub enum Range {}

impl Range {
    /// Method and path (`/projects/:id`, below `/api/v4`) of all that it answers.
    pub fn routes() -> Vec<(&'static str, &'static str)> {
        crate::api::all_routes().collect()
    }

    /// Starts the example instance.
    ///
    /// # Errors
    /// When the address is taken or not loopback, or a log file cannot be opened.
    pub async fn start(config: RangeConfig) -> Result<RangeHandle, RangeError> {
        let mut example = World::example(config.seed, (config.clock)());
        if config.deployment == Deployment::SaasGroup {
            example.on_saas((config.clock)());
        }
        Self::start_with(config, example).await
    }

    /// Starts a given instance.
    ///
    /// # Errors
    /// As [`Range::start`].
    pub async fn start_with(
        config: RangeConfig,
        example: Example,
    ) -> Result<RangeHandle, RangeError> {
        if !config.address.ip().is_loopback() {
            return Err(RangeError::NotLoopback(config.address));
        }
        let listen = |source| RangeError::Listen { address: config.address, source };
        let listener = TcpListener::bind(config.address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let base_url = Url::parse(&format!("http://{address}/"))?;

        let workers = TaskTracker::new();
        let outlet = Outlet::open(config.log_dir.as_deref(), &workers)?;
        let log_dir = config.log_dir.clone();
        let story = Story::of(&example);
        let mut world = example.world;
        for to in &config.destinations {
            world.stream_to(to);
        }
        let instance = Instance::new(world, outlet, &config);
        let site = Arc::new(Site::new(config.clock, instance));

        let stop = CancellationToken::new();
        let service = crate::api::router(Arc::clone(&site))
            .into_make_service_with_connect_info::<crate::connection::Peer>();
        let server = axum::serve(CuttableListener(listener), service)
            .with_graceful_shutdown(stop.clone().cancelled_owned());
        workers.spawn(async move {
            if let Err(error) = server.await {
                tracing::warn!(%error, "The range's server ended");
            }
        });
        workers.close();
        Ok(RangeHandle { base_url, log_dir, story, site, stop, workers })
    }
}

/// Secrets and people of the example, for those who drive it.
#[derive(Debug, Clone)]
struct Story {
    admin_token: String,
    root_token: String,
    leaked_token: String,
    leaked_token_id: u64,
    leaked_user: u64,
    compromised_user: u64,
}

impl Story {
    fn of(example: &Example) -> Self {
        Self {
            admin_token: example.admin_token.clone(),
            root_token: example.root_token.clone(),
            leaked_token: example.leaked_token.clone(),
            leaked_token_id: example.leaked_token_id,
            leaked_user: example.leaked_user,
            compromised_user: example.compromised_user,
        }
    }
}

/// A running range. Dropping it stops the server without waiting.
#[derive(Debug)]
pub struct RangeHandle {
    base_url: Url,
    log_dir: Option<PathBuf>,
    story: Story,
    site: Arc<Site>,
    stop: CancellationToken,
    workers: TaskTracker,
}

impl RangeHandle {
    /// Where it answers: `http://127.0.0.1:PORT/`, without `/api/v4`.
    pub fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// Token of the responder's own administrator account, `portcullis` (`api`, `admin_mode`, `sudo`).
    pub fn admin_token(&self) -> &str {
        &self.story.admin_token
    }

    /// Token of `root` (`api`, `sudo`).
    pub fn root_token(&self) -> &str {
        &self.story.root_token
    }

    /// The token that lies in a public repository.
    pub fn leaked_token(&self) -> &str {
        &self.story.leaked_token
    }

    /// That token's id.
    pub fn leaked_token_id(&self) -> u64 {
        self.story.leaked_token_id
    }

    /// That token's owner.
    pub fn leaked_user(&self) -> u64 {
        self.story.leaked_user
    }

    /// The user whose password somebody else knows.
    pub fn compromised_user(&self) -> u64 {
        self.story.compromised_user
    }

    /// Where the logs are written.
    pub fn log_dir(&self) -> Option<&Path> {
        self.log_dir.as_deref()
    }

    /// Lines of `api_json.log` from now on, without line ends.
    pub fn subscribe_api_lines(&self) -> broadcast::Receiver<String> {
        self.site.with(|instance| instance.outlet.api_lines())
    }

    /// Looks at the world, or changes it behind GitLab's back (no event is told).
    pub fn with_world<R>(&self, look: impl FnOnce(&mut World) -> R) -> R {
        self.site.with(|instance| look(&mut instance.world))
    }

    /// Lets something go wrong from now on.
    pub fn add_fault(&self, fault: Fault) {
        self.site.with(|instance| instance.add_fault(fault));
    }

    /// Limits how often something may be asked, from now on.
    pub fn add_limit(&self, limit: RateLimit) {
        self.site.with(|instance| instance.add_limit(limit));
    }

    /// Lets the whole instance be gone, or come back.
    pub fn set_outage(&self, outage: Outage) {
        self.site.with(|instance| instance.outage = outage);
    }

    /// Lets deliveries of the stream go wrong from now on; the default lets them be well.
    /// What is held back by the trouble before goes out.
    pub fn trouble_streams(&self, trouble: StreamTrouble) {
        self.site.with(|instance| {
            instance.outlet.flush();
            instance.outlet.trouble = trouble;
        });
    }

    /// Lets a token's last day be over.
    pub fn expire_token(&self, id: u64) {
        self.with_world(|world| {
            if let Some(token) = world.tokens.get_mut(&id) {
                token.expires_at = Some(jiff::civil::date(2001, 1, 1));
            }
        });
    }

    /// Takes a scope away from a token, behind GitLab's back.
    pub fn drop_scope(&self, id: u64, scope: &str) {
        self.with_world(|world| {
            if let Some(token) = world.tokens.get_mut(&id) {
                token.scopes.retain(|known| known != scope);
            }
        });
    }

    /// Enforces Admin Mode, or not: a token without its scope is then no administrator's.
    pub fn enforce_admin_mode(&self, is_enforced: bool) {
        self.with_world(|world| {
            world.settings.insert("admin_mode".to_owned(), serde_json::Value::from(is_enforced));
        });
    }

    /// Id of the token of [`Self::admin_token`].
    pub fn admin_token_id(&self) -> u64 {
        self.with_world(|world| world.token_by_secret(&self.story.admin_token).map_or(0, |t| t.id))
    }

    /// The whole state, to compare before and after: see [`World::dump`].
    pub fn dump(&self) -> serde_json::Value {
        self.with_world(|world| world.dump())
    }

    /// Waits until every streamed event was delivered or given up.
    pub async fn streams_idle(&self) {
        let mut pending = self.site.with(|instance| {
            instance.outlet.flush();
            instance.outlet.pending()
        });
        // Fails only when the sender is gone, and then nothing is pending.
        drop(pending.wait_for(|count| *count == 0).await);
    }

    /// Stops: no more requests, streamed events delivered, at most 5 s.
    pub async fn shutdown(self) {
        drop(tokio::time::timeout(SHUTDOWN_WAIT, self.streams_idle()).await);
        self.stop.cancel();
        // The streams' workers end with their senders, which the server's task may hold for long.
        self.site.with(|instance| instance.outlet.close());
        drop(tokio::time::timeout(SHUTDOWN_WAIT, self.workers.wait()).await);
    }
}

impl Drop for RangeHandle {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
