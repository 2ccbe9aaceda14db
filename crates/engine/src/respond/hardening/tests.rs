use std::collections::BTreeMap;

use event::{GroupId, ProjectId};
use serde_json::{Value, json};

use super::{
    Area, HookSeen, HostFacts, Observed, PushRuleSeen, Stands, VariableSeen, fields, report, sarif,
};
use crate::respond::act::SettingsOf;
use crate::respond::{Seen, Tier};

fn settings(value: Value) -> serde_json::Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

fn stands(observed: &Observed, id: &str) -> Stands {
    let report = report(observed);
    let found = report.checks.iter().find(|check| check.id == id);
    found.unwrap_or_else(|| panic!("no check {id}")).stands
}

#[test]
fn what_could_not_be_seen_counts_for_nothing() {
    let nothing = report(&Observed { tier: Tier::Ultimate, ..Observed::default() });
    assert_eq!((nothing.percent, nothing.met, nothing.short), (0, 0, 0));
    assert!(nothing.unseen > 70, "{}", nothing.unseen);
    let one = Observed { settings: settings(json!({ "admin_mode": true })), ..Observed::default() };
    assert_eq!((report(&one).percent, report(&one).met), (100, 1));
}

#[test]
fn en5_each_shortfall_of_a_setting_names_its_act_and_what_undoes_it() {
    let observed = Observed {
        settings: settings(json!({
            "max_number_of_repository_downloads": 0, "signup_enabled": true,
            "throttle_protected_paths_enabled": false, "globally_allowed_ips": "",
        })),
        tier: Tier::Ultimate,
        ..Observed::default()
    };
    let found = report(&observed);
    let short: Vec<_> = found.checks.iter().filter(|one| one.stands == Stands::Short).collect();
    assert_eq!(short.len(), 4);
    let limit = short.iter().find(|one| one.id.ends_with("repository_downloads")).unwrap();
    assert_eq!((limit.requirement, limit.area), ("EN5", Area::Settings));
    let (act, undo) = (limit.act.as_ref().unwrap(), limit.undo.as_ref().unwrap());
    let values = BTreeMap::from([("max_number_of_repository_downloads".to_owned(), json!(0))]);
    assert!(undo.is_already_so(&Seen::Fields { values }) && act != undo);
    let chosen = short.iter().find(|one| one.id == "setting.globally_allowed_ips").unwrap();
    assert_eq!(chosen.act, None, "which addresses is the operator's choice");
    assert_eq!(found.acts(&[]).unwrap().len(), 3);
    assert!(found.acts(&["setting.admin_mode".to_owned()]).is_err());
}

#[test]
fn keys_hooks_and_variables_of_the_instance_are_checked() {
    let seen =
        |key: &str, masked, protected| VariableSeen { key: key.to_owned(), masked, protected };
    let hook = |is_safe| HookSeen { id: 1, host: "siem.example".to_owned(), is_safe };
    let observed = Observed {
        public_deploy_keys: Some(vec!["old robot".to_owned()]),
        system_hooks: Some(vec![hook(true), hook(false)]),
        variables: Some(vec![seen("DEPLOY_TOKEN", true, false), seen("REGION", false, false)]),
        ..Observed::default()
    };
    assert_eq!(stands(&observed, "deploy_keys.public"), Stands::Short);
    assert_eq!(stands(&observed, "system_hooks.tls"), Stands::Short);
    assert_eq!(stands(&observed, "variables.DEPLOY_TOKEN"), Stands::Short);
    let report = report(&observed);
    assert!(!report.checks.iter().any(|one| one.id == "variables.REGION"));
    assert_eq!(report.acts(&["variables.DEPLOY_TOKEN".to_owned()]).unwrap().len(), 1);
    let clean = Observed {
        public_deploy_keys: Some(vec![]),
        system_hooks: Some(vec![hook(true)]),
        variables: Some(vec![seen("DEPLOY_TOKEN", true, true)]),
        ..Observed::default()
    };
    for id in ["deploy_keys.public", "system_hooks.tls", "variables"] {
        assert_eq!(stands(&clean, id), Stands::Met, "{id}");
    }
}

#[test]
fn en4_a_push_rule_that_lacks_something_names_the_act_that_sets_just_that() {
    let rule = |of, path: &str, set: Value| PushRuleSeen {
        of,
        path: path.to_owned(),
        set: serde_json::from_value(set).unwrap(),
    };
    let group = SettingsOf::GroupPushRule { group: GroupId(5) };
    let project = |project| SettingsOf::ProjectPushRule { project: ProjectId(project) };
    let all = json!({
        "commit_committer_check": true, "deny_delete_tag": true, "member_check": true,
        "prevent_secrets": true,
    });
    let with = |rules: &[PushRuleSeen]| Observed {
        tier: Tier::Premium,
        push_rules: Some(rules.to_vec()),
        ..Observed::default()
    };
    let good = rule(project(1), "team/app", all);
    let half = json!({ "deny_delete_tag": true, "prevent_secrets": null });
    let found = report(&with(&[
        good.clone(),
        rule(project(2), "team/old", half),
        rule(group, "team", json!({})),
    ]));
    let about = |id: &str| found.checks.iter().find(|one| one.id == id);
    assert_eq!((about("push_rules.project.team/app"), about("push_rules")), (None, None));
    let old = about("push_rules.project.team/old").unwrap();
    let missing = json!({
        "commit_committer_check": false, "member_check": false, "prevent_secrets": false,
    });
    assert_eq!((&old.observed, old.stands), (&missing, Stands::Short));
    let (act, undo) = (old.act.as_ref().unwrap(), old.undo.as_ref().unwrap());
    assert!(undo.is_already_so(&Seen::Fields { values: BTreeMap::new() }), "as it was");
    assert_eq!(act.inverse(Some(&Seen::Fields { values: BTreeMap::new() })).as_ref(), Some(undo));
    assert!(!act.is_already_so(&Seen::Fields { values: BTreeMap::new() }));
    let made = about("push_rules.group.team").unwrap().act.as_ref().unwrap();
    assert!(made.inverse(Some(&Seen::Absent)).is_some(), "the first rule can be undone, too");

    assert_eq!(stands(&with(&[good]), "push_rules"), Stands::Met);
    let unseen = Observed { tier: Tier::Unknown, ..Observed::default() };
    assert_eq!(stands(&unseen, "push_rules"), Stands::Unseen);
    let free = Observed { tier: Tier::Free, ..Observed::default() };
    assert!(!report(&free).checks.iter().any(|one| one.id.starts_with("push_rules")));
}

#[test]
fn a_bundle_tells_of_gitlab_rb_ssh_and_the_kernel() {
    let setting =
        |name: &str, value: &str| json!({ "kind": "setting", "name": name, "value": value });
    let listener = |local: &str, port: u64| {
        json!({
            "kind": "socket", "protocol": "tcp", "state": "listening", "local": local,
            "local_port": port, "pids": [port],
        })
    };
    let line = |line: &str| json!({ "kind": "sshd_setting", "path": "/etc/ssh/sshd_config", "line": line });
    let reports = BTreeMap::from([
        (
            "kernel".to_owned(),
            vec![setting("kernel.kptr_restrict", "2"), setting("net.ipv4.tcp_rfc1337", "0")],
        ),
        (
            "keys".to_owned(),
            vec![
                line("PermitRootLogin no"),
                line("AcceptEnv LANG LC_*"),
                line("AcceptEnv GIT_PROTOCOL"),
                line("PermitRootLogin yes"),
                line("LoginGraceTime 0"),
                line("Match User git"),
                line("X11Forwarding yes"),
            ],
        ),
        (
            "sockets".to_owned(),
            vec![listener("0.0.0.0", 443), listener("127.0.0.1", 5432), listener("::", 6379)],
        ),
        ("processes".to_owned(), vec![json!({ "kind": "process", "pid": 6379, "name": "redis" })]),
    ]);
    let rb = "external_url 'https://gitlab.example'\n\
        nginx['ssl_protocols'] = \"TLSv1.1 TLSv1.2\"\n\
        # nginx['ssl_ciphers'] = \"x\"\n\
        nginx['redirect_http_to_https'] = true # always\n";
    let host = Some(HostFacts::of(&reports, Some(rb.to_owned())));
    let observed = Observed { host, ..Observed::default() };
    for (id, expected) in [
        ("sysctl.kernel.kptr_restrict", Stands::Met),
        ("sysctl.net.ipv4.tcp_rfc1337", Stands::Short),
        ("sysctl.vm.mmap_min_addr", Stands::Unseen),
        ("sshd.PermitRootLogin", Stands::Met),
        ("sshd.LoginGraceTime", Stands::Short),
        ("sshd.AllowTcpForwarding", Stands::Short),
        ("sshd.X11Forwarding", Stands::Met),
        ("sshd.AcceptEnv", Stands::Met),
        ("ports.open", Stands::Short),
        ("gitlab_rb.nginx.ssl_protocols", Stands::Short),
        ("gitlab_rb.nginx.ssl_ciphers", Stands::Short),
        ("gitlab_rb.nginx.redirect_http_to_https", Stands::Met),
    ] {
        assert_eq!(stands(&observed, id), expected, "{id}");
    }
    let checks = report(&observed).checks;
    let ports = checks.iter().find(|one| one.id == "ports.open").unwrap();
    assert_eq!(ports.observed, json!(["6379 redis"]), "443 belongs there, 5432 is for the host");
}

#[test]
fn import_sources_are_closed_by_an_act_that_can_be_undone() {
    let with = |sources| Observed {
        settings: settings(json!({ "import_sources": sources })),
        ..Observed::default()
    };
    assert_eq!(stands(&with(json!([])), "setting.import_sources"), Stands::Met);
    let report = report(&with(json!(["github"])));
    let check = report.checks.iter().find(|one| one.id == "setting.import_sources").unwrap();
    let values =
        |sources| Seen::Fields { values: BTreeMap::from([("import_sources".to_owned(), sources)]) };
    assert!(check.act.as_ref().unwrap().is_already_so(&values(json!([]))));
    assert!(check.undo.as_ref().unwrap().is_already_so(&values(json!(["github"]))));
}

#[test]
fn a_tier_is_not_measured_by_what_it_does_not_have() {
    let on = |tier| report(&Observed { tier, ..Observed::default() }).checks.len();
    assert!(on(Tier::Free) < on(Tier::Premium) && on(Tier::Premium) < on(Tier::Ultimate));
    assert_eq!(fields(Tier::Unknown).count(), fields(Tier::Ultimate).count());
}

#[test]
fn sarif_names_each_rule_and_fails_what_falls_short() {
    let observed = Observed {
        settings: settings(json!({ "signup_enabled": true, "admin_mode": true })),
        ..Observed::default()
    };
    let report = report(&observed);
    let told = sarif(&report, "0.0.0", &|text| text.key.clone());
    assert_eq!(told["version"], "2.1.0");
    let results = told["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), report.checks.len());
    let kinds = |kind: &str| results.iter().filter(|one| one["kind"] == kind).count();
    assert_eq!((kinds("fail"), kinds("pass")), (1, 1));
    let failed = results.iter().find(|one| one["kind"] == "fail").unwrap();
    let place = |id: &str| {
        let result = results.iter().find(|one| one["ruleId"] == id).unwrap();
        result["locations"][0].clone()
    };
    let file = |id: &str| place(id)["physicalLocation"]["artifactLocation"]["uri"].clone();
    assert_eq!(file("gitlab_rb.nginx.ssl_protocols"), "file:///etc/gitlab/gitlab.rb");
    assert_eq!(file("sshd.PermitRootLogin"), "file:///etc/ssh/sshd_config");
    let logical = place("sysctl.kernel.kptr_restrict")["logicalLocations"].clone();
    assert_eq!(logical[0]["fullyQualifiedName"], "sysctl.kernel.kptr_restrict");
    let index = usize::try_from(failed["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(told["runs"][0]["tool"]["driver"]["rules"][index]["id"], failed["ruleId"]);
}
