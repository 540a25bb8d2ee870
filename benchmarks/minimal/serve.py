"""Serves the minimal app as the product is served: `python -m benchmarks.minimal.serve PORT PROCESSES`."""

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from everproof.cli.children import end_with_supervisor
from everproof.cli.server import SECONDS_TO_STOP, WAITING_REQUESTS
from everproof.config.patience import PLACES


def serve(port: int, processes: int) -> None:
    Granian(
        "benchmarks.minimal.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=PLACES,
        backpressure=WAITING_REQUESTS,
        workers_kill_timeout=SECONDS_TO_STOP,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    end_with_supervisor()
    serve(int(sys.argv[1]), int(sys.argv[2]))
