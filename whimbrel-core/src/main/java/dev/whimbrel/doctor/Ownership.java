package dev.whimbrel.doctor;

import dev.whimbrel.migration.Script;
import dev.whimbrel.sql.Literal;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What pending migrations need of the role: to own the tables that they alter, and to create in the schemas that they use. The names
 * are looked for as a run does, in the session's own search_path.
 */
final class Ownership implements Check {
  private static final String PART = "(?:\"(?:[^\"]|\"\")++\"|[A-Za-z_\\u0080-\\uffff][\\w$\\u0080-\\uffff]*)";
  private static final String NAME = "(?<name>" + PART + "(?:\\s*\\.\\s*" + PART + ")?)";
  private static final Pattern ALTERS = Pattern
      .compile("(?is)^(?:ALTER\\s+TABLE|DROP\\s+TABLE|CREATE\\s+(?:UNIQUE\\s+)?INDEX"
          + "\\s.*?\\sON)\\s+(?:IF\\s+EXISTS\\s+)?(?:ONLY\\s+)?" + NAME + ".*");
  private static final Pattern CREATES = Pattern.compile(
      "(?is)^CREATE\\s+(?:UNLOGGED\\s+)?(?:TABLE|VIEW|SEQUENCE|TYPE|DOMAIN)\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?" + NAME
          + ".*");
  private static final Pattern QUALIFIED = Pattern.compile("(?s)(" + PART + ")\\s*\\.\\s*" + PART);

  /** The catalogs say it of some hundred names as fast as of one; of a directory of thousands the first will do. */
  private static final int MOST = 500;

  private final Set<String> tables = new TreeSet<>();
  private final Set<String> schemas = new TreeSet<>();
  private boolean createsUnqualified;

  /** What scripts that are to be run need. */
  Ownership(List<Script> scripts) {
    scripts.stream().flatMap(script -> script.statements().stream()).map(Statement::text).forEach(this::add);
  }

  private void add(String sql) {
    String altered = name(ALTERS, sql);
    if (altered != null && tables.size() < MOST) {
      tables.add(altered);
    }
    String created = name(CREATES, sql);
    Matcher qualified = QUALIFIED.matcher(created == null ? "" : created);
    if (qualified.matches() && schemas.size() < MOST) {
      schemas.add(qualified.group(1));
    }
    createsUnqualified |= created != null && !qualified.matches();
  }

  private static @Nullable String name(Pattern pattern, String sql) {
    // the name stands near the beginning, and a statement may be long
    Matcher matcher = pattern.matcher(sql.substring(0, Math.min(sql.length(), 1000)));
    return matcher.matches() ? matcher.group("name") : null;
  }

  @Override
  public String subject() {
    return "privileges for what is pending";
  }

  @Override
  public String question(Patient patient) {
    return """
        SELECT 'table', pg_catalog.format('%%I.%%I', tn.nspname, c.relname), pg_catalog.pg_get_userbyid(c.relowner)
        FROM (VALUES %1$s) AS v (name)
          JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(v.name)::pg_catalog.oid
          JOIN pg_catalog.pg_namespace tn ON tn.oid OPERATOR(pg_catalog.=) c.relnamespace
        WHERE NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')
        UNION ALL
        SELECT 'schema', v.name, pg_catalog.pg_get_userbyid(n.nspowner)
        FROM (VALUES %2$s) AS v (name)
          JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) pg_catalog.to_regnamespace(v.name)::pg_catalog.oid
        WHERE NOT pg_catalog.has_schema_privilege(n.oid, 'CREATE')
        UNION ALL
        SELECT 'path', pg_catalog.quote_ident(pg_catalog.current_schema()), pg_catalog.current_setting('search_path')
        WHERE pg_catalog.current_schema() IS NULL
          OR NOT pg_catalog.has_schema_privilege(pg_catalog.current_schema(), 'CREATE')"""
        .formatted(values(tables), values(schemas));
  }

  private static String values(Set<String> names) {
    return names.isEmpty()
        ? "(NULL::pg_catalog.text)"
        : names.stream().map(name -> "(" + Literal.of(name) + "::pg_catalog.text)").collect(Collectors.joining(", "));
  }

  @Override
  public List<Finding> findings(List<Row> rows, Patient patient) {
    List<Finding> findings = new ArrayList<>();
    for (Row row : rows) {
      switch (row.text(0)) {
        case "table" -> findings.add(notOwner(row, patient));
        case "schema" -> findings.add(mayNotCreate(row.text(1), patient));
        default -> {
          if (createsUnqualified) {
            findings.add(row.find(1).isEmpty() ? noSchema(row) : mayNotCreate(row.text(1), patient));
          }
        }
      }
    }
    return findings.stream().distinct().toList();
  }

  private static Finding notOwner(Row row, Patient patient) {
    return Finding.of("not-owner", row.text(1), Severity.ERROR,
        "a pending migration alters the table " + row.text(1) + ", which belongs to " + row.text(2) + ", and the role "
            + patient.role() + " is no member of that role",
        "only its owner may alter a table, so the migration will fail")
        .withRemedy("run as that role, or as an administrator: "
            + Sql.psql("ALTER TABLE " + row.text(1) + " OWNER TO " + patient.role()));
  }

  private static Finding mayNotCreate(String schema, Patient patient) {
    return Finding.of("no-create-in-schema", schema, Severity.ERROR,
        "a pending migration creates something in the schema " + schema + ", and the role " + patient.role()
            + " may not",
        "the migration will fail")
        .withRemedy("as its owner: " + Sql.psql("GRANT CREATE, USAGE ON SCHEMA " + schema + " TO " + patient.role()));
  }

  private static Finding noSchema(Row row) {
    return Finding.of("no-schema", "", Severity.ERROR,
        "search_path is " + row.text(2) + " and names no schema that is there",
        "a pending migration creates something without naming a schema, and there is none to create it in")
        .withRemedy("create the schema, or name another in the URL: ?search_path=NAME");
  }
}
