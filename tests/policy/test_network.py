from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

VPC = Res(kind="aws:ec2/vpc:Vpc")
DEFAULT_GROUP = Res(
    kind="aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", links={"vpcId": ("vpc",)}
)
ACL_RULE = {"action": "allow", "protocol": "tcp", "fromPort": 443, "toPort": 443}
ACL = Res(
    kind="aws:ec2/networkAcl:NetworkAcl",
    props={"subnetIds": [UNKNOWN, "subnet-1"], "ingress": [{**ACL_RULE, "cidrBlock": "0.0.0.0/0"}]},
)
SINGLE_ACL_RULE = Res(
    kind="aws:ec2/networkAclRule:NetworkAclRule",
    props={
        "ruleAction": "allow",
        "protocol": "6",
        "fromPort": 443,
        "toPort": 443,
        "cidrBlock": "0.0.0.0/0",
    },
)
ROUTES = {
    "gateway": Res(kind="aws:ec2/internetGateway:InternetGateway"),
    "table": Res(kind="aws:ec2/routeTable:RouteTable"),
    "route": Res(
        kind="aws:ec2/route:Route",
        props={"gatewayId": UNKNOWN},
        links={"gatewayId": ("gateway",), "routeTableId": ("table",)},
    ),
    "association": Res(
        kind="aws:ec2/routeTableAssociation:RouteTableAssociation",
        links={"subnetId": ("subnet",), "routeTableId": ("table",)},
    ),
    "subnet": Res(kind="aws:ec2/subnet:Subnet", props={"tags": {"Tier": "public"}}),
}
TABLE = ROUTES["table"]
IN_VPC = Res(kind="aws:ec2/subnet:Subnet", links={"vpcId": ("vpc",)})
MAIN = Res(
    kind="aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
    links={"vpcId": ("vpc",), "routeTableId": ("table",)},
)
CLOSED = Res(
    kind="aws:ec2/routeTableAssociation:RouteTableAssociation",
    links={"subnetId": ("subnet",), "routeTableId": ("closed",)},
)


def ingress(**change: object) -> dict[str, object]:
    return {"ingress": [{**ACL_RULE, "cidrBlock": "0.0.0.0/0", **change}]}


CASES = (
    Cases(
        rule="subnet-no-auto-public-ip",
        base=Res(kind="aws:ec2/subnet:Subnet", props={"mapPublicIpOnLaunch": False}),
        fine=({"mapPublicIpOnLaunch": ABSENT},),
        violating=(({"mapPublicIpOnLaunch": True}, "mapPublicIpOnLaunch is true"),),
        undetermined=({"mapPublicIpOnLaunch": UNKNOWN},),
        not_applicable=(
            ({"tags": {"Type": "Public"}, "mapPublicIpOnLaunch": True}, "public tier"),
        ),
    ),
    Cases(
        rule="default-security-group-closed",
        base={"vpc": VPC, "group": DEFAULT_GROUP},
        fine=(
            {"group": {"ingress": [], "egress": UNKNOWN}},
            {
                "vpc": {"id": "vpc-1"},
                "group": Res(kind=DEFAULT_GROUP.kind, props={"vpcId": "vpc-1"}),
            },
        ),
        violating=(
            ({"group": ABSENT}, "vpc keeps its default security group open"),
            ({"group": {"ingress": [{"protocol": "-1"}]}}, "ingress is set"),
            (
                {
                    "group": Res(
                        kind=DEFAULT_GROUP.kind,
                        props={"egress": UNKNOWN},
                        links={"vpcId": ("vpc",), "egress": ("other",)},
                    ),
                    "other": Res(kind="aws:ec2/securityGroup:SecurityGroup"),
                },
                "egress is set",
            ),
        ),
        undetermined=({"group": Res(kind=DEFAULT_GROUP.kind, props={"vpcId": UNKNOWN})},),
    ),
    Cases(
        rule="nacl-no-world-admin-ports",
        base=ACL,
        fine=(ingress(action="deny", protocol="-1"), ingress(cidrBlock="10.0.0.0/8", fromPort=0)),
        violating=(
            (ingress(fromPort=22), "ingress rule 1 admits the internet to port 22"),
            (ingress(protocol="-1"), "every port"),
            (ingress(cidrBlock="", ipv6CidrBlock="::/0", fromPort=3389, toPort=3389), "port 3389"),
        ),
        undetermined=({"ingress": UNKNOWN}, ingress(cidrBlock=UNKNOWN), ingress(fromPort=UNKNOWN)),
    ),
    Cases(
        rule="nacl-no-world-admin-ports",
        base=SINGLE_ACL_RULE,
        fine=({"egress": True, "fromPort": 0}, {"fromPort": ABSENT}),
        violating=(({"fromPort": 22}, "the rule admits the internet to port 22"),),
        undetermined=({"ruleAction": UNKNOWN},),
    ),
    Cases(
        rule="nacl-attached",
        base={"acl": ACL},
        fine=(
            {
                "acl": {"subnetIds": ABSENT},
                "association": Res(
                    kind="aws:ec2/networkAclAssociation:NetworkAclAssociation",
                    links={"networkAclId": ("acl",)},
                ),
            },
        ),
        violating=(
            ({"acl": {"subnetIds": []}}, "acl is attached to no subnet"),
            ({"acl": {"subnetIds": UNKNOWN}}, "acl is attached to no subnet"),
        ),
    ),
    Cases(
        rule="vpc-flow-logs-enabled",
        base={"vpc": VPC, "log": Res(kind="aws:ec2/flowLog:FlowLog", links={"vpcId": ("vpc",)})},
        violating=(({"log": ABSENT}, "vpc has no flow log"),),
        undetermined=({"log": Res(kind="aws:ec2/flowLog:FlowLog", props={"vpcId": UNKNOWN})},),
    ),
    Cases(
        rule="flow-log-all-traffic",
        base=Res(kind="aws:ec2/flowLog:FlowLog", props={"trafficType": "ALL"}),
        violating=(
            ({"trafficType": "ACCEPT"}, "trafficType is none of ALL"),
            ({"trafficType": ABSENT}, "trafficType is not set"),
        ),
        undetermined=({"trafficType": UNKNOWN},),
        not_applicable=(({"transitGatewayId": UNKNOWN, "trafficType": ABSENT}, "transit"),),
    ),
    Cases(
        rule="private-route-no-igw",
        base=ROUTES,
        fine=(
            {"subnet": {"tags": {}}, "route": ABSENT},
            {"subnet": {"tags": {}}, "association": ABSENT},
            {"subnet": IN_VPC, "association": ABSENT, "vpc": VPC},
            {"subnet": IN_VPC, "vpc": VPC, "main": MAIN, "association": CLOSED, "closed": TABLE},
        ),
        violating=(
            (
                {"subnet": IN_VPC, "association": ABSENT, "vpc": VPC, "main": MAIN},
                "routed to an internet gateway",
            ),
            (
                {
                    "subnet": IN_VPC,
                    "association": ABSENT,
                    "vpc": VPC,
                    "table": Res(
                        kind="aws:ec2/defaultRouteTable:DefaultRouteTable",
                        links={"defaultRouteTableId": ("vpc",)},
                    ),
                },
                "routed to an internet gateway",
            ),
            ({"subnet": {"tags": {}}}, "subnet is routed to an internet gateway"),
            (
                {
                    "subnet": {"tags": {}},
                    "route": Res(
                        kind="aws:ec2/route:Route",
                        props={"gatewayId": "igw-1"},
                        links={"routeTableId": ("table",)},
                    ),
                },
                "routed to an internet gateway",
            ),
            (
                {
                    "subnet": {"tags": {}},
                    "route": ABSENT,
                    "table": {"routes": [{"gatewayId": "igw-1"}]},
                },
                "routed to an internet gateway",
            ),
            (
                {
                    "subnet": {"tags": {}},
                    "route": ABSENT,
                    "table": Res(
                        kind="aws:ec2/routeTable:RouteTable", links={"routes": ("gateway",)}
                    ),
                },
                "routed to an internet gateway",
            ),
        ),
        undetermined=(
            {
                "subnet": {"tags": {}},
                "route": Res(
                    kind="aws:ec2/route:Route",
                    props={"gatewayId": UNKNOWN},
                    links={"routeTableId": ("table",)},
                ),
            },
        ),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
