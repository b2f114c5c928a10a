import Domain

/// Reads TOML parameter files.
enum TOMLParameters {
    /// The values of a file, in the order written.
    static func read(_ bytes: [UInt8], _ path: ProjectPath) throws(InputMistakes) -> ParameterValue
    {
        try checkEncoding(bytes, path)
        var reader = TOMLReader(bytes)
        let document: TOMLDocument
        do throws(TOMLFault) {
            document = try reader.read()
        } catch {
            let place = SourceText.place(of: error.offset, in: bytes, path)
            throw InputMistakes(InputMistake(place, "this is not valid TOML: \(error.text)."))
        }
        return try table(TOMLDocument.root, of: document, path, at: [])
    }

    private static func checkEncoding(
        _ bytes: [UInt8],
        _ path: ProjectPath
    ) throws(InputMistakes) {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            let place = SourceText.place(of: error.byteOffsets.lowerBound, in: bytes, path)
            throw InputMistakes(
                InputMistake(place, "this is not valid UTF-8. Save the file as UTF-8.")
            )
        }
    }

    private static func table(
        _ table: Int,
        of document: TOMLDocument,
        _ path: ProjectPath,
        at key: [String]
    ) throws(InputMistakes) -> ParameterValue {
        .mapping(
            try document.tables[table].members.map { name, node throws(InputMistakes) in
                ParameterValue.Member(
                    key: .text(name.text),
                    value: try value(node, of: document, path, at: key + [name.text])
                )
            }
        )
    }

    private static func value(
        _ node: TOMLNode,
        of document: TOMLDocument,
        _ path: ProjectPath,
        at key: [String]
    ) throws(InputMistakes) -> ParameterValue {
        switch node {
        case .text(let text): return .text(text)
        case .integer(let whole): return .integer(whole)
        case .float(let float): return .float(float)
        case .bool(let bool): return .bool(bool)
        case .moment: throw moment(path, key)
        case .table(let table): return try self.table(table, of: document, path, at: key)
        case .list(let items): return try list(items, of: document, path, at: key)
        case .group(let group):
            let items = document.groups[group].map { TOMLNode.table($0) }
            return try list(items, of: document, path, at: key)
        }
    }

    private static func list(
        _ items: [TOMLNode],
        of document: TOMLDocument,
        _ path: ProjectPath,
        at key: [String]
    ) throws(InputMistakes) -> ParameterValue {
        .list(
            try items.enumerated().map { index, item throws(InputMistakes) in
                try value(item, of: document, path, at: key + [String(index)])
            }
        )
    }

    private static func moment(_ path: ProjectPath, _ key: [String]) -> InputMistakes {
        InputMistakes(
            InputMistake(
                file: path,
                "the value of '\(key.joined(separator: "."))' is a date or time, which a lock"
                    + " cannot hold. Put it in quotes."
            )
        )
    }
}
