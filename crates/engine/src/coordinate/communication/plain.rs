//! Mail that is only text, and links that lead where they say (CM25).
//!
//! Refused are markup, parts of an address that follow the reader, addresses
//! that only pass on, and pictures that tell when somebody looked.

use serde::Serialize;

/// Why a text may not be mailed as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Blemish {
    /// What it is.
    pub kind: BlemishKind,
    /// The place itself.
    pub place: String,
}

/// What makes a text no plain one, or a link no honest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BlemishKind {
    /// A tag or an entity of HTML.
    Markup,
    /// A part of an address that follows the reader.
    TrackingParameter,
    /// A host that counts clicks.
    TrackingHost,
    /// An address within an address.
    Redirector,
    /// A picture: it tells who looked.
    Pixel,
    /// A character that no text holds.
    Control,
}

impl BlemishKind {
    /// The word used in keys and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markup => "markup",
            Self::TrackingParameter => "tracking_parameter",
            Self::TrackingHost => "tracking_host",
            Self::Redirector => "redirector",
            Self::Pixel => "pixel",
            Self::Control => "control",
        }
    }
}

/// What follows readers: data of the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tracking {
    /// Names of query parts; one that ends in `*` names all that begin so.
    pub parameters: Vec<String>,
    /// Hosts, with all below them.
    pub hosts: Vec<String>,
}

/// Every web address in a text, as it stands there.
pub fn urls(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = next_url(rest) {
        let Some(from) = rest.get(start..) else { break };
        let end =
            from.find(|c: char| c.is_whitespace() || !c.is_ascii() || "<>\"'`{}|\\^".contains(c));
        let (url, after) = from.split_at_checked(end.unwrap_or(from.len())).unwrap_or((from, ""));
        let bare = without_punctuation(url);
        found.push(bare);
        rest = after;
    }
    found
}

fn next_url(text: &str) -> Option<usize> {
    // Lower case of ASCII keeps every place where it was.
    let lower = text.to_ascii_lowercase();
    ["http://", "https://"].iter().filter_map(|scheme| lower.find(scheme)).min()
}

/// The end of a sentence is no part of an address; a bracket is if it was opened in it.
fn without_punctuation(url: &str) -> &str {
    let mut bare = url;
    loop {
        let cut = match bare.chars().next_back() {
            Some('.' | ',' | ';' | ':' | '!' | '?' | ']') => true,
            Some(')') => bare.matches(')').count() > bare.matches('(').count(),
            Some(_) | None => false,
        };
        let Some(shorter) = bare.char_indices().next_back().filter(|_| cut) else { return bare };
        bare = bare.get(..shorter.0).unwrap_or(bare);
    }
}

/// What stands against mailing this text.
pub fn blemishes(text: &str, tracking: &Tracking) -> Vec<Blemish> {
    let mut found = Vec::new();
    let is_control = |c: &char| c.is_control() && !matches!(c, '\n' | '\t');
    if let Some(c) = text.chars().find(is_control) {
        found
            .push(Blemish { kind: BlemishKind::Control, place: format!("U+{:04X}", u32::from(c)) });
    }
    if let Some(place) = markup(text) {
        found.push(Blemish { kind: BlemishKind::Markup, place });
    }
    for url in urls(text) {
        found.extend(of_url(url, tracking));
    }
    found
}

/// The first tag, comment or entity. `a < b` and `<https://…>` are none.
fn markup(text: &str) -> Option<String> {
    let tag = text.match_indices('<').find_map(|(start, _)| {
        let inner = text.get(start..)?.strip_prefix('<')?;
        let end = inner.find('>')?;
        let inner = inner.get(..end)?;
        let name: String =
            inner.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let is_address = inner.contains("://") && !inner.contains(char::is_whitespace);
        let is_mail = inner.contains('@') && !inner.contains(char::is_whitespace);
        let is_tag = !name.is_empty() || inner.starts_with("!--") || inner.starts_with('!');
        (is_tag && !is_address && !is_mail).then(|| format!("<{inner}>"))
    });
    let entity = || {
        text.match_indices('&').find_map(|(start, _)| {
            let inner = text.get(start..)?.strip_prefix('&')?;
            let (name, _) = inner.split_once(';')?;
            let digits = name.strip_prefix('#');
            let is_number = digits.is_some_and(|rest| {
                let rest = rest.trim_start_matches(['x', 'X']);
                !rest.is_empty() && rest.chars().all(|c| c.is_ascii_hexdigit())
            });
            let is_name =
                matches!(name, "nbsp" | "amp" | "lt" | "gt" | "quot" | "apos" | "copy" | "mdash");
            (is_number || is_name).then(|| format!("&{name};"))
        })
    };
    tag.or_else(entity)
}

fn of_url(url: &str, tracking: &Tracking) -> Vec<Blemish> {
    let blemish = |kind| Blemish { kind, place: url.to_owned() };
    let mut found = Vec::new();
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let is_below = |known: &String| {
        host == *known || host.strip_suffix(known.as_str()).is_some_and(|sub| sub.ends_with('.'))
    };
    if tracking.hosts.iter().any(is_below) {
        found.push(blemish(BlemishKind::TrackingHost));
    }
    let parameters = tail.split(['?', '&', '#', ';']).skip(1);
    let names = parameters.map(|pair| pair.split('=').next().unwrap_or_default());
    if names.map(decoded).any(|name| follows(&name, tracking)) {
        found.push(blemish(BlemishKind::TrackingParameter));
    }
    let tail = decoded(&decoded(tail)).to_ascii_lowercase();
    if authority.contains('@')
        || tail.contains("http://")
        || tail.contains("https://")
        || tail.contains("=//")
    {
        found.push(blemish(BlemishKind::Redirector));
    }
    let path = tail.split(['?', '#']).next().unwrap_or_default();
    if [".gif", ".png", ".jpg", ".jpeg", ".webp", ".bmp"].iter().any(|end| path.ends_with(end)) {
        found.push(blemish(BlemishKind::Pixel));
    }
    found
}

fn follows(name: &str, tracking: &Tracking) -> bool {
    let name = name.to_ascii_lowercase();
    tracking.parameters.iter().any(|known| match known.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == *known,
    })
}

/// `%75tm_source` is `utm_source`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let pair = after
            .get(..2)
            .filter(|_| first == b'%')
            .and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// How much of a short post a text takes: an address counts 23, a character of
/// Chinese, Japanese or Korean counts two (CM29).
///
/// Source: X developer docs, "Counting characters" (weight 200 beyond Latin,
/// 23 for each address).
pub fn post_weight(text: &str) -> usize {
    const URL_WEIGHT: usize = 23;
    let urls = urls(text);
    let in_urls: usize = urls.iter().map(|url| url.chars().count()).sum();
    let weight = |c: char| match u32::from(c) {
        0..=0x10FF | 0x2000..=0x200D | 0x2010..=0x201F | 0x2032..=0x2037 => 1,
        _ => 2,
    };
    let all: usize = text.chars().map(weight).sum();
    all.saturating_sub(in_urls).saturating_add(urls.len().saturating_mul(URL_WEIGHT))
}
