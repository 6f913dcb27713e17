"""What is wrong with a scenario or sweep file as a file: its place, its encoding, its YAML, what it inherits."""

from __future__ import annotations

from fundsim.languages import Phrases

FILES: Phrases = (
    # the file itself
    (r"there is no such file", "没有这个文件"),
    (r"nothing is there", "此处为空"),
    (r"the file is empty", "文件为空"),
    (r"the file has (\S+) million bytes", r"文件大小为\1 MB"),
    (r"the file cannot be read \((?P<reason>.+)\)", r"文件无法读取（\g<reason>）"),
    (r"the file is encoded in UTF-16", "文件的编码为UTF-16"),
    (r"this is not a text file", "这不是文本文件"),
    (r"this is a folder", "这是文件夹"),
    (r"this is a device or a pipe, not a file", "这是设备或管道，不是文件"),
    (r"this is a sweep, not a scenario", "这是扫描文件，不是情景文件"),
    (r"a character is not encoded in UTF-8", "有字符的编码不是UTF-8"),
    (r"the file may be in GBK or GB18030", "文件可能采用GBK或GB18030编码"),
    (r"the file holds (?P<kinds>a list|a text) instead of keys and values", r"文件内容是\g<kinds>，而不是“项名: 值”"),
    (r"the text holds no keys and values", "文本中没有“项名: 值”"),
    (r"there is no file ('.*') in (.+)", r"\2中没有文件\1"),
    (
        r"there is no ('.*') beside this file, so the one that comes with fundsim is read: (.+)",
        r"本文件旁没有\1，因此读取fundsim自带的同名文件：\2",
    ),
    (r"('.*') is a folder", r"\1是文件夹"),
    (r"('.*') cannot be read", r"\1无法读取"),
    # what it inherits
    (r"the path of a scenario file must stand here", "此处应填写情景文件的路径"),
    (r"there is no scenario file ('.*') in (.+)", r"\2中没有情景文件\1"),
    (r"there is no scenario file ('.*')", r"没有情景文件\1"),
    (r"the files extend each other in a circle: (.+)", r"文件循环继承：\1"),
    # YAML
    (r"a second document begins here", "此处开始了第二个文档"),
    (r"more than (\d+) blocks stand within each other", r"嵌套超过\1层"),
    (r"(`.*`) is a tag, which scenario files do not use", r"\1是YAML标签，情景文件不使用标签"),
    (r"(`.*`) stands within the value that it names, so it would never end", r"\1出现在它自己所指的值中，会无限循环"),
    (r"(`.*`) refers to a value marked (`.*`), and there is none above", r"\1引用标记为\2的值，而上文没有这样的值"),
    (
        r"holds more than (\S+) values, those of aliases \(\*\) counted wherever they are used",
        r"含有超过\1个值（引用“*”每用一次都计入）",
    ),
    (r"a key must be a word, not a list, a block or an alias", "项名应为一个词，不能是列表、一组子项或引用"),
    (r"merging with `<<` is no part of YAML 1\.2", "YAML 1.2不支持用`<<`合并"),
    (r"there is no word before the colon", "冒号前没有项名"),
    (r"a tab stands here", "此处有制表符（Tab）"),
    (r"a value cannot begin with this character", "值不能以该字符开头"),
    (r"a colon stands where none can be", "此处不应有冒号"),
    (r"a list begins where none can", "此处不能开始列表"),
    (r"a text in quotes begins here and does not end", "此处开始的引号没有结束"),
    (r"a backslash stands in a text with double quotes", "双引号内的文本含有反斜杠"),
    (r"a key without a colon stands here or above", "此处或上文有项名缺少冒号"),
    (r"the list that begins here goes wrong in line (\d+)", r"此处开始的列表在第\1行出错"),
    (r"the block that begins here goes wrong in line (\d+)", r"此处开始的一组子项在第\1行出错"),
    (r"a \] stands here without its \[", "此处的“]”没有对应的“[”"),
    (r"a \} stands here without its \{", "此处的“}”没有对应的“{”"),
    (r"this line does not continue the list above", "本行与上面的列表不衔接"),
    (r"this line does not belong to the block above", "本行与上面的各项不属于同一组"),
    (r"something follows a value that has ended", "值已结束，其后还有内容"),
    (r"nothing can follow \| or > on its line", "“|”或“>”之后同一行不能再有内容"),
    (r"a line that begins with % or a text stands above the first key", "第一项之前有以%开头的行或文本"),
    (r"the line with %YAML asks for another YAML", "%YAML一行要求其他版本的YAML"),
    (r"the character with code (\S+) is not allowed in a text file", r"文本文件中不能有代码为\1的字符"),
    (r"this is not YAML \((.+)\)", r"不符合YAML语法（\1）"),
    (r"the line has a full-width (`.`)", r"本行有全角符号\1"),
    # --set and sweeps
    (r"(`.*`) is not of the form KEY=VALUE", r"\1不是KEY=VALUE（项名=值）的形式"),
    (r"('.*') is no variable by path", r"\1不是逐路径的变量"),
    (r"holds no block of changes", "没有写明要改动的项"),
    (r"(\S+) is not a power of two", r"\1不是2的整数次幂"),
    (r"(\S+) does not lie between `low` and `high`", r"\1不在`low`与`high`之间"),
    (r"(\S+) is more than a share with this `mean` can have", r"\1超过该`mean`（均值）下份额可能的标准差"),
    # levers and sources
    (
        r"(`.*`) has no meaning in a lever, which sets values and takes nothing away",
        r"管理措施只设定值、不作删除，\1无意义",
    ),
    (r"(`.*`) is nothing that a lever can change", r"管理措施不能改动\1"),
    (
        r"is set by lever (`.*`) too, which comes first: this value holds",
        r"排在前面的管理措施\1也设定了此项，以本值为准",
    ),
    (r"is the source of nothing: the scenario writes no such key", "所注来源没有对应的项：情景文件中没有这一项"),
    # uncertain parameters
    (r"is a whole number, which cannot be uncertain", "应为整数，不能设为不确定参数"),
    (r"names two laws, (\w+) and (\w+)", r"同时写了\1和\2两种分布"),
    (r"(`\w+`) needs (`\w+`) and (`\w+`), and nothing else", r"\1需要且只需要\2和\3"),
    (r"the terms of a distribution are numbers", "分布的参数应为数字"),
    (r"the terms of a distribution are finite numbers", "分布的参数应为有限的数字"),
    (r"`low` (\S+) is not below `high` (\S+)", r"`low`的\1不小于`high`的\2"),
    (r"`sd` (\S+) is not above 0", r"`sd`（标准差）为\1，应大于0"),
    (
        r"a beta law needs a mean between 0 and 1 and an sd between 0 and √\(mean·\(1 − mean\)\)",
        "beta分布的`mean`（均值）应在0与1之间，`sd`（标准差）应在0与√(mean·(1−mean))之间",
    ),
    (r"its mean (\S+) is not between `lower` (\S+) and `upper` (\S+)", r"均值\1不在`lower`的\2与`upper`的\3之间"),
    (
        r"is uncertain \((\w+)\); all figures are those at its mean (\S+)",
        r"是不确定参数（\1分布），所有指标均按其均值\2计算",
    ),
)
