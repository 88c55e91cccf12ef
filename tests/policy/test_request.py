from pci.request import one_request, per_request


def test_results_are_remembered_within_one_request_only() -> None:
    asked: list[object] = []
    remember = per_request(lambda one, *_: asked.append(one))
    key = {"a": 1}
    remember(key)
    remember(key)
    assert len(asked) == 2
    with one_request():
        remember(key)
        remember(key)
    assert len(asked) == 3
    with one_request():
        remember(key)
    assert len(asked) == 4


def test_equal_arguments_are_told_apart() -> None:
    copy = per_request(lambda one: [*one])
    first, second = [1], [1]
    with one_request():
        assert copy(first) is copy(first)
        assert copy(first) is not copy(second)


def test_calls_with_more_arguments_are_passed_through() -> None:
    add = per_request(lambda one, more=0: one + more)
    with one_request():
        assert add(1) == 1
        assert add(1, 2) == 3
