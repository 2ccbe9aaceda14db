# 問題が起きたときの文言。ページでも API でも同じです。

error-title-400 = 読み取れませんでした
error-title-401 = サインインしてください
error-title-403 = 許可されていません
error-title-404 = 見つかりません
error-title-405 = ここではできません
error-title-409 = 拒否しました
error-title-413 = 大きすぎます
error-title-415 = 読み取れませんでした
error-title-422 = 読み取れませんでした
error-title-500 = Portcullis 側の問題です
error-title-502 = GitLab で実行できませんでした
error-title-503 = 今は受け付けられません

error-not-found = 見つかりません: { $what }
error-invalid = { $why }
error-not-signed-in = サインインしていないか、セッションが終了しています。
error-overloaded = 安全に保存できる量を超えています。何も受け取っていません。
error-unavailable = { $what }
error-gitlab = GitLab から期待した応答がありませんでした: { $why }
error-internal = Portcullis の内部で問題が起きました。詳細はログにあります。
error-nowhere = このアドレスには何もありません。
error-unreadable = リクエストの形式が正しくありません。
error-method = このアドレスではそのメソッドを使えません。
error-too-large = リクエストが 1 MiB を超えています。

error-next-400 = 上に示した入力を直して、もう一度送ってください。
error-next-401 = サインインするか、Authorization ヘッダーに API トークンを付けてください。
error-next-403 = 必要な役割を管理者に依頼してください。
error-next-404 = アドレスを確認するか、一覧から探してください。
error-next-405 = このアドレスで使えるメソッドは /api/v1/openapi.json にあります。
error-next-409 = 不足しているものを補ってから、もう一度実行してください。
error-next-413 = 一度に送る量を減らしてください。
error-next-415 = JSON (Content-Type: application/json) またはフォームで送ってください。
error-next-422 = 上に示した入力を直して、もう一度送ってください。
error-next-500 = もう一度試してください。繰り返す場合は、サーバーのログを確認してください。
error-next-502 = GitLab と接続用トークンを確認して、もう一度試してください。ここまでの操作は記録されています。
error-next-503 = しばらくしてから、もう一度試してください。

refusal-permission = { $person } さんには、この操作 ({ $permission }) ができる役割がありません。
refusal-permission-next = 役割を管理者に依頼するか、権限のある人に頼んでください。
refusal-password = このパスワードは、ほかの人から渡されたものです。
refusal-password-next = 先に自分でパスワードを決めてください。
refusal-origin = ほかのサイトのページから送られたリクエストです。何も実行していません。
refusal-origin-next = Portcullis を直接開いて操作してください。
refusal-form-token = このセッションのフォームではありません。古いか、Portcullis のものではない可能性があります。何も実行していません。
refusal-form-token-next = 前のページに戻って再読み込みし、もう一度送ってください。
refusal-risk = GitLab への操作は自己責任です。その確認がないため、何も実行していません。
refusal-risk-next = 計画を読み、ボタンの上の確認欄にチェックを入れてから実行してください。
refusal-operator = サーバー上のファイルを指定できるのは、そのサーバーの運用者だけです。
refusal-operator-next = サーバー上で portcullis import コマンドを使ってください。
error-title-429 = しばらくお待ちください
error-next-429 = 数分待ってから、もう一度試してください。
