"""Introspects a token with Authlib as it comes: prints what it was answered, as JSON.

Arguments: address of the deployment, way to authenticate, client id, client secret, token.
"""

import json
import sys

from authlib.integrations.requests_client import OAuth2Session

address, way, client_id, client_secret, token = sys.argv[1:]
client = OAuth2Session(client_id, client_secret, token_endpoint_auth_method=way)
answer = client.introspect_token(f"{address}/v1/introspect", token=token, token_type_hint="access_token")
print(json.dumps({"status": answer.status_code, "body": answer.json()}))
