import Terminal

/// Pieces of a line of which the least important are left out when there is no room.
struct LinePieces {
    struct Piece {
        let text: StyledText
        /// The larger, the longer it stays.
        let weight: Int

        init(_ text: StyledText, _ weight: Int) {
            self.text = text
            self.weight = weight
        }
    }

    static let gap: SafeText = " · "

    private let pieces: [Piece]

    init(_ pieces: [Piece]) {
        self.pieces = pieces
    }

    /// As many pieces as fit into `width` cells; the last one left is cut.
    func fitted(to width: Int) -> StyledText {
        var kept = pieces
        while kept.count > 1, Self.joined(kept).width > width {
            let least = kept.indices.min { (kept[$0].weight, -$0) < (kept[$1].weight, -$1) }
            guard let least else { break }
            kept.remove(at: least)
        }
        return Self.joined(kept).truncated(to: max(0, width))
    }

    private static func joined(_ pieces: [Piece]) -> StyledText {
        var line = StyledText()
        for piece in pieces {
            if !line.isEmpty { line.append(gap, .faint) }
            line.append(piece.text)
        }
        return line
    }
}
