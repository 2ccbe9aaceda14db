//! The table of prefixes: which kinds begin like this, and how they go on.

use super::TokenKind;

/// How the part after a prefix looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// So many letters, digits, `-` or `_`.
    Word(usize),
    /// So many of `0-9a-f`.
    Hex(usize),
    /// So many lower-case letters or digits.
    LowerWord(usize),
    /// One to five letters or digits (the partition), `_`, so many of a word.
    Partitioned(usize),
    /// Documented by its prefix alone.
    Open,
}

impl Body {
    /// Whether a text is exactly such a body.
    pub(super) fn fits(self, text: &str) -> bool {
        match self {
            Self::Word(length) => text.len() == length && text.bytes().all(is_word),
            Self::Hex(length) => {
                text.len() == length
                    && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            }
            Self::LowerWord(length) => text.len() == length && text.bytes().all(is_base36),
            Self::Partitioned(length) => text.split_once('_').is_some_and(|(partition, rest)| {
                (1..=5).contains(&partition.len())
                    && partition.bytes().all(|byte| byte.is_ascii_alphanumeric())
                    && Self::Word(length).fits(rest)
            }),
            Self::Open => {
                !text.is_empty() && text.bytes().all(|byte| is_word(byte) || byte == b'.')
            }
        }
    }
}

/// A letter, a digit, `-` or `_`.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// A digit of base 36 as GitLab writes it.
pub(super) fn is_base36(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'z')
}

/// One prefix.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) prefix: &'a str,
    /// The likeliest first.
    pub(super) kinds: &'static [TokenKind],
    /// The form without routing fields.
    pub(super) body: Body,
}

/// The kinds that share `glpat-` and the instance's own prefix.
const ACCESS_TOKENS: &[TokenKind] = &[
    TokenKind::PersonalAccessToken,
    TokenKind::ImpersonationToken,
    TokenKind::ProjectAccessToken,
    TokenKind::GroupAccessToken,
];

/// Every prefix that is documented. No prefix begins with another one.
pub(super) const ROWS: &[Row<'static>] = &[
    Row { prefix: "glpat-", kinds: ACCESS_TOKENS, body: Body::Word(20) },
    Row { prefix: "gloas-", kinds: &[TokenKind::OauthApplicationSecret], body: Body::Word(64) },
    Row { prefix: "gldt-", kinds: &[TokenKind::DeployToken], body: Body::Word(20) },
    Row { prefix: "glrt-", kinds: &[TokenKind::RunnerAuthenticationToken], body: Body::Word(20) },
    // A runner's own token too, given in exchange for a registration token.
    Row { prefix: "glrtr-", kinds: &[TokenKind::RunnerAuthenticationToken], body: Body::Word(20) },
    Row { prefix: "GR1348941", kinds: &[TokenKind::RunnerRegistrationToken], body: Body::Word(20) },
    Row { prefix: "glcbt-", kinds: &[TokenKind::JobToken], body: Body::Partitioned(20) },
    Row { prefix: "glptt-", kinds: &[TokenKind::PipelineTriggerToken], body: Body::Hex(40) },
    Row { prefix: "glft-", kinds: &[TokenKind::FeedToken], body: Body::Word(20) },
    Row { prefix: "glimt-", kinds: &[TokenKind::IncomingEmailToken], body: Body::Word(25) },
    Row { prefix: "glagent-", kinds: &[TokenKind::AgentToken], body: Body::Word(50) },
    Row { prefix: "glsoat-", kinds: &[TokenKind::ScimToken], body: Body::Word(20) },
    Row { prefix: "glffct-", kinds: &[TokenKind::FeatureFlagsClientToken], body: Body::Word(20) },
    Row { prefix: "glwt-", kinds: &[TokenKind::WorkspaceToken], body: Body::Open },
    Row {
        prefix: "_gitlab_session=",
        kinds: &[TokenKind::SessionCookie],
        body: Body::LowerWord(32),
    },
    // The runner hides it in job logs; which kind it is, is not documented.
    Row { prefix: "gltok-", kinds: &[TokenKind::Unknown], body: Body::Open },
];

impl<'a> Row<'a> {
    /// The row of an instance's own prefix.
    pub(super) fn custom(prefix: &'a str) -> Self {
        Self { prefix, kinds: ACCESS_TOKENS, body: Body::Word(20) }
    }

    /// Whether tokens of this row may carry routing fields: all that GitLab's
    /// generator makes; a session is no token of its.
    pub(super) fn may_be_routable(&self) -> bool {
        self.kinds != [TokenKind::SessionCookie]
    }
}

/// The row whose prefix a text begins with.
pub(super) fn row_of(text: &str) -> Option<Row<'static>> {
    ROWS.iter().find(|row| text.starts_with(row.prefix)).copied()
}
