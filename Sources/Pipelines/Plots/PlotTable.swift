import Domain

/// Gives the rows of a plot's file one after the other.
///
/// CSV and TSV are read piece by piece and may have any size; JSON and YAML are read whole.
struct PlotTable {
    /// The largest JSON file that is read, in bytes.
    static let longestJSON = 64 << 20

    /// The names of endings that are read, in the words of a message.
    static let formats = "JSON, YAML, CSV and TSV"

    let root: RawPath
    let path: ProjectPath
    let hasHeader: Bool

    /// What the file's columns are called, and what comes with each row.
    ///
    /// `choose` is called once with the names of the columns, and says which of them are wanted;
    /// `row` gets the values of those for each row. False where nothing is at the path.
    func read(
        choose: ([String]) throws(InputMistakes) -> [Int],
        row: ([PlotCell]) -> Void
    ) throws(InputMistakes) -> Bool {
        switch FileSuffix.of(path) {
        case "csv": try readTable(separator: UInt8(ascii: ","), choose, row)
        case "tsv": try readTable(separator: UInt8(ascii: "\t"), choose, row)
        case "json", "yaml", "yml": try readWhole(choose, row)
        default:
            throw mistake("cannot be drawn. Plots are read from \(Self.formats) files and images.")
        }
    }

    func mistake(_ text: String) -> InputMistakes {
        InputMistakes(InputMistake(file: path, text))
    }

    private func mistake(line: Int, _ text: String) -> InputMistakes {
        InputMistakes(InputMistake(SourcePlace(file: path, line: line, column: 1), text))
    }

    private func failure(_ failure: FileFailure) -> InputMistakes {
        mistake("cannot be read: \(failure).")
    }

    // MARK: - Tables

    private func readTable(
        separator: UInt8,
        _ choose: ([String]) throws(InputMistakes) -> [Int],
        _ row: ([PlotCell]) -> Void
    ) throws(InputMistakes) -> Bool {
        var reader = DelimitedReader(separator: separator)
        var columns = ColumnChoice(table: self)
        var wrong: InputMistakes?
        let isThere: Bool
        do throws(FileFailure) {
            isThere = try eachChunk { chunk in
                guard wrong == nil else { return }
                do throws(InputMistakes) {
                    if chunk.contains(0) {
                        throw mistake("is a binary file. Plots are read from \(Self.formats).")
                    }
                    try reader.take(chunk) { found throws(InputMistakes) in
                        try columns.take(found, choose, row)
                    }
                    if reader.isTooLong {
                        let limit = DelimitedReader.longestRow >> 20
                        let text = "this row is longer than \(limit) MiB. Is a quote left open?"
                        throw mistake(line: reader.currentLine, text)
                    }
                } catch {
                    wrong = error
                }
            }
        } catch {
            throw failure(error)
        }
        if let wrong { throw wrong }
        guard isThere else { return false }
        try reader.finish { found throws(InputMistakes) in
            try columns.take(found, choose, row)
        }
        if !columns.isChosen { _ = try choose([]) }
        return true
    }

    private func eachChunk(
        _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(FileFailure) -> Bool {
        guard let file = try OpenFile(reading: root.appending(path.text)) else { return false }
        guard try file.status().isFile else { throw FileFailure(.read, file.path, 21) }
        try file.forEachChunk { chunk throws(FileFailure) in body(chunk) }
        return true
    }

    /// The columns of a table, known from its first row on.
    private struct ColumnChoice {
        let table: PlotTable
        private var wanted: [Int]?
        private var count = 0

        init(table: PlotTable) {
            self.table = table
        }

        var isChosen: Bool { wanted != nil }

        mutating func take(
            _ row: DelimitedReader.Row,
            _ choose: ([String]) throws(InputMistakes) -> [Int],
            _ body: ([PlotCell]) -> Void
        ) throws(InputMistakes) {
            guard let wanted else {
                count = row.count
                let names = table.names(row)
                let wanted = try choose(names)
                self.wanted = wanted
                if !table.hasHeader { body(wanted.map { PlotCell(table: row[$0]) }) }
                return
            }
            guard row.count == count else {
                // The last row of a file that is still being written.
                guard row.isEnded || row.count > count else { return }
                throw table.mistake(
                    line: row.line,
                    "this row has \(row.count) values, but the first one has \(count)."
                )
            }
            body(wanted.map { PlotCell(table: row[$0]) })
        }
    }

    private func names(_ row: DelimitedReader.Row) -> [String] {
        guard hasHeader else { return (0..<row.count).map(String.init) }
        return (0..<row.count).map { index in
            let value = row[index]
            let mark: [UInt8] = [0xef, 0xbb, 0xbf]
            let bytes = index == 0 && value.starts(with: mark) ? value.dropFirst(3) : value
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    // MARK: - Documents

    private func readWhole(
        _ choose: ([String]) throws(InputMistakes) -> [Int],
        _ row: ([PlotCell]) -> Void
    ) throws(InputMistakes) -> Bool {
        guard let bytes = try bytes() else { return false }
        let lists = PlotRows.lists(in: try document(bytes))
        guard let first = lists.first else {
            throw mistake("has no rows to draw. A plot's file holds a list of mappings.")
        }
        var names = first.names
        let merged = PlotRows.merged(lists, names: &names)
        let wanted = try choose(names).map { names[$0] }
        for members in merged {
            row(wanted.map { name in members.value(name).map { PlotCell($0) } ?? .nothing })
        }
        return true
    }

    private func bytes() throws(InputMistakes) -> [UInt8]? {
        let limit = isJSON ? Self.longestJSON : YAMLLimits.written.bytes
        let full = root.appending(path.text)
        var isTooLarge = false
        do throws(FileFailure) {
            guard let status = try FileStatus.of(full) else { return nil }
            isTooLarge = status.size > limit
            if !isTooLarge { return try Files.read(full, limit: limit) }
        } catch {
            throw failure(error)
        }
        throw mistake("is larger than \(limit >> 20) MiB. Have it written as CSV or TSV.")
    }

    private var isJSON: Bool { FileSuffix.of(path) == "json" }

    private func document(_ bytes: [UInt8]) throws(InputMistakes) -> ParameterValue {
        guard isJSON else { return ParameterValue(try YAMLFile(bytes: bytes, path: path).root) }
        var reader = JSONReader(bytes)
        do throws(JSONFault) {
            return ParameterValue(try reader.document())
        } catch {
            let place = SourceText.place(of: error.offset, in: bytes, path)
            throw InputMistakes(InputMistake(place, "this is not valid JSON: \(error.text)."))
        }
    }
}
