//! One message: what would go out, who has approved it, what stands in its way.

use askama::Template;
use axum::extract::State;
use engine::coordinate::Case;
use engine::coordinate::approval::{Request, Standing};
use engine::coordinate::communication::{Draft, Kind, KindPolicy, Language, Via};
use engine::coordinate::communication::{gate, post_weight};
use jiff::Timestamp;
use serde::Deserialize;

use super::super::case::id_of;
use super::super::frame::{Frame, Nav};
use super::super::{Answer, render};
use super::{audience, duty, kind, languages, state};
use crate::app::{MessageView, input};
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::api::message_id;
use crate::web::form::{Ask, Place};
use crate::web::moment::Moment;
use crate::web::problem::Fault;
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage {
    w: Words,
    frame: Frame,
    case_id: String,
    case_title: String,
    case_address: String,
    address: String,
    name: String,
    kind: String,
    audience: String,
    state: String,
    tone: &'static str,
    is_withdrawn: bool,
    hash: String,
    authors: String,
    reviewers: String,
    senders: String,
    previews: Vec<Preview>,
    mail_head: Option<(String, String)>,
    recipients: Vec<String>,
    weight: Option<(usize, usize)>,
    approval: Option<ApprovalCard>,
    exceptions: Vec<ApprovalCard>,
    exceptable: Vec<(&'static str, String)>,
    refusals: Vec<String>,
    sent: Vec<(String, String, Moment)>,
    receipt: Option<(String, Moment)>,
    wants_receipt: bool,
    composer: Option<Composer>,
    may_send: bool,
}

struct Preview {
    lang: &'static str,
    language: String,
    title: String,
    body: String,
}

struct ApprovalCard {
    title: String,
    state: String,
    requested_by: String,
    requested: Moment,
    expires: Moment,
    reason: String,
    progress: String,
    approvers: String,
}

/// The form by which a message is written.
#[expect(clippy::struct_excessive_bools, reason = "what of the form is shown, part by part")]
struct Composer {
    kind: &'static str,
    audience: &'static str,
    language: &'static str,
    audiences: Vec<(&'static str, String)>,
    tools: Vec<String>,
    tool: String,
    is_list: bool,
    needs_blog: bool,
    needs_signatory: bool,
    blog_url: String,
    signatory: String,
    recipients: String,
    is_final: bool,
    texts: Vec<TextForm>,
}

struct TextForm {
    lang: &'static str,
    language: String,
    title: String,
    fields: Vec<FieldForm>,
    is_open: bool,
}

struct FieldForm {
    name: String,
    label: String,
    text: String,
}

#[derive(Template)]
#[template(path = "message_new.html")]
struct NewPage {
    w: Words,
    frame: Frame,
    case_id: String,
    case_title: String,
    case_address: String,
    kind: String,
    composer: Composer,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    kind: String,
}

pub(super) async fn compose(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Ask(wanted): Ask<Wanted>,
) -> Answer {
    let case = web.app.case(&person, id_of(&id)?)?;
    let words = &visitor.words;
    let wanted = Kind::from_name(&wanted.kind)
        .ok_or_else(|| Fault::invalid("kind", input::given("unknown", &wanted.kind)))?;
    let policy = web.app.communication_policy().kinds.get(&wanted);
    let policy = policy.ok_or_else(|| Fault::not_found(format!("kind {}", wanted.as_str())))?;
    render(&NewPage {
        frame: Frame::of(&visitor, Nav::Cases),
        case_id: case.id.to_string(),
        case_title: case.title.clone(),
        case_address: format!("/cases/{}", case.id.0),
        kind: kind(words, wanted),
        composer: composer(&web, words, (wanted, policy), None),
        w: words.clone(),
    })
}

pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
) -> Answer {
    let case = web.app.case(&person, id_of(&id)?)?;
    let wanted = message_id(&name)?;
    let found = web.app.communications(&person, case.id).await?;
    let view = found.messages.into_iter().find(|one| one.message.id == wanted);
    let view = view.ok_or_else(|| Fault::not_found(format!("message {wanted} in {}", case.id)))?;
    render(&page(&web, &visitor, &person, (&case, &view)))
}

fn page(
    web: &Web,
    visitor: &Visitor,
    person: &Person,
    (case, view): (&Case, &MessageView),
) -> MessagePage {
    let words = &visitor.words;
    let now = web.app.clock().now();
    let draft = &view.message.draft;
    let policy = web.app.communication_policy().kinds.get(&draft.kind);
    let names = |duties: &[String]| {
        duties.iter().map(|name| duty(words, name)).collect::<Vec<_>>().join(", ")
    };
    let (at, tone) = state(view);
    let is_open = view.message.withdrawn.is_none() && at != "sent";
    let reviewers: Vec<String> = policy
        .into_iter()
        .flat_map(|kind| kind.review.duties().map(|name| duty(words, name)).collect::<Vec<_>>())
        .collect();
    let may_write = is_open && person.may(Permission::Communicate);
    let card = |(request, standing): &(Request, Standing)| card(words, (request, standing), now);
    MessagePage {
        frame: Frame::of(visitor, Nav::Cases),
        case_id: case.id.to_string(),
        case_title: case.title.clone(),
        case_address: format!("/cases/{}", case.id.0),
        address: format!("/cases/{}/messages/{}", case.id.0, view.message.id.0),
        name: view.message.id.to_string(),
        kind: kind(words, draft.kind),
        audience: audience(words, draft.audience),
        state: words.t(format!("message-state-{at}")),
        tone,
        is_withdrawn: view.message.withdrawn.is_some(),
        hash: view.hash.clone(),
        authors: view.message.authors.iter().cloned().collect::<Vec<_>>().join(", "),
        reviewers: reviewers.join(", "),
        senders: policy.map(|kind| names(&kind.senders)).unwrap_or_default(),
        previews: previews(words, view),
        mail_head: view.mail_head.clone(),
        recipients: draft.recipients.iter().take(RECIPIENTS_SHOWN_MAX).cloned().collect(),
        weight: weight(policy, view),
        approval: view.approval.as_ref().map(card),
        exceptions: view.exceptions.iter().map(card).collect(),
        exceptable: exceptable(words, view),
        refusals: view.refusals.iter().map(|one| words.say(&one.text)).collect(),
        sent: view.message.sent.iter().map(|sent| sent_row(words, sent, now)).collect(),
        receipt: view
            .message
            .receipt
            .as_ref()
            .map(|one| (one.person.clone(), Moment::of(words, one.at, now))),
        wants_receipt: policy.is_some_and(|kind| kind.wants_receipt)
            && !view.message.sent.is_empty()
            && view.message.receipt.is_none()
            && person.may(Permission::Communicate),
        composer: policy
            .filter(|_| may_write)
            .map(|kind| composer(web, words, (draft.kind, kind), Some(draft))),
        may_send: is_open && person.may(Permission::Send),
        w: words.clone(),
    }
}

/// Addresses shown at once; all of them are in the API.
const RECIPIENTS_SHOWN_MAX: usize = 200;

fn sent_row(
    words: &Words,
    sent: &engine::coordinate::communication::Sending,
    now: Timestamp,
) -> (String, String, Moment) {
    let way = match &sent.via {
        Via::Channel { channel } => words.t1("message-by-channel", "channel", channel.clone()),
        Via::Hand { place } => words.t1("message-by-hand", "place", place.clone()),
    };
    (way, sent.by.clone(), Moment::of(words, sent.at, now))
}

fn previews(words: &Words, view: &MessageView) -> Vec<Preview> {
    let composed = view.composed.iter();
    composed
        .map(|(language, text)| Preview {
            lang: language.as_str(),
            language: words.t(format!("language-{}", language.as_str())),
            title: text.title.clone(),
            body: text.body.clone(),
        })
        .collect()
}

fn weight(policy: Option<&KindPolicy>, view: &MessageView) -> Option<(usize, usize)> {
    let most = policy?.weight_max?;
    let weight = view.composed.values().map(|text| post_weight(&text.body)).max();
    Some((weight.unwrap_or_default(), most))
}

/// Rules from which an exception can be asked for, since they refuse now.
fn exceptable(words: &Words, view: &MessageView) -> Vec<(&'static str, String)> {
    let refuses = |rule: &&str| view.refusals.iter().any(|one| one.rule == **rule);
    let rules = gate::EXCEPTABLE.into_iter().filter(refuses);
    rules
        .map(|rule| (rule, words.t(format!("exception-{}", rule.replace(['.', '_'], "-")))))
        .collect()
}

fn card(words: &Words, (request, standing): (&Request, &Standing), now: Timestamp) -> ApprovalCard {
    use engine::coordinate::approval::Subject;
    let title = match &request.subject {
        Subject::Exception { rule, .. } => {
            words.t(format!("exception-{}", rule.replace(['.', '_'], "-")))
        }
        Subject::Plan { .. }
        | Subject::Message { .. }
        | Subject::Release { .. }
        | Subject::DiveException => words.t("approval-title"),
    };
    let given = standing.quorum.people.to_string();
    let needed = standing.quorum.people_needed.to_string();
    ApprovalCard {
        title,
        state: words.t(format!("approval-{}", standing.stands.as_str())),
        requested_by: request.requested_by.clone(),
        requested: Moment::of(words, request.requested_at, now),
        expires: Moment::of(words, request.expires_at, now),
        reason: request.reason.clone(),
        progress: words.t2("approval-progress", ("given", given), ("needed", needed)),
        approvers: standing.approvers.join(", "),
    }
}

fn composer(
    web: &Web,
    words: &Words,
    (kind, policy): (Kind, &KindPolicy),
    draft: Option<&Draft>,
) -> Composer {
    let whole = web.app.communication_policy();
    let reader = super::language(words.lang());
    let text = |language: Language| {
        let written = draft.and_then(|draft| draft.texts.get(&language));
        let fields = policy.fields.iter().map(|name| FieldForm {
            name: name.clone(),
            label: whole.heading(name, language).to_owned(),
            text: written.and_then(|text| text.fields.get(name)).cloned().unwrap_or_default(),
        });
        TextForm {
            lang: language.as_str(),
            language: words.t(format!("language-{}", language.as_str())),
            title: written.map(|text| text.title.clone()).unwrap_or_default(),
            fields: fields.collect(),
            is_open: written.is_some() || (draft.is_none() && language == reader),
        }
    };
    let own = draft.map(|draft| draft.audience);
    let audiences = policy.audiences.iter();
    Composer {
        kind: kind.as_str(),
        audience: own.or(policy.audiences.first().copied()).map_or("", |one| one.as_str()),
        language: draft.map_or(reader, |draft| draft.language).as_str(),
        audiences: audiences.map(|one| (one.as_str(), audience(words, *one))).collect(),
        tools: if policy.is_list { whole.tools.keys().cloned().collect() } else { Vec::new() },
        tool: draft.and_then(|draft| draft.tool.clone()).unwrap_or_default(),
        is_list: policy.is_list,
        needs_blog: policy.needs_blog,
        needs_signatory: !policy.signatories.is_empty(),
        blog_url: draft.and_then(|draft| draft.blog_url.clone()).unwrap_or_default(),
        signatory: draft.and_then(|draft| draft.signatory.clone()).unwrap_or_default(),
        recipients: draft
            .map(|draft| draft.recipients.iter().cloned().collect::<Vec<_>>().join("\n"))
            .unwrap_or_default(),
        is_final: draft.is_some_and(|draft| draft.is_final),
        texts: languages(words).into_iter().map(text).collect(),
    }
}
