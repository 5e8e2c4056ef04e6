package io.quarry.predict;

class SupportVectorsTest extends LearnerContract {
  SupportVectorsTest() {
    super(new SupportVectors(), 0.8);
  }
}
