//! From settings to what a call needs: base address, token's header, certificates, proxy.

use std::net::IpAddr;
use std::path::Path;

use reqwest::header::HeaderValue;
use reqwest::{Certificate, ClientBuilder, Proxy, redirect};
use secrecy::{ExposeSecret as _, SecretString};
use url::{Host, Url};

use crate::config::Config;
use crate::error::GitLabError;

pub(super) fn config_error(what: String) -> GitLabError {
    GitLabError::Config { what }
}

/// The transport: who we say we are, whom we trust, through which proxy.
pub(super) fn transport(config: &Config) -> Result<reqwest::Client, GitLabError> {
    // Both ways of TLS are the process's choice: ours unless it was made already.
    drop(rustls::crypto::ring::default_provider().install_default());
    let mut http = reqwest::Client::builder()
        .user_agent(concat!("portcullis/", env!("CARGO_PKG_VERSION")))
        .timeout(config.timeout)
        // Followed by hand: reqwest would take our token along to another host.
        .redirect(redirect::Policy::none());
    http = proxied(http, config)?;
    if let Some(path) = &config.ca_file {
        http = http.tls_certs_merge(certificates(path)?);
    }
    http.build().map_err(|problem| config_error(problem.to_string()))
}

/// Through the proxy that is set, else the environment's; never to this very machine.
fn proxied(http: ClientBuilder, config: &Config) -> Result<ClientBuilder, GitLabError> {
    if is_loopback(&config.url) {
        return Ok(http.no_proxy());
    }
    let Some(url) = &config.proxy else { return Ok(http) };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(config_error("the proxy's URL is neither http nor https".to_owned()));
    }
    // What reqwest says of a wrong URL may quote its password.
    let proxy = Proxy::all(url.clone())
        .map_err(|_quotes| config_error("the proxy's URL cannot be used".to_owned()))?;
    Ok(http.proxy(proxy))
}

/// `https://host/prefix` → `https://host/prefix/api/v4/`.
pub(super) fn api_base(mut base: Url) -> Result<Url, GitLabError> {
    if !matches!(base.scheme(), "http" | "https") {
        return Err(config_error("the URL is neither http nor https".to_owned()));
    }
    base.set_query(None);
    base.set_fragment(None);
    if let Ok(mut path) = base.path_segments_mut() {
        path.pop_if_empty().extend(["api", "v4", ""]);
    }
    Ok(base)
}

/// The certificates of a PEM file.
fn certificates(path: &Path) -> Result<Vec<Certificate>, GitLabError> {
    let invalid = |what: &str| config_error(format!("ca_file {}: {what}", path.display()));
    let pem = std::fs::read(path).map_err(|problem| invalid(&problem.to_string()))?;
    match Certificate::from_pem_bundle(&pem) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) | Err(_) => Err(invalid("holds no certificate in PEM form")),
    }
}

pub(super) fn token_header(token: &SecretString) -> Result<HeaderValue, GitLabError> {
    let mut value = HeaderValue::from_str(token.expose_secret()).map_err(|_unfit| {
        config_error("the token holds characters that no token has".to_owned())
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Whom to act as (scope `sudo`): a user's name or number.
pub(super) fn sudo_header(sudo: Option<&str>) -> Result<Option<HeaderValue>, GitLabError> {
    let unfit = |_unfit| config_error("sudo names no user that can be".to_owned());
    sudo.map(|user| HeaderValue::from_str(user).map_err(unfit)).transpose()
}

/// Whether the host is this very machine: then no proxy stands in between.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    }
}
