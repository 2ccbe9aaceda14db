//! `portcullis serve`: pages, API and receivers.

use server::app::App;
use server::clock::Clock;
use server::door;
use tokio::net::TcpListener;

use crate::global::Global;
use crate::say::OrSay as _;
use crate::{Outcome, print};

/// Run the server until Ctrl-C (or SIGTERM).
///
/// It listens on loopback unless the settings say otherwise. At the very first
/// start an account is made and its one-time password is printed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  portcullis serve
  portcullis serve --data /var/lib/portcullis --config /etc/portcullis.toml
  PORTCULLIS_SERVER__LISTEN=127.0.0.1:9000 portcullis serve")]
pub(crate) struct Args {
    /// Address to listen on [default: from the settings, 127.0.0.1:8470]; port 0 takes any free one.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<std::net::SocketAddr>,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let (mut config, words) = (global.config()?, global.words());
    if let Some(listen) = args.listen {
        config.server.listen = listen;
    }
    let (data, listen) = (config.data.dir.clone(), config.server.listen);
    let opened = App::open(config, Clock::System).await?;
    if let Some(login) = &opened.first_login {
        print::first_login(login, words);
    }
    let app = opened.app;
    let listener =
        TcpListener::bind(listen).await.or_say("cli-cannot-listen", &[("address", &listen)])?;
    app.collect().await.or_say("cli-cannot-start-sources", &[])?;
    app.deliver().or_say("cli-cannot-start-outbox", &[])?;
    app.take_up_dives();
    let url = format!("http://{}", listener.local_addr()?);
    door::announce(&data, &url, app.operator_token()).or_say("cli-cannot-announce", &[])?;
    print::line(words.told("cli-listening", &[("url", &url)]));
    let router = server::web::router(app.clone()).merge(server::collect::router(app.clone()));
    server::serve::serve(listener, router, stop_asked()).await;
    print::note(words.t("cli-stopping"));
    door::withdraw(&data).or_say("cli-cannot-withdraw", &[])?;
    app.close().await;
    Ok(Outcome::Clean)
}

/// Ready when the person or the service manager asks to stop.
pub(crate) async fn stop_asked() {
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    let terminated = async {
        match terminate {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated => {}
    }
}
