/**
 * What is measured on a candidate: objectives with unit and direction, the scores they get, and the
 * bounds that constraints set to them.
 */
package io.quarry.objective;
