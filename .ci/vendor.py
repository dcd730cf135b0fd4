#!/usr/bin/env python3
"""Copies what the pages need from node_modules/ into static/vendor/, and what only the tests need into tests/vendor/.

Nobody else's code is committed: package-lock.json says exactly what is copied, both folders are git-ignored, and each
package's licence goes beside its files. Python's standard library only. Usage: .ci/vendor.py [--destino FOLDER]
"""

import argparse
import json
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NODE_MODULES = ROOT / "node_modules"

# (package, file inside the package, place under static/ or tests/)
COPIES = [
    ("bootstrap", "dist/css/bootstrap.min.css", "static/vendor/bootstrap/css/bootstrap.min.css"),
    ("bootstrap", "dist/js/bootstrap.bundle.min.js", "static/vendor/bootstrap/js/bootstrap.bundle.min.js"),
    ("bootstrap", "LICENSE", "static/vendor/bootstrap/LICENSE"),
    ("@popperjs/core", "LICENSE.md", "static/vendor/bootstrap/LICENSE-popper.md"),  # inside bootstrap.bundle
    ("bootstrap-icons", "font/bootstrap-icons.min.css", "static/vendor/bootstrap-icons/bootstrap-icons.min.css"),
    (
        "bootstrap-icons",
        "font/fonts/bootstrap-icons.woff2",
        "static/vendor/bootstrap-icons/fonts/bootstrap-icons.woff2",
    ),
    ("bootstrap-icons", "LICENSE", "static/vendor/bootstrap-icons/LICENSE"),
    ("htmx.org", "dist/htmx.min.js", "static/vendor/htmx/htmx.min.js"),
    ("htmx.org", "LICENSE", "static/vendor/htmx/LICENSE"),
    ("@fontsource/roboto", "LICENSE", "static/vendor/roboto/LICENSE"),
    ("axe-core", "axe.min.js", "tests/vendor/axe/axe.min.js"),
    ("axe-core", "LICENSE", "tests/vendor/axe/LICENSE"),
    ("axe-core", "LICENSE-3RD-PARTY.txt", "tests/vendor/axe/LICENSE-3RD-PARTY.txt"),
]

ROBOTO_SUBSETS = ("latin-ext", "latin")
ROBOTO_WEIGHTS = (400, 500, 700)

# The manifest storage of static files fails on a reference to a file that is not there: the source maps and the old
# .woff are left out, and so is every mention of them.
SOURCE_MAP = re.compile(r"\n?(?://[#@] *sourceMappingURL=[^\n]*|/\*[#@] *sourceMappingURL=[^*]*\*/)\s*")
OLD_WOFF = re.compile(r""",url\(["']?[^)]*\.woff(?:\?[^)"']*)?["']?\) format\(["']woff["']\)""")


def copy_text(source: Path, target: Path) -> None:
    text = source.read_text(encoding="utf-8")
    text = SOURCE_MAP.sub("\n", text)
    if target.suffix == ".css":
        text = OLD_WOFF.sub("", text)
    target.write_text(text, encoding="utf-8")


def roboto(destination: Path) -> None:
    """Three weights for Spanish texts: the files and one style sheet that names them with relative paths."""
    package = NODE_MODULES / "@fontsource/roboto"
    ranges = json.loads((package / "unicode.json").read_text(encoding="utf-8"))
    folder = destination / "static/vendor/roboto"
    (folder / "files").mkdir(parents=True, exist_ok=True)
    rules = []
    for weight in ROBOTO_WEIGHTS:
        for subset in ROBOTO_SUBSETS:
            name = f"roboto-{subset}-{weight}-normal.woff2"
            shutil.copyfile(package / "files" / name, folder / "files" / name)
            rules.append(
                "@font-face {\n"
                "  font-family: 'Roboto';\n"
                "  font-style: normal;\n"
                f"  font-weight: {weight};\n"
                "  font-display: swap;\n"
                f"  src: url('files/{name}') format('woff2');\n"
                f"  unicode-range: {ranges[subset]};\n"
                "}\n"
            )
    (folder / "roboto.css").write_text("".join(rules), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--destino", type=Path, default=ROOT, help="project folder to copy into")
    destination = parser.parse_args().destino.resolve()
    # What an older lock put there must not stay behind.
    for folder in ("static/vendor", "tests/vendor"):
        shutil.rmtree(destination / folder, ignore_errors=True)
    for package, inside, place in COPIES:
        target = destination / place
        target.parent.mkdir(parents=True, exist_ok=True)
        source = NODE_MODULES / package / inside
        if target.suffix in {".css", ".js"}:
            copy_text(source, target)
        else:
            shutil.copyfile(source, target)
    roboto(destination)


if __name__ == "__main__":
    main()
