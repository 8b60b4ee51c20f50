package dev.whimbrel.source;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The lines {@code -- migrate:up} and {@code -- migrate:down} of dbmate. A file may hold several pairs of them; they are the parts
 * of one migration, which are reverted in the opposite order.
 */
final class DbmateMarkers {
  private static final Pattern MARKER = Pattern.compile("--\\s*migrate:(up|down)(?:\\s+(\\S.*?))?\\s*");
  private static final Pattern MEANT = Pattern.compile("\\s*--\\s*migrate\\s*:\\s*(\\w+).*", Pattern.CASE_INSENSITIVE);

  private record Part(Way way, int line, String options) {}

  private final Lines lines;
  private final Mistakes mistakes;
  private final List<Part> parts = new ArrayList<>();

  private DbmateMarkers(Lines lines, Mistakes mistakes) {
    this.lines = lines;
    this.mistakes = mistakes;
  }

  static Sections read(Lines lines, Mistakes mistakes) {
    DbmateMarkers reader = new DbmateMarkers(lines, mistakes);
    lines.comments().forEach(reader::line);
    reader.checkOrder();
    return reader.sections();
  }

  private void line(int line) {
    String text = lines.text(line);
    Matcher marker = MARKER.matcher(text);
    if (marker.matches()) {
      Way way = marker.group(1).equals("up") ? Way.UP : Way.DOWN;
      parts.add(new Part(way, line, marker.group(2) == null ? "" : marker.group(2)));
      return;
    }
    Matcher meant = MEANT.matcher(text);
    if (meant.matches()) {
      nearly(line, meant.group(1).toLowerCase(Locale.ROOT));
    }
  }

  private void nearly(int line, String word) {
    for (String command : List.of("up", "down")) {
      if (Nearest.distance(word, command) <= 1) {
        wrong(line, "dbmate would not see this marker: it must begin its line as \"-- migrate:" + command + "\"",
            "write \"-- migrate:" + command + "\"");
        return;
      }
    }
  }

  /** Parts must alternate, beginning with an up part and ending with a down part. */
  private void checkOrder() {
    Way before = Way.DOWN;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (part.way() == before && part.way() == Way.UP) {
        noDown(parts.get(i - 1));
      } else if (part.way() == before && i == 0) {
        wrong(part.line(), "\"-- migrate:down\" stands before any \"-- migrate:up\"", "put the up part first");
      } else if (part.way() == before) {
        wrong(part.line(), "\"-- migrate:down\" follows another one without a \"-- migrate:up\" between them",
            "join the two down parts, or write \"-- migrate:up\" between them");
      }
      before = part.way();
    }
    if (!parts.isEmpty() && before == Way.UP) {
      noDown(parts.getLast());
    }
  }

  private void noDown(Part up) {
    wrong(up.line(), "\"-- migrate:up\" has no \"-- migrate:down\" behind it, and dbmate refuses such a file",
        "add a line \"-- migrate:down\"; what follows it may be empty");
  }

  private Sections sections() {
    int first = parts.isEmpty() ? lines.count() + 1 : parts.getFirst().line();
    return new Sections(first, section(Way.UP), section(Way.DOWN));
  }

  private @Nullable Section section(Way way) {
    List<Span> spans = new ArrayList<>();
    List<Part> transactional = new ArrayList<>();
    List<Part> other = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (part.way() == way) {
        int end = i + 1 < parts.size() ? parts.get(i + 1).line() : lines.count() + 1;
        spans.add(new Span(part.line() + 1, end));
        (noTransaction(part) ? other : transactional).add(part);
      }
    }
    if (spans.isEmpty()) {
      return null;
    }
    if (!transactional.isEmpty() && !other.isEmpty()) {
      wrong(other.getFirst().line(), "this part runs without a transaction and that of line "
          + transactional.getFirst().line() + " in one, but they are one migration",
          "give all of them the same option, or split the file");
    }
    if (way == Way.DOWN) {
      Collections.reverse(spans);
    }
    return new Section(spans, request(other), List.of());
  }

  private static TransactionRequest request(List<Part> withoutTransaction) {
    return withoutTransaction.isEmpty()
        ? TransactionRequest.AUTOMATIC
        : TransactionRequest.NONE;
  }

  private boolean noTransaction(Part part) {
    boolean none = false;
    for (String option : part.options().isEmpty() ? new String[0] : part.options().split("\\s+")) {
      switch (option) {
        case "transaction:false" -> none = true;
        case "transaction:true" -> none = false;
        default -> wrong(part.line(), "\"" + option + "\" is no option of dbmate, which would pass over it",
            "write transaction:false or transaction:true, or nothing");
      }
    }
    return none;
  }

  private void wrong(int line, String message, String remedy) {
    mistakes.add(lines.problem(ProblemCode.BAD_MARKER, line, message, remedy));
  }
}
