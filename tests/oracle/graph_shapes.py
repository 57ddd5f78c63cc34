"""The histories of record_graph.py: shapes by name, and a generator of random ones."""

from __future__ import annotations

from itertools import product
import random
from typing import Any

History = list[dict[str, Any]]


def history(text: str) -> History:
    """One revision a line: `id <- down, down / depends, on # label, label ; doc`, all but the id optional.

    Without a doc part it is "doc ID"; with an empty one there is none.
    """
    revisions = []
    for line in text.strip().splitlines():
        rest, has_doc, doc = line.partition(";")
        rest, _, labels = rest.partition("#")
        rest, _, depends_on = rest.partition("/")
        revision, _, down = rest.partition("<-")
        fields = {
            "revision": revision.strip(),
            "down_revision": words(down),
            "depends_on": words(depends_on),
            "branch_labels": words(labels),
            "doc": doc.strip() if has_doc else f"doc {revision.strip()}",
        }
        revisions.append({name: value for name, value in fields.items() if value or name == "revision"})
    return revisions


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


SHAPES: dict[str, str] = {
    "empty": "",
    "single": "a1",
    "single_labelled": "aaaa1 # only",
    "linear": """
        aaaa1 ; create users
        bbbb2 <- aaaa1 ; add email
        cccc3 <- bbbb2 ;
        dddd4 <- cccc3 ; drop email
        eeee5 <- dddd4 ; last one
    """,
    "linear_listed_backwards": """
        eeee5 <- dddd4
        dddd4 <- cccc3
        cccc3 <- bbbb2
        bbbb2 <- aaaa1
        aaaa1
    """,
    "numeric_ids": """
        0001
        0002 <- 0001
        0003 <- 0002
        10 <- 0003
        1000 <- 10
    """,
    "short_ids": """
        a
        b <- a
        c <- b
        abc <- c
    """,
    "ambiguous_prefixes": """
        ae1027a6acf
        ae1027a6ac0 <- ae1027a6acf
        ae10 <- ae1027a6ac0
        ae1 <- ae10
        ae9999 <- ae1 # ae1027_line
        ff00 <- ae9999
    """,
    "odd_ids": """
        id with space
        élan <- id with space
        v1.2.3 <- élan ; dots and, commas
        it's <- v1.2.3
        under_score <- it's
        日本語版 <- under_score
        UPPER <- 日本語版
    """,
    "branched": """
        base1
        left1 <- base1
        left2 <- left1
        right1 <- base1
        right2 <- right1
    """,
    "branched_labelled": """
        base1
        left1 <- base1 # left
        left2 <- left1
        right1 <- base1 # right
        right2 <- right1
    """,
    "three_branches": """
        root
        one1 <- root # one
        two1 <- root # two
        three1 <- root # three
        one2 <- one1
        two2 <- two1
        three2 <- three1
    """,
    "branch_of_branch": """
        root # trunk
        mid1 <- root
        top1 <- mid1 # top
        top2 <- top1
        side1 <- mid1 # side
        side2 <- side1
        low1 <- root # low
        leaf1 <- side1 # leaf
    """,
    "multiple_bases": """
        aaaa1
        aaaa2 <- aaaa1
        bbbb1
        bbbb2 <- bbbb1
        cccc1
    """,
    "multiple_bases_labelled": """
        aaaa1 # alpha
        aaaa2 <- aaaa1
        bbbb1 # beta
        bbbb2 <- bbbb1
        bbbb3 <- bbbb2
        cccc1 # gamma
    """,
    "merge": """
        root
        left1 <- root
        right1 <- root
        join <- left1, right1 ; merge both
    """,
    "merge_and_on": """
        root # trunk
        left1 <- root # left
        left2 <- left1
        right1 <- root # right
        join <- left2, right1
        after1 <- join
        after2 <- after1 # after
    """,
    "merge_of_three": """
        root
        one1 <- root
        two1 <- root
        three1 <- root
        join <- one1, two1, three1
        after <- join
    """,
    "merge_of_bases": """
        aaaa1 # alpha
        bbbb1 # beta
        join <- aaaa1, bbbb1
        after <- join
    """,
    "merge_listed_first": """
        join <- left1, right1
        right1 <- root
        left1 <- root
        root
    """,
    "merge_with_ancestor": """
        root
        mid1 <- root
        join <- mid1, root
        after <- join
    """,
    "diamonds": """
        d0
        d1a <- d0
        d1b <- d0
        d2 <- d1a, d1b
        d3a <- d2
        d3b <- d2
        d3c <- d2
        d4 <- d3a, d3b, d3c
        d5 <- d4
    """,
    "diamonds_interleaved": """
        n0
        n1 <- n0
        n2 <- n0
        n3 <- n1, n2
        n4 <- n1
        n5 <- n2
        n6 <- n4, n5
        n7 <- n3, n6
    """,
    "criss_cross": """
        x0
        x1 <- x0
        y1 <- x0
        x2 <- x1, y1
        y2 <- y1, x1
        z <- x2, y2
    """,
    "merge_and_branch_again": """
        r0
        p1 <- r0 # p
        q1 <- r0 # q
        m1 <- p1, q1 # merged
        p2 <- m1 # pp
        q2 <- m1 # qq
        q3 <- q2
    """,
    "unmerged_third": """
        root
        one1 <- root # one
        two1 <- root # two
        join <- one1, two1
        three1 <- root # three
        three2 <- three1
    """,
    "same_parent_twice": """
        twin1
        twin2 <- twin1, twin1
        twin3 <- twin2
    """,
    "comb": """
        t1
        s1 <- t1
        t2 <- t1
        s2 <- t2
        t3 <- t2
        s3 <- t3
        t4 <- t3
    """,
    "comb_listed_leaves_first": """
        s3 <- t3
        s2 <- t2
        s1 <- t1
        t4 <- t3
        t3 <- t2
        t2 <- t1
        t1
    """,
    "depends_on": """
        a1aa # alpha
        a2aa <- a1aa
        a3aa <- a2aa
        b1bb # beta
        b2bb <- b1bb / a2aa
        b3bb <- b2bb
    """,
    "depends_on_head": """
        a1aa # alpha
        a2aa <- a1aa
        b1bb # beta
        b2bb <- b1bb / a2aa
    """,
    "depends_on_base_of_branch": """
        a1aa # alpha
        b1bb / a1aa # beta
        b2bb <- b1bb
        a2aa <- a1aa
    """,
    "depends_on_label": """
        core1 # core
        core2 <- core1
        shop1 / core # shop
        shop2 <- shop1
        blog1 / core2, shop # blog
    """,
    "depends_on_several": """
        a1aa # alpha
        a2aa <- a1aa
        b1bb # beta
        b2bb <- b1bb
        c1cc / a1aa, b2bb # gamma
        c2cc <- c1cc / a2aa
        c3cc <- c2cc / a2aa, b1bb
    """,
    "depends_on_redundant": """
        a1aa # alpha
        a2aa <- a1aa / b1bb
        a3aa <- a2aa / b1bb
        a4aa <- a3aa / b1bb, b2bb
        b1bb # beta
        b2bb <- b1bb
        a5aa <- a4aa / b2bb
    """,
    "depends_on_ancestor": """
        o1oo
        o2oo <- o1oo
        o3oo <- o2oo / o1oo
        o4oo <- o3oo / o2oo
    """,
    "depends_on_sibling_branch": """
        root
        l1ll <- root # left
        l2ll <- l1ll
        r1rr <- root # right
        r2rr <- r1rr / l1ll
        r3rr <- r2rr
    """,
    "cross_dependencies": """
        a1aa # alpha
        b1bb / a1aa # beta
        a2aa <- a1aa / b1bb
        b2bb <- b1bb / a2aa
        a3aa <- a2aa / b2bb
        b3bb <- b2bb / a3aa
    """,
    "parallel_with_dependencies": """
        c1 # core
        c2 <- c1
        c3 <- c2
        c4 <- c3
        s1 / c1 # shop
        s2 <- s1 / c2
        s3 <- s2 / c3
        s4 <- s3 / c4
    """,
    "three_apps": """
        au01 # auth
        au02 <- au01
        ct01 / au01 # content
        ct02 <- ct01 / au02
        lg01 / ct01, au # log
        lg02 <- lg01 / ct02
        au <- au02 # authz
    """,
    "dependency_and_merge": """
        root # trunk
        p1pp <- root # p
        q1qq <- root # q
        d1dd # dep
        d2dd <- d1dd
        j1jj <- p1pp, q1qq / d1dd
        j2jj <- j1jj / d2dd
        d3dd <- d2dd
    """,
    "merge_with_dependency_of_parent": """
        e1ee # ext
        e2ee <- e1ee
        root
        p1pp <- root / e1ee
        q1qq <- root / e2ee
        join <- p1pp, q1qq / e1ee, e2ee
        more <- join
    """,
    "dependency_chain": """
        k1kk # k
        l1ll / k1kk # l
        m1mm / l1ll # m
        n1nn / m1mm # n
        k2kk <- k1kk
        n2nn <- n1nn / k2kk
    """,
    "labels_everywhere": """
        lab1 # first
        lab2 <- lab1 # second, deux
        lab3 <- lab2 # third
        lab4 <- lab3
        fork <- lab2 # fork
        fork2 <- fork # twice
    """,
    "label_on_head": """
        root
        mid1 <- root
        tip1 <- mid1 # tip
        oth1 <- root
        oth2 <- oth1 # other
    """,
    "label_on_merge": """
        root
        l1ll <- root
        r1rr <- root
        join <- l1ll, r1rr # joined
        next <- join
    """,
    "labels_like_symbols": """
        sym1 # 1
        sym2 <- sym1 # a_b
        sym3 <- sym1 # with space
    """,
    "two_labels_one_base": """
        root # alpha, beta
        next <- root
        last <- next
        othr # gamma
    """,
    "duplicate_id": """
        aaaa1 ; first
        bbbb2 <- aaaa1 ; second
        bbbb2 <- aaaa1 ; second again
        cccc3 <- bbbb2 ; third
    """,
    "duplicate_head": """
        aaaa1
        bbbb2 <- aaaa1 ; one
        bbbb2 <- aaaa1 ; other
    """,
    "duplicate_base": """
        aaaa1 ; one
        aaaa1 ; other
        bbbb2 <- aaaa1
    """,
    "duplicate_other_parent": """
        aaaa1
        bbbb2 <- aaaa1
        cccc3 <- aaaa1
        cccc3 <- bbbb2
        dddd4 <- cccc3
    """,
    "missing_parent": """
        aaaa1
        cccc3 <- bbbb2 ; lost its parent
        dddd4 <- cccc3
    """,
    "missing_parent_listed_later": """
        top <- mid ; top of all
        mid <- low, gone ; in the middle
        low
        side <- low
    """,
    "missing_dependency": """
        aaaa1
        bbbb2 <- aaaa1 / nosuch
    """,
    "partial_dependency": """
        aaaa1bbbb
        cccc1 / aaaa1
    """,
    "partial_parent": """
        aaaa1bbbb
        cccc1 <- aaaa1
    """,
    "label_as_parent": """
        aaaa1 # alpha
        bbbb2 <- alpha
    """,
    "label_as_parent_with_dependency": """
        aaaa1 # alpha
        bbbb2 <- alpha
        cccc3 / aaaa1
        dddd4 <- bbbb2 / cccc3
    """,
    "cycle": """
        aaaa1 <- cccc3
        bbbb2 <- aaaa1
        cccc3 <- bbbb2
    """,
    "cycle_above_base": """
        root
        zzzz <- root, yyyy
        yyyy <- zzzz
    """,
    "cycle_beside_line": """
        root
        next <- root
        yyyy <- zzzz
        xxxx <- yyyy
        zzzz <- xxxx
    """,
    "cycle_below_head": """
        root
        next <- root
        ring1 <- ring2
        ring2 <- ring1
        head1 <- ring1
    """,
    "dependency_cycle": """
        aaaa1 / bbbb2
        aaaa2 <- aaaa1
        bbbb1 / aaaa2
        bbbb2 <- bbbb1
    """,
    "dependency_cycle_beside_line": """
        root
        next <- root
        aaaa1 / bbbb2
        aaaa2 <- aaaa1
        bbbb1 / aaaa2
        bbbb2 <- bbbb1
    """,
    "loop": """
        aaaa1
        bbbb2 <- bbbb2
    """,
    "loop_among_parents": """
        aaaa1
        bbbb2 <- aaaa1, bbbb2
    """,
    "dependency_loop": """
        aaaa1
        bbbb2 <- aaaa1 / bbbb2
    """,
    "loop_and_dependency_loop": """
        aaaa1
        bbbb2 <- bbbb2 / bbbb2
    """,
    "illegal_plus": "a+1",
    "illegal_several": """
        aaaa1
        b@b:c-d+e <- aaaa1
    """,
    "label_used_twice": """
        aaaa1 # same
        bbbb2 <- aaaa1 # same
    """,
    "label_twice_in_one": "aaaa1 # same, same",
    "label_is_an_id": """
        aaaa1
        bbbb2 <- aaaa1 # aaaa1
    """,
    "label_is_own_id": "aaaa1 # aaaa1",
    "duplicate_id_with_label": """
        aaaa1
        bbbb2 <- aaaa1 # same
        bbbb2 <- aaaa1 # same
    """,
}


def wide(branches: int, length: int) -> History:
    """A root, branches of a length, and a merge of all of them."""
    lines = ["root"]
    for branch, at in product(range(branches), range(length)):
        lines.append(f"w{branch}x{at} <- {f'w{branch}x{at - 1}' if at else 'root'}")
    tips = ", ".join(f"w{branch}x{length - 1}" for branch in range(branches))
    return history("\n".join([*lines, f"join <- {tips}", "after <- join"]))


def shapes() -> dict[str, History]:
    return {name: history(text) for name, text in SHAPES.items()} | {"wide": wide(6, 2)}


def random_history(rng: random.Random) -> History:
    """A history without cycles, its files in any order: bases, branches, merges, dependencies, labels."""
    size = rng.randint(3, 14)
    ids = []
    while len(ids) < size:
        revision = "".join(rng.choices("abcdef0123456789", k=rng.choice([2, 4, 5, 6])))
        if not revision.isdigit() and revision not in ids:
            ids.append(revision)
    merges, bases, dependencies, labels = (rng.random() * share for share in (0.5, 0.4, 0.7, 0.6))
    revisions: History = []
    names: list[str] = []
    for index, revision in enumerate(ids):
        row: dict[str, Any] = {"revision": revision}
        if index and rng.random() >= bases:
            wanted = rng.choice([2, 2, 3]) if rng.random() < merges else 1
            recent = ids[max(0, index - 4) : index]
            row["down_revision"] = rng.sample(recent, min(wanted, len(recent)))
        if index and rng.random() < dependencies:
            wanted = rng.choice([1, 1, 2])
            row["depends_on"] = rng.sample([*ids[:index], *names], min(wanted, index))
        if rng.random() < labels:
            row["branch_labels"] = [f"lb{index}{letter}" for letter in "xy"[: rng.choice([1, 1, 2])]]
            names.extend(row["branch_labels"])
        row["doc"] = f"doc {revision}"
        revisions.append(row)
    rng.shuffle(revisions)
    return revisions
