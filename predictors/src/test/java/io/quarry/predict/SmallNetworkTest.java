package io.quarry.predict;

class SmallNetworkTest extends LearnerContract {
  SmallNetworkTest() {
    super(new SmallNetwork(), 0.75);
  }
}
