"""Settings of the functions tier."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from settings.block import Block
from settings.problem import Problem
from settings.sizing import LAMBDA_ACCOUNT_CONCURRENCY, LAMBDA_UNRESERVED, Sizing

#: Who moves traffic to a new version: Pulumi, or CodeDeploy by one of its own configurations.
Deployment = Literal[
    "all_at_once",
    "canary_10_percent_5_minutes",
    "canary_10_percent_10_minutes",
    "canary_10_percent_15_minutes",
    "canary_10_percent_30_minutes",
    "linear_10_percent_every_1_minute",
    "linear_10_percent_every_2_minutes",
    "linear_10_percent_every_3_minutes",
    "linear_10_percent_every_10_minutes",
]
#: Runs of a function that a small load does not take away: two requests at once are no overload.
LEAST_CONCURRENCY = 10


class FunctionSettings(Block):
    """Capacity of one function."""

    memory_mb: int = Field(
        default=512,
        ge=128,
        le=10_240,
        description="Memory, MB. CPU grows with it, a full core at 1769 (Lambda).",
    )
    duration_ms: int = Field(
        default=100,
        ge=1,
        le=25_000,
        description="Expected milliseconds of one run. With targetTpm it gives the concurrency.",
    )
    reserved_concurrency: int | None = Field(
        default=None,
        ge=1,
        description="Most runs at once. A cap that is taken out of the account's pool, not warm "
        "capacity. Default: what targetTpm needs at `durationMs`, at least 10.",
    )
    provisioned_concurrency: int | None = Field(
        default=None,
        ge=1,
        description="Runs that are kept warm, billed while idle. Default: none, so that the first "
        "payments after a pause wait for a cold start.",
    )
    canary_version: str | None = Field(
        default=None,
        pattern=r"^[1-9][0-9]*$",
        description="A published version that gets `canaryPercent` of the traffic beside the one "
        "that a deployment publishes: name the live one to bring new code in step by step.",
    )
    canary_percent: int = Field(
        default=0, ge=0, le=100, description="Percent of the traffic that `canaryVersion` gets."
    )

    def conflicts(self) -> Iterator[Problem]:
        """Warm runs beyond the cap, or a canary with only one half of its settings."""
        warm, cap = self.provisioned_concurrency, self.reserved_concurrency
        if warm is not None and cap is not None and warm > cap:
            yield Problem(
                path="provisionedConcurrency",
                found=str(warm),
                rule=f"must not exceed reservedConcurrency = {cap}, of which it is a part (Lambda)",
                fix=f"provisionedConcurrency: {cap}",
            )
        if (self.canary_version is None) != (self.canary_percent == 0):
            yield Problem(
                path="canaryPercent",
                found=str(self.canary_percent),
                rule=f"and canaryVersion = {self.canary_version!r} belong together",
                fix="set both, or neither",
            )


class ProcessingSettings(FunctionSettings):
    """Capacity of transaction processing, which waits for the acquirer."""

    duration_ms: int = Field(
        default=300,
        ge=1,
        le=25_000,
        description="Expected milliseconds of one run, most of them at the acquirer. With "
        "targetTpm it gives the concurrency.",
    )


class FunctionsSettings(Block):
    """The three payment functions."""

    about = "The Lambda functions that validate, score and process payments."

    validation: FunctionSettings = Field(
        default_factory=FunctionSettings, description="Capacity of payment validation."
    )
    fraud: FunctionSettings = Field(
        default_factory=FunctionSettings,
        description="Capacity of fraud detection when it is invoked by itself; processing scores "
        "payments in its own process.",
    )
    processing: ProcessingSettings = Field(
        default_factory=ProcessingSettings,
        description="Capacity of transaction processing, which waits for the acquirer.",
    )
    deployment: Deployment = Field(
        default="all_at_once",
        description="How callers reach new code. `all_at_once`: `pulumi up` sends everything to "
        "it. The others: it only publishes the version; `make shift` then has CodeDeploy move the "
        "traffic, a tenth first, and back when a function's errors or duration raise an alarm. "
        "They need the monitoring block; below 10 minutes an alarm may come too late.",
    )
    timeout_seconds: int = Field(
        default=25,
        ge=20,
        le=28,
        description="Longest run, seconds. API Gateway gives up after 29, and a function that is "
        "cut off later has an outcome that nobody hears. A payment for whose acquirer less than 15 "
        "seconds are left is refused.",
    )
    acquirer_url: str = Field(
        default="simulator",
        pattern=r"^(simulator|https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?)$",
        description="Where payments are authorised: an https address, or `simulator`, which moves "
        "no money and answers by documented test cards.",
    )
    acquirer_secret: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9/_+=.@-]{1,500}$",
        description="Name of the existing secret with the merchant account's bearer token as JSON "
        '`{"token": ...}`, best under the stack\'s secrets key. Required unless the acquirer is '
        "the simulator; the platform never creates or changes it.",
    )
    max_amount_minor: int = Field(
        default=1_000_000,
        ge=1,
        le=10**12 - 1,
        description="Largest amount of a payment in the currency's minor unit; above it a payment "
        "is refused.",
    )
    idempotency_window_hours: int = Field(
        default=24,
        ge=1,
        le=168,
        description="Hours in which a repeated idempotency key returns the first answer.",
    )
    reconciliation_minutes: int = Field(
        default=5,
        ge=2,
        le=60,
        description="Minutes between two runs that settle payments whose outcome is unknown.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severe log line that is written. All are masked."
    )
    account_concurrency: int = Field(
        default=LAMBDA_ACCOUNT_CONCURRENCY,
        ge=LAMBDA_ACCOUNT_CONCURRENCY,
        description="Concurrent runs the account is allowed in the region (a Lambda quota). Raise "
        "it after AWS has raised the quota.",
    )

    @property
    def named(self) -> dict[str, FunctionSettings]:
        """Each function's capacity, by its key in the block."""
        return {"validation": self.validation, "fraud": self.fraud, "processing": self.processing}

    @property
    def reservable(self) -> int:
        """Concurrent runs that functions may reserve; Lambda keeps the rest of the pool free."""
        return self.account_concurrency - LAMBDA_UNRESERVED

    def concurrency(self, single: FunctionSettings, sizing: Sizing) -> int:
        """The most runs of one function at once: its own setting, or what the load needs."""
        needed = max(LEAST_CONCURRENCY, sizing.concurrency(single.duration_ms))
        return single.reserved_concurrency or needed

    def reserved(self, sizing: Sizing) -> int:
        """What the three functions reserve together."""
        return sum(self.concurrency(single, sizing) for single in self.named.values())

    @property
    def shifts(self) -> bool:
        """Whether CodeDeploy moves the traffic, and not the deployment itself."""
        return self.deployment != "all_at_once"

    def conflicts(self) -> Iterator[Problem]:
        """The problems of each function, and a share of traffic that two would set."""
        for name, single in self.named.items():
            yield from (problem.under(name) for problem in single.conflicts())
            if self.shifts and single.canary_version is not None:
                yield Problem(
                    path=f"{name}.canaryVersion",
                    found=repr(single.canary_version),
                    rule=f"cannot be kept: with deployment = {self.deployment!r} CodeDeploy sets "
                    "the shares of the versions",
                    fix="remove canaryVersion and canaryPercent, or deployment: all_at_once",
                )
