package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.resource.Resource;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is asked, each in a file of its own; the order is that in which the answers are read. */
enum Query {
  MEMBERS, RELATIONS, COLUMNS, INHERITS, SEQUENCES, SCHEMAS, EXTENSIONS, TYPES, ENUM_LABELS, TABLES, VIEWS, TRIGGERS, RULES, POLICIES, STATISTICS, ROUTINES, AGGREGATES, OPERATORS, CASTS, COLLATIONS, TEXT_SEARCH_DICTIONARIES, TEXT_SEARCH_CONFIGURATIONS, TEXT_SEARCH_MAPPINGS, FOREIGN_DATA_WRAPPERS, SERVERS, USER_MAPPINGS, EVENT_TRIGGERS, PUBLICATIONS, PUBLICATION_TABLES, PUBLICATION_SCHEMAS, DEFAULT_PRIVILEGES, CONSTRAINTS, INDEXES, INDEX_PARTS, PARTS, DEPENDENCIES, OWNERS, GRANTS, COMMENTS, SETTINGS;

  private static final Pattern VERSIONS = Pattern.compile("\\s+--(?: since (\\d+))?(?: before (\\d+))?$");

  /** As this major version of the server understands it. */
  String sql(int major) {
    return Resource.text(Query.class, name().toLowerCase(Locale.ROOT) + ".sql").lines()
        .filter(line -> isFor(major, line)).collect(Collectors.joining("\n"));
  }

  private static boolean isFor(int major, String line) {
    Matcher versions = VERSIONS.matcher(line);
    if (!versions.find()) {
      return true;
    }
    boolean isNewEnough = versions.group(1) == null || major >= Integer.parseInt(versions.group(1));
    return isNewEnough && (versions.group(2) == null || major < Integer.parseInt(versions.group(2)));
  }
}
