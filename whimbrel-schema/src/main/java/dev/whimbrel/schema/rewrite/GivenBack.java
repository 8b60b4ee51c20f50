package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.command.TableAction.Switch;
import dev.whimbrel.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a migration takes away and gives back, such as a trigger, a name, a view: in one transaction nobody sees that it is away, and in
 * several everybody does.
 */
final class GivenBack {
  private GivenBack() {}

  /** The first statement that takes away what a later one, or it itself, gives back. */
  static Optional<Statement> in(List<Statement> statements) {
    for (int i = 0; i < statements.size(); i++) {
      Set<String> taken = new HashSet<>(taken(SqlCommand.of(statements.get(i))).toList());
      boolean isGiven = statements.subList(i + 1, statements.size()).stream()
          .anyMatch(later -> given(SqlCommand.of(later)).anyMatch(taken::contains));
      if (isGiven) {
        return Optional.of(statements.get(i));
      }
    }
    return Optional.empty();
  }

  private static Stream<String> taken(SqlCommand command) {
    return switch (command) {
      case SqlCommand.AlterTable alter -> alter.actions().stream().flatMap(action -> switch (action) {
        case TableAction.Triggers triggers when triggers.state() == Switch.OFF -> Stream.of("trigger");
        case TableAction.RowSecurity security when security.state() == Switch.OFF -> Stream.of("row security");
        case TableAction.DropConstraint drop -> Stream.of("constraint of " + alter.table());
        default -> Stream.empty();
      });
      case SqlCommand.Drop drop -> Stream.of(kind(drop.kind()));
      case SqlCommand.DropIndex drop -> drop.names().stream().map(name -> "index " + last(name.toString()));
      case SqlCommand.Rename rename -> Stream.of("name " + rename.from());
      default -> Stream.empty();
    };
  }

  private static Stream<String> given(SqlCommand command) {
    return switch (command) {
      case SqlCommand.AlterTable alter -> alter.actions().stream().flatMap(action -> switch (action) {
        case TableAction.Triggers triggers when triggers.state() == Switch.ON -> Stream.of("trigger");
        case TableAction.RowSecurity security when security.state() == Switch.ON -> Stream.of("row security");
        case TableAction.AddConstraint add -> Stream.of("constraint of " + alter.table());
        default -> Stream.empty();
      });
      case SqlCommand.CreateTrigger trigger -> Stream.of("trigger");
      case SqlCommand.CreatePolicy policy -> Stream.of("policy");
      case SqlCommand.CreateRule rule -> Stream.of("rule");
      case SqlCommand.CreateView view -> Stream.of(kind(view.kind()), "name " + last(view.name().toString()));
      case SqlCommand.CreateRoutine routine -> Stream.of(kind(routine.kind()));
      case SqlCommand.CreateTable table -> Stream.of("table", "name " + last(table.name().toString()));
      case SqlCommand.CreateIndex index -> Stream.ofNullable(index.name()).map(name -> "index " + name.name());
      case SqlCommand.Create create -> Stream.of(kind(create.kind()));
      case SqlCommand.Rename rename -> Stream.of("name " + rename.to());
      default -> Stream.empty();
    };
  }

  private static String kind(String words) {
    return words.toLowerCase(Locale.ROOT);
  }

  /** The name without its schema and quotes. */
  private static String last(String quoted) {
    return quoted.substring(quoted.lastIndexOf('.') + 1).replace("\"", "");
  }
}
