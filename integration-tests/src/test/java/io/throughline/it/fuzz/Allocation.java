package io.throughline.it.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much memory reading this many bytes may cost. */
final class Allocation {

    /** The dearest byte: an empty linked set is one, in a list of such sets. */
    private static final long BYTES_A_BYTE = 1024;

    /** For the reader itself, and what the JDK loads when it is first asked for a zone or a locale. */
    private static final long BYTES_IN_ANY_CASE = 2L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** Throws if the work allocates out of proportion to its input, and not only when it is done first, and classes are loaded for it. */
    static void bound(int inputBytes, Runnable work) {
        long most = BYTES_IN_ANY_CASE + BYTES_A_BYTE * inputBytes;
        if (allocated(work) > most) {
            long allocated = allocated(work);
            if (allocated > most) {
                throw new AssertionError(inputBytes + " bytes cost " + allocated);
            }
        }
    }

    private static long allocated(Runnable work) {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        work.run();
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }
}
