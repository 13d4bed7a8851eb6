"""The sandbox's Web API called by slack-sdk, its events verified by slack-sdk's SignatureVerifier, the app installed and its tokens renewed."""

import json
import os
import sys
import threading
import time
import traceback
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation import TokenRotator
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

CONTROL = os.environ["CONTROL_URL"]
CHANNEL = "C0TRIAGE"
slack = WebClient(token="xoxb-sandbox", base_url=os.environ["SLACK_API_URL"], retry_handlers=[])
verifier = SignatureVerifier("sandbox-signing-secret")
checks = []


def check(function):
    checks.append(function)
    return function


def control(path, body):
    request = urllib.request.Request(f"{CONTROL}/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def refused(code, call):
    try:
        call()
    except SlackApiError as error:
        assert error.response["error"] == code, error.response.data
        return error.response
    raise AssertionError(f"not refused with {code}")


class App(BaseHTTPRequestHandler):
    """Notes what it is sent."""

    heard = []
    arrived = threading.Condition()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with App.arrived:
            App.heard.append((self.path, dict(self.headers), body))
            App.arrived.notify_all()
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass

    @classmethod
    def wait_for(cls, path):
        with cls.arrived:
            assert cls.arrived.wait_for(lambda: any(it[0] == path for it in cls.heard), timeout=10), f"nothing at {path}"
            return [it for it in cls.heard if it[0] == path]


@check
def auth_and_users():
    assert slack.auth_test()["bot_id"] == "B0PORTICO"
    assert slack.users_info(user="U0ANA")["user"]["profile"]["email"] == "ana@acme.example"
    assert slack.users_lookupByEmail(email="ben@acme.example")["user"]["id"] == "U0BEN"
    assert any(member["id"] == "U0GUEST" and member["is_restricted"] for member in slack.users_list()["members"])
    refused("user_not_found", lambda: slack.users_info(user="U0NOBODY"))
    refused("invalid_auth", lambda: WebClient(token="xoxb-wrong", base_url=os.environ["SLACK_API_URL"]).auth_test())


@check
def messages():
    metadata = {"event_type": "portico_message", "event_payload": {"id": "1"}}
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*ACME-1*"}}]
    root = slack.chat_postMessage(channel=CHANNEL, text="ACME-1", blocks=blocks, metadata=metadata)["ts"]
    reply = slack.chat_postMessage(channel=CHANNEL, text="reply", thread_ts=root)["ts"]
    slack.chat_update(channel=CHANNEL, ts=reply, text="changed")
    slack.reactions_add(channel=CHANNEL, timestamp=reply, name="white_check_mark")
    thread = slack.conversations_replies(channel=CHANNEL, ts=root, include_all_metadata=True)["messages"]
    assert [message["ts"] for message in thread] == [root, reply]
    assert thread[0]["metadata"] == metadata
    assert thread[1]["text"] == "changed" and thread[1]["reactions"][0]["name"] == "white_check_mark"
    slack.reactions_remove(channel=CHANNEL, timestamp=reply, name="white_check_mark")
    slack.chat_delete(channel=CHANNEL, ts=reply)
    refused("message_not_found", lambda: slack.chat_update(channel=CHANNEL, ts=reply, text="x"))
    refused("channel_not_found", lambda: slack.chat_postMessage(channel="C0NOWHERE", text="x"))
    assert slack.chat_postEphemeral(channel=CHANNEL, user="U0ANA", text="psst")["message_ts"]
    assert slack.chat_getPermalink(channel=CHANNEL, message_ts=root)["permalink"].startswith("http")


@check
def conversations():
    assert slack.conversations_info(channel="C0GLOBEX")["channel"]["is_ext_shared"]
    assert "U0MARIA" in slack.conversations_members(channel="C0GLOBEX")["members"]
    names = [channel["name"] for page in slack.conversations_list(limit=2) for channel in page["channels"]]
    assert "support-triage" in names and len(names) == len(set(names)), names
    assert slack.conversations_open(users="U0ANA")["channel"]["id"].startswith("D")


@check
def files():
    uploaded = slack.files_upload_v2(channel=CHANNEL, filename="log.txt", content="hello", initial_comment="The log")
    file = slack.files_info(file=uploaded["file"]["id"])["file"]
    request = urllib.request.Request(file["url_private"], headers={"Authorization": "Bearer xoxb-sandbox"})
    assert urllib.request.urlopen(request).read() == b"hello"
    assert file["shares"]["public"][CHANNEL][0]["ts"]
    slack.files_delete(file=file["id"])
    refused("file_deleted", lambda: slack.files_info(file=file["id"]))
    refused("file_deleted", lambda: slack.files_delete(file=file["id"]))


@check
def rate_limits():
    control("faults", {"on": "slack", "method": "auth.test", "fault": "rate_limited", "retry_after": 9, "times": 1})
    response = refused("ratelimited", slack.auth_test)
    assert response.status_code == 429 and response.headers["Retry-After"] == "9"


@check
def events_are_signed():
    control("slack/say", {"user": "U0ANA", "channel": CHANNEL, "text": "Grüße & <b> @Portico"})
    urllib.request.urlopen(f"{CONTROL}/slack/settled").read()
    requests = App.wait_for("/events")
    for _, headers, body in requests:
        assert verifier.is_valid_request(body, headers)
        assert not verifier.is_valid_request(body + b" ", headers)
        assert not SignatureVerifier("another-secret").is_valid_request(body, headers)
    kinds = {(it["event"]["type"], it["event"].get("text")) for it in map(json.loads, (it[2] for it in requests))}
    text = "Grüße &amp; &lt;b&gt; <@U0PORTICO>"
    assert {("message", text), ("app_mention", text)} <= kinds, kinds


@check
def interactions_are_signed():
    button = {"type": "button", "action_id": "take", "text": {"type": "plain_text", "text": "Take it"}}
    ts = slack.chat_postMessage(channel=CHANNEL, text="card", blocks=[{"type": "actions", "elements": [button]}])["ts"]
    control("slack/press", {"user": "U0ANA", "channel": CHANNEL, "ts": ts, "action_id": "take"})
    _, headers, body = App.wait_for("/interactions")[-1]
    assert verifier.is_valid_request(body, headers)
    payload = json.loads(urllib.parse.parse_qs(body.decode())["payload"][0])
    assert payload["actions"][0]["action_id"] == "take"


@check
def installation():
    team, redirect_uri = "T0LABS", "http://127.0.0.1/callback"
    address = urllib.parse.urljoin(os.environ["SLACK_API_URL"], "../oauth/v2/authorize")
    client = {"client_id": "portico-sandbox", "client_secret": "sandbox-client-secret"}
    generator = AuthorizeUrlGenerator(
        client_id=client["client_id"], scopes=["chat:write"], redirect_uri=redirect_uri, authorization_url=address
    )
    back = control("slack/agree", {"authorize_url": generator.generate("a-state"), "team": team, "rotate": True})
    back = urllib.parse.parse_qs(urllib.parse.urlparse(back["redirect_to"]).query)
    assert back["state"] == ["a-state"]
    nobody = WebClient(base_url=os.environ["SLACK_API_URL"], retry_handlers=[])
    exchange = {**client, "code": back["code"][0]}
    refused("bad_redirect_uri", lambda: nobody.oauth_v2_access(**exchange, redirect_uri="http://127.0.0.1/elsewhere"))
    granted = nobody.oauth_v2_access(**exchange, redirect_uri=redirect_uri)
    refused("code_already_used", lambda: nobody.oauth_v2_access(**exchange, redirect_uri=redirect_uri))
    assert (granted["team"]["id"], granted["token_type"], granted["scope"]) == (team, "bot", "chat:write")
    assert granted["is_enterprise_install"] is False

    bot = Bot(
        app_id=granted["app_id"], team_id=team, bot_token=granted["access_token"], bot_id="B0LABSBOT",
        bot_user_id=granted["bot_user_id"], bot_scopes=granted["scope"], bot_refresh_token=granted["refresh_token"],
        bot_token_expires_in=granted["expires_in"], installed_at=time.time(),
    )
    rotator = TokenRotator(**client, client=nobody)
    assert rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=60) is None, "not before it is time"
    renewed = rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=60 * 24)
    assert renewed.bot_token != bot.bot_token and renewed.bot_refresh_token != bot.bot_refresh_token
    for token in (bot.bot_token, renewed.bot_token):
        assert WebClient(token=token, base_url=os.environ["SLACK_API_URL"]).auth_test()["team_id"] == team
    again = {**client, "grant_type": "refresh_token", "refresh_token": granted["refresh_token"]}
    refused("invalid_refresh_token", lambda: nobody.oauth_v2_access(**again))


@check
def events_come_by_socket():
    """Last: from then on nothing comes by requests."""
    control("slack/sockets/on", {})
    heard, arrived = [], threading.Condition()

    def listen(client, request):
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        with arrived:
            heard.append((request.type, request.retry_attempt, request.payload["event"].get("text")))
            arrived.notify_all()

    web = WebClient(base_url=os.environ["SLACK_API_URL"])
    client = SocketModeClient(app_token="xapp-sandbox", web_client=web)
    client.socket_mode_request_listeners.append(listen)
    client.connect()
    control("slack/say", {"user": "U0ANA", "channel": CHANNEL, "text": "by socket"})
    with arrived:
        assert arrived.wait_for(lambda: ("events_api", 0, "by socket") in heard, timeout=10), heard
    urllib.request.urlopen(f"{CONTROL}/slack/settled").read()
    assert len(heard) == 1, heard
    client.close()


def main():
    app = ThreadingHTTPServer(("127.0.0.1", 0), App)
    threading.Thread(target=app.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{app.server_port}"
    control("reset", {})
    control("slack/connect", {"events_url": f"{address}/events", "interactions_url": f"{address}/interactions"})
    passed = 0
    for function in checks:
        try:
            function()
            passed += 1
        except Exception:  # Each failure is told, none hides the next.
            print(f"slack-sdk: {function.__name__}", file=sys.stderr)
            traceback.print_exc()
    with open(os.environ["COUNT_FILE"], "w") as file:
        file.write(f"{passed} {len(checks) - passed}\n")
    print(f"slack-sdk: {passed} of {len(checks)} checks")
    sys.exit(passed < len(checks))


main()
