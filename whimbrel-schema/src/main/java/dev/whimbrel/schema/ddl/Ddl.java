package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Aggregate;
import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.Cast;
import dev.whimbrel.schema.model.Collation;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.CompositeType;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.DefaultPrivileges;
import dev.whimbrel.schema.model.Domain;
import dev.whimbrel.schema.model.DomainConstraint;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.EventTrigger;
import dev.whimbrel.schema.model.Extension;
import dev.whimbrel.schema.model.ForeignDataWrapper;
import dev.whimbrel.schema.model.ForeignServer;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.MaterializedView;
import dev.whimbrel.schema.model.Namespace;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Operator;
import dev.whimbrel.schema.model.Policy;
import dev.whimbrel.schema.model.Publication;
import dev.whimbrel.schema.model.RangeType;
import dev.whimbrel.schema.model.Routine;
import dev.whimbrel.schema.model.Rule;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Statistics;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.model.TextSearchConfiguration;
import dev.whimbrel.schema.model.TextSearchDictionary;
import dev.whimbrel.schema.model.Trigger;
import dev.whimbrel.schema.model.UserMapping;
import dev.whimbrel.schema.model.View;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements for one object at a time, without semicolons, every name with its schema. Nothing here knows what else is done: the order,
 * what has to be taken down first, transactions and losses are for whoever asks. {@code ALTER TYPE … ADD VALUE} is the only text that
 * another statement of the same transaction cannot build upon; all texts may run in a transaction.
 */
public final class Ddl {
  private final Setting setting;
  private final TypeText types;
  private final RoutineText routines;
  private final ForeignText foreign;
  private final SearchText search;
  private final SequenceText sequences;
  private final TableText tables;
  private final ColumnText columns;
  private final ConstraintText constraints;
  private final IndexText indexes;
  private final ViewText views;
  private final RuleText rules;
  private final PublicationText publications;
  private final AspectText aspects;

  private Ddl(Setting setting) {
    this.setting = setting;
    this.types = new TypeText(setting);
    this.routines = new RoutineText(setting);
    this.foreign = new ForeignText(setting);
    this.search = new SearchText(setting);
    this.sequences = new SequenceText(setting);
    this.tables = new TableText(setting);
    this.columns = new ColumnText(setting);
    this.constraints = new ConstraintText(setting);
    this.indexes = new IndexText(setting);
    this.views = new ViewText(setting);
    this.rules = new RuleText(setting);
    this.publications = new PublicationText(setting);
    this.aspects = new AspectText(setting);
  }

  /**
   * For objects of this schema, on an empty database of a server of its major version.
   *
   * @param schema asked for what an object belongs to; to drop objects, the one that they are in
   */
  public static Ddl of(DatabaseSchema schema) {
    return of(schema, DatabaseSchema.empty(schema.major()));
  }

  /**
   * For objects of this schema on a server that has others already.
   *
   * @param schema what shall be there
   * @param server what is there: it says what statements the server knows, who owns what nobody else does, and which indexes a new partition
   *     gets from its parent
   */
  public static Ddl of(DatabaseSchema schema, DatabaseSchema server) {
    return new Ddl(new Setting(schema, server));
  }

  /**
   * What makes an object, without its {@link #aspects} and without what {@link #complete} adds.
   *
   * @return none for what its parents bring: a column, a constraint or an index that a child table inherits as it is. For a table,
   *     everything that {@link #createTable} can hold of the schema
   */
  public List<String> create(SchemaObject object) {
    return switch (object) {
      case Namespace namespace -> List.of("CREATE SCHEMA "
          + (namespace.id().name().equals("public") ? "IF NOT EXISTS " : "") + Quoting.name(namespace.id().name()));
      case Extension extension -> List.of(create(extension));
      case Collation collation -> types.create(collation);
      case EnumType type -> types.create(type);
      case Domain domain -> types.create(domain, List.of());
      case DomainConstraint constraint -> types.create(constraint);
      case CompositeType type -> types.create(type);
      case RangeType type -> types.create(type);
      case Routine routine -> List.of(routine.definition());
      case Aggregate aggregate -> routines.create(aggregate);
      case Operator operator -> routines.create(operator);
      case Cast cast -> routines.create(cast);
      case TextSearchDictionary dictionary -> search.create(dictionary);
      case TextSearchConfiguration configuration -> search.create(configuration);
      case ForeignDataWrapper wrapper -> foreign.create(wrapper);
      case ForeignServer server -> foreign.create(server);
      case UserMapping mapping -> foreign.create(mapping);
      case Sequence sequence -> sequences.create(sequence);
      case Table table -> tables.create(table);
      case Column column -> columns.create(column);
      case Constraint constraint -> constraints.create(constraint);
      case Index index -> indexes.create(index);
      case View view -> views.create(view);
      case MaterializedView view -> views.create(view);
      case Statistics statistics -> create(statistics);
      case Trigger trigger -> rules.create(trigger);
      case Rule rule -> rules.create(rule);
      case Policy policy -> rules.create(policy);
      case EventTrigger trigger -> rules.create(trigger);
      case Publication publication -> publications.create(publication);
      case DefaultPrivileges privileges -> aspects.create(privileges);
    };
  }

  private String create(Extension extension) {
    boolean preinstalled = extension.id().name().equals("plpgsql");
    return "CREATE EXTENSION " + (preinstalled ? "IF NOT EXISTS " : "") + Quoting.name(extension.id().name())
        + (extension.schema().isEmpty() || preinstalled ? "" : " WITH SCHEMA " + Quoting.name(extension.schema()))
        + (extension.version().isEmpty() || preinstalled ? "" : " VERSION " + Quoting.literal(extension.version()));
  }

  private List<String> create(Statistics statistics) {
    List<String> statements = new ArrayList<>();
    statements.add(statistics.definition());
    if (statistics.target() >= 0) {
      statements.add(target(statistics));
    }
    return statements;
  }

  private String target(Statistics statistics) {
    return "ALTER " + setting.target(statistics.id()) + " SET STATISTICS " + statistics.target();
  }

  /**
   * A {@code CREATE TABLE} that holds these columns, in their order, and these constraints, and the statements for what it cannot say.
   *
   * @param columns all columns of the table, also inherited ones: whether they are as the parents have them is seen from the schema.
   *     One with other {@link Column#content} than in the schema is made with that
   * @param constraints those that {@link #absorbs} is true for
   */
  public List<String> createTable(Table table, List<Column> columns, List<Constraint> constraints) {
    return tables.create(table, columns, constraints);
  }

  /**
   * Whether a constraint can stand in its table's {@code CREATE TABLE}. A foreign key cannot, as its target may come later; nor can what
   * is NOT VALID; nor a key of a partitioned table whose partitions have an index of another name or with other options than the
   * server would give them: those of the partitions are made first, then that key, which takes them as its own.
   */
  public boolean absorbs(Constraint constraint) {
    return constraints.isAbsorbed(constraint);
  }

  /** A {@code CREATE DOMAIN} with its checks in it. */
  public List<String> createDomain(Domain domain, List<DomainConstraint> checks) {
    return types.create(domain, checks);
  }

  /**
   * What is left to say of an object when everything else is there: that a sequence goes with a column ({@code OWNED BY}), and which index
   * is a table's replica identity. Neither {@link #create} nor {@link #alter} says it. It precedes the {@link #aspects}, as a sequence and
   * its table have one owner.
   *
   * @param before as it was, or null if it is new
   */
  public List<String> complete(@Nullable SchemaObject before, SchemaObject after) {
    return switch (after) {
      case Sequence sequence -> sequences.complete((Sequence) before, sequence);
      case Table table -> tables.complete((Table) before, table);
      default -> List.of();
    };
  }

  /** What drops it; none for what goes with its parents, or with a user mapping's server. */
  public List<String> drop(SchemaObject object) {
    return switch (object) {
      case Column column -> columns.drop(column);
      case Constraint constraint -> constraints.drop(constraint);
      case DomainConstraint constraint -> types.drop(constraint);
      case Index index when index.parent() != null -> List.of();
      case DefaultPrivileges privileges -> aspects.drop(privileges);
      case Namespace namespace -> plainDrop(namespace);
      case Extension extension -> plainDrop(extension);
      case Collation collation -> plainDrop(collation);
      case EnumType type -> plainDrop(type);
      case Domain domain -> plainDrop(domain);
      case CompositeType type -> plainDrop(type);
      case RangeType type -> plainDrop(type);
      case Routine routine -> plainDrop(routine);
      case Aggregate aggregate -> plainDrop(aggregate);
      case Operator operator -> plainDrop(operator);
      case Cast cast -> plainDrop(cast);
      case TextSearchDictionary dictionary -> plainDrop(dictionary);
      case TextSearchConfiguration configuration -> plainDrop(configuration);
      case ForeignDataWrapper wrapper -> plainDrop(wrapper);
      case ForeignServer server -> plainDrop(server);
      case UserMapping mapping -> plainDrop(mapping);
      case Sequence sequence -> plainDrop(sequence);
      case Table table -> plainDrop(table);
      case Index index -> plainDrop(index);
      case View view -> plainDrop(view);
      case MaterializedView view -> plainDrop(view);
      case Statistics statistics -> plainDrop(statistics);
      case Trigger trigger -> plainDrop(trigger);
      case Rule rule -> plainDrop(rule);
      case Policy policy -> plainDrop(policy);
      case EventTrigger trigger -> plainDrop(trigger);
      case Publication publication -> plainDrop(publication);
    };
  }

  private List<String> plainDrop(SchemaObject object) {
    return List.of("DROP " + setting.target(object.id()));
  }

  /**
   * What makes one object of another with the same id; both may be alike. Of a column that follows its parent's, nothing is said.
   *
   * @throws IllegalArgumentException if they are of two kinds
   */
  public Alteration alter(SchemaObject before, SchemaObject after) {
    if (before.getClass() != after.getClass()) {
      throw new IllegalArgumentException(before.id() + " and " + after.id() + " are of two kinds");
    }
    if (before.equals(after)) {
      return new Alteration.InPlace(List.of());
    }
    return switch (after) {
      case Namespace namespace -> new Alteration.InPlace(List.of());
      case Extension extension -> alter((Extension) before, extension);
      case Collation collation -> new Alteration.Replace();
      case EnumType type -> types.alter((EnumType) before, type);
      case Domain domain -> types.alter((Domain) before, domain);
      case DomainConstraint constraint -> types.alter((DomainConstraint) before, constraint);
      case CompositeType type -> types.alter((CompositeType) before, type);
      case RangeType type -> new Alteration.Replace();
      case Routine routine -> routines.alter((Routine) before, routine);
      case Aggregate aggregate -> routines.alter((Aggregate) before, aggregate);
      case Operator operator -> routines.alter((Operator) before, operator);
      case Cast cast -> new Alteration.Replace();
      case TextSearchDictionary dictionary -> search.alter((TextSearchDictionary) before, dictionary);
      case TextSearchConfiguration configuration -> search.alter((TextSearchConfiguration) before, configuration);
      case ForeignDataWrapper wrapper -> foreign.alter((ForeignDataWrapper) before, wrapper);
      case ForeignServer server -> foreign.alter((ForeignServer) before, server);
      // values of its options are not known
      case UserMapping mapping -> new Alteration.InPlace(List.of());
      case Sequence sequence -> sequences.alter((Sequence) before, sequence);
      case Table table -> tables.alter((Table) before, table);
      case Column column -> columns.alter((Column) before, column);
      case Constraint constraint -> constraints.alter((Constraint) before, constraint);
      case Index index -> indexes.alter((Index) before, index);
      case View view -> views.alter((View) before, view);
      case MaterializedView view -> views.alter((MaterializedView) before, view);
      case Statistics statistics -> alter((Statistics) before, statistics);
      case Trigger trigger -> rules.alter((Trigger) before, trigger);
      case Rule rule -> rules.alter((Rule) before, rule);
      case Policy policy -> rules.alter((Policy) before, policy);
      case EventTrigger trigger -> rules.alter((EventTrigger) before, trigger);
      case Publication publication -> publications.alter((Publication) before, publication);
      case DefaultPrivileges privileges -> new Alteration.InPlace(
          aspects.change(privileges, ((DefaultPrivileges) before).grants(), privileges.grants()));
    };
  }

  private Alteration alter(Extension before, Extension after) {
    List<String> statements = new ArrayList<>();
    String alter = "ALTER " + setting.target(after.id());
    if (!before.schema().equals(after.schema())) {
      statements.add(alter + " SET SCHEMA " + Quoting.name(after.schema()));
    }
    if (!before.version().equals(after.version())) {
      statements.add(alter + " UPDATE TO " + Quoting.literal(after.version()));
    }
    return new Alteration.InPlace(statements);
  }

  private Alteration alter(Statistics before, Statistics after) {
    return before.definition().equals(after.definition()) && before.relation().equals(after.relation())
        ? new Alteration.InPlace(List.of(target(after)))
        : new Alteration.Replace();
  }

  /**
   * What changes the owner, the privileges and the comment of an object, or of a column of a view or a composite type.
   *
   * @param before as they are; of a new object, {@link #fresh}
   */
  public List<String> aspects(ObjectId id, Aspects before, Aspects after) {
    return aspects.change(id, before, after);
  }

  /** What an object that has just been made has by itself: nothing special, unless there are default privileges on the server. */
  public Aspects fresh(ObjectId id) {
    return aspects.fresh(id);
  }
}
