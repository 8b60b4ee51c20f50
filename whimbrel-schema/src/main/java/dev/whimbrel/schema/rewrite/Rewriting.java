package dev.whimbrel.schema.rewrite;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.schema.rehearse.Rehearsed;
import dev.whimbrel.schema.rehearse.Rehearsed.Bound;
import dev.whimbrel.schema.rehearse.Rehearsed.Outcome;
import dev.whimbrel.schema.rewrite.Part.Line;
import dev.whimbrel.schema.rewrite.Part.Origin;
import dev.whimbrel.schema.rewrite.Piece.Pace;
import dev.whimbrel.schema.rewrite.Rewritten.Change;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes of a migration, and of what was seen of it, the sequence that does the same without keeping others waiting. Pure. */
public final class Rewriting {
  private static final Pattern PLAIN_BEGIN = Pattern
      .compile("(?is)(?:BEGIN(?:\\s+(?:WORK|TRANSACTION))?|START\\s+TRANSACTION)\\s*");
  /** What means something only as long as its transaction, or its session, lasts. */
  private static final Pattern OF_ONE_TRANSACTION = Pattern.compile(
      "(?is)^(?:SAVEPOINT|RELEASE|ROLLBACK|LOCK|DECLARE|SET\\s+CONSTRAINTS|SET\\s+TRANSACTION|CREATE\\s+(?:LOCAL\\s+|GLOBAL\\s+)?TEMP)\\b?.*");

  private final Migration migration;
  private final Seen seen;
  private final Columns columns;
  private final Set<Integer> kept;
  private final IdentityHashMap<Statement, Case> cases = new IdentityHashMap<>();
  private final List<Remark> remarks = new ArrayList<>();

  private Rewriting(Migration migration, Seen seen, Columns columns, Set<Integer> kept) {
    this.migration = migration;
    this.seen = seen;
    this.columns = columns;
    this.kept = Set.copyOf(kept);
    seen.statements().forEach(this::know);
  }

  private void know(Rehearsed one) {
    if (one.outcome() instanceof Outcome.Ran ran) {
      List<Observation.Lock> held = seen.statements().stream()
          .takeWhile(earlier -> !earlier.statement().equals(one.statement()))
          .filter(earlier -> earlier.transaction() == one.transaction())
          .flatMap(earlier -> earlier.outcome() instanceof Outcome.Ran did
              ? did.observation().locks().stream()
              : Stream.empty())
          .toList();
      cases.put(one.statement(), new Case(SqlCommand.of(one.statement()), one, ran.observation(), held, seen, columns));
    }
  }

  /** All that can be made safe is. */
  public static Rewritten of(Migration migration, Seen seen, Columns columns) {
    return of(migration, seen, columns, Set.of());
  }

  /**
   * The same without some statements.
   *
   * @param kept which of them stay as they are, counted from 0
   */
  static Rewritten of(Migration migration, Seen seen, Columns columns, Set<Integer> kept) {
    return new Rewriting(migration, seen, columns, kept).rewritten();
  }

  /** Nothing of it. */
  static Rewritten unchanged(Migration migration, Seen seen) {
    Rewriting none = new Rewriting(migration, seen, Columns.KEEP_ORDER, Set.of());
    List<Safely> forms = migration.up().statements().stream().map(statement -> new Safely()).toList();
    return new Rewritten(migration, none.parts(forms, Parts.Bounds.WRITTEN).all(), List.of(), Change.NOTHING,
        List.of());
  }

  private Rewritten rewritten() {
    List<Statement> statements = migration.up().statements();
    List<Safely> forms = statements.stream().map(statement -> new Safely()).toList();
    List<Integer> changed = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      fill(forms.get(i), statements.get(i), i);
      if (!forms.get(i).pieces().isEmpty()) {
        changed.add(i);
      }
    }
    List<Statement> exposed = exposed(statements);
    if (changed.isEmpty() && exposed.isEmpty()) {
      return unchanged(migration, seen).remarking(remarks);
    }
    remark(exposed);
    Optional<Remark> whole = whole(migration.up());
    return whole.isPresent()
        ? unchanged(migration, seen).remarking(List.of(whole.get()))
        : new Rewritten(migration, parts(forms, Parts.Bounds.SAFE).all(), changed, Change.REWRITTEN, remarks);
  }

  /** What takes long, keeps nobody waiting by itself, and stands behind a strong lock. */
  private List<Statement> exposed(List<Statement> statements) {
    List<Statement> exposed = new ArrayList<>();
    int locked = -1;
    for (Statement statement : statements) {
      Case one = cases.get(statement);
      if (one != null && one.pace() == Pace.LONG && locked == one.rehearsed().transaction()) {
        exposed.add(statement);
      }
      if (one != null && one.pace() == Pace.STRONG) {
        locked = one.rehearsed().transaction();
      }
    }
    return exposed;
  }

  /** Behind the lock nobody could write; now others can. */
  private void remark(List<Statement> exposed) {
    exposed.stream().filter(statement -> SqlCommand.of(statement) instanceof SqlCommand.ChangeRows)
        .forEach(statement -> remarks.add(new Remark(statement.at(), "\"" + statement.brief(60)
            + "\" runs while others write: rows that come meanwhile are not among those that it changes")));
  }

  private static Optional<Remark> whole(Script script) {
    Statement opening = script.opening();
    if (opening != null && !PLAIN_BEGIN.matcher(opening.text()).matches()) {
      return Optional
          .of(new Remark(opening.at(), "the migration asks for a transaction of its own kind, so it stays one"));
    }
    Optional<Remark> bound = script.statements().stream()
        .filter(one -> OF_ONE_TRANSACTION.matcher(one.text()).matches()).findFirst()
        .map(one -> new Remark(one.at(),
            "\"" + one.brief(40) + "\" holds for one transaction, so the migration stays one"));
    return bound.isPresent() || script.mode() != TransactionMode.WHOLE
        ? bound
        : GivenBack.in(script.statements()).map(one -> new Remark(one.at(), "\"" + one.brief(40)
            + "\" takes away what is given back behind it, which nobody is to miss meanwhile, so the migration stays one"
            + " transaction; divide it by hand"));
  }

  private void fill(Safely form, Statement statement, int index) {
    Case one = cases.get(statement);
    if (one == null || one.rehearsed().bound() == Bound.ALONE || kept.contains(index)) {
      return;
    }
    form(one, form);
    if (form.pieces().isEmpty() && form.remarks().isEmpty() && one.pace() == Pace.STUCK) {
      form.remark("\"" + statement.brief(60) + "\" keeps others waiting, and no other form of it is known");
    }
    form.remarks().forEach(sentence -> remarks.add(new Remark(statement.at(), sentence)));
  }

  private static void form(Case one, Safely safely) {
    switch (one.command()) {
      case SqlCommand.CreateIndex index -> IndexForms.create(one, index, safely);
      case SqlCommand.DropIndex drop -> IndexForms.drop(one, drop, safely);
      case SqlCommand.Reindex reindex -> IndexForms.reindex(one, reindex, safely);
      case SqlCommand.AlterTable alter -> TableForms.of(one, alter, safely);
      case SqlCommand.CreateTable table -> PartitionForms.create(one, table, safely);
      case SqlCommand.Drop drop -> OtherForms.drop(one, drop, safely);
      case SqlCommand.Refresh refresh -> OtherForms.refresh(one, refresh, safely);
      default -> {
      }
    }
  }

  private Parts parts(List<Safely> forms, Parts.Bounds bounds) {
    Parts parts = new Parts(bounds);
    List<Leads.Lead> leads = Leads.of(migration.up());
    int number = 0;
    for (int i = 0; i < forms.size(); i++) {
      Statement statement = migration.up().statements().get(i);
      Case one = cases.get(statement);
      number = one == null ? number : one.rehearsed().transaction();
      List<Piece> pieces = forms.get(i).pieces();
      if (pieces.isEmpty()) {
        written(parts, statement, leads.get(i), one, number);
      } else {
        rewritten(parts, pieces, leads.get(i), number);
      }
    }
    return parts;
  }

  private static void written(Parts parts, Statement statement, Leads.Lead lead,
      @Nullable Case one, int number) {
    Line line = new Line(lead.before() + lead.text() + lead.behind(), Origin.AUTHOR);
    if (SqlCommand.of(statement) instanceof SqlCommand.Setting setting) {
      parts.set(line, lead.text(), setting.reach(), number);
    } else {
      parts.add(line, one == null ? Pace.LIGHT : one.pace(), number);
    }
  }

  private static void rewritten(Parts parts, List<Piece> pieces, Leads.Lead lead, int number) {
    String comment = lead.behind().isEmpty() ? lead.before() : lead.before() + lead.behind().strip() + "\n";
    for (Piece piece : pieces) {
      Origin origin = piece.pace() == Pace.STUCK ? Origin.AUTHOR : Origin.REWRITING;
      parts.add(new Line(comment + piece.text() + ";", origin), piece.pace(), number);
      comment = "";
    }
  }
}
