## 検知がふだんと違うと判断した理由

# $field は項目名、または ip_network
reason-new = { $field ->
    [ip_network] { $who } がネットワーク { $value } から操作したのは初めてです
    [ip_address] { $who } がアドレス { $value } から操作したのは初めてです
    [ua] { $who } がプログラム「{ $value }」を使ったのは初めてです
    [event_type] { $who } がこの操作をしたのは初めてです({ $value })
    [author_id] { $who } で番号 { $value } のユーザーが操作したのは初めてです
   *[other] { $who } の { $field } が「{ $value }」だったのは初めてです
}。{ $since } 以降の同種のイベント { $seen_count } 件は、ほかの { $others_count } 種類の値によるものでした。
reason-new-here = { $field ->
    [ip_network] ネットワーク { $value } からは初めてです
    [ip_address] アドレス { $value } からは初めてです
    [ua] プログラム「{ $value }」では初めてです
    [event_type] この操作は初めてです({ $value })
    [author_id] 番号 { $value } のユーザーが操作したのは初めてです
   *[other] { $field } が「{ $value }」だったのは初めてです
}。{ $since } 以降の同種のイベント { $seen_count } 件は、ほかの { $others_count } 種類の値によるものでした。
reason-rare-hour = UTC { $hour } は { $who } にはまれな時間帯です。{ $since } 以降に活動した { $days_count } 日のうち、UTC { $from }~{ $until } に何かあったのは { $near_count } 日だけです。
reason-volume = { $who } による { $minutes_count } 分間の件数は { $count_count } 件です。{ $since } 以降の同じ長さの { $periods_count } 区間では、ふだん { $average_count } 件、最大 { $most_count } 件でした。
