#!/usr/bin/env python3
"""An HTTP proxy before an S3 endpoint that fails when told to. A process of its own, so that it fails in its own time.

    faulty_proxy.py --upstream 127.0.0.1:7070 [--port 0] [--seed N]

The first line out is the port on loopback. Each line in is a mode, for some with the share of requests that it hits (0 to 1); the mode comes back when it is in force:

    pass             all is passed on
    errors [0.3]     500 or 503 without the request being executed
    slow [0.5]       up to 3 s pass before the answer, which comes in pieces
    lost [0.3]       the request is executed, and the connection closed without an answer
    cut [0.3]        the connection is closed in the middle of a body: the answer's, or the request's, which is not executed then
    silence          requests are taken and never answered, not even when the mode changes
    down             connections are refused, and those that were open are closed

`counts` gives {mode: [requests, faults]} in JSON, `methods` {method: requests}. At the end of its input it ends.

Other scripts use Proxy: be(mode), counts(), methods(), close().
"""
import argparse
import http.client
import json
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SHARES = {"pass": 0, "errors": 0.3, "slow": 0.5, "lost": 0.3, "cut": 0.3, "silence": 1, "down": 1}
OF_ONE_CONNECTION = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect"}
PIECES = 20


class Faults:
    """Which requests are hit, and how many were."""

    def __init__(self, seed):
        self.rng, self.lock, self.counts = random.Random(seed), threading.Lock(), defaultdict(lambda: [0, 0])
        self.methods = Counter()
        self.mode, self.share = "pass", 0

    def be(self, mode, share):
        with self.lock:
            self.mode, self.share = mode, share

    def arrive(self, method):
        """The mode, for a request that it hits, else pass."""
        with self.lock:
            self.counts[self.mode][0] += 1
            self.methods[method] += 1
            return self.mode if self.rng.random() < self.share else "pass"

    def struck(self, mode):
        with self.lock:
            self.counts[mode][1] += 1

    def draw(self, low, high):
        with self.lock:
            return self.rng.uniform(low, high)


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    faults, upstream = None, ""

    def setup(self):
        super().setup()
        self.server.open.add(self.connection)

    def finish(self):
        self.server.open.discard(self.connection)
        try:
            super().finish()
        except OSError:
            pass  # the client is gone

    def log_message(self, format, *args):
        pass

    def handle_expect_100(self):
        if self.faults.mode == "silence":
            self.faults.arrive(self.command)
            self.never_answer()
            return False
        return super().handle_expect_100()

    def one(self):
        mode = self.faults.arrive(self.command)
        if mode == "silence":
            return self.never_answer()
        if mode == "errors":
            self.body()
            return self.refuse()
        if mode == "cut" and (length := int(self.headers.get("Content-Length", 0))):
            self.rfile.read(length // 2)
            return self.hang_up(mode)
        try:
            status, reason, headers, content = self.forward(self.body())
        except (OSError, http.client.HTTPException) as failure:  # nobody's plan: whoever reads the counts must see it
            self.faults.struck("upstream")
            return self.answer(502, "Bad Gateway", [], str(failure).encode())
        if mode == "lost":
            return self.hang_up(mode)
        if mode == "slow":
            self.faults.struck(mode)
            time.sleep(self.faults.draw(0, 3))
        return self.answer(status, reason, headers, content, mode)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = one

    def body(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # trailers
        return b"".join(parts)

    def forward(self, body):
        """As it came, the Host that is signed with it included."""
        connection = http.client.HTTPConnection(self.upstream, timeout=60)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in OF_ONE_CONNECTION | {"content-length"}:
                    connection.putheader(name, value)
            if body or self.command in ("PUT", "POST"):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            response = connection.getresponse()
            return response.status, response.reason, response.getheaders(), response.read()
        finally:
            connection.close()

    def answer(self, status, reason, headers, content, mode="pass"):
        self.send_response_only(status, reason)
        told = {name.lower() for name, _ in headers}
        for name, value in headers:
            if name.lower() not in OF_ONE_CONNECTION and not (name.lower() == "content-length" and self.command != "HEAD"):
                self.send_header(name, value)
        if self.command != "HEAD" and status not in (204, 304) or self.command == "HEAD" and "content-length" not in told:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if mode == "cut" and len(content) > 1:
            self.wfile.write(content[:len(content) // 2])
            return self.hang_up(mode)
        piece = len(content) // PIECES + 1 if mode == "slow" else len(content)
        for begin in range(0, len(content), piece or 1):
            self.wfile.write(content[begin:begin + piece])
            if piece < len(content):
                time.sleep(0.05)

    def refuse(self):
        self.faults.struck("errors")
        code, reason, name = (500, "Internal Server Error", "InternalError") if self.faults.draw(0, 2) < 1 else (503, "Service Unavailable", "SlowDown")
        text = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{name}</Code><Message>as told</Message></Error>'
        self.answer(code, reason, [("Content-Type", "application/xml")], b"" if self.command == "HEAD" else text.encode())

    def hang_up(self, mode):
        self.faults.struck(mode)
        self.close_connection = True

    def never_answer(self):
        self.faults.struck("silence")
        self.close_connection = True
        while self.connection.recv(1 << 16):
            pass  # until the client has given up


class Server(ThreadingHTTPServer):
    daemon_threads, request_queue_size, allow_reuse_address = True, 128, True

    def __init__(self, port):
        self.open = set()
        super().__init__(("127.0.0.1", port), Handler)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (OSError, ValueError)):  # a client that is gone, and a file that was closed under its reader
            super().handle_error(request, client_address)

    def go_down(self):
        self.shutdown()
        self.server_close()
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upstream", required=True, help="HOST:PORT")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10 ** 9))
    args = parser.parse_args()
    faults = Handler.faults = Faults(args.seed)
    Handler.upstream = args.upstream
    server = Server(args.port)
    port = server.server_address[1]
    print(port, flush=True)
    for line in sys.stdin:
        mode, *share = line.split()
        if mode in ("counts", "methods"):
            print(json.dumps(faults.counts if mode == "counts" else faults.methods), flush=True)
            continue
        faults.be(mode, float(share[0]) if share else SHARES[mode])
        if mode == "down" and server:
            server.go_down()
            server = None
        elif mode != "down" and not server:
            server = Server(port)
        print(mode, flush=True)


class Proxy:
    """The process, and what it is told."""

    def __init__(self, upstream, seed, port=0):
        self.process = subprocess.Popen([sys.executable, __file__, "--upstream", upstream, "--seed", str(seed), "--port", str(port)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        if not (answer := self.process.stdout.readline().strip()):
            raise RuntimeError(f"the proxy ended with {self.process.wait()} when it was told: {line}")
        return answer

    def be(self, mode, share=None):
        return self.tell(mode if share is None else f"{mode} {share}")

    def counts(self):
        return {mode: tuple(count) for mode, count in json.loads(self.tell("counts")).items()}

    def methods(self):
        return json.loads(self.tell("methods"))

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)


if __name__ == "__main__":
    main()
