package dev.whimbrel.dist;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Many jars as one. Of a class that comes in several versions, the one that the runtime would choose is taken, so that it has not to
 * choose at each start; whatever else two jars have under one name has to be the same in both.
 */
final class OneJar {
  private static final String MANIFEST = "Manifest-Version: 1.0\r\nMain-Class: dev.whimbrel.cli.Main\r\n\r\n";

  private final Map<String, byte[]> entries = new TreeMap<>();
  private final Path licences;

  /**
   * Begins with nothing in it.
   *
   * @param licences where the licences and notices go, in a directory for each jar
   */
  OneJar(Path licences) {
    this.licences = licences;
  }

  void add(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), true, ZipFile.OPEN_READ, Runtime.version())) {
      List<? extends ZipEntry> all = file.versionedStream().filter(entry -> !entry.isDirectory()).toList();
      for (ZipEntry entry : all) {
        add(jar, entry.getName(), read(file, entry));
      }
    }
  }

  private static byte[] read(JarFile file, ZipEntry entry) throws IOException {
    try (InputStream in = file.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private void add(Path jar, String name, byte[] content) throws IOException {
    if (isLicence(name)) {
      String label = jar.getFileName().toString().replaceFirst("\\.jar$", "");
      Path copy = licences.resolve(label).resolve(name.replaceFirst("^META-INF/(licenses/)?", "").replace("/META-INF/",
          "-"));
      Files.createDirectories(copy.getParent());
      Files.write(copy, content);
    } else if (name.startsWith("META-INF/services/")) {
      entries.merge(name, content, OneJar::lines);
    } else if (isOfTheProgram(name)) {
      byte[] kept = isOurs(name) ? DynamicCalls.writtenOut(content) : content;
      byte[] other = entries.putIfAbsent(name, kept);
      if (other != null && !Arrays.equals(other, kept)) {
        throw new IOException(name + " is in " + jar.getFileName() + " and, otherwise, in a jar before it");
      }
    }
  }

  private static boolean isLicence(String name) {
    return name.matches("(META-INF/)?(licenses/.+|LICENSE[^/]*|NOTICE[^/]*)");
  }

  private static boolean isOurs(String name) {
    return name.startsWith("dev/whimbrel/") && name.endsWith(".class");
  }

  private static boolean isOfTheProgram(String name) {
    return !name.startsWith("META-INF/") && !name.startsWith("OSGI-INF/") && !name.endsWith("module-info.class");
  }

  private static byte[] lines(byte[] one, byte[] other) {
    List<String> all = new ArrayList<>();
    for (byte[] content : List.of(one, other)) {
      new String(content, StandardCharsets.UTF_8).lines().filter(line -> !all.contains(line)).forEach(all::add);
    }
    return (String.join("\n", all) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  void write(Path jar, FileTime time) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(jar));
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      write(zip, JarFile.MANIFEST_NAME, MANIFEST.getBytes(StandardCharsets.UTF_8), time);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        write(zip, entry.getKey(), entry.getValue(), time);
      }
    }
  }

  private static void write(ZipOutputStream zip, String name, byte[] content, FileTime time) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setLastModifiedTime(time);
    if (name.endsWith(".txz")) { // packed already
      CRC32 crc = new CRC32();
      crc.update(content);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      entry.setCrc(crc.getValue());
    }
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
