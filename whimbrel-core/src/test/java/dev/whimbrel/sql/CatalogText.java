package dev.whimbrel.sql;

import dev.whimbrel.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;

/** What a script made of a database, as comparable lines: every object's definition as the server writes it, and the rows. */
final class CatalogText {
  private static final String USER_SCHEMA = " NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";

  private static final String OBJECTS = """
      WITH n AS (SELECT oid, nspname FROM pg_namespace n WHERE nspname{user})
      SELECT line FROM (
        SELECT format('relation %I.%I %s %s %s %s %s', nspname, relname, relkind, relacl, relrowsecurity, relforcerowsecurity,
            reloptions)
          FROM pg_class c JOIN n ON n.oid = relnamespace
        UNION ALL SELECT format('column %s %s %I %s %s %s %s %s %s', c.oid::regclass, attnum, attname, format_type(atttypid, atttypmod),
            attnotnull, attidentity, attgenerated, attacl, pg_get_expr(adbin, adrelid))
          FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN n ON n.oid = relnamespace
          LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum WHERE attnum > 0
        UNION ALL SELECT format('constraint %s %s %s %s', conrelid::regclass, contypid::regtype, conname, pg_get_constraintdef(c.oid))
          FROM pg_constraint c JOIN n ON n.oid = connamespace
        UNION ALL SELECT 'index ' || pg_get_indexdef(indexrelid)
          FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN n ON n.oid = relnamespace
        UNION ALL SELECT 'view ' || c.oid::regclass || pg_get_viewdef(c.oid)
          FROM pg_class c JOIN n ON n.oid = relnamespace WHERE relkind IN ('v', 'm')
        UNION ALL SELECT format('routine %s %s %s', p.oid::regprocedure, proacl, pg_get_functiondef(p.oid))
          FROM pg_proc p JOIN n ON n.oid = pronamespace WHERE prokind IN ('f', 'p')
        UNION ALL SELECT format('aggregate %s %s', aggfnoid, aggtransfn)
          FROM pg_aggregate JOIN pg_proc p ON p.oid = aggfnoid JOIN n ON n.oid = pronamespace
        UNION ALL SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT tgisinternal
        UNION ALL SELECT format('event trigger %s %s %s', evtname, evtenabled, evttags::text) FROM pg_event_trigger
        UNION ALL SELECT 'rule ' || pg_get_ruledef(r.oid) FROM pg_rewrite r
          JOIN pg_class c ON c.oid = ev_class JOIN n ON n.oid = relnamespace
        UNION ALL SELECT format('policy %s %s %s %s %s', polrelid::regclass, polname, polcmd, pg_get_expr(polqual, polrelid),
            pg_get_expr(polwithcheck, polrelid)) FROM pg_policy
        UNION ALL SELECT format('type %s %s %s %s %s', t.oid::regtype, typtype, typdefault, format_type(typbasetype, typtypmod),
            (SELECT array_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid))
          FROM pg_type t JOIN n ON n.oid = typnamespace
        UNION ALL SELECT format('comment %s %s', pg_describe_object(classoid, objoid, objsubid), description)
          FROM pg_description WHERE objoid >= 16384
        UNION ALL SELECT format('operator %s %s', o.oid::regoperator, oprcode) FROM pg_operator o JOIN n ON n.oid = oprnamespace
        UNION ALL SELECT format('cast %s %s %s', castsource::regtype, casttarget::regtype, castfunc::regprocedure) FROM pg_cast WHERE oid >= 16384
        UNION ALL SELECT format('sequence %s %s', to_jsonb(s) - 'last_value', s.last_value) FROM pg_sequences s
        UNION ALL SELECT 'statistics ' || pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s
        UNION ALL SELECT format('default privileges %s %s', defaclobjtype, defaclacl) FROM pg_default_acl
        UNION ALL SELECT format('other %s %s', cfgname, collname)
          FROM (SELECT cfgname FROM pg_ts_config WHERE oid >= 16384) f
          FULL JOIN (SELECT collname FROM pg_collation WHERE oid >= 16384) g ON false
      ) AS objects (line)
      ORDER BY line COLLATE "C"
      """.replace("{user}", USER_SCHEMA);

  private static final String TABLES = """
      SELECT format('SELECT %L, t::text FROM ONLY %I.%I AS t ORDER BY 2', relname, nspname, relname)
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relkind = 'r' AND nspname{user}
      ORDER BY nspname, relname
      """.replace("{user}", USER_SCHEMA);

  private CatalogText() {}

  static List<String> of(TestDatabase database) {
    List<String> lines = new ArrayList<>();
    database.query(OBJECTS).forEach(row -> lines.add(row.toString()));
    for (var table : database.query(TABLES)) {
      database.query(table.getFirst()).forEach(row -> lines.add(row.toString()));
    }
    return lines;
  }
}
