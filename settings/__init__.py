"""Typed stack configuration; the only package that reads `pulumi.Config`."""

from settings.load import load
from settings.parse import parse
from settings.problem import Problem, SettingsError
from settings.stack import Settings

__all__ = ["Problem", "Settings", "SettingsError", "load", "parse"]
