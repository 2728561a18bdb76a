package mosaic.ca;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One element of a strict DER encoding, read in place.
 *
 * <p>Untrusted input passes through here before any other parser sees it. What gets past {@link
 * #parse} is exactly one element, with definite minimal lengths, canonical primitive values, low
 * tag numbers and bounded nesting; so the parsers behind it meet neither BER oddities nor a stack
 * overflow, and the bytes that a signature covers are taken from the input as they are, never
 * encoded again.
 */
final class DerElement {

  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int ENUMERATED = 0x0A;
  static final int UTF8_STRING = 0x0C;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  /** The deepest honest certificate or request nests about 10 levels. */
  static final int MAX_DEPTH = 20;

  static final int MAX_BYTES = 64 * 1024;

  /** Four make at most 2^31 - 1 here: more is negative, and refused as too short. */
  private static final int MOST_LENGTH_OCTETS = 4;

  private static final int CONSTRUCTED = 0x20;
  private static final int CLASS = 0xC0;

  private final byte[] source;
  private final int start;
  private final int contentStart;
  private final int end;

  private DerElement(byte[] source, int start, int contentStart, int end) {
    this.source = source;
    this.start = start;
    this.contentStart = contentStart;
    this.end = end;
  }

  /** Reads bytes that hold exactly one element, and checks everything within it. */
  static DerElement parse(byte[] encoded) throws MalformedDerException {
    return parse(encoded, MAX_BYTES);
  }

  /** The same with another limit, for what is long by nature. */
  static DerElement parse(byte[] encoded, int most) throws MalformedDerException {
    if (encoded.length > most) {
      throw new MalformedDerException("longer than " + most + " bytes");
    }
    DerElement element = read(encoded, 0, encoded.length);
    if (element.end != encoded.length) {
      throw new MalformedDerException("bytes after the end");
    }
    element.check(1);
    return element;
  }

  private static DerElement read(byte[] source, int start, int limit) throws MalformedDerException {
    if (limit - start < 2) {
      throw new MalformedDerException("cut short");
    }
    if ((source[start] & 0x1f) == 0x1f) {
      throw new MalformedDerException("high tag number");
    }
    int first = source[start + 1] & 0xff;
    if (first < 0x80) {
      return within(source, start, start + 2, first, limit);
    }
    int octets = first & 0x7f;
    if (octets == 0 || octets > MOST_LENGTH_OCTETS || limit - start - 2 < octets) {
      throw new MalformedDerException("indefinite or excessive length");
    }
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = (length << 8) | (source[start + 2 + i] & 0xff);
    }
    if (length < 0x80 || (length >>> (8 * (octets - 1))) == 0) {
      throw new MalformedDerException("length not minimal");
    }
    return within(source, start, start + 2 + octets, length, limit);
  }

  private static DerElement within(byte[] source, int start, int content, int length, int limit)
      throws MalformedDerException {
    if (length > limit - content) {
      throw new MalformedDerException("length beyond the end");
    }
    return new DerElement(source, start, content, content + length);
  }

  private void check(int depth) throws MalformedDerException {
    if (depth > MAX_DEPTH) {
      throw new MalformedDerException("nested deeper than " + MAX_DEPTH);
    }
    boolean universal = (tag() & CLASS) == 0;
    if (universal && isConstructed() != isSequenceOrSet()) {
      throw new MalformedDerException("constructed string or primitive sequence");
    }
    if (isConstructed()) {
      forEachChild(child -> child.check(depth + 1));
    } else if (universal) {
      checkPrimitive();
    }
  }

  private boolean isSequenceOrSet() {
    int number = tag() & 0x1f;
    return number == 0x10 || number == 0x11;
  }

  private void checkPrimitive() throws MalformedDerException {
    boolean canonical =
        switch (tag()) {
          case BOOLEAN -> length() == 1 && (at(0) == 0 || at(0) == 0xff);
          case INTEGER, ENUMERATED -> isCanonicalInteger();
          case BIT_STRING -> isCanonicalBitString();
          case NULL -> length() == 0;
          case OBJECT_IDENTIFIER -> isCanonicalObjectIdentifier();
          default -> true;
        };
    if (!canonical) {
      throw new MalformedDerException("primitive value of type " + tag() + " not canonical");
    }
  }

  private boolean isCanonicalInteger() {
    if (length() < 2) {
      return length() == 1;
    }
    boolean needlessZero = at(0) == 0 && at(1) < 0x80;
    boolean needlessOnes = at(0) == 0xff && at(1) >= 0x80;
    return !needlessZero && !needlessOnes;
  }

  private boolean isCanonicalBitString() {
    if (length() == 0 || at(0) > 7) {
      return false;
    }
    if (length() == 1) {
      return at(0) == 0;
    }
    return (at(length() - 1) & ((1 << at(0)) - 1)) == 0;
  }

  private boolean isCanonicalObjectIdentifier() {
    if (length() == 0 || at(length() - 1) >= 0x80) {
      return false;
    }
    for (int i = 0; i < length(); i++) {
      boolean startsArc = i == 0 || at(i - 1) < 0x80;
      if (startsArc && at(i) == 0x80) {
        return false;
      }
    }
    return true;
  }

  private int at(int index) {
    return source[contentStart + index] & 0xff;
  }

  int tag() {
    return source[start] & 0xff;
  }

  boolean is(int tag) {
    return tag() == tag;
  }

  private boolean isConstructed() {
    return (tag() & CONSTRUCTED) != 0;
  }

  int length() {
    return end - contentStart;
  }

  byte[] content() {
    return Arrays.copyOfRange(source, contentStart, end);
  }

  boolean hasContent(byte[] bytes) {
    return Arrays.equals(source, contentStart, end, bytes, 0, bytes.length);
  }

  byte[] encoded() {
    return Arrays.copyOfRange(source, start, end);
  }

  /** The encoding where it is, for reading: not a copy. */
  ByteBuffer view() {
    return ByteBuffer.wrap(source, start, end - start).asReadOnlyBuffer();
  }

  boolean sameEncoding(DerElement other) {
    return Arrays.equals(source, start, end, other.source, other.start, other.end);
  }

  DerElement expect(int tag) throws MalformedDerException {
    if (!is(tag)) {
      throw new MalformedDerException("expected tag " + tag + ", found " + tag());
    }
    return this;
  }

  List<DerElement> children() throws MalformedDerException {
    List<DerElement> children = new ArrayList<>();
    forEachChild(children::add);
    return children;
  }

  /** What is done with each part. */
  @FunctionalInterface
  interface Visit<X extends Exception> {
    void accept(DerElement child) throws MalformedDerException, X;
  }

  /** Goes through the parts without keeping them: there may be a million. */
  <X extends Exception> void forEachChild(Visit<X> visit) throws MalformedDerException, X {
    if (!isConstructed()) {
      throw new MalformedDerException("a primitive value has no parts");
    }
    int next = contentStart;
    while (next < end) {
      DerElement child = read(source, next, end);
      visit.accept(child);
      next = child.end;
    }
  }

  DerElement firstChild() throws MalformedDerException {
    if (!isConstructed() || length() == 0) {
      throw new MalformedDerException("a value without parts");
    }
    return read(source, contentStart, end);
  }

  /** Where this is in what was parsed; {@link #childAt} of its parent finds it again. */
  int position() {
    return start;
  }

  /** The part that has this position. */
  DerElement childAt(int position) throws MalformedDerException {
    return read(source, position, end);
  }

  /** The parts, of which there must be exactly so many. */
  List<DerElement> children(int count) throws MalformedDerException {
    List<DerElement> children = children();
    if (children.size() != count) {
      throw new MalformedDerException("expected " + count + " parts, found " + children.size());
    }
    return children;
  }

  /** The one part of an explicit tag or of a sequence of one. */
  DerElement only() throws MalformedDerException {
    return children(1).getFirst();
  }

  /** The element inside an OCTET STRING. */
  DerElement inner() throws MalformedDerException {
    expect(OCTET_STRING);
    return parse(content());
  }

  boolean booleanValue() throws MalformedDerException {
    expect(BOOLEAN);
    return at(0) != 0;
  }

  BigInteger integer() throws MalformedDerException {
    expect(INTEGER);
    return new BigInteger(content());
  }

  /**
   * UTCTime of the years 1950 to 2049, or GeneralizedTime, in UTC with seconds and without
   * fractions (RFC 5280, 4.1.2.5).
   */
  Instant time() throws MalformedDerException {
    int yearDigits =
        switch (tag()) {
          case UTC_TIME -> 2;
          case GENERALIZED_TIME -> 4;
          default -> throw new MalformedDerException("not a time");
        };
    if (length() != yearDigits + 11 || at(length() - 1) != 'Z') {
      throw new MalformedDerException("not a time in UTC with seconds");
    }
    int year = digits(0, yearDigits);
    if (yearDigits == 2) {
      year += year < 50 ? 2000 : 1900;
    }
    try {
      return LocalDateTime.of(
              year,
              digits(yearDigits, 2),
              digits(yearDigits + 2, 2),
              digits(yearDigits + 4, 2),
              digits(yearDigits + 6, 2),
              digits(yearDigits + 8, 2))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new MalformedDerException("no such time: " + e.getMessage());
    }
  }

  private int digits(int from, int count) throws MalformedDerException {
    int number = 0;
    for (int i = from; i < from + count; i++) {
      if (at(i) < '0' || at(i) > '9') {
        throw new MalformedDerException("not a digit in a time");
      }
      number = number * 10 + at(i) - '0';
    }
    return number;
  }

  /** The number of an ENUMERATED of one octet. */
  int enumerated() throws MalformedDerException {
    expect(ENUMERATED);
    if (length() != 1) {
      throw new MalformedDerException("an enumerated value out of range");
    }
    return at(0);
  }

  /** The octets of a BIT STRING without unused bits. */
  byte[] bitStringOctets() throws MalformedDerException {
    expect(BIT_STRING);
    if (at(0) != 0) {
      throw new MalformedDerException("a bit string that is not whole octets");
    }
    return Arrays.copyOfRange(source, contentStart + 1, end);
  }

  /** The dotted form of an OBJECT IDENTIFIER. */
  String objectIdentifier() throws MalformedDerException {
    expect(OBJECT_IDENTIFIER);
    StringBuilder dotted = new StringBuilder();
    BigInteger arc = BigInteger.ZERO;
    int octets = 0;
    for (int i = 0; i < length(); i++) {
      if (++octets > 20) {
        throw new MalformedDerException("an arc of more than 20 octets");
      }
      arc = arc.shiftLeft(7).or(BigInteger.valueOf(at(i) & 0x7f));
      if (at(i) < 0x80) {
        appendArc(dotted, arc);
        arc = BigInteger.ZERO;
        octets = 0;
      }
    }
    return dotted.toString();
  }

  private static void appendArc(StringBuilder dotted, BigInteger arc) {
    if (!dotted.isEmpty()) {
      dotted.append('.').append(arc);
      return;
    }
    int root = arc.min(BigInteger.valueOf(80)).intValue() / 40;
    dotted.append(root).append('.').append(arc.subtract(BigInteger.valueOf(root * 40L)));
  }
}
