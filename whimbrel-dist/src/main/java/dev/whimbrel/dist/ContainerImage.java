package dev.whimbrel.dist;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The distribution as a container image, without an engine that builds it: an
 * <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md">OCI image layout</a> in a tar archive, with the
 * manifest beside it that Docker's own archives have, so that either is loaded. Two layers: what the program needs of a system, and
 * the program.
 */
final class ContainerImage {
  /** Of the user that it runs as, who has no rights and no name elsewhere. */
  private static final String USER = "10001";
  private static final String PROGRAM = "opt/whimbrel";
  private static final int STICKY = 01777;
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  private final Path home;
  private final String version;
  private final Platform platform;
  private final FileTime time;

  ContainerImage(Path home, String version, Platform platform, FileTime time) {
    this.home = home;
    this.version = version;
    this.platform = platform;
    this.time = time;
  }

  private record Blob(String type, String digest, long size, Path file) {
    String path() {
      return "blobs/sha256/" + digest;
    }

    String descriptor() {
      return "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d}".formatted(type, digest, size);
    }
  }

  /**
   * Writes it.
   *
   * @param system contents by path, of what is below the program
   */
  void write(Path file, Map<String, Path> system) throws IOException {
    Path scratch = Files.createTempDirectory(file.getParent(), "image");
    List<Path> made = new ArrayList<>();
    try {
      Blob below = blob(LAYER, system(made, scratch.resolve("system.tar"), system));
      Blob program = blob(LAYER, program(made, scratch.resolve("program.tar")));
      Blob config = blob(CONFIG, text(made, scratch.resolve("config.json"), config(below, program)));
      Blob manifest = blob(MANIFEST, text(made, scratch.resolve("manifest.json"), """
          {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s,%s]}"""
          .formatted(MANIFEST, config.descriptor(), below.descriptor(), program.descriptor())));
      layout(file, List.of(below, program, config, manifest), index(manifest), forDocker(config, below, program));
    } finally {
      for (Path one : made) {
        Files.delete(one);
      }
      Files.delete(scratch);
    }
  }

  private Path system(List<Path> made, Path file, Map<String, Path> system) throws IOException {
    made.add(file);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        Archives.Tar tar = Archives.Tar.plain(out, time)) {
      tar.file("etc/passwd", "root:x:0:0:root:/:/bin/sh\nwhimbrel:x:%1$s:%1$s:whimbrel:/tmp:/bin/sh\n".formatted(USER));
      tar.file("etc/group", "root:x:0:\nwhimbrel:x:%s:\n".formatted(USER));
      tar.file("etc/nsswitch.conf", "hosts: files dns\n");
      tar.directory("tmp", STICKY);
      for (Map.Entry<String, Path> entry : system.entrySet()) {
        tar.program(entry.getKey().substring(1), Files.readAllBytes(entry.getValue()));
      }
    }
    return file;
  }

  private Path program(List<Path> made, Path file) throws IOException {
    made.add(file);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        Archives.Tar tar = Archives.Tar.plain(out, time)) {
      tar.tree(home, PROGRAM);
      // not a link: to follow one, the launcher needs a program that is not here
      tar.program("usr/local/bin/whimbrel",
          "#!/bin/sh\nexec /%s/bin/whimbrel \"$@\"\n".formatted(PROGRAM).getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static Path text(List<Path> made, Path file, String text) throws IOException {
    made.add(file);
    return Files.writeString(file, text);
  }

  private String config(Blob below, Blob program) {
    return """
        {"created":"%s","architecture":"%s","os":"linux","config":{"User":"%s:%s","Env":["PATH=/usr/local/bin:/bin","HOME=/tmp"],\
        "Entrypoint":["whimbrel"],"WorkingDir":"/","Labels":{"org.opencontainers.image.title":"whimbrel",\
        "org.opencontainers.image.version":"%s","org.opencontainers.image.licenses":"Apache-2.0"}},\
        "rootfs":{"type":"layers","diff_ids":["sha256:%s","sha256:%s"]}}"""
        .formatted(time, platform.debian(), USER, USER, version, below.digest(), program.digest());
  }

  private String index(Blob manifest) {
    return """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"%s",\
        "digest":"sha256:%s","size":%d,"platform":{"architecture":"%s","os":"linux"},\
        "annotations":{"org.opencontainers.image.ref.name":"%s","io.containerd.image.name":"docker.io/library/whimbrel:%s"}}]}"""
        .formatted(MANIFEST, manifest.digest(), manifest.size(), platform.debian(), version, version);
  }

  private String forDocker(Blob config, Blob below, Blob program) {
    return "[{\"Config\":\"%s\",\"RepoTags\":[\"whimbrel:%s\"],\"Layers\":[\"%s\",\"%s\"]}]".formatted(config.path(),
        version, below.path(), program.path());
  }

  private void layout(Path file, List<Blob> blobs, String index, String forDocker) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        Archives.Tar tar = Archives.Tar.plain(out, time)) {
      tar.file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
      tar.file("index.json", index);
      tar.file("manifest.json", forDocker);
      for (Blob blob : blobs) {
        tar.stream(blob.path(), blob.file());
      }
    }
  }

  private static Blob blob(String type, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      long size = digested.transferTo(OutputStream.nullOutputStream());
      return new Blob(type, HexFormat.of().formatHex(digested.getMessageDigest().digest()), size, file);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
