package mosaic.gateway.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.common.utils.StringUtil;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every setting there is, read from the interfaces that hold them. What is refused at the start,
 * CONFIGURATION.md and the JSON Schema all follow from here (the latter two by a test).
 */
final class SettingCatalogue {
  static final String PREFIX = "mosaic.";

  /** The interfaces that hold the settings. A new one belongs here. */
  static final List<Class<?>> GROUPS =
      List.of(
          InstanceConfig.class,
          DatabaseConfig.class,
          ValkeyConfig.class,
          ApiConfig.class,
          CaConfig.class,
          FederationConfig.class,
          RevocationConfig.class,
          ManagementConfig.class,
          MemoryConfig.class,
          SearchConfig.class,
          OidcConfig.class);

  /**
   * One setting.
   *
   * @param key as in the configuration file, for example {@code database.host}
   * @param accessor the method of one of the interfaces that gives it
   * @param tiers the tiers that use it
   * @param byDefault its value when it is not set; null when there is none
   * @param range what it may be; null when nothing but its type limits it
   */
  record Setting(
      String key,
      Method accessor,
      Set<Tier> tiers,
      @Nullable String byDefault,
      @Nullable Range range) {

    /** The name that the framework knows it by. */
    String property() {
      return PREFIX + key;
    }

    /** The environment variable that overrides it. */
    String environmentName() {
      return property().toUpperCase(Locale.ROOT).replace('.', '_');
    }

    boolean isOptional() {
      return accessor.getReturnType() == Optional.class;
    }

    /** Whether the tiers that use it do not start without it. */
    boolean isRequired() {
      return byDefault == null && !isOptional();
    }
  }

  private SettingCatalogue() {}

  /** All of them, by group and then by key. */
  static List<Setting> all() {
    return GROUPS.stream()
        .flatMap(
            group -> {
              String prefix = group.getAnnotation(ConfigMapping.class).prefix() + ".";
              return of(group, prefix.substring(PREFIX.length()), everyTier());
            })
        .toList();
  }

  private static Stream<Setting> of(Class<?> group, String prefix, Set<Tier> outer) {
    Set<Tier> tiers = tiers(group, outer);
    return Arrays.stream(group.getDeclaredMethods())
        .filter(method -> !method.isSynthetic() && !Modifier.isStatic(method.getModifiers()))
        .sorted(Comparator.comparing(Method::getName))
        .flatMap(method -> of(method, prefix, tiers));
  }

  /** A setting, or those of a group within the group. */
  private static Stream<Setting> of(Method method, String prefix, Set<Tier> outer) {
    String key = prefix + StringUtil.skewer(method.getName(), '_');
    Set<Tier> tiers = tiers(method, outer);
    Class<?> type = method.getReturnType();
    if (type.getEnclosingClass() == method.getDeclaringClass()) {
      return of(type, key + ".", tiers);
    }
    WithDefault byDefault = method.getAnnotation(WithDefault.class);
    return Stream.of(
        new Setting(
            key,
            method,
            tiers,
            byDefault == null ? null : byDefault.value(),
            method.getAnnotation(Range.class)));
  }

  private static Set<Tier> tiers(AnnotatedElement element, Set<Tier> otherwise) {
    UsedIn used = element.getAnnotation(UsedIn.class);
    return used == null ? otherwise : EnumSet.copyOf(Arrays.asList(used.value()));
  }

  private static Set<Tier> everyTier() {
    return EnumSet.allOf(Tier.class);
  }
}
