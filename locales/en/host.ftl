## A host's evidence: collect, verify, analyse

host-collected =
    { $count ->
        [one] { $host }: one item, { $bytes } read, { $stored } kept in { $out }
       *[other] { $host }: { $count } items, { $bytes } read, { $stored } kept in { $out }
    }
host-progress = { $number }/{ $of } { $probe } { $elapsed } of at most { $budget }  { $item_count } items
host-seal = Seal: { $seal }
host-seal-keep = Write the seal down away from this host. Later: portcullis evidence verify { $out } --seal { $seal }
host-not-root = Not run as root: a part of the host was not visible.
host-on-own-disk = The bundle lies on the host's own disk. Move it away soon; writing may have overwritten deleted files.
host-in-clear = The bundle is not encrypted. Logs may hold secrets: treat it as a secret. (--age encrypts.)
host-gaps = Not seen:
host-cut = The bundle is sealed without what is missing and is never continued. Collect that into another folder: --only { $only }, with more --minutes or more room.
host-gap-not-permitted = not permitted ({ $count })
host-gap-gone = gone while being looked at ({ $count })
host-gap-unreadable = unreadable ({ $count })
host-gap-too-large = larger than the limit: taken up to it, or told without a hash ({ $count })
host-gap-too-many = more than the limit ({ $count })
host-gap-time-over = the time was over ({ $count })
host-gap-disk-full = the disk of the bundle would have become too full ({ $count })
host-gap-not-redacted = not safely redacted, only the hash was kept ({ $count })
host-gap-not-offered = not offered by this kernel or installation ({ $count })
host-gap-by-hand = to be done by hand ({ $count })
host-gap-changed-while-read = changed while being read ({ $count })

host-flaw-altered = ALTERED
host-flaw-missing = MISSING
host-flaw-added = ADDED
host-flaw-unreadable = UNREADABLE
host-flaw-contradiction = CONTRADICTS ITS MANIFEST
host-flaw-other-seal = NOT THE SEAL THAT WAS WRITTEN DOWN
host-flaw-unfinished = COLLECTION NOT FINISHED
host-sound = Sound: all { $count } items are as they were sealed. Seal: { $seal }
host-damaged =
    { $flaw_count ->
        [one] NOT SOUND: one flaw among { $count } items.
       *[other] NOT SOUND: { $flaw_count } flaws among { $count } items.
    }
host-compare-seal = Compare the seal with the one that was written down when it was collected (--seal does it).

host-process = Processes that nobody expects ({ $count })
host-process-ask = Who started it, and for what? If nobody knows: malicious until proven otherwise.
host-listener = Listening ports that nobody expects ({ $count })
host-listener-ask = Which service is this, and must it be reachable from there?
host-changed-file = Programs that are not as their package brought them ({ $count })
host-changed-file-ask = Who replaced it, and when? Do not trust what this program says about the host.
host-hook = Git hooks and file hooks ({ $count })
host-hook-ask = Who put it there? It sees every push or event and runs as GitLab's user.
host-key = SSH keys that open the machine ({ $count })
host-key-ask = Whose key is it, and does that person still need it?
host-cron = Entries of cron ({ $count })
host-cron-ask = Who wants this to run again and again?
host-startup = What starts by itself ({ $count })
host-startup-ask = Who installed it? It comes back after each restart.
host-set-id = Programs with their owner's rights ({ $count })
host-set-id-ask = Why must everybody run this with somebody else's rights?
host-sudo-rule = Rules of sudo ({ $count })
host-sudo-rule-ask = Who allowed this, and is it still needed?
host-account = Accounts of the machine ({ $count })
host-account-ask = Who made this account so?
host-module = Kernel modules from outside ({ $count })
host-module-ask = Which driver is it? A module can hide everything else.

host-why-unknown-process = no baseline knows { $path } with this command line
host-why-deleted-binary = its binary { $path } was deleted while it runs; the bundle holds a copy. After an update of the package this is normal until the restart
host-why-odd-place = its binary lies where no program belongs: { $path }
host-why-poses-as-kernel = it calls itself { $name }, like a thread of the kernel, and has a binary
host-why-preloads = it was started with a library of somebody's choice: { $path }
host-why-odd-code = it runs code from { $path }
host-why-unknown-port = no baseline knows this port; held by { $program }
host-why-open-to-all = this port is meant for the host alone, but can be reached from elsewhere; held by { $program }
host-why-other-program = this port belongs to another program; held by { $program }
host-why-changed-file = its content differs from package { $package }
host-why-missing-file = package { $package } brought it, and it is gone
host-why-unknown-file = neither a package nor a baseline knows it
host-why-packages-untold = the bundle does not tell what packages brought, or not all of it: of { $count } such files nobody can say whether they belong here. Collect again with packages and time enough, or compare with a baseline of a good host
host-why-other-content = the baseline knows it with another content
host-why-unknown-key = no baseline knows this key of { $user }
host-why-unreadable-key = this line among the keys of { $user } cannot be read as a key
host-why-keys-by-program = sshd asks a program which keys let somebody in, and it is not GitLab's
host-why-keys-elsewhere = sshd also takes keys from here
host-why-not-by-gitlab = GitLab did not write this line: it does not run gitlab-shell and lets its owner in as { $user }
host-why-unknown-entry = no package and no baseline knows it; it runs as { $user }
host-why-unknown-rule = no baseline knows this rule
host-why-second-root = it has the rights of root under another name
host-why-no-password = it can sign in without a password

host-compared =
    { $count ->
        [0] Nothing unknown among { $all_count } things compared.
        [one] One question among { $all_count } things compared. It wants a verdict.
       *[other] { $count } questions among { $all_count } things compared. Each wants a verdict.
    }
host-untold =
    { $count ->
        [one] Of one process the binary could not be seen; it was not compared. Collect as root.
       *[other] Of { $count } processes the binary could not be seen; they were not compared. Collect as root.
    }
host-proposed = { $file } holds what this host has beyond the shipped baseline. Read it before you use it: everything in it will be taken as known.
