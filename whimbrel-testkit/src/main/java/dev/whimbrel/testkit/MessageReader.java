package dev.whimbrel.testkit;

import java.nio.ByteBuffer;

/** Finds where messages begin in a stream of the protocol that arrives in pieces; bodies are skipped, not kept. */
final class MessageReader {
  /** Is told the head of each message: its letter, and its length without the letter. */
  interface Heads {
    void typed(byte type);

    /** A message without a letter; the stream goes on with or without letters, as the answer says. */
    Letters untyped(int code);
  }

  enum Letters {
    PRESENT, ABSENT
  }

  private static final int TYPED_HEAD = 5;
  private static final int UNTYPED_HEAD = 8;

  private final Heads heads;
  private final ByteBuffer head = ByteBuffer.allocate(UNTYPED_HEAD);
  private Letters letters;
  private long body;

  MessageReader(Letters letters, Heads heads) {
    this.letters = letters;
    this.heads = heads;
  }

  void read(byte[] bytes, int length) {
    int at = 0;
    while (at < length) {
      if (body > 0) {
        int skipped = (int) Math.min(body, length - at);
        body -= skipped;
        at += skipped;
        continue;
      }
      head.put(bytes[at++]);
      if (head.position() == (letters == Letters.PRESENT ? TYPED_HEAD : UNTYPED_HEAD)) {
        finishHead();
      }
    }
  }

  private void finishHead() {
    if (letters == Letters.PRESENT) {
      body = head.getInt(1) - 4L;
      heads.typed(head.get(0));
    } else {
      body = head.getInt(0) - 8L;
      letters = heads.untyped(head.getInt(4));
    }
    head.clear();
  }
}
