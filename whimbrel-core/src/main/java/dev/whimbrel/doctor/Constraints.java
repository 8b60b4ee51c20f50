package dev.whimbrel.doctor;

import java.util.List;

/** Constraints that hold for new rows alone. One that is NOT ENFORCED, which 18 has, was meant to be so. */
final class Constraints implements Check {
  private static final int NOT_ENFORCED_CAME_WITH = 18;

  @Override
  public String subject() {
    return "constraints";
  }

  @Override
  public String question(Patient patient) {
    return """
        SELECT pg_catalog.quote_ident(k.conname),
          CASE WHEN k.contypid = 0 THEN pg_catalog.format('%%I.%%I', n.nspname, t.relname)
            ELSE pg_catalog.format_type(k.contypid, NULL) END,
          k.contypid <> 0, pg_catalog.pg_get_constraintdef(k.oid), t.reltuples::pg_catalog.int8
        FROM pg_catalog.pg_constraint k
          LEFT JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
          LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
        WHERE NOT k.convalidated AND k.conislocal AND k.conparentid = 0 %s
        ORDER BY 2, 1 LIMIT 200""".formatted(patient.major() >= NOT_ENFORCED_CAME_WITH ? "AND k.conenforced" : "");
  }

  @Override
  public List<Finding> findings(List<Row> rows, Patient patient) {
    return rows.stream().map(Constraints::finding).toList();
  }

  private static Finding finding(Row row) {
    boolean ofDomain = row.is(2);
    String validate = "ALTER " + (ofDomain ? "DOMAIN " : "TABLE ") + row.text(1) + " VALIDATE CONSTRAINT "
        + row.text(0);
    String rows = row.number(4) > 0 ? " (about " + row.number(4) + " rows)" : "";
    return Finding.of("not-valid-constraint", row.text(1) + " " + row.text(0), Severity.WARNING,
        "the constraint " + row.text(0) + " of " + row.text(1) + " was left NOT VALID: " + row.text(3),
        "it holds for what is written from now on; what was there before may break it, and the planner does not rely on it")
        .withRemedy("check the rows that are there with: " + Sql.psql(validate))
        .withFix(new Fix.Statement(validate, ofDomain
            ? "it reads every table that uses the domain, and nobody can write to them meanwhile"
            : "it reads the whole table" + rows + "; others can read and write it meanwhile"));
  }
}
