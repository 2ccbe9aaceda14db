//! A made-up corpus of logs in which identifiers of foreign accounts are
//! planted, with the place of each: the measure of a redaction.
//!
//! It knows nothing of how the redaction finds them. Everything follows from
//! the seed.

#[path = "forms.rs"]
mod forms;
#[path = "ordinary.rs"]
mod ordinary;

use std::ops::Range;

use engine::assist::redaction::{Account, AccountKind, Hosts, Rules};

pub(crate) use forms::{FORMS, Form, written};

/// Foreign people; each has a project and a group, too.
pub(crate) const FOREIGN: usize = 200;

/// Those of them whom the rules do not know come on top.
const STRANGERS: usize = 100;

/// Numbers that follow from a seed (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let z = z ^ (z >> 31);
        usize::try_from(z % u64::try_from(sides).unwrap()).unwrap()
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.roll(from.len())]
    }

    fn letters(&mut self, alphabet: &str, count: usize) -> String {
        (0..count).map(|_| char::from(alphabet.as_bytes()[self.roll(alphabet.len())])).collect()
    }
}

/// A person with all by which they can be told.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: i64,
    pub(crate) project_id: i64,
    pub(crate) name: String,
    pub(crate) full_name: String,
    pub(crate) email: String,
    pub(crate) address_4: String,
    pub(crate) address_6: String,
    pub(crate) group: String,
    pub(crate) project: String,
    pub(crate) host: String,
    pub(crate) token: String,
}

impl Person {
    /// All that must not be left, in lower case.
    pub(crate) fn identifiers(&self) -> Vec<String> {
        let all = [
            &self.name,
            &self.full_name,
            &self.email,
            &self.address_4,
            &self.address_6,
            &self.project,
            &self.host,
            &self.token,
        ];
        all.iter().map(|one| one.to_lowercase()).collect()
    }
}

/// Subjects and others.
pub(crate) struct Cast {
    pub(crate) ours: Vec<Person>,
    pub(crate) theirs: Vec<Person>,
    /// Foreign people whom the rules do not know: only where they stand tells of them.
    pub(crate) strangers: Vec<Person>,
}

const FAMILIES: [&str; 12] = [
    "Okonkwo",
    "Lindqvist",
    "Marchetti",
    "Petrov",
    "Haddad",
    "Nakamura",
    "Ferreira",
    "Kowalski",
    "Bergström",
    "O'Malley",
    "Dubois",
    "Vargas",
];
const GIVEN: [&str; 12] = [
    "Adaeze", "Björn", "Chiara", "Dmitri", "Elif", "Fumiko", "Gonçalo", "Halina", "Ingrid",
    "Jonas", "Katell", "Lucía",
];
const KANJI: [&str; 8] = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村"];
const KANJI_GIVEN: [&str; 8] = ["美咲", "翔太", "陽菜", "大輔", "結衣", "健一", "さくら", "直樹"];

impl Cast {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let ours = (0..2).map(|number| person(&mut dice, number, "ours")).collect();
        let mut people = |from: usize, count: usize| -> Vec<Person> {
            (from..from + count).map(|number| person(&mut dice, number, "theirs")).collect()
        };
        let theirs = people(2, FOREIGN);
        let strangers = people(2 + FOREIGN, STRANGERS);
        Self { ours, theirs, strangers }
    }

    pub(crate) fn rules(&self) -> Rules {
        let accounts = |people: &[Person], is_ours: bool| -> Vec<Account> {
            people.iter().flat_map(|person| account(person, is_ours)).collect()
        };
        Rules {
            subjects: accounts(&self.ours, true),
            others: accounts(&self.theirs, false),
            hosts: Hosts {
                public: vec!["gitlab.orchard.test".to_owned()],
                internal: vec![".infra.orchard.test".to_owned()],
                others: Vec::new(),
            },
            token_prefix: None,
            keep_access_logs: false,
        }
    }
}

/// What an instance knows: no addresses of others, no tokens.
fn account(person: &Person, is_ours: bool) -> [Account; 2] {
    let user = Account {
        kind: AccountKind::User,
        id: Some(person.id),
        path: person.name.clone(),
        names: vec![person.full_name.clone()],
        emails: vec![person.email.clone()],
        addresses: if is_ours {
            vec![person.address_4.parse().unwrap(), person.address_6.parse().unwrap()]
        } else {
            Vec::new()
        },
    };
    let project = Account {
        kind: AccountKind::Project,
        id: Some(person.project_id),
        path: person.project.clone(),
        names: Vec::new(),
        emails: Vec::new(),
        addresses: Vec::new(),
    };
    [user, project]
}

fn person(dice: &mut Dice, number: usize, side: &str) -> Person {
    const LETTERS: &str = "abcdefghijklmnoprstuvwz";
    let is_japanese = dice.roll(4) == 0;
    let full_name = if is_japanese {
        format!("{} {}", dice.pick(&KANJI), dice.pick(&KANJI_GIVEN))
    } else {
        format!("{} {}", dice.pick(&GIVEN), dice.pick(&FAMILIES))
    };
    // Nobody is on both sides.
    let full_name = if side == "ours" { format!("Ours Ownbridge{number}") } else { full_name };
    let name = format!("{}{}", dice.letters(LETTERS, 5), dice.letters("kqxyz", 2));
    let group = format!("{}-{}", dice.letters(LETTERS, 6), dice.letters("kqxyz", 2));
    let project = format!("{group}/{}", dice.letters(LETTERS, 7));
    let two = (number / 200, number % 200 + 10);
    Person {
        id: 10_000 + i64::try_from(number).unwrap(),
        project_id: 70_000 + i64::try_from(number).unwrap(),
        email: format!("{name}@{}.test", dice.letters(LETTERS, 6)),
        address_4: format!("203.{}.{}.{}", 100 + two.0, two.1, dice.roll(250) + 1),
        address_6: format!("2001:db8:{:x}::{:x}", number + 0x100, dice.roll(0xfff) + 1),
        host: format!("{}-{number}.infra.orchard.test", dice.letters(LETTERS, 4)),
        token: format!(
            "glpat{}{}",
            '-',
            dice.letters("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789", 20)
        ),
        name,
        full_name,
        group,
        project,
    }
}

/// Lines with what was planted in them.
#[derive(Default)]
pub(crate) struct Corpus {
    pub(crate) text: String,
    /// Each thing that must go, as it stands in the text.
    pub(crate) planted: Vec<Planted>,
    /// What is the subjects' and must stay.
    pub(crate) kept: Vec<Range<usize>>,
}

/// One thing that must go.
pub(crate) struct Planted {
    pub(crate) range: Range<usize>,
    pub(crate) form: Form,
    pub(crate) what: &'static str,
}

/// Appends lines until the text has so many bytes.
pub(crate) fn fill(corpus: &mut Corpus, cast: &Cast, dice: &mut Dice, bytes: usize) {
    while corpus.text.len() < bytes {
        let is_ours = dice.roll(5) < 2;
        let kind = dice.roll(14);
        let others = if kind < 10 { &cast.theirs } else { &cast.strangers };
        let people = if is_ours { &cast.ours } else { others };
        let person = &people[dice.roll(people.len())];
        let mut pen = Pen { corpus, dice, person, is_ours };
        match kind {
            0..=2 => pen.api(),
            3..=4 => pen.production(),
            5 => pen.audit(),
            6 => pen.sidekiq(),
            7 => pen.gitaly(),
            8 => pen.exception(&cast.theirs),
            9 => pen.application(&cast.theirs),
            10 => pen.filters(),
            11 => pen.sign_up(),
            12 => pen.commit(),
            _ => pen.directory(),
        }
        corpus.text.push('\n');
    }
}

struct Pen<'a> {
    corpus: &'a mut Corpus,
    dice: &'a mut Dice,
    person: &'a Person,
    is_ours: bool,
}

impl Pen<'_> {
    fn text(&mut self, text: &str) {
        self.corpus.text.push_str(text);
    }

    /// A value of this line's person: goes if they are foreign, stays if not.
    fn own(&mut self, what: &'static str, value: &str) {
        if self.is_ours {
            let start = self.corpus.text.len();
            self.text(value);
            self.corpus.kept.push(start..self.corpus.text.len());
        } else {
            self.plant(what, value, Form::Plain);
        }
    }

    fn plant(&mut self, what: &'static str, value: &str, form: Form) {
        let value = written(self.dice, value, form);
        let start = self.corpus.text.len();
        self.text(&value);
        self.corpus.planted.push(Planted { range: start..self.corpus.text.len(), form, what });
    }

    /// Something of somebody else's, in any form, in free text.
    fn slip(&mut self, theirs: &[Person], in_json: bool) {
        let person = &theirs[self.dice.roll(theirs.len())];
        let values = [
            ("user name", &person.name),
            ("full name", &person.full_name),
            ("e-mail", &person.email),
            ("IPv4", &person.address_4),
            ("IPv6", &person.address_6),
            ("path", &person.project),
            ("host", &person.host),
            ("token", &person.token),
        ];
        let (what, value) = values[self.dice.roll(values.len())];
        let form = FORMS[self.dice.roll(FORMS.len())];
        // A token's letters are not to be changed; an escape stands in JSON only.
        let form = match form {
            Form::MixedCase if what == "token" => Form::Plain,
            Form::Escaped | Form::EscapedTwice if !in_json => Form::Percent,
            form => form,
        };
        let before =
            ["for ", "seen by ", "to ", "value=", "with '", "id=\u{300c}", "(", "from <", "q="];
        let (before, after) =
            (self.dice.pick(&before), self.dice.pick(&[" again", ",", ";", "' once", ")", "&x=1"]));
        self.text(before);
        self.plant(what, value, form);
        self.text(after);
        self.text(" ");
    }

    fn time(&mut self) -> String {
        let n = self.corpus.text.len();
        format!(
            "2026-01-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            n / 7 % 28 + 1,
            n % 24,
            n / 3 % 60,
            n / 5 % 60,
            n % 1000
        )
    }

    fn meta(&mut self) {
        let person = self.person;
        let id = self.dice.letters("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 24);
        self.text(&format!(",\"correlation_id\":\"01{id}\",\"meta.caller_id\":\"GET /api/:version/projects/:id\",\"meta.remote_ip\":\""));
        self.own("IPv4", &person.address_4);
        self.text("\",\"meta.feature_category\":\"groups_and_projects\",\"meta.user\":\"");
        self.own("user name", &person.name);
        self.text("\",\"meta.user_id\":");
        self.own("id", &person.id.to_string());
        self.text(",\"meta.project\":\"");
        self.own("path", &person.project);
        self.text("\",\"meta.client_id\":\"user/");
        self.own("id", &person.id.to_string());
        self.text("\"");
    }

    fn api(&mut self) {
        let person = self.person;
        let time = self.time();
        self.text(&format!("{{\"time\":\"{time}\",\"severity\":\"INFO\",\"duration_s\":0.0412,\"db_duration_s\":0.0051,\"view_duration_s\":0.0361,\"status\":200,\"method\":\"GET\",\"path\":\"/api/v4/projects/"));
        self.own("id", &person.project_id.to_string());
        self.text("/hooks\",\"params\":[{\"key\":\"private_token\",\"value\":\"[FILTERED]\"},{\"key\":\"per_page\",\"value\":\"100\"}],\"host\":\"gitlab.orchard.test\",\"remote_ip\":\"");
        self.own("IPv6", &person.address_6);
        self.text(", 127.0.0.1\",\"ua\":\"glab/1.61.0 (linux, amd64)\",\"route\":\"/api/:version/projects/:id/hooks\",\"user_id\":");
        self.own("id", &person.id.to_string());
        self.text(",\"username\":\"");
        self.own("user name", &person.name);
        self.text("\",\"queue_duration_s\":0.0031,\"redis_calls\":4,\"db_count\":9,\"cpu_s\":0.0333,\"mem_bytes\":1048576,\"pid\":3877,\"worker_id\":\"puma_1\"");
        self.meta();
        self.text(",\"request_urgency\":\"low\",\"target_duration_s\":5}");
    }

    fn production(&mut self) {
        let person = self.person;
        let time = self.time();
        self.text("{\"method\":\"GET\",\"path\":\"/");
        self.own("path", &person.project);
        self.text("/-/settings/ci_cd\",\"format\":\"html\",\"controller\":\"Projects::Settings::CiCdController\",\"action\":\"show\",\"status\":200,");
        self.text(&format!(
            "\"time\":\"{time}\",\"params\":[{{\"key\":\"namespace_id\",\"value\":\""
        ));
        self.own("path", &person.group);
        self.text("\"}],\"ua\":\"Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0.0.0 Safari/537.36\",\"remote_ip\":\"");
        self.own("IPv4", &person.address_4);
        self.text("\",\"user_id\":");
        self.own("id", &person.id.to_string());
        self.text(",\"username\":\"");
        self.own("user name", &person.name);
        self.text("\"");
        self.meta();
        self.text(",\"gitaly_calls\":2,\"db_count\":31,\"cpu_s\":0.21,\"duration_s\":0.31205}");
    }

    fn audit(&mut self) {
        let person = self.person;
        let time = self.time();
        self.text("{\"severity\":\"INFO\",\"author_id\":");
        self.own("id", &person.id.to_string());
        self.text(",\"entity_id\":");
        self.own("id", &person.id.to_string());
        self.text(",\"entity_type\":\"User\",\"details\":{\"author_name\":\"");
        self.own("full name", &person.full_name);
        self.text("\",\"custom_message\":\"Signed in as ");
        self.own("full name", &person.full_name);
        self.text("\",\"ip_address\":\"");
        self.own("IPv4", &person.address_4);
        self.text("\"},\"entity_path\":\"");
        self.own("user name", &person.name);
        self.text(&format!("\",\"event_name\":\"user_signed_in\",\"created_at\":\"{time}\"}}"));
    }

    fn sidekiq(&mut self) {
        let person = self.person;
        let time = self.time();
        self.text(&format!("{{\"severity\":\"INFO\",\"time\":\"{time}\",\"retry\":3,\"queue\":\"project_export\",\"args\":[\""));
        self.own("id", &person.id.to_string());
        self.text("\",\"");
        self.own("id", &person.project_id.to_string());
        self.text("\"],\"class\":\"ProjectExportWorker\",\"jid\":\"06aeaa3b0aadacf9981f368e\",\"message\":\"ProjectExportWorker JID-06aeaa3b0aadacf9981f368e: done: 4.5 sec\",\"job_status\":\"done\"");
        self.meta();
        self.text("}");
    }

    fn gitaly(&mut self) {
        let person = self.person;
        let time = self.time();
        self.text("{\"grpc.code\":\"OK\",\"grpc.method\":\"SSHUploadPack\",\"grpc.request.glProjectPath\":\"");
        self.own("path", &person.project);
        self.text("\",\"grpc.request.glRepository\":\"project-");
        self.own("id", &person.project_id.to_string());
        self.text(&format!("\",\"level\":\"info\",\"msg\":\"finished unary call with code OK\",\"pid\":910,\"time\":\"{time}\",\"remote_ip\":\""));
        self.own("IPv4", &person.address_4);
        self.text("\",\"user_id\":\"user-");
        self.own("id", &person.id.to_string());
        self.text("\",\"username\":\"");
        self.own("user name", &person.name);
        self.text("\"}");
    }

    /// A stack trace with what slipped into messages.
    fn exception(&mut self, theirs: &[Person]) {
        let time = self.time();
        self.text(&format!("{{\"severity\":\"ERROR\",\"time\":\"{time}\",\"exception.class\":\"ActiveRecord::RecordInvalid\",\"exception.message\":\"Validation failed "));
        self.slip(theirs, true);
        self.text("\",\"exception.backtrace\":[\"lib/gitlab/import_export/importer.rb:35:in `execute'\",\"app/models/user.rb:40:in `block in find_by'\",\"lib/a.rb:3 ");
        self.slip(theirs, true);
        self.text("\"],\"extra.sql\":\"UPDATE members SET x=1 /* ");
        self.slip(theirs, true);
        self.text("*/\"");
        self.meta();
        self.text("}");
    }

    /// Text of a log without fields.
    fn application(&mut self, theirs: &[Person]) {
        let time = self.time();
        let head = ["INFO -- : ", "app/workers/x.rb:12:in `perform' ", "Failed request "];
        let head = self.dice.pick(&head);
        self.text(&format!("{time}: {head}"));
        for _ in 0..=self.dice.roll(3) {
            self.slip(theirs, false);
        }
        self.text("https://gitlab.orchard.test/help took 0.412 s, ok");
    }
}
