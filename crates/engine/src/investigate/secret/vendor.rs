//! Secrets known by their shape: prefixes of services, private keys, addresses.

use std::sync::LazyLock;

use memchr::memmem;

use super::{Hit, SecretKind, Vendor};

/// A prefix, how many characters follow at least, and which.
struct Shape {
    prefix: &'static str,
    vendor: Vendor,
    length_min: usize,
    takes: fn(u8) -> bool,
}

/// The shapes, by service. A prefix begins with a letter or digit.
const SHAPES: &[Shape] = &[
    shape("ghp_", Vendor::Github, 36, is_alphanumeric),
    shape("gho_", Vendor::Github, 36, is_alphanumeric),
    shape("ghu_", Vendor::Github, 36, is_alphanumeric),
    shape("ghs_", Vendor::Github, 36, is_alphanumeric),
    shape("ghr_", Vendor::Github, 36, is_alphanumeric),
    shape("github_pat_", Vendor::Github, 50, is_word),
    shape("AIza", Vendor::GoogleApi, 35, is_word),
    shape("GOCSPX-", Vendor::GoogleApi, 28, is_word),
    shape("ya29.", Vendor::GoogleApi, 30, is_word),
    shape("xoxb-", Vendor::Slack, 20, is_word),
    shape("xoxp-", Vendor::Slack, 20, is_word),
    shape("xoxa-", Vendor::Slack, 20, is_word),
    shape("xoxr-", Vendor::Slack, 20, is_word),
    shape("xoxs-", Vendor::Slack, 20, is_word),
    shape("xoxe.", Vendor::Slack, 20, is_word),
    shape("xapp-", Vendor::Slack, 20, is_word),
    shape("hooks.slack.com/services/", Vendor::Slack, 40, is_path),
    shape("sk_live_", Vendor::Stripe, 20, is_alphanumeric),
    shape("rk_live_", Vendor::Stripe, 20, is_alphanumeric),
    shape("whsec_", Vendor::Stripe, 32, is_alphanumeric),
    shape("npm_", Vendor::Npm, 36, is_alphanumeric),
    shape("pypi-AgEIcHlwaS5vcmc", Vendor::Pypi, 50, is_word),
    shape("dckr_pat_", Vendor::DockerHub, 27, is_word),
    shape("dckr_oat_", Vendor::DockerHub, 27, is_word),
    shape("hf_", Vendor::HuggingFace, 34, is_alphanumeric),
    shape("hvs.", Vendor::Vault, 24, is_word),
    shape("hvb.", Vendor::Vault, 100, is_word),
    shape("SG.", Vendor::Sendgrid, 60, is_dotted),
    shape("dop_v1_", Vendor::DigitalOcean, 64, is_alphanumeric),
    shape("doo_v1_", Vendor::DigitalOcean, 64, is_alphanumeric),
    shape("dor_v1_", Vendor::DigitalOcean, 64, is_alphanumeric),
    shape("AGE-SECRET-KEY-1", Vendor::Age, 58, is_alphanumeric),
    shape("sk-ant-", Vendor::Anthropic, 80, is_word),
    shape("AKCp", Vendor::Artifactory, 69, is_alphanumeric),
    shape("cmVmdGtu", Vendor::Artifactory, 56, is_alphanumeric),
    shape("ATATT3xFfGF0", Vendor::Atlassian, 100, is_base64),
    shape("ATBB", Vendor::Atlassian, 32, is_alphanumeric),
    shape("bkua_", Vendor::Buildkite, 40, is_alphanumeric),
    shape("CCIPAT_", Vendor::CircleCi, 40, is_word),
    shape("CCIPRJ_", Vendor::CircleCi, 40, is_word),
    shape("CFPAT-", Vendor::Contentful, 43, is_word),
    shape("cio", Vendor::CratesIo, 32, is_alphanumeric),
    shape("dapi", Vendor::Databricks, 32, is_hex),
    shape("discord.com/api/webhooks/", Vendor::Discord, 80, is_path),
    shape("discordapp.com/api/webhooks/", Vendor::Discord, 80, is_path),
    shape("dp.pt.", Vendor::Doppler, 40, is_alphanumeric),
    shape("dp.st.", Vendor::Doppler, 40, is_dotted),
    shape("dt0c01.", Vendor::Dynatrace, 80, is_dotted),
    shape("figd_", Vendor::Figma, 40, is_word),
    shape("glsa_", Vendor::Grafana, 40, is_word),
    shape("glc_", Vendor::Grafana, 32, is_base64),
    shape("HRKU-", Vendor::Heroku, 36, is_word),
    shape("lin_api_", Vendor::Linear, 40, is_alphanumeric),
    shape("key-", Vendor::Mailgun, 32, is_hex),
    shape("nfp_", Vendor::Netlify, 36, is_alphanumeric),
    shape("NRAK-", Vendor::NewRelic, 27, is_alphanumeric),
    shape("ntn_", Vendor::Notion, 40, is_alphanumeric),
    shape("oy2", Vendor::Nuget, 43, is_alphanumeric),
    shape("ops_eyJ", Vendor::OnePassword, 200, is_base64),
    shape("sk-proj-", Vendor::OpenAi, 40, is_word),
    shape("sk-svcacct-", Vendor::OpenAi, 40, is_word),
    shape("sk-admin-", Vendor::OpenAi, 40, is_word),
    shape("pscale_tkn_", Vendor::PlanetScale, 32, is_word),
    shape("pscale_pw_", Vendor::PlanetScale, 32, is_word),
    shape("PMAK-", Vendor::Postman, 59, is_word),
    shape("pul-", Vendor::Pulumi, 40, is_hex),
    shape("r8_", Vendor::Replicate, 37, is_alphanumeric),
    shape("rubygems_", Vendor::RubyGems, 48, is_hex),
    shape("sntrys_", Vendor::Sentry, 40, is_base64),
    shape("sntryu_", Vendor::Sentry, 64, is_hex),
    shape("shpat_", Vendor::Shopify, 32, is_hex),
    shape("shpca_", Vendor::Shopify, 32, is_hex),
    shape("shppa_", Vendor::Shopify, 32, is_hex),
    shape("shpss_", Vendor::Shopify, 32, is_hex),
    shape("sqp_", Vendor::SonarQube, 40, is_hex),
    shape("squ_", Vendor::SonarQube, 40, is_hex),
    shape("sqa_", Vendor::SonarQube, 40, is_hex),
    shape("sq0atp-", Vendor::Square, 22, is_word),
    shape("sq0csp-", Vendor::Square, 43, is_word),
    shape("sbp_", Vendor::Supabase, 40, is_hex),
    shape("tskey-auth-", Vendor::Tailscale, 20, is_word),
    shape("tskey-api-", Vendor::Tailscale, 20, is_word),
    shape("SK", Vendor::Twilio, 32, is_hex),
];

/// With what they begin.
pub(super) fn prefixes() -> impl Iterator<Item = &'static str> {
    SHAPES.iter().map(|shape| shape.prefix)
}

const fn shape(
    prefix: &'static str,
    vendor: Vendor,
    length_min: usize,
    takes: fn(u8) -> bool,
) -> Shape {
    Shape { prefix, vendor, length_min, takes }
}

fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn is_dotted(byte: u8) -> bool {
    is_word(byte) || byte == b'.'
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

fn is_base64(byte: u8) -> bool {
    is_word(byte) || matches!(byte, b'+' | b'/' | b'=')
}

fn is_path(byte: u8) -> bool {
    is_word(byte) || byte == b'/'
}

/// Bytes of a private key at most; RSA of 16384 bits in PEM has 13 kB.
const PRIVATE_KEY_BYTES_MAX: usize = 20_000;

/// Bytes around a private key in which a service account's other fields stand.
const ACCOUNT_FILE_BYTES: usize = 4_000;

pub(super) fn hits(text: &str) -> Vec<Hit> {
    let mut found = Vec::new();
    prefixed(text, &mut found);
    aws_ids(text, &mut found);
    web_tokens(text, &mut found);
    private_keys(text, &mut found);
    addresses(text, &mut found);
    found
}

fn plain(range: std::ops::Range<usize>, kind: SecretKind) -> Hit {
    Hit { range, kind, name: None, identity: None }
}

/// The shapes by their first byte.
static BY_FIRST: LazyLock<Vec<Vec<&'static Shape>>> = LazyLock::new(|| {
    let of = |first: u8| {
        SHAPES.iter().filter(move |shape| shape.prefix.as_bytes().first() == Some(&first))
    };
    (0..=u8::MAX).map(|first| of(first).collect()).collect()
});

/// In one pass: at each beginning of a word, the shapes with its first byte.
fn prefixed(text: &str, found: &mut Vec<Hit>) {
    let bytes = text.as_bytes();
    let mut is_start = true;
    for (start, byte) in bytes.iter().enumerate() {
        let was_start = std::mem::replace(&mut is_start, !byte.is_ascii_alphanumeric());
        if !was_start {
            continue;
        }
        for shape in BY_FIRST.get(usize::from(*byte)).into_iter().flatten() {
            let rest = bytes.get(start..).unwrap_or_default();
            // Of most words the second letter is another.
            if rest.get(1) != shape.prefix.as_bytes().get(1) {
                continue;
            }
            let Some(body) = rest.strip_prefix(shape.prefix.as_bytes()) else { continue };
            let length = body.iter().take_while(|&&byte| (shape.takes)(byte)).count();
            if length >= shape.length_min {
                let end = start + shape.prefix.len() + length;
                found.push(plain(start..end, SecretKind::Vendor(shape.vendor)));
            }
        }
    }
}

/// Whether a letter or digit stands right before.
fn is_in_word(text: &str, start: usize) -> bool {
    let before = start.checked_sub(1).and_then(|at| text.as_bytes().get(at));
    before.is_some_and(u8::is_ascii_alphanumeric)
}

/// `AKIA` (a key) or `ASIA` (a session's) and sixteen more.
///
/// Source: AWS docs, IAM, "unique identifiers".
fn aws_ids(text: &str, found: &mut Vec<Hit>) {
    for prefix in ["AKIA", "ASIA"] {
        for start in memmem::find_iter(text.as_bytes(), prefix) {
            let rest = text.as_bytes().get(start..).unwrap_or_default();
            let is_part = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
            let length = rest.iter().take_while(|byte| is_part(byte)).count();
            if length == 20 && !is_in_word(text, start) {
                let identity = text.get(start..start + length).map(str::to_owned);
                let kind = SecretKind::AwsAccessKeyId;
                found.push(Hit { range: start..start + length, kind, name: None, identity });
            }
        }
    }
}

/// Three parts of base64url, of which the first two are JSON objects.
///
/// Source: RFC 7519.
fn web_tokens(text: &str, found: &mut Vec<Hit>) {
    for start in memmem::find_iter(text.as_bytes(), "eyJ") {
        if is_in_word(text, start) {
            continue;
        }
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        let length = rest.iter().take_while(|&&byte| is_dotted(byte)).count();
        let token = text.get(start..start + length).unwrap_or_default();
        let parts: Vec<&str> = token.split('.').collect();
        let is_token = matches!(parts.as_slice(), [head, body, signature, ..]
            if head.len() >= 10 && body.starts_with("eyJ") && signature.len() >= 16);
        if is_token {
            found.push(plain(start..start + length, SecretKind::Vendor(Vendor::JsonWebToken)));
        }
    }
}

/// From `-----BEGIN … PRIVATE KEY-----` to its end; one that is cut, to where
/// its characters end.
fn private_keys(text: &str, found: &mut Vec<Hit>) {
    const BEGIN: &str = "-----BEGIN ";
    const MARK: &str = "PRIVATE KEY";
    let mut from = 0;
    let next = |from: usize| memmem::find(text.as_bytes().get(from..)?, BEGIN.as_bytes());
    while let Some(start) = next(from).map(|at| from + at) {
        let rest = text.get(start..).unwrap_or_default();
        let head_end = rest.find('\n').unwrap_or(rest.len()).min(60);
        from = start + BEGIN.len();
        if !rest.as_bytes().get(..head_end).is_some_and(|head| contains(head, MARK.as_bytes())) {
            continue;
        }
        let end = start + key_length(rest);
        from = end.max(from);
        let (kind, identity) = match service_account(text, start..end) {
            Some(address) => (SecretKind::GoogleServiceAccountKey, Some(address)),
            None => (SecretKind::PrivateKey, None),
        };
        found.push(Hit { range: start..end, kind, name: None, identity });
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn key_length(key: &str) -> usize {
    let mut limit = key.len().min(PRIVATE_KEY_BYTES_MAX);
    while !key.is_char_boundary(limit) {
        limit -= 1;
    }
    let within = key.get(..limit).unwrap_or_default();
    if let Some(end) = within.find("-----END ") {
        let tail = within.get(end + 9..).unwrap_or_default();
        return tail.find("-----").map_or(limit, |close| end + 9 + close + 5);
    }
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-\\ \r\n:,".contains(&byte);
    within.bytes().take_while(|&byte| is_key(byte)).count()
}

/// The service account whose key this is: its file has `client_email` near by.
///
/// Source: Google Cloud docs, IAM, "create and delete service account keys".
fn service_account(text: &str, key: std::ops::Range<usize>) -> Option<String> {
    let start = floor(text, key.start.saturating_sub(ACCOUNT_FILE_BYTES));
    let end = floor(text, (key.end + ACCOUNT_FILE_BYTES).min(text.len()));
    let around = text.get(start..end)?;
    around.contains("service_account").then_some(())?;
    let after = around.split_once("client_email")?.1;
    let address: String = after
        .chars()
        .skip_while(|c| matches!(c, '"' | '\\' | ' ' | ':'))
        .take_while(|c| c.is_ascii_alphanumeric() || "@.-_".contains(*c))
        .take(200)
        .collect();
    address.contains('@').then_some(address)
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The password of `scheme://user:password@host`.
fn addresses(text: &str, found: &mut Vec<Hit>) {
    for at in memmem::find_iter(text.as_bytes(), "://") {
        let start = at + "://".len();
        let rest = text.get(start..).unwrap_or_default();
        let is_end = |c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '`' | '?' | '#');
        let authority = rest.split(is_end).next().unwrap_or_default();
        let Some((user_info, _host)) = authority.rsplit_once('@') else { continue };
        let Some((user, password)) = user_info.split_once(':') else { continue };
        let is_variable = password.starts_with('$') || password.starts_with("[MASKED");
        if password.is_empty() || is_variable {
            continue;
        }
        let from = start + user.len() + 1;
        found.push(plain(from..from + password.len(), SecretKind::AddressPassword));
    }
}
