//! Takes secrets out of what may be shown.

use url::Url;

/// Query parameters by which GitLab accepts a credential.
const SECRET_PARAMETERS: &[&str] =
    &["private_token", "access_token", "job_token", "rss_token", "feed_token", "token"];

/// What stands in the place of a secret.
const HIDDEN: &str = "REDACTED";

/// A run of token characters this long may be a token: the shortest legacy
/// bodies have 20, and no word of GitLab's messages is as long.
const SECRET_LENGTH_MIN: usize = 20;

/// The URL as text without password and without tokens in its query.
pub fn redact_url(url: &Url) -> String {
    let mut url = url.clone();
    if url.password().is_some() && url.set_password(Some(HIDDEN)).is_err() {
        return HIDDEN.to_owned();
    }
    if url.query().is_some() {
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let mut query = url.query_pairs_mut();
        query.clear();
        for (name, value) in &pairs {
            let is_secret = SECRET_PARAMETERS.contains(&name.to_ascii_lowercase().as_str());
            query.append_pair(name, if is_secret { HIDDEN } else { value });
        }
    }
    url.into()
}

/// A sentence of GitLab's with everything hidden that could be a token, cut to
/// a length that fits a line.
pub(crate) fn redact_sentence(text: &str) -> String {
    const LENGTH_MAX: usize = 200;
    let is_token_char = |c: char| c.is_ascii_alphanumeric() || "-_.=".contains(c);
    let mut shown = String::new();
    let mut run = String::new();
    for c in text.chars().chain(std::iter::once('\n')) {
        if is_token_char(c) {
            run.push(c);
            continue;
        }
        let is_secret = run.len() >= SECRET_LENGTH_MIN;
        shown.push_str(if is_secret { HIDDEN } else { &run });
        run.clear();
        shown.push(if c.is_control() { ' ' } else { c });
    }
    shown.trim().chars().take(LENGTH_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_a_query_is_not_shown() {
        let url =
            Url::parse("https://gitlab.test/api/v4/x?private_token=glpat-abc&page=2").unwrap();
        assert_eq!(redact_url(&url), "https://gitlab.test/api/v4/x?private_token=REDACTED&page=2");
    }

    #[test]
    fn a_password_in_a_url_is_not_shown() {
        let url = Url::parse("https://oauth2:glpat-abc@gitlab.test/x").unwrap();
        assert_eq!(redact_url(&url), "https://oauth2:REDACTED@gitlab.test/x");
    }

    #[test]
    fn a_sentence_keeps_its_words_and_loses_what_may_be_a_token() {
        let said = redact_sentence("404 Token glpat-abcdefghijklmnopqrst Not Found\n");
        assert_eq!(said, "404 Token REDACTED Not Found");
    }
}
