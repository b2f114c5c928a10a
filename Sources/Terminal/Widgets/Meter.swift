/// How far something is: `▓▓▓▓▓░░ 67 %`.
package struct Meter: Hashable, Sendable {
    /// What the bar is made of.
    package enum Fill: Sendable {
        /// Whole cells in shades.
        case shaded

        /// Eighths of cells on a track.
        case smooth
    }

    /// 0 to 1; anything else is cut, not-a-number is 0.
    package let share: Double

    /// Whether the share is guessed from earlier runs; it is then drawn so and reads `~ 67 %`.
    package let isEstimate: Bool
    package let fill: Fill
    package let role: Role

    package init(
        _ share: Double,
        isEstimate: Bool = false,
        fill: Fill = .shaded,
        role: Role = .running
    ) {
        self.share = share.isNaN ? 0 : min(max(share, 0), 1)
        self.isEstimate = isEstimate
        self.fill = fill
        self.role = role
    }

    /// The share as words; 100 % is only said of what is complete.
    package var percent: SafeText {
        let percent = share >= 1 ? 100 : min(99, Int((share * 100).rounded()))
        return isEstimate ? "~ \(percent) %" : "\(percent) %"
    }

    /// Bar and words in exactly `width` cells; without words where they do not fit.
    package func text(width: Int) -> StyledText {
        let words = isEstimate ? 7 : 5
        guard width >= words + 3 else { return bar(width: width) }
        var text = bar(width: width - words - (share >= 1 ? 1 : 0))
        text.append(percent.padded(to: width - text.width, .right), Style(role))
        return text
    }

    /// The bar alone in exactly `width` cells.
    package func bar(width: Int) -> StyledText {
        let width = max(0, width)
        let paint = Style(isEstimate ? .estimate : role)
        if fill == .smooth, !isEstimate { return smoothBar(width: width, paint) }
        var full = Int((share * Double(width)).rounded())
        // Begun is not nothing, and not complete is not full.
        if share > 0, full == 0 { full = 1 }
        if share < 1, full == width { full = width - 1 }
        full = max(0, min(full, width))
        var bar = StyledText(SafeText(repeating: isEstimate ? "▒" : "▓", count: full), paint)
        bar.append(SafeText(repeating: "░", count: width - full), Style(.barTrack))
        return bar
    }

    private func smoothBar(width: Int, _ paint: Style) -> StyledText {
        let eighths = Int(share * Double(width * 8))
        var bar = StyledText(SafeText(repeating: "█", count: eighths / 8), paint.on(.barTrack))
        if eighths % 8 > 0 {
            bar.append(SafeText(glyph: .leftBlock(eighths: eighths % 8)), paint.on(.barTrack))
        }
        bar.append(.spaces(width - bar.width), paint.on(.barTrack))
        return bar
    }
}
