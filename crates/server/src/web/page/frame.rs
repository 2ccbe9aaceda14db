//! What stands around every page: navigation, language, who is signed in.

use crate::person::{Permission, Person};
use crate::web::assets;
use crate::web::naming;
use crate::web::visitor::Visitor;
use crate::web::words::Lang;

/// A place in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nav {
    None,
    Now,
    Due,
    Events,
    Findings,
    Cases,
    Dives,
    Approvals,
    Metrics,
    Playbooks,
    Tokens,
    Credentials,
    Connection,
    Hardening,
    Outbox,
    Channels,
    Sources,
    Ledgers,
    Journal,
    Accounts,
}

/// Place, address, key of its name, what one must be allowed to see it.
const NAV: [(Nav, &str, &str, Permission); 19] = [
    (Nav::Now, "/", "nav-now", Permission::ReadCases),
    (Nav::Due, "/due", "nav-due", Permission::ReadCases),
    (Nav::Events, "/events", "nav-events", Permission::ReadEvents),
    (Nav::Findings, "/findings", "nav-findings", Permission::ReadCases),
    (Nav::Cases, "/cases", "nav-cases", Permission::ReadCases),
    (Nav::Dives, "/dives", "nav-dives", Permission::ReadRequests),
    (Nav::Approvals, "/approvals", "nav-approvals", Permission::ReadCases),
    (Nav::Metrics, "/metrics", "nav-metrics", Permission::ReadCases),
    (Nav::Playbooks, "/playbooks", "nav-playbooks", Permission::ReadCases),
    (Nav::Tokens, "/tokens", "nav-tokens", Permission::Survey),
    (Nav::Credentials, "/credentials", "nav-credentials", Permission::Survey),
    (Nav::Connection, "/connection", "nav-connection", Permission::ReadCases),
    (Nav::Hardening, "/hardening", "nav-hardening", Permission::Survey),
    (Nav::Outbox, "/outbox", "nav-outbox", Permission::ReadCases),
    (Nav::Channels, "/channels", "nav-channels", Permission::ReadCases),
    (Nav::Journal, "/journal", "nav-journal", Permission::ReadJournal),
    (Nav::Sources, "/sources", "nav-sources", Permission::ReadLedger),
    (Nav::Ledgers, "/ledgers", "nav-ledgers", Permission::ReadLedger),
    (Nav::Accounts, "/accounts", "nav-accounts", Permission::ManageAccounts),
];

/// The first page that this person may see.
pub(super) fn home(person: &Person) -> &'static str {
    NAV.into_iter()
        .find(|(_, _, _, needs)| person.may(*needs))
        .map_or("/account", |(_, address, _, _)| address)
}

pub(super) struct NavItem {
    pub(super) address: &'static str,
    pub(super) name: String,
    pub(super) is_current: bool,
}

pub(super) struct LanguageLink {
    pub(super) tag: &'static str,
    pub(super) name: &'static str,
    pub(super) address: String,
    pub(super) is_current: bool,
}

/// What `base.html` shows.
pub(super) struct Frame {
    pub(super) person: Option<String>,
    pub(super) roles: Vec<String>,
    pub(super) csrf: String,
    pub(super) nav: Vec<NavItem>,
    pub(super) languages: Vec<LanguageLink>,
    pub(super) style: String,
    pub(super) icon: String,
    pub(super) scripts: Vec<String>,
    /// Whether a lockdown holds.
    pub(super) is_locked_down: bool,
    /// The page of the exercise that this page is about: all of it is marked.
    pub(super) exercise: Option<String>,
    /// What was just done, said once at the top.
    pub(super) notice: Option<String>,
}

impl Frame {
    pub(super) fn of(visitor: &Visitor, here: Nav) -> Self {
        let words = &visitor.words;
        let person = visitor.person.as_ref().filter(|_| !visitor.must_change_password);
        let nav = person.map_or_else(Vec::new, |person| {
            NAV.into_iter()
                .filter(|(_, _, _, needs)| person.may(*needs))
                .map(|(place, address, key, _)| NavItem {
                    address,
                    name: words.t(key),
                    is_current: place == here,
                })
                .collect()
        });
        let roles = visitor.person.iter().flat_map(|person| &person.roles);
        Self {
            person: visitor.person.as_ref().map(|person| person.name.clone()),
            roles: roles.map(|role| naming::role(words, *role)).collect(),
            csrf: visitor.csrf.clone(),
            nav,
            languages: languages(visitor),
            style: assets::address("css/portcullis.css").unwrap_or_default(),
            icon: assets::address("img/mark.svg").unwrap_or_default(),
            scripts: ["js/htmx.js", "js/live.js", "js/upload.js"]
                .into_iter()
                .filter_map(assets::address)
                .collect(),
            is_locked_down: visitor.person.as_ref().is_some_and(|person| person.is_locked_down),
            exercise: visitor.exercise.map(|case| format!("/cases/{}/exercise", case.0)),
            notice: notice(visitor),
        }
    }
}

fn query_of(address: &str) -> (&str, Vec<(String, String)>) {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    (path, url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
}

/// The same page in the other language.
fn languages(visitor: &Visitor) -> Vec<LanguageLink> {
    let (path, query) = query_of(&visitor.address);
    let link = |lang: Lang| {
        let kept = query.iter().filter(|(name, _)| name != "lang" && name != "done");
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept)
            .append_pair("lang", lang.as_str())
            .finish();
        LanguageLink {
            tag: lang.as_str(),
            name: lang.own_name(),
            address: format!("{path}?{query}"),
            is_current: lang == visitor.words.lang(),
        }
    };
    Lang::ALL.into_iter().map(link).collect()
}

/// `?done=note` says `done-note`, if there are such words.
fn notice(visitor: &Visitor) -> Option<String> {
    let (_, query) = query_of(&visitor.address);
    let (_, what) = query.into_iter().find(|(name, _)| name == "done")?;
    let key = format!("done-{what}");
    visitor.words.has(&key).then(|| visitor.words.t(&key))
}
