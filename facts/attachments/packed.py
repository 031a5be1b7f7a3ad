"""Looks at a zip's directory before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

from facts.attachments.part import FREE_BYTES, MAX_RATIO, MAX_UNPACKED, MAX_XML, Unreadable

_MAX_MEMBERS = 3000
_DECLARATION = (b"<!DOCTYPE", b"<!ENTITY")


def open_zip(body: bytes) -> zipfile.ZipFile:
    """The archive when its directory promises to stay within the limits; raises ``Unreadable``.

    The standard reader never gives more than the directory's size of a member, so the promise holds.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise Unreadable("压缩结构损坏") from problem
    members = archive.infolist()
    if len(members) > _MAX_MEMBERS:
        raise Unreadable(f"压缩包内文件过多（{len(members)}个）")
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("已加密，不能读取")
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise Unreadable("解压后过大，疑似压缩炸弹")
    if any(
        member.file_size > FREE_BYTES and member.file_size > MAX_RATIO * max(member.compress_size, 1)
        for member in members
    ):
        raise Unreadable("压缩比异常，疑似压缩炸弹")
    return archive


def open_office(body: bytes) -> zipfile.ZipFile:
    """The same for an office file, whose XML may declare no entities."""
    archive = open_zip(body)
    texts = [member for member in archive.infolist() if member.filename.endswith((".xml", ".rels"))]
    if sum(member.file_size for member in texts) > MAX_XML:
        raise Unreadable("内容过大")
    for member in texts:
        with archive.open(member) as stream:
            start = stream.read(4096)
        if any(mark in start for mark in _DECLARATION):
            raise Unreadable("内含实体声明，拒绝解析")
    return archive
