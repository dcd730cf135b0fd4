#!/usr/bin/env python3
"""Runs a command with a PostgreSQL of its own: `.ci/con_postgres.py COMMAND…`

Makes a cluster in a private temporary folder, starts it on 127.0.0.1 with a free port and a password made for the
occasion, puts its address in DATABASE_URL, runs the command, and takes everything away again, also after a failure,
Ctrl-C or SIGTERM. The exit status is the command's. Durability is off: what a power cut loses, nobody wants.

`--comprobar` only says whether a server is installed (exit status 0 or 1). Python's standard library only.
"""

import contextlib
import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

USER = "pruebas"
DATABASE = "gestion_territorial"
ATTEMPTS = 5  # a free port can be taken between our look and the server's start
START_SECONDS = 60
PR_SET_PDEATHSIG = 1
MISSING = (
    "No hay un servidor PostgreSQL (initdb y postgres) en este equipo. "
    "Instálelo con: sudo apt-get install -y --no-install-recommends postgresql"
)


class PostgresError(Exception):
    """The server cannot be made; the text is for the person at the terminal."""


def server_programs() -> Path | None:
    """The folder with initdb and postgres, the newest one where Debian has several; None without a server."""

    def version(folder: Path) -> tuple[int, ...]:
        return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())

    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)
    return next((folder for folder in folders if {"initdb", "postgres"} <= set(os.listdir(folder))), None)


def unprivileged() -> dict:
    """How to start the server: it refuses to run as root, so root lends it to `postgres`, or else to `nobody`."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            person = pwd.getpwnam(name)
            return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    raise PostgresError("PostgreSQL no puede correr como root y no existe el usuario postgres ni nobody.")


def die_with_parent() -> None:
    """Runs in the child: the server shuts down fast even when this script is killed without a word (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, programs: Path, folder: Path):
        self.programs = programs
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.password = secrets.token_hex(16)
        self.person = unprivileged()
        self.port = 0
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"postgres://{USER}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def make(self) -> None:
        password_file = self.folder / "password"
        password_file.write_text(self.password, encoding="ascii")
        if self.person:
            for path in (self.folder, password_file):
                os.chown(path, self.person["user"], self.person["group"])
        self._run(
            "initdb",
            f"--pgdata={self.data}",
            f"--username={USER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        password_file.unlink()

    def start(self) -> None:
        for _ in range(ATTEMPTS):
            self.port = free_port()
            settings = {
                "listen_addresses": "127.0.0.1",
                "port": self.port,
                "unix_socket_directories": "",
                "max_connections": 100,
                "fsync": "off",
                "full_page_writes": "off",
                "synchronous_commit": "off",
                "jit": "off",
            }
            options = [f"--{name}={value}" for name, value in settings.items()]
            with self.log.open("ab") as log:
                # A session of its own: Ctrl-C is for the command, and the server stops after it.
                self.process = subprocess.Popen(
                    [self.programs / "postgres", "-D", self.data, *options],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=self.folder,
                    start_new_session=True,
                    preexec_fn=die_with_parent,
                    **self.person,
                )
            if self._answers():
                self._run("createdb", "--host=127.0.0.1", f"--port={self.port}", f"--username={USER}", DATABASE)
                return
        raise PostgresError(f"PostgreSQL no arrancó:\n{self.log.read_text(errors='replace')[-4000:]}")

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)  # fast shutdown: open connections are cut
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _answers(self) -> bool:
        limit = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < limit:
            ready = subprocess.run(
                [self.programs / "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={self.port}"], check=False
            )
            if ready.returncode == 0 and self.process.poll() is None:
                return True
            time.sleep(0.1)
        self.stop()
        return False

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            cwd=self.folder,
            env={**os.environ, "PGPASSWORD": self.password, "LC_ALL": "C.UTF-8"},
            check=False,
            **self.person,
        )
        if done.returncode != 0:
            raise PostgresError(f"{program} falló:\n{done.stdout}{done.stderr}")


def run_command(command: list[str], url: str) -> int:
    try:
        child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
    except OSError as error:
        raise PostgresError(f"No se pudo ejecutar {command[0]}: {error.strerror}") from error
    try:
        status = child.wait()
    except BaseException:
        # Told to stop: so is the command, and the server stays until it has ended.
        child.terminate()
        try:
            child.wait(timeout=30)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        raise
    return status if status >= 0 else 128 - status


def stop_by_signal(number: int, _frame) -> None:
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)  # one is enough: the clean-up is not to be cut short by a second
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    if not arguments:
        sys.stderr.write(__doc__)
        return 2
    programs = server_programs()
    if programs is None:
        sys.stderr.write(f"{MISSING}\n")
        return 1
    if arguments == ["--comprobar"]:
        return 0
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_by_signal)
    # Root's own temporary folder may be closed to the person the server is lent to.
    base = "/tmp" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="gestion-postgres-", dir=base))
    server = None
    try:
        server = Server(programs, folder)
        server.make()
        server.start()
        return run_command(arguments, server.url)
    except PostgresError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
