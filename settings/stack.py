"""The settings of one stack, every block together."""

from collections.abc import Mapping
from dataclasses import dataclass

from settings.api import ApiSettings
from settings.assets import AssetsSettings
from settings.cache import CacheSettings
from settings.certificate import CertificateSettings
from settings.containers import ContainersSettings
from settings.database import DatabaseSettings
from settings.encryption import EncryptionSettings
from settings.functions import FunctionsSettings
from settings.load_balancer import LoadBalancerSettings
from settings.network import NetworkSettings
from settings.scalars import LogSettings, Protection
from settings.secrets import SecretsSettings
from settings.sizing import Sizing
from settings.waf import WafSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Everything a stack's configuration says.

    A field that may be None is a tier, which exists if and only if its block is there.
    """

    stack: str
    region: str
    env_suffix: str
    target_tpm: int
    protection: Protection
    tags: Mapping[str, str]
    logs: LogSettings
    encryption: EncryptionSettings
    network: NetworkSettings
    api: ApiSettings | None = None
    assets: AssetsSettings | None = None
    cache: CacheSettings | None = None
    certificate: CertificateSettings | None = None
    containers: ContainersSettings | None = None
    database: DatabaseSettings | None = None
    functions: FunctionsSettings | None = None
    load_balancer: LoadBalancerSettings | None = None
    secrets: SecretsSettings | None = None
    waf: WafSettings | None = None

    @property
    def sizing(self) -> Sizing:
        """The capacities that carry the target load."""
        return Sizing(self.target_tpm)
