package mosaic.gateway.federation.client;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import mosaic.gateway.federation.client.PeerFailure.Defect;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemDocument;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.ItemOrder;
import mosaic.gateway.resource.ListAbilities;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.scope.ReadablePath;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.scope.Scope;
import mosaic.gateway.search.Hit;
import mosaic.gateway.search.Hits;
import mosaic.gateway.search.Snippet;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a peer answered. Everything is checked against what was asked, so a peer can send us
 * wrong rows but not rows of another kind or team, rows that no filter lets through, another order
 * or another size (T-44). All methods are pure, and throw nothing but {@link AnswerRefused}.
 */
final class PeerAnswers {
  private static final String JSON = "application/json";
  private static final int OK = 200;
  private static final int FIRST_ERROR = 400;
  private static final int LAST_ERROR = 599;
  private static final int MOST_PROBLEM_BYTES = 64 * 1024;
  private static final int MOST_CODE_CHARACTERS = 64;
  private static final int MOST_CURSOR_CHARACTERS = 512;
  private static final int MOST_TITLE_CHARACTERS = 500;
  private static final int MOST_SECRET_BYTES = 16 * 1024;
  private static final int MOST_RESOURCES = 1000;
  private static final int MOST_ABILITIES = 16;
  private static final int MOST_DESCRIPTION_CHARACTERS = 256;
  private static final int MOST_SECONDS_TO_A_RESET = 3600;
  private static final int MOST_REQUESTS_A_MINUTE = 100_000;
  private static final int MOST_HOST_CHARACTERS = 253;
  private static final int MOST_DATE_CHARACTERS = 32;
  private static final int MOST_CERTIFICATE_CHARACTERS = 16 * 1024;
  private static final int PROTOCOL = 1;
  private static final Duration MOST_CLOCK_SKEW = Duration.ofMinutes(5);
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);
  private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]+");
  private static final Set<String> VERBS = Set.of("list", "get", "search");

  private PeerAnswers() {}

  /** The refusal that an answer is, or null when it is a success to be read on. */
  static PeerFailure.@Nullable Refused refusal(HttpAnswer answer) {
    if (answer.status() == OK) {
      return null;
    }
    if (answer.status() < FIRST_ERROR || answer.status() > LAST_ERROR) {
      // A redirect is not followed, and there is no other success.
      throw new AnswerRefused(Defect.STATUS);
    }
    return new PeerFailure.Refused(
        problemCode(answer), answer.status(), retryAfter(answer.retryAfter()));
  }

  /**
   * A page.
   *
   * @param list what was asked for
   * @param limit the most rows that were asked for
   * @param now no row is much younger
   */
  static PeerPage page(HttpAnswer answer, ListQuery list, int limit, Instant now) {
    StrictJson document = document(answer);
    List<Item> items = new ArrayList<>();
    for (StrictJson object : document.objects("items", limit)) {
      Item item = item(object, list.path().type(), now);
      if (!list.admits(item)) {
        throw StrictJson.refused();
      }
      items.add(item);
    }
    requireOrder(items, list.order());
    boolean more = document.flag("more");
    String next = document.optionalText("next", 1, MOST_CURSOR_CHARACTERS);
    if (next == null ? more : !BASE64URL.matcher(next).matches()) {
      throw StrictJson.refused();
    }
    return new PeerPage(items, more, more ? next : null);
  }

  /**
   * What a search found.
   *
   * @param path where was looked; null for everything
   * @param limit the most rows that were asked for
   * @param now no row is much younger
   */
  static Hits hits(HttpAnswer answer, @Nullable ResourcePath path, int limit, Instant now) {
    StrictJson document = document(answer);
    List<Hit> hits = new ArrayList<>();
    for (StrictJson object : document.objects("items", limit)) {
      Item item = item(object, path == null ? type(object) : path.type(), now);
      if (path != null && !ListQuery.all(path).admits(item)) {
        throw StrictJson.refused();
      }
      hits.add(new Hit(item, object.decimal("score", 0, 1), snippet(object)));
    }
    requireRanks(hits);
    return new Hits(hits, document.flag("more"));
  }

  private static ResourceType type(StrictJson object) {
    return ResourceType.fromWireName(object.text("resource", 1, MOST_CODE_CHARACTERS))
        .orElseThrow(StrictJson::refused);
  }

  private static Snippet snippet(StrictJson object) {
    List<Snippet.Segment> segments = new ArrayList<>();
    for (StrictJson segment : object.objects("snippet", Snippet.MOST_SEGMENTS)) {
      segments.add(
          new Snippet.Segment(
              segment.text("text", 1, Snippet.MOST_CHARACTERS), segment.optionalFlag("match")));
    }
    if (!Snippet.isWithinBounds(segments)) {
      throw StrictJson.refused();
    }
    return new Snippet(segments);
  }

  /** In the order of ranks, and no row twice: a place at the top is taken from somebody else. */
  private static void requireRanks(List<Hit> hits) {
    for (int i = 1; i < hits.size(); i++) {
      if (Hit.ORDER.compare(hits.get(i - 1), hits.get(i)) >= 0) {
        throw StrictJson.refused();
      }
    }
    if (hits.stream().map(hit -> List.of(hit.item().type(), hit.item().id())).distinct().count()
        < hits.size()) {
      throw StrictJson.refused();
    }
  }

  /**
   * One item by id.
   *
   * @param now it is not much younger
   */
  static Item item(HttpAnswer answer, ResourceType type, UUID id, Instant now) {
    Item item = item(document(answer).object("item"), type, now);
    if (!item.id().equals(id)) {
      throw StrictJson.refused();
    }
    return item;
  }

  /** What may be read. */
  static PeerCapabilities capabilities(HttpAnswer answer, UUID grant) {
    StrictJson document = document(answer);
    document.number("protocol", PROTOCOL, PROTOCOL);
    document.text("server", 1, MOST_HOST_CHARACTERS);
    if (!document.id("grant_id").equals(grant)) {
      throw StrictJson.refused();
    }
    List<ReadablePath> resources = new ArrayList<>();
    for (StrictJson object : document.objects("resources", MOST_RESOURCES)) {
      ResourcePath path =
          ResourcePath.parse(object.text("resource", 1, MOST_CODE_CHARACTERS))
              .orElseThrow(StrictJson::refused);
      resources.add(readable(object, path));
    }
    StrictJson limits = document.object("limits");
    int perMinute = limits.number("rate_limit_rpm", 1, MOST_REQUESTS_A_MINUTE);
    return new PeerCapabilities(
        resources,
        limits.number("max_rows_per_query", 1, Scope.MOST_ROWS_PER_QUERY),
        perMinute,
        limits.optionalNumber("requests_left", 0, perMinute),
        limits.optionalNumber("resets_in_seconds", 1, MOST_SECONDS_TO_A_RESET),
        document.time("cert_expires_at"));
  }

  /** What the peer calls its rows is read, so that it is bounded, and then goes nowhere. */
  private static ReadablePath readable(StrictJson object, ResourcePath path) {
    var _ = object.optionalText("description", 0, MOST_DESCRIPTION_CHARACTERS);
    return new ReadablePath(
        path,
        known(object.texts("verbs", MOST_ABILITIES), VERBS),
        known(object.optionalTexts("filters", MOST_ABILITIES), ListAbilities.filters(path)),
        known(object.optionalTexts("sorts", MOST_ABILITIES), ListAbilities.sorts(path)));
  }

  /** Of what a peer can do, what we know; the rest is a later version's. Each once. */
  private static List<String> known(Iterable<String> told, Collection<String> ours) {
    List<String> known = new ArrayList<>();
    for (String ability : told) {
      if (ours.contains(ability) && !known.contains(ability)) {
        known.add(ability);
      }
    }
    return known;
  }

  /** What the peer's root is, and what leads there. */
  static OfferedRoot authority(HttpAnswer answer) {
    StrictJson document = document(answer);
    String link = document.optionalText("link", 1, MOST_CERTIFICATE_CHARACTERS);
    return new OfferedRoot(
        certificate(document.text("root", 1, MOST_CERTIFICATE_CHARACTERS)),
        link == null ? null : certificate(link),
        document.optionalObject("rehearsal").map(PeerAnswers::rehearsed).orElse(null));
  }

  private static OfferedRoot.Rehearsed rehearsed(StrictJson object) {
    String root = object.optionalText("root", 1, MOST_CERTIFICATE_CHARACTERS);
    String link = object.optionalText("link", 1, MOST_CERTIFICATE_CHARACTERS);
    try {
      return new OfferedRoot.Rehearsed(
          object.id("id"),
          Pem.decodeCertificates(object.text("chain", 1, 4 * MOST_CERTIFICATE_CHARACTERS)),
          root == null ? null : certificate(root),
          link == null ? null : certificate(link));
    } catch (MalformedPemException malformed) {
      throw StrictJson.refused();
    }
  }

  private static X509Certificate certificate(String pem) {
    try {
      return Pem.decodeCertificate(pem);
    } catch (MalformedPemException malformed) {
      throw StrictJson.refused();
    }
  }

  /** What may be read, and the peer's time. */
  static PeerPulse pulse(HttpAnswer answer, UUID grant) {
    return new PeerPulse(capabilities(answer, grant), date(answer.date()));
  }

  /** Null for anything but the one form that is sent (RFC 9110, 5.6.7). */
  private static @Nullable Instant date(@Nullable String header) {
    if (header == null || header.length() > MOST_DATE_CHARACTERS) {
      return null;
    }
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(header, Instant::from);
    } catch (DateTimeException malformed) {
      return null;
    }
  }

  private static StrictJson document(HttpAnswer answer) {
    if (!answer.is(JSON)) {
      throw new AnswerRefused(Defect.CONTENT_TYPE);
    }
    return StrictJson.read(answer.body().getBytes());
  }

  private static Item item(StrictJson object, ResourceType type, Instant now) {
    if (!object.text("resource", 1, MOST_CODE_CHARACTERS).equals(type.wireName())) {
      throw StrictJson.refused();
    }
    boolean task = type == ResourceType.TASKS;
    return new Item(
        type,
        object.id("id"),
        object.text("title", 1, MOST_TITLE_CHARACTERS),
        bounded(object.text("body", 0, StrictJson.MOST_CHARACTERS), StrictJson.MOST_CHARACTERS),
        task ? status(object) : null,
        task ? object.optionalId("note_id").orElse(null) : null,
        object.id("owner_id"),
        object.optionalId("team_id").orElse(null),
        past(object.time("created_at"), now),
        past(object.time("updated_at"), now),
        type.sensitive() ? secret(object) : null);
  }

  /** Rows from the future would stay on top of every list and push out all others. */
  private static Instant past(Instant time, Instant now) {
    if (time.isAfter(now.plus(MOST_CLOCK_SKEW))) {
      throw StrictJson.refused();
    }
    return time;
  }

  private static String status(StrictJson object) {
    return switch (object.text("status", 1, MOST_CODE_CHARACTERS)) {
      case "open" -> "open";
      case "done" -> "done";
      default -> throw StrictJson.refused();
    };
  }

  private static @Nullable String secret(StrictJson object) {
    String secret = object.optionalText("secret", 0, MOST_SECRET_BYTES);
    return secret == null ? null : bounded(secret, MOST_SECRET_BYTES);
  }

  private static String bounded(String text, int mostBytes) {
    if (text.getBytes(StandardCharsets.UTF_8).length > mostBytes) {
      throw StrictJson.refused();
    }
    return text;
  }

  /** Strictly in list order: so no row comes twice, and merging needs no sorting. */
  private static void requireOrder(List<Item> items, ItemOrder order) {
    Comparator<Item> comparator = Comparator.comparing(order::positionOf, order.comparator());
    for (int i = 1; i < items.size(); i++) {
      if (comparator.compare(items.get(i - 1), items.get(i)) >= 0) {
        throw StrictJson.refused();
      }
    }
  }

  private static @Nullable ProblemCode problemCode(HttpAnswer answer) {
    if (!answer.is(ProblemDocument.MEDIA_TYPE) || answer.body().length() > MOST_PROBLEM_BYTES) {
      return null;
    }
    try {
      String code = StrictJson.read(answer.body().getBytes()).text("code", 1, MOST_CODE_CHARACTERS);
      return Arrays.stream(ProblemCode.values())
          .filter(known -> known.code().equals(code) && known.status() == answer.status())
          .findFirst()
          .orElse(null);
    } catch (AnswerRefused unreadable) {
      return null;
    }
  }

  private static @Nullable Duration retryAfter(@Nullable String header) {
    if (header == null || !header.matches("[0-9]{1,9}")) {
      return null;
    }
    Duration wait = Duration.ofSeconds(Integer.parseInt(header));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
