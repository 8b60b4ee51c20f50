package dev.whimbrel.source;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Reads a directory of the class path, wherever it lies: in a directory of classes, in a jar, in several of either. */
final class ClassPathReader {
  private final String path;
  private final String origin;
  private final Mistakes mistakes = new Mistakes();
  private final SortedMap<String, byte[]> files = new TreeMap<>();
  private final SortedMap<String, URL> places = new TreeMap<>();
  private final List<String> others = new ArrayList<>();

  private ClassPathReader(String path) {
    this.path = path;
    this.origin = "classpath:" + path;
  }

  static Result<FileSet> read(String path, ClassLoader loader) {
    String plain = path.startsWith("classpath:") ? path.substring("classpath:".length()) : path;
    String trimmed = plain.replaceAll("^/+|/+$", "");
    return trimmed.isEmpty()
        ? Result.rejected(Problem.of(ProblemCode.NO_DIRECTORY, "the class path as a whole is no migration directory")
            .remedy("name a directory of it, such as db/migrations"))
        : new ClassPathReader(trimmed).read(loader);
  }

  private Result<FileSet> read(ClassLoader loader) {
    try {
      List<URL> urls = distinct(Collections.list(loader.getResources(path)));
      if (urls.isEmpty()) {
        return Result.rejected(Problem.of(ProblemCode.NO_DIRECTORY, "the class path has no directory \"" + path + "\"")
            .remedy("put it among the resources; if it is there, the class loader is another one, or the jar was made "
                + "without entries for directories"));
      }
      for (URL url : urls) {
        Result<FileSet> found = in(url);
        if (!found.problems().isEmpty()) {
          return found;
        }
        add(url, found.orThrow());
      }
    } catch (IOException | URISyntaxException e) {
      return Result.rejected(Problem.of(ProblemCode.NO_DIRECTORY,
          "\"" + path + "\" of the class path cannot be read: " + e.getMessage()));
    }
    return mistakes.orElse(() -> {
      FileSet read = FileSet.of(origin, files);
      return new FileSet(origin, read.files(), new java.util.TreeSet<>(others));
    });
  }

  /** A loader and its parent may both know the same place. To compare two URLs themselves would look up their hosts. */
  private static List<URL> distinct(List<URL> urls) {
    SortedMap<String, URL> known = new TreeMap<>();
    return urls.stream().filter(url -> known.putIfAbsent(url.toExternalForm(), url) == null).toList();
  }

  /** Of two files of one name, one would hide the other. */
  private void add(URL url, FileSet found) {
    others.addAll(found.others());
    for (Map.Entry<String, byte[]> file : found.files().entrySet()) {
      URL other = places.putIfAbsent(file.getKey(), url);
      if (other != null) {
        mistakes.add(ProblemCode.BAD_FILE, file.getKey(),
            "\"" + file.getKey() + "\" lies on the class path twice: in " + other + " and in " + url,
            "remove one of them, or name a directory that only one of them has");
      }
      files.put(file.getKey(), file.getValue());
    }
  }

  private Result<FileSet> in(URL url) throws IOException, URISyntaxException {
    if (url.getProtocol().equals("file")) {
      return DirectoryReader.read(Path.of(new URI(url.toString())));
    }
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection jar) {
      return Result.ok(in(jar));
    }
    return Result.rejected(Problem.of(ProblemCode.NO_DIRECTORY,
        "\"" + path + "\" lies at " + url + ", and what lies there cannot be listed")
        .remedy("hand in a directory, or the files as a map"));
  }

  private FileSet in(JarURLConnection connection) throws IOException {
    connection.setUseCaches(false); // the file is ours to close then
    String prefix = connection.getEntryName() + (connection.getEntryName().endsWith("/") ? "" : "/");
    SortedMap<String, byte[]> all = new TreeMap<>();
    try (JarFile jar = connection.getJarFile()) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (!entry.isDirectory() && entry.getName().startsWith(prefix)) {
          try (InputStream content = jar.getInputStream(entry)) {
            all.put(entry.getName().substring(prefix.length()), content.readAllBytes());
          }
        }
      }
    }
    return DirectoryReader.chosen(origin, all);
  }
}
