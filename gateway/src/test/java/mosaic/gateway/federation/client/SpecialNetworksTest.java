package mosaic.gateway.federation.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import mosaic.gateway.federation.client.SpecialNetworks.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** First, last and inner addresses of every special network, and their neighbours outside. */
@Tag("T-40")
class SpecialNetworksTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, UNSPECIFIED",
    "0.255.255.255, UNSPECIFIED",
    "10.0.0.0, PRIVATE",
    "10.255.255.255, PRIVATE",
    "100.64.0.0, SHARED",
    "100.127.255.255, SHARED",
    "127.0.0.1, LOOPBACK",
    "127.255.255.255, LOOPBACK",
    "169.254.0.0, LINK_LOCAL",
    "169.254.169.254, LINK_LOCAL",
    "172.16.0.0, PRIVATE",
    "172.31.255.255, PRIVATE",
    "192.0.0.8, RESERVED",
    "192.0.2.1, DOCUMENTATION",
    "192.88.99.1, RESERVED",
    "192.168.0.0, PRIVATE",
    "192.168.255.255, PRIVATE",
    "198.18.0.1, RESERVED",
    "198.19.255.255, RESERVED",
    "198.51.100.7, DOCUMENTATION",
    "203.0.113.7, DOCUMENTATION",
    "224.0.0.1, MULTICAST",
    "239.255.255.255, MULTICAST",
    "240.0.0.1, RESERVED",
    "255.255.255.255, RESERVED",
    "::, UNSPECIFIED",
    "::1, LOOPBACK",
    "::2, UNSPECIFIED",
    "::10.0.0.1, PRIVATE",
    "::127.0.0.1, LOOPBACK",
    "::8.8.8.8, RESERVED",
    "::ffff:10.0.0.1, PRIVATE",
    "::ffff:127.0.0.1, LOOPBACK",
    "::ffff:a9fe:a9fe, LINK_LOCAL",
    "::ffff:0:10.0.0.1, PRIVATE",
    "::ffff:0:8.8.8.8, RESERVED",
    "64:ff9b::10.0.0.1, PRIVATE",
    "64:ff9b::7f00:1, LOOPBACK",
    "64:ff9b::a9fe:a9fe, LINK_LOCAL",
    "64:ff9b:1::1, PRIVATE",
    "64:ff9b:1:ffff::8.8.8.8, PRIVATE",
    "64:ff9b:2::1, RESERVED",
    "100::1, RESERVED",
    "2001::1, RESERVED",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2, RESERVED",
    "2001:1ff:ffff::1, RESERVED",
    "2001:db8::1, DOCUMENTATION",
    "2002:a00:1::1, PRIVATE",
    "2002:7f00:1::, LOOPBACK",
    "2002:c0a8:101::1, PRIVATE",
    "2002:a9fe:a9fe::1, LINK_LOCAL",
    "3fff::1, DOCUMENTATION",
    "3fff:fff:ffff::1, DOCUMENTATION",
    "4000::1, RESERVED",
    "5f00::1, RESERVED",
    "fbff::1, RESERVED",
    "fc00::1, PRIVATE",
    "fdff:ffff::1, PRIVATE",
    "fe80::1, LINK_LOCAL",
    "febf::1, LINK_LOCAL",
    "fec0::1, PRIVATE",
    "ff00::1, MULTICAST",
    "ff02::1, MULTICAST",
  })
  void of_addressThatIsNotPublic_isItsNetwork(String address, Kind kind) {
    assertThat(SpecialNetworks.of(InetAddress.ofLiteral(address))).contains(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2000::1",
        "2001:200::1",
        "2001:db7:ffff::1",
        "2001:db9::1",
        "2002:808:808::1",
        "2003::1",
        "2606:4700::1111",
        "3ffe:ffff::1",
      })
  void of_publicAddress_isEmpty(String address) {
    assertThat(SpecialNetworks.of(InetAddress.ofLiteral(address))).isEmpty();
  }

  /** The JDK makes IPv4 of these wherever it reads them; who makes one by hand gets no further. */
  @ParameterizedTest
  @CsvSource({
    "00000000000000000000ffff7f000001, LOOPBACK",
    "00000000000000000000ffff0a000001, PRIVATE",
    "00000000000000000000ffff08080808, RESERVED",
  })
  void of_mappedAddressAsIpv6_isItsNetwork(String bytes, Kind kind) throws UnknownHostException {
    InetAddress mapped = Inet6Address.getByAddress(null, HexFormat.of().parseHex(bytes), -1);

    assertThat(mapped).isInstanceOf(Inet6Address.class);
    assertThat(SpecialNetworks.of(mapped)).contains(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fe80000000000000000000000000000a", "fd000000000000000000000000000001"})
  void of_addressWithAZone_isItsNetwork(String bytes) throws UnknownHostException {
    InetAddress zoned = Inet6Address.getByAddress("x", HexFormat.of().parseHex(bytes), 3);

    assertThat(SpecialNetworks.of(zoned)).isPresent();
  }
}
