package io.throughline.transaction;

import io.throughline.near.Named;
import io.throughline.protocol.Call;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A lock, closer or mark that has to be in place before the commit.
 *
 * @param keys how many keys its call names
 * @param call makes the call for a deadline, by the server's clock in microseconds
 * @param names tells what it protects, so that the members that keep it near are called
 * @param placed runs when it is in place
 * @param failed runs if it is not in place and the commit goes on
 */
record Placement(int keys, LongFunction<Call> call, Consumer<Named> names, Runnable placed, Runnable failed) {}
