package mosaic.cli;

import java.io.IOException;
import java.util.concurrent.Callable;

/** A command that does something. It ends normally, or with a {@link CommandFailure}. */
public abstract class Action implements Callable<Integer> {
  protected abstract void run() throws IOException;

  @Override
  public final Integer call() throws IOException {
    run();
    return ExitCode.OK.status();
  }
}
