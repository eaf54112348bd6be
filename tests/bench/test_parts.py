"""What the benchmark measures by name is still there."""

from tests.bench.parts import LOOP, STORE


def test_every_part_that_is_measured_still_exists() -> None:
    for owner, name, _ in (*STORE, *LOOP):
        assert hasattr(owner, name), f"{owner} has no {name}"
