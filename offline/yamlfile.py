"""Reading YAML so that what is wrong with a file can be found in it."""

from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node

from offline.errors import ProjectError
from offline.plain import Mapped, Plain, is_mapping


def load(path: Path) -> Mapped:
    """The mapping in a YAML file; empty for an empty file.

    Raises:
        ProjectError: not YAML, a key given twice, or no mapping; the text names file and line.
    """
    try:
        with path.open(encoding="utf-8") as file:
            loader = yaml.CSafeLoader(file)
            try:
                root = loader.get_single_node()
                _refuse_duplicates(root, path)
                content = _constructed(loader, root)
            finally:
                loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path.name}:{mark.line + 1}:{mark.column + 1}" if mark else path.name
        raise ProjectError(f"{where}: not valid YAML: {error.problem or error.context}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ProjectError(f"{path.name}: not valid YAML: {error}") from error
    except OSError as error:
        raise ProjectError(f"{path}: cannot be read: {error.strerror}") from error
    if not is_mapping(content):
        kind = type(content).__name__
        raise ProjectError(f"{path.name}:1: must hold keys and values, not a {kind}")
    return content


def _constructed(loader: Plain, root: Node | None) -> Plain:
    """The document, whose type PyYAML does not declare; nothing for an empty file."""
    return loader.construct_document(root) if root else {}


def _refuse_duplicates(node: Node | None, path: Path) -> None:
    """Refuse a key given twice, which YAML forbids and PyYAML lets through, last one winning.

    Raises:
        ProjectError: a mapping has a key twice.
    """
    if isinstance(node, MappingNode):
        lines: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in lines:
                raise ProjectError(
                    f"{path.name}:{line}: {key.value!r} is already given on line "
                    f"{lines[key.value]}; keep one of the two"
                )
            lines[str(key.value)] = line
            _refuse_duplicates(value, path)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_duplicates(item, path)
