package import Domain

/// A `dvc.lock`: what each stage of a file last ran with, and what came out.
package struct LockFile: Sendable {
    package struct Stage: Hashable, Sendable {
        /// The name in the file beside it.
        package let name: String
        package let entry: LockEntry
        /// Where its name stands.
        package let place: SourcePlace

        package init(name: String, entry: LockEntry, place: SourcePlace) {
            self.name = name
            self.entry = entry
            self.place = place
        }
    }

    package let path: ProjectPath
    /// In the order of the file, those that no stage file names any more among them.
    package let stages: [Stage]
    /// The text as it stands.
    package let bytes: [UInt8]
    /// What stands beside the stages; passed on as it is.
    let rest: [ParameterValue.Member]

    /// Exchanging an entry's lines was seen to give the meaning it should, in this file's form.
    let isProven: Bool

    private let positions: [[UInt8]: Int]

    /// A lock that does not exist yet.
    package init(path: ProjectPath) {
        self.init(path: path, stages: [], bytes: [], rest: [])
    }

    init(
        path: ProjectPath,
        stages: [Stage],
        bytes: [UInt8],
        rest: [ParameterValue.Member],
        isProven: Bool = false
    ) {
        self.isProven = isProven
        self.path = path
        self.stages = stages
        self.bytes = bytes
        self.rest = rest
        positions = Dictionary(
            stages.enumerated().map { (Array($1.name.utf8), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Reads the bytes of a lock.
    ///
    /// Throws every mistake: a lock that is not wholly understood says nothing about any stage.
    package init(bytes: [UInt8], path: ProjectPath) throws(InputMistakes) {
        if let lock = LockScanner.lock(bytes: bytes, path: path) {
            self = lock
            return
        }
        var reader = LockReader(path: path, bytes: bytes)
        self = try reader.read()
    }

    /// The entry of a stage by its name in the stage file.
    package func entry(_ name: String) -> LockEntry? {
        position(name).map { stages[$0].entry }
    }

    func position(_ name: String) -> Int? {
        positions[Array(name.utf8)]
    }

    /// The lock of a stage file.
    package static func path(for stageFile: ProjectPath) -> ProjectPath {
        let folder = StagePath.parent(stageFile)
        return ProjectPath(folder.text.isEmpty ? "dvc.lock" : "\(folder)/dvc.lock")
    }
}
