//! A message as the outbox is given it.

use std::collections::BTreeSet;

use engine::coordinate::Case;
use engine::coordinate::approval::{self, Bench, Subject};
use engine::coordinate::communication::{Composed, Kind, Message, MessageId, compose};
use engine::coordinate::delivery::{self, About, Content, DeliveryId, Order};
use jiff::Timestamp;

use super::part::{known_message, stage};
use crate::app::approvals::Barred;
use crate::app::updates::marked;
use crate::app::{App, AppError};

impl App {
    /// What the outbox would be given of a message as it is.
    pub(in crate::app) fn order_of(
        &self,
        case: &Case,
        message: MessageId,
        (channel, now, barred): (&str, Timestamp, &Barred),
    ) -> Result<Order, AppError> {
        let found = known_message(case, message)?;
        self.is_channel_fit(case, channel, found.draft.kind)?;
        Ok(self.order(case, found, channel, (now, barred)))
    }

    /// What the outbox is given: exactly the approved text, and who approved it.
    fn order(
        &self,
        case: &Case,
        message: &Message,
        channel: &str,
        (now, barred): (Timestamp, &Barred),
    ) -> Order {
        let draft = &message.draft;
        let policy = &self.inner.communications;
        let about = About::Communication { item: message.id.to_string() };
        let hash = compose::hash(draft, policy);
        let text = compose::whole(draft, policy)
            .unwrap_or_else(|| Composed { title: String::new(), body: String::new() });
        let text = marked(case, text, draft.language);
        let said = delivery::Message::new(draft.language.as_str(), &text.title, &text.body);
        let content = match draft.kind {
            Kind::StatusPage => Content::Status { message: said, stage: stage(case, draft) },
            _other => Content::Message { message: said },
        };
        let subject = Subject::Message { message: message.id };
        let bench = Bench::of(case, &subject, self.policies());
        let request = case.concerns.approval.request(&subject);
        let counts = |name: &str| barred.counts(name);
        let approved_by: BTreeSet<String> = request
            .map(|request| approval::standing(request, &bench, now, &counts).approvers)
            .into_iter()
            .flatten()
            .collect();
        Order {
            id: DeliveryId::of(case.id, &about, channel, &hash),
            channel: channel.to_owned(),
            about,
            to: self.addressees(channel, &draft.recipients.iter().cloned().collect::<Vec<_>>()),
            content,
            approved_by,
        }
    }
}
