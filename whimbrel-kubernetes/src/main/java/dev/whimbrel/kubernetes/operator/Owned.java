package dev.whimbrel.kubernetes.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Whose an object is: by the reference to its owner, as a name or a label may be anybody's. Pure. */
final class Owned {
  private Owned() {}

  static boolean by(HasMetadata owner, HasMetadata object) {
    String uid = owner.getMetadata().getUid();
    return object.getMetadata().getOwnerReferences().stream().anyMatch(one -> one.getUid().equals(uid));
  }

  /** By one of that name that was deleted, with which it goes too in a moment. */
  static boolean byOneBefore(HasMetadata owner, HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream().anyMatch(one -> one.getKind().equals(owner.getKind())
        && one.getName().equals(owner.getMetadata().getName()));
  }

  static boolean byAny(String kind, HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream().anyMatch(one -> one.getKind().equals(kind));
  }
}
