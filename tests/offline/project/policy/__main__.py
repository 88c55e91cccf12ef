"""A pack with one rule of each kind."""

from pulumi_policy import PolicyPack
from rules import RULES

PolicyPack(name="example", policies=RULES)
