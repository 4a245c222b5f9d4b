"""The guard in `tests/conftest.py` does guard."""

import socket

import pytest

ELSEWHERE = "203.0.113.7"  # RFC 5737: documentation only, nobody answers there


def test_a_connection_to_another_machine_fails_the_test() -> None:
    with socket.socket() as line, pytest.raises(pytest.fail.Exception, match=ELSEWHERE):
        line.connect((ELSEWHERE, 80))


def test_a_datagram_to_another_machine_fails_the_test() -> None:
    with (
        socket.socket(type=socket.SOCK_DGRAM) as line,
        pytest.raises(pytest.fail.Exception, match=ELSEWHERE),
    ):
        line.sendto(b"hello", (ELSEWHERE, 53))


def test_asking_for_the_address_of_a_name_fails_the_test() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"desk\.invalid"):
        socket.getaddrinfo("desk.invalid", 443)


def test_this_machine_can_talk_to_itself() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as line,
    ):
        answer, _ = server.accept()
        with answer:
            answer.sendall(b"here")
        assert line.recv(4) == b"here"
