/** What users can mend: reported by message alone, with advice, never as a bug. */
package io.quarry.problem;
