## GitLab への支援依頼

engage-title = GitLab に相談
engage-lead = GitLab のサポートは、まず自分たちで予備調査を行い、ライセンスにサポートが含まれている場合に利用できます。
engage-preliminary = 予備調査
engage-point-docs_searched = GitLab のドキュメントと既知の問題を検索した
engage-point-scope_described = 何が、いつから、どこで起きたかを書き出した
engage-point-logs_kept = 関係するログを証拠として保全した
engage-point-questions_asked = ガイドの確認項目を記録に対して実行した
engage-point-containment_tried = 自分たちでできる封じ込めを行った
engage-checked = 済み
engage-open = 未実施
engage-suggested = ケースの記録がこれを裏づけています。
engage-note = 分かったこと、または記載場所
engage-check = 済みとして記録
engage-licence = ライセンス
engage-licence-unknown = まだ記録されていません。
engage-source = 確認方法
engage-state = 記録
licence-free = Free (サポートなし)
licence-premium = Premium
licence-ultimate = Ultimate
engage-bundle = サポートバンドル
engage-bundle-lead = ケース、タイムライン、検知結果、接続情報を 1 つのファイルにまとめます。シークレット、メールアドレス、IP アドレス、人の名前は取り除いて記号に置き換えます。GitLab の ID 番号は残ります。
engage-make-bundle = バンドルを作成
engage-ask = GitLab に相談したことを記録
engage-ticket = チケット
done-engage-checked = 項目を記録しました。
done-engage-licence = ライセンスを記録しました。
done-engage-asked = GitLab に相談したことを記録しました。
timeline-engage-checked = GitLab に相談する前の確認: { $point ->
    [docs_searched] ドキュメントと既知の問題
    [scope_described] 何が、いつから、どこで起きたか
    [logs_kept] ログの保全
    [questions_asked] ガイドの確認項目
   *[containment_tried] 自分たちでの封じ込め
} ({ $note })
timeline-engage-licence = ライセンス: { $licence ->
    [free] Free
    [premium] Premium
   *[ultimate] Ultimate
} (出典: { $source })
timeline-engage-bundle = サポートバンドルを作成しました ({ $hash }…)。{ $count } か所を取り除きました。
timeline-engage-asked = GitLab に相談しました: { $ticket }
refusal-engage-preliminary-incomplete = 予備調査が終わっていません。未実施の項目が { $count } 件あります ({ $points })。
refusal-engage-preliminary-incomplete-next = 各項目を確認し、分かったことを記録してください。
refusal-engage-licence-unknown = ライセンスが記録されていません。
refusal-engage-licence-unknown-next = ライセンスと、その確認方法を記録してください。
refusal-engage-not-eligible = Free プランには GitLab のサポートが含まれていません。(出典: { $source })
refusal-engage-not-eligible-next = ドキュメントやフォーラムを検索するか、GitLab 自体の脆弱性であれば GitLab のセキュリティチームに報告してください。
refusal-engage-redaction-incomplete = 墨消し後も { $file } に種類 { $kind } の情報が残っているため、バンドルは作成されませんでした。
refusal-engage-redaction-incomplete-next = 該当する記録を訂正してから、もう一度作成してください。
