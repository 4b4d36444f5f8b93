/**
 * Stored records of each release, as files that every later build reads. The entities here are part of them: once a release has stored them, their
 * names and attributes never change. Anything else to be covered gets a class of its own, and is in the next release's files.
 */
package io.throughline.it.golden;
