package mosaic.gateway.token;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Which tokens a PKCS#11 library has, by label. Java's own provider knows slots by number only, and
 * numbers change when a reader is plugged in elsewhere.
 *
 * <p>Calls five functions of the library (PKCS#11 3.0, section 5), by their places in {@code
 * CK_FUNCTION_LIST}, on a platform where {@code CK_ULONG} has 8 bytes.
 */
final class TokenSlots {
  private static final long CKR_OK = 0;
  private static final long CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191;

  /** {@code CK_VERSION}, padded to the first pointer. */
  private static final long FIRST_FUNCTION = 8;

  private static final long POINTER = ValueLayout.ADDRESS.byteSize();
  private static final int C_INITIALIZE = 0;
  private static final int C_FINALIZE = 1;
  private static final int C_GET_SLOT_LIST = 4;
  private static final int C_GET_TOKEN_INFO = 6;

  /** {@code CK_TOKEN_INFO.label}: 32 bytes, padded with blanks. */
  private static final int LABEL_BYTES = 32;

  /** More than {@code sizeof(CK_TOKEN_INFO)}, which is 208 there. */
  private static final int TOKEN_INFO_BYTES = 512;

  /**
   * {@code C_Initialize}'s {@code CKF_OS_LOCKING_OK}, for a library that other threads use, too.
   */
  private static final int INITIALIZE_ARGS_BYTES = 48;

  private static final long INITIALIZE_ARGS_FLAGS = 32;
  private static final long CKF_OS_LOCKING_OK = 2;

  private static final Linker LINKER = Linker.nativeLinker();

  private TokenSlots() {}

  /**
   * Slot numbers by the label of the token in them, without those that hold none.
   *
   * @throws TokenException when the library cannot be used
   */
  @SuppressWarnings("restricted") // what the launcher's --enable-native-access is for
  static Map<String, Long> of(Path library) {
    try (Arena arena = Arena.ofConfined()) {
      // Stays loaded: the provider uses it next.
      SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
      MemorySegment list = arena.allocate(ValueLayout.ADDRESS);
      MethodHandle functionList =
          LINKER.downcallHandle(
              symbols.findOrThrow("C_GetFunctionList"),
              FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
      requireOk((long) functionList.invokeExact(list));
      MemorySegment functions =
          list.get(ValueLayout.ADDRESS, 0)
              .reinterpret(FIRST_FUNCTION + POINTER * (C_GET_TOKEN_INFO + 1));
      return labels(functions, arena);
    } catch (IllegalArgumentException | NoSuchElementException noLibrary) {
      throw new TokenException(
          "the library in ca.pkcs11.library cannot be loaded",
          "check that it exists, is a PKCS#11 library for this machine, and may be read",
          noLibrary);
    } catch (TokenException known) {
      throw known;
    } catch (Throwable failed) {
      throw new TokenException(
          "the library in ca.pkcs11.library does not work (%s)"
              .formatted(failed.getClass().getSimpleName()),
          "try it with a tool of its maker",
          failed);
    }
  }

  private static Map<String, Long> labels(MemorySegment functions, Arena arena) throws Throwable {
    MemorySegment arguments = arena.allocate(INITIALIZE_ARGS_BYTES, Long.BYTES);
    arguments.set(ValueLayout.JAVA_LONG, INITIALIZE_ARGS_FLAGS, CKF_OS_LOCKING_OK);
    MethodHandle initialize = function(functions, C_INITIALIZE, ValueLayout.ADDRESS);
    long initialized = (long) initialize.invokeExact(arguments);
    boolean ours = initialized == CKR_OK;
    if (!ours && initialized != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
      requireOk(initialized);
    }
    try {
      Map<String, Long> slots = new LinkedHashMap<>();
      for (long slot : slots(functions, arena)) {
        MemorySegment info = arena.allocate(TOKEN_INFO_BYTES, Long.BYTES);
        MethodHandle tokenInfo =
            function(functions, C_GET_TOKEN_INFO, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
        if ((long) tokenInfo.invokeExact(slot, info) == CKR_OK) {
          byte[] label = info.asSlice(0, LABEL_BYTES).toArray(ValueLayout.JAVA_BYTE);
          slots.putIfAbsent(new String(label, StandardCharsets.UTF_8).strip(), slot);
        }
      }
      slots.remove(""); // one that nobody has initialised
      return slots;
    } finally {
      if (ours) {
        MethodHandle end = function(functions, C_FINALIZE, ValueLayout.ADDRESS);
        var _ = (long) end.invokeExact(MemorySegment.NULL);
      }
    }
  }

  /** Those with a token in them. */
  private static long[] slots(MemorySegment functions, Arena arena) throws Throwable {
    MethodHandle slotList =
        function(
            functions,
            C_GET_SLOT_LIST,
            ValueLayout.JAVA_BYTE,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS);
    MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
    byte withToken = 1;
    requireOk((long) slotList.invokeExact(withToken, MemorySegment.NULL, count));
    MemorySegment slots =
        arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, count.get(ValueLayout.JAVA_LONG, 0)));
    requireOk((long) slotList.invokeExact(withToken, slots, count));
    return slots
        .asSlice(0, count.get(ValueLayout.JAVA_LONG, 0) * Long.BYTES)
        .toArray(ValueLayout.JAVA_LONG);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(
      MemorySegment functions, int place, MemoryLayout... parameters) {
    MemorySegment address = functions.get(ValueLayout.ADDRESS, FIRST_FUNCTION + place * POINTER);
    return LINKER.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_LONG, parameters));
  }

  private static void requireOk(long answer) {
    if (answer != CKR_OK) {
      throw new TokenException(
          "the library in ca.pkcs11.library answers with error 0x%x".formatted(answer),
          "try it with a tool of its maker");
    }
  }
}
