## コマンドライン

command-no-data = { $dir } に Portcullis のデータディレクトリがありません。--data DIR で指定するか、「portcullis serve」「portcullis import」「portcullis account add」のいずれかで新しく作ってください。
command-no-folder = { $name } というフォルダーはありません。C-1 のようなケース番号でもありません。
command-request-empty = 標準入力が空です。portcullis assist decide < request.json のように依頼を渡してください。
command-request-long = 依頼が { $mib } MiB を超えています。
command-request-misread = 依頼の { $field } を読み取れません: { $why }。書き方は docs/guide/assist.md を参照してください。日時は 2026-06-15T12:00:00Z のように書きます。

length-hours = { $count } 時間
length-days = { $count } 日
length-months = { $count } か月
