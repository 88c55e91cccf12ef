"""Everything that is known about one stack, gathered."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from offline.evidence.certificates import Certificate, certificates
from offline.evidence.control import controls
from offline.evidence.coverage import Coverage, covered
from offline.evidence.inventory import Component, inventory
from offline.evidence.keys import Key, keys
from offline.evidence.responsibility import Responsibility, responsibilities
from offline.evidence.software import Software, software
from offline.plain import Mapped
from offline.task import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What an assessor is shown about a stack."""

    stack: str
    pack: str
    controls: Sequence[Coverage]
    inventory: Sequence[Component]
    certificates: Sequence[Certificate]
    keys: Sequence[Key]
    software: Sequence[Software]
    responsibilities: Sequence[Responsibility]

    @property
    def counts(self) -> Counter[str]:
        """How many requirements have each status."""
        return Counter(each.status for each in self.controls for _ in each.control.requirements)


def dossier(outcome: Outcome, root: Path) -> Dossier:
    """Gather what there is to say about a stack.

    Args:
        outcome: the stack as deployed, and the pack's verdict on it.
        root: the project's folder.
    """
    state, verdict = outcome.state, outcome.verdict
    return Dossier(
        stack=state.stack,
        pack=f"{verdict.pack} {verdict.version}".rstrip(),
        controls=[covered(control, outcome, root) for control in controls()],
        inventory=list(inventory(state)),
        certificates=list(certificates(state)),
        keys=list(keys(state)),
        software=software(state, root),
        responsibilities=list(responsibilities(root)),
    )


def document(found: Dossier) -> Mapped:
    """A dossier as plain JSON values."""
    return {
        "stack": found.stack,
        "pack": found.pack,
        "counts": dict(sorted(found.counts.items())),
        "controls": [_control(each) for each in found.controls],
        "inventory": [asdict(each) for each in found.inventory],
        "certificates": [asdict(each) for each in found.certificates],
        "keys": [asdict(each) for each in found.keys],
        "software": [asdict(each) for each in found.software],
        "responsibilities": [asdict(each) for each in found.responsibilities],
    }


def _control(each: Coverage) -> Mapped:
    return {
        "requirements": each.control.requirements,
        "control": each.control.control,
        "status": each.status,
        "resources": [{"type": found.type, "name": found.name} for found in each.resources],
        "rules": list(each.rules),
        "violations": [
            {
                "policy": found.policy,
                "level": found.level,
                "urn": found.urn,
                "message": found.message,
            }
            for found in each.violations
        ],
        "undetermined": list(each.undetermined),
        "rows": list(each.rows),
        "shownBy": each.control.shown_by,
        "untrue": list(each.untrue),
    }
