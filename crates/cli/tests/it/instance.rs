//! `portcullis instance show`: the way back, row by row, in both languages.

use crate::binary::{Portcullis, stderr, stdout};

#[test]
fn in16_each_step_is_a_row_with_what_is_open_and_what_comes_first() {
    let portcullis = Portcullis::new();
    portcullis.json(&["case", "open", "Instance", "--kind", "compromised-instance"]);
    let none = ["instance", "no-secrets", "C-1", "database", "--because", "a replica"];
    let output = portcullis.run(&none);
    assert!(output.status.success(), "{}", stderr(&output));

    let shown = |lang: &str| stdout(&portcullis.run(&["--lang", lang, "instance", "show", "C-1"]));
    for (lang, words) in [
        (
            "en",
            [
                "Open: state and logs are not saved yet",
                "Waits for: first of all: ",
                "Waits for: earlier in the row, unless a reason is given: ",
                "Done: accounted for: database",
                "Open: CI/CD pipelines: neither a secret nor a reason why there is none",
            ],
        ),
        (
            "ja",
            [
                "未対応: 状態とログがまだ保存されていません",
                "先に必要な手順: 必ず先に: ",
                "先に必要な手順: 先の手順（理由を付ければ順序を変更できます）: ",
                "完了: 対応済み: データベース",
                "未対応: CI/CD パイプライン: シークレットも、該当なしの理由も記録されていません",
            ],
        ),
    ] {
        let told = shown(lang);
        assert!(!told.contains('⟦'), "{told}");
        let numbers: Vec<&str> =
            told.lines().filter_map(|line| line.split_once(". ")).map(|(first, _)| first).collect();
        assert_eq!(numbers[..8], ["1", "2", "3", "4", "5", "6", "7", "8"], "{told}");
        for word in words {
            assert!(told.contains(word), "no {word} in {told}");
        }
    }
}
