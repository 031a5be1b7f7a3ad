"""Words and hosts by which planted advertising is told from an office's own page.

Own knowledge of such pages (field practice); no copied list. Words are compared in lower case, without blanks.
"""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: Never said by an office except about crime: gambling, pornography, quack medicine, illicit services.
STRONG = _words("""
    时时彩 六合彩 北京赛车 幸运飞艇 重庆快三 江苏快3 百家乐 老虎机 轮盘赌 真人娱乐 真人荷官 博彩网 博彩公司
    博彩平台 网上赌场 澳门赌场 新葡京 威尼斯人娱乐 金沙娱乐 永利娱乐 太阳城娱乐 皇冠体育 皇冠足球 体育投注
    足球投注 外围投注 彩票计划 彩票投注 彩票平台 彩票网投 开奖直播 今晚特码 特码资料 一肖一码 棋牌游戏 棋牌平台
    棋牌娱乐 炸金花 斗牛平台 亚博体育 亚博官网 亚博app 必赢亚洲 开元棋牌 澳门银河 真钱棋牌 真钱游戏 pk10
    pk拾 bet365 188bet 188金宝博 w88优德 注册送彩金 首存送彩金 送彩金

    av在线 在线av 成人视频 成人电影 成人网站 成人小说 黄色网站 色情网站 激情视频 激情小说 裸聊 约炮 一夜情
    无码视频 无码在线 无码中文 国产精品视频 三级片 国产自拍 偷拍自拍 做爱视频 性爱视频 上门小姐 小姐上门

    壮阳药 迷奸药 迷药 催情药 阴茎增大 人流多少钱

    代开发票 办证刻章 刻章办证 代孕公司 代孕价格 传奇私服 私服发布 论文代写 代写论文 枪支出售 窃听器出售 刷单平台
    黑客接单 翻墙软件
""")

#: These have innocent uses and count only where nobody can see them.
WEAK = _words("""
    彩票 棋牌 博彩 赌博 赌场 赌球 投注 开奖 下注 彩金 荷官 私彩 娱乐城 电玩城 色情 情色 福利视频 壮阳 伟哥
    春药 早泄 阳痿 丰胸 减肥药 男科医院 白癜风医院 癫痫病医院 网赚 外挂
""")

#: How such pages court their visitor: a title needs two strong words, or one beside such a word.
PROMOTION = _words("""
    官网 开户 注册 登录 登陆 下载 平台 网址 app 娱乐 首页 手机版 最新 在线 免费 计划 走势 预测 技巧
    投注 代理 入口 客服 正规 电话 价格 多少钱 购买 货到付款 彩金 公开
""")

#: Lawful institutions: a text that names one is not about private gambling.
LAWFUL = _words("""
    中国福利彩票 福利彩票 中国体育彩票 体育彩票 彩票公益金 福彩 体彩 彩票销售 彩票管理 彩票发行 电子发票
    增值税发票
""")

#: Who speaks of crime, health or the law: beside these words a spam word is a subject, not an advertisement.
INNOCENT = _words("""
    谨防 慎防 小心 当心 切勿 识破 识别 揭秘 防骗 反赌 拒赌 治赌 赌博机 赌博案 黄赌毒 毒品 禁毒 治理 销毁 收缴 严禁 禁止
    采购 招标 投标 中标 杜绝 学术不端 纪委 监委 违纪 党纪 双开 被查 沉迷 忏悔 警示 廉政 挪用 贪污 受贿
    警方 公安 民警 派出所 刑侦 网安 警惕 提醒 预警 打击 查处 查获 整治 专项 涉嫌 涉赌 涉黄 案件 一案 案例
    破获 破案 犯罪 违法 非法 反诈 诈骗 骗局 防范 抵制 拒绝 远离 禁赌 戒赌 赌博罪 开设赌场 曝光 捣毁 抓获
    法院 检察 判处 判决 被告 嫌疑 团伙 扫黄 取缔 举报 治安 处罚 通报 危害 科普 义诊 预防 监管 规范
    管理办法 条例 净网 清朗 陷阱 套路 误区 受骗 上当 帮信 药监 市场监管 假药
""")

#: What stands where a domain has lapsed and is offered for sale.
PARKING = _words("""
    域名出售 域名转让 域名交易 域名停放 域名已过期 域名已到期 此域名可转让 该域名可转让 此域名正在出售
    该域名正在出售 您访问的域名已过期 购买该域名 购买此域名 域名中介 域名抢注 domainisforsale
    domainforsale buythisdomain domainparking parkeddomain
    thisdomainisparked thisdomainhasexpired domainmaybeforsale
""")
PARKING_HOSTS = frozenset(
    _words("""
    4.cn above.com afternic.com bodis.com dan.com ename.com hugedomains.com juming.com parkingcrew.net sedo.com
    sedoparking.com
""")
)

#: Endings that cost next to nothing; a stranger under one of them has no business in an office's hidden frame.
CHEAP_ENDINGS = frozenset(
    _words("""
    bet bid buzz casino cc cf club cyou date ga gq icu la loan men ml porn pw sbs sex tk top vip win ws xxx xyz
""")
)

#: Ordinary third parties of government pages: counters, maps, video, sharing, badges, search, news.
KNOWN_HOSTS = frozenset(
    _words("""
    12321.cn 12377.cn 163.com 263.net 360.cn 51.la adobe.com alicdn.com alipay.com aliyun.com aliyuncs.com amap.com
    apple.com autonavi.com baidu.com baidustatic.com bcebos.com bdimg.com bdstatic.com bilibili.com bing.com
    bootcss.com bshare.cn bytedance.com cctv.com china.cn china.com.cn chinanews.com cma.cn cntv.cn cnzz.com
    conac.cn cqnews.net cyberpolice.cn douyin.com google-analytics.com google.com googletagmanager.com gtimg.cn
    gtimg.com hanweb.com idqqimg.com ifeng.com iqiyi.com jiathis.com jquery.com kaipuyun.cn macromedia.com
    microsoft.com netease.com news.cn people.cn people.com.cn qq.com sina.com.cn sinaimg.cn sinajs.cn sm.cn so.com
    sogou.com sohu.com taobao.com tianditu.com toutiao.com toutiaocdn.com trs.cn ucap.com.cn umeng.com w3.org
    weather.com.cn weibo.cn weibo.com weixin.com xinhuanet.com youku.com zhihu.com
""")
)
