"""What is said of a sweep before it runs, and of its store afterwards, line by line."""

from __future__ import annotations

from fundsim.languages import Phrases, translated

STATES: Phrases = ((r"(\S+) done", r"\1个已完成"), (r"(\S+) failed", r"\1个失败"), (r"(\S+) open", r"\1个未运行"))
DURATIONS: Phrases = ((r"(\S+) seconds?", r"\1秒"), (r"(\S+) minutes", r"\1分钟"), (r"(\S+) hours", r"\1小时"))
LINES: Phrases = (
    # before
    (r"points  (\S+)", r"点数  \1"),
    (r"points  (\S+), of which (\S+) are done", r"点数  \1，其中\2个已完成"),
    (r"paths   (\S+) for each point", r"路径  每个点\1条"),
    (r"time    about (?P<duration>.+), (\d+) points at a time", r"时间  约\g<duration>，同时运行\2个点"),
    (r"memory  about (.+) beside the program itself", r"内存  约\1（不含程序本身）"),
    (r"disk    at most (.+); free: (.+)", r"磁盘  最多\1；可用：\2"),
    (r"\(estimated from (\d+) points with (\S+) paths each\)", r"（由\1个点、每点\2条路径估算）"),
    # afterwards
    (r"points    (\S+): (?P<states>.+)", r"点数    \1：\g<states>"),
    (r"size      (.+)", r"大小    \1"),
    (r"digest    (.+)", r"摘要    \1"),
    (r"failed    (.+?): (.+)", r"失败    \1：\2"),
    (r"named scenarios: (.+)", r"命名情景：\1"),
    (r"(\S+)  \((\S+)\): (\d+) values from (\S+) to (\S+)", r"\1（\2）：\3个取值，从\4到\5"),
    (r"(\S+)  \((\S+)\): (.+)", r"\1（\2）：\3"),
    (r"replications: (\d+)", r"重复次数：\1"),
    (r"paths     (\S+) for each point", r"路径    每个点\1条"),
    (r"seeds     (.+)", r"种子    \1"),
    (r"by path   nothing kept", "逐路径  未保留"),
    (r"by path   (.+)", r"逐路径  \1"),
    (r"sweep     (.+)", r"扫描    \1"),
    (r"base      (.+)", r"基准    \1"),
    (r"versions  (.+)", r"版本    \1"),
    (
        r"\.\.\. the first (\d+); all of them with their errors: (.+)",
        r"……以上为前\1个；全部点及其误差：\2",
    ),
)


def sweep_line(line: str) -> str:
    """A line on a sweep or its store in Chinese; names, keys and numbers stay.

    Examples
    --------
    >>> sweep_line("points    128: 127 done, 1 failed")
    '点数    128：127个已完成、1个失败'
    >>> sweep_line("time    about 3.3 minutes, 2 points at a time")
    '时间  约3.3分钟，同时运行2个点'
    """
    blanks = {
        "states": lambda text: "、".join(translated(part, STATES) for part in text.split(", ")),
        "duration": lambda text: translated(text, DURATIONS),
    }
    return translated(line, LINES, blanks)
