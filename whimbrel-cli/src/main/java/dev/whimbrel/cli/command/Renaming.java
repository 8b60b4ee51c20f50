package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.schema.diff.Renames;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.wording.Names;
import dev.whimbrel.sql.Source;
import java.util.Arrays;
import java.util.List;

/** Which objects are the same under another name: what is written down, what is typed, and what somebody at the terminal confirms. */
final class Renaming {
  /** Not one between the arguments of a function. */
  private static final String BETWEEN = ",(?![^(]*\\))";

  private Renaming() {}

  static Renames told(Invocation invocation, SchemaSource to, DatabaseSchema before, DatabaseSchema after) {
    Source written = to instanceof SchemaSource.OfFile file ? file.file() : Source.ofText("", "");
    List<String> typed = invocation.value(Options.RENAMED).stream().flatMap(text -> Arrays.stream(text.split(BETWEEN)))
        .toList();
    Renames told = Renames.read(written, typed, before).orThrow();
    return told.renames().isEmpty() ? confirmed(invocation.screen(), before, after) : told;
  }

  private static Renames confirmed(Screen screen, DatabaseSchema before, DatabaseSchema after) {
    return new Renames(Renames.candidates(before, after).renames().stream()
        .filter(rename -> screen.ask("Is " + Names.of(rename.after()) + " the " + Names.of(rename.from())
            + " under another name, with what is in it?") == Screen.Answer.YES)
        .toList());
  }
}
