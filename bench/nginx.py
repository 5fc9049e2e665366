"""nginx from Debian with one worker: a static file, a department's system, and a proxy to it."""
import getpass
import pathlib
import socket

from measure import SERVER_CORE, Server, wait_for

CONFIGURATION = """
user {user}; daemon off; master_process on; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000; keepalive_timeout 600s; sendfile on; tcp_nopush on;
  open_file_cache max=100; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream department {{ server 127.0.0.1:{upstream}; keepalive 512; keepalive_requests 100000000; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096; root {folder}/static; default_type application/json;
    location /person/ {{ try_files /file.json =404; }}
    location /proxied/ {{ proxy_pass http://department/; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def start(folder, body, upstream=9, core=SERVER_CORE):
    """/file.json and every /person/… hold `body`; /proxied/… goes to the upstream port."""
    folder = pathlib.Path(folder)
    (folder / "static").mkdir(parents=True)
    (folder / "static/file.json").write_bytes(body)
    port = free_port()
    (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=port, upstream=upstream,
                                                                user=getpass.getuser()))
    server = Server(["nginx", "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")], f"http://127.0.0.1:{port}",
                    core=core)
    wait_for(server.url + "/file.json", server.process)
    server.port = port
    return server
