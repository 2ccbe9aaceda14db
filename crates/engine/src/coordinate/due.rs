//! Everything that is due, across all cases, in one list by time.

use jiff::Timestamp;
use serde::Serialize;

use super::calendar::Calendars;
use super::duty::{self, Roster};
use super::obligation::schedule::{Occurrence, late_from};
use super::obligation::tick::{Rules, chain_of, open_clocks};
use super::regulation::{Deadline, Mark};
use super::{Case, CaseId, Cases, Phase, What, approval, dive, obligation, regulation};

/// What all clocks go by.
#[derive(Debug, Clone, PartialEq)]
pub struct Clockwork {
    /// The matrix of stakeholders.
    pub stakeholders: obligation::Policy,
    /// The table of the law.
    pub regulations: regulation::Policy,
    /// Days of work.
    pub calendars: Calendars,
    /// What the desk for log requests promises.
    pub desk: dive::desk::Desk,
}

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The case.
    pub case: CaseId,
    /// Its title.
    pub title: String,
    /// When; `None` = without undue delay, or as soon as a moment is stated.
    pub due_at: Option<Timestamp>,
    /// Where it stands.
    pub state: State,
    /// What.
    #[serde(flatten)]
    pub owed: Owed,
}

/// Where something due stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its time is over.
    Late,
    /// Its time has come.
    Now,
    /// Its time comes.
    Ahead,
}

impl State {
    /// The word used in sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Now => "now",
            Self::Ahead => "ahead",
        }
    }
}

/// What is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Owed {
    /// An update to a stakeholder.
    Update {
        /// The row of the matrix.
        row: String,
        /// Who is owed it.
        recipient: String,
        /// Which: the same after every restart.
        occurrence: String,
        /// The duty that must see to it.
        responsible: String,
        /// Whose turn it is; `None` = nobody can be asked.
        person: Option<String>,
        /// By what.
        channel: String,
        /// How many more came due since.
        missed: u32,
    },
    /// The status update that the last one promised (CM12).
    Promised {
        /// Its number.
        number: u32,
    },
    /// Telling whoever asked for logs how it stands; late is a warning (LD14).
    Requester {
        /// Who.
        organisation: String,
        /// Findings that they were not told of yet.
        findings: usize,
    },
    /// A notice that the law wants.
    Notice {
        /// The regulation.
        regulation: String,
        /// The notice.
        notice: String,
        /// Who must be told.
        to: String,
        /// Where the regulation says so.
        article: String,
        /// A moment that somebody must state first.
        waits_for: Option<Mark>,
    },
    /// To look for updates of the instance (IN6): goes on when the case is closed.
    Updates {
        /// Who said to do it.
        owner: String,
    },
    /// An approval that somebody must give or decline.
    Approval {
        /// Of what.
        subject: approval::Subject,
        /// What it is called.
        name: String,
        /// Who asked.
        requested_by: String,
        /// Whether whoever reads this may answer.
        is_yours: bool,
    },
    /// A duty that is offered and not answered (CM5).
    Offer {
        /// Which.
        duty: String,
        /// To whom.
        to: String,
        /// By whom.
        by: String,
        /// The offer's number.
        offer: u64,
    },
}

impl Owed {
    /// Whether it waits for somebody's answer; else a clock wants it.
    pub fn is_answer(&self) -> bool {
        match self {
            Self::Approval { .. } | Self::Offer { .. } => true,
            Self::Update { .. }
            | Self::Promised { .. }
            | Self::Requester { .. }
            | Self::Notice { .. }
            | Self::Updates { .. } => false,
        }
    }
}

/// What of a case waits for somebody's answer: approvals, due when they must be
/// decided or run out, and duties that are offered, due since then. By time.
pub fn answers(
    case: &Case,
    policies: approval::Policies<'_>,
    reader: &str,
    (now, counts): (Timestamp, &dyn Fn(&str) -> bool),
) -> Vec<Due> {
    if case.phase == Phase::Closed {
        return Vec::new();
    }
    let approvals = approval::pending(case, policies, reader, (now, counts)).into_iter();
    let approvals = approvals.map(|one| Due {
        due_at: Some(one.quorum.decide_by.unwrap_or(one.expires_at)),
        state: if one.is_overdue { State::Late } else { State::Now },
        ..Due::on(
            case,
            Owed::Approval {
                subject: one.subject,
                name: one.title,
                requested_by: one.requested_by,
                is_yours: one.refused.is_none(),
            },
        )
    });
    let offers = case.concerns.duty.open_offers().map(|offer| Due {
        due_at: Some(offer.at),
        ..Due::on(
            case,
            Owed::Offer {
                duty: offer.duty.clone(),
                to: offer.to.clone(),
                by: offer.by.clone(),
                offer: offer.index,
            },
        )
    });
    let mut due: Vec<Due> = approvals.chain(offers).collect();
    due.sort_by_key(|one| one.due_at);
    due
}

impl Clockwork {
    /// What cannot be: a calendar that is not there, a duty that nobody has.
    ///
    /// # Errors
    /// The first fault, in plain English.
    pub fn check(&self, duties: &duty::Policy) -> Result<(), String> {
        self.stakeholders.check_calendar(&self.calendars)?;
        self.regulations.check_calendars(&self.calendars)?;
        obligation::policy::check_calendar(&self.desk.calendar, &self.calendars)?;
        for row in self.stakeholders.all_rows() {
            if duties.duty(&row.responsible).is_none() {
                let (row, duty) = (&row.id, &row.responsible);
                return Err(format!("row {row:?}: there is no duty {duty:?}"));
            }
        }
        Ok(())
    }

    /// The matrix with who is asked.
    pub fn rules<'a>(&'a self, roster: Roster<'a>) -> Rules<'a> {
        Rules { policy: &self.stakeholders, calendars: &self.calendars, roster }
    }

    /// What follows at once from what was last said of a case; nobody is asked.
    pub fn follows(&self, case: &Case, now: Timestamp) -> Vec<What> {
        let owed = obligation::tick::follows(case, &self.stakeholders, now);
        let wanted = regulation::deadline::follows(case, &self.regulations);
        let owed = owed.into_iter().map(What::Obligation);
        owed.chain(wanted.into_iter().map(What::Regulation)).collect()
    }

    /// What to journal on a case now.
    pub fn tick(&self, case: &Case, roster: Roster<'_>, now: Timestamp) -> Vec<What> {
        let owed = obligation::tick(case, self.rules(roster), now);
        let wanted = regulation::tick(case, &self.regulations, &self.calendars, now);
        let owed = owed.into_iter().map(What::Obligation);
        let told = dive::clock::tick(case, &self.desk, &self.calendars, now).map(What::Dive);
        owed.chain(wanted.into_iter().map(What::Regulation)).chain(told).collect()
    }

    /// When [`Clockwork::tick`] has something to say if nothing else happens before.
    pub fn wakes_at(&self, case: &Case, roster: Roster<'_>, now: Timestamp) -> Option<Timestamp> {
        let owed = obligation::tick::wakes_at(case, self.rules(roster), now);
        let wanted = regulation::wakes_at(case, &self.regulations, &self.calendars, now);
        let told = dive::clock::wakes_at(case, &self.desk, &self.calendars);
        [owed, wanted, told].into_iter().flatten().min()
    }

    /// Everything that is due on one case, by time.
    pub fn due_of(&self, case: &Case, roster: Roster<'_>, now: Timestamp) -> Vec<Due> {
        let rules = self.rules(roster);
        let mut due: Vec<Due> = Vec::new();
        for clock in open_clocks(case, rules) {
            let standing = clock.standing(now);
            let Some(one) = standing.owed.or(standing.next) else { continue };
            let state = match one.due_at {
                at if at > now => State::Ahead,
                at if now > late_from(at, &self.stakeholders) => State::Late,
                _ => State::Now,
            };
            let owed = update(case, rules, &clock, (&one, standing.missed), now);
            due.push(Due { due_at: Some(one.due_at), state, ..Due::on(case, owed) });
        }
        due.extend(promised(case, now));
        due.extend(self.requester(case, now));
        due.extend(updates(case, now));
        let notices = regulation::deadlines(case, &self.regulations, &self.calendars);
        due.extend(notices.into_iter().filter(Deadline::is_open).map(|one| notice(case, one, now)));
        due.sort_by_key(|one| (one.due_at.is_none(), one.due_at));
        due
    }

    fn requester(&self, case: &Case, now: Timestamp) -> Option<Due> {
        let at = dive::clock::due_at(case, &self.desk, &self.calendars)?;
        let state = if at < now { State::Late } else { State::Ahead };
        let asked = &case.concerns.dive;
        let owed = Owed::Requester {
            organisation: asked.requester.organisation.clone(),
            findings: dive::clock::since_last(asked).len(),
        };
        Some(Due { due_at: Some(at), state, ..Due::on(case, owed) })
    }

    /// Everything that the clock wants on all cases, by time; what has no time
    /// comes last.
    pub fn due(&self, cases: &Cases, roster: Roster<'_>, now: Timestamp) -> Vec<Due> {
        let all = cases.cases.values().flat_map(|case| self.due_of(case, roster, now));
        by_time(all.collect())
    }
}

/// By time; what has no time comes last.
pub fn by_time(mut due: Vec<Due>) -> Vec<Due> {
    due.sort_by_key(|one| (one.due_at.is_none(), one.due_at, one.case));
    due
}

impl Due {
    fn on(case: &Case, owed: Owed) -> Self {
        let (title, state) = (case.title.clone(), State::Now);
        Self { case: case.id, title, due_at: None, state, owed }
    }
}

fn update(
    case: &Case,
    rules: Rules<'_>,
    clock: &obligation::Clock<'_>,
    (one, missed): (&Occurrence, u32),
    now: Timestamp,
) -> Owed {
    let chain = chain_of(case, rules, clock.row(), one);
    let person = chain.responsible(now.max(one.due_at)).map(|rung| rung.person.clone());
    let row = clock.row();
    Owed::Update {
        row: row.id.clone(),
        recipient: clock.recipient().to_owned(),
        occurrence: one.id.to_string(),
        responsible: row.responsible.clone(),
        person,
        channel: row.channel.clone(),
        missed,
    }
}

fn promised(case: &Case, now: Timestamp) -> Option<Due> {
    let at = case.concerns.update.next_at().filter(|_| case.phase != Phase::Closed)?;
    let state = if at < now { State::Late } else { State::Ahead };
    let owed = Owed::Promised { number: case.concerns.update.next_number() };
    Some(Due { due_at: Some(at), state, ..Due::on(case, owed) })
}

fn updates(case: &Case, now: Timestamp) -> Option<Due> {
    let state = &case.concerns.instance;
    let at = state.update_due_at()?;
    let owner = state.updates.as_ref()?.what.owner.clone();
    let stands = if at < now { State::Late } else { State::Ahead };
    Some(Due { due_at: Some(at), state: stands, ..Due::on(case, Owed::Updates { owner }) })
}

fn notice(case: &Case, one: Deadline, now: Timestamp) -> Due {
    let state = match one.due_at {
        _ if one.is_late(now) => State::Late,
        Some(at) if at > now => State::Ahead,
        Some(_) | None => State::Now,
    };
    let due_at = one.due_at;
    let owed = Owed::Notice {
        regulation: one.name,
        notice: one.notice,
        to: one.to,
        article: one.article,
        waits_for: one.waits_for,
    };
    Due { due_at, state, ..Due::on(case, owed) }
}
