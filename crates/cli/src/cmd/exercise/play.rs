//! The play: what is told when, and what the people do about it, as the
//! playbooks and the plan of communication want it (walks 8 and 10 of the requirements).

use std::collections::BTreeMap;

use engine::coordinate::CaseId;
use engine::coordinate::communication::Audience;
use engine::coordinate::exercise::{Inject, Move, Scenario};
use hyper::Method;
use jiff::Timestamp;
use range::attack::{Loot, Probe};
use serde_json::{Value, json};
use server::app::EXERCISE_SINK;
use server::web::words::Words;
use tokio::sync::mpsc;

use super::minutes_after;
use super::notices::Numbers;
use super::team::Team;
use super::words::Texts;
use crate::cmd::demo::contain::{self, Work};
use crate::cmd::demo::desk::{Problem, rows, text};
use crate::cmd::demo::script::{self, Strand};
use crate::cmd::demo::stage::Stage;
use crate::cmd::demo::tell::Teller;
use crate::cmd::with_query;
use crate::say::said;

/// The clock is moved by so many minutes at a time.
pub(super) const STEP_MIN: u32 = 5;
/// The next update is promised after so many minutes.
const PROMISED_MIN: u32 = 30;

/// A running exercise.
pub(super) struct Play<'a> {
    pub(super) stage: &'a Stage,
    pub(super) scenario: &'static Scenario,
    pub(super) words: &'a Words,
    teller: Teller<'a>,
    pub(super) texts: Texts,
    pub(super) team: Team,
    /// What the attacker holds.
    loot: Loot,
    /// What is to be contained in GitLab, the scenario's own case first.
    strands: Vec<Strand>,
    /// What was done about it.
    work: Work,
    /// Path of the case in the API.
    case: String,
    begun: Timestamp,
    minute: Option<u32>,
    is_over: bool,
    /// How many messages were drafted, and which is for whom.
    pub(super) drafts: u32,
    pub(super) numbers: Numbers,
    /// What had to be refused: what was tried, and by which rule it was refused.
    refused: Vec<(String, Option<String>)>,
    /// Who was asked for which update (CM20).
    asked: Vec<(String, String)>,
}

impl<'a> Play<'a> {
    /// Lets the attack happen on the range, finds or opens the case and says
    /// that it is an exercise.
    pub(super) async fn begin(
        stage: &'a Stage,
        scenario: &'static Scenario,
        (words, teller): (&'a Words, Teller<'a>),
    ) -> anyhow::Result<Self> {
        let team = Team::gather(stage).await?;
        let begun = stage.app.clock().now();
        let loot = attack(stage, scenario).await?;
        stage.range.streams_idle().await;
        stage.app.settle().await;
        let strands = script::strands(scenario.attack.parse()?, &stage.range);
        let mut work = Work::of_exercise(&words.t(scenario.title_key()));
        let case = match strands.first() {
            Some(strand) => contain::open(stage, teller, strand, &mut work).await?,
            None => return Err(said("cli-exercise-nothing", &[("name", &scenario.name)])),
        };
        let play = Self {
            stage,
            scenario,
            words,
            teller,
            texts: Texts::new(words.lang(), &scenario.name)?,
            team,
            loot,
            strands,
            work,
            case: format!("/api/v1/cases/{case}"),
            begun,
            minute: None,
            is_over: false,
            drafts: 0,
            numbers: Numbers::new(),
            refused: Vec::new(),
            asked: Vec::new(),
        };
        play.mark().await?;
        Ok(play)
    }

    /// Also what findings opened by themselves is no real incident.
    async fn mark(&self) -> anyhow::Result<()> {
        let begin = json!({ "scenario": self.scenario.name });
        let desk = &self.team.seoc;
        let listed = desk.get("/api/v1/cases").await?;
        for one in rows(&listed, "cases").iter().filter(|one| one["exercise"].is_null()) {
            desk.post(&format!("/api/v1/cases/{}/exercise", text(one, "id")), &begin).await?;
        }
        Ok(())
    }

    /// The minute that comes next; none = it is over.
    pub(super) fn next_minute(&self) -> Option<u32> {
        let next = self.minute.map_or(0, |minute| minute.saturating_add(STEP_MIN));
        (next < self.scenario.last_min().saturating_add(STEP_MIN)).then_some(next)
    }

    /// Plays the minutes since the last one: moves the clock, tells what is told,
    /// does what is to be done, and sends every update that is owed.
    pub(super) async fn minute(&mut self, minute: u32) -> anyhow::Result<()> {
        let since = self.minute.map_or(0, |last| last.saturating_add(1));
        self.minute = Some(minute);
        self.set_clock(minute)?;
        self.stage.app.look_at_clock().await?;
        self.mark().await?;
        let is_now = |at_min: u32| (since..=minute).contains(&at_min);
        for inject in self.scenario.injects.iter().filter(|inject| is_now(inject.at_min)) {
            self.inject(inject, minute).await?;
        }
        for step in self.scenario.moves.iter().filter(|step| is_now(step.at_min)) {
            let at = self.words.told("cli-minutes", &[("count", &minute)]);
            self.teller.line(format_args!("{at:>7}  {}", self.words.t(step.what.key())));
            self.do_move(step.what).await?;
        }
        self.keep_up().await
    }

    /// Moves the clock to that minute.
    pub(super) fn set_clock(&self, minute: u32) -> anyhow::Result<()> {
        self.stage.app.clock().set(minutes_after(self.begun, minute)?);
        Ok(())
    }

    async fn inject(&self, inject: &Inject, minute: u32) -> anyhow::Result<()> {
        let words = self.words.t(self.scenario.inject_key(inject));
        let at = self.words.told("cli-minutes", &[("count", &minute)]);
        self.teller.line(format_args!("{at:>7}  » {words}"));
        let body = json!({ "inject": inject.name });
        self.team.seoc.post(&self.at("exercise/injects"), &body).await.map(drop)
    }

    async fn do_move(&mut self, what: Move) -> anyhow::Result<()> {
        match what {
            Move::Gather => self.gather().await,
            Move::CallDirector => {
                self.refuse_early().await?;
                self.call_director().await
            }
            Move::Decide => self.decide().await,
            Move::Engage => self.engage().await,
            Move::Contain => self.contain().await,
            Move::Draft => self.draft().await,
            Move::TellCustomers => self.tell(Audience::Customers).await,
            Move::TellPublic => self.tell(Audience::Public).await,
            Move::TellSupport => self.tell(Audience::Support).await,
            Move::TellTheEnd => self.tell_the_end().await,
            Move::AllClear => self.all_clear().await,
        }
    }

    /// Ends the exercise; the scorecard.
    pub(super) async fn end(&mut self) -> anyhow::Result<Value> {
        self.team.seoc.post(&self.at("exercise/end"), &json!({})).await?;
        let probes = self.loot.probe().await?;
        let is_out = probes.iter().all(Probe::is_locked_out);
        let is_contained = self.work.is_verified && self.work.remaining == 0 && is_out;
        self.refused.append(&mut self.work.refused);
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
            "format": "portcullis.exercise/2",
            "passed": card.is_passed(&case) && is_contained,
            "contained": is_contained,
            "acts": self.work.acts.len(),
            "cases": self.work.cases,
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

    pub(super) fn at(&self, place: &str) -> String {
        format!("{}/{place}", self.case)
    }

    fn id(&self) -> &str {
        self.case.rsplit('/').next().unwrap_or_default()
    }

    fn now(&self) -> Timestamp {
        self.stage.app.clock().now()
    }

    /// Notes an attempt that must be refused.
    pub(super) fn must_refuse(&mut self, attempt: &str, answer: Result<Value, Problem>) {
        let rule = answer.err().map(|problem| problem.rule);
        let attempt = self.teller.refused(attempt, rule.as_deref());
        self.refused.push((attempt, rule));
    }

    /// Duties are taken, the severity is set: that attaches the plan (CM1, CM3–CM6).
    async fn gather(&mut self) -> anyhow::Result<()> {
        let severity = self.at("severity");
        let early = self.team.simoc.try_ask(Method::POST, &severity, Some(&json!({}))).await?;
        self.must_refuse("cli-attempt-severity", early);
        let admin = self.team.admin.try_ask(Method::GET, &self.case, None).await?;
        self.must_refuse("cli-attempt-administrator", admin);
        for (desk, duty) in [
            (&self.team.seoc, "seoc"),
            (&self.team.simoc, "simoc"),
            (&self.team.cmoc, "cmoc"),
            (&self.team.programs, "marketing_programs"),
        ] {
            desk.post(&self.at(&format!("duties/{duty}/take")), &json!({})).await?;
        }
        self.team.seoc.post(&severity, &json!({})).await.map(drop)
    }

    async fn call_director(&self) -> anyhow::Result<()> {
        let place = self.at("duties/security_director/take");
        self.team.director.post(&place, &json!({})).await.map(drop)
    }

    /// C to D to E: who hears, by what (CM23).
    async fn decide(&self) -> anyhow::Result<()> {
        let reason = self.words.t("exercise-reason");
        let scope =
            json!({ "form": "scope", "audiences": self.scenario.audiences, "reason": reason });
        let media = json!({ "form": "media", "kinds": self.kinds(), "reason": reason });
        for (from, to, decided) in [("C", "D", scope), ("D", "E", media)] {
            let step = json!({ "from": from, "to": to, "decided": decided });
            self.team.cmoc.post(&self.at("communications/steps"), &step).await?;
        }
        Ok(())
    }

    /// Extended teams, prepared answers, the list (CM7–CM10, F).
    async fn engage(&self) -> anyhow::Result<()> {
        for team in ["community_advocates", "support"] {
            let body = json!({ "contact": "on call", "by_way_of": "incident channel" });
            self.team.cmoc.post(&self.at(&format!("duties/{team}/engage")), &body).await?;
        }
        for ready in ["prepared_responses", "team_feedback"] {
            let body = json!({ "ready": ready, "note": "exercise" });
            self.team.cmoc.post(&self.at("communications/ready"), &body).await?;
        }
        self.collect().await
    }

    /// The attacker is locked out for real, on the range: survey, plan, approval,
    /// acts, sweep, for the case and those that it leads to (CE4–CE9).
    async fn contain(&mut self) -> anyhow::Result<()> {
        let own = self.id().to_owned();
        for (number, strand) in self.strands.iter().enumerate() {
            let (stage, teller, work) = (self.stage, self.teller, &mut self.work);
            let case = match number {
                0 => own.clone(),
                _linked => contain::open(stage, teller, strand, work).await?,
            };
            contain::respond(stage, teller, (&case, strand), work).await?;
        }
        self.mark().await?;
        let case = self.team.seoc.get(&self.case).await?;
        if case["exposure_window_s"].is_null() {
            let revoked = json!({ "fact": "revoked_at", "at": self.now(), "certainty": "exact", "source": "exercise" });
            self.team.seoc.post(&self.at("facts"), &revoked).await?;
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
        let mut by_person: BTreeMap<String, Vec<String>> = BTreeMap::new();
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
}

/// The attack that the exercise begins with, on the range.
async fn attack(stage: &Stage, scenario: &Scenario) -> anyhow::Result<Loot> {
    let attack: range::attack::Scenario = scenario.attack.parse()?;
    let (steps, mut told) = mpsc::unbounded_channel();
    let listening = tokio::spawn(async move { while told.recv().await.is_some() {} });
    let loot = attack.run(stage.range.base_url(), steps).await;
    listening.abort();
    Ok(loot?)
}
