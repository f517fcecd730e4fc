"""Words for generated texts: everyday words, names of the vocabularies, and rare proper names.

Words of real text follow Zipf's law: few are everywhere, most are rare. A table that holds each
word as often as its weight says lets a plain `random.choices` draw so. Weights and exponents were
set until the texts pack like real Chinese news: with zlib one by one to .54 (70 real texts .52, the
seed file's .50), with zstd 460 kB together to .41 (.42), and 9.6 bits a character alone (9.3).
"""

import csv
import itertools
from pathlib import Path
from random import Random

SEEDS = Path(__file__).parents[2] / "seeds"

# Roughly the most frequent first: function words, then what news of industry is made of.
_EVERYDAY = """
的 在 和 了 是 等 将 与 对 为 年 中 有 也 不 以 月 到 上 从 企业 发展 进行 我们 通过 可以 一个 人工智能 技术 目前 用 同时 这 就 其
都 而 更 被 由 及 并 已 还 个 多 下 后 日 新 问题 中国 实现 提升 推动 数据 数字化 智能 应用 系统 平台 产业 创新 方面 提供 需要 他们 工作
要 能 会 大 让 但 或 之 于 该 最 使 向 把 超过 其中 表示 认为 以及 成为 服务 建设 生产 市场 行业 领域 产品 经济 加快 公司 模型 场景
能力 未来 进一步 不断 重要 相关 开展 这些 没有 如果 因为 因此 随着 正在 已经 主要 全国 国家 社会 管理 项目 研究 科技 基础 生态 合作
支持 探索 打造 利用 实施 促进 形成 完成 增长 达到 全球 亿元 万元 今年 去年 记者 近日 介绍 指出 强调 例如 比如 此外 然而 尤其 特别
第一 首个 三年 两个 各地 地区 城市 上海 北京 深圳 杭州 广东 江苏 浙江 四川 美国 欧洲 世界 政府 部门 政策 规划 标准 安全 风险 监管
方式 模式 方案 过程 流程 环节 水平 质量 效率 成本 规模 需求 价值 优势 趋势 机遇 挑战 变革 转型 升级 突破 落地 融合 赋能 布局 投入
人才 高校 学生 教育 专家 教授 团队 用户 客户 消费者 员工 医生 患者 农民 工人 车间 工厂 设备 机器 材料 能源 电力 交通 金融 银行 医院
开发 设计 制造 训练 测试 部署 运行 运营 维护 识别 预测 分析 计算 优化 控制 检测 诊断 推荐 生成 理解 学习 决策 调度 采集 存储 传输
不仅 而且 只有 虽然 即使 无论 由于 对于 关于 根据 按照 围绕 依托 面向 基于 结合 带动 加强 深化 完善 提高 降低 减少 扩大 增加 保持
很多 一些 部分 所有 每个 不同 各种 多个 几乎 大量 大约 左右 以上 以下 之间 之后 以来 期间 当前 现在 过去 将来 长期 短期 持续 快速
持续 稳定 有效 明显 显著 全面 深入 积极 主动 充分 直接 真正 逐步 率先 共同 广泛 复杂 简单 巨大 独特 先进 传统 现代 绿色 开放 共享
关键 核心 重点 高端 自主 可控 百分之五 同比 环比 预计 数据显示 报告 会议 论坛 活动 发布 签约 启动 上线 亮相 举行 举办 参与 加入 获得
"""
EVERYDAY = list(dict.fromkeys(_EVERYDAY.split()))
_PARAGRAPH = "。\u3000\u3000"
# Shares of all words and stops; those of stops are about what Chinese news has.
_STOPS = {
    **{"，": 8.0, "。": 3.4, "、": 2.4, _PARAGRAPH: 0.7},
    **{"“": 0.7, "”": 0.7, "《": 0.2, "》": 0.2, "；": 0.3, "：": 0.3},
}
_EVERYDAY_SHARE = 52.0
_ENTRIES_PER_SHARE = 40


def read_names(file: str) -> list[str]:
    """Return all names and aliases of a vocabulary."""
    with (SEEDS / "vocabulary" / file).open(encoding="utf-8-sig", newline="") as stream:
        return [n for row in csv.DictReader(stream) for n in (row["name"], *row["aliases"].split("|")) if n]


def make_proper_names(count: int, random: Random) -> list[str]:
    """Return what stands for names of people and places: one to three of the 3,755 common characters."""
    rows = bytes(range(0xB0, 0xD8))  # level 1 of GB 2312
    common = b"".join(bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    characters = common.decode("gb2312", "ignore")
    return ["".join(random.choices(characters, k=random.randint(1, 3))) for _ in range(count)]


def spread(words: list[str], size: int, exponent: float) -> list[str]:
    """Return a table of about `size` entries in which the n-th word has a weight of 1 / (n + 5) ** exponent."""
    weights = [(rank + 5) ** -exponent for rank in range(len(words))]
    scale = size / sum(weights)
    counts = (max(1, round(weight * scale)) for weight in weights)
    return [word for word, count in zip(words, counts, strict=True) for _ in range(count)]


def make_frame() -> list[str]:
    """Return a table of the words and stops that every text has, whatever it is about."""
    stops = (itertools.repeat(stop, round(share * _ENTRIES_PER_SHARE)) for stop, share in _STOPS.items())
    return [
        *itertools.chain.from_iterable(stops),
        *spread(EVERYDAY, round(_EVERYDAY_SHARE * _ENTRIES_PER_SHARE), 0.8),
    ]
