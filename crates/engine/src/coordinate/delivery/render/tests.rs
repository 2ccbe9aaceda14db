use serde_json::{Value, json};

use super::*;
use crate::coordinate::CaseId;
use crate::coordinate::delivery::{About, Content, DeliveryId, Field, Message, StatusStage};

fn message() -> Message {
    Message {
        fields: vec![Field { label: "Current risk".into(), value: "A < B & C".into() }],
        links: vec![Field { label: "Case".into(), value: "https://p.example/cases/C-1".into() }],
        is_urgent: true,
        ..Message::new("en", "Status update", "First *paragraph* <x>.\n\nSecond.")
    }
}

#[test]
fn mattermost_gets_text_fields_and_a_priority_for_what_is_urgent() {
    let post = mattermost(&message()).unwrap();
    assert_eq!(
        post["text"],
        "#### Status update\n\nFirst *paragraph* <x>.\n\nSecond.\n\nCase: https://p.example/cases/C-1"
    );
    assert_eq!(post["attachments"][0]["fields"][0]["value"], "A < B & C");
    assert_eq!(post["priority"], json!({ "priority": "urgent", "requested_ack": true }));
    let calm = mattermost(&Message { is_urgent: false, ..message() }).unwrap();
    assert_eq!(calm.get("priority"), None);
}

#[test]
fn slack_gets_blocks_whose_three_special_characters_are_escaped() {
    let post = slack(&message()).unwrap();
    let blocks = post["blocks"].as_array().unwrap();
    let kinds: Vec<&str> = blocks.iter().filter_map(|block| block["type"].as_str()).collect();
    assert_eq!(kinds, ["header", "section", "section", "section"]);
    assert_eq!(blocks[1]["text"]["text"], "First *paragraph* &lt;x&gt;.\n\nSecond.");
    assert_eq!(blocks[2]["fields"][0]["text"], "*Current risk*\nA &lt; B &amp; C");
}

#[test]
fn a_long_text_becomes_several_sections_and_loses_no_character() {
    let body = format!("{}\n\n{} end", "漢字".repeat(2_500), "word ".repeat(900));
    let post = slack(&Message::new("ja", "長い", &body)).unwrap();
    let sections: Vec<&str> = post["blocks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|block| block["type"] == "section")
        .filter_map(|block| block["text"]["text"].as_str())
        .collect();
    assert!(sections.len() > 2);
    assert!(sections.iter().all(|text| text.chars().count() <= 3_000));
    assert_eq!(sections.concat(), body);
}

#[test]
fn what_a_channel_cannot_show_whole_is_refused_not_cut() {
    let long = |count| Message::new("en", "T", &"x".repeat(count));
    assert!(mattermost(&long(16_000)).is_ok());
    assert_eq!(mattermost(&long(17_000)).unwrap_err().max, 16_383);
    assert!(teams(&long(5_000)).is_err());
    assert!(slack(&Message::new("en", &"x".repeat(151), "b")).is_err());
    assert!(slack(&long(121_000)).is_err());
    let page = Statuspage { components: &[], is_new: true };
    let titled = Message::new("en", &"x".repeat(201), "b");
    assert!(statuspage(&page, &titled, StatusStage::Identified).is_err());
}

#[test]
fn teams_gets_an_adaptive_card() {
    let post = teams(&message()).unwrap();
    let card = &post["attachments"][0]["content"];
    assert_eq!(post["attachments"][0]["contentType"], "application/vnd.microsoft.card.adaptive");
    assert_eq!(card["type"], "AdaptiveCard");
    assert_eq!(card["body"].as_array().map(Vec::len), Some(4));
    assert_eq!(card["actions"][0]["url"], "https://p.example/cases/C-1");
}

#[test]
fn a_status_page_is_opened_continued_and_resolved_and_notifies_nobody_cm24() {
    let path = |incident, stage| {
        let page = StatusIo { page: "p1", affected: &[], incident };
        status_io(&page, &message(), stage).unwrap()
    };
    let (create, body) = path(None, StatusStage::Investigating);
    assert_eq!(create, "incident/create");
    assert_eq!(body["incident_name"], "Status update");
    assert_eq!(body["all_infrastructure_affected"], "1");
    let notify = |body: &Value| {
        ["notify_email", "notify_sms", "notify_webhook", "social"].map(|k| body[k] == "0")
    };
    assert_eq!(notify(&body), [true; 4]);
    assert_eq!(path(Some("i1"), StatusStage::Identified).0, "incident/update");
    let (resolve, body) = path(Some("i1"), StatusStage::Resolved);
    assert_eq!(
        (resolve, &body["current_status"], &body["incident_id"]),
        ("incident/resolve", &json!(100), &json!("i1"))
    );

    let new = Statuspage { components: &["c1".to_owned()], is_new: true };
    let body = statuspage(&new, &message(), StatusStage::Identified).unwrap();
    assert_eq!(body["incident"]["status"], "identified");
    assert_eq!(body["incident"]["deliver_notifications"], false);
    assert_eq!(body["incident"]["component_ids"], json!(["c1"]));
    let old = Statuspage { components: &[], is_new: false };
    let body = statuspage(&old, &message(), StatusStage::Resolved).unwrap();
    assert_eq!(body["incident"].get("name"), None);
}

#[test]
fn an_event_has_the_required_attributes_and_the_same_id_each_time() {
    let content = Content::Message { message: message() };
    let delivery = DeliveryId::of(CaseId(7), &About::ByHand, "siem", "1");
    let of = EventOf {
        delivery: &delivery,
        case: CaseId(7),
        source: "https://p.example/",
        at: jiff::Timestamp::UNIX_EPOCH,
        content: &content,
    };
    let event = cloud_event(&of);
    assert_eq!(event["specversion"], "1.0");
    assert_eq!(event["id"], delivery.to_string());
    assert_eq!(event["type"], "dev.portcullis.delivery.message.v1");
    assert_eq!(event["subject"], "C-7");
    assert_eq!(event["time"], "1970-01-01T00:00:00Z");
    assert_eq!(event["data"]["message"]["title"], "Status update");
}
