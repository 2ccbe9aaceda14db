# Sentences of a case: its timeline, and what its rules refuse.

## The timeline

timeline-case-opened = The case was opened: { $title }
timeline-kind-decided = The findings together tell of another kind of incident: { $kind ->
    [credential_exposure] an exposed credential
    [third_party_credential] an exposed credential of another system
    [exposed_job_token] an exposed job token
    [ci_secret_exposure] a secret shown by a pipeline
    [compromised_instance] a compromised instance
    [misconfigured_settings] misconfigured settings
    [assistance_request] a request for help
   *[other] a compromised user
}.
timeline-finding = { $level ->
    [critical] Critical finding
    [high] Grave finding
    [medium] Finding
   *[other] Minor finding
} “{ $title }”: { $summary }
timeline-note = { $text }
timeline-corrected = Correction of entry { $entry }: { $text }
timeline-exposed = { $certainty ->
    [exact] The credential was exposed.
    [not_before] The credential was exposed, at this time or later.
   *[not_after] The credential was exposed by now at the latest.
} Source: { $source }
timeline-revoked = { $certainty ->
    [exact] The credential stopped working.
    [not_before] The credential stopped working, at this time or later.
   *[not_after] The credential had stopped working by now.
} Source: { $source }
timeline-exposure-unknown = The time of exposure cannot be found out: { $reason }
timeline-revocation-unknown = The time of revocation cannot be found out: { $reason }
timeline-legitimate = { $leftover ->
    [access_token] Access token
    [ssh_key] SSH key
    [webhook] Webhook
    [gpg_key] GPG key
    [deploy_key] Deploy key
    [deploy_token] Deploy token
    [trigger] Pipeline trigger
    [runner] Runner
    [application] OAuth application
    [schedule] Pipeline schedule
    [group_webhook] Group webhook
    [system_hook] System hook
    [member] Member
    [variable] CI/CD variable
   *[user] User
} { $id } is legitimate: { $reason }
timeline-subject = { $kind ->
    [token] The case is about token { $id }.
    [job] The case is about job { $id }.
    [project] The case is about project { $id }.
    [group] The case is about group { $id }.
    [instance] The case is about the whole instance.
   *[user] The case is about user { $id }.
} Source: { $source }
timeline-circumstance = { $holds ->
    [true] Known of the incident: { $circumstance }. Source: { $source }
   *[other] No longer so: { $circumstance }. Source: { $source }
}
timeline-token-identified = A token was recognised: { $kind }, ending in { $last_four }.
timeline-survey = GitLab was read: { $user } has { $token_count ->
    [one] { $token_count } token
   *[other] { $token_count } tokens
}, { $key_count ->
    [one] { $key_count } SSH key
   *[other] { $key_count } SSH keys
} and { $membership_count ->
    [one] { $membership_count } membership
   *[other] { $membership_count } memberships
}. { $gap_count ->
    [0] Everything could be read.
    [one] { $gap_count } thing could not be read.
   *[other] { $gap_count } things could not be read.
}
timeline-plan-proposed = Plan { $plan } was made, with { $act_count ->
    [one] { $act_count } act.
   *[other] { $act_count } acts.
}
timeline-plan-attested = { $impact ->
    [true] The impact of plan { $plan } was attested as understood.
   *[false] The impact of plan { $plan } was not attested as understood.
} Guideline: { $guideline }
timeline-plan-approved = Plan { $plan } was approved.
timeline-refused = Refused by the rule { $rule }.
timeline-plan-stopped = Plan { $plan } stopped, since GitLab did not answer any more: { $error }. Not tried: { $left_count } { $left_count ->
    [one] step
   *[other] steps
}. Executing it again does what is left.
timeline-conflict-overridden = Step { $step } of plan { $plan } is undone although somebody had changed it since ({ $after } became { $now }). Reason: { $reason }
timeline-act-name = { $act }
timeline-act-intended = Begun, outcome not known: { timeline-act-name } ({ $target }), step { $step } of plan { $plan }. Look in GitLab.
timeline-act-ended = { timeline-act-name } ({ $target }), step { $step } of plan { $plan }: { timeline-outcome }
timeline-undo-intended = Undoing begun, outcome not known: { timeline-act-name } ({ $target }), step { $step } of plan { $plan }. Look in GitLab.
timeline-undo-ended = Undoing: { timeline-act-name } ({ $target }), step { $step } of plan { $plan }: { timeline-outcome }
timeline-outcome = { $outcome ->
    [done] { $verified ->
        [true] done, and verified by reading back.
       *[false] done, but reading back did not confirm it.
    }
    [already_so] it was so already.
    [failed] { $verified ->
        [true] the call failed, yet reading back shows it as wanted.
       *[false] failed.
    }
   *[skipped] skipped, because an earlier step failed.
}
timeline-sweep = { $count ->
    [0] A sweep found nothing left behind.
    [one] A sweep found { $count } thing still alive: { $names }
   *[other] A sweep found { $count } things still alive: { $names }
}
timeline-phase = { $phase ->
    [triage] The case went back to triage.
    [containment] Containment began: the attacker is being stopped.
    [eradication] Eradication began: what was left behind is being removed.
    [recovery] Recovery began: normal work comes back.
   *[closed] The case was closed.
}

## What a case's rules refuse

refusal-case-no-false-alarm = This is no false alarm: something malicious was found, a secret is to be changed, or another case came of it.
refusal-case-no-false-alarm-next = Go on to containment and recovery; correct a verdict first if it was wrong.
refusal-case-exposure-time-missing = The case has no time of exposure.
refusal-case-exposure-time-missing-next = State when the credential was exposed, or that it cannot be found out and why.
refusal-case-revocation-time-missing = The case has no time of revocation.
refusal-case-revocation-time-missing-next = Carry out the containment, or state when the credential stopped working, or why that cannot be found out.
refusal-case-never-swept = Nobody has looked yet for what the attacker may have left behind.
refusal-case-never-swept-next = Take a sweep.
refusal-case-sweep-is-old = Something was done since the last sweep.
refusal-case-sweep-is-old-next = Take another sweep.
refusal-case-leftovers = { $count ->
    [one] { $count } thing that the attacker may have left is still alive.
   *[other] { $count } things that the attacker may have left are still alive.
}
refusal-case-leftovers-next = End them by a plan, or state which are legitimate; then sweep again.
refusal-case-subject-missing = It is not known whom or what the case is about.
refusal-case-subject-missing-next = Name the token or the user.
refusal-plan-survey-missing = The suspect has not been surveyed.
refusal-plan-survey-missing-next = Take a survey, then ask for a plan.
refusal-plan-not-yours = Only { $requester }, who asked for this plan, can attest it.
refusal-plan-not-yours-next = Ask { $requester }, or make a plan of your own.
refusal-plan-step-not-done = Step { $step } was not done, so there is nothing to undo.
refusal-plan-step-not-done-next = Look at the plan's steps.
refusal-sign-in-wait = Too many wrong passwords for this name.
refusal-sign-in-wait-next = Wait a minute, then try again.
refusal-password-short = A password has at least { $count } characters.
refusal-password-short-next = Choose a longer one; a sentence is good.
refusal-last-admin = This is the last administrator.
refusal-last-admin-next = Make somebody else an administrator first.
