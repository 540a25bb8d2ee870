"""The client counts what it got and stops at the first wrong answer."""

import asyncio

from benchmarks.load import WARM_UP, Run

PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"
BROKEN = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops"


def outcome_of(*answers: bytes, clients: int = 1, most: int = 20, body: str = "") -> tuple[dict, list[bytes]]:
    """Run a plan against a server that gives these answers in turn, the last one for ever; also what it was sent."""
    sent: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
            writer.write(answers[min(len(sent), len(answers) - 1)])
            sent.append(await reader.readexactly(length))

    async def whole() -> dict:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        plan = {
            "port": server.sockets[0].getsockname()[1],
            "clients": clients,
            "seconds": 10,
            "most": most,
            "cookie": "",
            "expect": 200,
            "requests": [{"method": "POST" if body else "GET", "path": "/", "body": body}],
        }
        outcome = await Run(plan).run()
        server.close()
        return outcome

    return asyncio.run(whole()), sent


def test_it_stops_at_the_most_and_leaves_the_warm_up_out():
    outcome, sent = outcome_of(PAGE, most=20)

    assert outcome["problem"] == ""
    assert len(outcome["milliseconds"]) == 20
    assert len(sent) == 20 + WARM_UP
    assert outcome["bytes"] == 5


def test_an_answer_in_chunks_is_read_whole():
    assert outcome_of(CHUNKS)[0]["bytes"] == 5


def test_a_wrong_status_is_the_problem_and_ends_the_run():
    outcome, _sent = outcome_of(PAGE, PAGE, PAGE, BROKEN)

    assert "GET / gave 500: b'oops'" in outcome["problem"]
    assert len(outcome["milliseconds"]) == 2


def test_each_body_is_new():
    _outcome, sent = outcome_of(PAGE, body="id={uuid}&title={count}", most=5)

    assert len(set(sent)) == 5 + WARM_UP
    assert sent[0].endswith(b"&title=1")


def test_several_clients_share_the_work():
    outcome, sent = outcome_of(PAGE, clients=4, most=20)

    assert 20 <= len(outcome["milliseconds"]) < 20 + 4
    assert len(sent) == len(outcome["milliseconds"]) + 4 * WARM_UP
