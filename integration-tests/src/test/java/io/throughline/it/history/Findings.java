package io.throughline.it.history;

import java.util.List;

/**
 * What a history has that no order of its writes allows.
 *
 * @param lost acknowledged writes that the database does not have
 * @param impossible states that nobody has committed, or not yet
 */
record Findings(List<StaleRead> stale, List<Violation> lost, List<Violation> impossible) {}
