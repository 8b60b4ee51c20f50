package dev.whimbrel.schema.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.schema.forecast.Mention.Access;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.TableName;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MentionReaderTest {
  /** What is read stands as it is, what is written with a star. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
      SELECT * FROM orders WHERE id = $1                                                  | orders
      select 1 from Orders, app."Odd ""T" x (a, b), db.s.u                                | orders app.Odd "T s.u
      SELECT orders, o.orders FROM o AS orders WHERE orders = $1                          | o
      SELECT a FROM a JOIN b ON a.x = b.x, c LEFT JOIN d USING (e, f)                     | a b c d
      SELECT 1 FROM (a CROSS JOIN b), (SELECT 2 FROM c) x, ONLY d, LATERAL (TABLE e) y    | a b c d e
      SELECT $1 FROM generate_series($2, $3), LATERAL s.f(a), ROWS FROM (g(1), h(2)) x    | rows
      SELECT (SELECT 1 FROM a), 2 FROM b WHERE x IN (SELECT y FROM c) ORDER BY 1, orders  | a b c
      SELECT extract(epoch FROM orders), trim(both FROM x) FROM a                         | a
      SELECT 1 FROM a WHERE a.x IS NOT DISTINCT FROM orders AND y IS DISTINCT FROM z      | a
      SELECT 1 FROM a WHERE at > now() - interval $1 FOR UPDATE OF orders                 | a
      SELECT 1 FROM a UNION ALL SELECT 2 FROM b UNION TABLE c                             | a b c
      SELECT 'FROM orders', $$ FROM orders $$ -- FROM orders~ FROM a /* , orders */       | a
      INSERT INTO orders (id, a) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET a = $3    | orders*
      INSERT INTO s.orders AS o SELECT x FROM a, b RETURNING id                           | s.orders* a b
      UPDATE ONLY orders AS o SET x = 1, y = (SELECT 1 FROM a) FROM b, c WHERE o.z = b.z  | orders* a b c
      DELETE FROM orders USING a, b JOIN c USING (d) WHERE orders.x = $1                  | orders* a b c
      MERGE INTO orders o USING a ON true WHEN MATCHED THEN UPDATE SET x = 1              | orders* a
      MERGE INTO orders USING (SELECT 1 FROM a) x ON true WHEN MATCHED THEN DELETE        | orders* a
      WITH w AS (SELECT 1 FROM a), v (x, y) AS MATERIALIZED (TABLE b) SELECT 1 FROM w, v  | a b
      WITH a AS (SELECT 1 FROM a) SELECT 1 FROM a, s.a                                    | a s.a
      WITH RECURSIVE w AS (SELECT 1 FROM a UNION SELECT 2 FROM w) SELECT 3 FROM w         | a
      WITH w AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM w                 | a* b*
      WITH w AS NOT MATERIALIZED (SELECT 1) UPDATE w SET x = 1                            | w*
      COPY orders (a, b) FROM STDIN WITH (FORMAT csv)                                     | orders*
      COPY s.orders TO STDOUT                                                             | s.orders
      COPY (SELECT 1 FROM a) TO STDOUT                                                    | a
      TABLE orders                                                                        | orders
      DECLARE c CURSOR FOR SELECT 1 FROM orders                                           | orders
      FETCH 100 FROM orders                                                               | -
      SELECT f($1)                                                                        | -
      SET x = 1                                                                           | -
      SELECT 1 FROM                                                                       | -
      """)
  void whatIsNamed(String query, String named) {
    String read = MentionReader.read(query.replace('~', '\n')).orElseThrow().stream()
        .map(MentionReaderTest::shown).collect(Collectors.joining(" "));
    assertThat(read.isEmpty() ? "-" : read).isEqualTo(named);
  }

  private static String shown(Mention mention) {
    TableName name = mention.name();
    Identifier schema = name.schema();
    return (schema == null ? "" : schema.name() + ".") + name.table().name()
        + (mention.access() == Access.WRITE ? "*" : "");
  }

  @Test
  void whatCannotBeReadNamesNobodyKnowsWhat() {
    assertThat(MentionReader.read("SELECT 'open FROM orders")).isEmpty();
  }
}
