/** What comes back from evaluating a candidate: a measurement or a failure, with its provenance. */
package io.quarry.outcome;
