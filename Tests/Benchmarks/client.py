"""Sends single requests, for the checks and for single measurements."""

import collections
import http.client
import json

Response = collections.namedtuple("Response", "status fields body")


def ask(port, path, method="GET", body=None, content_type="application/json"):
    """Sends one request over a connection of its own; a `body` of another type than bytes is sent as JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
        connection.request(method, path, body, {"Content-Type": content_type} if body is not None else {})
        response = connection.getresponse()
        return Response(response.status, response.headers, response.read())
    finally:
        connection.close()


def is_up(port):
    """Whether the app behind nginx responds."""
    try:
        # A limit may send the 304 of a row.
        return ask(port, "/api/notes").status in (200, 304)
    except (OSError, http.client.HTTPException):
        return False
