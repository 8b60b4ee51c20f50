package dev.whimbrel.cli.as;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The {@code database} section of an engine's {@code config.yaml}, as far as it is clear what is meant.
 *
 * @param url the database, if the section names one
 * @param passedOver keys of that section that were not read
 */
record OldConfig(Optional<String> url, List<String> passedOver) {
  static final OldConfig NONE = new OldConfig(Optional.empty(), List.of());

  private static final int LONGEST = 1 << 20;

  /** What a key is in a URL. */
  private static final Map<String, String> PARTS = Map.ofEntries(Map.entry("host", "host"), Map.entry("port", "port"),
      Map.entry("user", "user"), Map.entry("username", "user"), Map.entry("password", "password"),
      Map.entry("name", "name"), Map.entry("dbname", "name"), Map.entry("db_name", "name"),
      Map.entry("database", "name"), Map.entry("sslmode", "sslmode"), Map.entry("ssl_mode", "sslmode"),
      Map.entry("url", "url"), Map.entry("dsn", "url"));

  static Result<OldConfig> read(Path file, String label) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        return Result.rejected(unreadable(label, "it is longer than 1 MB"));
      }
      LoadSettings settings = LoadSettings.builder().setLabel(label).setAllowDuplicateKeys(false).build();
      return understood(new Load(settings).loadFromString(new String(bytes, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      return Result.rejected(unreadable(label, Files.exists(file) ? "it is no file" : "there is no such file"));
    } catch (YamlEngineException e) {
      return Result.rejected(unreadable(label, "it is no YAML"));
    }
  }

  private static Problem unreadable(String label, String why) {
    return Problem.of(ProblemCode.CONFIGURATION, "the configuration \"" + label + "\" cannot be read: " + why)
        .remedy("name the database with DATABASE_URL, or the file with -config FILE");
  }

  private static Result<OldConfig> understood(@Nullable Object root) {
    if (!(root instanceof Map<?, ?> whole) || !(whole.get("database") instanceof Map<?, ?> section)) {
      return Result.ok(NONE);
    }
    Map<String, String> parts = new HashMap<>();
    List<String> passedOver = new ArrayList<>();
    for (Map.Entry<?, ?> member : section.entrySet()) {
      String key = String.valueOf(member.getKey());
      String part = PARTS.get(key);
      if (part == null || member.getValue() == null || member.getValue() instanceof Map<?, ?>) {
        passedOver.add("database." + key);
      } else if (parts.put(part, String.valueOf(member.getValue())) != null) {
        return Result
            .rejected(Problem.of(ProblemCode.CONFIGURATION, "the section \"database\" says twice, in other words, "
                + "what the " + part + " is").remedy("remove one of the two"));
      }
    }
    String url = parts.get("url");
    return Result.ok(new OldConfig(url == null ? composed(parts) : Optional.of(url), passedOver));
  }

  private static Optional<String> composed(Map<String, String> parts) {
    String name = parts.get("name");
    if (name == null) {
      return Optional.empty();
    }
    String user = parts.containsKey("user") ? encoded(parts.getOrDefault("user", "")) : "";
    String password = parts.containsKey("password") ? ":" + encoded(parts.getOrDefault("password", "")) : "";
    String who = user.isEmpty() ? "" : user + password + "@";
    String sslmode = parts.containsKey("sslmode") ? "?sslmode=" + encoded(parts.getOrDefault("sslmode", "")) : "";
    return Optional.of("postgres://" + who + parts.getOrDefault("host", "localhost") + ":"
        + parts.getOrDefault("port", "5432") + "/" + encoded(name) + sslmode);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
