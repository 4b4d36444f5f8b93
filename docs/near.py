#!/usr/bin/env python3
"""Checks the rules of the near cache (near.md) by walking at random through histories of one row, with two writers (nodes that change it), two members
(nodes with a near cache), and two readers at each member. A writer may be on a member, which then keeps what it has stored. Half of the histories have a single master, where LOCK and CALL are one step. In the others,
on a cluster, home is another master than the row's, and the two may be executed in either order. Environment: links break, the registry is lost (evicted, flushed,
restarted) or goes back to an earlier state (a failover), members stand still, locks run out before they are settled. Invariant: no reader is given
less than a value that was acknowledged (its writer returned, or any reader got it) before the reader began. Once in a history nobody may be able to reach home for a
while; writers then commit all the same (on_failure=bypass).

  near.py [SECONDS]            random walks (60 s by default)
  near.py RULE [RULE...]       the same with rules switched off, to see a history that needs the rule:
      wait       a writer commits when each member that the CALL named has given its word, or its lease is over
      expel      a member without a word is expelled before its lease is waited for: it may have renewed since the CALL
      marked     an expelled member is still named until a lease has passed, so that another writer waits for that lease too
      lease      a member answers from its near cache only while its lease stands
      guard      a read that was under way when the key was called fills nothing
      anew       a member that joins anew drops what it had before, and what it was reading
      nofill     a member called fills nothing with what it reads before the call's deadline: LOCK may come after CALL, but not later
      deadline   a LOCK that arrives after its deadline is refused
      join       a member fills nothing with what it reads in its first DEADLINE: a CALL before it joined did not name it
      nobody     nor while a writer may still take it that nobody is near: for another CLAIM + LEASE
      fresh      a writer that has found nobody calls nobody, but only for CLAIM: then it has to look again
      since      a registry that a writer has known for less than a lease says nothing of older leases: the writer waits for the rest
      run        the same registry on a server that is new to the writer counts as another one: a failover may have taken it back
      home       a member renews its lease only on the server that it has joined, else it joins anew: a failover may have undone its expulsion
      outage     a writer whom home does not answer commits, and returns, when a lease has passed since it knew
      over       a member does not renew a lease that has run out: that writer relies on it
      again      that writer calls once more before it returns: home may be back, and leases may have been renewed
      late       a SETTLE that finds its lock gone calls after it, before the commit returns
"""
import random, sys, time
RULES = 'wait expel marked lease guard anew nofill deadline join nobody fresh since run home outage over again late'.split()
OFF = {a for a in sys.argv[1:] if not a.replace('.', '').isdigit()}
SECONDS = next((float(a) for a in sys.argv[1:] if a.replace('.', '').isdigit()), 60.0)
LEASE, DEADLINE, CLAIM, LOCK_LIMIT, END = 2, 4, 2, 8, 40
def on(rule): return rule not in OFF

class Stale(Exception): pass

class Registry:
    """At home: members by number, 'M' or expelled 'X'; a nonce, made anew whenever it is missing."""
    def __init__(self, nonce, members): self.nonce, self.members = nonce, members
    def copy(self): return Registry(self.nonce, dict(self.members))

class Member:
    def __init__(self): self.number, self.nonce, self.run, self.until, self.fills_from, self.nofill = None, None, 0, 0, 0, 0; self.near = None; self.calls = 0; self.link = True; self.inbox = []

class Writer:
    def __init__(self, name, member): self.name, self.member = name, member; self.know, self.failing = None, None; self.idle()
    def idle(self): self.phase, self.deadline, self.locked, self.called, self.waits, self.unknown, self.version, self.got, self.failed = 'idle', 0, False, False, {}, 0, 0, None, False

class Reader:
    def __init__(self, name, member): self.name, self.member = name, member; self.idle()
    def idle(self): self.phase, self.as_of, self.floor, self.got = 'idle', 0, 0, None

class World:
    def __init__(self, r):
        self.t, self.db, self.entry, self.fence, self.floor, self.lock_lost = 1, 0, ('I', 0, 0), 0, 0, False
        self.together = r.random() < .5                     # home is the only master
        self.registry, self.earlier, self.run, self.numbers = None, None, 0, 0
        self.members = [Member(), Member()]
        self.writers = [Writer('w%d' % (i + 1), r.choice((None, m))) for i, m in enumerate(self.members)]
        self.readers = [Reader('m%d.r%d' % (i + 1, k + 1), m) for i, m in enumerate(self.members) for k in (0, 1)]
        self.losses, self.breaks, self.outages, self.home = r.randrange(3), r.randrange(2), r.randrange(2), True

    # members

    def join(self, m):
        self.numbers += 1
        if self.registry is None: self.registry = Registry(self.numbers, {})
        self.registry.members[self.numbers] = 'M'
        m.number, m.nonce, m.run, m.until, m.link = self.numbers, self.registry.nonce, self.run, self.t + LEASE, True
        m.fills_from = self.t + (DEADLINE if on('join') else 0) + (CLAIM + LEASE if on('nobody') else 0)
        m.nofill, m.inbox = 0, []
        if on('anew'): m.near = None

    def renew(self, m):
        r = self.registry
        same = (m.run == self.run or not on('home')) and (m.until > self.t or not on('over'))
        if same and r and r.nonce == m.nonce and r.members.get(m.number) == 'M': m.until = self.t + LEASE
        else: m.number = None

    def heard(self, m):
        writer, call, deadline, number = m.inbox.pop(0)
        m.nofill = max(m.nofill, deadline) if on('nofill') else 0
        m.calls += 1
        if not on('guard'): m.near = None
        if m.number == number and writer.call is call: writer.waits.pop(number, None)

    def stands(self, m): return m.number is not None and (m.until > self.t or not on('lease'))

    # writers

    def look(self, w):
        if not self.home:
            w.failing = w.failing or self.t
            return
        w.failing = None
        nonce = (self.run if on('run') else 0, self.registry.nonce if self.registry else 0)
        had = bool(self.registry and self.registry.members)
        k = w.know
        fresh = k and not k['had'] and (self.t - k['at'] <= CLAIM or not on('fresh'))
        same = k and k['nonce'] == nonce and nonce[1]
        until = k['until'] if k and (same or fresh) else self.t + LEASE if on('since') else 0
        w.know = {'nonce': nonce, 'had': had, 'at': self.t, 'until': until}

    def nobody_is_near(self, w):
        k = w.know
        return k and not k['had'] and (self.t - k['at'] <= CLAIM or not on('fresh')) and self.t >= k['until']

    def call(self, w, deadline):
        self.look(w)
        w.called, w.failed = True, not self.home
        if w.failed:
            w.waits, w.unknown = {}, w.failing + LEASE if on('outage') else 0
            return
        w.unknown, w.call = w.know['until'], object()
        members = self.registry.members if self.registry else {}
        w.waits = {n: None if mark == 'M' else self.t + LEASE for n, mark in members.items() if mark == 'M' or on('marked')}
        for m in self.members:
            if m.link: m.inbox.append((w, w.call, deadline, m.number))

    def has_words(self, w):
        return not on('wait') or w.unknown <= self.t and all(until is not None and until <= self.t for until in w.waits.values())

    def moves(self):
        for i, m in enumerate(self.members):
            name = 'm%d' % (i + 1)
            if self.home and (m.number is None or m.until <= self.t): yield name + ' joins', lambda m=m: self.join(m)
            if self.home and m.number is not None: yield name + ' renews', lambda m=m: self.renew(m)
            if m.inbox: yield name + ' is called', lambda m=m: self.heard(m)
            if m.link and self.breaks: yield name + "'s link breaks", lambda m=m: self.break_link(m)
            if self.home and m.number is not None and m.until > self.t and self.registry and m.number in self.registry.members:
                yield name + ' leaves', lambda m=m: self.leave(m)
        if self.home and self.outages: yield 'an outage begins', self.outage
        if not self.home: yield 'an outage ends', self.reachable
        if self.losses and self.registry:
            yield 'the registry is lost', self.lose
            if self.earlier: yield 'failover', self.fail_over
        for w in self.writers: yield from self.writer_moves(w)
        for r in self.readers: yield from self.reader_moves(r)
        if isinstance(self.entry, list) and self.t > self.entry[1]: yield 'the lock runs out', self.run_out

    def tick(self): self.t += 1
    def leave(self, m): del self.registry.members[m.number]; m.number = None
    def break_link(self, m): m.link = False; m.inbox = []; self.breaks -= 1
    def lose(self): self.earlier, self.registry, self.losses = None, None, self.losses - 1
    def fail_over(self): self.registry, self.earlier, self.losses, self.run = self.earlier, None, self.losses - 1, self.run + 1
    def outage(self): self.home, self.outages = False, self.outages - 1
    def reachable(self):
        self.home = True
        if self.together: self.fence, self.entry = self.t, self.entry if isinstance(self.entry, list) else None     # nobody believes older items (protocol.py)
    def row(self): return self.home or not self.together
    def run_out(self): self.fence, self.entry, self.lock_lost = max(self.fence, self.entry[1]), None, True

    def writer_moves(self, w):
        if w.phase in ('idle', 'sent'): yield w.name + ' looks', lambda: self.look(w)
        if w.phase == 'idle' and all(x.phase in ('idle', 'late', 'settled') for x in self.writers):    # the row's lock in the database
            yield w.name + ' begins', lambda: self.begin(w)
        if w.phase == 'sent':
            if self.row() and not w.locked and (self.t <= w.deadline or not on('deadline')): yield w.name + ' LOCK', lambda: self.lock(w)
            if not w.called and not (self.together and self.home): yield w.name + ' CALL', lambda: self.call(w, w.deadline)
            if w.called and (w.locked or w.failed) and self.has_words(w): yield w.name + ' commits', lambda: self.commit(w)
            if not w.locked and not w.failed and self.t > w.deadline: yield w.name + ' gives up', w.idle
        if w.phase == 'committed' and self.row(): yield w.name + ' SETTLE', lambda: self.settle(w)
        if w.phase == 'committed' and not self.row(): yield w.name + ' SETTLE fails', lambda: self.owes(w)
        if w.phase == 'settled': yield w.name + ' hears of it', lambda: self.settled(w)
        if w.phase == 'late':
            if not w.called or w.failed and self.has_words(w) and self.home and on('again'): yield w.name + ' CALL', lambda: self.call(w, 0)
            elif self.has_words(w): yield w.name + ' returns', lambda: self.returned(w)
        if w.called and w.phase in ('sent', 'late'):
            for n, until in w.waits.items():
                if until is None: yield '%s expels %d' % (w.name, n), lambda n=n: self.expel(w, n)
                elif self.home and until <= self.t and self.registry and self.registry.members.get(n) == 'X':
                    yield '%s forgets %d' % (w.name, n), lambda n=n: self.registry.members.pop(n)

    def begin(self, w):
        w.phase, w.deadline, w.called = 'sent', self.t + DEADLINE, bool(self.nobody_is_near(w))
    def lock(self, w):
        w.locked, self.entry = True, [w, self.t + LOCK_LIMIT]
        if self.together and not w.called: self.call(w, 0)
    def owes(self, w):      # until it has been settled its node does not read, and others believe nothing once they reach the master again
        w.phase = 'late'
        self.call(w, 0)
    def expel(self, w, n):
        if not self.home: return self.call(w, 0)    # as if the call had not been answered
        if on('expel') and self.registry and n in self.registry.members: self.registry.members[n] = 'X'
        w.waits[n] = self.t + LEASE
    def commit(self, w):
        self.db += 1
        if w.failed: self.lock_lost = True      # the named window, as when a lock runs out: until the commit returns
        w.phase, w.version = 'committed', self.db
    def settle(self, w):
        if isinstance(self.entry, list) and self.entry[0] is w and not w.failed:
            self.entry, self.fence = ('I', w.version, self.t), self.t
            m = w.member
            if m: w.phase, w.got = 'settled', (w.version, self.t, m.calls, m.number, self.t)
            else: self.returned(w)
        else:
            self.entry, self.fence = None, self.t
            if on('late'): w.phase, w.called, w.waits, w.unknown, w.failed = 'late', bool(self.nobody_is_near(w)), {}, 0, False
            else: self.returned(w)
    def settled(self, w): self.keep(w.member, w.got); self.returned(w)
    def returned(self, w): self.floor = max(self.floor, w.version); w.idle()

    # readers

    def reader_moves(self, r):
        if r.phase == 'idle': yield r.name + ' begins', lambda: self.read_begin(r)
        if r.phase == 'begun': yield r.name + ' gets', lambda: self.get(r)
        if r.phase == 'missed': yield r.name + ' loads and puts', lambda: self.load(r)
        if r.phase == 'read': yield r.name + ' has read', lambda: self.fill(r)

    def read_begin(self, r): r.phase, r.as_of, r.floor = 'begun', self.t, self.floor
    def given(self, r, version, where):
        if version < r.floor: raise Stale('%s is given %d %s, %d was known' % (r.name, version, where, r.floor))
        if not self.lock_lost: self.floor = max(self.floor, version)    # else the named window: until the commit returns
    def get(self, r):
        m, e = r.member, self.entry
        if m.near and m.near[1] < r.as_of and self.stands(m) and (m.near[2] == m.calls or not on('guard')):
            self.given(r, m.near[0], 'from the near cache'); r.idle()
        elif isinstance(e, tuple) and e[2] < r.as_of and self.row():
            self.given(r, e[1], 'from Redis')
            r.phase, r.got = 'read', (e[1], e[2], m.calls, m.number, self.t)
        else: r.phase = 'missed'
    def load(self, r):
        m = r.member
        self.given(r, self.db, 'from the database')
        if self.entry is None and r.as_of > self.fence and self.row():
            self.entry = ('I', self.db, r.as_of)
            r.phase, r.got = 'read', (self.db, r.as_of, m.calls, m.number, self.t)
        else: r.idle()
    def fill(self, r): self.keep(r.member, r.got); r.idle()
    def keep(self, m, got):
        version, stamp, calls, number, at = got
        if self.stands(m) and at > m.fills_from and at > m.nofill and (number == m.number or not on('anew')):
            m.near = (version, stamp, calls if on('guard') else m.calls)

SELDOM = {'leaves': .01, 'joins': .1, 'renews': .1, 'expels': .3, 'looks': .3, 'is': .2, 'link': .05, 'runs': .2, 'failover': 1, 'lost': .1, 'outage': .2}
def weight(label): return next((SELDOM[word] for word in label.replace("'s", '').split() if word in SELDOM), 1)

def walk(r, path):
    w = World(r)
    copied = r.choice((.02, .005))
    eager = r.random() < .8     # members that renew in time: else hardly any would keep something for long
    while w.t < END and len(path) < 400:
        moves = list(w.moves())
        label, act = ('tick', w.tick) if r.random() < .15 else r.choices(moves, [weight(label) for label, _ in moves])[0]
        if label == 'tick' and eager:
            for i, m in enumerate(w.members):
                if w.home and (m.number is None or m.until == w.t + 1 and r.random() < .95): (w.renew if m.number else w.join)(m); path.append('m%d renews' % (i + 1))
        act(); path.append(label)
        if w.registry and r.random() < copied: w.earlier = w.registry.copy()

# Histories that chance finds too seldom: moves that are made one after the other, as long as the rules allow them.
JOINED = ['m1 joins'] + ['tick', 'm1 renews'] * 9
KEPT = JOINED + ['w1 looks', 'm1.r1 begins', 'm1.r1 gets', 'm1.r1 has read']
CUT_OFF = KEPT + ['an outage begins', 'w1 begins', 'w1 CALL']
RETURNS = ['w1 commits', 'w1 SETTLE fails', 'w1 returns']
READ = ['m1.r1 begins', 'm1.r1 gets']
TOLD = {
    'run': ['m1 joins', 'registry is copied', 'm2 joins', 'w1 looks'] + ['tick', 'm1 renews', 'm2 renews'] * 9 + ['m2.r1 begins', 'm2.r1 gets', 'm2.r1 has read',
            'failover', 'w1 begins', 'w1 LOCK', 'm1 is called', 'w1 commits', 'w1 SETTLE', 'tick', 'm2.r1 begins', 'm2.r1 gets'],
    'home': KEPT + ['registry is copied', 'w1 begins', 'w1 LOCK', 'w1 expels 1', 'failover'] + ['m1 renews', 'tick'] * 2 + ['w1 commits', 'w1 SETTLE', 'm1 renews', 'tick'] + READ,
    'outage': CUT_OFF + RETURNS + READ,
    'over': CUT_OFF + ['tick', 'tick'] + RETURNS + ['an outage ends', 'm1 renews'] + READ,
    'again': KEPT + ['w1 begins', 'w1 LOCK', 'm1 is called'] + ['tick', 'm1 renews'] * 9 + ['the lock runs out', 'm1.r1 begins', 'm1.r1 gets', 'm1.r1 loads and puts', 'm1.r1 has read', 'w1 commits',
             'w1 SETTLE', 'an outage begins', 'w1 CALL', 'an outage ends'] + ['m1 renews', 'tick'] * 2 + ['m1 renews', 'w1 returns'] + READ,
}

def tell(history, path):
    w = World(random.Random(0))
    w.together, w.losses, w.breaks, w.outages = True, 1, 0, 1
    for writer in w.writers: writer.member = None
    for label in history:
        moves = dict(w.moves(), tick=w.tick, **{'registry is copied': lambda: setattr(w, 'earlier', w.registry.copy())})
        if label not in moves: return
        moves[label](); path.append(label)

def main():
    unknown = OFF - set(RULES)
    if unknown: sys.exit('unknown rule %s; there are: %s' % (' '.join(unknown), ' '.join(RULES)))
    seed = random.randrange(1 << 30)
    r, end, walks, moves = random.Random(seed), time.time() + SECONDS, 0, 0
    name = ' '.join(sorted(OFF)) + ' off' if OFF else 'all rules on'
    told = [TOLD[rule] for rule in TOLD]
    while time.time() < end:
        path = []
        try: tell(told.pop(), path) if told else walk(r, path)
        except Stale as stale: print('%s: STALE in history %d, %s\n  %s' % (name, walks, stale, '; '.join(path))); return 1
        walks, moves = walks + 1, moves + len(path)
    print('%s: %d random moves in %d histories, none stale (seed %d)' % (name, moves, walks, seed)); return 0

if __name__ == '__main__': sys.exit(main())
