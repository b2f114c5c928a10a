import Domain

/// The text of a `.dvc` file, in which what it remembers of its data can be exchanged.
///
/// Comments, the order of keys and everything else stay as they are, byte for byte.
struct TrackedText {
    private let path: ProjectPath
    private let bytes: [UInt8]
    private let root: YAMLNode

    /// The fields of an output that tell its content, in DVC's order.
    private static let fields = ["md5", "size", "nfiles", "isexec", "hash"]

    init(_ bytes: [UInt8], path: ProjectPath) throws(InputMistakes) {
        self.path = path
        self.bytes = bytes
        root = try YAMLFile(bytes: bytes, path: path).root
    }

    /// The text with these contents, one for each output; a nil leaves an output as it is.
    func setting(_ contents: [Content?]) -> [UInt8] {
        let wanted = value(with: contents)
        var lines = TextLines(bytes)
        for edit in edits(contents, wanted).sorted(by: { $0.isAfter($1) }) { lines?.apply(edit) }
        // What is wrong with a text that is not used does not matter.
        if let lines, (try? Self.read(lines.bytes, path)) == wanted { return lines.bytes }
        // A form that cannot be edited line by line is written anew, in DVC's.
        return Array(LockText.text(of: wanted).utf8)
    }

    private static func read(
        _ bytes: [UInt8],
        _ path: ProjectPath
    ) throws(InputMistakes) -> ParameterValue {
        ParameterValue(try YAMLFile(bytes: bytes, path: path).root)
    }

    // MARK: - Meaning

    private func value(with contents: [Content?]) -> ParameterValue {
        guard case .mapping(var members) = ParameterValue(root) else { return .null }
        for index in members.indices where members[index].key == .text("outs") {
            guard case .list(let items) = members[index].value else { continue }
            let outputs = zip(items, contents).map { item, content in
                content.map { Self.output(item, with: $0) } ?? item
            }
            members[index] = ParameterValue.Member("outs", .list(outputs))
        }
        for index in members.indices where members[index].key == .text("md5") {
            // One that was written by other rules is left as it is.
            guard members[index].value == .text(TrackedDigest.text(of: ParameterValue(root)))
            else { continue }
            members[index] = .init("md5", .text(TrackedDigest.text(of: .mapping(members))))
        }
        return .mapping(members)
    }

    private static func output(_ item: ParameterValue, with content: Content) -> ParameterValue {
        guard case .mapping(let members) = item else { return item }
        let values = self.values(of: content)
        var result = members.compactMap { member -> ParameterValue.Member? in
            guard case .text(let name) = member.key, fields.contains(name) else { return member }
            return values.first { $0.key == member.key }
        }
        result += values.filter { value in !result.contains { $0.key == value.key } }
        return .mapping(result)
    }

    private static func values(of content: Content) -> [ParameterValue.Member] {
        var values: [ParameterValue.Member] = [.init("md5", .text(content.hash.text))]
        if content.size >= 0 { values.append(.init("size", .integer(Int(content.size)))) }
        if let count = content.fileCount { values.append(.init("nfiles", .integer(count))) }
        if content.isExecutable { values.append(.init("isexec", .bool(true))) }
        values.append(.init("hash", .text("md5")))
        return values
    }

    // MARK: - Lines

    private func edits(_ contents: [Content?], _ wanted: ParameterValue) -> [TextLines.Edit] {
        var edits: [TextLines.Edit] = []
        for (node, content) in zip(root["outs"]?.list ?? [], contents) {
            guard let content else { continue }
            edits += self.edits(of: node, Self.values(of: content))
        }
        if let node = root["md5"], let digest = wanted.value(at: "md5"),
            digest != ParameterValue(node)
        {
            edits.append(.replace(node.place, Self.scalar(digest)))
        }
        return edits
    }

    private func edits(
        of node: YAMLNode,
        _ values: [ParameterValue.Member]
    ) -> [TextLines.Edit] {
        let entries = node.entries ?? []
        var edits: [TextLines.Edit] = []
        for entry in entries where Self.fields.contains(entry.name) {
            guard let value = values.first(where: { $0.key == .text(entry.name) })?.value else {
                edits.append(.remove(entry.keyPlace))
                continue
            }
            guard value != ParameterValue(entry.value) else { continue }
            edits.append(.replace(entry.value.place, Self.scalar(value)))
        }
        let new = values.filter { value in !entries.contains { .text($0.name) == value.key } }
        let last = entries.last {
            $0.value.scalar != nil && $0.value.place.line == $0.keyPlace.line
        }
        guard let last, !new.isEmpty else { return edits }
        let lines = new.compactMap { member -> String? in
            guard case .text(let name) = member.key else { return nil }
            return "\(name): \(Self.scalar(member.value))"
        }
        edits.append(.insert(below: last.keyPlace, lines))
        return edits
    }

    /// A value as DVC writes it, quoted where it would read as another one.
    private static func scalar(_ value: ParameterValue) -> String {
        let line = LockText.text(of: .mapping([.init("k", value)])).utf8.dropFirst(3).dropLast()
        return String(Substring(line))
    }
}
