package mosaic.cli.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import mosaic.cli.Times;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.json.Json;
import mosaic.cli.terminal.Fields;
import mosaic.cli.terminal.SafeText;

/** Where grants are in the API, and how one is shown. */
final class GrantText {
  private static final String AWAITING = "awaiting_approval";

  private GrantText() {}

  static ApiPath path(String... segments) {
    String[] all = new String[segments.length + 2];
    all[0] = "federation";
    all[1] = "grants";
    System.arraycopy(segments, 0, all, 2, segments.length);
    return ApiPath.of(all);
  }

  /** What a grant comes to: its status, or what its dates and approvals make of it. */
  static String state(JsonNode grant) {
    String state = Json.text(grant, "state");
    return (state.isEmpty() ? Json.text(grant, "status") : state).replace('_', ' ');
  }

  static boolean awaitsApproval(JsonNode grant) {
    return Json.text(grant, "state").equals(AWAITING);
  }

  static Fields fields(JsonNode grant) {
    return new Fields()
        .add("grant", Json.text(grant, "id"))
        .add("status", state(grant))
        .add("user", Json.text(grant, "subject_user"))
        .add("for", Json.text(grant, "requesting_server"))
        .add("rate limit", Json.text(grant, "rate_limit_rpm") + " a minute")
        .add("scope", grant.path("scope").toString())
        .addIfPresent("scope revision", Json.text(grant, "scope_revision"))
        .addIfPresent("awaits approval", awaiting(grant))
        .addIfPresent("version", Json.text(grant, "version"))
        .addIfPresent("its CA root", Json.text(grant, "requesting_ca_fingerprint"))
        .addIfPresent("certificate", Json.text(grant, "active_cert_fingerprint"))
        .addIfPresent("certificate until", moment(grant, "cert_expires_at"))
        .addIfPresent("created", moment(grant, "created_at"))
        .addIfPresent("activated", moment(grant, "activated_at"))
        .addIfPresent("expires", moment(grant, "expires_at"))
        .addIfPresent("revoked", moment(grant, "revoked_at"))
        .addIfPresent("last used", moment(grant, "last_used_at"))
        .addIfPresent("notes", Json.text(grant, "notes"));
  }

  /** A grant with its enrolment URL, which is shown this once. */
  static List<String> invitation(ObjectNode answer) {
    JsonNode grant = answer.path("grant");
    List<String> lines = new ArrayList<>(fields(grant).lines());
    lines.add("");
    if (awaitsApproval(grant)) {
      lines.add(
          "The URL does not work before another admin approves the scope: mosaic federation grant"
              + " approve "
              + SafeText.line(Json.text(grant, "id")));
    }
    lines.add(
        "Enrolment URL, works once, until "
            + SafeText.line(moment(answer, "enrolment_expires_at"))
            + "; whoever has it can enrol:");
    lines.add(SafeText.line(Json.text(answer, "enrolment_url")));
    return lines;
  }

  static String moment(JsonNode node, String name) {
    return Times.toTheSecond(Json.text(node, name));
  }

  private static String awaiting(JsonNode grant) {
    String revision = Json.text(grant, "awaiting_revision");
    return revision.isEmpty() ? "" : "revision " + revision;
  }
}
