package mosaic.gateway.instance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The least and the most that a setting may be, both included; checked before the start. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Range {
  /** As it would be written in the configuration, for example {@code 1} or {@code 100ms}. */
  String least();

  /** Likewise. */
  String most();
}
