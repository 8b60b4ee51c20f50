package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.database.Database;
import dev.whimbrel.history.History;
import dev.whimbrel.history.MirroredTable;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.peer.Adoption;
import dev.whimbrel.peer.PeerTable;
import dev.whimbrel.peer.Sources;
import dev.whimbrel.peer.Tool;
import dev.whimbrel.plan.Declaration;
import dev.whimbrel.plan.PlanDigest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the first run records before it runs anything, as the resource wants it: the history of another tool, a baseline. Nothing is recorded
 * here; it is foreseen.
 *
 * @param history as it will be
 * @param said what will be recorded, a line each; empty if nothing
 * @param parts all of it, for a digest
 */
record Beginning(History history, List<String> said, List<String> parts) {
  Beginning {
    said = List.copyOf(said);
    parts = List.copyOf(parts);
  }

  boolean isEmpty() {
    return said.isEmpty();
  }

  /**
   * Foresees it.
   *
   * @param mirror the label of the other tool, or null
   * @param baseline a version, or null
   * @throws WhimbrelException if it cannot be recorded
   */
  static Beginning of(Database database, Sources sources, History history, @Nullable String mirror,
      @Nullable String baseline) {
    Beginning taken = mirror == null
        ? new Beginning(history, List.of(), List.of())
        : taken(database, sources, history, Tool.byLabel(mirror).orThrow());
    return baseline == null || !isUntouched(taken.history()) ? taken : taken.based(database, sources, baseline);
  }

  private static Beginning taken(Database database, Sources sources, History history, Tool tool) {
    Optional<MirroredTable> kept = history.mirrored();
    if (kept.isPresent() && !kept.get().tool().equals(tool.label())) {
      throw refused(ProblemCode.USAGE, "the table " + kept.get().schema() + "." + kept.get().name() + " of "
          + kept.get().tool() + " is kept up here, and only one can be, so not that of " + tool.label(),
          "say history.mirror: " + kept.get().tool() + "; or end that with: whimbrel adopt --detach");
    }
    if (kept.isPresent()) {
      return new Beginning(history, List.of(), List.of());
    }
    List<PeerTable> tables = Adoption.tables(database).stream().filter(table -> table.tool() == tool).toList();
    if (tables.size() > 1) {
      throw refused(ProblemCode.USAGE, "there are several tables of " + tool.label() + ": " + tables,
          "take over the one that counts with: whimbrel adopt --table SCHEMA.NAME");
    }
    if (tables.isEmpty() || !history.entries().isEmpty()) {
      return new Beginning(history, List.of("begins the table of " + tool.label()), List.of(tool.label()));
    }
    Adoption adoption = Adoption.of(database, tables.getFirst(), sources, history, Adoption.Missing.REFUSE).orThrow();
    List<String> parts = new ArrayList<>(List.of(tables.getFirst().toString()));
    parts.addAll(PlanDigest.parts(adoption.entries()));
    return new Beginning(history.with(adoption.entries()),
        List.of("takes over " + adoption.entries().size() + " migrations of " + tool.label() + " from "
            + tables.getFirst()),
        parts);
  }

  private Beginning based(Database database, Sources sources, String baseline) {
    Adoption.sign(database, sources).ifPresent(problem -> {
      throw new WhimbrelException(problem, null);
    });
    List<NewEntry> entries = Declaration.baseline(sources.set(), history, baseline).orThrow();
    if (entries.isEmpty()) {
      return this;
    }
    List<String> lines = new ArrayList<>(said);
    lines.add("records " + entries.size() + " migrations up to the baseline " + baseline + " as already there");
    List<String> all = new ArrayList<>(parts);
    all.addAll(PlanDigest.parts(entries));
    return new Beginning(history.with(entries), lines, all);
  }

  /** Attempts that were rolled back leave rows and nothing else. */
  private static boolean isUntouched(History history) {
    return history.standings().stream().allMatch(standing -> standing.lastTurn() == null)
        && history.entries().stream().allMatch(entry -> entry.statementsDone() == 0);
  }

  private static WhimbrelException refused(ProblemCode code, String fact, String remedy) {
    return new WhimbrelException(Problem.of(code, fact).state("nothing was changed").remedy(remedy), null);
  }
}
