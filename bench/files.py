"""nginx with the pages as files: what a server can do that has nothing to think about."""

import os
from pathlib import Path

from bench.load import HOST, Ask
from bench.scratch import environment
from bench.servers import NGINX, OF_THE_SERVER, Answer, Running, free_port, running

# As many workers as deploy/nginx.conf has. All that nginx writes is below its own folder.
FRAME = """
daemon off; worker_processes auto; pid {folder}/pid; error_log {folder}/error.log; {user}
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; default_type text/html; charset utf-8;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{rest}
}}
"""
STATIC = """
    map $http_accept_encoding $coding {{ default ""; br br; gzip gzip; }}
    server {{
        listen {host}:{port}; root {folder}/www;
{locations}
    }}
"""
# What nginx finds out for itself about a file.
OF_A_FILE = ("content-type", "content-length", "content-encoding", "etag", "last-modified")


def static(folder: Path, kept: dict[Ask, Answer]) -> Running:
    """nginx with files: the bytes and headers that the site has answered. Asked the same way, it answers the same."""
    (folder / "www").mkdir(parents=True)
    paths = sorted({ask.path for ask in kept})
    for ask, answer in kept.items():
        coding = dict(ask.headers)["Accept-Encoding"]
        (folder / "www" / f"{paths.index(ask.path)}.{coding}").write_bytes(answer.body)
    by_path = {ask.path: answer for ask, answer in kept.items()}
    locations = "\n".join(location(number, path, by_path[path]) for number, path in enumerate(paths))
    port = free_port()
    return started(
        "nginx with files", folder, port, STATIC.format(folder=folder, host=HOST, port=port, locations=locations)
    )


def location(number: int, path: str, answer: Answer) -> str:
    headers = [
        f'add_header {name} "{value}";'
        for name, value in answer.headers
        if name.lower() not in OF_A_FILE + OF_THE_SERVER
    ]
    headers.append("add_header Content-Encoding $coding;")
    return f"        location = {path} {{ try_files /{number}.$http_accept_encoding =404; {' '.join(headers)} }}"


def started(name: str, folder: Path, port: int, rest: str) -> Running:
    # Started by root, its workers would be nobody, who may not read the scratch folder.
    user = "user root;" if os.geteuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(FRAME.format(folder=folder, user=user, rest=rest))
    command = [NGINX or "nginx", "-c", str(config), "-e", str(folder / "error.log"), "-p", str(folder)]
    return running(name, command, port, environment(folder), folder / "error.log")
