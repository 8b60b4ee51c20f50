package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.Namespace;
import dev.whimbrel.schema.model.ObjectId;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A schema in the language of Atlas's schema files, as its {@code schema inspect} prints it. What Atlas prints only where it is paid for is
 * there as well, as far as the language has a block for it; docs/reference/hcl.md lists what is not.
 */
public final class Hcl {
  private final DatabaseSchema schema;
  private final HclBody document = new HclBody();

  private Hcl(DatabaseSchema schema) {
    this.schema = schema;
  }

  /** The whole document, with a line end at its end. */
  public static String of(DatabaseSchema schema) {
    Overview overview = new Overview(schema);
    HclNames names = new HclNames(schema, overview);
    Hcl hcl = new Hcl(schema);
    HclTable tables = new HclTable(schema, overview, names);
    overview.tables().forEach(table -> hcl.document.block("table", names.labels(table.id()), tables.body(table)));
    HclMore more = new HclMore(schema, overview, names);
    more.views(hcl.document);
    schema.all(EnumType.class).forEach(type -> hcl.enumeration(type, names));
    more.others(hcl.document);
    hcl.schemas(overview);
    return hcl.document.render();
  }

  private void enumeration(EnumType type, HclNames names) {
    document.block("enum", names.labels(type.id()), new HclBody()
        .with("schema", HclNames.schemaReference(type.id().schema()))
        .with("values", HclBody.list(type.labels().stream().map(HclBody::quoted).toList())));
  }

  private void schemas(Overview overview) {
    TreeSet<String> names = schema.all(Namespace.class).map(Namespace::id).map(ObjectId::name)
        .collect(Collectors.toCollection(TreeSet::new));
    names.addAll(overview.schemas());
    for (String name : names) {
      String comment = schema.aspectsOf(ObjectId.of(Kind.SCHEMA, "", name)).comment();
      document.block("schema", List.of(name), new HclBody().withText("comment", comment));
    }
  }
}
