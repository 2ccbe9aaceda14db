//! The stage: a range, a Portcullis beside it, two people.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use range::{Destination, Range, RangeConfig, RangeHandle};
use secrecy::ExposeSecret as _;
use server::app::App;
use server::clock::Clock;
use server::config::{self, Config};
use server::person::{Person, Role};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::desk::Desk;

use crate::say::{OrSay as _, said};

/// Verification token of the demo's stream; only this process and its range know the port.
const STREAM_TOKEN: &str = "demo-stream-verification-token";
/// The stream's name.
const STREAM: &str = "demo";

/// Everything that runs during a demo.
pub(in crate::cmd) struct Stage {
    /// The simulated GitLab.
    pub(in crate::cmd) range: RangeHandle,
    /// The product.
    pub(in crate::cmd) app: App,
    /// Its address.
    pub(in crate::cmd) url: String,
    /// Works on the case.
    pub(in crate::cmd) responder: Person,
    /// The responder's API.
    pub(in crate::cmd) responder_desk: Desk,
    /// The API of who approves.
    pub(in crate::cmd) approver_desk: Desk,
    /// All that the product answered to both, with the path.
    pub(in crate::cmd) answered: Arc<Mutex<Vec<(String, String)>>>,
    /// Where the product keeps its data.
    pub(in crate::cmd) data: PathBuf,
    folder: PathBuf,
    is_kept: bool,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl Stage {
    /// Starts everything on free ports of loopback.
    pub(in crate::cmd) async fn set(
        keep: Option<PathBuf>,
        seed: u64,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        let is_kept = keep.is_some();
        let folder = keep.unwrap_or_else(|| {
            std::env::temp_dir().join(format!("portcullis-demo-{}", std::process::id()))
        });
        if folder.join("ledger").exists() {
            return Err(said("cli-demo-not-fresh", &[("file", &folder.display())]));
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).await;
        let listener = listener.or_say("cli-cannot-listen", &[("address", &"127.0.0.1")])?;
        let url = format!("http://{}", listener.local_addr()?);
        let range = start_range(&folder, &url, (seed, clock.clone())).await?;
        let config = settings(&folder, &range)?;
        let app = App::open(config, clock).await?.app;
        let (stop, stopped) = oneshot::channel();
        let router = server::web::router(app.clone()).merge(server::collect::router(app.clone()));
        let served = tokio::spawn(server::serve::serve(listener, router, async {
            drop(stopped.await);
        }));
        let (responder, approver) = people(&app).await?;
        let answered = Arc::default();
        let responder_desk = desk(&app, &url, &responder, &answered).await?;
        let approver_desk = desk(&app, &url, &approver, &answered).await?;
        let data = folder.clone();
        Ok(Self {
            range,
            app,
            url,
            responder,
            responder_desk,
            approver_desk,
            answered,
            data,
            folder,
            is_kept,
            stop,
            served,
        })
    }

    /// One more person, with an account and a desk.
    pub(in crate::cmd) async fn add_person(&self, person: &Person) -> anyhow::Result<Desk> {
        make_account(&self.app, &Person::operator("demo"), person).await?;
        desk(&self.app, &self.url, person, &self.answered).await
    }

    /// An address that signs the responder in, once.
    pub(in crate::cmd) async fn login_url(&self) -> anyhow::Result<String> {
        let secret = self.app.login_link(&Person::operator("demo"), &self.responder.name).await?;
        Ok(format!("{}/login/once/{}", self.url, secret.expose_secret()))
    }

    /// Stops everything; removes the folder unless it is to be kept.
    pub(in crate::cmd) async fn clear(self) {
        _ = self.stop.send(());
        drop(self.served.await);
        self.app.close().await;
        self.range.shutdown().await;
        if !self.is_kept {
            drop(std::fs::remove_dir_all(&self.folder));
        }
    }
}

async fn start_range(
    folder: &Path,
    portcullis: &str,
    (seed, clock): (u64, Clock),
) -> anyhow::Result<RangeHandle> {
    let logs = folder.join("gitlab-logs");
    std::fs::create_dir_all(&logs).or_say("cli-cannot-make", &[("file", &logs.display())])?;
    let mut config = RangeConfig::new(seed, Arc::new(move || clock.now()));
    config.log_dir = Some(logs);
    config.destinations = vec![Destination {
        url: format!("{portcullis}/collect/stream/{STREAM}").parse()?,
        verification_token: STREAM_TOKEN.to_owned(),
        headers: Vec::new(),
    }];
    Ok(Range::start(config).await?)
}

fn settings(folder: &Path, range: &RangeHandle) -> anyhow::Result<Config> {
    Ok(Config {
        data: config::Data { dir: folder.to_owned() },
        gitlab: Some(config::GitLab::new(
            range.base_url().clone(),
            secret_file(folder, "gitlab.token", range.admin_token())?,
        )),
        stream: vec![config::Stream {
            name: STREAM.to_owned(),
            token_files: vec![secret_file(folder, "stream.token", STREAM_TOKEN)?],
            on_overload: config::OnOverload::Reset,
        }],
        ..Config::default()
    })
}

/// Writes a secret where only its owner reads it.
fn secret_file(folder: &Path, name: &str, secret: &str) -> anyhow::Result<PathBuf> {
    let path = folder.join(name);
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)?;
    file.write_all(secret.as_bytes()).or_say("cli-cannot-write", &[("file", &path.display())])?;
    Ok(path)
}

/// A person's API, by a token of their own.
async fn desk(
    app: &App,
    url: &str,
    person: &Person,
    answered: &Arc<Mutex<Vec<(String, String)>>>,
) -> anyhow::Result<Desk> {
    let made = app.create_api_token(person, "demo", None).await?;
    Desk::new(url, made.secret, Arc::clone(answered))
}

/// Two people, so that nobody approves their own request.
async fn people(app: &App) -> anyhow::Result<(Person, Person)> {
    let admin = Person::operator("demo");
    // The responder may approve as well: what others asked for.
    let duties = [Role::Viewer, Role::Responder, Role::Approver, Role::Auditor];
    let responder = Person::new("mika", duties);
    let approver = Person::new("sam", [Role::Viewer, Role::Approver]);
    for person in [&responder, &approver] {
        make_account(app, &admin, person).await?;
    }
    Ok((responder, approver))
}

/// Makes an account whose password nobody knows: they sign in by a link. One
/// that is still the given password would have to be changed first.
async fn make_account(app: &App, admin: &Person, person: &Person) -> anyhow::Result<()> {
    let given = app.create_account(admin, &person.name, person.roles.clone()).await?;
    let own = given.expose_secret().repeat(2).into();
    app.change_password(person, given, own).await?;
    Ok(())
}
