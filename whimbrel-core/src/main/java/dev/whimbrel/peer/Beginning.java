package dev.whimbrel.peer;

import dev.whimbrel.database.Database;
import dev.whimbrel.history.History;
import dev.whimbrel.history.MirroredTable;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.peer.HandBack.Handed;
import dev.whimbrel.plan.Declaration;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.PlanDigest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded before a run: the history of another tool, what its table is to say from then on, a baseline. It is found out by
 * reading alone, so that it can be shown and agreed to, and it is part of what a digest of the run stands for: whoever looks and whoever
 * runs find it out here.
 *
 * @param keeping what becomes of another tool's table
 * @param baseline what is declared to be there already
 * @param said what will be recorded, each for the middle of a sentence, in the order in which it is; empty if nothing
 * @param history as it will be then
 */
public record Beginning(Keeping keeping, List<NewEntry> baseline, List<String> said, History history) {
  public Beginning {
    Objects.requireNonNull(keeping);
    baseline = List.copyOf(baseline);
    said = List.copyOf(said);
    Objects.requireNonNull(history);
  }

  /** What becomes of another tool's table. */
  public sealed interface Keeping {
    /** Nothing: none is wanted, none is there, or it is kept up already. */
    record AsItIs() implements Keeping {
      @Override
      public List<String> parts() {
        return List.of();
      }
    }

    /** What it says is recorded, and it is kept up from then on. */
    record TakenOver(Adoption adoption) implements Keeping {
      @Override
      public List<String> parts() {
        return adoption.parts();
      }
    }

    /** It is made to say what the journal says, and kept up from then on. */
    record Begun(PeerTable table, Handed handed) implements Keeping {
      @Override
      public List<String> parts() {
        List<String> parts = new ArrayList<>(List.of("begin", table.tool().label(), table.toString()));
        parts.addAll(handed.parts());
        return List.copyOf(parts);
      }
    }

    /** All of it, for a digest. */
    List<String> parts();
  }

  /**
   * Finds it out.
   *
   * @param history with what a tool whose table is kept up did since the last run
   * @throws WhimbrelException if it cannot be recorded, or if it is not clear what is wanted
   */
  public static Beginning of(Database database, Sources sources, History history, Wanted wanted) {
    Look look = new Look(database, sources, history);
    return look.based(look.keeping(wanted.table()), wanted.baseline());
  }

  /** Whether nothing is recorded. */
  public boolean isEmpty() {
    return keeping instanceof Keeping.AsItIs && baseline.isEmpty();
  }

  /** All of it, for a digest. */
  public List<String> parts() {
    List<String> parts = new ArrayList<>(keeping.parts());
    parts.addAll(PlanDigest.parts(baseline));
    return List.copyOf(parts);
  }

  /**
   * What somebody agrees to who agrees to this and then to a plan: where nothing is recorded, to the plan alone.
   *
   * @param plan made for {@link #history}
   * @param place as {@link PlanDigest#targetOfRun} says it
   */
  public String digest(Plan plan, String place) {
    String run = PlanDigest.of(plan, place);
    if (isEmpty()) {
      return run;
    }
    List<String> all = new ArrayList<>(parts());
    all.add(run);
    return PlanDigest.of(all);
  }

  /** One look. */
  private record Look(Database database, Sources sources, History history) {
    Keeping keeping(Wanted.Table table) {
      return switch (table) {
        case Wanted.Table.Nothing nothing -> new Keeping.AsItIs();
        case Wanted.Table.Any any -> any(any);
        case Wanted.Table.Of of -> of(of);
      };
    }

    private Keeping any(Wanted.Table.Any wanted) {
      if (!history.entries().isEmpty() || history.mirrored().isPresent()) {
        return new Keeping.AsItIs();
      }
      List<PeerTable> tables = Adoption.tables(database);
      if (!tables.isEmpty()) {
        return takenOver(wanted.choice().of(tables), wanted.missing());
      }
      List<Problem> hidden = Adoption.hidden(database);
      if (!hidden.isEmpty()) {
        throw new WhimbrelException(hidden);
      }
      return new Keeping.AsItIs();
    }

    private Keeping of(Wanted.Table.Of wanted) {
      Tool tool = wanted.tool();
      if (history.mirrored().isPresent()) {
        refuseAnother(history.mirrored().get(), tool);
        return new Keeping.AsItIs();
      }
      List<PeerTable> tables = Adoption.tables(database).stream().filter(table -> table.tool() == tool).toList();
      if (history.entries().isEmpty() && !tables.isEmpty()) {
        return takenOver(wanted.choice().of(tables), wanted.missing());
      }
      if (history.entries().isEmpty()) {
        refuseSign();
      }
      return begun(tables.isEmpty()
          ? PeerTable.named(database, tool, wanted.name())
          : wanted.choice().of(tables));
    }

    private Keeping takenOver(PeerTable table, Adoption.Missing missing) {
      return new Keeping.TakenOver(Adoption.of(database, table, sources, history, missing).orThrow());
    }

    private Keeping begun(PeerTable table) {
      return new Keeping.Begun(table, HandBack.foreseen(database, table, sources, history).orThrow());
    }

    private static void refuseAnother(MirroredTable kept, Tool tool) {
      if (!kept.tool().equals(tool.label())) {
        throw new WhimbrelException(Problem
            .of(ProblemCode.USAGE, "the table " + kept.schema() + "." + kept.name() + " of "
                + kept.tool() + " is kept up here, and only one can be, so not that of " + tool.label())
            .state("nothing was changed")
            .remedy("to end that: whimbrel adopt --detach"), null);
      }
    }

    private void refuseSign() {
      Adoption.sign(database, sources).ifPresent(problem -> {
        throw new WhimbrelException(problem, null);
      });
    }

    Beginning based(Keeping keeping, Wanted.@Nullable Baseline wanted) {
      History kept = kept(keeping);
      List<String> said = new ArrayList<>(said(keeping).stream().toList());
      if (wanted == null || !isUntouched(kept)) {
        return new Beginning(keeping, List.of(), said, kept);
      }
      List<NewEntry> entries = baseline(kept, wanted);
      if (!entries.isEmpty()) {
        said.add("records " + count(entries.size()) + " up to the baseline " + wanted.version() + " as already there");
      }
      return new Beginning(keeping, entries, said, kept.with(entries));
    }

    private List<NewEntry> baseline(History kept, Wanted.Baseline wanted) {
      refuseSign();
      Result<List<NewEntry>> entries = Declaration.baseline(sources.set(), kept, wanted.version());
      if (entries instanceof Result.Rejected<List<NewEntry>> rejected && wanted.at() != null) {
        throw new WhimbrelException(rejected.problems().stream().map(problem -> problem.at(wanted.at())).toList());
      }
      return entries.orThrow();
    }

    /** Attempts that were rolled back leave rows and nothing else: often that is how somebody learns that a baseline is needed. */
    private static boolean isUntouched(History history) {
      return history.standings().stream().allMatch(standing -> standing.lastTurn() == null)
          && history.entries().stream().allMatch(entry -> entry.statementsDone() == 0);
    }

    private History kept(Keeping keeping) {
      return switch (keeping) {
        case Keeping.AsItIs as -> history;
        case Keeping.TakenOver(Adoption adoption) ->
          History.of(history.with(adoption.entries()).entries(), adoption.mirrored());
        case Keeping.Begun(PeerTable table, Handed handed) ->
          History.of(history.entries(), table.keptUp(handed.leftOut()));
      };
    }

    private static Optional<String> said(Keeping keeping) {
      return switch (keeping) {
        case Keeping.AsItIs as -> Optional.empty();
        case Keeping.TakenOver(Adoption adoption) -> Optional.of("takes over " + count(adoption.entries().size())
            + " of " + adoption.table().tool().label() + " from " + adoption.table()
            + (adoption.leftOut().isEmpty() ? "" : " without " + String.join(", ", adoption.leftOut())));
        case Keeping.Begun(PeerTable table, Handed handed) -> Optional.of(handed.made() == Handed.Made.NEW
            ? "makes and keeps up the table " + table + " of " + table.tool().label()
            : "makes the table " + table + " of " + table.tool().label() + " say what the journal says");
      };
    }

    private static String count(int migrations) {
      return migrations + (migrations == 1 ? " migration" : " migrations");
    }
  }
}
