package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.DatabaseUrl;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Job resolves "postgres" in its own namespace; the operator has to mean the same server. */
class ServiceNamesTest {
  private static final ServiceNames SERVICES = ServiceNames
      .known(Set.of("postgres.shop.svc", "replica.shop.svc")::contains);

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"postgres://postgres/x | postgres.shop.svc:5432/x",
      "postgres://postgres:5433/x | postgres.shop.svc:5433/x",
      "postgres://postgres,replica:5434/x | postgres.shop.svc:5432,replica.shop.svc:5434/x",
      "postgres://node-7/x | node-7:5432/x", "postgres://postgres.bank/x | postgres.bank:5432/x",
      "postgres://db.example.com/x | db.example.com:5432/x", "postgres://10.0.0.7/x | 10.0.0.7:5432/x",
      "postgres://[::1]:5433/x | [::1]:5433/x", "postgres://localhost/x | localhost:5432/x"})
  void aShortNameIsAServiceOfTheNamespaceWhereThereIsOne(String url, String reached) {
    assertThat(SERVICES.reached(DatabaseUrl.parse(url).orThrow(), "shop").label()).isEqualTo(reached);
  }
}
