"""The guard that keeps tests off the network has to work, or nothing else here proves anything."""

import socket

import pytest


def test_no_test_reaches_another_machine():
    with pytest.raises(pytest.fail.Exception, match="tried to reach"), socket.socket() as away:
        away.connect(("192.0.2.1", 80))


def test_no_test_asks_for_the_address_of_another_machine():
    with pytest.raises(pytest.fail.Exception, match="tried to reach"):
        socket.create_connection(("example.org", 80))


def test_this_machine_may_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as connection:
        assert connection.getpeername() == server.getsockname()
