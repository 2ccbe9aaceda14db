"""A real HTTP server for tests of webhooks and chat and status-page APIs, on
loopback. It checks shapes, tokens and signatures itself and answers as those
services do; each request is a JSON line in --box. A request whose shape is wrong
is answered 400 and has "fault" in its line.

Paths: /mattermost /slack /teams /api/… (Slack's Web API) /v2/… (status.io)
/v1/… (Statuspage) /events (signed CloudEvents). With a status in the file --plan
({"status": {"/slack": [503, 200]}}) the next requests to that path get these.
"""
import argparse
import base64
import hashlib
import hmac
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

args = argparse.ArgumentParser()
args.add_argument("--box", required=True)
args.add_argument("--plan", required=True)
args.add_argument("--secret", default="")
args = args.parse_args()

lock, given, rooms, incidents = threading.Lock(), {}, {"inc-c-2-taken": "C0TAKEN"}, {}


def want(condition, fault):
    if not condition:
        raise ValueError(fault)


def signed(headers, raw):
    want(headers["content-type"].startswith("application/cloudevents+json"), "content type")
    key = base64.b64decode(args.secret.removeprefix("whsec_"))
    told = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.'.encode() + raw
    right = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    want(hmac.compare_digest(headers["webhook-signature"], "v1," + right), "signature")
    event = json.loads(raw)
    for name in ("id", "source", "specversion", "type"):
        want(isinstance(event[name], str) and event[name], name)
    want(event["specversion"] == "1.0" and event["id"] == headers["webhook-id"], "event")


def slack_api(call, headers, body, query):
    want(headers["authorization"] == "Bearer xoxb-test", "token")
    if call == "conversations.create":
        if body["name"] in rooms:
            return {"ok": False, "error": "name_taken"}
        rooms[body["name"]] = f"C{len(rooms):03}"
        return {"ok": True, "channel": {"id": rooms[body["name"]], "name": body["name"]}}
    if call == "conversations.list":
        return {"ok": True, "channels": [{"id": i, "name": n} for n, i in rooms.items()]}
    if call in ("conversations.invite", "conversations.setTopic"):
        if body["channel"] not in rooms.values():
            return {"ok": False, "error": "channel_not_found"}
        return {"ok": True, "channel": {"id": body["channel"]}}
    if call == "chat.postMessage":
        want(body["channel"] and body["text"] and body["blocks"], "post")
        return {"ok": True, "channel": body["channel"], "ts": "1700000000.000100"}
    return {"ok": False, "error": "unknown_method"}


def status_io(path, headers, body):
    want(headers["x-api-id"] == "the-id" and headers["x-api-key"] == "the-key", "keys")
    want(body["statuspage_id"] == "page1", "page")
    want(all(body[name] == "0" for name in ("notify_email", "notify_sms", "notify_webhook", "social")), "notifies")
    if path == "/v2/incident/create":
        want(body["incident_name"] and isinstance(body["infrastructure_affected"], list), "create")
        incidents["io"] = "io-1"
        return {"status": {"error": "no", "message": "OK"}, "result": "io-1"}
    want(path in ("/v2/incident/update", "/v2/incident/resolve"), "path")
    want(body["incident_id"] == incidents.get("io"), "incident")
    return {"status": {"error": "no", "message": "OK"}, "result": True}


def statuspage(method, path, headers, body):
    want(headers["authorization"] == "OAuth the-page-key", "key")
    incident = body["incident"]
    want(incident["deliver_notifications"] is False, "notifies")
    want(incident["status"] in ("investigating", "identified", "monitoring", "resolved"), "status")
    if method == "POST":
        want(path == "/v1/pages/page2/incidents" and incident["name"], "create")
        return 201, {"id": "sp-1", "shortlink": "http://stspg.example/sp-1"}
    want(method == "PATCH" and path == "/v1/pages/page2/incidents/sp-1", "update")
    return 200, {"id": "sp-1"}


def check(method, path, headers, raw, query):
    """Status and body of the answer."""
    if path == "/events":
        signed(headers, raw)
        return 202, b""
    body = json.loads(raw) if raw else {}
    if path == "/mattermost":
        want(isinstance(body["text"], str), "text")
        return 200, b"ok"
    if path == "/slack":
        want(isinstance(body["text"], str) and 0 < len(body["blocks"]) <= 50, "blocks")
        return 200, b"ok"
    if path == "/teams":
        card = body["attachments"][0]
        want(body["type"] == "message" and card["contentType"] == "application/vnd.microsoft.card.adaptive", "card")
        want(card["content"]["type"] == "AdaptiveCard" and card["content"]["body"], "body")
        return 202, b""
    if path.startswith("/api/"):
        return 200, slack_api(path.removeprefix("/api/"), headers, body, query)
    if path.startswith("/v2/"):
        return 200, status_io(path, headers, body)
    if path.startswith("/v1/"):
        return statuspage(method, path, headers, body)
    raise ValueError("no such path")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do(self):
        url = urlparse(self.path)
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        line = {"method": self.command, "path": url.path, "body": raw.decode("utf-8"), "id": headers.get("webhook-id")}
        with lock:
            status, answer = self.planned(url.path)
            if status is None:
                try:
                    status, answer = check(self.command, url.path, headers, raw, parse_qs(url.query))
                except (ValueError, KeyError, TypeError, IndexError) as fault:
                    status, answer = 400, repr(fault).encode()
                    line["fault"] = repr(fault)
            line["status"] = status
            with open(args.box, "a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
        if status == 0:  # taken, and then no answer
            self.close_connection = True
            self.connection.close()
            return
        answer = json.dumps(answer).encode() if isinstance(answer, dict) else answer
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "1")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def planned(self, path):
        try:
            with open(args.plan, encoding="utf-8") as file:
                statuses = json.load(file)["status"].get(path, [])
        except FileNotFoundError:
            statuses = []
        turn = given.get(path, 0)
        given[path] = turn + 1
        if turn < len(statuses) and statuses[turn] != 200:
            return statuses[turn], b"as planned"
        return None, b""

    do_GET = do_POST = do_PATCH = do


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
