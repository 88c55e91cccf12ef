import pytest

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res, Server

WORLD = "0.0.0.0/0"
HALF = "128.0.0.0/1"
GROUP = Res(
    kind="aws:ec2/securityGroup:SecurityGroup",
    props={
        "description": "Database",
        "ingress": [
            {
                "protocol": "tcp",
                "fromPort": 5432,
                "toPort": 5432,
                "cidrBlocks": ["10.0.0.0/16"],
                "description": "Application to database",
            }
        ],
    },
)
INGRESS = Res(
    kind="aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    props={
        "ipProtocol": "tcp",
        "fromPort": 5432,
        "toPort": 5432,
        "referencedSecurityGroupId": UNKNOWN,
        "description": "Application to database",
    },
)
EGRESS = Res(
    kind="aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    props={
        "ipProtocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
        "cidrIpv4": WORLD,
        "description": "Acquirer",
    },
)
MIXED = Res(
    kind="aws:ec2/securityGroupRule:SecurityGroupRule",
    props={
        "type": "ingress",
        "protocol": "tcp",
        "fromPort": 5432,
        "toPort": 5432,
        "cidrBlocks": ["10.0.0.0/16"],
        "description": "Application to database",
    },
)
PREFIX_LIST = Res(
    kind="aws:ec2/managedPrefixList:ManagedPrefixList",
    props={"entries": [{"cidr": "203.0.113.0/24"}]},
)


def inline(direction: str = "ingress", **change: object) -> dict[str, object]:
    rule = {
        "protocol": "tcp",
        "fromPort": 5432,
        "toPort": 5432,
        "cidrBlocks": [WORLD],
        "description": "x",
    }
    return {direction: [{**rule, **change}]}


CASES = (
    Cases(
        rule="sg-no-world-admin-ports",
        base=GROUP,
        fine=(inline(cidrBlocks=["not a block"]), inline(fromPort=443, toPort=443)),
        violating=(
            (inline(), "ingress rule 1 lets the internet reach port 5432"),
            (inline(fromPort=0, toPort=65535), "port 20, 21, 22 and more"),
            (inline(protocol="-1", fromPort=0, toPort=0), "port 20, 21, 22 and more"),
            (inline(cidrBlocks=[], ipv6CidrBlocks=["::/0"]), "port 5432"),
            (inline(cidrBlocks=[HALF]), "port 5432"),
            (inline(cidrBlocks=[], ipv6CidrBlocks=["2000::/3"]), "port 5432"),
        ),
        undetermined=({"ingress": UNKNOWN}, inline(cidrBlocks=UNKNOWN), inline(fromPort=UNKNOWN)),
    ),
    Cases(
        rule="sg-no-world-admin-ports",
        base=INGRESS,
        fine=({"cidrIpv4": "10.0.0.0/8"}, {"cidrIpv4": WORLD, "fromPort": ABSENT}),
        violating=(({"cidrIpv4": WORLD}, "the rule lets the internet reach port 5432"),),
        undetermined=({"cidrIpv4": UNKNOWN},),
    ),
    Cases(
        rule="sg-no-world-admin-ports",
        base=MIXED,
        fine=({"type": "egress", "cidrBlocks": [WORLD]},),
        violating=(({"cidrBlocks": [WORLD]}, "the rule lets the internet reach port 5432"),),
    ),
    Cases(
        rule="sg-no-world-ingress",
        base=GROUP,
        violating=((inline(fromPort=443, toPort=443), "lets the internet in"),),
        undetermined=(inline(cidrBlocks=[UNKNOWN]),),
    ),
    Cases(
        rule="sg-no-world-ingress",
        base=INGRESS.but({"cidrIpv4": WORLD, "fromPort": 443, "toPort": 443}),
        fine=({"fromPort": 80, "toPort": "80"},),
        violating=(
            ({"fromPort": 8443, "toPort": 8443}, "more than port 80 or 443"),
            ({"fromPort": 80}, "more than port 80 or 443"),
            ({"ipProtocol": "-1", "fromPort": ABSENT}, "more than port 80 or 443"),
            ({"fromPort": ABSENT}, "more than port 80 or 443"),
        ),
        undetermined=({"fromPort": UNKNOWN}, {"ipProtocol": UNKNOWN}),
        config={"worldIngressGroups": ["th?ng"]},
    ),
    Cases(
        rule="sg-no-world-ingress",
        base=PREFIX_LIST,
        fine=({"entries": ABSENT},),
        violating=(
            ({"entries": [{"cidr": "10.0.0.0/8"}, {"cidr": HALF}]}, "cidr is the internet"),
            (
                Res(
                    kind="aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry",
                    props={"cidr": "::/0"},
                ),
                "a rule that names the list lets it in",
            ),
        ),
        undetermined=({"entries": [{"cidr": UNKNOWN}]},),
    ),
    Cases(
        rule="sg-no-plain-http-ingress",
        base=GROUP,
        fine=(inline(fromPort=80, toPort=80, cidrBlocks=["10.0.0.0/16"]),),
        violating=(
            (inline(fromPort=80, toPort=80), "outside the VPC reach port 80"),
            (inline(fromPort=1, toPort=90, cidrBlocks=["203.0.112.0/24"]), "reach port 80"),
        ),
        undetermined=(
            inline(cidrBlocks=[UNKNOWN], fromPort=80, toPort=80),
            inline(toPort=UNKNOWN),
        ),
    ),
    Cases(
        rule="sg-no-plain-http-ingress",
        base=GROUP,
        violating=((inline(fromPort=80, toPort=80), "reach port 80"),),
        not_applicable=(),
        config={"worldIngressGroups": []},
    ),
    Cases(
        rule="sg-no-world-egress",
        base=EGRESS,
        fine=({"fromPort": ABSENT, "toPort": ABSENT}, {"cidrIpv4": "10.0.0.0/8"}),
        violating=(
            ({"ipProtocol": "-1"}, "the rule lets everything out"),
            ({"fromPort": 0, "toPort": 65535}, "the rule lets everything out"),
            ({"fromPort": 22, "toPort": 22}, "port 22 or 3389"),
        ),
        undetermined=({"cidrIpv4": UNKNOWN}, {"fromPort": UNKNOWN}),
    ),
    Cases(
        rule="sg-no-world-egress",
        base=GROUP,
        violating=((inline("egress", protocol="-1"), "egress rule 1 lets everything out"),),
    ),
    Cases(
        rule="sg-rules-described",
        base=GROUP,
        fine=({"description": UNKNOWN},),
        violating=(
            ({"description": ABSENT}, "description is not set"),
            ({"description": "Managed by Pulumi"}, "description is not set"),
            (inline(description=""), "ingress rule 1 has no description"),
        ),
    ),
    Cases(
        rule="sg-rules-described",
        base=EGRESS,
        violating=(({"description": ABSENT}, "the rule has no description"),),
    ),
    Cases(
        rule="sg-not-unused",
        base={
            "group": GROUP,
            "rule": Res(kind=INGRESS.kind, links={"securityGroupId": ("group",)}),
            "database": Res(kind="aws:rds/cluster:Cluster", needs=("group",)),
        },
        fine=(
            {"group": ABSENT},
            {"database": Res(kind="x:y/z:Z", links={"vpcSecurityGroupIds": ("group",)})},
        ),
        violating=(({"database": ABSENT}, "group is attached to nothing"),),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()


def test_the_edge_may_answer_plain_http_to_redirect() -> None:
    cases = Cases(
        rule="sg-no-plain-http-ingress",
        base=GROUP,
        violating=(),
        not_applicable=((inline(fromPort=80, toPort=80), "with a redirect to HTTPS"),),
        config={"worldIngressGroups": ["thing"]},
    )
    dict(cases)["not-applicable-0"]()


@pytest.mark.parametrize("name", ["ledger", "knowledge-base", "hedge"])
def test_an_edge_within_a_word_is_no_edge(server: Server, name: str) -> None:
    assert (
        server.resource(GROUP.but(inline(fromPort=443, toPort=443)), name).of("sg-no-world-ingress")
        == "violation"
    )


@pytest.mark.parametrize("name", ["edge", "edge-group", "api-edge", "api-edge-1"])
def test_an_edge_group_faces_the_internet(server: Server, name: str) -> None:
    assert (
        server.resource(GROUP.but(inline(fromPort=443, toPort=443)), name).of("sg-no-world-ingress")
        == "fine"
    )
