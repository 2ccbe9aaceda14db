//! Whoever only the logs' own fields name is gone from all free text, however
//! it is written and wherever the field stood (LD26).

use std::fmt::Write as _;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use engine::coordinate::{CaseId, EvidenceSource};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use server::app::{App, AppError, DiveOrder, Lines, NewEvidence, RedactOrder};

use crate::handling::{PROJECT, granted, house, searched};
use crate::house::rita;

/// Numbers that look random and are the same each time (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn word(&mut self, syllables: usize) -> String {
        const ALL: [&str; 16] = [
            "zar", "vok", "kel", "mint", "qua", "dro", "fex", "lum", "bri", "ost", "yul", "wem",
            "tig", "pax", "hov", "nar",
        ];
        (0..syllables).map(|_| ALL[usize::try_from(self.roll(16)).unwrap()]).collect()
    }
}

/// A stranger: nobody knows this account but one line of a log.
struct Stranger {
    user: String,
    full: String,
    email: String,
    host: String,
    group: String,
    project: String,
    id: i64,
}

impl Stranger {
    fn new(dice: &mut Dice, number: usize) -> Self {
        let (first, last) = (dice.word(2), dice.word(2));
        let user = match number % 4 {
            0 => format!("{first}.{last}"),
            1 => format!("{}{number}", dice.word(1)),
            2 => format!("{first}_{number}"),
            _ => first.clone(),
        };
        let full = match number % 4 {
            0 => format!("{first} {last}"),
            1 => format!("Émile {last}"),
            2 => format!("İ{first} O'{last}"),
            _ => format!("佐藤 {last}子"),
        };
        let group = format!("{}-holdings", dice.word(2));
        Self {
            email: format!("{last}{number}@{}.example", dice.word(2)),
            host: format!("{}-{number:02}.{}.example", dice.word(1), dice.word(2)),
            project: format!("{group}/{}-core", dice.word(2)),
            id: 4_000_000 + i64::try_from(dice.roll(90_000_000)).unwrap(),
            user,
            full,
            group,
        }
    }
}

/// What a log writes, and what of the stranger its fields tell.
type Told = (String, Vec<String>);

fn teller(of: usize, who: &Stranger, at: Timestamp) -> Told {
    let Stranger { user, full, email, host, group, project, id } = who;
    let place = || vec![project.clone(), group.clone()];
    let person = || vec![user.clone(), id.to_string()];
    let (mut line, told): (Value, Vec<String>) = match of {
        0 => (
            json!({"method":"GET","path":format!("/api/v4/projects/{}/jobs", project.replace('/', "%2F")),"status":200,"route":"/api/:version/projects/:id/jobs","user_id":id,"username":user}),
            [person(), place()].concat(),
        ),
        1 => (
            json!({"method":"GET","path":format!("/{project}/-/issues"),"controller":"IssuesController","action":"show","status":200,"params":[{"key":"user","value":{"login":user}}],"host":host}),
            [place(), vec![user.clone(), host.clone()]].concat(),
        ),
        2 => (
            json!({"id":1,"author_id":id,"author_name":full,"entity_id":7,"entity_type":"Project","entity_path":project,"target_type":"User","target_details":user,"target_id":id,"details":{"change":"username","from":format!("{user}old"),"to":user,"author_email":email}}),
            [person(), place(), vec![full.clone(), email.clone(), format!("{user}old")]].concat(),
        ),
        3 => (
            json!({"command":"git-receive-pack","gl_project_path":project,"gl_repository":"project-5123456","level":"info","msg":"executing git command","user_id":format!("user-{id}"),"username":user}),
            [person(), place()].concat(),
        ),
        4 => (
            json!({"grpc.request.glProjectPath":project,"grpc.method":"FindCommits","grpc.service":"gitaly.CommitService","fqdn":host,"level":"info","msg":"finished unary call"}),
            [place(), vec![host.clone()]].concat(),
        ),
        5 => (
            json!({"class":"ProjectExportWorker","queue":"project_export","jid":"06aeaa3b0aadacf9981f368e","args":[id.to_string(), project],"meta.user":user,"meta.root_namespace":group,"job_status":"done","message":"done"}),
            [person(), place()].concat(),
        ),
        6 => (
            json!({"event_name":"user_add_to_team","created_at":at,"user_name":full,"user_username":user,"user_email":email,"user_id":id,"project_path_with_namespace":project}),
            [person(), place(), vec![full.clone(), email.clone()]].concat(),
        ),
        7 => (
            json!({"query_string":"query q { user }","variables":json!({"fullPath":project,"username":user,"author_name":full}).to_string(),"complexity":3,"depth":2}),
            [place(), vec![user.clone(), full.clone()]].concat(),
        ),
        8 => (
            json!({"key":"ci_unlock_all","action":"enable","extra.thing":format!("User:{id}"),"meta.user":user}),
            person(),
        ),
        9 => (
            json!({"integration_class":"Integrations::Slack","project_path":project,"message":"posted","client_url":format!("https://bot:x@{host}:8443/a?b=c")}),
            [place(), vec![host.clone()]].concat(),
        ),
        10 => (
            json!({"extra.project_id":id,"exception.class":"E","exception.message":"m","exception.backtrace":["a.rb:3"],"meta.project":project}),
            [place(), vec![id.to_string()]].concat(),
        ),
        _ => (
            json!({"message":format!("Failed Login: username={user} ip=203.0.113.7")}),
            vec![user.clone()],
        ),
    };
    line["severity"] = json!("INFO");
    line["time"] = json!(format!("{at:.3}"));
    (line.to_string(), told)
}

const TELLERS: usize = 12;

/// What shippers make of a line.
fn shipped(of: usize, (line, mut told): Told, host: &str, at: Timestamp) -> Told {
    let line = match of % 5 {
        1 => json!({"log": line + "\n", "stream": "stdout", "time": at}).to_string(),
        2 => json!({"MESSAGE": line, "_HOSTNAME": host, "SYSLOG_IDENTIFIER": "gitlab"}).to_string(),
        3 => format!("<134>1 {at} {host} gitlab 12 id - {line}"),
        4 => format!("{} {host} gitlab[12]: {line}", at.strftime("%b %d %H:%M:%S")),
        _ => return (line, told),
    };
    if of % 5 > 1 {
        told.push(host.to_owned());
    }
    (line, told)
}

/// A text as it may stand in a log: the name of the form, and what stands in JSON.
fn forms(text: &str) -> Vec<(&'static str, String)> {
    let each = |write: &dyn Fn(char) -> String| text.chars().map(write).collect::<String>();
    let percent = |text: &str| {
        text.bytes().fold(String::new(), |mut out, byte| {
            write!(out, "%{byte:02X}").unwrap();
            out
        })
    };
    let wide = |c: char| match c {
        ' ' => '\u{3000}'.to_string(),
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap().to_string(),
        _ => c.to_string(),
    };
    let mixed = |(at, c): (usize, char)| {
        if at % 2 == 0 { c.to_uppercase().to_string() } else { c.to_lowercase().to_string() }
    };
    let unit = |unit: &u16| format!("\\u{unit:04x}");
    let units = |c: char| c.encode_utf16(&mut [0; 2]).iter().map(unit).collect::<Vec<_>>().concat();
    vec![
        ("plain", text.to_owned()),
        ("upper", text.to_uppercase()),
        ("mixed", text.chars().enumerate().map(mixed).collect()),
        ("percent", percent(text)),
        ("percent twice", percent(&percent(text))),
        ("escapes", each(&units)),
        ("entities", each(&|c| format!("&#{};", u32::from(c)))),
        ("full-width", each(&wide)),
        ("base64 alone", STANDARD.encode(text)),
        ("base64 inside", STANDARD.encode(format!("blocked {text} today"))),
    ]
}

/// A line that the request may see, with a text in one of its fields.
fn own(text: &str, at: Timestamp, more: &str) -> String {
    let path = PROJECT.replace('/', "%2F");
    format!(
        r#"{{"time":"{at:.3}","severity":"INFO","duration_s":0.1,"method":"GET","path":"/api/v4/projects/{path}/jobs","status":200,"route":"/api/:version/projects/:id/jobs","ua":"seen {text} there"{more}}}"#
    )
}

async fn keep(app: &App, case: CaseId, files: &[(&str, String)]) -> String {
    let mut archive =
        tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for (name, text) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(u64::try_from(text.len()).unwrap());
        header.set_mode(0o644);
        header.set_cksum();
        archive.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    let mut packed = archive.into_inner().unwrap();
    packed.flush().unwrap();
    let packed = Bytes::from(packed.finish().unwrap());
    let new = NewEvidence {
        name: "logs.tar.gz".to_owned(),
        media_type: "application/gzip".to_owned(),
        source: EvidenceSource::Person,
    };
    let bytes = futures::stream::once(async { Ok::<_, AppError>(packed) });
    app.keep_bundle(&rita(), case, new, bytes).await.unwrap().sha256
}

/// Everything that would leave.
async fn leaves(app: &App, case: CaseId) -> String {
    app.redact_dive(&rita(), case, RedactOrder::default()).await.unwrap();
    let (mut all, mut next) = (String::new(), Some(1));
    while let Some(from) = next {
        let lines = Lines { from, count: 500, only_spans: false };
        let shown = app.shown_redaction(&rita(), case, lines).await.unwrap();
        all.extend(shown.lines.iter().flat_map(|line| [line.result.as_str(), "\n"]));
        next = shown.next;
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_only_a_field_tells_is_gone_from_all_free_text() {
    let house = house().await;
    let app = &house.app;
    let case = granted(app).await;
    let at = app.clock().now() - SignedDuration::from_hours(20);
    let mut dice = Dice(2_026);
    // A field tells in the file before, the one behind, or in the line itself.
    let mut files = [String::new(), String::new(), String::new()];
    let mut planted: Vec<(String, String)> = Vec::new();
    for number in 0..2 * TELLERS {
        let who = Stranger::new(&mut dice, number);
        let (line, told) = shipped(number, teller(number % TELLERS, &who, at), &who.host, at);
        writeln!(files[if number < TELLERS { 0 } else { 2 }], "{line}").unwrap();
        for text in told {
            for (form, written) in forms(&text) {
                writeln!(files[1], "{}", own(&written, at, "")).unwrap();
                planted.push((format!("{number} {form} {text}"), written));
            }
        }
        let own_name = format!("{}x", who.user);
        let more = format!(r#","username":"{own_name}","meta.root_namespace":"{}x""#, who.group);
        for text in [own_name, format!("{}x", who.group)] {
            for (form, written) in forms(&text) {
                writeln!(files[1], "{}", own(&written, at, &more)).unwrap();
                planted.push((format!("{number} same line {form} {text}"), written));
            }
        }
    }
    let [before, between, behind] = files;
    let csv = csv(&mut dice, at);
    let last: String = csv.1.iter().map(|text| own(text, at, "") + "\n").collect();
    planted.extend(csv.1.into_iter().map(|text| (format!("csv {text}"), text)));
    let files =
        [("a.log", before), ("b.log", between), ("c.log", behind + &last), ("d.csv", csv.0)];
    let count = files[1].1.lines().count() + last.lines().count();
    let bundle = keep(app, case, &files).await;
    let order = DiveOrder { bundles: Some(vec![bundle]), access_logs_because: None };
    let found = searched(app, case, order).await;
    assert!(found.lines >= u64::try_from(count).unwrap(), "{found:?}");

    let result = leaves(app, case).await;

    let left: Vec<&String> =
        planted.iter().filter(|(_, text)| result.contains(text)).map(|(what, _)| what).collect();
    assert!(left.is_empty(), "{} of {} stay: {left:#?}", left.len(), planted.len());
    assert!(result.contains("seen ") && result.contains("harbor%2Fbilling"), "{result}");
}

/// An export of audit events, and what its columns tell.
fn csv(dice: &mut Dice, at: Timestamp) -> Told {
    let who = Stranger::new(dice, 0);
    let Stranger { user, full, project, id, .. } = who;
    let text = format!(
        "ID,Author ID,Author Name,Entity ID,Entity Type,Entity Path,Target ID,Target Type,Target Details,Action,IP Address,Created At (UTC)\n\
         88001,{id},\"{full}\",31,Project,{project},{id},User,{user},Added,203.0.113.90,{}\n",
        at.strftime("%Y-%m-%d %H:%M:%S")
    );
    (text, vec![full, project, user, id.to_string()])
}
