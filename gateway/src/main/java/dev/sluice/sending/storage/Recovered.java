package dev.sluice.sending.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A log as it was found.
 *
 * @param segments in order; none of them is appended to again
 * @param carrier acknowledgements whose segment is gone, kept for the totals in them
 * @param rests what orderly ends left of records, the newest first
 * @param nextItems items of all records that ever were
 * @param lostItems what was found missing now, and was not known to be missing before
 * @param lostRecords that these items stood in, as far as that is known
 * @param tornBytes at the ends of segments, that are no records
 * @param counted segments that the totals have already, to be removed when these were written; on a
 *     disk that takes nothing, all the same
 * @param orphans acknowledgements without a segment, to be removed once the totals are written
 * @param foreign names of files that belong to another log, and are left alone
 */
record Recovered(
    UUID log,
    List<Segment> segments,
    @Nullable AckFile carrier,
    List<RestFile> rests,
    Totals totals,
    long nextSeq,
    long nextItems,
    long lostItems,
    long lostRecords,
    long tornBytes,
    List<Path> counted,
    List<Path> orphans,
    List<String> foreign) {}
