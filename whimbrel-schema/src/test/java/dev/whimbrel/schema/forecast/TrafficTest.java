package dev.whimbrel.schema.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.schema.forecast.Load.Rate;
import dev.whimbrel.schema.forecast.Queries.Known;
import dev.whimbrel.schema.forecast.Queries.Query;
import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.forecast.Traffic.Named;
import dev.whimbrel.schema.forecast.Traffic.Room;
import dev.whimbrel.schema.forecast.Traffic.Visibility;
import dev.whimbrel.schema.rehearse.Observation.Relation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final Duration OVER = Duration.ofSeconds(100);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Relation ORDERS = new Relation("public", "orders");
  private static final Relation PART = new Relation("public", "orders_2026");

  private static Traffic traffic() {
    Traffic traffic = new Traffic(new Statistics(Map.of(ORDERS, new Size(1, 1, 864_000), PART, new Size(1, 1, -1))),
        List.of(new Named("1", ORDERS, Visibility.BY_NAME, 0), new Named("2", PART, Visibility.BY_NAME, 86_400),
            new Named("3", new Relation("public", "seen"), Visibility.BY_NAME, 0),
            new Named("4", new Relation("app", "orders"), Visibility.WITH_SCHEMA, 0),
            new Named("5", new Relation("app", "alone"), Visibility.WITH_SCHEMA, 0),
            new Named("6", new Relation("a", "two"), Visibility.WITH_SCHEMA, 0),
            new Named("7", new Relation("b", "two"), Visibility.WITH_SCHEMA, 0)));
    traffic.concerns("1", "2");
    traffic.concerns("3", "1");
    return traffic;
  }

  private static Queries queries(long hidden, Query... queries) {
    return new Queries(Known.RECORDED, List.of(queries), hidden, OVER);
  }

  private static Load load(Queries queries) {
    return traffic().load(queries, new Room(100, null));
  }

  @Test
  void aCallCountsForAllThatItConcernsOnceAndAsAWriteIfItIsOne() {
    assertThat(load(queries(0, new Query("SELECT 1 FROM orders, orders o", 100), new Query("SELECT 1 FROM seen", 200),
        new Query("INSERT INTO orders SELECT * FROM orders", 300), new Query("SELECT 1 FROM pg_class", 7),
        new Query("SELECT 1 FROM app.orders", 50), new Query("SELECT 1 FROM orders_2026", 10))))
        .isEqualTo(new Load.Calls(Map.of(ORDERS, new Rate(3, 3), PART, new Rate(3.1, 3),
            new Relation("public", "seen"), new Rate(2, 0), new Relation("app", "orders"), new Rate(0.5, 0)), OVER, 0,
            100));
  }

  @Test
  void aNameWithoutASchemaMeansWhatIsFoundOrWhatIsAlone() {
    assertThat(load(queries(0, new Query("SELECT 1 FROM alone", 100), new Query("SELECT 1 FROM two", 300))))
        .isEqualTo(new Load.Calls(Map.of(new Relation("app", "alone"), new Rate(1, 0)), OVER, 0.75, 100));
  }

  @Test
  void whatIsHiddenOrCannotBeReadIsUnseen() {
    assertThat(load(queries(30, new Query("SELECT 'open", 10), new Query("SELECT 1 FROM orders", 60))))
        .isInstanceOfSatisfying(Load.Calls.class, calls -> assertThat(calls.unseen()).isEqualTo(0.4));
  }

  @Test
  void whereMostIsHiddenRowsSayMore() {
    Queries hidden = queries(99, new Query("SELECT 1 FROM orders", 1));
    assertThat(load(hidden)).isInstanceOf(Load.Calls.class);
    assertThat(traffic().load(hidden, new Room(100, DAY))).isInstanceOf(Load.Rows.class);
    assertThat(traffic().load(queries(1, new Query("SELECT 1", 9)), new Room(100, DAY))).isInstanceOf(Load.Calls.class);
  }

  @Test
  void rowsOfAPartAreThoseOfItsTable() {
    assertThat(traffic().load(Queries.unknown(), new Room(100, DAY)))
        .isEqualTo(new Load.Rows(Map.of(ORDERS, new Rate(10, 1),
            PART, new Rate(0, 1), new Relation("public", "seen"), new Rate(0, 1)), DAY));
  }

  @Test
  void whatIsCountedForAMomentSaysNothing() {
    assertThat(traffic().load(Queries.unknown(), new Room(100, Duration.ofMinutes(59))))
        .isEqualTo(Load.Unknown.notCounted());
    assertThat(load(new Queries(Known.RECORDED, List.of(), 0, Duration.ofSeconds(59))))
        .isEqualTo(Load.Unknown.notCounted());
    assertThat(load(new Queries(Known.RECORDED, List.of(), 0, null))).isEqualTo(Load.Unknown.notCounted());
  }
}
