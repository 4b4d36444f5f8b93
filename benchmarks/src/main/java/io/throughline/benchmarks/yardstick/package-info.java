/** What an application pays with each second-level cache, and without one: side by side, in one run. */
package io.throughline.benchmarks.yardstick;
