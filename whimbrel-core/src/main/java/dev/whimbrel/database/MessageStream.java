package dev.whimbrel.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * What a server sends, with its errors and notices cut to a length that fits into memory: the driver takes each of them in as a whole,
 * and a server may say a gigabyte. Follows the frames of the protocol, a letter and a length; rows go through as they are. What an
 * encrypted connection carries cannot be seen from here and goes through, too.
 */
final class MessageStream extends InputStream {
  /** Far more than is ever shown, and little enough for a small heap that holds it several times. */
  static final int LONGEST_WORDS = 8 << 20;

  /** Of the messages that are neither words nor data, such as a parameter or what begins a result. */
  static final int LONGEST_OTHER = 16 << 20;

  private static final int HEAD = 5;
  private static final int LENGTH_ITSELF = 4;
  private static final int CONTINUATION_MASK = 0xC0;
  private static final int CONTINUATION = 0x80;

  private final Buffered in;
  private final byte[] head = new byte[HEAD];
  private final byte[] scratch = new byte[1 << 14];
  private int headLength;
  private Mode mode = Mode.MESSAGES;

  /** Of the body that is under way. */
  private long passing;
  private long skipping;

  /** An error or notice that is too long, as far as it is kept. */
  private byte[] words = new byte[0];
  private int wordsLength;

  private ByteBuffer ready = ByteBuffer.allocate(0);

  private enum Mode {
    MESSAGES,
    /** The answer to a request for encryption. */
    LETTER,
    /** Encrypted from here on. */
    OPAQUE
  }

  /** Says what can be read without asking the system. */
  private static final class Buffered extends BufferedInputStream {
    Buffered(InputStream in) {
      super(in, 1 << 16);
    }

    int held() {
      return count - pos;
    }
  }

  MessageStream(InputStream in) {
    this.in = new Buffered(in);
  }

  void expectOneLetter() {
    mode = Mode.LETTER;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int got = step(to, offset, length);
    while (got == 0) {
      got = step(to, offset, length);
    }
    while (got > 0 && got < length && (ready.hasRemaining() || in.held() > 0)) {
      got += step(to, offset + got, length - got); // what is here already is given at once
    }
    return got;
  }

  /** A state survives the timeout of a socket: whoever reads again goes on where it was. */
  private int step(byte[] to, int offset, int length) throws IOException {
    if (ready.hasRemaining()) {
      int count = Math.min(length, ready.remaining());
      ready.get(to, offset, count);
      return count;
    }
    return switch (mode) {
      case OPAQUE -> in.read(to, offset, length);
      case LETTER -> letter(to, offset);
      case MESSAGES -> message(to, offset, length);
    };
  }

  private int letter(byte[] to, int offset) throws IOException {
    int count = in.read(to, offset, 1);
    if (count > 0) {
      mode = to[offset] == 'S' || to[offset] == 'G' ? Mode.OPAQUE : Mode.MESSAGES;
    }
    return count;
  }

  private int message(byte[] to, int offset, int length) throws IOException {
    if (passing > 0) {
      int count = in.read(to, offset, (int) Math.min(length, passing));
      passing -= Math.max(0, count);
      return count;
    }
    if (wordsLength < words.length) {
      return words();
    }
    if (skipping > 0) {
      int count = in.read(scratch, 0, (int) Math.min(scratch.length, skipping));
      skipping -= Math.max(0, count);
      return Math.min(0, count);
    }
    return head();
  }

  private int head() throws IOException {
    int count = in.read(head, headLength, HEAD - headLength);
    if (count < 0) {
      return end();
    }
    headLength += count;
    if (headLength == HEAD) {
      headLength = 0;
      begin((char) head[0], ByteBuffer.wrap(head).getInt(1));
    }
    return 0;
  }

  /** What has come of a message that never will come whole. */
  private int end() {
    if (headLength == 0) {
      return -1;
    }
    ready = ByteBuffer.wrap(head.clone(), 0, headLength);
    headLength = 0;
    return 0;
  }

  private void begin(char type, int length) throws IOException {
    int body = length - LENGTH_ITSELF;
    switch (type) {
      case 'E', 'N' -> {
        if (body > LONGEST_WORDS) {
          words = new byte[LONGEST_WORDS];
          wordsLength = 0;
          skipping = body - (long) LONGEST_WORDS;
          return;
        }
      }
      case 'D', 'd', 'V' -> {
      }
      default -> {
        if (body > LONGEST_OTHER) {
          throw new IOException(
              "the server announces a message of " + body + " bytes where it has no more than a few to say");
        }
      }
    }
    passing = Math.max(0, body);
    ready = ByteBuffer.wrap(head.clone());
  }

  private int words() throws IOException {
    int count = in.read(words, wordsLength, words.length - wordsLength);
    wordsLength += Math.max(0, count);
    if (count < 0 || wordsLength < words.length) {
      return Math.min(0, count);
    }
    int kept = words.length - 1;
    while (kept > 0 && (words[kept] & CONTINUATION_MASK) == CONTINUATION) {
      kept--; // no letter is cut in two
    }
    ByteBuffer message = ByteBuffer.allocate(HEAD + kept + 2);
    message.put(head[0]).putInt(LENGTH_ITSELF + kept + 2).put(words, 0, kept).put((byte) 0).put((byte) 0);
    ready = message.flip();
    words = new byte[0];
    wordsLength = 0;
    return 0;
  }

  @Override
  public int available() throws IOException {
    if (ready.hasRemaining()) {
      return ready.remaining();
    }
    return wordsLength < words.length || skipping > 0 ? 0 : in.available();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
