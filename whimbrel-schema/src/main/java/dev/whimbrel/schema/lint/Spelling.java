package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names and commands as they stand in SQL that people read. */
final class Spelling {
  private Spelling() {}

  static String name(QualifiedName name) {
    return name.parts().stream().map(Spelling::name).collect(Collectors.joining("."));
  }

  static String name(Identifier name) {
    return Quoting.name(name.name());
  }

  static String names(List<Identifier> names) {
    return names.stream().map(Spelling::name).collect(Collectors.joining(", "));
  }

  static String last(QualifiedName name) {
    return name.parts().getLast().name();
  }

  /** {@code ALTER TABLE t} and some actions. */
  static String alter(AlterTable command, String actions) {
    return "ALTER " + command.kind() + " " + (command.options().contains(Option.IF_EXISTS) ? "IF EXISTS " : "")
        + (command.options().contains(Option.ONLY) ? "ONLY " : "") + name(command.table()) + " " + actions;
  }

  /** The same without one of its actions; none if it has no other. */
  static List<String> without(AlterTable command, TableAction action) {
    String rest = command.actions().stream().filter(one -> !one.equals(action)).map(TableAction::text)
        .collect(Collectors.joining(", "));
    return rest.isEmpty() ? List.of() : List.of(alter(command, rest));
  }

  /** The same with one of its actions done by other statements, behind the rest. */
  static List<String> instead(AlterTable command, TableAction action, List<String> statements) {
    List<String> all = new ArrayList<>(without(command, action));
    all.addAll(statements);
    return all;
  }

  /** The actions of a kind that a command has. */
  static <T extends TableAction> Stream<T> actions(SqlCommand command, Class<T> kind) {
    return command instanceof AlterTable alter
        ? alter.actions().stream().filter(kind::isInstance).map(kind::cast)
        : Stream.empty();
  }

  /** A name that the server accepts, made of others. */
  static String made(String... parts) {
    String name = String.join("_", parts);
    return Quoting.name(name.length() > 63 ? name.substring(0, 63) : name);
  }
}
