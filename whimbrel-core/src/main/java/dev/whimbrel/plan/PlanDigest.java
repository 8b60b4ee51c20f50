package dev.whimbrel.plan;

import dev.whimbrel.history.NewEntry;
import dev.whimbrel.sql.Identifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What somebody agreed to, in a word that can be handed on: another history, another file or another database gives another. The same for all
 * who make it, so that one program can ask and another one do.
 */
public final class PlanDigest {
  private static final int LENGTH = 16;

  private PlanDigest() {}

  /** How much of a run is one transaction: an agreement to a run that is one says so. */
  public enum Transactions {
    EACH(""), ALL(" in one transaction");

    private final String said;

    Transactions(String said) {
      this.said = said;
    }
  }

  /** Whose history where: what a digest is good for. */
  public static String target(String place, Identifier journalSchema, String service) {
    return place + " " + journalSchema.name() + " " + service;
  }

  /** The same of a plan, with how it is carried out. */
  public static String targetOfRun(String target, Transactions transactions) {
    return target + transactions.said;
  }

  /** Of the steps, what they are made of, the history they are made for and the place where they run. */
  public static String of(Plan plan, String place) {
    String steps = plan.steps().stream()
        .map(step -> String.join("\n", step.direction().name(), step.migration().id().key(),
            String.valueOf(step.generation()), String.valueOf(step.from()), step.migration().checksum().raw(),
            step.script().statements().stream().map(statement -> statement.text()).collect(Collectors.joining("\n"))))
        .collect(Collectors.joining("\n\n"));
    return of(List.of(place, plan.madeFor(), steps));
  }

  /** What entries would say, each in one line, without what the server adds. */
  public static List<String> parts(List<NewEntry> entries) {
    return entries.stream().map(entry -> String.join(" ", entry.key(), String.valueOf(entry.generation()),
        entry.event().word(), entry.direction().name(), entry.file(), String.valueOf(entry.checksum()))).toList();
  }

  /** Of anything else that is asked for. */
  public static String of(List<String> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
