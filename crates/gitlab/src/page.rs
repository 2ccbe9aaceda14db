//! From one page of a listing to the next: by GitLab's own links, never by counting.

use reqwest::header::{HeaderMap, LINK};
use url::Url;

/// Rows asked for at once: GitLab's maximum.
pub(crate) const ROWS_PER_PAGE: &str = "100";

/// Pages of one listing that are read at most: 50,000 rows, where GitLab's own
/// limit on offset paging stands. A listing that is longer is an error, since a
/// silent cut would look like a complete answer.
pub(crate) const PAGES_MAX: u32 = 500;

/// Pages of one listing by keyset that are read at most: a million rows, more
/// users than any instance that we know of has.
pub(crate) const KEYSET_PAGES_MAX: u32 = 10_000;

/// Where the next page is, if there is one. `Err` says why its link is not followed.
pub(crate) fn next_page(headers: &HeaderMap, base: &Url) -> Result<Option<Url>, String> {
    for value in headers.get_all(LINK) {
        let text = value.to_str().map_err(|_invalid| "a Link header that is no text".to_owned())?;
        if let Some(target) = next_target(text) {
            return within(target, base).map(Some);
        }
    }
    Ok(None)
}

/// The target of `rel="next"` in a `Link` header (RFC 8288, as far as GitLab uses it).
fn next_target(header: &str) -> Option<&str> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (target, after) = after.split_once('>')?;
        let end = after.find('<').unwrap_or(after.len());
        let (parameters, following) = after.split_at_checked(end)?;
        let is_next = parameters.split([';', ',']).any(|parameter| {
            let parameter = parameter.trim();
            parameter.eq_ignore_ascii_case("rel=\"next\"")
                || parameter.eq_ignore_ascii_case("rel=next")
        });
        if is_next {
            return Some(target);
        }
        rest = following;
    }
    None
}

/// A link as a URL, if it leads to the same host and into the same API.
pub(crate) fn within(target: &str, base: &Url) -> Result<Url, String> {
    let url = base.join(target).map_err(|problem| format!("a link that is no URL ({problem})"))?;
    if url.origin() != base.origin() {
        return Err("a link to another host, which must not see the token".to_owned());
    }
    if !url.path().starts_with(base.path()) {
        return Err("a link that leaves the API".to_owned());
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(link: &str, expected: Result<Option<&str>, &str>) {
        let base = Url::parse("https://gitlab.test/sub/api/v4/").unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(LINK, link.parse().unwrap());
        let actual = next_page(&headers, &base).map(|url| url.map(String::from));
        assert_eq!(actual, expected.map(|url| url.map(str::to_owned)).map_err(str::to_owned));
    }

    #[test]
    fn the_next_page_is_found_among_other_links() {
        check(
            "<https://gitlab.test/sub/api/v4/projects?page=1>; rel=\"prev\", \
             <https://gitlab.test/sub/api/v4/projects?a=1,2&page=3>; rel=\"next\", \
             <https://gitlab.test/sub/api/v4/projects?page=1>; rel=\"first\"",
            Ok(Some("https://gitlab.test/sub/api/v4/projects?a=1,2&page=3")),
        );
    }

    #[test]
    fn a_keyset_link_is_followed_as_it_stands() {
        check(
            "<https://gitlab.test/sub/api/v4/users?id_after=42&cursor=x>; rel=next",
            Ok(Some("https://gitlab.test/sub/api/v4/users?id_after=42&cursor=x")),
        );
    }

    #[test]
    fn the_last_page_has_no_next() {
        check("<https://gitlab.test/sub/api/v4/projects?page=1>; rel=\"first\"", Ok(None));
        check("nonsense", Ok(None));
        check("<unclosed; rel=\"next\"", Ok(None));
    }

    #[test]
    fn a_link_to_another_host_is_refused() {
        let refusal = "a link to another host, which must not see the token";
        for host in ["https://evil.test", "http://gitlab.test", "https://gitlab.test:8443"] {
            check(&format!("<{host}/sub/api/v4/x?page=2>; rel=\"next\""), Err(refusal));
        }
    }

    #[test]
    fn a_link_out_of_the_api_is_refused() {
        check("<https://gitlab.test/oauth/token>; rel=\"next\"", Err("a link that leaves the API"));
    }
}
