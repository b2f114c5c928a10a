extension Canvas {
    /// The whole screen as plain text, a line a row, without the spaces at the ends of rows.
    package var text: String { grid.text }
}

extension CellGrid {
    /// All rows as plain text, without the spaces at their ends.
    package var text: String {
        (0..<size.height).map(text(ofRow:)).joined(separator: "\n")
    }

    /// One row as plain text, without the spaces at its end.
    package func text(ofRow y: Int) -> String {
        var line = String.UnicodeScalarView()
        // They wait until something stands behind them.
        var spaces = 0
        func put(_ scalar: Unicode.Scalar) {
            if scalar == " " { return spaces += 1 }
            for _ in 0..<spaces { line.append(" ") }
            spaces = 0
            line.append(scalar)
        }
        for cell in row(y) where cell.width > 0 {
            if cell.isCluster {
                for scalar in scalars(of: cell) { put(scalar) }
            } else {
                put(cell.scalar ?? " ")
            }
        }
        return String(line)
    }

    /// One row as pieces of equal style, for tests that look at styles.
    package func runs(ofRow y: Int) -> [(text: String, style: Style)] {
        var runs: [(text: String, style: Style)] = []
        for cell in row(y) {
            let text = String(String.UnicodeScalarView(scalars(of: cell)))
            if let last = runs.last, last.style == cell.style {
                runs[runs.count - 1].text += text
            } else {
                runs.append((text, cell.style))
            }
        }
        return runs
    }
}
