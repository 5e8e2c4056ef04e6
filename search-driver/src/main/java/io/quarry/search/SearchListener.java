package io.quarry.search;

/** Follows a search. Called on the searching thread. */
@FunctionalInterface
public interface SearchListener {

  /** After each outcome, measured or found in the store. */
  void advanced(SearchProgress progress);
}
