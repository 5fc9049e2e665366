"""nginx from Debian, one worker on the server's core: a static file, and a proxy."""
import pathlib

from measure import Server

CONFIGURATION = """
daemon off; master_process on; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000; keepalive_timeout 600s; sendfile on; tcp_nopush on;
  open_file_cache max=100; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream department {{ server 127.0.0.1:{upstream}; keepalive 512; keepalive_requests 100000000; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location /static/ {{ root {folder}; default_type application/json; }}
    location / {{ proxy_pass http://department; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
"""


def start(folder, port, body, upstream=9):
    """`body` is what /static/file.json holds; everything else goes to the upstream port."""
    folder = pathlib.Path(folder)
    (folder / "static").mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    (folder / "static").chmod(0o755)
    (folder / "static/file.json").write_bytes(body)
    (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=port, upstream=upstream))
    return Server(["nginx", "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")], f"http://127.0.0.1:{port}")
