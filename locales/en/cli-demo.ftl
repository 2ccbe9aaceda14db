## The demo

cli-demo-running = A simulated GitLab and Portcullis are running, on loopback
cli-demo-attack = The attack: { $name }
cli-demo-before = The attacker's credentials, before anything is done
cli-demo-after = The attacker comes back and tries everything
cli-demo-recorded = Recorded, before anything was decided
cli-demo-streamed = { $count } event(s) by GitLab's stream, each durable before it was answered
cli-demo-imported = { $records } record(s) from { $name }, { $unparsed } unreadable
cli-demo-tellings = { $tellings } tellings are { $events } events: each shows once
cli-demo-found = Found
cli-demo-refused = { $attempt }: refused by { $rule }
cli-demo-not-refused = NOT refused
cli-demo-contain = Case { $case }: contain
cli-demo-opened-by-a-finding = Case { $case } ({ $kind }) is open, by a finding
cli-demo-opened-as-a-linked-case = Case { $case } ({ $kind }) is open, as a linked case
cli-demo-opened-by-hand = Case { $case } ({ $kind }) is open, by hand
cli-demo-survey = { $username } ({ $state }): { $memberships } memberships, { $tokens } token(s), { $keys } key(s)
cli-demo-act = { $number }. { $kind } { $target } (can be undone)
cli-demo-act-final = { $number }. { $kind } { $target } (cannot be undone)
cli-demo-put-back = Put the settings back
cli-demo-nothing-to-put-back = nothing to put back
cli-demo-evidence-first = Evidence first, then away with it
cli-demo-kept = kept { $name }: { $sha256 }
cli-demo-left-behind = What was left behind?
cli-demo-swept = sweep { $round }: { $left } alive
cli-demo-answered = { $count } mandatory step(s) of the playbook are answered
cli-demo-drill = A drill: do all that can be undone, and undo it
cli-demo-drill-release = A drill: let the user in, and lock out again
cli-demo-not-undone = step { $step } is NOT undone: { $problem }
cli-demo-same = state of { $bytes } bytes: the same, byte for byte
cli-demo-not-same = state of { $bytes } bytes: NOT the same
cli-demo-proof = Proof
cli-demo-ledger = { $name }: { $records } records, { $checkpoints } checkpoint(s), { $problems } problem(s)
cli-demo-proven = record { $record } proven against the signed checkpoint
cli-demo-key = key { $key }
cli-demo-still-there = STILL THERE: { $name }
cli-demo-gone = gone: { $name }
cli-demo-contained = Contained and proven
cli-demo-not-contained = NOT contained
cli-demo-figures = exposure window { $exposure_window_s } s, { $events } events, { $rounds } sweep(s), { $undone } act(s) undone in drills
cli-check-swept-clean = swept clean
cli-check-undo-restores-state = undo restores state
cli-check-refused-what-must-be = refused what must be
cli-check-ledger-verified = ledger verified
cli-check-no-secret-written = no secret written
cli-check-contained = contained
cli-demo-pages =
    The pages are open until Ctrl-C. Sign in once with:
    {"  "}{ $url }
cli-exercise-pages =
    The pages show it as it goes. Sign in once with:
    {"  "}{ $url }
cli-demo-not-fresh = { $file } holds data already; the demo wants a fresh folder
cli-scorecard = Scorecard
cli-exercise-nothing = { $name }: nothing is to be contained

## What must be refused

cli-attempt-at-once = execute at once
cli-attempt-own-approval = approve one's own request
cli-attempt-let-in = let the user in before the sweep
cli-attempt-without-consent = put settings back without consent
cli-attempt-delete-first = delete before a copy is kept
cli-attempt-lock-out = lock the responder out
cli-attempt-severity = severity by somebody without the duty
cli-attempt-administrator = an administrator looks into the case
cli-attempt-early-customers = a message to customers before its medium is decided
cli-attempt-early-public = a message to public before its medium is decided
cli-attempt-early-support = a message to support before its medium is decided
cli-attempt-own-message = approval of one's own request
cli-attempt-blog-first = a blog post before customers are told
cli-attempt-mail-without-duty = a mail to customers by somebody without the duty
cli-attempt-mail-tracked = a mail whose link follows its reader
cli-attempt-mail-unapproved = a mail that nobody approved
cli-attempt-all-clear = all clear before everybody was told the end
