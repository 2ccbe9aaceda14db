## Requests for logs

cli-dive-split = a request of its own: C-{ $case }
cli-dive-contact =
    logged. Answer this and nothing else:
    { $reply }
cli-dive-ordered = ordered: { $delivery }
cli-dive-closed = closed
cli-no-request = { $file } is no request
cli-dive-theirs = theirs
cli-dive-not-theirs = NOT theirs
cli-dive-owner-unknown = owner not verified
cli-dive-in-gitlab = in GitLab: { $seen }
cli-dive-policy = {"  "}policy { $preset }; asked again, it says the same: { $replays }
cli-dive-undecided = {"  "}not decided as it is now
cli-dive-finding = {"  "}finding { $number }: { $text }
cli-dive-tell-by = {"  "}tell them by { $due_at }; { $untold } findings untold
cli-dive-issue-tracking = tracking issue
cli-dive-issue-gap = gap issue
cli-dive-exception = {"  "}an exception is asked for; Legal answers to { $exception_hash }
cli-dive-not-closed = cannot be closed yet: { $rule }
cli-dive-text-reply = reply
cli-dive-text-update = update
cli-dive-text-redirect = redirect
cli-dive-approval-asked = asked for approval of { $hash }
cli-dive-link =
    link       { $url }
    until      { $expires_at }
    sealed     { $sealed }
    shown this once, kept nowhere
cli-dive-link-passphrase =
    link       { $url }
    until      { $expires_at }
    sealed     { $sealed }
    passphrase { $passphrase }   (tell it by another way)
    shown this once, kept nowhere
cli-dive-progress = { $state }: { $lines } line(s) found; record { $done }/{ $records }, bundles { $bundles_done }/{ $bundles }
cli-dive-left-out = {"  "}left out: { $what }
cli-redacted = { $spans } span(s) in { $lines } line(s), sha256 { $sha256 }
cli-dive-names-unknown = {"  "}not known: names of { $what }
cli-dive-further = further: --from { $next }
cli-dive-link-until = { $way }  until { $expires_at }

## Redaction by the command line

cli-redacted-file = { $result }: { $spans } span(s) in { $lines } line(s), sha256 { $result_sha256 }
cli-redact-one-file = edits are of one original: pass one file
cli-redact-there = { $file } is there already: name another folder, or pass --force to write over it
cli-redact-two = two files would be written to { $place }: redact { $file } into a folder of its own
cli-redact-original = { $file } is the original: name another folder
cli-redact-other-original = the edits are of another original than { $file }
cli-redact-edits-unused = edit(s) { $edits } are of nothing in { $file }
cli-redact-no-key = { $file } has no 64 hexadecimal digits
cli-no-file = { $file } is no file
cli-verify-pass = pass a report, a decision, or --case
cli-verify-differs = differs: { $what }
cli-verify-same = the same
cli-verify-neither = { $file } is neither a report nor a decision
cli-verify-no-report = no report
cli-verify-needs = a report is verified with --original, --rules and --key-file
cli-verify-no-request = no request
cli-verify-no-policy = no policy
cli-verify-not-result = { $file } is not the result of the report
cli-verify-left = { $count } span(s) are left in { $file }
cli-no-policy = the policy { $name } cannot be used
cli-redact-cannot = cannot redact { $file }
redact-packed = packed ({ $by }): unpack it first, or pass it to `dive run --bundle`
redact-encrypted = encrypted: decrypt it first
redact-wide = UTF-16 or UTF-32: write it as UTF-8 first (`iconv -t utf-8`)
redact-binary = no text: it has zero bytes, so that names would not be found
redact-no-subject = no subject is named: everything would be taken out
redact-no-path = account { $what } has no path
redact-edit-unsigned = edit { $what } lacks a reason or a name
redact-edit-of-nothing = edit { $what } is of nothing
redact-too-many = more names than there is room for: { $what }
