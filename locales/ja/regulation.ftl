# 法令上の期限。法的助言ではありません。

regulations-title = 法令上の期限
regulations-advice = これは備忘のための表示であり、法的助言ではありません。法令が適用されるか、いつ「認識した」とみなされるかは、弁護士など専門家が判断します。Portcullis は期限を示し、判断を記録します。
regulations-none = 始まった法令はありません。条件に当てはまる事実がありません。
regulation-gdpr = GDPR
regulation-uk-gdpr = UK GDPR
regulation-nis2 = NIS 2
regulation-dora = DORA
regulation-sec = SEC Form 8-K
regulation-hipaa = HIPAA
notice-to-data-protection-authority = データ保護監督機関
notice-to-ico = 情報コミッショナー事務局 (ICO)
notice-to-people-concerned = 本人
notice-to-csirt = CSIRT または所管当局
notice-to-financial-supervisor = 金融の所管当局
notice-to-sec = SEC (EDGAR 経由)
notice-to-media = 報道機関
notice-to-hhs = 保健福祉省 (HHS) 長官
notice-authority = 当局への通知
notice-people = 本人への通知
notice-early-warning = 早期警告
notice-notification = インシデント通知
notice-final-report = 最終報告
notice-initial = 初期通知
notice-intermediate = 中間報告
notice-form-8-k = Form 8-K Item 1.05
notice-media = 報道機関への通知
notice-secretary = 長官への通知
mark-awareness = 認識した時刻
mark-classification = 重大と分類した時刻
mark-materiality = 重要性があると判断した時刻
notice-outcome-open = 未対応
notice-outcome-notified = 通知済み
notice-outcome-not-notified = 通知しない
notice-projected = まだ行っていない通知から計算した見込み
notice-in-time = 期限内
notice-too-late = 期限後
regulation-all = すべての法令
regulation-which = 法令
notice-which = 通知
notice-all = すべての通知
regulation-date = 時刻の入力
regulation-mark = どの時刻か
regulation-at = 日時
regulation-reason = 根拠
regulation-date-do = 入力する
notice-give = 通知を行った
notice-at = 日時 (空欄なら現在)
notice-reference = 受付番号または保管場所
notice-give-do = 記録する
notice-decide = 通知するかどうかの判断
notice-decision = 判断
notice-do-not = 通知しない
notice-do = 通知する
notice-why = 理由
notice-decide-do = 判断を記録する
regulation-begin = 条件に当てはまらなくても適用される法令
regulation-begin-why = 誰の判断か、その理由
regulation-begin-do = 開始する

timeline-regulation-begun = { $regulation }: 期限の計測が始まりました。理由: { $reasons }
timeline-regulation-dated = { $mark ->
    [awareness] 認識した時刻が入力されました。
    [classification] 重大と分類した時刻が入力されました。
   *[materiality] 重要性があると判断した時刻が入力されました。
}{ $regulation } { $reason }
timeline-regulation-warned = { $regulation }:「{ $notice }」の期限が近づいています: { $due }
timeline-regulation-late = { $regulation }:「{ $notice }」の期限を過ぎました: { $due }
timeline-regulation-notified = { $regulation }:「{ $notice }」を行いました。受付番号または保管場所: { $reference }
timeline-regulation-decided = { $notify ->
    [true] { $regulation }: 通知すると判断しました。{ $notice } { $reason }
   *[other] { $regulation }: 通知しないと判断しました。{ $notice } { $reason }
}

done-regulation = 記録しました。

refusal-regulation-unknown = 「{ $name }」という法令は表にありません。表にある法令: { $names }
refusal-regulation-unknown-next = いずれかを指定するか、法令の表に追加してください。
refusal-regulation-not-begun = このケースでは「{ $name }」は始まっていません。
refusal-regulation-not-begun-next = 条件となる事実を入力するか、理由を添えて手動で開始してください。
refusal-regulation-begun = このケースでは「{ $name }」はすでに始まっています。
refusal-regulation-begun-next = 別の時刻が正しい場合は、認識した時刻を入力してください。
refusal-regulation-no-such-notice = 「{ $name }」に「{ $notice }」という通知はありません。ある通知: { $notices }
refusal-regulation-no-such-notice-next = いずれかを指定してください。
refusal-regulation-given = { $name } の「{ $notice }」はすでに行われています。
refusal-regulation-given-next = 追加で行った場合は、ケースにメモを残してください。
refusal-regulation-time-ahead = その時刻は未来です。
refusal-regulation-time-ahead-next = 実際の時刻を入力してください。
refusal-regulation-words-missing = 入力が足りません: { $field }
refusal-regulation-words-missing-next = 法令上の期限についての記録には、理由または受付番号が必要です。
