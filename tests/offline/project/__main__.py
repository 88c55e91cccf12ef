"""The example's program."""

import pulumi
import pulumi_aws as aws
from shop_network import Network

config = pulumi.Config()
network = Network("network", cidr=config.require("cidr"), octets=config.require_object("subnets"))
password = config.require_secret("dbPassword")
secret = aws.secretsmanager.Secret("password", name="password")
aws.secretsmanager.SecretVersion("password", secret_id=secret.id, secret_string=password)
group = aws.ec2.SecurityGroup("web", vpc_id=network.vpc.id)
if config.get_bool("openToTheWorld"):
    aws.vpc.SecurityGroupIngressRule(
        "open", security_group_id=group.id, cidr_ipv4="0.0.0.0/0", ip_protocol="-1"
    )
pulumi.log.warn("one thing to know")
pulumi.export("vpc_id", network.vpc.id)
pulumi.export("secret_arn", secret.arn)
pulumi.export("password", password)
