package dev.whimbrel.peer;

import dev.whimbrel.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a tool's table says.
 *
 * @param claims one for each migration of the directory that it has something to say of, in the order in which it was done
 * @param unknown what its rows call the migrations of which the directory has no file
 * @param problems what has to be settled before anything of it can be believed
 * @param gone as unknown, of rows that the tool goes on without: its own rules allow that their files are deleted
 * @param notes what nobody can verify, or what the tool itself would stumble over; warnings
 */
record Claims(List<Claim> claims, List<String> unknown, List<Problem> problems, List<String> gone,
    List<Problem> notes) {
  Claims {
    claims = List.copyOf(claims);
    unknown = List.copyOf(unknown);
    problems = List.copyOf(problems);
    gone = List.copyOf(gone);
    notes = List.copyOf(notes);
  }

  /** Of a tool that needs all its files. */
  Claims(List<Claim> claims, List<String> unknown, List<Problem> problems) {
    this(claims, unknown, problems, List.of(), List.of());
  }

  /** All rows without a file. */
  List<String> withoutFile() {
    return Stream.concat(unknown.stream(), gone.stream()).toList();
  }

  /** Of a table that is as it should be. */
  Claims(List<Claim> claims, List<String> unknown) {
    this(claims, unknown, List.of());
  }

  Map<String, Claim> byKey() {
    Map<String, Claim> byKey = new LinkedHashMap<>();
    claims.forEach(claim -> byKey.put(claim.migration().id().key(), claim));
    return byKey;
  }
}
