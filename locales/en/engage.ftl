## Asking GitLab for help

engage-title = Ask GitLab
engage-lead = GitLab's support helps after you have looked into it yourselves, and where your licence includes support.
engage-preliminary = Preliminary investigation
engage-point-docs_searched = GitLab's documentation and known problems were searched
engage-point-scope_described = What happened, since when and where is written down
engage-point-logs_kept = The logs that matter are kept as evidence
engage-point-questions_asked = The questions of the guide were asked of the record
engage-point-containment_tried = What you can contain yourselves is contained
engage-checked = done
engage-open = open
engage-suggested = The case itself speaks for it.
engage-note = What was found, or where it is written
engage-check = Say that it is done
engage-licence = Licence
engage-licence-unknown = Not stated yet.
engage-source = How you know
engage-state = State
licence-free = Free: no support
licence-premium = Premium
licence-ultimate = Ultimate
engage-bundle = Support bundle
engage-bundle-lead = Case, timeline, findings and connection as one file. Secrets, mail addresses, network addresses and names of people are taken out and have stand-ins; numbers that GitLab gave stay.
engage-make-bundle = Make the bundle
engage-ask = Record that GitLab was asked
engage-ticket = Ticket
done-engage-checked = The point is on record.
done-engage-licence = The licence is on record.
done-engage-asked = It is on record that GitLab was asked.
timeline-engage-checked = Looked into before asking GitLab: { $point ->
    [docs_searched] documentation and known problems
    [scope_described] what happened, since when and where
    [logs_kept] the logs are kept
    [questions_asked] the questions of the guide
   *[containment_tried] containment by ourselves
}. { $note }
timeline-engage-licence = Licence: { $licence ->
    [free] Free
    [premium] Premium
   *[ultimate] Ultimate
}. Source: { $source }
timeline-engage-bundle = A support bundle was made ({ $hash }…); { $count ->
    [one] one passage was
   *[other] { $count } passages were
} taken out.
timeline-engage-asked = GitLab was asked: { $ticket }
refusal-engage-preliminary-incomplete = The preliminary investigation is not done: { $count ->
    [one] one point is
   *[other] { $count } points are
} open ({ $points }).
refusal-engage-preliminary-incomplete-next = Look into each point and say what was found.
refusal-engage-licence-unknown = It is not stated which licence you have.
refusal-engage-licence-unknown-next = State the licence and how you know.
refusal-engage-not-eligible = The Free tier includes no support by GitLab. Source: { $source }
refusal-engage-not-eligible-next = Search the documentation and the forum, or report a flaw in GitLab itself to its security team.
refusal-engage-redaction-incomplete = { $file } still holds something of kind { $kind } after redaction; no bundle was made.
refusal-engage-redaction-incomplete-next = Correct the entry that holds it, then make the bundle again.
