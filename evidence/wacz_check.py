"""Checks an exported WACZ by itself: every file, every member, every manifest, every record of the archive."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from evidence.exhibit import file_name
from evidence.wacz import ARCHIVE, FOLDER, PACKAGE, PACKAGE_DIGEST
from inspection.manifest import BrokenManifest, Manifest, read_manifest

#: A file that says it holds more than this is refused before it is unpacked.
_MOST_BYTES = 4 * 1024**3


def check_wacz(path: Path) -> tuple[list[Manifest], list[str]]:
    """The manifests in the file, and its faults (Chinese); none: the file is whole and agrees with itself."""
    try:
        with ZipFile(path) as packed:
            if sum(one.file_size for one in packed.infolist()) > _MOST_BYTES:
                return [], ["文件声称的大小超出上限"]
            files = {one.filename: packed.read(one) for one in packed.infolist()}
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as problem:
        return [], [f"不是完整的 WACZ 文件（{type(problem).__name__}）"]
    faults = [*_package_faults(files)]
    manifests: list[Manifest] = []
    for name in sorted(files):
        if name.startswith(f"{FOLDER}/") and name.endswith("-manifest.json"):
            try:
                manifest = read_manifest(files[name])
            except BrokenManifest as problem:
                faults.append(f"{name}：{problem}")
                continue
            manifests.append(manifest)
            faults += _member_faults(manifest, files)
    if not manifests:
        faults.append("文件里没有清单")
    if ARCHIVE in files and not _records_whole(files[ARCHIVE]):
        faults.append(f"{ARCHIVE}：记录与自带的摘要不符")
    return manifests, faults


def _package_faults(files: Mapping[str, bytes]) -> Iterator[str]:
    package = files.get(PACKAGE, b"")
    try:
        promised = json.loads(files[PACKAGE_DIGEST])["hash"]
        listed = {one["path"]: one["hash"] for one in json.loads(package)["resources"]}
    except (KeyError, TypeError, ValueError):
        yield f"{PACKAGE} 或 {PACKAGE_DIGEST} 缺失或无法读取"
        return
    if promised != f"sha256:{sha256(package).hexdigest()}":
        yield f"{PACKAGE} 与 {PACKAGE_DIGEST} 不符"
    for path, digest in listed.items():
        if path not in files:
            yield f"{path} 缺失"
        elif digest != f"sha256:{sha256(files[path]).hexdigest()}":
            yield f"{path} 被改动过"
    for path in files.keys() - listed.keys() - {PACKAGE, PACKAGE_DIGEST}:
        yield f"{path} 不在目录中"


def _member_faults(manifest: Manifest, files: Mapping[str, bytes]) -> Iterator[str]:
    """Open members must be there and right; closed ones are right where they are there."""
    for member in manifest.members:
        body = files.get(f"{FOLDER}/{file_name(manifest.number, member.name)}")
        if body is None:
            if member.access == "open":
                yield f"清单 {manifest.number}：缺少 {member.name}"
        elif not member.describes(body):
            yield f"清单 {manifest.number}：{member.name} 被改动过"


def _records_whole(archive: bytes) -> bool:
    """Whether every record of the WARC can be read and has the digest it names."""

    try:
        for record in ArchiveIterator(BytesIO(archive), check_digests="raise"):
            record.content_stream().read()
    except (ArchiveLoadFailed, OSError, ValueError, EOFError):
        return False
    return True
