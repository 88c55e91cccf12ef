"""The PCI DSS v4.0.1 requirements that rules of this pack speak for, in this pack's own words.

A rule shows one fact about one resource. It supports a requirement; no rule, and no set of rules,
shows that a requirement is met.
"""

from collections.abc import Iterable

FRAMEWORK = "PCI DSS"
VERSION = "4.0.1"

REQUIREMENTS = {
    "1.2.5": "Every allowed service, protocol and port is known, approved and needed",
    "1.2.7": "Network rule sets are reviewed twice a year, so that unused ones go",
    "1.3.1": "Traffic into the cardholder data environment is limited to what is needed",
    "1.3.2": "Traffic out of the cardholder data environment is limited to what is needed",
    "1.4.1": "Controls stand between trusted and untrusted networks",
    "1.4.2": "Untrusted networks reach only the services that are meant for them",
    "1.4.4": "Systems that store cardholder data cannot be reached from untrusted networks",
    "1.4.5": "Internal addresses and routes are disclosed only to those authorised",
    "2.2.2": "Vendor default accounts are unused, or have their password changed",
    "2.2.7": "Administrative access that is not at a console is encrypted",
    "3.2.1": "Account data is kept no longer and in no more places than needed",
    "3.3.1": "Sensitive authentication data is not kept after authorisation",
    # 3.5.1.2: encryption of disks or volumes alone does not make a PAN unreadable. Rules on
    # storage encryption support 3.5.1; the payment code encrypts the PAN itself.
    "3.5.1": "A stored PAN is unreadable wherever it is kept",
    "3.6.1": "Keys that protect account data are themselves protected",
    "3.6.1.1": "The cryptographic architecture and its keys are documented",
    "3.6.1.2": "Keys that protect account data are stored in an accepted form",
    "3.6.1.3": "As few people and systems as possible have access to keys",
    "3.7.1": "Keys are generated strong",
    "3.7.2": "Keys are distributed securely",
    "3.7.4": "Keys change at the end of their cryptoperiod",
    "3.7.5": "Keys are retired or destroyed when they must no longer be used",
    "4.2.1": "A PAN is protected by strong cryptography on open, public networks",
    "4.2.1.1": "Trusted keys and certificates are inventoried",
    "6.2.3": "Custom software is reviewed before it is released",
    "6.2.4": "Custom software withstands common attacks",
    "6.3.2": "Custom and third-party software components are inventoried",
    "6.3.3": "Components are free of known vulnerabilities; patches are installed in time",
    "6.4.1": "Public web applications are protected against attacks",
    "6.4.2": "An automated solution detects and prevents attacks on public web applications",
    "7.2.1": "An access model grants by need and least privilege",
    "7.2.2": "Access is assigned by job function and least privilege",
    "7.2.3": "Privileges are approved",
    "7.2.4": "Accounts and privileges are reviewed",
    "7.3.1": "An access control system covers every component and denies by default",
    "8.2.1": "Every user has an own id",
    "8.2.2": "Shared accounts are an exception under control",
    "8.2.8": "An idle session is authenticated again after 15 minutes",
    "8.3.1": "Access needs at least one authentication factor",
    "8.3.2": "Authentication factors are unreadable in storage and transmission",
    "8.3.6": "Passwords have twelve characters, letters and digits",
    "8.3.7": "A new password differs from the last four",
    "8.3.9": "Passwords used as the only factor change every 90 days",
    "8.4.2": "Access to the cardholder data environment needs several factors",
    "8.4.3": "Remote access needs several factors",
    "8.6.1": "System accounts that can be used interactively are managed",
    "8.6.2": "Passwords of system accounts are not hard coded",
    "8.6.3": "Passwords of system accounts change as often as their risk asks for",
    "10.2.1": "Audit logs are on for every component and all cardholder data",
    "10.2.1.1": "Logs capture each access of a person to cardholder data",
    "10.2.1.2": "Logs capture what administrators do",
    "10.2.1.3": "Logs capture access to audit logs",
    "10.3.2": "Audit logs cannot be modified",
    "10.3.3": "Audit logs are backed up promptly to a place that is hard to alter",
    "10.3.4": "Changes of audit logs are detected",
    "10.4.1": "Security logs are reviewed daily",
    "10.4.1.1": "Reviews of audit logs are automated",
    "10.4.2": "Logs of other components are reviewed regularly",
    "10.5.1": "Audit logs are kept for twelve months, three of them at hand",
    "10.7.2": "Failures of critical security controls are noticed and answered",
    "11.3.1": "Internal vulnerability scans are run every quarter",
    "11.5.1": "Intrusions are detected or prevented",
    "11.5.2": "Changes of critical files are detected",
    "12.10.5": "Incident response acts on alerts of security monitoring",
    "12.3.3": "Cipher suites and protocols in use are documented and reviewed",
    "12.3.4": "Technologies in use are reviewed every year",
    "12.5.1": "Components in scope are inventoried",
    "12.5.2": "The scope is documented and confirmed",
    "A1.1.2": "Customers of a provider reach only their own environment",
}


def reference(ids: Iterable[str]) -> str:
    """The ids as the one reference text the SDK has room for.

    Raises:
        ValueError: if an id is not one of this table.
    """
    listed = tuple(ids)
    if unknown := [requirement for requirement in listed if requirement not in REQUIREMENTS]:
        raise ValueError(f"{', '.join(unknown)} is not in REQUIREMENTS; add it with its meaning")
    return "; ".join(listed)
