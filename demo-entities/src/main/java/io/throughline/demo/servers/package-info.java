/** Where the demo runs: the user's own servers or embedded ones, and what it creates there and removes again. */
package io.throughline.demo.servers;
