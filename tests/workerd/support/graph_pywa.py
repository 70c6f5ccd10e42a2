"""pywa as it comes: sends by Graph paths, is refused, hears by our webhook and answers. Its HTTP client is told where
Graph is.

Reads JSON from standard input: `{address, phone, account, calls}`; each call is `{token, call, arguments}`, where `call`
is a method of its client, or `{token, secret, headers, body}`, a delivery. Prints a list: for each what came of it.
"""

import json
import sys

import httpx
import pywa
from pywa.errors import WhatsAppError

from graph_pywa_transport import Elsewhere


def client(given, token, **more):
    session = httpx.Client(transport=Elsewhere(given["address"]), timeout=30)
    return pywa.WhatsApp(given.get("phone"), token, waba_id=given.get("account"), session=session, **more)


def kinds(error):
    """An error's own kind, the group that it belongs to, and what all of them are."""
    return [kind.__name__ for kind in type(error).__mro__ if issubclass(kind, WhatsAppError)]


def send(given, one):
    phone = {"phone": one["phone"]} if "phone" in one else {}
    sender = client({**given, **phone}, one["token"])
    arguments = one["arguments"]
    if "buttons" in arguments:
        arguments["buttons"] = [pywa.types.Button(*button) for button in arguments["buttons"]]
    try:
        return getattr(sender, one["call"])(**arguments).id
    except WhatsAppError as error:
        return {"kinds": kinds(error), "status": error.status_code, "code": error.code, "subcode": error.subcode}


def hear(given, one):
    heard = []
    receiver = client(given, one["token"], server=None, app_secret=one["secret"], verify_token="none")

    def written(_, message):
        heard.append(["message", message.from_user.wa_id, message.text, message.reply(f"You wrote: {message.text}").id])

    def became(_, status):
        heard.append(["status", status.id, status.status.value, kinds(status.error) if status.error else None])

    receiver.add_handlers(pywa.handlers.MessageHandler(written), pywa.handlers.MessageStatusHandler(became))
    body = one["body"].encode()
    refused = receiver.webhook_update_validator(body, one["headers"].get("x-hub-signature-256"))
    if refused:
        return refused[0]
    receiver.webhook_update_handler(body)
    return heard




def main():
    given = json.load(sys.stdin)
    print(json.dumps([hear(given, one) if "body" in one else send(given, one) for one in given["calls"]]))


main()
