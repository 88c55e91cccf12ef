"""A secret, the server behind it, and an application that reads the one to log in to the other."""

import itertools
import json
import traceback
import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import pg8000.native
import pymysql
import redis
from moto.core import DEFAULT_ACCOUNT_ID
from moto.secretsmanager.models import secretsmanager_backends
from rotation.alternating_users import AlternatingUsers
from rotation.application import Application
from rotation.auth_token import AuthToken
from rotation.mysql import MysqlEngine
from rotation.postgres import PostgresEngine
from rotation.single_user import SingleUser
from rotation.steps import Step, Target, run
from rotation.versions import SecretVersions

from tests.functions.rotation.elasticache import GROUP, ElastiCacheDouble
from tests.functions.rotation.faults import Faults
from tests.functions.rotation.logins import mysql_login, postgres_login, redis_login
from tests.functions.rotation.secrets_manager import REGION
from tests.support.server_process import DatabaseServer

AWKWARD = "a'b\"c\\d`e%s;--$1:n{x}"
"""What an existing password may hold and a statement may trip over."""

_numbers = itertools.count(1)


class World(ABC):
    """One secret.

    `zero_downtime`: AWSCURRENT opens the server at every moment. `keeps_previous`: what AWSCURRENT
    held before still opens it after the rotation.
    """

    zero_downtime: ClassVar[bool] = True
    keeps_previous: ClassVar[bool] = False

    def __init__(self, secrets: Any, faults: Faults, document: Mapping[str, Any]) -> None:
        self.secrets = secrets
        self.faults = faults
        self.name = f"secret-{next(_numbers)}"
        self.original = document
        self.secrets.create_secret(Name=self.name, SecretString=json.dumps(document))
        self._secret.rotation_requested = self._secret.rotation_enabled = True
        self.token = self.start()

    @property
    def _secret(self) -> Any:
        return secretsmanager_backends[DEFAULT_ACCOUNT_ID][REGION].secrets[self.name]

    @abstractmethod
    def target(self) -> Target[Any]: ...

    @abstractmethod
    def accepts(self, document: Mapping[str, Any]) -> bool:
        """Whether the server opens for a document, asked without the code under test."""

    def start(self) -> str:
        """Do what RotateSecret does: an empty version takes AWSPENDING."""
        # In letters alone: one UUID in four hundred reads as a card number to the masks.
        token = str(uuid.uuid4()).translate(str.maketrans("0123456789", "ghijklmnop"))
        self.relabel("AWSPENDING", None)
        self._secret.versions[token] = {
            "createdate": next(_numbers),
            "version_id": token,
            "version_stages": ["AWSPENDING"],
        }
        return token

    def relabel(self, label: str, token: str | None) -> None:
        for version_id, version in self._secret.versions.items():
            others = [stage for stage in version["version_stages"] if stage != label]
            version["version_stages"] = [*others, label] if version_id == token else others

    def disable_rotation(self) -> None:
        self._secret.rotation_enabled = False

    def versions(self, token: str | None = None) -> SecretVersions:
        return SecretVersions(self.faults.wrap(self.secrets), self.name, token or self.token)

    def step(self, step: Step, token: str | None = None) -> None:
        """Deliver one step; whatever it raises must not hold a secret value."""
        try:
            with self.faults.watching():
                self.deliver(step, token)
        except BaseException as error:
            text = "".join(traceback.format_exception(error))
            assert not [value for value in self.passwords() if value in text]
            raise

    def deliver(self, step: Step, token: str | None = None) -> None:
        run(step, self.versions(token), self.target())

    def rotate(self, token: str | None = None, *, first: Step = Step.CREATE) -> None:
        for step in list(Step)[list(Step).index(first) :]:
            self.step(step, token)

    def passwords(self) -> set[str]:
        texts = [version.get("secret_string") for version in self._secret.versions.values()]
        documents = [json.loads(text) for text in texts if text]
        secret = {"password", "jwt_signing_key", "api_key"}
        return {document[name] for document in documents for name in secret & document.keys()}

    def text(self, label: str) -> str:
        answer = self.secrets.get_secret_value(SecretId=self.name, VersionStage=label)
        return str(answer["SecretString"])

    def document(self, label: str) -> dict[str, Any]:
        return dict(json.loads(self.text(label)))

    def holders(self, label: str) -> list[str]:
        versions = self._secret.versions.items()
        return [token for token, version in versions if label in version["version_stages"]]

    def application_logs_in(self) -> bool:
        return self.accepts(self.document("AWSCURRENT"))


class DatabaseWorld(World):
    """A user of a database, with an awkward name and password."""

    server: DatabaseServer
    engine: ClassVar[str]

    def __init__(
        self, secrets: Any, faults: Faults, server: DatabaseServer, username: str | None = None
    ) -> None:
        self.server = server
        self.username = username or f"u{next(_numbers)}'\"`%s"
        self.create_user(self.username, AWKWARD)
        super().__init__(secrets, faults, self._fields(secrets))

    def _fields(self, _secrets: Any) -> dict[str, Any]:
        return {
            "engine": self.engine,
            "host": self.server.host,
            "port": self.server.port,
            "dbname": self.server.dbname,
            "username": self.username,
            "password": AWKWARD,
            "ssl": True,
            "comment": "kept",
        }

    @abstractmethod
    def create_user(self, username: str, password: str) -> None: ...

    @abstractmethod
    def engine_under_test(self) -> Any: ...


class PostgresSingle(DatabaseWorld):
    engine = "postgres"
    zero_downtime = False

    def engine_under_test(self) -> PostgresEngine:
        return PostgresEngine(self.server.ca_file)

    def target(self) -> Target[Any]:
        return SingleUser(self.engine_under_test())

    def create_user(self, username: str, password: str) -> None:
        name = pg8000.native.identifier(username)
        with postgres_login(self.server) as admin:
            admin.run(f"CREATE ROLE {name} LOGIN PASSWORD {pg8000.native.literal(password)}")

    def accepts(self, document: Mapping[str, Any]) -> bool:
        try:
            postgres_login(self.server, document["username"], document["password"]).close()
        except pg8000.native.DatabaseError as error:
            if error.args[0]["C"] != "28P01":
                raise
            return False
        return True


class MysqlSingle(DatabaseWorld):
    engine = "mysql"
    zero_downtime = False

    def engine_under_test(self) -> MysqlEngine:
        return MysqlEngine(self.server.ca_file)

    def target(self) -> Target[Any]:
        return SingleUser(self.engine_under_test())

    def create_user(self, username: str, password: str) -> None:
        with mysql_login(self.server) as admin, admin.cursor() as cursor:
            cursor.execute("CREATE USER %s@'%%' IDENTIFIED BY %s", (username, password))
            cursor.execute("GRANT SELECT, INSERT ON `payments`.* TO %s@'%%'", (username,))

    def accepts(self, document: Mapping[str, Any]) -> bool:
        try:
            mysql_login(self.server, document["username"], document["password"]).close()
        except pymysql.err.OperationalError as error:
            if error.args[0] != 1045:
                raise
            return False
        return True


class _Alternating(DatabaseWorld):
    zero_downtime = True
    keeps_previous = True

    def _fields(self, secrets: Any) -> dict[str, Any]:
        # What RDS writes of an administrator that it manages itself.
        master = {"username": self.server.username, "password": self.server.password}
        answer = secrets.create_secret(
            Name=f"master-{next(_numbers)}", SecretString=json.dumps(master)
        )
        return {**super()._fields(secrets), "masterarn": answer["ARN"]}

    def target(self) -> Target[Any]:
        return AlternatingUsers(self.engine_under_test(), self.versions().read_other_secret)


class PostgresAlternating(_Alternating, PostgresSingle):
    pass


class MysqlAlternating(_Alternating, MysqlSingle):
    pass


class CacheWorld(World):
    def __init__(self, secrets: Any, faults: Faults, server: DatabaseServer) -> None:
        self.server = server
        self.password = f"initial-{uuid.uuid4()}"
        self.elasticache = ElastiCacheDouble(server, self.password)
        super().__init__(
            secrets,
            faults,
            {
                "engine": "redis",
                "replication_group_id": GROUP,
                "host": server.host,
                "port": server.port,
                "password": self.password,
                "ssl": True,
            },
        )

    def target(self) -> AuthToken:
        return AuthToken(
            self.faults.wrap(self.elasticache),
            lambda: 60.0,
            ca_file=self.server.ca_file,
            sleep=lambda _seconds: self.elasticache.tick(),
        )

    def accepts(self, document: Mapping[str, Any]) -> bool:
        try:
            redis_login(self.server, document["password"])
        except redis.AuthenticationError:
            return False
        return True


class ApplicationWorld(World):
    keeps_previous = True

    def __init__(self, secrets: Any, faults: Faults) -> None:
        values = {"jwt_signing_key": "k" * 40, "api_key": "a" * 20}
        super().__init__(secrets, faults, {"engine": "application", **values})

    def target(self) -> Target[Any]:
        return Application()

    def accepts(self, document: Mapping[str, Any]) -> bool:
        return set(document) == {"engine", "jwt_signing_key", "api_key"}
