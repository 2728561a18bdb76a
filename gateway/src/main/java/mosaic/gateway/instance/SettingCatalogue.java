package mosaic.gateway.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.common.utils.StringUtil;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
          FederationConfig.class,
          ManagementConfig.class);

  /**
   * One setting.
   *
   * @param key as in the configuration file, for example {@code database.host}
   * @param group the interface that has it
   * @param accessor its method there
   * @param tiers the tiers that use it
   * @param byDefault its value when it is not set; null when there is none
   * @param range what it may be; null when nothing but its type limits it
   */
  record Setting(
      String key,
      Class<?> group,
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
    return GROUPS.stream().flatMap(group -> of(group).stream()).toList();
  }

  /** Those of one group, by key. */
  static List<Setting> of(Class<?> group) {
    return Arrays.stream(group.getDeclaredMethods())
        .filter(
            method ->
                !method.isSynthetic()
                    && !java.lang.reflect.Modifier.isStatic(method.getModifiers()))
        .map(method -> setting(group, method))
        .sorted(Comparator.comparing(Setting::key))
        .toList();
  }

  private static Setting setting(Class<?> group, Method method) {
    String prefix = group.getAnnotation(ConfigMapping.class).prefix() + ".";
    WithDefault byDefault = method.getAnnotation(WithDefault.class);
    return new Setting(
        prefix.substring(PREFIX.length()) + StringUtil.skewer(method.getName(), '_'),
        group,
        method,
        tiers(group, method),
        byDefault == null ? null : byDefault.value(),
        method.getAnnotation(Range.class));
  }

  private static Set<Tier> tiers(Class<?> group, Method method) {
    UsedIn used = method.getAnnotation(UsedIn.class);
    if (used == null) {
      used = group.getAnnotation(UsedIn.class);
    }
    return used == null ? EnumSet.allOf(Tier.class) : EnumSet.copyOf(Arrays.asList(used.value()));
  }
}
