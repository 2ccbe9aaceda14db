//! Chat: incoming webhooks of Mattermost, Slack and Teams; Slack's blocks are the Web API's too.

use serde_json::{Value, json};

use super::{TooLong, within};
use crate::coordinate::delivery::order::{Field, Message};

/// Characters of a Mattermost post (developers.mattermost.com, incoming webhooks).
const MATTERMOST_CHARS_MAX: usize = 16_383;

/// Characters of a Slack header block (docs.slack.dev, block kit).
const SLACK_HEADER_MAX: usize = 150;

/// Characters of the text of a Slack section.
const SLACK_SECTION_MAX: usize = 3_000;

/// Characters of a field of a Slack section.
const SLACK_FIELD_MAX: usize = 2_000;

/// Fields of one Slack section.
const SLACK_FIELDS: usize = 10;

/// Sections that a body may become: fifty blocks are Slack's limit for all.
const SLACK_SECTIONS_MAX: usize = 40;

/// Characters of a Teams card: 28 kB of JSON are the limit, and a Japanese
/// character may take six bytes of it.
const TEAMS_CHARS_MAX: usize = 4_000;

/// A post for Mattermost. What is urgent carries a priority and asks for an
/// acknowledgement, where the server's edition has it.
pub fn mattermost(message: &Message) -> Result<Value, TooLong> {
    let mut text = format!("#### {}\n\n{}", message.title, message.body);
    for Field { label, value } in &message.links {
        text.push_str("\n\n");
        text.push_str(label);
        text.push_str(": ");
        text.push_str(value);
    }
    within("text", &text, MATTERMOST_CHARS_MAX)?;
    let mut post = json!({ "text": text });
    if !message.fields.is_empty() {
        let fields: Vec<Value> = message
            .fields
            .iter()
            .map(|one| json!({ "title": one.label, "value": one.value, "short": false }))
            .collect();
        set(
            &mut post,
            "attachments",
            json!([{ "fallback": message.plain_text(), "fields": fields }]),
        );
    }
    if message.is_urgent {
        set(&mut post, "priority", json!({ "priority": "urgent", "requested_ack": true }));
    }
    Ok(post)
}

/// A post for Slack: blocks, and a text for notifications.
pub fn slack(message: &Message) -> Result<Value, TooLong> {
    let blocks = slack_blocks(message)?;
    let text = format!("{}\n{}", message.title, message.body);
    let text: String = text.chars().take(SLACK_SECTION_MAX).collect();
    Ok(json!({ "text": escaped(&text), "blocks": blocks }))
}

/// The blocks of a post for Slack.
pub fn slack_blocks(message: &Message) -> Result<Vec<Value>, TooLong> {
    within("title", &message.title, SLACK_HEADER_MAX)?;
    let mut blocks = vec![json!({
        "type": "header",
        "text": { "type": "plain_text", "text": message.title, "emoji": false },
    })];
    let body = pieces(&escaped(&message.body));
    if body.len() > SLACK_SECTIONS_MAX {
        within("body", &message.body, SLACK_SECTION_MAX * SLACK_SECTIONS_MAX)?;
    }
    blocks.extend(body.iter().map(|piece| section(piece)));
    for some in message.fields.chunks(SLACK_FIELDS) {
        let mut fields = Vec::new();
        for Field { label, value } in some {
            let text = format!("*{}*\n{}", escaped(label), escaped(value));
            within("field", &text, SLACK_FIELD_MAX)?;
            fields.push(json!({ "type": "mrkdwn", "text": text }));
        }
        blocks.push(json!({ "type": "section", "fields": fields }));
    }
    for Field { label, value } in &message.links {
        blocks.push(section(&format!("{}: {}", escaped(label), escaped(value))));
    }
    Ok(blocks)
}

fn section(text: &str) -> Value {
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text } })
}

/// Slack's three characters (docs.slack.dev, formatting message text).
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text in pieces that a section takes, at paragraphs, then lines, then words.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut piece = String::new();
    for part in text.split_inclusive([' ', '\n']) {
        let is_full =
            piece.chars().count().saturating_add(part.chars().count()) > SLACK_SECTION_MAX;
        if is_full && !piece.trim().is_empty() {
            pieces.push(std::mem::take(&mut piece));
        }
        if part.chars().count() <= SLACK_SECTION_MAX {
            piece.push_str(part);
            continue;
        }
        let mut rest: Vec<char> = part.chars().collect();
        while rest.len() > SLACK_SECTION_MAX {
            let later = rest.split_off(SLACK_SECTION_MAX);
            pieces.push(rest.into_iter().collect());
            rest = later;
        }
        piece.extend(rest);
    }
    if !piece.trim().is_empty() {
        pieces.push(piece);
    }
    pieces
}

/// A post for a Teams workflow: an adaptive card (learn.microsoft.com, incoming
/// webhooks for Workflows).
pub fn teams(message: &Message) -> Result<Value, TooLong> {
    within("text", &format!("{}{}", message.title, message.plain_text()), TEAMS_CHARS_MAX)?;
    let mut body = vec![json!({
        "type": "TextBlock", "text": message.title, "weight": "Bolder", "size": "Large", "wrap": true,
    })];
    let paragraphs = message.body.split("\n\n").filter(|text| !text.trim().is_empty());
    body.extend(paragraphs.map(|text| json!({ "type": "TextBlock", "text": text, "wrap": true })));
    if !message.fields.is_empty() {
        let facts: Vec<Value> = message
            .fields
            .iter()
            .map(|one| json!({ "title": one.label, "value": one.value }))
            .collect();
        body.push(json!({ "type": "FactSet", "facts": facts }));
    }
    let actions: Vec<Value> = message
        .links
        .iter()
        .map(|one| json!({ "type": "Action.OpenUrl", "title": one.label, "url": one.value }))
        .collect();
    let mut card = json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "lang": message.language,
        "body": body,
    });
    if !actions.is_empty() {
        set(&mut card, "actions", Value::from(actions));
    }
    Ok(json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": card,
        }],
    }))
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}
