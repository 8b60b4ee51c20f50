package dev.whimbrel.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageStreamTest {
  private static final int MOST = MessageStream.LONGEST_WORDS;

  private static byte[] message(char type, byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeByte(type);
      out.writeInt(body.length + 4);
      out.write(body);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] message(char type, String body) {
    return message(type, body.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Gives its bytes in pieces of any size, with a timeout of the socket between them. */
  private static InputStream inPieces(byte[] bytes, Random random) {
    return new InputStream() {
      private int at;
      private boolean late;

      @Override
      public int read() {
        throw new AssertionError("nobody reads single bytes from a socket");
      }

      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        late = !late;
        if (late) {
          throw new SocketTimeoutException("Read timed out");
        }
        if (at == bytes.length) {
          return -1;
        }
        int count = Math.min(Math.min(length, bytes.length - at),
            1 + random.nextInt(random.nextBoolean() ? 3 : 100_000));
        System.arraycopy(bytes, at, to, offset, count);
        at += count;
        return count;
      }
    };
  }

  private static byte[] read(MessageStream stream, Random random) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = new byte[1 << 16];
    while (true) {
      try {
        int count = stream.read(piece, 0, 1 + random.nextInt(piece.length));
        if (count < 0) {
          return all.toByteArray();
        }
        all.write(piece, 0, count);
      } catch (SocketTimeoutException e) {
        assertThat(e).hasMessage("Read timed out");
      }
    }
  }

  private static byte[] through(byte[] bytes) throws IOException {
    return read(new MessageStream(new ByteArrayInputStream(bytes)), new Random(1));
  }

  @Test
  void whatIsOfAnOrdinaryLengthGoesThrough() throws IOException {
    byte[] bytes = joined(message('R', "\0\0\0\0"), message('D', "x".repeat(MOST + 100)), message('Z', "I"),
        message('E', "x".repeat(MOST)), message('C', "SELECT 1\0"), message('I', ""));
    assertThat(through(bytes)).isEqualTo(bytes);
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      assertThat(read(new MessageStream(inPieces(bytes, random)), random)).as("seed %d", seed).isEqualTo(bytes);
    }
  }

  @Test
  void whatIsTooLongIsCutAndTheNextMessageIsWhole() throws IOException {
    byte[] next = message('Z', "I");
    byte[] bytes = joined(message('N', "M" + "x".repeat(3 * MOST) + "\0\0"), next, message('E', "M" + "é".repeat(MOST)),
        next);
    byte[] expected = joined(message('N', "M" + "x".repeat(MOST - 2) + "\0\0"), next,
        message('E', "M" + "é".repeat(MOST / 2 - 1) + "\0\0"), next);
    assertThat(through(bytes)).isEqualTo(expected);
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      assertThat(read(new MessageStream(inPieces(bytes, random)), random)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void whatEndsTooEarlyEndsTooEarly() throws IOException {
    byte[] whole = joined(message('Z', "I"), message('C', "SELECT 1\0"));
    for (int length = 0; length < whole.length; length++) {
      assertThat(through(Arrays.copyOf(whole, length))).isEqualTo(Arrays.copyOf(whole, length));
    }
    assertThat(through(Arrays.copyOf(message('E', "x".repeat(MOST + 1)), MOST))).isEmpty();
  }

  @Test
  void theAnswerToARequestForEncryptionIsOneLetter() throws IOException {
    byte[] session = message('E', "x".repeat(2 * MOST));
    MessageStream refused = new MessageStream(new ByteArrayInputStream(joined(new byte[]{'N'}, session)));
    refused.expectOneLetter();
    assertThat(read(refused, new Random(1))).hasSize(1 + 5 + MOST + 1);
    MessageStream agreed = new MessageStream(new ByteArrayInputStream(joined(new byte[]{'S'}, session)));
    agreed.expectOneLetter();
    assertThat(read(agreed, new Random(1))).isEqualTo(joined(new byte[]{'S'}, session));
  }

  @Test
  void whatIsNeitherWordsNorDataIsShort() {
    byte[] head = Arrays.copyOf(message('S', new byte[MessageStream.LONGEST_OTHER + 1]), 5);
    assertThatThrownBy(() -> through(head)).isInstanceOf(IOException.class)
        .hasMessage("the server announces a message of 16777217 bytes where it has no more than a few to say");
  }
}
