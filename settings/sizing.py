"""Arithmetic from a target load to capacities, and back: what a given capacity can carry.

All rates are payments per second (tps) unless a name says otherwise. The figures behind the
formulas are AWS limits or starting points for a load test; each says which.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

#: Throttles admit this multiple of the target rate, so that a peak is not refused.
HEADROOM = 2
#: Token bucket of an account and region, requests (API Gateway quota).
API_ACCOUNT_BURST = 5_000
#: Burst as a multiple of the steady rate, until the account's bucket caps it.
BURST_RATIO = Fraction(3, 2)
#: Records and bytes a second that one Kinesis shard accepts (Kinesis quota).
SHARD_RECORDS = 1_000
SHARD_BYTES = 1_048_576
SHARD_HEADROOM = Fraction(3, 2)
#: Largest event the platform publishes, bytes: masked payment facts, no card data.
EVENT_BYTES = 1_024
#: Write units of one payment record in the table: one a KiB begun (DynamoDB), it has up to two.
RECORD_UNITS = 2
#: A payment is claimed, then moved to authorising, to its outcome and to published.
MOVES_PER_PAYMENT = 3
#: Write units of a payment in the table: a claim writes the record and its key's item (one unit)
#: in a transaction, which doubles them (DynamoDB); a move writes the record.
TABLE_UNITS_PER_PAYMENT = 2 * (RECORD_UNITS + 1) + MOVES_PER_PAYMENT * RECORD_UNITS
#: Write units of a payment in the status index: an entry for the claim and for each move; the
#: last one changes the key, and so deletes the entry under `due` and makes another.
DUE_UNITS_PER_PAYMENT = (1 + MOVES_PER_PAYMENT) * RECORD_UNITS
INDEX_UNITS_PER_PAYMENT = DUE_UNITS_PER_PAYMENT + RECORD_UNITS
#: Write units a second of one partition (DynamoDB quota). One hash key of an index in order of
#: time never gets a second partition: every write goes to the end of the range.
PARTITION_WRITES = 1_000
#: A shard is planned to use half of a partition, because two of them may share one.
STATUS_SHARD_WRITES = PARTITION_WRITES // 2
#: Reads of a payment: the idempotency record and the payment, strongly consistent.
READ_UNITS_PER_PAYMENT = 2
#: Payments a second to plan for one Aurora capacity unit: half of what a unit does when the rows
#: are in memory; a start for a load test.
TPS_PER_ACU = Fraction(105, 2)
#: Payments a second that one Aurora capacity unit carries at best.
BEST_TPS_PER_ACU = 2 * TPS_PER_ACU
#: Smallest and largest capacity of Aurora Serverless v2, units (RDS quota).
ACU_FLOOR = Fraction(1, 2)
ACU_CEILING = 256
#: Payments a second that one task of 1 vCPU carries; a start for a load test.
TPS_PER_VCPU = 200
#: Concurrent executions an account has until a quota request; 100 must stay unreserved (Lambda).
LAMBDA_ACCOUNT_CONCURRENCY = 1_000
LAMBDA_UNRESERVED = 100
#: Runs the rotation function reserves: every secret of a stack may rotate at the same time.
ROTATION_CONCURRENCY = 3


@dataclass(frozen=True, slots=True)
class Sizing:
    """Capacities that carry `target_tpm` payments per minute."""

    target_tpm: int

    @property
    def tps(self) -> int:
        """Payments per second, rounded up."""
        return ceil(Fraction(self.target_tpm, 60))

    @property
    def api_rate(self) -> int:
        """Steady API throttle, requests per second."""
        return HEADROOM * self.tps

    @property
    def api_burst(self) -> int:
        """API burst throttle, requests; never above the account's bucket."""
        return min(API_ACCOUNT_BURST, ceil(self.api_rate * BURST_RATIO))

    @property
    def shards(self) -> int:
        """Kinesis shards for one event per payment."""
        by_records = Fraction(self.tps, SHARD_RECORDS)
        by_bytes = Fraction(self.tps * EVENT_BYTES, SHARD_BYTES)
        return ceil(max(by_records, by_bytes) * SHARD_HEADROOM)

    @property
    def table_write_units(self) -> int:
        """DynamoDB write request units per second of the table."""
        return self.tps * TABLE_UNITS_PER_PAYMENT

    @property
    def index_write_units(self) -> int:
        """DynamoDB write request units per second of the status index, the busier of the two."""
        return self.tps * INDEX_UNITS_PER_PAYMENT

    @property
    def status_shards(self) -> int:
        """Hash keys that share what is due in the status index."""
        return ceil(Fraction(self.tps * DUE_UNITS_PER_PAYMENT, STATUS_SHARD_WRITES))

    @property
    def table_read_units(self) -> int:
        """DynamoDB read request units per second."""
        return self.tps * READ_UNITS_PER_PAYMENT

    @property
    def min_acu(self) -> float:
        """Lowest Aurora Serverless v2 capacity: a quarter of the peak, so scale-up never gates."""
        return float(max(ACU_FLOOR, _half_up(self.tps / TPS_PER_ACU / 4)))

    @property
    def max_acu(self) -> float:
        """Highest Aurora Serverless v2 capacity: twice the peak."""
        peak = max(Fraction(1), self.tps / TPS_PER_ACU)
        return float(min(Fraction(ACU_CEILING), Fraction(round(peak * HEADROOM))))

    def concurrency(self, duration_ms: int) -> int:
        """Executions in flight when each takes `duration_ms` milliseconds (Little's law)."""
        return max(1, ceil(Fraction(self.target_tpm * duration_ms, 60_000)))

    def tasks(self, cpu_units: int) -> int:
        """Tasks of `cpu_units` CPU units each (1024 is one vCPU)."""
        return max(1, ceil(Fraction(self.tps * 1024, TPS_PER_VCPU * cpu_units)))


def carried_by_rate(rate: float) -> int:
    """Payments per minute that a throttle of `rate` requests per second admits."""
    return int(rate * 60)


def carried_by_concurrency(executions: int, duration_ms: int) -> int:
    """Payments per minute that `executions` concurrent executions of `duration_ms` finish."""
    return executions * 60_000 // duration_ms


def carried_by_tasks(count: int, cpu_units: int) -> int:
    """Payments per minute that `count` tasks of `cpu_units` CPU units each carry."""
    return count * cpu_units * TPS_PER_VCPU * 60 // 1024


def carried_by_shards(shards: int) -> int:
    """Payments per minute that `shards` Kinesis shards accept, one event each."""
    return shards * min(SHARD_RECORDS, SHARD_BYTES // EVENT_BYTES) * 60


def carried_by_status_shards(shards: int) -> int:
    """Payments per minute that `shards` hash keys of the status index take, a partition each."""
    return shards * PARTITION_WRITES * 60 // DUE_UNITS_PER_PAYMENT


def carried_by_acu(max_acu: float) -> int:
    """Payments per minute that `max_acu` Aurora capacity units carry at best."""
    return int(Fraction(max_acu) * BEST_TPS_PER_ACU * 60)


def _half_up(value: Fraction) -> Fraction:
    """`value` rounded up to the half units in which Aurora Serverless v2 is configured."""
    return Fraction(ceil(value * 2), 2)
