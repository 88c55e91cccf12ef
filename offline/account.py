"""The made-up AWS account that offline answers come from."""

from dataclasses import dataclass
from typing import Final

ACCOUNT_ID: Final = "123456789012"

_PARTITIONS: Final = (
    # region prefix, partition, DNS suffix
    ("cn-", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-", "aws-us-gov", "amazonaws.com"),
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account seen from one region.

    Attributes:
        region: AWS region code.
        id: 12-digit account id, the one AWS uses in its documentation.
    """

    region: str
    id: str = ACCOUNT_ID

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn` or `aws-us-gov`, by region."""
        return self._row[1]

    @property
    def dns_suffix(self) -> str:
        """The domain of AWS endpoints in the partition."""
        return self._row[2]

    @property
    def zones(self) -> tuple[str, ...]:
        """The availability zones: three, as in most regions."""
        return tuple(f"{self.region}{letter}" for letter in "abc")

    @property
    def zone_ids(self) -> tuple[str, ...]:
        """The zones' ids, abbreviated as AWS does: `us-west-2` gives `usw2-az1`."""
        area, *directions, number = self.region.split("-")
        short = "".join(_abbreviated(direction) for direction in directions)
        return tuple(f"{area}{short}{number}-az{index}" for index in (1, 2, 3))

    def arn(self, service: str, resource: str, *, scope: str = "regional") -> str:
        """An ARN of this account.

        Args:
            service: the service's ARN namespace.
            resource: the part after the account.
            scope: `regional`, `account` (no region, as IAM), `anonymous` (no account, as API
                Gateway) or `global` (neither, as S3).
        """
        region = self.region if scope in {"regional", "anonymous"} else ""
        account = self.id if scope in {"regional", "account"} else ""
        return f"arn:{self.partition}:{service}:{region}:{account}:{resource}"

    @property
    def _row(self) -> tuple[str, str, str]:
        return next(
            (row for row in _PARTITIONS if self.region.startswith(row[0])),
            ("", "aws", "amazonaws.com"),
        )


def _abbreviated(direction: str) -> str:
    """`west` is `w`, `southeast` is `se`, `gov` is `g`."""
    for compound in ("north", "south"):
        if direction.startswith(compound) and direction != compound:
            return compound[0] + direction.removeprefix(compound)[0]
    return direction[0]
