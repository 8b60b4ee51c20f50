package dev.whimbrel.source;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.migration.Version;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads directories in which each way of a migration is a file: golang-migrate's, and numbered pairs like them. */
final class PairedFiles {
  /** What golang-migrate passes over without a word, although somebody may have meant it to run. */
  private static final class Suspects {
    private static final Pattern NAME = Pattern.compile(
        "\\d.*\\.sql|.*[._](?:up|down)\\.sql|\\d+_.*\\.(?:up|down)\\..*",
        Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  private final FileSet files;
  private final Mistakes mistakes;
  private final Scripts scripts;
  private final Map<String, String> taken = new HashMap<>();
  private final Map<String, PairName> ups = new TreeMap<>(PairedFiles::compareNumbers);
  private final Map<String, PairName> downs = new TreeMap<>(PairedFiles::compareNumbers);

  private PairedFiles(FileSet files, ParseOptions options, Mistakes mistakes) {
    this.files = files;
    this.mistakes = mistakes;
    this.scripts = new Scripts(options.lexicon(), mistakes);
  }

  static List<Migration> read(FileSet files, ParseOptions options, Mistakes mistakes) {
    return new PairedFiles(files, options, mistakes).migrations();
  }

  private List<Migration> migrations() {
    Names.topLevel(files).forEach(this::name);
    downs.forEach((number, down) -> {
      if (!ups.containsKey(number)) {
        mistakes.add(ProblemCode.NO_UP, down.file(), "\"" + down.file() + "\" has no up part",
            "add \"" + down.digits() + "_" + down.name() + down.joint() + "up.sql\", or delete the file");
      }
    });
    List<Migration> migrations = new ArrayList<>();
    ups.forEach((number, up) -> {
      Migration migration = migration(up, downs.get(number));
      if (migration != null) {
        migrations.add(migration);
      }
    });
    return migrations;
  }

  private void name(String file) {
    Optional<PairName> name = PairName.of(file);
    if (name.isPresent()) {
      numbered(name.get());
    } else if (Names.oddCase(file) && PairName.of(file.toLowerCase(Locale.ROOT)).isEmpty()) {
      Names.refuseOddCase(file, mistakes);
    } else if (Suspects.NAME.matcher(file).matches()) {
      String lower = file.toLowerCase(Locale.ROOT);
      String remedy = PairName.of(lower).isPresent()
          ? "rename it to \"" + lower + "\""
          : "name it like 000001_create_users.up.sql or 000001_create_users_up.sql, or move it elsewhere";
      mistakes.add(ProblemCode.BAD_FILE_NAME, file,
          "\"" + file + "\" looks like a migration, but its name is not VERSION_NAME.up.sql or VERSION_NAME.down.sql",
          remedy);
    }
  }

  /** Of numbers without zeros in front, the longer one is the larger. */
  private static int compareNumbers(String a, String b) {
    return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
  }

  private void numbered(PairName name) {
    if (!Names.fitsBigint(name.digits(), name.file(), mistakes)) {
      return;
    }
    String number = Version.numeric(name.digits()).key();
    String part = name.way() == Way.UP ? "the up part of version " : "the down part of version ";
    mistakes.unique(taken, name.way() + " " + number, name.file(), part + number);
    (name.way() == Way.UP ? ups : downs).putIfAbsent(number, name);
  }

  private @Nullable Migration migration(PairName name, @Nullable PairName downName) {
    Lines lines = lines(name);
    Script up = lines == null ? null : scripts.whole(lines, TransactionRequest.AUTOMATIC);
    Reversal down = reversal(downName);
    if (lines == null || up == null || down == null) {
      return null;
    }
    return new Migration(new MigrationId.Versioned(Version.numeric(name.digits())), name.description(),
        Migration.Role.STEP, up, down, Scripts.checksum(lines.source(), up));
  }

  private @Nullable Reversal reversal(@Nullable PairName name) {
    if (name == null) {
      return new Reversal.None();
    }
    Lines lines = lines(name);
    Script script = lines == null ? null : scripts.whole(lines, TransactionRequest.AUTOMATIC);
    return script == null ? null : new Reversal.By(script);
  }

  private @Nullable Lines lines(PairName name) {
    Source source = mistakes.keep(Source.of(name.file(), files.bytes(name.file())));
    return source == null ? null : Lines.of(source);
  }
}
