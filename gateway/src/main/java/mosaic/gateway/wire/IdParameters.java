package mosaic.gateway.wire;

import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.UUID;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Reads ids in paths and queries: exactly their one written form, or 400. */
@Provider
public final class IdParameters implements ParamConverterProvider {
  /** For the container. */
  public IdParameters() {}

  @Override
  @SuppressWarnings("unchecked")
  public <T> @Nullable ParamConverter<T> getConverter(
      Class<T> rawType, Type genericType, Annotation[] annotations) {
    return rawType == UUID.class ? (ParamConverter<T>) new IdConverter() : null;
  }

  private static final class IdConverter implements ParamConverter<UUID> {
    @Override
    public UUID fromString(String text) {
      return WireId.parse(text)
          .orElseThrow(
              () ->
                  ProblemException.invalid(
                      Field.quoted(text) + " is not an id.",
                      "Ids are lower-case UUIDs, such as those in lists."));
    }

    @Override
    public String toString(UUID id) {
      return id.toString();
    }
  }
}
