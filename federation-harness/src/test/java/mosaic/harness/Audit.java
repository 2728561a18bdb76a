package mosaic.harness;

import java.util.List;

/** What a gateway recorded about requests of peers. */
final class Audit {
  private final Database database;

  Audit(Gateway gateway) {
    this.database = gateway.database();
  }

  /** Waits until the record has such an entry for the grant. */
  void awaitEntry(String grant, String verb, String outcome) {
    Deadline.inSeconds(20)
        .await(
            "an audit row %s %s of grant %s, among %s"
                .formatted(verb, outcome, grant, entries(grant)),
            () -> entries(grant).contains(verb + " " + outcome));
  }

  /** Verb and outcome of everything on record for a grant, oldest first. */
  List<String> entries(String grant) {
    return database.texts(
        "select verb || ' ' || outcome from federation_audit_log where grant_id = ?::uuid"
            + " order by occurred_at",
        grant);
  }

  /** How many requests reached a handler, whosever they were. */
  long handled() {
    return database.count(
        "select count(*) from federation_audit_log"
            + " where verb in ('list', 'get', 'search', 'capabilities')");
  }
}
