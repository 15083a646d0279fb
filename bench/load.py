"""The load generator: the same one for every server, in a process of its own, with raw sockets.

Each connection sends its next request as soon as it has the answer to the last (a closed loop). An answer counts only
if its status is the one asked for and its length is what it says itself.
"""

import gc
import multiprocessing
import select
import socket
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache

HOST = "127.0.0.1"
LENGTH = b"\r\nContent-Length: "
END = b"\r\n\r\n"
LARGEST = 1 << 17


class Unexpected(Exception):
    """An answer that is not the one that was to be measured."""


@dataclass(frozen=True)
class Ask:
    """What is sent, again and again."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    status: int = 200

    def raw(self, *, keep_alive: bool, port: int) -> bytes:
        headers = [("Host", f"{HOST}:{port}"), ("User-Agent", "bench"), ("Accept", "text/html"), *self.headers]
        if not keep_alive:
            headers.append(("Connection", "close"))
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers), "", ""]
        return "\r\n".join(lines).encode()


@dataclass(frozen=True)
class Result:
    """One slice of load."""

    requests: int
    seconds: float
    median: float  # seconds from sending to the last byte
    p99: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def run_apart(port: int, ask: Ask, connections: int, seconds: float, keep_alive: bool) -> Result:
    """As ``run``, in a process of its own, which is kept for the next time."""
    return _apart().submit(run, port, ask, connections, seconds, keep_alive).result()


@cache
def _apart() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


def run(port: int, ask: Ask, connections: int, seconds: float, keep_alive: bool) -> Result:
    """Ask a server for some seconds. Raises ``Unexpected``, and ``OSError`` where it cannot be reached."""
    gc.disable()
    raw, bodiless = ask.raw(keep_alive=keep_alive, port=port), ask.method == "HEAD" or ask.status == 304
    begins = f"HTTP/1.1 {ask.status} ".encode()
    clock, took = time.perf_counter, list[float]()
    poll, sent, held, sockets = select.epoll(), dict[int, float](), dict[int, bytes](), dict[int, socket.socket]()

    def connect() -> None:
        start = clock()
        connection = socket.create_connection((HOST, port), timeout=10)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(raw)
        number = connection.fileno()
        sockets[number], sent[number], held[number] = connection, start, b""
        poll.register(number, select.EPOLLIN)

    def close(number: int) -> None:
        poll.unregister(number)
        sockets.pop(number).close()

    for _each in range(connections):
        connect()
    begin = clock()
    end = begin + seconds
    # To the last answer: what is left undone would fall into the next one's turn.
    while sockets:
        ready = poll.poll(10)
        if not ready:
            raise Unexpected(f"{ask.path}: no answer within ten seconds")
        for number, _event in ready:
            connection = sockets[number]
            data = connection.recv(LARGEST)
            answer = held[number] + data if held[number] else data
            if data and (keep_alive is False or not is_whole(answer, bodiless)):
                # Without keep-alive, until the server closes.
                held[number] = answer
                continue
            if not answer.startswith(begins) or not is_whole(answer, bodiless):
                raise Unexpected(f"{ask.method} {ask.path}: {answer[:200]!r}")
            now = clock()
            took.append(now - sent[number])
            if now >= end:
                close(number)
            elif keep_alive and data and b"\r\nConnection: close\r\n" not in answer[:2000]:
                held[number], sent[number] = b"", clock()
                connection.sendall(raw)
            else:
                close(number)
                connect()
    seconds = clock() - begin
    poll.close()
    took.sort()
    return Result(len(took), seconds, took[len(took) // 2], took[len(took) * 99 // 100])


def is_whole(answer: bytes, bodiless: bool) -> bool:
    """Whether an answer is all there. Raises ``Unexpected`` for one that does not say how long it is."""
    head = answer.find(END)
    if head < 0:
        return False
    if bodiless:
        return len(answer) == head + len(END)
    at = answer.find(LENGTH, 0, head + 2)
    if at < 0:
        raise Unexpected(f"An answer without its length: {answer[:200]!r}")
    at += len(LENGTH)
    return len(answer) == head + len(END) + int(answer[at : answer.find(b"\r", at)])
