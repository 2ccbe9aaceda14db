//! What is taken out of a support bundle: secrets, mail addresses, network
//! addresses, names of people.
//!
//! What is taken out once has the same stand-in everywhere in the bundle, so
//! that whoever reads it can still follow one address through it; which is
//! which stays here. Numbers that GitLab gave (users, projects, tokens) stay:
//! without them nobody can help.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::investigate::secret;

/// Kinds of what is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A token, key or password.
    Secret,
    /// A mail address.
    Mail,
    /// An IPv4 or IPv6 address.
    Address,
    /// The name of a person or an account.
    Person,
}

impl Kind {
    /// The word in stand-ins and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Mail => "mail",
            Self::Address => "address",
            Self::Person => "person",
        }
    }
}

/// How much of a kind was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Of what kind.
    pub kind: Kind,
    /// How many different ones; of secrets the times.
    pub distinct: u64,
    /// How often in all.
    pub times: u64,
}

/// Takes out of texts what a bundle must not hold. One for each bundle.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    names: BTreeSet<String>,
    custom_prefix: Option<String>,
    stand_ins: BTreeMap<Kind, BTreeMap<String, u64>>,
    times: BTreeMap<Kind, u64>,
}

/// Shorter names are words of their own too often.
const NAME_CHARS_MIN: usize = 3;

/// Letters that addresses and names are made of.
fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '.' | '_' | '%' | '+' | '-' | ':' | '@')
}

impl Redactor {
    /// One that knows these names of people, and the instance's own prefix of tokens.
    pub fn new(names: impl IntoIterator<Item = String>, custom_prefix: Option<String>) -> Self {
        let is_long = |name: &String| name.chars().count() >= NAME_CHARS_MIN;
        let names = names.into_iter().filter(is_long).collect();
        Self { names, custom_prefix, ..Self::default() }
    }

    /// The text without them.
    pub fn redact(&mut self, text: &str) -> String {
        // Only how many there are is wanted, so the fingerprints' key is none.
        let scan = secret::Scan { key: &[0; 32], custom_prefix: self.custom_prefix.as_deref() };
        let found = u64::try_from(secret::find(text, scan).len()).unwrap_or(u64::MAX);
        *self.times.entry(Kind::Secret).or_default() += found;
        let mut masked = secret::mask(text, self.custom_prefix.as_deref());
        let spaced: Vec<String> =
            self.names.iter().filter(|name| !name.chars().all(is_part)).cloned().collect();
        for name in spaced {
            let times = masked.matches(&name).count();
            if times > 0 {
                let stand_in = self.stand_in(Kind::Person, &name);
                let more = u64::try_from(times - 1).unwrap_or(u64::MAX);
                *self.times.entry(Kind::Person).or_default() += more;
                masked = masked.replace(&name, &stand_in);
            }
        }
        let mut clean = String::with_capacity(masked.len());
        let mut rest = masked.as_str();
        while let Some(letter) = rest.chars().next() {
            let end = rest.find(|next| is_part(next) != is_part(letter)).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            clean.push_str(&if is_part(letter) { self.piece(piece) } else { piece.to_owned() });
            rest = after;
        }
        clean
    }

    /// What was taken out so far.
    pub fn taken(&self) -> Vec<Taken> {
        self.times
            .iter()
            .map(|(kind, times)| {
                let of_kind = self.stand_ins.get(kind).map_or(0, BTreeMap::len);
                let distinct = if *kind == Kind::Secret {
                    *times
                } else {
                    u64::try_from(of_kind).unwrap_or(u64::MAX)
                };
                Taken { kind: *kind, distinct, times: *times }
            })
            .collect()
    }

    /// A run of letters that may be an address or a name.
    fn piece(&mut self, piece: &str) -> String {
        let bare = piece.trim_matches(['.', ':', '-']);
        if bare.is_empty() {
            return piece.to_owned();
        }
        let (before, after) = piece.split_once(bare).unwrap_or(("", ""));
        let clean = if is_mail(bare) {
            self.stand_in(Kind::Mail, &bare.to_lowercase())
        } else if self.names.contains(bare.trim_start_matches('@')) {
            self.stand_in(Kind::Person, bare.trim_start_matches('@'))
        } else if bare.parse::<IpAddr>().is_ok() {
            self.stand_in(Kind::Address, bare)
        } else {
            match bare.rsplit_once(':') {
                // With a port.
                Some((host, port)) if host.parse::<IpAddr>().is_ok() => {
                    format!("{}:{port}", self.stand_in(Kind::Address, host))
                }
                Some(_) | None => bare.to_owned(),
            }
        };
        format!("{before}{clean}{after}")
    }

    fn stand_in(&mut self, kind: Kind, what: &str) -> String {
        *self.times.entry(kind).or_default() += 1;
        let of_kind = self.stand_ins.entry(kind).or_default();
        let next = u64::try_from(of_kind.len()).unwrap_or(u64::MAX).saturating_add(1);
        let number = of_kind.entry(what.to_owned()).or_insert(next);
        format!("[{}-{number}]", kind.as_str())
    }
}

fn is_mail(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && host.contains('.') && !host.contains('@') && !host.contains(':')
    })
}

/// What a text still holds that should have been taken out: nothing, or the
/// bundle is not made. Looks by the same eyes as the redactor, on purpose a
/// second time over the whole.
pub fn still_holds(text: &str, names: &BTreeSet<String>, custom_prefix: Option<&str>) -> Vec<Kind> {
    let mut again = Redactor::new(names.iter().cloned(), custom_prefix.map(str::to_owned));
    drop(again.redact(text));
    again.taken().into_iter().filter(|taken| taken.times > 0).map(|taken| taken.kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "mika (mika@shop.example) used glpat-AbCdEfGhIjKlMnOpQrSt from 203.0.113.9:443, \
        then 2001:db8::7 and 203.0.113.9. At 05:20:32 Sam Miller saw mika. {\"by\":\"mika\",\"user\":42}";

    fn names() -> BTreeSet<String> {
        ["mika", "Sam Miller", "al"].map(str::to_owned).into()
    }

    #[test]
    fn one_thing_has_one_stand_in_and_what_helps_stays() {
        let mut redactor = Redactor::new(names(), None);

        let clean = redactor.redact(TEXT);

        assert_eq!(
            clean,
            "[person-2] ([mail-1]) used glpat-…QrSt from [address-1]:443, \
             then [address-2] and [address-1]. At 05:20:32 [person-1] saw [person-2]. \
             {\"by\":\"[person-2]\",\"user\":42}"
        );
        let taken: Vec<_> =
            redactor.taken().iter().map(|one| (one.kind, one.distinct, one.times)).collect();
        let expected =
            [(Kind::Secret, 1, 1), (Kind::Mail, 1, 1), (Kind::Address, 2, 3), (Kind::Person, 2, 4)];
        assert_eq!(taken, expected);
    }

    #[test]
    fn each_kind_is_counted_by_itself_however_many_there_are() {
        let mails: Vec<String> = (1..=3_000).map(|at| format!("a{at}@shop.example")).collect();
        let text = mails.join(" Sam Miller ") + " Sam Miller ";
        let mut redactor = Redactor::new(names(), None);

        let clean = redactor.redact(&text);

        assert!(clean.starts_with("[mail-1] [person-1] [mail-2] [person-1] "), "{clean}");
        assert!(clean.ends_with("[mail-3000] [person-1] "));
        let taken: Vec<_> =
            redactor.taken().iter().map(|one| (one.kind, one.distinct, one.times)).collect();
        let expected = [(Kind::Secret, 0, 0), (Kind::Mail, 3_000, 3_000), (Kind::Person, 1, 3_000)];
        assert_eq!(taken, expected);
    }

    #[test]
    fn a_second_look_finds_what_is_left() {
        assert_eq!(still_holds(TEXT, &names(), None).len(), 4);
        let clean = Redactor::new(names(), None).redact(TEXT);
        assert_eq!(still_holds(&clean, &names(), None), []);
    }
}
