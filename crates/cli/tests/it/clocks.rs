//! What is due, by commands alone, without a server.

use crate::binary::Portcullis;

fn words<'a>(line: &'a str, last: &[&'a str]) -> Vec<&'a str> {
    line.split(' ').chain(last.iter().copied()).collect()
}

#[test]
fn the_clocks_of_a_case_are_shown_told_changed_and_ended_by_commands() {
    let portcullis = Portcullis::new();
    portcullis.json(&["case", "open", "Instance", "--kind", "compromised-instance"]);
    portcullis.json(&words("case state C-1 data-breach --class personal", &[]));

    let due = portcullis.json(&["due"]);
    let kinds = |due: &serde_json::Value, name: &str| -> Vec<String> {
        let all = due["due"].as_array().unwrap().iter().filter_map(|one| one[name].as_str());
        all.map(str::to_owned).collect()
    };
    assert!(kinds(&due, "row").contains(&"legal".to_owned()), "{due:#}");
    assert!(kinds(&due, "regulation").contains(&"gdpr".to_owned()), "{due:#}");

    portcullis.json(&words("obligation told C-1 legal --how", &["by phone"]));
    let cadence = "obligation cadence C-1 e-group --to e_group --every 30m --requested-by Ana";
    portcullis.json(&words(cadence, &["--reason", "they meet"]));
    portcullis.json(&words("obligation end C-1 legal --reason", &["they take part"]));
    let reason = ["--reason", "encrypted, keys not lost"];
    portcullis.json(&words("regulation decide C-1 gdpr --no", &reason));

    let owed = portcullis.json(&["obligation", "list", "C-1"]);
    let group = &owed["rows"][1]["recipients"][0];
    assert_eq!(group["cadence"], "every 30m", "{owed:#}");
    let due = portcullis.json(&["due"]);
    assert!(!kinds(&due, "row").contains(&"legal".to_owned()), "{due:#}");
    assert!(!kinds(&due, "regulation").contains(&"gdpr".to_owned()), "{due:#}");
    let refused = portcullis.run(&words("obligation told C-1 legal --how", &["again"]));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("obligation.not_owed") && said.contains("next:"), "{said}");
}

#[test]
fn the_shipped_matrices_and_the_table_of_the_law_are_shown() {
    let portcullis = Portcullis::new();
    let of = |args: &[&str]| portcullis.json(args);
    assert_eq!(of(&["obligation", "matrix"])["version"], "gitlab-2020/1");
    let present = of(&words("obligation matrix --preset gitlab-present", &[]));
    assert_eq!(present["rows"][0]["cadence"], "every 30m");
    let table = of(&["regulation", "table"]);
    assert_eq!(table["regulations"].as_array().unwrap().len(), 6);
    let shown = of(&["config", "show"]);
    assert_eq!(shown["stakeholders"]["version"], "gitlab-2020/1");
}
