package mosaic.harness;

/** What is put in the place of a certificate signing request. */
record HostileRequest(String what, String pem) {
  @Override
  public String toString() {
    return what;
  }
}
