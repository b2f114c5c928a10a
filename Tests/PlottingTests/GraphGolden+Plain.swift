import Plotting
import Terminal

extension GraphGolden {
    /// Pictures in ASCII.
    static let plain: [GraphGolden] = [
        GraphGolden(
            .single,
            .box,
            .ascii,
            """
            +----------+
            |+ train   |
            | 0.8 s    |
            +----------+
            """
        ),
        GraphGolden(
            .single,
            .pill,
            .ascii,
            """
             + train
            """
        ),
        GraphGolden(
            .single,
            .list,
            .ascii,
            """
            +  train  0.8 s
            """
        ),
        GraphGolden(
            .diamond,
            .box,
            .ascii,
            """
            +----------+   +----------+   +--------+
            |+ load    +-+>|R left    +-+>:. join  :
            | 0.8 s    | | |###.. 50 %| | +--------+
            +----------+ | +----------+ |
                         | +----------+ |
                         +>:. right   +-+
                           +----------+
            """
        ),
        GraphGolden(
            .diamond,
            .pill,
            .ascii,
            """
             + load -+-> R left --+-> . join
                     +-> . right -+
            """
        ),
        GraphGolden(
            .diamond,
            .list,
            .ascii,
            """
            +    load   0.8 s
            +-R  left   #####.... 50 %
            . |  right  needs load
            .-+  join   needs left, right
            """
        ),
        GraphGolden(
            .skips,
            .box,
            .ascii,
            """
            +----------+   +----------+
            |+ load    +-+>|R clean   +-+--------------+
            | 0.8 s    | | |###.. 50 %| ++ +---------+ | +----------+
            +----------+ | +----------+  +>:. train  +-+>:. report  :
                         |              ++ +---------+ | +----------+
                         +--------------+--------------+
            """
        ),
        GraphGolden(
            .skips,
            .pill,
            .ascii,
            """
             + load -+-> R clean -+-------------+
                     |            ++-> . train -+-> . report
                     +------------+|------------+
                                  ++
            """
        ),
        GraphGolden(
            .skips,
            .list,
            .ascii,
            """
            +      load    0.8 s
            +-R    clean   #####.... 50 %
            +-+-.  train   needs clean, load
            .-+-+  report  needs train, load, clean
            """
        ),
        GraphGolden(
            .cycle,
            .box,
            .ascii,
            """
            +----------+   +----------+   +---------+
            |+ ask     +<+>|R try     +-+>:. judge  :
            | 0.8 s    | | |###.. 50 %| | +---------+
            +----------+ | +----------+ |
                         +--------------+
            """
        ),
        GraphGolden(
            .cycle,
            .pill,
            .ascii,
            """
             + ask <+-> R try -+-> . judge
                    +----------+
            """
        ),
        GraphGolden(
            .cycle,
            .list,
            .ascii,
            """
            +    ask    0.8 s
            +-R  try    #####.... 50 %
            .-+  judge  needs try
            """
        ),
        GraphGolden(
            .wideNames,
            .box,
            .ascii,
            """
            +----------+   +----------------+   +--------------------------------+
            |+ ????    +-->|R ????????????  +-->:. a-very-long-st~-that-goes-on  :
            | 0.8 s    |   |######..... 50 %|   +--------------------------------+
            +----------+   +----------------+
            """
        ),
        GraphGolden(
            .wideNames,
            .pill,
            .ascii,
            """
             + ???? ---> R ???????????? ---> . a-very-long-st~-that-goes-on
            """
        ),
        GraphGolden(
            .wideNames,
            .list,
            .ascii,
            """
            +  ????                         0.8 s
            R  ????????????                 #####.... 50 %
            .  a-very-long-s~-that-goes-on  needs ????????????
            """
        ),
    ]
}
