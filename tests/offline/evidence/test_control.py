"""The list of controls speaks of every requirement that the pack knows, once."""

from collections import Counter

import pytest
from pci.requirements import REQUIREMENTS
from pydantic import ValidationError

from offline.conformance import rows
from offline.evidence.control import Control, controls


def test_every_requirement_of_the_pack_has_one_control() -> None:
    listed = Counter(name for control in controls() for name in control.requirements)
    assert set(REQUIREMENTS) <= set(listed)
    assert set(listed.values()) == {1}


def test_every_row_that_a_control_names_exists() -> None:
    named = {row for control in controls() for row in control.rows}
    assert named <= {row.id for row in rows()}


def test_a_control_without_evidence_is_refused_unless_aws_answers_for_it() -> None:
    with pytest.raises(ValidationError, match=r"9\.1\.1 needs evidence"):
        Control(requirements=["9.1.1"], control="physical access")
    assert Control(requirements=["9.1.1"], control="physical access", aws=True).aws
