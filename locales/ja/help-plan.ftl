## コマンドラインのヘルプ: 計画、承認、状況報告、メッセージ、送信

# Propose, approve, execute and undo plans
help-plan = 計画を提案し、承認し、実行し、取り消す
# Make a plan from the case's latest survey. Changes nothing in GitLab
help-plan-propose = ケースの最新の調査から計画を作る。GitLab では何も変更しない
# contain, rotate (the exposed token gets a successor), release (unblock) or remedies (end what the sweep found)
help-plan-propose--wish = contain（封じ込め）、rotate（漏えいしたトークンを後継に置き換える）、release（ブロック解除）、remedies（残存確認で見つかったものを終わらせる）
# Make a plan of acts that you name. Looks at each object, changes nothing in GitLab
help-plan-acts = 指定した操作で計画を作る。対象を 1 つずつ確認するが、GitLab では何も変更しない
# The file holds a JSON list of acts, or a document with a member `acts`. `portcullis act show KIND` shows how each is written. The order is found here: accounts first, letting people in last
help-plan-acts_after-1 = ファイルには操作の JSON リスト、または `acts` というメンバーを持つ文書を書きます。各操作の書き方は `portcullis act show KIND` で分かります。順序は自動で決まります。アカウントへの操作が最初、アクセスを許す操作が最後です。
# Show a plan, and what became of its steps
help-plan-show = 計画と、各手順の結果を表示する
# Stand in for the availability gate's two statements (CE5)
help-plan-attest = 可用性ゲートが求める 2 つの表明を行う（CE5）
# (a) I understand what will break
help-plan-attest--impact-understood = (a) 何が動かなくなるかを理解している
# (b) The organisation's guideline that is followed, by name or address
help-plan-attest--guideline = (b) 従っている組織のガイドライン。名前またはアドレス
# Approve exactly this plan; never one's own
help-plan-approve = この計画だけを承認する。自分の計画は承認できない
# Execute an approved plan; asks first. Run again, it does what is left
help-plan-execute = 承認された計画を実行する。先に確認を求める。もう一度実行すると残りを行う
# Only look what would be done, step by step; changes nothing
help-plan-execute--dry-run = 何が行われるかを手順ごとに見るだけ。何も変更しない
# A secret that a step asks for, as STEP=@FILE, or STEP=- for standard input; without it you are asked, without echo
help-plan-execute--input = 手順が求める秘密情報。手順=@ファイル、または 手順=-（標準入力）。指定しなければ、画面に表示せずに入力を求める
# what would be done, step by step
help-plan-execute_after-1 = 何が行われるかを手順ごとに
# A failed step is passed over with those that wait for it. When GitLab itself is gone the plan stops, and says how many steps were not tried
help-plan-execute_after-2 = 失敗した手順は、それを待つ手順とともに飛ばされます。GitLab 自体に接続できなくなると計画は止まり、試さなかった手順の数を示します。
# Undo one step, or all; asks first
help-plan-undo = 手順を 1 つ、またはすべて取り消す。先に確認を求める
# Refused where somebody changed the object since: look first who did and why, then say --over-conflict with a reason
help-plan-undo_more-1 = その後ほかの人が対象を変更していれば拒否されます。誰がなぜ変更したかを確かめてから、理由を添えて --over-conflict を指定してください。
# The step, from 0
help-plan-undo--step = 手順の番号。0 から
# Every step that can be undone, the last first
help-plan-undo--all = 取り消せる手順すべて。最後のものから
# Undo although somebody changed the object since
help-plan-undo--over-conflict = その後ほかの人が対象を変更していても取り消す
# Why; it is recorded
help-plan-undo--reason = 理由。記録される
# the last first; what cannot be undone is told
help-plan-undo_after-1 = 最後のものから。取り消せないものは示される
# acts by name; see `portcullis act list`
help-plan_after-1 = 操作を名前で指定する。`portcullis act list` を参照

# What waits for an approval: plans, messages, exceptions
help-approval = 承認を待つもの: 計画、メッセージ、例外
# What waits, the first to run out first
help-approval-list = 承認を待つもの。期限の近い順
# Agree to exactly this
help-approval-give = この内容だけに同意する
# M-3, a plan's or a release's hash; nothing for a dive-exception
help-approval-give--name = M-3、計画またはリリースのハッシュ。dive-exception では不要
# The hash that was read; a plan's is its name
help-approval-give--hash = 読んだもののハッシュ。計画ではその名前
# Why; needed to decline
help-approval-give--reason = 理由。断る場合は必須
# logs that leave: security, and Legal
help-approval-give_after-1 = 外に出るログ。セキュリティと法務の両方
# Legal's exception from the plan
help-approval-give_after-2 = 法務による、プランの例外の承認
# Decline it: it must be changed and asked for again
help-approval-decline = 断る。変更してから、あらためて承認を求めることになる
# M-3, a plan's or a release's hash; nothing for a dive-exception
help-approval-decline--name = M-3、計画またはリリースのハッシュ。dive-exception では不要
# The hash that was read; a plan's is its name
help-approval-decline--hash = 読んだもののハッシュ。計画ではその名前
# Why; needed to decline
help-approval-decline--reason = 理由。断る場合は必須

# Status updates of a case
help-update = ケースの状況報告
# What was published, and when the next is due
help-update-list = 発行したものと、次の期限
# How an update would read, what is missing, what is too technical
help-update-preview = 状況報告の読まれ方、足りないもの、技術的すぎるもの
# Publish an update
help-update-publish = 状況報告を発行する
# A stakeholder that it is for, by the policy's name; that fulfils what is owed
help-update-publish--recipient = 対象の関係者。ポリシーにある名前。その人への連絡義務が果たされる
# A channel by which it goes; none = it is told by hand
help-update-publish--channel = 送るチャネル。指定しなければ手動で伝える
# An address, for channels that want some
help-update-publish--to = 宛先が必要なチャネルの宛先
# Why it goes although something in it is too technical
help-update-publish--despite = 技術的すぎる内容があっても発行する理由
# Pin a line of the timeline: it prefills the next update
help-update-pin = タイムラインの行を固定する。次の状況報告の下書きに入る
# Unpin it
help-update-unpin = 固定を外す
# The file (- is standard input) holds the update:
help-update_after-1 = ファイル（- は標準入力）に状況報告を書きます:
# users: some, many or all. The last one says "is_final": true instead of next_at
help-update_after-2 = users は some、many、all のいずれかです。最後の報告では next_at の代わりに "is_final": true と書きます。

# Messages to customers and the public, from draft to all clear
help-message = 顧客や社会へのメッセージ。下書きから収束宣言まで
# Where communication of a case stands
help-message-show = ケースのコミュニケーションの現状
# Who drafts, reviews and sends which kind of message, as the policy says
help-message-policy = ポリシーで、どの種類のメッセージを誰が下書きし、レビューし、送るか
# Attach the plan of communication although the severity does not ask for it
help-message-attach = 重大度が求めていなくても、コミュニケーションの計画を適用する
# Take a step on the way: letters A to I
help-message-step = 段階を進める。A から I の文字
# From here
help-message-step--from = 今の段階
# To here
help-message-step--to = 次の段階
# What was decided, on leaving C and D; - is standard input
help-message-step--file = C と D を離れるときに決めたこと。- は標準入力
# Say that the list of an audience is made (F)
help-message-list = 読み手の宛先リストができたことを記録する（F）
# customers, users, prospects, affected-parties, subscribers …
help-message-list--audience = customers、users、prospects、affected-parties、subscribers など
# How many addresses
help-message-list--count = 宛先の数
# Where it is from
help-message-list--source = リストの出どころ
# Stand in for something: prepared-responses or team-feedback
help-message-ready = 準備ができたことを表明する: prepared-responses または team-feedback
# What
help-message-ready--ready = 対象
# Draft a message, or say an existing one anew
help-message-draft = メッセージを下書きする、または書き直す
# The message, if it is there already: M-1
help-message-draft--message = すでにある場合はそのメッセージ。M-1 のように
# Ask for approval of exactly this text, or for an exception from a rule
help-message-request = この文面だけの承認、またはルールの例外を求める
# `communication.customers_first` or `communication.confidential`
help-message-request--rule = `communication.customers_first` または `communication.confidential`
# Send it by a channel, or record where it was sent by hand
help-message-send = チャネルで送る、または手動で送った先を記録する
# The hash that was read and approved
help-message-send--hash = 読んで承認したもののハッシュ
# A channel of the settings
help-message-send--channel = 設定にあるチャネル
# Where it was sent by hand
help-message-send--place = 手動で送った先
# It will not be sent
help-message-withdraw = 送らないことにする
# Whom it was for has it
help-message-receipt = 相手に届いたことを記録する
# Who said so
help-message-receipt--person = そう言った人
# where it stands, what is in the way
help-message_after-1 = 現状と、進めない理由

# Which acts a plan can hold
help-act = 計画に入れられる操作
# Every kind of act, and whether it can be undone
help-act-list = すべての操作と、取り消せるかどうか
# One kind: what it does, how it is written, what undoing it does not bring back
help-act-show = 操作を 1 つ表示する。内容、書き方、取り消しても戻らないもの
# Its name, such as `block_user`
help-act-show--kind = 名前。`block_user` のように

# Messages on their way to people, and what became of them
help-outbox = 送信中のメッセージと、その結果
# What is held, waits or needs a decision. Exits with 10 if something needs a decision
help-outbox-list = 保留中、待機中、判断が必要なもの。判断が必要なものがあれば 10 で終了する
# Of this case only
help-outbox-list--case = このケースのものだけ
# Also what arrived
help-outbox-list--all = 届いたものも含める
# One order, addressee by addressee
help-outbox-show = 送信を 1 つ、宛先ごとに表示する
# Send a message by hand, to people of the house
help-outbox-send = 組織内の人に手動でメッセージを送る
# The channel
help-outbox-send--channel = チャネル
# To whom; again for more [default: the channel itself]
help-outbox-send--to = 宛先。複数指定できる [既定値: チャネルそのもの]
# A file with one addressee a line, besides
help-outbox-send--to-file = ほかの宛先を 1 行に 1 件書いたファイル
# One line
help-outbox-send--title = 件名。1 行
# The text [default: standard input]
help-outbox-send--body = 本文 [既定値: 標準入力]
# It must be seen at once
help-outbox-send--urgent = すぐに見てもらう必要がある
# Print what an addressee gets: for mail, byte for byte
help-outbox-raw = 宛先に届くものを出力する。メールの場合は 1 バイトも変えずに
# Position of the addressee
help-outbox-raw--parcel = 宛先の順番
# Let a held order leave its confidential case, as the second person
help-outbox-clear = 保留中の送信を、2 人目として機密のケースから出すことに同意する
# Send again what lies dead; who may have it already must be named
help-outbox-resend = 送れなかったものをもう一度送る。すでに届いた可能性のある宛先は明示する
# Position of an addressee; again for more [default: all that surely did not get it]
help-outbox-resend--parcel = 宛先の順番。複数指定できる [既定値: 確実に届いていないものすべて]
# Stop what is not handed over yet
help-outbox-cancel = まだ渡していないものを止める
# Record that what was uncertain arrived
help-outbox-arrived = 不確実だったものが届いたことを記録する
# Position of the addressee
help-outbox-arrived--parcel = 宛先の順番
# How that is known
help-outbox-arrived--reason = 分かった経緯
# The incident channel of a case: show it, make it, or record one made by hand
help-outbox-room = ケースのインシデントチャンネルを表示する、作る、または手動で作ったものを記録する
# Make it by the channel of the settings that can
help-outbox-room--make = 設定のうち、作成できるチャネルで作る
# Record one of this name
help-outbox-room--record = この名前のものを記録する
# Its address
help-outbox-room--url = アドレス

# From now on nobody acts, until the settings file says otherwise
help-lockdown = 設定ファイルで解除されるまで、誰も操作できないようにする
# Whether one holds, who engaged it, and what lifts it
help-lockdown-show = ロックダウン中か、誰が始めたか、どうすれば解除されるか
# Engage it
help-lockdown-engage = ロックダウンを始める
