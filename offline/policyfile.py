"""The file that configures a policy pack, as `pulumi preview --policy-pack-config` takes it."""

from collections.abc import Mapping
from json import JSONDecodeError, loads
from pathlib import Path

from offline.errors import PackError
from offline.plain import Plain, is_mapping


def load(path: Path | None) -> Mapping[str, Plain]:
    """The content of a config file; nothing without a file.

    Raises:
        PackError: the file cannot be read or is no JSON object.
    """
    if path is None:
        return {}
    try:
        content = loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PackError(f"{path}: cannot be read: {error.strerror}") from error
    except JSONDecodeError as error:
        raise PackError(f"{path}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    if not is_mapping(content):
        raise PackError(
            f'{path}: must hold one object: {{"rule-name": {{"enforcementLevel": "advisory"}}}}'
        )
    return content
