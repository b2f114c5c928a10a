import Domain

/// Reads a `dvc.lock` and notes everything that DVC itself would refuse.
struct LockReader {
    private let path: ProjectPath
    private let bytes: [UInt8]
    private var mistakes = MistakeCollector()

    /// How to get out of any mistake here.
    private static let remedy =
        "Restore the file from git, or run '\(LockAdvice.command)', \(LockAdvice.effect)."

    /// What other tools and other kinds of storage keep of a content.
    private static let passedOn = ["etag", "checksum", "version_id", "cloud", "files", "remote"]

    init(path: ProjectPath, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    mutating func read() throws(InputMistakes) -> LockFile {
        if let conflict { throw InputMistakes(conflict) }
        let file: YAMLFile
        do throws(InputMistakes) {
            file = try YAMLFile(bytes: bytes, path: path, limits: .lock)
        } catch {
            throw InputMistakes(
                error.list.map { mistake in
                    let text = "\(mistake.text) \(Self.remedy)"
                    return mistake.hasLine
                        ? InputMistake(mistake.place, text) : InputMistake(file: path, text)
                }
            )
        }
        let lock = lock(file.root)
        try mistakes.throwIfAny()
        return lock
    }

    private mutating func note(_ place: SourcePlace, _ text: String) {
        mistakes.add(place, "\(text) \(Self.remedy)")
    }

    // MARK: - Conflicts

    /// The first mark of a merge that nobody finished.
    private var conflict: InputMistake? {
        var line = 0
        var stage: String?
        for text in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            line += 1
            if text.starts(with: "<<<<<<<".utf8) || text.starts(with: ">>>>>>>".utf8) {
                let place = SourcePlace(file: path, line: line, column: 1)
                return InputMistake(
                    place,
                    "unresolved merge. Resolve it, or run"
                        + " '\(LockAdvice.command)\(stage.map { " \($0)" } ?? "")',"
                        + " \(LockAdvice.effect)."
                )
            }
            stage = Self.stageName(text) ?? stage
        }
        return nil
    }

    /// The address of the stage whose entry begins on a line.
    private static func stageName(_ line: ArraySlice<UInt8>) -> String? {
        guard line.starts(with: "  ".utf8), line.last == UInt8(ascii: ":") else { return nil }
        let name = line.dropFirst(2).dropLast()
        guard let first = name.first, first != 0x20, first != 0x2d else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    // MARK: - The file

    private mutating func lock(_ root: YAMLNode) -> LockFile {
        if root.isNull {
            note(root.place, "this lock is empty.")
            return LockFile(path: path)
        }
        guard let entries = root.entries else {
            note(root.place, "a lock holds 'schema' and 'stages', but this is \(root.kind).")
            return LockFile(path: path)
        }
        checkSchema(root)
        for entry in entries where !["schema", "stages", "datasets"].contains(entry.name) {
            note(entry.keyPlace, "unknown key '\(entry.name)'.")
        }
        var stages: [LockFile.Stage] = []
        if let node = root["stages"], !node.isNull {
            if node.entries == nil {
                note(node.place, "'stages' takes a mapping, but this is \(node.kind).")
            }
            stages = (node.entries ?? []).compactMap { stage($0) }
        }
        let rest = entries.filter { $0.name == "datasets" }
            .map { ParameterValue.Member($0.name, ParameterValue($0.value)) }
        return LockFile(path: path, stages: stages, bytes: bytes, rest: rest)
    }

    private mutating func checkSchema(_ root: YAMLNode) {
        guard let schema = root["schema"] else {
            note(root.place, "there is no 'schema', so this is no lock of DVC 2 or later.")
            return
        }
        guard schema.string == "2.0" else {
            let text = schema.scalar?.text ?? schema.kind
            note(schema.place, "the schema is \(text) where the text '2.0' in quotes is needed.")
            return
        }
    }

    private mutating func stage(_ entry: YAMLEntry) -> LockFile.Stage? {
        guard let entries = entry.value.entries else {
            note(
                entry.value.place,
                "the entry of stage '\(entry.name)' is \(entry.value.kind), not a mapping."
            )
            return nil
        }
        for inner in entries where !["cmd", "deps", "params", "outs"].contains(inner.name) {
            note(inner.keyPlace, "unknown key '\(inner.name)' in the entry of '\(entry.name)'.")
        }
        let node = entry.value
        guard let command = command(node["cmd"], of: entry) else { return nil }
        return LockFile.Stage(
            name: entry.name,
            entry: LockEntry(
                command: command,
                dependencies: items(node["deps"], "deps"),
                parameters: parameters(node["params"]),
                outputs: items(node["outs"], "outs")
            ),
            place: entry.keyPlace
        )
    }

    private mutating func command(_ node: YAMLNode?, of entry: YAMLEntry) -> StageCommand? {
        guard let node else {
            note(entry.keyPlace, "the entry of stage '\(entry.name)' has no 'cmd'.")
            return nil
        }
        if let text = node.string { return .text(text) }
        let texts = node.list?.compactMap(\.string)
        guard let texts, texts.count == node.list?.count else {
            note(node.place, "'cmd' takes a text or a list of texts, but this is \(node.kind).")
            return nil
        }
        return .list(texts)
    }

    // MARK: - Parts of an entry

    private mutating func items(_ node: YAMLNode?, _ key: String) -> [LockItem] {
        guard let node, !node.isNull else { return [] }
        guard let list = node.list else {
            note(node.place, "'\(key)' takes a list, but this is \(node.kind).")
            return []
        }
        return list.compactMap { item($0) }
    }

    private mutating func item(_ node: YAMLNode) -> LockItem? {
        guard let path = node["path"]?.string else {
            note(node["path"]?.place ?? node.place, "this needs a 'path' that is text.")
            return nil
        }
        var rest: [ParameterValue.Member] = []
        for entry in node.entries ?? [] {
            switch entry.name {
            case "path", "hash", "md5", "size", "nfiles", "isexec": break
            case let name where Self.passedOn.contains(name):
                rest.append(.init(name, ParameterValue(entry.value)))
            default: note(entry.keyPlace, "unknown key '\(entry.name)'.")
            }
        }
        guard let hash = node["md5"] else {
            return LockItem(path: path, content: nil, rest: rest)
        }
        guard let text = hash.writtenText, let name = ContentHash(text) else {
            note(hash.place, "the MD5 of '\(path)' is cut off or wrong.")
            return nil
        }
        guard node["hash"]?.string == "md5" else {
            // DVC 2 changed the line ends of texts before hashing, so its MD5 is another one.
            return LockItem(path: path, content: nil, rest: [.init("md5", .text(text))] + rest)
        }
        return LockItem(path: path, content: content(name, node), rest: rest)
    }

    private mutating func content(_ hash: ContentHash, _ node: YAMLNode) -> Content {
        for key in ["size", "nfiles"] {
            guard let number = node[key], number.integer ?? -1 < 0 else { continue }
            note(number.place, "'\(key)' takes a whole number, but this is \(number.kind).")
        }
        if let flag = node["isexec"], flag.bool == nil {
            note(flag.place, "'isexec' takes true or false, but this is \(flag.kind).")
        }
        return Content(
            hash: hash,
            size: Int64(node["size"]?.integer ?? Int(Content.unknownSize)),
            fileCount: node["nfiles"]?.integer,
            isExecutable: node["isexec"]?.bool ?? false
        )
    }

    private mutating func parameters(_ node: YAMLNode?) -> [LockedParameters] {
        guard let node, !node.isNull else { return [] }
        guard let files = node.entries else {
            note(node.place, "'params' takes a mapping, but this is \(node.kind).")
            return []
        }
        return files.compactMap { file in
            guard let values = file.value.entries else {
                note(
                    file.value.place,
                    "the parameters of '\(file.name)' are \(file.value.kind), not a mapping."
                )
                return nil
            }
            return LockedParameters(
                file: file.name,
                values: values.map { .init(key: $0.name, value: ParameterValue($0.value)) }
            )
        }
    }
}
