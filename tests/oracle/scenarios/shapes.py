"""The shapes of histories that scenarios are made of, one revision a line.

`id < parent, parent @label ~dependency : first line of the docstring`
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Shape:
    name: str
    about: str
    revisions: str = ""
    #: revision files that are not written as the others are
    files: dict[str, str] = field(default_factory=dict)
    #: the revisions of these files, in the order of the history
    more_ids: list[str] = field(default_factory=list)
    #: more revision identifiers for `show`
    symbols: list[str] = field(default_factory=list)
    #: more contents of the version table
    starts: list[list[str]] = field(default_factory=list)
    #: more targets
    upgrades: list[str] = field(default_factory=list)
    downgrades: list[str] = field(default_factory=list)
    #: real Alembic walks this history in hash order
    any_order: bool = False
    #: Alembic refuses to load this history
    broken: bool = False


#: the end of a revision file, in the line ends of Unix
BODY = "\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n"

SHAPES = [
    Shape("empty", "no revision at all"),
    Shape("single", "one revision", "a1 : only one", symbols=["a1+1", "+1", "-1"]),
    Shape(
        "linear",
        "a line",
        """
        a1 : first
        b2 < a1 : second
        c3 < b2 : third
        d4 < c3 : fourth
        e5 < d4 : fifth
        """,
        symbols=["+1", "-1", "head-1", "head-4", "head-5", "base+1", "base+2", "heads-1", "a1:c3", "a1+4", "a1+5", "b2-2"],
        starts=[["zzzz"], ["a1", "zzzz"], ["a1", "c3"]],
        upgrades=["base", "+5", "a1+3", "head-1", "e5-1", "nope", "b2:e5", "-1", "c", ""],
        downgrades=["head", "nope", "+1", "e5-2", "-5", "b2@-1", "head-2", "c", "base+1"],
    ),
    Shape(
        "two_bases",
        "two histories side by side",
        """
        a1 : left first
        a2 < a1 : left second
        b1 : right first
        b2 < b1 : right second
        """,
        upgrades=["a2", "b2", "a1+1", "b1@head"],
        downgrades=["a1@base", "a2@-1", "b2@base"],
        starts=[["a2", "b1"], ["a1", "b2"]],
    ),
    Shape(
        "labelled_bases",
        "two labelled histories side by side",
        """
        a1 @left : left first
        a2 < a1 : left second
        b1 @right : right first
        b2 < b1 : right second
        """,
        starts=[["a2", "b1"]],
        symbols=["left@a2", "left@b2", "nolabel@head", "left@right"],
    ),
    Shape(
        "three_bases",
        "three labelled histories, as one for every application",
        """
        aa1 @users : users first
        aa2 < aa1 : users second
        aa3 < aa2 : users third
        bb1 @orders : orders first
        bb2 < bb1 : orders second
        cc1 @audit : audit first
        """,
        starts=[["aa2", "bb2"], ["aa3", "cc1"]],
    ),
    Shape(
        "fork",
        "a branch point with two heads",
        """
        a1 : trunk
        b1 < a1 : left
        b2 < a1 : right
        """,
        symbols=["a1+1", "b1-1", "a1@b1"],
        starts=[["b1", "b2"]],
        upgrades=["b1@head", "b2@head", "b1@+1", "a1@heads"],
        downgrades=["b1@-1", "b2@base", "b1@a1"],
    ),
    Shape(
        "fork_labelled",
        "a branch point whose branches have names",
        """
        a1 : trunk
        b1 < a1 @left : left
        b2 < b1 : left on
        c1 < a1 @right : right
        c2 < c1 : right on
        """,
        symbols=["left@a1", "right@b2", "left@b", "left@heads"],
        starts=[["b2", "c1"], ["b1", "c2"]],
        upgrades=["left@heads", "right@c1", "left@c2"],
        downgrades=["left@a1", "right@a1", "left@-2", "right@-1"],
    ),
    Shape(
        "fork_in_three",
        "a branch point with three heads",
        """
        a1 : trunk
        b1 < a1 : one
        b2 < a1 : two
        b3 < a1 : three
        """,
        starts=[["b1", "b3"], ["b2", "b3"]],
        upgrades=["b3", "b2@head"],
        downgrades=["b1@-1"],
    ),
    Shape(
        "wide",
        "one base with six heads",
        """
        root : root
        w1 < root : one
        w2 < root : two
        w3 < root : three
        w4 < root @fourth : four
        w5 < root : five
        w6 < root : six
        """,
        starts=[["w1", "w3", "w5"]],
    ),
    Shape(
        "diamond",
        "a fork that is merged",
        """
        a1 : trunk
        b1 < a1 : left
        b2 < a1 : right
        c1 < b1, b2 : merge
        """,
        starts=[["b1", "b2"]],
        symbols=["c1-1", "c1-2", "c1-3"],
        upgrades=["b1", "b2", "c1-1"],
        downgrades=["b1", "b2", "c1-1", "b2@-1"],
    ),
    Shape(
        "diamond_with_tail",
        "long branches, a merge, and more after it",
        """
        a1 : trunk
        a2 < a1 : trunk on
        b1 < a2 : left
        b2 < b1 : left on
        c1 < a2 : right
        c2 < c1 : right on
        c3 < c2 : right on and on
        m1 < b2, c3 : merge
        n1 < m1 : after
        """,
        starts=[["b1", "c2"], ["b2", "c3"]],
        upgrades=["m1", "c3"],
        downgrades=["a2", "b1", "c2", "m1"],
    ),
    Shape(
        "diamond_labelled",
        "named branches that are merged",
        """
        a1 @trunk : trunk
        b1 < a1 @left : left
        c1 < a1 @right : right
        m1 < b1, c1 : merge
        n1 < m1 @after : after
        """,
        starts=[["b1", "c1"]],
        symbols=["left@head", "right@m1", "after@base"],
    ),
    Shape(
        "octopus",
        "three branches in one merge",
        """
        a1 : trunk
        b1 < a1 : one
        b2 < a1 : two
        b3 < a1 : three
        m1 < b1, b2, b3 : merge of three
        """,
        starts=[["b1", "b2"], ["b1", "b2", "b3"]],
        downgrades=["b2"],
    ),
    Shape(
        "merged_bases",
        "two histories that become one",
        """
        a1 : left
        b1 : right
        m1 < a1, b1 : merge
        n1 < m1 : after
        """,
        starts=[["a1", "b1"]],
    ),
    Shape(
        "three_merged_bases",
        "three histories, merged one after the other",
        """
        a1 @one : one
        b1 @two : two
        c1 @three : three
        m1 < a1, b1 : merge
        m2 < m1, c1 : merge again
        """,
        starts=[["a1", "b1", "c1"], ["m1", "c1"]],
    ),
    Shape(
        "fork_after_merge",
        "a merge that branches again",
        """
        a1 : trunk
        b1 < a1 : left
        b2 < a1 : right
        m1 < b1, b2 : merge and branch
        d1 < m1 : left again
        d2 < m1 : right again
        """,
        starts=[["d1", "d2"], ["b1", "b2"]],
        downgrades=["m1", "a1", "d1@-1"],
    ),
    Shape(
        "nested_forks",
        "branches of branches",
        """
        a1 : trunk
        b1 < a1 : left
        b2 < a1 : right
        c1 < b1 : left left
        c2 < b1 : left right
        d1 < c2 @deep : deep
        d2 < c2 : deep too
        """,
        starts=[["c1", "d1", "d2"], ["c1", "b2"], ["d1", "b2"]],
        upgrades=["b1@heads", "c2@head"],
        downgrades=["b1", "c2"],
    ),
    Shape(
        "two_diamonds",
        "two forks and merges in a row",
        """
        a1 : start
        b1 < a1 : one
        b2 < a1 : two
        m1 < b1, b2 : merge
        d1 < m1 : three
        d2 < m1 : four
        m2 < d1, d2 : merge again
        """,
        starts=[["d1", "d2"]],
    ),
    Shape(
        "criss_cross",
        "two branches merged twice, each way",
        """
        a1 : trunk
        b1 < a1 : left
        b2 < a1 : right
        m1 < b1, b2 : merge one
        m2 < b1, b2 : merge two
        n1 < m1, m2 : merge of merges
        """,
        starts=[["m1", "m2"], ["b1", "b2"]],
    ),
    Shape(
        "uneven_merge",
        "a merge of a revision with its own descendant's branch",
        """
        a1 : trunk
        b1 < a1 : side
        c1 < b1 : side on
        d1 < a1 : short
        m1 < d1, c1 : merge
        e1 < a1 : never merged
        """,
        starts=[["m1", "e1"], ["c1", "e1"]],
    ),
    Shape(
        "ladder",
        "two branches that are merged at every rung",
        """
        a0 : start
        a1 < a0 : a one
        b1 < a0 : b one
        a2 < a1, b1 : a two
        b2 < b1 : b two
        a3 < a2, b2 : a three
        b3 < b2 : b three
        a4 < a3, b3 : a four
        """,
        starts=[["a2", "b2"], ["a3", "b3"]],
    ),
    Shape(
        "depends_on",
        "one history depends on another",
        """
        a1 @base : base one
        a2 < a1 : base two
        b1 @feature ~a1 : feature one
        b2 < b1 ~a2 : feature two
        """,
        starts=[["a1", "b1"], ["a2", "b2"], ["b2"]],
        symbols=["feature@-1", "b2@base"],
        downgrades=["a1", "feature@a1", "base@-1"],
    ),
    Shape(
        "depends_on_label",
        "a dependency that is named by a label",
        """
        a1 @core : core
        a2 < a1 : core on
        b1 @plugin ~core : plugin
        """,
        starts=[["a1", "b1"], ["a2", "b1"]],
    ),
    Shape(
        "depends_on_many",
        "dependencies on several histories",
        """
        a1 @one : one
        b1 @two : two
        c1 @three ~a1 ~b1 : three
        c2 < c1 : three on
        """,
        starts=[["a1", "b1"], ["a1", "b1", "c1"], ["c2"]],
        any_order=True,
    ),
    Shape(
        "depends_on_chain",
        "a dependency of a dependency",
        """
        a1 @a : a
        a2 < a1 : a on
        b1 @b ~a2 : b
        b2 < b1 : b on
        c1 @c ~b1 : c
        """,
        starts=[["c1"], ["a2", "b1"], ["b2", "c1"]],
    ),
    Shape(
        "depends_on_head",
        "a head that another head depends on",
        """
        a1 : trunk
        b1 < a1 @left : left
        c1 < a1 @right ~b1 : right, after left
        """,
        starts=[["c1"], ["b1", "c1"]],
    ),
    Shape(
        "depends_within_line",
        "a dependency on an own ancestor",
        """
        a1 : one
        b1 < a1 : two
        c1 < b1 ~a1 : three
        d1 < c1 ~a1 ~b1 : four
        """,
    ),
    Shape(
        "depends_across_merge",
        "a dependency on one side of a fork, from after the merge of another",
        """
        a1 @main : trunk
        b1 < a1 : left
        b2 < a1 : right
        m1 < b1, b2 : merge
        x1 @other ~b1 : other
        x2 < x1 ~m1 : other on
        """,
        starts=[["m1", "x2"], ["b1", "b2", "x1"]],
    ),
    Shape(
        "depends_both_ways",
        "two histories that depend on each other at different revisions",
        """
        a1 @left : left one
        b1 @right ~a1 : right one
        a2 < a1 ~b1 : left two
        b2 < b1 ~a2 : right two
        """,
        starts=[["a2", "b1"], ["b2"], ["a2"]],
    ),
    Shape(
        "expand_contract",
        "the branches of a rolling upgrade",
        """
        kilo : initial
        e1 < kilo @expand : expand one
        c1 < kilo @contract ~e1 : contract one
        e2 < e1 : expand two
        c2 < c1 ~e2 : contract two
        """,
        starts=[["e1", "c1"], ["e2", "c2"], ["c2"]],
    ),
    Shape(
        "labels_on_one",
        "a revision with several labels",
        """
        a1 @first @second @third : labelled three times
        b1 < a1 : on
        """,
    ),
    Shape(
        "label_inside",
        "labels in the middle of a line",
        """
        a1 : one
        b1 < a1 @middle : two
        c1 < b1 : three
        d1 < c1 @end : four
        """,
        symbols=["middle@a1", "end@b1"],
    ),
    Shape(
        "label_on_fork",
        "a label on the branch point and on one branch",
        """
        a1 @both : trunk
        b1 < a1 @one : left
        b2 < a1 : right
        """,
        starts=[["b1", "b2"]],
        upgrades=["both@heads", "one@heads"],
    ),
    Shape(
        "similar_prefixes",
        "identifiers that begin alike",
        """
        abc1 : one
        abc2 < abc1 : two
        abd1 < abc2 : three
        abc < abd1 : exactly a prefix of others
        """,
        symbols=["a", "ab", "abc", "abd", "abc1", "abcd"],
        upgrades=["ab", "abc", "abd"],
        downgrades=["ab", "abd"],
    ),
    Shape(
        "words_and_numbers",
        "identifiers that are no hexadecimal numbers",
        """
        1 : one
        2 < 1 : two
        10 < 2 : ten
        001_init : with zeros
        002_Users < 001_init : with capitals
        v1.0 < 002_Users : with a dot
        übung < v1.0 : not ASCII
        """,
        symbols=["1", "10", "00", "0", "v", "V1.0", "002_users", "ü"],
        starts=[["10", "v1.0"]],
    ),
    Shape(
        "long_identifiers",
        "identifiers of forty characters",
        """
        0123456789abcdef0123456789abcdef01234567 : sha
        ffffffffffffffffffffffffffffffff < 0123456789abcdef0123456789abcdef01234567 : exactly 32
        """,
        symbols=["0123456", "fffff"],
    ),
    Shape(
        "long_line",
        "thirty revisions",
        "\n".join(f"r{n:02}" + (f" < r{n - 1:02}" if n else "") + f" : number {n}" for n in range(30)),
        symbols=["r29-10", "r00+29", "head-29", "r1", "r29"],
        upgrades=["+10", "r05", "r00+3"],
        downgrades=["-10", "r05", "r05-1"],
    ),
    Shape(
        "many_branches",
        "ten branches, some merged",
        "\n".join(
            ["root : root"]
            + [f"x{n} < root : branch {n}" for n in range(10)]
            + ["ma < x0, x1 : merge a", "mb < x2, x3, x4 : merge b", "mc < ma, mb : merge c", "y5 < x5 @five : five"]
        ),
        starts=[["ma", "mb"], ["mc", "x6", "x7"]],
    ),
    Shape(
        "release_lines",
        "release branches that stay open, and a trunk",
        """
        t1 : trunk 1
        t2 < t1 : trunk 2
        r1 < t1 @release1 : release 1
        r1b < r1 : release 1b
        t3 < t2 @trunk : trunk 3
        r2 < t2 @release2 ~r1b : release 2
        t4 < t3, r2 : trunk 4
        """,
        starts=[["r1b", "t3"], ["r1b", "t4"]],
    ),
    Shape(
        "forms",
        "one history, every file written in another form",
        files={
            "alembic/versions/1_plain.py": '"""plain"""\nrevision = "f1"\ndown_revision = None\n' + BODY,
            "alembic/versions/2_typed.py": (
                '"""typed\n\nover\ttwo\n  lines\n"""\nfrom typing import Sequence, Union\n'
                'revision: str = "f2"\ndown_revision: Union[str, Sequence[str], None] = "f1"\n'
                "branch_labels: Union[str, Sequence[str], None] = None\ndepends_on: Union[str, Sequence[str], None] = None\n" + BODY
            ),
            "alembic/versions/3_tuple.py": "'single quotes'\nrevision = 'f3'\ndown_revision = ('f2',)\nbranch_labels = ()\n" + BODY,
            "alembic/versions/4_list.py": (
                '# a comment first\n\n"""after a comment"""\n'
                'revision = "f4"; down_revision = ["f3"]; branch_labels = ["named"]; depends_on = []\n' + BODY
            ),
            "alembic/versions/5_no_doc.py": "revision = 'f5'\ndown_revision = 'f4'\ndepends_on = 'f1'\n" + BODY,
            "alembic/versions/6_raw.py": 'r"""raw \\d, 100% "quoted" """\nrevision = "f6"\ndown_revision = "f5"\n' + BODY,
            "alembic/versions/7_empty_doc.py": '""""""\nrevision = "f7"\ndown_revision = "f6"\n' + BODY,
            "alembic/versions/8_blank_doc.py": '"""\n\n   \n"""\nrevision = "f8"\ndown_revision = "f7"\n' + BODY,
            "alembic/versions/9_later.py": (
                '"""\n\n  begins late: {revision} %s $x ${y}\n\n\n    and goes on\n  """\n'
                "revision = 'f' '9'\ndown_revision = \"\"\"f8\"\"\"\nrevision = revision\n" + BODY
            ),
            "alembic/versions/A_unicode.py": '# -*- coding: utf-8 -*-\n"""Grüße, 世界 🦀"""\nrevision = "fa"\ndown_revision = "f9"\n' + BODY,
            "alembic/versions/B_windows.py": '"""line ends\r\nof Windows"""\r\nrevision = "fb"\r\ndown_revision = "fa"\r\n' + BODY,
            "alembic/versions/C_tabs.py": '"""\ttabs\t"""\nif True:\n\trevision = "fc"\n\tdown_revision = "fb"\n' + BODY,
            "alembic/versions/notes.txt": "no revision",
            "alembic/versions/.#lock.py": "raise Exception('never imported')",
            "alembic/versions/.hidden.py": '"""hidden"""\nrevision = "fd"\ndown_revision = "fc"\n' + BODY,
            "alembic/versions/__init__.py": "",
            "alembic/versions/sub/other.py": "revision = 'unseen'\ndown_revision = None\n",
        },
        more_ids=["f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "fa", "fb", "fc", "fd"],
        symbols=["f4", "f5", "f6", "f7", "f8", "f9", "fa", "fb", "named"],
    ),
    Shape(
        "duplicate",
        "the same identifier in two files",
        "a1 : first\nb1 < a1 : second",
        files={"alembic/versions/z_again.py": '"""again"""\nrevision = "b1"\ndown_revision = "a1"\n' + BODY},
    ),
    Shape(
        "missing_parent",
        "a parent that is not there",
        "a1 : first\nb1 < nope : second\nc1 < b1 : third",
        broken=True,
    ),
    Shape(
        "missing_merge_parent",
        "a merge of which one parent is not there",
        "a1 : first\nb1 < a1, nope : second",
        broken=True,
    ),
    Shape("missing_dependency", "a dependency that is not there", "a1 : first\nb1 < a1 ~nope : second", broken=True),
    Shape("self_loop", "a revision that follows itself", "a1 < a1 : itself", broken=True),
    Shape("self_dependency", "a revision that depends on itself", "a1 ~a1 : itself", broken=True),
    Shape("cycle", "two revisions that follow each other", "a1 < b1 : one\nb1 < a1 : two", broken=True),
    Shape(
        "cycle_beside",
        "a cycle beside a good history",
        "a1 : good\na2 < a1 : good too\nx1 < x3 : one\nx2 < x1 : two\nx3 < x2 : three",
        broken=True,
    ),
    Shape(
        "dependency_cycle",
        "two revisions that depend on each other",
        "a1 ~b1 : one\nb1 ~a1 : two",
        broken=True,
    ),
    Shape(
        "dependency_on_descendant",
        "a revision that depends on its own descendant",
        "a1 ~c1 : one\nb1 < a1 : two\nc1 < b1 : three",
        broken=True,
    ),
    Shape(
        "label_twice",
        "the same label on two histories",
        "a1 @same : one\nb1 @same : two",
        broken=True,
    ),
    Shape(
        "label_twice_in_line",
        "the same label twice in one line",
        "a1 @same : one\nb1 < a1 @same : two",
        broken=True,
    ),
    Shape(
        "label_is_identifier",
        "a label that is another revision's identifier",
        "a1 : one\nb1 < a1 @a1 : two",
        broken=True,
    ),
    *(
        Shape(f"identifier_with_{name}", f"an identifier with {name}", f"a1 : one\nb{sign}1 < a1 : two", broken=True)
        for name, sign in {"minus": "-", "plus": "+", "colon": ":"}.items()
    ),
    Shape(
        "identifier_with_at",
        "an identifier with an at sign, and a label with a plus sign",
        files={
            "alembic/versions/a.py": '"""one"""\nrevision = "a@1"\ndown_revision = None\n',
        },
        more_ids=["a@1"],
        broken=True,
    ),
    Shape(
        "label_with_plus",
        "a label with a sign that means something",
        files={
            "alembic/versions/a.py": '"""one"""\nrevision = "a1"\ndown_revision = None\nbranch_labels = ("x+y", "x:y", "x@y")\n' + BODY,
        },
        more_ids=["a1"],
        symbols=["x+y", "x:y", "x@y", "x@head"],
    ),
]
