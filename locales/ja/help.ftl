## コマンドラインのヘルプ: 全体と、どのコマンドにもある言葉

# Security-incident response for GitLab
help = GitLab のセキュリティインシデント対応
# Portcullis keeps what GitLab reports in a record that nobody can rewrite, finds what is suspicious, and contains an attacker through GitLab's own API after approval, with an undo
help_more-1 = Portcullis は、GitLab からの記録を誰にも書き換えられない形で保管し、不審な動きを検知し、承認を得たうえで GitLab 自身の API で攻撃者を封じ込めます。封じ込めは取り消せます。
# watch an attack being contained, on a simulated GitLab
help_after-1 = 攻撃の封じ込めを模擬 GitLab で見る
# pages and API on http://127.0.0.1:8470
help_after-2 = ページと API を http://127.0.0.1:8470 で開く
# Exit codes: 0 clean, 1 failed, 2 usage, 3 nothing to read, 10 found something
help_after-3 = 終了コード: 0 問題なし、1 失敗、2 使い方の誤り、3 読み取るものがない、10 見つかったものがある
# Usage
help_usage = 使い方
# Commands
help_commands = コマンド
# Arguments
help_arguments = 引数
# Options
help_options = オプション
# Examples:
help_examples = 例:
# default
help_default = 既定値
# possible values
help_values = 値
# What was received
help--value-events = 受信したもの
# What was found, decided and done
help--value-journal = 検知し、判断し、実行したこと
# Print help
help--help = ヘルプを表示する（要約は -h、全文は --help）
# Print version
help--version = バージョンを表示する
# Data directory: ledgers, index, accounts [default: ./portcullis-data]
help--data = データディレクトリ（台帳、索引、アカウント）[既定値: ./portcullis-data]
# Settings file (TOML) [default: portcullis.toml in the data directory, if there]
help--config = 設定ファイル（TOML）[既定値: データディレクトリの portcullis.toml（あれば）]
# Print one JSON document instead of text
help--json = 文章ではなく JSON 文書を 1 つ出力する
# Act for the account whose API token is in this file, instead of as this machine's operator
help--token-file = このマシンの運用者ではなく、このファイルの API トークンのアカウントとして実行する
# Language of what is said: en or ja [default: of `LC_ALL`, `LC_MESSAGES` or `LANG`, else en]
help--lang = 表示言語: en または ja [既定値: `LC_ALL`、`LC_MESSAGES`、`LANG` の言語。なければ en]
# The case
help--case = ケース
# Why
help--reason = 理由
# The file; - is standard input
help--file = ファイル。- は標準入力
# Why it comes before its turn
help--out-of-turn = 順番より前に行う理由
# Another project than the case's own
help--project = ケースのもの以外のプロジェクト
# A job of it
help--job = そのプロジェクトのジョブ
# The account
help--name = 対象のアカウント
# The order
help--delivery = 対象の送信
# The plan's hash
help--hash = 計画のハッシュ
# How that is known
help--note = 分かった経緯
# When (RFC 3339) [default: now]
help--at = 日時（RFC 3339）[既定値: 現在]
# Where it is known from: a commit, a URL, a person
help--source = 情報の出どころ。コミット、URL、人など
# The duty: seoc, simoc, cmoc …
help--duty = 役割: seoc、simoc、cmoc など
# The message: M-1
help--message = メッセージ。M-1 のように
# The row of the matrix
help--row = 連絡表の行
# The regulation
help--regulation = 法令
# The scenario, e.g. data-breach
help--scenario = シナリオ。例: data-breach
# Names, tokens and ids of the simulated GitLab follow from this number
help--seed = 模擬 GitLab の名前、トークン、ID はこの数から決まる
# exact, not-before or not-after
help--certainty = 時刻の確かさ: exact（正確）、not-before（これ以降）、not-after（これ以前）
# File with the verifier key of a log that it knows (verifier.pub in a ledger's folder); again for more
help--log = 対象の台帳の検証鍵のファイル（台帳のフォルダーにある verifier.pub）。複数指定できる
# Folder of its key and of what it saw
help--dir = 鍵と、確認した内容を置くフォルダー
# A Sigma processing pipeline that your rules go through; may be given several times
help--pipeline = 自分のルールに適用する Sigma の処理パイプライン。複数指定できる
# It is paid for; --paying=false says that it is not
help--paying = 有料契約がある。ない場合は --paying=false
# The organisation or department that asks
help--organisation = 依頼した組織または部署
# A mail address or user name of theirs: never takes part on the inside. `*@corp.example` means everybody of that domain
help--identity = 依頼者のメールアドレスまたはユーザー名。社内側には決して参加できない。`*@corp.example` はそのドメインの全員を表す
# Support's own ticket
help--ticket = サポートのチケット
# A user, by name
help--user = ユーザー名
# A group, by full path
help--group = グループのフルパス
# A type of event of the catalogue, or `other:…`
help--event = 監査イベントの一覧にある種類、または `other:…`
# saas or self-managed
help--deployment = GitLab の稼働場所: saas または self-managed
# free, trial, premium, ultimate or deprecated
help--plan = プラン: free、trial、premium、ultimate、deprecated
# What audit events could not answer
help--gap = 監査イベントでは答えられなかったこと
# Of these: personal-data, complex, exception, insisted, cost-accepted
help--flag = 次のいずれか: personal-data、complex、exception、insisted、cost-accepted
# Which ledger
help--ledger = 対象の台帳
# A role; may be given several times
help--role = 役割。複数指定できる
# instance-configuration, database, pipelines or elsewhere
help--section = 秘密情報のある場所: instance-configuration、database、pipelines、elsewhere
# The item's SHA-256
help--sha256 = 証拠の SHA-256
# The step
help--step = 手順
# Journal index of its entry
help--entry = そのエントリーのジャーナル上の番号
# The follow-up's number
help--number = フォローアップの番号
# The offer's number
help--offer = 申し出の番号
# File to write [default: standard output]
help--out = 書き出すファイル [既定値: 標準出力]
# Your rules [default: from the settings]
help--folder = 自分のルール [既定値: 設定にあるもの]
# Its id, or the beginning of it
help--finding = 検知結果の ID。先頭の数文字でもよい
# plan, message, exception, release or dive-exception
help--kind = 種類: plan、message、exception、release、dive-exception
# The rule that the exception is from
help--rule = 例外の対象となるルール
# Who may read it there: named, company, customers or public
help--for = 相手先で読める範囲: named（指名された人のみ）、company（組織内）、customers（顧客）、public（公開）
# Kind of installation where the bundle does not tell: omnibus, helm or source
help--installation = 証拠一式から分からない場合のインストール方法: omnibus、helm、source
# benign, malicious or unknown
help--verdict = 判定: benign（正当）、malicious（悪意あり）、unknown（不明）
# The first moment
help--from = 期間の始まり
# The last moment
help--to = 期間の終わり
# The address
help--address = 宛先
# Do not ask
help--yes = 確認を求めない
# Which of our streams; may be left out when there is one
help--stream = どのストリームか。1 つしかなければ省略できる
