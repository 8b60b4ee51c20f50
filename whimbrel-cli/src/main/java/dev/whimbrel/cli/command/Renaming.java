package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.schema.diff.Difference;
import dev.whimbrel.schema.diff.Renames;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.wording.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which objects are the same under another name: what is written down, what is typed, and what somebody at the terminal confirms. */
final class Renaming {
  private Renaming() {}

  static Renames told(Invocation invocation, SchemaSource to, DatabaseSchema before, DatabaseSchema after) {
    String written = to instanceof SchemaSource.OfFile file
        ? file.file().text(file.file().begin(), file.file().end())
        : "";
    String typed = invocation.value(Options.RENAMED).stream().flatMap(text -> Arrays.stream(text.split(",")))
        .map(rename -> "-- whimbrel: renamed " + rename.strip() + "\n").collect(Collectors.joining());
    String all = written + "\n" + typed;
    Renames told = all.contains("whimbrel: renamed") ? Renames.read(all, before).orThrow() : Renames.none();
    return told.renames().isEmpty() ? confirmed(invocation.screen(), before, after) : told;
  }

  private static Renames confirmed(Screen screen, DatabaseSchema before, DatabaseSchema after) {
    Difference difference = Difference.between(before, after);
    List<Renames.Rename> agreed = new ArrayList<>();
    for (SchemaObject gone : difference.removed()) {
      candidate(difference, before, after, gone)
          .filter(now -> screen.ask("Is " + Names.of(now) + " the " + Names.of(gone.id())
              + " under another name, with what is in it?") == Screen.Answer.YES)
          .ifPresent(now -> agreed.add(new Renames.Rename(gone.id(), now.part().isEmpty() ? now.name() : now.part())));
    }
    return new Renames(agreed);
  }

  /** The only one that it can be. */
  private static Optional<ObjectId> candidate(Difference difference, DatabaseSchema before, DatabaseSchema after,
      SchemaObject gone) {
    List<ObjectId> like = difference.added().stream().filter(now -> isLike(before, gone, after, now))
        .map(SchemaObject::id).toList();
    return like.size() == 1 ? Optional.of(like.getFirst()) : Optional.empty();
  }

  private static boolean isLike(DatabaseSchema before, SchemaObject gone, DatabaseSchema after, SchemaObject now) {
    return switch (gone) {
      case Column column -> now instanceof Column other && other.type().equals(column.type())
          && other.id().relation().equals(column.id().relation());
      case Table table -> now instanceof Table other && other.id().schema().equals(table.id().schema())
          && names(before, table).equals(names(after, other));
      default -> false;
    };
  }

  private static List<String> names(DatabaseSchema schema, Table table) {
    return schema.columns(table.id()).stream().map(column -> column.id().part()).toList();
  }
}
