package io.quarry.search;

/** A display that shows nothing. */
final class Silence implements Progress {
  @Override
  public Work start(String work, long total) {
    return new Work() {
      @Override
      public void reach(long done, String detail) {}

      @Override
      public void close() {}
    };
  }
}
