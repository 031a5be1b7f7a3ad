"""``python -m demo.portal``: run the replay portal alone, for looking at it."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import datetime

import uvloop

from demo.server import BROWSED, serve
from demo.world import build_world
from inspection.moment import BEIJING


def main() -> int:
    """Serves until interrupted, or until standard input closes where asked to; 1 when the port cannot be had."""
    parser = argparse.ArgumentParser(prog="python -m demo.portal", description="单独运行仿真门户。")
    parser.add_argument("--port", type=int, default=8765, help="端口，0 为任选")
    parser.add_argument("--district", default="dazu", help="区县编号")
    parser.add_argument("--moment", type=datetime.fromisoformat, help="模拟时刻，如 2021-02-27T00:47:55+08:00")
    parser.add_argument("--until-stdin-closes", action="store_true", help="标准输入关闭时退出")
    options = parser.parse_args()
    moment = options.moment
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=BEIJING)
    try:
        uvloop.run(_run(options.district, options.port, moment, watch=options.until_stdin_closes))
    except KeyboardInterrupt:
        return 0
    except OSError as problem:
        sys.stderr.write(f"无法在端口 {options.port} 上启动：{problem.strerror}，请换一个端口（--port 0 为任选）\n")
        return 1
    return 0


async def _run(district: str, port: int, moment: datetime | None, *, watch: bool) -> None:
    world = build_world(district)
    server = await serve(world, port, moment)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    sys.stdout.write(url + "\n")
    if not watch:
        homes = sorted({place.site.home_url.partition("://")[2].partition("/")[0] for place in world.places.values()})
        sys.stdout.writelines(f"浏览器可打开 {url}{BROWSED}{host}/\n" for host in homes)
    sys.stdout.flush()
    async with server:
        if watch:
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
        else:
            await server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
