## 事後: 振り返り、フォローアップ、ケース全体の指標

nav-metrics = 指標
review-after = 事後対応
review-title = 振り返り
review-lead = ジャーナルをもとに自動で下書きされます。担当者が書いた文章はそのまま載り、それ以外の内容は記録から導かれるため編集できません。
review-paper-title = { $case } の振り返り: { $title }
review-foot = { $case } · { $at } 時点のジャーナルから作成
review-as-pdf = PDF で保存
review-as-markdown = Markdown で保存
review-write = セクションを書く
review-section = セクション
review-text = 本文
review-save = 保存
review-section-summary = 何が起きたか
review-section-root_cause = なぜ起きたか
review-section-went_well = うまくいったこと
review-section-to_improve = 改善すること
review-unwritten = まだ書かれていません。
review-none = ありません。
review-not-yet = 不明
review-lacks = この振り返りに足りないもの
review-lack-case_open = ケースがクローズされていません。
review-lack-summary = 「何が起きたか」が書かれていません。
review-lack-root_cause = 「なぜ起きたか」が書かれていません。
review-lack-went_well = 「うまくいったこと」が書かれていません。
review-lack-to_improve = 「改善すること」が書かれていません。
review-lack-beginning = いつ始まったかが分かっていません。
review-lack-containment = いつ封じ込めたかが分かっていません。
review-lack-follow_ups = フォローアップが 1 件もありません。
review-lack-late_follow_up = 期限を過ぎたフォローアップがあります。
review-lack-unknown_act = GitLab での操作のうち、結果が不明なものがあります。
review-kind = 種類
review-phase = フェーズ
review-began = 発生
review-detected = 検知
review-declared = 宣言
review-informed = 社内への最初の状況報告
review-customers-informed = 顧客への最初の連絡
review-contained = 封じ込め
review-all-clear = 収束宣言
review-closed = クローズ
review-exposure-window = 露出期間
review-to-detect = 検知までの時間
review-to-contain = 封じ込めまでの時間
review-to-inform = 社内連絡までの時間
review-to-inform-customers = 顧客連絡までの時間
review-late-notices = 期限に遅れた法令上の通知
review-notice = 通知
review-owed = 義務のあった連絡
review-owed-told = { $due_count ->
    [0] 期限を迎えた連絡はありません。
   *[other] 期限を迎えた連絡 { $due_count } 件のうち、期限内は { $kept_count } 件です。
}
review-whom = 連絡先
review-due = 期限
review-done = 実施
review-decisions = 判断
review-timeline = タイムライン
review-when = 日時 (UTC)
review-what = 内容
review-who = 記録者
review-acts = GitLab での操作
review-act = 操作
review-undo = 取り消し: { $act }
review-target = 対象
review-outcome = 結果
review-outcome-done = 完了
review-outcome-already_so = 変更不要
review-outcome-failed = 失敗
review-outcome-skipped = 未実施
review-outcome-unknown = 不明
review-follow-ups = フォローアップ
review-state = 状態
review-evidence = 証拠
review-item = 名称
review-hash = SHA-256
follow-up-add = フォローアップを追加
follow-up-owner = 担当者
follow-up-note = 確認先または理由
follow-up-open = 未完了
follow-up-done = 完了
follow-up-dropped = 取りやめ
follow-up-late = 期限超過
done-review-written = セクションを保存しました。
done-follow-up-added = フォローアップを追加しました。
done-follow-up-ended = フォローアップを終了しました。
timeline-review-written = 振り返りを記入しました: { $section ->
    [summary] 何が起きたか
    [root_cause] なぜ起きたか
    [went_well] うまくいったこと
   *[to_improve] 改善すること
}
timeline-follow-up-added = フォローアップ (担当: { $owner }): { $text }{ $due ->
    [none] {""}
   *[other] {" "}(期限 { $due })
}
timeline-follow-up-ended = フォローアップ { $follow_up } を{ $ending ->
    [done] 完了しました。
   *[dropped] 取りやめました。
}{ $note }
metrics-title = ケース全体の指標
metrics-lead = 検知・封じ込め・連絡にかかった時間と、連絡が期限内に行われた割合です。訓練は含みません。
metrics-foot = ケース全体の指標 · { $at }
metrics-since = 宣言日時 (UTC) 以降
metrics-until = 宣言日時 (UTC) より前
metrics-show = 表示
metrics-case-count = ケース数
metrics-open = 未クローズ
metrics-punctuality = 期限内の割合
metrics-updates = 連絡
metrics-follow-ups-open = 未完了のフォローアップ
metrics-measures = かかった時間
metrics-measure = 指標
metrics-count = 件数
metrics-median = 半数がこの時間内
metrics-p90 = 9 割がこの時間内
metrics-worst = 最長
metrics-cases = ケース別
metrics-case = ケース
metrics-case-title = タイトル
metrics-detect = 検知
metrics-contain = 封じ込め
metrics-inform = 連絡
metrics-exposed = 露出
metrics-kept = 期限内
paper-table = 表
