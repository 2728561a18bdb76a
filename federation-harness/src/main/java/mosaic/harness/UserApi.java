package mosaic.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The user API of one gateway, as any client sees it: HTTPS that trusts the gateway's CA root and
 * nothing else, JSON, a personal access token.
 */
public final class UserApi {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;
  private final X509Certificate caRoot;
  private final HttpClient client;
  private final Optional<String> token;

  private UserApi(URI base, X509Certificate caRoot, HttpClient client, Optional<String> token) {
    this.base = base;
    this.caRoot = caRoot;
    this.client = client;
    this.token = token;
  }

  /** Nobody yet: only the open calls are answered. */
  public static UserApi at(URI base, X509Certificate caRoot) {
    return new UserApi(base, caRoot, builder(caRoot).build(), Optional.empty());
  }

  /** The same from another source address, for calls that are limited by it. */
  public static UserApi at(URI base, X509Certificate caRoot, InetAddress source) {
    return new UserApi(
        base, caRoot, builder(caRoot).localAddress(source).build(), Optional.empty());
  }

  /** Signs in with a code, which works once. */
  public UserApi signedIn(String user, String code) {
    ObjectNode body = object().put("user", user).put("code", code);
    return withToken(post("/api/v1/login", body).expect(201).json().path("token").asText());
  }

  public UserApi withToken(String newToken) {
    return new UserApi(base, caRoot, client, Optional.of(newToken));
  }

  public String token() {
    return token.orElseThrow(() -> new HarnessException("Nobody signed in"));
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  public Answer delete(String path) {
    return send(request(path).DELETE());
  }

  public Answer post(String path, JsonNode body) {
    return post(path, body.toString());
  }

  public Answer post(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  public Answer put(String path, JsonNode body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body.toString())));
  }

  /** Makes a user and signs in as them. */
  public Person createUser(String name) {
    JsonNode user = post("/api/v1/users", object().put("name", name)).expect(201).json();
    String newToken = tokenOf(name, user.path("sign_in_code").asText());
    return new Person(user.path("id").asText(), name, withToken(newToken));
  }

  /**
   * Signs in from an address of that person's own, as people do: together, quick tests are more
   * sign-ins than a gateway takes from one address.
   */
  private String tokenOf(String user, String code) {
    HttpClient.Builder elsewhere = builder(caRoot);
    if (address(base.getHost()).isLoopbackAddress()) {
      elsewhere.localAddress(address(Loopback.address()));
    }
    try (HttpClient own = elsewhere.build()) {
      return new UserApi(base, caRoot, own, Optional.empty()).signedIn(user, code).token();
    }
  }

  /** Makes a team of these people and returns its id. */
  public String createTeam(String name, Person... members) {
    String id =
        post("/api/v1/teams", object().put("name", name)).expect(201).json().path("id").asText();
    for (Person member : members) {
      put("/api/v1/teams/" + id + "/members/" + member.id(), object()).expect(204);
    }
    return id;
  }

  /** Makes a personal row and returns its id. */
  public String createRow(String resource, String title) {
    return createRow(resource, object().put("title", title));
  }

  /** Makes a row of a team and returns its id. */
  public String createTeamRow(String resource, String title, String team) {
    return createRow(resource, object().put("title", title).put("team_id", team));
  }

  public String createRow(String resource, ObjectNode row) {
    return post("/api/v1/" + resource, row).expect(201).json().path("id").asText();
  }

  /** Makes a grant that is not hindered by its rate limit. */
  public Grant createGrant(Person subject, String peer, JsonNode scope) {
    ObjectNode body =
        object().put("user", subject.name()).put("peer", peer).put("rate_limit_rpm", 100_000);
    body.set("scope", scope);
    body.put("allow_sensitive", true);
    JsonNode answer = post("/api/v1/federation/grants", body).expect(201).json();
    return new Grant(
        answer.path("grant").path("id").asText(),
        EnrolmentUrl.parse(answer.path("enrolment_url").asText()));
  }

  /** Enrols with a peer on behalf of a user of this gateway and returns the peer's id. */
  public String addPeer(EnrolmentUrl url, Person user) {
    ObjectNode body = object().put("url", url.text()).put("user", user.name());
    return post("/api/v1/federation/peers", body)
        .expect(201)
        .json()
        .path("peer")
        .path("id")
        .asText();
  }

  /** The titles on the first page of a resource. */
  public List<String> titles(String resource, String source) {
    JsonNode page = get("/api/v1/" + resource + "?limit=500&source=" + source).expect(200).json();
    return page.path("items").findValuesAsText("title");
  }

  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static HttpClient.Builder builder(X509Certificate caRoot) {
    return HttpClient.newBuilder()
        .sslContext(ServerTrust.only(caRoot))
        .connectTimeout(Duration.ofSeconds(5));
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new HarnessException("Nobody knows the address of " + host, e);
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return request;
  }

  private Answer send(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException e) {
      throw new HarnessException(request.method() + " " + request.uri() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("Interrupted at " + request.uri(), e);
    }
  }
}
