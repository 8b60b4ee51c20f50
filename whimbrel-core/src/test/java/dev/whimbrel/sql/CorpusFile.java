package dev.whimbrel.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A realistic file; what psql alone reads is taken out of it by its lines, without the scanner's help. */
record CorpusFile(Source source) {
  private static final Pattern COPY = Pattern.compile("(?im)^(COPY .*FROM stdin.*;\r?\n)((?s:.*?))^\\\\\\.\r?\n");
  private static final Pattern GUARD = Pattern.compile("(?m)^\\\\(un)?restrict .*\n");

  static List<CorpusFile> all() {
    return Stream.of("/corpus", "/bytes/corpus").flatMap(CorpusFile::in).toList();
  }

  private static Stream<CorpusFile> in(String directory) {
    try (Stream<Path> files = Files.list(Path.of(CorpusFile.class.getResource(directory).toURI()))) {
      return files.sorted().map(CorpusFile::read).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CorpusFile read(Path file) {
    try {
      return new CorpusFile(Source.of(file.getFileName().toString(), Files.readAllBytes(file)).orThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return source.name();
  }

  private String text() {
    return source.text(source.begin(), source.end());
  }

  /** What a server can be sent: without COPY data, guards and byte order mark. */
  String sql() {
    return GUARD.matcher(COPY.matcher(text()).replaceAll("$1")).replaceAll("");
  }

  List<byte[]> copyData() {
    List<byte[]> data = new ArrayList<>();
    Matcher copy = COPY.matcher(text());
    while (copy.find()) {
      data.add(copy.group(2).getBytes(StandardCharsets.UTF_8));
    }
    return data;
  }

  @Override
  public String toString() {
    return name();
  }
}
