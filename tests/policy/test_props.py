from pci.props import Props
from pci.values import ABSENT, UNKNOWN

PROPS = Props(
    {
        "name": "x",
        "empty": "",
        "unknown": UNKNOWN,
        "logging": [{"bucket": "b", "days": 3.0, "on": True}],
        "mixed": ["a", UNKNOWN, 2.0],
        "document": '{"a": {"b": 1}}',
    }
)


def test_paths_lead_through_lists_and_objects() -> None:
    assert PROPS.text("logging.0.bucket") == "b"
    assert PROPS.number("logging.0.days") == 3
    assert PROPS.flag("logging.0.on") is True
    assert PROPS.at("logging.1.bucket") is ABSENT
    assert PROPS.at("logging.first") is ABSENT
    assert PROPS.at("name.first") is ABSENT


def test_everything_inside_an_unknown_is_unknown() -> None:
    assert PROPS.text("unknown.deep.0.er") is UNKNOWN
    assert PROPS.keys("unknown") is UNKNOWN
    assert [block.text("x") for block in PROPS.blocks("unknown")] == [UNKNOWN]
    assert PROPS.texts("unknown") == [UNKNOWN]


def test_an_unknown_counts_as_configured_and_an_empty_value_does_not() -> None:
    assert PROPS.has("unknown")
    assert PROPS.has("name")
    assert not PROPS.has("empty")
    assert not PROPS.has("absent")


def test_lists_are_read_element_by_element() -> None:
    assert PROPS.texts("mixed") == ["a", UNKNOWN, "2"]
    assert PROPS.texts("absent") == []
    assert PROPS.blocks("absent") == []
    assert [block.is_unknown for block in PROPS.blocks("mixed")] == [False, True, False]


def test_keys_are_asked_of_objects_only() -> None:
    assert PROPS.document("document").keys("a") == {"b"}
    assert PROPS.keys("name") is ABSENT
