## ログ調査の受付: 判断、理由、依頼者への返信 (LD1–LD28)

assist-outcome-route-support = サポートが調べます
assist-outcome-route-sirt = セキュリティチームが調べます
assist-outcome-reject = お断り
assist-outcome-needs-info = 情報が足りません
assist-outcome-needs-rescope = 範囲が広すぎます: 絞り込みが必要
assist-outcome-cost-notice = 範囲が広すぎます: 費用の案内が必要
assist-outcome-needs-subpoena = 裁判所の命令が必要
assist-outcome-needs-legal = 例外を認めるか法務が判断します

assist-reason-self-managed = 依頼者自身が運用するインスタンスで、ログは依頼者の手元にあります。
assist-reason-access-logs = アクセスログ (HTTP リクエストごとの 1 行) は、誰にも提供しません。
assist-reason-plan = プラン「{ $plan }」は支援の対象ではありません。
assist-reason-unpaid = プラン「{ $plan }」の料金が支払われていません。
assist-reason-exception-requested = 例外の申請があり、法務の回答を待っています。
assist-reason-exception-denied = 法務は例外を認めませんでした。
assist-reason-missing-requested-at = いつ依頼されたのか分かりません。
assist-reason-missing-deployment = 依頼者の GitLab がどこで動いているか分かりません。
assist-reason-missing-plan = 依頼者のプランが分かりません。
assist-reason-missing-paying = プランが有料で契約されているか分かりません。
assist-reason-missing-resources = プロジェクト、グループ、ユーザーのいずれも挙げられていません。
assist-reason-missing-ownership = 所有者の確認がまだ済んでいません ({ $count } 件)。
assist-reason-missing-events = イベントの種類が挙げられていません。
assist-reason-missing-window = 対象期間の開始と終了が示されていません。
assist-reason-window-reversed = 期間の終了 ({ $end }) が開始 ({ $start }) より前です。
assist-reason-window-in-future = 期間の終了 ({ $end }) が依頼の時刻 ({ $requested }) より後です。
assist-reason-missing-gap = 監査イベントでは何が分からなかったのか、説明がありません。
assist-reason-not-owned = { $all } 件のうち { $count } 件は依頼者の所有ではありません: { $paths }。
assist-reason-window-too-long = 期間の開始 { $start } が { $earliest } より前です。ログを調べられるのは依頼の時点から { $length }前までです。
assist-reason-too-many-resources = 対象が { $count } 件あります。上限は { $most } 件です。
assist-reason-too-many-events = イベントの種類が { $count } 件あります。上限は { $most } 件です。
assist-reason-scope-too-broad = 対象 { $resources } 件 × イベント { $events } 種類 × { $days } 日 = { $score } となり、上限の { $most } を超えます。
assist-reason-insisted = 絞り込みをお願いしましたが、依頼者はこのままの範囲を希望しています。
assist-reason-complex = 単純な検索では済みません。
assist-reason-personal-data = 回答にユーザー名や IP アドレスなどの個人データが含まれます。
assist-reason-other-logs = サポートでは調べないログです: { $logs }。
assist-reason-beyond-support-window = 期間の開始 { $start } が { $earliest } より前です。サポートが調べるのは依頼の時点から { $length }前までです。
assist-reason-extended = 期間の開始 { $start } が { $earliest } より前です。{ $length }より古いログは時間がかかります。
assist-reason-within-support = 個人データを含まない単純な検索で、依頼の時点から { $length }以内です。

## 依頼者への返信。サポートまたはカスタマーサクセスが送る。約束はしない (LD2)。

assist-reply-route-support = ご依頼ありがとうございます。サポートチームがログを調べ、お伝えできる内容をご連絡します。できる限り対応いたしますが、ログから答えが得られるとは限りません。
assist-reply-route-support-extended = ご依頼ありがとうございます。サポートチームがログを調べ、お伝えできる内容をご連絡します。古い期間を含むため、通常より時間がかかることがあります。ログから答えが得られるとは限りません。
assist-reply-route-sirt = ご依頼ありがとうございます。社内の担当チームがログを調べています。窓口は引き続き私どもが務め、営業日に状況をご連絡し、確認を終えた内容のうちお渡しできるものをお渡しします。ログから答えが得られるとは限りません。
assist-reply-route-sirt-extended = ご依頼ありがとうございます。社内の担当チームがログを調べています。古い期間を含むため、通常より時間がかかることがあります。窓口は引き続き私どもが務め、営業日に状況をご連絡し、確認を終えた内容のうちお渡しできるものをお渡しします。ログから答えが得られるとは限りません。
assist-reply-reject-self-managed = ご依頼ありがとうございます。お客様の GitLab はお客様のサーバーで動いており、ログは弊社ではなくお客様の手元にあります。ログの場所は GitLab のログに関するドキュメントでご確認いただけます。読み方については喜んでお手伝いします。
assist-reply-reject-access-logs = ご依頼ありがとうございます。HTTP リクエストを 1 件ずつ記録したアクセスログはお渡しできません。ほかのログでお役に立てるかもしれませんので、お探しのイベントをお知らせください。
assist-reply-reject-access-logs-split = ご依頼ありがとうございます。HTTP リクエストを 1 件ずつ記録したアクセスログはお渡しできません。そのほかのログについてはお役に立てるかもしれません。それらだけで進めてよろしいか、お知らせください。
assist-reply-reject-plan = ご依頼ありがとうございます。ログをお調べできるのは有料の Premium または Ultimate プランをご契約のお客様に限られ、お客様のプランは対象ではありません。監査イベントやサインインの履歴は、ご契約のプランの範囲でご覧いただけます。
assist-reply-reject-unpaid = ご依頼ありがとうございます。ログをお調べできるのは有料の Premium または Ultimate プランをご契約のお客様に限られますが、現在お支払いが確認できておりません。状況が変わりましたら、改めてご連絡ください。
assist-reply-reject-exception-denied = ご依頼ありがとうございます。ご依頼の内容はご契約のプランの範囲外です。例外として対応できるか社内で確認しましたが、お受けできないという結論になりました。
assist-reply-reject-window-too-long = ご依頼ありがとうございます。ご指定の期間は弊社のログが残っている期間より前のため、お調べできません。より新しい期間でもよろしければ、開始と終了をお知らせください。
assist-reply-needs-info = ご依頼ありがとうございます。調査を始める前に、次の点をお知らせください: { $asked }。
assist-reply-needs-info-ours = ご依頼ありがとうございます。まず、対象のプロジェクト、グループ、ユーザーの所有者をこちらで確認し、改めてご連絡します。お送りいただくものはございません。
assist-reply-needs-rescope = ご依頼ありがとうございます。範囲が広く、妥当な時間で調べることができません。対象のプロジェクト、グループ、ユーザーを減らす、イベントの種類を減らす、期間を短くするなど、絞り込みをお願いします。
assist-reply-cost-notice = ご依頼ありがとうございます。このままの範囲では、無償で対応できる調査を超えます。費用の見積もりをお送りしますので、調査を始めてよいか、範囲を絞り込むか、お知らせください。
assist-reply-needs-subpoena = ご依頼ありがとうございます。ご依頼はお客様の所有ではないアカウントに関するものです。これらのログは裁判所の命令がある場合に限りお渡しできますので、お客様の弁護士から弊社の法務部門へご連絡ください。
assist-reply-needs-subpoena-split = ご依頼ありがとうございます。ご依頼の一部は、お客様の所有ではないアカウントに関するものです。これらのログは裁判所の命令がある場合に限りお渡しできますので、お客様の弁護士から弊社の法務部門へご連絡ください。お客様の所有する部分についてはお役に立てるかもしれません。その部分だけで進めてよろしいか、お知らせください。
assist-reply-needs-legal = ご依頼ありがとうございます。ご依頼の内容はご契約のプランの範囲外です。例外として対応できるか社内で確認し、改めてご連絡します。
assist-reply-out-of-band = ご連絡ありがとうございます。ご依頼についてのご質問には、状況を把握しているサポートチームを通じてのみお答えしています。お手数ですが、お持ちのチケットでサポートチームにご連絡ください。

## 依頼者に尋ねること（「次の点をお知らせください: …」に入る）

assist-ask-deployment = お使いの GitLab の運用場所 (弊社のサービスか、お客様のサーバーか)
assist-ask-plan = ご契約の GitLab のプラン
assist-ask-paying = プランのお支払いの有無
assist-ask-resources = 対象のプロジェクト、グループまたはユーザー
assist-ask-events = お探しのイベント
assist-ask-window = 対象期間の開始と終了の日時 (いずれもご依頼より前)
assist-ask-gap = 監査イベントでは分からなかったこと
