## The command line

command-no-data = There is no data directory of Portcullis in { $dir }. Name yours with --data DIR, or begin one with “portcullis serve”, “portcullis import” or “portcullis account add”.
command-no-folder = There is no folder { $name }, and it is no case such as C-1.
command-request-empty = standard input is empty: pass the request there, as in portcullis assist decide < request.json
command-request-long = The request is longer than { $mib } MiB.
command-request-misread = The request cannot be read at { $field }: { $why }. Its form: docs/guide/assist.md; times are written 2026-06-15T12:00:00Z.

length-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
length-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
length-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
