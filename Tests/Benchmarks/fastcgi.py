"""Sends single requests directly to the socket of a FastCGI app, without nginx."""

import socket
import struct

BEGIN_REQUEST, END_REQUEST, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6
RESPONDER, KEEP_CONN = 1, 1


def exchange(path, target, parameters=None, is_split=False):
    """Sends a GET request to the socket `path`. Returns the response: the head and the body, as the app wrote them to FCGI_STDOUT.

    `parameters` are sent in addition to those of every request.
    With `is_split`, sends each byte of the request on its own."""
    sent = request(target, parameters or {})
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(str(path))
        for start in range(0, len(sent), 1 if is_split else len(sent)):
            connection.sendall(sent[start:] if not is_split else sent[start:start + 1])
        with connection.makefile("rb") as file:
            return response(file)


def request(target, others):
    values = {
        "REQUEST_METHOD": "GET", "REQUEST_URI": target, "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1", **others}
    parameters = b"".join(
        struct.pack(">BB", len(name), len(value)) + name.encode() + value.encode() for name, value in values.items())
    begin = struct.pack(">HB5x", RESPONDER, KEEP_CONN)
    return record(BEGIN_REQUEST, begin) + record(PARAMS, parameters) + record(PARAMS) + record(STDIN)


def record(kind, content=b""):
    return struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content


def response(file):
    output = b""
    while True:
        _, kind, _, length, padding = struct.unpack(">BBHHBx", file.read(8))
        content = file.read(length)
        file.read(padding)
        if kind == STDOUT:
            output += content
        elif kind == END_REQUEST:
            return output
