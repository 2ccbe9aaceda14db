//! What is known of the suspect, ready to be shown.

use engine::respond::{Membership, OwnedThing, OwnedToken, Reach, Survey, Use};
use event::UserId;
use jiff::Timestamp;

use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::words::Words;

pub(super) struct SurveyView {
    pub(super) username: String,
    pub(super) state: String,
    pub(super) is_admin: bool,
    pub(super) is_bot: bool,
    pub(super) taken: Moment,
    pub(super) gaps: Vec<String>,
    pub(super) tokens: Vec<TokenView>,
    pub(super) keys: Vec<String>,
    pub(super) webhooks: Vec<String>,
    pub(super) memberships: Vec<MemberView>,
    /// What it adds up to, in sentences, the gravest first.
    pub(super) reach: Vec<String>,
    /// Pipelines that stop.
    pub(super) breaks: Vec<String>,
    pub(super) things: Vec<ThingView>,
    pub(super) settings: Vec<(String, String)>,
    pub(super) uses: Vec<String>,
    pub(super) actors: Option<String>,
    pub(super) made: Option<String>,
    /// A place has no user, and no reach of its own.
    pub(super) is_place: bool,
}

/// Something else that lives within reach.
pub(super) struct ThingView {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) path: String,
    pub(super) made: Option<Moment>,
}

pub(super) struct TokenView {
    pub(super) name: String,
    pub(super) state: String,
    pub(super) scopes: String,
    pub(super) used: Option<String>,
}

pub(super) struct MemberView {
    pub(super) path: String,
    pub(super) access: String,
    pub(super) variables: Option<String>,
}

pub(super) fn view(words: &Words, survey: &Survey, now: Timestamp) -> SurveyView {
    SurveyView {
        username: survey.username.clone(),
        state: survey.state.clone(),
        is_admin: survey.is_admin,
        is_bot: survey.is_bot,
        taken: Moment::of(words, survey.taken_at, now),
        gaps: survey.gaps.iter().map(ToString::to_string).collect(),
        tokens: survey.tokens.iter().map(|token| token_view(words, token, now)).collect(),
        keys: survey.keys.iter().map(|key| key.title.clone()).collect(),
        webhooks: survey
            .webhooks
            .iter()
            .map(|hook| format!("{} → {}", hook.project_path, hook.url))
            .collect(),
        memberships: survey.memberships.iter().map(|member| member_view(words, member)).collect(),
        reach: reach(words, survey),
        breaks: breaks(survey),
        things: survey.things.iter().map(|thing| thing_view(words, thing, now)).collect(),
        settings: survey
            .settings
            .iter()
            .map(|(name, value)| (name.clone(), shown(value)))
            .collect(),
        uses: survey.uses.iter().map(|one| use_line(words, one, now)).collect(),
        actors: actors(words, survey),
        made: (!survey.made.is_empty())
            .then(|| words.t1("reach-made", "count", survey.made.len().to_string())),
        is_place: survey.user == UserId(0),
    }
}

fn reach(words: &Words, survey: &Survey) -> Vec<String> {
    if survey.user == UserId(0) {
        return Vec::new();
    }
    Reach::of(survey).texts(survey).iter().map(|text| words.say(text)).collect()
}

fn breaks(survey: &Survey) -> Vec<String> {
    let places = survey.memberships.iter().filter(|place| !place.pipelines.is_empty());
    places.map(|place| format!("{}: {}", place.path, place.pipelines.join(", "))).collect()
}

fn thing_view(words: &Words, thing: &OwnedThing, now: Timestamp) -> ThingView {
    ThingView {
        kind: naming::leftover(words, thing.kind),
        name: thing.name.clone(),
        path: thing.path.clone(),
        made: thing.created_at.map(|at| Moment::of(words, at, now)),
    }
}

fn shown(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn use_line(words: &Words, one: &Use, now: Timestamp) -> String {
    let told = |text: &Option<String>| text.clone().unwrap_or_else(|| words.t("reach-unknown"));
    let moment = |at| Moment::of(words, at, now).relative;
    let (credential, address) = (told(&one.credential), told(&one.address));
    let (count, first, last) = (one.count.to_string(), moment(one.first), moment(one.last));
    let line = words.sentence(
        "reach-use",
        [
            ("credential", credential.as_str()),
            ("address", address.as_str()),
            ("count", count.as_str()),
            ("first", first.as_str()),
            ("last", last.as_str()),
        ],
    );
    if one.calls.is_empty() { line } else { format!("{line}: {}", one.calls.join(", ")) }
}

/// Whom the suspect's acts brought to life.
fn actors(words: &Words, survey: &Survey) -> Option<String> {
    let others = survey.actors.iter().filter(|actor| **actor != survey.user);
    let names: Vec<String> = others
        .map(|actor| {
            let thing = survey.things.iter().find(|thing| {
                thing.kind == engine::respond::ThingKind::User && thing.user == Some(*actor)
            });
            thing.map_or_else(|| actor.to_string(), |thing| thing.name.clone())
        })
        .collect();
    (!names.is_empty()).then(|| words.t1("reach-actors", "users", names.join(", ")))
}

fn token_view(words: &Words, token: &OwnedToken, now: Timestamp) -> TokenView {
    let state = match (token.is_revoked, token.is_active) {
        (true, _) => "token-state-revoked",
        (false, true) => "token-state-active",
        (false, false) => "token-state-inactive",
    };
    let used = |at| words.t1("token-last-used", "when", Moment::of(words, at, now).relative);
    TokenView {
        name: token.name.clone(),
        state: words.t(state),
        scopes: token.scopes.join(", "),
        used: token.last_used_at.map(used),
    }
}

fn member_view(words: &Words, member: &Membership) -> MemberView {
    let access = match member.access_level {
        50.. => "access-owner",
        40..50 => "access-maintainer",
        30..40 => "access-developer",
        20..30 => "access-reporter",
        _ => "access-guest",
    };
    let names = &member.variables;
    MemberView {
        path: member.path.clone(),
        access: words.t(access),
        variables: (!names.is_empty())
            .then(|| words.t1("survey-variables", "names", names.join(", "))),
    }
}
