package io.throughline.protocol;

import java.util.List;

/**
 * The scripts of the protocol, one for each operation. The {@link Program} is made from them. READ needs none: it is an MGET.
 *
 * @param records what all of them share
 * @param lock before a commit, one entry
 * @param settle after a commit, one entry
 * @param put a loaded or inserted state
 * @param evict one entry, at once
 * @param touch extends an item's life
 * @param make the records of a region, if missing
 * @param clear a region
 * @param close a region, around a bulk statement's commit
 * @param open a region, afterwards
 * @param sweep what is left after clearing a region
 * @param near the scripts of the near cache
 */
public record Scripts(
        Script records,
        Script lock,
        Script settle,
        Script put,
        Script evict,
        Script touch,
        Script make,
        Script clear,
        Script close,
        Script open,
        Script sweep,
        Near near) {

    /**
     * The scripts on the registry of the near cache's members.
     *
     * @param join a member, with its regions
     * @param renew a member's lease
     * @param leave members
     * @param expel members that do not answer
     * @param call members that keep one of some regions
     */
    public record Near(Script join, Script renew, Script leave, Script expel, Script call) {

        static Near shipped() {
            return new Near(
                    Script.named("join"),
                    Script.named("renew"),
                    Script.named("leave"),
                    Script.named("expel"),
                    Script.named("call"));
        }
    }

    /** The scripts that ship with this release. */
    public static Scripts shipped() {
        return new Scripts(
                Script.named("records"),
                Script.named("lock"),
                Script.named("settle"),
                Script.named("put"),
                Script.named("evict"),
                Script.named("touch"),
                Script.named("make"),
                Script.named("clear"),
                Script.named("close"),
                Script.named("open"),
                Script.named("sweep"),
                Near.shipped());
    }

    /** All operations. */
    public List<Script> all() {
        return List.of(
                lock,
                settle,
                put,
                evict,
                touch,
                make,
                clear,
                close,
                open,
                sweep,
                near.join(),
                near.renew(),
                near.leave(),
                near.expel(),
                near.call());
    }
}
