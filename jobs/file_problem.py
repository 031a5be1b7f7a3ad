"""Why a file cannot be read or written, in Chinese."""

from __future__ import annotations

import errno

_WORDS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "没有这个文件或文件夹",
    errno.EISDIR: "这是文件夹，请给出文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件超过允许的大小",
    errno.ENAMETOOLONG: "路径太长",
    errno.EIO: "磁盘读写出错",
}


def in_chinese(problem: OSError) -> str:
    """One clause about ``problem``; the system's own words where we have none."""
    return _WORDS.get(problem.errno or 0) or problem.strerror or type(problem).__name__
