"""The errors of the offline tools: each is one message a person can act on."""


class OfflineError(Exception):
    """Something is wrong with the project, its configuration, its program or its policy pack.

    The text names the value, the rule, the reason and the way out, and is shown as it is.
    """


class ProjectError(OfflineError):
    """A project or stack file is missing, malformed, or contradicts what the project declares."""


class ProgramError(OfflineError):
    """The program raised, or registered something that the engine would refuse."""


class PackError(OfflineError):
    """The policy pack did not start, broke the protocol, or failed while judging."""
