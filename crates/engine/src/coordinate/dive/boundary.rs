//! Who never takes part on the inside: whoever asked (LD7, LD10).
//!
//! Every entry of a case passes [`check`] before it is written, so that no
//! page, command or clock can let the requester in.

use super::{DiveState, Requester};
use crate::assist::folded;
use crate::coordinate::delivery::{self, Content};
use crate::coordinate::{Case, What, access, custody, duty, review};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

impl Requester {
    /// Whether this name or address is one of theirs. An identity that begins
    /// with `*@` means every address at that domain.
    pub fn is(&self, name: &str) -> bool {
        let name = plain(name);
        !name.is_empty() && self.identities.iter().any(|identity| is_one(&plain(identity), &name))
    }

    /// The first of their identities by which nobody can be known: it would keep
    /// nobody out.
    pub fn no_identity(&self) -> Option<&str> {
        self.identities.iter().map(String::as_str).find(|identity| !is_identity(identity))
    }
}

impl DiveState {
    /// Whether this name or address is one of the requester's.
    pub fn is_outside(&self, name: &str) -> bool {
        self.outsider().is_some_and(|requester| requester.is(name))
    }

    /// Who asked, where the case is a request: nothing of it reaches them past support (LD7).
    pub fn outsider(&self) -> Option<&Requester> {
        self.request.as_ref().map(|_| &self.requester)
    }
}

/// Refuses an entry that is said by the requester, would make the requester
/// part of the inside (a duty, an invitation, mail of the inside, a task), or
/// would hand them evidence past the two keys (LD15).
///
/// # Errors
/// Who it is.
pub fn check(case: &Case, by: &str, what: &What) -> Result<(), GateRefusal> {
    let state = &case.concerns.dive;
    if let Some(to) = handed_to(what)
        && state.outsider().is_some_and(|who| plain(&who.organisation) == plain(to))
    {
        return Err(refusal(to));
    }
    match std::iter::once(by).chain(people(what)).find(|name| state.is_outside(name)) {
        Some(name) => Err(refusal(name)),
        None => Ok(()),
    }
}

/// The refusal to let that person in.
pub fn refusal(name: &str) -> GateRefusal {
    let text = Text::of("refusal-dive-requester-is-outside", [("person", name.trim().to_owned())]);
    GateRefusal::new("dive.requester_is_outside", &["LD7", "LD10"], text)
}

/// Whom an entry would make part of the inside, or give something of it.
fn people(what: &What) -> Vec<&str> {
    match what {
        What::Duty(
            duty::Entry::Offered { to: name, .. }
            | duty::Entry::Engaged { contact: name, .. }
            | duty::Entry::Asked { person: name, .. },
        ) => vec![name],
        What::Access(access::Entry::Granted { person, .. }) => vec![person],
        What::Review(review::Entry::FollowUpAdded { owner, .. }) => vec![owner],
        What::Delivery(delivery::Entry::Queued { order }) => {
            let invited: &[String] = match &order.content {
                Content::RoomInvited { people } => people,
                Content::Message { .. }
                | Content::Status { .. }
                | Content::RoomMade { .. }
                | Content::RoomTopic { .. }
                | Content::Issue { .. }
                | Content::GapIssue { .. } => &[],
            };
            let named = order.to.iter().flat_map(|one| [one.name.as_str(), one.address.as_str()]);
            named.chain(invited.iter().map(String::as_str)).collect()
        }
        _ => handed_to(what).map(words).unwrap_or_default(),
    }
}

/// To whom an entry hands evidence.
fn handed_to(what: &What) -> Option<&str> {
    let What::Custody(entry) = what else { return None };
    match entry {
        custody::Entry::Transferred { to, .. } | custody::Entry::Exported { to, .. } => Some(to),
        custody::Entry::Marked { .. }
        | custody::Entry::HoldPlaced { .. }
        | custody::Entry::HoldReleased { .. }
        | custody::Entry::Retained { .. }
        | custody::Entry::Locked { .. }
        | custody::Entry::Arrived { .. } => None,
    }
}

/// Free text, and each of its words: `Ann (ann@corp.example), by courier.`
fn words(text: &str) -> Vec<&str> {
    let is_between = |c: char| c.is_whitespace() || ",;()<>[]\"'、。()「」".contains(c);
    let words = text.split(is_between).map(|word| word.trim_matches('.'));
    std::iter::once(text).chain(words).collect()
}

fn is_one(identity: &str, name: &str) -> bool {
    match identity.strip_prefix("*@") {
        Some(domain) => name.rsplit_once('@').is_some_and(|(_, of)| of == domain),
        None => identity == name,
    }
}

/// A name as it is compared: `Ann <ann+x@corp.example>` is `ann@corp.example`,
/// `@ann` is `ann`; width, case and what is not seen tell nobody apart.
fn plain(name: &str) -> String {
    let name = folded(name);
    let name = name.rsplit_once('<').map_or(name.as_str(), |(_, rest)| rest);
    let name = name.trim().trim_end_matches('>').trim();
    let name = name.strip_prefix("mailto:").unwrap_or(name).trim_start_matches('@');
    match name.split_once('@') {
        Some((local, domain)) => {
            let local = local.split_once('+').map_or(local, |(before, _)| before);
            format!("{local}@{domain}")
        }
        None => name.to_owned(),
    }
}

/// Whether somebody may be known by this: a mail address, `*@domain`, or a user
/// name (GitLab docs, `user/reserved_names`: letters, digits, `_`, `-`, `.`).
fn is_identity(identity: &str) -> bool {
    let identity = plain(identity);
    let is_domain = |domain: &str| {
        let is_part = |c: char| c.is_alphanumeric() || c == '.' || c == '-';
        domain.contains(char::is_alphanumeric) && domain.chars().all(is_part)
    };
    match identity.split_once('@') {
        Some(("*", domain)) => is_domain(domain),
        Some((local, domain)) => is_word(local) && is_domain(domain),
        None => is_word(&identity),
    }
}

/// Something with a letter or digit, without blanks, stars and what separates addresses.
fn is_word(text: &str) -> bool {
    let is_part = |c: char| !c.is_whitespace() && !c.is_control() && !"*,;:<>()[]\"@".contains(c);
    text.contains(char::is_alphanumeric) && text.chars().all(is_part)
}
