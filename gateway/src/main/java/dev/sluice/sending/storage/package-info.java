/**
 * Telemetry on disk: a log of segments for each exporter and signal. There is no ledger and no
 * manifest beside the data: what is queued is what the segments hold and their acknowledgements do
 * not say is settled. Knows nothing of exporters or backends.
 *
 * <p>A record's way, and the files to read in this order:
 *
 * <pre>
 *   any thread   | SegmentLog     append: a command for the one thread that touches the files
 *   -------------+----------------------------------------------------------------------------
 *   the log's    | GroupCommit    many records, one sync; then the client is told
 *   I/O thread   | DiskLog        what that thread can do with a log; the list of its parts
 *                |   LogTail      written to the active segment, committed
 *                |   LogCursor    handed out, in order
 *                |   LogEnds      settled, synced; whole segments deleted, oldest first
 *                |   Spares       their files, for segments to come
 *                |   Relocation   copied to the end, where it alone keeps a segment
 *                |   Eviction     dropped, where a full log is to take newer ones
 *                |   LogSpace     how much it may take
 *   at the start | Recovery       what a crash left
 *   at a move    | FormerFile     where the log is that goes before this one
 * </pre>
 *
 * <p>There are no locks but that of the directory ({@code DirectoryLock}), against other processes.
 * Everything below the line is touched by the log's I/O thread alone; before that thread is started
 * and after it has ended, by whoever starts or closes the log. What others may read meanwhile is
 * volatile, and says so.
 */
@NullMarked
package dev.sluice.sending.storage;

import org.jspecify.annotations.NullMarked;
