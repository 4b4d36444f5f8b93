package io.throughline.codec;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * LZ4 blocks. The library is optional: only this class names it. It uses the library's variant in plain Java, so that hostile data meets neither
 * native code nor code that bypasses the bounds of arrays.
 */
final class Lz4Blocks {

    /** No block holds more than this many bytes for each of its own. */
    static final int HIGHEST_RATIO = 255;

    private final LZ4Compressor compressor = LZ4Factory.safeInstance().fastCompressor();
    private final LZ4SafeDecompressor decompressor = LZ4Factory.safeInstance().safeDecompressor();

    int longest(int length) {
        return compressor.maxCompressedLength(length);
    }

    /** @return the block's length */
    int compress(byte[] from, int length, byte[] to) {
        return compressor.compress(from, 0, length, to, 0, to.length);
    }

    /** @return how many bytes the block held; -1 if it is not a block, or holds more than there is room for */
    int expand(byte[] from, int offset, int length, byte[] to) {
        try {
            return decompressor.decompress(from, offset, length, to, 0, to.length);
        } catch (LZ4Exception e) {
            return -1;
        }
    }
}
