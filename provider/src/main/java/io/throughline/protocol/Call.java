package io.throughline.protocol;

import java.util.List;

/**
 * One operation, ready to be sent.
 *
 * @param script what runs
 * @param keys its KEYS
 * @param arguments its ARGV
 */
public record Call(Script script, List<String> keys, List<byte[]> arguments) {}
