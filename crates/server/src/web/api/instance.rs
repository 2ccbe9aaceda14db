//! An instance that may be lost: sheets, the ledger of rotation, the way back.

use axum::body::Body as Bytes;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use engine::investigate::flow;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::evidence::pieces;
use super::{Answer, document, entered, list};
use crate::app::input;
use crate::app::{HostForm, Judging, Writing};
use crate::person::Permission;
use crate::web::at::AtCase;
use crate::web::form::{Ask, Body};
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};

const READ: Access = Access::Needs(Permission::ReadCases);
const WRITE: Access = Access::Needs(Permission::WriteCase);
const SURVEY: Access = Access::Needs(Permission::Survey);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/cases/{id}/instance", READ, || get(show))
        .says("How the case of an instance stands: sheets, secrets, version, way back"),
    Route::post("/api/v1/cases/{id}/instance/sheets", SURVEY, || post(draw))
        .says("Draw up a sheet from GitLab: every user, or every credential")
        .body::<Drawing>(),
    Route::post("/api/v1/cases/{id}/instance/users", WRITE, || post(by_hand))
        .says("Draw up the sheet of users by hand, where GitLab cannot be asked any more")
        .body::<Names>(),
    Route::post("/api/v1/cases/{id}/instance/host", WRITE, || post(host))
        .says("Compare a host with what belongs there: reports of a bundle, ps or ss as the body")
        .query(&[
            ("form", "reports, ps or ss"),
            ("name", "a name for people"),
            ("host", "the host's name, where what is sent does not tell it"),
        ]),
    Route::post("/api/v1/cases/{id}/instance/flows", WRITE, || post(flows))
        .says("Compare recorded traffic with what is usual; the recording is the body")
        .query(&[
            (
                "format",
                "vpc, netflow-csv, netflow-json, conntrack or nginx; else by its first line",
            ),
            ("baseline", "what is usual, as YAML"),
            ("name", "a name for people"),
        ]),
    Route::post("/api/v1/cases/{id}/instance/verdicts", WRITE, || post(judge))
        .says("Give verdicts on items of a sheet; refused before its step's turn")
        .body::<Judging>(),
    Route::get("/api/v1/cases/{id}/instance/linked", READ, || get(to_link))
        .says("The users who are the attacker's: who has a linked case, who would get one"),
    Route::post("/api/v1/cases/{id}/instance/linked", Access::Needs(Permission::OpenCase), || {
        post(linked)
    })
    .says("Open a linked case for each user who was found to be the attacker's"),
    Route::post("/api/v1/cases/{id}/instance/statements", WRITE, || post(say))
        .says("State something: secrets, saved state, rebuild, controls, logs, updates")
        .body::<Writing>(),
    Route::post("/api/v1/cases/{id}/instance/version", WRITE, || post(version))
        .says("Compare the installed version with a list of releases")
        .body::<Releases>(),
    Route::post("/api/v1/cases/{id}/instance/firewall", WRITE, || post(firewall))
        .says("Write a firewall down for review; nothing is applied")
        .body::<Wall>(),
    Route::post(
        "/api/v1/cases/{id}/instance/firewall/approval",
        Access::Needs(Permission::Approve),
        || post(approve),
    )
    .says("Agree to exactly that text of a firewall")
    .body::<Approving>(),
];

async fn show(AtCase { web, person, case }: AtCase) -> Answer {
    document("instance", &web.app.instance(&person, case)?)
}

/// A sheet to be drawn up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Drawing {
    /// `users` or `credentials`.
    sheet: String,
}

async fn draw(AtCase { web, person, case }: AtCase, Body(given): Body<Drawing>) -> Answer {
    let view = match given.sheet.as_str() {
        "users" => web.app.draw_users(&person, case).await?,
        "credentials" => web.app.draw_credentials(&person, case).await?,
        other => {
            return Err(Fault::invalid("sheet", input::one_of(other, &["users", "credentials"])));
        }
    };
    Ok((StatusCode::CREATED, document("sheet", &view)?).into_response())
}

/// Names of all users.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Names {
    /// Their names, root's too.
    names: Vec<String>,
}

async fn by_hand(AtCase { web, person, case }: AtCase, Body(given): Body<Names>) -> Answer {
    let view = web.app.draw_by_hand(&person, case, &given.names).await?;
    Ok((StatusCode::CREATED, document("sheet", &view)?).into_response())
}

/// What is handed over.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recording {
    #[serde(default)]
    form: Option<String>,
    #[serde(default)]
    format: Option<String>,
    #[serde(default)]
    baseline: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    host: Option<String>,
}

async fn host(
    AtCase { web, person, case }: AtCase,
    Ask(asked): Ask<Recording>,
    body: Bytes,
) -> Answer {
    let form = asked.form.as_deref().unwrap_or("reports");
    let wrong = || Fault::invalid("form", input::one_of(form, &["reports", "ps", "ss"]));
    let form = HostForm::from_name(form).ok_or_else(wrong)?;
    let name = asked.name.unwrap_or_else(|| "host".to_owned());
    let about = (form, name.as_str(), asked.host.as_deref());
    let views = web.app.import_host(&person, case, about, pieces(body)).await?;
    Ok((StatusCode::CREATED, list("sheets", &views)?).into_response())
}

async fn flows(
    AtCase { web, person, case }: AtCase,
    Ask(asked): Ask<Recording>,
    body: Bytes,
) -> Answer {
    let format = asked.format.as_deref().filter(|name| !name.is_empty()).map(|name| {
        flow::Format::from_name(name)
            .ok_or_else(|| Fault::invalid("format", input::given("unknown", name)))
    });
    let format = format.transpose()?;
    let baseline = asked.baseline.as_deref().map(flow::Baseline::read).transpose();
    let baseline =
        baseline.map_err(|why| Fault::invalid("baseline", input::said(why)))?.unwrap_or_default();
    let name = asked.name.unwrap_or_else(|| "flows".to_owned());
    let about = (name.as_str(), format, &baseline);
    let (view, report) = web.app.import_flows(&person, case, about, pieces(body)).await?;
    let told = document("flows", &json!({ "sheet": view, "report": report }))?;
    Ok((StatusCode::CREATED, told).into_response())
}

async fn judge(AtCase { web, person, case }: AtCase, Body(judging): Body<Judging>) -> Answer {
    let count = web.app.judge_items(&person, case, judging).await?;
    let told = document("verdicts", &json!({ "judged": count }))?;
    Ok((StatusCode::CREATED, told).into_response())
}

async fn to_link(AtCase { web, person, case }: AtCase) -> Answer {
    list("users", &web.app.malicious_users(&person, case)?)
}

async fn linked(AtCase { web, person, case }: AtCase) -> Answer {
    let cases = web.app.open_for_malicious(&person, case).await?;
    let cases: Vec<String> = cases.iter().map(ToString::to_string).collect();
    Ok((StatusCode::CREATED, list("cases", &cases)?).into_response())
}

async fn say(AtCase { web, person, case }: AtCase, Body(writing): Body<Writing>) -> Answer {
    entered(web.app.say_of_instance(&person, case, writing).await?)
}

/// A list of releases.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Releases {
    /// As YAML: `releases: [{version: 18.6.1, security: true}]`.
    releases: String,
    /// What is installed; none = as GitLab tells.
    #[serde(default)]
    installed: Option<String>,
}

async fn version(AtCase { web, person, case }: AtCase, Body(given): Body<Releases>) -> Answer {
    let about = (given.releases.as_str(), given.installed);
    entered(web.app.compare_version(&person, case, about).await?)
}

/// A firewall.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Wall {
    /// What may pass: `ssh_from`, `web_from`, `allowed`.
    #[schema(value_type = Object)]
    firewall: flow::Firewall,
}

async fn firewall(
    AtCase { web, person, case }: AtCase,
    visitor: crate::web::visitor::Visitor,
    Body(given): Body<Wall>,
) -> Answer {
    let remark = visitor.words.t1("firewall-remark", "case", case.to_string());
    let proposed = web.app.propose_firewall(&person, case, (&given.firewall, &remark)).await?;
    let (sha256, text) = proposed;
    let told = document("firewall", &json!({ "sha256": sha256, "nftables": text }))?;
    Ok((StatusCode::CREATED, told).into_response())
}

/// Which text is agreed to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Approving {
    /// Its SHA-256.
    sha256: String,
    /// Why it comes before its turn, if it does.
    #[serde(default)]
    out_of_turn: Option<String>,
}

async fn approve(AtCase { web, person, case }: AtCase, Body(given): Body<Approving>) -> Answer {
    let about = (given.sha256.as_str(), given.out_of_turn);
    entered(web.app.approve_firewall(&person, case, about).await?)
}
