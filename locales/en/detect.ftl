## Why a finding is unusual

# $field is a field of the taxonomy or ip_network
reason-new = { $field ->
    [ip_network] First time { $who } acts from the network { $value }
    [ip_address] First time { $who } acts from the address { $value }
    [ua] First time { $who } uses the program “{ $value }”
    [event_type] First time { $who } does this: { $value }
    [author_id] First time by the user with number { $value } in { $who }
   *[other] First time { $who } has “{ $value }” as { $field }
}; { $seen_count ->
    [one] one such event
   *[other] { $seen_count } such events
} with { $others_count ->
    [one] one other value
   *[other] { $others_count } other values
} since { $since }.
reason-new-here = { $field ->
    [ip_network] First time from the network { $value }
    [ip_address] First time from the address { $value }
    [ua] First time with the program “{ $value }”
    [event_type] First time that this happens: { $value }
    [author_id] First time by the user with number { $value }
   *[other] First time with “{ $value }” as { $field }
}; { $seen_count ->
    [one] one such event
   *[other] { $seen_count } such events
} with { $others_count ->
    [one] one other value
   *[other] { $others_count } other values
} since { $since }.
reason-rare-hour = { $hour } UTC is a rare hour for { $who }: on { $near_count } of { $days_count } active days since { $since } there was something between { $from } and { $until } UTC.
reason-volume = { $count_count } by { $who } within { $minutes_count } minutes; usually { $average_count } and at most { $most_count } in { $periods_count } such stretches since { $since }.
