package mosaic.harness;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 frame by frame (RFC 9113) on a connection to a gateway's federation listener: also frames
 * that no client library would send.
 */
final class Http2Socket implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;
  private static final int PRIORITY = 0x20;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final FederationSocket socket;
  private final DataInputStream input;
  private final DefaultHttp2HeadersDecoder headers = new DefaultHttp2HeadersDecoder();

  private Http2Socket(FederationSocket socket) throws IOException {
    this.socket = socket;
    this.input = new DataInputStream(socket.input());
  }

  /** Opens one, with settings of which each is an id and a value. */
  static Http2Socket open(Gateway gateway, ClientCertificate certificate, int... settings)
      throws IOException {
    Http2Socket opened = new Http2Socket(FederationSocket.open(gateway, certificate, "h2"));
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (int at = 0; at < settings.length; at += 2) {
      payload.write(settings[at] >> 8);
      payload.write(settings[at]);
      payload.writeBytes(fourBytes(settings[at + 1]));
    }
    opened.socket.send(PREFACE);
    opened.send(frame(SETTINGS, 0, 0, payload.toByteArray()));
    return opened;
  }

  /** RFC 9113, 4.1. */
  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    frame.writeBytes(fourBytes(stream));
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  static byte[] fourBytes(int value) {
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }

  /** Names and values in turn, each as a literal that is not indexed (RFC 7541, 6.2.2). */
  static byte[] block(List<String> namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int at = 0; at < namesAndValues.size(); at += 2) {
      block.write(0);
      literal(block, namesAndValues.get(at));
      literal(block, namesAndValues.get(at + 1));
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      while (rest >= 128) {
        block.write(rest % 128 + 128);
        rest /= 128;
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  void send(byte[] bytes) throws IOException {
    socket.send(bytes);
  }

  /** A request without a body on a stream of its own. */
  void request(int stream, List<String> namesAndValues) throws IOException {
    send(frame(HEADERS, END_STREAM | END_HEADERS, stream, block(namesAndValues)));
  }

  /** One that came; null once the gateway has closed the connection. */
  @Nullable Frame read() throws IOException {
    try {
      int length = input.readUnsignedByte() << 16 | input.readUnsignedShort();
      int type = input.readUnsignedByte();
      int flags = input.readUnsignedByte();
      int stream = input.readInt() & Integer.MAX_VALUE;
      byte[] payload = new byte[length];
      input.readFully(payload);
      return new Frame(type, flags, stream, Unpooled.wrappedBuffer(payload));
    } catch (EOFException | SocketException | SSLException closed) {
      return null;
    }
  }

  /**
   * What became of a stream: the status of its answer, or {@code reset} or {@code goaway} or {@code
   * closed}.
   */
  String outcome(int stream) throws IOException {
    for (Frame frame = read(); frame != null; frame = read()) {
      if (frame.type() == GOAWAY) {
        return "goaway";
      }
      if (frame.stream() == stream && frame.type() == RST_STREAM) {
        return "reset";
      }
      if (frame.type() == HEADERS) {
        // All of them, for the table of the compression is one for the connection.
        Http2Headers decoded = decoded(frame);
        if (frame.stream() == stream) {
          return String.valueOf(decoded.status());
        }
      }
    }
    return "closed";
  }

  /**
   * Reads until the gateway says that it ends the connection, or just ends it.
   *
   * @throws java.net.SocketTimeoutException when it does neither
   */
  void untilEnded() throws IOException {
    Frame frame = read();
    while (frame != null && frame.type() != GOAWAY) {
      frame = read();
    }
  }

  private Http2Headers decoded(Frame frame) {
    try {
      // RFC 9113, 6.2: with a priority before the headers.
      ByteBuf block = frame.payload().slice();
      return headers.decodeHeaders(
          frame.stream(), (frame.flags() & PRIORITY) == 0 ? block : block.skipBytes(5));
    } catch (Http2Exception e) {
      throw new HarnessException("Headers that cannot be read", e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** One frame as it came. */
  record Frame(int type, int flags, int stream, ByteBuf payload) {}
}
