package mosaic.cli.imports.icalendar;

import com.github.mangstadt.vinnie.VObjectProperty;
import com.github.mangstadt.vinnie.io.Context;
import com.github.mangstadt.vinnie.io.SyntaxRules;
import com.github.mangstadt.vinnie.io.VObjectDataAdapter;
import com.github.mangstadt.vinnie.io.VObjectPropertyValues;
import com.github.mangstadt.vinnie.io.VObjectReader;
import com.github.mangstadt.vinnie.io.Warning;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The properties of a VTODO (RFC 5545, 3.6.2), each as often as it may stand there. */
final class ToDo {
  private static final int INNERMOST = 2;

  private final Map<String, VObjectProperty> properties = new HashMap<>();
  private final List<String> others = new ArrayList<>();
  private int unreadable;

  private ToDo() {}

  /** Reads the unfolded lines of a component, its first and last included. */
  static ToDo parse(String version, String content) {
    String calendar =
        "BEGIN:VCALENDAR\r\nVERSION:" + version + "\r\n" + content + "END:VCALENDAR\r\n";
    ToDo toDo = new ToDo();
    try (VObjectReader reader =
        new VObjectReader(new StringReader(calendar), SyntaxRules.iCalendar())) {
      reader.parse(toDo.new Listener());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return toDo;
  }

  /** A property as text, without the escapes of the format; empty when it is not there. */
  String text(String name) {
    VObjectProperty property = properties.get(name);
    return property == null ? "" : VObjectPropertyValues.unescape(property.getValue()).strip();
  }

  /** A property of another type, as it stands in the file; empty when it is not there. */
  String value(String name) {
    VObjectProperty property = properties.get(name);
    return property == null ? "" : property.getValue().strip();
  }

  /** What was said beside a property, such as its {@code TZID}. */
  Optional<String> parameter(String name, String parameter) {
    VObjectProperty property = properties.get(name);
    @Nullable String value = property == null ? null : property.getParameters().first(parameter);
    return Optional.ofNullable(value);
  }

  /** Names of everything else in it, in upper case, components included; with repetitions. */
  List<String> others(Iterable<String> known) {
    List<String> all = new ArrayList<>(others);
    all.addAll(properties.keySet());
    known.forEach(all::remove);
    return all;
  }

  /** How many of its lines are no properties. */
  int unreadable() {
    return unreadable;
  }

  private final class Listener extends VObjectDataAdapter {
    @Override
    public void onComponentBegin(String name, Context context) {
      if (context.getParentComponents().size() == INNERMOST) {
        others.add(name.toUpperCase(Locale.ROOT));
      }
    }

    @Override
    public void onProperty(VObjectProperty property, Context context) {
      if (context.getParentComponents().size() == INNERMOST) {
        String name = property.getName().toUpperCase(Locale.ROOT);
        if (properties.putIfAbsent(name, property) != null) {
          others.add(name);
        }
      }
    }

    @Override
    public void onWarning(
        Warning warning,
        @Nullable VObjectProperty property,
        @Nullable Exception exception,
        Context context) {
      unreadable += property == null ? 1 : 0;
    }
  }
}
