"""Buys an access token with Authlib as it comes: prints what it was given, or refused with, as JSON.

Arguments: address of the deployment, way to authenticate (with the algorithm of a key), client id, secret or private key
(PEM), service.
"""

import json
import sys

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey, OKPKey

address, way, client_id, secret, service = sys.argv[1:]
endpoint = f"{address}/oauth/token"
if way.startswith("private_key_jwt "):
    algorithm = way.split()[1]
    key = (OKPKey if algorithm == "EdDSA" else ECKey).import_key(secret)
    client = OAuth2Session(client_id, key, token_endpoint_auth_method=PrivateKeyJWT(endpoint, alg=algorithm))
else:
    client = OAuth2Session(client_id, secret, token_endpoint_auth_method=way)
try:
    answer = client.fetch_token(endpoint, grant_type="client_credentials", resource=service)
except OAuthError as refused:
    answer = {"error": refused.error}
print(json.dumps(answer))
