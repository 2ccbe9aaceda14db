# What went wrong, in pages and in the API alike.

error-title-400 = This cannot be read
error-title-401 = Please sign in
error-title-403 = Not allowed
error-title-404 = Not found
error-title-405 = Not possible here
error-title-409 = Refused
error-title-413 = Too large
error-title-415 = This cannot be read
error-title-422 = This cannot be read
error-title-500 = A fault of ours
error-title-502 = GitLab did not do it
error-title-503 = Not right now

error-not-found = There is no { $what }.
error-invalid = { $why }
error-not-signed-in = This is only for people who are signed in, or your session is over.
error-overloaded = More is coming than can be stored safely. Nothing was taken.
error-unavailable = { $what }
error-gitlab = GitLab did not answer as hoped: { $why }.
error-internal = Something went wrong inside Portcullis. The details are in its log.
error-nowhere = There is nothing at this address.
error-unreadable = The request is not of the form that is expected here.
error-method = This address does not take that method.
error-too-large = The request is larger than one mebibyte.

error-next-400 = Correct the input named above and send it again.
error-next-401 = Sign in, or send an API token in the Authorization header.
error-next-403 = Ask an administrator for the role that this needs.
error-next-404 = Check the address, or start from the list.
error-next-405 = See /api/v1/openapi.json for what this address takes.
error-next-409 = Do what is missing, then try again.
error-next-413 = Send less at once.
error-next-415 = Send JSON with the content type application/json, or a form.
error-next-422 = Correct the input named above and send it again.
error-next-500 = Try again. If it fails again, look at the log of the server.
error-next-502 = Check GitLab and the connection's token, then try again. What was done so far is on record.
error-next-503 = Try again in a moment.

refusal-permission = { $person } has no role that may do this ({ $permission }).
refusal-permission-next = Ask an administrator for a role that may, or somebody who has one.
refusal-password = Your password was given to you by somebody else.
refusal-password-next = Choose your own password first, then go on.
refusal-origin = The request came from another site's page. Nothing was done.
refusal-origin-next = Open Portcullis itself and do it there.
refusal-form-token = The form was not made for this session: it may be old, or not ours. Nothing was done.
refusal-form-token-next = Go back, reload the page and send the form again.
refusal-risk = Acting on GitLab is at your own risk, and that was not acknowledged. Nothing was done.
refusal-risk-next = Read the plan, tick the box above the button, then execute.
refusal-operator = A file of the server's machine may only be named by who runs that machine.
refusal-operator-next = Use the command `portcullis import` on that machine.
error-title-429 = Please wait
error-next-429 = Wait some minutes, then try again.
