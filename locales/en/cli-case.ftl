## Cases

cli-confidential = confidential: only these see it
cli-not-confidential = not confidential: whoever may read cases sees it; were it confidential, these
cli-case-open = { $name } is open
cli-case-linked = { $name } is linked
cli-attached = attached
cli-noted = noted
cli-moved-on = moved on
cli-stated = stated
cli-recorded = on record
cli-answered = answered
cli-agreed = agreed
cli-declined = declined
cli-case-opened = opened { $opened_at } by { $opened_by }, exposure window { $exposure_window_s } s
cli-plan = plan { $hash }
cli-survey-user = { $username } (user { $user }), { $state }
cli-survey-reach = { $tokens } token(s), { $keys } SSH key(s), { $webhooks } webhook(s) within reach
cli-survey-member = {"  "}{ $path } (access { $level }): variables { $variables }
cli-survey-used = {"  "}used: { $credential } from { $address }, { $count } time(s), last { $last }
cli-nothing-left = nothing is left
cli-revert-newest-only = only the newest events were looked at: give a later --since
cli-revert-now = now { $now }
cli-revert-through = { $who } through { $other }
cli-revert-with = { $who } with { $token }
cli-playbook-changed = the shipped playbook has changed since your copy was made
cli-step-instead = instead: { $step }
cli-step-after = after: { $steps }

## Accounts, settings, acts

cli-one-time-password = { $name }: one-time password { $one_time_password }
cli-api-token = API token, shown once: { $secret }
cli-off = off
cli-act-does = What it does (with the example's ids)
cli-act-can-be-undone = Can be undone
cli-act-cannot-be-undone = Cannot be undone
cli-act-asked-for = Asked for when it is carried out, and kept nowhere
cli-act-example = Example
cli-no-channels = no channels are set: see docs/guide/channels.md
cli-in-effect = In effect, { $name }:
cli-in-effect-law = In effect, { $name } (no legal advice):
cli-settings-usable = settings are usable

## What CI/CD shows

cli-nothing-found = nothing found
cli-secret-file = { $path }: a file that holds secrets by its name ({ $file })
cli-ci-imported = { $rows } row(s) read as { $read_as }, { $unread } not; kept as { $sha256 }
cli-ci-kept = { $name }: { $count } secret(s) seen
cli-ci-project = { $path } (project { $project }), { $from } to { $to }
cli-ci-reach = logs and artifacts readable by: { $reach }
cli-ci-job = job { $job } { $name } ({ $status }): token { $token }, runner { $executor }
cli-ci-changed = changed: { $path } ({ $count } commit(s))
cli-ci-actor = actor: { $username } (user { $user }), by { $evidence }
cli-ci-secret = secret: { $kind } { $name } …{ $last_four }, seen { $count } time(s), first in { $in } line { $line }
cli-ci-artifacts = artifacts of job { $job }: { $bytes } bytes, until { $expires_at }
cli-ci-artifacts-for-ever = artifacts of job { $job }: { $bytes } bytes, until ever
cli-ci-cause = {"  "}{ $kind } [{ $root }, { $likelihood }] { $path } line { $line }: { $excerpt }
cli-ci-secret-line = {"  "}secret { $kind } in line { $line }: { $excerpt }

## Plans

cli-attested = attested
cli-approved-by = approved by { $by }
cli-no-acts = { $file } has no member `acts`; a list of acts was expected
cli-acts-expected = { $file }: a list of acts was expected, such as { $example }
cli-say-yes = this changes GitLab: look at the plan above, then say --yes
cli-type-yes = This changes GitLab. Use at your own risk. Type yes to go on:
cli-nothing-done = nothing was done
cli-plan-asked = asked for by { $requested_by }, to be executed before { $expires_at }
cli-plan-warning = {"  "}take care: { $rule }{ $args }
cli-can-be-undone = can be undone
cli-cannot-be-undone = cannot be undone
cli-plan-after = , after { $steps }
cli-step-begun = begun, outcome not known
cli-step-became = { $outcome }
cli-step-undo-became = undo { $outcome }
cli-unknown = not known
cli-would-be-refused = would be refused: { $rule }
cli-nothing-changed = nothing was changed
cli-ahead-would-do = would be done
cli-ahead-already-so = is so already, nothing would be called
cli-ahead-done = was done by this plan
cli-ahead-obstacle = GitLab would refuse it: { $rule }
cli-ahead-not-readable = would not be tried: { $error }
cli-step-stays = step { $step } stays: { $rule }
cli-nothing-to-undo = there was nothing to undo
cli-executing = executing
cli-new-secret = new secret of { $target }, shown once: { $secret }
cli-plan-stopped =
    stopped: { $error }
    {"  "}next: { $next }
    {"  "}{ $left } step(s) were not tried: execute the same plan again for them
cli-no-step = { $name } is no step
cli-step-asks = step { $step }: { $asks }
cli-secret-not-here = a secret is not said on the command line: others could read it there; use STEP=@FILE
cli-nobody-can-be-asked = { $question }: nobody can be asked here; use --input STEP=@FILE

## Playbooks, questions, instance

cli-playbooks-sound = { $count } playbook(s) are sound
cli-origin-own = own
cli-origin-shipped = shipped
cli-upstream-changed = upstream changed
cli-star-mandatory = {"*"} mandatory
cli-no-kind = { $name } is no kind of case
cli-faults-in-file =
    { $count } fault(s) in { $file }:
    {"  "}{ $lines }
cli-left-behind = left behind: { $what }
cli-question-window = window: { $since } ({ $start }) until { $until } ({ $end })
cli-count-events-or-more = { $count } or more event(s)
cli-question-verdict = verdict: { $verdict }; { $new_hits } event(s) since
cli-judged = { $judged } judged
cli-version = installed { $installed }, latest { $latest }
cli-version-behind = OUT OF DATE: installed { $installed }, latest { $latest }; closes holes: { $missing }
cli-no-port = { $given }: no port
cli-minutes = { $count } min
