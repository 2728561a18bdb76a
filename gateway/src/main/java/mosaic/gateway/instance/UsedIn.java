package mosaic.gateway.instance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The tiers that use a setting, or all settings of a group; without it, every tier. A setting that
 * the tier does not use stops the start: whoever wrote it believes that it does something.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface UsedIn {
  /** One or more. */
  Tier[] value();
}
