"""What is wrong with a command as it is typed: those of the parser, and those of the commands themselves."""

from __future__ import annotations

from fundsim.languages import Phrases

USAGE: Phrases = (
    # the parser's
    (r"No such option:? (\S+?)\.?", r"没有选项\1"),
    (r"No such option:? (\S+?)\.? Did you mean (?P<names>.+?)\?", r"没有选项\1，是否应为\g<names>？"),
    (r"No such option:? (\S+?)\.? \(Possible options: (?P<names>.+)\)", r"没有选项\1，相近的有：\g<names>"),
    (r"No such command ('.*')\.?", r"没有命令\1"),
    (r"there is no command ('.*')", r"没有命令\1"),
    (r"Missing argument '(?P<metavar>.+)'\.?", r"缺少参数“\g<metavar>”"),
    (r"Missing option '(.+)'\.?", r"缺少选项\1"),
    (r"Missing option '(.+)'\. Choose from:", r"缺少选项\1，可选："),
    (r"Option '(.+)' requires (?:an argument|\d+ arguments)\.?", r"选项\1缺少取值"),
    (r"Got unexpected extra arguments? \((.+)\)", r"多余的参数：\1"),
    (r"Invalid value for '?([\w.-]+)'?", r"\1的值无效"),
    (r"Invalid value for '?([\w.-]+)'? \(env var: '(\w+)'\)", r"\1的值无效（来自环境变量\2）"),
    (r"('.*') is not a valid (?:integer|integer range)\.", r"\1不是整数"),
    (r"('.*') is not a valid (?:float|float range)\.", r"\1不是数字"),
    (r"(\S+) is not in the range (.+)\.", r"\1不在范围\2之内"),
    (r"('.*') is not one of (?P<names>'.+')\.", r"\1不在可选的\g<names>之列"),
    (r"Directory ('.*') is a file\.", r"\1是文件，不是文件夹"),
    # of several commands
    (r"(\S+) is given twice, and can be given once only", r"\1重复给出，只能给出一次"),
    (r"--set changes (?P<list>.+) twice", r"--set重复改动\g<list>"),
    (r"keep one change of a key", "每项只改动一次"),
    (r"('.*') is not one of them", r"\1不在可选之列"),
    (r"name at least one of: (?P<names>.+)", r"至少写明一个：\g<names>"),
    (r"('.*') is not a number", r"\1不是数字"),
    (r"(.+) is not an amount", r"\1不是金额"),
    (r"(.+) is not an amount from 0 to 1e15", r"\1不是0至1e15的金额"),
    (r"commas separate sizes", "逗号用于分隔各个规模"),
    (r"(.+) is named twice", r"\1重复列出"),
    (r"('.*') is not of the form KEY=VALUE,VALUE", r"\1不是“项名=值,值”的形式"),
    (r"(.+) is not a whole number from (\S+) to (\S+)", r"\1不是\2至\3的整数"),
    (r"(.+) is not a number between (\S+) and (\S+), for example (\S+)", r"\1不是\2与\3之间的数字，例如\4"),
    # of one command
    (r"--fund-size and --vary go with one scenario", "--fund-size和--vary只用于一个情景"),
    (r"give one, or several without them", "只给出一个情景，或给出多个而不用这两个选项"),
    (r"--fund-size and --vary do not go together", "--fund-size和--vary不能同用"),
    (r"give one of them", "只给出其中一个"),
    (r"--solve takes parameters at their means", "--solve按均值采用参数"),
    (r"--parameter-draws does not go with it", "不能与--parameter-draws同用"),
    (
        r"--solve answers for one --solvency and one --horizon at a time",
        "--solve一次只能给出一个--solvency和一个--horizon",
    ),
    (r"--keys names a key twice: (.+)", r"--keys中有重复的项：\1"),
    (r"(\S+) is given values twice", r"\1的取值重复给出"),
    (r"list all of them once", "一次列出全部取值"),
    (r"the values of a grid are numbers", "网格的取值应为数字"),
    (
        r"name keys to vary with --keys, or their values with --values",
        "请用--keys写明要变动的项，或用--values写明其取值",
    ),
    (r"name a sweep file, or a store with --show DIR", "请写明扫描文件，或用--show写明扫描的存储"),
    (r"--scale is given (\d+) times", r"--scale给出了\1次"),
    (r"give it once", "只给出一次"),
    (r"give it once, or (\d+) times, once for every design", r"只给出一次，或给出\1次，每个方案一次"),
    (
        r"give it once, or (\d+) times, once for every design but the first",
        r"只给出一次，或给出\1次，除第一个外每个方案一次",
    ),
    (r"(\S+) is none of its months, (\S+) to (\S+) \(or 0 to (\d+)\)", r"\1不在该路径的月份\2至\3（或0至\4）之内"),
    (r"there are no loans: the claims are drawn from a law", "没有逐笔贷款：应代偿额由分布抽取"),
    (r"loans are numbered 0 to (\d+)", r"贷款的编号为0至\1"),
    (r"only runs have fund sizes to choose from", "只有模拟运行的结果可以选择基金规模"),
    (r"(\S+) is not one of the sizes of this run: (?P<names>.+)", r"\1不是本次运行的基金规模：\g<names>"),
    (r"the only size of this run is (\S+)", r"本次运行只有一个基金规模\1"),
)
