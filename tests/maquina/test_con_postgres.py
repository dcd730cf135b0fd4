"""The PostgreSQL of the tests: it answers, tells the command's exit status, and leaves nothing behind."""

import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

SCRIPT = Path(__file__).resolve().parents[2] / ".ci/con_postgres.py"
ASK = """
import os, psycopg2
with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
    cursor.execute("SELECT current_setting('max_connections')::int, current_setting('data_directory')")
    print(*cursor.fetchone())
connection.close()
"""
TELL_AND_WAIT = "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(60)"

pytestmark = pytest.mark.lento


def with_postgres(*command: str) -> list[str]:
    return [sys.executable, str(SCRIPT), *command]


def test_the_command_gets_a_server_that_is_gone_afterwards():
    done = subprocess.run(with_postgres(sys.executable, "-c", ASK), capture_output=True, text=True, check=True)
    connections, folder = done.stdout.split()
    assert int(connections) >= 60
    assert not Path(folder).parent.exists()


def test_the_exit_status_is_the_command_s():
    assert subprocess.run(with_postgres(sys.executable, "-c", "raise SystemExit(7)"), check=False).returncode == 7


def test_sigterm_ends_the_command_and_the_server():
    process = subprocess.Popen(with_postgres(sys.executable, "-c", TELL_AND_WAIT), stdout=subprocess.PIPE, text=True)
    try:
        url = process.stdout.readline().strip()
        assert urlsplit(url).hostname == "127.0.0.1"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 128 + signal.SIGTERM
    finally:
        process.kill()
        process.stdout.close()
    with pytest.raises(psycopg2.OperationalError, match="refused"):
        psycopg2.connect(url)
