package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand.Create;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Rehearsed;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the server in question does not know, or does not let everybody do. */
final class ServerRules {
  /** Extensions that an owner of a database may install himself. */
  private static final Set<String> TRUSTED = Set.of("plpgsql", "btree_gin", "btree_gist", "citext", "cube", "dict_int",
      "fuzzystrmatch", "hstore", "intarray", "isn", "lo", "ltree", "pg_trgm", "pgcrypto", "seg", "tablefunc", "tcn",
      "tsm_system_rows", "tsm_system_time", "unaccent", "uuid-ossp", "plperl", "pltcl", "jsonb_plperl", "bool_plperl");

  /**
   * Something that came with a version.
   *
   * @param since the major version
   * @param what as people call it
   * @param words what it looks like in a statement without literals and comments
   */
  private record Feature(int since, String what, Pattern words) {}

  private static final List<Feature> FEATURES = List.of(
      feature(15, "NULLS NOT DISTINCT", "\\bNULLS\\s+NOT\\s+DISTINCT\\b"),
      feature(15, "security_invoker", "\\bsecurity_invoker\\b"),
      feature(15, "MERGE", "^MERGE\\b"),
      feature(15, "SET NULL of some columns", "\\bON\\s+DELETE\\s+SET\\s+(?:NULL|DEFAULT)\\s*\\("),
      feature(15, "SET ACCESS METHOD", "^ALTER\\b.*\\bSET\\s+ACCESS\\s+METHOD\\b"),
      feature(15, "publications of schemas", "^(?:CREATE|ALTER)\\s+PUBLICATION\\b.*\\bTABLES\\s+IN\\s+SCHEMA\\b"),
      feature(16, "STORAGE in CREATE TABLE", "^CREATE\\s+TABLE\\b.*\\bSTORAGE\\s+(?:PLAIN|EXTERNAL|EXTENDED|MAIN)\\b"),
      feature(16, "IS JSON", "\\bIS\\s+(?:NOT\\s+)?JSON\\b"),
      feature(17, "JSON_TABLE", "\\bJSON_TABLE\\s*\\("),
      feature(17, "SET EXPRESSION", "^ALTER\\b.*\\bSET\\s+EXPRESSION\\b"),
      feature(17, "MAINTAIN", "^(?:GRANT|REVOKE)\\b.*\\bMAINTAIN\\b"),
      feature(18, "VIRTUAL generated columns", "\\bAS\\s*\\(.*\\)\\s*VIRTUAL\\b"),
      feature(18, "NOT NULL with NOT VALID", "\\bADD\\s+(?:CONSTRAINT\\s+\\S+\\s+)?NOT\\s+NULL\\b"),
      feature(18, "NOT ENFORCED", "\\bNOT\\s+ENFORCED\\b"),
      feature(18, "WITHOUT OVERLAPS", "\\bWITHOUT\\s+OVERLAPS\\b"),
      feature(18, "uuidv7()", "\\buuidv7\\s*\\("));

  /**
   * Something that needs more rights than the owner of a database has.
   *
   * @param words as those of features
   */
  private record Privileged(String what, Pattern words) {}

  private static final List<Privileged> PRIVILEGED = List.of(
      privileged("event triggers", "^(?:CREATE|ALTER|DROP)\\s+EVENT\\s+TRIGGER\\b"),
      privileged("ALTER SYSTEM", "^ALTER\\s+SYSTEM\\b"),
      privileged("COPY with files or programs of the server", "^COPY\\b.*\\b(?:FROM|TO)\\s+(?:PROGRAM\\b|')"),
      privileged("functions in C", "^CREATE\\b.*\\bFUNCTION\\b.*\\bLANGUAGE\\s+(?:C|internal)\\b"),
      privileged("roles that pass by rights",
          "^(?:CREATE|ALTER)\\s+(?:ROLE|USER)\\b.*(?<!\\w)(?:SUPERUSER|REPLICATION|BYPASSRLS)\\b"),
      privileged("session_replication_role", "^SET\\b.*\\bsession_replication_role\\b"),
      privileged("triggers of constraints, which ALL includes", "^ALTER\\s+TABLE\\b.*\\bDISABLE\\s+TRIGGER\\s+ALL\\b"),
      privileged("publications of all tables", "^CREATE\\s+PUBLICATION\\b.*\\bFOR\\s+ALL\\s+TABLES\\b"),
      privileged("table spaces", "^CREATE\\s+TABLESPACE\\b"),
      privileged("foreign-data wrappers", "^CREATE\\s+FOREIGN\\s+DATA\\s+WRAPPER\\b"),
      privileged("operator classes", "^CREATE\\s+OPERATOR\\s+(?:CLASS|FAMILY)\\b"),
      privileged("LOAD", "^LOAD\\b"));

  static final List<Rule> RULES = List.of(
      new Rule("WB701", "uses what the server does not know yet", Severity.WARNING, ServerRules::tooNew),
      new Rule("WB702", "needs rights that a managed server does not give", Severity.WARNING, ServerRules::tooMuch));

  private ServerRules() {}

  private static Feature feature(int since, String what, String words) {
    return new Feature(since, what, pattern(words));
  }

  private static Privileged privileged(String what, String words) {
    return new Privileged(what, pattern(words));
  }

  private static Pattern pattern(String words) {
    return Pattern.compile(words, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  /** What ran on a server of that version needs no looking at. */
  private static Stream<Finding> tooNew(Subject subject, Deployment deployment) {
    boolean ran = subject.observation().isPresent()
        && subject.seen().map(Rehearsed::before).filter(one -> one.major() <= deployment.majors().server()).isPresent();
    if (ran) {
      return Stream.empty();
    }
    String code = Wordings.code(subject.statement());
    return FEATURES.stream()
        .filter(one -> one.since() > deployment.majors().server() && one.words().matcher(code).find())
        .map(one -> Finding.of(subject, Certainty.SUSPECTED,
            one.what() + " came with PostgreSQL " + one.since() + ", and the server is " + deployment.majors().server(),
            "the server refuses the statement").remedy(
                "write it in a way that PostgreSQL " + deployment.majors().server()
                    + " knows, or upgrade the server first"));
  }

  private static Stream<Finding> tooMuch(Subject subject, Deployment deployment) {
    if (subject.command() instanceof Create create && create.kind().equals("EXTENSION") && create.name() != null) {
      return extension(subject, deployment, Spelling.last(create.name()));
    }
    String code = Wordings.code(subject.statement());
    return PRIVILEGED.stream().filter(one -> one.words().matcher(code).find()).limit(1)
        .map(one -> Finding
            .of(subject, Certainty.SUSPECTED, "a superuser, or a role for that purpose, is needed for " + one.what(),
                "managed servers give neither, and the migration fails there though it runs on a server of your own")
            .remedy("let somebody with these rights do it outside of the migrations, or do without"));
  }

  private static Stream<Finding> extension(Subject subject, Deployment deployment, String name) {
    Optional<Catalog> before = subject.seen().map(Rehearsed::before);
    boolean isThere = before.stream().flatMap(catalog -> catalog.others().stream())
        .anyMatch(one -> one.kind().equals("extension") && one.name().equals(name));
    List<String> allowed = deployment.options().extensions();
    if (isThere || allowed.contains(name) || (allowed.isEmpty() && TRUSTED.contains(name))) {
      return Stream.empty();
    }
    return Stream.of(allowed.isEmpty()
        ? Finding.of(subject, Certainty.SUSPECTED, "extension " + name + " needs a superuser to be installed",
            "managed servers install only what they know, and only for certain roles")
            .remedy(
                "see that the server in question offers it, and list what it offers as lint.extensions in whimbrel.yaml")
        : Finding.of(subject, Certainty.DERIVED, "extension " + name + " is none of those that may be installed: "
            + Wordings.listed(allowed), "the server in question does not offer it")
            .remedy("do without, or list it as lint.extensions in whimbrel.yaml"));
  }
}
