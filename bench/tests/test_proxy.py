import unittest

from harness.proxy import ClientMessages, Messages, RoundTrips


def message(kind: str, body: bytes = b"") -> bytes:
    return kind.encode() + (len(body) + 4).to_bytes(4) + body


STARTUP = (8).to_bytes(4) + (196608).to_bytes(4)
SSL_REQUEST = (8).to_bytes(4) + (80877103).to_bytes(4)
GREETING = message("R", bytes(4)) + message("Z", b"I")
ANSWER = message("C", b"SELECT 1\0") + message("Z", b"I")
QUERY = message("Q", b"select 1\0")


class MessagesTest(unittest.TestCase):
    def test_types_do_not_depend_on_how_the_stream_is_cut(self) -> None:
        stream = SSL_REQUEST + STARTUP + message("Q", b"x" * 300) + message("X")
        for size in (1, 2, 3, 7, 100, len(stream)):
            client = ClientMessages()
            types = [kind for at in range(0, len(stream), size) for kind in client.types(stream[at:at + size])]
            self.assertEqual(["SSLRequest", "Startup", "Q", "X"], types, f"in pieces of {size}")

    def test_bodies_are_not_taken_for_messages(self) -> None:
        self.assertEqual(["D", "Z"], list(Messages().types(message("D", message("Z", b"I")) + message("Z", b"I"))))


class RoundTripsTest(unittest.TestCase):
    def connected(self, before: int = 0) -> RoundTrips:
        count = RoundTrips(before)
        count.sent(STARTUP)
        count.handed(GREETING)
        return count

    def assert_counted(self, count: RoundTrips, trips: int, flights: int) -> None:
        self.assertEqual((trips, flights), (count.trips, count.flights))

    def test_waiting_for_each_answer_is_a_trip_each(self) -> None:
        count = self.connected()
        for _ in range(5):
            count.sent(QUERY)
            count.handed(ANSWER)
        self.assert_counted(count, trips=6, flights=6)

    def test_what_is_sent_together_is_one_trip(self) -> None:
        count = self.connected()
        for _ in range(5):
            count.sent(QUERY)
        count.handed(ANSWER * 5)
        self.assert_counted(count, trips=2, flights=2)

    def test_a_window_that_is_refilled_by_each_answer_takes_a_trip_for_a_window(self) -> None:
        count = self.connected()
        count.sent(QUERY * 10)
        for _ in range(40):
            count.handed(ANSWER)
            count.sent(QUERY)
        count.handed(ANSWER * 10)
        self.assert_counted(count, trips=6, flights=42)

    def test_an_answer_in_pieces_is_one_trip(self) -> None:
        count = self.connected()
        count.sent(QUERY)
        for at in range(len(ANSWER)):
            count.handed(ANSWER[at:at + 1])
        self.assert_counted(count, trips=2, flights=2)

    def test_copy_waits_for_the_server_to_ask_for_the_data(self) -> None:
        count = self.connected()
        count.sent(QUERY)
        count.handed(message("G", bytes(3)))
        count.sent(message("d", b"1\n") + message("c"))
        count.handed(ANSWER)
        self.assert_counted(count, trips=3, flights=3)

    def test_the_extended_protocol_is_one_trip_up_to_its_sync(self) -> None:
        count = self.connected()
        count.sent(message("P") + message("B") + message("E") + message("S"))
        count.handed(message("1") + message("2") + ANSWER)
        self.assert_counted(count, trips=2, flights=2)

    def test_the_refusal_of_tls_is_a_trip_of_one_byte(self) -> None:
        count = RoundTrips()
        count.sent(SSL_REQUEST)
        count.handed(b"N")
        count.sent(STARTUP)
        count.handed(GREETING)
        self.assert_counted(count, trips=2, flights=2)

    def test_a_password_is_a_trip(self) -> None:
        count = RoundTrips()
        count.sent(STARTUP)
        count.handed(message("R", bytes(4)))
        count.sent(message("p", b"secret\0"))
        count.handed(GREETING)
        self.assert_counted(count, trips=2, flights=2)

    def test_nobody_waits_for_the_farewell(self) -> None:
        count = self.connected()
        count.sent(message("X"))
        self.assert_counted(count, trips=1, flights=2)

    def test_a_later_connection_continues_the_chain(self) -> None:
        self.assert_counted(self.connected(before=7), trips=8, flights=1)
