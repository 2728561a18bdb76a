package mosaic.gateway.resource.web;

import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Collectors;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.scope.ResourceType;
import org.jspecify.annotations.Nullable;

/** Reads the {@code {resource}} of paths: exactly its one name, or 400 (T-34). */
@Provider
public final class ResourceTypeParameters implements ParamConverterProvider {
  /** For the container. */
  public ResourceTypeParameters() {}

  @Override
  @SuppressWarnings("unchecked")
  public <T> @Nullable ParamConverter<T> getConverter(
      Class<T> rawType, Type genericType, Annotation[] annotations) {
    return rawType == ResourceType.class ? (ParamConverter<T>) new TypeConverter() : null;
  }

  /** The names of all types, for messages. */
  static String known() {
    return Arrays.stream(ResourceType.values())
        .map(ResourceType::wireName)
        .collect(Collectors.joining(", "));
  }

  private static final class TypeConverter implements ParamConverter<ResourceType> {
    @Override
    public ResourceType fromString(String name) {
      return ResourceType.fromWireName(name)
          .orElseThrow(
              () ->
                  ProblemException.invalid(
                      Field.quoted(name) + " is no resource.", "There are " + known() + "."));
    }

    @Override
    public String toString(ResourceType type) {
      return type.wireName();
    }
  }
}
