package mosaic.harness;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** People who use the {@code mosaic} command, signed in through it. */
final class Commands {
  private Commands() {}

  /** A new admin of the gateway, at the command line. */
  static Cli admin(GatewayPair pair, Gateway gateway) {
    return signedIn(pair, gateway, Names.unique("root"), "admin");
  }

  /** A new ordinary user of the gateway, at the command line. */
  static Cli user(GatewayPair pair, Gateway gateway, String name) {
    return signedIn(pair, gateway, name, "user");
  }

  /** Somebody who has an account already, at the command line too. */
  static Cli of(GatewayPair pair, Gateway gateway, Person person) {
    String code =
        gateway
            .admin()
            .post("/api/v1/users/" + person.id() + "/sign-in-code", UserApi.object())
            .expect(201)
            .json()
            .path("sign_in_code")
            .asText();
    return login(pair, gateway, person.name(), code);
  }

  private static Cli signedIn(GatewayPair pair, Gateway gateway, String name, String role) {
    ObjectNode user = UserApi.object().put("name", name).put("role", role);
    String code =
        gateway
            .admin()
            .post("/api/v1/users", user)
            .expect(201)
            .json()
            .path("sign_in_code")
            .asText();
    return login(pair, gateway, name, code);
  }

  private static Cli login(GatewayPair pair, Gateway gateway, String name, String code) {
    Cli cli = pair.cluster().cli(Names.unique("profile"));
    var _ =
        cli.runWithInput(
                code + "\n",
                "login",
                gateway.settings().apiUrl().toString(),
                "--user",
                name,
                "--ca",
                gateway.caRootFile().toString(),
                "--code-stdin")
            .expectSuccess();
    return cli;
  }
}
