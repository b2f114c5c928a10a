package import Domain

/// What can still be read of a `dvc.lock` that as a whole cannot.
///
/// An entry is kept where all its lines stand as they were written: outside of what a merge left
/// open, not at an end that may be cut off, under a name that occurs once. Of a file whose schema
/// cannot be read nothing is kept.
package struct LockSalvage: Sendable {
    private static let head = Array("schema: '2.0'\nstages:\n".utf8)

    /// The lock that is left.
    package let lock: LockFile
    /// The other names of stages in the file, each once, in its order.
    package let dropped: [String]

    /// Takes the bytes of a lock that cannot be read.
    package init(bytes: [UInt8], path: ProjectPath) {
        let text = LockBlocks(bytes)
        let isKnown = text.schema.map { Self.isSound($0, path) } ?? false
        let counts = Dictionary(text.blocks.map { (StageName($0.name), 1) }, uniquingKeysWith: +)
        var kept: [LockFile.Stage] = []
        var dropped: [String] = []
        var seen: Set<StageName> = []
        for block in text.blocks {
            let isAlone = counts[StageName(block.name)] == 1
            if isKnown, isAlone, block.isWhole, let stage = Self.stage(block, path) {
                kept.append(stage)
            } else if seen.insert(StageName(block.name)).inserted {
                dropped.append(block.name)
            }
        }
        let rest = isKnown ? Self.rest(text, path) : []
        let whole = LockFile.text(of: kept, rest: rest)
        let isEmpty = kept.isEmpty && rest.isEmpty
        // Each part was read by itself; should they not go together, nothing is kept.
        let lock = isEmpty ? nil : try? LockFile(bytes: Array(whole.utf8), path: path)
        self.lock = lock ?? LockFile(path: path)
        self.dropped = lock == nil ? kept.map(\.name) + dropped : dropped
    }

    private static func isSound(_ schema: [UInt8], _ path: ProjectPath) -> Bool {
        (try? LockFile(bytes: schema, path: path)) != nil  // What is wrong was told before.
    }

    /// The entry of a block that can be read by itself.
    private static func stage(_ block: LockBlocks.Block, _ path: ProjectPath) -> LockFile.Stage? {
        let read = try? LockFile(bytes: head + block.bytes, path: path)  // Else it is dropped.
        guard let stages = read?.stages, stages.count == 1, let stage = stages.first,
            stage.name.utf8.elementsEqual(block.name.utf8)
        else { return nil }
        for items in [stage.entry.dependencies, stage.entry.outputs] {
            guard Set(items.map { Array($0.path.utf8) }).count == items.count else { return nil }
        }
        return stage
    }

    /// What stands beside the stages.
    private static func rest(_ text: LockBlocks, _ path: ProjectPath) -> [ParameterValue.Member] {
        guard let schema = text.schema, let rest = text.rest else { return [] }
        return (try? LockFile(bytes: schema + rest, path: path))?.rest ?? []  // Else it is dropped.
    }
}
