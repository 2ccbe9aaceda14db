//! What nobody must ever write down: the secrets of the example, for tests.

use crate::RangeHandle;
use crate::secret;
use crate::world::{
    ADMINISTRATOR_PASSWORD, MAINTAINER_PASSWORD, OWNER_PASSWORD, VICTIM_PASSWORD, Variable,
};

impl RangeHandle {
    /// Each secret that the range knows in clear text now: the tokens of its
    /// story, passwords, values of CI/CD variables, tokens in job logs. What an
    /// attack makes besides is told by [`crate::attack::Loot::secrets`].
    pub fn secrets(&self) -> Vec<String> {
        let passwords =
            [VICTIM_PASSWORD, MAINTAINER_PASSWORD, OWNER_PASSWORD, ADMINISTRATOR_PASSWORD];
        let tokens = [self.admin_token(), self.root_token(), self.leaked_token()];
        let mut secrets: Vec<String> = passwords.iter().chain(&tokens).map(|&s| s.into()).collect();
        self.with_world(|world| {
            let of_places = world
                .projects
                .values()
                .flat_map(|project| &project.variables)
                .chain(world.groups.values().flat_map(|group| &group.variables));
            let variables = of_places.chain(&world.variables).filter(|one| is_secret(one));
            secrets.extend(variables.map(|variable| variable.value.clone()));
            let logs = world.jobs.values().map(|job| job.trace.as_str());
            secrets.extend(logs.flat_map(tokens_in));
        });
        secrets.sort();
        secrets.dedup();
        secrets
    }
}

/// An address or a word that a variable holds is none.
fn is_secret(variable: &Variable) -> bool {
    variable.value.len() >= 16 && !variable.value.contains("://")
}

fn tokens_in(log: &str) -> Vec<String> {
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let words = log.split(|c: char| !is_of_token(c));
    let is_token =
        |word: &&str| [secret::ACCESS_TOKEN, secret::JOB_TOKEN].iter().any(|p| word.starts_with(p));
    words.filter(is_token).map(str::to_owned).collect()
}
