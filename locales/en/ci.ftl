## CI/CD under investigation

# What a secret is
secret-kind-aws-access-key-id = Access key of AWS
secret-kind-aws-secret-key = Secret access key of AWS
secret-kind-google-service-account-key = Key of a Google Cloud service account
secret-kind-private-key = Private key
secret-kind-vendor = Token of { $vendor }
secret-kind-address-password = Password in an address
secret-kind-assigned = Value with the name of a secret
secret-file-environment = Variables of an environment
secret-file-private-key = Private key or store of keys
secret-file-kubeconfig = Access to a Kubernetes cluster
secret-file-cloud = Credentials of a cloud
secret-file-tool = Credentials of a tool
secret-file-terraform-state = State of Terraform
secret-file-password-store = Password store
secret-file-gitlab = Secrets of GitLab or a runner
secret-file-history = History of a shell

# How a secret came into the open (CI2)
root-cause-verbose-logging = Verbose logging
root-cause-echoed-variable = A variable was printed or sent
root-cause-insecure-runner = An insecure runner
cause-debug-trace = Debug logging is on: the log shows every command and the value of every variable the job has.
cause-debug-services = The logs of services are captured: they may show what the services are given.
cause-shell-trace = The shell prints each command with the values that it has.
cause-environment-dump = The whole environment is printed.
cause-variable-printed = A variable is printed.
cause-variable-encoded = A variable is printed in another form: masking does not recognise it.
cause-variable-sent = A variable is sent over the network.
cause-shared-runner = The runner serves every project of the instance: what one job leaves there, another may find.
cause-shell-executor = Jobs run as one user on one machine: a job can read what others leave, and their tokens while they run.
cause-privileged-runner = Containers are privileged: a job can take over the machine and read other jobs.

# Who changed a file (CI3)
actor-by-name = has the name that the commit gives; anybody can write any name there
actor-by-email = has the address that the commit gives; anybody can write any address there
actor-by-push-near = pushed within minutes of the commit
actor-by-push = pushed this commit

# Who could read logs and artifacts (CI7)
audience-members = Logs and artifacts are for members of the project only.
audience-company = Everybody who has an account here can read logs and artifacts.
audience-internet = Anybody on the Internet can read logs and artifacts.
exposure-builds-for-members = CI/CD is for members only.
exposure-jobs-not-public = Pipelines are not public.
exposure-by-visibility = The project is { $visibility } and its pipelines are public, or it is not known that they are not.

# A job's token (CI1, CI13)
job-token-not-yet = token not in use yet
job-token-live = token works
job-token-expired = token expired
job-token-unknown = token: not known, taken for live
job-token-advice-inbound-off = Jobs of every project may enter this one: put its allowlist in force.
job-token-advice-project = Jobs of { $project } may enter this project. Should they?
job-token-advice-group = Jobs of the group { $group } may enter this project. Should they?

# Questions for a cloud's audit log (CI14)
cloud-query-cloudtrail = CloudTrail, all regions: what was done with this key in the window
cloud-query-athena = The same in Athena, over a table of CloudTrail's files
cloud-query-aws-last-used = When and for what the key was last used
cloud-query-google-audit = Cloud Audit Logs: what was done as this account in the window
cloud-query-google-explorer = The same for the Logs Explorer
cloud-query-google-keys = The keys of this account: one that nobody knows is a door

# The timeline
timeline-evidence-kept = Kept as evidence: { $name } ({ $bytes_count } bytes, SHA-256 { $hash }…)
timeline-evidence-verified = { $sound ->
    [true] Hashed again and sound: { $name }
   *[false] Damaged: { $name } is not what was kept
}
timeline-evidence-viewed = A copy was taken of { $name }
timeline-cloud-rows = { $count ->
    [one] { $count } row of a cloud's audit log imported from { $name }
   *[other] { $count } rows of a cloud's audit log imported from { $name }
}
timeline-cloud-row = In the cloud: { $action } by { $actor } from { $address } { $object } { $refused ->
    [true] — refused: { $error }
   *[false] { "" }
}
timeline-leak-cause = The secret came into the open by { $cause ->
    [verbose_logging] verbose logging
    [echoed_variable] a variable that was printed or sent
   *[insecure_runner] an insecure runner
}: { $reason }
timeline-exposed-to = It could be read { $reach ->
    [private] by members only
    [internal] by everybody with an account
   *[public] by anybody on the Internet
} ({ $source })

# What is refused
refusal-case-evidence-copy-missing = There is no copy among the case's evidence of what would be deleted.
refusal-case-evidence-copy-missing-next = Keep the log or the artifacts first, and name the copy in the act.
refusal-case-evidence-copy-not-verified = The copy of what would be deleted has not been verified.
refusal-case-evidence-copy-not-verified-next = Verify the evidence.
refusal-case-evidence-copy-damaged = The copy of what would be deleted is damaged.
refusal-case-evidence-copy-damaged-next = Keep another copy while the original is there; find out who touched the store.
refusal-ci-place-missing = It is not known which job or project the case is about.
refusal-ci-place-missing-next = State the subject: job:12@project:3 or project:3.
refusal-ci-nothing-to-do = Nothing was found that a plan could end or close here.
refusal-ci-nothing-to-do-next = Look at the report; secrets that were seen have cases of their own.

# Pages
evidence-title = Evidence
evidence-none = Nothing is kept yet.
evidence-sound = sound
evidence-damaged = damaged
evidence-not-checked = not checked yet
evidence-bytes = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
}
evidence-verify = Hash all again
done-evidence-verified = The evidence was hashed again.
done-traces-kept = The logs are kept as evidence.
done-secret-cases = Each secret has its case.
ci-look = CI/CD: token, causes, secrets, artifacts
ci-title = CI/CD
ci-window = From { $from } to { $to } (UTC)
ci-gaps = Not everything could be read:
ci-jobs = Jobs
ci-causes = In the configuration and its scripts
ci-cause-pick = What was it?
ci-cause-state = State the cause
ci-files = Files that the pipeline calls
ci-not-followed = Not followed
ci-actors = Who may have changed the configuration
ci-foreign-name = The commit is in somebody else's name.
ci-reach = What the job's token could reach
ci-reach-own = the job's own project
ci-reach-member = with the role of who started the job
ci-reach-open = what it shows to everybody
ci-secrets = Secrets that were seen
ci-masking-caveat = Masking is not fool-proof: a value that is encoded, cut, written to an artifact or sent elsewhere is not masked. Rotate what was seen.
ci-secrets-open = Open a case for each
ci-artifacts = Artifacts that can still be read
ci-artifact-until = until { $when }
ci-artifact-ever = never deleted by itself
ci-artifact-kept = copy kept
ci-artifacts-latest-kept = The latest artifacts of each branch are kept whatever their expiry says.
ci-artifacts-latest-not-kept = Artifacts go when they expire.
ci-artifacts-latest-unknown = Whether the latest artifacts outlive their expiry is not known.
ci-keep-traces = Keep the logs as evidence
ci-queries = Ask the cloud
ci-queries-help = Run these where you have access; then import the answer with portcullis ci import.
ci-in-log = log
ci-in-runner = runner
ci-place-line = { $place }, line { $line }
ci-plan = End and close it
ci-plan-keep = Copy logs and artifacts that show secrets first, so that the plan can delete them
ci-plan-make = Propose a plan
