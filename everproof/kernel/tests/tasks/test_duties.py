"""A duty that fails waits longer each time and keeps no other from its work."""

import os
import signal

from everproof.kernel.tasks.duties import LONGEST_PAUSE, Duty, Stop, perform


def raise_an_error() -> None:
    raise RuntimeError("out of order")


def test_a_failing_duty_waits_longer_each_time_and_recovers(db):
    duty = Duty("The test", raise_an_error, every=2)
    pauses = []
    for _number in range(8):
        duty.do()
        pauses.append(duty.pause())

    assert pauses == [2, 4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    duty.act = list
    duty.do()
    assert duty.pause() == 2


def test_the_others_go_on_until_sigterm(db):
    before = signal.getsignal(signal.SIGTERM)
    try:
        stop, done = Stop(), []

        def work() -> None:
            done.append(1)
            if len(done) == 3:
                os.kill(os.getpid(), signal.SIGTERM)

        perform([Duty("Broken", raise_an_error, every=0), Duty("Whole", work, every=0)], stop)
    finally:
        signal.signal(signal.SIGTERM, before)

    assert len(done) == 3
