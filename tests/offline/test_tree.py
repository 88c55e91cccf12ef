from typing import Any

import pulumi
import pulumi_aws as aws

from offline import graph
from offline.tree import tree


class Tier(pulumi.ComponentResource):
    def __init__(self, name: Any, parent: Any = None) -> None:
        super().__init__("shop:index:Tier", name, None, pulumi.ResourceOptions(parent=parent))


def child(parent: Any) -> Any:
    return pulumi.ResourceOptions(parent=parent)


def test_components_are_branches_with_counts_and_equal_types_share_a_line() -> None:
    def program() -> None:
        outer = Tier("outer")
        inner = Tier("inner", outer)
        for index in range(2):
            aws.sns.Topic(f"topic-{index}", opts=child(inner))
        aws.sqs.Queue("queue", opts=child(outer))
        Tier("empty")

    assert list(tree(graph.run(program))) == [
        "payments · test · 3 resources in 3 components",
        "├─ outer  shop:index:Tier  3 resources",
        "│  ├─ inner  shop:index:Tier  2 resources",
        "│  │  └─ aws:sns:Topic x 2",
        "│  └─ aws:sqs:Queue",
        "└─ empty  shop:index:Tier  0 resources",
    ]


def test_one_is_not_a_plural() -> None:
    def program() -> None:
        aws.sns.Topic("topic", opts=child(Tier("tier")))

    assert list(tree(graph.run(program))) == [
        "payments · test · 1 resource in 1 component",
        "└─ tier  shop:index:Tier  1 resource",
        "   └─ aws:sns:Topic",
    ]


def test_a_resource_with_children_of_its_own_is_a_branch() -> None:
    def program() -> None:
        aws.sqs.Queue("queue", opts=child(aws.sns.Topic("topic")))

    assert list(tree(graph.run(program)))[1:] == [
        "└─ topic  aws:sns:Topic  1 resource",
        "   └─ aws:sqs:Queue",
    ]
