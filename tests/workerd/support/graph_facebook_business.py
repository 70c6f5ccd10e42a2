"""Meta's own client for Python, as it comes, through a system user's life by Graph paths. It is told where Graph is.

Arguments: the address, and JSON of what there is: `{business, app, secret, token, whatsapp_account, callback}`. Prints
JSON of what it saw.
"""

import json
import sys

from facebook_business import session
from facebook_business.adobjects.business import Business
from facebook_business.adobjects.systemuser import SystemUser
from facebook_business.adobjects.user import User
from facebook_business.adobjects.whatsappbusinessaccount import WhatsAppBusinessAccount
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError

SCOPES = ["whatsapp_business_messaging", "whatsapp_business_management"]


def refused(call):
    """Status, code, subcode and type of a refusal, as the client reads them; none if there was none."""
    try:
        call()
    except FacebookRequestError as error:
        return [error.http_status(), error.api_error_code(), error.api_error_subcode(), error.api_error_type()]
    return None


def client(*credentials):
    # Its reports of crashes go to Meta.
    return FacebookAdsApi.init(*credentials, crash_log=False)


def main():
    address, ground = sys.argv[1], json.loads(sys.argv[2])
    session.FacebookSession.GRAPH = address
    app, secret, token = ground["app"], ground["secret"], ground["token"]
    api = client(app, secret, token)
    business, account = Business(ground["business"]), WhatsAppBusinessAccount(ground["whatsapp_account"])
    seen = {}

    made = business.create_system_user(params={"name": "BP-WhatsApp", "role": "EMPLOYEE"})
    users = business.get_system_users(fields=[SystemUser.Field.id, SystemUser.Field.name, SystemUser.Field.role])
    seen["id"], seen["listed"], seen["total"] = made["id"], [user["id"] for user in users], users.total()
    read = SystemUser(made["id"]).api_get(fields=["name", "role", "created_by"])
    seen["read"] = [read["name"], read["role"], read["created_by"]["name"]]

    user = User(made["id"])
    ask = {"business_app": app, "scope": SCOPES}
    seen["not_installed"] = refused(lambda: user.create_access_token(params=ask))
    user.create_application(params={"business_app": app})
    never = user.create_access_token(params=ask)["access_token"]
    ends = user.create_access_token(params={**ask, "set_token_expires_in_60_days": True})["access_token"]
    seen["bad_scope"] = refused(lambda: user.create_access_token(params={**ask, "scope": ["everything"]}))

    account.create_assigned_user(params={"user": made["id"], "tasks": ["MANAGE"]})

    def assigned():
        people = account.get_assigned_users(fields=["id", "name", "tasks"], params={"business": ground["business"]})
        return [[one["name"], one["tasks"]] for one in people if one["id"] == made["id"]]

    def subscribed():
        apps = account.get_subscribed_apps()
        return [[one["whatsapp_business_api_data"]["id"], one["override_callback_uri"]] for one in apps]

    callback = {"override_callback_uri": ground["callback"], "verify_token": "meatyhamhock"}
    wrong = {**callback, "verify_token": "another"}
    seen["unverified"] = refused(lambda: account.create_subscribed_app(params=wrong))
    account.create_subscribed_app(params=callback)
    seen["subscribed"] = subscribed()
    account.delete_subscribed_apps()
    seen["subscribed_after"] = subscribed()

    def called(*path, **params):
        return api.call("GET", path, params=params).json()

    def debug(one):
        return called("debug_token", input_token=one)["data"]

    def secretly(path, **params):
        return called("oauth", path, client_id=app, client_secret=secret, **params)

    seen["assigned"] = assigned()
    seen["assets"] = called("/".join([made["id"], "assigned_whatsapp_business_accounts"]))["data"]
    seen["debugged"], seen["ends_at"] = debug(never), debug(ends)["expires_at"]

    exchange = {"grant_type": "fb_exchange_token", "set_token_expires_in_60_days": True, "fb_exchange_token": never}
    exchanged = secretly("access_token", **exchange)
    new = exchanged["access_token"]
    seen["exchanged"] = [new not in (never, ends), exchanged["token_type"], exchanged["expires_in"]]
    seen["old_lives"] = debug(never)["is_valid"]
    seen["revoked"] = secretly("revoke", revoke_token=never)
    seen["old_after"] = debug(never)
    seen["new_lives"] = debug(new)["is_valid"]

    account.delete_assigned_users(params={"user": made["id"]})
    seen["assigned_after"] = assigned()
    user.delete_access_tokens()
    seen["all_after"] = [debug(one)["is_valid"] for one in (never, ends, new)]

    def read_users():
        list(Business(ground["business"]).get_system_users())

    # Another secret's proof, no proof where it must be, no token of ours: of new objects, which take the newest client.
    client(app, "0" * 32, token)
    seen["wrong_proof"] = refused(read_users)
    client(None, None, token)
    seen["reads_without_proof"] = refused(read_users)
    seen["no_proof"] = refused(lambda: User(made["id"]).create_access_token(params=ask))
    client(None, None, "EAATOKEN")
    seen["bad_token"] = refused(read_users)
    print(json.dumps(seen))


main()
