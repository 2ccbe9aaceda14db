//! The client's address.

use std::net::{IpAddr, SocketAddr};

use super::json::{Member, excerpt};
use crate::Problem;

/// The first of these members that holds an address.
pub(super) fn first(members: &[(&str, Member<'_>)], problems: &mut Vec<Problem>) -> Option<IpAddr> {
    members.iter().find_map(|&(field, member)| {
        let text = member.words(field, problems)?;
        let client = client(&text);
        if client.is_none() {
            let what = format!("not an IP address: {}", excerpt(&text));
            problems.push(Problem { field: field.to_owned(), what });
        }
        client
    })
}

/// The first address of a chain `client, proxy, proxy`. An IPv4 address inside
/// an IPv6 one is the IPv4 address, so that a search finds both.
fn client(chain: &str) -> Option<IpAddr> {
    let first = chain.split(',').next().unwrap_or_default().trim();
    let bare = first.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(first);
    let address =
        bare.parse().ok().or_else(|| first.parse::<SocketAddr>().ok().map(|socket| socket.ip()))?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cases: &[(&str, Option<&str>)]) {
        for &(text, expected) in cases {
            assert_eq!(
                client(text).map(|address| address.to_string()).as_deref(),
                expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn the_first_of_a_chain_is_the_client() {
        check(&[
            ("203.0.113.7", Some("203.0.113.7")),
            ("203.0.113.7, 192.0.2.1, 127.0.0.1", Some("203.0.113.7")),
            ("::1", Some("::1")),
            ("[2001:db8::5]", Some("2001:db8::5")),
            ("203.0.113.7:443", Some("203.0.113.7")),
            ("::ffff:203.0.113.7", Some("203.0.113.7")),
        ]);
    }

    #[test]
    fn what_is_no_address_is_none() {
        check(&[
            ("", None),
            ("x.x.x.x", None),
            ("[FILTERED]", None),
            (", 192.0.2.1", None),
            ("300.1.2.3", None),
        ]);
    }
}
