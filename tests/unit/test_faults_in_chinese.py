"""Faults, errors and warnings in Chinese: none without words, nothing left in English but names and keys."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from tests.unit.example_scenarios import SMALL, TAPE
from tests.unit.sweep_files import write_sweep
from tests.unit.test_aggregate_contradictions import ABOUT_LOANS, FUND
from tests.unit.test_contradictions import SMALL_CASES, TAPE_CASES
from tests.unit.test_faults import ONE_FAULT
from tests.unit.test_layer_cautions import CAUTIONS
from tests.unit.test_scenario_file_reading import NOTATION
from tests.unit.test_sweep_reading import FAULTS as SWEEP_FAULTS
from tests.unit.test_sweep_reading import HEAD

import fundsim
from fundsim import cli
from fundsim.cli.chinese import error_in, fault_in, phrase_in
from fundsim.cli.chinese.allowed import allowed_in_chinese
from fundsim.cli.chinese.faults import message_in_chinese, remedy_in_chinese
from fundsim.cli.telling import in_language
from fundsim.errors import DataError, Fault, OutputError, ScenarioError
from fundsim.scenario_file import check_scenario, parse_scenario
from fundsim.scenario_file.composing import compose
from fundsim.scenario_file.syntax import COMMA_IN_NUMBER, PROBLEMS
from fundsim.sweep import plan_sweep

CHINESE = re.compile("[\u4e00-\u9fff]")
# Names, keys, values and commands stay as they are; so does what follows these words.
AS_IT_IS = re.compile(
    r"`[^`]*`|'[^']*'|“[^”]*”|\{.*?\}|\[.*?\]|--[\w-]+|[\w/-]*[\d._=/<>-][\w./=<>-]*"
    r"|(?:可用|已有|已有的分担方|自带的扫描有|出现在该点|例如写作|写作|三者应由小到大)：?[^；]*"
)
WORDS = {
    "CSV", "CNY", "UTF", "YAML", "KEY", "VALUE", "fundsim", "Excel", "Parquet", "netCDF", "Zarr", "zarr", "Dask", "MB",
    "openpyxl", "pyarrow", "pip", "install", "zip", "true", "false", "null", "nan", "inf", "Tab", "mean", "sd", "low",
    "high", "beta", "normal", "uniform", "run", "size", "synthetic", "tape", "seasonal", "lgd", "name", "extends",
}  # fmt: skip


def leftover(chinese: str) -> list[str]:
    """English words of a phrase that is told in Chinese."""
    return [word for word in re.findall("[A-Za-z]{2,}", AS_IT_IS.sub(" ", chinese)) if word not in WORDS]


def assert_chinese(faults: Iterator[Fault] | list[Fault] | tuple[Fault, ...]) -> None:
    for fault in faults:
        told = [message_in_chinese(fault.message), remedy_in_chinese(fault.remedy)]
        assert all(CHINESE.search(part) for part in told if part), told
        told.append(allowed_in_chinese(fault.allowed))
        assert [word for part in told for word in leftover(part)] == [], told
        if re.search("[a-z]{2,}", re.sub("`.*?`", "", fault.allowed).replace(" or ", "")):
            assert CHINESE.search(told[-1]), told
        whole = fault_in(fault, "zh")
        assert all(part in whole for part in (*told, fault.key, fault.file))


# ---------------------------------------------------------------- every fault that other tests bring about


@pytest.mark.parametrize("case", ONE_FAULT)
def test_faults_of_values_and_files(case: str) -> None:
    expected = ONE_FAULT[case]
    assert_chinese([Fault(*(expected[part] for part in ("key", "message", "allowed", "remedy")))])


@pytest.mark.parametrize("case", NOTATION)
def test_faults_of_notation(case: str) -> None:
    _, faults = compose(NOTATION[case][0], "county.yaml")
    assert_chinese([fault for fault in faults if "this is not YAML" not in fault.message])  # the reader's own words


def test_problems_of_the_reader() -> None:
    faults = [Fault("", message.replace("{line}", "3"), remedy=remedy) for _, message, remedy in PROBLEMS]
    assert_chinese([*faults, Fault("", "unknown key", remedy=COMMA_IN_NUMBER)])
    unread = Fault(
        "", "this is not YAML (expected ' ', but found '<')", remedy="compare the line with the examples of the manual"
    )
    assert fault_in(unread, "zh") == "不符合YAML语法（expected ' ', but found '<'）；对照手册中的示例检查该行"


@pytest.mark.parametrize("case", SMALL_CASES)
def test_contradictions(case: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(SMALL, SMALL_CASES[case]["set"])
    assert_chinese(caught.value.faults)


@pytest.mark.parametrize("case", TAPE_CASES)
def test_contradictions_of_a_tape(case: str, tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text("amount,pd,lgd,cover\n1,0.1,0.5,0.8\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(TAPE, TAPE_CASES[case][0], tmp_path)
    assert_chinese(caught.value.faults)


@pytest.mark.parametrize("override", ABOUT_LOANS)
def test_contradictions_without_loans(override: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(FUND, [override])
    assert_chinese(caught.value.faults)


@pytest.mark.parametrize("text", SWEEP_FAULTS)
def test_faults_of_sweeps(text: str, tmp_path: Path) -> None:
    write_sweep(tmp_path, HEAD + text, "bad.yaml")
    with pytest.raises(ScenarioError) as caught:
        plan_sweep(tmp_path / "bad.yaml")
    assert_chinese(caught.value.faults)
    assert error_in(caught.value, "zh").startswith("扫描文件有")


@pytest.mark.parametrize(
    "override",
    [
        "horizon.months=6", "lending={mode: plan, amount_per_month: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]}",
        "report.village_failed_at=0.5", "shocks.s={rate: 1}", "renewal.probability=0.1",
        "extension={granted: 0, at_most_at_once: 3}", "sources={horizon.moths: x}",
        "layers.county_fund.pays={beta: {mean: 0.4, sd: 0.1}}", "report.discount_rate=null",
    ],
)  # fmt: skip
def test_cautions(override: str) -> None:
    assert_chinese(list(check_scenario("luoping", [override]).cautions))


@pytest.mark.parametrize("case", CAUTIONS)
def test_cautions_about_layers(case: str) -> None:
    overrides, _, _ = CAUTIONS[case]
    cautions = check_scenario("luoping", overrides).cautions
    assert cautions
    assert_chinese(list(cautions))


# ---------------------------------------------------------------- every message in the sources

SOURCES = Path(fundsim.__file__).parent
ROOMS = ("programme", "scenario_file", "portfolio", "sweep", "decisions", "results", "trace", "cli", "report", "plots")
SAYING = (
    "Fault",
    "contradiction",
    "DataError",
    "OutputError",
    "FundsimError",
    "AccountingError",
    "UsageError",
    "BadParameter",
    "fail",
)
HELD_IN = ("message", "remedy", "REMEDY", "INSTALL", "NO_LOANS")
# What only some blanks make a sentence of.
EXAMPLES = """\
both of `product` and `products` given
neither of `rate` and `probability_per_year` given
`county`, `village` add up to 1.2
layer `a` has no `price`, without which there is no loss ratio
add `account` to it, or name another layer (`a`)
there is no township `a`
`order` is a word of files that extend others
`watch: fund_usage` with `action: stop_new_lending` works at county level only
is credit, but there are no credit villages
the layer must be named: no layers have kind insurance
layer `a` is of kind fund; only an insurer or guarantor can exit
a pool without an account pays whatever its terms say, and at nobody's cost
has no effect with `watch: npl_ratio` and `action: stop_new_lending`
name it in `report.fund` (`a`), or add a layer of kind fund with an `account`
`a` with `b` is given twice, as 0.25 and 0.5
2024 to 2025
needs about 800 loans of 30,000.00
is of Excel files, and `file` is read as csv
the file has 10.0 million bytes
is of CSV files, and `file` is read as an Excel workbook
the file holds a list instead of keys and values
`share`, `table` are given, and each is a law of the recovered share
a character is not encoded in UTF-8; the file may be in GBK or GB18030
give exactly one of `initial`, `share_of_loans`, `leverage`
is not given, but `recovery` asks for it
name the column, or give `loans.defaults.term_months`
reports 9.00 outstanding for 3 loans, a mean of 3.00, above `loans.add_on_cap` 2.00
goes with a fund that has an account, and there is none
no point of this sweep can be run: no point is a valid scenario
a.csv: not valid utf-8: byte 12 on line 3; set `encoding` to the right one, or save the file as UTF-8
give `mu` and `sigma`, or `mean` and `coefficient_of_variation`
`mu` and `sigma` and `mean` given for this `law`
""".splitlines()
# Fragments of sentences that examples above and lines below hold; what the parser of the command line says; what only
# Python can ask for.
FRAGMENTS = """\
 or leave out {}
it may be {}: set `encoding: {}`
set `encoding` to the right one
; write the lower end first: {} {}
{} {} about {} for {} paths, and {} are free; ask for --paths {} or fewer, or leave out {}
{}: with {} from {} to {} the mean cost is
give it once
, or {} times, once for {}
the loan book does not say who has cover; see `fundsim.portfolio.cover`
give {"name": load_scenario("file"), ...}: scenarios under their names
""".splitlines()
BLANKS = ("7", "x7", "`x7`", "'x7'")


def pieces(node: ast.expr) -> list[str | None]:
    """Parts of a text as a program writes it; None for a blank."""
    if isinstance(node, ast.JoinedStr):
        return [piece for value in node.values for piece in pieces(value)]
    return [str(node.value)] if isinstance(node, ast.Constant) else [None]


def texts(node: ast.AST) -> Iterator[tuple[str | None, ...]]:
    """Texts within an expression."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield tuple(pieces(node))
    else:
        for child in ast.iter_child_nodes(node):
            yield from texts(child)


def called(call: ast.Call) -> str:
    """Name of what is called."""
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def sayings(source: str) -> Iterator[tuple[str | None, ...]]:
    """Messages, bounds and remedies of a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node) in SAYING:
            yield from (
                text for argument in (*node.args, *(word.value for word in node.keywords)) for text in texts(argument)
            )
        if isinstance(node, ast.Assign) and any(
            isinstance(name, ast.Name) and name.id in HELD_IN for name in ast.walk(node.targets[0])
        ):
            yield from texts(node.value)


def is_told(text: str) -> bool:
    """Whether a text, as a message, as bounds or as a remedy, is told in Chinese without words left over."""
    tellers = (message_in_chinese, allowed_in_chinese, remedy_in_chinese, lambda said: phrase_in(said, "zh"))
    return any(CHINESE.search(told) and not leftover(told.replace("x7", "")) for told in (say(text) for say in tellers))


@pytest.mark.parametrize("room", ROOMS)
def test_every_message_of_the_sources_has_chinese_words(room: str) -> None:
    found = {said for path in (SOURCES / room).rglob("*.py") for said in sayings(path.read_text(encoding="utf-8"))}
    silent = []
    for said in found:
        shown = "".join("{}" if piece is None else piece for piece in said)
        if " " not in shown.strip() or shown in FRAGMENTS or not leftover(shown.replace("{}", "")):
            continue
        form = re.compile(".*".join(re.escape(part) for part in shown.split("{}")), re.DOTALL)
        if any(form.fullmatch(example) for example in (*EXAMPLES, *LINES, *"\n".join(LINES).split("\n"))):
            continue
        fillings = product(BLANKS, repeat=min(4, said.count(None)))
        filled = (
            "".join(next(blanks, "x7") if piece is None else piece for piece in said) for blanks in map(iter, fillings)
        )
        if not any(map(is_told, filled)):
            silent.append(shown)
    assert not silent, silent


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_have_chinese_words(example: str) -> None:
    assert is_told(example)


# ---------------------------------------------------------------- errors line by line

LINES = {
    "loans.csv: no column `amount` (for principal); did you mean 'amout'?\n  columns of the file: a, b":
        "loans.csv：没有列`amount`（对应principal）；是否应为'amout'？\n  文件中的列：a、b",
    "loans.csv: not valid utf-8: byte 12 on line 3; it may be big5: set `encoding: big5`, or save the file as UTF-8":
        "loans.csv：不符合utf-8编码：第3行，第12字节；可能是big5：设`encoding: big5`，或将文件另存为UTF-8编码",
    "loans.csv: `utf-99` is not an encoding; use auto, utf-8, gbk, gb18030, big5, utf-16":
        "loans.csv：`utf-99`不是编码的名称；可用：auto、utf-8、gbk、gb18030、big5、utf-16",
    "towns.csv:3  loans: `many`; a whole number from 0 to 10,000,000 is needed":
        "towns.csv:3  loans：填写的是`many`；应为0至10,000,000的整数",
    "towns.csv:4: 3 fields, but the header has 4; check the commas": "towns.csv:4：有3个字段，而表头有4个；检查逗号",
    "loans.csv: no loan is left\n  principal is blank: 3 (first on line 2), dropped":
        "loans.csv：没有剩下任何贷款\n  本金为空：3（首见于第2行），已剔除",
    "names in the scenario that no loan has: 1, layers.a.covers.products (there is no product `x`; known: all)":
        "情景文件中没有贷款与之对应的名称：1，layers.a.covers.products（没有名为`x`的产品；已有：all）",
    "design: 'a' is not among the designs compared: 'b', 'c'": "design：'a'不在所比较的方案之列：'b'、'c'",
    "results/a: holds run.nc and compare.nc; name one of them": "results/a：其中有run.nc和compare.nc；应指明其中一个",
    "results: stores of sweeps need zarr: pip install 'fundsim[sweep]'":
        "results：读取扫描的存储需要zarr：pip install 'fundsim[sweep]'",
    "a/r.nc: cannot be written: Permission denied; is the disk full?": "a/r.nc：无法写入：没有权限；磁盘是否已满？",
    "cannot read or write r.nc: No space left on device": "无法读写r.nc：磁盘空间不足",
    "cannot read or write: odd": "无法读写：odd",
    "horizon.months: 24 in a and 36 in b cannot be compared; make them equal, for example with --set":
        "horizon.months：a为24，b为36，无法比较；应改为相同，例如用--set",
    "b: the mean cost is 1,000 with 0 and 2,000 with 1 at layers.f.pays, both below the budget 5,000; "
    "give another range or --budget":
        "b：layers.f.pays为0时平均成本为1,000，为1时为2,000，均低于预算5,000；请改用其他范围或--budget",
    "b: the mean cost is 9,000 with 0 and 7,000 with 1 at layers.f.pays, both above the budget 5,000; "
    "give another range or --budget":
        "b：layers.f.pays为0时平均成本为9,000，为1时为7,000，均高于预算5,000；请改用其他范围或--budget",
    "topup: is 0, so there is nothing to vary; give its values, KEY=VALUE,VALUE":
        "topup：为0，无从变动；请给出其取值，写作KEY=VALUE,VALUE（项名=值,值）",
    "claims is 1 with a.b 0 and 2 with 1: the target 9 does not lie between; search a wider range "
    "(--between LOWEST HIGHEST), or change another term first":
        "a.b为0时claims为1，为1时为2，目标值9不在两者之间；请扩大搜索范围（--between 下限 上限），或先改动其他条款",
    "3 is no target for npl_ratio, which is a share from 0 to 1; write 0.03 for 3 %":
        "3不能作为npl_ratio的目标值，应为0至1的比例；3%写作0.03",
    "nan is no target for claims, which is an amount from 0 up": "nan不能作为claims的目标值，应为不小于0的金额",
    "there is nothing between 0.9 and 0.1; write the lower end first: 0.1 0.9":
        "0.9与0.1之间没有取值；请先写下限：0.1 0.9",
    "draw 3 of the uncertain parameters is not allowed; bound the distribution with `lower` and `upper`\n"
    "1 fault in the scenario:\n  --set  a.b: 1.2 is too large; allowed: a fraction from 0 to 1; write 0.012 for 1.2 %":
        "不确定参数的第3次抽取（从0数起）不能采用；请用`lower`和`upper`限定分布的范围\n"
        "情景文件有1处错误：\n  --set  a.b：1.2太大；可填：小数（0至1）；1.2%写作0.012",
    "thin, leverage 20: s.yaml:3:29  correlation.county: 1.5 is too large; allowed: a correlation from 0 to below 1":
        "thin, leverage 20：s.yaml:3:29  correlation.county：1.5太大；可填：相关系数（不小于0且小于1）",
    "s.zarr: the base scenario has changed since this store was begun (a.b: 1 → 2; and 4 more); choose another folder "
    "with --out, or throw the old results away with --force":
        "s.zarr：该存储开始后，基准情景已有改动（a.b：1 → 2；另有4项）；请用--out指定其他文件夹，或用--force丢弃旧结果",
    "no point of this sweep can be run: l.csv: no such file; a path counts from the folder of the scenario file":
        "扫描中没有可运行的点：l.csv：没有这个文件；相对路径从情景文件所在的文件夹算起",
    "a worker has another version of fundsim (numpy: 1.2 here, 1.3 where the sweep was started); install the same "
    "everywhere": "有工作进程的fundsim版本不同（numpy：此处为1.2，扫描启动处为1.3）；各处应安装同一版本",
    "--keep-months and --keep-years take about 1.6 GB for 10 paths, and 1.0 GB are free; ask for --paths 4 or fewer, "
    "or leave out --keep-months and --keep-years":
        "--keep-months和--keep-years在10条路径下约需1.6 GB内存，可用内存为1.0 GB；"
        "请将--paths减至4以下，或不用--keep-months和--keep-years",
    "there is not enough memory for 1,000 paths; ask for fewer --paths or leave out --keep-months":
        "内存不足以模拟1,000条路径；请减少--paths，或不用--keep-months",
    "--keep-months takes about 2.3 MB of memory": "--keep-months约需2.3 MB内存",
    "note: sampling.method: searches count every path the same, so importance gives way to plain paths here":
        "注意：sampling.method：搜索时各路径权重相同，此处以普通抽样代替importance（重要性抽样）",
    "failed: leverage 20: there is not enough memory for 1,000 paths of this point":
        "失败：leverage 20：内存不足以模拟该点的1,000条路径",
    "loans.csv: column `a` (for loans.columns.pd) stands 2 times in the header; rename one":
        "loans.csv：表头中列`a`（对应loans.columns.pd）出现2次；应改名",
    "Invalid value for '--lang' (env var: 'FUNDSIM_LANG'): 'de' is not one of 'en', 'zh'.":
        "--lang的值无效（来自环境变量FUNDSIM_LANG）：'de'不在可选的'en'、'zh'之列",
    "Invalid value for '--paths': 0 is not in the range x>=1.": "--paths的值无效：0不在范围x>=1之内",
    "Invalid value for --fund-size: fund_size: 3.0 is not one of the sizes of this run: 1, 2":
        "--fund-size的值无效：fund_size：3.0不是本次运行的基金规模：1、2",
    "--scale is given 3 times; give it once, or 2 times, once for every design but the first":
        "--scale给出了3次；只给出一次，或给出2次，除第一个外每个方案一次",
    "'x' is not a number between 0 and 1, for example 0.99": "'x'不是0与1之间的数字，例如0.99",
    "is not given, but `recovery` asks for it": "未给出，而`recovery`需要它",
    "name the column, or give `loans.defaults.term_months`": "指明列名，或给出`loans.defaults.term_months`",
    "needs about 800 loans of 30,000.00": "约需800笔金额为30,000.00的贷款",
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_lines_are_told_with_names_and_numbers(line: str) -> None:
    assert phrase_in(line, "zh") == LINES[line]
    assert phrase_in(line, "en") == line
    assert in_language(DataError(line), "zh") == LINES[line]


def test_what_nobody_knows_stays() -> None:
    assert phrase_in("the moon is green", "zh") == "the moon is green"
    assert (
        fault_in(Fault("a.b", "is odd", "so so", "drop it; mend it"), "zh")
        == "a.b：is odd；可填：so so；可删去；mend it"
    )
    assert fault_in(Fault("a.b", "is odd"), "en") == "a.b: is odd"
    assert phrase_in("a: " * 40, "zh") == "a: " * 40
    assert phrase_in("a: b; " * 1_000, "zh") == "a: b; " * 1_000
    assert error_in(DataError("no such file"), "en") == "no such file"


# ---------------------------------------------------------------- the command line


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    captured = capsys.readouterr()
    return caught.value.code, captured.out, captured.err


BAD = SMALL.replace("months: 24", "months: 0, moths: 1")
TOLD = """\
情景文件有2处错误：
  bad.yaml:2:19  horizon.months：0太小；可填：月数（整数，1至600）
  bad.yaml:2:22  horizon.moths：无法识别的项名；是否应为'months'？
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_text(BAD, encoding="utf-8")
    (tmp_path / "good.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_check_tells_faults_and_warnings_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", "bad.yaml", "--lang", "zh") == (2, "", f"bad.yaml：{TOLD}")
    assert run(capsys, "check", "good.yaml", "--lang", "zh") == (0, "good.yaml：无误\n", "")
    told = "good.yaml：无误，但有1条警告：\n  --set  horizon.months：6个月不足一年；利率和违约概率均按年计\n"
    assert run(capsys, "check", "good.yaml", "--set", "horizon.months=6", "--lang", "zh") == (0, told, "")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "command",
    [
        ("run", "bad.yaml"), ("compare", "bad.yaml", "luoping"), ("size", "bad.yaml"), ("show", "bad.yaml"),
        ("equal-cost", "bad.yaml", "good.yaml", "--scale", "share"), ("trace", "bad.yaml", "--path", "1"),
        ("frontier", "bad.yaml", "--keys", "share"),
        ("calibrate", "bad.yaml", "--key", "a", "--measure", "claims", "--target", "1"),
    ],
)  # fmt: skip
def test_every_command_tells_faults_in_the_language_of_the_environment(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDSIM_LANG", "zh")
    assert run(capsys, *command) == (2, "", f"fundsim：{TOLD}")
    assert run(capsys, *command, "--lang", "en")[2].startswith("fundsim: 2 faults in the scenario:\n")


@pytest.mark.usefixtures("folder")
def test_other_errors_and_warnings_are_chinese(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(capsys, "plot", "nothing", "--lang", "zh")[2] == "fundsim：nothing：没有这个文件\n"
    assert run(capsys, "sweep", "good.yaml", "--lang", "zh")[2].startswith("fundsim：扫描文件有")
    assert (
        "警告：--set  horizon.months：6个月不足一年"
        in run(capsys, "show", "good.yaml", "--set", "horizon.months=6", "--lang", "zh")[2]
    )
    monkeypatch.setenv("FUNDSIM_LANG", "zh")
    usage = "用法：fundsim check [选项] 文件...\n用'fundsim check --help'查看说明。\n\n"
    assert run(capsys, "check") == (2, "", f"{usage}错误：缺少参数“文件...”\n")
    assert run(capsys, "chekc")[2].endswith("错误：没有命令'chekc'；是否应为'check'？\n")
    for error, told in (
        (OutputError("r: cannot be written: File exists; choose another folder with --out"),
         "fundsim：r：无法写入：已有同名文件；请用--out指定其他文件夹\n"),
        (OSError(28, "No space left on device", "r.nc"), "fundsim：无法读写r.nc：磁盘空间不足\n"),
        (KeyboardInterrupt(), "fundsim：已中断\n"),
    ):  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setattr(cli.LazyGroup, "get_command", raising(error))
            assert run(capsys, "info")[2].endswith(told)


def raising(error: BaseException) -> object:
    def get_command(*_: object) -> None:
        raise error

    return get_command
