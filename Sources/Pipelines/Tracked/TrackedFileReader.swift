import Domain

/// Turns the nodes of a `.dvc` file into what it tracks and notes every mistake.
struct TrackedFileReader {
    private let path: ProjectPath
    private let root: String
    private(set) var mistakes = MistakeCollector()

    /// What kind of value a key takes.
    private enum Kind {
        case text
        case flag
        case number
        case texts
        case list
        case mapping
        case any
    }

    private static let top: [(String, Kind)] = [
        ("outs", .list), ("deps", .list), ("md5", .text), ("wdir", .text), ("frozen", .flag),
        ("desc", .text), ("meta", .any), ("always_changed", .flag),
    ]

    private static let entry: [(String, Kind)] = [
        ("path", .text), ("md5", .text), ("size", .number), ("nfiles", .number),
        ("isexec", .flag), ("hash", .text), ("cache", .flag), ("persist", .flag),
        ("desc", .text), ("type", .text), ("labels", .texts), ("meta", .any),
        ("remote", .text), ("push", .flag), ("etag", .text), ("checksum", .text),
        ("version_id", .text), ("cloud", .mapping), ("files", .list), ("fs_config", .mapping),
    ]

    private static let dependency: [(String, Kind)] =
        entry.filter { !["cache", "persist", "remote", "push"].contains($0.0) } + [
            ("repo", .mapping), ("db", .mapping), ("dataset", .mapping),
        ]

    init(path: ProjectPath, root: String) {
        self.path = path
        self.root = root
    }

    mutating func read(_ node: YAMLNode) -> TrackedFile {
        var outputs: [TrackedFile.Output] = []
        var origin = TrackedFile.Origin.added
        if !node.isNull {
            check(node, against: Self.top, holding: "what it tracks under 'outs'")
            let folder = folder(node["wdir"])
            outputs = (node["outs"]?.list ?? []).compactMap { output($0, in: folder) }
            origin = self.origin(node["deps"])
        }
        return TrackedFile(
            path: path,
            outputs: outputs,
            origin: origin,
            isFrozen: node["frozen"]?.bool ?? false
        )
    }

    // MARK: - Shapes

    private mutating func check(
        _ node: YAMLNode,
        against keys: [(String, Kind)],
        holding words: String
    ) {
        guard let entries = node.entries else {
            mistakes.add(node.place, "a mapping with \(words) is needed, but this is \(node.kind).")
            return
        }
        for entry in entries {
            guard let kind = keys.first(where: { $0.0 == entry.name })?.1 else {
                let names = keys.map(\.0)
                let hint = NearestWord.hint(for: entry.name, among: names)
                let list =
                    hint.isEmpty ? " The keys here are \(names.joined(separator: ", "))." : ""
                mistakes.add(entry.keyPlace, "unknown key '\(entry.name)'.\(hint)\(list)")
                continue
            }
            check(entry.value, kind, of: entry.name)
        }
    }

    private mutating func check(_ node: YAMLNode, _ kind: Kind, of key: String) {
        let wanted: String? =
            switch kind {
            case .text where node.string == nil && !(key == "wdir" && node.isNull): "text"
            case .flag where node.bool == nil: "true or false"
            case .number where node.integer ?? -1 < 0: "a whole number"
            case .list where node.list == nil && !node.isNull: "a list"
            case .texts where node.list?.allSatisfy { $0.string != nil } != true: "a list of texts"
            case .mapping where node.entries == nil: "a mapping"
            case .text, .flag, .number, .list, .texts, .mapping, .any: nil
            }
        guard let wanted else { return }
        let hint = kind == .text && node.scalar != nil && !node.isNull ? " Put it in quotes." : ""
        mistakes.add(node.place, "'\(key)' takes \(wanted), but this is \(node.kind).\(hint)")
    }

    // MARK: - Parts

    private mutating func folder(_ node: YAMLNode?) -> ProjectPath {
        let home = StagePath.parent(path)
        guard let text = node?.string else { return home }
        let written = StagePath.relative(text, root: root, folder: home) ?? text
        return StagePath.resolve(written, in: home)
    }

    private mutating func output(
        _ node: YAMLNode,
        in folder: ProjectPath
    ) -> TrackedFile.Output? {
        check(node, against: Self.entry, holding: "a 'path'")
        guard node.entries != nil else { return nil }
        guard let pathNode = node["path"], let text = pathNode.string else {
            if node["path"] == nil {
                mistakes.add(node.place, "this has no 'path'. Name the data.")
            }
            return nil
        }
        guard !text.isEmpty, !text.utf8.contains(0) else {
            mistakes.add(pathNode.place, "a path cannot be empty or hold a zero byte.")
            return nil
        }
        if let scheme = Self.scheme(of: text) {
            mistakes.add(
                pathNode.place,
                "data at '\(scheme)://' is not available in this version."
                    + " Only files of this machine can be tracked."
            )
            return nil
        }
        let written = StagePath.relative(text, root: root, folder: folder) ?? text
        let isOld = node["md5"] != nil && node["hash"] == nil
        return TrackedFile.Output(
            path: PlacedStage.Path(
                text: text,
                resolved: StagePath.resolve(written, in: folder),
                place: pathNode.place
            ),
            content: isOld ? nil : content(node),
            isCached: node["cache"]?.bool ?? true,
            isOld: isOld
        )
    }

    /// The part of an address before `://`; nil for a path of this machine.
    private static func scheme(of text: String) -> Substring? {
        guard let mark = text.utf8.firstIndex(of: UInt8(ascii: ":")),
            text[mark...].utf8.starts(with: "://".utf8)
        else { return nil }
        return text[..<mark]
    }

    /// What an entry remembers; nothing where it is named by other hashes than ours.
    private func content(_ node: YAMLNode) -> Content? {
        guard node["hash"]?.string == "md5", let text = node["md5"]?.string,
            let hash = ContentHash(text)
        else { return nil }
        return Content(
            hash: hash,
            size: Int64(node["size"]?.integer ?? Int(Content.unknownSize)),
            fileCount: node["nfiles"]?.integer,
            isExecutable: node["isexec"]?.bool ?? false
        )
    }

    private mutating func origin(_ node: YAMLNode?) -> TrackedFile.Origin {
        var origin = TrackedFile.Origin.added
        for item in node?.list ?? [] {
            check(item, against: Self.dependency, holding: "where the data comes from")
            let address = item["repo"]?["url"]?.string ?? item["path"]?.string
            if origin == .added { origin = .imported(address ?? "elsewhere") }
        }
        return origin
    }
}
