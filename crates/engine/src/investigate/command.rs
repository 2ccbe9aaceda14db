//! One line of a CI/CD script, judged: would it show variables (CI2)?
//!
//! Not a shell: words, quotes, pipes and redirections are told apart, which is
//! enough to see what is printed. It errs towards showing too much; a person
//! picks the cause.

use serde::{Deserialize, Serialize};

use super::secret::is_secret_name;

/// What a command does with variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leak {
    /// The shell prints each command with its values (`set -x`, `bash -x`).
    ShellTrace,
    /// The whole environment is printed (`env`, `printenv`, `export -p`).
    EnvironmentDump,
    /// A variable is printed (`echo $TOKEN`, `cat $KUBECONFIG`).
    VariablePrinted,
    /// A variable is printed in another form (`base64`), which masking does not know.
    VariableEncoded,
    /// A variable is sent somewhere (`curl … $TOKEN`).
    VariableSent,
}

/// How sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likelihood {
    /// It may be harmless.
    Possible,
    /// It shows something secret.
    Likely,
}

/// Names of variables that hold no secret, though a pipeline prints them.
///
/// Source: GitLab docs, `ci/variables/predefined_variables`.
const HARMLESS_PREFIXES: [&str; 4] = ["CI_", "GITLAB_", "RUNNER_", "FF_"];

const HARMLESS_NAMES: [&str; 12] = [
    "PATH", "PWD", "HOME", "USER", "SHELL", "HOSTNAME", "LANG", "TERM", "TMPDIR", "EDITOR", "PS1",
    "RANDOM",
];

/// Programs that print their input in another form or as it is.
const PRINTING_FILTERS: [&str; 11] =
    ["base64", "xxd", "od", "hexdump", "rev", "tr", "sed", "cat", "tee", "sort", "grep"];

/// Of those, the ones whose output masking does not recognise.
const ENCODING_FILTERS: [&str; 7] = ["base64", "xxd", "od", "hexdump", "rev", "tr", "sed"];

/// Commands of one line that are looked at.
const COMMANDS_MAX: usize = 200;

/// What the commands of a line do, the gravest of each kind once.
pub fn judge(line: &str) -> Vec<(Leak, Likelihood)> {
    let mut found: Vec<(Leak, Likelihood)> = Vec::new();
    for pipeline in pipelines(line).into_iter().take(COMMANDS_MAX) {
        if let Some((leak, how)) = judge_pipeline(&pipeline) {
            match found.iter_mut().find(|(known, _)| *known == leak) {
                Some((_, known)) => *known = how.max(*known),
                None => found.push((leak, how)),
            }
        }
    }
    found
}

/// The words of all commands of a line, in order.
pub fn words(line: &str) -> Vec<String> {
    pipelines(line).into_iter().flatten().flat_map(|command| command.words).collect()
}

/// A command without its redirections.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Simple {
    words: Vec<String>,
    /// Whether its output goes to a file.
    is_redirected: bool,
    /// Whether that file is `/dev/null`.
    is_discarded: bool,
}

impl Simple {
    /// The program, without what stands before it.
    fn program(&self) -> (&str, &[String]) {
        let is_before = |word: &String| {
            matches!(
                word.as_str(),
                "sudo"
                    | "command"
                    | "exec"
                    | "time"
                    | "then"
                    | "do"
                    | "else"
                    | "if"
                    | "!"
                    | "{"
                    | "("
            ) || (word.contains('=') && !word.starts_with(['-', '$', '"']))
        };
        let at = self.words.iter().position(|word| !is_before(word)).unwrap_or(0);
        let rest = self.words.get(at..).unwrap_or_default();
        match rest.split_first() {
            Some((program, words)) => (program.rsplit('/').next().unwrap_or(program), words),
            None => ("", &[]),
        }
    }
}

fn judge_pipeline(commands: &[Simple]) -> Option<(Leak, Likelihood)> {
    let first = commands.first()?;
    let last = commands.last()?;
    if last.is_discarded || first.is_discarded {
        return None;
    }
    let (program, words) = first.program();
    let filters: Vec<&str> = commands.iter().skip(1).map(|next| next.program().0).collect();
    let is_shown = filters.iter().all(|filter| PRINTING_FILTERS.contains(filter));
    let is_encoded = filters.iter().any(|filter| ENCODING_FILTERS.contains(filter));
    let (leak, how) = judge_program(program, words)?;
    match leak {
        Leak::ShellTrace | Leak::VariableSent => Some((leak, how)),
        // Into a file: an artifact may carry it away.
        _ if last.is_redirected => {
            (leak == Leak::EnvironmentDump).then_some((leak, Likelihood::Possible))
        }
        _ if !is_shown => None,
        Leak::VariablePrinted if is_encoded => Some((Leak::VariableEncoded, how)),
        Leak::EnvironmentDump | Leak::VariablePrinted | Leak::VariableEncoded => Some((leak, how)),
    }
}

fn judge_program(program: &str, words: &[String]) -> Option<(Leak, Likelihood)> {
    use Likelihood::Likely;
    match program.to_ascii_lowercase().as_str() {
        "set" if has_flag(words, 'x') || words.iter().any(|word| word == "xtrace") => {
            Some((Leak::ShellTrace, Likely))
        }
        "bash" | "sh" | "zsh" | "dash" | "ash" if has_flag(words, 'x') => {
            Some((Leak::ShellTrace, Likely))
        }
        "set-psdebug" => Some((Leak::ShellTrace, Likely)),
        "set" | "export" | "env" if words.is_empty() => Some((Leak::EnvironmentDump, Likely)),
        "export" | "declare" | "typeset" if is_listing(words) => {
            Some((Leak::EnvironmentDump, Likely))
        }
        "env" if words.iter().all(|word| word.starts_with('-') && word != "-i") => {
            Some((Leak::EnvironmentDump, Likely))
        }
        "printenv" => match words.first() {
            None => Some((Leak::EnvironmentDump, Likely)),
            Some(name) => variable_worth(name).map(|how| (Leak::VariablePrinted, how)),
        },
        "get-childitem" | "gci" | "dir" | "ls" if words.iter().any(|word| is_env_drive(word)) => {
            Some((Leak::EnvironmentDump, Likely))
        }
        "echo" | "printf" | "print" | "cat" | "write-host" | "write-output" | "head" | "tail"
        | "more" | "type" => worth(words).map(|how| (Leak::VariablePrinted, how)),
        "base64" | "xxd" | "od" | "hexdump" | "rev" => {
            worth(words).map(|how| (Leak::VariableEncoded, how))
        }
        "curl" | "wget" | "http" | "https" | "nc" | "ncat" | "invoke-webrequest"
        | "invoke-restmethod" | "iwr" | "irm" => sent(words),
        _ => None,
    }
}

fn is_env_drive(word: &str) -> bool {
    word.to_ascii_lowercase().starts_with("env:")
}

/// A short flag, alone or among others: `-x`, `-eux`.
fn has_flag(words: &[String], flag: char) -> bool {
    words
        .iter()
        .take_while(|word| word.starts_with('-') || word.as_str() == "pipefail")
        .any(|word| !word.starts_with("--") && word.contains(flag))
}

/// `-p` or `-x` without a name.
fn is_listing(words: &[String]) -> bool {
    !words.is_empty() && words.iter().all(|word| word.starts_with("-p") || word.starts_with("-x"))
}

/// The gravest variable among the words; `None` = none worth a word.
fn worth(words: &[String]) -> Option<Likelihood> {
    words.iter().flat_map(|word| variables(word)).filter_map(|name| variable_worth(&name)).max()
}

fn variable_worth(name: &str) -> Option<Likelihood> {
    if is_secret_name(name) {
        return Some(Likelihood::Likely);
    }
    let is_harmless = HARMLESS_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || HARMLESS_NAMES.contains(&name)
        || name.chars().next().is_none_or(|c| !c.is_ascii_uppercase());
    (!is_harmless).then_some(Likelihood::Possible)
}

/// A secret that leaves by the network: to our own GitLab it may be meant to;
/// with `-v` it is printed besides.
fn sent(words: &[String]) -> Option<(Leak, Likelihood)> {
    (worth(words)? == Likelihood::Likely).then_some(())?;
    let is_home = words.iter().any(|word| {
        ["CI_API_V4_URL", "CI_SERVER_URL", "CI_SERVER_HOST", "CI_REGISTRY", "CI_API_GRAPHQL_URL"]
            .iter()
            .any(|name| word.contains(name))
    });
    let is_verbose = has_any_flag(words, 'v')
        || words.iter().any(|word| word == "--verbose" || word.starts_with("--trace"));
    let how = if is_home && !is_verbose { Likelihood::Possible } else { Likelihood::Likely };
    Some((Leak::VariableSent, how))
}

fn has_any_flag(words: &[String], flag: char) -> bool {
    let is_short =
        |word: &&String| word.starts_with('-') && !word.starts_with("--") && word.len() <= 6;
    words.iter().filter(is_short).any(|word| word.contains(flag))
}

/// Names of the variables in a word: `$A`, `${A}`, `${A:-x}`, `$env:A`, `%A%`.
pub fn variables(word: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, sign) in word.match_indices('$') {
        let rest = word.get(at + sign.len()..).unwrap_or_default();
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let rest = rest.strip_prefix(['!', '#']).unwrap_or(rest);
        let rest = rest.strip_prefix("env:").unwrap_or(rest);
        push_name(rest, &mut names);
    }
    if word.matches('%').count() >= 2 {
        for piece in word.split('%').skip(1).step_by(2) {
            push_name(piece, &mut names);
        }
    }
    names
}

fn push_name(text: &str, names: &mut Vec<String>) {
    let is_name = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let name: String = text.chars().take_while(is_name).take(100).collect();
    if !name.is_empty() {
        names.push(name);
    }
}

/// The pipelines of a line: commands joined by `|`, parted by `;`, `&&`, `||`,
/// and what stands in `$(…)` as one more.
fn pipelines(line: &str) -> Vec<Vec<Simple>> {
    let mut reader = Reader::default();
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        match (c, reader.quote) {
            ('\\', quote) if quote != Some('\'') => {
                if let Some(escaped) = rest.next() {
                    reader.word.push(escaped);
                }
            }
            (c, Some(quote)) if c == quote => reader.quote = None,
            ('$', quote) if next == Some('(') && quote != Some('\'') => {
                rest.next();
                reader.end_pipeline();
            }
            ('"' | '\'', None) => {
                reader.quote = Some(c);
                reader.is_quoted = true;
            }
            ('#', None) if reader.word.is_empty() => break,
            ('|', None) if next == Some('|') => {
                rest.next();
                reader.end_pipeline();
            }
            ('|', None) => reader.end_command(),
            ('>', None) => {
                reader.start_redirection();
                rest.next_if(|&c| c == '>');
            }
            ('&', None) if reader.is_target && reader.word.is_empty() => reader.word.push(c),
            (';' | '&' | '`' | ')' | '\n', None) => reader.end_pipeline(),
            (c, None) if c.is_whitespace() => reader.end_word(),
            (c, _) => reader.word.push(c),
        }
    }
    reader.end_pipeline();
    reader.done
}

#[derive(Default)]
struct Reader {
    done: Vec<Vec<Simple>>,
    pipeline: Vec<Simple>,
    command: Simple,
    word: String,
    quote: Option<char>,
    is_quoted: bool,
    /// Whether the next word names where output goes to.
    is_target: bool,
    is_error_stream: bool,
}

impl Reader {
    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        let is_quoted = std::mem::take(&mut self.is_quoted);
        if word.is_empty() && !is_quoted {
            return;
        }
        if !std::mem::take(&mut self.is_target) {
            self.command.words.push(word);
        } else if !word.starts_with('&') && !self.is_error_stream {
            self.command.is_redirected = true;
            self.command.is_discarded |= word == "/dev/null";
        }
    }

    fn start_redirection(&mut self) {
        // `2>` is about the error stream; the digit is no word.
        self.is_error_stream = self.word == "2";
        if matches!(self.word.as_str(), "1" | "2") {
            self.word.clear();
        }
        self.end_word();
        self.is_target = true;
    }

    fn end_command(&mut self) {
        self.end_word();
        self.is_target = false;
        let command = std::mem::take(&mut self.command);
        if !command.words.is_empty() {
            self.pipeline.push(command);
        }
    }

    fn end_pipeline(&mut self) {
        self.end_command();
        self.quote = None;
        let pipeline = std::mem::take(&mut self.pipeline);
        if !pipeline.is_empty() {
            self.done.push(pipeline);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use Leak::{EnvironmentDump, ShellTrace, VariableEncoded, VariablePrinted, VariableSent};
    use Likelihood::{Likely, Possible};

    #[track_caller]
    fn check(line: &str, expected: &[(Leak, Likelihood)]) {
        assert_eq!(judge(line), expected, "{line}");
    }

    #[test]
    fn a_shell_that_prints_its_commands_is_seen() {
        for line in
            ["set -x", "set -eux", "set -o xtrace", "bash -x deploy.sh", "set -euo pipefail -x"]
        {
            check(line, &[(ShellTrace, Likely)]);
        }
        for line in ["set -e", "set +x", "bash deploy.sh -x", "set -euo pipefail"] {
            check(line, &[]);
        }
    }

    #[test]
    fn an_environment_that_is_printed_is_seen() {
        for line in [
            "env",
            "printenv",
            "export -p",
            "declare -x",
            "env | sort",
            "make && env",
            "export",
            "Get-ChildItem Env:",
        ] {
            check(line, &[(EnvironmentDump, Likely)]);
        }
        check("env > build/env.txt", &[(EnvironmentDump, Possible)]);
        for line in [
            "env FOO=1 make",
            "env > /dev/null",
            "export FOO=bar",
            "declare -x FOO=1",
            "python env.py",
            "env | wc -l",
        ] {
            check(line, &[]);
        }
    }

    #[test]
    fn a_secret_that_is_printed_is_seen_and_one_that_is_handed_over_is_not() {
        check("echo $DEPLOY_TOKEN", &[(VariablePrinted, Likely)]);
        check("echo \"token is ${DEPLOY_TOKEN}\"", &[(VariablePrinted, Likely)]);
        check("cat $KUBECONFIG", &[(VariablePrinted, Likely)]);
        check("printenv CI_JOB_TOKEN", &[(VariablePrinted, Likely)]);
        check("echo $SETTINGS", &[(VariablePrinted, Possible)]);
        check("echo $DEPLOY_TOKEN | base64", &[(VariableEncoded, Likely)]);
        check("echo \"$(echo $DEPLOY_TOKEN | rev)\"", &[(VariableEncoded, Likely)]);
        for line in [
            "echo $CI_COMMIT_REF_NAME",
            "echo '# $DEPLOY_TOKEN' > file",
            "echo \"$REGISTRY_PASSWORD\" | docker login --password-stdin",
            "echo \"$SSH_PRIVATE_KEY\" | tr -d '\\r' | ssh-add -",
            "echo $DEPLOY_TOKEN > token.txt",
            "# echo $DEPLOY_TOKEN",
            "make deploy",
        ] {
            check(line, &[]);
        }
    }

    #[test]
    fn a_secret_that_leaves_by_the_network_is_seen() {
        check(
            "curl -H \"PRIVATE-TOKEN: $DEPLOY_TOKEN\" https://example.org/x",
            &[(VariableSent, Likely)],
        );
        check(
            "curl -H \"JOB-TOKEN: $CI_JOB_TOKEN\" $CI_API_V4_URL/job",
            &[(VariableSent, Possible)],
        );
        check(
            "curl -v -H \"JOB-TOKEN: $CI_JOB_TOKEN\" $CI_API_V4_URL/job",
            &[(VariableSent, Likely)],
        );
        check("curl https://example.org/$CI_COMMIT_SHA", &[]);
    }

    proptest! {
        #[test]
        fn any_line_is_judged_without_a_panic(line in r#"([a-z$|;&><"'`() {}#%\\-]|env|set -x|é|\n){0,60}"#) {
            judge(&line);
            words(&line);
        }
    }
}
