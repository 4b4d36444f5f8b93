/** Where the demo runs: the user's own servers or embedded ones, and what it makes there and takes away again. */
package io.throughline.demo.servers;
