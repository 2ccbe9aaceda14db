use proptest::prelude::*;

use super::*;

/// Walks over files that are at hand.
fn walk(files: &[(&str, &str)], with_tree: bool) -> IncludeGraph {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    let tree = files.keys().filter(|_| with_tree).map(|path| (*path).to_owned());
    let mut walk = Walk::start(".gitlab-ci.yml", tree);
    let mut steps = 0;
    while let Some(file) = walk.next_file() {
        steps += 1;
        assert!(steps <= FILES_MAX, "a walk ends");
        let name = match &file.project {
            Some(project) => format!("{project}:{}", file.path),
            None => file.path.clone(),
        };
        match files.get(name.as_str()) {
            Some(text) => walk.found(text),
            None => walk.missing("not found"),
        }
    }
    walk.finish()
}

fn paths(graph: &IncludeGraph) -> Vec<&str> {
    graph.files.iter().map(|node| node.file.path.as_str()).collect()
}

#[test]
fn a_cycle_ends_and_every_file_is_there_once() {
    let graph = walk(
        &[
            (".gitlab-ci.yml", "include: [ci/a.yml]"),
            ("ci/a.yml", "include: /ci/b.yml"),
            (
                "ci/b.yml",
                "include: [/.gitlab-ci.yml, ci/a.yml, ci/b.yml]\njob:\n  script: ci/run.sh",
            ),
            ("ci/run.sh", "#!/bin/sh\n. ci/lib.sh\n"),
            ("ci/lib.sh", "sh run.sh\nsh ci/run.sh\n"),
        ],
        true,
    );
    assert_eq!(paths(&graph), [".gitlab-ci.yml", "ci/a.yml", "ci/b.yml", "ci/run.sh", "ci/lib.sh"]);
    assert!(!graph.is_cut);
    assert_eq!(
        graph.files[2].calls,
        [(Call::Includes, 0), (Call::Includes, 1), (Call::Includes, 2), (Call::Runs, 3)]
    );
    assert_eq!(graph.files[4].calls, [(Call::Runs, 3)]);
}

#[test]
fn scripts_are_known_by_the_list_of_files_or_by_their_look() {
    let files = [
        (
            ".gitlab-ci.yml",
            "t:\n  script:\n    - ./tools/check --all\n    - make test\n    - echo done.txt\n    - python scripts/x.py\n",
        ),
        ("tools/check", "true"),
        ("Makefile", "test:\n\tbash scripts/inner.sh\n"),
        ("scripts/inner.sh", ""),
        ("scripts/x.py", ""),
    ];
    assert_eq!(
        paths(&walk(&files, true)),
        [".gitlab-ci.yml", "tools/check", "Makefile", "scripts/x.py", "scripts/inner.sh"]
    );
    assert_eq!(
        paths(&walk(&files, false)),
        [".gitlab-ci.yml", "Makefile", "scripts/x.py", "scripts/inner.sh"]
    );
}

#[test]
fn what_is_elsewhere_is_told_or_followed() {
    let graph = walk(
        &[
            (
                ".gitlab-ci.yml",
                "include:\n  - project: team/ci\n    file: /a.yml\n  - remote: https://example.org/x.yml\n  - template: Auto-DevOps.gitlab-ci.yml\n  - local: $WHICH.yml\n  - local: ci/*.yml\n",
            ),
            ("team/ci:a.yml", "include: b.yml\nx:\n  script: [bash build.sh]"),
            ("team/ci:b.yml", ""),
            ("build.sh", ""),
            ("ci/one.yml", ""),
            ("ci/deep/two.yml", ""),
        ],
        true,
    );
    assert_eq!(paths(&graph), [".gitlab-ci.yml", "a.yml", "ci/one.yml", "b.yml", "build.sh"]);
    let other = &graph.files[3].file;
    assert_eq!(other.project.as_deref(), Some("team/ci"));
    assert_eq!(graph.files[4].file.project, None);
    let left: Vec<_> = graph.not_followed.iter().map(|left| left.why.as_str()).collect();
    assert_eq!(left, ["dynamic", "template", "remote"]);
}

#[test]
fn a_chain_without_end_is_cut_and_says_so() {
    let mut walk = Walk::start("0.yml", []);
    let mut number = 0;
    while let Some(_file) = walk.next_file() {
        number += 1;
        walk.found(&format!("include: {number}.yml"));
    }
    let graph = walk.finish();
    assert!(graph.is_cut);
    assert_eq!(graph.files.len(), usize::try_from(DEPTH_MAX).unwrap() + 1);
}

#[test]
fn wildcards_keep_to_their_folder_unless_doubled() {
    for (pattern, path, expected) in [
        ("ci/*.yml", "ci/a.yml", true),
        ("ci/*.yml", "ci/x/a.yml", false),
        ("ci/**.yml", "ci/x/a.yml", true),
        ("ci/**/*.yml", "ci/x/y/a.yml", true),
        ("ci/**/*.yml", "ci/a.yml", true),
        ("*", "", true),
        ("a*c", "abcbd", false),
        ("é*.yml", "éa.yml", true),
    ] {
        assert_eq!(is_match(pattern, path), expected, "{pattern} {path}");
    }
}

proptest! {
    #[test]
    fn any_files_that_call_each_other_end(calls in proptest::collection::vec((0..12_usize, 0..12_usize), 0..40)) {
        let mut texts = vec!["include:\n".to_owned(); 12];
        for (from, to) in calls {
            texts[from].extend([format!("  - f{to}.yml\n")]);
        }
        let mut walk = Walk::start("f0.yml", []);
        let mut steps = 0;
        while let Some(file) = walk.next_file() {
            steps += 1;
            prop_assert!(steps <= 12);
            let number: usize = file.path.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
            walk.found(&texts[number]);
        }
        prop_assert!(!walk.finish().is_cut);
    }
}
