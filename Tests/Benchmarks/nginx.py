"""One nginx in front of all contestants. Each has the deployed site at a port of its own."""

import os
import pathlib
import re
import socket
import string

from processes import Process

CONFIGURATION = pathlib.Path(__file__).resolve().parents[2] / "deploy/nginx"

# This number is the same on every machine, because each worker keeps its own connections to the app.
WORKERS = 2

# For an HTTP app, the fastcgi_ directives become proxy_ directives. These lines replace fastcgi_keep_conn: the first two keep
# connections open, the third passes the host on.
KEPT_HTTP = """proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;"""


class Nginx:
    def __init__(self, folder):
        self.folder = folder
        self.sites = []
        self.process = None

    def add(self, http, parameters, responders):
        """Adds a site with one or more responders, which take turns. Returns the paths of their sockets, and the site's port."""
        name = f"app{len(self.sites) + 1}"
        paths = [self.folder / f"{name}{letter}.sock" for letter in string.ascii_lowercase[:responders]]
        port = free_port()
        text = (CONFIGURATION / "notes.conf").read_text()
        text = changed(text, r"(?m)^ *(#.*|listen \[::\]:80;)\n", "")
        text = changed(text, r"listen 80;", f"listen 127.0.0.1:{port};")
        text = changed(text, r"server unix:.*;", "\n    ".join(f"server unix:{path} max_fails=0;" for path in paths))
        text = changed(text, r"alias /usr/share/notes/", f"alias {self.folder}/")
        # All load comes from one client, so no client is limited.
        text = changed(text, r"(?m)^ *limit_(req|conn)(_zone|_status)? .*\n", "")
        # A browser accepts gzip. Compression would take most of the time of a row, and hide the differences between the apps.
        text = changed(text, r"gzip on;", "gzip off;")
        # Variables and upstreams belong to all sites of an nginx, so each site needs its own names.
        text = changed(text, r"\$notes_", f"${name}_")
        text = changed(text, r"(upstream|fastcgi_pass) notes\b", rf"\1 {name}")
        if http:
            text = changed(text, r"fastcgi_pass ", "proxy_pass http://")
            text = changed(text, r"fastcgi_keep_conn on;", KEPT_HTTP)
            text = changed(text, r"(?m)^ *fastcgi_param .*\n", "")
            text = changed(text, r"fastcgi_", "proxy_")
            # An internal redirect changes the target of the request to an HTTP app, but not REQUEST_URI.
            text = changed(text, r"(proxy_next_upstream off;\s*proxy_pass [^;]*);", r"\1$request_uri;")
        else:
            more = "".join(f'\n    fastcgi_param {name} "{value}";' for name, value in parameters.items())
            text = changed(text, r"fastcgi_keep_conn on;", f"fastcgi_keep_conn on;{more}")
        self.sites.append(text)
        return paths, port

    def start(self):
        text = (CONFIGURATION / "local.conf").read_text()
        text = changed(text, r"worker_processes .*;", f"worker_processes {WORKERS};")
        text = changed(text, r"include notes.conf;", "include sites.conf;")
        if os.geteuid() == 0:
            # By default, the workers run as another user, who has no access to the sockets.
            text = "user root;\n" + text
        (self.folder / "nginx.conf").write_text(text)
        (self.folder / "sites.conf").write_text("\n".join(self.sites))
        (self.folder / "static").symlink_to(CONFIGURATION.parents[1] / "static")
        self.process = Process(["nginx", "-p", self.folder, "-c", "nginx.conf", "-e", "stderr"], self.folder / "nginx.log")

    def end(self):
        if self.process:
            self.process.end()


def changed(text, pattern, replacement):
    """Replaces a pattern. Fails if the text does not contain it, so that no other configuration is measured by mistake."""
    text, count = re.subn(pattern, replacement, text)
    if not count:
        raise ValueError(f"the files of deploy/nginx do not contain {pattern}")
    return text


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
