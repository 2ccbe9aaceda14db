//! What the forms of communication do; each is answered by a redirect.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use engine::coordinate::communication::{
    Audience, Draft, Form as Decision, Kind, Language, Ready, Station, Via, Wording,
};
use serde::Deserialize;

use super::super::case::id_of;
use super::super::{Answer, done};
use crate::app::input;
use crate::web::Web;
use crate::web::api::{message_id, station};
use crate::web::form::{Form, Place, filled};
use crate::web::problem::Fault;
use crate::web::visitor::SignedIn;

#[derive(Deserialize)]
pub(super) struct Reason {
    #[serde(default)]
    reason: String,
}

pub(super) async fn attach(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Reason>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.attach_communications(&person, case, &form.reason).await?;
    Ok(done(&format!("/cases/{}/communications", case.0), "communications-attached"))
}

#[derive(Deserialize)]
pub(super) struct StepForm {
    #[serde(default)]
    edge: String,
    #[serde(default)]
    reason: String,
    /// `audience-customers`, `kind-blog_post`: what is ticked.
    #[serde(flatten)]
    ticked: BTreeMap<String, String>,
}

pub(super) async fn step(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<StepForm>,
) -> Answer {
    let case = id_of(&id)?;
    let (from, to) = form.edge.split_once('-').unwrap_or((&form.edge, ""));
    let edge = (station("edge", from)?, station("edge", to)?);
    let reason = form.reason.clone();
    let decided = match edge.0 {
        Station::Scoping => Some(Decision::Scope {
            audiences: ticked(&form.ticked, "audience-", Audience::from_name),
            every: None,
            reason,
        }),
        Station::ChoosingMedium => {
            Some(Decision::Media { kinds: ticked(&form.ticked, "kind-", Kind::from_name), reason })
        }
        _other => None,
    };
    web.app.step_communications(&person, case, edge, decided).await?;
    Ok(done(&format!("/cases/{}/communications", case.0), "communications-step"))
}

fn ticked<T: Ord>(
    fields: &BTreeMap<String, String>,
    prefix: &str,
    read: fn(&str) -> Option<T>,
) -> BTreeSet<T> {
    fields.keys().filter_map(|name| read(name.strip_prefix(prefix)?)).collect()
}

#[derive(Deserialize)]
pub(super) struct ListForm {
    #[serde(default)]
    audience: String,
    #[serde(default)]
    count: String,
    #[serde(default)]
    source: String,
}

pub(super) async fn collect(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<ListForm>,
) -> Answer {
    let case = id_of(&id)?;
    let audience = audience(&form.audience)?;
    let wrong = |_no_number| Fault::invalid("count", input::given("number", &form.count));
    let count = form.count.trim().parse().map_err(wrong)?;
    web.app.collect_contacts(&person, case, (audience, count), &form.source).await?;
    Ok(done(&format!("/cases/{}/communications", case.0), "communications-list"))
}

fn audience(text: &str) -> Result<Audience, Fault> {
    Audience::from_name(text)
        .ok_or_else(|| Fault::invalid("audience", input::given("unknown", text)))
}

#[derive(Deserialize)]
pub(super) struct ReadyForm {
    #[serde(default)]
    ready: String,
    #[serde(default)]
    note: String,
}

pub(super) async fn ready(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<ReadyForm>,
) -> Answer {
    let case = id_of(&id)?;
    let wrong = || Fault::invalid("ready", input::given("unknown", &form.ready));
    let ready = Ready::from_name(&form.ready).ok_or_else(wrong)?;
    web.app.ready_communications(&person, case, (ready, &form.note)).await?;
    Ok(done(&format!("/cases/{}/communications", case.0), "communications-ready"))
}

/// The composer's fields; those of a text are `en-title`, `ja-field-background` …
#[derive(Deserialize)]
pub(super) struct DraftForm {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    audience: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    tool: String,
    #[serde(default)]
    blog_url: String,
    #[serde(default)]
    signatory: String,
    #[serde(default)]
    recipients: String,
    #[serde(default)]
    is_final: bool,
    #[serde(flatten)]
    texts: BTreeMap<String, String>,
}

impl DraftForm {
    fn draft(&self) -> Result<Draft, Fault> {
        let kind = Kind::from_name(&self.kind)
            .ok_or_else(|| Fault::invalid("kind", input::given("unknown", &self.kind)))?;
        let language = Language::from_name(&self.language).ok_or_else(|| {
            Fault::invalid("language", input::one_of(&self.language, &["en", "ja"]))
        })?;
        let texts = Language::ALL.into_iter().filter_map(|one| Some((one, self.wording(one)?)));
        let addresses = self.recipients.split(|c: char| c.is_whitespace() || ",;".contains(c));
        Ok(Draft {
            kind,
            audience: audience(&self.audience)?,
            tool: filled(&self.tool).map(str::to_owned),
            language,
            texts: texts.collect(),
            blog_url: filled(&self.blog_url).map(str::to_owned),
            signatory: filled(&self.signatory).map(str::to_owned),
            is_final: self.is_final,
            recipients: addresses.filter_map(filled).map(str::to_owned).collect(),
        })
    }

    /// The text in that language; none where nothing was written in it.
    fn wording(&self, language: Language) -> Option<Wording> {
        let of = |name: &str| self.texts.get(&format!("{}-{name}", language.as_str()));
        let prefix = format!("{}-field-", language.as_str());
        let fields: BTreeMap<String, String> = self
            .texts
            .iter()
            .filter_map(|(name, text)| {
                Some((name.strip_prefix(&prefix)?.to_owned(), filled(text)?.to_owned()))
            })
            .collect();
        let title = of("title").and_then(|text| filled(text)).unwrap_or_default().to_owned();
        (!title.is_empty() || !fields.is_empty()).then_some(Wording { title, fields })
    }
}

pub(super) async fn draft(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<DraftForm>,
) -> Answer {
    let case = id_of(&id)?;
    let message = web.app.draft_message(&person, case, (None, form.draft()?)).await?;
    Ok(done(&format!("/cases/{}/messages/{}", case.0, message.0), "message-drafted"))
}

pub(super) async fn redraft(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Form(form): Form<DraftForm>,
) -> Answer {
    let (case, message) = (id_of(&id)?, message_id(&name)?);
    web.app.draft_message(&person, case, (Some(message), form.draft()?)).await?;
    Ok(done(&format!("/cases/{}/messages/{}", case.0, message.0), "message-drafted"))
}

#[derive(Deserialize)]
pub(super) struct RequestForm {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    rule: String,
}

pub(super) async fn request(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Form(form): Form<RequestForm>,
) -> Answer {
    let (case, message) = (id_of(&id)?, message_id(&name)?);
    let rule = filled(&form.rule).map(str::to_owned);
    web.app.request_approval(&person, case, (message, rule), &form.reason).await?;
    Ok(done(&format!("/cases/{}/messages/{}", case.0, message.0), "approval-requested"))
}

#[derive(Deserialize)]
pub(super) struct SendForm {
    #[serde(default)]
    hash: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    place: String,
}

pub(super) async fn send(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Form(form): Form<SendForm>,
) -> Answer {
    let (case, message) = (id_of(&id)?, message_id(&name)?);
    let via = match (filled(&form.channel), filled(&form.place)) {
        (Some(channel), None) => Via::Channel { channel: channel.to_owned() },
        (None, Some(place)) => Via::Hand { place: place.to_owned() },
        (Some(_), Some(_)) | (None, None) => {
            return Err(Fault::invalid("channel", input::either(&["channel", "place"])));
        }
    };
    web.app.send_message(&person, case, (message, &form.hash), via).await?;
    Ok(done(&format!("/cases/{}/messages/{}", case.0, message.0), "message-sent"))
}

pub(super) async fn withdraw(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Form(form): Form<Reason>,
) -> Answer {
    let (case, message) = (id_of(&id)?, message_id(&name)?);
    web.app.withdraw_message(&person, case, (message, &form.reason)).await?;
    Ok(done(&format!("/cases/{}/messages/{}", case.0, message.0), "message-withdrawn"))
}

#[derive(Deserialize)]
pub(super) struct ReceiptForm {
    #[serde(default)]
    person: String,
}

pub(super) async fn receipt(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Form(form): Form<ReceiptForm>,
) -> Answer {
    let (case, message) = (id_of(&id)?, message_id(&name)?);
    web.app.message_received(&person, case, (message, &form.person)).await?;
    Ok(done(&format!("/cases/{}/messages/{}", case.0, message.0), "message-received"))
}
