package io.quarry.predict;

class GaussianProcessTest extends LearnerContract {
  GaussianProcessTest() {
    super(new GaussianProcess(), 0.8);
  }
}
