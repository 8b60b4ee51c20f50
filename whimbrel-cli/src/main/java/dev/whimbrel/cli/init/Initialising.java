package dev.whimbrel.cli.init;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.init.Template.Kind;
import dev.whimbrel.cli.init.Writing.Draft;
import dev.whimbrel.cli.init.Writing.Existing;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The command that writes the files by which a project runs its migrations. */
public final class Initialising {
  private Initialising() {}

  public static Outcome init(Invocation invocation) {
    Set<Item> items = picked(invocation);
    Project project = Project.of(invocation);
    if (!Files.exists(project.home().resolve(Project.CONFIGURATION))) {
      items.add(Item.CONFIG); // all others go by it
    }
    List<Draft> drafts = drafts(project, items);
    Writing.write(project.home(), drafts,
        invocation.has(Options.REPLACE) ? Existing.REPLACE : Existing.REFUSE);
    List<String> written = drafts.stream().map(draft -> Writing.shown(project.home(), draft.path())).toList();
    return Outcome.of(text(written, items), Json.object().with("files", Json.texts(written)));
  }

  private static List<Draft> drafts(Project project, Set<Item> items) {
    List<Draft> drafts = new ArrayList<>();
    for (Item item : items) {
      item.templates().forEach(template -> drafts.add(new Draft(
          (template.place() == Template.Place.PROJECT ? project.home() : project.repository()).resolve(template.path()),
          template.filledFor(project), template.kind())));
    }
    if (items.contains(Item.CONFIG)) {
      project.units().stream().map(unit -> project.home().resolve(unit.directory()))
          .filter(directory -> !Files.isDirectory(directory))
          // git keeps no empty directory
          .forEach(directory -> drafts.add(new Draft(directory.resolve(".gitkeep"), "", Kind.TEXT)));
    }
    return drafts;
  }

  private static Set<Item> picked(Invocation invocation) {
    if (invocation.has(Options.EVERYTHING) || (invocation.arguments().isEmpty() && invocation.has(Options.YES))) {
      return EnumSet.allOf(Item.class);
    }
    Set<Item> items = invocation.arguments().isEmpty() ? asked(invocation) : EnumSet.noneOf(Item.class);
    List<Problem> problems = new ArrayList<>();
    for (String word : invocation.arguments()) {
      Item.of(word).ifPresentOrElse(items::add, () -> problems.add(unknown(word)));
    }
    if (!problems.isEmpty()) {
      throw new WhimbrelException(problems);
    }
    return items;
  }

  private static Problem unknown(String word) {
    return Problem.of(ProblemCode.USAGE, "\"init\" does not know \"" + word + "\"")
        .remedy(Nearest.to(word, Item.words()).map(near -> "did you mean " + near + "?")
            .orElse("it knows " + String.join(", ", Item.words())));
  }

  private static Set<Item> asked(Invocation invocation) {
    Set<Item> items = EnumSet.noneOf(Item.class);
    for (Item item : Item.values()) {
      Screen.Answer answer = invocation.screen().ask("Write " + item.what() + " (" + item.word() + ")?");
      if (answer == Screen.Answer.NOBODY_THERE) {
        throw new WhimbrelException(
            Problem.of(ProblemCode.USAGE, "\"init\" needs to be told what to write, and there is nobody to ask")
                .remedy("name some of " + String.join(", ", Item.words()) + "; or all with: whimbrel init --all"),
            null);
      }
      if (answer == Screen.Answer.YES) {
        items.add(item);
      }
    }
    if (items.isEmpty()) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.NOT_CONFIRMED, "nothing was picked").state("nothing was written"), null);
    }
    return items;
  }

  private static String text(List<String> written, Set<Item> items) {
    StringBuilder text = new StringBuilder();
    written.forEach(path -> text.append("Wrote ").append(path).append('\n'));
    List<String> next = new ArrayList<>();
    if (items.contains(Item.CONFIG)) {
      next.add("write the first migration with: whimbrel new create users");
    }
    if (items.contains(Item.PRE_COMMIT)) {
      next.add("let git use the hook, once in each clone, with: git config core.hooksPath .githooks");
    }
    if (items.contains(Item.DOCKER)) {
      next.add("build the image as its first lines say");
    }
    next.forEach(line -> text.append(next.indexOf(line) == 0 ? "\n" : "").append("Next: ").append(line).append('\n'));
    return text.toString();
  }
}
