/** What is measured on a candidate: objectives with unit and direction, and the scores they get. */
package io.quarry.objective;
