//! Whether a draft by itself is fit to be sent: fields, languages, clean text, signatory.

use super::{
    BTreeSet, Desk, Draft, FIELD_CHARS_MAX, GateRefusal, Kind, KindPolicy, Policy, RECIPIENTS_MAX,
    TITLE_CHARS_MAX, Via, blemishes, compose, of_kind, post_weight, refusal, wrong_tool,
};

pub(super) fn too_long(draft: &Draft) -> Option<GateRefusal> {
    let is_title = |title: &str| {
        title.chars().count() > TITLE_CHARS_MAX || title.chars().any(char::is_control)
    };
    let is_long = draft.texts.values().any(|text| {
        is_title(&text.title)
            || text.fields.values().any(|field| field.chars().count() > FIELD_CHARS_MAX)
    });
    (is_long || draft.recipients.len() > RECIPIENTS_MAX)
        .then(|| refusal("communication.too_long", &["CM21"], []))
}

/// What is wrong with the text itself: empty fields, missing languages, markup,
/// tracking, length, signature, blog post.
pub(super) fn unfit(desk: Desk<'_>, draft: &Draft, kind: &KindPolicy) -> Vec<GateRefusal> {
    let mut refusals = Vec::new();
    refusals.extend(wrong_tool(desk.policy(), draft));
    refusals.extend(empty_fields(draft, kind));
    refusals.extend(missing_language(desk.policy(), draft, kind));
    if kind.is_plain {
        refusals.extend(unclean(desk.policy(), draft));
    }
    if let Some(most) = kind.weight_max {
        refusals.extend(too_heavy(desk.policy(), draft, most));
    }
    if !kind.signatories.is_empty() {
        refusals.extend(wrong_signatory(desk, draft, kind));
    }
    if kind.needs_blog {
        refusals.extend(blog_missing(desk, draft));
    }
    refusals
}

pub(super) fn empty_fields(draft: &Draft, kind: &KindPolicy) -> Vec<GateRefusal> {
    let mut empty = BTreeSet::new();
    for (language, text) in &draft.texts {
        let is_empty =
            |field: &&String| text.fields.get(*field).is_none_or(|found| found.trim().is_empty());
        let mut names: Vec<&str> =
            kind.fields.iter().filter(is_empty).map(String::as_str).collect();
        if text.title.trim().is_empty() {
            names.insert(0, "title");
        }
        empty.extend(names.into_iter().map(|name| (*language, name.to_owned())));
    }
    if !draft.texts.contains_key(&draft.language) {
        empty.insert((draft.language, "title".to_owned()));
    }
    let told = |(language, field): (super::super::Language, String)| {
        let args = [("field", field), ("language", language.as_str().to_owned())];
        refusal("communication.field_missing", &[of_kind(draft.kind)], args)
    };
    empty.into_iter().map(told).collect()
}

pub(super) fn missing_language(
    policy: &Policy,
    draft: &Draft,
    kind: &KindPolicy,
) -> Option<GateRefusal> {
    let missing = policy.languages.iter().filter(|one| !draft.texts.contains_key(one));
    let missing: Vec<&str> = missing.map(|one| one.as_str()).collect();
    (kind.is_external && !missing.is_empty()).then(|| {
        let args = [("languages", missing.join(", "))];
        refusal("communication.language_missing", &["JA1"], args)
    })
}

/// One refusal for each thing that a plain mail may not hold (CM25).
pub(super) fn unclean(policy: &Policy, draft: &Draft) -> Vec<GateRefusal> {
    let Some(whole) = compose::whole(draft, policy) else { return Vec::new() };
    let text = format!("{}\n{}", whole.title, whole.body);
    let found = blemishes(&text, &policy.tracking).into_iter();
    found
        .map(|blemish| {
            let rule = format!("communication.{}", blemish.kind.as_str());
            refusal(&rule, &["CM25"], [("place", blemish.place)])
        })
        .collect()
}

pub(super) fn too_heavy(policy: &Policy, draft: &Draft, most: usize) -> Option<GateRefusal> {
    let bodies = draft.texts.keys().filter_map(|one| compose::message(draft, *one, policy));
    let weight = bodies.map(|text| post_weight(&text.body)).max().unwrap_or_default();
    (weight > most).then(|| {
        let args = [("weight", weight.to_string()), ("most", most.to_string())];
        refusal("communication.too_heavy", &["CM29"], args)
    })
}

/// Only who has one of these duties in the case signs (CM30).
pub(super) fn wrong_signatory(
    desk: Desk<'_>,
    draft: &Draft,
    kind: &KindPolicy,
) -> Option<GateRefusal> {
    let duty = &desk.case.concerns.duty;
    let name = draft.signatory.clone().unwrap_or_default();
    let may = kind.signatories.iter().any(|known| duty.is_held_by(known, &name));
    (!may).then(|| {
        let args = [("person", name), ("duties", kind.signatories.join(", "))];
        refusal("communication.wrong_signatory", &["CM30"], args)
    })
}

/// It leads to a blog post of this case that is out, at the address where it is (CM27, CM29).
pub(super) fn blog_missing(desk: Desk<'_>, draft: &Draft) -> Option<GateRefusal> {
    let url = draft.blog_url.as_deref().map(str::trim).filter(|url| !url.is_empty());
    let requirement = of_kind(draft.kind);
    let Some(url) = url else {
        return Some(refusal("communication.blog_missing", &[requirement], []));
    };
    let posts = desk.state().messages.iter().filter(|one| one.draft.kind == Kind::BlogPost);
    let is_out = posts.flat_map(|post| &post.sent).any(|sent| match &sent.via {
        Via::Hand { place } => place.trim() == url,
        Via::Channel { .. } => false,
    });
    (!is_out).then(|| {
        let args = [("url", url.to_owned())];
        refusal("communication.blog_not_out", &[requirement], args)
    })
}
