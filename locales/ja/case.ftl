# ケースの文言。タイムラインと、ケースの規則が拒否するときの理由です。

## タイムライン

timeline-case-opened = ケースを開始しました: { $title }
timeline-kind-decided = 検知内容をまとめて見た結果、インシデントの種類が変わりました: { $kind ->
    [credential_exposure] 認証情報の漏えい
    [third_party_credential] 他システムの認証情報の漏えい
    [exposed_job_token] ジョブトークンの漏えい
    [ci_secret_exposure] パイプラインからの秘密情報の漏えい
    [compromised_instance] インスタンスの侵害
    [misconfigured_settings] 設定の不備
    [assistance_request] 支援の依頼
   *[other] ユーザーアカウントの侵害
}
timeline-finding = { $level ->
    [critical] 緊急の検知
    [high] 重大な検知
    [medium] 検知
   *[other] 軽微な検知
}「{ $title }」: { $summary }
timeline-note = { $text }
timeline-corrected = 記録 { $entry } の訂正: { $text }
timeline-exposed = { $certainty ->
    [exact] 認証情報が漏えいしました。
    [not_before] 認証情報が漏えいしました (この時刻以降)。
   *[not_after] 遅くともこの時刻までに、認証情報が漏えいしていました。
}出典: { $source }
timeline-revoked = { $certainty ->
    [exact] 認証情報が使えなくなりました。
    [not_before] 認証情報が使えなくなりました (この時刻以降)。
   *[not_after] この時刻には、認証情報はすでに使えなくなっていました。
}出典: { $source }
timeline-exposure-unknown = 漏えいした時刻は特定できません: { $reason }
timeline-revocation-unknown = 失効した時刻は特定できません: { $reason }
timeline-legitimate = { $leftover ->
    [access_token] アクセストークン
    [ssh_key] SSH キー
    [webhook] Webhook
    [gpg_key] GPG キー
    [deploy_key] デプロイキー
    [deploy_token] デプロイトークン
    [trigger] パイプライントリガー
    [runner] Runner
    [application] OAuth アプリケーション
    [schedule] パイプラインスケジュール
    [group_webhook] グループの Webhook
    [system_hook] システムフック
    [member] メンバー
    [variable] CI/CD 変数
   *[user] ユーザー
} { $id } は正当なものです: { $reason }
timeline-subject = { $kind ->
    [token] このケースの対象はトークン { $id } です。
    [job] このケースの対象はジョブ { $id } です。
    [project] このケースの対象はプロジェクト { $id } です。
    [group] このケースの対象はグループ { $id } です。
    [instance] このケースの対象はインスタンス全体です。
   *[user] このケースの対象はユーザー { $id } です。
}出典: { $source }
timeline-circumstance = { $holds ->
    [true] インシデントについて判明: { $circumstance } (出典: { $source })
   *[other] 取り消し: { $circumstance } (出典: { $source })
}
timeline-token-identified = トークンを識別しました: { $kind }、末尾 { $last_four }
timeline-survey = GitLab を調査しました: { $user } のトークン { $token_count } 件、SSH キー { $key_count } 件、メンバーシップ { $membership_count } 件。{ $gap_count ->
    [0] すべて読み取れました。
   *[other] 読み取れなかったものが { $gap_count } 件あります。
}
timeline-plan-proposed = 計画 { $plan } を作成しました (操作 { $act_count } 件)。
timeline-plan-attested = { $impact ->
    [true] 計画 { $plan } の影響を理解したと表明しました。
   *[false] 計画 { $plan } の影響を理解したという表明はありません。
}ガイドライン: { $guideline }
timeline-plan-approved = 計画 { $plan } を承認しました。
timeline-refused = 規則 { $rule } により拒否しました。
timeline-plan-stopped = GitLab が応答しなくなったため、計画 { $plan } を中断しました: { $error }。未着手の手順: { $left_count }。もう一度実行すると残りが行われます。
timeline-conflict-overridden = 計画 { $plan } の手順 { $step } は、その後ほかの人が変更していましたが ({ $after } から { $now })、取り消しました。理由: { $reason }
timeline-act-name = { $act }
timeline-act-intended = 開始しましたが、結果は不明です: { timeline-act-name } ({ $target })、計画 { $plan } の手順 { $step }。GitLab を確認してください。
timeline-act-ended = { timeline-act-name } ({ $target })、計画 { $plan } の手順 { $step }: { timeline-outcome }
timeline-undo-intended = 取り消しを開始しましたが、結果は不明です: { timeline-act-name } ({ $target })、計画 { $plan } の手順 { $step }。GitLab を確認してください。
timeline-undo-ended = 取り消し: { timeline-act-name } ({ $target })、計画 { $plan } の手順 { $step }: { timeline-outcome }
timeline-outcome = { $outcome ->
    [done] { $verified ->
        [true] 実施し、読み直して確認しました。
       *[false] 実施しましたが、読み直しても確認できませんでした。
    }
    [already_so] すでにその状態でした。
    [failed] { $verified ->
        [true] 呼び出しは失敗しましたが、読み直すと目的の状態になっていました。
       *[false] 失敗しました。
    }
   *[skipped] 前の手順が失敗したため、実施しませんでした。
}
timeline-sweep = { $count ->
    [0] 残存物を調べ、何も見つかりませんでした。
   *[other] 残存物を調べ、まだ有効なものが { $count } 件見つかりました: { $names }
}
timeline-phase = { $phase ->
    [triage] トリアージに戻りました。
    [containment] 封じ込めを開始しました。攻撃者を止めています。
    [eradication] 根絶を開始しました。残されたものを取り除いています。
    [recovery] 復旧を開始しました。通常の業務に戻ります。
   *[closed] ケースを終了しました。
}

## ケースの規則が拒否するとき

refusal-case-no-false-alarm = 誤検知として終了できません。悪意のあるものが見つかったか、変更すべき秘密情報があるか、別のケースにつながっています。
refusal-case-no-false-alarm-next = 封じ込めと復旧に進んでください。判定が誤りなら、先に訂正してください。
refusal-case-exposure-time-missing = 漏えいした時刻がまだ記録されていません。
refusal-case-exposure-time-missing-next = 漏えいした時刻を記録するか、特定できない理由を記録してください。
refusal-case-revocation-time-missing = 失効した時刻がまだ記録されていません。
refusal-case-revocation-time-missing-next = 封じ込めを実施するか、使えなくなった時刻、または特定できない理由を記録してください。
refusal-case-never-swept = 攻撃者の残存物がまだ調査されていません。
refusal-case-never-swept-next = 残存物を調査してください。
refusal-case-sweep-is-old = 前回の調査のあとに操作が行われています。
refusal-case-sweep-is-old-next = もう一度、残存物を調査してください。
refusal-case-leftovers = 攻撃者が残した可能性のあるものが、まだ { $count } 件有効です。
refusal-case-leftovers-next = 計画を立てて無効にするか、正当なものであることを記録し、もう一度調査してください。
refusal-case-subject-missing = このケースの対象がまだわかっていません。
refusal-case-subject-missing-next = 対象のトークンまたはユーザーを指定してください。
refusal-plan-survey-missing = 対象がまだ調査されていません。
refusal-plan-survey-missing-next = 先に調査を行い、そのあとで計画を作成してください。
refusal-plan-not-yours = 表明できるのは、この計画を依頼した { $requester } だけです。
refusal-plan-not-yours-next = { $requester } に依頼するか、自分の計画を作成してください。
refusal-plan-step-not-done = 手順 { $step } は実施されていないため、取り消すものがありません。
refusal-plan-step-not-done-next = 計画の各手順の状態を確認してください。
refusal-sign-in-wait = この名前で、誤ったパスワードが続けて入力されました。
refusal-sign-in-wait-next = 1 分ほど待ってから、もう一度試してください。
refusal-password-short = パスワードは { $count } 文字以上にしてください。
refusal-password-short-next = もっと長いものを選んでください。文章にするのもよい方法です。
refusal-last-admin = 最後の管理者です。
refusal-last-admin-next = 先に、ほかの人を管理者にしてください。
