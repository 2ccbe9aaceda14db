## コマンドラインのヘルプ: ログの依頼、その窓口、墨消し

# Requests for logs: what becomes of them; logs without what is others'
help-assist = ログの依頼: どう扱うか。ログから他者のものを取り除く
# Say what becomes of a request, and why
help-assist-decide = 依頼をどう扱うかを、理由とともに示す
# The request is a JSON document on standard input: when it was asked, where the requester's GitLab runs, plan, resources, events, window and so on; see docs/guide/assist.md. What is left out, or null, is named as missing; `personal_data`, `complex`, `insisted` and `cost_accepted` left out mean no
help-assist-decide_more-1 = 依頼は標準入力の JSON 文書です。いつ求められたか、依頼者の GitLab の稼働場所、プラン、リソース、イベント、期間などを書きます。docs/guide/assist.md を参照してください。省略したものと null は不足として示されます。`personal_data`、`complex`、`insisted`、`cost_accepted` は、省略すると「いいえ」とみなします。
# Exits with 0 whatever becomes of the request, with 1 when it cannot be read
help-assist-decide_more-2 = 依頼の扱いがどうなっても 0 で終了し、読み取れない場合は 1 で終了します。
# Preset: document, gitlab-present, or one of the policy file
help-assist-decide--policy = プリセット: document、gitlab-present、またはポリシーファイルにあるもの
# Your own presets, a file of the form of policies/log-dive.yml
help-assist-decide--policy-file = 自分のプリセット。policies/log-dive.yml と同じ形式のファイル
# kept, to be verified later
help-assist-decide_after-1 = 保存しておき、後で検証する
# what a request must tell
help-assist-decide_after-2 = 依頼に書くべきこと
# Take out of logs what is not the subjects' (LD26), with a report that proves it
help-assist-redact = 対象者のもの以外をログから取り除き（LD26）、それを証明する報告を作る
# Log files; their lines as GitLab writes them, not packed
help-assist-redact--files = ログファイル。行は GitLab が書いたまま、圧縮していないもの
# Whose logs these are and what is known of others (JSON: subjects, others, hosts)
help-assist-redact--rules = 誰のログか、ほかの人について分かっていること（JSON: subjects、others、hosts）
# Key of the pseudonyms, 64 hexadecimal digits: keep it with the original
help-assist-redact--key-file = 仮名の鍵。16 進数 64 桁。原本とともに保管する
# Folder for the results
help-assist-redact--out = 結果のフォルダー
# What a reviewer added and lifted (JSON)
help-assist-redact--edits = レビュー担当者が追加・解除したもの（JSON）
# Write over earlier results
help-assist-redact--force = 以前の結果に上書きする
# Writes for each file NAME into the folder:
help-assist-redact_after-1 = ファイル NAME ごとに、フォルダーに次のものを書きます:
# the result
help-assist-redact_after-2 = 結果
# each span: line, first byte, byte behind the last, what, how found, pseudonym
help-assist-redact_after-3 = 各スパン: 行、最初と最後の次のバイト、内容、見つけ方、仮名
# hashes of all of it, and how much of what was taken out
help-assist-redact_after-4 = これらすべてのハッシュと、何をどれだけ取り除いたか
# A key file that is not there is made. Lines of access logs are withheld (LD25) unless the rules say otherwise
help-assist-redact_after-5 = 鍵のファイルがなければ作られます。アクセスログの行は、ルールで許されない限り取り除かれます（LD25）。
# Do a redaction, or a decision, again and compare
help-assist-verify = 墨消しまたは判断をもう一度行い、結果を比べる
# A report of `assist redact`, or a document of `assist decide --json`: every member is made again, reasons and reply, too
help-assist-verify--document = `assist redact` の報告、または `assist decide --json` の文書。理由と返信も含め、すべての内容を作り直して比べる
# The original of the report
help-assist-verify--original = 報告の原本
# The file of your own presets, where a decision went by one of them
help-assist-verify--policy-file = 判断が独自のプリセットによる場合、そのプリセットのファイル
# The result [default: beside the report]
help-assist-verify--result = 結果 [既定値: 報告の隣]
# The rules that it went by
help-assist-verify--rules = 使ったルール
# The key of its pseudonyms
help-assist-verify--key-file = 仮名の鍵
# What a reviewer added and lifted
help-assist-verify--edits = レビュー担当者が追加・解除したもの
# The last redaction of a request's case instead, from its evidence and journal
help-assist-verify--case = 代わりに、依頼のケースで最後に行った墨消しを、その証拠とジャーナルから検証する

# The desk for log requests: file, decide, look into, tell, close
help-dive = ログ調査依頼の窓口: 登録、判断、調査、連絡、終了
# All requests, latest first
help-dive-list = すべての依頼。新しい順
# One request: what is missing, what was decided and why
help-dive-show = 依頼を 1 つ表示する。足りないもの、判断とその理由
# File a request, complete or not
help-dive-new = 依頼を登録する。足りないものがあってもよい
# A project, by full path
help-dive-new--project = プロジェクトのフルパス
# The request as JSON, as `portcullis assist decide` reads it; what follows goes over it
help-dive-new--file = 依頼の JSON。`portcullis assist decide` と同じ形式。ほかのオプションが優先される
# application, component or access
help-dive-new--log = ログの種類: application、component、access
# Change what is named and file the request anew: what was decided counts no more
help-dive-edit = 指定した項目だけを変えて依頼を出し直す。これまでの判断は無効になる
# A project, by full path
help-dive-edit--project = プロジェクトのフルパス
# The request as JSON, as `portcullis assist decide` reads it; what follows goes over it
help-dive-edit--file = 依頼の JSON。`portcullis assist decide` と同じ形式。ほかのオプションが優先される
# application, component or access
help-dive-edit--log = ログの種類: application、component、access
# Say whose a resource is
help-dive-verify-ownership = リソースが誰のものかを記録する
# project, group or user
help-dive-verify-ownership--kind = project、group、user
# Full path, or user name
help-dive-verify-ownership--path = フルパス、またはユーザー名
# It is not the requester's
help-dive-verify-ownership--not-owned = 依頼者のものではない
# How that is known
help-dive-verify-ownership--how = 分かった経緯
# Ask GitLab again which of the resources it knows
help-dive-look-up = どのリソースが存在するかを、GitLab にもう一度確かめる
# Decide; exits with 10 unless somebody looks into it
help-dive-decide = 判断する。誰かが調べることにならなければ 10 で終了する
# Make a part that is on offer a request of its own
help-dive-split = 提示された一部分を、別の依頼にする
# owned, not-owned, other-logs or refused-logs
help-dive-split--part = owned（所有分）、not-owned（所有していない分）、other-logs（その他のログ）、refused-logs（拒否されたログ）
# Note what was found; once on the tracking issue
help-dive-note = 分かったことを記録する。追跡用 Issue には一度だけ書かれる
# What was found
help-dive-note--text = 分かったこと
# SHA-256 of the artefact that shows it
help-dive-note--artefact = それを示す成果物の SHA-256
# The prepared texts: reply, next update, redirect, issues
help-dive-texts = 定型文: 返信、次の連絡、窓口の案内、Issue
# Record what the requester was told (support and customer success only)
help-dive-update = 依頼者に伝えたことを記録する（サポートとカスタマーサクセスのみ）
# The text as it was sent
help-dive-update--text = 送ったとおりの文面
# A file with it
help-dive-update--file = 文面のファイル
# Log an attempt to reach the inside past support; prints the prepared answer
help-dive-contact = サポートを通さず社内側に届いた連絡を記録し、定型の回答を出力する
# Who
help-dive-contact--from = 連絡してきた人
# By what: social media, a personal mail, a call
help-dive-contact--by = 手段: ソーシャルメディア、個人宛てのメール、電話など
# What they wanted, in short
help-dive-contact--note = 求められたことの要約
# Make the confidential tracking issue; refused while something is missing
help-dive-track = 機密の追跡用 Issue を作る。足りないものがあれば拒否される
# Make the gap issue, record one that was made by hand, or say why there is none
help-dive-gap = ギャップ Issue を作る、手動で作ったものを記録する、または作らない理由を記録する
# One that was made by hand: its number or address
help-dive-gap--issue = 手動で作ったもの。番号またはアドレス
# A label of it; exactly the two are needed
help-dive-gap--label = そのラベル。決められた 2 つがちょうど必要
# Why there will be none
help-dive-gap--waive = 作らない理由
# made in GitLab, with exactly the two labels
help-dive-gap_after-1 = GitLab に作る。決められた 2 つのラベルがちょうど付く
# it was made by hand
help-dive-gap_after-2 = 手動で作った場合
# End the request; refused while the gap issue is neither there nor waived
help-dive-close = 依頼を終了する。ギャップ Issue がなく、作らない理由もなければ拒否される
# Dives per type of event that audit events do not tell
help-dive-report = 監査イベントで分からなかったイベントの種類ごとの、調査の件数
# Search the record and bundles of logs; goes on where it was interrupted
help-dive-run = 記録とログバンドルを検索する。中断したところから続ける
# Only lines of the granted resources, window and kinds of logs are taken; lines of access logs are refused and counted (LD25)
help-dive-run_more-1 = 許可されたリソース、期間、ログの種類の行だけを取り出します。アクセスログの行は拒否され、件数だけが残ります（LD25）。
# A bundle of logs (tar, zip, or one log; gzip, zstd, xz, bzip2): a file, or the SHA-256 of evidence of the case. Again for more
help-dive-run--bundle = ログバンドル（tar、zip、または単独のログ。gzip、zstd、xz、bzip2 も可）。ファイル、またはケースの証拠の SHA-256。複数指定できる
# Search the record alone, not the bundles of the last time too
help-dive-run--no-bundle = 記録だけを検索し、前回のログバンドルは含めない
# Let lines of access logs in, and say why
help-dive-run--access-logs-because = アクセスログの行を含める理由
# the record alone
help-dive-run_after-1 = 記録だけ
# again: goes on, or searches the same anew
help-dive-run_after-2 = もう一度実行すると、中断したところから続けるか、同じ検索をやり直す
# without the bundles of the last time
help-dive-run_after-3 = 前回のログバンドルを含めずに検索する
# How the search goes
help-dive-progress = 検索の進み具合
# End a search before it is done
help-dive-cancel = 検索を途中で終わらせる
# Take out what is not the requester's business, with names as the instance knows them now
help-dive-redact = 依頼者に関係のないものを、インスタンスの現在の名前に基づいて取り除く
# Name of an inner machine: taken out with all below it. Again for more
help-dive-redact--internal-host = 社内のマシンの名前。その配下の名前も取り除く。複数指定できる
# Name of a person, project or thing that nobody else tells: taken out wherever it stands, also in encoded forms. Again for more
help-dive-redact--name = ほかからは分からない人、プロジェクト、物の名前。どこにあっても、エンコードされていても取り除く。複数指定できる
# The redaction, line by line
help-dive-lines = 墨消しの内容を行ごとに表示する
# The first line
help-dive-lines--from = 最初の行
# How many
help-dive-lines--lines = 行数
# Only lines from which something was taken out
help-dive-lines--only-spans = 取り除いたもののある行だけ
# Add or lift a span; the result gets a new hash and must be approved anew
help-dive-span = スパンを追加または解除する。結果は新しいハッシュになり、あらためて承認が必要になる
# add or lift
help-dive-span--kind = add（追加）または lift（解除）
# The line, from 1
help-dive-span--line = 行。1 から
# The first byte in the original's line, from 0
help-dive-span--start = 原本の行での最初のバイト。0 から
# The byte behind the last
help-dive-span--end = 最後の次のバイト
# Instead of bytes, to add: every place in the line where this stands
help-dive-span--text = 追加の場合、バイト位置の代わりに: この語句が行に現れるすべての場所
# the line, before and after
help-dive-span_after-1 = その行の前後
# bytes 11 to 22 of line 7
help-dive-span_after-2 = 7 行目の 11〜22 バイト目
# Ask security and Legal to approve exactly this result
help-dive-release = この結果だけの承認を、セキュリティと法務に求める
# Seal what both approved and lay it behind a link that works once (support only)
help-dive-hand-over = 両者が承認したものを封印し、一度だけ使えるリンクで引き渡す（サポートのみ）
# The hash that both approved; the current redaction's if unsaid
help-dive-hand-over--hash = 両者が承認したハッシュ。省略すると現在の墨消しのもの
# The recipient's age public key (age1…); without it a passphrase is made and shown once
help-dive-hand-over--recipient = 受取人の age 公開鍵（age1…）。指定しなければパスフレーズを作り、一度だけ表示する
# Hours until the link opens nothing more [default: 72]
help-dive-hand-over--hours = リンクが使えなくなるまでの時間数 [既定値: 72]
# only that key opens it
help-dive-hand-over_after-1 = その鍵でしか開けない
# with a passphrase, shown once: tell it by another way
help-dive-hand-over_after-2 = パスフレーズで。一度だけ表示されるので、別の手段で伝える
# as the account of role support
help-dive-hand-over_after-3 = サポートの役割を持つアカウントとして
# The links of a request, and how each stands
help-dive-links = 依頼のリンクと、それぞれの状態
# End a link before it is used
help-dive-recall = 使われる前にリンクを無効にする
# The first twelve digits of the link's hash, as `links` shows them
help-dive-recall--link = `links` が表示する、リンクのハッシュの先頭 12 桁
# exits with 10 unless somebody looks into it
help-dive_after-1 = 誰かが調べることにならなければ 10 で終了
# the confidential tracking issue
help-dive_after-2 = 機密の追跡用 Issue
# reply, next update, redirect
help-dive_after-3 = 返信、次の連絡、窓口の案内
# the gap issue, before closing
help-dive_after-4 = ギャップ Issue。終了の前に
