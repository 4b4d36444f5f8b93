package io.throughline.transaction;

import io.throughline.near.Named;
import io.throughline.protocol.Call;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A lock, closer or mark that has to be in place before the commit.
 *
 * @param keys that its call names
 * @param call for a deadline, by the server's clock in microseconds
 * @param names tells what it protects: those who keep it near are called
 * @param placed done when it is in place
 * @param failed done when it is not, and the commit goes on
 */
record Placement(int keys, LongFunction<Call> call, Consumer<Named> names, Runnable placed, Runnable failed) {}
