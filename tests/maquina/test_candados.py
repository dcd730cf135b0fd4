"""The locks: everything pinned and hashed, nothing that should not get in, and no address of where it came from."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pinned(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", read(name), flags=re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_is_pinned_and_hashed(name):
    entries = [entry for entry in re.split(r"^(?=[a-z])", read(name), flags=re.MULTILINE) if entry.strip()]
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+ ", entry), entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize("name", [*LOCKS, "package-lock.json"])
def test_no_lock_names_an_address_to_download_from(name):
    text = read(name)
    assert "--index" not in text
    assert "--find-links" not in text
    assert '"resolved"' not in text
    assert name == "package-lock.json" or "://" not in text  # npm records where to thank the authors


def test_the_lock_of_the_tests_holds_the_other_one_whole():
    runtime, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert runtime.items() <= dev.items()


def test_psycopg_3_does_not_get_in():
    """Django would use it instead of psycopg2, silently."""
    assert not {"psycopg", "psycopg-binary", "psycopg-c"} & pinned("requirements-dev.lock").keys()


def test_each_declared_dependency_is_in_the_lock():
    declared = tomllib.loads(read("pyproject.toml"))["project"]["dependencies"]
    names = {re.match(r"[a-z0-9-]+", line)[0] for line in declared}
    assert names <= pinned("requirements.lock").keys()


def test_front_end_packages_have_exact_versions():
    package = json.loads(read("package.json"))
    lock = json.loads(read("package-lock.json"))["packages"]
    for name, version in {**package["dependencies"], **package["devDependencies"]}.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert lock[f"node_modules/{name}"]["version"] == version
