## コマンドラインのヘルプ: トークン、チャネル、接続、アカウント、設定

# Recognise tokens
help-token = トークンを識別する
# Read a token from standard input and tell its kind, checksum and routing
help-token-identify = 標準入力からトークンを読み、種類、チェックサム、ルーティングを示す
# The instance's own prefix of personal access tokens, if it was changed
help-token-identify--prefix = 変更している場合の、そのインスタンスの個人アクセストークンの接頭辞
# The token itself never appears on the command line: other users of the machine could read it there
help-token-identify_after-1 = トークンそのものをコマンドラインに書くことはありません。そのマシンのほかのユーザーに読まれるおそれがあるためです。

# The ways by which messages go out, and how each does
help-channel = メッセージを送るチャネルと、それぞれの状態
# All channels: kind, who reads there, how each does. Exits with 1 if one rests
help-channel-list = すべてのチャネル: 種類、読み手、状態。止まっているものがあれば 1 で終了する
# Hand a test message over, at once; it names no case
help-channel-test = 試しのメッセージをすぐに送る。ケースの名前は出さない
# The channel
help-channel-test--channel = チャネル
# A mail address, or the id of a person or room [default: the channel itself]
help-channel-test--to = メールアドレス、または人やルームの ID [既定値: チャネルそのもの]
# Addresses that nothing is sent to
help-channel-suppressed = 送らない宛先
# Send nothing to this address any more
help-channel-suppress = この宛先には今後送らない
# Send to this address again
help-channel-unsuppress = この宛先に再び送れるようにする

# What our own token is in GitLab and may do there
help-standing = GitLab での Portcullis 自身のトークンと、そのトークンにできること

# The connection to GitLab: set it up, see what it can do, test its streams
help-connection = GitLab との接続: 設定し、できることを調べ、ストリームを試す
# Check a token and print (or write) the settings for it. No secret is printed
help-connection-add = トークンを確かめ、その設定を出力する（または書き込む）。秘密情報は出力しない
# GitLab's address
help-connection-add--url = GitLab のアドレス
# File with the access token (scope `api`; `admin_mode` where Admin Mode is enforced)
help-connection-add--token-file = アクセストークンのファイル（スコープ `api`。管理者モードが必須の場合は `admin_mode` も）
# Also settings for a stream of that name; its token is made where there is none
help-connection-add--stream = この名前のストリームの設定も作る。トークンがなければ作られる
# File with a PEM certificate authority to trust besides the usual ones
help-connection-add--ca-file = 通常のものに加えて信頼する認証局の PEM 証明書のファイル
# Add the settings to the settings file, in place of printing them
help-connection-add--write = 設定を出力する代わりに、設定ファイルに加える
# Find out what the connection can do: role, licence, version, scopes, endpoints, streams
help-connection-probe = 接続でできることを調べる: 権限、ライセンス、バージョン、スコープ、エンドポイント、ストリーム
# Show the connection and its streams as they were seen last
help-connection-list = 最後に確認した時点の接続とストリームを表示する
# Print what to run in GitLab to stream to us; --create does it
help-connection-stream = Portcullis にストリーミングするために GitLab で実行するものを出力する。--create を付けると実行する
# Under which address GitLab reaches us [default: `server.public_url`]
help-connection-stream--url = GitLab から Portcullis に届くアドレス [既定値: `server.public_url`]
# The destination's name in GitLab [default: `portcullis-` and the stream]
help-connection-stream--name = GitLab での送信先の名前 [既定値: `portcullis-` とストリーム名]
# Path of a top-level group; without it the whole instance
help-connection-stream--group = トップレベルグループのパス。指定しなければインスタンス全体
# Only events of this type; again for more
help-connection-stream--event-type = この種類のイベントだけ。複数指定できる
# A custom header, `Name: value`; again for more
help-connection-stream--header = 独自のヘッダー。`名前: 値`。複数指定できる
# Make the destination in GitLab now
help-connection-stream--create = GitLab に今すぐ送信先を作る
# Wait until an event of a stream arrives
help-connection-test = ストリームのイベントが届くまで待つ
# How long to wait, in seconds
help-connection-test--wait = 待つ秒数
# Make a harmless event: the destination gets another name, and its own back
help-connection-test--poke = 無害なイベントを起こす。送信先の名前を変え、元に戻す
# wait for the next event, whatever it is
help-connection-test_after-1 = 次のイベントを、種類を問わず待つ
# rename the destination and back, which GitLab tells as an event
help-connection-test_after-2 = 送信先の名前を変えて元に戻し、GitLab にイベントを出させる

# Compare the streams with GitLab's own list and add what is missing
help-reconcile = ストリームを GitLab 自身の一覧と照合し、足りないものを加える
# From when on (RFC 3339), at most 30 days back [default: where the last one ended]
help-reconcile--since = この時刻以降（RFC 3339）。最大で 30 日前まで [既定値: 前回の終わり]
# Show the latest comparisons and begin none
help-reconcile--list = 最近の照合を表示し、新しくは始めない

# Every credential in GitLab, the gravest and most neglected first
help-inventory = GitLab のすべての認証情報。重大で放置されているものから順に
# Only these kinds, with commas; `portcullis inventory` shows their names
help-inventory--kind = この種類だけ。コンマ区切り。名前は `portcullis inventory` に表示される
# Only this owner's: a name or a number
help-inventory--owner = この所有者のものだけ。名前または番号
# Only those not used for so many days
help-inventory--stale-days = この日数使われていないものだけ
# Only ranks up to this: 1 acts as anybody … 10 opens nothing
help-inventory--rank = この順位までのものだけ。1 は誰としてでも操作できるもの、10 は何も開かないもの
# Also those that do not work any more
help-inventory--ended = 使えなくなったものも含める
# Read from GitLab now, not as of the last minutes
help-inventory--fresh = 直前に読んだものではなく、GitLab から今読む
# Print comma-separated values
help-inventory--csv = コンマ区切り（CSV）で出力する
# With a byte order mark in front of the CSV, for Excel
help-inventory--bom = CSV の先頭にバイト順マークを付ける。Excel 用

# Accounts of Portcullis and their API tokens
help-account = Portcullis のアカウントとその API トークン
# All accounts
help-account-list = すべてのアカウント
# Make an account; prints its one-time password
help-account-add = アカウントを作り、一度だけ使えるパスワードを表示する
# Its name
help-account-add--name = 名前
# Give an account these roles and no others
help-account-roles = アカウントの役割を、指定したものだけにする
# Switch an account off; its sessions and tokens end
help-account-disable = アカウントを無効にする。セッションとトークンも終わる
# Switch an account on again
help-account-enable = アカウントを再び有効にする
# Give an account a new one-time password
help-account-password = アカウントに、一度だけ使える新しいパスワードを発行する
# Make an API token for the account that asks (see --token-file)
help-account-token = 実行したアカウントの API トークンを作る（--token-file を参照）
# The token's name
help-account-token--name = トークンの名前
# When it ends (RFC 3339); never when not given
help-account-token--expires-at = 有効期限（RFC 3339）。指定しなければ無期限
# Roles: viewer looks; responder works on cases; approver approves what somebody else asked for; communicator reads cases, drafts and sends messages, but changes nothing in GitLab; support files requests for logs and tells who asked, but sees no other case; auditor reads the journal and checks the ledgers; admin runs accounts and settings, but sees no case
help-account_after-1 = 役割: viewer は閲覧します。responder はケースに対応します。approver はほかの人が求めたものを承認します。communicator はケースを読み、メッセージを下書きして送りますが、GitLab では何も変更しません。support はログの依頼を登録し、依頼者に連絡しますが、ほかのケースは見られません。auditor はジャーナルを読み、台帳を検証します。admin はアカウントと設定を管理しますが、ケースは見られません。

# Show and check settings
help-config = 設定を表示し、検査する
# Print every setting in effect, defaults too, and every policy. Secrets are files; only their names show
help-config-show = 既定値も含め、有効なすべての設定とポリシーを出力する。秘密情報はファイルにあり、その名前だけを示す
# Check the settings, the files that they name, and whether those who shall approve can
help-config-check = 設定と、設定にあるファイルを検査し、承認者に指定された人が承認できるかを確かめる
# Ends with 10 when somebody whom a group of approvers names could not approve
help-config-check_after-1 = 承認者のグループに指定された人が承認できない場合は 10 で終了します。
