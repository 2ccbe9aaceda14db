"""A real SMTP server for tests (aiosmtpd), on loopback.

It prints its port, and writes one JSON line to --box for each message that it
took, as Python's own e-mail parser reads it. What it refuses, drops or kills is
in the file --plan, read anew for each command, so that a test can change it:

  refuse   addresses that are refused for good (550)
  later    address -> how often it is refused for now (451)
  drop     step -> how often the connection is dropped there
  kill     {"pid": …, "step": …, "after": n}: at the n-th time of that step the
           process is killed (SIGKILL); the plan then has no kill any more

Steps, in order: connect, mail, rcpt, data (before 354), ready (after 354),
lost (the message is here whole; it is forgotten, no answer), taken (here whole
and kept, no answer), answered (kept, and 250 was sent).
"""
import argparse
import asyncio
import hashlib
import json
import os
import signal
import ssl
import sys
from email import policy
from email.parser import BytesParser

from aiosmtpd.smtp import SMTP, AuthResult

args = argparse.ArgumentParser()
args.add_argument("--box", required=True)
args.add_argument("--plan", required=True)
args.add_argument("--cert")
args.add_argument("--key")
args.add_argument("--auth")
args.add_argument("--implicit", action="store_true", help="TLS from the first byte")
args = args.parse_args()

counts, seen = {}, {"stamp": None, "plan": {}}


class Dropped(Exception):
    pass


def plan():
    try:
        stamp = os.stat(args.plan).st_mtime_ns
        if stamp != seen["stamp"]:
            with open(args.plan, encoding="utf-8") as file:
                seen["plan"] = json.load(file)
            seen["stamp"] = stamp
            counts.clear()
    except (FileNotFoundError, json.JSONDecodeError):
        pass
    return seen["plan"]


def at(server, step):
    """Drops or kills here, if the plan wants it."""
    now = plan()
    counts[step] = counts.get(step, 0) + 1
    kill = now.get("kill")
    if kill and kill["step"] == step and counts[step] >= kill["after"]:
        now.pop("kill")
        os.kill(kill["pid"], signal.SIGKILL)
        with open(args.plan + ".killed", "a", encoding="utf-8") as file:
            file.write(step + "\n")
        return True
    if counts[step] <= now.get("drop", {}).get(step, 0):
        server.transport.abort()
        return True
    return False


class Server(SMTP):
    def connection_made(self, transport):
        super().connection_made(transport)
        at(self, "connect")

    async def smtp_DATA(self, arg):
        if not at(self, "data"):
            await super().smtp_DATA(arg)

    async def push(self, status):
        await super().push(status)
        text = status.decode("ascii", "replace") if isinstance(status, bytes) else status
        if text.startswith("354"):
            at(self, "ready")
        if text.startswith("250 OK kept"):
            at(self, "answered")


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        at(server, "mail")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        at(server, "rcpt")
        now = plan()
        if address in now.get("refuse", []):
            return "550 5.1.1 no such mailbox here"
        key = "later " + address
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= now.get("later", {}).get(address, 0):
            return "451 4.7.1 greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if at(server, "lost"):
            return "451 lost"
        keep(session, envelope)
        at(server, "taken")
        return "250 OK kept"


def keep(session, envelope):
    raw = envelope.original_content
    mail = BytesParser(policy=policy.default).parsebytes(raw)
    line = {
        "from": str(mail["From"]),
        "reply_to": str(mail["Reply-To"]),
        "to": str(mail["To"]),
        "subject": str(mail["Subject"]),
        "message_id": str(mail["Message-ID"]),
        "language": str(mail["Content-Language"]),
        "is_multipart": mail.is_multipart(),
        "content_type": mail.get_content_type(),
        "charset": mail.get_content_charset(),
        "text": mail.get_content(),
        "sha256": hashlib.sha256(raw).hexdigest(),
        "defects": [str(defect) for defect in mail.defects],
        "mail_from": envelope.mail_from,
        "rcpt": envelope.rcpt_tos,
        "is_tls": session.ssl is not None or args.implicit,
        "user": session.auth_data.login.decode() if session.auth_data else None,
    }
    with open(args.box, "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def authenticate(server, session, envelope, mechanism, data):
    user, password = args.auth.split(":")
    good = data.login.decode() == user and data.password.decode() == password
    return AuthResult(success=good, handled=False, auth_data=data if good else None)


def certificate():
    if not args.cert:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(args.cert, args.key)
    return context


def server():
    context = None if args.implicit else certificate()
    kwargs = {"tls_context": context, "require_starttls": bool(context)}
    if args.auth:
        kwargs.update(authenticator=authenticate, auth_required=True, auth_require_tls=bool(context))
    return Server(Handler(), hostname="mail.test", **kwargs)


async def main():
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        server, "127.0.0.1", 0, ssl=certificate() if args.implicit else None)
    print(listening.sockets[0].getsockname()[1], flush=True)
    # Until the test ends and closes our standard input.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
