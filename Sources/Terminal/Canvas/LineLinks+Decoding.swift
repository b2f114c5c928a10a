extension LineLinks {
    /// The sides on which a character of the block U+2500 to U+257F has lines, all light.
    ///
    /// Characters without any, such as diagonals, count as crossings.
    init(boxDrawing value: UInt32) {
        self.init(bits: LineLinks.masks[value] ?? LineLinks(north: true, east: true).bits)
    }

    private static let masks: [UInt32: UInt8] = {
        var masks: [UInt32: UInt8] = [:]
        for bits in UInt8.min...UInt8.max {
            let links = LineLinks(bits: bits)
            for isRounded in [false, true] {
                let glyph = links.glyph(rounded: isRounded).scalar.value
                if masks[glyph] == nil { masks[glyph] = bits }
            }
        }
        let horizontal = LineLinks(east: true, west: true).bits
        let vertical = LineLinks(north: true, south: true).bits
        for dashed in "┄┅┈┉╌╍".unicodeScalars { masks[dashed.value] = horizontal }
        for dashed in "┆┇┊┋╎╏".unicodeScalars { masks[dashed.value] = vertical }
        return masks
    }()
}
