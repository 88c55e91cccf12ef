from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

CLUSTER = Res(
    kind="aws:rds/cluster:Cluster",
    props={
        "engine": "aurora-postgresql",
        "masterUsername": "dbadmin",
        "manageMasterUserPassword": True,
        "iamDatabaseAuthenticationEnabled": True,
        "vpcSecurityGroupIds": [UNKNOWN],
    },
    links={"vpcSecurityGroupIds": ("group",)},
)
INSTANCE = Res(
    kind="aws:rds/instance:Instance", props={"username": "dbadmin", "passwordWo": "planted"}
)
GROUP = Res(kind="aws:ec2/securityGroup:SecurityGroup")
INGRESS = Res(
    kind="aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    props={"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432},
    links={"securityGroupId": ("group",)},
)
EGRESS = Res(
    kind="aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    props={"ipProtocol": "tcp", "fromPort": 443, "toPort": 443},
    links={"securityGroupId": ("group",)},
)
GUARDED = {"cluster": CLUSTER, "group": GROUP, "in": INGRESS, "out": EGRESS}
OTHERS = Res(
    kind=INGRESS.kind,
    props={"cidrIpv4": "0.0.0.0/0", "ipProtocol": "-1"},
    links={"securityGroupId": ("other",)},
)
CACHE_SUBNETS = Res(kind="aws:elasticache/subnetGroup:SubnetGroup", links={"subnetIds": ("data",)})
SERVERLESS = Res(
    kind="aws:elasticache/serverlessCache:ServerlessCache", links={"subnetIds": ("data",)}
)
SUBNETS = {
    "gateway": Res(kind="aws:ec2/internetGateway:InternetGateway"),
    "table": Res(kind="aws:ec2/routeTable:RouteTable"),
    "route": Res(
        kind="aws:ec2/route:Route",
        links={"gatewayId": ("gateway",), "routeTableId": ("table",)},
    ),
    "association": Res(
        kind="aws:ec2/routeTableAssociation:RouteTableAssociation",
        links={"subnetId": ("edge",), "routeTableId": ("table",)},
    ),
    "edge": Res(kind="aws:ec2/subnet:Subnet"),
    "data": Res(kind="aws:ec2/subnet:Subnet"),
    "inner": Res(kind="aws:ec2/routeTable:RouteTable", props={"routes": UNKNOWN}),
    "inner-association": Res(
        kind="aws:ec2/routeTableAssociation:RouteTableAssociation",
        links={"subnetId": ("data",), "routeTableId": ("inner",)},
    ),
    "group": Res(kind="aws:rds/subnetGroup:SubnetGroup", links={"subnetIds": ("data",)}),
}


def inner_route(**props: object) -> dict[str, Res]:
    """A route in the table of the data's subnet."""
    return {"way": Res(kind="aws:ec2/route:Route", props=props, links={"routeTableId": ("inner",)})}


def inner_routes(**block: object) -> dict[str, object]:
    return {"inner": {"routes": [block]}}


def linked_routes(**block: object) -> Res:
    """The table of the data's subnet, with a route that comes from another resource."""
    return Res(
        kind="aws:ec2/routeTable:RouteTable", props={"routes": [block]}, links={"routes": ("edge",)}
    )


CASES = (
    Cases(
        rule="rds-no-public-access",
        base=CLUSTER,
        fine=({"publiclyAccessible": False},),
        violating=(({"publiclyAccessible": True}, "publiclyAccessible is true"),),
        undetermined=({"publiclyAccessible": UNKNOWN},),
    ),
    Cases(
        rule="rds-data-api-off",
        base=CLUSTER,
        fine=({"enableHttpEndpoint": False},),
        violating=(({"enableHttpEndpoint": True}, "enableHttpEndpoint is true"),),
        undetermined=({"enableHttpEndpoint": UNKNOWN},),
    ),
    Cases(
        rule="rds-subnet-group-private",
        base=SUBNETS,
        fine=(
            {"group": ABSENT},
            {"cluster": CLUSTER.but({"dbSubnetGroupName": "payments"})},
            {"replica": Res(kind=INSTANCE.kind, props={"replicateSourceDb": UNKNOWN})},
            inner_route(destinationCidrBlock="10.9.0.0/16", vpcPeeringConnectionId=UNKNOWN),
            inner_route(destinationPrefixListId="pl-1", vpcEndpointId=UNKNOWN),
            inner_routes(cidrBlock="10.9.0.0/16", transitGatewayId=UNKNOWN),
            {"inner": linked_routes(cidrBlock="10.9.0.0/16", transitGatewayId=UNKNOWN)},
        ),
        violating=(
            ({"cluster": CLUSTER}, "dbSubnetGroupName is not set"),
            ({"cluster": CLUSTER.but({"dbSubnetGroupName": "default"})}, "is default"),
            (
                {
                    "group": Res(
                        kind="aws:rds/subnetGroup:SubnetGroup", links={"subnetIds": ("edge",)}
                    )
                },
                "group uses edge, which leads to the internet",
            ),
            (
                inner_route(destinationCidrBlock="0.0.0.0/0", natGatewayId=UNKNOWN),
                "group uses data, whose default route leads out",
            ),
            (
                inner_route(destinationIpv6CidrBlock="::/0", egressOnlyGatewayId=UNKNOWN),
                "whose default route leads out",
            ),
            (
                inner_routes(cidrBlock="0.0.0.0/0", transitGatewayId=UNKNOWN),
                "whose default route leads out",
            ),
            (
                inner_routes(ipv6CidrBlock="0::/0", vpcPeeringConnectionId=UNKNOWN),
                "whose default route leads out",
            ),
            (
                {"cache": CACHE_SUBNETS, **inner_route(destinationCidrBlock="0.0.0.0/0")},
                "cache uses data, whose default route leads out",
            ),
            (
                {"cache": SERVERLESS, **inner_route(destinationCidrBlock="0.0.0.0/0")},
                "cache uses data, whose default route leads out",
            ),
        ),
        undetermined=(
            {"cluster": CLUSTER.but({"dbSubnetGroupName": UNKNOWN})},
            {
                "route": Res(
                    kind="aws:ec2/route:Route",
                    props={"gatewayId": UNKNOWN},
                    links={"routeTableId": ("table",)},
                )
            },
            {
                "way": Res(
                    kind="aws:ec2/route:Route",
                    props={"destinationCidrBlock": UNKNOWN},
                    links={"routeTableId": ("inner",), "destinationCidrBlock": ("edge",)},
                )
            },
            {"inner": linked_routes(cidrBlock=UNKNOWN)},
        ),
    ),
    Cases(
        rule="rds-sg-ingress-from-sg-only",
        base=GUARDED,
        fine=(
            {"in": {"cidrIpv4": "10.0.0.0/16"}},
            {"in": {"cidrIpv4": "100.64.0.0/16"}},
            {"other": GROUP, "its-rule": OTHERS},
            {"cluster": CLUSTER.but({"vpcSecurityGroupIds": ABSENT})},
            {"group": {"ingress": UNKNOWN}},
        ),
        violating=(
            ({"in": {"cidrIpv4": "203.0.112.0/24"}}, "the rule of in lets public addresses"),
            ({"group": {"ingress": [{"cidrBlocks": ["0.0.0.0/0"]}]}}, "ingress rule 1 of group"),
            ({"cluster": Res(kind=CLUSTER.kind)}, "vpcSecurityGroupIds is not set"),
        ),
        undetermined=(
            {"in": {"cidrIpv4": UNKNOWN}},
            {"cluster": Res(kind=CLUSTER.kind, props={"vpcSecurityGroupIds": UNKNOWN})},
        ),
    ),
    Cases(
        rule="rds-sg-egress-restricted",
        base=GUARDED,
        fine=({"out": {"cidrIpv4": "10.0.0.0/16"}},),
        violating=(
            ({"out": {"cidrIpv4": "0.0.0.0/0"}}, "the rule of out lets a database reach"),
            ({"group": {"egress": [{"ipv6CidrBlocks": ["::/0"]}]}}, "egress rule 1 of group"),
        ),
        undetermined=({"out": {"cidrIpv4": UNKNOWN}},),
    ),
    Cases(
        rule="rds-iam-authentication",
        base=CLUSTER,
        violating=(
            ({"iamDatabaseAuthenticationEnabled": ABSENT}, "everybody needs a password"),
            ({"iamDatabaseAuthenticationEnabled": False}, "is false"),
        ),
        undetermined=({"iamDatabaseAuthenticationEnabled": UNKNOWN},),
        not_applicable=(
            ({"engine": "oracle-ee"}, "no IAM authentication"),
            ({"engineMode": "serverless"}, "Serverless v1"),
        ),
    ),
    Cases(
        rule="rds-managed-master-secret",
        base=CLUSTER,
        fine=({"manageMasterUserPassword": ABSENT, "masterPasswordWo": UNKNOWN},),
        violating=(
            ({"masterPassword": "planted"}, "masterPassword is set"),
            ({"manageMasterUserPassword": ABSENT}, "nobody rotates"),
            ({"manageMasterUserPassword": False}, "nobody rotates"),
        ),
        undetermined=({"manageMasterUserPassword": UNKNOWN},),
        not_applicable=(
            ({"snapshotIdentifier": "nightly", "masterUsername": ABSENT}, "snapshotIdentifier"),
            ({"globalClusterIdentifier": "g", "masterUsername": ABSENT}, "global cluster"),
        ),
    ),
    Cases(
        rule="rds-managed-master-secret",
        base=INSTANCE,
        violating=(({"password": UNKNOWN}, "password is set"),),
        not_applicable=(({"replicateSourceDb": UNKNOWN}, "replicateSourceDb"),),
    ),
    Cases(
        rule="rds-no-default-admin-name",
        base=CLUSTER,
        violating=(
            ({"masterUsername": "Admin"}, "masterUsername is admin"),
            ({"masterUsername": ABSENT}, "masterUsername is not set"),
        ),
        undetermined=({"masterUsername": UNKNOWN},),
        not_applicable=(({"replicationSourceIdentifier": "arn"}, "master user"),),
    ),
    Cases(
        rule="rds-no-default-admin-name",
        base=INSTANCE,
        violating=(({"username": "postgres"}, "username is postgres"),),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
