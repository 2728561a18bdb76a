package mosaic.gateway.identity.provider;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mosaic.gateway.identity.Role;
import mosaic.gateway.identity.UserName;
import mosaic.gateway.instance.OidcConfig;
import org.jspecify.annotations.Nullable;

/**
 * Which claims mean what here. Nothing is taken for granted: a role that is not named maps to
 * nothing, so the provider can make an admin only if the settings say how.
 *
 * @param userClaim the claim that holds a new user's name
 * @param roleClaim the claim that holds roles or groups
 * @param userRoles the values of it that make a user; {@code *} takes everybody
 * @param operatorRoles those that make an operator
 * @param adminRoles those that make an admin
 */
record ClaimMapping(
    String userClaim,
    String roleClaim,
    Set<String> userRoles,
    Set<String> operatorRoles,
    Set<String> adminRoles) {
  private static final String EVERYBODY = "*";

  static ClaimMapping of(OidcConfig config) {
    return new ClaimMapping(
        config.userClaim(),
        config.roleClaim(),
        Set.copyOf(config.userRoles().orElse(List.of())),
        Set.copyOf(config.operatorRoles().orElse(List.of())),
        Set.copyOf(config.adminRoles().orElse(List.of())));
  }

  /** The highest role that any value of the claim maps to. */
  Optional<Role> role(Map<String, Object> claims) {
    Set<String> held = texts(value(claims, roleClaim)).collect(Collectors.toSet());
    if (held.stream().anyMatch(adminRoles::contains)) {
      return Optional.of(Role.ADMIN);
    }
    if (held.stream().anyMatch(operatorRoles::contains)) {
      return Optional.of(Role.OPERATOR);
    }
    return userRoles.contains(EVERYBODY) || held.stream().anyMatch(userRoles::contains)
        ? Optional.of(Role.USER)
        : Optional.empty();
  }

  /** The claim in lower case, without what follows an {@code @}, if that is a name. */
  Optional<UserName> name(Map<String, Object> claims) {
    return texts(value(claims, userClaim))
        .map(text -> text.toLowerCase(Locale.ROOT))
        .map(text -> text.contains("@") ? text.substring(0, text.indexOf('@')) : text)
        .findFirst()
        .flatMap(UserName::of);
  }

  /** A claim of exactly this name, else what the dots of the name lead to. */
  private static @Nullable Object value(Map<String, Object> claims, String name) {
    Object value = claims.get(name);
    if (value != null) {
      return value;
    }
    Object step = claims;
    for (String key : name.split("\\.", -1)) {
      step = step instanceof Map<?, ?> object ? object.get(key) : null;
    }
    return step;
  }

  private static Stream<String> texts(@Nullable Object value) {
    return switch (value) {
      case String text -> Stream.of(text);
      case Collection<?> many ->
          many.stream().filter(String.class::isInstance).map(String.class::cast);
      case null, default -> Stream.empty();
    };
  }
}
