"""Reads the formats of vendors' credentials out of two sets of rules and prints them as JSON.

usage: extract.py VENDORS CRATE WHEEL   (vendors.json, `kingfisher-rules-*.crate`, `detect_secrets-*.whl`;
`yaml` importable)

A rule is a regular expression. What is kept of it are facts: the literals that stand in a credential,
which characters stand between them, how few and how many, and the rule's id. A rule gives one format
for each literal that it can begin with, and none where that literal could as well begin something else.
Where a rule's secret looks like a key of Clarifai's, only the name before it tells: that name is kept.
"""

import ast
import hashlib
import json
import pathlib
import re
import sys
import tarfile
import zipfile

try:
    from re import _constants as op
    from re import _parser as parser
except ImportError:  # Python 3.10 and earlier
    import sre_constants as op
    import sre_parse as parser

RULES = ["betterleaks", "veles", "kingfisher"]
SEPARATORS = set("_-.:$~")
MOST_PREFIXES = 24
NO_LIMIT = 65535
SMALL_CLASS = 8
VISIBLE = [chr(code) for code in range(0x21, 0x7F)]
POSIX = {"alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "digit": "0-9", "xdigit": "0-9a-fA-F", "word": r"\w"}


def main():
    vendors, crate, wheel = (pathlib.Path(argument) for argument in sys.argv[1:4])
    vendors = json.loads(vendors.read_text())
    rules = [*rules_of_crate(crate), *rules_of_wheel(wheel)]
    formats, named, used, unnamed = {}, [], set(), set()
    for rule in rules:
        name = rule["id"].split(".", 1)[1].removeprefix("secrets/")
        if name in vendors["named"] and may_be_a_key(rule):
            used.add(name)
            named.append({"vendor": vendors["named"][name], "name": vendors["named"][name], "rule": rule["id"]})
        found = list(formats_of(rule, name, vendors))
        if found and name in vendors["excluded"]:
            used.add(name)
            continue
        key = key_of(name, vendors["names"])
        if found and key is None:
            unnamed.add(f"{name} ({found[0][0]})")
            continue
        for parts in found:
            used.add(key)
            fact = {"vendor": vendors["names"][key], "parts": parts, "rule": rule["id"]}
            formats.setdefault(json.dumps([fact["vendor"], parts]), fact)
    for vendor, parts, page in vendors["added"]:
        fact = {"vendor": vendor, "parts": parts, "rule": page}
        formats.setdefault(json.dumps([vendor, parts]), fact)
    for vendor, name, page in vendors["named-too"]:
        named.append({"vendor": vendor, "name": name, "rule": page})
    stale = [name for name in [*vendors["names"], *vendors["excluded"], *vendors["named"]] if name not in used]
    if unnamed:
        sys.exit("vendors.json names no vendor for: " + ", ".join(sorted(unnamed)))
    if stale:
        sys.exit("vendors.json names what no rule gives: " + ", ".join(stale))
    facts = {
        "sources": [source("kingfisher-rules", crate), source("detect-secrets", wheel)],
        "formats": sorted(
            formats.values(),
            key=lambda fact: (fact["vendor"].lower(), json.dumps(fact["parts"]), fact["rule"]),
        ),
        "named": sorted(named, key=lambda fact: (fact["name"].lower(), fact["rule"])),
    }
    print(render(facts))


def source(package, file):
    version = re.search(r"\d+(\.\d+)+", file.name)[0]
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return {"package": package, "version": version, "file": file.name, "sha256": digest}


def rules_of_crate(crate):
    import yaml

    with tarfile.open(crate) as archive:
        for name in RULES:
            text = archive.extractfile(f"{crate.stem}/generated/rules/{name}.yml").read()
            for rule in yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["rules"]:
                group = rule.get("betterleaks_secret_group") or None
                yield {"id": rule["id"], "pattern": rule["pattern"], "group": group}


def rules_of_wheel(wheel):
    """Every expression that a plugin compiles from one literal."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            plugin = re.fullmatch(r"detect_secrets/plugins/(\w+)\.py", name)
            for node in ast.walk(ast.parse(archive.read(name))) if plugin else ():
                is_compile = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "compile"
                if is_compile and isinstance(node.args[0], ast.Constant):
                    ignores_case = "IGNORECASE" in "".join(map(ast.dump, node.keywords))
                    pattern = ("(?i)" if ignores_case else "") + node.args[0].value
                    yield {"id": f"detect-secrets.{plugin[1]}", "pattern": pattern, "group": None}


def key_of(name, names):
    """The longest entry that the rule's name begins with."""
    return max((key for key in names if name.startswith(key)), key=len, default=None)


def formats_of(rule, name, vendors):
    """Each format as literals and runs in turn, a literal first: `["ghp_", ["0-9A-Za-z", 36, 36]]`."""
    try:
        tree = parser.parse(python_pattern(rule["pattern"]))
    except re.error as error:
        sys.exit(f"{rule['id']} cannot be read: {error}")
    secret, has_context = secret_of(list(tree), rule["group"])
    ignores_case = bool(tree.state.flags & re.IGNORECASE)
    if name in vendors["structured"]:
        yield sequence(secret, ignores_case)
        return
    for prefix, rest in prefixes(secret):
        if "://" in prefix and name not in vendors["addresses"]:
            continue
        if is_distinctive(prefix, has_context) or prefix in vendors["accepted"].get(name, ()):
            alphabet, shortest, longest = measure(rest, ignores_case) if rest else (set(VISIBLE), 0, NO_LIMIT)
            yield [prefix, [written(alphabet), shortest, longest]]


def may_be_a_key(rule):
    """Whether the rule takes 32 letters and digits for a secret where a vendor's name stands before them."""
    tree = parser.parse(python_pattern(rule["pattern"]))
    secret, has_context = secret_of(list(tree), rule["group"])
    alphabet, shortest, longest = measure(secret, bool(tree.state.flags & re.IGNORECASE))
    return has_context and shortest <= 32 <= longest and set("0123456789abcdef") <= alphabet


def is_distinctive(prefix, has_context):
    """Three characters with a separator among them, four without; one more where the rule asks for a word nearby."""
    has_separator = any(c in SEPARATORS for c in prefix)
    return len(prefix) >= (3 if has_separator else 4) + has_context


def python_pattern(pattern):
    """The same expression in Python's dialect."""
    pattern = re.sub(r"\[:(\w+):\]", lambda match: POSIX[match[1]], pattern).replace(r"\z", r"\Z")
    while match := re.search(r"(?<!^)(?<!\\)\(\?([a-z]+)\)", pattern):
        end = group_end(pattern, match.end())
        body = pattern[match.end() : end]
        pattern = f"{pattern[:match.start()]}(?{match[1]}:{body}){pattern[end:]}"
    return pattern


def group_end(pattern, start):
    depth, in_class, index = 0, False, start
    while index < len(pattern):
        c = pattern[index]
        if c == "\\":
            index += 1
        elif in_class:
            in_class = c != "]"
        elif c == "[":
            in_class = True
        elif c == "(":
            depth += 1
        elif c == ")":
            if depth == 0:
                return index
            depth -= 1
        index += 1
    return index


def secret_of(tree, group):
    """What the rule calls the secret, and whether something else must stand before it."""
    body, before = find_group(tree, group) or (tree, [])
    return [node for node in body if node[0] is not op.AT], not all(map(is_edge, before))


def find_group(tree, group):
    for index, (kind, argument) in enumerate(tree):
        if kind is op.SUBPATTERN:
            number, _, _, body = argument
            if number is not None and group in (None, number):
                return list(body), tree[:index]
            inner = find_group(list(body), group)
            if inner:
                return inner[0], tree[:index] + inner[1]
    return None


def is_edge(node):
    """A place, or one character that is none of a credential's."""
    kind, argument = node
    if kind is op.AT:
        return True
    if kind is op.SUBPATTERN:
        return all(is_edge(inner) for inner in argument[3])
    if kind is op.BRANCH:
        return all(all(is_edge(inner) for inner in branch) for branch in argument[1])
    return kind in (op.IN, op.LITERAL, op.NOT_LITERAL)


def prefixes(nodes):
    """Each literal that a text can begin with, with the nodes that stand behind it."""
    pending, done = [("", list(nodes))], []
    while pending:
        prefix, rest = pending.pop()
        if not rest:
            done.append((prefix, []))
            continue
        (kind, argument), after = rest[0], rest[1:]
        choices = None
        if kind is op.AT:
            choices = [(prefix, after)]
        elif kind is op.LITERAL:
            choices = [(prefix + chr(argument), after)]
        elif kind is op.ANY and prefix[-1:].isalnum() and after and after[0][0] is op.LITERAL:
            # In the name of a host and between two words, a dot is meant.
            choices = [(prefix + ".", after)]
        elif kind is op.SUBPATTERN:
            choices = [(prefix, list(argument[3]) + after)]
        elif kind is op.BRANCH:
            choices = [(prefix, list(branch) + after) for branch in argument[1]]
        elif kind is op.IN:
            members = characters(argument)
            if len(set(map(str.lower, members))) == 1:
                members = {min(members).lower()}
            if len(members) <= SMALL_CLASS:
                choices = [(prefix + member, after) for member in sorted(members)]
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            low, high, body = argument
            if high == 0:
                choices = [(prefix, after)]
            elif (low, high) == (0, 1):
                choices = [(prefix, after), (prefix, list(body) + after)]
            elif low > 0 and body[0][0] is op.LITERAL and len(list(body)) > 1:
                choices = [(prefix, list(body) + [(kind, (low - 1, high - 1, body))] + after)]
            elif low == high and low <= 4 and len(list(body)) == 1 and body[0][0] is op.LITERAL:
                choices = [(prefix + chr(body[0][1]) * low, after)]
        if choices is None or len(pending) + len(done) + len(choices) > MOST_PREFIXES:
            done.append((prefix, rest))
        else:
            pending.extend(choices)
    return done


def sequence(nodes, ignores_case):
    """Literals and runs in turn, for what has its mark in the middle."""
    parts = [""]
    for node in nodes:
        if node[0] is op.SUBPATTERN:
            flat = sequence(list(node[1][3]), ignores_case)
        elif node[0] is op.LITERAL:
            flat = [chr(node[1])]
        else:
            flat = ["", list(measure([node], ignores_case))]
        for index, part in enumerate(flat):
            is_run = len(parts) % 2 == 0
            if index % 2 == 0 and part and is_run:
                parts.append(part)
            elif index % 2 == 0 and part:
                parts[-1] += part
            elif index % 2 == 1 and is_run:
                before = parts[-1]
                parts[-1] = [before[0] | part[0], before[1] + part[1], before[2] + part[2]]
            elif index % 2 == 1:
                parts.append(part)
    return [part if isinstance(part, str) else [written(set(part[0])), *part[1:]] for part in parts]


def measure(nodes, ignores_case):
    """The characters that the nodes can match, and how few and how many of them."""
    alphabet, shortest, longest = set(), 0, 0
    for kind, argument in nodes:
        if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
            continue
        if kind in (op.LITERAL, op.IN, op.NOT_LITERAL, op.ANY, op.CATEGORY):
            members = characters(argument if kind is op.IN else [(kind, argument)])
            inner = (with_both_cases(members) if ignores_case else members, 1, 1)
        elif kind is op.SUBPATTERN:
            added, removed = argument[1:3]
            inner_case = bool((ignores_case or added & re.IGNORECASE) and not removed & re.IGNORECASE)
            inner = measure(argument[3], inner_case)
        elif kind is op.BRANCH:
            branches = [measure(branch, ignores_case) for branch in argument[1]]
            inner = (
                set().union(*(branch[0] for branch in branches)),
                min(branch[1] for branch in branches),
                max(branch[2] for branch in branches),
            )
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            low, high, body = argument
            body = measure(body, ignores_case)
            inner = (body[0], low * body[1], min(high, NO_LIMIT) * body[2])
        else:
            sys.exit(f"an expression holds {kind}, which this program does not know")
        alphabet |= inner[0]
        shortest += inner[1]
        longest = min(longest + inner[2], NO_LIMIT)
    return alphabet, shortest, longest


def with_both_cases(members):
    return {c for member in members for c in (member.lower(), member.upper())}


def characters(items):
    """The visible ASCII characters of a class."""
    members, negated = set(), False
    for kind, argument in items:
        if kind is op.NEGATE:
            negated = True
        elif kind is op.LITERAL:
            members.add(chr(argument))
        elif kind is op.NOT_LITERAL:
            members |= set(VISIBLE) - {chr(argument)}
        elif kind is op.RANGE:
            members |= {chr(code) for code in range(argument[0], min(argument[1], 0x7E) + 1)}
        elif kind is op.ANY:
            members |= set(VISIBLE)
        elif kind is op.CATEGORY:
            members |= set(re.findall(CATEGORIES[argument], "".join(VISIBLE)))
    return set(VISIBLE) - members if negated else members & set(VISIBLE)


CATEGORIES = {
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_WORD: r"\W",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_NOT_SPACE: r"\S",
}


def written(alphabet):
    """A set of characters as ranges: `-0-9A-F_`."""
    text, codes = "", sorted(map(ord, alphabet))
    while codes:
        run = 1
        while run < len(codes) and codes[run] == codes[0] + run:
            run += 1
        run = run if run > 2 else 1
        text += chr(codes[0]) if run == 1 else f"{chr(codes[0])}-{chr(codes[run - 1])}"
        codes = codes[run:]
    return text


def render(facts):
    """One format a line, so that a new release reads as a small diff."""
    lines = lambda part: ",\n".join("    " + json.dumps(entry, ensure_ascii=False) for entry in facts[part])
    parts = [f'  "{part}": [\n{lines(part)}\n  ]' for part in facts]
    return "{\n" + ",\n".join(parts) + "\n}"


if __name__ == "__main__":
    main()
