"""The import contract knows every room: lint-imports says nothing about a module that no layer names."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Django reads the formats of numbers and dates by name; nobody imports them and they import nothing.
NOT_ROOMS = {"gestion_territorial.formatos"}


def test_every_room_stands_in_the_contract():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in config["contracts"] if contract["id"] == "rooms")
    named = {name.strip(" ()") for layer in layers for name in layer.split("|")}
    rooms = {f"gestion_territorial.{init.parent.name}" for init in ROOT.glob("gestion_territorial/*/__init__.py")}
    apps = {package for package in config["root_packages"] if package != "gestion_territorial"}
    assert (rooms | apps) - NOT_ROOMS <= named
