package dev.whimbrel.schema.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import java.io.StringReader;
import java.util.List;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ErdTest {
  private static final String SHOP = Resources.text("shop.sketch");
  private static final DatabaseSchema SCHEMA = Sketch.of(SHOP + """
      view order_totals
        order_id bigint
      table audit.log
        id bigint pk
      """);

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "stock*              | public.stock public.stock_movements",
      "audit.*             | audit.log",
      "log                 | audit.log",
      "public.o*           | public.order_lines public.orders",
      "or?ers              | public.orders",
      "*s !*_*             | public.addresses public.categories public.customers public.orders public.products",
      "order* !*lines      | public.orders",
      "nothing             | ''",
      "o.ders              | ''"})
  void choosesTablesByPatterns(String patterns, String expected) {
    assertThat(names(ErdOptions.standard().withTables(List.of(patterns.split(" "))))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0,public.orders", "1,public.addresses public.customers public.order_lines public.orders",
      "2,public.addresses public.customers public.order_lines public.orders public.products"})
  void choosesWhatIsNear(int depth, String expected) {
    ObjectId orders = Erd.named(SCHEMA, "orders").getFirst();
    assertThat(names(ErdOptions.standard().withNeighboursOf(orders, depth))).isEqualTo(expected);
  }

  @Test
  void drawsViewsAndEnumsWhereAskedTo() {
    assertThat(names(ErdOptions.standard())).doesNotContain("order_totals", "order_status");
    assertThat(names(ErdOptions.standard().withViews().withEnums())).contains("order_totals", "order_status");
    assertThat(names(ErdOptions.standard().withTables(List.of("stock")).withEnums())).isEqualTo("public.stock");
  }

  @Test
  void findsRelationsByName() {
    assertThat(Erd.named(SCHEMA, "audit.log")).containsExactly(ObjectId.of(Kind.TABLE, "audit", "log"));
    assertThat(Erd.named(SCHEMA, "order_totals")).containsExactly(ObjectId.of(Kind.VIEW, "public", "order_totals"));
    assertThat(Erd.named(SCHEMA, "public.log")).isEmpty();
  }

  @Test
  void tellsCardinalities() {
    DatabaseSchema schema = Sketch.of("""
        table parent
          id bigint pk
        table child
          many bigint -> parent.id many
          maybe bigint? -> parent.id maybe
          one bigint unique -> parent.id one
          one_maybe bigint? unique -> parent.id one_maybe
        """);
    assertThat(Sketcher.of(schema, ErdOptions.standard()).links())
        .extracting(link -> link.name() + " " + link.bond())
        .containsExactly("many MANY_TO_ONE", "maybe MANY_TO_MAYBE", "one ONE_TO_ONE", "one_maybe ONE_TO_MAYBE");
  }

  /** Names and comments of a database are anybody's. */
  @Test
  void escapesWhatItIsGiven() throws Exception {
    String evil = "</script><script>alert(1)</script>&\"'<b>\u0001";
    ObjectId table = ObjectId.of(Kind.TABLE, "public", "evil");
    TreeMap<ObjectId, Aspects> aspects = new TreeMap<>();
    aspects.put(table, new Aspects("", evil, null));
    aspects.put(table.part(Kind.COLUMN, "id"), new Aspects("", evil, null));
    DatabaseSchema plain = Sketch.of("table evil\n  id bigint pk\n  <i>&x text\n");
    DatabaseSchema schema = new DatabaseSchema(18, "", plain.objects(), aspects, plain.dependencies(), List.of());
    assertThat(parse(Erd.svg(schema, ErdOptions.standard())).getElementsByTagName("script").getLength()).isZero();
    assertThat(Erd.html(schema, ErdOptions.standard()).split("<script", -1)).hasSize(3);
    assertThat(Erd.html(schema, ErdOptions.standard())).doesNotContain("alert(1)</script>");
  }

  @Test
  void isReadableText() throws Exception {
    Document document = parse(Erd.svg(SCHEMA, ErdOptions.standard().withTitle("The shop")));
    assertThat(document.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("The shop");
    assertThat(document.getElementsByTagName("desc").item(0).getTextContent())
        .contains("public.order_lines").contains("each of many order_lines refers to orders");
    assertThat(document.getElementsByTagName("text").getLength()).isGreaterThan(60);
  }

  @Test
  void drawsNothingWhereNothingIsChosen() throws Exception {
    DatabaseSchema empty = DatabaseSchema.empty(18);
    assertThat(parse(Erd.svg(empty, ErdOptions.standard())).getElementsByTagName("desc").item(0).getTextContent())
        .isEqualTo("nothing");
    assertThat(Erd.html(empty, ErdOptions.standard())).contains("0 tables");
  }

  @Test
  void fetchesNothing() {
    String page = Erd.html(SCHEMA, ErdOptions.standard());
    assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:", "src=", "url(",
        "@import");
  }

  private static String names(ErdOptions options) {
    return String.join(" ",
        Erd.shown(SCHEMA, options).stream().map(id -> id.schema() + "." + id.name()).sorted().toList());
  }

  static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
  }
}
