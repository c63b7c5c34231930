package dev.sluice.component;

/**
 * The end of a branch: one instance per component id and signal, shared by all pipelines that name
 * it. Settles every item of every batch, sooner or later.
 */
public interface Exporter extends Component, Consumer {
  /**
   * Another one takes its place in the same branch, and has started. What waits here goes there at
   * once, in order, and so does everything that is handed over from now on; what is under way goes
   * on until {@link #stop}, and goes there if it fails. Where order counts, that one begins to send
   * when this one has stopped, with what came back.
   */
  default void handOverTo(Exporter successor) {}

  /**
   * No configuration names this one any more, and nobody has come in its place: {@link #stop}
   * follows. Somebody may come yet, while it stops: then it hands over.
   */
  default void dismiss() {}

  /**
   * Starts in the place of {@code predecessor}, which still works: it hands over to this one later,
   * or never. What only one of them can have, this one takes when the other has stopped. Whatever
   * can fail fails here, and not later.
   */
  default void startAfter(Exporter predecessor) throws StartException {
    start();
  }
}
