"""A network with subnets."""

import pulumi
import pulumi_aws as aws


class Network(pulumi.ComponentResource):
    """A VPC and its subnets."""

    def __init__(self, name: str, *, cidr: str, octets: list[int]) -> None:
        super().__init__("shop:index:Network", name)
        child = pulumi.ResourceOptions(parent=self)
        self.vpc = aws.ec2.Vpc(f"{name}-vpc", cidr_block=cidr, opts=child)
        self.subnets = [
            aws.ec2.Subnet(
                f"{name}-subnet-{octet}",
                vpc_id=self.vpc.id,
                cidr_block=f"10.0.{octet}.0/24",
                opts=child,
            )
            for octet in octets
        ]
        self.register_outputs({"vpc_id": self.vpc.id})
