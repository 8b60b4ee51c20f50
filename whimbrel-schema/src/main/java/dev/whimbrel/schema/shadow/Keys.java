package dev.whimbrel.schema.shadow;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.migration.Script;
import dev.whimbrel.plan.Step;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Digests of all that decides what a replay makes: server, settings, roles, and each migration's id and text in the order in which they
 * run. One for each beginning of it, the shortest first. Code has no text, so nothing from there on has a key.
 */
record Keys(List<String> all) {
  private static final int LENGTH = 40;

  Keys {
    all = List.copyOf(all);
  }

  static Keys of(String identity, Likeness likeness, List<Step> steps) {
    MessageDigest digest = sha256();
    add(digest, "whimbrel " + Whimbrel.version() + " " + identity);
    add(digest, String.join("\0", likeness.database(), likeness.user(), likeness.searchPath(),
        String.join(",", Unmade.schemas(steps, likeness.schemas())), likeness.timeZone()));
    List<String> roles = Unmade.roles(steps, likeness.roles());
    List<String> keys = new ArrayList<>();
    for (Step step : steps) {
      if (step.script().isCode()) {
        return new Keys(keys.size() == steps.size() ? keys : List.of());
      }
      add(digest, step.migration().id().key());
      add(digest, step.script());
      Unmade.named(Unmade.texts(List.of(step)), roles).forEach(role -> add(digest, role));
      keys.add(HexFormat.of().formatHex(copy(digest).digest()).substring(0, LENGTH));
    }
    return new Keys(keys);
  }

  List<String> longestFirst() {
    return all.reversed();
  }

  /** Of everything. */
  Optional<String> last() {
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  private static void add(MessageDigest digest, Script script) {
    add(digest, script.mode().name());
    if (!script.statements().isEmpty()) {
      int start = script.statements().getFirst().start();
      int end = script.statements().getLast().dataEnd();
      digest.update(script.source().bytes(), start, end - start);
    }
    add(digest, "");
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e); // every Java's SHA-256 can
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
