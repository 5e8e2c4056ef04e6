package io.quarry.predict;

class BoostedTreesTest extends LearnerContract {
  BoostedTreesTest() {
    super(new BoostedTrees(), 0.65);
  }
}
