extension SafeText {
    /// The sign that stands for what was cut away; `~` on an ASCII canvas.
    package static let ellipsis: SafeText = "…"

    /// The text in the given cells; half a wide character becomes a space.
    package func slice(_ cells: Range<Int>) -> SafeText {
        let cells = cells.clamped(to: 0..<width)
        if cells.count == width { return self }
        if cells.isEmpty { return .empty }
        if isPlain {
            let bytes = string.utf8.dropFirst(cells.lowerBound).prefix(cells.count)
            return SafeText(sanitized: String(Substring(bytes)), width: cells.count, isPlain: true)
        }
        return sliceClusters(cells)
    }

    /// The first `cells` cells.
    package func prefix(_ cells: Int) -> SafeText {
        slice(0..<max(0, min(cells, width)))
    }

    /// The last `cells` cells.
    package func suffix(_ cells: Int) -> SafeText {
        slice(max(0, width - max(0, cells))..<width)
    }

    /// All but the first `cells` cells.
    package func dropFirst(_ cells: Int) -> SafeText {
        slice(min(max(0, cells), width)..<width)
    }

    /// The text, or what of it fits into `cells` together with an ellipsis.
    package func truncated(to cells: Int, _ truncation: Truncation = .end) -> SafeText {
        guard width > cells else { return self }
        guard cells > 0 else { return .empty }
        let kept = cells - 1
        switch truncation {
        case .end:
            return prefix(kept) + .ellipsis
        case .start:
            return .ellipsis + suffix(kept)
        case .middle:
            return prefix(kept - kept / 2) + .ellipsis + suffix(kept / 2)
        }
    }

    /// The text in exactly `cells` cells: filled with spaces, or cut with an ellipsis.
    package func padded(to cells: Int, _ alignment: Alignment = .left) -> SafeText {
        let text = truncated(to: cells)
        let free = cells - text.width
        guard free > 0 else { return text }
        let before = alignment.offset(in: free)
        return .spaces(before) + text + .spaces(free - before)
    }

    private func sliceClusters(_ cells: Range<Int>) -> SafeText {
        var sliced = ""
        var column = 0
        for cluster in clusters {
            let end = column + cluster.width
            if column >= cells.lowerBound && end <= cells.upperBound {
                sliced.unicodeScalars.append(contentsOf: string.unicodeScalars[cluster.range])
            } else if end > cells.lowerBound && column < cells.upperBound {
                sliced += " "
            }
            column = end
            if column >= cells.upperBound { break }
        }
        return SafeText(sanitized: sliced, width: cells.count, isPlain: false)
    }
}
