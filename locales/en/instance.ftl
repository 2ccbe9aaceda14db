## An instance that may be lost

instance-title = Instance
instance-lead = Everything here wants the word of a person: a verdict on each user and each stranger, a proof for each secret, and the way back step by step.
instance-open = Sheets, secrets and the way back
instance-sheet-users = Users
instance-sheet-users-lead = Every user, root included. The review is complete when nobody is left without a verdict.
instance-sheet-credentials = Credentials
instance-sheet-credentials-lead = Every token, key and secret that GitLab lists, on every tier. On Ultimate GitLab shows most of them under Admin → Credentials, too.
instance-sheet-processes = Processes
instance-sheet-processes-lead = What no baseline knows. From a bundle of the host, or from what ps printed.
instance-sheet-listeners = Open ports
instance-sheet-listeners-lead = What listens beyond GitLab's default ports and your own list. From a bundle, or from what ss printed.
instance-sheet-host = Host
instance-sheet-host-lead = Changed programs, hooks, keys, cron, accounts and modules that nobody knows. From a bundle: portcullis instance host.
instance-sheet-flows = Network traffic
instance-sheet-flows-lead = Rare destinations and volumes. From flow logs: portcullis instance flows.
instance-sheet-none = Not drawn up yet.
instance-sheet-told =
    { $count ->
        [one] one item, { $open_count } open
       *[other] { $count } items, { $open_count } open
    }
instance-malicious = { $count } malicious
instance-draw = Draw up from GitLab
instance-paste = Paste what was printed
instance-host = Name of the host
instance-compare = Compare
instance-item = Item
instance-why = What stands out
instance-verdict = Verdict
instance-cut = Not all are shown: those that are open come first. The command line judges any number.
instance-ordinary = Everything about which nothing stands out is legitimate
instance-note = Note
instance-judge = Give verdicts
instance-open-linked = Open a linked case for each malicious user
instance-open-linked-now = Open them
instance-link-none = Each of them has a linked case.
instance-link-preview = { $count ->
    [one] One linked case (+) would be opened. Nothing was opened: say --yes.
   *[other] { $count } linked cases (+) would be opened. Nothing was opened: say --yes.
  }
instance-state = State
instance-saved = Saved state and logs
instance-seal = Seal of the bundle (SHA-256)
instance-place = Where it is
instance-custodian = Who answers for it
instance-rebuild = Rebuild
instance-scratch = from scratch
instance-backup = Backup, or installation medium
instance-known-good = Why it is known to be good
instance-logs = Logs to an independent store
instance-logs-to = Where to
instance-version = Version and updates
instance-version-told =
    { $count ->
        [0] Installed { $installed }, latest { $latest }. No security release is missing.{ $missing }
        [one] Installed { $installed }, latest { $latest }. A security release is missing: { $missing }
       *[other] Installed { $installed }, latest { $latest }. { $count } security releases are missing: { $missing }
    }
instance-old = old
instance-updates-told = { $owner } looks for updates every { $days_count } days, and after each security release.
instance-releases = List of releases (YAML)
instance-installed = Installed version, where GitLab does not tell it
instance-owner = Who looks for updates
instance-days = Every so many days
done-instance = It is on record.

way-title = The way back
way-lead = Steps 1 to 8 in their order, then what holds recovery up beside them.
way-step = Step
way-stands = State
way-done = Done
way-open = Open
way-blocked = Waits for
way-answered = answered by { $person }
way-waived = set aside: { $reason }
way-waiver = { $person } asked to set it aside; somebody else must agree
way-unanswered = wants an answer (checklist of the case)
way-needs = first of all: { $titles }
way-earlier = earlier in the row, unless a reason is given: { $titles }
way-recovery = recovery begins when this is settled: { $titles }
way-saved = saved in { $place }; { $person } answers for it
way-saved-none = state and logs are not saved yet
way-saved-lost = what was saved in { $place } is not whole, or no evidence of the case ({ $person } answers for it)
way-sheet-none =
    { $sheet ->
        [users] the sheet of users is not drawn up yet
        [credentials] the sheet of credentials is not drawn up yet
        [processes] no host was compared yet
        [listeners] no host was compared yet
        [host] no host was compared yet
       *[flows] no traffic was compared yet
    }
way-sheet-open =
    { $sheet ->
        [users] users without a verdict: { $count }
        [credentials] credentials without a verdict: { $count }
        [processes] processes without a verdict: { $count }
        [listeners] open ports without a verdict: { $count }
        [host] things on the host without a verdict: { $count }
       *[flows] unusual traffic without a verdict: { $count }
    }
way-sheet-judged =
    { $sheet ->
        [users] users judged: { $count }
        [credentials] credentials judged: { $count }
        [processes] unknown processes judged: { $count }
        [listeners] unexpected ports judged: { $count }
        [host] things on the host judged: { $count }
       *[flows] unusual traffic judged: { $count }
    }
way-section = accounted for: { $section ->
    [instance_configuration] instance configuration
    [database] database
    [pipelines] CI/CD pipelines
   *[elsewhere] elsewhere
}
way-section-none = { $section ->
    [instance_configuration] instance configuration
    [database] database
    [pipelines] CI/CD pipelines
   *[elsewhere] elsewhere
}: neither a secret nor a reason why there is none
way-section-open = { $section ->
    [instance_configuration] instance configuration
    [database] database
    [pipelines] CI/CD pipelines
   *[elsewhere] elsewhere
}: not changed yet ({ $count }): { $names }
way-rebuild = { $source }: { $reason }
way-rebuild-none = not decided from what to rebuild
way-firewall-none = no firewall was written down for review
way-logs = to { $to }
way-logs-none = nobody stated where all logs go
way-version-none = the version was not compared with a list of releases
way-updates-none = nobody looks for updates from now on

user-mark-root = root
user-mark-administrator = administrator
user-mark-raised = administrator's rights changed lately
user-mark-recent = made lately
user-mark-woke = slept for long, then signed in
user-mark-no-second-factor = administrator without a second factor

rotation-title = Secrets that must be changed
rotation-lead = Four places. Each needs every secret changed with a proof, or a reason why there is none. Recovery waits for it.
rotation-instance_configuration = Instance configuration
rotation-database = Database
rotation-pipelines = CI/CD pipelines
rotation-elsewhere = Elsewhere
rotation-settled = accounted for
rotation-open = open
rotation-none = None, because
rotation-state-none = State that there is none
rotation-ideas = Usually there
rotation-names = Names, one a line; never the secrets themselves
rotation-list = List
rotation-proof = Proof
rotation-changed = Changed
rotation-idea-secrets-file = keys in gitlab-secrets.json
rotation-idea-smtp = mail relay
rotation-idea-sign-in-providers = LDAP, SAML and OAuth providers
rotation-idea-object-storage = object storage
rotation-idea-tls-keys = TLS keys
rotation-idea-internal-tokens = tokens between GitLab's own services
rotation-idea-database-account = account of the database
rotation-idea-root-password = root's password
rotation-idea-user-passwords = users' passwords
rotation-idea-access-tokens = access tokens
rotation-idea-applications = OAuth applications
rotation-idea-webhook-tokens = secrets of webhooks
rotation-idea-variables = CI/CD variables
rotation-idea-runner-tokens = runners
rotation-idea-trigger-tokens = pipeline triggers
rotation-idea-deploy-keys = deploy keys and tokens
rotation-idea-secure-files = secure files
rotation-idea-host-keys = SSH keys of the host
rotation-idea-administrators-keys = SSH keys of administrators
rotation-idea-backup-keys = keys of backups
rotation-idea-cloud-identity = identity of the machine in the cloud
rotation-idea-monitoring = monitoring
rotation-idea-third-parties = services that GitLab signs in to

control-title = Network monitoring and controls
control-flow_logs = Traffic of the host is recorded away from it
control-traffic_alerts = Somebody is told of unusual traffic
control-inbound_limited = Only the ports that are needed can be reached
control-outbound_limited = The host reaches only what it needs
control-administration_separate = Administration only from known networks
control-segmented = The host cannot reach other systems freely
control-in-place = in place
control-not-needed = not needed
control-evidence = Evidence (SHA-256)

firewall-title = Firewall for review
firewall-lead = Portcullis writes a firewall down; it never applies one. Somebody else reads exactly this text and agrees. What else may pass: portcullis instance firewall.
firewall-ssh = SSH from
firewall-web = Web from
firewall-propose = Write it down
firewall-approve = Agree to exactly this text
firewall-told =
    { $approver ->
        [nobody] Proposed by { $person }; waits for somebody else.
       *[other] Proposed by { $person }, agreed to by { $approver }.
    }
firewall-remark = For review ({ $case }). Nothing was applied. Check it first: nft -c -f FILE. Keep a second way in before you load it.

flow-why-unknown-destination = nobody expects a connection there, port { $port }
flow-why-unknown-client = nobody expects a connection to port { $port } from there
flow-why-unusual-port = GitLab does not usually connect to port { $port }
flow-why-rare = rare: { $count ->
    [one] one flow
   *[other] { $count } flows
}
flow-why-volume = { $bytes } bytes went out
flow-why-refused = refused on its way out ({ $count })
flow-compared =
    { $count ->
        [0] Nothing unusual among { $talk_count } talks ({ $flow_count } flows).
        [one] One question among { $talk_count } talks ({ $flow_count } flows). It wants a verdict.
       *[other] { $count } questions among { $talk_count } talks ({ $flow_count } flows). Each wants a verdict.
    }
flow-unread =
    { $count ->
        [one] One line could not be read.
       *[other] { $count } lines could not be read.
    }
flow-not-told = { $count } flows were only counted: more talks than are told apart.

nav-hardening = Hardening
hardening-title = Hardening
hardening-lead = Every recommendation of GitLab's that a machine can check, beside what is set. What an act mends goes through a plan and its approval like any other.
hardening-percent = Followed
hardening-told = { $met_count } met, { $short_count } fall short, { $unseen_count } could not be seen
hardening-keep = Keep this score
hardening-history = Earlier scores
hardening-score = { $percent } %, { $short_count } short ({ $person })
hardening-area-settings = Settings
hardening-area-rate_limits = Rate limits
hardening-area-cicd = CI/CD, keys and hooks
hardening-area-configuration = gitlab.rb
hardening-area-system = Operating system
hardening-stands-met = met
hardening-stands-short = short
hardening-stands-unseen = not seen
hardening-check = Check
hardening-state = State
hardening-observed = Observed
hardening-wanted = Recommended
hardening-why = Why
hardening-act = Act
hardening-case = Case
hardening-plan = Propose a plan of what is ticked
hardening-by-hand = by hand
hardening-undo = Can be undone.
hardening-unseen = Not seen: { $checks }
hardening-by-bundle = gitlab.rb, SSH and the kernel are seen in a bundle of the host: portcullis evidence collect there, then --bundle DIR here.
hardening-gap = Could not be read: { $gap }
done-hardening-measured = The score is on record.
harden-deploy-keys = A public deploy key opens every project that takes it; nobody owns it.
harden-system-hooks = A system hook sees every event: only to systems that you trust, and over checked TLS.
harden-variables = A secret that is not masked stands in job logs; one that is not protected is read from any branch.
harden-push-rules = Pushes should come from verified users, leave tags where they are and bring no files with secrets. For projects yet to be made: Admin → Push rules, by hand.
harden-configuration = Old protocols and open ways in of the web server and its neighbours.
harden-sshd = What the SSH server allows beyond Git is a way in and out.
harden-kernel = Settings of the kernel that make exploits and spoofed packets fail.
harden-ports = What listens for everybody should be SSH, the web and the registry; the rest belongs behind a firewall or on the host itself.

clock-updates = { $case }: look for updates of the instance

timeline-instance-sheet = A sheet was drawn up: { $sheet ->
    [users] users
    [credentials] credentials
    [processes] processes
    [listeners] open ports
    [host] host
   *[flows] network traffic
} ({ $count })
timeline-instance-judged = { $count ->
    [one] One item was
   *[other] { $count } items were
} judged { $verdict ->
    [benign] legitimate
    [open] open again
    [malicious] the attacker's
   *[unknown] not to be told
} ({ $sheet ->
    [users] users
    [credentials] credentials
    [processes] processes
    [listeners] open ports
    [host] host
   *[flows] network traffic
}). { $note }
timeline-instance-secrets = To be changed in { $section ->
    [instance_configuration] the instance configuration
    [database] the database
    [pipelines] CI/CD pipelines
   *[elsewhere] other places
}: { $names } ({ $count })
timeline-instance-changed = Changed in { $section ->
    [instance_configuration] the instance configuration
    [database] the database
    [pipelines] CI/CD pipelines
   *[elsewhere] other places
}: { $name }. Proof: { $proof }
timeline-instance-none = Nothing to change in { $section ->
    [instance_configuration] the instance configuration
    [database] the database
    [pipelines] CI/CD pipelines
   *[elsewhere] other places
}, because: { $reason }
timeline-instance-saved = State and logs are saved in { $place } ({ $hash }…); { $custodian } answers for them
timeline-instance-rebuild = To be rebuilt { $scratch ->
    [true] from scratch
   *[false] from a backup
}: { $source }. Known to be good because: { $reason }
timeline-instance-control = Network control: { $control ->
    [flow_logs] traffic is recorded
    [traffic_alerts] alerts on traffic
    [inbound_limited] only needed ports
    [outbound_limited] only needed destinations
    [administration_separate] administration from known networks
   *[segmented] separated from other systems
} – { $state ->
    [in_place] in place
   *[not_needed] not needed
}. { $note }
timeline-instance-firewall = A firewall was written down for review ({ $hash }…, { $count } rules)
timeline-instance-firewall-approved = The firewall { $hash }… was agreed to
timeline-instance-logs = All logs go to { $to }. Seen: { $seen }
timeline-instance-version = Installed { $installed }, latest { $latest }; missing security releases ({ $count }): { $missing }
timeline-instance-updates = { $owner } looks for updates every { $days_count } days
timeline-instance-hardening = Hardening: { $met_count } met, { $short_count } short, { $unseen_count } not seen

refusal-playbook-wants-sheet = Verdicts on this step are given on its sheet, so that nobody is left out.
refusal-playbook-wants-sheet-next = Draw the sheet up and judge each item (case → Instance, or portcullis instance).
refusal-playbook-wants-evidence = That state was saved is shown by evidence of the case, not by words.
refusal-playbook-wants-evidence-next = Take the host's bundle into the case or keep the file, then name its hash (case → Instance, or portcullis instance saved).
refusal-instance-saved-unknown = { $case } has no evidence { $hash }….
refusal-instance-saved-unknown-next = Send the host's bundle (portcullis evidence send DIR) and take it into the case (evidence take), or keep what was saved or the list of its hashes (evidence add), then name that hash.
refusal-instance-saved-not-taken = The bundle { $hash }… arrived but belongs to no evidence of { $case }.
refusal-instance-saved-not-taken-next = Take it into the case first (Custody, or portcullis evidence take).
refusal-instance-saved-damaged = { $name } is not what was kept: { $problem }
refusal-instance-saved-damaged-next = Verify the evidence of { $case }, then save the state again from the host or from another copy.
refusal-instance-no-firewall = No firewall was proposed.
refusal-instance-no-firewall-next = Write one down first.
refusal-instance-other-firewall = That is not the text that was proposed last.
refusal-instance-other-firewall-next = Read the text that was proposed and agree to its hash.
