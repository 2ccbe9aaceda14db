# チャネルと送信箱: メッセージの送り方と、その結果

nav-outbox = 送信箱
nav-channels = チャネル

## チャネル

channels-title = チャネル
channels-lead = メッセージを送る経路です。設定ファイルに [[channel]] として 1 つずつ書きます。
channels-sink = このプロセスからは何も出ていきません。すべてのメッセージは、数えるだけの受け皿に入ります。
channels-none = チャネルが設定されていません。設定ファイルに [[channel]] を追加してください。
channel-kind-smtp = メール
channel-kind-mattermost = Mattermost
channel-kind-slack = Slack (Webhook)
channel-kind-teams = Microsoft Teams
channel-kind-slack-api = Slack (Web API)
channel-kind-status-io = status.io
channel-kind-statuspage = Statuspage
channel-kind-gitlab-issue = GitLab の機密イシュー
channel-kind-webhook = 署名付き Webhook
channel-reach = 読める人
channel-reach-named = 宛先に指定した人だけ
channel-reach-company = 組織の全員
channel-reach-customers = 顧客
channel-reach-public = 誰でも
channel-waiting = 待っているメッセージ
channel-per-minute = 1 分あたりの上限
channel-last-sent = 最後に受け付けた時刻
channel-last-failed = 最後に失敗した時刻
channel-rests = 休止の終わり
channel-never = まだありません
channel-test = テストメッセージを送る
channel-test-to = 宛先
done-channel-tested = チャネルはテストメッセージを受け付けました。
done-channel-test-failed = チャネルはテストメッセージを受け付けませんでした。下に表示された応答を確認してください。

## 送らない宛先

addresses-title = 送らない宛先
addresses-lead = 不達になった宛先や、送らないよう求められた宛先です。どの送信でも除外し、その旨を記録します。
addresses-none = ありません。
address-address = アドレス
address-suppress = ここには送らない
address-lift = また送れるようにする
done-address-suppressed = このアドレスには今後送りません。
done-address-lifted = このアドレスにまた送れます。

## 送信箱

outbox-title = 送信箱
outbox-lead = 送信途中のものと、判断が必要なものです。
outbox-all = 届いたものも含めてすべて表示
outbox-open = 終わっていないものだけ表示
outbox-none = ありません。
case-outbox-open = メッセージとインシデントチャンネル
case-outbox-title = { $case } のメッセージ
delivery-what = メッセージ
delivery-stage = 状態
delivery-stage-held-lockdown = ロックダウンにより保留
delivery-stage-held-second-person = 2 人目の同意待ち
delivery-stage-waiting = 送信中
delivery-stage-dead = 判断が必要
delivery-stage-over = 完了
delivery-addressees = 宛先
delivery-channel = チャネル
delivery-case = ケース
delivery-queued = 指示した人
delivery-reference = 送信先での名前
delivery-evidence = 送信したままの内容 (証拠)
delivery-content-message = メッセージ
delivery-content-status = ステータスページ
delivery-content-room-made = インシデントチャンネル
delivery-content-room-invited = 招待
delivery-content-room-topic = トピック
delivery-content-issue = 機密イシュー
delivery-count-comma = 、
delivery-count-arrived = 到達 { $count }
delivery-count-waiting = 待機 { $count }
delivery-count-uncertain = 不確実 { $count }
delivery-count-refused = 拒否 { $count }
delivery-count-gave-up = 未達 { $count }
delivery-count-suppressed = 除外 { $count }
delivery-count-cancelled = 中止 { $count }
delivery-more = ほかに { $count } 件あります。API で確認できます。
delivery-cleared-by = { $name } が、機密ケースの外に出すことに同意しました。
delivery-cancelled-by = { $name } が中止しました: { $reason }
delivery-held-hint-lockdown = ロックダウン中は何も外部へ送信されません。ここで待機しているものは、設定ファイルでロックダウンが解除されると自動的に送信されます。
delivery-held-hint-second-person = このケースは機密で、送信先は指定した人以外にも読まれます。承認者のロールを持つ 2 人目の同意が必要です。
delivery-clear = 送信に同意する
delivery-reason = 理由
delivery-resend = もう一度送る
delivery-resend-hint = 確実に届いていない宛先すべてに送ります。届いた可能性のある宛先は 1 件ずつ選んでください。
delivery-cancel = まだ送っていない分を中止する
parcel-address = 宛先
parcel-answer = 相手の応答
parcel-attempts = 試行回数
parcel-at = 時刻
parcel-next = 次回
parcel-decide = 判断する
parcel-raw = 送信内容
parcel-resend = もう一度送る
parcel-known-by = どうやって確認したか
parcel-arrived-button = 届いていた
parcel-waiting = 待機中
parcel-handing = 引き渡し中
parcel-sent = 送信済み
parcel-refused = 拒否
parcel-gave-up = 未達
parcel-uncertain = 不確実
parcel-suppressed = 除外
parcel-cancelled = 中止
parcel-arrived = 到達
done-delivery-queued = メッセージを送信箱に入れました。
done-delivery-cleared = メッセージを送信できるようになりました。
done-delivery-resent = もう一度送ります。
done-delivery-cancelled = まだ送っていない分の送信を中止しました。
done-delivery-arrived = 届いたことを記録しました。

## 手動での送信

hand-title = メッセージを手動で送る
hand-hint = 組織内の人に送ります。顧客や一般向けのものは、コミュニケーションの手順に沿って送ります。
hand-to = 宛先 (1 行に 1 件。空欄ならチャネルそのもの)
hand-language = 言語
hand-subject = 件名
hand-text = 本文
hand-urgent = すぐに見てもらう必要がある
hand-send = 送る

## インシデントチャンネル (CM13)

room-title = インシデントチャンネル
room-lead = まだありません。最初に行うことの 1 つです。関係者全員がここに集まります。
room-make = #{ $room } を作る
room-by-hand = 手動で作る
room-name = 名前
room-url = アドレス
room-record = 記録する
room-command-create = この名前のチャンネルを作ります:
room-command-invite = チャンネルの中で招待します:
room-command-topic = 何のチャンネルかを示します:
room-command-link = ケースへのリンクを投稿します:
room-command-tell = ほかの人に場所を知らせます:
done-room-ordered = インシデントチャンネルを作成しています。
done-room-recorded = インシデントチャンネルを記録しました。

## タイムライン

timeline-delivery-queued = { $content ->
    [status] ステータスページの更新「{ $title }」を、チャネル { $channel } で指示しました。
    [room_made] インシデントチャンネルの作成を、チャネル { $channel } で指示しました。
    [room_invited] インシデントチャンネルへの招待を指示しました。
    [room_topic] インシデントチャンネルのトピックの設定を指示しました。
    [issue] 機密イシュー「{ $title }」の作成を、チャネル { $channel } で指示しました。
   *[message] メッセージ「{ $title }」の送信を、チャネル { $channel } で指示しました{ $count ->
        [0] 。
       *[other] (宛先 { $count } 件)。
    }
}
timeline-delivery-cleared = メッセージ { $delivery } を機密ケースの外に出すことに、2 人目が同意しました。
timeline-delivery-ended = メッセージ { $delivery }: 到達 { $arrived } 件、未達 { $dead } 件 (うち不確実 { $uncertain } 件)。
timeline-delivery-resent = メッセージ { $delivery } を { $count } 件の宛先にもう一度送ります: { $reason }
timeline-delivery-cancelled = メッセージ { $delivery } の送信を中止しました: { $reason }
timeline-delivery-found-arrived = メッセージ { $delivery } は届いていました: { $reason }
timeline-delivery-room = インシデントチャンネル #{ $room } を作成しました。{ $url }

## 拒否

refusal-delivery-not-by-hand = チャネル { $channel } は{ $reach ->
    [public] 誰でも
   *[other] 顧客が
}読めるため、手動のメッセージは送れません。
refusal-delivery-not-by-hand-next = ケースのコミュニケーションで下書きしてください。そこでレビューと承認を受け、最初に顧客に伝わります。
refusal-delivery-not-held = メッセージ { $delivery } は 2 人目の同意を待っていません。
refusal-delivery-not-held-next = 送信箱でメッセージを確認してください。
refusal-delivery-own = メッセージ { $delivery } は自分で指示したものです。機密ケースの外に出すには、別の人の同意が必要です。
refusal-delivery-own-next = ほかの承認者に頼んでください。
refusal-delivery-nothing-dead = メッセージ { $delivery } には、もう一度送れる宛先がありません。
refusal-delivery-nothing-dead-next = 不確実な宛先は 1 件ずつ選んでください。
refusal-delivery-nothing-waits = メッセージ { $delivery } には、待っているものがもうありません。
refusal-delivery-nothing-waits-next = 送信箱でメッセージを確認してください。
refusal-delivery-not-uncertain = メッセージ { $delivery } のその宛先は不確実ではありません。
refusal-delivery-not-uncertain-next = 送信箱でメッセージを確認してください。
refusal-room-no-token = チャンネルを作れるチャネルが設定にありません。
refusal-room-no-token-next = 表示されたコマンドで手動で作り、記録してください。
refusal-room-there-is-one = このケースにはインシデントチャンネルがあります。
refusal-room-there-is-one-next = そこに移動してください。
