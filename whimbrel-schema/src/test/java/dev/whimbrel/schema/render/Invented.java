package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.DatabaseSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Schemas of any size that look like real ones: areas around tables of their own, a few tables that everything refers to, some alone. */
final class Invented {
  private static final List<String> AREAS = List.of("accounts", "sales", "catalog", "billing", "support", "shipping",
      "content", "audit");
  private static final List<String> NOUNS = List.of("user", "team", "project", "order", "invoice", "payment", "item",
      "price",
      "event", "ticket", "message", "address", "country", "document", "label", "session", "role", "grant", "plan",
      "address_book",
      "shipment", "parcel", "route", "depot", "review", "rating", "coupon", "refund", "webhook", "export");
  private static final List<String> COLUMNS = List.of("name text", "created_at timestamptz", "updated_at timestamptz?",
      "amount numeric(12,2)", "status text", "notes text?", "position integer", "is_active boolean",
      "email text unique",
      "external_reference text?", "payload jsonb", "valid_until date?");

  private Invented() {}

  static DatabaseSchema of(int tables) {
    return Sketch.of(text(tables));
  }

  static String text(int count) {
    Random random = new Random(count);
    StringBuilder text = new StringBuilder();
    List<String> names = new ArrayList<>();
    int areas = Math.clamp(count / 12, 1, AREAS.size());
    for (int i = 0; i < count; i++) {
      int area = i * areas / count;
      String name = AREAS.get(area) + "." + NOUNS.get(i % NOUNS.size())
          + (i < NOUNS.size()
              ? "s"
              : "_" + NOUNS.get((i / NOUNS.size() + i) % NOUNS.size()) + "s" + (i < 900 ? "" : i));
      text.append("table ").append(name).append("\n  id bigint pk\n");
      references(random, names, area, text);
      int columns = 1 + random.nextInt(7);
      for (int k = 0; k < columns; k++) {
        text.append("  ").append(COLUMNS.get((k * 5 + i) % COLUMNS.size())).append('\n');
      }
      names.add(name);
    }
    return text.toString();
  }

  private static void references(Random random, List<String> names, int area, StringBuilder text) {
    if (names.isEmpty() || random.nextInt(9) == 0) {
      return;
    }
    List<String> own = names.stream().filter(name -> name.startsWith(AREAS.get(area) + ".")).toList();
    int count = 1 + random.nextInt(3) / 2 + random.nextInt(2);
    for (int k = 0; k < count; k++) {
      List<String> from = own.isEmpty() || random.nextInt(6) == 0 ? names : own;
      int reach = random.nextInt(3) == 0 ? Math.min(3, from.size()) : from.size();
      String target = from.get(random.nextInt(reach));
      text.append("  ").append(target.substring(target.indexOf('.') + 1)).append("_id").append(k == 0 ? "" : k)
          .append(random.nextInt(3) == 0 ? " bigint?" : " bigint").append(random.nextInt(12) == 0 ? " unique" : "")
          .append(" -> ").append(target).append(".id\n");
    }
  }
}
