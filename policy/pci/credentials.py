"""Names and values of variables that look like credentials (PCI DSS 8.3.2, 8.6.2)."""

import re

from pci.values import Missing, Value

_NAME = re.compile(
    r"pass(word|wd|phrase)|pwd|secret|token|credential|(api|access|private|signing|auth)_?key"
    r"|(^|_)pass$",
    re.IGNORECASE,
)
#: A name with such an end says where a credential is, not what it is.
_REFERENCE_NAME = re.compile(
    r"_?(arn|name|id|path|prefix|url|uri|host|port|ttl|seconds|days|alias|file|version"
    r"|enabled|type|mode|length|limit|size)$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"^(arn:|alias/|/|s3://|https://[^@]*$)|^(true|false|none)?$", re.IGNORECASE
)
_VALUE = re.compile(
    r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"  # an access key id of IAM or STS
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\."  # a JSON Web Token
    r"|://[^/\s:@]*:[^/\s@]+@"  # a URL with a password
    r"|(?i:\b(password|pwd)\s*=\s*[^;\s]+)"  # a connection string with one
    r"|\b[rs]k_live_[0-9A-Za-z]{16,}"  # a payment provider's live key
    r"|\bgh[opsu]_[0-9A-Za-z]{36}\b"  # a token of GitHub
    r"|\bxox[abprs]-[0-9A-Za-z-]{10,}",  # a token of Slack
)


def is_credential(name: str, value: Value) -> bool | Missing:
    """Whether a variable holds a credential; unknown while only its value could tell."""
    if isinstance(value, str) and _VALUE.search(value):
        return True
    if not _NAME.search(name) or _REFERENCE_NAME.search(name):
        return False
    if isinstance(value, Missing):
        return value if value is Missing.UNKNOWN else False
    return not (isinstance(value, str) and _REFERENCE.search(value))
