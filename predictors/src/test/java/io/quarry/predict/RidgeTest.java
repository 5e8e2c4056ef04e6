package io.quarry.predict;

class RidgeTest extends LearnerContract {
  RidgeTest() {
    super(new Ridge(), 0.8);
  }
}
