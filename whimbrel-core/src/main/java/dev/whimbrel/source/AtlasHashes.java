package dev.whimbrel.source;

import java.util.Collections;
import java.util.SequencedMap;

/** The hashes of a directory as Atlas keeps them: in {@code atlas.sum}, and for each file that it ran in its own table. */
public final class AtlasHashes {
  private AtlasHashes() {}

  /**
   * For each file the hash of it and of all files before it, in base64 and without {@code h1:}; in the order of the format. A file
   * that says {@code atlas:sum ignore} has none.
   */
  public static SequencedMap<String, String> of(FileSet files, Format format) {
    return Collections.unmodifiableSequencedMap(AtlasSum.of(files, AtlasListing.of(format, files)).hashes());
  }
}
