"""Checks webhooks with libraries as they come: standardwebhooks, svix, pywa.

Reads JSON from standard input: a list of `{library, secret, headers, body}`. Prints a list: for each what the library made
of it, or the name of its refusal.
"""

import importlib
import json
import sys

NUMBER = "5519990000000"


def standard(library, call):
    def verify():
        webhooks = importlib.import_module({"svix": "svix.webhooks"}.get(library, library))
        webhooks.Webhook(call["secret"]).verify(call["body"].encode(), call["headers"])
        return "accepted"

    return verify


def meta(call):
    def verify():
        # Imported when it is asked for: each of these libraries takes its time.
        pywa = importlib.import_module("pywa")
        heard = []
        # It hears only what is said to its own number.
        client = pywa.WhatsApp(phone_id=NUMBER, token="none", server=None, app_secret=call["secret"], verify_token="none")
        client.add_handlers(
            pywa.handlers.MessageHandler(lambda _, message: heard.append(message.text)),
            pywa.handlers.MessageStatusHandler(lambda _, status: heard.append(status.status.value)),
        )
        body = call["body"].encode()
        refused = client.webhook_update_validator(body, call["headers"].get("x-hub-signature-256"))
        if refused:
            return refused[0]
        client.webhook_update_handler(body)
        return heard

    return verify


def main():
    found = []
    for call in json.load(sys.stdin):
        library = call["library"]
        verify = meta(call) if library == "pywa" else standard(library, call)
        try:
            found.append(verify())
        except Exception as error:  # noqa: BLE001 (a refusal is what is asked for)
            found.append(type(error).__name__)
    print(json.dumps(found))


main()
