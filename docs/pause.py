#!/usr/bin/env python3
"""A node that stood still, and a Redis that was away at the same time: which entries may the node use afterwards?

    python3 pause.py          all histories with the rules on: nobody is given an old state
    python3 pause.py RULE     without a rule: prints a history that needs it

Time goes in tenths of a second. One row, which both nodes have read. Redis is away for a while (frozen, or cut off from both nodes). Meanwhile
node B commits a change without its locks (on_failure=bypass), and owes it to Redis until a heartbeat of its own has been answered: it sends one
a second. Node A has stood still. It had a command under way, which times out when A goes on. When may A use the old entry again? (An
outage that begins later is like any other: consistency.md says what a node that sends nothing meanwhile may be given.)

Rules:
    doubt     nothing is used for two seconds after a command timed out over a pause
    loss      a timeout without a pause is a loss: afterwards only what was stamped since is used
"""
import itertools
import sys

BEAT, TIMEOUT, DOUBT, END = 10, 3, 20, 70
RULES = ("doubt", "loss")


def history(off, away, back, commit, beat_b, stop, go_on, read):
    """The steps of one history if A is given the old state in it, else None."""
    log = []
    frozen = range(away, back)
    settled = next(t for t in range(back, END * 2) if t % BEAT == beat_b)  # B's first heartbeat that is answered
    paused = range(stop, go_on)
    sent = stop - 1  # A's command that is under way when it stops, or is sent into the outage
    pause_seen = go_on - stop > 1
    if sent in frozen or any(t in frozen or t in paused for t in range(sent + 1, sent + 1 + TIMEOUT)):
        fails = max(sent + TIMEOUT, go_on)
        overlapped = pause_seen
        if away > fails:
            return None
        log.append(f"{sent / 10}s A sends a command; {stop / 10}s A stands still until {go_on / 10}s")
        # a second command, sent when A goes on, and lost in an outage that lasts
        second = go_on + 1
        second_fails = second + TIMEOUT if second in frozen else None
        if overlapped:
            believes_from = fails + (DOUBT if "doubt" not in off else 0)
            if second_fails is not None and "loss" not in off:
                return None  # a loss: the old entry is never believed again
        else:
            if "loss" not in off:
                return None
            believes_from = fails
    else:
        return None
    if read < believes_from or read in frozen or read in paused:
        return None  # a miss, or no answer
    if commit < read < settled:  # the entry is old, and nobody has told Redis
        log.append(f"{away / 10}s Redis is away until {back / 10}s")
        log.append(f"{commit / 10}s B commits without its locks; {settled / 10}s it settles what it owes")
        log.append(f"{read / 10}s A reads: the old state")
        return log
    return None


def main():
    off = sys.argv[1:]
    for rule in off:
        if rule not in RULES:
            sys.exit(f"no rule {rule}; there are {', '.join(RULES)}")
    count = 0
    for away, length in itertools.product(range(1, 30, 2), range(2, 20, 2)):
        back = away + length
        for commit, beat_b in itertools.product(range(away, back, 3), range(0, BEAT, 2)):
            for stop, pause in itertools.product(range(1, 30, 4), (0, 1, 3, 6, 12, 25)):
                for read in range(max(back, stop + pause), back + 45, 2):
                    count += 1
                    log = history(off, away, back, commit, beat_b, stop, stop + pause, read)
                    if log:
                        print("\n".join(log))
                        print(f"stale, after {count} histories")
                        sys.exit(0 if off else 1)
    print(f"{count} histories, none stale")
    sys.exit(1 if off else 0)


if __name__ == "__main__":
    main()
