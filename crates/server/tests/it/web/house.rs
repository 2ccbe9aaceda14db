//! A product on a directory of its own, with one account for each role.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use secrecy::{ExposeSecret as _, SecretString};
use server::app::App;
use server::clock::Clock;
use server::config::Config;
use server::person::{Person, Role};
use tempfile::TempDir;
use tower::ServiceExt as _;

pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) router: Router,
    tokens: BTreeMap<Role, String>,
    given: BTreeMap<Role, SecretString>,
    _dir: Option<TempDir>,
}

pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }
}

/// A browser that is signed in.
pub(crate) struct Browser {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

impl House {
    pub(crate) async fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.data.dir = dir.path().join("data");
        let app = App::open(config, Clock::System).await.unwrap().app;
        Self { _dir: Some(dir), ..Self::over(app).await }
    }

    /// The same over a product that somebody else opened.
    pub(crate) async fn over(app: App) -> Self {
        let (mut tokens, mut given) = (BTreeMap::new(), BTreeMap::new());
        let operator = Person::operator("test");
        for role in Role::ALL {
            let password = app.create_account(&operator, &name(role), BTreeSet::from([role])).await;
            given.insert(role, password.unwrap());
            let person = Person::new(name(role), [role]);
            let made = app.create_api_token(&person, "test", None).await.unwrap();
            tokens.insert(role, made.secret.expose_secret().to_owned());
        }
        Self { router: server::web::router(app.clone()), app, tokens, given, _dir: None }
    }

    /// A request in the name of a role, by its API token.
    pub(crate) fn by(
        &self,
        role: Option<Role>,
        method: &str,
        path: &str,
    ) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
        match role {
            Some(role) => {
                request.header(header::AUTHORIZATION, format!("Bearer {}", self.tokens[&role]))
            }
            None => request,
        }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let is_stream = parts
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        let bytes = if is_stream { Bytes::new() } else { body.collect().await.unwrap().to_bytes() };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Reply { status: parts.status, headers: parts.headers, text }
    }

    pub(crate) async fn get(&self, role: Role, path: &str) -> Reply {
        self.send(self.by(Some(role), "GET", path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, role: Role, path: &str, body: serde_json::Value) -> Reply {
        let request =
            self.by(Some(role), "POST", path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Signs in as a role by a link, as the demo does.
    pub(crate) async fn browser(&self, role: Role) -> Browser {
        let person = Person::new(name(role), [role]);
        let (old, new) = (self.given[&role].clone(), "one of my own choice".to_owned().into());
        self.app.change_password(&person, old, new).await.unwrap();
        let secret = self.app.login_link(&Person::operator("test"), &name(role)).await.unwrap();
        let path = format!("/login/once/{}", secret.expose_secret());
        let reply = self.send(self.by(None, "GET", &path).body(Body::empty()).unwrap()).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
        let cookie = reply.header("set-cookie").split(';').next().unwrap().to_owned();
        let mut browser = Browser { cookie, csrf: String::new() };
        let page = self.page(&browser, "/account").await;
        let after = page.text.split("name=\"csrf\" value=\"").nth(1);
        let after = after.unwrap_or_else(|| panic!("no form: {}", page.text));
        browser.csrf.push_str(after.split('"').next().unwrap());
        browser
    }

    pub(crate) async fn page(&self, browser: &Browser, path: &str) -> Reply {
        let request = self.by(None, "GET", path).header(header::COOKIE, &browser.cookie);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form as a browser does, with the form's token.
    pub(crate) async fn form(&self, browser: &Browser, path: &str, fields: &str) -> Reply {
        let request = self
            .by(None, "POST", path)
            .header(header::COOKIE, &browser.cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = format!("csrf={}&{fields}", browser.csrf);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Takes an event as the stream would bring it, and waits until it is searchable.
    pub(crate) async fn event(&self, raw: &str) {
        self.app.accept("stream/test", vec![raw.to_owned().into()]).await.unwrap();
        self.app.settle().await;
    }
}

/// The account that has just this role.
pub(crate) fn name(role: Role) -> String {
    format!("the-{}", role.as_str())
}
