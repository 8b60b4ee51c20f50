package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.ForeignDataWrapper;
import dev.whimbrel.schema.model.ForeignServer;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.UserMapping;
import java.util.ArrayList;
import java.util.List;

/** Foreign-data wrappers, servers and user mappings. */
final class ForeignText {
  private final Setting setting;

  ForeignText(Setting setting) {
    this.setting = setting;
  }

  private String alter(SchemaObject object) {
    return "ALTER " + setting.target(object.id());
  }

  List<String> create(ForeignDataWrapper wrapper) {
    return List.of("CREATE " + setting.target(wrapper.id())
        + (wrapper.handler().isEmpty() ? "" : " HANDLER " + wrapper.handler())
        + (wrapper.validator().isEmpty() ? "" : " VALIDATOR " + wrapper.validator())
        + Parameters.foreign(wrapper.options()));
  }

  Alteration alter(ForeignDataWrapper before, ForeignDataWrapper after) {
    List<String> statements = new ArrayList<>();
    statements.addAll(function(after, "HANDLER", before.handler(), after.handler()));
    statements.addAll(function(after, "VALIDATOR", before.validator(), after.validator()));
    statements.addAll(Parameters.foreignChange(alter(after), before.options(), after.options()));
    return new Alteration.InPlace(statements);
  }

  private List<String> function(ForeignDataWrapper wrapper, String word, String before, String after) {
    return before.equals(after)
        ? List.of()
        : List.of(alter(wrapper) + (after.isEmpty() ? " NO " + word : " " + word + " " + after));
  }

  List<String> create(ForeignServer server) {
    return List.of("CREATE " + setting.target(server.id())
        + (server.type().isEmpty() ? "" : " TYPE " + Quoting.literal(server.type()))
        + (server.version().isEmpty() ? "" : " VERSION " + Quoting.literal(server.version()))
        + " FOREIGN DATA WRAPPER " + Quoting.name(server.wrapper()) + Parameters.foreign(server.options()));
  }

  Alteration alter(ForeignServer before, ForeignServer after) {
    if (!before.wrapper().equals(after.wrapper()) || !before.type().equals(after.type())) {
      return new Alteration.Replace();
    }
    List<String> statements = new ArrayList<>();
    if (!before.version().equals(after.version())) {
      statements.add(alter(after) + " VERSION "
          + (after.version().isEmpty() ? "NULL" : Quoting.literal(after.version())));
    }
    statements.addAll(Parameters.foreignChange(alter(after), before.options(), after.options()));
    return new Alteration.InPlace(statements);
  }

  /** Without its options, whose values are secrets and never read: a comment names them. */
  List<String> create(UserMapping mapping) {
    String missing = mapping.options().isEmpty()
        ? ""
        : " /* its options are secrets and have to be added: "
            + String.join(", ", mapping.options()).replace("*/", "* /").replace("/*", "/ *") + " */";
    return List.of("CREATE " + setting.target(mapping.id()) + missing);
  }
}
