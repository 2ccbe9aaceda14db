//! Pages and HTTP API: two coats over [`App`].
//!
//! One file per noun in `page` and in `api`; each ends in a table of its
//! routes. The tables together are the router: what is not in one does not
//! exist, and each line says who may pass. `guard` stands before every route:
//! it finds out who is asking, in which language, and refuses. Nothing here
//! decides anything else; what a rule says no to comes from the app and is
//! worded by `problem`.
//!
//! Invariants: no inline script or style leaves this module; every page works
//! without JavaScript; every word comes from [`words`].

mod api;
mod assets;
mod at;
mod desk;
mod form;
mod guard;
mod headers;
mod live;
mod moment;
mod naming;
mod page;
mod papers;
pub mod problem;
mod route;
mod visitor;
pub mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use engine::detect::record::RecordRule;

use crate::app::App;
use words::{Lang, Words};

pub use route::{Access, RouteInfo};

/// The largest request body that a page or the API takes. Events come in by
/// [`crate::collect`], files by the command line: what is left is small.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// What every handler is given.
#[derive(Debug, Clone)]
pub(crate) struct Web {
    app: App,
    en: Words,
    ja: Words,
    is_https: bool,
    /// `scheme://host[:port]` under which people reach us, when a proxy stands in front.
    public_origin: Option<Arc<str>>,
}

impl Web {
    fn new(app: App) -> Self {
        let public_url = app.config().server.public_url.clone();
        Self {
            app,
            en: Words::embedded(Lang::En),
            ja: Words::embedded(Lang::Ja),
            is_https: public_url.as_ref().is_some_and(|url| url.scheme() == "https"),
            public_origin: public_url.map(|url| url.origin().ascii_serialization().into()),
        }
    }

    /// What a finding of that rule means, in words of that language.
    fn meaning(&self, rule: &str, lang: Lang) -> Option<String> {
        if let Some(rule) = RecordRule::of_id(rule) {
            return Some(self.words(lang).t(format!("record-{}-meaning", rule.slug())));
        }
        let set = self.app.rules().set;
        let meaning = set.rules().iter().find(|one| one.id == rule)?.meaning.as_ref()?;
        Some(match lang {
            Lang::En => meaning.en.clone(),
            Lang::Ja => meaning.ja.clone(),
        })
    }

    fn words(&self, lang: Lang) -> &Words {
        match lang {
            Lang::En => &self.en,
            Lang::Ja => &self.ja,
        }
    }
}

/// All pages and the API over this app.
pub fn router(app: App) -> Router {
    let web = Web::new(app);
    let mut router = Router::new();
    for route in route::all() {
        let guarded = (route.handler)()
            .layer(middleware::from_fn_with_state((web.clone(), route.access), guard::guard));
        router = router.route(route.path, guarded);
    }
    let nowhere = middleware::from_fn_with_state((web.clone(), Access::Anyone), guard::guard);
    router
        .fallback_service(
            axum::routing::any(problem::nowhere).layer(nowhere).with_state(web.clone()),
        )
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn(headers::secure))
        .with_state(web)
}

/// Every route that [`router`] serves, with who may pass: for tests and the reference.
pub fn routes() -> Vec<RouteInfo> {
    route::all().map(route::Route::info).collect()
}

/// The OpenAPI 3.1 document of the API, as JSON.
pub fn openapi_json() -> String {
    api::openapi::document_json()
}
