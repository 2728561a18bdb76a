package mosaic.cli.imports;

import java.util.function.Consumer;
import mosaic.cli.terminal.Progress;

/** One import as the reader of its input sees it: where items, and what is no item, go. */
public final class Importing {
  private final ImportReport report;
  private final Progress progress;
  private final Consumer<ImportItem> store;

  Importing(ImportReport report, Progress progress, Consumer<ImportItem> store) {
    this.report = report;
    this.progress = progress;
    this.store = store;
  }

  /** Another file, line or to-do was met, usable or not. */
  public void countUnit() {
    report.countUnit();
  }

  /** Stores an item, sooner or later; a gateway may still refuse it. */
  public void store(ImportItem item) {
    report.count(item);
    store.accept(item);
  }

  public void skip(Place place, String reason) {
    report.skip(new Skipped(place, reason));
  }

  public void remark(Remark remark, String what) {
    report.remark(remark, what);
  }

  /**
   * Shows how far it is.
   *
   * @param done of the total that the reader gave
   */
  public void progress(long done) {
    progress.at(done, report.units());
  }
}
