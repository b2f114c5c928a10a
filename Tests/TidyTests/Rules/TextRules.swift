/// Rules on the plain text of files, whatever their language.
enum TextRules {
    static let fileLimit = 700
    static let columnLimit = 100

    static func checkLength(_ file: SourceFile) -> [Finding] {
        guard file.isProgram, file.lines.count > fileLimit else { return [] }
        let text = "a file of \(file.lines.count) lines; \(fileLimit) is the limit."
        return [file.finding(fileLimit, text)]
    }

    static func checkColumns(_ file: SourceFile) -> [Finding] {
        guard file.isProgram else { return [] }
        return file.lines.enumerated().compactMap { index, line in
            // A line of few bytes has few characters: most are not counted twice.
            guard line.utf8.count > columnLimit, line.count > columnLimit else { return nil }
            // A picture of a screen is as wide as the screen.
            guard !file.isTextInCode(index) else { return nil }
            return file.finding(index, "\(line.count) columns; \(columnLimit) is the limit.")
        }
    }

    static func checkCharacters(_ file: SourceFile) -> [Finding] {
        file.lines.enumerated().compactMap { index, line in
            problem(of: line).map { file.finding(index, $0) }
        }
    }

    private static func problem(of line: String) -> String? {
        if line.utf8.contains(UInt8(ascii: "\t")) {
            return "a tab."
        }
        if line.last?.isWhitespace == true {
            return "white space at the end of the line."
        }
        return line.unicodeScalars.first { isControl($0) }.map {
            "the control character U+" + String($0.value, radix: 16, uppercase: true) + "."
        }
    }

    /// Controls, and what makes a reader see text in another order than the compiler.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    static func checkMarks(_ file: SourceFile) -> [Finding] {
        // Put together here, so that this file keeps its own rule.
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
        return file.lines.enumerated().flatMap { index, line in
            marks.filter { !occurrences(of: $0, in: line).isEmpty }.map {
                file.finding(index, "'\($0)': do it, or file it.")
            }
        }
    }

    /// A path that exists on the machine of whoever wrote it.
    static func checkMachinePaths(_ file: SourceFile) -> [Finding] {
        let folders = ["home", "mnt", "opt", "root", "srv", "work"].map { "/" + $0 + "/" }
        return file.lines.enumerated().compactMap { index, line in
            let isPath = folders.contains { folder in
                line.contains(folder)
                    && line.ranges(of: folder).contains { beginsPath($0, in: line) }
            }
            return isPath ? file.finding(index, "a path of one machine.") : nil
        }
    }

    private static func beginsPath(_ range: Range<String.Index>, in line: String) -> Bool {
        let before = line[..<range.lowerBound].last
        let after = line[range.upperBound...].first
        let goesOn = before.map { $0.isWordPart || $0 == "." } ?? false
        return !goesOn && (after?.isLowercase ?? false)
    }
}
