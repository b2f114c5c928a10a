import Plotting
import Terminal

extension GraphGolden {
    /// Pictures of one line a node, and lists.
    static let lines: [GraphGolden] = [
        GraphGolden(
            .single,
            .pill,
            .unicode,
            """
             ✓ train
            """
        ),
        GraphGolden(
            .single,
            .list,
            .unicode,
            """
            ✓  train  0.8 s
            """
        ),
        GraphGolden(
            .chain,
            .pill,
            .unicode,
            """
             ✓ load ───▶ ● clean ───▶ ○ train
            """
        ),
        GraphGolden(
            .chain,
            .list,
            .unicode,
            """
            ✓  load   0.8 s
            ●  clean  ▓▓▓▓▓░░░░ 50 %
            ○  train  needs clean
            """
        ),
        GraphGolden(
            .diamond,
            .pill,
            .unicode,
            """
             ✓ load ─┬─▶ ● left ──┬─▶ ○ join
                     ╰─▶ ○ right ─╯
            """
        ),
        GraphGolden(
            .diamond,
            .list,
            .unicode,
            """
            ✓    load   0.8 s
            ├─●  left   ▓▓▓▓▓░░░░ 50 %
            ○ │  right  needs load
            ○─╯  join   needs left, right
            """
        ),
        GraphGolden(
            .fan,
            .pill,
            .unicode,
            """
                     ╭─▶ ● a ─╮
             ✓ load ─┼─▶ ○ b ─┼─▶ ○ join
                     ╰─▶ ○ c ─╯
            """
        ),
        GraphGolden(
            .fan,
            .list,
            .unicode,
            """
            ✓      load  0.8 s
            ├─●    a     ▓▓▓▓▓░░░░ 50 %
            ├─│─○  b     needs load
            ○ │ │  c     needs load
            ○─┴─╯  join  needs a, b, c
            """
        ),
        GraphGolden(
            .skips,
            .pill,
            .unicode,
            """
             ✓ load ─┬─▶ ● clean ─┬─────────────╮
                     │            ╰┬─▶ ○ train ─┼─▶ ○ report
                     ╰────────────┬│────────────╯
                                  ╰╯
            """
        ),
        GraphGolden(
            .skips,
            .list,
            .unicode,
            """
            ✓      load    0.8 s
            ├─●    clean   ▓▓▓▓▓░░░░ 50 %
            ├─┼─○  train   needs clean, load
            ○─┴─╯  report  needs train, load, clean
            """
        ),
        GraphGolden(
            .twoParts,
            .pill,
            .unicode,
            """
             ✓ load ───▶ ● train
             ○ docs ───▶ ○ site
            """
        ),
        GraphGolden(
            .twoParts,
            .list,
            .unicode,
            """
            ✓  load   0.8 s
            ●  train  ▓▓▓▓▓░░░░ 50 %
            ○  docs
            ○  site   needs docs
            """
        ),
        GraphGolden(
            .cycle,
            .pill,
            .unicode,
            """
             ✓ ask ◀┬─▶ ● try ─┬─▶ ○ judge
                    ╰──────────╯
            """
        ),
        GraphGolden(
            .cycle,
            .list,
            .unicode,
            """
            ✓    ask    0.8 s
            ├─●  try    ▓▓▓▓▓░░░░ 50 %
            ○─╯  judge  needs try
            """
        ),
        GraphGolden(
            .wideNames,
            .pill,
            .unicode,
            """
             ✓ 取得 ───▶ ● データの準備 ───▶ ○ a-very-long-st…-that-goes-on
            """
        ),
        GraphGolden(
            .wideNames,
            .list,
            .unicode,
            """
            ✓  取得                         0.8 s
            ●  データの準備                 ▓▓▓▓▓░░░░ 50 %
            ○  a-very-long-s…-that-goes-on  needs データの準備
            """
        ),
    ]
}
