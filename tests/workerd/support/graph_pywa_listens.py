"""pywa as it comes registers its own callback for a WhatsApp account, is asked for its verify token, and hears what comes of a
message that it sends. Its HTTP client is told where Graph is; the server around it is Python's own, as its guide for servers
that it does not know has it.

Reads JSON from standard input: `{address, port, account, phone, token, secret, to}`. Prints JSON of what it saw.
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx
import pywa
from pywa import utils

from graph_pywa_transport import Elsewhere

VERIFY = "meaty ham&hock"
PATIENCE_SECONDS = 40


def client(given):
    session = httpx.Client(transport=Elsewhere(given["address"]), timeout=30)
    return pywa.WhatsApp(
        given["phone"],
        given["token"],
        waba_id=given["account"],
        session=session,
        server=None,
        callback_url=f"http://127.0.0.1:{given['port']}",
        webhook_endpoint="/pywa",
        callback_url_scope=utils.CallbackURLScope.WABA,
        verify_token=VERIFY,
        app_secret=given["secret"],
    )


def serve(port, bot, asked):
    class Handler(BaseHTTPRequestHandler):
        def answer(self, text, status):
            body = (text or "").encode()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            asked.append(query.get("hub.mode"))
            self.answer(*bot.webhook_challenge_handler(query.get(utils.HUB_VT), query.get(utils.HUB_CH)))

        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            refused = bot.webhook_update_validator(body, self.headers.get(utils.HUB_SIG))
            if refused:
                return self.answer(*refused)
            bot.webhook_update_handler(body)
            return self.answer("ok", 200)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def main():
    given = json.load(sys.stdin)
    bot, asked, told, written = client(given), [], [], []
    serve(given["port"], bot, asked)
    bot.add_handlers(
        pywa.handlers.MessageHandler(lambda _, message: written.append([message.from_user.wa_id, message.text])),
        pywa.handlers.MessageStatusHandler(lambda _, status: told.append([status.id, status.status.value])),
    )
    # What its own servers call once they have started.
    bot._register_callback_url()
    listed = bot.api.get_waba_subscribed_apps(given["account"])["data"]
    sent = bot.send_message(given["to"], "echo:subscribed").id
    wanted = {"sent", "delivered", "read"}
    ends = time.monotonic() + PATIENCE_SECONDS

    def states():
        return [state for of, state in told if of == sent]

    while time.monotonic() < ends and not (wanted <= set(states()) and [given["to"], "subscribed"] in written):
        time.sleep(0.1)
    # What is taken away is the account's own callback: the app's is told from then on.
    bot.delete_waba_callback_url()
    after = bot.api.get_waba_subscribed_apps(given["account"])["data"]
    print(json.dumps({"asked": asked, "listed": listed, "states": states(), "written": written, "after": after}))


main()
