package dev.whimbrel.kubernetes.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/**
 * Files as a {@code tar.xz} that is the same on every machine and day: sorted, without times and owners, and compressed
 * by Java alone, as zlib gives other bytes on other machines. Any tar can unpack it; what any tar has packed can be
 * read, with gzip too.
 */
final class Archive {
  private static final String NAMES = "UTF-8";
  private static final int FILE = 0644;
  /** Takes a third of the time and half of the memory that the default takes, and a tenth more space. */
  private static final int PRESET = 4;

  /** Unpacked, in bytes. The operator has several of them in its heap at once, each of them more than once. */
  static final long MOST = 32L << 20;
  static final int MOST_FILES = 10_000;
  /** Packed, in bytes: as many as ConfigMaps are written for one directory. */
  static final int MOST_PACKED = Packer.MOST_PARTS * Packer.PART;
  /** Migrations become a tenth to a fiftieth. What becomes much less was made to fill a heap. */
  static final int DENSEST = 1000;
  /** Below this it does not matter how dense it is. */
  private static final long HARMLESS = 1L << 20;

  /** In KiB: what {@code xz -9} packed takes 65 MiB. */
  private static final int MOST_MEMORY = 80 << 10;

  private Archive() {}

  static byte[] of(SortedMap<String, byte[]> files) {
    var archive = new ByteArrayOutputStream();
    try (
        var xz = new XZOutputStream(archive, new LZMA2Options(PRESET), XZ.CHECK_CRC32);
        var tar = new TarArchiveOutputStream(xz, NAMES)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        tar.putArchiveEntry(entry(file.getKey(), file.getValue().length));
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return archive.toByteArray();
  }

  private static TarArchiveEntry entry(String path, int size) {
    // as it is said, even one that begins with "/": who reads it refuses that, and nobody repairs it
    var entry = new TarArchiveEntry(path, true);
    entry.setSize(size);
    entry.setMode(FILE);
    entry.setModTime(0);
    entry.setIds(0, 0);
    entry.setNames("", "");
    return entry;
  }

  /**
   * The files of an archive.
   *
   * @throws IOException saying what is wrong with it
   */
  static SortedMap<String, byte[]> files(byte[] archive) throws IOException {
    if (archive.length > MOST_PACKED) {
      throw new IOException(String.format(Locale.ROOT, "it is larger than %.1f MiB", MOST_PACKED / 1048576.0));
    }
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (
        InputStream unpacked = new Limited(decompressed(archive), archive.length);
        var tar = new TarArchiveInputStream(unpacked, NAMES)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (!entry.isCheckSumOK()) {
          throw new IOException("it is not a tar archive, or damaged");
        }
        if (!entry.isDirectory()) {
          put(files, name(entry), tar.readAllBytes());
        }
      }
      // to its end, so that its checksum is looked at
      unpacked.transferTo(OutputStream.nullOutputStream());
    } catch (EOFException e) {
      throw new IOException("it ends too early", e);
    }
    return files;
  }

  private static InputStream decompressed(byte[] archive) throws IOException {
    var in = new ByteArrayInputStream(archive);
    boolean gzip = archive.length > 1 && archive[0] == 0x1f && archive[1] == (byte) 0x8b;
    return gzip ? new GZIPInputStream(in) : new XZInputStream(in, MOST_MEMORY);
  }

  private static String name(TarArchiveEntry entry) throws IOException {
    boolean file = entry.getLinkFlag() == TarConstants.LF_NORMAL || entry.getLinkFlag() == TarConstants.LF_OLDNORM;
    // one with holes may be small and unpack to anything
    if (!file || entry.isSparse()) {
      throw new IOException("\"" + entry.getName() + "\" in it is not a regular file");
    }
    return entry.getName();
  }

  private static void put(SortedMap<String, byte[]> files, String name, byte[] bytes) throws IOException {
    String path = name.startsWith("./") ? name.substring(2) : name;
    if (files.put(path, bytes) != null) {
      throw new IOException("\"" + path + "\" is in it twice");
    }
    if (files.size() > MOST_FILES) {
      throw new IOException("it holds more than " + MOST_FILES + " files");
    }
  }

  /** Gives no more than may be unpacked, headers and names included. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private final long dense;
    private long unpacked;

    Limited(InputStream in, int packed) {
      this.in = in;
      this.dense = Math.max(HARMLESS, (long) DENSEST * packed);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = in.read(bytes, from, length);
      unpacked += Math.max(read, 0);
      if (unpacked > MOST) {
        throw new IOException("it holds more than " + (MOST >> 20) + " MiB");
      }
      if (unpacked > dense) {
        throw new IOException("it unpacks to more than " + DENSEST + " times its size");
      }
      return read;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
