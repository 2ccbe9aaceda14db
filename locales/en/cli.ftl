## What the command line says by itself

cli-yes = yes
cli-no = no
cli-cannot-start = cannot start
cli-first-login =
    First start: an account was made. This is shown once.
    {"  "}name      { $name }
    {"  "}password  { $password }  (to be changed at the first sign-in)
cli-next = next: { $next }
cli-not-known = not known: { $what }
cli-answered-status = the server answered { $status }
cli-on-record = on record as entry { $index }
cli-done = done
cli-no-legal-advice = a memory aid, not legal advice

## What stops a command

cli-cannot-read = cannot read { $file }
cli-cannot-read-stdin = cannot read standard input
cli-cannot-write = cannot write { $file }
cli-cannot-make = cannot make { $file }
cli-cannot-read-ledger = cannot read the ledger in { $file }
cli-cannot-listen = cannot listen on { $address }
cli-in-file = in { $file }
cli-no-json = { $file } is no JSON
cli-no-pair = { $given }: expected { $form }
cli-problems-in-playbooks =
    { $count } problem(s) in playbooks:
    {"  "}{ $lines }
cli-problems-in-questions =
    { $count } problem(s) in questions:
    {"  "}{ $lines }
cli-problems-in-rules =
    { $count } problem(s) in rules:
    {"  "}{ $lines }
cli-problems-in-rules-stay =
    { $count } problem(s) in rules; those in force stay:
    {"  "}{ $lines }
cli-refused = { $what }{ $rule }
cli-refused-next =
    { $what }{ $rule }
    {"  "}next: { $next }
cli-settings-unusable = { $count } setting(s) cannot be used
cli-no-act = { $name } is no act: expected one of { $names }
cli-no-message = { $name } is no message
cli-cannot-be-approved = { $name } cannot be approved: say plan, message, exception, release or dive-exception
cli-say-hash = say --hash: exactly what was read is agreed to
cli-ci-give-trace = give --trace, --config or both
