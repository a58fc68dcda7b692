"""Room config: `namro run`: the web server and its worker; weak settings are refused."""

import argparse
import errno
import os
import secrets
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.checks import Error, run_checks
from waitress import serve as waitress_serve

from namro.config import fit, site, wsgi
from namro.config.commands.ready import collect_static, ready
from namro.config.keeper import Keeper
from namro.config.weak import weaknesses
from namro.org import links
from namro.org.models import User

if os.name == "nt":  # pragma: no cover - gunicorn needs fork
    BaseApplication: Any = None
else:
    from gunicorn.app.base import BaseApplication


def cannot_listen(host: str, port: int) -> list[str]:
    """Why nothing can be served there, as a sentence; asked before any work is done."""
    try:
        # As the server will do it, so that a port that was just left counts as free.
        with socket.create_server((host, port)):
            return []
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            words = f"something answers at {host}:{port} already. Stop it, or choose another port"
            return [f"{words}: --port {port + 1}"]
        return [f"nothing can be served at {host}:{port}: {error.strerror or error}."]
    except OverflowError:
        return [f"{port} is no port: 1 to 65535."]


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    faults = [
        *weaknesses(args.host),
        *(e.msg for e in run_checks() if isinstance(e, Error)),
        *cannot_listen(args.host, args.port),
    ]
    if not faults:
        faults = fit.to_start(new=args.new)
    if faults:
        for fault in faults:
            print(f"namro run: {fault}", file=sys.stderr)
        return 1
    ready()
    collect_static()
    os.environ["NAMRO_STATIC_COLLECTED"] = "1"
    address = site.address(args.host, args.port)
    if not User.objects.exists():
        secret = links.make_first_link(None)
        print(f"First administrator (once, for 24 hours): {address}/first/{secret}/")
    return serve(args, address)


def serve(args: argparse.Namespace, address: str) -> int:
    """Start the worker beside the web server and stop both together."""
    print(f"Năm Rõ: {address}", flush=True)
    keeper = Keeper()
    try:
        if BaseApplication is None:
            waitress_serve(wsgi.application, host=args.host, port=args.port, threads=8)
        else:
            _Gunicorn(args).run()
    finally:
        keeper.stop()
    return 0


if BaseApplication is not None:

    class _Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
        """Gunicorn inside our own command; each worker loads the application anew."""

        def __init__(self, args: argparse.Namespace) -> None:
            self.args = args
            super().__init__()

        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": f"{self.args.host}:{self.args.port}",
                "workers": self.args.workers,
                "threads": 4,
                "timeout": 120,
                "max_requests": 20_000,
                "max_requests_jitter": 2_000,
                "control_socket_disable": True,
                "proc_name": f"namro-{secrets.token_hex(2)}",
                "forwarded_allow_ips": "127.0.0.1" if settings.PROXIES else "",
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            return wsgi.application
