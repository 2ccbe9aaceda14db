## 顧客や社外への連絡、メッセージ、承認、状況報告

nav-approvals = 承認
due-message-approval = { $case }: { $name } さんが依頼した「{ $title }」があなたの承認を待っています
communications-title = コミュニケーション
communications-open = A から I までの流れ、メッセージ、チーム
communications-policy = ポリシー { $policy }
communications-not-attached = コミュニケーション計画がありません
communications-not-attached-hint = ポリシーが定める重大度以上になると自動的に追加されます。それより低い場合は手動で追加できます。
communications-attach = 計画を追加する
communications-reason = 理由
communications-way = 流れ
communications-step = この段階に進む
communications-scope = 知らせる相手
communications-media = 作成するメッセージ
communications-steps-taken = これまでの段階
communications-clear-waits = 収束宣言の前に必要なこと:
station-declared = インシデント宣言
station-investigating = 範囲と影響の調査
station-scoping = 連絡の範囲と頻度の決定
station-choosing-medium = 媒体の決定
station-engaging = 関係チームの参加
station-collecting = 連絡先の収集
station-producing = 文面の作成
station-sending = 送信
station-all-clear = 収束宣言
messages-title = メッセージ
messages-none = 下書きはまだありません。
messages-message = メッセージ
messages-kind = 種類
messages-audience = 読み手
messages-state = 状態
messages-in-the-way = 未解決の条件
messages-new = 新しいメッセージ
messages-write = 作成する
message-new-title = 新しいメッセージ
message-kind-customer-email = 顧客へのメール
message-kind-blog-post = ブログ記事
message-kind-release-alert = セキュリティリリースのお知らせ
message-kind-faq = よくある質問
message-kind-status-post = ステータス用アカウントの投稿
message-kind-social-post = SNS の投稿
message-kind-press-statement = 報道機関への声明
message-kind-status-page = ステータスページ
message-kind-internal = 社内メッセージ
audience-customers = 顧客
audience-users = 顧客ではないユーザー
audience-prospects = 見込み客
audience-affected-parties = 影響を受ける関係者
audience-subscribers = セキュリティ情報の購読者
audience-public = 一般
audience-press = 報道機関
audience-support = サポート
audience-employees = 従業員
message-state-draft = 下書き
message-state-waiting = 承認待ち
message-state-approved = 承認済み
message-state-declined = 却下
message-state-expired = 承認期限切れ
message-state-voided = 承認依頼後に変更あり
message-state-sent = 送信済み
message-state-withdrawn = 取り下げ
message-language = 正本の言語
message-tool = 宛先リストに届けるツール
message-tool-none = なし
message-title = 件名
message-blog-url = ブログ記事の URL
message-signatory = 署名者（アカウント）
message-recipients = 宛先アドレス（1 行に 1 件）
message-is-final = この読み手への最後のメッセージ（収束宣言）
message-save = 下書きを保存する
message-save-hint = 保存しても送信されません。
message-authors = 作成者
message-reviewers = レビュー担当
message-senders = 送信担当
message-from = 差出人
message-reply-to = 返信先
message-weight = 投稿の長さ
message-preview = 送信される文面
message-preview-hint = プレーンテキストのみです。承認は、この文面、宛先、見出しそのものに対してだけ有効です。
message-edit = 変更する
message-edit-hint = 変更すると、それまでの承認は無効になります。
message-withdraw = 取り下げる（送信しない）
message-by-channel = チャネル { $channel } に渡しました
message-by-hand = 手動で送信しました: { $place }
language-en = 英語
language-ja = 日本語
contacts-title = 参加を求めるチーム
contacts-engaged = 参加済み
contacts-not-engaged = まだ参加していません
contacts-urgent = 緊急
contacts-engage = 参加した人を記録する
way-issue = テンプレートを使ったイシュー
way-channel = チャネル
way-mention = メンション
way-command = インシデントチャネルでのコマンド
ready-title = 準備が必要なこと
ready-none = まだ何も確認されていません。
ready-what = 確認した内容
ready-note = 確認の根拠
ready-button = 責任をもって確認した
ready-prepared-responses = サポートが回答を用意している
ready-team-feedback = 影響を受けるチームに意見を聞いた
lists-title = 宛先リスト
lists-none = リストはまだありません。
lists-count = アドレスの件数
lists-source = リストの出どころ
lists-button = リストを作成した
list-count = { $count } 件
send-title = 送信
send-none = まだ送信されていません。
send-channel = 設定にあるチャネル
send-place = または手動で送信した場所
send-hint = どちらか一方を入力してください。チャネルの名前、または内容を確認できる場所です。
send-button = 送信する
receipt-by = { $name } が受け取りました
receipt-person = 受け取りを確認した人
receipt-button = 受け取りを記録する
request-what = 依頼の内容
request-text = この文面の承認
request-button = 承認を依頼する
exception-communication-customers-first = 例外: 顧客より先に他の相手に知らせる
exception-communication-confidential = 例外: 機密のケースから一般に公開する
approval-not-asked = 承認はまだ依頼されていません。
approval-progress = { $needed } 人中 { $given } 人
approval-given-by = 承認した人
approval-waiting = 承認待ち
approval-approved = 承認済み
approval-declined = 却下
approval-expired = 期限切れ
approval-voided = 無効（その後に変更あり）
approval-of-plan = 計画
approval-of-message = メッセージ
approval-of-exception = 例外
approval-of-release = 開示
inbox-title = 承認待ちの一覧
inbox-lead = 計画、メッセージ、例外を、期限の早い順に並べています。
inbox-none = 承認待ちのものはありません。
inbox-case = ケース
inbox-rule = 例外の対象
inbox-overdue = 決定が遅れています
inbox-meaning = 承認は、このハッシュに対してだけ、期限まで有効です。依頼した人や作成した人は承認できません。
inbox-reason = 理由（却下する場合は必須）
inbox-approve = 承認する
inbox-decline = 却下する
done-communications-attached = コミュニケーション計画を追加しました。
done-communications-step = 次の段階に進みました。
done-communications-list = リストを記録しました。
done-communications-ready = 確認した内容を記録しました。
done-message-drafted = 下書きを保存しました。送信はしていません。
done-approval-requested = 承認を依頼しました。
done-message-sent = 送信したか、送信した場所を記録しました。
done-message-withdrawn = メッセージを取り下げました。
done-message-received = 受け取りを記録しました。
done-approval-given = 承認を記録しました。このハッシュに対してだけ有効です。
done-approval-declined = 理由とともに却下しました。
done-update-published = 状況報告を公開しました。
done-pinned = 行の固定を変更しました。

updates-title = 状況報告
updates-published = 公開済み
update-write = 状況報告を書く
update-users = 影響を受けるユーザーの範囲
update-next-at = 次回の報告の時刻
update-next-hint = 最後の報告でない限り必須です。時差の指定がなければ UTC とみなします。
update-is-final = 最後の報告（収束宣言）
update-recipients = 対象のステークホルダー（ポリシーでの名前）
update-channels = チャネル（空欄なら手動で伝える）
update-to = 宛先アドレス（必要なチャネルの場合）
update-despite = 技術的な内容や、表にない宛先があっても送る理由
update-preview = 先に確認する
update-publish = 公開する
update-number = 報告 { $number }
update-final = 最後の報告
update-too-technical = 読み手には技術的すぎる内容:
remark-address = IP アドレス
remark-hash = ハッシュ
remark-vulnerability = 脆弱性の番号
remark-stack-trace = スタックトレース
remark-long = 長すぎる文
pins-title = 時系列
pins-hint = 固定した行は、次の報告の経過欄に最初から入ります。
pins-pin = 固定する
pins-unpin = 固定を外す
status-title = ステークホルダー向けの状況
status-next = 次回の報告
status-late = 遅延
status-current = 現在の状況
status-none = 状況報告はまだ公開されていません。
status-earlier = 以前の報告

timeline-communication-attached = コミュニケーション計画をケースに追加しました。{ $reason }
timeline-communication-stepped = コミュニケーション { $from } → { $letter }: { $station ->
    [investigating] 範囲と影響の調査
    [scoping] 連絡の範囲と頻度の決定
    [choosing_medium] 媒体の決定
    [engaging] 関係チームの参加
    [collecting] 連絡先の収集
    [producing] 文面の作成
    [sending] 送信
    [all_clear] 収束宣言
   *[declared] インシデント宣言
} { $reason }
timeline-communication-collected = { $audience } のリストを作成しました（{ $count } 件）: { $source }
timeline-communication-drafted = { $message } の下書きを作成しました（{ $message_kind }）: { $title }
timeline-communication-withdrawn = { $message } は送信しません: { $reason }
timeline-communication-readied = { $ready ->
    [prepared_responses] サポートが回答を用意しました
   *[team_feedback] 影響を受けるチームに意見を聞きました
}: { $note }
timeline-communication-sent = { $message } を{ $way ->
    [channel] チャネル { $place } に渡しました
   *[hand] 手動で送信しました: { $place }
}（文面 { $hash }）
timeline-communication-received = { $person } が { $message } を受け取りました
timeline-approval-requested = 承認の依頼: { $subject ->
    [plan] 計画
    [message] メッセージ
    [exception] 例外
    [dive_exception] ログ調査依頼の例外
   *[release] 開示
} { $name } { $rule }（{ $hash }）: { $reason }
timeline-approval-given = 承認: { $subject ->
    [plan] 計画
    [message] メッセージ
    [exception] 例外
    [dive_exception] ログ調査依頼の例外
   *[release] 開示
} { $name } { $rule }（{ $hash }） { $reason }
timeline-approval-declined = 却下: { $subject ->
    [plan] 計画
    [message] メッセージ
    [exception] 例外
    [dive_exception] ログ調査依頼の例外
   *[release] 開示
} { $name } { $rule }（{ $hash }）: { $reason }
timeline-update-published = 状況報告 { $number }{ $final ->
    [true] （最後の報告）
   *[other] {""}
} { $recipients }: { $status }

## 拒否した理由と、次にすること

refusal-communication-no-such-kind = ポリシーに { $message_kind } という種類のメッセージはありません。別の種類を選ぶか、ポリシーに追加してください。
refusal-communication-no-such-step = 現在、{ $from } から { $to } へは進めません。進める段階: { $open }。
refusal-communication-form-missing = C を出るには読み手、D を出るにはメッセージの種類を、理由とともに決める必要があります。それ以外の段階に決定は付けられません（{ $from } から）。
refusal-communication-step-by-deed = F はリストの作成、H はメッセージの送信によって進みます。その操作をしてください。
refusal-communication-not-attached = このケースにはコミュニケーション計画がありません。計画を追加するか、重大度を上げてください。
refusal-communication-scope-unknown = 範囲と影響がまだ確定していません（段階 { $station }）。重大度を設定するか、C まで進めてください。
refusal-communication-too-early = 連絡の範囲と媒体がまだ決まっていません（段階 { $station }）。先に E まで進めてください。
refusal-communication-all-clear = 収束宣言が済んでいるか、ケースが閉じています。このケースからはもう送信できません。別のケースを開いてください。
refusal-communication-wrong-audience = { $message_kind } は { $audience } 向けではありません。対象にできる読み手: { $audiences }。
refusal-communication-wrong-tool = { $tool } は { $audience } に届きません。届くツール: { $tools }。
refusal-communication-not-the-drafter = { $person } は { $message_kind } の作成担当ではありません。次の任務のいずれかを引き受けるか、担当者に依頼してください: { $duties }。
refusal-communication-not-the-sender = { $person } は { $message_kind } の送信担当ではありません。次の任務の担当者に送信してもらってください: { $duties }。
refusal-communication-withdrawn = { $message } は取り下げられています: { $reason }。新しい下書きを作成してください。
refusal-communication-sent-already = { $message } は、この文面のまま送信済みです。変更するか、新しい下書きを作成してください。
refusal-communication-other-hash = 読んだ後に文面が変更されています。もう一度読んでから送信してください。
refusal-communication-too-long = 件名は 1 行 200 文字、各欄は 20,000 文字、宛先は 100,000 件までです。短くしてください。
refusal-communication-field-missing = { $field } の欄が空です（言語 { $language }）。入力してください。
refusal-communication-language-missing = ポリシーでは次の言語の文面も必要です: { $languages }。作成してください。
refusal-communication-markup = プレーンテキストにマークアップが含まれています: { $place }。取り除いてください。
refusal-communication-tracking-parameter = この URL は読み手を追跡します: { $place }。パラメーターを取り除いてください。
refusal-communication-tracking-host = このホストはクリックを計測します: { $place }。ページ自体の URL を書いてください。
refusal-communication-redirector = この URL は別の URL に転送します: { $place }。ページ自体の URL を書いてください。
refusal-communication-pixel = この URL は画像で、閲覧者を知らせるおそれがあります: { $place }。取り除いてください。
refusal-communication-control = 文面に使えない文字があります: { $place }。取り除いてください。
refusal-communication-too-heavy = 投稿の長さが { $weight } で、上限の { $most } を超えています。短くしてください。中国語、日本語、韓国語の文字は 2、URL は 23 と数えます。
refusal-communication-wrong-signatory = 「{ $person }」は署名できません。このケースで次の任務のいずれかを担当する人が署名してください: { $duties }。
refusal-communication-blog-missing = ブログ記事へのリンクが必要です。URL を入力してください。
refusal-communication-blog-not-out = { $url } には、このケースのブログ記事が公開されていません。先に公開し、場所を記録してください。
refusal-communication-team-missing = チーム { $team } がまだ参加していません。連絡して（{ $ways }）、応答した人を記録してください。
refusal-communication-not-ready = { $ready ->
    [prepared_responses] サポートの回答がまだ用意されていません。回答を渡し、確認の根拠を記録してください。
   *[team_feedback] 影響を受けるチームにまだ意見を聞いていません。意見を聞き、確認の根拠を記録してください。
}
refusal-communication-list-missing = { $audience } のリストがまだないか、下書きに宛先がありません。先にリストを作成してください（F）。
refusal-communication-customers-first = 次の相手より先に社外へ知らせることはできません: { $audiences }。先にその相手へ送信するか、理由を示して別の人に例外を依頼してください。
refusal-communication-confidential = このケースは機密で、{ $message_kind } は一般に公開されます。理由を示して別の人に例外を依頼してください。
refusal-communication-wrong-from = チャネルの差出人は { $from }、返信先は { $reply_to } ですが、ポリシーでは { $policy_from } と { $policy_reply_to } です。チャネルかポリシーを直してください。
refusal-communication-not-a-mail-channel = { $channel } はメールのチャネルではありません。メールのチャネルを指定するか、手動で送信して場所を記録してください。
refusal-communication-no-such-channel = 設定にチャネル { $channel } はありません。別のチャネルを指定するか、手動で送信して場所を記録してください。
refusal-communication-final-missing = 次の読み手は最後のメッセージを待っています: { $audiences }。最後のものとして送信してください。
refusal-communication-final-update-missing = 直近の状況報告が最後のものになっていません。最後の報告を公開してください。
refusal-communication-receipt-missing = { $message } の受け取りが確認されていません。受け取った人を記録してください。
refusal-update-field-missing = { $field } の欄が空です。状況報告の 6 つの欄はすべて必須です。
refusal-update-translation-missing = { $language } の { $field } の欄が空です。入力するか、その言語を省いてください。
refusal-update-next-time-missing = 次回の報告の時刻が必要です。時刻を入力するか、最後の報告としてください。
refusal-update-next-time-past = 次回の報告の時刻（{ $when }）が過去です。後の時刻を入力してください。
refusal-update-final-has-next-time = 最後の報告なのに次回の時刻があります。どちらか一方にしてください。
refusal-update-unknown-recipient = 宛先 { $recipients } は関係者の表にありません。このまま送っても、どの連絡期限も満たされません。表にある宛先: { $known }
refusal-update-unknown-recipient-next = 名前を修正するか、それでも送る理由を入力してください。
refusal-communication-not-the-time = この種類のメッセージは、次の状況が記録されたケースでのみ使えます: { $circumstance }
refusal-communication-not-the-time-next = 根拠とともに状況を記録するか、別の種類のメッセージを選んでください。
refusal-update-too-technical = 読み手には技術的すぎます: { $found }。平易な言葉にするか、残す理由を書いてください。
refusal-approval-not-asked = 承認が依頼されていません。先に依頼してください。
refusal-approval-other-hash = 承認を依頼された内容（{ $hash }）と異なります。もう一度読んでください。
refusal-approval-changed-since = 承認の依頼（{ $hash }）の後に変更されたため、その承認は無効です。もう一度依頼してください。
refusal-approval-expired = 依頼は { $when } に期限が切れました。もう一度依頼してください。
refusal-approval-declined = { $person } が却下しました。変更して、もう一度依頼してください。
refusal-approval-answered = { $person } はすでに承認しています。ほかの人の承認も必要です。
