/// The cells a Unicode scalar takes on a terminal.
///
/// The table agrees with the C library's `wcwidth` (glibc 2.36, Unicode 14), because ncurses asks
/// that one. A scalar newer than that, or one whose width a later Unicode changed, has no certain
/// width and counts as unknown.
package enum ScalarWidth {
    /// What ``of(_:)`` says when no width is certain: the scalar must not be drawn.
    package static let unknown = -1

    /// 0 for marks that sit on the character before, 1, 2, or ``unknown``; controls are unknown.
    package static func of(_ scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x7F { return value >= 0x20 ? 1 : unknown }
        if value < 0xA0 { return unknown }
        return width(at: value)
    }

    /// Finds the last boundary at or before the scalar.
    private static func width(at value: UInt32) -> Int {
        let boundaries = WidthTable.boundaries
        // A boundary holds the scalar above two bits for the width, where 3 means unknown.
        let key = value << 2 | 3
        var low = 0
        var high = boundaries.count
        while low < high {
            let middle = (low + high) / 2
            if boundaries[middle] <= key {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low > 0 else { return 1 }
        let code = Int(boundaries[low - 1] & 3)
        return code == 3 ? unknown : code
    }
}
