"""A pack with one rule of each kind."""

from rules import RULES

from pulumi_policy import PolicyPack

PolicyPack(name="example", policies=RULES)
