//! Lines in which people stand whom nobody named before: parameters of
//! GitLab's interfaces, forms, messages of commits, directories, traces.

use super::Pen;
use super::forms::Form;

impl Pen<'_> {
    /// Text in a field of JSON, escaped or not.
    fn field(&mut self, what: &'static str, value: &str) {
        let is_escaped = !self.is_ours && self.dice.roll(4) == 0;
        if is_escaped {
            self.plant(what, value, Form::Escaped);
        } else {
            self.own(what, value);
        }
    }

    /// What is nobody's but a foreign person's: nothing stands there for ours.
    fn foreign(&mut self, before: &str, what: &'static str, value: &str) {
        if !self.is_ours {
            self.text(before);
            self.plant(what, value, Form::Plain);
        }
    }

    fn parameter(&mut self, key: &str, what: &'static str, value: &str) {
        let list = self.dice.roll(2) == 0;
        let (open, close) = if list { ("[\"", "\"]") } else { ("\"", "\"") };
        self.text(&format!(",{{\"key\":\"{key}\",\"value\":{open}"));
        self.field(what, value);
        self.text(&format!("{close}}}"));
    }

    /// `api_json.log`: what somebody asked for.
    pub(super) fn filters(&mut self) {
        let person = self.person;
        let time = self.time();
        self.text(&format!("{{\"time\":\"{time}\",\"severity\":\"INFO\",\"status\":200,\"method\":\"GET\",\"path\":\"/api/v4/merge_requests\",\"route\":\"/api/:version/merge_requests\",\"params\":[{{\"key\":\"state\",\"value\":\"opened\"}}"));
        let names = [
            "author_username",
            "assignee_username",
            "reviewer_username",
            "approved_by_usernames",
            "not[author_username]",
            "usernames[]",
        ];
        let ids = ["assignee_ids", "reviewer_ids", "user_ids", "author_id", "approved_by_ids"];
        let (name, id) = (self.dice.pick(&names), self.dice.pick(&ids));
        self.parameter(name, "user name", &person.name);
        self.parameter(id, "id", &person.id.to_string());
        self.parameter("to_project_id", "id", &person.project_id.to_string());
        self.parameter("namespace_path", "path", &person.group);
        self.text(",{\"key\":\"scope\",\"value\":{\"username\":{\"$ne\":\"");
        self.field("user name", &person.name);
        self.text("\"},\"user_ids\":\"");
        self.own("id", &person.id.to_string());
        self.text(", ");
        self.own("id", &person.id.to_string());
        self.text("\"}}]");
        self.meta();
        self.text("}");
    }

    /// `production_json.log`: a form about a person.
    pub(super) fn sign_up(&mut self) {
        let person = self.person;
        let time = self.time();
        self.text(&format!("{{\"method\":\"POST\",\"path\":\"/users\",\"controller\":\"RegistrationsController\",\"action\":\"create\",\"status\":302,\"time\":\"{time}\",\"params\":[{{\"key\":\"new_user\",\"value\":{{"));
        let mut names = person.full_name.splitn(2, ' ');
        self.text("\"first_name\":\"");
        self.field("first name", names.next().unwrap_or_default());
        self.text("\",\"last_name\":\"");
        self.field("last name", names.next().unwrap_or_default());
        self.text("\",\"name\":\"");
        self.field("full name", &person.full_name);
        self.text("\",\"username\":\"");
        self.field("user name", &person.name);
        self.text("\",\"notification_email\":\"");
        self.field("e-mail", &person.email);
        self.text("\",\"password\":\"[FILTERED]\"}}],\"ua\":\"Mozilla/5.0\"");
        self.text(",\"user\":{\"id\":");
        self.own("id", &person.id.to_string());
        self.text("}");
        self.foreign(",\"gl_key_id\":", "id", &person.id.to_string());
        self.text("}");
    }

    /// A message with the trailers of commits, and what tools print.
    pub(super) fn commit(&mut self) {
        let person = self.person;
        let time = self.time();
        let trailer = ["Signed-off-by", "Co-authored-by", "Reviewed-by", "to", "From"];
        let trailer = self.dice.pick(&trailer);
        self.text(&format!(
            "{{\"time\":\"{time}\",\"severity\":\"INFO\",\"message\":\"mend it\\n\\n{trailer}: "
        ));
        self.own("full name", &person.full_name);
        let is_escaped = self.dice.roll(2) == 0;
        let (open, close) = if is_escaped { ("\\u003c", "\\u003e") } else { ("<", ">") };
        self.text(&format!(" {open}"));
        self.own("e-mail", &person.email);
        self.text(&format!("{close}\\n\",\"exception.backtrace\":[\"lib/a.rb:3\""));
        self.foreign(",\"/home/", "home", &person.name);
        self.foreign("/x.rb:1\",\"C:\\\\Users\\\\", "home", &person.name);
        self.foreign("\\\\x.rb\",\"/uploads/-/system/user/avatar/", "id", &person.id.to_string());
        self.text(if self.is_ours { "]" } else { "/a.png\"]" });
        self.meta();
        self.text("}");
    }

    /// `application_json.log`: people of a directory, and what signs them in.
    pub(super) fn directory(&mut self) {
        let person = self.person;
        let time = self.time();
        self.text(&format!(
            "{{\"time\":\"{time}\",\"severity\":\"INFO\",\"message\":\"(LDAP) saving user "
        ));
        self.own("e-mail", &person.email);
        self.text(" from login with extern_uid => uid=");
        self.own("user name", &person.name);
        self.text(",ou=people\",\"extern_uid\":\"");
        self.own("user name", &person.name);
        self.text("\"");
        let secret = self.dice.letters("abcdefgh", 4);
        let number = self.dice.letters("23456789", 2);
        self.foreign(",\"a\":\"PRIVATE-TOKEN: ", "token", &secret);
        self.foreign(" then ?private_token=", "token", &secret);
        self.foreign("&job_token=", "token", &format!("{number}_{secret}"));
        self.foreign("&n=1 Cookie: _gitlab_session=", "token", &secret);
        self.text(if self.is_ours { "" } else { "\"" });
        self.meta();
        self.text("}");
    }
}
