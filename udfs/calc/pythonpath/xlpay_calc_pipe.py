"""The helper process of the extension: frames of JSON over its standard input and output.

A frame is its length in four bytes and JSON.  The helper starts at the first call, is started again
if it dies, and ends with LibreOffice, which closes its input.  Its command stands in helper.json,
written when the extension is installed.
"""

import contextlib
import json
import os
import struct
import subprocess
import threading
import time

PROTOCOL = 2
REST_S = 5.0  # after a failed start: no new attempt for each of many cells
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Failed(Exception):
    """The helper can't be started, or died over one call."""


class Helper:
    """The process that computes; `on_start` is called whenever a new one begins."""

    def __init__(self, on_start=lambda: None):
        self._lock = threading.Lock()
        self._on_start = on_start
        self._process = None
        self._failure = ""
        self._until = 0.0

    def ask(self, name, args):
        """The result of a function; a dead helper is started again, once."""
        request = json.dumps([name, args]).encode("ascii")
        with self._lock:
            for _ in range(2):
                process = self._process or self._start()
                try:
                    send(process.stdin, request)
                    return json.loads(receive(process.stdout))
                except (OSError, EOFError, ValueError):
                    self.stop()
            raise Failed("助手程序两次中断")

    def converse(self, request, answer):
        """Ask something for which the helper asks back, until it says {"done"}."""
        if self._process is not None and self._process.poll() is not None:
            self.stop()  # it died since the last time: nothing is lost with it
        process = self._process or self._start()
        try:
            send(process.stdin, json.dumps(request).encode("ascii"))
            while True:
                message = json.loads(receive(process.stdout))
                if "done" in message:
                    return message
                send(process.stdin, json.dumps(answer(message)).encode("ascii"))
        except (OSError, EOFError, ValueError):
            self.stop()
            raise Failed("助手程序中途停止") from None

    def _start(self):
        if time.monotonic() < self._until:
            raise Failed(self._failure)
        try:
            self._process = started()
        except (OSError, EOFError, ValueError, KeyError) as problem:
            self._failure = str(problem) or type(problem).__name__
            self._until = time.monotonic() + REST_S
            raise Failed(self._failure) from None
        self._on_start()
        return self._process

    def stop(self):
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            close(process)


def started():
    """A running helper that has said hello."""
    with open(os.path.join(HERE, "helper.json"), encoding="utf-8") as file:
        command = json.load(file)["command"]
    if os.name == "posix":  # a locale without UTF-8 must not spoil a path
        command = [word.encode("utf-8") for word in command]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}  # LibreOffice's own
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=kept,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        if json.loads(receive(process.stdout))["protocol"] != PROTOCOL:
            raise ValueError("扩展与 xlpay 的版本不同")
    except BaseException:
        close(process)
        raise
    return process


def close(process):
    """End a helper and forget its pipes."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):  # what was not yet sent is lost with it
            pipe.close()


def send(pipe, data):
    """A frame out."""
    pipe.write(struct.pack(">I", len(data)) + data)
    pipe.flush()


def receive(pipe):
    """A frame in; EOFError where the other side has gone."""
    head = pipe.read(4)
    if len(head) < 4:
        raise EOFError("助手程序没有回答")
    size = struct.unpack(">I", head)[0]
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError("助手程序没有回答完")
    return data
