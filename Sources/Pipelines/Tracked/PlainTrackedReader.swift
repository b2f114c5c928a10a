import Domain

/// Reads a `.dvc` file in the very form that `dvc add` gives it, without a reader of YAML.
///
/// Projects may have ten thousands of them, and nearly all have this form.
struct PlainTrackedReader {
    private var lines: ArraySlice<ArraySlice<UInt8>>
    private let path: ProjectPath
    private let root: String

    /// What the file says; nil for any other form, and for what may be a mistake.
    static func read(_ bytes: [UInt8], path: ProjectPath, root: String) -> TrackedFile? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.first?.elementsEqual("outs:".utf8) == true, lines.last?.isEmpty == true else {
            return nil
        }
        var reader = PlainTrackedReader(lines: lines.dropFirst(), path: path, root: root)
        var outputs: [TrackedFile.Output] = []
        while reader.lines.count > 1 {
            guard let output = reader.output() else { return nil }
            outputs.append(output)
        }
        return TrackedFile(path: path, outputs: outputs, origin: .added, isFrozen: false)
    }

    /// The rest of the next line behind a mark, taken away where it is there.
    private mutating func take(_ mark: String) -> ArraySlice<UInt8>? {
        guard let line = lines.first, line.starts(with: mark.utf8) else { return nil }
        lines.removeFirst()
        return line.dropFirst(mark.utf8.count)
    }

    private mutating func output() -> TrackedFile.Output? {
        guard let hash = take("- md5: ").flatMap(Self.hash),
            let size = take("  size: ").flatMap(Self.number)
        else { return nil }
        let counted = take("  nfiles: ")
        let count = counted.flatMap(Self.number)
        guard (counted == nil) == (count == nil) else { return nil }
        let isExecutable = take("  isexec: true").map(\.isEmpty) ?? false
        guard take("  hash: md5")?.isEmpty == true else { return nil }
        let line = lines.startIndex + 1
        guard let text = take("  path: ").flatMap(Self.path) else { return nil }
        let folder = StagePath.parent(path)
        let written = StagePath.relative(text, root: root, folder: folder) ?? text
        return TrackedFile.Output(
            path: PlacedStage.Path(
                text: text,
                resolved: StagePath.resolve(written, in: folder),
                place: SourcePlace(file: path, line: line, column: 9)
            ),
            content: Content(
                hash: hash,
                size: Int64(size),
                fileCount: count,
                isExecutable: isExecutable
            ),
            isCached: true,
            isOld: false
        )
    }

    /// A hash that cannot be a number, as one of digits alone, or with an exponent, would be.
    private static func hash(_ bytes: ArraySlice<UInt8>) -> ContentHash? {
        guard bytes.contains(where: "acdf".utf8.contains) else { return nil }
        return ContentHash(String(decoding: bytes, as: UTF8.self))
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        let isPlain = bytes.allSatisfy { (0x30...0x39).contains($0) }
        guard isPlain, bytes.count == 1 || bytes.first != 0x30 else { return nil }
        return Int(String(decoding: bytes, as: UTF8.self))
    }

    /// A path of characters that mean nothing to YAML.
    private static func path(_ bytes: ArraySlice<UInt8>) -> String? {
        let isPlain = bytes.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                || (0x61...0x7a).contains(byte) || "_./-".utf8.contains(byte)
        }
        guard isPlain, let first = bytes.first, first != UInt8(ascii: "-") else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard case .text = YAMLScalar.resolve(text) else { return nil }
        return text
    }
}
