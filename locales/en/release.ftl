# What a granted request for logs leads to: search, redaction, release, links.

# Timeline.
timeline-dive-begun = The search began: { $subjects } resource(s), { $bundles } bundle(s) of logs.
timeline-dive-begun-access = The search began: { $subjects } resource(s), { $bundles } bundle(s) of logs. Lines of access logs are let in, because: { $access }
timeline-dive-cancelled = The search was ended: { $reason }
timeline-dive-stuck = The search could not go on: { $why }
timeline-dive-frozen = What was found is frozen: { $lines } line(s), { $hash }.
timeline-dive-edited = A reviewer { $kind ->
    [add] added
   *[lift] lifted
} a span in line { $line }: { $reason }
timeline-dive-redacted = Redacted: { $spans } span(s) taken out, result { $hash }.
timeline-dive-verified = The redaction { $hash } was made again: { $same ->
    [true] the same
   *[false] not the same
}.
timeline-dive-released = A sealed copy of { $hash } lies behind a link until { $expires } UTC.
timeline-dive-received = The sealed copy was taken by link { $link }; it opens nothing any more.
timeline-dive-recalled = Link { $link } was ended: { $reason }

# Refusals.
refusal-dive-nothing-under-way = No search is under way.
refusal-dive-nothing-found-yet = Nothing was found yet. Next: begin the search and wait until it is done.
refusal-dive-not-redacted = There is no redaction of what was found last with all edits in it. Next: redact.
refusal-dive-not-the-original = The edit is of another original than the one that was found last. Next: open the page again.
refusal-dive-edit-of-nothing = There is nothing at that place that could be added or lifted. A span is lifted as a whole.
refusal-dive-too-many-names = More than { $most } names stand in the logs: not all of them could be taken out. Next: search fewer resources or a shorter window, or give a bundle of fewer hosts or days.
refusal-dive-changed-meanwhile = Somebody else changed the redaction meanwhile. Next: look at it again.
refusal-dive-other-result = { $hash } is not what would be handed over now: it was never redacted here, or it changed since. Next: redact, and ask for approval of the new hash.
refusal-dive-search-under-way = A search that { $by } began is under way, of other bundles or without access logs.
refusal-dive-search-under-way-next = Wait until it is done, or end it; then order yours.
refusal-dive-link-open = Link { $link } is still open. Next: end it first.
refusal-dive-link-used = The link was used: it opens once.
refusal-dive-link-recalled = The link was ended.
refusal-dive-link-expired = The link's time is over.
dive-link-outdated = opens nothing any more: the result changed
refusal-dive-too-many-tries = Too many links that are none. Next: wait a minute.

# The reviewer's page.
redaction-title = Search, redaction and release
redaction-lead = Originals never leave. What leaves is redacted, approved by its exact hash by two sides, and sealed.
dive-run-title = Search
dive-run-none = nothing searched yet
dive-run-running = under way
dive-run-waiting = interrupted
dive-run-done = done
dive-run-cancelled = ended
dive-run-stuck = could not go on
dive-lines = { $count ->
    [one] { $count } line found
   *[other] { $count } lines found
}
dive-progress = record { $records }, bundles { $bundles }
dive-seen-taken = taken
dive-seen-access-log = of access logs, refused
dive-seen-unreadable = not readable
dive-seen-other-kind = of another kind of log
dive-seen-other-time = outside the window
dive-seen-other-resource = of other resources
dive-left-out = Files of bundles that were left out
dive-bundles = Also search these bundles of logs
dive-bundles-hint = What was sent in for this request. The record is searched in any case.
dive-upload = Add a bundle (tar, zip or one log; gzip, zstd, xz, bzip2)
dive-upload-keep = Keep as evidence
dive-upload-wrong = It was not kept:
dive-access-because = Let access logs in, because
dive-begin = Begin the search
dive-go-on = Go on
dive-cancel = End the search
dive-reason = Reason
redaction-result = Redacted
redaction-none = There is no redaction that could be handed over.
redaction-verified = Made again
redaction-same = the same
redaction-differs = not the same
redaction-not-verified = not yet
redaction-edits = Changes by reviewers
redaction-edits-unused = { $count ->
    [one] { $count } no longer finds its span
   *[other] { $count } no longer find their spans
}
redaction-verify = Make it again and compare
redaction-hosts = Names of inner machines
redaction-names = Other names to be taken out
redaction-given-hint = One a line. They are taken out wherever they stand, also in encoded forms.
redaction-gaps = Names that are not known here. Look for them in the lines before you approve.
redaction-gap-no-gitlab = No GitLab is configured: names come from the record and from the lines themselves only.
redaction-gap-users = The users of the instance could not be listed.
redaction-gap-projects = The projects of the instance could not be listed.
redaction-gap-groups = The groups of the instance could not be listed.
redaction-make = Redact
redaction-side-by-side = Side by side
redaction-only-spans = Only lines from which something was taken out
redaction-all-lines = All lines
redaction-line = Line
redaction-original = As found
redaction-change = Change
redaction-lift = Lift
redaction-add = Take out, too
redaction-text = Text in this line
redaction-further = Further lines
redaction-from-line = From line
redaction-go = Go
redaction-kind-unreadable = unreadable lines
redaction-kind-access-log = lines of access logs
redaction-kind-secret = secrets
redaction-kind-email = mail addresses
redaction-kind-url = addresses of pages
redaction-kind-host = names of machines
redaction-kind-ip = IP addresses
redaction-kind-place = projects and groups
redaction-kind-user = users
redaction-kind-id = numbers
redaction-kind-review = by a reviewer
dive-release-title = Release
dive-release-lead = Security and Legal approve exactly this hash; then support hands over. Any change makes both approvals void.
dive-approval = Approval
dive-approval-none = nobody was asked
dive-approval-waiting = waiting
dive-approval-approved = approved
dive-approval-declined = declined
dive-approval-expired = expired
dive-approval-voided = void: it changed
dive-ask-release = Ask for approval
dive-recipient = Recipient's age key (empty: a passphrase is made)
dive-hand-over = Seal and hand over
dive-recall = End the link
dive-link-open = open
dive-link-received = taken
dive-link-recalled = ended
dive-link-expired = expired
done-dive-begun = The search was begun.
done-dive-cancelled = The search was ended.
done-dive-redacted = Redacted.
done-dive-edited = Changed; the result has a new hash.
done-dive-same = Made again: the same.
done-dive-differs = Made again: not the same.
done-dive-asked = Security and Legal were asked.
done-dive-recalled = The link was ended.

# What was handed over, shown once.
handed-over-title = Handed over
handed-over-once = Link and passphrase are shown this once; they are kept nowhere.
handed-over-link = Link
handed-over-passphrase = Passphrase
handed-over-no-host = Put the address under which the recipient reaches this server before it (server.public_url in the settings does it by itself).
handed-over-other-way = Tell it by another way than the link.

# The link.
handover-title = A sealed file for you
handover-lead = It can be taken once. Looking at this page takes nothing.
handover-size = Size
handover-hash = SHA-256 of the sealed file
handover-expires = Opens until
handover-take = Take the file now
handover-open = How to open it
handover-open-key = With age (age-encryption.org) and the key that belongs to this recipient:
handover-open-passphrase = With age (age-encryption.org) and the passphrase that you were told by another way:
handover-over = This link opens nothing any more
handover-used = The file was taken. A link works once.
handover-expired = The link's time is over.
handover-recalled = The link was ended by those who made it.
handover-over-next = If you did not get the file, ask whoever gave you the link for a new one, and tell them that this one did not work for you.
