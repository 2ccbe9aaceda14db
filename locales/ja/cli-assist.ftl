## ログ調査の依頼

cli-dive-split = 別の依頼にしました: C-{ $case }
cli-dive-contact =
    記録しました。次の文面だけで返答してください:
    { $reply }
cli-dive-ordered = 送信を依頼しました: { $delivery }
cli-dive-closed = クローズしました
cli-no-request = { $file } は依頼ではありません
cli-dive-theirs = 依頼者のもの
cli-dive-not-theirs = 依頼者のものではない
cli-dive-owner-unknown = 所有者は未確認
cli-dive-in-gitlab = GitLab での状態: { $seen }
cli-dive-policy = {"  "}ポリシー { $preset }。もう一度判断しても同じ結果: { $replays }
cli-dive-undecided = {"  "}今の内容ではまだ判断されていません
cli-dive-finding = {"  "}調査結果 { $number }: { $text }
cli-dive-tell-by = {"  "}{ $due_at } までに依頼者へ連絡。未連絡の調査結果 { $untold } 件
cli-dive-issue-tracking = 追跡用 Issue
cli-dive-issue-gap = ギャップ Issue
cli-dive-exception = {"  "}例外を申請中。法務は { $exception_hash } に対して回答します
cli-dive-not-closed = まだクローズできません: { $rule }
cli-dive-text-reply = 返信
cli-dive-text-update = 状況報告
cli-dive-text-redirect = 案内
cli-dive-approval-asked = { $hash } の承認を依頼しました
cli-dive-link =
    リンク     { $url }
    有効期限   { $expires_at }
    封印       { $sealed }
    表示は一度きりで、どこにも保存されません
cli-dive-link-passphrase =
    リンク     { $url }
    有効期限   { $expires_at }
    封印       { $sealed }
    パスフレーズ { $passphrase }   (別の手段で伝えてください)
    表示は一度きりで、どこにも保存されません
cli-dive-progress = { $state }: 該当 { $lines } 行。レコード { $done }/{ $records }、バンドル { $bundles_done }/{ $bundles }
cli-dive-left-out = {"  "}対象外: { $what }
cli-redacted = { $lines } 行のうち { $spans } か所を墨消し、SHA-256 { $sha256 }
cli-dive-names-unknown = {"  "}確認できなかったもの: { $what } の名前
cli-dive-further = 続き: --from { $next }
cli-dive-link-until = { $way }  { $expires_at } まで

## コマンドラインでの墨消し

cli-redacted-file = { $result }: { $lines } 行のうち { $spans } か所を墨消し、SHA-256 { $result_sha256 }
cli-redact-one-file = 編集は 1 つの原本に対するものです。ファイルを 1 つだけ指定してください
cli-redact-there = { $file } はすでにあります。別のフォルダーを指定するか、--force で上書きしてください
cli-redact-two = 2 つのファイルが { $place } に書き込まれてしまいます。{ $file } は別のフォルダーに墨消ししてください
cli-redact-original = { $file } は原本です。別のフォルダーを指定してください
cli-redact-other-original = 編集は { $file } とは別の原本に対するものです
cli-redact-edits-unused = 編集 { $edits } に当たる箇所が { $file } にありません
cli-redact-no-key = { $file } に 64 桁の 16 進数がありません
cli-no-file = { $file } はファイルではありません
cli-verify-pass = 報告書か判断の文書、または --case を指定してください
cli-verify-differs = 相違: { $what }
cli-verify-same = 一致しました
cli-verify-neither = { $file } は報告書でも判断の文書でもありません
cli-verify-no-report = 報告書として読み取れません
cli-verify-needs = 報告書の検証には --original、--rules、--key-file が必要です
cli-verify-no-request = 依頼として読み取れません
cli-verify-no-policy = ポリシーとして読み取れません
cli-verify-not-result = { $file } はこの報告書の結果ではありません
cli-verify-left = { $file } に墨消しすべき箇所が { $count } 件残っています
cli-no-policy = ポリシー { $name } を使えません
cli-redact-cannot = { $file } を墨消しできません
redact-packed = 圧縮されています({ $by })。先に展開するか、`dive run --bundle` に渡してください
redact-encrypted = 暗号化されています。先に復号してください
redact-wide = UTF-16 または UTF-32 です。先に UTF-8 に変換してください(`iconv -t utf-8`)
redact-binary = テキストではありません。ゼロのバイトを含むため、名前を見つけられません
redact-no-subject = 対象の指定がありません。すべてが墨消しされてしまいます
redact-no-path = アカウント { $what } にパスがありません
redact-edit-unsigned = 編集 { $what } に理由または名前がありません
redact-edit-of-nothing = 編集 { $what } の範囲が空です
redact-too-many = 名前が多すぎます: { $what }
