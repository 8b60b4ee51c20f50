package dev.whimbrel.peer;

import dev.whimbrel.history.History;
import dev.whimbrel.history.Standing;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Migration.Role;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.peer.Claim.Progress;
import dev.whimbrel.peer.Claim.Status;
import dev.whimbrel.plan.PrefixDigest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What the rows of Atlas's table say of a directory. */
final class AtlasReading {
  private final Sources sources;
  private final History history;
  private final Map<String, String> hashes;
  private final Map<String, AtlasRow> rows = new LinkedHashMap<>();
  private final @Nullable AtlasRow first;
  private final List<Problem> notes = new ArrayList<>();

  AtlasReading(List<AtlasRow> rows, Sources sources, History history, Map<String, String> hashes) {
    this.sources = sources;
    this.history = history;
    this.hashes = hashes;
    rows.stream().filter(AtlasRow::isRevision).forEach(row -> this.rows.put(row.version(), row));
    this.first = this.rows.values().stream().findFirst().orElse(null);
  }

  Claims claims() {
    List<Claim> claims = new ArrayList<>();
    List<String> passedOver = new ArrayList<>();
    List<Migration> versioned = sources.set().migrations().stream()
        .filter(migration -> migration.id() instanceof MigrationId.Versioned).toList();
    Optional<Migration> edited = edited(versioned);
    for (Migration migration : versioned) {
      AtlasRow row = rows.get(AtlasTable.version(migration));
      if (row != null) {
        Claim claim = claim(migration, row);
        claims.add(edited.equals(Optional.of(migration)) && claim.isApplied() ? claim.ofUnknownContent() : claim);
      } else {
        covered(migration, passedOver).ifPresent(claims::add);
      }
    }
    if (!passedOver.isEmpty()) {
      notes.add(passedOver(passedOver));
    }
    claims.sort(Comparator.comparing(claim -> claim.when() == null ? java.time.Instant.EPOCH : claim.when().start()));
    return new Claims(claims, withoutFile(Missed.UNFINISHED), List.of(), withoutFile(Missed.FINISHED), notes);
  }

  // Files with a row

  private Claim claim(Migration migration, AtlasRow row) {
    Claim applied = Claim.applied(migration, row.json()).at(row.executedAt(), row.executedAt());
    if (row.is(AtlasRow.BASELINE)) {
      return applied.with(Status.BASELINED);
    }
    Optional<AtlasProgress> progress = AtlasProgress.of(migration, sources);
    if (row.isFinished(progress.map(AtlasProgress::total).orElse(-1)) || row.is(AtlasRow.RESOLVED)) {
      if (row.isUnfinished() && row.equals(rows.values().stream().reduce((one, other) -> other).orElseThrow())) {
        notes.add(unfinishedForAtlas(migration, row));
      }
      return applied;
    }
    return partial(applied.with(Status.PARTIAL), migration, row, progress);
  }

  private Claim partial(Claim claim, Migration migration, AtlasRow row, Optional<AtlasProgress> progress) {
    int total = migration.up().statements().size();
    int done = (int) row.applied();
    if (done == 0) {
      return claim.with(new Progress(0, total, row.error()));
    }
    if (progress.isEmpty()) {
      return claim.with(obstacle(migration, row, "what Atlas counts in this file cannot be compared with its text"));
    }
    if (migration.up().opening() != null) {
      return claim.with(obstacle(migration, row,
          "the file has a BEGIN of its own, so that what Atlas counts as applied may have been rolled back"));
    }
    int changed = firstChanged(progress.get(), row);
    if (changed > 0) {
      return claim.with(obstacle(migration, row, "statement " + changed + " is not what ran"));
    }
    OptionalInt ours = progress.get().ours(done);
    if (ours.isEmpty()) {
      return claim.with(obstacle(migration, row,
          "Atlas divides this file in other places than the server does, and its last statement ends inside one"));
    }
    List<Statement> ran = migration.up().statements().subList(0, ours.getAsInt());
    return new Claim(migration, Status.PARTIAL, new Checksum(migration.checksum().raw(), PrefixDigest.of(ran)),
        claim.when(), "", 0, new Progress(ran.size(), total, row.error()), row.json(), null,
        Claim.Content.OF_FILE);
  }

  /** The number of the first statement that is not what ran, or 0. */
  private static int firstChanged(AtlasProgress progress, AtlasRow row) {
    int done = (int) row.applied();
    List<String> now = progress.hashes(Math.min(done, progress.total()));
    for (int i = 0; i < done; i++) {
      if (i >= now.size() || i >= row.partialHashes().size() || !now.get(i).equals(row.partialHashes().get(i))) {
        return i + 1;
      }
    }
    return 0;
  }

  private static Problem obstacle(Migration migration, AtlasRow row, String why) {
    return Problem.of(ProblemCode.PARTLY_APPLIED, "Atlas applied " + row.applied() + " of " + row.total()
        + " statements of this file, and it cannot be gone on with: " + why)
        .inFile(migration.file())
        .state("nothing was changed")
        .remedy("restore the statements that ran; or finish it by hand and say so with: atlas migrate set "
            + row.version() + "; or undo it by hand and delete its row");
  }

  private static Problem unfinishedForAtlas(Migration migration, AtlasRow row) {
    return Problem.of(ProblemCode.OTHER_TOOL, "Atlas's row says " + row.applied() + " of " + row.total()
        + " statements, and is finished all the same; Atlas itself would go on with this file")
        .inFile(migration.file())
        .remedy("so that Atlas takes it for finished, too, set total to the value of applied in that row");
  }

  // Files without a row

  /** What Atlas holds to be done since it comes before the first row. */
  private Optional<Claim> covered(Migration migration, List<String> passedOver) {
    if (first == null || !AtlasRow.before(AtlasTable.version(migration), first.version())) {
      return Optional.empty();
    }
    Standing standing = history.standing(migration.id());
    Claim baselined = Claim.applied(migration, null).at(first.executedAt(), first.executedAt())
        .with(Status.BASELINED);
    if (standing.isApplied()) {
      return Optional.of(baselined);
    }
    boolean startsAtCheckpoint = sources.set().migrations().stream().anyMatch(
        one -> one.role() == Role.CHECKPOINT && AtlasTable.version(one).equals(first.version()));
    if (startsAtCheckpoint || migration.role() == Role.CHECKPOINT || history.mirrored().isPresent()) {
      return Optional.empty();
    }
    if (!first.is(AtlasRow.BASELINE)) {
      passedOver.add(AtlasTable.version(migration));
    }
    return Optional.of(baselined);
  }

  private static Problem passedOver(List<String> versions) {
    return Problem.of(ProblemCode.OTHER_TOOL, "before the first row of Atlas's table, and without one of their own: "
        + String.join(", ", versions) + "; Atlas takes them for done and never applies them")
        .state("they are taken over as baselined")
        .remedy("if one of them is not in the database: whimbrel resolve VERSION --as reverted, then: whimbrel up "
            + "--out-of-order");
  }

  // Rows without a file

  /** What a row without a file means to Atlas. */
  private enum Missed {
    FINISHED, UNFINISHED
  }

  private List<String> withoutFile(Missed missed) {
    List<String> known = sources.set().migrations().stream().map(AtlasTable::version).toList();
    return rows.values().stream().filter(row -> !known.contains(row.version()))
        .filter(row -> (missed == Missed.FINISHED) == (row.isFinished(-1) || row.is(AtlasRow.RESOLVED)))
        .map(AtlasRow::version).toList();
  }

  // Hashes

  /** The first difference says where to look; the rest follow from it, since each hash holds those before it. */
  private Optional<Migration> edited(List<Migration> versioned) {
    boolean agreed = true;
    for (Migration migration : versioned) {
      AtlasRow row = rows.get(AtlasTable.version(migration));
      String now = hashes.get(migration.file());
      String then = row == null || now == null ? "" : row.hash();
      if (!then.isEmpty() && !then.equals(now)) {
        notes.add(otherHash(migration));
        return agreed ? Optional.of(migration) : Optional.empty();
      }
      agreed = !then.isEmpty();
    }
    return Optional.empty();
  }

  private static Problem otherHash(Migration migration) {
    return Problem
        .of(ProblemCode.OTHER_TOOL, "this file, or one before it, was changed, added or removed since Atlas ran "
            + "it: its row has another hash")
        .inFile(migration.file())
        .remedy("compare it with version control; what the database holds is compared by the proof of \"adopt\"");
  }
}
