//! A case that communicates, told step by step, and what it may and may not.

mod flow;
mod gate;
mod preset;
mod text;

pub(in crate::coordinate) use story::{Story, at, customer_mail};

mod story {
    use std::collections::{BTreeMap, BTreeSet};

    use jiff::Timestamp;

    use super::super::*;
    use crate::coordinate::severity::{self, Severity};
    use crate::coordinate::{
        Case, CaseId, CaseKind, Cases, Circumstance, Entry as Line, Fact, FactKind, What, approval,
        duty,
    };
    use crate::respond::gate as approvals;

    pub(in crate::coordinate) fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + minute * 60).unwrap()
    }

    /// The settings' word on approvals: one other person, no groups.
    pub(in crate::coordinate) fn gate_policy() -> approvals::Policy {
        approvals::Policy::default()
    }

    /// A case that grows line by line, each line as JSON there and back: as the
    /// journal keeps it.
    pub(in crate::coordinate) struct Story {
        pub(in crate::coordinate) cases: Cases,
        pub(in crate::coordinate) policy: Policy,
        pub(in crate::coordinate) gate: approvals::Policy,
        log_desk: crate::coordinate::dive::desk::Desk,
        next: u64,
        pub(in crate::coordinate) minute: i64,
    }

    const CASE: CaseId = CaseId(1);

    impl Story {
        /// A case of high severity with everybody in their duties, at station E.
        pub(in crate::coordinate) fn at_content() -> Self {
            let mut story = Self::declared();
            story.grave();
            story.reach_content();
            story
        }

        /// A case with the plan attached and nothing else.
        pub(in crate::coordinate) fn declared() -> Self {
            let mut story = Self {
                cases: Cases::default(),
                policy: Policy::shipped("gitlab-2020").unwrap(),
                gate: gate_policy(),
                log_desk: crate::coordinate::dive::tests::shipped_desk(),
                next: 0,
                minute: 0,
            };
            let (title, kind) = ("Breach".to_owned(), CaseKind::CompromisedInstance);
            story.say("eve-seoc", What::CaseOpened { title, kind, finding: None });
            for (person, name) in [
                ("eve-seoc", "seoc"),
                ("sim", "simoc"),
                ("cleo", "cmoc"),
                ("dora", "security_director"),
                ("mark", "marketing_programs"),
                ("pia", "pr_manager"),
            ] {
                story.say(person, What::Duty(duty::Entry::Taken { name: name.to_owned() }));
            }
            story.tell("sim", Entry::Attached { reason: None });
            story
        }

        pub(in crate::coordinate) fn say(&mut self, by: &str, what: What) {
            let line =
                Line { recorded_at: at(self.minute), by: by.to_owned(), case: Some(CASE), what };
            let json = serde_json::to_vec(&line).unwrap();
            let read: Line = serde_json::from_slice(&json)
                .unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&json)));
            assert_eq!(read, line, "the journal keeps it as it was said");
            self.cases.apply(self.next, &read);
            self.next += 1;
            while let Some(step) = next_step(self.case()) {
                let what = What::Communication(step);
                let (by, recorded_at) = ("portcullis".to_owned(), at(self.minute));
                self.cases.apply(self.next, &Line { recorded_at, by, case: Some(CASE), what });
                self.next += 1;
            }
        }

        pub(in crate::coordinate) fn tell(&mut self, by: &str, entry: Entry) {
            self.say(by, What::Communication(entry));
        }

        pub(in crate::coordinate) fn approval(&mut self, by: &str, entry: approval::Entry) {
            self.say(by, What::Approval(entry));
        }

        pub(in crate::coordinate) fn holds(&mut self, circumstance: Circumstance) {
            let kind = FactKind::Circumstance { circumstance, holds: true };
            let fact = Fact { kind, source: "test".to_owned() };
            self.say("eve-seoc", What::FactStated { fact });
        }

        /// The SEOC sets the first severity (CM3).
        pub(in crate::coordinate) fn grave(&mut self) {
            let inputs = severity::Inputs::of(
                self.case(),
                &self.cases,
                crate::respond::Deployment::SelfManaged,
            );
            let computed = severity::Computed {
                level: Severity::High,
                rule: "test".to_owned(),
                policy: "test".to_owned(),
                inputs,
            };
            let set = severity::Entry::Set { level: Severity::High, computed, reason: None };
            self.say("eve-seoc", What::Severity(set));
        }

        fn reach_content(&mut self) {
            let scope = Form::Scope {
                audiences: BTreeSet::from([Audience::Customers]),
                every: None,
                reason: "customers are touched".to_owned(),
            };
            let media = Form::Media {
                kinds: BTreeSet::from([Kind::CustomerEmail]),
                reason: "they read mail".to_owned(),
            };
            self.step('C', 'D', Some(scope));
            self.step('D', 'E', Some(media));
        }

        pub(in crate::coordinate) fn step(&mut self, from: char, to: char, decided: Option<Form>) {
            let of = |letter: char| Station::from_name(&letter.to_string()).unwrap();
            let (from, to) = (of(from), of(to));
            let flow = self.case().concerns.communication.flow.clone().unwrap();
            flow.may_step((from, to), decided.as_ref()).unwrap();
            self.tell("cleo", Entry::Stepped { from, to, decided });
            assert!(self.case().concerns.communication.flow.clone().unwrap() != flow);
        }

        pub(in crate::coordinate) fn case(&self) -> &Case {
            &self.cases.cases[&CASE]
        }

        pub(in crate::coordinate) fn policies(&self) -> approval::Policies<'_> {
            approval::Policies {
                gate: &self.gate,
                communication: &self.policy,
                desk: &self.log_desk,
            }
        }

        pub(in crate::coordinate) fn desk<'a>(&'a self, person: &'a str) -> gate::Desk<'a> {
            gate::Desk {
                case: self.case(),
                policies: self.policies(),
                person,
                now: at(self.minute),
                counts: &|_| true,
            }
        }

        /// Drafts it and answers its number.
        pub(in crate::coordinate) fn draft(&mut self, by: &str, draft: Draft) -> MessageId {
            let message = self.case().concerns.communication.next_message();
            self.tell(by, Entry::Drafted { message, draft });
            message
        }

        pub(in crate::coordinate) fn message(&self, id: MessageId) -> Message {
            self.case().concerns.communication.message(id).unwrap().clone()
        }

        pub(in crate::coordinate) fn hash(&self, id: MessageId) -> String {
            compose::hash(&self.message(id).draft, &self.policy)
        }

        pub(in crate::coordinate) fn request(&mut self, by: &str, subject: approval::Subject) {
            let bench = approval::Bench::of(self.case(), &subject, self.policies());
            let expires_at = at(self.minute).checked_add(bench.valid_for).unwrap();
            let reason = "please".to_owned();
            let hash = bench.hash.unwrap();
            self.approval(by, approval::Entry::Requested { subject, hash, reason, expires_at });
        }

        /// Answers yes to what is asked for now, whether that is allowed or not.
        pub(in crate::coordinate) fn agree(&mut self, by: &str, subject: approval::Subject) {
            let hash = self.case().concerns.approval.request(&subject).unwrap().hash.clone();
            self.approval(by, approval::Entry::Given { subject, hash, reason: None });
        }

        pub(in crate::coordinate) fn approved(&mut self, id: MessageId, by: &str, who: &[&str]) {
            let subject = approval::Subject::Message { message: id };
            self.request(by, subject.clone());
            for one in who {
                self.agree(one, subject.clone());
            }
        }

        pub(in crate::coordinate) fn collected(&mut self, audience: Audience) {
            let source = "the customer database".to_owned();
            self.tell("cleo", Entry::Collected { audience, count: 3, source });
            if self
                .case()
                .concerns
                .communication
                .flow
                .as_ref()
                .is_some_and(|flow| !flow.has_contacts)
            {
                self.step('E', 'F', None);
            }
        }

        pub(in crate::coordinate) fn ready(&mut self, ready: Ready) {
            self.tell("cleo", Entry::Readied { ready, note: "a document".to_owned() });
        }

        pub(in crate::coordinate) fn engaged(&mut self, name: &str) {
            let (name, contact) = (name.to_owned(), "somebody".to_owned());
            let by_way_of = "#channel".to_owned();
            self.say("cleo", What::Duty(duty::Entry::Engaged { name, contact, by_way_of }));
        }

        /// Sends it, whether that is allowed or not.
        pub(in crate::coordinate) fn sent(&mut self, id: MessageId, by: &str, via: Via) {
            let hash = self.hash(id);
            self.tell(by, Entry::Sent { message: id, hash, via });
        }
    }

    pub(in crate::coordinate) fn wording(title: &str, fields: &[(&str, &str)]) -> Wording {
        Wording {
            title: title.to_owned(),
            fields: fields
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect(),
        }
    }

    pub(in crate::coordinate) fn customer_mail() -> Draft {
        let english = wording(
            "Security notice",
            &[
                ("background", "On 20 November somebody used a stolen token."),
                ("response", "We revoked it and looked at what it could reach."),
                ("potential_impact", "Your projects were not touched."),
                ("follow_up_actions", "Please read https://example.com/notice?id=7&lang=en."),
                ("contact", "security@example.com"),
            ],
        );
        Draft {
            kind: Kind::CustomerEmail,
            audience: Audience::Customers,
            tool: Some("marketo".to_owned()),
            language: Language::En,
            texts: BTreeMap::from([(Language::En, english)]),
            blog_url: None,
            signatory: None,
            is_final: false,
            recipients: BTreeSet::from(["a@customer.example".to_owned()]),
        }
    }
}

pub(in crate::coordinate) use story::wording;
