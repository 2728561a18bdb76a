package mosaic.ca;

/** The tags of a GeneralName (RFC 5280, 4.2.1.6) that we read. */
final class GeneralNameTag {

  static final int OTHER_NAME = 0xA0;
  static final int DNS_NAME = 0x82;
  static final int URI = 0x86;
  static final int IP_ADDRESS = 0x87;

  private GeneralNameTag() {}
}
