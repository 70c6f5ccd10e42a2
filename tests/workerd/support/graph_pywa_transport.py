"""Where pywa's calls go: its address of Graph is built in."""

import httpx

GRAPH = "graph.facebook.com"


class Elsewhere(httpx.HTTPTransport):
    """Calls what is meant for Graph at another address, which speaks plain HTTP."""

    def __init__(self, address):
        super().__init__(verify=False)
        self.address = httpx.URL(address)

    def handle_request(self, request):
        if request.url.host != GRAPH:
            raise httpx.UnsupportedProtocol(f"nothing is called at {request.url.host}")
        to = self.address
        request.url = request.url.copy_with(scheme=to.scheme, host=to.host, port=to.port)
        request.headers["host"] = f"{to.host}:{to.port}"
        return super().handle_request(request)
