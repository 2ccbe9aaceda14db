//! `portcullis evidence collect`, `verify DIR` and `analyse`, on a root that was made up.

use std::path::Path;

use crate::binary::Portcullis;

fn root(portcullis: &Portcullis) -> String {
    portcullis.write("root/etc/hostname", b"gitlab-1\n");
    portcullis.write("root/etc/passwd", b"git:x:998:998::/var/opt/gitlab:/bin/sh\n");
    portcullis.write("root/opt/gitlab/embedded/service/gitlab-rails/VERSION", b"18.6.0\n");
    portcullis.write("root/etc/cron.d/x", b"@reboot root /tmp/x --token=planted\n");
    portcullis.data().join("root").display().to_string()
}

#[test]
fn a_host_is_collected_verified_and_analysed_in_both_languages() {
    let portcullis = Portcullis::new();
    let root = root(&portcullis);
    let out = portcullis.data().join("bundle").display().to_string();

    let collect = ["evidence", "collect", "--keep-free-gb", "0", "--root", &root, "--out", &out];
    let collected = portcullis.json(&collect);
    assert_eq!(collected["format"], "portcullis.evidence-collection/1", "{collected}");
    assert_eq!(collected["collected"]["host"], "gitlab-1");
    let seal = collected["seal"].as_str().unwrap();

    let verified = portcullis.json(&["evidence", "verify", &out, "--seal", seal]);
    assert_eq!(verified["is_sound"], true, "{verified}");
    let analysis = portcullis.json(&["evidence", "analyse", &out]);
    assert_eq!(analysis["installations"][0], "omnibus", "{analysis}");
    assert_eq!(analysis["strangers"][0]["kind"], "cron");
    for (lang, heading) in [("en", "Entries of cron (1)"), ("ja", "cron の項目 (1 件)")] {
        let output = portcullis.run(&["evidence", "analyse", &out, "--lang", lang]);
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(told.contains(heading) && !told.contains("planted"), "{told}");
        assert_eq!(output.status.code(), Some(10));
    }

    // What this host has is taken as known, once a person has read it.
    let own = portcullis.data().join("own.yml").display().to_string();
    portcullis.run(&["evidence", "analyse", &out, "--propose", &own]);
    let output = portcullis.run(&["evidence", "analyse", &out, "--baseline", &own]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn a_damaged_bundle_fails_and_a_sealed_one_is_not_written_again() {
    let portcullis = Portcullis::new();
    let root = root(&portcullis);
    let out = portcullis.data().join("bundle").display().to_string();
    let collect = ["evidence", "collect", "--keep-free-gb", "0", "--root", &root, "--out", &out];
    assert!(portcullis.run(&collect).status.success());

    let again = portcullis.run(&collect);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("never written again"), "{again:?}");

    let manifest = Path::new(&out).join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap().replace("gitlab-1", "gitlab-2");
    std::fs::remove_file(&manifest).unwrap();
    portcullis.write("bundle/manifest.json", text.as_bytes());
    for (lang, word) in [("en", "ALTERED: manifest.json"), ("ja", "改変あり: manifest.json")] {
        let output = portcullis.run(&["evidence", "verify", &out, "--lang", lang]);
        assert!(String::from_utf8_lossy(&output.stdout).contains(word), "{output:?}");
        assert_eq!(output.status.code(), Some(1));
    }
}
