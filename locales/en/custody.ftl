## Custody of evidence, and the bundle for court and auditor

custody-title = Custody
custody-lead = Who took, saw, exported and handed on the evidence of this case, how long it is kept, and how far it may travel.
custody-marking = Marking
custody-unmarked = not marked
custody-hold = Legal hold
custody-no-hold = none
custody-held = by { $by } since { $at }: { $reason }
custody-retain = Kept at least until
custody-no-retain = no time stated
custody-disposable = The time is over and no hold stands in the way: whoever runs the store may dispose of it. Portcullis deletes nothing.
custody-store = Evidence store
custody-store-locked = { $place } refuses to change or delete, also for Portcullis itself
custody-store-open = { $place } is protected by permissions alone
custody-store-bit = immutable bit: { $bit ->
    [on] set
    [off] not asked for
   *[not_permitted] not permitted here
}
custody-store-lock = Object Lock { $mode }, { $day_count ->
    [one] { $day_count } day
   *[other] { $day_count } days
}
custody-items = Items
custody-none = No evidence is kept yet.
custody-custodian = Held by { $who }
custody-locked = locked until { $until } ({ $mode })
custody-chain = Chain
custody-mark = Mark
custody-scope = What
custody-whole-case = the whole case
custody-reason = Why
custody-place-hold = Place a legal hold
custody-release = End the legal hold
custody-until = Until (UTC)
custody-retain-do = Keep longer
custody-to = To whom
custody-how = How, with the receipt
custody-transfer = Record the hand-over
custody-purpose = What for
custody-reach = Who may read it there
custody-reach-named = named persons only
custody-reach-company = the organisation
custody-reach-customers = customers
custody-reach-public = everybody
custody-export = Export for court or auditor
custody-export-lead = One tar with the evidence, this case's journal with proofs, the signed head with its witnesses, time stamps, and a document that says how a stranger checks it all offline.
custody-arrivals = Bundles that arrived
custody-arrivals-none = No sender has appended a bundle.
custody-take = Take into this case
custody-bundle = { $host } · { $count ->
    [one] { $count } item
   *[other] { $count } items
} · from { $sender }
done-custody-marked = The marking is on record.
done-custody-held = The legal hold is placed.
done-custody-released = The legal hold is ended.
done-custody-retained = The time is on record.
done-custody-transferred = The hand-over is on record.
done-custody-taken = The bundle belongs to this case.
timeline-custody-marked = Marked { $label }{ $hash ->
    [none] { "" }
   *[other] { " " }({ $hash }…)
}: { $reason }
timeline-custody-held = Legal hold on all evidence: { $reason }
timeline-custody-released = Legal hold ended: { $reason }
timeline-custody-retained = Evidence is kept at least until { $until }: { $reason }
timeline-custody-transferred = Evidence { $hash }… went to { $to } ({ $how }): { $reason }
timeline-custody-exported = The bundle for court and auditor was made for { $to } ({ $count ->
    [one] { $count } item
   *[other] { $count } items
}{ $label ->
    [none] { "" }
   *[other] , { $label }
}): { $purpose }
timeline-custody-locked = { $place } is locked until { $until } ({ $mode })
timeline-custody-arrived = A bundle of { $host } arrived from { $sender }
refusal-custody-tlp = { $label } does not permit that: at most { $most ->
    [named] named persons
    [company] the organisation
    [customers] customers
   *[public] everybody
} may read it, not { $reach ->
    [named] named persons
    [company] the organisation
    [customers] customers
   *[public] everybody
}.
refusal-custody-tlp-next = Choose a smaller circle, or mark it anew with a reason.
refusal-custody-held-already = A legal hold is in force already, placed by { $by }.
refusal-custody-held-already-next = Nothing more is to be done: it covers all evidence of the case.
refusal-custody-not-held = There is no legal hold to end.
refusal-custody-not-held-next = Look at the chain: somebody else may have ended it.
refusal-custody-own-hold = You placed this hold ({ $by }): somebody else must end it.
refusal-custody-own-hold-next = Ask another responder to end it, with the reason.
refusal-custody-shorter = Everything is to be kept until { $until } at least; a time is only ever made longer.
refusal-custody-shorter-next = Name a later time.
refusal-custody-past = That time is over already.
refusal-custody-past-next = Name a time to come.

court-title = How to verify { $case }: { $title }
court-lead = This folder proves itself. You need no account, no network and no program of ours to check it.
court-to = Handed to
court-purpose = Purpose
court-holds = What it holds
court-holds-items = items/: the evidence. Each file is named by the SHA-256 of its bytes.
court-holds-journal = journal/: every entry that the journal holds on this case up to the one by which this bundle was ordered, byte for byte (.leaf), each with the proof that it is in the ledger (.tlog-proof, C2SP tlog-proof).
court-holds-head = checkpoint: the signed head of that ledger, with the signatures of those independent witnesses that saw it; verifier.pub and witnesses.pub: the keys. Without a witness the server alone signed it; verifying says so.
court-holds-stamps = stamps/: what a time-stamping authority signed (RFC 3161), where one is configured; manifest.json: every file with its hash; SEAL: the manifest's hash.
court-shows = What follows if it verifies
court-shows-whole = Not one byte of evidence or of an entry was changed since its entry was written.
court-shows-then = The entries were in the ledger before each witness that is named signed, and before each stamp was given; nothing was put in between afterwards. Where none is named, the time rests on the server's clock alone.
court-shows-complete = No entry of the case was left out, from its first to the one by which this bundle was ordered: each carries how many came before it.
court-shows-evidence = No evidence was left out that these entries say was kept, nor a file that the manifest of a host's bundle names. Name, kind and size of each item, and title, marking, legal hold, exercise, recipient and purpose, are those that the entries tell.
court-shows-who = Each entry names who acquired, saw, handed on or exported what, and when by the server's clock.
court-shows-not = What does not follow
court-not-later = That nothing was written after the entry by which this bundle was ordered: ask for a new bundle, or compare with the ledger itself.
court-not-true = That what a person wrote is true, or that a suspected host told the truth about itself.
court-not-proven = What no entry tells: the words of this page, when and with which program the folder was written (made_at, made_with). Only the seal that was written down holds them.
court-not-key = That the keys are the right ones: get verifier.pub, the witnesses' keys and the authority's certificate in another way than with this folder.
court-check = How to check
court-check-seal = Compare the SHA-256 of manifest.json with the seal that was written down when the bundle was made.
court-check-own = With Portcullis, or with contrib/verify-court/verify.py, a short script that shares no code with it: it was written from the published format (docs/reference/court-bundle.md) and needs Python with the package cryptography.
court-check-hand = By hand: the hashes of the items, the stamps with OpenSSL, the proofs with any program that reads C2SP tlog-proof. N is the number in the name of a stamp.
court-foot = { $case } · for court and auditor
court-sound = { $case } ({ $title }) is sound: { $count ->
    [one] { $count } item
   *[other] { $count } items
} whole, { $entry_count ->
    [one] { $entry_count } entry
   *[other] { $entry_count } entries
} proven.
court-damaged = { $case } ({ $title }) is NOT sound: { $flaw_count ->
    [one] one thing does
   *[other] { $flaw_count } things do
} not hold. { $count ->
    [one] { $count } item is
   *[other] { $count } items are
} whole, { $entry_count ->
    [one] { $entry_count } entry is
   *[other] { $entry_count } entries are
} proven.
court-complete = { $count ->
    [one] This one entry is all
   *[other] These are all { $count } entries
} of the case up to { $at }, when the bundle was ordered, with all evidence that they say was kept: none was left out.
court-unproven = No entry tells when and with which program the folder was written, nor the words of VERIFY: only the seal that was written down holds them.
court-witness = Seen by the witness { $witness } at { $at }.
court-no-witness = No witness saw the head: who holds the signing key could have written another past.
court-stamp = Stamped at { $at } by { $authority }{ $anchored ->
    [true] { "" }
   *[false] { " " }— not compared with a trusted certificate: give --tsa-ca
}.
court-own-key = The key is the bundle's own: compare verifier.pub with the one that was handed over, or give --key.
court-compare-seal = Compare the seal with the one that was written down: { $seal }
host-flaw-unproven = NOT PROVEN

## RFC 3161

refusal-stamp-no-authority = No time-stamping authority is configured.
refusal-stamp-no-authority-next = Add [tsa] with url and ca_file to the settings.
