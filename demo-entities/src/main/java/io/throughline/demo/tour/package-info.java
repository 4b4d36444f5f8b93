/** The tour itself: two nodes, what they do, and the table of what it costs. */
package io.throughline.demo.tour;
