/** What is wrong with what a user gave: reported by message alone, with advice, never as a bug. */
package io.quarry.problem;
