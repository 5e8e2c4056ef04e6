/** Number formats: what values a tensor may take, and how many bits each costs. */
package io.quarry.format;
