package io.quarry.evaluate;

/** What a driver hears of the tasks under way. */
sealed interface Event permits Arrival, TaskEnd, JobEnd {}
