//! A mail as CM25 wants it: one part of plain text, sender and answers by the
//! settings, no word or address of a page changed.

use std::time::SystemTime;

use engine::coordinate::delivery::Content;
use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};

use super::hand::{Job, Prepared};
use crate::config::Smtp;

/// Makes the mail to one addressee.
///
/// # Errors
/// Why it cannot be made, for people: an address that is none.
pub(super) fn prepare(settings: &Smtp, job: &Job<'_>) -> Result<Prepared, String> {
    let Content::Message { message } = &job.delivery.order.content else {
        return Err("mail carries messages only".to_owned());
    };
    let to = job.delivery.addressee(job.parcel).ok_or("a mail needs an addressee")?;
    let address: Address =
        to.address.parse().map_err(|error| format!("the address is none: {error}"))?;
    let name = Some(one_line(&to.name)).filter(|name| !name.is_empty());
    let reply_to = settings.reply_to.as_ref().unwrap_or(&settings.from);
    let domain = settings.from.email.domain();
    let raw_header = |name: &'static str, value: &str| {
        HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
    };
    let sent_at = u64::try_from(job.delivery.queued_at.as_second()).unwrap_or_default();
    let thread = format!("<{}@{domain}>", job.case);
    let mail = Message::builder()
        .from(settings.from.clone())
        .reply_to(reply_to.clone())
        .to(Mailbox::new(name, address.clone()))
        .subject(one_line(&message.title))
        .date(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(sent_at))
        .message_id(Some(format!("<{}@{domain}>", job.name())))
        .raw_header(raw_header("References", &thread))
        .raw_header(raw_header("Content-Language", &message.language))
        .raw_header(raw_header("Auto-Submitted", "auto-generated"))
        .header(ContentType::TEXT_PLAIN)
        .body(message.plain_text())
        .map_err(|error| error.to_string())?;
    let envelope = Envelope::new(Some(settings.from.email.clone()), vec![address])
        .map_err(|error| error.to_string())?;
    Ok(Prepared::Mail { envelope, raw: mail.formatted() })
}

/// A header has one line: nobody adds another by a title.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control()).collect::<Vec<_>>().join(" ").trim().to_owned()
}
