"""The settings of one stack, every block together."""

from collections.abc import Mapping
from dataclasses import dataclass

from settings.api import ApiSettings
from settings.assets import AssetsSettings
from settings.audit import AuditSettings
from settings.backup import BackupSettings
from settings.baseline import BaselineSettings
from settings.budget import BudgetSettings
from settings.cache import CacheSettings
from settings.certificate import CertificateSettings
from settings.containers import ContainersSettings
from settings.database import DatabaseSettings
from settings.encryption import EncryptionSettings
from settings.files import FilesSettings
from settings.functions import FunctionsSettings
from settings.load_balancer import LoadBalancerSettings
from settings.monitoring import MonitoringSettings
from settings.network import NetworkSettings
from settings.notifications import NotificationsSettings
from settings.objects import ObjectsSettings
from settings.parameters import ParametersSettings
from settings.scalars import LogSettings, Protection
from settings.secrets import SecretsSettings
from settings.sizing import Sizing
from settings.stream import StreamSettings
from settings.transactions import TransactionsSettings
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
    audit: AuditSettings | None = None
    backup: BackupSettings | None = None
    baseline: BaselineSettings | None = None
    budget: BudgetSettings | None = None
    cache: CacheSettings | None = None
    certificate: CertificateSettings | None = None
    containers: ContainersSettings | None = None
    database: DatabaseSettings | None = None
    files: FilesSettings | None = None
    functions: FunctionsSettings | None = None
    load_balancer: LoadBalancerSettings | None = None
    monitoring: MonitoringSettings | None = None
    notifications: NotificationsSettings | None = None
    objects: ObjectsSettings | None = None
    parameters: ParametersSettings | None = None
    secrets: SecretsSettings | None = None
    stream: StreamSettings | None = None
    transactions: TransactionsSettings | None = None
    waf: WafSettings | None = None

    @property
    def sizing(self) -> Sizing:
        """The capacities that carry the target load."""
        return Sizing(self.target_tpm)

    @property
    def rotates(self) -> bool:
        """Whether a function rotates secrets; RDS needs none for those that it manages."""
        tokens = self.cache is not None and not self.cache.has_users
        if tokens or self.containers is not None:
            return True
        if self.database is None or self.database.joins or self.secrets is None:
            return False
        return self.secrets.mode != "rds_managed" or self.secrets.rotation_strategy != "single"
