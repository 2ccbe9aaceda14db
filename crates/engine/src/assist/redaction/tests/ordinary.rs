//! People in ordinary parameters and fields, whom nobody named before (LD26).

use super::{Rules, check, key, redact, rules, run_with, shown};
use crate::assist::redaction::{AccountKind, Redactor};

#[test]
fn parameters_tell_by_what_their_names_end_in() {
    check(&[
        (
            r#"{"params":[{"key":"author_username","value":"ivo.k"},{"key":"assignee_username[]","value":["una.l","tomas"]},{"key":"not[reviewer_username]","value":"ivo.k"},{"key":"approved_by_usernames","value":["None"]}]}"#,
            r#"{"params":[{"key":"author_username","value":"‹user›"},{"key":"assignee_username[]","value":["‹user›","tomas"]},{"key":"not[reviewer_username]","value":"‹user›"},{"key":"approved_by_usernames","value":["None"]}]}"#,
        ),
        (
            r#"{"params":[{"key":"assignee_ids","value":[881,22]},{"key":"reviewer_ids","value":["882","22"]},{"key":"user_ids","value":"883, 22,884"},{"key":"user_id","value":"885,886"},{"key":"assignee_id","value":"Any"}]}"#,
            r#"{"params":[{"key":"assignee_ids","value":["‹id›",22]},{"key":"reviewer_ids","value":["‹id›","22"]},{"key":"user_ids","value":"‹id›, 22,‹id›"},{"key":"user_id","value":"‹id›,‹id›"},{"key":"assignee_id","value":"Any"}]}"#,
        ),
        (
            r#"{"params":[{"key":"to_project_id","value":"887"},{"key":"source_project_id","value":31},{"key":"namespace_path","value":"pit"},{"key":"target_namespace","value":"orchard"},{"key":"notification_email","value":"x@y.test"},{"key":"receive_email","value":"1"}]}"#,
            r#"{"params":[{"key":"to_project_id","value":"‹id›"},{"key":"source_project_id","value":31},{"key":"namespace_path","value":"‹place›"},{"key":"target_namespace","value":"orchard"},{"key":"notification_email","value":"‹email›"},{"key":"receive_email","value":"1"}]}"#,
        ),
        (
            r#"{"params":[{"key":"f","value":{"username":{"$ne":"odd.one"},"user_ids":{"0":888},"user":{"id":889,"name":"Una"}}}],"variables":"{\"assigneeUsernames\":[\"una.l\"]}"}"#,
            r#"{"params":[{"key":"f","value":{"username":{"$ne":"‹user›"},"user_ids":{"0":"‹id›"},"user":{"id":"‹id›","name":"‹user›"}}}],"variables":"{\"assigneeUsernames\":[\"‹user›\"]}"}"#,
        ),
        (
            "GET /x?assignee_username[]=ivo.k&author_id=881&user_ids[]=14&user=sam&user=tomas",
            "GET /x?assignee_username[]=‹user›&author_id=‹id›&user_ids[]=‹id›&user=‹user›&user=tomas",
        ),
        // Numbers and words that are of nobody.
        (
            r#"{"queue_namespace":"cronjob","db_user_count":4,"user_agent":"curl","params":[{"key":"username_hint","value":"x"},{"key":"per_page","value":"20"},{"key":"ids","value":[5]}]}"#,
            r#"{"queue_namespace":"cronjob","db_user_count":4,"user_agent":"curl","params":[{"key":"username_hint","value":"x"},{"key":"per_page","value":"20"},{"key":"ids","value":[5]}]}"#,
        ),
    ]);
}

#[test]
fn full_names_go_from_forms_and_changes() {
    check(&[
        (
            r#"{"path":"/users","params":[{"key":"new_user","value":{"first_name":"Will","last_name":"Quill","name":"Will Quill","username":"wq"}}]}"#,
            r#"{"path":"/users","params":[{"key":"new_user","value":{"first_name":"‹user›","last_name":"‹user›","name":"‹user›","username":"‹user›"}}]}"#,
        ),
        (
            r#"{"path":"/api/v4/users/991","params":[{"key":"name","value":"una"}],"meta.user":"tomas"}"#,
            r#"{"path":"/api/v4/users/‹id›","params":[{"key":"name","value":"‹user›"}],"meta.user":"tomas"}"#,
        ),
        (
            r#"{"params":[{"key":"name","value":"Una Quill"},{"key":"search","value":"Una Quill"}],"meta.project":"orchard/cider-press"}"#,
            r#"{"params":[{"key":"name","value":"‹user›"},{"key":"search","value":"‹user›"}],"meta.project":"orchard/cider-press"}"#,
        ),
        (
            r#"{"display_name":"Una Q","nickname":"uq","committer_name":"Una Quill","full_name":"Tomas Lind"}"#,
            r#"{"display_name":"‹user›","nickname":"‹user›","committer_name":"‹user›","full_name":"Tomas Lind"}"#,
        ),
        (
            r#"{"entity_type":"Project","entity_id":31,"target_type":"User","target_id":991,"details":{"change":"name","from":"Una Vale","to":"Una Quill"}}"#,
            r#"{"entity_type":"Project","entity_id":31,"target_type":"User","target_id":"‹id›","details":{"change":"name","from":"‹user›","to":"‹user›"}}"#,
        ),
        // The subjects' own, and names of things in their projects.
        (
            r#"{"path":"/users","params":[{"key":"user","value":{"first_name":"Tomas","last_name":"Lind"}}]}"#,
            r#"{"path":"/users","params":[{"key":"user","value":{"first_name":"Tomas","last_name":"Lind"}}]}"#,
        ),
        (
            r#"{"path":"/api/v4/users/22","params":[{"key":"name","value":"Tomas Old"}]}"#,
            r#"{"path":"/api/v4/users/22","params":[{"key":"name","value":"Tomas Old"}]}"#,
        ),
        (
            r#"{"params":[{"key":"name","value":"nightly build"},{"key":"name","value":"In Work"},{"key":"name","value":"The Orchard"},{"key":"search","value":"broken hook"}],"meta.project":"orchard/cider-press"}"#,
            r#"{"params":[{"key":"name","value":"nightly build"},{"key":"name","value":"In Work"},{"key":"name","value":"The Orchard"},{"key":"search","value":"broken hook"}],"meta.project":"orchard/cider-press"}"#,
        ),
        (
            r#"{"entity_type":"Project","entity_path":"orchard/cider-press","target_type":"Project","target_id":31,"details":{"change":"name","from":"Old Press","to":"Cider Press"}}"#,
            r#"{"entity_type":"Project","entity_path":"orchard/cider-press","target_type":"Project","target_id":31,"details":{"change":"name","from":"Old Press","to":"Cider Press"}}"#,
        ),
        (
            r#"{"user_name":"Una Quill","project_id":31,"project_name":"Cider Press","target_type":"User","target_id":22,"change":"name","from":"T. Lind"}"#,
            r#"{"user_name":"‹user›","project_id":31,"project_name":"Cider Press","target_type":"User","target_id":22,"change":"name","from":"T. Lind"}"#,
        ),
    ]);
}

#[test]
fn queries_and_paths_tell_too() {
    check(&[
        (
            r#"SELECT 1 WHERE "users"."id" = 991 AND "users"."name" = 'Una Quill' AND "users"."username" = 'una'"#,
            r#"SELECT 1 WHERE "users"."id" = ‹id› AND "users"."name" = '‹user›' AND "users"."username" = '‹user›'"#,
        ),
        (
            "Couldn't find User with 'id'=991, Couldn't find Project with 'id'=31",
            "Couldn't find User with 'id'=‹id›, Couldn't find Project with 'id'=31",
        ),
        (
            "query { users(usernames: [\"una\", \"tomas\", \"ivo\"]) { id } }",
            "query { users(usernames: [\"‹user›\", \"tomas\", \"‹user›\"]) { id } }",
        ),
        (
            r#"{"path":"/api/v4/projects/31/members/all/991","uri":"/api/v4/projects/31/share/991?search=Una+Quill&n=1"}"#,
            r#"{"path":"/api/v4/projects/31/members/all/‹id›","uri":"/api/v4/projects/31/share/‹id›?search=‹user›&n=1"}"#,
        ),
        (r#"{"path":"/-/u/991"}"#, r#"{"path":"/-/u/‹id›"}"#),
        (
            r#"{"params":[{"key":"sudo","value":"una"}],"merged_by":"una","order_by":"created_at","sort":"asc"}"#,
            r#"{"params":[{"key":"sudo","value":"‹user›"}],"merged_by":"‹user›","order_by":"created_at","sort":"asc"}"#,
        ),
        ("/x?search=open+bugs&n=1 search=In+Work", "/x?search=open+bugs&n=1 search=In+Work"),
    ]);
}

#[test]
fn the_name_before_an_address_goes_with_it() {
    check(&[
        (
            r#"{"message":"mend\n\nSigned-off-by: Una Quill <u@q.test>\nCo-authored-by: Jan van der Berg <j@q.test>"}"#,
            r#"{"message":"mend\n\nSigned-off-by: ‹user› <‹email›>\nCo-authored-by: ‹user› <‹email›>"}"#,
        ),
        (
            r#"{"message":"by Una Quill \u003cu@q.test\u003e"}"#,
            r#"{"message":"by ‹user› \u003c‹email›\u003e"}"#,
        ),
        ("Delivered mail to: una quill <u@q.test>", "Delivered mail to: ‹user› <‹email›>"),
        (
            "To: \"Quill Una\" <u@q.test>, Una <u@q.test>",
            "To: \"‹user›\" <‹email›>, ‹user› <‹email›>",
        ),
        ("told 佐藤 美咲 <m@q.test>", "told ‹user› <‹email›>"),
        ("assigned to Una Quill (@uq) again", "assigned to ‹user› (@‹user›) again"),
        // Words that announce it, and the subjects'.
        (
            "mail from <u@q.test>, failed for (u@q.test)",
            "mail from <‹email›>, failed for (‹email›)",
        ),
        ("lib/a.rb:3 from <u@q.test>", "lib/a.rb:3 from <‹email›>"),
        ("by Tomas Lind <tomas@orchard.test>", "by Tomas Lind <tomas@orchard.test>"),
        ("by Tomas Lind <other@q.test>", "by Tomas Lind <‹email›>"),
    ]);
}

#[test]
fn ids_of_directories_go() {
    check(&[
        (
            "(LDAP) saving user u from login with extern_uid => uid=una.q,ou=people,dc=corp",
            "(LDAP) saving user u from login with extern_uid => ‹user›",
        ),
        ("extern_uid => una.q, provider => saml", "extern_uid => ‹user›, provider => saml"),
        ("found cn=Una Quill,ou=people,dc=corp there", "found ‹user› there"),
        (
            r#"{"extern_uid":"una.q","uid":"una.q","NameID":"una.q","params":[{"key":"extern_uid","value":"una.q"}]}"#,
            r#"{"extern_uid":"‹user›","uid":"‹user›","NameID":"‹user›","params":[{"key":"extern_uid","value":"‹user›"}]}"#,
        ),
        (
            "<saml:NameID Format=\"urn:x\">una.q</saml:NameID>",
            "<saml:NameID Format=\"urn:x\">‹user›</saml:NameID>",
        ),
        ("extern_uid => uid=tomas,ou=people", "extern_uid => uid=tomas,ou=people"),
        (r#"{"extern_uid":"uid=tomas,ou=people"}"#, r#"{"extern_uid":"uid=tomas,ou=people"}"#),
        ("ran as uid=998 gid=998", "ran as uid=998 gid=998"),
    ]);
}

#[test]
fn traces_tell_of_homes_numbers_and_machines() {
    check(&[
        (
            r#"{"exception.backtrace":["/home/una/app.rb:3:in `x'","/Users/una/a.rb","C:\\Users\\una\\a.rb"]}"#,
            r#"{"exception.backtrace":["/home/‹user›/app.rb:3:in `x'","/Users/‹user›/a.rb","C:\\Users\\‹user›\\a.rb"]}"#,
        ),
        (r"at C:\Users\una\a.rb", r"at C:\Users\‹user›\a.rb"),
        (
            r#"{"path":"/uploads/-/system/user/avatar/91/a.png","message":"user/avatar/14/ project/avatar/31/"}"#,
            r#"{"path":"/uploads/-/system/user/avatar/‹id›/a.png","message":"user/avatar/‹id›/ project/avatar/31/"}"#,
        ),
        ("no answer of gitaly-02.prod, retry", "no answer of ‹host›, retry"),
        ("users 14, 15 and 22, User 14, 7 times", "users ‹id›, ‹id› and 22, User ‹id›, 7 times"),
        ("key SHA256:Yv0abcdefghijklmnopqrstuvwxyz0123456789ABCD of it", "key SHA256:‹id› of it"),
        (
            r#"{"fingerprint":"aa:bb:cc","gl_key_id":512,"meta.project":"orchard/cider-press"}"#,
            r#"{"fingerprint":"‹id›","gl_key_id":"‹id›","meta.project":"orchard/cider-press"}"#,
        ),
        (
            r#"{"remote_ip":"3325256711","message":"ip=0xC6336407"}"#,
            r#"{"remote_ip":"‹ip›","message":"ip=‹ip›"}"#,
        ),
        (
            r#"{"entity_type":"Project","entity_id":31,"target_type":"Key","target_id":9,"target_details":"Una's"}"#,
            r#"{"entity_type":"Project","entity_id":31,"target_type":"Key","target_id":"‹id›","target_details":"‹id›"}"#,
        ),
        // A subject's own; folders, files and sums that are of nobody.
        (
            r#"{"username":"tomas","gl_key_id":512,"message":"SHA256:Yv0abcdefghijklmnopqrstuvwxyz0123456789ABCD"}"#,
            r#"{"username":"tomas","gl_key_id":512,"message":"SHA256:Yv0abcdefghijklmnopqrstuvwxyz0123456789ABCD"}"#,
        ),
        (
            "/home/git/x.rb app/home/una config.prod.yml",
            "/home/git/x.rb app/home/una config.prod.yml",
        ),
        ("/home/tomas/x.rb", "/home/tomas/x.rb"),
    ]);
    let image = format!("sha256:{}", "ab".repeat(32));
    assert_eq!(redact(&image), image);
}

#[test]
fn tokens_and_cookies_go_however_short() {
    check(&[
        ("PRIVATE-TOKEN: abc", "PRIVATE-TOKEN: ‹hidden›"),
        (
            "?private_token=abc&job_token=64_abc&n=1",
            "?private_token=‹hidden›&job_token=‹hidden›&n=1",
        ),
        ("token: t3, token=t, pwd: x1", "token: ‹hidden›, token=‹hidden›, pwd: ‹hidden›"),
        ("Cookie: a=1; _gitlab_session=ab then", "Cookie: ‹hidden› then"),
        ("curl -b '_gitlab_session=ab; x=1'", "curl -b '_gitlab_session=‹hidden›; x=1'"),
        (r#"{"HTTP_COOKIE":"a=1; b=2","n":1}"#, r#"{"HTTP_COOKIE":"‹hidden›","n":1}"#),
        // Words about them.
        (
            "invalid_token: expired, token: missing, PWD=/var/opt, cookies: 3",
            "invalid_token: expired, token: missing, PWD=/var/opt, cookies: 3",
        ),
        (
            r#"{"token":{"id":"x"},"deploy_token":{"n":1},"token_type":"PersonalAccessToken","a":1}"#,
            r#"{"token":{"id":"x"},"deploy_token":{"n":1},"token_type":"PersonalAccessToken","a":1}"#,
        ),
        ("app/models/token.rb:40:in `token'", "app/models/token.rb:40:in `token'"),
    ]);
}

#[test]
fn titles_of_the_subjects_stay() {
    let mut rules: Rules = rules();
    let project = rules.subjects.iter_mut().find(|one| one.kind == AccountKind::Project);
    project.unwrap().names.push("Cider Press".to_owned());
    let line =
        r#"{"params":[{"key":"name","value":"Cider Press"}],"meta.project":"orchard/cider-press"}"#;
    let redactor = Redactor::new(&rules, &key(), None).unwrap();
    let (output, _) = run_with(redactor, line.as_bytes());
    assert_eq!(shown(&String::from_utf8(output.text).unwrap()), line);
}
