#!/usr/bin/env python3
"""Does the proxy fail as it says, and not otherwise? Against a small server of its own; needs no cluster.

    faulty_proxy_test.py
"""
import http.client
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from faulty_proxy import Proxy

BODY = bytes(range(256)) * 400


class Store(BaseHTTPRequestHandler):
    """What is put is kept."""

    protocol_version = "HTTP/1.1"
    kept, hosts = {}, set()

    def log_message(self, format, *args):
        pass

    def reply(self, status, content=b"", length=None):
        self.hosts.add(self.headers["Host"])
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)

    def do_PUT(self):
        self.kept[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(200)

    def do_GET(self):
        self.reply(200, self.kept.get(self.path, b""))

    def do_HEAD(self):
        self.reply(200, length=len(self.kept.get(self.path, b"")))

    def do_DELETE(self):
        self.reply(204 if self.kept.pop(self.path, None) is not None else 404)


def ask(port, method, path, body=None, headers=None, timeout=10):
    """(status, content, its length by the headers), or the name of what went wrong."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read(), int(response.getheader("Content-Length", 0))
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()


def check(what, holds, seen=""):
    if not holds:
        sys.exit(f"FAILED: {what}; seen: {str(seen)[:300]}")
    print(f"ok   {what}", flush=True)


def passes(proxy, kept):
    found = [ask(proxy.port, "PUT", "/a", BODY), ask(proxy.port, "GET", "/a"), ask(proxy.port, "HEAD", "/a"), ask(proxy.port, "DELETE", "/a"), ask(proxy.port, "DELETE", "/a")]
    check("pass: put, get, head, delete arrive, and so do their answers",
          [one[0] for one in found] == [200, 200, 200, 204, 404] and found[1][1] == BODY and found[2][2] == len(BODY) and "/a" not in kept, found)
    check("the Host that the client gave is what arrives", Store.hosts == {f"127.0.0.1:{proxy.port}"}, Store.hosts)
    chunked = ask(proxy.port, "PUT", "/b", iter([BODY[:1000], BODY[1000:]]))
    check("a body in chunks arrives whole", chunked[0] == 200 and kept["/b"] == BODY, chunked)
    waiting = ask(proxy.port, "PUT", "/b", b"new", {"Expect": "100-continue"})
    check("a client that waits for 100 Continue gets it", waiting[0] == 200 and kept["/b"] == b"new", waiting)


def fails(proxy, kept):
    kept["/c"] = BODY
    proxy.be("errors", 1)
    found = {ask(proxy.port, "PUT", "/d", BODY)[0] for _ in range(20)}
    check("errors: 500 and 503, and nothing is executed", found == {500, 503} and "/d" not in kept, found)
    check("errors: an answer to HEAD has no body", ask(proxy.port, "HEAD", "/c")[1:] == (b"", 0))
    proxy.be("errors", 0.5)
    found = [ask(proxy.port, "GET", "/c")[0] for _ in range(60)]
    check("errors 0.5: some are hit and some are not", 10 < found.count(200) < 50, found)
    proxy.be("lost", 1)
    found = ask(proxy.port, "PUT", "/e", BODY)
    check("lost: executed, and no answer", found == "RemoteDisconnected" and kept["/e"] == BODY, found)
    proxy.be("cut", 1)
    found = ask(proxy.port, "GET", "/c"), ask(proxy.port, "PUT", "/f", BODY), ask(proxy.port, "HEAD", "/c")
    check("cut: half an answer, and half a request that is not executed", found[0] == "IncompleteRead" and isinstance(found[1], str) and "/f" not in kept, found)
    check("cut: what has no body is whole", found[2][0] == 200 and found[2][2] == len(BODY), found)


def waits(proxy, kept):
    proxy.be("slow", 1)
    took = []
    for _ in range(3):
        began = time.monotonic()
        found = ask(proxy.port, "GET", "/c")
        took.append(time.monotonic() - began)
        check("slow: the answer is whole", found[1] == BODY)
    check("slow: it takes a second or so", 0.9 < max(took) < 6, took)
    proxy.be("silence")
    held = []
    thread = threading.Thread(target=lambda: held.append(ask(proxy.port, "PUT", "/g", BODY, timeout=3)))
    thread.start()
    time.sleep(1)
    proxy.be("pass")
    thread.join()
    check("silence: no answer, also when it is over", held == ["TimeoutError"] and "/g" not in kept, held)
    check("silence: others are served when it is over", ask(proxy.port, "GET", "/c")[1] == BODY)


def is_down(proxy):
    open_one = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=5)
    open_one.request("GET", "/c")
    open_one.getresponse().read()
    proxy.be("down")
    try:
        open_one.sock.sendall(b"GET /c HTTP/1.1\r\nHost: a\r\n\r\n")
        left = open_one.sock.recv(1)
    except OSError:
        left = b""
    check("down: an open connection is closed", left == b"", left)
    found = ask(proxy.port, "GET", "/c")
    check("down: a new one is refused", found == "ConnectionRefusedError", found)
    proxy.be("pass")
    found = ask(proxy.port, "GET", "/c")
    check("down: on the same port again when it is over", found[1] == BODY, found)


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    proxy = Proxy(f"127.0.0.1:{server.server_address[1]}", seed=1)
    for part in (passes, fails, waits):
        part(proxy, Store.kept)
    is_down(proxy)
    counts = proxy.counts()
    check("requests and faults are counted", counts["errors"][0] == 81 and counts["lost"] == (1, 1) and counts["cut"] == (3, 2) and counts["slow"] == (3, 3)
          and counts["silence"] == (1, 1) and "upstream" not in counts, counts)
    server.shutdown()
    server.server_close()
    check("a store that is gone is told as such", ask(proxy.port, "GET", "/c")[0] == 502 and proxy.counts()["upstream"] == (0, 1))
    proxy.close()
    print("faulty proxy: all claims hold")


if __name__ == "__main__":
    main()
