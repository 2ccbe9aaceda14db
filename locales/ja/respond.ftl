# 対応に関する文言: 操作、影響、計画、ゲート、トークン。
# キーと引数の一覧は crates/engine/src/respond/text.rs にあります。

## 操作の名前

act-block-user = ユーザーをブロック
act-unblock-user = ユーザーのブロックを解除
act-revoke-token = トークンを失効
act-rotate-token = トークンをローテーション
act-delete-ssh-key = SSH キーを削除
act-add-ssh-key = SSH キーを元に戻す
act-remove-webhook = Webhook を削除
act-add-webhook = Webhook を元に戻す

## 操作の影響

impact-block-user = { $user } はサインイン、API、Git を使えなくなります。{ $user } が作成したものは引き続き表示されます。
impact-block-user-admin = { $user } は管理者です。ほかの管理者がサインインできることを確認してください。
impact-block-user-bot = { $user } はボットです。このボットのトークンを使う連携はすべて停止します。
impact-block-user-credentials = アクセストークン ({ $tokens } 件) と SSH キー ({ $keys } 件) はブロック中は使えませんが、先に無効にしておかないとブロック解除後に再び使えるようになります。
impact-block-user-deactivated = { $user } は非アクティブ化されていますが、締め出されてはいません。サインインするとアカウントが復活します。
impact-block-user-no-ban = ブロック中のユーザーは BAN できません。BAN するには先にブロックを解除してください。
impact-pipelines-stop = { $project } の次のパイプラインはこのユーザーとして実行されており、失敗するようになります: { $pipelines }
impact-unblock-user = { $user } は再びサインイン、API、Git を使えるようになります。
impact-unblock-user-credentials = このユーザーのアクセストークン ({ $tokens } 件) と SSH キー ({ $keys } 件) も再び使えるようになります。
impact-revoke-token = トークン「{ $token }」は直ちに使えなくなります。攻撃者に限らず、使用者はすべて拒否されます。
impact-revoke-token-bot = 「{ $token }」のボットユーザーも、後ほど GitLab によって削除されます。
impact-rotate-token = トークン「{ $token }」は直ちに使えなくなります。同じスコープの新しいトークンが一度だけ表示されるので、所有者に渡してください。
impact-token-last-used = 「{ $token }」の最終使用日時は { $when } です。
impact-token-last-used-from = 「{ $token }」の最終使用日時は { $when }、使用元は { $addresses } です。
impact-token-never-used = GitLab の記録上、「{ $token }」は一度も使われていません。
impact-delete-ssh-key = 以後、SSH キー「{ $key }」による Git 接続は拒否されます。
impact-add-ssh-key = SSH キー「{ $key }」による Git 接続が再び可能になります。
impact-owner-may-be-mailed = GitLab から所有者にメールが送られることがあります。そのメールボックスを読める人には気付かれます。
impact-remove-webhook = { $project } から { $host } への送信が停止します。
impact-add-webhook = { $project } から { $host } へのイベント送信が再開します。

## 取り消しても戻らないもの

undo-block-user = ブロックを解除するとユーザーは再び入れるようになり、無効にしていないトークンやキーも使えるようになります。
undo-revoke-token = 取り消せません。失効したトークンは二度と使えないため、新しいトークンを作成してください。
undo-rotate-token = 取り消せません。古いトークンは二度と使えず、新しいトークンに置き換わります。
undo-delete-ssh-key = キーはタイトルと有効期限とともに元に戻せますが、ID は新しくなり、最終使用日時は失われます。
undo-add-ssh-key = キーの ID が新しくなるため、この操作自体の取り消しはありません。削除するには新しい計画を作成してください。
undo-remove-webhook = Webhook は元に戻せますが、シークレット、対象イベントの選択、ヘッダーは戻りません。GitLab がこれらを開示しないためです。
undo-add-webhook = Webhook の ID が新しくなるため、この操作自体の取り消しはありません。削除するには新しい計画を作成してください。

## 操作を妨げるもの

obstacle-ldap-blocked = このユーザーは LDAP によってブロックされており、ここからは解除できません。ディレクトリ側で変更してください。
obstacle-banned = このユーザーはブロックではなく BAN されています。GitLab で BAN を解除してください。

## 到達範囲

reach-admin = { $user } は管理者です。インスタンス上のすべてに到達できます。
reach-scopes = トークン「{ $token }」のスコープは { $scopes } です。
reach-places = 到達範囲: プロジェクト { $projects } 件、グループ { $groups } 件。最も高いロール: { $access }
reach-nowhere = プロジェクトやグループのメンバーシップは確認されていません。
reach-internal = メンバーでなくても、インスタンスの内部プロジェクトと公開プロジェクトを読み取れます。
reach-variables = 読み取れる CI/CD 変数 ({ $count } 件)。それぞれの発行元でローテーションが必要です: { $names }
reach-power-read-api = API による読み取り
reach-power-write-api = API による変更
reach-power-read-code = コードのクローン
reach-power-write-code = コードのプッシュ
reach-power-read-registry = パッケージとイメージの取得
reach-power-write-registry = パッケージとイメージの公開
reach-power-manage-runners = Runner の作成と変更
reach-power-act-as-anybody = 任意のユーザーとしての操作
reach-power-admin-mode = 管理者としての操作

## 計画

plan-breaks-nothing-known = このユーザーのパイプラインで、失敗するようになるものは確認されていません。
plan-breaks-starters = 次のスケジュールとトリガーはこのユーザーとしてパイプラインを起動しており、動かなくなります: { $names }
plan-window-unknown = 攻撃の開始時刻が不明なため、キー、Webhook、ほかのトークンはこの計画に含まれていません。漏えいした時刻を記録してから、もう一度計画を作成してください。
plan-undated-left = 次のものは作成日時が GitLab から得られないため残してあります。残存物の調査で改めて確認します: { $names }
plan-instead-of-block = 接続用トークンは管理者のものではないため、{ $user } をブロックできません。代わりに、管理下のグループとプロジェクト { $count } 件からこのユーザーを外します。アカウントそのものとほかの場所への到達は残り、止められるのは GitLab の管理者かサポートだけです。
plan-instead-of-revoke = 接続用トークンは管理者のものではないため、{ $user } のパーソナルトークンを失効できません。代わりに、管理下のグループとプロジェクト { $count } 件からこのユーザーを外し、トークンが何にも届かないようにします。失効は本人に依頼してください。
plan-not-ours = 次のものを終わらせられるのは管理者か本人だけです。この計画には含まれていません: { $names }

problem-empty = 実施することがありません。すでに求められた状態になっています。疑わしい場合はもう一度調査してください。
problem-locks-out-responder = この計画は、Portcullis 自身が使うアカウント { $user } をブロックします。先に別のアカウントで Portcullis を接続してください。
problem-may-lock-out-responder = 「{ $token }」は Portcullis が使うアカウントのトークンです。Portcullis が使用中のトークンであれば、以後は何も操作できなくなります。
problem-blocks-admin = { $user } は管理者です。ほかの管理者がサインインできることを確認してください。
problem-rotates-dead-token = 「{ $token }」はすでに使えません。ローテーションすると、GitLab は同じ系列の有効なトークンをすべて失効させます。代わりに新しいトークンを作成してください。
problem-duplicate-act = { $target } に対する同じ操作が計画に二つあります。一方を取り除いてください。
problem-moot-act = { $target } に対するこの操作は、計画内の後の操作によって無意味になります。
problem-unblock-too-early = トークンやキーを無効にする前に { $target } のブロックを解除すると、それらが再び使えるようになります。先に無効にしてください。
problem-expired = 計画の有効期限 ({ $when }) が過ぎています。調査と計画をやり直してください。
problem-survey-gaps = 調査に抜けがあります: { $gaps }
problem-weakens-responder = { $target } への操作は、Portcullis 自身が使うアカウントの権限を奪います。先に別のアカウントで Portcullis を接続してください。
problem-touches-responder = { $target } は Portcullis 自身が使うアカウントのものです。Portcullis に不要であることを確認してください。
problem-ends-own-token = 「{ $token }」は Portcullis が今使っているトークンです。先に新しいトークンファイルを設定し、計画を作り直してください。
problem-setting-may-shut-out = { $target } の { $settings } を変更すると、Portcullis のトークンが締め出されるおそれがあります。Portcullis のアドレス、二要素認証、トークンが新しい規則を満たすことを確認してください。
problem-protected-account = { $user } は保護対象アカウントの一覧 ([policy] protected_accounts) にあります。不正が疑われる場合は、責任者とともに先に一覧から外してください。
problem-protected-account-touched = { $user } は保護対象アカウントの一覧 ([policy] protected_accounts) にあります。何が動かなくなるかを責任者に確認してください。
problem-last-administrator = インスタンスの管理者がいなくなります。先に別の管理者を任命してください。
problem-only-responder-administers = 管理者として残るのは Portcullis のアカウントだけです。管理者としてサインインできる人がいることを確認してください。
problem-last-owner = { $place } のオーナーがいなくなります。先に別のオーナーを任命してください。
problem-needs-admin = { $target } への操作には管理者が必要ですが、{ $user } は管理者でないか、トークンに管理者モードがありません。グループのオーナーにできる方法を使うか、管理者のトークンで Portcullis を接続してください。
problem-bans-blocked-user = GitLab が BAN できるのは有効なユーザーだけですが、{ $target } はこの計画の前の操作で締め出されます。BAN かブロックのどちらかにしてください。
undo-conflict = その後、{ $target } がほかの人によって変更されました。こちらの操作の直後: { $after }。現在: { $now }。だれがなぜ変更したかを確認してください。それでも元に戻す場合は、理由を添えて指示してください。

## ゲート

gate-impact-not-attested = 影響を理解したという表明がまだありません。何が動かなくなるかを読み、表明してください。
gate-guideline-missing = 従うべきガイドラインが示されていません。組織の手順の名前か URL を記入してください。
gate-approval-missing = 承認: { $needed } 件中 { $given } 件。依頼者以外の人による承認が必要です。
gate-group-missing = { $needed } グループの承認が必要ですが、{ $given } グループです。グループごとに別の人の承認が必要です。次のいずれかに依頼してください：{ $groups }。
gate-not-an-approver = { $person } は、承認が必要なグループ（{ $groups }）のいずれにも属していません。そのメンバーに依頼してください。
gate-backup-too-early = { $person } は代理の承認者で、{ $when } 以降に回答できます。それまではグループのメンバーに依頼してください。
gate-flag-overdue = 承認は { $when } までに必要でした。この実行は期限を過ぎています。
gate-own-request = { $person } 自身が依頼したものなので、承認できません。ほかの人に依頼してください。
gate-plan-expired = 計画の有効期限 ({ $when }) が過ぎています。状況は変わっているため、調査と計画をやり直してください。
gate-plan-changed = 計画の内容がハッシュ { $hash } と一致しません。もう一度内容を確認し、承認を受け直してください。
gate-already-executed = 計画の手順はすべて実施済みです。
gate-nothing-to-undo = この手順では何も変わっていないため、取り消すものがありません。
gate-sweep-missing = 攻撃者の残存物がまだ調査されていません。先に調査してください。
gate-sweep-not-empty = 攻撃者が残した可能性のあるものがまだ { $count } 件あります。無効にしてから、もう一度調査してください。
gate-live-credentials = 次のトークンはまだ有効で、攻撃者に知られている可能性があります: { $names }。先に失効させてください。
gate-flag-revoke-first = 「失効優先」ポリシーにより、影響の表明より先に実施されました。今から影響を評価してください。

## トークン

token-kind-personal-access-token = パーソナルアクセストークン
token-kind-impersonation-token = 代理トークン
token-kind-project-access-token = プロジェクトアクセストークン
token-kind-group-access-token = グループアクセストークン
token-kind-oauth-application-secret = OAuth アプリケーションシークレット
token-kind-deploy-token = デプロイトークン
token-kind-runner-authentication-token = Runner 認証トークン
token-kind-runner-registration-token = Runner 登録トークン
token-kind-job-token = CI/CD ジョブトークン
token-kind-pipeline-trigger-token = パイプライントリガートークン
token-kind-feed-token = フィードトークン
token-kind-incoming-email-token = 受信メールトークン
token-kind-agent-token = Kubernetes エージェントのトークン
token-kind-scim-token = SCIM トークン
token-kind-feature-flags-client-token = フィーチャーフラグクライアントトークン
token-kind-workspace-token = ワークスペーストークン
token-kind-session-cookie = セッション Cookie
token-kind-unknown = 種類不明
token-ends-by-revoking = 失効またはローテーションで無効になります。
token-ends-by-deleting = 作成した場所で削除すると無効になります。
token-ends-by-resetting = リセットすると無効になり、GitLab が新しいものを作成します。
token-ends-with-its-job = 失効させることはできず、ジョブとともに終わります。ジョブをキャンセルしてください。
token-ends-with-its-workspace = ワークスペースを停止すると無効になります。
token-ends-with-its-session = セッションを削除するか、ユーザーをブロックすると無効になります。
token-ends-unknown = 種類がわかりません。無効にする方法を知るには GitLab でトークンを照会してください。
