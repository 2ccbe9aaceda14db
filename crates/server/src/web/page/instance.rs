//! An instance that may be lost: its sheets, the ledger of rotation, the way back.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use axum::routing::{get, post};
use engine::coordinate::CaseId;
use engine::coordinate::instance::rotation::Section;
use engine::coordinate::instance::sheet::{Sheet, SheetKind};
use engine::coordinate::instance::{Control, InstanceState, Row};
use engine::coordinate::playbook::ItemVerdict;
use engine::investigate::flow::{Firewall, Network};
use engine::respond::plan::Text;
use serde_json::{Map, Value, json};

use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::app::input;
use crate::app::{AppError, HostForm, InstanceView, Judging, Writing};
use crate::person::{Permission, Person};
use crate::web::at::AtCase;
use crate::web::form::{Form, filled, unread};
use crate::web::moment::Moment;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::Visitor;
use crate::web::words::Words;

const WRITE: Access = Access::Needs(Permission::WriteCase);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/cases/{id}/instance", Access::Needs(Permission::ReadCases), || get(show)),
    Route::post("/cases/{id}/instance/sheets", Access::Needs(Permission::Survey), || post(draw)),
    Route::post("/cases/{id}/instance/recorded", WRITE, || post(recorded)),
    Route::post("/cases/{id}/instance/verdicts", WRITE, || post(judge)),
    Route::post("/cases/{id}/instance/linked", Access::Needs(Permission::OpenCase), || {
        post(linked)
    }),
    Route::post("/cases/{id}/instance/statements", WRITE, || post(say)),
    Route::post("/cases/{id}/instance/version", WRITE, || post(version)),
    Route::post("/cases/{id}/instance/firewall", WRITE, || post(firewall)),
    Route::post(
        "/cases/{id}/instance/firewall/approval",
        Access::Needs(Permission::Approve),
        || post(approve),
    ),
];

/// Items of a sheet that a page shows; the command line judges any number.
const ITEMS_SHOWN: usize = 200;

/// The verdicts that may be given.
const VERDICTS: [ItemVerdict; 4] =
    [ItemVerdict::Benign, ItemVerdict::Malicious, ItemVerdict::Unknown, ItemVerdict::Open];

#[expect(clippy::struct_excessive_bools, reason = "what of the sheet is shown, part by part")]
struct SheetPart {
    name: &'static str,
    title: String,
    lead: String,
    told: String,
    is_drawn: bool,
    is_complete: bool,
    drawn: Option<Moment>,
    rows: Vec<ItemRow>,
    is_cut: bool,
    from_gitlab: bool,
    /// For whom a linked case would be opened.
    malicious: Vec<String>,
}

struct ItemRow {
    id: String,
    name: String,
    why: Vec<String>,
    verdict: &'static str,
    word: String,
    by: String,
}

struct SectionPart {
    name: &'static str,
    title: String,
    is_settled: bool,
    none: String,
    secrets: Vec<(String, String)>,
    ideas: Vec<String>,
}

struct ControlRow {
    name: &'static str,
    word: String,
    told: String,
}

/// A step of the way back.
struct WayRow {
    number: String,
    title: String,
    address: String,
    stands: &'static str,
    word: String,
    done: Vec<String>,
    open: Vec<String>,
    blocked: Vec<String>,
}

struct Lines {
    saved: Vec<String>,
    rebuild: String,
    version: String,
    is_old: bool,
    updates: String,
    due: Option<Moment>,
    logs: String,
    wall: String,
    wall_hash: String,
    is_wall_open: bool,
}

#[derive(Template)]
#[template(path = "instance.html")]
struct InstancePage {
    w: Words,
    frame: Frame,
    id: String,
    title: String,
    address: String,
    way: Vec<WayRow>,
    sheets: Vec<SheetPart>,
    verdicts: Vec<(&'static str, String)>,
    sections: Vec<SectionPart>,
    controls: Vec<ControlRow>,
    lines: Lines,
    may_write: bool,
    may_approve: bool,
}

async fn show(AtCase { web, person, case }: AtCase, visitor: Visitor) -> Answer {
    let case = web.app.case(&person, case)?;
    let found = web.app.instance(&person, case.id)?;
    let (words, now) = (&visitor.words, web.app.clock().now());
    let word = |verdict: ItemVerdict| words.t(format!("question-verdict-{}", verdict.as_str()));
    let page = InstancePage {
        frame: Frame::of(&visitor, Nav::Cases),
        id: case.id.to_string(),
        title: case.title.clone(),
        address: format!("/cases/{}", case.id.0),
        way: found.way.iter().map(|row| way(words, case.id, row)).collect(),
        sheets: SheetKind::ALL
            .into_iter()
            .map(|kind| sheet(words, &found.state, kind, now))
            .collect(),
        verdicts: VERDICTS.into_iter().map(|one| (one.as_str(), word(one))).collect(),
        sections: Section::ALL.into_iter().map(|one| section(words, &found, one)).collect(),
        controls: Control::ALL.into_iter().map(|one| control(words, &found.state, one)).collect(),
        lines: lines(words, &found, &person, now),
        may_write: person.may(Permission::WriteCase),
        may_approve: person.may(Permission::Approve),
        w: words.clone(),
    };
    render(&page)
}

fn way(words: &Words, case: CaseId, row: &Row) -> WayRow {
    let say = |texts: &[Text]| texts.iter().map(|text| words.say(text)).collect();
    let here = match row.step.as_str() {
        "save-state" => "#saved",
        "review-processes" => "#processes",
        "review-ports" => "#listeners",
        "rebuild" => "#rebuild",
        "review-network-logs" => "#flows",
        "network-controls" => "#controls",
        "restrict-traffic" => "#firewall",
        "independent-logs" => "#logs",
        "review-all-users" => "#users",
        "credentials-inventory" | "list-credentials" => "#credentials",
        "change-credentials" => "#rotation",
        "upgrade" => "#version",
        _the_playbook_has_it => "",
    };
    let there = format!("/cases/{}#step-{}", case.0, row.step);
    WayRow {
        number: row.number.map(|number| number.to_string()).unwrap_or_default(),
        title: words.step(&row.step, row.text.as_ref()),
        address: if here.is_empty() { there } else { here.to_owned() },
        stands: row.stands.as_str(),
        word: words.t(format!("playbook-stands-{}", row.stands.as_str())),
        done: say(&row.done),
        open: say(&row.open),
        blocked: say(&row.blocked),
    }
}

fn sheet(words: &Words, state: &InstanceState, kind: SheetKind, now: jiff::Timestamp) -> SheetPart {
    let name = kind.as_str();
    let found = state.sheet(kind);
    let empty = Sheet::default();
    let kept = found.unwrap_or(&empty);
    // What is open comes first.
    let mut items: Vec<_> = kept.items.iter().collect();
    items.sort_by_key(|item| kept.verdict(&item.id) != ItemVerdict::Open);
    let rows = items.iter().take(ITEMS_SHOWN).map(|item| ItemRow {
        id: item.id.clone(),
        name: item.name.clone(),
        why: item.why.iter().map(|text| words.say(text)).collect(),
        verdict: kept.verdict(&item.id).as_str(),
        word: match kept.verdict(&item.id) {
            ItemVerdict::Open => String::new(),
            judged => words.t(format!("question-verdict-{}", judged.as_str())),
        },
        by: kept.judged.get(&item.id).map(|one| one.by.clone()).unwrap_or_default(),
    });
    let count = |items: usize| items.to_string();
    SheetPart {
        name,
        title: words.t(format!("instance-sheet-{name}")),
        lead: words.t(format!("instance-sheet-{name}-lead")),
        told: match found {
            None => words.t("instance-sheet-none"),
            Some(kept) => words.sentence(
                "instance-sheet-told",
                [
                    ("count", count(kept.items.len()).as_str()),
                    ("open_count", count(kept.open().count()).as_str()),
                ],
            ),
        },
        is_drawn: found.is_some(),
        is_complete: kept.is_complete(),
        drawn: kept.drawn_at.map(|at| Moment::of(words, at, now)),
        rows: rows.collect(),
        is_cut: kept.items.len() > ITEMS_SHOWN,
        from_gitlab: matches!(kind, SheetKind::Users | SheetKind::Credentials),
        malicious: match kind {
            SheetKind::Users => {
                kept.of(ItemVerdict::Malicious).map(|one| one.name.clone()).collect()
            }
            _no_users => Vec::new(),
        },
    }
}

fn section(words: &Words, found: &InstanceView, section: Section) -> SectionPart {
    let page = found.state.rotation.get(&section).cloned().unwrap_or_default();
    let proof = |changed: &Option<engine::coordinate::instance::rotation::Changed>| {
        let told = changed.as_ref().map(|one| format!("{} · {}", one.proof, one.by));
        told.unwrap_or_default()
    };
    let is_listed = |idea: &String| page.secrets.contains_key(idea);
    let ideas = section.ideas().iter().map(|idea| words.t(format!("rotation-idea-{idea}")));
    SectionPart {
        name: section.as_str(),
        title: words.t(format!("rotation-{}", section.as_str())),
        is_settled: !found.unsettled_sections.contains(&section),
        none: page
            .none_because
            .as_ref()
            .map(|(why, by)| format!("{why} · {by}"))
            .unwrap_or_default(),
        ideas: ideas.filter(|idea| !is_listed(idea)).collect(),
        secrets: page.secrets.iter().map(|(name, one)| (name.clone(), proof(one))).collect(),
    }
}

fn control(words: &Words, state: &InstanceState, control: Control) -> ControlRow {
    let told = state.controls.get(&control).map(|settled| {
        let key = if settled.what.is_in_place { "control-in-place" } else { "control-not-needed" };
        format!("{}: {} · {}", words.t(key), settled.what.note, settled.by)
    });
    ControlRow {
        name: control.as_str(),
        word: words.t(format!("control-{}", control.as_str())),
        told: told.unwrap_or_default(),
    }
}

fn lines(words: &Words, found: &InstanceView, person: &Person, now: jiff::Timestamp) -> Lines {
    let state = &found.state;
    let saved = state
        .saved
        .iter()
        .map(|one| format!("{} · {} · {}", one.what.place, one.what.seal, one.what.custodian));
    let rebuild = state
        .rebuild
        .as_ref()
        .map(|one| format!("{} · {} · {}", one.what.source, one.what.known_good_because, one.by));
    let version = state.version.as_ref().map(|one| {
        words.sentence(
            "instance-version-told",
            [
                ("installed", one.what.installed.as_str()),
                ("latest", one.what.latest.as_str()),
                ("missing", one.what.missing_security.join(", ").as_str()),
                ("count", one.what.missing_security.len().to_string().as_str()),
            ],
        )
    });
    let updates = state.updates.as_ref().map(|one| {
        let days = one.what.every_days.to_string();
        let args = [("owner", one.what.owner.as_str()), ("days_count", days.as_str())];
        words.sentence("instance-updates-told", args)
    });
    let wall = state.firewall.as_ref();
    let is_own = wall.is_some_and(|wall| wall.proposed_by == person.name);
    Lines {
        saved: saved.collect(),
        rebuild: rebuild.unwrap_or_default(),
        version: version.unwrap_or_default(),
        is_old: state.version.as_ref().is_some_and(|one| one.what.is_old()),
        updates: updates.unwrap_or_default(),
        due: found.update_due_at.map(|at| Moment::of(words, at, now)),
        logs: state
            .logs
            .as_ref()
            .map(|one| format!("{} · {}", one.what.to, one.what.seen))
            .unwrap_or_default(),
        wall: wall
            .map(|wall| {
                let by = wall.approved_by.clone().unwrap_or_else(|| "nobody".to_owned());
                let args = [("person", wall.proposed_by.as_str()), ("approver", by.as_str())];
                words.sentence("firewall-told", args)
            })
            .unwrap_or_default(),
        wall_hash: wall.map(|wall| wall.sha256.clone()).unwrap_or_default(),
        is_wall_open: wall.is_some_and(|wall| wall.approved_by.is_none()) && !is_own,
    }
}

/// The fields of a form by name.
type Fields = BTreeMap<String, String>;

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map(String::as_str).unwrap_or_default()
}

fn back(case: CaseId, place: &str) -> Response {
    done(&format!("/cases/{}/instance#{place}", case.0), "instance")
}

async fn draw(AtCase { web, person, case }: AtCase, Form(fields): Form<Fields>) -> Answer {
    match field(&fields, "sheet") {
        "users" => web.app.draw_users(&person, case).await?,
        "credentials" => web.app.draw_credentials(&person, case).await?,
        other => {
            return Err(Fault::invalid("sheet", input::one_of(other, &["users", "credentials"])));
        }
    };
    Ok(back(case, field(&fields, "sheet")))
}

/// What `ps` or `ss` printed, pasted into the page.
async fn recorded(AtCase { web, person, case }: AtCase, Form(fields): Form<Fields>) -> Answer {
    let form = HostForm::from_name(field(&fields, "form")).ok_or_else(|| {
        Fault::invalid("form", input::one_of(field(&fields, "form"), &["ps", "ss"]))
    })?;
    let bytes = bytes::Bytes::from(field(&fields, "text").to_owned());
    let bytes = futures::stream::iter([Ok::<_, AppError>(bytes)]);
    let name = format!("{}.txt", field(&fields, "form"));
    let about = (form, name.as_str(), filled(field(&fields, "host")));
    web.app.import_host(&person, case, about, bytes).await?;
    Ok(back(case, if form == HostForm::Ss { "listeners" } else { "processes" }))
}

async fn judge(AtCase { web, person, case }: AtCase, Form(fields): Form<Fields>) -> Answer {
    let name = field(&fields, "sheet");
    let sheet = SheetKind::from_name(name)
        .ok_or_else(|| Fault::invalid("sheet", input::given("unknown", name)))?;
    let out_of_turn = filled(field(&fields, "out_of_turn")).map(str::to_owned);
    for verdict in VERDICTS {
        let is_it = |value: &String| ItemVerdict::from_name(value) == Some(verdict);
        let items: Vec<String> = fields
            .iter()
            .filter(|(_, value)| is_it(value))
            .filter_map(|(name, _)| name.strip_prefix("item-").map(str::to_owned))
            .collect();
        let all_ordinary = verdict == ItemVerdict::Benign && fields.contains_key("all_ordinary");
        if items.is_empty() && !all_ordinary {
            continue;
        }
        let (note, out_of_turn) = (field(&fields, "note").to_owned(), out_of_turn.clone());
        let judging = Judging { sheet, items, all_ordinary, verdict, note, out_of_turn };
        web.app.judge_items(&person, case, judging).await?;
    }
    Ok(back(case, sheet.as_str()))
}

async fn linked(AtCase { web, person, case }: AtCase) -> Answer {
    web.app.open_for_malicious(&person, case).await?;
    Ok(back(case, "users"))
}

/// A statement: the fields of its form are those of the API.
async fn say(AtCase { web, person, case }: AtCase, Form(fields): Form<Fields>) -> Answer {
    let mut told = Map::new();
    for (name, text) in &fields {
        let Some(text) = filled(text) else { continue };
        let value = match name.as_str() {
            "csrf" | "anchor" => continue,
            "names" => text.lines().filter_map(filled).map(Value::from).collect(),
            "every_days" => json!(text.parse::<u16>().unwrap_or_default()),
            "is_in_place" | "from_scratch" => json!(text == "true"),
            _text => json!(text),
        };
        told.insert(name.clone(), value);
    }
    let writing: Writing = serde_json::from_value(Value::Object(told))
        .map_err(|why| unread("form", "", &why.to_string()))?;
    web.app.say_of_instance(&person, case, writing).await?;
    let place = field(&fields, "anchor");
    Ok(back(
        case,
        if place.chars().all(|c| c.is_ascii_lowercase() || c == '-') { place } else { "" },
    ))
}

async fn version(AtCase { web, person, case }: AtCase, Form(fields): Form<Fields>) -> Answer {
    let installed = filled(field(&fields, "installed")).map(str::to_owned);
    web.app.compare_version(&person, case, (field(&fields, "releases"), installed)).await?;
    Ok(back(case, "version"))
}

async fn firewall(
    AtCase { web, person, case }: AtCase,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Answer {
    let networks = |name: &str| -> Result<Vec<Network>, Fault> {
        let words = field(&fields, name).split([',', ' ', '\n', '\r']).filter_map(filled);
        let wrong = |text| Fault::invalid(name, input::given("network", text));
        words.map(|text| text.parse().map_err(|_why: String| wrong(text))).collect()
    };
    let firewall = Firewall {
        ssh_from: networks("ssh_from")?,
        web_from: networks("web_from")?,
        allowed: Vec::new(),
    };
    let remark = visitor.words.t1("firewall-remark", "case", case.to_string());
    web.app.propose_firewall(&person, case, (&firewall, &remark)).await?;
    Ok(back(case, "firewall"))
}

async fn approve(AtCase { web, person, case }: AtCase, Form(fields): Form<Fields>) -> Answer {
    let reason = filled(field(&fields, "out_of_turn")).map(str::to_owned);
    web.app.approve_firewall(&person, case, (field(&fields, "sha256"), reason)).await?;
    Ok(back(case, "firewall"))
}
