"""Ordinary words that reach into a wrong one from beside it: 蚊帐户均 holds 帐户 across the border of two right words.

A word list without segmentation accuses at such borders. What settles them is the left neighbour: when it and the first
character of the wrong word are a word themselves, the characters belong to two words. Own knowledge of Chinese; words
are kept for first characters of short wrong words only, and none after which the slip itself is usual (自来水笼头).
"""

from __future__ import annotations

import re
from collections import defaultdict


def _by_end(text: str) -> dict[str, frozenset[str]]:
    words: defaultdict[str, set[str]] = defaultdict(set)
    for word in text.split():
        words[word[-1]].add(word)
    return {end: frozenset(of_one) for end, of_one in words.items()}


#: By last character.
_REACHING_RIGHTWARDS = _by_end("""
    蚊帐 营帐 军帐 纱帐 诸侯 王侯 公侯 封侯 严峻 险峻 冷峻 陡峻 高峻 骨折 挫折 曲折 转折 打折 波折 周折 夭折 对折 存折
    体检 安检 年检 巡检 抽检 质检 送检 自检 绝壁 墙壁 隔壁 四壁 碰壁 崖壁 戈壁 池壁 围坐 静坐 乘坐 端坐 闲坐 退役 服役
    战役 兵役 劳役 自己 知己 务必 未必 何必 想必 势必 不必 存在 现在 实在 所在 内在 外在 潜在 旨在 公布 颁布 发布 宣布
    分布 瀑布 散布 遍布 会签 标签 书签 抽签 草签 续签 直接 连接 间接 对接 衔接 迎接 嫁接 焊接 承接 交接 接受 感受 享受
    遭受 承受 忍受 经受 领取 获取 收取 提取 听取 争取 采取 录取 夺取 汲取 选取 安排 编排 前排 后排 彩排 关注 标注 备注
    投注 灌注 倾注 经营 运营 国营 私营 民营 军营 露营 选拔 海拔 提拔 开放 发放 投放 释放 播放 排放 存放 妇女 儿女 子女
    开始 原始 创始 生产 资产 财产 房产 水产 投产 老人 个人 工人 病人 客人 陶冶 立即 随即 当即 旋即 人参 党参 海参 丹参
    恢复 反复 回复 答复 修复 康复 往复 批复 大幅 横幅 条幅 篇幅 涨幅 增幅 降幅 振幅 工作 合作 操作 制作 著作 协作 耕作
    破坏 损坏 毁坏 好坏 栽培 事宜 便宜 适宜 不宜 权宜 晒干 烘干 骨干 树干 荣幸 不幸 庆幸 保护 维护 救护 看护 爱护 防护
    养护 守护 医护 监护 呵护 遮挡 阻挡 抵挡 教授 传授 讲授 进攻 围攻 主攻 调整 完整 平整 休整 林木 树木 苗木 竹木 乔木
    灌木 青松 雪松 赤松 红松 放松 轻松 柑桔 蜜桔 金桔 联欢 狂欢 完毕 丝毫 外泄 攀登 刊登 研究 追究 深究 探究 讲究 毕竟
    究竟 平等 高等 中等 相等 通讯 资讯 审讯 快讯 登记 书记 标记 日记 传记 一贯 连贯 籍贯 横贯 信贷 借贷 房贷 急躁 浮躁
    编辑 逻辑 剪辑 评选 入选 当选 竞选 推选 交通 沟通 开通 流通 疏通 联通 畅通 贯通 互通 严重 尊重 注重 沉重 慎重 隆重
    着重 体重 比重 载重 侧重 方针 慰问 访问 顾问 询问 干预 粮食 饮食 主食 副食 评审 初审 复审 终审 会审 年审 千克 毫克
    坦克 攻克 补充 填充 扩充 野兔 白兔 肉兔 种兔 消防 国防 预防 人防 联防 边防 来自 各自 独自 亲自 出自 源自 擅自 行政
    财政 民政 市政 邮政 党政 廉政 城市 股市 上市 集市 夜市 超市 门市 都市 循环 花环 光环 连环 西部 东部 中部 南部 北部
    干部 内部 外部 全部 讲座 星座 插座 底座 大亨 社区 小区 景区 校区 院区 厂区 库区 山区 灾区 片区 街区
""")
#: The end of an institution's name, and what it may begin instead: 景区旅游局面; yet 局部署 is an act.
_REACHING_ON = re.compile(
    r"局(?:部(?!署|门)|面(?!向|对)|势|限(?!期|时))|部(?:分(?!别|管|析|配|发)|门(?!户)|署|队|位|件)"
    r"|委(?:托|屈|员(?!会))|办(?:理(?!顺)|法(?!规|律|治)|事|案|结)"
)


def reaches_in(text: str, start: int) -> bool:
    """Whether an ordinary word ends with ``text[start]``, having begun before ``start``."""
    words = _REACHING_RIGHTWARDS.get(text[start : start + 1], frozenset())
    return any(start >= back and text[start - back : start + 1] in words for back in (1, 2))


def runs_on(text: str, end: int) -> bool:
    """Whether the last character of the institution's name ``text[:end]`` begins an ordinary word instead."""
    return _REACHING_ON.match(text, end - 1) is not None
