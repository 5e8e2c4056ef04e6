/** Derived randomness: one seed a run, every other seed a hash of it and its purpose. */
package io.quarry.seed;
