package dev.whimbrel.kubernetes.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a container wrote, line by line. Threads may add and read at once. */
final class Log {
  private final List<Line> lines = new ArrayList<>();
  private boolean over;

  /** A line and when it came. */
  record Line(Instant time, String text) {}

  /** Reads until the other side closes. */
  void take(InputStream output) {
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("the output could not be read any more: " + e.getMessage());
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    lines.add(new Line(Instant.now(), line));
    notifyAll();
  }

  private synchronized void end() {
    over = true;
    notifyAll();
  }

  synchronized List<Line> lines() {
    return List.copyOf(lines);
  }

  /** What comes after the first so many lines; waits for it. Nothing if nothing comes any more. */
  synchronized List<Line> after(int known) throws InterruptedException {
    while (lines.size() <= known && !over) {
      wait();
    }
    return List.copyOf(lines.subList(known, lines.size()));
  }

  /** The last lines, as a termination message has them. */
  synchronized String tail(int most, int characters) {
    String text = lines.subList(Math.max(0, lines.size() - most), lines.size()).stream().map(line -> line.text() + "\n")
        .collect(Collectors.joining());
    return text.substring(Math.max(0, text.length() - characters));
  }

  /** Waits until everything that was written is here. */
  synchronized void awaitEnd(long milliseconds) throws InterruptedException {
    long deadline = System.currentTimeMillis() + milliseconds;
    for (long left = milliseconds; !over && left > 0; left = deadline - System.currentTimeMillis()) {
      wait(left);
    }
  }
}
