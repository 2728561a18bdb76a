package mosaic.gateway.identity.web;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;
import mosaic.gateway.identity.IdentitySecret;
import mosaic.gateway.identity.IssuedToken;
import mosaic.gateway.identity.PasswordHashing;
import mosaic.gateway.identity.PasswordRules;
import mosaic.gateway.identity.SignInLimiter;
import mosaic.gateway.identity.TokenTerms;
import mosaic.gateway.identity.UserName;
import mosaic.gateway.identity.store.SignIns;
import mosaic.gateway.identity.store.SignIns.Password;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Signs in by password. Whether there is a user of the name, and whether they have a password, is
 * not to be learned: the limits, the work and the answer are the same.
 */
@Singleton
final class PasswordCheck {
  private static final Field NEW_PASSWORD = Field.of("new_password");

  private final SignIns signIns;
  private final PasswordHashing hashing;
  private final SignInLimiter limiter;

  PasswordCheck(SignIns signIns, PasswordHashing hashing, SignInLimiter limiter) {
    this.signIns = signIns;
    this.hashing = hashing;
    this.limiter = limiter;
  }

  /** Takes a password for a token. */
  Uni<IssuedToken> signIn(UserName user, String password, TokenTerms terms, String address) {
    String given = PasswordRules.normalised(password);
    return verified(
        user,
        given,
        address,
        found ->
            signIns
                .byPassword(found, terms)
                .call(
                    issued ->
                        issued.isPresent() && hashing.isOutdated(found.hash())
                            ? strengthen(found, given)
                            : Uni.createFrom().voidItem()));
  }

  /** Replaces a password by another. */
  Uni<IssuedToken> change(
      UserName user,
      String password,
      @Nullable String newPassword,
      TokenTerms terms,
      String address) {
    String wanted = PasswordRules.read(NEW_PASSWORD, newPassword, user);
    return verified(
        user,
        PasswordRules.normalised(password),
        address,
        found -> hashing.hash(wanted).flatMap(hash -> signIns.changePassword(found, hash, terms)));
  }

  /** Sets a password by a sign-in code, which stays good when the password is refused. */
  Uni<Optional<IssuedToken>> set(
      UserName user, IdentitySecret code, @Nullable String newPassword, TokenTerms terms) {
    String wanted = PasswordRules.read(NEW_PASSWORD, newPassword, user);
    return signIns
        .isGood(user, code)
        .flatMap(
            good ->
                good
                    ? hashing
                        .hash(wanted)
                        .flatMap(hash -> signIns.setPassword(user, code, hash, terms))
                    : signIns.refuse(user).map(recorded -> Optional.empty()));
  }

  private Uni<IssuedToken> verified(
      UserName user,
      String password,
      String address,
      Function<Password, Uni<Optional<IssuedToken>>> then) {
    limiter.attempt(address);
    limiter.passwordAttempt(user, address);
    return signIns
        .password(user)
        .flatMap(
            found ->
                hashing
                    .matches(password, found.map(Password::hash))
                    .flatMap(
                        right ->
                            right
                                ? then.apply(found.orElseThrow())
                                : signIns
                                    .refuse(user)
                                    .map(recorded -> Optional.<IssuedToken>empty())))
        .map(issued -> issued.orElseThrow(PasswordCheck::notGood))
        .invoke(issued -> limiter.passwordSucceeded(user, address));
  }

  /** What cannot be done now is done at the next sign-in. */
  private Uni<Void> strengthen(Password found, String password) {
    return hashing
        .hash(password)
        .flatMap(hash -> signIns.rehash(found, hash))
        .onFailure(ProblemException.class)
        .recoverWithNull();
  }

  /** One wording, whether the user or the password is wrong. */
  private static ProblemException notGood() {
    return new ProblemException(
        ProblemCode.NOT_SIGNED_IN,
        "This user and password do not go together.",
        "Try again, or ask an admin for a sign-in code: mosaic password set takes it for a new"
            + " password.");
  }
}
