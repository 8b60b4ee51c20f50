package dev.whimbrel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerAddressTest {
  private final ServerAddress address = new ServerAddress("127.0.0.1", 5432, "me@home", "a b/c+d", "the db");

  @Test
  void encodesWhatAUrlCannotHold() {
    assertThat(address.url()).isEqualTo("postgresql://me%40home:a%20b%2Fc%2Bd@127.0.0.1:5432/the%20db");
  }

  @Test
  void showsNoPassword() {
    assertThat(address).hasToString("postgresql://me%40home@127.0.0.1:5432/the%20db");
  }

  @Test
  void namesAnotherDatabase() {
    assertThat(address.withDatabase("other").url()).endsWith("/other");
  }

  @Test
  void refusesWhatIsNoPort() {
    assertThatThrownBy(() -> new ServerAddress("h", 0, "u", "p", "d")).hasMessage("not a port: 0");
  }
}
