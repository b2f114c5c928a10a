extension SafeText {
    /// A base with its marks, as it goes into one cell or two.
    struct Cluster {
        let base: Unicode.Scalar
        let width: Int
        let marks: Substring.UnicodeScalarView

        /// Where it stands in the text.
        let range: Range<String.Index>
    }

    /// The text's clusters from left to right.
    var clusters: Clusters { Clusters(scalars: string.unicodeScalars) }

    struct Clusters: Sequence, IteratorProtocol {
        private let scalars: String.UnicodeScalarView
        private var index: String.Index

        init(scalars: String.UnicodeScalarView) {
            self.scalars = scalars
            index = scalars.startIndex
        }

        mutating func next() -> Cluster? {
            guard index < scalars.endIndex else { return nil }
            let start = index
            let base = scalars[index]
            index = scalars.index(after: index)
            let marksStart = index
            while index < scalars.endIndex, scalars[index].value >= 0x300,
                ScalarWidth.of(scalars[index]) == 0
            {
                index = scalars.index(after: index)
            }
            return Cluster(
                base: base,
                width: ScalarWidth.of(base),
                marks: scalars[marksStart..<index],
                range: start..<index
            )
        }
    }
}
