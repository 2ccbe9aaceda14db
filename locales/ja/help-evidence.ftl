## コマンドラインのヘルプ: CI/CD、証拠、侵害された可能性のあるインスタンス、堅牢化

# What jobs, their logs and their configuration show
help-ci = ジョブ、そのログ、設定から分かること
# What the CI/CD of the case's job or project shows; reads only
help-ci-show = ケースのジョブまたはプロジェクトの CI/CD から分かること。読み取るだけ
# Find out offline why a log showed secrets: nothing is sent anywhere
help-ci-cause = ログに秘密情報が出た理由をオフラインで調べる。どこにも何も送らない
# A job's log
help-ci-cause--trace = ジョブのログ
# .gitlab-ci.yml, or a script; may be given several times
help-ci-cause--config = .gitlab-ci.yml またはスクリプト。複数指定できる
# Find secrets in logs and changes, and files that hold some, offline
help-ci-scan = ログや変更から秘密情報と、それを含むファイルをオフラインで探す
# Logs, changes (unified diffs, of which only added lines count), other texts; `-` for standard input
help-ci-scan--files = ログ、変更（unified diff。追加された行だけを調べる）、その他のテキスト。`-` は標準入力
# The texts are lists of paths, one a line: say which hold secrets by their names
help-ci-scan--list = テキストを 1 行に 1 つのパスの一覧とみなし、名前から秘密情報を含むものを示す
# Keep the logs of the jobs that the case is about (CE11)
help-ci-traces = ケースに関わるジョブのログを証拠として保存する（CE11）
# Keep the artifacts of a job (CI12)
help-ci-artifacts = ジョブのアーティファクトを保存する（CI12）
# The project's number
help-ci-artifacts--project = プロジェクトの番号
# The job's number
help-ci-artifacts--job = ジョブの番号
# Open a linked case for each secret that was seen (CI8)
help-ci-secrets = 見えていた秘密情報ごとに、リンクされたケースを開く（CI8）
# Propose what ends and closes the exposure; changes nothing in GitLab
help-ci-plan = 露出を止め、再発を防ぐ計画を提案する。GitLab では何も変更しない
# Copy the logs and artifacts that show secrets first, so that the plan can delete them
help-ci-plan--keep = 計画で削除できるように、秘密情報の見えるログとアーティファクトを先に保存する
# A project whose jobs shall not enter any more; may be given several times
help-ci-plan--disallow = 今後ジョブからのアクセスを許可しないプロジェクト。複数指定できる
# Keep the answer of a cloud's audit log and put its rows on the timeline (CI14)
help-ci-import = クラウドの監査ログを保存し、その行をタイムラインに載せる（CI14）
# The file: JSON or CSV
help-ci-import--file = ファイル。JSON または CSV
# token, causes, actor, reach, secrets, artifacts, queries
help-ci_after-1 = トークン、原因、実行者、到達範囲、秘密情報、アーティファクト、クエリ
# secrets in logs and changes, offline
help-ci_after-2 = ログと変更の中の秘密情報。オフライン
# keep the logs as evidence
help-ci_after-3 = ログを証拠として保存する
# propose what ends and closes the exposure
help-ci_after-4 = 露出を止め、再発を防ぐ計画を提案する
# what the cloud's own log says, on the timeline
help-ci_after-5 = クラウド自身のログの内容をタイムラインに載せる

# Keep, verify and hand out evidence
help-evidence = 証拠を保存し、検証し、渡す
# Keep a file
help-evidence-add = ファイルを保存する
# The file
help-evidence-add--file = ファイル
# A name for people [default: the file's]
help-evidence-add--name = 人が見て分かる名前 [既定値: ファイル名]
# Its media type
help-evidence-add--media-type = メディアタイプ
# What is kept of a case
help-evidence-list = ケースに保存された証拠
# Hash items again and name those that are damaged
help-evidence-verify = 証拠のハッシュを計算し直し、壊れているものを示す
# The folder of a bundle, or a case
help-evidence-verify--what = 証拠一式のフォルダー、またはケース
# One item's SHA-256 [default: all of the case]
help-evidence-verify--sha256 = 証拠 1 件の SHA-256 [既定値: ケースのすべて]
# The seal that `collect` or `export` printed, as it was written down
help-evidence-verify--seal = `collect` または `export` が表示し、書き留めておいた封印
# Of a court bundle: the journal's key as it was handed over (verifier.pub)
help-evidence-verify--key = 裁判所向けの一式の場合: 別途受け取ったジャーナルの鍵（verifier.pub）
# Of a court bundle: trusted certificates of time-stamping authorities (PEM)
help-evidence-verify--tsa-ca = 裁判所向けの一式の場合: 信頼するタイムスタンプ局の証明書（PEM）
# a host's bundle; no server is asked
help-evidence-verify_after-1 = ホストの証拠一式。サーバーには問い合わせない
# a court bundle
help-evidence-verify_after-2 = 裁判所向けの一式
# what is kept of a case
help-evidence-verify_after-3 = ケースに保存された証拠
# one item of it
help-evidence-verify_after-4 = そのうちの 1 件
# Save what a host shows, the most volatile first, as a bundle
help-evidence-collect = ホストの状態を、失われやすいものから順に証拠一式として保存する
# The bundle's folder: new, empty, or an interrupted collection
help-evidence-collect--out = 証拠一式のフォルダー。新規、空、または中断された収集の続き
# Where the host's `/` is: a container's root shows only that container
help-evidence-collect--root = ホストの `/` がある場所。コンテナーのルートを指定すると、そのコンテナーだけが対象になる
# Send it to this server too: `/collect/evidence/NAME`, with the sender's token in `--token-file`. Without it nothing is sent
help-evidence-collect--to = このサーバーにも送る: `/collect/evidence/NAME`。送信元のトークンを `--token-file` に指定する。指定しなければ何も送らない
# Probes to run, by comma; their names are below [default: all, the most volatile first]
help-evidence-collect--only = 実行するプローブをコンマ区切りで指定する。名前は下記 [既定値: すべて。失われやすいものから]
# Encrypt every item to this age recipient; may be given several times
help-evidence-collect--age = すべての項目をこの age の受信者に向けて暗号化する。複数指定できる
# Minutes after which what is left becomes a gap; one probe may use half of what is left when it begins
help-evidence-collect--minutes = この分数を過ぎて残ったものは、確認できなかったものとして記録する。各プローブが使えるのは、開始時の残り時間の半分まで
# Gigabytes that stay free on the disk of DIR
help-evidence-collect--keep-free-gb = DIR のあるディスクに残す空き容量（GB）
# Largest file that is taken whole, in gigabytes
help-evidence-collect--file-gb-max = 丸ごと保存するファイルの最大の大きさ（GB）
# Files changed since so many days count as recently changed
help-evidence-collect--recent-days = この日数以内に変更されたファイルを、最近の変更とみなす
# Run it as root where you can; without, it takes what it may see and lists what it could not. It reads only: no program of the host is started, nothing is sent, and nothing is written but DIR. Put DIR on another disk (a mounted share, a USB disk): free space of the host may hold what an attacker deleted
help-evidence-collect_after-1 = できるだけ root で実行してください。root でなくても、見えるものを保存し、見えなかったものを一覧にします。読み取るだけです。ホストのプログラムは起動せず、何も送らず、DIR 以外には何も書きません。DIR は別のディスク（マウントした共有、USB ディスク）に置いてください。ホストの空き領域には、攻撃者が削除したものが残っていることがあります。
# Probes for --only, in the order in which they run: processes, sockets, open_files, network, kernel, containers, temporary, logins, accounts, keys, scheduled, gitlab, hooks, changed, logs, packages
help-evidence-collect_after-2 = --only に指定できるプローブ（実行順）: processes、sockets、open_files、network、kernel、containers、temporary、logins、accounts、keys、scheduled、gitlab、hooks、changed、logs、packages
# Interrupted, the same command continues. A bundle whose time was over is sealed without what is missing and never continued: collect that into another folder with --only. Ends with 10 then, or when the disk cut probes short
help-evidence-collect_after-3 = 中断しても、同じコマンドで続きから収集できます。時間切れになった証拠一式は、不足分を含まないまま封印し、続きを加えることはできません。不足分は --only を付けて別のフォルダーに収集してください。このとき、またはディスクの空きが足りず途中で終わったプローブがあるときは、10 で終了します。
# At the end it prints the seal. Write it down away from the host: with it, `verify --seal` finds even a bundle that was rewritten as a whole
help-evidence-collect_after-4 = 最後に封印を表示します。ホストとは別の場所に書き留めてください。それがあれば、全体が書き換えられた証拠一式も `verify --seal` で見破れます。
# only that key can read it
help-evidence-collect_after-5 = その鍵でしか読めない
# again: continues what was interrupted
help-evidence-collect_after-6 = もう一度実行すると、中断したところから続ける
# Compare a bundle with what belongs on a GitLab host
help-evidence-analyse = 証拠一式を、GitLab のホストにあるべきものと比べる
# The bundle
help-evidence-analyse--dir = 証拠一式
# Your own baseline, beside the shipped one; may be given several times
help-evidence-analyse--baseline = 同梱のものに加える、自分のベースライン。複数指定できる
# An earlier bundle of the same host: what it held is known
help-evidence-analyse--earlier = 同じホストの以前の証拠一式。そこにあったものは既知とみなす
# Write what is unknown here as a baseline of your own; must not exist
help-evidence-analyse--propose = ここで未知だったものを、自分のベースラインとして書き出す。既存のファイルは指定できない
# Every line is a question, not an accusation: somebody who knows the host answers it. A host that an attacker holds as root may lie; compare with what the network saw
help-evidence-analyse_after-1 = どの行も疑いではなく質問です。ホストをよく知る人が答えます。攻撃者が root を握ったホストは嘘をつくことがあります。ネットワーク側の記録と比べてください。
# a host known to be good; read the file, then
help-evidence-analyse_after-2 = 健全と分かっているホストで。書き出したファイルを確かめてから使う
# what was not there then
help-evidence-analyse_after-3 = そのときにはなかったもの
# Ends with 10 when something is unknown
help-evidence-analyse_after-4 = 未知のものがあれば 10 で終了します。
# Send a bundle to the server, where it can only be appended; goes on after a break
help-evidence-send = 証拠一式をサーバーに送る。サーバーでは追加しかできない。中断しても続きから送る
# The bundle
help-evidence-send--dir = 証拠一式
# `/collect/evidence/NAME` of the server; NAME as in [[evidence.sender]]
help-evidence-send--to = サーバーの `/collect/evidence/NAME`。NAME は [[evidence.sender]] の名前
# Bundles of hosts that senders appended
help-evidence-arrivals = 送信元から届いた証拠一式
# Take a bundle that arrived into a case
help-evidence-take = 届いた証拠一式をケースに取り込む
# The bundle's seal
help-evidence-take--seal = 証拠一式の封印
# Where evidence is kept, and whether the store itself refuses to change it
help-evidence-store = 証拠の保管先と、保管先そのものが変更を拒むかどうか
# Who took, saw, exported and handed on the evidence of a case
help-evidence-custody = ケースの証拠を誰が取得し、閲覧し、書き出し、引き渡したか
# Say how far a case or an item may travel (TLP 2.0)
help-evidence-mark = ケースまたは証拠の共有範囲を指定する（TLP 2.0）
# clear, green, amber, `amber_strict` or red (TLP 2.0)
help-evidence-mark--tlp = clear、green、amber、`amber_strict`、red（TLP 2.0）
# One item's SHA-256 [default: the whole case]
help-evidence-mark--sha256 = 証拠 1 件の SHA-256 [既定値: ケース全体]
# Place a legal hold on all evidence of a case
help-evidence-hold = ケースのすべての証拠に訴訟ホールドを指定する
# Why, or on whose order
help-evidence-hold--reason = 理由、または誰の指示か
# End a legal hold, as somebody else than who placed it
help-evidence-release = 訴訟ホールドを解除する。指定した人とは別の人が行う
# Why, or on whose order
help-evidence-release--reason = 理由、または誰の指示か
# Keep all evidence of a case longer
help-evidence-retain = ケースのすべての証拠の保管期限を延ばす
# Until when at least, such as 2036-11-21T00:00:00Z; never shorter
help-evidence-retain--until = 最低限この時刻まで。2036-11-21T00:00:00Z のように。短くはできない
# Record that somebody else has an item from now on
help-evidence-transfer = 証拠が今後は別の人の手元にあることを記録する
# Who: a person or an authority
help-evidence-transfer--to = 相手。人または当局
# By which means, with its receipt
help-evidence-transfer--how = 方法と受領の記録
# Export a case for court or auditor: it proves itself without us
help-evidence-export = ケースを裁判所または監査人向けに書き出す。Portcullis がなくても検証できる
# The bundle's folder: must not exist
help-evidence-export--out = 証拠一式のフォルダー。既存のものは指定できない
# To whom it is handed
help-evidence-export--to = 引き渡す相手
# Why
help-evidence-export--purpose = 目的
# It ends with the seal: write it down. Whoever gets the folder checks it offline with `portcullis evidence verify DIR`, or with contrib/verify-court/verify.py
help-evidence-export_after-1 = 最後に封印を表示します。書き留めてください。フォルダーを受け取った人は、`portcullis evidence verify DIR` または contrib/verify-court/verify.py でオフラインで検証できます。
# Compare recorded traffic with what is usual
help-evidence-flows = 記録された通信を、ふだんの通信と比べる
# Recordings
help-evidence-flows--files = 通信の記録
# Their format [default: by the first line]
help-evidence-flows--format = 形式 [既定値: 最初の行から判断]
# What is usual; may be given several times
help-evidence-flows--baseline = ふだんの通信。複数指定できる
# An earlier recording: what it held is usual
help-evidence-flows--earlier = 以前の記録。そこにあったものはふだんの通信とみなす
# Write what was seen here as a baseline; must not exist
help-evidence-flows--propose = ここで見た通信を、ベースラインとして書き出す。既存のファイルは指定できない
# Formats: vpc, netflow-csv, netflow-json, conntrack, nginx; known by the first line
help-evidence-flows_after-1 = 形式: vpc、netflow-csv、netflow-json、conntrack、nginx。最初の行から判断します。
# read it before you use it
help-evidence-flows_after-2 = 使う前に内容を確かめる
# Ends with 10 when something is unusual
help-evidence-flows_after-3 = ふだんと違うものがあれば 10 で終了します。
# Take a copy. It may hold secrets; who takes one stands in the journal
help-evidence-get = 写しを取る。秘密情報が含まれることがあり、誰が取ったかはジャーナルに残る
# Where to write it; must not exist
help-evidence-get--to = 書き出す場所。既存のファイルは指定できない
# on the suspected host
help-evidence_after-1 = 疑わしいホストで
# what does not belong there
help-evidence_after-2 = そこにあるべきでないもの
# unusual traffic
help-evidence_after-3 = ふだんと違う通信

# An instance that may be lost: sheets, secrets, the way back
help-instance = 侵害された可能性のあるインスタンス: 確認表、秘密情報、復旧手順
# How the case stands: each step with what is done, open and blocked, then the sheets
help-instance-show = ケースの現状: 手順ごとに完了・未対応・先に必要な手順を示し、続いて確認表を示す
# Draw up a sheet from GitLab
help-instance-draw = GitLab から確認表を作る
# users or credentials
help-instance-draw--sheet = users または credentials
# Users by hand, one name a line, where GitLab cannot be asked any more
help-instance-draw--from = GitLab に問い合わせられない場合に手で用意したユーザーの一覧。1 行に 1 つの名前
# Compare a host with what belongs there
help-instance-host = ホストを、あるべきものと比べる
# A bundle's folder, or a file with what ps or ss printed
help-instance-host--what = 証拠一式のフォルダー、または ps や ss の出力のファイル
# ps or ss, where it is a file
help-instance-host--form = ファイルの場合: ps または ss
# The host's name, where it is a file; a bundle tells it
help-instance-host--host = ファイルの場合: ホスト名。証拠一式ではその中の名前を使う
# Your own baseline; may be given several times
help-instance-host--baseline = 自分のベースライン。複数指定できる
# a bundle of evidence collect
help-instance-host_after-1 = evidence collect の証拠一式
# what ps printed
help-instance-host_after-2 = ps の出力
# Compare recorded traffic with what is usual
help-instance-flows = 記録された通信を、ふだんの通信と比べる
# The recording
help-instance-flows--file = 通信の記録
# vpc, netflow-csv, netflow-json, conntrack or nginx [default: by the first line]
help-instance-flows--format = vpc、netflow-csv、netflow-json、conntrack、nginx [既定値: 最初の行から判断]
# What is usual
help-instance-flows--baseline = ふだんの通信
# Give a verdict on items of a sheet
help-instance-judge = 確認表の項目を判定する
# users, credentials, processes, listeners, host or flows
help-instance-judge--sheet = users、credentials、processes、listeners、host、flows
# An item by name or id; may be given several times
help-instance-judge--item = 項目の名前または ID。複数指定できる
# Every open item besides about which nothing stands out
help-instance-judge--ordinary = ほかに、目立つ点のない未判定の項目すべて
# benign, malicious or unknown; open takes back what was said
help-instance-judge--verdict = 判定: benign（正当）、malicious（悪意あり）、unknown（不明）。open で判定を取り消す
# What there is to say of it
help-instance-judge--note = 補足
# the rest, where nothing stands out
help-instance-judge_after-1 = 残りのうち、目立つ点のないもの
# Open a linked case for each user who was found to be the attacker's
help-instance-link = 攻撃者のものと判定されたユーザーごとに、リンクされたケースを開く
# Without --yes it shows for whom (+) and opens nothing
help-instance-link_more-1 = --yes を付けなければ、対象のユーザー (+) を表示するだけで、何も開きません。
# Open them
help-instance-link--yes = 実際に開く
# Compare the installed version with a list of releases
help-instance-version = 導入済みのバージョンをリリースの一覧と比べる
# The list (YAML)
help-instance-version--releases = リリースの一覧（YAML）
# What is installed, where GitLab does not tell it
help-instance-version--installed = GitLab から分からない場合の、導入済みのバージョン
# Write a firewall down for review; nothing is applied
help-instance-firewall = レビュー用にファイアウォールの設定を書き出す。適用はしない
# Networks from which SSH is reached
help-instance-firewall--ssh-from = SSH の接続元のネットワーク
# Networks from which the web is reached
help-instance-firewall--web-from = Web の接続元のネットワーク
# What else may come in: NETWORK:PORT
help-instance-firewall--into = ほかに受け入れるもの: ネットワーク:ポート
# Where the host may connect to: NETWORK:PORT, or NETWORK:PORT/udp
help-instance-firewall--out = ホストから接続してよい先: ネットワーク:ポート、または ネットワーク:ポート/udp
# Write the text here, too; must not exist
help-instance-firewall--to = 文面をこのファイルにも書く。既存のファイルは指定できない
# somebody else agrees to that text
help-instance-firewall_after-1 = 別の人がその文面に同意する
# Agree to exactly that text of a firewall
help-instance-approve-firewall = ファイアウォールのその文面に同意する
# Its SHA-256
help-instance-approve-firewall--sha256 = 文面の SHA-256
# A secret that must be changed; with a proof: it was
help-instance-secret = 変更が必要な秘密情報。証跡を添えると変更済みになる
# Its name, never its value
help-instance-secret--name = 名前。値は決して書かない
# How it is known that it was changed
help-instance-secret--proof = 変更したことの証跡
# There is nothing to change in a place
help-instance-no-secrets = その場所に変更すべきものがないことを記録する
# Why
help-instance-no-secrets--because = 理由
# State and logs were saved to a write-once place
help-instance-saved = 状態とログを、一度だけ書き込める場所に保存したことを記録する
# An item of the case's evidence by its SHA-256; of a host's bundle, its seal
help-instance-saved--seal = ケースの証拠の SHA-256。ホストの証拠一式の場合はその封印
# Where it is
help-instance-saved--place = 保存場所
# Who answers for it
help-instance-saved--custodian = 保管責任者
# From what the instance is rebuilt
help-instance-rebuild = インスタンスを何から再構築するか
# The backup's id, or the installation medium
help-instance-rebuild--source = バックアップの ID、またはインストール媒体
# Its SHA-256; a backup must have one
help-instance-rebuild--sha256 = SHA-256。バックアップの場合は必須
# Why it is known to be good
help-instance-rebuild--known-good = 健全であると判断した理由
# From scratch
help-instance-rebuild--from-scratch = 一から構築する
# A network control is in place, or not needed
help-instance-control = ネットワークの監視や制御を導入済み、または不要として記録する
# flow-logs, traffic-alerts, inbound-limited, outbound-limited, administration-separate or segmented
help-instance-control--control = flow-logs、traffic-alerts、inbound-limited、outbound-limited、administration-separate、segmented
# It is not needed
help-instance-control--not-needed = 不要とする
# How that is known, or why it is not needed
help-instance-control--note = 分かった経緯、または不要な理由
# The item of evidence that shows it
help-instance-control--evidence = それを示す証拠
# Where all logs go
help-instance-logs = すべてのログの転送先を記録する
# Where to
help-instance-logs--to = 転送先
# Who looks for updates from now on
help-instance-updates = 今後、更新を確認する担当者を記録する
# Who
help-instance-updates--owner = 担当者
# Every so many days at least
help-instance-updates--every-days = 少なくともこの日数ごとに
# a case for each malicious user
help-instance_after-1 = 悪意のあるユーザーごとにケースを開く
# a bundle; or --form ps ps.txt
help-instance_after-2 = 証拠一式。または --form ps ps.txt

# How far GitLab's recommendations are followed
help-hardening = GitLab の推奨事項にどこまで沿っているか
# Compare now; ends with 10 when something falls short, whatever the form
help-hardening-report = 現在の設定を推奨事項と比べる。不足があれば、形式にかかわらず 10 で終了する
# A bundle of the host: checks gitlab.rb, SSH and the kernel, too. Its score is kept only with --keep
help-hardening-report--bundle = ホストの証拠一式。gitlab.rb、SSH、カーネルも調べる。スコアは --keep を付けたときだけ残る
# Keep the score in the journal, of this case or of none (`--keep -`)
help-hardening-report--keep = スコアをこのケースのものとしてジャーナルに残す。どのケースのものでもなければ `--keep -`
# As SARIF, for tools that gather findings
help-hardening-report--sarif = 検知結果を集めるツールのために SARIF で出力する
# what GitLab's API tells
help-hardening-report_after-1 = GitLab の API から分かること
# gitlab.rb, SSH and kernel, too
help-hardening-report_after-2 = gitlab.rb、SSH、カーネルも
# keep the score, of no case
help-hardening-report_after-3 = どのケースのものでもないスコアとして残す
# Propose a plan that mends checks; it is approved like any other
help-hardening-plan = 推奨事項の不足を直す計画を提案する。承認はほかの計画と同じ
# Ids of checks [default: all that an act can mend]
help-hardening-plan--checks = 推奨事項の ID [既定値: 操作で直せるものすべて]
# all that an act can mend
help-hardening-plan_after-1 = 操作で直せるものすべて
# what it would do, and its undo
help-hardening-plan_after-2 = 行うことと、その取り消し方
# `report` ends with 10 when something falls short
help-hardening_after-1 = `report` は、不足があれば 10 で終了します。
