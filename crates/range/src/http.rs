//! The HTTP client of streams and attacks.

use std::time::Duration;

/// A client with a user agent and a time limit of 10 s a request.
///
/// # Errors
/// When no client can be built, which means that TLS could not be set up.
pub fn client(user_agent: &str) -> Result<reqwest::Client, reqwest::Error> {
    // Fails when a provider is set already, which is as good.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder()
        .user_agent(user_agent)
        .timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
}
