"""Figures of fetching: 200 hosts on loopback, 10,000 pages, latency 50 ms, a pace for each host.

    python -m tests.bench.fetch [--hosts 200] [--pages 10000]

Server and crawl are processes of their own. The least possible time is the slowest host's own sequence:
its robots.txt and pages, each a pace after the one before. The paces come from the server's log.
"""

import argparse
import asyncio
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

LATENCY = 0.05
OUR_PACE = 0.5
PARAGRAPH = "<p>人工智能正在改变制造业：视觉检测、预测性维护与排产优化进入了越来越多的车间。</p>"


def pace_of(number: int, hosts: int) -> float:
    """The Crawl-delay of a host: from 0.4, which is below our own pace, to 1 second."""
    return round(0.4 + 0.6 * number / max(hosts - 1, 1), 3)


def host_of(number: int) -> str:
    return f"127.{1 + number // 250}.0.{1 + number % 250}"


async def serve(hosts: int) -> None:
    """Serve all of 127.0.0.0/8 until stdin ends, then tell how close each host saw two requests."""
    names = {host_of(number): number for number in range(hosts)}
    last_seen: dict[str, float] = {}
    shortest: dict[str, float] = {}
    requests = Counter[str]()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                now = time.monotonic()
                requests[host] += 1
                if host in last_seen:
                    shortest[host] = min(shortest.get(host, 1e9), now - last_seen[host])
                last_seen[host] = now
                path = head.split(b" ", 2)[1].decode()
                await asyncio.sleep(LATENCY)
                if path == "/robots.txt":
                    kind, body = "text/plain", f"User-agent: *\nCrawl-delay: {pace_of(names[host], hosts)}\n"
                else:
                    kind = "text/html; charset=utf-8"
                    body = f"<html><title>{host}{path}</title><body>{PARAGRAPH * 300}</body></html>"
                packed = gzip.compress(body.encode(), 1)
                writer.write(
                    f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Encoding: gzip\r\n"
                    f"Content-Length: {len(packed)}\r\n\r\n".encode()
                    + packed
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(json.dumps({"shortest": shortest, "requests": requests}), flush=True)


def crawl(port: int, hosts: int, pages: int) -> None:
    """Fetch all pages, and tell how long it took and what came."""
    from flows.pages.archive.writing import Archive
    from flows.pages.fetching.crawl import start_crawl
    from flows.pages.fetching.fetch import Policy
    from flows.pages.fetching.pace import Manners
    from flows.pages.fetching.records import PageRequest

    class Page(NamedTuple):
        standing: str = "page"
        sign: str = ""

    policy = Policy(
        "ainews/bench",
        frozenset((host_of(number), port) for number in range(hosts)),
        Manners(pace=OUR_PACE),
    )
    requests = [PageRequest(f"http://{host_of(n % hosts)}:{port}/page/{n}") for n in range(pages)]
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        with (
            Archive(Path(folder), "bench", user_agent=policy.user_agent) as archive,
            start_crawl(policy, archive, run_id="bench", judge=lambda content, **answer: Page()) as running,
        ):
            outcomes = Counter(fetched.outcome for fetched in running.fetch(requests))
        seconds = time.monotonic() - began
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    usage = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "seconds": seconds,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak_mib": usage.ru_maxrss / 1024,
        "archive_mb": size / 1e6,
        "outcomes": outcomes,
    }
    print(json.dumps(figures))


def measure(hosts: int, pages: int) -> None:
    """Run both and print the figures."""
    module = [sys.executable, "-m", "tests.bench.fetch", "--hosts", str(hosts), "--pages", str(pages)]
    server = subprocess.Popen([*module, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        port = server.stdout.readline().strip()
        crawled = subprocess.run([*module, "--crawl", port], stdout=subprocess.PIPE, text=True, check=True)
    finally:
        said, _ = server.communicate()
    figures, log = json.loads(crawled.stdout), json.loads(said)
    paces = {host_of(number): max(OUR_PACE, pace_of(number, hosts)) for number in range(hosts)}
    least = max((log["requests"][host] - 1) * pace + LATENCY for host, pace in paces.items())
    too_close = [host for host, pace in paces.items() if log["shortest"].get(host, pace) < pace]
    closest = min(log["shortest"].get(host, pace) - pace for host, pace in paces.items())
    times, kept = figures["seconds"] / least, closest * 1000
    print(f"{pages:,} pages of {hosts} hosts: {figures['outcomes']}, {figures['archive_mb']:.1f} MB archived")
    print(f"time     {figures['seconds']:.1f} s, the slowest host alone {least:.1f} s: {times:.2f} times")
    print(f"cost     {figures['cpu']:.1f} CPU s, peak {figures['peak_mib']:,.0f} MiB")
    print(f"manners  {len(too_close)} hosts saw requests too close; the closest pair kept {kept:.1f} ms more")


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--crawl", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.hosts))
    elif options.crawl:
        crawl(options.crawl, options.hosts, options.pages)
    else:
        measure(options.hosts, options.pages)


if __name__ == "__main__":
    main()
