## コマンドラインが表示する文

cli-yes = はい
cli-no = いいえ
cli-cannot-start = 起動できません
cli-first-login =
    初回起動のため、アカウントを 1 つ作成しました。この表示は一度きりです。
    {"  "}名前        { $name }
    {"  "}パスワード  { $password } (最初のサインインで変更します)
cli-next = 次の操作: { $next }
cli-not-known = 確認できなかったもの: { $what }
cli-answered-status = サーバーの応答は { $status } でした
cli-on-record = 記録しました(ジャーナルのエントリ { $index })
cli-done = 完了しました
cli-no-legal-advice = 備忘のための情報です。法的助言ではありません

## コマンドが続けられない理由

cli-cannot-read = { $file } を読み取れません
cli-cannot-read-stdin = 標準入力を読み取れません
cli-cannot-write = { $file } に書き込めません
cli-cannot-make = { $file } を作成できません
cli-cannot-read-ledger = { $file } の台帳を読み取れません
cli-cannot-listen = { $address } で待ち受けできません
cli-in-file = { $file } の中
cli-no-json = { $file } は JSON ではありません
cli-no-pair = { $given }: { $form } の形で指定してください
cli-problems-in-playbooks =
    プレイブックに { $count } 件の問題があります:
    {"  "}{ $lines }
cli-problems-in-questions =
    確認項目に { $count } 件の問題があります:
    {"  "}{ $lines }
cli-problems-in-rules =
    ルールに { $count } 件の問題があります:
    {"  "}{ $lines }
cli-problems-in-rules-stay =
    ルールに { $count } 件の問題があります。有効なルールはそのままです:
    {"  "}{ $lines }
cli-refused = { $what }{ $rule }
cli-refused-next =
    { $what }{ $rule }
    {"  "}次の操作: { $next }
cli-settings-unusable = 使えない設定が { $count } 件あります
cli-no-act = { $name } という操作はありません。次のいずれかを指定してください: { $names }
cli-no-message = { $name } はメッセージではありません
cli-cannot-be-approved = { $name } は承認の対象になりません。plan、message、exception、release、dive-exception のいずれかを指定してください
cli-say-hash = --hash を指定してください。承認するのは、読んだ内容そのものです
cli-ci-give-trace = --trace か --config、または両方を指定してください
