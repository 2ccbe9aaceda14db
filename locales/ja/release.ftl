# 承認されたログ調査依頼のその後: 検索、墨消し、リリース、リンク。

# タイムライン
timeline-dive-begun = 検索を開始しました。リソース { $subjects } 件、ログバンドル { $bundles } 件。
timeline-dive-begun-access = 検索を開始しました。リソース { $subjects } 件、ログバンドル { $bundles } 件。アクセスログの行も対象とします。理由: { $access }
timeline-dive-cancelled = 検索を中止しました: { $reason }
timeline-dive-stuck = 検索を続行できませんでした: { $why }
timeline-dive-frozen = 検索結果を確定しました: { $lines } 行、{ $hash }。
timeline-dive-edited = レビュー担当者が { $line } 行目の箇所を{ $kind ->
    [add] 墨消しに追加
   *[lift] 墨消しから解除
}しました: { $reason }
timeline-dive-redacted = 墨消しを行いました: { $spans } 箇所、結果 { $hash }。
timeline-dive-verified = 墨消し { $hash } を再実行しました: { $same ->
    [true] 一致
   *[false] 不一致
}。
timeline-dive-released = { $hash } の封印済みコピーをリンクで公開しました。期限は { $expires } UTC です。
timeline-dive-received = リンク { $link } から封印済みコピーが受け取られました。リンクは無効になりました。
timeline-dive-recalled = リンク { $link } を取り消しました: { $reason }

# 拒否
refusal-dive-nothing-under-way = 進行中の検索はありません。
refusal-dive-nothing-found-yet = まだ検索結果がありません。次の操作: 検索を開始し、完了を待ってください。
refusal-dive-not-redacted = 最新の検索結果に対し、すべての変更を反映した墨消しがありません。次の操作: 墨消しを実行してください。
refusal-dive-not-the-original = この変更は、最新の検索結果とは別の原本に対するものです。次の操作: ページを開き直してください。
refusal-dive-edit-of-nothing = 指定の位置には、追加または解除できる箇所がありません。解除は箇所全体に対して行います。
refusal-dive-too-many-names = ログに含まれる名前が { $most } 件を超えているため、すべてを墨消しできません。次の操作: 対象のリソースや期間を絞って検索するか、ホストや日数を減らしたバンドルを使ってください。
refusal-dive-changed-meanwhile = その間に別の人が墨消しを変更しました。次の操作: 内容を確認し直してください。
refusal-dive-other-result = { $hash } は、現在引き渡せる結果ではありません。ここで墨消しされたものではないか、その後に変更されています。次の操作: 墨消しを実行し、新しいハッシュの承認を依頼してください。
refusal-dive-search-under-way = { $by } さんが始めた検索が実行中です。対象のバンドル、またはアクセスログの扱いが異なります。
refusal-dive-search-under-way-next = 終わるのを待つか、取り消してから、あらためて検索してください。
refusal-dive-link-open = リンク { $link } がまだ有効です。次の操作: 先に取り消してください。
refusal-dive-link-used = このリンクは使用済みです。一度だけ使用できます。
refusal-dive-link-recalled = このリンクは取り消されました。
refusal-dive-link-expired = このリンクの期限は切れています。
dive-link-outdated = 無効(結果が変わりました)
refusal-dive-too-many-tries = 存在しないリンクへのアクセスが多すぎます。次の操作: 1 分待ってください。

# レビュー担当者のページ
redaction-title = 検索・墨消し・リリース
redaction-lead = 原本が外に出ることはありません。外に出るのは、墨消しされ、正確なハッシュを二者が承認し、封印されたものだけです。
dive-run-title = 検索
dive-run-none = まだ検索していません
dive-run-running = 進行中
dive-run-waiting = 中断中
dive-run-done = 完了
dive-run-cancelled = 中止
dive-run-stuck = 続行不能
dive-lines = { $count } 行を検出
dive-progress = 記録 { $records }、バンドル { $bundles }
dive-seen-taken = 採用
dive-seen-access-log = アクセスログのため拒否
dive-seen-unreadable = 読み取り不能
dive-seen-other-kind = 別の種類のログ
dive-seen-other-time = 期間外
dive-seen-other-resource = 別のリソース
dive-left-out = 除外されたバンドル内のファイル
dive-bundles = 次のログバンドルも検索する
dive-bundles-hint = この依頼のために受け取ったファイルです。記録は常に検索されます。
dive-upload = バンドルを追加 (tar、zip、または単独のログ。gzip、zstd、xz、bzip2 で圧縮可)
dive-upload-keep = 証拠として保管する
dive-upload-wrong = 保管できませんでした:
dive-access-because = アクセスログを対象とする理由
dive-begin = 検索を開始
dive-go-on = 続行
dive-cancel = 検索を中止
dive-reason = 理由
redaction-result = 墨消し後
redaction-none = 引き渡せる墨消し結果はありません。
redaction-verified = 再実行
redaction-same = 一致
redaction-differs = 不一致
redaction-not-verified = 未実施
redaction-edits = レビュー担当者による変更
redaction-edits-unused = { $count } 件は該当する箇所がなくなりました
redaction-verify = 再実行して比較
redaction-hosts = 内部ホスト名
redaction-names = ほかに墨消しする名前
redaction-given-hint = 1 行に 1 つ。どこに現れても、エンコードされていても墨消しします。
redaction-gaps = 次の名前は把握できていません。承認の前に、各行に残っていないか確認してください。
redaction-gap-no-gitlab = GitLab が設定されていないため、記録と検索結果の行に現れる名前だけを墨消しします。
redaction-gap-users = インスタンスのユーザーを一覧できませんでした。
redaction-gap-projects = インスタンスのプロジェクトを一覧できませんでした。
redaction-gap-groups = インスタンスのグループを一覧できませんでした。
redaction-make = 墨消しを実行
redaction-side-by-side = 左右比較
redaction-only-spans = 墨消しのある行のみ
redaction-all-lines = すべての行
redaction-line = 行
redaction-original = 原本
redaction-change = 変更
redaction-lift = 解除
redaction-add = 墨消しに追加
redaction-text = この行の中の文字列
redaction-further = 続きの行
redaction-from-line = 表示開始行
redaction-go = 移動
redaction-kind-unreadable = 読み取れない行
redaction-kind-access-log = アクセスログの行
redaction-kind-secret = シークレット
redaction-kind-email = メールアドレス
redaction-kind-url = URL
redaction-kind-host = ホスト名
redaction-kind-ip = IP アドレス
redaction-kind-place = プロジェクトとグループ
redaction-kind-user = ユーザー
redaction-kind-id = 番号
redaction-kind-review = レビュー担当者による指定
dive-release-title = リリース
dive-release-lead = セキュリティ担当と法務担当がこのハッシュそのものを承認し、その後サポート担当が引き渡します。変更があれば両方の承認は無効になります。
dive-approval = 承認
dive-approval-none = 依頼していません
dive-approval-waiting = 承認待ち
dive-approval-approved = 承認済み
dive-approval-declined = 却下
dive-approval-expired = 期限切れ
dive-approval-voided = 無効(変更あり)
dive-ask-release = 承認を依頼
dive-recipient = 受取人の age 公開鍵(空欄ならパスフレーズを作成)
dive-hand-over = 封印して引き渡す
dive-recall = リンクを取り消す
dive-link-open = 有効
dive-link-received = 受け取り済み
dive-link-recalled = 取り消し済み
dive-link-expired = 期限切れ
done-dive-begun = 検索を開始しました。
done-dive-cancelled = 検索を中止しました。
done-dive-redacted = 墨消しを行いました。
done-dive-edited = 変更しました。結果のハッシュは新しくなりました。
done-dive-same = 再実行の結果は一致しました。
done-dive-differs = 再実行の結果は一致しませんでした。
done-dive-asked = セキュリティ担当と法務担当に承認を依頼しました。
done-dive-recalled = リンクを取り消しました。

# 引き渡した内容(一度だけ表示)
handed-over-title = 引き渡し完了
handed-over-once = リンクとパスフレーズが表示されるのは今回限りで、どこにも保存されません。
handed-over-link = リンク
handed-over-passphrase = パスフレーズ
handed-over-no-host = 受取人からこのサーバーへ届くアドレスを前に付けてください (設定の server.public_url を書けば自動で付きます)。
handed-over-other-way = リンクとは別の手段で伝えてください。

# リンク
handover-title = 封印済みファイルの受け取り
handover-lead = 受け取りは一度だけです。このページを見るだけでは使用済みになりません。
handover-size = サイズ
handover-hash = 封印済みファイルの SHA-256
handover-expires = 有効期限
handover-take = 今すぐ受け取る
handover-open = 開き方
handover-open-key = age(age-encryption.org)と、この受取人に対応する鍵で開きます:
handover-open-passphrase = age(age-encryption.org)と、別の手段で伝えられたパスフレーズで開きます:
handover-over = このリンクはもう使えません
handover-used = ファイルはすでに受け取られています。リンクが使えるのは一度だけです。
handover-expired = リンクの有効期限が切れています。
handover-recalled = リンクは発行元によって取り消されました。
handover-over-next = ファイルを受け取っていない場合は、リンクを送ってきた担当者に、このリンクが使えなかったことを伝え、新しいリンクを依頼してください。
