//! What the people of an exercise tell whom outside, through the gates: drafted,
//! approved by its hash, sent by whoever has the duty (CM22, CM25–CM28, CM31).

use std::collections::BTreeMap;

use engine::coordinate::communication::Audience;
use hyper::Method;
use serde_json::{Value, json};
use server::app::EXERCISE_SINK;

use super::play::Play;
use crate::cmd::demo::desk::{Desk, Problem, rows, text};

/// Customers of the simulated house: addresses that exist nowhere (RFC 2606).
const CUSTOMERS: [&str; 3] = ["ops@alpha.example", "security@beta.example", "it@gamma.example"];

/// Numbers of the messages in the case, by who reads them.
pub(super) type Numbers = BTreeMap<Audience, u32>;

/// How somebody is told: kind of message, its fields.
struct Form {
    what: &'static str,
    kind: &'static str,
    fields: &'static [&'static str],
}

fn form(audience: Audience) -> Form {
    match audience {
        Audience::Public => Form {
            what: "blog",
            kind: "blog_post",
            fields: &["background", "response", "required_action"],
        },
        Audience::Support => Form { what: "faq", kind: "faq", fields: &["questions"] },
        _customers => Form {
            what: "mail",
            kind: "customer_email",
            fields: &["background", "response", "potential_impact", "follow_up_actions", "contact"],
        },
    }
}

impl Play<'_> {
    /// The kinds of message that the scenario's audiences ask for.
    pub(super) fn kinds(&self) -> Vec<&'static str> {
        self.scenario.audiences.iter().map(|one| form(*one).kind).collect()
    }

    fn has(&self, audience: Audience) -> bool {
        self.scenario.audiences.contains(&audience)
    }

    fn drafted(&self, audience: Audience, is_final: bool) -> Value {
        let form = form(audience);
        let what = if is_final { format!("last-{}", form.what) } else { form.what.to_owned() };
        let mut draft = self.texts.draft((&what, form.kind, audience.as_str()), form.fields);
        if audience == Audience::Customers {
            draft["recipients"] = json!(CUSTOMERS);
        }
        draft["is_final"] = json!(is_final);
        draft
    }

    fn author(&self, audience: Audience) -> &Desk {
        match audience {
            Audience::Public => &self.team.seoc,
            Audience::Support => &self.team.cmoc,
            _customers => &self.team.simoc,
        }
    }

    fn sender(&self, audience: Audience) -> &Desk {
        match audience {
            Audience::Customers => &self.team.programs,
            _others => &self.team.cmoc,
        }
    }

    /// Before scope and medium are decided nothing goes outside (CM21).
    pub(super) async fn refuse_early(&mut self) -> anyhow::Result<()> {
        let Some(audience) = self.scenario.audiences.first().copied() else { return Ok(()) };
        let draft = self.drafted(audience, false);
        let place = self.at("messages");
        let answer = self.author(audience).try_ask(Method::POST, &place, Some(&draft)).await?;
        let attempt = format!("cli-attempt-early-{}", audience.as_str());
        self.must_refuse(&attempt, answer);
        Ok(())
    }

    /// The list of who is told by mail (F).
    pub(super) async fn collect(&self) -> anyhow::Result<()> {
        if !self.has(Audience::Customers) {
            return Ok(());
        }
        let list =
            json!({ "audience": "customers", "count": CUSTOMERS.len(), "source": "exercise" });
        self.team.cmoc.post(&self.at("communications/lists"), &list).await.map(drop)
    }

    /// Drafts for everybody, approved; what must not pass is tried.
    pub(super) async fn draft(&mut self) -> anyhow::Result<()> {
        for audience in self.scenario.audiences.clone() {
            match audience {
                Audience::Customers => self.draft_mail().await?,
                _others => {
                    self.write(audience, false).await?;
                }
            }
        }
        if self.has(Audience::Public) {
            let answer = self.send(&self.team.cmoc, Audience::Public).await?;
            self.must_refuse("cli-attempt-blog-first", answer);
        }
        if self.has(Audience::Customers) {
            let answer = self.send(&self.team.cmoc, Audience::Customers).await?;
            self.must_refuse("cli-attempt-mail-without-duty", answer);
        }
        Ok(())
    }

    /// The mail to customers may not follow its reader (CM25), nor go unapproved.
    async fn draft_mail(&mut self) -> anyhow::Result<()> {
        let audience = Audience::Customers;
        let reason = json!({ "reason": self.words.t("exercise-reason") });
        let messages = self.at("messages");
        let mut tracked = self.drafted(audience, false);
        tracked["texts"]["en"]["fields"]["contact"] = json!("https://example.com/?utm_source=mail");
        self.team.simoc.post(&messages, &tracked).await?;
        let number = self.count(audience);
        let request = format!("{messages}/{number}/request");
        let answer = self.team.simoc.try_ask(Method::POST, &request, Some(&reason)).await?;
        self.must_refuse("cli-attempt-mail-tracked", answer);
        let draft = self.drafted(audience, false);
        self.team.simoc.post(&format!("{messages}/{number}"), &draft).await?;
        self.team.simoc.post(&request, &reason).await?;
        let answer = self.send(&self.team.programs, audience).await?;
        self.must_refuse("cli-attempt-mail-unapproved", answer);
        let own = self.answer_as(&self.team.simoc, number).await?;
        self.must_refuse("cli-attempt-own-message", own);
        self.agree(number).await
    }

    /// Drafts a message and has it approved.
    async fn write(&mut self, audience: Audience, is_final: bool) -> anyhow::Result<()> {
        let draft = self.drafted(audience, is_final);
        let messages = self.at("messages");
        self.author(audience).post(&messages, &draft).await?;
        let number = self.count(audience);
        let reason = json!({ "reason": self.words.t("exercise-reason") });
        self.author(audience).post(&format!("{messages}/{number}/request"), &reason).await?;
        self.agree(number).await
    }

    /// The number that the message just drafted has in the case.
    fn count(&mut self, audience: Audience) -> u32 {
        self.drafts = self.drafts.saturating_add(1);
        self.numbers.insert(audience, self.drafts);
        self.drafts
    }

    /// Sends what was drafted for them; support says that it has it (CM28).
    pub(super) async fn tell(&self, audience: Audience) -> anyhow::Result<()> {
        let answer = self.send(self.sender(audience), audience).await?;
        answer.map_err(|problem| anyhow::anyhow!("telling {}: {problem}", audience.as_str()))?;
        if audience == Audience::Support {
            let place = self.at(&format!("messages/{}/receipt", self.number(audience)));
            self.team.cmoc.post(&place, &json!({ "person": "support" })).await?;
        }
        Ok(())
    }

    /// All clear must wait for the last message to each audience (CM31).
    pub(super) async fn tell_the_end(&mut self) -> anyhow::Result<()> {
        let step = json!({ "from": "H", "to": "I" });
        let place = self.at("communications/steps");
        let answer = self.team.cmoc.try_ask(Method::POST, &place, Some(&step)).await?;
        self.must_refuse("cli-attempt-all-clear", answer);
        for audience in self.scenario.audiences.clone() {
            self.write(audience, true).await?;
            self.tell(audience).await?;
        }
        Ok(())
    }

    fn number(&self, audience: Audience) -> u32 {
        self.numbers.get(&audience).copied().unwrap_or_default()
    }

    async fn hash(&self, message: u32) -> anyhow::Result<String> {
        let all = self.team.simoc.get(&self.at("communications")).await?;
        let found =
            rows(&all, "messages").iter().find(|one| one["message"]["id"] == json!(message));
        Ok(found.map(|one| text(one, "hash")).unwrap_or_default())
    }

    async fn answer_as(&self, desk: &Desk, message: u32) -> anyhow::Result<Result<Value, Problem>> {
        let body = json!({
            "subject": { "kind": "message", "message": message },
            "hash": self.hash(message).await?,
            "approve": true,
        });
        desk.try_ask(Method::POST, &self.at("approvals"), Some(&body)).await
    }

    async fn agree(&self, message: u32) -> anyhow::Result<()> {
        let answer = self.answer_as(&self.team.director, message).await?;
        answer.map(drop).map_err(|problem| anyhow::anyhow!("approval of M-{message}: {problem}"))
    }

    async fn send(
        &self,
        desk: &Desk,
        audience: Audience,
    ) -> anyhow::Result<Result<Value, Problem>> {
        let number = self.number(audience);
        let body = json!({ "hash": self.hash(number).await?, "channel": EXERCISE_SINK });
        desk.try_ask(Method::POST, &self.at(&format!("messages/{number}/send")), Some(&body)).await
    }
}
