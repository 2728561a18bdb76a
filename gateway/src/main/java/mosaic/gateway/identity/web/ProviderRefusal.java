package mosaic.gateway.identity.web;

import mosaic.gateway.identity.UserName;
import mosaic.gateway.identity.store.ProviderAccounts.Entry;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;

/** What somebody is told whom the provider knows and we do not let in. */
final class ProviderRefusal {
  private ProviderRefusal() {}

  /** What was given to who is let in; otherwise the problem of why not. */
  static <T> T given(Entry<T> entry) {
    return switch (entry) {
      case Entry.Granted<T>(T given) -> given;
      case Entry.NoRole<T> none ->
          throw new ProblemException(
              ProblemCode.NOT_ALLOWED,
              "The identity provider gives you no role that this gateway knows.",
              "Ask an admin: oidc.user_roles and its like say which roles count.");
      case Entry.NoName<T> none ->
          throw new ProblemException(
              ProblemCode.NOT_ALLOWED,
              "The identity provider gives no name that a user can have here.",
              "Ask an admin: oidc.user_claim has to hold 1 to 64 characters of a-z 0-9 . _ -");
      case Entry.NameTaken<T>(UserName name) ->
          throw new ProblemException(
              ProblemCode.ALREADY_EXISTS,
              "There is another user " + name + " here already; accounts are never merged.",
              "Ask an admin to have your name changed at the identity provider.");
      case Entry.Disabled<T> disabled ->
          throw new ProblemException(
              ProblemCode.NOT_ALLOWED, "Your account is disabled here.", "Ask an admin.");
    };
  }
}
