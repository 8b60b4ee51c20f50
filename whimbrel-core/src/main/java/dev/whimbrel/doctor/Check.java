package dev.whimbrel.doctor;

import java.util.List;

/** One question to the catalogs or the activity views, and what its answer means. Asks for no lock on anything. */
interface Check {
  /** What is looked at, in a few words. */
  String subject();

  /** One query. */
  String question(Patient patient);

  List<Finding> findings(List<Row> rows, Patient patient);

  /** What the role does not get to see of it, although the server answered. */
  default List<Diagnosis.Unseen> unseen(List<Row> rows, Patient patient) {
    return List.of();
  }
}
