"""Who talks to whom, derived from a stack's settings alone."""

import pytest

from components.context import Context
from components.key_domains import Domain
from components.topology import Topology
from components.workload import Group, Outside
from tests.support.topologies import FARGATE, LAMBDA, NOTIFICATIONS, derive

TASKS = {key: FARGATE[key] for key in ("containers", "loadBalancer", "certificate", "objects")}


def edges(found: Topology) -> set[tuple[str, str, int]]:
    return {(str(edge.client), str(edge.server), edge.port) for edge in found.edges}


def actions(found: Topology, workload: str) -> set[str]:
    statements = found.workloads[workload].statements
    return {action for statement in statements for action in statement.actions}


def test_a_stack_without_compute_has_no_connection(ctx: Context) -> None:
    found = derive(ctx, {})
    assert not found.workloads
    assert not found.groups
    assert not found.edges
    assert not found.interface_services
    assert found.domains == {Domain.LOGS}


def test_functions_and_rotation_reach_database_cache_and_aws_apis(ctx: Context) -> None:
    found = derive(ctx, LAMBDA)
    assert edges(found) == {
        ("functions", "cache", 6379),
        ("functions", "database", 5432),
        ("functions", "endpoints", 443),
        ("rotation", "cache", 6379),
        ("rotation", "database", 5432),
        ("rotation", "endpoints", 443),
    }


def test_users_of_the_cache_log_in_as_their_roles_and_leave_nothing_to_rotate(
    ctx: Context,
) -> None:
    found = derive(ctx, LAMBDA | {"cache": {"engine": "valkey"}} | TASKS)
    assert {user.purpose for user in found.cache_users} == {"counter", "reader", "sessions"}
    for workload, user in {
        "payment-validation": "reader",
        "fraud-detection": "reader",
        "transaction-processing": "counter",
        "payment-service": "sessions",
    }.items():
        (login,) = (s for s in found.workloads[workload].statements if s.sid == "CacheLogin")
        assert login.actions == ("elasticache:Connect",)
        assert login.resources == (
            "arn:aws:elasticache:us-west-2:123456789012:replicationgroup:cache-payments-test",
            f"arn:aws:elasticache:us-west-2:123456789012:user:user-{user}-test",
        )
        assert found.workloads[workload].cache_user_name(ctx) == f"user-{user}-test"
    assert ("rotation", "cache", 6379) not in edges(found)
    assert not {a for a in actions(found, "secrets-rotation") if a.startswith("elasticache:")}
    assert "elasticache" not in found.interface_services


def test_a_cache_with_users_and_nothing_else_keeps_no_secret(ctx: Context) -> None:
    found = derive(ctx, {"cache": {"engine": "valkey"}})
    assert (found.workloads, found.cache_users) == ({}, ())
    assert Domain.SECRETS not in found.domains


def test_a_shared_token_is_nobodys_user(ctx: Context) -> None:
    found = derive(ctx, LAMBDA)
    assert found.cache_users == ()
    assert "elasticache:Connect" not in actions(found, "transaction-processing")
    assert found.workloads["transaction-processing"].cache_user_name(ctx) is None


def test_every_edge_says_why_it_exists(ctx: Context) -> None:
    for raw in (LAMBDA, FARGATE):
        assert all(len(edge.reason) > 30 for edge in derive(ctx, raw).edges)


def test_both_ends_of_every_edge_are_groups_of_the_stack(ctx: Context) -> None:
    for raw in (LAMBDA, FARGATE):
        found = derive(ctx, raw)
        assert {end for edge in found.edges for end in (edge.client, edge.server)} <= found.groups


def test_endpoints_follow_from_what_the_roles_in_the_vpc_call(ctx: Context) -> None:
    found = derive(ctx, LAMBDA)
    assert found.interface_services == (
        "elasticache", "kinesis-streams", "kms", "secretsmanager", "sns",
    )  # fmt: skip
    assert found.gateway_services == ("dynamodb",)
    tasks = derive(ctx, FARGATE)
    assert {"ecr.api", "ecr.dkr", "logs", "secretsmanager"} <= set(tasks.interface_services)
    assert tasks.gateway_services == ("s3",)


def test_card_data_keys_admit_the_roles_that_call_them(ctx: Context) -> None:
    users = derive(ctx, LAMBDA).key_users(ctx)
    processing = "arn:aws:iam::123456789012:role/role-transaction-processing-test"
    validation = "arn:aws:iam::123456789012:role/role-payment-validation-test"
    assert users == {
        Domain.PAN: (processing,),
        Domain.CARD_TOKEN: (validation, processing),
    }


def test_processing_writes_what_the_stack_has_and_nothing_else(ctx: Context) -> None:
    everything = actions(derive(ctx, LAMBDA), "transaction-processing")
    assert {"dynamodb:PutItem", "kinesis:PutRecord", "sns:Publish"} <= everything
    without = {key: value for key, value in LAMBDA.items() if key not in {"stream", "transactions"}}
    fewer = actions(derive(ctx, without), "transaction-processing")
    assert not {action for action in fewer if action.startswith(("dynamodb", "kinesis"))}


def test_fraud_detection_only_reads(ctx: Context) -> None:
    assert not {
        action
        for action in actions(derive(ctx, LAMBDA), "fraud-detection")
        if not action.split(":")[1].startswith(("BatchGet", "Get", "Query", "Describe"))
    }


def test_roles_never_carry_kms_statements(ctx: Context) -> None:
    for raw in (LAMBDA, FARGATE):
        for name in derive(ctx, raw).workloads:
            assert not {a for a in actions(derive(ctx, raw), name) if a.startswith("kms:")}


def test_nobody_leaves_the_vpc_for_a_simulated_acquirer(ctx: Context) -> None:
    assert derive(ctx, LAMBDA).outside_clients == {}


def test_only_processing_leaves_the_vpc_for_a_real_acquirer(ctx: Context) -> None:
    acquirer = {"acquirerUrl": "https://acquirer.example.com", "acquirerSecret": "acquirer-token"}
    found = derive(ctx, {**LAMBDA, "network": {"nat": "single"}, "functions": acquirer})
    leaving = [w.name for w in found.workloads.values() if w.outside is not None]
    assert leaving == ["transaction-processing"]
    assert found.outside_clients == {Group.FUNCTIONS: Outside.ACQUIRER}


def test_tasks_leave_the_vpc_for_an_image_outside_ecr_and_only_then(ctx: Context) -> None:
    foreign = derive(ctx, FARGATE | {"containers": {"port": 8443, "image": "httpd:alpine"}})
    assert foreign.outside_clients == {Group.TASKS: Outside.REGISTRY}
    assert "ecr.api" not in foreign.interface_services
    own = derive(ctx, FARGATE)
    assert own.outside_clients == {}
    assert "ecr.api" in own.interface_services


def test_a_group_reaches_the_gateway_endpoints_of_its_own_workloads(ctx: Context) -> None:
    assert derive(ctx, LAMBDA).gateway_clients == {
        Group.FUNCTIONS: ("dynamodb",),
        Group.ROTATION: (),
    }
    assert derive(ctx, FARGATE).gateway_clients[Group.TASKS] == ("s3",)


def test_a_proxy_stands_between_functions_and_database(ctx: Context) -> None:
    raw = {**LAMBDA, "database": {"kind": "aurora_postgresql", "proxy": True}}
    found = edges(derive(ctx, raw))
    assert ("functions", "database-proxy", 5432) in found
    assert ("database-proxy", "database", 5432) in found
    assert ("functions", "database", 5432) not in found
    assert ("rotation", "database", 5432) in found


def test_the_load_balancer_forwards_to_the_tasks(ctx: Context) -> None:
    found = derive(ctx, FARGATE)
    assert ("load-balancer", "tasks", 8443) in edges(found)
    assert ("tasks", "database", 3306) in edges(found)


def test_a_vpc_link_reaches_the_load_balancer_it_is_for(ctx: Context) -> None:
    raw = {
        **LAMBDA,
        "loadBalancer": {"kind": "internal_alb", "targetPort": 8443},
        "api": {"link": "alb", "stage": "v1"},
        "certificate": {"domain": "pay.example.com", "hostedZoneId": "Z0123456789ABCDEFGHIJ"},
        "objects": {"accessLogDays": 400},
    }
    assert ("vpc-link", "load-balancer", 443) in edges(derive(ctx, raw))


def test_shared_files_are_reached_over_nfs(ctx: Context) -> None:
    raw = {**FARGATE, "files": {"folder": "/payments"}, "stream": {"shards": 1}}
    found = derive(ctx, raw)
    assert ("tasks", "files", 2049) in edges(found)
    assert "kinesis:PutRecord" in actions(found, "payment-service")


@pytest.mark.parametrize(
    ("raw", "domains"),
    [
        (LAMBDA, {Domain.DATABASE, Domain.CACHE, Domain.TRANSACTIONS, Domain.PAN, Domain.STREAM}),
        (FARGATE, {Domain.DATABASE, Domain.CONTAINERS, Domain.OBJECTS, Domain.SECRETS}),
        (
            {
                "secrets": {"mode": "rds_managed"},
                "database": {"kind": "aurora_mysql"},
                "notifications": NOTIFICATIONS,
            },
            {Domain.DATABASE, Domain.SECRETS, Domain.FUNCTIONS},
        ),
    ],
)
def test_every_data_domain_of_the_stack_gets_a_key(
    ctx: Context, raw: dict[str, object], domains: set[Domain]
) -> None:
    assert domains | {Domain.LOGS, Domain.NOTIFICATIONS} <= derive(ctx, raw).domains


def test_files_without_a_client_still_have_their_group(ctx: Context) -> None:
    found = derive(ctx, {"files": {"folder": "/payments"}})
    assert found.groups == {Group.FILES}


def test_fraud_detection_mounts_shared_files_where_no_task_does(ctx: Context) -> None:
    found = derive(ctx, LAMBDA | {"files": {"throughputMode": "bursting"}})
    assert ("functions", "files", 2049) in edges(found)
    assert found.file_clients(ctx) == ("arn:aws:iam::123456789012:role/role-fraud-detection-test",)


def test_tasks_mount_shared_files_rather_than_functions(ctx: Context) -> None:
    found = derive(ctx, FARGATE | LAMBDA | {"files": {"throughputMode": "bursting"}})
    assert found.file_clients(ctx) == ("arn:aws:iam::123456789012:role/role-payment-service-test",)
