//! Walk 5 of the requirements: an instance that may be lost, from its users to the
//! way back, over API and pages, in both languages (IN1–IN16, EN4, EN5).

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{StatusCode, header};
use engine::respond::{Attestations, PlanHash};
use serde_json::{Value, json};
use server::person::{Person, Role};

use super::house::{House, Reply};
use crate::house::{otto, rita};

const PS: &str = include_str!("../../../../../fixtures/host/ps-omnibus.txt");
const SS: &str = include_str!("../../../../../fixtures/host/ss-omnibus.txt");
const FLOWS: &str = "\
2 1 eni-1 10.0.0.5 203.0.113.7 51022 4444 6 900 734003200 1795238400 1795238460 ACCEPT OK
2 1 eni-1 10.0.0.5 198.51.100.25 40022 587 6 90 5200 1795238400 1795238460 ACCEPT OK
";
const USUAL: &str =
    "own: [10.0.0.5]\nknown: [{ direction: outbound, with: 198.51.100.25, port: 587 }]";

/// One case of an instance, over a simulated GitLab.
struct Walk {
    house: House,
    _installation: crate::house::House,
}

impl Walk {
    async fn begin() -> Self {
        let installation = crate::house::House::start().await;
        let house = House::over(installation.app.clone()).await;
        let body = json!({ "title": "Instance", "kind": "compromised_instance" });
        let opened = house.post(Role::Responder, "/api/v1/cases", body).await;
        assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.text);
        Self { house, _installation: installation }
    }

    async fn post(&self, path: &str, body: Value) -> Reply {
        self.house.post(Role::Responder, &format!("/api/v1/cases/1/{path}"), body).await
    }

    #[track_caller]
    fn done(reply: &Reply) -> Value {
        assert!(reply.status.is_success(), "{}: {}", reply.status, reply.text);
        reply.json()
    }

    async fn must(&self, path: &str, body: Value) -> Value {
        Self::done(&self.post(path, body).await)
    }

    async fn refused(&self, path: &str, body: Value) -> String {
        let reply = self.post(path, body).await;
        assert_eq!(reply.status, StatusCode::CONFLICT, "{}", reply.text);
        reply.json()["rule"].as_str().unwrap().to_owned()
    }

    async fn upload(&self, path: &str, bytes: impl Into<Body>) -> Value {
        let request = self
            .house
            .by(Some(Role::Responder), "POST", &format!("/api/v1/cases/1/{path}"))
            .header(header::CONTENT_TYPE, "text/plain")
            .body(bytes.into())
            .unwrap();
        Self::done(&self.house.send(request).await)
    }

    async fn stands(&self, step: &str) -> String {
        let found = self.house.get(Role::Responder, "/api/v1/cases/1/playbook").await.json();
        let steps = found["status"]["steps"].as_array().unwrap().clone();
        let one = steps.iter().find(|one| one["step"]["id"] == step).unwrap();
        one["stands"].as_str().unwrap().to_owned()
    }

    async fn state(&self) -> Value {
        self.house.get(Role::Responder, "/api/v1/cases/1/instance").await.json()
    }

    /// Everything on a sheet gets this verdict.
    async fn judge_all(&self, sheet: &str, verdict: &str) {
        let state = self.state().await;
        let items = state["sheets"][sheet]["items"].as_array().unwrap();
        let ids: Vec<&Value> = items.iter().map(|item| &item["id"]).collect();
        let body = json!({ "sheet": sheet, "items": ids, "verdict": verdict });
        self.must("instance/verdicts", body).await;
    }
}

fn names(state: &Value, sheet: &str) -> Vec<String> {
    let items = state["sheets"][sheet]["items"].as_array().unwrap();
    items.iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn in3_the_review_of_users_is_complete_when_root_too_has_a_verdict() {
    let walk = Walk::begin().await;
    let by_hand = json!({
        "answer": { "answer": "verdicts", "verdicts": { "everybody": "benign" } }
    });
    assert_eq!(walk.refused("steps/review-all-users", by_hand).await, "playbook.wants_sheet");

    let drawn = walk.must("instance/sheets", json!({ "sheet": "users" })).await;
    assert!(drawn["items"].as_u64().unwrap() > 3, "{drawn}");
    let state = walk.state().await;
    let users = state["sheets"]["users"]["items"].as_array().unwrap();
    let root = users.iter().find(|item| item["name"] == "root").unwrap();
    let marks: Vec<&str> =
        root["why"].as_array().unwrap().iter().map(|why| why["key"].as_str().unwrap()).collect();
    assert!(marks.contains(&"user-mark-root") && marks.contains(&"user-mark-administrator"));

    // One by one: until the last has a verdict the step is not done.
    let other = users.iter().find(|item| item["name"] != "root").unwrap();
    let all: Vec<&Value> = users.iter().map(|item| &item["id"]).collect();
    let but_root: Vec<&Value> = all.iter().filter(|id| **id != &root["id"]).copied().collect();
    let body = json!({ "sheet": "users", "items": but_root, "verdict": "benign" });
    walk.must("instance/verdicts", body).await;
    assert_eq!(walk.stands("review-all-users").await, "begun");
    let body = json!({ "sheet": "users", "items": ["root"], "verdict": "benign" });
    walk.must("instance/verdicts", body).await;
    assert_eq!(walk.stands("review-all-users").await, "derived");

    // Whoever is malicious gets a case, once.
    let body = json!({ "sheet": "users", "items": [other["id"]], "verdict": "malicious" });
    walk.must("instance/verdicts", body).await;
    // What nothing stands out about is benign and nothing else; a slip is taken back.
    let slip = json!({ "sheet": "users", "all_ordinary": true, "verdict": "malicious" });
    assert!(walk.post("instance/verdicts", slip).await.status.is_client_error());
    let back = |verdict: &str| json!({ "sheet": "users", "items": ["root"], "verdict": verdict });
    walk.must("instance/verdicts", back("open")).await;
    assert_eq!(walk.stands("review-all-users").await, "begun", "root is open again");
    walk.must("instance/verdicts", back("benign")).await;
    // For whom, before anything is opened.
    let whom = walk.house.get(Role::Responder, "/api/v1/cases/1/instance/linked").await.json();
    assert_eq!(whom["users"], json!([{ "user": other["name"], "case": null }]), "{whom}");
    let opened = walk.must("instance/linked", json!({})).await;
    assert_eq!(opened["cases"], json!(["C-2"]));
    let whom = walk.house.get(Role::Responder, "/api/v1/cases/1/instance/linked").await.json();
    assert_eq!(whom["users"][0]["case"], "C-2", "{whom}");
    assert_eq!(walk.must("instance/linked", json!({})).await["cases"], json!(["C-2"]));
    let linked = walk.house.get(Role::Responder, "/api/v1/cases/2").await.json();
    assert_eq!(linked["case"]["kind"], "compromised_user", "{linked}");

    // IN4: the inventory on this tier.
    let drawn = walk.must("instance/sheets", json!({ "sheet": "credentials" })).await;
    assert!(drawn["items"].as_u64().unwrap() > 3, "{drawn}");
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one walk through all eight steps")]
async fn in16_the_eight_steps_are_walked_in_order_from_saved_state_to_independent_logs() {
    let walk = Walk::begin().await;
    // The host as a bundle: collected from a root with planted strangers.
    let (root, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (path, text) in [
        ("etc/hostname", "gitlab-1\n"),
        ("etc/passwd", "git:x:998:998::/var/opt/gitlab:/bin/sh\n"),
        ("opt/gitlab/embedded/service/gitlab-rails/VERSION", "18.6.0\n"),
        ("etc/cron.d/x", "@reboot root /tmp/x\n"),
    ] {
        let place = root.path().join(path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        crate::house::file(place.parent().unwrap(), path.rsplit('/').next().unwrap(), text);
    }
    let order = evidence::Order {
        out: out.path().join("bundle"),
        root: root.path().to_owned(),
        only: Vec::new(),
        recipients: Vec::new(),
        limits: evidence::Limits { free_bytes_min: 0, ..evidence::Limits::default() },
    };
    let clock = server::clock::Clock::System;
    let collection = evidence::collect(&order, &|| clock.now(), &mut |_| true).unwrap();
    let bundle = evidence::Bundle::open(&order.out).unwrap();
    let reports: serde_json::Map<String, Value> = evidence::probe_names()
        .map(|probe| (probe.to_owned(), json!(bundle.report(probe).unwrap())))
        .collect();
    let document = json!({
        "format": "portcullis.host-reports/1", "seal": collection.seal, "reports": reports,
    });

    // Drawn up at any time, judged in turn: 2 waits for 1.
    walk.upload("instance/host?form=reports&name=gitlab-1", document.to_string()).await;
    walk.upload("instance/host?form=ps&name=ps.txt", PS).await;
    let state = walk.state().await;
    assert_eq!(names(&state, "processes"), ["4711 ./kworkerd -o pool.example:4444 -u x"], "IN8");
    assert!(names(&state, "host").iter().any(|name| name.contains("/etc/cron.d/x")));
    let early = json!({ "sheet": "processes", "all_ordinary": true, "verdict": "benign" });
    assert_eq!(walk.refused("instance/verdicts", early).await, "playbook.out_of_order");

    // IN10: nothing is rebuilt before the evidence is safe.
    let rebuild = json!({
        "say": "rebuild", "source": "backup 7", "sha256": "b7".repeat(32),
        "known_good_because": "made before the first trace, restored and compared",
    });
    let refused = walk.refused("instance/statements", rebuild.clone()).await;
    assert_eq!(refused, "playbook.needs_first");

    let row = async |step: &str| {
        let state = walk.state().await;
        let rows = state["way"].as_array().unwrap().clone();
        rows.into_iter().find(|row| row["step"] == step).unwrap()
    };
    let first = row("save-state").await;
    assert_eq!((&first["number"], &first["stands"]), (&json!(1), &json!("open")));
    assert_eq!(first["open"][0]["key"], "way-saved-none");
    let blocked = row("rebuild").await["blocked"].clone();
    assert_eq!(blocked[0], json!({ "key": "way-needs", "args": { "titles": "save-state" } }));

    // 1 to 3.
    let saved = json!({
        "say": "saved", "seal": collection.seal, "place": "bucket evidence-1",
        "custodian": "rita",
    });
    assert_eq!(
        walk.refused("instance/statements", saved.clone()).await,
        "instance.saved_unknown",
        "IN7: a hash of nothing that is kept"
    );
    let manifest = std::fs::read(order.out.join("manifest.json")).unwrap();
    walk.upload("evidence?name=manifest.json", manifest).await;
    assert_eq!(
        walk.refused("instance/statements", saved.clone()).await,
        "instance.saved_damaged",
        "the manifest alone is not the state"
    );
    let words = json!({ "answer": { "answer": "text", "text": "on a disk" } });
    assert_eq!(walk.refused("steps/save-state", words).await, "playbook.wants_evidence");
    let kept = walk.upload("evidence?name=gitlab-1.img", "an image of the disk").await;
    let named = |seal: &Value| json!({ "say": "saved", "seal": seal, "place": "bucket 1", "custodian": "rita" });
    walk.must("instance/statements", named(&kept["sha256"])).await;
    assert_eq!(walk.stands("save-state").await, "derived");
    let evidence = walk.house.get(Role::Responder, "/api/v1/cases/1/evidence").await;
    assert!(evidence.json()["evidence"][3]["verified"][1] == true, "{}", evidence.text);
    walk.judge_all("processes", "malicious").await;
    assert_eq!(walk.stands("review-processes").await, "begun", "the host's sheet is open");
    walk.judge_all("host", "malicious").await;
    assert_eq!(walk.stands("review-processes").await, "derived");
    walk.upload("instance/host?form=ss&name=ss.txt", SS).await;
    let ports = names(&walk.state().await, "listeners");
    assert_eq!(ports, ["tcp 0.0.0.0:31337", "tcp 0.0.0.0:5432"], "IN9");
    // Another node has the same port: a question of its own, and only its name tells which.
    walk.upload("instance/host?form=ss&name=ss.txt&host=node-2", SS).await;
    walk.upload("instance/host?form=ss&name=ss.txt&host=node-3", SS).await;
    let ports = names(&walk.state().await, "listeners");
    assert_eq!(ports.len(), 6, "{ports:?}");
    let judge = |item: &str| json!({ "sheet": "listeners", "items": [item], "verdict": "benign" });
    assert!(walk.post("instance/verdicts", judge("0.0.0.0:31337")).await.status.is_client_error());
    walk.must("instance/verdicts", judge("node-2: tcp 0.0.0.0:31337")).await;
    let open = walk.state().await["totals"].clone();
    assert!(open.as_array().unwrap().iter().any(|one| one["open"] == 5), "{open}");
    walk.judge_all("listeners", "malicious").await;

    // 4 to 6.
    walk.must("instance/statements", rebuild).await;
    let usual: String = url::form_urlencoded::byte_serialize(USUAL.as_bytes()).collect();
    let path = format!("instance/flows?name=vpc.log&baseline={usual}");
    let flows = walk.upload(&path, FLOWS).await;
    assert_eq!(flows["report"]["findings"][0]["with"], "203.0.113.7", "IN11");
    assert_eq!(flows["sheet"]["items"], 1);
    let controls = [
        "flow_logs",
        "traffic_alerts",
        "inbound_limited",
        "outbound_limited",
        "administration_separate",
        "segmented",
    ];
    let control = |name: &str| json!({ "say": "control", "control": name, "is_in_place": true, "note": "seen" });
    let early = walk.refused("instance/statements", control("flow_logs")).await;
    assert_eq!(early, "playbook.out_of_order", "5 comes before 6");
    walk.judge_all("flows", "malicious").await;
    for name in controls {
        walk.must("instance/statements", control(name)).await;
    }
    assert_eq!(walk.stands("network-controls").await, "derived");

    // 7: a firewall as text; somebody else agrees to exactly that text.
    let open = json!({ "firewall": { "ssh_from": [], "web_from": [] } });
    assert_eq!(walk.post("instance/firewall", open).await.status, StatusCode::BAD_REQUEST);
    let wall = json!({
        "firewall": { "ssh_from": ["192.0.2.0/24"], "web_from": ["0.0.0.0/0"],
            "allowed": [{ "direction": "outbound", "with": "198.51.100.25", "port": 587 }] }
    });
    let wall = walk.must("instance/firewall", wall).await;
    let text = wall["nftables"].as_str().unwrap();
    assert!(text.contains("policy drop") && text.contains("Nothing was applied"), "{text}");
    let agree = |sha256: &str| json!({ "sha256": sha256 });
    let place = "/api/v1/cases/1/instance/firewall/approval";
    let other = walk.house.post(Role::Approver, place, agree(&"0".repeat(64))).await;
    assert_eq!(other.json()["rule"], "instance.other_firewall");
    let agreed = walk.house.post(Role::Approver, place, agree(wall["sha256"].as_str().unwrap()));
    Walk::done(&agreed.await);
    assert_eq!(walk.stands("restrict-traffic").await, "derived");

    // 8, and the version.
    let logs = json!({ "say": "logs", "to": "portcullis, append only" });
    walk.must("instance/statements", logs).await;
    assert_eq!(walk.stands("independent-logs").await, "derived");
    let list = json!({ "releases": "releases: [{version: 99.1.2, security: true}]" });
    walk.must("instance/version", list).await;
    walk.must("instance/statements", json!({ "say": "updates", "owner": "otto", "every_days": 7 }))
        .await;
    let state = walk.state().await;
    assert_eq!(state["version"]["missing_security"], json!(["99.1.2"]), "IN6");
    let numbered = state["way"].as_array().unwrap().iter().filter(|row| row["number"].is_u64());
    assert!(numbered.clone().all(|row| row["stands"] == "derived" && row["open"] == json!([])));
    assert_eq!(numbered.count(), 8, "IN16");
    let upgrade = row("upgrade").await;
    assert_eq!(upgrade["stands"], "open", "planned, but not upgraded: {upgrade}");
    assert_eq!(upgrade["open"][0]["key"], "instance-version-told");
    let installed = json!({
        "releases": "releases: [{version: 99.1.2, security: true}]", "installed": "99.1.2",
    });
    walk.must("instance/version", installed).await;
    assert_eq!(walk.stands("upgrade").await, "derived");
    let due = walk.house.get(Role::Responder, "/api/v1/due").await;
    assert!(due.text.contains("\"updates\"") && due.text.contains("otto"), "{}", due.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn in5_recovery_waits_for_four_places_and_both_languages_show_the_same() {
    let walk = Walk::begin().await;
    let recovery = json!({ "phase": "recovery" });
    assert_eq!(walk.refused("phase", recovery.clone()).await, "case.rotation_incomplete");
    for section in ["instance_configuration", "pipelines", "elsewhere"] {
        let none = json!({ "say": "none", "section": section, "because": "read-only replica" });
        walk.must("instance/statements", none).await;
    }
    let names = json!({ "say": "secrets", "section": "database", "names": ["root password"] });
    walk.must("instance/statements", names).await;
    assert_eq!(walk.refused("phase", recovery.clone()).await, "case.rotation_incomplete");
    let browser = walk.house.browser(Role::Responder).await;
    let changed = "say=changed&anchor=rotation&section=database&name=root+password&proof=ticket+7";
    let posted = walk.house.form(&browser, "/cases/1/instance/statements", changed).await;
    let location = posted.header("location");
    assert_eq!(location, "/cases/1/instance?done=instance#rotation", "{}", posted.text);
    Walk::done(&walk.post("phase", recovery).await);

    let drawn = walk.house.form(&browser, "/cases/1/instance/sheets", "sheet=users").await;
    assert_eq!(drawn.status, StatusCode::SEE_OTHER, "{}", drawn.text);
    let pasted: String = url::form_urlencoded::byte_serialize(SS.as_bytes()).collect();
    let pasted = format!("form=ss&text={pasted}");
    let pasted = walk.house.form(&browser, "/cases/1/instance/recorded", &pasted).await;
    assert_eq!(pasted.status, StatusCode::SEE_OTHER, "{}", pasted.text);
    for (lang, words) in [
        (
            "en",
            ["Secrets that must be changed", "root password", "31337", "Hardening", "The way back"],
        ),
        ("ja", ["変更が必要なシークレット", "root password", "31337", "堅牢化", "復旧までの手順"]),
    ] {
        for path in ["/cases/1/instance", "/cases/1", "/hardening", "/due"] {
            let page = walk.house.page(&browser, &format!("{path}?lang={lang}")).await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
            assert!(!page.text.contains('⟦'), "{path} in {lang}: {}", page.text);
            if path.ends_with("instance") {
                for word in words {
                    assert!(page.text.contains(word), "{word} in {lang}");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn en4_the_hardening_report_is_kept_over_time_and_mended_by_a_plan() {
    let walk = Walk::begin().await;
    let now = walk.house.get(Role::Responder, "/api/v1/hardening").await.json();
    assert_eq!(now["history"], json!([]));
    let check = |report: &Value, id: &str| {
        let checks = report["checks"].as_array().unwrap();
        checks.iter().find(|check| check["id"] == id).unwrap().clone()
    };
    let short = check(&now, "setting.admin_mode");
    assert_eq!(short["stands"], "short", "{short}");
    assert!(!short["act"].is_null() && !short["undo"].is_null());

    assert!(short["why"].as_str().unwrap().starts_with("Administrators"), "{short}");
    let look = json!({ "host": { "sysctl": { "kernel.kptr_restrict": "2" } }, "only_show": true });
    let look = walk.house.post(Role::Responder, "/api/v1/hardening", look).await;
    assert_eq!((look.status, &look.json()["history"]), (StatusCode::OK, &json!([])));
    assert_eq!(check(&look.json(), "sysctl.kernel.kptr_restrict")["stands"], "met");

    let host = json!({ "host": { "sysctl": { "kernel.kptr_restrict": "2" } }, "case": "C-1" });
    let kept = walk.house.post(Role::Responder, "/api/v1/hardening", host).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.text);
    assert_eq!(check(&kept.json(), "sysctl.kernel.kptr_restrict")["stands"], "met");
    assert_eq!(kept.json()["history"].as_array().unwrap().len(), 1);
    let sarif = walk.house.get(Role::Responder, "/api/v1/hardening?format=sarif").await.json();
    assert_eq!(sarif["version"], "2.1.0");

    let rules: Vec<&Value> = now["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["id"].as_str().unwrap().starts_with("push_rules."))
        .collect();
    let of = |check: &&&Value, kind: &str| check["act"]["of"] == kind;
    let group = rules.iter().find(|one| of(one, "group_push_rule")).unwrap();
    let project = rules.iter().find(|one| of(one, "project_push_rule")).unwrap();
    assert_eq!(group["undo"]["set"]["prevent_secrets"], false, "{group}");
    let plan = json!({ "checks": ["setting.admin_mode", group["id"], project["id"]] });
    let plan = walk.must("hardening", plan).await;
    let acts = plan["plan"]["acts"].as_array().unwrap();
    let sets = |field: &str| acts.iter().filter(|one| one["act"]["set"][field] == true).count();
    assert_eq!((sets("admin_mode"), sets("prevent_secrets")), (1, 2), "{plan}");

    // Done, the places have rules; undone, what was set is not set any more.
    let app = &walk.house.app;
    let hash: PlanHash = serde_json::from_value(plan["hash"].clone()).unwrap();
    let attested = Attestations { impact_understood: true, guideline: Some("IR-7".to_owned()) };
    // Whoever asked for it by the API.
    let asked = Person::new("the-responder", [Role::Responder]);
    app.attest(&asked, &hash, attested).await.unwrap();
    app.approve(&otto(), &hash).await.unwrap();
    let done = app.execute_with(&asked, &hash, BTreeMap::new()).await.unwrap();
    assert!(done.steps.iter().all(|step| step.outcome.is_verified()), "{done:?}");
    let ids = async || {
        let now = walk.house.get(Role::Responder, "/api/v1/hardening").await.json();
        let checks = now["checks"].as_array().unwrap().clone();
        checks.iter().map(|check| check["id"].clone()).collect::<Vec<_>>()
    };
    let left = ids().await;
    assert!(!left.contains(&group["id"]) && !left.contains(&project["id"]));
    let step = acts.iter().position(|one| one["act"] == group["act"]).unwrap();
    let undone = app.undo(&rita(), &hash, u32::try_from(step).unwrap()).await.unwrap();
    assert!(undone.outcome.is_verified(), "{undone:?}");
    assert!(ids().await.contains(&group["id"]));
    let nothing = walk.post("hardening", json!({ "checks": ["setting.none"] })).await;
    assert_eq!(nothing.status, StatusCode::BAD_REQUEST, "{}", nothing.text);
}
