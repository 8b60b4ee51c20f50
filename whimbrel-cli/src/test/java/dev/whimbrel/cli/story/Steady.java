package dev.whimbrel.cli.story;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What varies from run to run is replaced by a name for it, so that an answer can be compared. */
final class Steady {
  private static final Map<Pattern, String> RULES = rules();

  private final Map<String, String> names = new LinkedHashMap<>();

  Steady(TestDatabase database, Path directory) {
    names.put(directory.toString(), "<directory>");
    names.put(database.host() + ":" + database.port(), "<server>");
    names.put(database.name(), "<database>");
    names.put(Whimbrel.version(), "<version>");
    names.put("Java " + Runtime.version(), "Java <version>");
    names.put("\"" + Runtime.version() + "\"", "\"<version>\"");
  }

  private static Map<Pattern, String> rules() {
    Map<Pattern, String> rules = new LinkedHashMap<>();
    rules.put(Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"), "<instant>");
    rules.put(Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\b"), "YYYY-MM-DD hh:mm:ss");
    rules.put(Pattern.compile("\\bPostgreSQL \\d+\\.\\d+"), "PostgreSQL <version>");
    rules.put(Pattern.compile("\\b127\\.0\\.0\\.1:\\d{4,}"), "127.0.0.1:<port>");
    rules
        .put(Pattern.compile("(?<=server of version |install one of version |postgresql-client-|dnf install postgresql|"
            + "postgresql@)\\d+"), "<major>");
    rules.put(Pattern.compile("\\(\\d+\\.\\d MB\\)"), "(<size>)");
    rules.put(Pattern.compile("--port=\\d+"), "--port=<port>");
    rules.put(Pattern.compile("(?<=UTC \\()\\d+ s\\b"), "<time>");
    rules.put(Pattern.compile("idle( in transaction|) for \\d+ s"), "idle$1 for <time>");
    rules.put(Pattern.compile("\\b(on|since) \\d{4}-\\d\\d-\\d\\d\\b"), "$1 <date>");
    rules.put(Pattern.compile("(_ms\": )\\d+"), "$1<time>");
    rules.put(Pattern.compile("(\"(made_for|digest)\": )\".*\""), "$1\"<digest>\"");
    rules.put(Pattern.compile("(?<=--plan |its digest is )[0-9a-f]{16}\\b"), "<digest>");
    rules.put(Pattern.compile("(\"(role|client|os_user|host)\": )\".*\""), "$1\"<who>\"");
    rules.put(Pattern.compile("(\"run\": )\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\""), "$1\"<run>\"");
    rules.put(Pattern.compile("(?<=[ \"])[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=[ \"])"), "<run>");
    rules.put(Pattern.compile("(_ms\":)\\d+"), "$1<time>");
    rules.put(Pattern.compile("(\"pid\": )\\d+"), "$1<pid>");
    rules.put(Pattern.compile("(\"backend_pid\": )\\d+"), "$1<pid>");
    rules.put(Pattern.compile("\\b(pid |pg_terminate_backend\\()\\d+"), "$1<pid>");
    rules.put(Pattern.compile("(?m)(?<=\\(|-- )\\d+(\\.\\d+)?(ns|µs|ms|s)(?=\\)|$)"), "<time>"); // as Go writes them
    // a column of varying texts has a varying width
    rules.put(Pattern.compile("(?m)(?<=[ :(])\\d+(\\.\\d)?(ms|s)(?= {2,}\\S)"), "<time>");
    rules.put(Pattern.compile("(?<=<time>) {2,}"), "  ");
    rules.put(Pattern.compile("TOOK +BY +FROM +ERROR"), "TOOK  BY  FROM  ERROR");
    rules.put(Pattern.compile("(?<=<time>  )\\S+ +\\S+ \\S*?\\d+\\.\\d+\\.\\d+\\.\\d+\\S*( +(?=\\S)|)"), "<who>  ");
    rules.put(Pattern.compile("(?m)(?<=[ (])(\\d+ms|\\d+\\.\\ds|\\d+m\\d\\ds)(?=[.;)]|$|  )"), "<time>");
    return rules;
  }

  String of(String text) {
    String steady = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      steady = steady.replace(name.getKey(), name.getValue());
    }
    for (Map.Entry<Pattern, String> rule : RULES.entrySet()) {
      steady = rule.getKey().matcher(steady).replaceAll(rule.getValue());
    }
    return steady;
  }
}
