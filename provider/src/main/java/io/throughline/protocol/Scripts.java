package io.throughline.protocol;

import java.util.List;

/**
 * The scripts of the protocol, one an operation, of which the {@link Program} is made. READ needs none: it is an MGET.
 *
 * @param records what all of them share
 * @param lock before a commit, one entry
 * @param settle after a commit, one entry
 * @param put a loaded or inserted state
 * @param evict one entry, at once
 * @param touch moves an item's end of life
 * @param make what a region has for records, where missing
 * @param clear a region
 * @param close a region, around a bulk statement's commit
 * @param open a region, afterwards
 * @param sweep what clearing a region has left
 * @param near those of the near caches
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
     * On the registry of the near caches' members.
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
