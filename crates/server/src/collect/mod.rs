//! Receivers: they authenticate a sender, bound what it sends, and answer only
//! when the ledger has it. They parse nothing and decide nothing.
//!
//! Some are called ([`router`]): `stream`, `hook`. Some listen or read by
//! themselves ([`start`]): `syslog`, `follow`, `rest`, `bucket`. Each tells its gauge
//! ([`health`]) what comes and what goes wrong.

pub(crate) mod append;
mod bucket;
pub(crate) mod door;
mod follow;
pub(crate) mod health;
mod hook;
mod post;
pub(crate) mod rest;
mod stream;
mod syslog;

use std::io;

use axum::Router;

use crate::app::App;

/// `POST /collect/stream/{name}`, `POST /collect/hook/{name}` and
/// `/collect/evidence/{name}`.
pub fn router(app: App) -> Router {
    let events = stream::router(app.clone()).merge(hook::router(app.clone()));
    events.merge(append::router(app))
}

/// Starts what listens or reads by itself; it ends with the product.
pub(crate) async fn start(app: &App) -> io::Result<()> {
    for source in app.streams().sources().chain(app.hooks().sources()) {
        app.gauges().of(source).state(health::State::Waiting);
    }
    for settings in &app.config().syslog {
        let failed = |error: io::Error| {
            io::Error::new(error.kind(), format!("syslog {:?}: {error}", settings.name))
        };
        syslog::start(app, settings).await.map_err(failed)?;
    }
    for settings in &app.config().follow {
        let follower = follow::Follower::new(settings).map_err(io::Error::other)?;
        app.beside(follower.run(app.clone()));
    }
    for settings in &app.config().rest {
        app.beside(rest::poll(app.clone(), settings.clone()));
    }
    for settings in &app.config().bucket {
        app.beside(bucket::read(app.clone(), settings.clone()));
    }
    app.beside(app.clone().watch_sources());
    app.beside(app.clone().reconcile_by_itself());
    app.ask_witnesses_by_itself();
    app.stamp_by_itself();
    Ok(())
}
