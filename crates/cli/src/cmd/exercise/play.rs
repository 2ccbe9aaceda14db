//! The play: what is told when, and what the people do about it, as the
//! playbooks and the plan of communication want it (walk 8 of the requirements).

use engine::coordinate::CaseId;
use engine::coordinate::exercise::Scenario;
use hyper::Method;
use jiff::Timestamp;
use serde_json::{Value, json};
use server::app::EXERCISE_SINK;
use server::web::words::Words;
use tokio::sync::mpsc;

use super::minutes_after;
use super::team::Team;
use super::words::Texts;
use crate::cmd::demo::desk::{Desk, Problem, rows, text};
use crate::cmd::demo::stage::Stage;
use crate::cmd::demo::tell::Teller;
use crate::cmd::with_query;

/// The clock is moved by so many minutes at a time.
const STEP_MIN: u32 = 5;
/// The exercise's last minute.
const LAST_MIN: u32 = 110;
/// The next update is promised after so many minutes.
const PROMISED_MIN: u32 = 30;

/// Customers of the simulated house: addresses that exist nowhere (RFC 2606).
const CUSTOMERS: [&str; 3] = ["ops@alpha.example", "security@beta.example", "it@gamma.example"];

/// A running exercise.
pub(super) struct Play<'a> {
    stage: &'a Stage,
    scenario: &'static Scenario,
    words: &'a Words,
    teller: Teller,
    texts: Texts,
    team: Team,
    /// Path of the case in the API.
    case: String,
    begun: Timestamp,
    minute: Option<u32>,
    is_over: bool,
    /// What had to be refused: what was tried, and by which rule it was refused.
    refused: Vec<(String, Option<String>)>,
    /// Who was asked for which update (CM20).
    asked: Vec<(String, String)>,
}

impl<'a> Play<'a> {
    /// Lets the attack happen on the range, opens the case and says that it is an exercise.
    pub(super) async fn begin(
        stage: &'a Stage,
        scenario: &'static Scenario,
        (words, teller): (&'a Words, Teller),
    ) -> anyhow::Result<Self> {
        let team = Team::gather(stage).await?;
        attack(stage, scenario).await?;
        stage.app.settle().await;
        let title = words.t(scenario.title_key());
        let kind = scenario.kind.as_str();
        let body = json!({ "title": title, "kind": kind });
        let opened = team.seoc.post("/api/v1/cases", &body).await?;
        let case = format!("/api/v1/cases/{}", text(&opened, "id"));
        let begin = json!({ "scenario": scenario.name });
        // Also what the attack's findings opened by themselves is no real incident.
        for one in rows(&team.seoc.get("/api/v1/cases").await?, "cases") {
            team.seoc.post(&format!("/api/v1/cases/{}/exercise", text(one, "id")), &begin).await?;
        }
        let begun = stage.app.clock().now();
        let texts = Texts::new(words.lang())?;
        Ok(Self {
            stage,
            scenario,
            words,
            teller,
            texts,
            team,
            case,
            begun,
            minute: None,
            is_over: false,
            refused: Vec::new(),
            asked: Vec::new(),
        })
    }

    /// The minute that comes next; none = it is over.
    pub(super) fn next_minute(&self) -> Option<u32> {
        let next = self.minute.map_or(0, |minute| minute.saturating_add(STEP_MIN));
        (next <= LAST_MIN).then_some(next)
    }

    /// Plays a minute: moves the clock, tells what is told, does what is to be
    /// done, and sends every update that is owed.
    pub(super) async fn minute(&mut self, minute: u32) -> anyhow::Result<()> {
        self.minute = Some(minute);
        self.stage.app.clock().set(minutes_after(self.begun, minute)?);
        self.stage.app.look_at_clock().await?;
        for inject in self.scenario.injects.iter().filter(|inject| inject.at_min == minute) {
            self.teller.line(format_args!(
                "{minute:3} min  {}",
                self.words.t(self.scenario.inject_key(inject))
            ));
            let body = json!({ "inject": inject.name });
            self.team.seoc.post(&self.at("exercise/injects"), &body).await?;
        }
        match minute {
            0 => self.gather().await?,
            5 => self.refuse_early().await?,
            15 => self.call_director().await?,
            20 => self.decide().await?,
            30 => self.engage().await?,
            35 => self.draft().await?,
            45 => self.tell_customers().await?,
            50 => self.tell_public().await?,
            80 => self.contain().await?,
            90 => self.refuse_all_clear().await?,
            95 => self.tell_the_end().await?,
            105 => self.all_clear().await?,
            _ => {}
        }
        self.keep_up().await
    }

    /// Ends the exercise; the scorecard.
    pub(super) async fn end(&mut self) -> anyhow::Result<Value> {
        self.team.seoc.post(&self.at("exercise/end"), &json!({})).await?;
        let attempts = u64::try_from(self.refused.len())?;
        let refused = self.refused.iter().filter(|(_, rule)| rule.is_some()).count();
        let id: CaseId = self.id().parse()?;
        let person = &self.stage.responder;
        let counted = Some((attempts, u64::try_from(refused)?));
        let card = self.stage.app.scorecard(person, id, counted)?;
        let case = self.stage.app.case(person, id)?;
        let rows = self.team.seoc.get(&self.at("obligations")).await?;
        let fired = self::rows(&rows, "rows").iter().filter(|row| !row["run"].is_null());
        let mut whole = json!({
            "format": "portcullis.exercise/1",
            "passed": card.is_passed(&case),
            "language": self.words.lang().as_str(),
            "mark": self.words.t("exercise-mark"),
            "rows_fired": fired.map(|row| text(&row["row"], "id")).collect::<Vec<_>>(),
            "refused": self.refused.iter().map(|(attempt, rule)| json!({ "attempt": attempt, "rule": rule })).collect::<Vec<_>>(),
            "asked": self.asked.iter().map(|(whom, person)| json!({ "recipient": whom, "person": person })).collect::<Vec<_>>(),
            "case": id.to_string(),
        });
        if let (Some(whole), Value::Object(card)) =
            (whole.as_object_mut(), serde_json::to_value(&card)?)
        {
            whole.extend(card);
        }
        Ok(whole)
    }

    fn at(&self, place: &str) -> String {
        format!("{}/{place}", self.case)
    }

    fn id(&self) -> &str {
        self.case.rsplit('/').next().unwrap_or_default()
    }

    fn now(&self) -> Timestamp {
        self.stage.app.clock().now()
    }

    /// Notes an attempt that must be refused.
    fn must_refuse(&mut self, attempt: &str, answer: Result<Value, Problem>) {
        let rule = answer.err().map(|problem| problem.rule);
        let shown = rule.as_deref().unwrap_or("NOT refused");
        self.teller.line(format_args!("         {attempt}: refused by {shown}"));
        self.refused.push((attempt.to_owned(), rule));
    }

    /// Duties are taken, the severity is set: that attaches the plan (CM1, CM3–CM6).
    async fn gather(&mut self) -> anyhow::Result<()> {
        let severity = self.at("severity");
        let early = self.team.simoc.try_ask(Method::POST, &severity, Some(&json!({}))).await?;
        self.must_refuse("severity by somebody without the duty", early);
        let admin = self.team.admin.try_ask(Method::GET, &self.case, None).await?;
        self.must_refuse("an administrator looks into the case", admin);
        for (desk, duty) in [
            (&self.team.seoc, "seoc"),
            (&self.team.simoc, "simoc"),
            (&self.team.cmoc, "cmoc"),
            (&self.team.programs, "marketing_programs"),
        ] {
            desk.post(&self.at(&format!("duties/{duty}/take")), &json!({})).await?;
        }
        let exposed = json!({ "fact": "exposed_at", "at": self.begun, "certainty": "not_after", "source": "exercise" });
        self.team.seoc.post(&self.at("facts"), &exposed).await?;
        self.team.seoc.post(&severity, &json!({})).await?;
        Ok(())
    }

    /// Before scope and medium are decided nothing goes outside (CM21).
    async fn refuse_early(&mut self) -> anyhow::Result<()> {
        let draft = self.mail();
        let answer =
            self.team.simoc.try_ask(Method::POST, &self.at("messages"), Some(&draft)).await?;
        self.must_refuse("a message to customers before its medium is decided", answer);
        Ok(())
    }

    async fn call_director(&mut self) -> anyhow::Result<()> {
        self.team.director.post(&self.at("duties/security_director/take"), &json!({})).await?;
        Ok(())
    }

    /// C to D to E: who hears, by what (CM23).
    async fn decide(&mut self) -> anyhow::Result<()> {
        let reason = self.words.t("exercise-reason");
        let scope =
            json!({ "form": "scope", "audiences": ["customers", "public"], "reason": reason });
        let media =
            json!({ "form": "media", "kinds": ["customer_email", "blog_post"], "reason": reason });
        for (from, to, decided) in [("C", "D", scope), ("D", "E", media)] {
            let step = json!({ "from": from, "to": to, "decided": decided });
            self.team.cmoc.post(&self.at("communications/steps"), &step).await?;
        }
        Ok(())
    }

    /// Extended teams, prepared answers, the list (CM7–CM10, F).
    async fn engage(&mut self) -> anyhow::Result<()> {
        for team in ["community_advocates", "support"] {
            let body = json!({ "contact": "on call", "by_way_of": "incident channel" });
            self.team.cmoc.post(&self.at(&format!("duties/{team}/engage")), &body).await?;
        }
        for ready in ["prepared_responses", "team_feedback"] {
            let body = json!({ "ready": ready, "note": "exercise" });
            self.team.cmoc.post(&self.at("communications/ready"), &body).await?;
        }
        let list =
            json!({ "audience": "customers", "count": CUSTOMERS.len(), "source": "exercise" });
        self.team.cmoc.post(&self.at("communications/lists"), &list).await?;
        Ok(())
    }

    fn mail(&self) -> Value {
        let fields = ["background", "response", "potential_impact", "follow_up_actions", "contact"];
        let mut draft = self.texts.draft("mail", "customer_email", "customers", &fields);
        draft["recipients"] = json!(CUSTOMERS);
        draft
    }

    fn post_draft(&self, what: &str) -> Value {
        self.texts.draft(
            what,
            "blog_post",
            "public",
            &["background", "response", "required_action"],
        )
    }

    /// The blog post must wait; the mail to customers may not follow its reader.
    async fn draft(&mut self) -> anyhow::Result<()> {
        let reason = json!({ "reason": self.words.t("exercise-reason") });
        let messages = self.at("messages");
        let mut tracked = self.mail();
        tracked["texts"]["en"]["fields"]["contact"] = json!("https://example.com/?utm_source=mail");
        self.team.simoc.post(&messages, &tracked).await?;
        let request = format!("{messages}/1/request");
        let answer = self.team.simoc.try_ask(Method::POST, &request, Some(&reason)).await?;
        self.must_refuse("a mail whose link follows its reader", answer);
        self.team.simoc.post(&format!("{messages}/1"), &self.mail()).await?;
        self.team.simoc.post(&request, &reason).await?;
        let answer = self.send(&self.team.programs, 1).await?;
        self.must_refuse("a mail that nobody approved", answer);
        let own = self.answer_as(&self.team.simoc, 1).await?;
        self.must_refuse("approval of one's own request", own);
        self.agree(1).await?;
        self.team.seoc.post(&messages, &self.post_draft("blog")).await?;
        self.team.seoc.post(&format!("{messages}/2/request"), &reason).await?;
        self.agree(2).await?;
        let answer = self.send(&self.team.cmoc, 2).await?;
        self.must_refuse("a blog post before customers are told", answer);
        let answer = self.send(&self.team.cmoc, 1).await?;
        self.must_refuse("a mail to customers by somebody without the duty", answer);
        Ok(())
    }

    async fn tell_customers(&mut self) -> anyhow::Result<()> {
        self.sent(&self.team.programs, 1).await
    }

    async fn tell_public(&mut self) -> anyhow::Result<()> {
        self.sent(&self.team.cmoc, 2).await
    }

    async fn contain(&mut self) -> anyhow::Result<()> {
        let revoked = json!({ "fact": "revoked_at", "at": self.now(), "certainty": "exact", "source": "exercise" });
        self.team.seoc.post(&self.at("facts"), &revoked).await?;
        Ok(())
    }

    async fn refuse_all_clear(&mut self) -> anyhow::Result<()> {
        let step = json!({ "from": "H", "to": "I" });
        let place = self.at("communications/steps");
        let answer = self.team.cmoc.try_ask(Method::POST, &place, Some(&step)).await?;
        self.must_refuse("all clear before everybody was told the end", answer);
        Ok(())
    }

    /// The last message to each audience (CM31).
    async fn tell_the_end(&mut self) -> anyhow::Result<()> {
        let reason = json!({ "reason": self.words.t("exercise-reason") });
        let messages = self.at("messages");
        let fields = ["background", "response", "potential_impact", "follow_up_actions", "contact"];
        let mut mail = self.texts.draft("last-mail", "customer_email", "customers", &fields);
        mail["recipients"] = json!(CUSTOMERS);
        let mut post = self.post_draft("last-blog");
        for (number, draft) in [(3, &mut mail), (4, &mut post)] {
            draft["is_final"] = json!(true);
            let author = if number == 3 { &self.team.simoc } else { &self.team.seoc };
            author.post(&messages, draft).await?;
            author.post(&format!("{messages}/{number}/request"), &reason).await?;
            self.agree(number).await?;
            let sender = if number == 3 { &self.team.programs } else { &self.team.cmoc };
            self.sent(sender, number).await?;
        }
        Ok(())
    }

    /// The last update, then all clear: every clock ends.
    async fn all_clear(&mut self) -> anyhow::Result<()> {
        let everybody = json!([
            "security_director",
            "e_group",
            "marketing_director",
            "pr_manager",
            "legal",
            "company",
        ]);
        let body = json!({
            "status": self.texts.update(None), "recipients": everybody, "channels": [EXERCISE_SINK],
        });
        self.team.simoc.post(&self.at("updates"), &body).await?;
        let step = json!({ "from": "H", "to": "I" });
        self.team.cmoc.post(&self.at("communications/steps"), &step).await?;
        self.is_over = true;
        Ok(())
    }

    /// Sends what is owed now, by whoever is asked for it (CM14–CM20).
    async fn keep_up(&mut self) -> anyhow::Result<()> {
        if self.is_over {
            return Ok(());
        }
        let due = self.team.simoc.get(&with_query("/api/v1/due", &[("case", self.id())])).await?;
        let owed = rows(&due, "due").iter().filter(|one| {
            one["kind"] == "update" && matches!(text(one, "state").as_str(), "now" | "late")
        });
        let mut by_person: std::collections::BTreeMap<String, Vec<String>> =
            std::collections::BTreeMap::default();
        for one in owed {
            let recipient = text(one, "recipient");
            let person = text(one, "person");
            if !self.asked.iter().any(|(known, by)| *known == recipient && *by == person) {
                self.asked.push((recipient.clone(), person.clone()));
            }
            by_person.entry(person).or_default().push(recipient);
        }
        let next_at = minutes_after(self.now(), PROMISED_MIN)?;
        for (person, recipients) in by_person {
            let desk = match person.as_str() {
                "mei" => &self.team.director,
                "kai" => &self.team.cmoc,
                "rin" => &self.team.seoc,
                _ => &self.team.simoc,
            };
            let body = json!({
                "status": self.texts.update(Some(next_at)),
                "recipients": recipients,
                "channels": [EXERCISE_SINK],
            });
            desk.post(&self.at("updates"), &body).await?;
        }
        Ok(())
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

    async fn send(&self, desk: &Desk, message: u32) -> anyhow::Result<Result<Value, Problem>> {
        let body = json!({ "hash": self.hash(message).await?, "channel": EXERCISE_SINK });
        let place = self.at(&format!("messages/{message}/send"));
        desk.try_ask(Method::POST, &place, Some(&body)).await
    }

    async fn sent(&self, desk: &Desk, message: u32) -> anyhow::Result<()> {
        let answer = self.send(desk, message).await?;
        answer.map(drop).map_err(|problem| anyhow::anyhow!("sending M-{message}: {problem}"))
    }
}

/// The attack that the exercise begins with, on the range.
async fn attack(stage: &Stage, scenario: &Scenario) -> anyhow::Result<()> {
    let attack: range::attack::Scenario = scenario.attack.parse()?;
    let (steps, mut told) = mpsc::unbounded_channel();
    let listening = tokio::spawn(async move { while told.recv().await.is_some() {} });
    let loot = attack.run(stage.range.base_url(), steps).await;
    listening.abort();
    loot?;
    Ok(())
}
