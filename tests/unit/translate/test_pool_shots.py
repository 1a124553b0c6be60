"""A translation process that somebody kills says little of its sentence."""

from tests.twins import TwinProcess

from polywire.translate.engines.engine import Result
from polywire.translate.engines.pool import Pool


class Shooter:
    """Starts twins; the first so many are shot at the sentence "late"."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.born = 0

    def __call__(self) -> TwinProcess:
        self.born += 1
        return ShotTwin() if self.born <= self.times else TwinProcess()


class ShotTwin(TwinProcess):
    """Is killed from outside at the sentence "late"."""

    def send(self, text: str) -> bool:
        return super().send("shot" if text == "late" else text)


def test_a_sentence_whose_processes_were_killed_by_others_gets_its_text() -> None:
    shooter = Shooter(4)
    pool = Pool(shooter, children=1, timeout=5.0)
    assert pool.translate(["late", "x"]) == [Result("LATE"), Result("X")]
    assert shooter.born == 5
    pool.close()


def test_a_sentence_whose_processes_are_always_killed_is_given_up() -> None:
    shooter = Shooter(99)
    pool = Pool(shooter, children=1, timeout=5.0)
    late, other = pool.translate(["late", "x"])
    assert late.error
    assert "ended 5 translation processes" in late.error
    assert other == Result("X")
    pool.close()


def test_a_sentence_over_its_time_is_given_up_after_two_processes() -> None:
    shooter = Shooter(0)
    pool = Pool(shooter, children=1, timeout=0.1)
    assert pool.translate(["hang"])[0].error
    assert shooter.born == 2
    pool.close()
