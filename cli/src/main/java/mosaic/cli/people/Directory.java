package mosaic.cli.people;

import mosaic.cli.Id;
import mosaic.cli.NameLookup;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;

/** Finds the id behind the name that a person typed. */
public final class Directory {
  private final Gateway gateway;

  public Directory(Gateway gateway) {
    this.gateway = gateway;
  }

  public String userId(String nameOrId) {
    return id("users", "user", "mosaic user list", nameOrId);
  }

  public String teamId(String nameOrId) {
    return id("teams", "team", "mosaic team list", nameOrId);
  }

  private String id(String collection, String kind, String listing, String nameOrId) {
    return Id.isOne(nameOrId)
        ? Id.parse(nameOrId).text()
        : new NameLookup(kind, "name", listing).id(gateway.get(ApiPath.of(collection)), nameOrId);
  }
}
