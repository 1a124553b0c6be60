"""How the house is sorted: sizes of rooms, names, who uses what, what nothing reaches.

``python -m tests.house`` prints the figures and fails past a limit; a limit that is
not reached yet is pinned at what was reached and may only fall.
"""

import ast
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path("src/polywire")
GLOSSARY = Path("docs/glossary.md")
FOLDER = 15
"""Modules in one folder, without its ``__init__``."""
ONE_IMPORTER = 0.20
"""Share of modules, without folders, that exactly one other imports."""
PARALLEL = {
    # one thing seen from two sides: a room finds or decides, the other judges or keeps
    frozenset({"language", "check"}),
    frozenset({"translate", "check"}),
    frozenset({"cli", "operate"}),
    frozenset({"cli", "web"}),
    frozenset({"cli", "store"}),
    frozenset({"group", "store"}),
}
_PLACE = re.compile(r"`{2}(?:polywire[./])?([a-z_]+(?:[./][A-Za-z_]+)+?)(?:\.py)?`{2}")
PROGRAMS = ("cli", "__main__", "store.migrations.env")
"""Where the house is entered, besides the modules that are programs themselves."""


@dataclass(frozen=True, slots=True)
class Module:
    """One module: its name without ``polywire.``, its tree, what it imports."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def room(self) -> str:
        """Return the name of its room, of the first floor only."""
        return self.name.split(".")[0]

    def has_class(self, name: str) -> bool:
        """Tell whether it defines a class of this name."""
        return any(
            isinstance(node, ast.ClassDef) and node.name == name
            for node in self.tree.body
        )

    @property
    def is_program(self) -> bool:
        """Tell whether it is started by itself, as a child."""
        return any(
            isinstance(node, ast.If) and "__main__" in ast.unparse(node.test)
            for node in self.tree.body
        )


@cache
def modules() -> Mapping[str, Module]:
    """Return all modules by name; a folder's ``__init__`` has the folder's name."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if "migrations" not in parts or path.name == "env.py":
            found[name] = Module(name, path, ast.parse(path.read_text("utf-8")))
    return found


def is_folder(module: Module) -> bool:
    """Tell whether a module is the ``__init__`` of a folder."""
    return module.path.name == "__init__.py"


def imports(module: Module) -> Iterator[tuple[str, str | None]]:
    """Return what a module imports of the house: module, and the name it goes by."""
    known = modules()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names = [(alias.name, alias.asname) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [(node.module, None)]
            names += [(f"{node.module}.{a.name}", a.asname) for a in node.names]
        else:
            continue
        for full, alias in names:
            name = full.removeprefix("polywire.")
            if full.startswith("polywire.") and name in known and name != module.name:
                yield name, alias


@cache
def importers() -> Mapping[str, frozenset[str]]:
    """Return by module which others import it."""
    found: dict[str, set[str]] = defaultdict(set)
    for module in modules().values():
        for name, _ in imports(module):
            found[name].add(module.name)
    return {name: frozenset(users) for name, users in found.items()}


def folders() -> Counter[str]:
    """Return how many modules stand in each folder."""
    return Counter(
        str(module.path.parent.relative_to(SOURCE))
        for module in modules().values()
        if not is_folder(module)
    )


def single_users() -> dict[str, str]:
    """Return the modules that exactly one other imports, with that one.

    A folder's ``__init__`` that lists its modules (the rules) counts as no user.
    """
    found = {}
    for name, users in importers().items():
        others = {user for user in users if not is_folder(modules()[user])}
        if not is_folder(modules()[name]) and len(users) == len(others) == 1:
            found[name] = next(iter(others))
    return found


def share() -> float:
    """Return which part of the modules that are no folders exactly one other imports."""
    return len(single_users()) / sum(not is_folder(one) for one in modules().values())


def repeated() -> dict[str, list[str]]:
    """Return the file names that stand in more than one room."""
    rooms: dict[str, list[str]] = defaultdict(list)
    for module in modules().values():
        if not is_folder(module):
            rooms[module.path.stem].append(module.name)
    return {stem: names for stem, names in rooms.items() if len(names) > 1}


@cache
def renamed() -> list[str]:
    """Return the modules that somebody imports under another name."""
    return sorted(
        f"{module.name}: {name} as {alias}"
        for module in modules().values()
        for name, alias in imports(module)
        if alias and alias != name.rsplit(".", 1)[-1] and not is_folder(modules()[name])
    )


@cache
def unreached() -> list[str]:
    """Return the definitions and values that nothing uses on the way from a program."""
    defined: dict[tuple[str, str], list[ast.AST]] = defaultdict(list)
    waiting: list[tuple[str, ast.AST]] = []
    for module in modules().values():
        for node in module.tree.body:
            names = list(_names(node))
            for name in names:
                defined[module.name, name].append(node)
            if not names or _is_rooted(node) or names[0].startswith("__"):
                waiting.append((module.name, node))
        if module.is_program or module.room in PROGRAMS:
            waiting += [(module.name, whole) for whole in module.tree.body]
    reached: set[tuple[str, str]] = set()
    done = {id(root) for _, root in waiting}
    while waiting:
        place, piece = waiting.pop()
        for used in _used(place, piece) - reached:
            reached.add(used)
            fresh = [one for one in defined.get(used, ()) if id(one) not in done]
            done |= set(map(id, fresh))
            waiting += [(used[0], one) for one in fresh]
    return sorted(
        ".".join(place)
        for place, nodes in defined.items()
        if not done.intersection(map(id, nodes))
    )


def _used(place: str, node: ast.AST) -> set[tuple[str, str]]:
    """Return what a piece of a module uses, as module and name."""
    known, aliases = modules(), _aliases(modules()[place])
    found = set()
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name, ctx=ast.Load()):
                found.add(aliases.get(name, (place, name)))
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in aliases:
                found.add((".".join(filter(None, aliases[name])), attr))
            case ast.Constant(value=str(word)) if word.isidentifier():
                found.add(aliases.get(word, (place, word)))
    return {(base, name) for base, name in found if base in known}


@cache
def _aliases(module: Module) -> Mapping[str, tuple[str, str]]:
    """Return by the names that a module imports of the house where each stands."""
    return {
        alias.asname or alias.name: (
            (node.module or "").removeprefix("polywire").lstrip("."),
            alias.name,
        )
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("polywire")
        for alias in node.names
    }


@cache
def unread() -> list[str]:
    """Return the fields of settings that nothing reads."""
    read = {
        part.attr
        for module in modules().values()
        for part in ast.walk(module.tree)
        if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Load)
    }
    return [
        f"{module.name}.{table.name}.{name}"
        for module in modules().values()
        if module.room == "settings"
        for table in module.tree.body
        if isinstance(table, ast.ClassDef)
        for field in table.body
        for name in _names(field)
        if isinstance(field, ast.AnnAssign) and name not in read
    ]


def _is_rooted(node: ast.AST) -> bool:
    """Tell whether it is reached by itself: a command or a route that registers."""
    found = getattr(node, "decorator_list", ())
    return any(isinstance(one, ast.Call) and "(" in ast.unparse(one) for one in found)


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (t.id for t in node.targets if isinstance(t, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


def _mentioned(node: ast.AST) -> set[str]:
    found = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            found.add(part.id)
        elif isinstance(part, ast.Attribute):
            found.add(part.attr)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            found |= set(part.value.split()) if len(part.value) < 200 else set()
    return found


def unreached_modules() -> list[str]:
    """Return the modules that no program imports, directly or through others."""
    waiting = [
        module.name
        for module in modules().values()
        if module.is_program or module.room in PROGRAMS or module.name in PROGRAMS
    ]
    seen = set(waiting)
    while waiting:
        module = modules()[waiting.pop()]
        fresh = {name for name, _ in imports(module)} - seen
        seen |= fresh
        waiting += fresh
    left = {m.name for m in modules().values() if not is_folder(m)} - seen
    return sorted(left)


@cache
def circles() -> list[list[str]]:
    """Return the modules that import each other in a ring, those of a ring together."""
    known = modules()
    arrows = {
        name: {other for other, _ in imports(module) if not is_folder(known[other])}
        for name, module in known.items()
        if not is_folder(module)
    }
    reached: dict[str, set[str]] = {}
    for name in arrows:
        waiting, seen = [name], set[str]()
        while waiting:
            fresh = arrows[waiting.pop()] - seen
            seen |= fresh
            waiting += fresh
        reached[name] = seen
    rings = {
        frozenset(one for one in reached[name] if name in reached[one])
        for name in arrows
        if name in reached[name]
    }
    return sorted(sorted(ring) for ring in rings)


@cache
def stale() -> list[str]:
    """Return what texts in the code call by a place where nothing stands."""
    known = modules()
    rooms = {name.split(".")[0] for name in known}
    found = []
    for module in known.values():
        for match in _PLACE.finditer(module.path.read_text("utf-8")):
            name = match[1].replace("/", ".")
            holder = name.rpartition(".")[0]
            if name.split(".")[0] in rooms and not {name, holder} & known.keys():
                found.append(f"{module.name}: {match[1]}")
    return found


def glossary() -> tuple[Counter[str], Counter[str]]:
    """Return the words and the rooms of the glossary, and how often each has a row."""
    text = GLOSSARY.read_text("utf-8")
    words = re.findall(r"^\| \*\*(.+?)\*\* \|", text, re.MULTILINE)
    rooms = re.findall(r"^\| `([a-z/]+)` \|", text, re.MULTILINE)
    return Counter(_singular(word.split()) for word in words), Counter(rooms)


def _singular(words: Iterable[str]) -> str:
    """Return words as one, small and each without its plural: "cell plans", CellPlan."""
    found = ""
    for word in map(str.lower, words):
        plain = re.sub("(?:(?<=[sx])|(?<=tch))es$", "", re.sub("ies$", "y", word))
        found += plain if re.search("(ss|us)$", plain) else plain.removesuffix("s")
    return found


@cache
def named_elsewhere() -> dict[str, list[str]]:
    """Return by place the words of the names that another room uses."""
    found = {}
    for module in modules().values():
        users = [modules()[user] for user in importers().get(module.name, ())]
        others = [user for user in users if user.room != module.room]
        if not others or is_folder(module):
            continue
        found[module.name] = module.path.stem.split("_")
        used = {name for user in others for name in _mentioned(user.tree)}
        for node in module.tree.body:
            if (
                isinstance(node, ast.ClassDef)
                and node.name in used
                and node.name[0] != "_"
            ):
                words = re.findall("[A-Z]+[a-z0-9]*", node.name)
                found[f"{module.name}.{node.name}"] = words
    return found


def ambiguous() -> list[str]:
    """Say which class names other rooms use for things of several modules."""
    places: dict[str, set[str]] = defaultdict(set)
    for user in modules().values():
        for place, name in _aliases(user).values():
            holder = modules().get(place)
            if holder and holder.room != user.room and holder.has_class(name):
                places[name].add(place)
    return sorted(
        f"{name}: {' and '.join(sorted(found))} have a class of this name"
        for name, found in places.items()
        if len(found) > 1
    )


def unexplained() -> Iterator[str]:
    """Say what the glossary lacks, has twice, or has of rooms that are gone."""
    words, rooms = glossary()
    there = {
        str(module.path.parent.relative_to(SOURCE))
        for module in modules().values()
        if is_folder(module) and module.name
    }
    for room in sorted(there - rooms.keys()):
        yield f"{room}: say in {GLOSSARY}, under Rooms, what it knows"
    for room in sorted(rooms.keys() - there):
        yield f"{room}: no such room: take its row out of {GLOSSARY}"
    for word, rows in (*words.items(), *rooms.items()):
        if rows > 1:
            yield f"{word}: {rows} rows in {GLOSSARY}: one word, one meaning"
    known = words.keys() | {_singular([room.split("/")[-1]]) for room in there}
    for place, name in named_elsewhere().items():
        if not is_made_of(name, known):
            yield (
                f"{place}: {' '.join(name).lower()!r} does not stand in {GLOSSARY}: "
                "add a row, or name it by words that do"
            )


def is_made_of(name: list[str], known: Collection[str]) -> bool:
    """Tell whether a name can be parted into words that are known."""
    return not name or any(
        _singular(name[:end]) in known and is_made_of(name[end:], known)
        for end in range(1, len(name) + 1)
    )


def faults() -> Iterator[str]:
    """Say what is past a limit, one line each, with what to do."""
    for folder, count in folders().items():
        if count > FOLDER:
            yield f"{folder}: {count} modules, {FOLDER} allowed: part it by subject"
    if share() > ONE_IMPORTER:
        yield f"{share():.0%} of the modules serve one other: put them where they serve"
    yield from (f"{one}: rename one" for one in ambiguous())
    for stem, names in repeated().items():
        rooms = frozenset(name.split(".")[0] for name in names)
        if rooms not in PARALLEL or len(names) > len(rooms):
            yield f"{stem}.py stands in {', '.join(names)}: name what each knows"
    yield from (f"{one}: give it a name that needs no other" for one in renamed())
    yield from (f"{', '.join(ring)}: a ring of imports: cut it" for ring in circles())
    yield from (f"{one}: nothing stands there any more" for one in stale())
    yield from unexplained()
    yield from (
        f"{name}: no command and no child reaches it: wire it or delete it"
        for name in unreached_modules()
    )
    yield from (f"{name}: nothing reads this setting: delete it" for name in unread())
    yield from (f"{name}: only tests reach it: delete it" for name in unreached())


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def main() -> int:
    """Print the figures; returns 1 past a limit."""
    sizes = folders().most_common()
    lines = sum(len(m.path.read_text("utf-8").splitlines()) for m in modules().values())
    _print(
        [
            f"{len(modules())} modules, {lines} lines in {len(sizes)} folders; largest: "
            + ", ".join(f"{folder} {count}" for folder, count in sizes[:5]),
            f"used by one other: {len(single_users())} ({share():.0%})",
            "names in two rooms: " + (", ".join(sorted(repeated())) or "none"),
            f"renamed at import: {len(renamed())}",
            f"reached by tests alone: {len(unreached())}",
            f"not wired: {', '.join(unreached_modules())}",
        ]
    )
    found = list(faults())
    _print(found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
