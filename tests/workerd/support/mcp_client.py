"""Calls a tool of an MCP server with the public SDK's client-credentials providers as they come; prints what it said.

Arguments: address of the MCP server, issuer, way (`secret`, or an algorithm of a key), client id, secret or private key (PEM).
"""

import asyncio
import json
import sys

import httpx2
from mcp.client.auth.extensions.client_credentials import (
    ClientCredentialsOAuthProvider,
    PrivateKeyJWTOAuthProvider,
    SignedJWTParameters,
)
from mcp.client.session import ClientSession
from mcp.client.streamable_http import streamable_http_client

server, issuer, way, client_id, secret = sys.argv[1:]


class Storage:
    """Keeps tokens in memory."""

    def __init__(self):
        self.tokens = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return None

    async def set_client_info(self, client_info):
        pass


if way == "secret":
    provider = ClientCredentialsOAuthProvider(server, Storage(), client_id, secret, issuer=issuer)
else:
    key = SignedJWTParameters(issuer=client_id, subject=client_id, signing_key=secret, signing_algorithm=way)
    provider = PrivateKeyJWTOAuthProvider(server, Storage(), client_id, key.create_assertion_provider(), issuer=issuer)


async def main():
    async with httpx2.AsyncClient(auth=provider) as http:
        async with streamable_http_client(server, http_client=http) as streams:
            async with ClientSession(streams[0], streams[1]) as session:
                await session.initialize()
                result = await session.call_tool("who", {})
                print(json.dumps({"said": result.content[0].text}))


asyncio.run(main())
